/* The tuning as bytes, and as the JSON that `els config` reads. */
#include "tuning.h"
#include "els_json.h"

#include <string.h>

enum { MAGIC = 0x454e5554 /* "TUNE" */, LAYOUT = 1 };

/* ---- bytes ---- */

/* Parameters go by name, so that a table with other rows reads what it knows of. */
static void visit_parameter(els_snapshot *snapshot, uint32_t *id)
{
    const els_config_desc *desc = els_config_desc_of(*id);
    els_str name = els_str_of(desc->name);
    els_snapshot_text(snapshot, &name);
    if (snapshot->out || snapshot->err)
        return;
    *id = els_config_named(name);
    if (*id == ELS_CONFIG_COUNT_) {
        *id = 0;
        snapshot->err = ELS_E_VERSION;
    }
}

static void visit_config(els_snapshot *snapshot, els_config *config)
{
    els_snapshot_count(snapshot, &config->n, ELS_CONFIG_ENTRIES_MAX, 16);
    for (uint32_t i = 0; i < config->n; i++) {
        visit_parameter(snapshot, &config->entries[i].parameter);
        els_snapshot_chars(snapshot, config->entries[i].scope, sizeof config->entries[i].scope);
        els_snapshot_f64(snapshot, &config->entries[i].value);
    }
}

static void visit_change(els_snapshot *snapshot, els_change *c)
{
    els_snapshot_u64(snapshot, &c->number);
    els_snapshot_u32(snapshot, &c->status);
    visit_parameter(snapshot, &c->parameter);
    els_snapshot_chars(snapshot, c->scope, sizeof c->scope);
    els_snapshot_bool(snapshot, &c->has_from);
    els_snapshot_bool(snapshot, &c->has_to);
    els_snapshot_f64(snapshot, &c->from);
    els_snapshot_f64(snapshot, &c->to);
    els_snapshot_f64(snapshot, &c->target);
    els_snapshot_bool(snapshot, &c->was_tested);
    els_snapshot_chars(snapshot, c->by, sizeof c->by);
    els_snapshot_chars(snapshot, c->evidence, sizeof c->evidence);
    els_snapshot_chars(snapshot, c->result, sizeof c->result);
    els_snapshot_u64(snapshot, &c->made_at);
    els_snapshot_u64(snapshot, &c->decided_at);
    els_snapshot_u64(snapshot, &c->pairs);
    els_snapshot_f64(snapshot, &c->effect);
    els_snapshot_f64(snapshot, &c->e_value);
    els_snapshot_f64(snapshot, &c->saving);
    if (snapshot->out || snapshot->err)
        return;
    bool is_sound = c->status < ELS_CHANGE_STATUSES_ &&
                    (!c->has_from || els_config_is_allowed(c->parameter, c->from)) &&
                    (!c->has_to || (els_config_is_allowed(c->parameter, c->to) &&
                                    els_config_is_allowed(c->parameter, c->target)));
    if (!is_sound)
        snapshot->err = ELS_E_CORRUPT;
}

static void visit(els_snapshot *snapshot, els_tuning *tuning, bool *is_quiet)
{
    visit_config(snapshot, &tuning->live);
    /* They size tables and loops, and an artifact may come from anybody. What is pinned has no
     * value of its own. */
    for (uint32_t i = 0; i < tuning->live.n && !snapshot->out && !snapshot->err; i++)
        if (!els_config_is_allowed(tuning->live.entries[i].parameter,
                                   tuning->live.entries[i].value))
            snapshot->err = ELS_E_CORRUPT;
    visit_config(snapshot, &tuning->pinned);
    els_snapshot_count(snapshot, &tuning->n_changes, ELS_CHANGES_MAX, 64);
    for (uint32_t i = 0; i < tuning->n_changes; i++)
        visit_change(snapshot, &tuning->changes[i]);
    els_snapshot_count(snapshot, &tuning->n_refusals, ELS_REFUSALS_MAX, 12);
    for (uint32_t i = 0; i < tuning->n_refusals; i++) {
        els_snapshot_u64(snapshot, &tuning->refusals[i].iteration);
        els_snapshot_chars(snapshot, tuning->refusals[i].text, sizeof tuning->refusals[i].text);
    }
    els_snapshot_u64(snapshot, &tuning->numbers);
    els_snapshot_u64(snapshot, &tuning->current);
    els_proof_visit(snapshot, &tuning->trial);
    els_snapshot_u64(snapshot, &tuning->tests);
    els_snapshot_u64(snapshot, &tuning->promotions);
    els_snapshot_bool(snapshot, is_quiet);
    els_snapshot_u64(snapshot, &tuning->moves);
}

void els_tuning_save(const els_tuning *tuning, bool is_portable, els_buf *out)
{
    els_snapshot snapshot;
    bool is_quiet = tuning->is_quiet && !is_portable;
    els_snapshot_write(&snapshot, out, MAGIC, LAYOUT);
    visit(&snapshot, (els_tuning *)tuning, &is_quiet); /* writing changes nothing */
    els_snapshot_finish(&snapshot);
}

els_err els_tuning_load(els_tuning *tuning, els_str bytes)
{
    els_snapshot snapshot;
    els_arena arena = {0};
    memset(tuning, 0, sizeof *tuning);
    els_err err = els_snapshot_read(&snapshot, bytes, MAGIC, LAYOUT, &arena);
    if (!err) {
        visit(&snapshot, tuning, &tuning->is_quiet);
        err = els_snapshot_close(&snapshot);
    }
    if (err)
        memset(tuning, 0, sizeof *tuning);
    els_arena_fini(&arena);
    return err;
}

/* ---- JSON ---- */

static void add_key(els_buf *out, const char *key)
{
    if (out->len && out->ptr[out->len - 1] != '{' && out->ptr[out->len - 1] != '[')
        els_buf_addc(out, ',');
    if (key)
        els_buf_printf(out, "\"%s\":", key);
}

static void add_text(els_buf *out, const char *key, els_str text)
{
    add_key(out, key);
    els_json_text(text, out);
}

static void add_count(els_buf *out, const char *key, uint64_t value)
{
    add_key(out, key);
    els_buf_printf(out, "%llu", (unsigned long long)value);
}

static void add_real(els_buf *out, const char *key, double value)
{
    add_key(out, key);
    els_json_real(value, out);
}

static void add_value(els_buf *out, const char *key, uint32_t id, bool has, double value,
                      els_arena *arena)
{
    add_key(out, key);
    if (!has)
        els_buf_printf(out, "null");
    else if (els_config_desc_of(id)->type == ELS_CONFIG_CHOICE)
        els_json_text(els_config_show(id, value, arena), out);
    else
        els_json_real(value, out);
}

static void add_config(els_buf *out, const char *key, const els_config *config, bool with_values,
                       els_arena *arena)
{
    add_key(out, key);
    els_buf_addc(out, '[');
    for (uint32_t i = 0; i < config->n; i++) {
        const els_config_entry *entry = &config->entries[i];
        add_key(out, NULL);
        els_buf_addc(out, '{');
        add_text(out, "parameter", els_str_of(els_config_desc_of(entry->parameter)->name));
        add_text(out, "scope", els_str_of(entry->scope));
        if (with_values)
            add_value(out, "value", entry->parameter, true, entry->value, arena);
        els_buf_addc(out, '}');
    }
    els_buf_addc(out, ']');
}

static void add_change(els_buf *out, const els_change *c, els_arena *arena)
{
    add_key(out, NULL);
    els_buf_addc(out, '{');
    add_count(out, "change", c->number);
    add_text(out, "status", els_str_of(els_change_status_name(c->status)));
    add_text(out, "parameter", els_str_of(els_config_desc_of(c->parameter)->name));
    add_text(out, "scope", els_str_of(c->scope));
    add_value(out, "from", c->parameter, c->has_from, c->from, arena);
    add_value(out, "to", c->parameter, c->has_to, c->to, arena);
    add_value(out, "target", c->parameter, c->has_to, c->target, arena);
    add_text(out, "by", els_str_of(c->by));
    add_text(out, "evidence", els_str_of(c->evidence));
    add_text(out, "result", els_str_of(c->result));
    add_count(out, "made_at", c->made_at);
    add_count(out, "decided_at", c->decided_at);
    add_count(out, "pairs", c->pairs);
    add_real(out, "effect", c->effect);
    add_real(out, "e_value", c->e_value);
    add_real(out, "saving", c->saving);
    els_buf_addc(out, '}');
}

static void add_trial(els_buf *out, const els_tuning *tuning)
{
    const els_proof_state *trial = &tuning->trial;
    add_key(out, "trial");
    if (!tuning->current) {
        els_buf_printf(out, "null");
        return;
    }
    static const char *const stages[] = {"canary", "test", "watch"};
    els_buf_addc(out, '{');
    add_count(out, "change", tuning->current);
    add_text(out, "stage", els_str_of(stages[trial->stage]));
    add_count(out, "canary_tasks", trial->canary_tasks);
    add_count(out, "pairs", trial->effect.n);
    add_count(out, "flips", trial->flips);
    add_real(out, "mean", els_eprocess_mean(&trial->effect));
    add_real(out, "saving", els_eprocess_mean(&trial->saving));
    add_real(out, "e_value", els_proof_evidence(trial));
    add_real(out, "needed", trial->stage == ELS_PROOF_TEST ? 1 / trial->level : ELS_PROOF_SAFE);
    els_buf_addc(out, '}');
}

els_str els_tuning_json(const els_tuning *tuning, uint64_t run, uint64_t iteration,
                        els_arena *arena)
{
    els_buf out = {0};
    els_buf_addc(&out, '{');
    add_count(&out, "run", run);
    add_count(&out, "iteration", iteration);
    add_config(&out, "values", &tuning->live, true, arena);
    add_config(&out, "pinned", &tuning->pinned, false, arena);
    add_key(&out, "quiet");
    els_buf_printf(&out, tuning->is_quiet ? "true" : "false");
    add_count(&out, "tests", tuning->tests);
    add_count(&out, "promotions", tuning->promotions);
    add_trial(&out, tuning);
    add_key(&out, "changes");
    els_buf_addc(&out, '[');
    for (uint32_t i = 0; i < tuning->n_changes; i++)
        add_change(&out, &tuning->changes[i], arena);
    els_buf_addc(&out, ']');
    add_key(&out, "refused");
    els_buf_addc(&out, '[');
    for (uint32_t i = 0; i < tuning->n_refusals; i++) {
        add_key(&out, NULL);
        els_buf_addc(&out, '{');
        add_count(&out, "iteration", tuning->refusals[i].iteration);
        add_text(&out, "text", els_str_of(tuning->refusals[i].text));
        els_buf_addc(&out, '}');
    }
    els_buf_printf(&out, "]}\n");
    els_str json = els_arena_copy(arena, els_buf_str(&out));
    els_buf_fini(&out);
    return json;
}
