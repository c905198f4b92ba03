#include "black_box.h"
#include "supervisor.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RESTARTS = 50 /* after which it gives up */ };

static char dir[64];
static els_supervisor *supervisor;
static bool has_no_descriptors; /* as on a system without /proc */

/* The linker leads the supervisor's call here. */
int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
    if (has_no_descriptors && strncmp(path, "/dev/fd/", 8) == 0) {
        errno = ENOENT;
        return -1;
    }
    return __real_access(path, mode);
}

static void put_file(const char *name, const char *text, mode_t mode)
{
    char path[128], temporary[160];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    snprintf(temporary, sizeof temporary, "%s.new", path);
    FILE *file = fopen(temporary, "we");
    cr_assert_not_null(file);
    fputs(text, file);
    cr_assert_eq(fclose(file), 0);
    cr_assert_eq(chmod(temporary, mode), 0);
    cr_assert_eq(rename(temporary, path), 0); /* whoever reads it gets the old or the new one */
}

/* An executor that does what the file `life` says. */
static void set_up(void)
{
    char script[512];
    strcpy(dir, "/tmp/els-supervisor-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
    snprintf(script, sizeof script,
             "#!/bin/sh\n"
             "while [ $# -gt 0 ]; do\n"
             "  case $1 in --ready-fd) ready=/dev/fd/$2 ;; --black-box) box=$2 ;; esac\n"
             "  shift\n"
             "done\n"
             ". '%s/life'\n",
             dir);
    put_file("els-executor", script, 0700);
    supervisor = els_supervisor_new(els_str_of(dir));
    cr_assert_not_null(supervisor);
    cr_redirect_stderr();
}

static void tear_down(void)
{
    char command[128];
    els_supervisor_free(&supervisor);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    cr_assert_eq(system(command), 0);
}

TestSuite(supervisor, .init = set_up, .fini = tear_down, .timeout = 120);

/* From now on lives do `before`, note `tasks` tasks one after the other and die of the last. */
static void live(const char *before, uint32_t tasks)
{
    char path[128];
    els_black_box *box;
    els_in_hand none;
    els_buf why = {0}, life = {0};
    snprintf(path, sizeof path, "%s/box", dir);
    cr_assert_eq(els_black_box_open(path, &box, &none, &why), ELS_OK, "%s", why.ptr);
    for (uint32_t i = 0; i < tasks; i++)
        els_black_box_note(box, &(els_in_hand){1, 1, 0, i, 1});
    els_black_box_close(&box);
    els_buf_printf(&life, "%s\nprintf '", before);
    FILE *file = fopen(path, "re");
    cr_assert_not_null(file);
    for (int c; (c = getc(file)) != EOF;)
        els_buf_printf(&life, "\\%03o", (unsigned)c);
    fclose(file);
    els_buf_printf(&life, "' >$box\nkill -9 $$\n");
    put_file("life", life.ptr, 0600);
    els_buf_fini(&life);
    els_buf_fini(&why);
}

static void start(void)
{
    cr_assert_eq(els_supervisor_start(supervisor, "executor", NULL, 0, NULL), ELS_OK);
}

/* Whether it has given up before it has restarted executors that often. */
static bool gives_up_before(uint32_t restarts)
{
    struct pollfd fds[2 * ELS_CHILDREN_MAX + 1];
    while (!els_supervisor_state_of(supervisor).ended &&
           els_supervisor_restarts(supervisor) < restarts) {
        poll(fds, (nfds_t)els_supervisor_fds(supervisor, fds), 1000);
        els_supervisor_handle(supervisor);
    }
    return els_supervisor_state_of(supervisor).ended;
}

#define SAY_READY "echo READY >$ready"

Test(supervisor, gives_up_an_executor_that_dies_before_it_is_ready_whatever_its_box_says)
{
    live("", 2);
    start();
    cr_assert(gives_up_before(RESTARTS + 10));
    cr_assert_eq(els_supervisor_restarts(supervisor), RESTARTS);
    cr_assert_neq(els_supervisor_state_of(supervisor).exit_code, 0);
}

static void count(void *n)
{
    (*(uint32_t *)n)++;
}

Test(supervisor, gives_up_an_executor_whose_every_life_ends_at_its_first_task)
{
    uint32_t lines = 0;
    els_supervisor_before_lines(supervisor, count, &lines);
    live(SAY_READY, 1);
    start();
    cr_assert(gives_up_before(RESTARTS + 10));
    cr_assert_eq(els_supervisor_restarts(supervisor), RESTARTS);
    cr_assert_eq(lines, RESTARTS + 1, "each death and the end were announced: %u", lines);
    els_supervisor_before_lines(supervisor, NULL, NULL);
}

Test(supervisor, goes_on_with_an_executor_that_comes_through_tasks_between_those_that_end_it)
{
    live(SAY_READY, 1);
    start();
    cr_assert_not(gives_up_before(40));
    live(SAY_READY, 2);
    cr_assert_not(gives_up_before(60));
    live(SAY_READY, 1);
    cr_assert_not(gives_up_before(100));
}

Test(supervisor, kills_what_was_stopped_and_starts_it_again)
{
    live(SAY_READY "\nkill -STOP $$\n", 1);
    els_supervisor_set_patience(supervisor, 1);
    start();
    cr_assert_not(gives_up_before(1));
}

/* What an executor is told of its box. */
static els_str told(els_arena *arena)
{
    char life[256], path[128], text[64];
    snprintf(life, sizeof life, "echo \"box=$box\" >'%s/told'\n" SAY_READY "\n", dir);
    put_file("life", life, 0600);
    start();
    cr_assert_eq(els_supervisor_wait_ready(supervisor, 60000), ELS_OK);
    snprintf(path, sizeof path, "%s/told", dir);
    FILE *file = fopen(path, "re");
    cr_assert(file && fgets(text, sizeof text, file));
    fclose(file);
    return els_arena_copy(arena, els_str_of(text));
}

Test(supervisor, gives_no_black_box_where_a_descriptor_has_no_name)
{
    els_arena arena = {0};
    cr_expect(els_str_starts(told(&arena), ELS_STR("box=/dev/fd/")));
    has_no_descriptors = true;
    cr_expect(els_str_eq(told(&arena), ELS_STR("box=\n")));
    els_arena_fini(&arena);
}
