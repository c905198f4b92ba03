/* els artifact — learned states as files: list, show, export, import, verify. */
#include "artifact_file.h"
#include "artifact_state.h"
#include "cli.h"

#include <string.h>
#include <unistd.h>

enum { PREFIX_MIN = 4 /* digits of an id that name it */ };

typedef struct {
    const char *store, *id;
    bool json;
} artifact_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", artifact_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_TEXT, "id", 0, "ID", artifact_options, id, NULL,
               "export: which one of the list, by its first digits (the newest)"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, artifact_options, json, NULL, "print JSON"),
};

typedef struct {
    const artifact_options *options;
    const char *word; /* of the command line; NULL: none */
    els_arena *arena;
    els_buf *why;
} call;

/* What is kept of a store, made one after the other. */
typedef struct {
    els_store *store;
    els_store_run *runs;
    uint32_t n;
} kept;

static els_err open_kept(const call *c, kept *ret)
{
    els_err err = els_store_open(c->options->store, false, &ret->store, c->why);
    if (err)
        return err;
    err = els_store_kept_runs(ret->store, c->arena, &ret->runs, &ret->n);
    if (err)
        els_buf_printf(c->why, "%s", els_store_error(ret->store));
    return err;
}

/* The file's facts with its id and size in front. */
static json_t *describe(const els_artifact *artifact, size_t bytes)
{
    json_t *header = els_artifact_header(artifact);
    json_t *blobs = json_array();
    for (uint32_t i = 0; i < artifact->n_blobs; i++) {
        const els_artifact_blob *blob = &artifact->blobs[i];
        char digest[ELS_DIGEST_HEX];
        els_digest_hex(blob->bytes.ptr, blob->bytes.len, digest);
        json_array_append_new(blobs,
                              json_pack("{s:s%, s:s%, s:I, s:s}", "kind", blob->kind.ptr,
                                        blob->kind.len, "name", blob->name.ptr, blob->name.len,
                                        "bytes", (json_int_t)blob->bytes.len, "digest", digest));
    }
    json_t *object = json_pack("{s:s, s:I, s:i}", "id", artifact->id, "bytes", (json_int_t)bytes,
                               "format", ELS_ARTIFACT_FORMAT);
    json_object_update_missing(object, header);
    json_object_set_new(object, "blobs", blobs);
    json_decref(header);
    return object;
}

/* Texts of a file that may come from anywhere: nothing in them speaks to the terminal. */
static void print_text(const char *before, const char *text, const char *after)
{
    fputs(before, stdout);
    els_cli_print_text(els_str_of(text));
    fputs(after, stdout);
}

static void print_facts(const json_t *facts)
{
    const json_t *learned = json_object_get(facts, "learned");
    const json_t *layout = json_object_get(facts, "layout"), *entry;
    size_t i;
    printf("id            %s\n", els_cli_text(facts, "id"));
    printf("size          %lld bytes, format %lld\n",
           (long long)json_integer_value(json_object_get(facts, "bytes")),
           (long long)json_integer_value(json_object_get(facts, "format")));
    print_text("written by    ELS ", els_cli_text(facts, "els"), "");
    print_text("; layout ", els_cli_text(layout, "applier"), "");
    printf(", mind %lld, protocol %lld\n",
           (long long)json_integer_value(json_object_get(layout, "mind")),
           (long long)json_integer_value(json_object_get(layout, "protocol")));
    print_text("state digest  ", els_cli_text(facts, "state_digest"), "\n");
    printf("learned       %lld examples, %lld program shapes, %lld cases, after iteration %lld\n",
           (long long)json_integer_value(json_object_get(learned, "examples")),
           (long long)json_integer_value(json_object_get(learned, "skills")),
           (long long)json_integer_value(json_object_get(learned, "cases")),
           (long long)json_integer_value(json_object_get(facts, "iteration")));
    if (els_cli_text(facts, "parent")[0])
        print_text("parent        ", els_cli_text(facts, "parent"), "\n");
    fputs("learned from ", stdout);
    json_array_foreach(json_object_get(facts, "learned_from"), i, entry)
        print_text(" ", json_string_value(entry), "");
    fputs("\nholds        ", stdout);
    json_array_foreach(json_object_get(facts, "blobs"), i, entry)
    {
        print_text(" ", els_cli_text(entry, "kind"), " ");
        print_text("", els_cli_text(entry, "name"), "");
        printf(" (%lld bytes)%s", (long long)json_integer_value(json_object_get(entry, "bytes")),
               i + 1 < json_array_size(json_object_get(facts, "blobs")) ? "," : "\n");
    }
}

/* Makes the artifact of a run and reads it back: what is shown is what an export would hold. */
static els_err artifact_of(const call *c, els_store *store, const els_store_run *run, els_buf *file,
                           els_artifact *ret)
{
    char id[ELS_DIGEST_HEX];
    els_buf_clear(file);
    els_err err = els_artifact_of_run(store, run, file, id, c->why);
    return err ? err : els_artifact_read(els_buf_str(file), c->arena, ret, c->why);
}

/* Finds the kept state whose id begins with `id`; NULL takes the newest. */
static els_err find(const call *c, const kept *k, const char *id, els_buf *file, els_artifact *ret)
{
    size_t len = id ? strlen(id) : 0;
    if (id && len < PREFIX_MIN) {
        els_buf_printf(c->why, "an id is named by at least its first %d digits", PREFIX_MIN);
        return ELS_E_USAGE;
    }
    for (uint32_t i = 0; i < k->n; i++) {
        els_err err = artifact_of(c, k->store, &k->runs[i], file, ret);
        if (err || !id || strncmp(ret->id, id, len) == 0)
            return err;
    }
    if (id)
        els_buf_printf(c->why, "store %s keeps no state with the id %.64s (els artifact list)%s",
                       c->options->store, id, c->options->id ? "" : ", and there is no such file");
    else
        els_buf_printf(c->why,
                       "store %s has no finished run yet; make one with: els run --store %s",
                       c->options->store, c->options->store);
    return ELS_E_NOT_FOUND;
}

/* ---- the commands; each returns an error with its line in `why` ---- */

static els_err list(const call *c)
{
    kept k = {0};
    els_buf file = {0};
    json_t *array = json_array();
    els_err err = open_kept(c, &k);
    for (uint32_t i = 0; i < k.n && !err; i++) {
        els_artifact artifact;
        err = artifact_of(c, k.store, &k.runs[i], &file, &artifact);
        if (err)
            break;
        json_t *facts = describe(&artifact, file.len);
        json_object_set_new(facts, "stored_as_run", json_integer((json_int_t)k.runs[i].run));
        if (!c->options->json)
            printf("%.16s  run %-3llu  %9zu bytes  %lld examples, state %.16s\n", artifact.id,
                   (unsigned long long)k.runs[i].run, file.len,
                   (long long)json_integer_value(
                       json_object_get(json_object_get(facts, "learned"), "examples")),
                   els_cli_text(facts, "state_digest"));
        json_array_append_new(array, facts);
    }
    if (!err && c->options->json)
        els_cli_print_json(json_incref(array));
    else if (!err && k.n == 0)
        printf("no finished run in %s yet\n", c->options->store);
    json_decref(array);
    els_store_close(&k.store);
    els_buf_fini(&file);
    return err;
}

/* WORD is a file when there is one of that name, else an id. */
static els_err show(const call *c)
{
    kept k = {0};
    els_buf file = {0};
    els_artifact artifact;
    els_err err;
    if (c->word && (strcmp(c->word, "-") == 0 || access(c->word, F_OK) == 0)) {
        err = els_artifact_load(c->word, &file, c->arena, &artifact, c->why);
    } else {
        err = open_kept(c, &k);
        if (!err)
            err = find(c, &k, c->word, &file, &artifact);
    }
    if (!err) {
        json_t *facts = describe(&artifact, file.len);
        if (c->options->json)
            els_cli_print_json(json_incref(facts));
        else
            print_facts(facts);
        json_decref(facts);
    }
    els_store_close(&k.store);
    els_buf_fini(&file);
    return err;
}

static els_err export(const call *c)
{
    kept k = {0};
    els_buf file = {0};
    els_artifact artifact;
    els_err err = open_kept(c, &k);
    if (!err)
        err = find(c, &k, c->options->id, &file, &artifact);
    if (!err)
        err = els_artifact_save(c->word, els_buf_str(&file), c->why);
    els_store_close(&k.store);
    if (!err && strcmp(c->word, "-") == 0) /* stdout has the file itself */
        fprintf(stderr, "els: exported %s (%zu bytes)\n", artifact.id, file.len);
    else if (!err && c->options->json)
        els_cli_print_json(json_pack("{s:s, s:s, s:s, s:I}", "status", "exported", "id",
                                     artifact.id, "file", c->word, "bytes", (json_int_t)file.len));
    else if (!err)
        printf("exported %s to %s (%zu bytes)\n", artifact.id, c->word, file.len);
    els_buf_fini(&file);
    return err;
}

/* Loads the file and checks all of it. */
static els_err load_checked(const call *c, els_buf *file, els_artifact *ret)
{
    els_buf reason = {0};
    els_err err = els_artifact_load(c->word, file, c->arena, ret, c->why);
    if (!err) {
        err = els_artifact_check(ret, &reason);
        if (err)
            els_buf_printf(c->why, "%s is refused: %s", c->word, reason.ptr);
    }
    els_buf_fini(&reason);
    return err;
}

/* Whether it is what the store answers with already: importing it again changes nothing. */
static els_err is_newest(const call *c, els_store *store, const char *id, bool *ret)
{
    kept k = {.store = store};
    els_buf file = {0};
    els_artifact newest;
    els_err err = els_store_kept_runs(store, c->arena, &k.runs, &k.n);
    *ret = false;
    if (!err && k.n) {
        err = artifact_of(c, store, &k.runs[0], &file, &newest);
        *ret = !err && strcmp(newest.id, id) == 0;
    }
    els_buf_fini(&file);
    return err;
}

static els_err import(const call *c)
{
    els_store *store = NULL;
    els_buf file = {0};
    els_artifact artifact;
    uint64_t run = 0;
    uint32_t values = 0;
    bool is_there = false;
    els_err err = load_checked(c, &file, &artifact);
    if (!err)
        err = els_store_open(c->options->store, true, &store, c->why);
    if (!err)
        err = is_newest(c, store, artifact.id, &is_there);
    if (!err)
        err = is_there ? els_artifact_install_again(store, &artifact, c->why)
                       : els_artifact_install(store, &artifact, &run, &values, c->why);
    els_store_close(&store);
    const char *status = is_there ? "already there" : "imported";
    if (!err && c->options->json) {
        json_t *object = json_pack("{s:s, s:s, s:s}", "status", status, "id", artifact.id, "store",
                                   c->options->store);
        if (!is_there)
            json_object_set_new(object, "config_values", json_integer(values));
        els_cli_print_json(object);
    } else if (!err) {
        printf("%s %s; els solve and els eval with --store %s answer with it\n", status,
               artifact.id, c->options->store);
        if (values)
            printf("its configuration came with it: %u value%s not the default%s (els config diff "
                   "--store %s)\n",
                   values, values == 1 ? " is" : "s are", values == 1 ? "" : "s",
                   c->options->store);
    }
    els_buf_fini(&file);
    return err;
}

static els_err verify_store(const call *c, json_t *ids)
{
    kept k = {0};
    els_buf file = {0};
    els_err err = open_kept(c, &k);
    for (uint32_t i = 0; i < k.n && !err; i++) {
        els_artifact artifact;
        els_buf reason = {0};
        err = artifact_of(c, k.store, &k.runs[i], &file, &artifact);
        if (!err)
            err = els_artifact_check(&artifact, &reason);
        if (err && reason.len)
            els_buf_printf(c->why, "run %llu of store %s: %s", (unsigned long long)k.runs[i].run,
                           c->options->store, reason.ptr);
        else if (!err)
            json_array_append_new(ids, json_string(artifact.id));
        els_buf_fini(&reason);
    }
    els_store_close(&k.store);
    els_buf_fini(&file);
    return err;
}

static els_err verify(const call *c)
{
    json_t *ids = json_array(), *id;
    size_t i;
    els_err err = ELS_OK;
    if (c->word) {
        els_buf file = {0};
        els_artifact artifact;
        err = load_checked(c, &file, &artifact);
        if (!err)
            json_array_append_new(ids, json_string(artifact.id));
        els_buf_fini(&file);
    } else {
        err = verify_store(c, ids);
    }
    if (!err && c->options->json)
        els_cli_print_json(json_pack("{s:b, s:O}", "ok", true, "ids", ids));
    else if (!err)
        json_array_foreach(ids, i, id) printf("ok %s\n", json_string_value(id));
    json_decref(ids);
    return err;
}

typedef struct {
    const char *name;
    els_err (*run)(const call *c);
    int min_words, max_words;
} verb;

static const verb verbs[] = {
    {"list", list, 0, 0},     {"show", show, 0, 1},     {"export", export, 1, 1},
    {"import", import, 1, 1}, {"verify", verify, 0, 1},
};

/* What would be left unheard is refused. */
static els_err check(const verb *v, const call *c)
{
    if (c->options->id && v->run != export)
        els_buf_printf(c->why, "--id is for export");
    else if (c->word && !*c->word)
        els_buf_printf(c->why, "the name of the file is empty");
    return c->why->len ? ELS_E_USAGE : ELS_OK;
}

static const verb *verb_of(const els_option_list *words)
{
    for (size_t i = 0; words->n && i < sizeof verbs / sizeof verbs[0]; i++) {
        int n = (int)words->n - 1;
        if (els_str_eq(words->items[0], els_str_of(verbs[i].name)) && n >= verbs[i].min_words &&
            n <= verbs[i].max_words)
            return &verbs[i];
    }
    return NULL;
}

int els_cli_artifact(int argc, char **argv)
{
    artifact_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    els_buf why = {0};
    int code = els_cli_parse(
        "artifact list | show [ID|FILE] | export FILE | import FILE | verify [FILE]  [options]\n\n"
        "  FILE may be - ; verify without one looks at the store",
        options, sizeof options / sizeof options[0], &o, argc, argv, &arena, &words);
    const verb *wanted = code < 0 ? verb_of(&words) : NULL;
    if (code < 0 && !wanted) {
        els_cli_complain("artifact: say list, show [ID|FILE], export FILE, import FILE or verify "
                         "[FILE] (els artifact --help)");
        code = ELS_EXIT_USAGE;
    } else if (code < 0) {
        call c = {.options = &o, .arena = &arena, .why = &why};
        c.word = words.n > 1 ? els_arena_strdup(&arena, words.items[1]) : NULL;
        els_err err = check(wanted, &c);
        if (!err)
            err = wanted->run(&c);
        if (err)
            els_cli_complain("artifact %s: %s", wanted->name, els_err_line(err, &why));
        code = !err ? ELS_EXIT_OK : err == ELS_E_USAGE ? ELS_EXIT_USAGE : ELS_EXIT_FAILED;
    }
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
