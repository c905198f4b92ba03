#include "actions.h"

#include "els_bits.h"
#include "els_rng.h"
#include "goaler.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PACE_KEPT 0.7    /* of the gain per task before, without the action */
#define COST_MARGIN 0.95 /* of what was expected: less is no noise */
#define SHARPNESS_MIN 0.4
#define SHARPNESS_MAX 2.5
#define FOCUS_MAX 8.0
#define STEP 1.5
#define STREAM UINT64_C(0x676f616c) /* of random numbers */
enum { HALF = 32, EASY = 2, HARD = 4 };

static const char *const kind_names[ELS_ACTION_KINDS_] = {"sharpen",      "soften",       "focus",
                                                          "explore_more", "explore_less", "easier",
                                                          "harder",       "propose",      "wait"};
static const char *const verdict_names[ELS_TRIAL_VERDICTS_] = {"on_trial", "helped", "no_help",
                                                               "not_measured"};

/* What can be proposed, by metric; the applier tests it, per kind of task where the goal is about
 * one, so only what acts on answers is of use here: nothing else can be compared on the same tasks.
 * Work budgets first. */
static const struct {
    els_metric metric;
    const char *parameter, *value;
} proposals[] = {
    {ELS_METRIC_SUCCESS, "work.budget", "480"}, {ELS_METRIC_SUCCESS, "work.novelty", "0.2"},
    {ELS_METRIC_COST, "work.budget", "240"},    {ELS_METRIC_COST, "router.price", "460"},
    {ELS_METRIC_COST, "work.novelty", "0.05"},
};
enum { PROPOSALS = sizeof proposals / sizeof proposals[0] };

static els_metric metric_of(uint32_t measure)
{
    return measure == ELS_MEASURE_COST ? ELS_METRIC_COST : ELS_METRIC_SUCCESS;
}

/* The action on trial; NULL when there is none. */
static els_trial *on_trial(els_actions *actions)
{
    els_trial *newest = actions->n ? &actions->list[actions->n - 1] : NULL;
    return newest && newest->verdict == ELS_TRIAL_ON ? newest : NULL;
}

/* ---- judging ---- */

static double share_of(uint64_t outcomes, uint32_t from, uint32_t n)
{
    return n ? (double)els_bits_count(outcomes, from, n) / n : 0;
}

/* How fast success has been rising, per task, since the row began; 0 while that is not known. */
static double success_pace(const els_stratum *row, double now)
{
    double first = (double)row->first_right / ELS_STRATA_WINDOW;
    double apart = (double)row->n - (ELS_STRATA_WINDOW + HALF) / 2.0; /* middles of the samples */
    return row->n >= 2 * ELS_STRATA_WINDOW ? fmax(0, (now - first) / apart) : 0;
}

/* The same of the logarithm of the cost, which falls. */
static double cost_pace(const els_stratum *row, double now)
{
    double apart = (double)row->n - ELS_STRATA_WINDOW;
    if (row->n < 2 * ELS_STRATA_WINDOW || row->first_right == 0 || row->first_cost == 0)
        return 0;
    return fmin(0, log(now * row->first_right / (double)row->first_cost) / apart);
}

/* Value before an action, and how fast it has been getting better: the higher of two estimates,
 * from the newest tasks and since the beginning, so that no action is praised for what comes by
 * itself. */
static bool look_before(const els_stratum *row, els_trial *trial)
{
    if (row->n < 2 * ELS_ACTION_TASKS_MIN)
        return false;
    if (metric_of(trial->measure) == ELS_METRIC_COST) {
        trial->before = els_stratum_cost(row);
        trial->pace = isfinite(trial->before) ? cost_pace(row, trial->before) : 0;
        return isfinite(trial->before) && trial->before > 0;
    }
    uint32_t half = row->n < 2 * HALF ? (uint32_t)row->n / 2 : HALF;
    trial->before = share_of(row->newest, 0, half);
    trial->pace = fmax(fmax(0, trial->before - share_of(row->newest, half, half)) / half,
                       success_pace(row, trial->before));
    return true;
}

/* One standard error of the difference between `n` tasks and HALF of before, both at `share`. */
static double error_of(double share, uint32_t n)
{
    return sqrt(share * (1 - share) * (1.0 / HALF + 1.0 / n));
}

static void look_after(els_trial *trial, const els_stratum *row)
{
    uint64_t tasks = row ? row->n - trial->tasks_then : 0;
    if (tasks < ELS_ACTION_TASKS_MIN) {
        trial->verdict = ELS_TRIAL_NOT_MEASURED;
        return;
    }
    bool helped;
    if (metric_of(trial->measure) == ELS_METRIC_COST) {
        trial->expected = trial->before * exp(PACE_KEPT * trial->pace * (double)tasks);
        trial->after = els_stratum_cost(row);
        helped = trial->after < COST_MARGIN * trial->expected;
    } else {
        uint32_t n = tasks < 64 ? (uint32_t)tasks : 64;
        /* Between the middles of the two samples lie so many tasks. */
        double apart = HALF / 2.0 + (double)tasks - n / 2.0;
        trial->expected = fmin(1, trial->before + PACE_KEPT * trial->pace * apart);
        trial->after = share_of(row->newest, 0, n);
        double middle = (trial->before + trial->after) / 2;
        helped = trial->after > trial->expected + error_of(middle, n);
    }
    trial->verdict = helped ? ELS_TRIAL_HELPED : ELS_TRIAL_NO_HELP;
}

const els_trial *els_actions_judge(els_actions *actions, const els_strata *strata,
                                   uint64_t iteration, els_knobs *knobs)
{
    els_trial *trial = on_trial(actions);
    if (!trial || iteration < trial->made_at + ELS_ACTION_TERM)
        return NULL;
    look_after(trial, els_goal_row(strata, els_str_of(trial->subject)));
    trial->judged_at = iteration;
    if (trial->verdict != ELS_TRIAL_NOT_MEASURED) {
        els_action_tally *tally = &actions->tally[metric_of(trial->measure)][trial->kind];
        tally->tried++;
        tally->helped += trial->verdict == ELS_TRIAL_HELPED;
    }
    if (trial->verdict != ELS_TRIAL_HELPED) {
        trial->undo.proposed = knobs->proposed; /* what was said is said */
        *knobs = trial->undo;
    }
    return trial;
}

/* ---- acting ---- */

static double stepped(double value, double factor, double low, double high)
{
    return fmin(fmax(value * factor, low), high);
}

static uint32_t next_proposal(const els_knobs *knobs, els_metric metric)
{
    uint32_t i = 0;
    while (i < PROPOSALS && (proposals[i].metric != metric || knobs->proposed >> i & 1))
        i++;
    return i;
}

/* Does the action in `knobs`; false when it would change nothing. */
static bool act(els_action_kind kind, els_metric metric, els_knobs *knobs)
{
    els_knobs old = *knobs;
    els_curriculum_knobs *c = &knobs->curriculum;
    uint32_t proposal = next_proposal(knobs, metric);
    switch (kind) {
    case ELS_ACTION_SHARPEN:
        c->sharpness = stepped(c->sharpness, STEP, SHARPNESS_MIN, SHARPNESS_MAX);
        return c->sharpness != old.curriculum.sharpness;
    case ELS_ACTION_SOFTEN:
        c->sharpness = stepped(c->sharpness, 1 / STEP, SHARPNESS_MIN, SHARPNESS_MAX);
        return c->sharpness != old.curriculum.sharpness;
    case ELS_ACTION_FOCUS:
        c->focus = stepped(c->focus, 2, 0, FOCUS_MAX);
        return c->focus != old.curriculum.focus;
    case ELS_ACTION_EXPLORE_MORE:
        knobs->exploration = stepped(knobs->exploration, STEP, ELS_GOALER_EXPLORATION_MIN,
                                     ELS_GOALER_EXPLORATION_MAX);
        return knobs->exploration != old.exploration;
    case ELS_ACTION_EXPLORE_LESS:
        knobs->exploration = stepped(knobs->exploration, 1 / STEP, ELS_GOALER_EXPLORATION_MIN,
                                     ELS_GOALER_EXPLORATION_MAX);
        return knobs->exploration != old.exploration;
    case ELS_ACTION_EASIER:
        knobs->difficulty = knobs->difficulty == HARD ? 0 : EASY;
        return knobs->difficulty != old.difficulty;
    case ELS_ACTION_HARDER:
        knobs->difficulty = knobs->difficulty == EASY ? 0 : HARD;
        return knobs->difficulty != old.difficulty;
    case ELS_ACTION_PROPOSE:
        if (proposal < PROPOSALS)
            knobs->proposed |= 1u << proposal;
        return proposal < PROPOSALS;
    default:
        return kind == ELS_ACTION_WAIT;
    }
}

/* More of a goal's own kinds than of others: not where it is about everything. */
static bool suits(els_action_kind kind, const els_goal_entry *goal)
{
    return kind != ELS_ACTION_FOCUS || !els_str_eq(els_str_of(goal->subject), ELS_STR("all"));
}

/* Gamma variate of a whole shape: a sum of exponential ones. */
static double gamma_of(els_rng *rng, uint32_t shape)
{
    double sum = 0;
    for (uint32_t i = 0; i < shape; i++)
        sum -= log(1 - els_rng_unit(rng));
    return sum;
}

static els_action_kind choose(const els_actions *actions, const els_goal_entry *goal,
                              const els_knobs *knobs, uint64_t seed, uint64_t iteration)
{
    els_metric metric = metric_of(goal->measure);
    els_rng rng = els_rng_make(seed, STREAM, iteration);
    els_action_kind best = ELS_ACTION_KINDS_;
    double highest = -1;
    for (int kind = 0; kind < ELS_ACTION_KINDS_; kind++) {
        els_knobs tried = *knobs;
        const els_action_tally *tally = &actions->tally[metric][kind];
        uint32_t doubt = kind == ELS_ACTION_WAIT ? 0 : 1; /* what is untried rather does not help */
        double helped = gamma_of(&rng, 2 - doubt + tally->helped);
        double not_helped = gamma_of(&rng, 1 + doubt + tally->tried - tally->helped);
        double draw = helped / (helped + not_helped);
        if (!suits((els_action_kind)kind, goal) || !act((els_action_kind)kind, metric, &tried) ||
            !(draw > highest))
            continue;
        highest = draw;
        best = (els_action_kind)kind;
    }
    return best;
}

static void describe(els_trial *trial, const els_knobs *old, const els_knobs *now)
{
    size_t size = sizeof trial->change;
    switch (trial->kind) {
    case ELS_ACTION_SHARPEN:
    case ELS_ACTION_SOFTEN:
        (void)snprintf(trial->change, size, "sharpness of the curriculum %.3f to %.3f",
                       old->curriculum.sharpness, now->curriculum.sharpness);
        break;
    case ELS_ACTION_FOCUS:
        (void)snprintf(trial->change, size, "weight of the goals' own kinds %.2f to %.2f",
                       old->curriculum.focus, now->curriculum.focus);
        break;
    case ELS_ACTION_EXPLORE_MORE:
    case ELS_ACTION_EXPLORE_LESS:
        (void)snprintf(trial->change, size, "exploration %.3f to %.3f", old->exploration,
                       now->exploration);
        break;
    case ELS_ACTION_EASIER:
    case ELS_ACTION_HARDER:
        (void)snprintf(trial->change, size, "difficulty of training tasks %u to %u (0: drawn)",
                       old->difficulty, now->difficulty);
        break;
    case ELS_ACTION_WAIT:
        (void)snprintf(trial->change, size, "nothing, for comparison");
        break;
    default: {
        uint32_t i = next_proposal(old, metric_of(trial->measure));
        (void)snprintf(trial->change, size, "proposed to the applier: %s %s",
                       proposals[i].parameter, proposals[i].value);
    }
    }
}

static els_trial *append(els_actions *actions)
{
    if (actions->n == ELS_ACTIONS_KEPT) {
        memmove(&actions->list[0], &actions->list[1],
                (ELS_ACTIONS_KEPT - 1) * sizeof actions->list[0]);
        actions->n--;
    }
    els_trial *trial = &actions->list[actions->n++];
    *trial = (els_trial){.number = ++actions->made};
    return trial;
}

const els_trial *els_actions_try(els_actions *actions, const els_goal_entry *goal,
                                 const els_strata *strata, uint64_t seed, uint64_t iteration,
                                 els_knobs *knobs)
{
    const els_stratum *row = els_goal_row(strata, els_str_of(goal->subject));
    bool is_measured = goal->measure == ELS_MEASURE_SUCCESS || goal->measure == ELS_MEASURE_COST;
    els_trial fresh = {.goal = goal->number, .measure = goal->measure, .made_at = iteration};
    if (on_trial(actions) || !is_measured || !row || !look_before(row, &fresh))
        return NULL;
    els_action_kind kind = choose(actions, goal, knobs, seed, iteration);
    if (kind == ELS_ACTION_KINDS_)
        return NULL;
    els_trial *trial = append(actions);
    fresh.number = trial->number;
    *trial = fresh;
    trial->kind = kind;
    trial->tasks_then = row->n;
    trial->undo = *knobs;
    els_goaler_copy(trial->subject, sizeof trial->subject, els_str_of(goal->subject));
    (void)act(kind, metric_of(goal->measure), knobs); /* chosen because it changes something */
    describe(trial, &trial->undo, knobs);
    return trial;
}

/* ---- reporting ---- */

static void propose(const els_trial *trial, els_arena *arena, els_progress *out)
{
    uint32_t i = next_proposal(&trial->undo, metric_of(trial->measure));
    els_str plugin, rest = els_str_of(trial->subject);
    els_str_split(&rest, '/', &plugin);
    els_proposal *fresh = ELS_ARENA_NEW(arena, els_proposal, out->n_proposals + 1);
    for (uint32_t p = 0; p < out->n_proposals; p++)
        fresh[p] = out->proposals[p];
    fresh[out->n_proposals++] = (els_proposal){
        .parameter = els_str_of(proposals[i].parameter),
        .scope = els_str_eq(plugin, ELS_STR("all"))
                     ? ELS_STR("global")
                     : els_arena_printf(arena, "kind:" ELS_STR_FMT, ELS_STR_ARG(plugin)),
        .value = els_str_of(proposals[i].value),
        .by = els_arena_printf(arena, "goaler:goal-%llu", (unsigned long long)trial->goal),
        .evidence =
            els_arena_printf(arena, "%s of %s is %.4g", els_metric_name(metric_of(trial->measure)),
                             trial->subject, trial->before),
    };
    out->proposals = fresh;
}

enum { PROPOSALS_MAX = 16 }; /* as in progress.proposals */

void els_actions_report(const els_actions *actions, els_arena *arena, els_progress *out)
{
    out->goal_actions = ELS_ARENA_NEW(arena, els_goal_action, ELS_ACTIONS_KEPT);
    out->n_goal_actions = 0;
    for (uint32_t i = 0; i < actions->n; i++) {
        const els_trial *t = &actions->list[i];
        out->goal_actions[out->n_goal_actions++] = (els_goal_action){
            .number = t->number,
            .goal = els_arena_printf(arena, "goal-%llu", (unsigned long long)t->goal),
            .kind = els_str_of(kind_names[t->kind]),
            .change = els_arena_copy(arena, els_str_of(t->change)),
            .made_at = t->made_at,
            .judged_at = t->judged_at,
            .before = t->before,
            .expected = t->expected,
            .after = t->after,
            .verdict = els_str_of(verdict_names[t->verdict]),
        };
        if (t->kind == ELS_ACTION_PROPOSE && t->made_at == out->iteration &&
            out->n_proposals < PROPOSALS_MAX)
            propose(t, arena, out);
    }
    out->action_records =
        ELS_ARENA_NEW(arena, els_action_record, ELS_METRIC_COUNT_ * ELS_ACTION_KINDS_);
    out->n_action_records = 0;
    for (int metric = 0; metric < ELS_METRIC_COUNT_; metric++)
        for (int kind = 0; kind < ELS_ACTION_KINDS_; kind++) {
            const els_action_tally *tally = &actions->tally[metric][kind];
            if (tally->tried)
                out->action_records[out->n_action_records++] =
                    (els_action_record){.kind = els_str_of(kind_names[kind]),
                                        .metric = els_str_of(els_metric_name((els_metric)metric)),
                                        .tried = tally->tried,
                                        .helped = tally->helped};
        }
}

/* ---- saving ---- */

void els_knobs_visit(els_snapshot *snapshot, els_knobs *knobs)
{
    els_snapshot_f64(snapshot, &knobs->curriculum.sharpness);
    els_snapshot_f64(snapshot, &knobs->curriculum.focus);
    els_snapshot_f64(snapshot, &knobs->exploration);
    els_snapshot_u32(snapshot, &knobs->difficulty);
    els_snapshot_u32(snapshot, &knobs->proposed);
}

static void visit_trial(els_snapshot *snapshot, els_trial *trial)
{
    els_snapshot_u64(snapshot, &trial->number);
    els_snapshot_u64(snapshot, &trial->goal);
    els_snapshot_u32(snapshot, &trial->kind);
    els_snapshot_u32(snapshot, &trial->measure);
    els_snapshot_u32(snapshot, &trial->verdict);
    els_snapshot_chars(snapshot, trial->subject, sizeof trial->subject);
    els_snapshot_chars(snapshot, trial->change, sizeof trial->change);
    els_snapshot_u64(snapshot, &trial->made_at);
    els_snapshot_u64(snapshot, &trial->judged_at);
    els_snapshot_f64(snapshot, &trial->before);
    els_snapshot_f64(snapshot, &trial->expected);
    els_snapshot_f64(snapshot, &trial->after);
    els_snapshot_f64(snapshot, &trial->pace);
    els_snapshot_u64(snapshot, &trial->tasks_then);
    els_knobs_visit(snapshot, &trial->undo);
    if (!snapshot->out && (trial->kind >= ELS_ACTION_KINDS_ || trial->measure >= ELS_MEASURES_ ||
                           trial->verdict >= ELS_TRIAL_VERDICTS_))
        snapshot->err = ELS_E_CORRUPT;
}

void els_actions_visit(els_snapshot *snapshot, els_actions *actions)
{
    els_snapshot_count(snapshot, &actions->n, ELS_ACTIONS_KEPT, 100);
    for (uint32_t i = 0; i < actions->n; i++)
        visit_trial(snapshot, &actions->list[i]);
    els_snapshot_u64(snapshot, &actions->made);
    for (int metric = 0; metric < ELS_METRIC_COUNT_; metric++)
        for (int kind = 0; kind < ELS_ACTION_KINDS_; kind++) {
            els_action_tally *tally = &actions->tally[metric][kind];
            els_snapshot_u32(snapshot, &tally->tried);
            els_snapshot_u32(snapshot, &tally->helped);
            if (!snapshot->out && tally->helped > tally->tried)
                snapshot->err = ELS_E_CORRUPT;
        }
}
