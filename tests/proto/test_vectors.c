/* The golden frames of tests/vectors, made by another implementation (tests/vectors/make.py).
 *
 * A file holds comment lines ("# ...") and hexadecimal. good/: the first comment is the content as
 * JSON; "not canonical" says that our encoder writes other bytes for it. bad/: the error's name and
 * the text that explains it. */
#include "codec.h"
#include "dump.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char comments[2][4096];
    unsigned n_comments;
    els_buf frame;
} vector;

static void vector_read(const char *path, vector *ret)
{
    char line[8192];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file, "%s", path);
    memset(ret, 0, sizeof *ret);
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#') {
            cr_assert_lt(ret->n_comments, 2);
            snprintf(ret->comments[ret->n_comments++], sizeof ret->comments[0], "%.4000s",
                     line + 2);
            continue;
        }
        for (const char *c = line; *c; c += 2) {
            unsigned byte;
            cr_assert_eq(sscanf(c, "%2x", &byte), 1, "%s", path);
            els_buf_addc(&ret->frame, (char)byte);
        }
    }
    fclose(file);
}

static void for_each(const char *folder, size_t at_least,
                     void (*check)(const char *path, const vector *v))
{
    glob_t found;
    char pattern[512];
    snprintf(pattern, sizeof pattern, "%s/tests/vectors/%s/*.hex", ELS_SOURCE_DIR, folder);
    cr_assert_eq(glob(pattern, 0, NULL, &found), 0);
    cr_assert_geq(found.gl_pathc, at_least);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        vector v;
        vector_read(found.gl_pathv[i], &v);
        check(found.gl_pathv[i], &v);
        els_buf_fini(&v.frame);
    }
    globfree(&found);
}

static void check_good(const char *path, const vector *v)
{
    els_arena arena = {0};
    els_buf why = {0}, json = {0}, again = {0};
    els_msg_type type;
    const void *message = NULL;
    els_err err = els_decode(els_buf_str(&v->frame), &arena, &type, &message, &why);
    cr_assert_eq(err, ELS_OK, "%s: %s", path, why.len ? why.ptr : "");
    els_message_json(type, message, &json);
    cr_expect_str_eq(json.ptr, v->comments[0], "%s:\n%s\n%s", path, json.ptr, v->comments[0]);
    cr_assert_eq(els_encode(type, message, &again), ELS_OK);
    bool is_canonical = v->n_comments == 1;
    cr_expect_eq(els_str_eq(els_buf_str(&again), els_buf_str(&v->frame)), is_canonical, "%s", path);
    els_buf_fini(&why);
    els_buf_fini(&json);
    els_buf_fini(&again);
    els_arena_fini(&arena);
}

static void check_bad(const char *path, const vector *v)
{
    static const struct {
        const char *name;
        els_err err;
    } errors[] = {{"FORMAT", ELS_E_FORMAT}, {"LIMIT", ELS_E_LIMIT}, {"VERSION", ELS_E_VERSION}};
    els_arena arena = {0};
    els_buf why = {0};
    els_msg_type type;
    const void *message = NULL;
    els_err err = els_decode(els_buf_str(&v->frame), &arena, &type, &message, &why),
            expected = ELS_OK;
    for (size_t i = 0; i < 3; i++) {
        if (strcmp(errors[i].name, v->comments[0]) == 0)
            expected = errors[i].err;
    }
    cr_expect_neq(expected, ELS_OK, "%s names no error", path);
    cr_expect_eq(err, expected, "%s: %s", path, els_err_text(err));
    cr_expect_str_eq(why.len ? why.ptr : "", v->comments[1], "%s: %s", path,
                     why.len ? why.ptr : "");
    cr_expect_null(message, "%s", path);
    els_buf_fini(&why);
    els_arena_fini(&arena);
}

Test(vectors, good_frames_hold_what_they_say_and_are_written_the_same)
{
    for_each("good", 15, check_good);
}

Test(vectors, bad_frames_are_refused_for_the_right_reason)
{
    for_each("bad", 25, check_bad);
}
