#include "applier.h"
#include "artifact_state.h"
#include "codec.h"
#include "remove_tree.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static els_store *store;
static els_arena arena;
static els_buf why;
static uint32_t values;

static void open_new(void)
{
    strcpy(dir, "/tmp/els-artifact-XXXXXX");
    cr_assert_not_null(mkdtemp(dir));
    cr_assert_eq(els_store_open(dir, true, &store, &why), ELS_OK, "%s", why.ptr);
}

static void remove_store(void)
{
    els_store_close(&store);
    remove_tree(dir);
}

static void end(void)
{
    remove_store();
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

TestSuite(artifact_state, .init = open_new, .fini = end);

static void teach(els_applier *applier, const char *text, const char *label)
{
    els_taught verdict = {.kind = ELS_STR("intent"),
                          .question = els_str_of(text),
                          .answer = els_str_of(label),
                          .is_right = true};
    els_applier_teach(applier, &verdict, 1);
}

static els_applier *taught(void)
{
    els_applier *applier = els_applier_new();
    teach(applier, "where is my parcel", "shipping");
    teach(applier, "the invoice is wrong", "billing");
    return applier;
}

/* A finished run that ended with this state. */
static els_store_run finished_run(const els_applier *applier)
{
    els_buf state = {0}, progress = {0};
    els_store_run run;
    els_kb kb = {.name = ELS_STR("benchmark")};
    els_buf kb_frame = {0};
    cr_assert_eq(els_encode(ELS_MSG_kb, &kb, &kb_frame), ELS_OK);
    els_applier_save(applier, &state);
    els_progress message = {0};
    cr_assert_eq(els_encode(ELS_MSG_progress, &message, &progress), ELS_OK);
    els_store_checkpoint_record checkpoint = {ELS_STR("applier"), true, els_buf_str(&state)};
    els_store_artifact artifact = {kb.name, els_buf_str(&kb_frame)};
    els_store_iteration only = {
        .progress = els_buf_str(&progress),
        .checkpoints = &checkpoint,
        .n_checkpoints = 1,
        .artifacts = &artifact,
        .n_artifacts = 1,
        .report_json =
            ELS_STR("{\"versions\":{\"els\":\"0.0\",\"plugins\":{\"benchmark\":\"2\"}}}"),
    };
    uint64_t number;
    cr_assert_eq(
        els_store_add_finished(store,
                               ELS_STR("seed=4\ndata=/home/u/f.jsonl\ndata-digest=ab\n"
                                       "plugins=benchmark,dataset\nfrom=cd\nfrom-learned=old@1\n"),
                               &only, &number),
        ELS_OK);
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    els_buf_fini(&state);
    els_buf_fini(&progress);
    els_buf_fini(&kb_frame);
    return run;
}

static els_artifact artifact_of(const els_store_run *run, els_buf *file)
{
    char id[ELS_DIGEST_HEX];
    els_artifact artifact;
    els_buf_clear(file);
    cr_assert_eq(els_artifact_of_run(store, run, file, id, &why), ELS_OK, "%s", why.ptr);
    cr_assert_eq(els_artifact_read(els_buf_str(file), &arena, &artifact, &why), ELS_OK);
    cr_assert_str_eq(artifact.id, id);
    return artifact;
}

static els_artifact sample(els_buf *file)
{
    els_applier *applier = taught();
    els_store_run run = finished_run(applier);
    els_applier_free(&applier);
    return artifact_of(&run, file);
}

Test(artifact_state, the_header_says_what_the_state_is_and_no_path_of_this_machine)
{
    els_buf file = {0};
    els_artifact artifact = sample(&file);
    cr_assert(els_str_contains(
        artifact.header, ELS_STR("\"learned_from\":[\"benchmark@2\",\"dataset@ab\",\"old@1\"]")));
    cr_assert(els_str_contains(artifact.header, ELS_STR("\"parent\":\"cd\"")));
    cr_assert(els_str_contains(artifact.header, ELS_STR("\"seed\":\"4\"")));
    cr_assert(els_str_contains(artifact.header, ELS_STR("\"els\":\"0.0\"")));
    cr_assert_null(memmem(file.ptr, file.len, "f.jsonl", 7));
    els_buf_fini(&file);
}

Test(artifact_state, every_flipped_bit_and_every_truncation_of_a_whole_export_is_refused)
{
    els_applier *ignorant = els_applier_new();
    els_store_run run = finished_run(ignorant);
    els_buf file = {0};
    els_artifact artifact = artifact_of(&run, &file);
    els_applier_free(&ignorant);
    cr_assert_eq(els_artifact_check(&artifact, &why), ELS_OK, "%s", why.ptr);
    for (size_t i = 0; i < file.len * 8; i++) {
        file.ptr[i / 8] = (char)(file.ptr[i / 8] ^ (1 << (i % 8)));
        cr_assert_neq(els_artifact_read(els_buf_str(&file), &arena, &artifact, &why), ELS_OK,
                      "bit %zu", i);
        file.ptr[i / 8] = (char)(file.ptr[i / 8] ^ (1 << (i % 8)));
    }
    for (size_t len = 0; len < file.len; len++)
        cr_assert_neq(els_artifact_read((els_str){file.ptr, len}, &arena, &artifact, &why), ELS_OK,
                      "%zu bytes", len);
    els_buf_fini(&file);
}

Test(artifact_state, an_import_answers_the_same_and_exports_the_same_bytes)
{
    els_buf file = {0}, again = {0};
    els_artifact artifact = sample(&file);
    els_str before = els_arena_copy(&arena, els_buf_str(&file));
    uint64_t number;
    els_store_run run;
    remove_store();
    open_new();
    cr_assert_eq(els_artifact_read(before, &arena, &artifact, &why), ELS_OK);
    cr_assert_eq(els_artifact_install(store, &artifact, &number, &values, &why), ELS_OK, "%s",
                 why.ptr);
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert_eq(run.run, number);
    cr_assert(run.finished);
    artifact_of(&run, &again);
    cr_assert(els_str_eq(els_buf_str(&again), before));
    els_buf_fini(&file);
    els_buf_fini(&again);
}

/* The same with a parameter set by a user. */
static els_applier *configured(void)
{
    els_applier *applier = taught();
    els_str args[] = {ELS_STR("work.budget"), ELS_STR("global"), ELS_STR("100"), ELS_STR("now")};
    els_command set = {.target = ELS_STR("applier"),
                       .verb = ELS_STR("set"),
                       .who = ELS_STR("user:ada"),
                       .args = args,
                       .n_args = 4};
    els_plan plan = {.run = 1, .iteration = 1, .learning = true, .commands = &set, .n_commands = 1};
    els_analysis analysis = {.iteration = 1, .plan = &plan, .n_plan = 1};
    els_progress progress;
    els_applier_apply(applier, &analysis, &arena, &progress);
    cr_assert_eq(els_applier_config(applier)->n, 1);
    return applier;
}

static els_str shown_config(void)
{
    els_buf bytes = {0};
    FILE *file = fopen(els_arena_printf(&arena, "%s/config.json", dir).ptr, "re");
    for (int c; file && (c = getc(file)) != EOF;)
        els_buf_addc(&bytes, (char)c);
    if (file)
        fclose(file);
    els_str text = els_arena_copy(&arena, els_buf_str(&bytes));
    els_buf_fini(&bytes);
    return text;
}

Test(artifact_state, an_import_brings_its_configuration_and_ends_the_one_before)
{
    els_buf with = {0}, without = {0};
    els_applier *applier = configured();
    els_store_run run = finished_run(applier);
    els_artifact artifact = artifact_of(&run, &with), plain = sample(&without);
    uint64_t number;
    cr_assert_eq(els_store_write_file(store, "config.json", ELS_STR("{\"old\":1}")), ELS_OK);
    cr_assert_eq(els_artifact_install(store, &artifact, &number, &values, &why), ELS_OK);
    cr_assert_eq(values, 1);
    els_str config = shown_config();
    cr_assert(els_str_contains(config, ELS_STR("\"parameter\":\"work.budget\"")));
    cr_assert(els_str_contains(config, ELS_STR("\"value\":100")));
    cr_assert_not(els_str_contains(config, ELS_STR("old")));
    cr_assert_eq(els_artifact_install(store, &plain, &number, &values, &why), ELS_OK);
    cr_assert_eq(values, 0);
    cr_assert_eq(shown_config().len, 0, "the defaults have no file");
    els_applier_free(&applier);
    els_buf_fini(&with);
    els_buf_fini(&without);
}

Test(artifact_state, an_import_whose_files_cannot_be_written_shows_no_other_run_and_a_retry_all)
{
    els_buf file = {0};
    els_applier *applier = configured();
    els_store_run run = finished_run(applier);
    els_artifact artifact = artifact_of(&run, &file);
    const char *blocker = els_arena_printf(&arena, "%s/config.json.tmp", dir).ptr;
    uint64_t number;
    cr_assert_eq(els_store_write_file(store, "config.json", ELS_STR("{\"old\":1}")), ELS_OK);
    cr_assert_eq(mkdir(blocker, 0700), 0); /* where the file is written first */
    cr_assert_eq(els_artifact_install(store, &artifact, &number, &values, &why), ELS_E_IO);
    cr_assert_eq(shown_config().len, 0, "the run before is not shown as this one");
    cr_assert_eq(els_artifact_install_again(store, &artifact, &why), ELS_E_IO);
    cr_assert_eq(rmdir(blocker), 0);
    cr_assert_eq(els_artifact_install_again(store, &artifact, &why), ELS_OK, "%s", why.ptr);
    cr_assert(els_str_contains(shown_config(), ELS_STR("\"parameter\":\"work.budget\"")));
    els_applier_free(&applier);
    els_buf_fini(&file);
}

Test(artifact_state, files_of_a_run_that_learned_here_stay_when_its_own_export_is_imported)
{
    els_buf file = {0};
    els_artifact artifact = sample(&file);
    cr_assert_eq(els_store_write_file(store, "config.json", ELS_STR("{\"own\":1}")), ELS_OK);
    cr_assert_eq(els_artifact_install_again(store, &artifact, &why), ELS_OK, "%s", why.ptr);
    cr_assert(els_str_contains(shown_config(), ELS_STR("own")));
    els_buf_fini(&file);
}

Test(artifact_state, an_import_that_is_refused_leaves_the_configuration_as_it_was)
{
    els_buf file = {0};
    els_artifact artifact = sample(&file);
    uint64_t number;
    cr_assert_eq(els_store_write_file(store, "config.json", ELS_STR("{\"old\":1}")), ELS_OK);
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=1\n"), &number), ELS_OK);
    cr_assert_eq(els_artifact_install(store, &artifact, &number, &values, &why), ELS_E_STATE);
    cr_assert(els_str_contains(shown_config(), ELS_STR("old")));
    els_buf_fini(&file);
}

Test(artifact_state, what_is_taught_after_an_import_makes_a_descendant)
{
    els_buf file = {0}, again = {0}, state = {0};
    els_artifact artifact = sample(&file);
    uint64_t number;
    els_store_run run;
    cr_assert_eq(els_artifact_install(store, &artifact, &number, &values, &why), ELS_OK, "%s",
                 why.ptr);
    els_applier *applier = taught();
    teach(applier, "reset my password", "access");
    els_applier_save(applier, &state);
    cr_assert_eq(els_store_newest_run(store, &arena, &run), ELS_OK);
    cr_assert_eq(els_store_replace_applier(store, &run, els_buf_str(&state)), ELS_OK);
    els_artifact child = artifact_of(&run, &again);
    cr_assert_str_neq(child.id, artifact.id);
    els_str parent = els_arena_printf(&arena, "\"parent\":\"%s\"", artifact.id);
    cr_assert(els_str_contains(child.header, parent));
    cr_assert_eq(els_artifact_check(&child, &why), ELS_OK, "%s", why.ptr);
    els_applier_free(&applier);
    els_buf_fini(&file);
    els_buf_fini(&again);
    els_buf_fini(&state);
}

Test(artifact_state, a_state_has_the_same_bytes_whatever_the_number_of_its_run)
{
    els_buf first = {0}, second = {0};
    els_applier *applier = taught();
    els_store_run run = finished_run(applier);
    els_artifact a = artifact_of(&run, &first);
    els_applier_enter_run(applier, 9);
    run = finished_run(applier);
    els_artifact b = artifact_of(&run, &second);
    cr_assert_eq(run.run, 2);
    cr_assert_str_eq(a.id, b.id);
    els_applier_free(&applier);
    els_buf_fini(&first);
    els_buf_fini(&second);
}

/* Writes the artifact anew with another header or state, properly signed. */
static void refused(const els_artifact *artifact, const char *from, const char *to, els_str state,
                    els_err expected, const char *word)
{
    els_artifact_blob blobs[ELS_ARTIFACT_BLOBS_MAX];
    els_artifact changed;
    els_buf file = {0};
    char id[ELS_DIGEST_HEX];
    char *header = els_arena_strdup(&arena, artifact->header);
    char *at = strstr(header, from);
    cr_assert_not_null(at, "%s", header);
    els_str text =
        els_arena_printf(&arena, "%.*s%s%s", (int)(at - header), header, to, at + strlen(from));
    json_t *facts = json_loads(text.ptr, 0, NULL);
    cr_assert_not_null(facts, "%s", text.ptr);
    memcpy(blobs, artifact->blobs, artifact->n_blobs * sizeof *blobs);
    blobs[0].bytes = state;
    cr_assert_eq(els_artifact_write(facts, blobs, artifact->n_blobs, &file, id), ELS_OK);
    json_decref(facts);
    els_buf_clear(&why);
    cr_assert_eq(els_artifact_read(els_buf_str(&file), &arena, &changed, &why), ELS_OK);
    cr_assert_eq(els_artifact_check(&changed, &why), expected, "%s: %s", to, why.ptr);
    cr_assert_not_null(strstr(why.ptr, word), "%s", why.ptr);
    cr_assert_null(strchr(why.ptr, '\n'));
    els_buf_fini(&file);
}

Test(artifact_state, an_unknown_layout_is_refused_by_name)
{
    els_buf file = {0};
    els_artifact artifact = sample(&file);
    els_str state = artifact.blobs[0].bytes;
    els_str known = els_arena_printf(&arena, "\"applier\":\"%s\"", els_applier_layout());
    refused(&artifact, known.ptr, "\"applier\":\"ELSAPP99\"", state, ELS_E_VERSION, "ELSAPP99");
    refused(&artifact, "\"mind\":", "\"mind\":9", state, ELS_E_VERSION, "mind 9");
    refused(&artifact, "\"protocol\":", "\"protocol\":9", state, ELS_E_VERSION, "protocol 9");
    refused(&artifact, "\"layout\"", "\"outlay\"", state, ELS_E_FORMAT, "no layout");
    els_buf_fini(&file);
}

Test(artifact_state, a_state_that_is_not_the_one_its_header_names_is_refused)
{
    els_buf file = {0}, other = {0};
    els_artifact artifact = sample(&file);
    els_str state = artifact.blobs[0].bytes;
    els_applier *applier = els_applier_new();
    els_applier_export(applier, &other);
    refused(&artifact, "\"els\"", "\"els\"", els_buf_str(&other), ELS_E_CORRUPT, "not the one");
    refused(&artifact, "\"els\"", "\"els\"", els_str_sub(state, 0, state.len - 1), ELS_E_FORMAT,
            "cannot be loaded");
    refused(&artifact, "\"els\"", "\"els\"", (els_str){"", 0}, ELS_E_CORRUPT, "not the one");
    refused(&artifact, "\"state_digest\"", "\"digest_state\"", state, ELS_E_FORMAT,
            "no learned state");
    els_applier_free(&applier);
    els_buf_fini(&file);
    els_buf_fini(&other);
}

Test(artifact_state, an_unfinished_run_is_not_pushed_aside_by_an_import)
{
    els_buf file = {0};
    els_artifact artifact = sample(&file);
    uint64_t number, before;
    cr_assert_eq(els_store_begin_run(store, ELS_STR("seed=1\n"), &before), ELS_OK);
    els_buf_clear(&why);
    cr_assert_eq(els_artifact_install(store, &artifact, &number, &values, &why), ELS_E_STATE);
    cr_assert_not_null(strstr(why.ptr, "unfinished run"), "%s", why.ptr);
    els_buf_fini(&file);
}
