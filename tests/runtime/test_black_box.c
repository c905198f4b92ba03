#include "black_box.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[32];
static els_buf why;

/* The linker leads the calls of the black box here: what they fail with, 0 for not at all. */
static int write_fails, lock_fails;

ssize_t __real_pwrite(int fd, const void *from, size_t n, off_t at);
ssize_t __wrap_pwrite(int fd, const void *from, size_t n, off_t at);
ssize_t __wrap_pwrite(int fd, const void *from, size_t n, off_t at)
{
    if (write_fails) { /* the disk has room for a part */
        errno = write_fails;
        return __real_pwrite(fd, from, n / 2, at);
    }
    return __real_pwrite(fd, from, n, at);
}

int __real_flock(int fd, int how);
int __wrap_flock(int fd, int how);
int __wrap_flock(int fd, int how)
{
    errno = lock_fails;
    return lock_fails ? -1 : __real_flock(fd, how);
}

static void set_up(void)
{
    write_fails = lock_fails = 0;
    strcpy(path, "/tmp/els-test-box-XXXXXX");
    close(mkstemp(path)); /* an empty file is a new box */
}

static void tear_down(void)
{
    unlink(path);
    els_buf_fini(&why);
}

TestSuite(black_box, .init = set_up, .fini = tear_down);

static els_in_hand open_and_close(void)
{
    els_black_box *box = NULL;
    els_in_hand before;
    cr_assert_eq(els_black_box_open(path, &box, &before, &why), ELS_OK, "%s", why.ptr);
    els_black_box_close(&box);
    cr_assert_null(box);
    return before;
}

/* A process that notes and is killed without a word more. */
static void live_and_die(const els_in_hand *notes, int n)
{
    pid_t pid = fork();
    cr_assert_geq(pid, 0);
    if (pid == 0) {
        els_black_box *box = NULL;
        els_in_hand before;
        if (els_black_box_open(path, &box, &before, &why))
            _exit(1);
        for (int i = 0; i < n; i++)
            els_black_box_note(box, &notes[i]);
        kill(getpid(), SIGKILL);
    }
    int status;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    cr_assert(WIFSIGNALED(status));
}

Test(black_box, tells_the_next_process_what_was_in_hand_at_a_kill)
{
    const els_in_hand notes[] = {{7, 3, 2, 4711, 1}, {7, 3, 2, 4712, 1}};
    cr_assert_eq(open_and_close().count, 0, "nobody was there before");
    live_and_die(notes, 2);
    for (int i = 0; i < 2; i++) { /* opening it changes nothing */
        els_in_hand before = open_and_close();
        cr_assert_eq(before.epoch, 7);
        cr_assert_eq(before.iteration, 3);
        cr_assert_eq(before.attempt, 2);
        cr_assert_eq(before.first, 4712);
        cr_assert_eq(before.count, 1);
    }
}

Test(black_box, tells_nothing_of_who_had_nothing_in_hand)
{
    const els_in_hand notes[] = {{7, 3, 2, 4711, 1}, {7, 3, 2, 0, 0}};
    live_and_die(notes, 2);
    cr_assert_eq(open_and_close().count, 0);
}

static bool has_finished(void)
{
    int fd = open(path, O_RDONLY);
    bool has = els_black_box_has_finished(fd);
    close(fd);
    return has;
}

Test(black_box, tells_of_each_life_for_itself_whether_it_came_through_a_task)
{
    const els_in_hand notes[] = {{7, 3, 2, 0, 0}, {7, 3, 2, 4711, 1}, {7, 3, 2, 4712, 1}};
    const els_in_hand again[] = {{7, 3, 2, 4711, 1}, {7, 3, 2, 4711, 1}};
    cr_assert_not(has_finished(), "nobody was there");
    live_and_die(notes, 3);
    cr_assert(has_finished());
    live_and_die(notes, 2);
    cr_assert_not(has_finished(), "the first task was the last");
    live_and_die(again, 2);
    cr_assert_not(has_finished(), "its answer was under way");
}

Test(black_box, is_one_process_own)
{
    els_black_box *box = NULL, *other = NULL;
    els_in_hand before;
    cr_assert_eq(els_black_box_open(path, &box, &before, &why), ELS_OK);
    cr_assert_eq(els_black_box_open(path, &other, &before, &why), ELS_E_STATE);
    cr_assert_not_null(strstr(why.ptr, "another process"));
    cr_assert_null(other);
    els_black_box_close(&box);
}

Test(black_box, leaves_a_file_of_another_kind_alone)
{
    static const char text[] = "somebody's notes, longer than a black box";
    int fd = open(path, O_RDWR);
    els_black_box *box = NULL;
    els_in_hand before;
    struct stat info;
    cr_assert_eq(write(fd, text, sizeof text), (ssize_t)sizeof text);
    for (int cut = 0; cut < 2; cut++) {
        cr_assert_eq(els_black_box_open(path, &box, &before, &why), ELS_E_FORMAT);
        cr_assert_null(box);
        cr_assert_eq(ftruncate(fd, 40), 0); /* the size of one */
    }
    cr_assert_eq(fstat(fd, &info), 0);
    cr_assert_eq(info.st_size, 40);
    cr_assert_eq(els_black_box_read(fd).count, 0);
    close(fd);
    cr_assert_eq(els_black_box_open("/tmp", &box, &before, &why), ELS_E_IO);
}

Test(black_box, on_a_full_disk_it_is_refused_with_a_line_and_can_be_made_later)
{
    els_black_box *box = NULL;
    els_in_hand before;
    struct stat info;
    write_fails = ENOSPC;
    cr_assert_eq(els_black_box_open(path, &box, &before, &why), ELS_E_IO);
    cr_assert_null(box);
    cr_assert_not_null(strstr(why.ptr, "cannot write"), "%s", why.ptr);
    cr_assert_not_null(strstr(why.ptr, strerror(ENOSPC)), "%s", why.ptr);
    cr_assert_eq(stat(path, &info), 0);
    cr_assert_eq(info.st_size, 0, "no part of a box stays");
    write_fails = 0;
    cr_assert_eq(open_and_close().count, 0);
}

Test(black_box, bytes_that_a_power_cut_kept_from_the_disk_are_an_empty_one)
{
    const els_in_hand note = {7, 3, 2, 4711, 1};
    cr_assert_eq(truncate(path, 40), 0); /* its length, all zero */
    live_and_die(&note, 1);
    cr_assert_eq(open_and_close().first, 4711);
}

Test(black_box, a_lock_that_cannot_be_had_at_all_is_nobody_elses)
{
    els_black_box *box = NULL;
    els_in_hand before;
    lock_fails = ENOLCK;
    cr_assert_eq(els_black_box_open(path, &box, &before, &why), ELS_E_IO);
    cr_assert_not_null(strstr(why.ptr, strerror(ENOLCK)), "%s", why.ptr);
    cr_assert_null(strstr(why.ptr, "another process"), "%s", why.ptr);
}

Test(black_box, without_one_nothing_is_noted)
{
    els_black_box *none = NULL;
    els_black_box_note(none, &(els_in_hand){1, 1, 1, 1, 1});
    els_black_box_close(&none);
}
