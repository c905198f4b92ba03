#include "artifact_file.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static els_arena arena;
static els_buf why, bytes;

static void set_up(void)
{
    strcpy(dir, "/tmp/els-artifact-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
}

static void tear_down(void)
{
    char command[128];
    els_arena_fini(&arena);
    els_buf_fini(&why);
    els_buf_fini(&bytes);
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    cr_assert_eq(system(command), 0);
}

TestSuite(artifact_file, .init = set_up, .fini = tear_down);

static const char *file(const char *name)
{
    return els_arena_printf(&arena, "%s/%s", dir, name).ptr;
}

static els_str sample(void)
{
    const els_artifact_blob blob = {ELS_STR("state"), ELS_STR("applier"), ELS_STR("learned")};
    char id[ELS_DIGEST_HEX];
    els_buf out = {0};
    json_t *facts = json_object();
    cr_assert_eq(els_artifact_write(facts, &blob, 1, &out, id), ELS_OK);
    els_str copy = els_arena_copy(&arena, els_buf_str(&out));
    json_decref(facts);
    els_buf_fini(&out);
    return copy;
}

static els_err load(const char *path, els_artifact *ret)
{
    els_buf_clear(&why);
    return els_artifact_load(path, &bytes, &arena, ret, &why);
}

/* One line that names the file. */
static void refused(const char *path, els_err expected, const char *word)
{
    els_artifact artifact = {.n_blobs = 77};
    cr_expect_eq(load(path, &artifact), expected, "%s: %s", path, why.ptr);
    cr_expect_not_null(strstr(why.ptr, word), "%s", why.ptr);
    cr_expect_not_null(strstr(why.ptr, strcmp(path, "-") ? path : "standard input"), "%s", why.ptr);
    cr_expect_null(strchr(why.ptr, '\n'));
    cr_expect_eq(artifact.n_blobs, 77);
}

Test(artifact_file, is_read_back_as_it_was_saved)
{
    els_artifact artifact;
    cr_assert_eq(els_artifact_save(file("a"), sample(), &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(load(file("a"), &artifact), ELS_OK, "%s", why.ptr);
    cr_assert(els_str_eq(artifact.blobs[0].bytes, ELS_STR("learned")));
}

Test(artifact_file, that_cannot_be_read_is_refused_by_name)
{
    refused(file("none"), ELS_E_NOT_FOUND, "cannot be opened");
    refused(dir, ELS_E_IO, "cannot be read");
    FILE *text = fopen(file("text"), "w");
    fputs("no artifact, for sure", text);
    fclose(text);
    refused(file("text"), ELS_E_FORMAT, "is refused");
    refused(file("text/below"), ELS_E_IO, "cannot be opened");
}

Test(artifact_file, that_cannot_be_written_leaves_nothing)
{
    cr_assert_eq(els_artifact_save(file("no/such/folder"), sample(), &why), ELS_E_IO);
    cr_assert_not_null(strstr(why.ptr, "cannot be written"), "%s", why.ptr);
    els_buf_clear(&why);
    cr_assert_eq(els_artifact_save(dir, sample(), &why), ELS_E_IO, "a folder is not replaced");
    cr_assert_not_null(strstr(why.ptr, dir), "%s", why.ptr);
}

Test(artifact_file, does_not_take_the_place_of_a_device)
{
    struct stat info;
    cr_assert_eq(symlink("/dev/full", file("disk")), 0);
    cr_assert_eq(els_artifact_save(file("disk"), sample(), &why), ELS_E_IO);
    cr_assert_not_null(strstr(why.ptr, "No space left"), "%s", why.ptr);
    cr_assert_eq(stat(file("disk"), &info), 0);
    cr_assert(S_ISCHR(info.st_mode));
}

Test(artifact_file, may_be_a_stream)
{
    els_artifact artifact;
    els_str whole = sample();
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    fflush(stdout);
    cr_assert_eq(dup2(ends[1], STDOUT_FILENO), STDOUT_FILENO);
    cr_assert_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    cr_assert_eq(els_artifact_save("-", whole, &why), ELS_OK, "%s", why.ptr);
    int full = open("/dev/full", O_WRONLY);
    cr_assert_geq(full, 0);
    cr_assert_eq(dup2(full, STDOUT_FILENO), STDOUT_FILENO);
    close(ends[1]);
    cr_assert_eq(load("-", &artifact), ELS_OK, "%s", why.ptr);
    cr_assert(els_str_eq(artifact.blobs[0].bytes, ELS_STR("learned")));
    refused("-", ELS_E_CORRUPT, "empty");
    els_buf_clear(&why);
    cr_assert_eq(els_artifact_save("-", whole, &why), ELS_E_IO);
    cr_assert_not_null(strstr(why.ptr, "standard output"), "%s", why.ptr);
}
