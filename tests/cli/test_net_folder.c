#include "net_folder.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static els_net_folder folder;
static char lock[ELS_NET_FOLDER_PATH + 16];

static void set_up(void)
{
    cr_assert_eq(els_net_folder_make(&folder), ELS_OK);
    snprintf(lock, sizeof lock, "%s/control.lock", folder.path);
}

static void tear_down(void)
{
    els_net_folder_remove(&folder);
}

TestSuite(net_folder, .init = set_up, .fini = tear_down);

static bool is_there(void)
{
    struct stat st;
    return stat(folder.path, &st) == 0;
}

static int take_lock(void)
{
    int fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_eq(flock(fd, LOCK_EX | LOCK_NB), 0);
    return fd;
}

Test(net_folder, of_a_run_that_is_on_stays)
{
    cr_assert_not(els_net_folder_remove_abandoned(folder.path, 0));
    cr_assert(is_there());
}

Test(net_folder, of_a_killed_run_goes_once_its_processes_have_ended)
{
    int broker = take_lock();
    close(folder.fd); /* as the kernel does it */
    folder.fd = -1;
    cr_assert_not(els_net_folder_remove_abandoned(folder.path, 0), "a process is left");
    close(broker);
    cr_assert_not(els_net_folder_remove_abandoned(folder.path, 3600), "it is new");
    cr_assert(els_net_folder_remove_abandoned(folder.path, 0));
    cr_assert_not(is_there());
}

Test(net_folder, leaves_what_is_not_its_own)
{
    char other[sizeof lock];
    snprintf(other, sizeof other, "%s/notes", folder.path);
    close(open(other, O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    close(folder.fd);
    folder.fd = -1;
    cr_assert_not(els_net_folder_remove_abandoned(folder.path, 0));
    cr_assert_eq(access(other, F_OK), 0);
    unlink(other);
}
