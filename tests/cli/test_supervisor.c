#include "supervisor.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void start(void)
{
    cr_assert_eq(els_supervisor_start(supervisor, "executor", NULL, 0, NULL), ELS_OK);
}

#define SAY_READY "echo READY >$ready"

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
