#include "net_folder.h"
#include "channels.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define FOLDERS "/tmp"
#define PREFIX "els-run-"

/* A folder is made a moment before it is locked. */
enum { SETTLED_S = 60 };

static void remove_sockets(int fd)
{
    for (els_channel channel = 0; channel < ELS_CHANNEL_COUNT_; channel++) {
        char name[64];
        snprintf(name, sizeof name, "%s", els_channel_desc_of(channel)->name);
        unlinkat(fd, name, 0);
        snprintf(name, sizeof name, "%s.lock", els_channel_desc_of(channel)->name);
        unlinkat(fd, name, 0);
    }
}

/* Whether a process has a socket bound in it. */
static bool has_owner(int fd)
{
    bool has = false;
    for (els_channel channel = 0; channel < ELS_CHANNEL_COUNT_ && !has; channel++) {
        char name[64];
        snprintf(name, sizeof name, "%s.lock", els_channel_desc_of(channel)->name);
        int lock = openat(fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        has = lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) != 0;
        if (lock >= 0)
            close(lock);
    }
    return has;
}

bool els_net_folder_remove_abandoned(const char *path, int min_age_s)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    bool is_gone = fd >= 0 && fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
                   st.st_mtime + min_age_s <= time(NULL) && flock(fd, LOCK_EX | LOCK_NB) == 0 &&
                   !has_owner(fd);
    if (is_gone) {
        remove_sockets(fd);
        is_gone = rmdir(path) == 0;
    }
    if (fd >= 0)
        close(fd);
    return is_gone;
}

static void sweep(void)
{
    DIR *all = opendir(FOLDERS);
    struct dirent *entry;
    while (all && (entry = readdir(all))) {
        char path[sizeof FOLDERS + sizeof entry->d_name];
        if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0)
            continue;
        snprintf(path, sizeof path, FOLDERS "/%s", entry->d_name);
        (void)els_net_folder_remove_abandoned(path, SETTLED_S);
    }
    if (all)
        closedir(all);
}

els_err els_net_folder_make(els_net_folder *ret_folder)
{
    els_net_folder folder = {.path = FOLDERS "/" PREFIX "XXXXXX"};
    sweep();
    if (!mkdtemp(folder.path))
        return ELS_E_IO;
    folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder.fd >= 0)
        flock(folder.fd, LOCK_EX | LOCK_NB);
    *ret_folder = folder;
    return ELS_OK;
}

void els_net_folder_remove(els_net_folder *folder)
{
    if (!folder->path[0])
        return;
    if (folder->fd >= 0) {
        remove_sockets(folder->fd);
        close(folder->fd);
    }
    rmdir(folder->path);
    *folder = (els_net_folder){0};
}
