#include "learned.h"
#include "agent.h"
#include "applier.h"
#include "codec.h"
#include "usual.h"

#include <stdlib.h>

enum { KBS_MAX = 16 };

struct els_learned {
    els_applier *applier;
    uint64_t run;
    els_kb_index *kbs[KBS_MAX];
    uint32_t n_kbs;
};

els_err els_learned_restore(els_applier *applier, els_store *store, uint64_t run, els_arena *arena)
{
    els_str snapshot, *inputs = NULL;
    uint32_t n_inputs = 0;
    els_err err = els_store_applier(store, run, arena, &snapshot, &inputs, &n_inputs);
    if (!err)
        err = els_applier_restore(applier, snapshot);
    for (uint32_t i = 0; i < n_inputs && !err; i++) {
        els_arena input = {0};
        els_msg_type type;
        const void *message = NULL;
        els_progress progress;
        err = els_decode(inputs[i], &input, &type, &message, NULL);
        if (!err && (type != ELS_MSG_analysis || ((const els_analysis *)message)->n_plan != 1))
            err = ELS_E_FORMAT;
        if (!err)
            els_applier_apply(applier, message, &input, &progress);
        els_arena_fini(&input);
    }
    return err;
}

static els_err load_kbs(els_learned *learned, els_store *store, uint64_t run, els_arena *arena)
{
    els_store_artifact *artifacts = NULL;
    uint32_t n = 0;
    els_err err = els_store_artifacts(store, run, ELS_ARTIFACT_KB, arena, &artifacts, &n);
    for (uint32_t i = 0; i < n && i < KBS_MAX && !err; i++) {
        els_msg_type type;
        const void *message = NULL;
        if (artifacts[i].bytes.len == 0)
            continue; /* a plugin without a knowledge base */
        err = els_decode(artifacts[i].bytes, arena, &type, &message, NULL);
        if (!err && type != ELS_MSG_kb)
            err = ELS_E_FORMAT;
        if (!err)
            err = els_kb_index_new(message, &learned->kbs[learned->n_kbs]);
        learned->n_kbs += !err;
    }
    return err;
}

els_err els_learned_open(const char *dir, els_learned **ret, els_buf *error_text)
{
    els_arena arena = {0};
    els_store *store = NULL;
    els_store_run run;
    els_err err = els_store_open(dir, false, &store, error_text);
    if (err)
        return err;
    els_learned *learned = calloc(1, sizeof *learned);
    if (learned)
        learned->applier = els_applier_new();
    if (!learned || !learned->applier)
        err = ELS_E_NOMEM;
    if (!err)
        err = els_store_newest_run(store, &arena, &run);
    if (!err)
        err = els_learned_restore(learned->applier, store, run.run, &arena);
    if (!err) {
        learned->run = run.run;
        err = load_kbs(learned, store, run.run, &arena);
    }
    if (err == ELS_E_NOT_FOUND)
        els_buf_printf(error_text, "store %s has no run yet; start one with: els run --store %s",
                       dir, dir);
    else if (err)
        els_buf_printf(error_text, "the learned state in %s cannot be loaded: %s", dir,
                       els_err_text(err));
    if (err)
        els_learned_close(&learned);
    else
        *ret = learned;
    els_store_close(&store);
    els_arena_fini(&arena);
    return err;
}

void els_learned_close(els_learned **learned)
{
    if (!*learned)
        return;
    els_applier_free(&(*learned)->applier);
    for (uint32_t i = 0; i < (*learned)->n_kbs; i++)
        els_kb_index_free(&(*learned)->kbs[i]);
    free(*learned);
    *learned = NULL;
}

const els_mind *els_learned_mind(const els_learned *learned)
{
    return els_applier_live(learned->applier);
}

const els_config *els_learned_config(const els_learned *learned)
{
    return els_applier_config(learned->applier);
}

const els_kb_index *els_learned_kb(const els_learned *learned, els_str name)
{
    for (uint32_t i = 0; i < learned->n_kbs; i++)
        if (els_str_eq(els_kb_index_kb(learned->kbs[i])->name, name))
            return learned->kbs[i];
    return NULL;
}

/* Tasks of this kind were learned with this type. */
static bool was_learned(const els_router *router, const els_task *task, els_str type)
{
    els_field_spec field = task->fields[0];
    field.type = type;
    const els_field_key key = els_field_key_of(task, &field);
    const els_router_context context = {key.kind, key.type, task->n_fields};
    uint32_t n;
    const els_agent *const *agents = els_agents(&n);
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t s = 0; s < agents[a]->n_settings; s++)
            if (els_router_has_tried(router, &context,
                                     els_router_arm_of(els_str_of(agents[a]->name),
                                                       els_str_of(agents[a]->settings[s].name))))
                return true;
    return false;
}

/* The type that the kind was learned with; NULL when its own was, or none. */
static const char *learned_type(const els_router *router, const els_task *task)
{
    static const char *const types[] = {"text", "number", "date", "list"};
    if (was_learned(router, task, task->fields[0].type) ||
        was_learned(router, task, ELS_STR("enum")))
        return NULL;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (was_learned(router, task, els_str_of(types[i])))
            return types[i];
    return NULL;
}

/* The task's only field with another type and choices. */
static void ask_for(els_task *task, els_str type, els_str *choices, uint32_t n, els_arena *arena)
{
    els_field_spec *field = ELS_ARENA_NEW(arena, els_field_spec, 1);
    *field = task->fields[0];
    field->type = type;
    field->choices = n ? choices : NULL;
    field->n_choices = n;
    task->fields = field;
}

bool els_learned_usual(const els_learned *learned, els_task *task, els_arena *arena)
{
    if (task->n_fields != 1 || !els_str_eq(task->fields[0].type, ELS_STR("text")))
        return false;
    els_str *names = ELS_ARENA_NEW(arena, els_str, ELS_LABELS_MAX);
    uint32_t n =
        els_usual_names(els_learned_mind(learned)->labels, task->kind, task->fields[0].name, names);
    ask_for(task, task->fields[0].type, names, n, arena);
    return n > 0;
}

void els_learned_choices(const els_learned *learned, els_task *task, els_arena *arena)
{
    if (task->n_fields != 1)
        return;
    els_str *names = ELS_ARENA_NEW(arena, els_str, ELS_LABELS_MAX);
    uint64_t key = els_labels_key(task->kind, task->fields[0].name);
    uint32_t n = els_labels_names(els_learned_mind(learned)->labels, key, names);
    const char *type = n ? "enum" : learned_type(&els_learned_mind(learned)->router, task);
    if (type)
        ask_for(task, els_str_of(type), names, n, arena);
    (void)els_learned_usual(learned, task, arena); /* not those of the file it comes from */
}

void els_learned_teach(els_learned *learned, const els_taught *taught)
{
    els_applier_teach(learned->applier, taught, 1);
}

void els_learned_teach_example(els_learned *learned, const els_example *example,
                               const els_record *record)
{
    els_applier_teach_example(learned->applier, example, record);
}

els_err els_learned_save(els_learned *learned, const char *dir, els_buf *error_text)
{
    els_arena arena = {0};
    els_store *store = NULL;
    els_store_run run;
    els_buf state = {0};
    els_err err = els_store_open(dir, false, &store, error_text);
    if (err)
        return err;
    err = els_store_newest_run(store, &arena, &run);
    if (!err && (run.run != learned->run || !run.finished)) {
        els_buf_printf(error_text,
                       "store %s holds a run that is not finished; end it with: els run --store %s",
                       dir, dir);
        err = ELS_E_STATE;
    } else if (!err) {
        els_applier_save(learned->applier, &state);
        err = els_store_replace_applier(store, &run, els_buf_str(&state));
    }
    if (err && error_text->len == 0)
        els_buf_printf(error_text, "%s", els_store_error(store));
    els_store_close(&store);
    els_buf_fini(&state);
    els_arena_fini(&arena);
    return err;
}
