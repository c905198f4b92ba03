#include "artifact_state.h"
#include "applier.h"
#include "codec.h"
#include "kb_index.h"
#include "learned.h"

#include <stdlib.h>

enum { KBS_MAX = 16, STATE_MAX = 64 << 20 /* what a message to the applier carries */ };

static json_t *text_json(els_str text)
{
    return json_stringn(text.ptr ? text.ptr : "", text.len);
}

/* ---- the facts of a run ---- */

/* What the header does not say of a run's parameters: a path of this machine, and what is said in a
 * place of its own. */
static bool is_left_out(els_str name)
{
    static const char *const names[] = {"data", "from", "from-learned"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (els_str_eq(name, els_str_of(names[i])))
            return true;
    return false;
}

static els_str parameter(els_str params, const char *name)
{
    els_str rest = params, line;
    while (els_str_split(&rest, '\n', &line)) {
        els_str value = line, key;
        if (els_str_split(&value, '=', &key) && els_str_eq(key, els_str_of(name)))
            return value;
    }
    return (els_str){"", 0};
}

static json_t *parameters_json(els_str params)
{
    json_t *object = json_object();
    els_str rest = params, line;
    while (els_str_split(&rest, '\n', &line)) {
        els_str value = line, key;
        if (els_str_split(&value, '=', &key) && key.len && !is_left_out(key))
            json_object_setn_new(object, key.ptr, key.len, text_json(value));
    }
    return object;
}

static int by_text(const void *a, const void *b)
{
    return els_str_cmp(*(const els_str *)a, *(const els_str *)b);
}

/* "plugin@version" of all that the state was learned from, in the order of their bytes, each once.
 * The version of the user's file is its digest. */
static json_t *sources_json(els_str params, const json_t *report, els_arena *arena)
{
    enum { SOURCES_MAX = 256 };
    const json_t *versions = json_object_get(json_object_get(report, "versions"), "plugins");
    els_str sources[SOURCES_MAX], part, digest = parameter(params, "data-digest");
    uint32_t n = 0;
    els_str rest = parameter(params, "from-learned");
    while (rest.len && n < SOURCES_MAX && els_str_split(&rest, ',', &part))
        sources[n++] = part;
    rest =
        parameter(params, "feedback-only").len ? ELS_STR("dataset") : parameter(params, "plugins");
    while (rest.len && n < SOURCES_MAX && els_str_split(&rest, ',', &part)) {
        const char *version = json_string_value(json_object_getn(versions, part.ptr, part.len));
        els_str known = version ? els_str_of(version) : digest;
        sources[n++] = els_arena_printf(arena, ELS_STR_FMT "@" ELS_STR_FMT, ELS_STR_ARG(part),
                                        ELS_STR_ARG(known));
    }
    qsort(sources, n, sizeof *sources, by_text);
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || !els_str_eq(sources[i], sources[i - 1]))
            json_array_append_new(list, text_json(sources[i]));
    return list;
}

static json_t *layout_json(void)
{
    return json_pack("{s:s, s:i, s:i}", "applier", els_applier_layout(), "mind",
                     (int)els_mind_format(), "protocol", ELS_PROTO_VERSION);
}

static json_t *learned_json(const els_mind *mind)
{
    return json_pack("{s:I, s:I, s:I}", "examples", (json_int_t)mind->examples, "skills",
                     (json_int_t)mind->n_skills, "cases", (json_int_t)mind->n_cases);
}

/* Header of a run that learned here. */
static json_t *run_facts(const els_store_run *run, const json_t *report, els_arena *arena)
{
    const char *els =
        json_string_value(json_object_get(json_object_get(report, "versions"), "els"));
    return json_pack("{s:s, s:o, s:o, s:I, s:o}", "els", els ? els : ELS_VERSION, "parent",
                     text_json(parameter(run->params, "from")), "run", parameters_json(run->params),
                     "iteration", (json_int_t)run->next_iteration - 1, "learned_from",
                     sources_json(run->params, report, arena));
}

static els_err encode(const json_t *facts, els_str state, const els_store_artifact *kbs,
                      uint32_t n_kbs, els_buf *ret_file, char ret_id[ELS_DIGEST_HEX])
{
    els_artifact_blob blobs[ELS_ARTIFACT_BLOBS_MAX] = {
        {ELS_STR(ELS_ARTIFACT_STATE), ELS_STR("applier"), state}};
    uint32_t n = 1;
    for (uint32_t i = 0; i < n_kbs; i++) {
        if (kbs[i].bytes.len == 0)
            continue; /* a plugin without a knowledge base */
        if (n == ELS_ARTIFACT_BLOBS_MAX)
            return ELS_E_LIMIT;
        blobs[n++] = (els_artifact_blob){ELS_STR(ELS_ARTIFACT_KB), kbs[i].name, kbs[i].bytes};
    }
    return els_artifact_write(facts, blobs, n, ret_file, ret_id);
}

/* What the state itself says, whatever run it comes from. */
static void add_state_facts(json_t *facts, const els_applier *applier)
{
    json_object_set_new(facts, "layout", layout_json());
    json_object_set_new(facts, "learned", learned_json(els_applier_live(applier)));
    json_object_set_new(facts, "state_digest", json_string(els_applier_digest(applier)));
}

/* The header of the file that the run was imported from, as it is when nothing has changed; what
 * was taught since makes a descendant of it. NULL when the run was not imported. */
static json_t *imported_facts(const json_t *report, const els_applier *applier, els_str state)
{
    const json_t *imported = json_object_get(report, "imported");
    const char *before = json_string_value(json_object_get(imported, "state"));
    char now[ELS_DIGEST_HEX];
    if (!before)
        return NULL;
    json_t *facts = json_deep_copy(json_object_get(imported, "header"));
    els_digest_hex(state.ptr, state.len, now);
    if (facts && strcmp(before, now) != 0) {
        json_object_set(facts, "parent", json_object_get(imported, "id"));
        json_object_set_new(facts, "els", json_string(ELS_VERSION));
        add_state_facts(facts, applier);
    }
    return facts;
}

static json_t *facts_of(const els_store_run *run, const json_t *report, const els_applier *applier,
                        els_str state, els_arena *arena)
{
    json_t *facts = imported_facts(report, applier, state);
    if (facts)
        return facts;
    facts = run_facts(run, report, arena);
    if (facts)
        add_state_facts(facts, applier);
    return facts;
}

static els_err make(els_store *store, const els_store_run *run, els_applier *applier,
                    els_arena *arena, els_buf *ret_file, char ret_id[ELS_DIGEST_HEX])
{
    els_str text;
    els_store_artifact *kbs = NULL;
    uint32_t n_kbs = 0;
    els_err err = els_learned_restore(applier, store, run->run, arena);
    if (!err)
        err = els_store_artifacts(store, run->run, ELS_ARTIFACT_KB, arena, &kbs, &n_kbs);
    if (!err)
        err = els_store_report(store, run->run, arena, &text);
    if (err)
        return err;
    els_buf state = {0};
    els_applier_export(applier, &state);
    json_t *report = json_loadb(text.ptr, text.len, 0, NULL);
    json_t *facts = facts_of(run, report, applier, els_buf_str(&state), arena);
    err = report && facts ? encode(facts, els_buf_str(&state), kbs, n_kbs, ret_file, ret_id)
                          : ELS_E_CORRUPT;
    json_decref(facts);
    json_decref(report);
    els_buf_fini(&state);
    return err;
}

els_err els_artifact_of_run(els_store *store, const els_store_run *run, els_buf *ret_file,
                            char ret_id[ELS_DIGEST_HEX], els_buf *why)
{
    els_arena arena = {0};
    els_applier *applier = els_applier_new();
    els_err err = applier ? make(store, run, applier, &arena, ret_file, ret_id) : ELS_E_NOMEM;
    if (err)
        els_buf_printf(why, "the state of run %llu cannot be read: %s",
                       (unsigned long long)run->run,
                       els_store_error(store)[0] ? els_store_error(store) : els_err_text(err));
    els_applier_free(&applier);
    els_arena_fini(&arena);
    return err;
}

/* ---- checking ---- */

static els_err refuse(els_buf *why, els_err err, const char *text)
{
    els_buf_printf(why, "%s", text);
    return err;
}

static els_err check_layout(const json_t *header, els_buf *why)
{
    const json_t *layout = json_object_get(header, "layout");
    const char *applier = json_string_value(json_object_get(layout, "applier"));
    const char *els = json_string_value(json_object_get(header, "els"));
    json_int_t mind = json_integer_value(json_object_get(layout, "mind"));
    json_int_t protocol = json_integer_value(json_object_get(layout, "protocol"));
    if (!applier || !els)
        return refuse(why, ELS_E_FORMAT, "its header names no layout");
    if (strcmp(applier, els_applier_layout()) == 0 && mind == (json_int_t)els_mind_format() &&
        protocol >= ELS_PROTO_MIN && protocol <= ELS_PROTO_VERSION)
        return ELS_OK;
    els_buf_printf(why,
                   "ELS %.40s wrote it with the layout %.16s, mind %lld, protocol %lld; this "
                   "program knows %s, mind %u, protocol %d to %d",
                   els, applier, (long long)mind, (long long)protocol, els_applier_layout(),
                   els_mind_format(), ELS_PROTO_MIN, ELS_PROTO_VERSION);
    return ELS_E_VERSION;
}

/* The state must be what an export of it would write again, and what the header says. */
static els_err check_state(const els_artifact *artifact, const json_t *header, els_buf *why)
{
    const els_artifact_blob *blob = els_artifact_find(artifact, ELS_STR(ELS_ARTIFACT_STATE));
    const char *digest = json_string_value(json_object_get(header, "state_digest"));
    if (!blob || !digest || blob->bytes.len > STATE_MAX)
        return refuse(why, ELS_E_FORMAT, "it holds no learned state");
    els_applier *applier = els_applier_new();
    els_buf again = {0};
    els_err err = applier ? els_applier_restore(applier, blob->bytes) : ELS_E_NOMEM;
    if (err) {
        els_buf_printf(why, "its learned state cannot be loaded: %s", els_err_text(err));
    } else {
        els_applier_export(applier, &again);
        if (!els_str_eq(els_buf_str(&again), blob->bytes) ||
            strcmp(els_applier_digest(applier), digest) != 0)
            err = refuse(why, ELS_E_CORRUPT, "its learned state is not the one its header names");
    }
    els_buf_fini(&again);
    els_applier_free(&applier);
    return err;
}

static els_err check_kb(const els_artifact_blob *blob, els_arena *arena, els_buf *why)
{
    els_msg_type type;
    const void *message = NULL;
    els_kb_index *index = NULL;
    els_err err = els_decode(blob->bytes, arena, &type, &message, NULL);
    if (!err && (type != ELS_MSG_kb || !els_str_eq(((const els_kb *)message)->name, blob->name)))
        err = ELS_E_FORMAT;
    if (!err)
        err = els_kb_index_new(message, &index);
    els_kb_index_free(&index);
    if (err)
        els_buf_printf(why, "its knowledge base \"" ELS_STR_FMT "\" cannot be loaded: %s",
                       ELS_STR_ARG(els_str_sub(blob->name, 0, 60)), els_err_text(err));
    return err;
}

static els_err check_blobs(const els_artifact *artifact, els_arena *arena, els_buf *why)
{
    uint32_t states = 0, kbs = 0;
    els_err err = ELS_OK;
    for (uint32_t i = 0; i < artifact->n_blobs && !err; i++) {
        const els_artifact_blob *blob = &artifact->blobs[i];
        bool is_kb = els_str_eq(blob->kind, ELS_STR(ELS_ARTIFACT_KB));
        bool is_state = els_str_eq(blob->kind, ELS_STR(ELS_ARTIFACT_STATE));
        kbs += is_kb;
        states += is_state;
        if (!is_kb && !is_state)
            err =
                refuse(why, ELS_E_VERSION, "it holds something this version of ELS does not know");
        else if (kbs > KBS_MAX || states > 1)
            err = refuse(why, ELS_E_FORMAT,
                         "it holds more than one state or too many knowledge "
                         "bases");
        else if (is_kb)
            err = check_kb(blob, arena, why);
    }
    return err;
}

els_err els_artifact_check(const els_artifact *artifact, els_buf *why)
{
    els_arena arena = {0};
    json_t *header = els_artifact_header(artifact);
    els_err err = header ? check_layout(header, why) : ELS_E_NOMEM;
    if (!err)
        err = check_blobs(artifact, &arena, why);
    if (!err)
        err = check_state(artifact, header, why);
    json_decref(header);
    els_arena_fini(&arena);
    return err;
}

/* ---- installing ---- */

/* What `els report` shows of it, and what an export of it needs. */
static char *report_of(const els_artifact *artifact, const els_artifact_blob *state)
{
    char digest[ELS_DIGEST_HEX];
    els_digest_hex(state->bytes.ptr, state->bytes.len, digest);
    json_t *header = els_artifact_header(artifact);
    json_t *report = json_pack("{s:s, s:O, s:{s:s, s:s, s:O}}", "status", "imported",
                               "state_digest", json_object_get(header, "state_digest"), "imported",
                               "id", artifact->id, "state", digest, "header", header);
    char *text = report ? json_dumps(report, JSON_COMPACT) : NULL;
    json_decref(report);
    json_decref(header);
    return text;
}

static els_err add_run(els_store *store, const els_artifact *artifact,
                       const els_artifact_blob *state, els_str report, uint64_t *ret_run)
{
    els_arena arena = {0};
    els_buf progress = {0};
    els_store_artifact *kbs = ELS_ARENA_NEW(&arena, els_store_artifact, artifact->n_blobs);
    uint32_t n_kbs = 0;
    for (uint32_t i = 0; i < artifact->n_blobs; i++)
        if (&artifact->blobs[i] != state)
            kbs[n_kbs++] = (els_store_artifact){artifact->blobs[i].name, artifact->blobs[i].bytes};
    els_store_checkpoint_record applier = {
        .role = ELS_STR("applier"), .whole = true, .bytes = state->bytes};
    els_progress message = {0};
    els_err err = els_encode(ELS_MSG_progress, &message, &progress);
    if (!err) {
        els_store_iteration only = {.progress = els_buf_str(&progress),
                                    .checkpoints = &applier,
                                    .n_checkpoints = 1,
                                    .artifacts = kbs,
                                    .n_artifacts = n_kbs,
                                    .report_json = report};
        els_str params = els_arena_printf(&arena, "imported=%s\n", artifact->id);
        err = els_store_add_finished(store, params, &only, ret_run);
    }
    els_buf_fini(&progress);
    els_arena_fini(&arena);
    return err;
}

/* An unfinished run would be given up by a newer one. */
static els_err check_idle(els_store *store, els_buf *why)
{
    els_arena arena = {0};
    els_store_run newest = {0};
    els_err err = els_store_newest_run(store, &arena, &newest);
    if (!err && !newest.finished && !newest.abandoned) {
        els_buf_printf(why, "the store holds an unfinished run: end it with the same els run, or "
                            "use another --store");
        err = ELS_E_STATE;
    } else if (err == ELS_E_NOT_FOUND) {
        err = ELS_OK;
    } else if (err) {
        els_buf_printf(why, "%s", els_store_error(store));
    }
    els_arena_fini(&arena);
    return err;
}

/* What `els config` shows from now on: the state's own configuration, which answers. */
static els_err write_config(els_store *store, const els_artifact *artifact,
                            const els_artifact_blob *state, uint64_t run, uint32_t *ret_values)
{
    els_arena arena = {0};
    els_applier *applier = els_applier_new();
    els_err err = applier ? els_applier_restore(applier, state->bytes) : ELS_E_NOMEM;
    if (!err) {
        json_t *header = els_artifact_header(artifact);
        json_int_t iteration = json_integer_value(json_object_get(header, "iteration"));
        els_str json = els_applier_config_json(applier, run, (uint64_t)iteration, &arena);
        *ret_values = els_applier_config(applier)->n;
        if (json.len)
            err = els_store_write_file(store, "config.json", json);
        json_decref(header);
    }
    els_applier_free(&applier);
    els_arena_fini(&arena);
    return err;
}

/* The files for readers. Those of the run before go first, which also a full disk lets them: what
 * cannot be written is then not there, and not another run's. */
static els_err write_files(els_store *store, const els_artifact *artifact,
                           const els_artifact_blob *state, els_str report, uint64_t run,
                           uint32_t *ret_values)
{
    static const char *const names[] = {"config.json", "status.json", "report.json"};
    els_buf status = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        els_store_remove_file(store, names[i]);
    els_buf_printf(&status, "{\"status\":\"imported\",\"imported\":\"%s\"}", artifact->id);
    els_err err = write_config(store, artifact, state, run, ret_values);
    if (!err)
        err = els_store_write_file(store, "status.json", els_buf_str(&status));
    if (!err)
        err = els_store_write_report(store, run, report);
    els_buf_fini(&status);
    return err;
}

els_err els_artifact_install(els_store *store, const els_artifact *artifact, uint64_t *ret_run,
                             uint32_t *ret_values, els_buf *why)
{
    const els_artifact_blob *state = els_artifact_find(artifact, ELS_STR(ELS_ARTIFACT_STATE));
    els_err err = check_idle(store, why);
    if (err)
        return err;
    char *report = report_of(artifact, state);
    if (!report) {
        els_buf_printf(why, "%s", els_err_text(ELS_E_NOMEM));
        return ELS_E_NOMEM;
    }
    err = add_run(store, artifact, state, els_str_of(report), ret_run);
    if (!err)
        err = write_files(store, artifact, state, els_str_of(report), *ret_run, ret_values);
    if (err)
        els_buf_printf(why, "%s", els_store_error(store));
    free(report);
    return err;
}

els_err els_artifact_install_again(els_store *store, const els_artifact *artifact, els_buf *why)
{
    const els_artifact_blob *state = els_artifact_find(artifact, ELS_STR(ELS_ARTIFACT_STATE));
    els_arena arena = {0};
    els_store_run newest = {0};
    uint32_t values;
    els_err err = els_store_newest_run(store, &arena, &newest);
    /* Files of a run that learned here, or of one under way, are that run's own. */
    if (!err && els_str_eq(parameter(newest.params, "imported"), els_str_of(artifact->id))) {
        char *report = report_of(artifact, state);
        err = report ? write_files(store, artifact, state, els_str_of(report), newest.run, &values)
                     : ELS_E_NOMEM;
        free(report);
    }
    if (err)
        els_buf_printf(why, "%s",
                       els_store_error(store)[0] ? els_store_error(store) : els_err_text(err));
    els_arena_fini(&arena);
    return err;
}
