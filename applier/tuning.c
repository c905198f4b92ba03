#include "tuning.h"
#include "els_hash.h"
#include "gate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const els_str ANY = {NULL, 0};

const char *els_change_status_name(uint32_t status)
{
    static const char *const names[ELS_CHANGE_STATUSES_] = {
        "queued", "canary", "test",     "waiting for approval", "watch",
        "kept",   "set",    "rejected", "rolled back"};
    return status < ELS_CHANGE_STATUSES_ ? names[status] : "unknown";
}

bool els_tuning_is_blank(const els_tuning *tuning)
{
    return tuning->numbers == 0 && tuning->live.n == 0 && tuning->pinned.n == 0 &&
           tuning->n_refusals == 0;
}

static els_str shown(uint32_t parameter, bool has, double value, els_arena *arena)
{
    return has ? els_config_show(parameter, value, arena) : ELS_STR("default");
}

els_str els_change_subject(const els_change *c, els_arena *arena)
{
    bool is_global = strcmp(c->scope, "global") == 0;
    return els_arena_printf(arena, "%s%s%s " ELS_STR_FMT " -> " ELS_STR_FMT,
                            els_config_desc_of(c->parameter)->name, is_global ? "" : " of ",
                            is_global ? "" : c->scope,
                            ELS_STR_ARG(shown(c->parameter, c->has_from, c->from, arena)),
                            ELS_STR_ARG(shown(c->parameter, c->has_to, c->to, arena)));
}

/* ---- the list of changes ---- */

els_change *els_tuning_change(els_tuning *tuning, uint64_t number)
{
    for (uint32_t i = 0; number && i < tuning->n_changes; i++)
        if (tuning->changes[i].number == number)
            return &tuning->changes[i];
    return NULL;
}

els_change *els_tuning_new_change(els_tuning *tuning, uint32_t parameter, const char *scope)
{
    if (tuning->n_changes == ELS_CHANGES_MAX) {
        uint32_t i = 0;
        while (i < ELS_CHANGES_MAX && tuning->changes[i].status <= ELS_CHANGE_WATCH)
            i++;
        if (i == ELS_CHANGES_MAX)
            return NULL;
        tuning->n_changes--;
        memmove(&tuning->changes[i], &tuning->changes[i + 1],
                (tuning->n_changes - i) * sizeof tuning->changes[0]);
    }
    els_change *change = &tuning->changes[tuning->n_changes++];
    *change = (els_change){.number = ++tuning->numbers, .parameter = parameter};
    snprintf(change->scope, sizeof change->scope, "%s", scope);
    change->has_from = els_config_has(&tuning->live, parameter, scope, &change->from);
    return change;
}

static void put_value(els_config *config, const els_change *c, bool has, double value)
{
    if (!has)
        els_config_unset(config, c->parameter, c->scope);
    else
        (void)els_config_set(config, c->parameter, c->scope, value);
}

void els_tuning_undo(els_tuning *tuning, const els_change *change)
{
    put_value(&tuning->live, change, change->has_from, change->from);
}

/* What is on trial now loses its evidence when something else comes into force. */
static void interrupt(els_tuning *tuning, uint64_t by)
{
    els_change *on = els_tuning_change(tuning, tuning->current);
    if (!on || on->number == by)
        return;
    if (on->status == ELS_CHANGE_WATCH) {
        on->status = on->was_tested ? ELS_CHANGE_KEPT : ELS_CHANGE_SET;
        snprintf(on->result, sizeof on->result, "watch cut short by change %llu",
                 (unsigned long long)by);
    } else {
        on->status = ELS_CHANGE_QUEUED;
    }
    tuning->current = 0;
}

void els_tuning_enforce(els_tuning *tuning, els_change *change, bool is_watched)
{
    /* What acts on learning alone is the same for both sides of a trial: that goes on. */
    if (els_config_desc_of(change->parameter)->acts == ELS_CONFIG_ANSWER)
        interrupt(tuning, change->number);
    put_value(&tuning->live, change, change->has_to, change->to);
    change->status = is_watched ? ELS_CHANGE_WATCH : ELS_CHANGE_SET;
    tuning->moves++;
    if (!is_watched)
        return;
    tuning->current = change->number;
    els_proof_begin(&tuning->trial, ELS_PROOF_WATCH, 0);
}

void els_tuning_close(els_tuning *tuning, els_change *change, els_change_status status,
                      const char *result, uint64_t iteration)
{
    change->status = status;
    change->decided_at = iteration;
    snprintf(change->result, sizeof change->result, "%s", result);
    if (tuning->current == change->number)
        tuning->current = 0;
    tuning->moves++;
}

/* ---- the trial ---- */

static const els_proof_rules *rules_of(const els_tuning *tuning)
{
    return els_proof_rules_of(
        els_config_count(&tuning->live, ELS_CONFIG_config_strategy, ANY, ANY));
}

static void note_evidence(els_change *change, const els_proof_state *trial)
{
    const els_eprocess *seen = trial->stage == ELS_PROOF_CANARY ? &trial->canary : &trial->effect;
    change->pairs = seen->n;
    change->effect = els_eprocess_mean(seen);
    if (trial->stage == ELS_PROOF_TEST)
        change->saving = els_eprocess_mean(&trial->saving);
    change->e_value = els_proof_evidence(trial);
}

static void observe_canary(els_tuning *tuning, const els_analysis *analysis)
{
    const els_plan *plan = analysis->plan;
    const els_config_trial *planned = &plan->trial[0];
    uint32_t train = 0;
    while (train < plan->n_segments && !els_str_eq(plan->segments[train].name, ELS_STR("train")))
        train++;
    if (!(planned->share > 0 && planned->share < 1))
        return;
    for (uint32_t i = 0; i < analysis->n_records; i++) {
        const els_record *record = &analysis->records[i];
        if (record->segment != train || record->verdict == ELS_VERDICT_INFRASTRUCTURE)
            continue;
        els_proof_add_canary(&tuning->trial,
                             els_config_is_on_trial(planned->key, record->id, planned->share),
                             record->verdict == ELS_VERDICT_RIGHT, planned->share);
    }
}

static void add_pair(void *context, const els_record *live, const els_record *trial)
{
    els_proof_state *state = context;
    bool is_watch = state->stage == ELS_PROOF_WATCH; /* what is live is the change then */
    const els_record *before = is_watch ? trial : live, *after = is_watch ? live : trial;
    els_proof_pair pair = {before->verdict == ELS_VERDICT_RIGHT,
                           after->verdict == ELS_VERDICT_RIGHT, before->cost, after->cost};
    els_proof_add_pair(state, &pair);
}

/* The change answers from now on, one step of it where the strategy takes steps. */
static void promote(els_tuning *tuning, els_change *change, const els_tuning_out *out)
{
    tuning->promotions++;
    change->was_tested = true;
    els_tuning_say(out, change, "promoted");
    els_tuning_enforce(tuning, change, true);
}

static bool needs_approval(const els_tuning *tuning, const els_change *change)
{
    uint32_t policy = els_config_count(&tuning->live, ELS_CONFIG_config_policy, ANY, ANY);
    uint32_t ceiling = els_config_count(&tuning->live, ELS_CONFIG_config_risk, ANY, ANY);
    return policy == 1 || els_config_desc_of(change->parameter)->risk > ceiling;
}

/* The next step towards the value that was asked for is a proposal of its own. */
static void queue_next_step(els_tuning *tuning, const els_change *kept, uint64_t iteration)
{
    els_change done = *kept; /* the list moves when it grows */
    if (!done.has_to || done.to == done.target)
        return;
    els_change *next = els_tuning_new_change(tuning, done.parameter, done.scope);
    if (!next)
        return;
    next->has_to = true;
    next->target = done.target;
    next->made_at = iteration;
    memcpy(next->by, done.by, sizeof next->by);
    snprintf(next->evidence, sizeof next->evidence, "change %llu, a step towards it, was kept",
             (unsigned long long)done.number);
}

static void on_pass(els_tuning *tuning, els_change *change, const char *why,
                    const els_tuning_out *out)
{
    char result[sizeof change->result];
    switch (tuning->trial.stage) {
    case ELS_PROOF_CANARY:
        change->status = ELS_CHANGE_TEST;
        els_proof_begin(
            &tuning->trial, ELS_PROOF_TEST,
            els_proof_level(rules_of(tuning)->alpha, tuning->tests++, tuning->promotions));
        tuning->moves++;
        break;
    case ELS_PROOF_TEST:
        if (tuning->is_quiet)
            return; /* it goes on collecting evidence until it may be promoted */
        snprintf(change->result, sizeof change->result, "%s", why);
        change->decided_at = out->iteration;
        if (needs_approval(tuning, change)) {
            els_tuning_close(tuning, change, ELS_CHANGE_WAITING, why, out->iteration);
            els_tuning_say(out, change, "pending");
        } else {
            promote(tuning, change, out);
        }
        break;
    default:
        snprintf(result, sizeof result, "%.55s%s%s", change->was_tested ? change->result : "",
                 change->was_tested ? "; then " : "", why);
        els_tuning_close(tuning, change, change->was_tested ? ELS_CHANGE_KEPT : ELS_CHANGE_SET,
                         result, out->iteration);
        els_tuning_say(out, change, "kept");
        queue_next_step(tuning, change, out->iteration);
        break;
    }
}

static void on_fail(els_tuning *tuning, els_change *change, const char *why,
                    const els_tuning_out *out)
{
    bool is_in_force = tuning->trial.stage == ELS_PROOF_WATCH;
    if (is_in_force)
        els_tuning_undo(tuning, change);
    els_tuning_close(tuning, change, is_in_force ? ELS_CHANGE_ROLLED_BACK : ELS_CHANGE_REJECTED,
                     why, out->iteration);
    els_tuning_say(out, change, is_in_force ? "rolled_back" : "rejected");
}

static void observe(els_tuning *tuning, const els_analysis *analysis, const els_tuning_out *out)
{
    const els_plan *plan = analysis->plan;
    els_change *change = els_tuning_change(tuning, tuning->current);
    const char *why;
    if (!change || plan->n_trial != 1 || plan->trial[0].change != tuning->current)
        return;
    if (tuning->trial.stage == ELS_PROOF_CANARY) {
        observe_canary(tuning, analysis);
    } else {
        uint32_t pairs = els_gate_each_pair(analysis, ELS_STR("config_live"),
                                            ELS_STR("config_trial"), add_pair, &tuning->trial);
        tuning->trial.dry = pairs || plan->last ? 0 : tuning->trial.dry + 1;
    }
    note_evidence(change, &tuning->trial);
    els_proof_verdict verdict = els_proof_judge(&tuning->trial, rules_of(tuning), &why);
    if (verdict == ELS_PROOF_PASS)
        on_pass(tuning, change, why, out);
    else if (verdict == ELS_PROOF_FAIL)
        on_fail(tuning, change, why, out);
}

/* The value that is tried: the whole way, or a step of it. */
static double step_towards(const els_tuning *tuning, const els_change *change)
{
    const els_config_desc *desc = els_config_desc_of(change->parameter);
    double from = change->has_from ? change->from : desc->fallback, to = change->target;
    double step = (to - from) * rules_of(tuning)->step;
    if (desc->type == ELS_CONFIG_CHOICE)
        return to;
    if (desc->type == ELS_CONFIG_INT) {
        step = step < 0 ? fmin(-1, round(step)) : fmax(1, round(step));
        return to < from ? fmax(to, from + step) : fmin(to, from + step);
    }
    /* What is left of the way gets ever shorter: a last bit is taken in one. */
    double bit = (desc->high - desc->low) / 64;
    return fabs(to - from) <= bit ? to : from + step;
}

static void begin_next(els_tuning *tuning)
{
    for (uint32_t i = 0; !tuning->current && !tuning->is_quiet && i < tuning->n_changes; i++) {
        els_change *change = &tuning->changes[i];
        if (change->status != ELS_CHANGE_QUEUED)
            continue;
        change->has_from =
            els_config_has(&tuning->live, change->parameter, change->scope, &change->from);
        if (change->has_to)
            change->to = step_towards(tuning, change);
        change->status = ELS_CHANGE_CANARY;
        tuning->current = change->number;
        els_proof_begin(&tuning->trial, ELS_PROOF_CANARY, 0);
        tuning->moves++;
    }
}

void els_tuning_apply(els_tuning *tuning, const els_analysis *analysis, els_arena *arena,
                      els_decision *ret, uint32_t *n, uint32_t max)
{
    const els_plan *plan = analysis->plan;
    els_tuning_out out = {arena, ret, n, max, analysis->iteration};
    observe(tuning, analysis, &out);
    for (uint32_t i = 0; i < plan->n_commands; i++)
        if (els_str_eq(plan->commands[i].target, ELS_STR("applier")))
            els_tuning_obey(tuning, &plan->commands[i], &out);
    if (plan->learning && !plan->last)
        begin_next(tuning);
}

els_config_trial *els_tuning_trial(const els_tuning *tuning, uint64_t seed, els_arena *arena)
{
    const els_change *change = els_tuning_change((els_tuning *)tuning, tuning->current);
    if (!change)
        return NULL;
    const els_proof_rules *rules = rules_of(tuning);
    bool is_watch = change->status == ELS_CHANGE_WATCH;
    els_config_trial *trial = ELS_ARENA_NEW(arena, els_config_trial, 1);
    trial->values = ELS_ARENA_NEW(arena, els_config_value, 1);
    trial->n_values = 1;
    trial->values[0] = (els_config_value){
        .parameter = els_str_of(els_config_desc_of(change->parameter)->name),
        .scope = els_arena_copy(arena, els_str_of(change->scope)),
        .value = is_watch ? change->from : change->to,
        .is_set = is_watch ? change->has_from : change->has_to,
    };
    trial->change = change->number;
    trial->key = els_hash_pair(els_hash_pair(seed, UINT64_C(0x747269616c)), change->number);
    trial->share = is_watch ? 0 : rules->share;
    trial->pairs = change->status == ELS_CHANGE_CANARY ? 0 : rules->pairs;
    return trial;
}
