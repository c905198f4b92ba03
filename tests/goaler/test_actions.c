#include "actions.h"

#include <criterion/criterion.h>
#include <stdlib.h>

typedef struct {
    els_strata *strata;
    els_actions *actions;
    els_goal_entry goal;
    els_knobs knobs;
    uint64_t iteration;
} bed;

static const els_knobs start = {.curriculum = {.sharpness = 1, .focus = 2}, .exploration = 0.2};

static void open(bed *b)
{
    *b = (bed){.strata = calloc(1, sizeof(els_strata)),
               .actions = calloc(1, sizeof(els_actions)),
               .goal = {.number = 1, .measure = ELS_MEASURE_SUCCESS, .subject = "p/f"},
               .knobs = start};
    /* Waiting is hardly ever drawn, unless a test is about it. */
    b->actions->tally[ELS_METRIC_SUCCESS][ELS_ACTION_WAIT].tried = 1000;
    b->actions->tally[ELS_METRIC_COST][ELS_ACTION_WAIT].tried = 1000;
}

static void close(bed *b)
{
    els_arena_fini(&b->strata->texts);
    free(b->strata);
    free(b->actions);
}

/* Tasks of the goal's kind, of which a share is right. */
static void count(bed *b, int tasks, double right)
{
    for (int i = 0; i < tasks; i++) {
        bool is_right = (i + 1) * right - (int)(i * right) >= 1;
        els_record r = {.plugin = ELS_STR("p"),
                        .family = ELS_STR("f"),
                        .cost = 10,
                        .verdict = is_right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
        els_strata_add(b->strata, &r, true, true, b->iteration);
    }
}

static const els_trial *try_one(bed *b)
{
    return els_actions_try(b->actions, &b->goal, b->strata, 1, b->iteration, &b->knobs);
}

static const els_trial *judge_later(bed *b)
{
    b->iteration += ELS_ACTION_TERM;
    return els_actions_judge(b->actions, b->strata, b->iteration, &b->knobs);
}

Test(actions, nothing_is_tried_before_there_is_something_to_compare_with)
{
    bed b;
    open(&b);
    cr_assert_null(try_one(&b));
    count(&b, 10, 0.5);
    cr_assert_null(try_one(&b));
    count(&b, 54, 0.5);
    cr_assert_not_null(try_one(&b));
    cr_assert_null(try_one(&b), "one at a time");
    close(&b);
}

Test(actions, what_helped_stays_and_what_did_not_is_taken_back)
{
    for (int helps = 0; helps < 2; helps++) {
        bed b;
        open(&b);
        count(&b, 64, 0.5);
        const els_trial *trial = try_one(&b);
        els_knobs changed = b.knobs;
        cr_assert(memcmp(&changed, &start, sizeof changed) != 0);
        cr_assert_null(els_actions_judge(b.actions, b.strata, ELS_ACTION_TERM - 1, &b.knobs));
        count(&b, 32, helps ? 0.75 : 0.5);
        trial = judge_later(&b);
        cr_assert_not_null(trial);
        cr_assert_eq(trial->verdict, helps ? ELS_TRIAL_HELPED : ELS_TRIAL_NO_HELP);
        cr_assert_float_eq(trial->before, 0.5, 1e-9);
        cr_assert_float_eq(trial->expected, 0.5, 1e-9, "it stood still before");
        cr_assert_float_eq(trial->after, helps ? 0.75 : 0.5, 1e-9);
        cr_assert_eq(b.knobs.exploration, helps ? changed.exploration : start.exploration);
        cr_assert_eq(b.knobs.difficulty, helps ? changed.difficulty : start.difficulty);
        cr_assert_eq(b.knobs.curriculum.sharpness,
                     helps ? changed.curriculum.sharpness : start.curriculum.sharpness);
        cr_assert_eq(b.knobs.curriculum.focus,
                     helps ? changed.curriculum.focus : start.curriculum.focus);
        close(&b);
    }
}

Test(actions, a_gain_that_would_have_come_anyway_is_no_help)
{
    bed b;
    open(&b);
    count(&b, 32, 0.25);
    count(&b, 32, 0.5);
    cr_assert_not_null(try_one(&b));
    count(&b, 32, 0.625); /* slower than 0.7 of the pace before */
    const els_trial *trial = judge_later(&b);
    cr_assert_float_eq(trial->expected, 0.5 + 0.7 * 0.25, 1e-9);
    cr_assert_eq(trial->verdict, ELS_TRIAL_NO_HELP);
    close(&b);
}

Test(actions, too_few_tasks_judge_nothing)
{
    bed b;
    open(&b);
    count(&b, 64, 0.5);
    cr_assert_not_null(try_one(&b));
    count(&b, ELS_ACTION_TASKS_MIN - 1, 1);
    const els_trial *trial = judge_later(&b);
    cr_assert_eq(trial->verdict, ELS_TRIAL_NOT_MEASURED);
    for (int kind = 0; kind < ELS_ACTION_WAIT; kind++)
        cr_assert_eq(b.actions->tally[ELS_METRIC_SUCCESS][kind].tried, 0u);
    close(&b);
}

Test(actions, what_does_not_help_is_chosen_less)
{
    bed b;
    uint32_t early = 0, late = 0;
    open(&b);
    for (int round = 0; round < 120; round++) {
        count(&b, 64, 0.5);
        b.knobs = start; /* as if the world began anew: only the record goes on */
        const els_trial *trial = try_one(&b);
        cr_assert_not_null(trial);
        bool is_good = trial->kind == ELS_ACTION_EASIER;
        if (round < 40)
            early += is_good;
        else if (round >= 80)
            late += is_good;
        count(&b, 64, is_good ? 0.75 : 0.5);
        cr_assert_not_null(judge_later(&b));
        count(&b, 64, 0.5);
    }
    cr_assert_gt(late, 25u, "%u of the last 40", late);
    cr_assert_gt(late, early);
    close(&b);
}

Test(actions, waiting_is_judged_like_the_others_and_changes_nothing)
{
    bed b;
    open(&b);
    els_action_tally *tally = b.actions->tally[ELS_METRIC_SUCCESS];
    for (int kind = 0; kind < ELS_ACTION_KINDS_; kind++)
        tally[kind] = (els_action_tally){1000, kind == ELS_ACTION_WAIT ? 1000 : 0};
    count(&b, 64, 0.5);
    const els_trial *trial = try_one(&b);
    cr_assert_eq(trial->kind, ELS_ACTION_WAIT);
    cr_assert_eq(memcmp(&b.knobs, &start, sizeof start), 0);
    count(&b, 32, 0.75);
    cr_assert_eq(judge_later(&b)->verdict, ELS_TRIAL_HELPED, "by itself");
    cr_assert_eq(tally[ELS_ACTION_WAIT].helped, 1001u);
    close(&b);
}

Test(actions, the_same_seed_and_iteration_choose_the_same_and_others_differ)
{
    bool differs = false;
    for (uint64_t iteration = 1; iteration <= 20; iteration++) {
        uint32_t kinds[3];
        for (int i = 0; i < 3; i++) {
            bed b;
            open(&b);
            b.iteration = iteration;
            count(&b, 64, 0.5);
            const els_trial *trial =
                els_actions_try(b.actions, &b.goal, b.strata, i == 2 ? 9 : 1, iteration, &b.knobs);
            kinds[i] = trial->kind;
            close(&b);
        }
        cr_assert_eq(kinds[0], kinds[1]);
        differs = differs || kinds[0] != kinds[2];
    }
    cr_assert(differs);
}

/* By the table of everything that can be tuned. */
static bool acts_on_answers(els_str parameter)
{
    enum { ANSWER, LEARN, CONTROL };
#define ELS_CONFIG(id, name, type, unit, low, high, fallback, scopes, risk, acts, doc)             \
    if (els_str_eq(parameter, ELS_STR(name)))                                                      \
        return (acts) == ANSWER;
#define ELS_CONFIG_AGENT(id, agent, slot, name, type, low, high, fallback, risk, doc)              \
    if (els_str_eq(parameter, ELS_STR(agent "." name)))                                            \
        return true;
#include "../../mind/config.def"
#undef ELS_CONFIG
#undef ELS_CONFIG_AGENT
    return false;
}

/* The applier compares two values on the same tasks; it refuses what shows only later. */
Test(actions, only_what_can_be_compared_is_proposed)
{
    static const els_goal_measure measures[] = {ELS_MEASURE_SUCCESS, ELS_MEASURE_COST};
    for (int m = 0; m < 2; m++) {
        bed b;
        els_arena arena = {0};
        uint32_t proposals = 0;
        open(&b);
        els_action_tally *tally = b.actions->tally[m == 0 ? ELS_METRIC_SUCCESS : ELS_METRIC_COST];
        for (int kind = 0; kind < ELS_ACTION_KINDS_; kind++)
            tally[kind] = (els_action_tally){10000, kind == ELS_ACTION_PROPOSE ? 10000 : 0};
        b.goal.measure = measures[m];
        for (;;) {
            count(&b, 64, 0.5);
            const els_trial *trial = try_one(&b);
            if (!trial || trial->kind != ELS_ACTION_PROPOSE)
                break;
            els_progress out = {.iteration = b.iteration};
            els_actions_report(b.actions, &arena, &out);
            cr_assert_eq(out.n_proposals, 1u);
            cr_assert(acts_on_answers(out.proposals[0].parameter), "%s", trial->change);
            proposals++;
            judge_later(&b);
        }
        cr_assert_geq(proposals, 2u);
        els_arena_fini(&arena);
        close(&b);
    }
}

Test(actions, proposals_go_to_the_applier_with_evidence)
{
    bed b;
    els_arena arena = {0};
    open(&b);
    els_action_tally *tally = b.actions->tally[ELS_METRIC_COST];
    for (int kind = 0; kind < ELS_ACTION_KINDS_; kind++)
        tally[kind] = (els_action_tally){100, kind == ELS_ACTION_PROPOSE ? 100 : 0};
    b.goal.measure = ELS_MEASURE_COST;
    b.iteration = 7;
    count(&b, 64, 0.5);
    const els_trial *trial = try_one(&b);
    cr_assert_eq(trial->kind, ELS_ACTION_PROPOSE);
    els_progress out = {.iteration = 7};
    els_actions_report(b.actions, &arena, &out);
    cr_assert_eq(out.n_proposals, 1u);
    cr_assert(els_str_eq(out.proposals[0].parameter, ELS_STR("work.budget")));
    cr_assert(els_str_eq(out.proposals[0].scope, ELS_STR("kind:p")));
    cr_assert(els_str_eq(out.proposals[0].by, ELS_STR("goaler:goal-1")));
    cr_assert_gt(out.proposals[0].evidence.len, 0u);
    out = (els_progress){.iteration = 8};
    els_actions_report(b.actions, &arena, &out);
    cr_assert_eq(out.n_proposals, 0u, "once");
    els_arena_fini(&arena);
    close(&b);
}
