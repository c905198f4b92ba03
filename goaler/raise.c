#include "raise.h"

#include "curriculum.h"
#include "els_bits.h"

#include <math.h>
#include <stdio.h>

#define WASTE_TOO_MUCH 0.7 /* even batches of a run that is far along have a good half */
#define WASTE_TARGET 0.5
#define GAIN_OF_SUCCESS 0.03 /* share of tasks that a forecast must promise */
#define GAIN_OF_COST 0.1     /* share of the cost */
#define Z_KINDS 3.29         /* 99.9 %: many kinds are looked at, again and again */

static els_goal_entry *set_goal(els_goal_book *book, els_goal_kind kind, els_goal_measure measure,
                                els_str subject, double target, double priority, const char *by)
{
    els_goal_entry fresh = {
        .kind = kind, .measure = measure, .target = target, .priority = priority};
    els_goaler_copy(fresh.subject, sizeof fresh.subject, subject);
    els_goaler_copy(fresh.by, sizeof fresh.by, els_str_of(by));
    return els_goals_add(book, &fresh);
}

/* The same goal has failed not long ago. */
static bool has_just_failed(const els_goal_book *book, els_goal_measure measure, els_str subject,
                            uint64_t iteration)
{
    for (uint32_t i = 0; i < book->n; i++) {
        const els_goal_entry *goal = &book->list[i];
        if (goal->status == ELS_GOAL_FAILED && goal->kind == ELS_GOAL_ADAPTATION &&
            goal->measure == measure && els_str_eq(els_str_of(goal->subject), subject) &&
            iteration < goal->due_at + ELS_RAISE_AGAIN)
            return true;
    }
    return false;
}

/* ---- forecasts ---- */

/* The farthest forecast made now of a series whose forecasts beat the last value. */
static const els_forecast *promise(const els_progress *in, const els_forecast_record *record)
{
    const els_forecast *farthest = NULL;
    for (uint32_t i = 0; i < in->n_forecasts && record->wins; i++) {
        const els_forecast *f = &in->forecasts[i];
        if (els_str_eq(f->series, record->series) && !f->scored && f->made_at == in->iteration &&
            (!farthest || f->due_at > farthest->due_at))
            farthest = f;
    }
    return farthest;
}

/* Promised is what lies beyond the newest tasks together: the last value alone, of a few tasks, is
 * noise, and every mean lies above half of such. */
static void aim(els_goal_book *book, const els_stratum *row, const els_progress *in,
                const char *series, els_goal_measure measure)
{
    const els_forecast_record *record = NULL;
    for (uint32_t i = 0; i < in->n_forecast_records; i++)
        if (els_str_eq(in->forecast_records[i].series, els_str_of(series)))
            record = &in->forecast_records[i];
    const els_forecast *f = record ? promise(in, record) : NULL;
    bool is_cost = measure == ELS_MEASURE_COST;
    els_goal_kind kind = is_cost ? ELS_GOAL_COST : ELS_GOAL_PERFORMANCE;
    if (!f || els_goals_live(book, kind, measure, ELS_STR("all")))
        return;
    double level = is_cost ? els_stratum_cost(row) : els_stratum_recent(row).value;
    double gain = is_cost ? 1 - f->mean / level : f->mean - level;
    if (!(gain >= (is_cost ? GAIN_OF_COST : GAIN_OF_SUCCESS)))
        return; /* no improvement is forecast: nothing to aim at */
    els_goal_entry *goal =
        set_goal(book, kind, measure, ELS_STR("all"), f->mean, fmin(0.6, 0.3 + gain), "forecast");
    if (!goal)
        return;
    goal->made_at = in->iteration;
    goal->due_at = f->due_at;
    (void)snprintf(goal->reason, sizeof goal->reason,
                   "%s is forecast to come from %.4g to %.4g by iteration %llu; %u forecasts were "
                   "scored, error %.3g against %.3g of the last value",
                   series, level, f->mean, (unsigned long long)f->due_at, record->scored,
                   record->mae, record->mae_naive);
}

void els_raise_from_forecasts(els_goal_book *book, const els_strata *strata, const els_progress *in)
{
    const els_stratum *row = els_goal_row(strata, ELS_STR("all"));
    if (!row || row->n < ELS_STRATA_WINDOW)
        return;
    aim(book, row, in, "select_success", ELS_MEASURE_SUCCESS);
    aim(book, row, in, "select_cost_per_solved", ELS_MEASURE_COST);
}

/* ---- the whole ---- */

void els_raise_from_trend(els_goal_book *book, const els_trend_result *trend, uint64_t iteration)
{
    els_str all = ELS_STR("all");
    els_goal_entry *goal = els_goals_live(book, ELS_GOAL_ADAPTATION, ELS_MEASURE_SUCCESS, all);
    if (trend->verdict == ELS_TREND_GAIN && goal)
        goal->status = ELS_GOAL_ACHIEVED;
    if (goal || (trend->verdict != ELS_TREND_PLATEAU && trend->verdict != ELS_TREND_REGRESSION))
        return;
    bool fell = trend->verdict == ELS_TREND_REGRESSION;
    double target = fell ? trend->before : fmin(1, trend->after + 0.05);
    double priority = fell ? 0.75 : fmin(0.7, 1.2 - trend->after);
    goal =
        set_goal(book, ELS_GOAL_ADAPTATION, ELS_MEASURE_SUCCESS, all, target, priority, "goaler");
    if (!goal)
        return;
    goal->made_at = iteration;
    goal->due_at = iteration + ELS_RAISE_TERM;
    (void)snprintf(goal->reason, sizeof goal->reason,
                   "%s: success on held-out tasks %.3f after %.3f, 95 %% interval of the "
                   "difference %+.3f to %+.3f",
                   fell ? "regression" : "plateau", trend->after, trend->before, trend->gain.low,
                   trend->gain.high);
}

/* ---- kinds ---- */

static els_str name_of(const els_stratum *row, char *buffer, size_t size)
{
    int n = snprintf(buffer, size, ELS_STR_FMT "/" ELS_STR_FMT, ELS_STR_ARG(row->plugin),
                     ELS_STR_ARG(row->family));
    return (els_str){buffer, n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1};
}

static bool raise_fall(els_goal_book *book, const els_stratum *row, els_str name,
                       uint64_t iteration)
{
    if (row->n < ELS_RAISE_RECENT + ELS_RAISE_OLDER)
        return false;
    double now = els_bits_count(row->newest, 0, ELS_RAISE_RECENT);
    double then = els_bits_count(row->newest, ELS_RAISE_RECENT, ELS_RAISE_OLDER);
    els_interval gain = els_stats_newcombe(now, ELS_RAISE_RECENT, then, ELS_RAISE_OLDER, Z_KINDS);
    if (gain.high >= 0 || els_goals_live(book, ELS_GOAL_ADAPTATION, ELS_MEASURE_SUCCESS, name) ||
        has_just_failed(book, ELS_MEASURE_SUCCESS, name, iteration))
        return false;
    els_goal_entry *goal = set_goal(book, ELS_GOAL_ADAPTATION, ELS_MEASURE_SUCCESS, name,
                                    then / ELS_RAISE_OLDER, 0.75, "goaler");
    if (!goal)
        return false;
    goal->made_at = iteration;
    goal->due_at = iteration + ELS_RAISE_TERM;
    (void)snprintf(goal->reason, sizeof goal->reason,
                   "regression: %.0f of the newest %d tasks right, %.0f of %d before", now,
                   ELS_RAISE_RECENT, then, ELS_RAISE_OLDER);
    return true;
}

/* `even_gap`: iterations between two training tasks of the kind in even batches. */
static bool raise_starved(els_goal_book *book, const els_stratum *row, els_str name,
                          double even_gap, uint64_t iteration)
{
    double gap = (double)(iteration - row->trained_at);
    if (gap < fmax(ELS_RAISE_GAP_MIN, ELS_RAISE_GAPS * even_gap) ||
        els_stratum_rate(row) >= ELS_CURRICULUM_MASTERED ||
        els_goals_live(book, ELS_GOAL_ADAPTATION, ELS_MEASURE_TRAINING, name) ||
        has_just_failed(book, ELS_MEASURE_TRAINING, name, iteration))
        return false;
    els_goal_entry *goal = set_goal(book, ELS_GOAL_ADAPTATION, ELS_MEASURE_TRAINING, name,
                                    ELS_RAISE_PRACTICE, 0.9, "goaler");
    if (!goal)
        return false;
    goal->made_at = iteration;
    goal->due_at = iteration + (uint64_t)fmax(ELS_RAISE_TERM, 2 * ELS_RAISE_PRACTICE * even_gap);
    goal->trained_at_start = row->trained;
    (void)snprintf(goal->reason, sizeof goal->reason,
                   "starved: no training task for %.0f iterations, an even batch has one every "
                   "%.1f; success %.2f",
                   gap, even_gap, els_stratum_rate(row));
    (void)snprintf(goal->action, sizeof goal->action, "weighed as if it failed half the time");
    return true;
}

void els_raise_from_kinds(els_goal_book *book, const els_strata *strata, const els_plan *plan)
{
    bool has_fallen = false, has_starved = false;
    char buffer[160];
    for (uint32_t i = 0; i < strata->n && !(has_fallen && has_starved); i++) {
        const els_stratum *row = &strata->rows[i];
        if (row->family.len == 0)
            continue;
        uint32_t kinds = els_strata_kinds(strata, row->plugin);
        els_str name = name_of(row, buffer, sizeof buffer);
        double even_gap = (double)plan->n_plugins * kinds / fmax(plan->batch_size, 1);
        if (!has_fallen)
            has_fallen = raise_fall(book, row, name, plan->iteration);
        if (!has_starved)
            has_starved = raise_starved(book, row, name, even_gap, plan->iteration);
    }
}

void els_raise_from_waste(els_goal_book *book, double waste, uint64_t iteration)
{
    els_str subject = ELS_STR("training tasks");
    if (waste <= WASTE_TOO_MUCH ||
        els_goals_live(book, ELS_GOAL_RESOURCE, ELS_MEASURE_WASTE, subject))
        return;
    els_goal_entry *goal =
        set_goal(book, ELS_GOAL_RESOURCE, ELS_MEASURE_WASTE, subject, WASTE_TARGET, 0.5, "goaler");
    if (!goal)
        return;
    goal->made_at = iteration;
    goal->due_at = iteration + ELS_RAISE_TERM;
    (void)snprintf(goal->reason, sizeof goal->reason,
                   "%.0f %% of the newest training tasks were of kinds at %.0f %% success or more",
                   100 * waste, 100 * ELS_CURRICULUM_MASTERED);
    (void)snprintf(goal->action, sizeof goal->action, "less is kept for what is mastered");
}
