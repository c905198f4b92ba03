#include "proof.h"

#include <math.h>

enum {
    FLIPS_FROM = 64, /* pairs: a share of fewer says little */
    ALIKE_MAX = 512, /* pairs without a single difference: nothing will come of it */
    DRY_MAX = 3
};

static const els_proof_rules strategies[ELS_PROOF_STRATEGIES] = {
    {.name = "conservative",
     .step = 0.5,
     .share = 0.1,
     .canary_tasks = 24,
     .pairs = 32,
     .pairs_max = 4096,
     .watch_pairs = 1024,
     .alpha = 0.01,
     .flips = 0.05},
    {.name = "balanced",
     .step = 1,
     .share = 0.2,
     .canary_tasks = 12,
     .pairs = 32,
     .pairs_max = 2048,
     .watch_pairs = 768,
     .alpha = 0.05,
     .flips = 0.1},
    {.name = "aggressive",
     .step = 1,
     .share = 0.5,
     .canary_tasks = 6,
     .pairs = 64,
     .pairs_max = 2048,
     .watch_pairs = 512,
     .alpha = 0.1,
     .flips = 0.2},
    {.name = "gradual",
     .step = 0.25,
     .share = 0.1,
     .canary_tasks = 12,
     .pairs = 32,
     .pairs_max = 2048,
     .watch_pairs = 768,
     .alpha = 0.05,
     .flips = 0.1},
};

const els_proof_rules *els_proof_rules_of(uint32_t strategy)
{
    return &strategies[strategy < ELS_PROOF_STRATEGIES ? strategy : 1];
}

double els_proof_level(double alpha, uint64_t tests, uint64_t promotions)
{
    const double pi = 3.14159265358979323846;
    double i = pi * ((double)tests + 1);
    return fmin(alpha * 6 / (i * i) * ((double)promotions + 1), alpha);
}

void els_proof_begin(els_proof_state *state, els_proof_stage stage, double level)
{
    *state = (els_proof_state){.stage = stage, .level = level};
    els_eprocess_init(&state->canary);
    els_eprocess_init(&state->effect);
    els_eprocess_init(&state->saving);
    els_eprocess_init(&state->slack);
    els_eprocess_init(&state->safety);
}

void els_proof_add_canary(els_proof_state *state, bool is_with, bool is_right, double share)
{
    /* Centred, which keeps the estimate unbiased and makes it less noisy; then scaled to -1..1. */
    double outcome = is_right ? 0.5 : -0.5;
    double weighted = is_with ? outcome / share : -outcome / (1 - share);
    els_eprocess_add(&state->canary, weighted * 2 * fmin(share, 1 - share));
    state->canary_tasks += is_with;
}

void els_proof_add_pair(els_proof_state *state, const els_proof_pair *pair)
{
    double difference = (pair->new_is_right ? 1 : 0) - (pair->old_is_right ? 1 : 0);
    els_eprocess_add(&state->effect, difference);
    state->flips += pair->old_is_right && !pair->new_is_right;
    if (state->stage == ELS_PROOF_WATCH) {
        els_eprocess_add(&state->safety, difference + ELS_PROOF_MARGIN);
        return;
    }
    els_eprocess_add(&state->saving,
                     log10(1 + (double)pair->old_cost) - log10(1 + (double)pair->new_cost));
    els_eprocess_add(&state->slack, difference + ELS_PROOF_SLACK);
}

/* Against "neither more right answers nor less work": the mean of both is an e-value too. */
static double gain(const els_proof_state *s)
{
    return (els_eprocess_up(&s->effect) + els_eprocess_up(&s->saving)) / 2;
}

/* What it brings in right answers and saves in work outweighs what it loses of the other. */
static bool pays(const els_proof_state *s)
{
    return els_eprocess_mean(&s->effect) + ELS_PROOF_PRICE * els_eprocess_mean(&s->saving) > 0;
}

static els_proof_verdict fail(const char *why, const char **ret_why)
{
    *ret_why = why;
    return ELS_PROOF_FAIL;
}

static els_proof_verdict pass(const char *why, const char **ret_why)
{
    *ret_why = why;
    return ELS_PROOF_PASS;
}

/* More than the limit by two standard errors. */
static bool flips_too_much(const els_proof_state *s, double limit)
{
    double n = (double)s->effect.n;
    return n >= FLIPS_FROM && s->flips > limit * n + 2 * sqrt(limit * (1 - limit) * n);
}

static els_proof_verdict judge_test(const els_proof_state *s, const els_proof_rules *rules,
                                    const char **ret_why)
{
    if (els_eprocess_down(&s->effect) >= ELS_PROOF_HARM)
        return fail("evidence of harm", ret_why);
    if (flips_too_much(s, rules->flips))
        return fail("too many right answers turned wrong", ret_why);
    if (gain(s) * s->level >= 1 && pays(s)) {
        if (els_eprocess_up(&s->effect) >= els_eprocess_up(&s->saving))
            return pass("more answers are right", ret_why);
        if (els_eprocess_up(&s->slack) >= ELS_PROOF_HARM)
            return pass("less work, not worse by 2 points", ret_why);
    }
    if (s->effect.n >= ALIKE_MAX && s->flips == 0 && s->effect.sum == 0 && s->saving.sum == 0)
        return fail("it changes nothing", ret_why);
    if (s->effect.n >= rules->pairs_max)
        return fail(gain(s) * s->level >= 1 ? "it costs more than it brings" : "no gain was shown",
                    ret_why);
    return ELS_PROOF_GO_ON;
}

static els_proof_verdict judge_watch(const els_proof_state *s, const els_proof_rules *rules,
                                     const char **ret_why)
{
    if (els_eprocess_down(&s->effect) >= ELS_PROOF_HARM)
        return fail("evidence of harm", ret_why);
    if (els_eprocess_up(&s->safety) >= ELS_PROOF_SAFE)
        return pass("not worse by 5 points", ret_why);
    if (s->effect.n >= rules->watch_pairs)
        return fail("it was not shown that it is not worse by 5 points", ret_why);
    return ELS_PROOF_GO_ON;
}

els_proof_verdict els_proof_judge(const els_proof_state *s, const els_proof_rules *rules,
                                  const char **ret_why)
{
    *ret_why = "";
    if (s->dry >= DRY_MAX && s->stage == ELS_PROOF_WATCH)
        return pass("not watched: there are no tasks of the select split", ret_why);
    if (s->dry >= DRY_MAX)
        return fail("there are no tasks of the select split", ret_why);
    if (s->stage == ELS_PROOF_TEST)
        return judge_test(s, rules, ret_why);
    if (s->stage == ELS_PROOF_WATCH)
        return judge_watch(s, rules, ret_why);
    if (els_eprocess_down(&s->canary) >= ELS_PROOF_HARM)
        return fail("evidence of harm in the canary", ret_why);
    return s->canary_tasks >= rules->canary_tasks ? pass("the canary lives", ret_why)
                                                  : ELS_PROOF_GO_ON;
}

double els_proof_evidence(const els_proof_state *s)
{
    if (s->stage != ELS_PROOF_CANARY && els_eprocess_down(&s->effect) >= ELS_PROOF_HARM)
        return els_eprocess_down(&s->effect);
    return s->stage == ELS_PROOF_CANARY  ? els_eprocess_down(&s->canary)
           : s->stage == ELS_PROOF_WATCH ? els_eprocess_up(&s->safety)
                                         : gain(s);
}

static void visit_process(els_snapshot *snapshot, els_eprocess *process)
{
    for (int i = 0; i < ELS_EPROCESS_BETS; i++) {
        els_snapshot_f64(snapshot, &process->log_up[i]);
        els_snapshot_f64(snapshot, &process->log_down[i]);
    }
    els_snapshot_f64(snapshot, &process->sum);
    els_snapshot_f64(snapshot, &process->best_up);
    els_snapshot_f64(snapshot, &process->best_down);
    els_snapshot_u64(snapshot, &process->n);
}

void els_proof_visit(els_snapshot *snapshot, els_proof_state *state)
{
    els_snapshot_u32(snapshot, &state->stage);
    els_snapshot_u32(snapshot, &state->canary_tasks);
    visit_process(snapshot, &state->canary);
    visit_process(snapshot, &state->effect);
    visit_process(snapshot, &state->saving);
    visit_process(snapshot, &state->slack);
    visit_process(snapshot, &state->safety);
    els_snapshot_u32(snapshot, &state->flips);
    els_snapshot_u32(snapshot, &state->dry);
    els_snapshot_f64(snapshot, &state->level);
    if (!snapshot->out && !snapshot->err && state->stage > ELS_PROOF_WATCH)
        snapshot->err = ELS_E_CORRUPT;
}
