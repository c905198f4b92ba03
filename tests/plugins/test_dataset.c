#include "dataset.h"

#include "els_hash.h"

#include <criterion/criterion.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A temporary file with these bytes; `path` needs room for 32. */
static void write_file(char *path, const char *bytes, size_t len)
{
    strcpy(path, "/tmp/els_dataset_XXXXXX");
    int fd = mkstemp(path);
    cr_assert_geq(fd, 0);
    FILE *file = fdopen(fd, "wb");
    cr_assert_eq(fwrite(bytes, 1, len, file), len);
    fclose(file);
}

static els_dataset *load(const char *text)
{
    char path[32];
    els_dataset *dataset = NULL;
    els_buf error = {0};
    write_file(path, text, strlen(text));
    els_err err = els_dataset_load(path, NULL, &dataset, &error);
    cr_assert_eq(err, ELS_OK, "%s", error.ptr);
    unlink(path);
    els_buf_fini(&error);
    return dataset;
}

/* Expects the file to be refused with "FILE<where>...<what>...". */
static void expect_refusal(const char *bytes, size_t len, els_err expected, const char *where,
                           const char *what)
{
    char path[32], prefix[64];
    els_dataset *dataset = NULL;
    els_buf error = {0};
    write_file(path, bytes, len);
    cr_assert_eq(els_dataset_load(path, NULL, &dataset, &error), expected, "%s", error.ptr);
    cr_assert_null(dataset);
    snprintf(prefix, sizeof prefix, "%s%s", path, where);
    cr_assert_eq(strncmp(error.ptr, prefix, strlen(prefix)), 0, "%s", error.ptr);
    cr_assert(strstr(error.ptr, what), "no \"%s\" in: %s", what, error.ptr);
    cr_assert(strstr(error.ptr, "; "), "no advice in: %s", error.ptr);
    unlink(path);
    els_buf_fini(&error);
}

#define GOOD "{\"question\":\"one\",\"answer\":\"1\"}\n"

static void expect_bad_line(const char *line, const char *what)
{
    char text[8192];
    int n = snprintf(text, sizeof text, GOOD "\n%s\n", line);
    expect_refusal(text, (size_t)n, ELS_E_FORMAT, ":3: ", what);
}

static els_sealed_task row(const els_dataset *dataset, uint32_t i, els_arena *arena)
{
    els_sealed_task task;
    cr_assert_eq(els_dataset_row(dataset, i, arena, &task), ELS_OK);
    return task;
}

static bool is(els_str text, const char *expected)
{
    return els_str_eq(text, els_str_of(expected));
}

Test(dataset, reads_every_kind_of_answer)
{
    els_arena arena = {0};
    els_dataset *dataset = load("\xef\xbb\xbf"
                                "{\"question\":\" a \",\"answer\":\" text \",\"kind\":\"k1\"}\r\n"
                                "\n"
                                "{\"question\":\"b\",\"answer\":12.5,\"kind\":\"k2\"}\n"
                                "{\"question\":\"c\",\"answer\":7,\"kind\":\"k2\",\"id\":9}\n"
                                "{\"question\":\"d\",\"answer\":true,\"kind\":\"k3\"}\n"
                                "{\"question\":\"e\",\"answer\":[\"x\",2],\"kind\":\"k4\"}\n"
                                "{\"question\":\"f\",\"answer\":\"2024-02-29\",\"kind\":\"k5\","
                                "\"context\":\"leap\",\"split\":\"transfer\"}");
    static const char *const keys[] = {"text", "12.5", "7", "true", "x; 2", "2024-02-29"};
    static const char *const types[] = {"text", "number", "number", "text", "list", "date"};
    cr_assert_eq(els_dataset_rows(dataset), 6);
    for (uint32_t i = 0; i < 6; i++) {
        els_sealed_task task = row(dataset, i, &arena);
        cr_assert(is(task.key[0], keys[i]), "%s", task.key[0].ptr);
        cr_assert(is(task.task.fields[0].type, types[i]), "row %u", i);
        cr_assert_eq(task.task.index, i);
        cr_assert_eq(task.task.id.len, 32);
    }
    cr_assert(is(row(dataset, 0, &arena).task.question, "a"));
    cr_assert(is(row(dataset, 2, &arena).template_id, "dataset.9"));
    cr_assert(is(row(dataset, 5, &arena).task.context, "leap"));
    cr_assert(is(row(dataset, 5, &arena).family, "k5"));
    cr_assert_eq(els_dataset_split(dataset, 5), ELS_SPLIT_TRANSFER);
    els_sealed_task none;
    cr_assert_eq(els_dataset_row(dataset, 6, &arena, &none), ELS_E_NOT_FOUND);
    els_dataset_free(&dataset);
    cr_assert_null(dataset);
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}

Test(dataset, names_file_and_line_of_what_is_wrong)
{
    expect_bad_line("{\"question\":\"x\"}", "'answer' is missing");
    expect_bad_line("{\"answer\":\"x\"}", "'question' is missing");
    expect_bad_line("{\"question\":\"  \",\"answer\":\"x\"}", "'question' is empty");
    expect_bad_line("{\"question\":\"x\",\"answer\":\"\"}", "'answer' is empty");
    expect_bad_line("{\"question\":3,\"answer\":\"x\"}", "'question' is not a string");
    expect_bad_line("{\"question\":\"x\",\"answer\":{}}", "'answer' is an object");
    expect_bad_line("{\"question\":\"x\",\"answer\":[[1]]}", "element 1 of 'answer'");
    expect_bad_line("{\"question\":\"x\",\"answer\":1,\"split\":\"test1\"}", "'test1' is no split");
    expect_bad_line("{\"question\":\"x\",\"answer\":1,\"id\":[]}", "'id' is no string");
    expect_bad_line("{\"question\":\"x\",\"question\":\"y\",\"answer\":1}", "given twice");
    expect_bad_line("{\"question\":\"x\\u0000\",\"answer\":1}", "NUL");
    expect_bad_line("{\"question\":\"\xff\",\"answer\":1}", "UTF-8");
    expect_bad_line("\xff\xfe{", "UTF-16");
    expect_bad_line("{\"question\":", "not a JSON object");
    expect_bad_line("[1,2]", "not a JSON object");
    char deep[5000] = "{\"question\":\"x\",\"answer\":";
    memset(deep + strlen(deep), '[', 4000);
    expect_bad_line(deep, "nested too deeply");
    expect_refusal(GOOD "{\0}", sizeof GOOD - 1 + 3, ELS_E_FORMAT, ":2: ", "NUL byte");
}

Test(dataset, accepts_test_as_another_word_for_probe)
{
    els_dataset *dataset = load("{\"question\":\"x\",\"answer\":1,\"split\":\"test\"}\n");
    cr_assert_eq(els_dataset_split(dataset, 0), ELS_SPLIT_PROBE);
    els_dataset_free(&dataset);
}

Test(dataset, refuses_repeated_ids_and_questions_in_two_splits)
{
    static const char ids[] = "{\"question\":\"a\",\"answer\":1,\"id\":\"i\"}\n"
                              "{\"question\":\"b\",\"answer\":1,\"id\":\"i\"}\n";
    static const char texts[] = "{\"question\":\"A  b\",\"answer\":1,\"split\":\"train\"}\n"
                                "{\"question\":\"a B\",\"answer\":1,\"split\":\"probe\"}\n";
    expect_refusal(ids, sizeof ids - 1, ELS_E_FORMAT, ":2: ", "already on line 1");
    expect_refusal(texts, sizeof texts - 1, ELS_E_FORMAT, ":2: ", "another split on line 1");
}

Test(dataset, refuses_empty_and_missing_files)
{
    expect_refusal("", 0, ELS_E_FORMAT, ": ", "holds no rows");
    expect_refusal(" \n\n", 3, ELS_E_FORMAT, ": ", "holds no rows");
    els_buf error = {0};
    els_dataset *dataset = NULL;
    cr_assert_eq(els_dataset_load("/nonexistent/x.jsonl", NULL, &dataset, &error), ELS_E_IO);
    cr_assert(strstr(error.ptr, "cannot be opened"));
    cr_assert_eq(els_dataset_load("/tmp", NULL, &dataset, &error), ELS_E_IO);
    cr_assert(strstr(error.ptr, "cannot be read"), "%s", error.ptr);
    els_buf_fini(&error);
}

Test(dataset, refuses_lines_and_fields_above_their_limits)
{
    size_t n = ELS_DATASET_MAX_LINE + 100;
    char *text = malloc(n + 64);
    int head = snprintf(text, 64, GOOD "{\"question\":\"");
    memset(text + head, 'x', n);
    expect_refusal(text, (size_t)head + n, ELS_E_LIMIT, ":2: ", "longer than 1 MiB");
    /* A field that is too long in a line that is not. */
    memcpy(text + head + 17000, "\",\"answer\":1}", 13);
    expect_refusal(text, (size_t)head + 17013, ELS_E_LIMIT, ":2: ", "'question' has 17000 bytes");
    free(text);
}

Test(dataset, skips_bad_lines_and_reports_the_first_three)
{
    char path[32];
    els_dataset_options options = {.skip_bad = true};
    els_dataset *dataset = NULL;
    els_buf error = {0};
    static const char text[] = "bad\n" GOOD "bad\nbad\nbad\nbad\n"
                               "{\"question\":\"two\",\"answer\":\"2\"}\nbad";
    write_file(path, text, sizeof text - 1);
    cr_assert_eq(els_dataset_load(path, &options, &dataset, &error), ELS_OK);
    cr_assert_eq(els_dataset_rows(dataset), 2);
    cr_assert_eq(els_dataset_skipped(dataset), 6);
    cr_assert(strstr(error.ptr, ":1: ") && strstr(error.ptr, ":3: ") && strstr(error.ptr, ":4: "));
    cr_assert(!strstr(error.ptr, ":5: "));
    cr_assert(strstr(error.ptr, "bad lines left out: 6; rows kept: 2"), "%s", error.ptr);
    els_dataset_free(&dataset);
    unlink(path);

    write_file(path, "bad\nbad\n", 8);
    cr_assert_eq(els_dataset_load(path, &options, &dataset, &error), ELS_E_FORMAT);
    cr_assert_null(dataset);
    unlink(path);
    els_buf_fini(&error);
}

Test(dataset, reads_fields_by_the_names_given)
{
    char path[32];
    els_arena arena = {0};
    els_dataset_options options = {
        .question_field = "q", .answer_field = "a", .kind_field = "type"};
    els_dataset *dataset = NULL;
    els_buf error = {0};
    static const char text[] = "{\"q\":\"x\",\"a\":\"y\",\"type\":\"t\",\"kind\":\"no\"}";
    write_file(path, text, sizeof text - 1);
    cr_assert_eq(els_dataset_load(path, &options, &dataset, &error), ELS_OK);
    els_sealed_task task = row(dataset, 0, &arena);
    cr_assert(is(task.task.question, "x") && is(task.key[0], "y") && is(task.family, "t"));
    els_dataset_free(&dataset);
    unlink(path);
    els_arena_fini(&arena);
}

/* ---- generated files ---- */

/* n rows "question i", labels over `labels` texts (0: the number i), kinds as given. */
static els_buf make_rows(uint32_t n, uint32_t labels, uint32_t kinds)
{
    els_buf text = {0};
    for (uint32_t i = 0; i < n; i++) {
        els_buf_printf(&text, "{\"question\":\"question %u of the customer\",\"answer\":", i);
        if (labels)
            els_buf_printf(&text, "\"label %u\"", i % labels);
        else
            els_buf_printf(&text, "%u", i);
        if (kinds)
            els_buf_printf(&text, ",\"kind\":\"kind %u\"", i % kinds);
        els_buf_add(&text, ELS_STR("}\n"));
    }
    return text;
}

static els_dataset *load_rows(uint32_t n, uint32_t labels, uint32_t kinds)
{
    els_buf text = make_rows(n, labels, kinds);
    els_dataset *dataset = load(text.ptr);
    els_buf_fini(&text);
    return dataset;
}

Test(dataset, makes_an_enum_of_answers_that_repeat)
{
    els_arena arena = {0};
    els_dataset *dataset = load_rows(300, 77, 0);
    els_sealed_task first = row(dataset, 0, &arena), last = row(dataset, 299, &arena);
    cr_assert(is(first.task.fields[0].type, "enum"));
    cr_assert_eq(first.task.fields[0].n_choices, 77);
    cr_assert_eq(first.task.fields[0].choices, last.task.fields[0].choices, "one shared array");
    for (uint32_t i = 1; i < 77; i++)
        cr_assert_lt(
            els_str_cmp(first.task.fields[0].choices[i - 1], first.task.fields[0].choices[i]), 0);
    els_dataset_free(&dataset);

    dataset = load_rows(100, 77, 0); /* hardly any label repeats */
    cr_assert(is(row(dataset, 0, &arena).task.fields[0].type, "text"));
    els_dataset_free(&dataset);
    dataset = load_rows(100, 0, 0);
    cr_assert(is(row(dataset, 0, &arena).task.fields[0].type, "number"));
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}

/* Rows whose question, context and answer come of two words each; the type of their answers. */
static els_str type_of_rows(const char *question, const char *context, const char *const *answers,
                            uint32_t n_answers, els_arena *arena)
{
    els_buf text = {0};
    for (uint32_t i = 0; i < 60; i++) {
        const char *answer = answers[i % n_answers];
        els_buf_printf(
            &text, "{\"question\":\"%s %u?\",\"context\":\"%s %s.\",\"answer\":\"%s\"}\n", question,
            i, context, strcmp(context, "It is") == 0 ? answer : "here", answer);
    }
    els_dataset *dataset = load(text.ptr);
    els_str type = els_arena_copy(arena, row(dataset, 0, arena).task.fields[0].type);
    els_dataset_free(&dataset);
    els_buf_fini(&text);
    return type;
}

Test(dataset, takes_answers_for_labels_only_where_they_are_chosen)
{
    static const char *const towns[] = {"Lyon", "Graz", "Turin"}, *const mixed[] = {"yes", "3",
                                                                                    "4",   "5",
                                                                                    "6",   "Lyon"},
                             *const counts[] = {"1", "2", "3"};
    els_arena arena = {0};
    cr_expect(is(type_of_rows("Which town is", "All is", towns, 3, &arena), "enum"));
    cr_expect(is(type_of_rows("Which town is", "It is", towns, 3, &arena), "text"),
              "they stand in the row's own text");
    cr_expect(is(type_of_rows("What is", "All is", mixed, 6, &arena), "text"));
    cr_expect(is(type_of_rows("Which grade has", "All is", counts, 3, &arena), "enum"));
    cr_expect(is(type_of_rows("How many cows has", "All is", counts, 3, &arena), "number"));
    els_arena_fini(&arena);
}

/* Rows that ask for labels, for numbers, and for towns of their own text. */
static els_dataset *load_mixture(const char *kind)
{
    static const char *const labels[] = {"billing", "delivery"}, *const towns[] = {"Lyon", "Graz"};
    els_buf text = {0};
    for (uint32_t i = 0; i < 60; i++) {
        els_buf_printf(&text, "{\"question\":\"text %u\",%s\"context\":\"%s\",", i, kind,
                       towns[i / 3 % 2]);
        if (i % 3 == 0)
            els_buf_printf(&text, "\"answer\":%u}\n", i);
        else
            els_buf_printf(&text, "\"answer\":\"%s\"}\n",
                           i % 3 == 1 ? labels[i / 3 % 2] : towns[i / 3 % 2]);
    }
    els_dataset *dataset = load(text.ptr);
    els_buf_fini(&text);
    return dataset;
}

Test(dataset, names_what_is_usual_among_rows_of_several_sorts)
{
    els_arena arena = {0};
    uint32_t labelled;
    els_dataset *dataset = load_mixture("");
    els_field_spec field = row(dataset, 0, &arena).task.fields[0];
    cr_assert(is(field.type, "text"));
    cr_assert_eq(field.n_choices, 2, "towns are read off the context, numbers are found out");
    cr_assert(is(field.choices[0], "billing"));
    cr_assert(is(field.choices[1], "delivery"));
    els_dataset_split_rows(dataset, ELS_SPLIT_TRAIN, &labelled);
    cr_assert_eq(labelled, 0);
    cr_assert_eq(els_dataset_fewest_choices(dataset), 0);
    els_dataset_free(&dataset);
    dataset = load_mixture("\"kind\":\"mine\",");
    cr_assert_eq(row(dataset, 0, &arena).task.fields[0].n_choices, 0, "who names kinds parts them");
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}

Test(dataset, folds_spellings_of_one_choice)
{
    els_arena arena = {0};
    els_dataset *dataset = load("{\"question\":\"a\",\"answer\":\"Yes\"}\n"
                                "{\"question\":\"b\",\"answer\":\"yes\"}\n"
                                "{\"question\":\"c\",\"answer\":\"no\"}\n"
                                "{\"question\":\"d\",\"answer\":\"no\"}\n");
    els_sealed_task task = row(dataset, 1, &arena);
    cr_assert_eq(task.task.fields[0].n_choices, 2);
    bool right = false;
    els_dataset_plugin(dataset)->validate(els_dataset_plugin(dataset), &task,
                                          &task.task.fields[0].choices[1], &right);
    cr_assert(right);
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}

Test(dataset, gives_every_row_a_stable_split_in_the_promised_shares)
{
    els_dataset *dataset = load_rows(3700, 10, 0), *shorter = load_rows(1000, 10, 0);
    uint32_t count[ELS_SPLIT_COUNT_] = {0};
    for (uint32_t i = 0; i < 3700; i++) {
        uint32_t split = els_dataset_split(dataset, i);
        count[split]++;
        if (i < 1000) /* rows added later change no split */
            cr_assert_eq(split, els_dataset_split(shorter, i));
    }
    cr_assert(count[ELS_SPLIT_TRAIN] > 3080 && count[ELS_SPLIT_TRAIN] < 3280);
    cr_assert(count[ELS_SPLIT_SELECT] > 170 && count[ELS_SPLIT_SELECT] < 280);
    cr_assert(count[ELS_SPLIT_PROBE] > 240 && count[ELS_SPLIT_PROBE] < 360);
    cr_assert_eq(count[ELS_SPLIT_TRANSFER], 0);
    els_dataset_free(&dataset);
    els_dataset_free(&shorter);
}

Test(dataset, holds_out_about_550_rows_of_a_long_file_and_none_that_a_shorter_one_trained_on)
{
    els_dataset *longer = load_rows(20000, 10, 0), *shorter = load_rows(4000, 10, 0);
    uint32_t count[ELS_SPLIT_COUNT_] = {0};
    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t split = els_dataset_split(longer, i);
        count[split]++;
        if (i < 4000 && els_dataset_split(shorter, i) == ELS_SPLIT_TRAIN)
            cr_assert_eq(split, ELS_SPLIT_TRAIN);
    }
    cr_assert(count[ELS_SPLIT_SELECT] > 180 && count[ELS_SPLIT_SELECT] < 320);
    cr_assert(count[ELS_SPLIT_PROBE] > 240 && count[ELS_SPLIT_PROBE] < 360);
    els_dataset_free(&longer);
    els_dataset_free(&shorter);
}

Test(dataset, holds_out_one_row_each_of_three)
{
    els_dataset *dataset = load_rows(3, 3, 0);
    uint32_t count[ELS_SPLIT_COUNT_] = {0};
    for (uint32_t i = 0; i < 3; i++)
        count[els_dataset_split(dataset, i)]++;
    cr_assert_eq(count[ELS_SPLIT_TRAIN], 1);
    cr_assert_eq(count[ELS_SPLIT_SELECT], 1);
    cr_assert_eq(count[ELS_SPLIT_PROBE], 1);
    els_dataset_free(&dataset);
}

Test(dataset, reads_a_file_as_its_spec_says)
{
    els_arena arena = {0};
    els_buf why = {0};
    els_dataset *dataset = NULL;
    char path[] = "/tmp/els-dataset-XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    cr_assert_not_null(file);
    for (int i = 0; i < 400; i++)
        fprintf(file, "{\"text\":\"message %d\",\"label\":\"%s\"}\n", i, i % 2 ? "a" : "b");
    fclose(file);
    els_dataset_options options = {
        .question_field = "text", .answer_field = "label", .hold_out = 0.5};
    els_str spec = els_dataset_spec(path, &options, &arena);
    cr_assert_eq(els_dataset_load_spec(spec.ptr, false, &dataset, &why), ELS_OK);
    uint32_t held = 0;
    for (uint32_t i = 0; i < 400; i++)
        held += els_dataset_split(dataset, i) != ELS_SPLIT_TRAIN;
    cr_assert(held > 150 && held < 250);
    /* What was pinned is read alike, and not once it is another file. */
    els_str version = els_arena_copy(&arena, els_str_of(els_dataset_plugin(dataset)->version));
    els_str pinned = els_dataset_pin(spec, version, 4096, &arena);
    els_dataset_free(&dataset);
    cr_assert_eq(els_dataset_load_pinned(pinned.ptr, &dataset, &why), ELS_OK, "%s", why.ptr);
    els_dataset_free(&dataset);
    file = fopen(path, "a");
    fputs("{\"text\":\"one more\",\"label\":\"a\"}\n", file);
    fclose(file);
    cr_assert_eq(els_dataset_load_pinned(pinned.ptr, &dataset, &why), ELS_E_STATE);
    cr_assert(els_str_contains(els_buf_str(&why), ELS_STR("has changed since")));
    cr_assert_eq(els_dataset_load_pinned(spec.ptr, &dataset, &why), ELS_OK, "not pinned");
    els_dataset_free(&dataset);
    cr_assert(els_str_eq(els_dataset_pin(spec, version, spec.len, &arena), spec), "no room");
    els_dataset_options plain = {0};
    spec = els_dataset_spec(path, &plain, &arena);
    cr_assert(els_str_eq(spec, els_str_of(path)));
    cr_assert_eq(els_dataset_load_spec("{\"question\":\"text\"}", false, &dataset, &why),
                 ELS_E_FORMAT);
    unlink(path);
    els_buf_fini(&why);
    els_arena_fini(&arena);
}

Test(dataset, never_puts_equal_questions_into_two_splits)
{
    els_buf text = {0};
    for (int i = 0; i < 200; i++) {
        els_buf_printf(&text, "{\"question\":\"Question %d\",\"answer\":1}\n", i);
        els_buf_printf(&text, "{\"question\":\"question  %d \",\"answer\":2}\n", i);
        if (i % 2)
            els_buf_printf(&text,
                           "{\"question\":\"question %d\",\"answer\":3,\"split\":\"select\"}\n", i);
        else
            els_buf_printf(&text, "{\"question\":\"question %d\",\"answer\":3}\n", i);
    }
    els_dataset *dataset = load(text.ptr);
    for (uint32_t i = 0; i < 600; i += 3) {
        cr_assert_eq(els_dataset_split(dataset, i), els_dataset_split(dataset, i + 1));
        cr_assert_eq(els_dataset_split(dataset, i), els_dataset_split(dataset, i + 2));
        if ((i / 3) % 2)
            cr_assert_eq(els_dataset_split(dataset, i), ELS_SPLIT_SELECT);
    }
    els_dataset_free(&dataset);
    els_buf_fini(&text);
}

Test(dataset, tells_equal_questions_apart_by_their_context)
{
    els_buf text = {0};
    for (int i = 0; i < 100; i++)
        els_buf_printf(&text,
                       "{\"question\":\"Which label?\",\"context\":\"ticket %d\","
                       "\"answer\":\"a\"}\n",
                       i);
    els_dataset *dataset = load(text.ptr);
    uint32_t count[ELS_SPLIT_COUNT_] = {0};
    for (uint32_t i = 0; i < 100; i++)
        count[els_dataset_split(dataset, i)]++;
    cr_assert(count[ELS_SPLIT_TRAIN] && count[ELS_SPLIT_SELECT] && count[ELS_SPLIT_PROBE]);
    els_dataset_free(&dataset);
    els_buf_fini(&text);
}

/* Two passes over the rows of "kind 1": within one segment, or walking with a segment per task. */
static void expect_two_passes(const els_plugin *plugin, uint32_t n, bool walks, els_arena *arena)
{
    uint64_t *seen = calloc(2 * n, sizeof *seen);
    uint32_t same_order = 0;
    for (uint32_t i = 0; i < 2 * n; i++) {
        els_task_request request = {.task_seed = walks ? i : 5,
                                    .index = walks ? 0 : i,
                                    .family = ELS_STR("kind 1"),
                                    .walks = walks,
                                    .place = i};
        els_sealed_task task, again;
        cr_assert_eq(els_plugin_make(plugin, &request, arena, &task), ELS_OK);
        cr_assert_eq(els_plugin_make(plugin, &request, arena, &again), ELS_OK);
        cr_assert(els_str_eq(task.task.id, again.task.id), "not a function of the request");
        cr_assert(is(task.family, "kind 1"));
        seen[i] = els_hash_str(task.task.question);
        for (uint32_t j = i / n * n; j < i; j++)
            cr_assert_neq(seen[i], seen[j], "row %u came twice", i);
        same_order += i >= n && seen[i] == seen[i - n];
    }
    cr_assert_lt(same_order, n / 4, "the second pass repeats the first");
    free(seen);
}

Test(dataset, generates_every_row_once_before_any_comes_again)
{
    els_arena arena = {0};
    els_dataset *dataset = load_rows(1000, 10, 3);
    const els_plugin *plugin = els_dataset_plugin(dataset);
    els_plugin_statistics statistics;
    plugin->statistics(plugin, &arena, &statistics);
    cr_assert_eq(statistics.n_families, 3);
    uint32_t n = statistics.families[1].templates[ELS_SPLIT_TRAIN];
    cr_assert_gt(n, 100);
    expect_two_passes(plugin, n, false, &arena);
    expect_two_passes(plugin, n, true, &arena);
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}

Test(dataset, generates_only_rows_of_the_split_asked_for)
{
    els_arena arena = {0};
    els_dataset *dataset = load_rows(500, 0, 0);
    const els_plugin *plugin = els_dataset_plugin(dataset);
    for (uint32_t split = 0; split <= ELS_SPLIT_PROBE; split++)
        for (uint32_t i = 0; i < 200; i++) {
            els_task_request request = {.task_seed = 1, .index = i, .split = split};
            els_sealed_task task;
            uint64_t number;
            cr_assert_eq(els_plugin_make(plugin, &request, &arena, &task), ELS_OK);
            cr_assert(els_str_to_u64(task.key[0], &number)); /* the key is the row's number */
            cr_assert_eq(els_dataset_split(dataset, (uint32_t)number), split);
        }
    els_task_request request = {.split = ELS_SPLIT_TRANSFER};
    els_sealed_task task;
    cr_assert_eq(els_plugin_make(plugin, &request, &arena, &task), ELS_E_NOT_FOUND);
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}

/* Twelve rows with a text and a context and one of two answers. */
static void expect_reasoning(const char *text, const char *context, const char *answer,
                             bool expected)
{
    char rows[4096];
    int n = 0;
    for (int i = 0; i < 12; i++)
        n += snprintf(rows + n, sizeof rows - (size_t)n,
                      "{\"question\":\"%d %s\",\"context\":\"%s\",\"answer\":\"%s\"}\n", i, text,
                      context, i % 2 ? answer : "other");
    els_dataset *dataset = load(rows);
    cr_assert_eq(els_dataset_fewest_choices(dataset), 2);
    cr_assert_eq(els_dataset_may_reason(dataset), expected, "%s", rows);
    els_dataset_free(&dataset);
}

Test(dataset, may_ask_for_reasoning_where_rows_ask_or_choices_are_verdicts)
{
    expect_reasoning("a dull film", "", "bad", false);
    expect_reasoning("Is it dull? ", "", "bad", true);
    expect_reasoning("a dull film", "It ends.", "bad", true);
    expect_reasoning("a dull film", "", "No", true);
}

Test(dataset, changes_its_version_with_its_rows)
{
    els_dataset *one = load_rows(50, 5, 0), *same = load_rows(50, 5, 0),
                *other = load_rows(51, 5, 0);
    cr_assert_str_eq(els_dataset_plugin(one)->version, els_dataset_plugin(same)->version);
    cr_assert_str_neq(els_dataset_plugin(one)->version, els_dataset_plugin(other)->version);
    els_dataset_free(&one);
    els_dataset_free(&same);
    els_dataset_free(&other);
}

Test(dataset, loads_ten_thousand_rows_fast_and_small)
{
    char path[32];
    els_buf text = make_rows(10000, 77, 0), error = {0};
    double best = 1e9;
    size_t bytes = 0;
    write_file(path, text.ptr, text.len);
    for (int run = 0; run < 3; run++) {
        els_dataset *dataset = NULL;
        size_t before = mallinfo2().uordblks + mallinfo2().hblkhd;
        clock_t start = clock();
        cr_assert_eq(els_dataset_load(path, NULL, &dataset, &error), ELS_OK);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        bytes = mallinfo2().uordblks + mallinfo2().hblkhd - before;
        best = seconds < best ? seconds : best;
        els_dataset_free(&dataset);
    }
#ifndef __SANITIZE_ADDRESS__
    cr_assert_lt(best, 0.1, "%.3f s", best);
    cr_assert_lt(bytes, 5u << 20, "%zu bytes", bytes);
#endif
    cr_log_info("%.1f ms, %zu bytes", 1e3 * best, bytes);
    unlink(path);
    els_buf_fini(&text);
}

Test(dataset, takes_any_text_where_some_answers_are_lists)
{
    els_arena arena = {0};
    els_dataset *dataset =
        load("{\"question\":\"What has Ann?\",\"answer\":[\"a pen\",\"a cup\"]}\n"
             "{\"question\":\"Where is Ann?\",\"answer\":\"in the attic\"}\n"
             "{\"question\":\"Only lists\",\"answer\":[1,2],\"kind\":\"lists\"}\n");
    els_sealed_task both = row(dataset, 0, &arena), list = row(dataset, 2, &arena);
    cr_expect(is(both.task.fields[0].type, "text"));
    cr_expect(is(list.task.fields[0].type, "list"));
    cr_expect(els_answer_matches(both.task.fields[0].type, both.key[0], ELS_STR("a pen, a cup")));
    cr_expect(els_answer_matches(ELS_STR("text"), ELS_STR("1; 2"), ELS_STR("[1, 2]")));
    cr_expect_not(els_answer_matches(ELS_STR("text"), ELS_STR("1; 2"), ELS_STR("[2, 1]")));
    cr_expect_not(
        els_answer_matches(ELS_STR("text"), ELS_STR("Lyon, France"), ELS_STR("Lyon; France")));
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}

Test(dataset, takes_an_empty_list_for_an_answer)
{
    els_arena arena = {0};
    els_dataset *dataset = load("{\"question\":\"What has Ann?\",\"answer\":[]}\n"
                                "{\"question\":\"What has Ben?\",\"answer\":[\"a cup\"]}\n");
    els_sealed_task none = row(dataset, 0, &arena);
    cr_expect(is(none.task.fields[0].type, "list"));
    cr_expect(els_answer_matches(ELS_STR("list"), none.key[0], ELS_STR("[]")));
    cr_expect_not(els_answer_matches(ELS_STR("list"), none.key[0], ELS_STR("a cup")));
    els_dataset_free(&dataset);
    els_arena_fini(&arena);
}
