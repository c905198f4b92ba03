#include "artifact.h"
#include "artifact_start.h"
#include "els_rng.h"
#include "plugin.h"
#include "store.h"

#include <criterion/criterion.h>
#include <string.h>

static els_arena arena;
static els_buf why;

static void end(void)
{
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

TestSuite(artifact, .fini = end);

static const els_artifact_blob blobs[] = {
    {{"state", 5}, {"applier", 7}, {"all that was learned", 20}},
    {{"kb", 2}, {"shop", 4}, {"tables", 6}},
};

/* Writes the facts of a JSON text, in any order of its members, and two blobs. */
static els_str written(const char *facts, char *ret_id)
{
    els_buf file = {0};
    json_t *json = json_loads(facts, 0, NULL);
    cr_assert_eq(els_artifact_write(json, blobs, 2, &file, ret_id), ELS_OK);
    els_str copy = els_arena_copy(&arena, els_buf_str(&file));
    json_decref(json);
    els_buf_fini(&file);
    return copy;
}

static els_err read_again(els_str file, els_artifact *ret)
{
    els_buf_clear(&why);
    return els_artifact_read(file, &arena, ret, &why);
}

/* The refusal is one line, and nothing is given out. */
static void refused(els_str file, els_err expected, const char *what, size_t where)
{
    els_artifact artifact = {0};
    els_err err = read_again(file, &artifact);
    cr_assert_neq(err, ELS_OK, "%s %zu is accepted", what, where);
    cr_assert(expected == ELS_OK || err == expected, "%s %zu: %s", what, where, why.ptr);
    cr_assert_gt(why.len, 0, "%s %zu: no reason", what, where);
    cr_assert_null(strchr(why.ptr, '\n'));
    cr_assert_null(artifact.blobs);
}

/* Replaces the digest at the end, as somebody would who knows the format. */
static els_str signed_again(els_str file)
{
    char *copy = els_arena_strdup(&arena, file);
    size_t body = file.len - ELS_DIGEST_BYTES;
    els_digest(copy, body, (uint8_t *)copy + body);
    return (els_str){copy, file.len};
}

static els_str replaced(els_str file, const char *from, const char *to)
{
    char *copy = els_arena_strdup(&arena, file);
    char *at = memmem(copy, file.len, from, strlen(from));
    cr_assert_not_null(at, "%s", from);
    cr_assert_eq(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
    return signed_again((els_str){copy, file.len});
}

Test(artifact, what_was_written_is_read_back)
{
    char id[ELS_DIGEST_HEX];
    els_artifact artifact;
    els_str file = written("{\"seed\":\"7\",\"els\":\"0.1\"}", id);
    cr_assert_eq(read_again(file, &artifact), ELS_OK, "%s", why.ptr);
    cr_assert_str_eq(artifact.id, id);
    cr_assert(els_str_eq(artifact.header, ELS_STR("{\"els\":\"0.1\",\"seed\":\"7\"}")));
    cr_assert_eq(artifact.n_blobs, 2);
    for (int i = 0; i < 2; i++) {
        cr_assert(els_str_eq(artifact.blobs[i].kind, blobs[i].kind));
        cr_assert(els_str_eq(artifact.blobs[i].name, blobs[i].name));
        cr_assert(els_str_eq(artifact.blobs[i].bytes, blobs[i].bytes));
    }
    cr_assert_eq(els_artifact_find(&artifact, ELS_STR("kb")), &artifact.blobs[1]);
    cr_assert_null(els_artifact_find(&artifact, ELS_STR("other")));
}

Test(artifact, equal_content_gives_equal_bytes_and_other_content_another_name)
{
    char a[ELS_DIGEST_HEX], b[ELS_DIGEST_HEX], c[ELS_DIGEST_HEX];
    els_str first = written("{\"x\":1,\"y\":{\"b\":2,\"a\":3}}", a);
    els_str second = written("{\"y\":{\"a\":3,\"b\":2},\"x\":1}", b);
    cr_assert(els_str_eq(first, second));
    cr_assert_str_eq(a, b);
    written("{\"x\":2,\"y\":{\"b\":2,\"a\":3}}", c);
    cr_assert_str_neq(a, c);
}

Test(artifact, every_flipped_bit_is_refused)
{
    char id[ELS_DIGEST_HEX];
    els_str file = written("{\"seed\":\"7\"}", id);
    char *copy = els_arena_strdup(&arena, file);
    for (size_t i = 0; i < file.len * 8; i++) {
        copy[i / 8] = (char)(copy[i / 8] ^ (1 << (i % 8)));
        refused((els_str){copy, file.len}, ELS_OK, "bit", i);
        copy[i / 8] = (char)(copy[i / 8] ^ (1 << (i % 8)));
    }
    els_artifact artifact;
    cr_assert_eq(read_again((els_str){copy, file.len}, &artifact), ELS_OK);
}

Test(artifact, every_truncation_and_every_addition_is_refused)
{
    char id[ELS_DIGEST_HEX];
    els_str file = written("{\"seed\":\"7\"}", id);
    for (size_t len = 0; len < file.len; len++)
        refused((els_str){file.ptr, len}, ELS_E_CORRUPT, "length", len);
    char *longer = els_arena_alloc(&arena, file.len + 3);
    memcpy(longer, file.ptr, file.len);
    for (size_t more = 1; more <= 3; more++)
        refused((els_str){longer, file.len + more}, ELS_E_CORRUPT, "bytes more", more);
}

Test(artifact, a_newer_format_is_told_from_damage)
{
    char id[ELS_DIGEST_HEX];
    els_str file = written("{}", id);
    char *copy = els_arena_strdup(&arena, file);
    copy[8] = ELS_ARTIFACT_FORMAT + 1;
    refused((els_str){copy, file.len}, ELS_E_CORRUPT, "without its digest, format", 2);
    refused(signed_again((els_str){copy, file.len}), ELS_E_VERSION, "format", 2);
    cr_assert_not_null(strstr(why.ptr, "newer version"), "%s", why.ptr);
    copy[8] = 0;
    refused(signed_again((els_str){copy, file.len}), ELS_E_FORMAT, "format", 0);
}

Test(artifact, a_header_that_does_not_describe_the_file_is_refused)
{
    char id[ELS_DIGEST_HEX];
    els_str file = written("{\"seed\":\"7\"}", id);
    static const char *const changes[][2] = {
        {"\"bytes\":20", "\"bytes\":21"},   /* a blob that takes from the next */
        {"\"bytes\":20", "\"bytes\":-1"},   /* */
        {"\"bytes\":6,", "\"bytes\":9,"},   /* beyond the end */
        {"\"bytes\":6,", "\"bytes\":5,"},   /* bytes that nobody claims */
        {"learned", "LEARNED"},             /* not the digest of its content */
        {"\"seed\":\"7\"", "\"seed\": 77"}, /* a space: not the canonical form */
        {"\"seed\"", "\"aeed\""},           /* members out of order */
        {"\"kind\"", "\"kinb\""},           /* a blob without a kind */
        {"{\"blobs\"", "[\"blobs\""},       /* no object */
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++)
        refused(replaced(file, changes[i][0], changes[i][1]), ELS_E_FORMAT, changes[i][1], i);
    char *copy = els_arena_strdup(&arena, file);
    memset(copy + 12, 0xff, 4); /* length of the header */
    refused(signed_again((els_str){copy, file.len}), ELS_E_FORMAT, "length of the header", 0);
}

/* Whoever signs anew gets past the digest over all: what is then accepted is a file that this
 * program would have written, byte for byte. */
Test(artifact, what_is_changed_and_signed_anew_is_refused_or_canonical)
{
    char id[ELS_DIGEST_HEX];
    els_rng rng = els_rng_make(1, 2, 3);
    uint32_t accepted = 0;
    for (int i = 0; i < 20000; i++) {
        els_arena_reset(&arena);
        els_str copy = written("{\"els\":\"0.1\",\"seed\":\"7\",\"x\":[1,2,3]}", id);
        uint64_t at = els_rng_below(&rng, copy.len - ELS_DIGEST_BYTES);
        ((char *)copy.ptr)[at] = (char)els_rng_below(&rng, 256);
        copy = signed_again(copy);
        els_artifact artifact;
        if (read_again(copy, &artifact))
            continue;
        accepted++;
        json_t *header = els_artifact_header(&artifact);
        els_buf again = {0};
        cr_assert_eq(els_artifact_write(header, artifact.blobs, artifact.n_blobs, &again, id),
                     ELS_OK);
        cr_assert(els_str_eq(els_buf_str(&again), copy), "change %d at byte %d", i, (int)at);
        json_decref(header);
        els_buf_fini(&again);
    }
    cr_assert_gt(accepted, 0, "values of the header can be changed so");
    cr_assert_lt(accepted, 10000);
}

Test(artifact, what_is_no_artifact_is_called_so)
{
    static const char text[] = "{\"question\":\"What is 2 + 2?\",\"answer\":\"4\"}";
    refused((els_str){text, sizeof text - 1}, ELS_E_FORMAT, "text", 0);
}

Test(artifact, more_blobs_than_a_file_may_hold_are_not_written)
{
    static const els_artifact_blob many[ELS_ARTIFACT_BLOBS_MAX + 1];
    char id[ELS_DIGEST_HEX] = "untouched";
    els_buf file = {0};
    json_t *facts = json_object();
    cr_assert_eq(els_artifact_write(facts, many, ELS_ARTIFACT_BLOBS_MAX + 1, &file, id),
                 ELS_E_LIMIT);
    cr_assert_eq(file.len, 0);
    cr_assert_str_eq(id, "untouched");
    json_decref(facts);
}

/* A file of one blob with whatever header, its digest right. */
static els_str with_header(els_str header)
{
    static const char blob[] = "learned";
    size_t size = 24 + header.len + sizeof blob - 1 + ELS_DIGEST_BYTES;
    char *file = els_arena_alloc(&arena, size), id[ELS_DIGEST_HEX];
    memcpy(file, written("{}", id).ptr, 12); /* magic and format */
    for (int i = 0; i < 4; i++)
        file[12 + i] = (char)(header.len >> (8 * i));
    for (int i = 0; i < 8; i++)
        file[16 + i] = (char)(size >> (8 * i));
    memcpy(file + 24, header.ptr, header.len);
    memcpy(file + 24 + header.len, blob, sizeof blob - 1);
    return signed_again((els_str){file, size});
}

Test(artifact, a_header_of_any_other_shape_is_refused)
{
    static const char *const headers[] = {"",
                                          "learned",
                                          "7",
                                          "[]",
                                          "{}",
                                          "{\"blobs\":{}}",
                                          "{\"blobs\":[]}",
                                          "{\"blobs\":[7]}",
                                          "{\"blobs\":[{}]}",
                                          "{\"a\":1,\"a\":1,\"blobs\":[]}"};
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        refused(with_header(els_str_of(headers[i])), ELS_E_FORMAT, headers[i], i);
    /* The only blob, told in every wrong way. */
    char digest[ELS_DIGEST_HEX];
    els_digest_hex("learned", 7, digest);
    static const char *const blobs_of[] = {
        "{\"blobs\":[{\"bytes\":7,\"digest\":\"%s\",\"kind\":\"state\",\"name\":7}]}",
        "{\"blobs\":[{\"bytes\":7,\"digest\":\"%s\",\"kind\":7,\"name\":\"a\"}]}",
        "{\"blobs\":[{\"bytes\":\"7\",\"digest\":\"%s\",\"kind\":\"state\",\"name\":\"a\"}]}",
        "{\"blobs\":[{\"bytes\":-7,\"digest\":\"%s\",\"kind\":\"state\",\"name\":\"a\"}]}",
        "{\"blobs\":[{\"bytes\":7,\"digest\":\"%s\",\"kind\":\"state\",\"nome\":\"a\"}]}",
        "{\"blobs\":[{\"bytes\":7,\"digest\":\"%s\",\"kind\":\"state\",\"name\":\"a\",\"x\":1}]}",
    };
    for (size_t i = 0; i < sizeof blobs_of / sizeof blobs_of[0]; i++)
        refused(with_header(els_arena_printf(&arena, blobs_of[i], digest)), ELS_E_FORMAT,
                blobs_of[i], i);
    els_artifact artifact;
    els_str right = els_arena_printf(&arena,
                                     "{\"blobs\":[{\"bytes\":7,\"digest\":\"%s\",\"kind\":"
                                     "\"state\",\"name\":\"a\"}]}",
                                     digest);
    cr_assert_eq(read_again(with_header(right), &artifact), ELS_OK, "%s", why.ptr);
}

Test(artifact, a_header_of_too_many_blobs_or_too_many_bytes_is_refused)
{
    els_buf header = {0};
    els_buf_printf(&header, "{\"blobs\":[");
    for (int i = 0; i <= ELS_ARTIFACT_BLOBS_MAX; i++)
        els_buf_printf(&header, i ? ",{}" : "{}");
    els_buf_printf(&header, "]}");
    refused(with_header(els_buf_str(&header)), ELS_E_FORMAT, "blobs", 65);
    els_buf_clear(&header);
    while (header.len <= ELS_ARTIFACT_HEADER_MAX)
        els_buf_printf(&header, "{\"blobs\":[]}                                            ");
    refused(with_header(els_buf_str(&header)), ELS_E_FORMAT, "bytes", header.len);
    refused((els_str){header.ptr, (size_t)ELS_ARTIFACT_FILE_MAX + 1}, ELS_E_LIMIT, "file", 0);
    els_buf_fini(&header);
}

Test(artifact, facts_that_are_too_long_or_no_text_are_not_written)
{
    char id[ELS_DIGEST_HEX] = "untouched";
    static char text[ELS_ARTIFACT_HEADER_MAX + 1];
    els_buf file = {0};
    memset(text, 'x', sizeof text - 1);
    json_t *facts = json_pack("{s:s}", "seed", text);
    cr_assert_eq(els_artifact_write(facts, blobs, 2, &file, id), ELS_E_LIMIT);
    json_object_set_new(facts, "seed", json_string_nocheck("\xff"));
    cr_assert_eq(els_artifact_write(facts, blobs, 2, &file, id), ELS_E_FORMAT);
    cr_assert_eq(file.len, 0);
    cr_assert_str_eq(id, "untouched");
    json_decref(facts);
}

/* ---- starting a run from one ---- */

static els_err start_from(const char *learned_from, els_run_params *params)
{
    char id[ELS_DIGEST_HEX];
    els_artifact artifact;
    els_str facts = els_arena_printf(&arena, "{\"learned_from\":[%s]}", learned_from);
    cr_assert_eq(read_again(written(facts.ptr, id), &artifact), ELS_OK);
    els_buf_clear(&why);
    return els_artifact_start(&artifact, params, &arena, &why);
}

static els_run_params run_of(const char *plugin)
{
    els_run_params params = els_params_default();
    params.plugins[0] = els_str_of(plugin);
    params.n_plugins = 1;
    return params;
}

Test(artifact, a_run_starts_from_what_learned_from_the_same_version_of_its_plugins)
{
    els_run_params params = run_of("benchmark");
    els_str same = els_arena_printf(&arena, "\"benchmark@%s\",\"gone@9\"",
                                    els_plugin_find(ELS_STR("benchmark"))->version);
    cr_assert_eq(start_from(same.ptr, &params), ELS_OK, "%s", why.ptr);
    cr_assert_eq(params.from.len, 64);
    cr_assert(els_str_contains(params.from_learned, ELS_STR(",gone@9")));
    els_run_params back;
    cr_assert_eq(els_params_parse(els_params_format(&params, &arena), &arena, &back), ELS_OK);
    cr_assert(els_str_eq(back.from, params.from));
    cr_assert(els_str_eq(back.from_learned, params.from_learned));
}

Test(artifact, a_run_does_not_start_from_what_learned_from_another_version_of_its_plugins)
{
    els_run_params params = run_of("benchmark");
    cr_assert_eq(start_from("\"benchmark@0.0\"", &params), ELS_E_STATE);
    cr_assert_not_null(strstr(why.ptr, "version 0.0 of plugin benchmark"), "%s", why.ptr);
    cr_assert_eq(params.from.len, 0);
}

Test(artifact, a_run_over_a_file_does_not_start_from_what_learned_from_a_file)
{
    els_run_params params = run_of("dataset");
    cr_assert_eq(start_from("\"dataset@ab12\"", &params), ELS_E_STATE);
    cr_assert_not_null(strstr(why.ptr, "data file"), "%s", why.ptr);
    params = run_of("benchmark");
    cr_assert_eq(start_from("\"dataset@ab12\"", &params), ELS_OK, "no file is measured with");
}

Test(artifact, what_a_plugin_of_another_program_taught_is_no_hindrance)
{
    els_run_params params = run_of("mine");
    cr_assert_eq(start_from("\"mine@1\"", &params), ELS_OK, "%s", why.ptr);
}

Test(artifact, a_run_does_not_start_from_knowledge_bases_alone)
{
    els_run_params params = run_of("benchmark");
    els_artifact artifact = {.blobs = (els_artifact_blob *)&blobs[1], .n_blobs = 1};
    cr_assert_eq(els_artifact_start(&artifact, &params, &arena, &why), ELS_E_FORMAT);
    cr_assert_not_null(strstr(why.ptr, "no learned state"), "%s", why.ptr);
}

Test(artifact, a_resumed_run_must_start_from_the_same)
{
    els_run_params with = run_of("benchmark"), without = run_of("benchmark");
    cr_assert_eq(start_from("", &with), ELS_OK);
    els_str there = els_params_format(&without, &arena), here = els_params_format(&with, &arena);
    cr_assert(els_str_starts(els_params_difference(there, here, &arena), ELS_STR("from is \"\"")));
    cr_assert(els_str_contains(els_params_difference(here, there, &arena), ELS_STR("from is \"")));
}
