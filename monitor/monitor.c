#include "monitor_state.h"

#include "els_hash.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC = 0x544e4f4d, /* "MONT" */ LAYOUT = 4 };

const double els_milestones[ELS_MONITOR_MILESTONES] = {1.5, 2, 5, 10};
const char *const els_decided_names[ELS_DECIDED_COUNT_] = {"learning", "config", "placebo"};

static void *create(void)
{
    return els_zeroed(1, sizeof(els_monitor));
}

static void destroy(void **state)
{
    els_monitor *self = *state;
    els_arm_fini(&self->baseline);
    els_arm_fini(&self->live);
    els_arm_fini(&self->off);
    els_arm_fini(&self->placebo);
    els_arm_fini(&self->single);
    free(self);
    *state = NULL;
}

static void copy_text(char *to, size_t size, els_str text)
{
    (void)snprintf(to, size, ELS_STR_FMT, ELS_STR_ARG(els_str_sub(text, 0, size - 1)));
}

/* ---- saving ---- */

static void visit_outcomes(els_snapshot *snapshot, els_outcomes *outcomes)
{
    els_snapshot_u64(snapshot, &outcomes->graded);
    els_snapshot_u64(snapshot, &outcomes->right);
    els_snapshot_u64(snapshot, &outcomes->distinct);
    els_snapshot_u64(snapshot, &outcomes->infrastructure);
    els_snapshot_u64(snapshot, &outcomes->cost);
    els_snapshot_u64(snapshot, &outcomes->latency_ns);
}

static void visit_curve(els_snapshot *snapshot, els_monitor *self)
{
    els_snapshot_count(snapshot, &self->n_curve, ELS_CURVE_ROWS_MAX, 98);
    for (uint32_t i = 0; i < self->n_curve; i++) {
        els_curve_row *row = &self->curve[i];
        els_snapshot_u64(snapshot, &row->iteration);
        els_snapshot_u64(snapshot, &row->tasks);
        els_snapshot_f64(snapshot, &row->success);
        els_snapshot_f64(snapshot, &row->low);
        els_snapshot_f64(snapshot, &row->high);
        els_snapshot_f64(snapshot, &row->avg_cost);
        els_snapshot_bool(snapshot, &row->has_multiplier);
        els_snapshot_f64(snapshot, &row->multiplier);
        els_snapshot_f64(snapshot, &row->multiplier_low);
        els_snapshot_f64(snapshot, &row->multiplier_high);
        els_snapshot_f64(snapshot, &row->success_ratio);
        els_snapshot_f64(snapshot, &row->speed_ratio);
        els_snapshot_f64(snapshot, &row->ceiling);
        els_snapshot_bool(snapshot, &row->is_small);
    }
}

static void visit_decisions(els_snapshot *snapshot, els_monitor *self)
{
    for (int i = 0; i < ELS_DECIDED_COUNT_; i++) {
        els_snapshot_u64(snapshot, &self->decided[i].promoted);
        els_snapshot_u64(snapshot, &self->decided[i].rejected);
        els_snapshot_u64(snapshot, &self->decided[i].pending);
        els_snapshot_u64(snapshot, &self->decided[i].rolled_back);
    }
    els_snapshot_count(snapshot, &self->n_configs, ELS_MONITOR_CONFIGS_MAX, 36);
    for (uint32_t i = 0; i < self->n_configs; i++) {
        els_config_change *change = &self->configs[i];
        els_snapshot_chars(snapshot, change->subject, sizeof change->subject);
        els_snapshot_u64(snapshot, &change->iteration);
        els_snapshot_f64(snapshot, &change->effect);
        els_snapshot_f64(snapshot, &change->low);
        els_snapshot_f64(snapshot, &change->high);
    }
}

static void visit(els_snapshot *snapshot, void *state)
{
    els_monitor *self = state;
    els_arm_visit(snapshot, &self->baseline);
    els_arm_visit(snapshot, &self->live);
    els_arm_visit(snapshot, &self->off);
    els_arm_visit(snapshot, &self->placebo);
    els_arm_visit(snapshot, &self->single);
    els_snapshot_chars(snapshot, self->single_agent, sizeof self->single_agent);
    for (int i = 0; i < ELS_SPLIT_COUNT_; i++) {
        visit_outcomes(snapshot, &self->splits[i].initial);
        visit_outcomes(snapshot, &self->splits[i].final);
    }
    visit_curve(snapshot, self);
    for (int i = 0; i < ELS_MONITOR_MILESTONES; i++)
        els_snapshot_u64(snapshot, &self->reached[i]);
    visit_decisions(snapshot, self);
    els_snapshot_u64(snapshot, &self->tasks);
    els_snapshot_u64(snapshot, &self->infrastructure);
    visit_outcomes(snapshot, &self->train);
    els_snapshot_count(snapshot, &self->n_pace, ELS_MONITOR_PACE, 16);
    for (uint32_t i = 0; i < self->n_pace; i++) {
        els_snapshot_f64(snapshot, &self->pace[i].elapsed_s);
        els_snapshot_u64(snapshot, &self->pace[i].tasks);
    }
    els_snapshot_u64(snapshot, &self->feed_epoch);
    els_snapshot_u64(snapshot, &self->sequence);
    els_snapshot_u64(snapshot, &self->run);
    els_snapshot_u64(snapshot, &self->iteration);
    els_snapshot_u64(snapshot, &self->iterations);
    els_snapshot_chars(snapshot, self->digest, sizeof self->digest);
    els_agent_log_visit(snapshot, &self->agents);
    els_outlook_visit(snapshot, &self->outlook);
}

/* ---- what an iteration brings ---- */

static bool take_arm(const els_progress *in, const char *name, els_arm *arm)
{
    const els_plan *plan = &in->plan[0];
    uint32_t count, at = els_plan_find_segment(plan, els_str_of(name));
    const els_record *records = els_records_of(in->records, in->n_records, at, &count);
    if (at == plan->n_segments || !records)
        return false;
    els_arm_set(arm, &plan->segments[at], records, count);
    return true;
}

static double cost_per_solved(const els_outcomes *o)
{
    return o->right ? (double)o->cost / (double)o->right : INFINITY;
}

/* The architecture that alone, untrained, solves the probe at the lowest cost; the first of equals.
 */
static void take_singles(els_monitor *self, const els_progress *in)
{
    static const els_str prefix = {"single:", 7};
    const els_plan *plan = &in->plan[0];
    double best = INFINITY;
    bool any = false;
    for (uint32_t s = 0; s < plan->n_segments; s++) {
        uint32_t count;
        const els_record *records = els_records_of(in->records, in->n_records, s, &count);
        if (!els_str_starts(plan->segments[s].name, prefix) || !records)
            continue;
        els_outcomes o = {0};
        els_outcomes_add(&o, records, count);
        double cost = cost_per_solved(&o);
        if (o.right == 0 || (any && !(cost < best)))
            continue;
        any = true;
        best = cost;
        els_arm_set(&self->single, &plan->segments[s], records, count);
        els_str name = plan->segments[s].name;
        copy_text(self->single_agent, sizeof self->single_agent,
                  els_str_sub(name, prefix.len, name.len));
    }
}

static void take_split(els_monitor *self, const els_progress *in, int split, const char *initial,
                       const char *final, const char *meanwhile)
{
    const els_plan *plan = &in->plan[0];
    els_outcomes o = els_outcomes_of(plan, in->records, in->n_records, els_str_of(initial));
    if (o.graded)
        self->splits[split].initial = o;
    o = els_outcomes_of(plan, in->records, in->n_records, els_str_of(final));
    if (o.graded == 0)
        o = els_outcomes_of(plan, in->records, in->n_records, els_str_of(meanwhile));
    if (o.graded)
        self->splits[split].final = o;
}

static void take_training(els_monitor *self, const els_progress *in)
{
    const els_plan *plan = &in->plan[0];
    uint32_t count, at = els_plan_find_segment(plan, ELS_STR("train"));
    const els_record *records = els_records_of(in->records, in->n_records, at, &count);
    if (at < plan->n_segments && records)
        els_agent_log_add(&self->agents, records, count, plan->plugins, plan->n_plugins);
}

static void take_decisions(els_monitor *self, const els_progress *in)
{
    for (uint32_t i = 0; i < in->n_decisions; i++) {
        const els_decision *d = &in->decisions[i];
        int kind = 0;
        while (kind < ELS_DECIDED_COUNT_ &&
               !els_str_eq(d->kind, els_str_of(els_decided_names[kind])))
            kind++;
        if (kind == ELS_DECIDED_COUNT_)
            continue;
        els_decision_counts *counts = &self->decided[kind];
        bool promoted = els_str_eq(d->verdict, ELS_STR("promoted"));
        bool rolled_back = els_str_eq(d->verdict, ELS_STR("rolled_back"));
        counts->promoted += promoted;
        counts->rolled_back += rolled_back;
        counts->rejected += els_str_eq(d->verdict, ELS_STR("rejected"));
        counts->pending += els_str_eq(d->verdict, ELS_STR("pending"));
        if (kind != ELS_DECIDED_CONFIG)
            continue;
        if (promoted && self->n_configs < ELS_MONITOR_CONFIGS_MAX) {
            els_config_change *change = &self->configs[self->n_configs++];
            *change = (els_config_change){
                .iteration = in->iteration, .effect = d->effect, .low = d->low, .high = d->high};
            copy_text(change->subject, sizeof change->subject, d->subject);
        }
        /* What was taken back is no adjustment: the newest of that subject goes. */
        for (uint32_t c = self->n_configs; rolled_back && c-- > 0;)
            if (els_str_eq(els_str_of(self->configs[c].subject), d->subject)) {
                memmove(&self->configs[c], &self->configs[c + 1],
                        (self->n_configs - 1 - c) * sizeof self->configs[0]);
                self->n_configs--;
                break;
            }
    }
}

static void add_row(els_monitor *self, const els_curve_row *row)
{
    if (self->n_curve == ELS_CURVE_ROWS_MAX) {
        /* Every second row goes: the shape of a long run stays. */
        for (uint32_t i = 0; i < ELS_CURVE_ROWS_MAX / 2; i++)
            self->curve[i] = self->curve[2 * i];
        self->n_curve = ELS_CURVE_ROWS_MAX / 2;
    }
    self->curve[self->n_curve++] = *row;
}

static void measure_probe(els_monitor *self, const els_progress *in)
{
    const els_plan *plan = &in->plan[0];
    bool is_final = take_arm(in, "final", &self->live);
    bool is_small = !is_final && take_arm(in, "probe", &self->live);
    bool is_first = plan->iteration == 0 && self->baseline.n > 0;
    if (!is_final && !is_small && !is_first)
        return;
    const els_arm *now = is_first ? &self->baseline : &self->live;
    els_measure m =
        els_measure_arms(&self->baseline, now, plan->last ? ELS_REPLICATES_END : ELS_REPLICATES_RUN,
                         els_hash_pair(plan->seed, plan->iteration));
    els_outcomes o = els_arm_outcomes(now);
    els_interval ends = els_outcomes_interval(&o);
    const els_arm *arms[] = {&self->baseline, now, &self->single};
    els_curve_row row = {.iteration = plan->iteration,
                         .tasks = o.graded,
                         .success = els_outcomes_success(&o),
                         .low = ends.low,
                         .high = ends.high,
                         .avg_cost = o.graded ? (double)o.cost / (double)o.graded : 0,
                         .has_multiplier = m.has_multiplier,
                         .multiplier = m.ratio.multiplier.value,
                         .multiplier_low = m.ratio.multiplier.interval.low,
                         .multiplier_high = m.ratio.multiplier.interval.high,
                         .success_ratio = m.ratio.success_ratio.value,
                         .speed_ratio = m.ratio.speed_ratio.value,
                         .ceiling = els_measure_ceiling(&m, arms, 3),
                         .is_small = !is_final};
    add_row(self, &row);
    for (int i = 0; i < ELS_MONITOR_MILESTONES && !is_first; i++)
        if (!self->reached[i] && m.has_multiplier && row.multiplier_low >= els_milestones[i])
            self->reached[i] = plan->iteration;
}

static void keep_pace(els_monitor *self, double elapsed_s)
{
    if (self->n_pace == ELS_MONITOR_PACE)
        memmove(self->pace, self->pace + 1, --self->n_pace * sizeof self->pace[0]);
    self->pace[self->n_pace++] = (els_pace){elapsed_s, self->tasks};
}

void els_monitor_pace(const els_monitor *self, double *ret_tasks_per_second,
                      double *ret_iteration_s)
{
    *ret_tasks_per_second = *ret_iteration_s = 0;
    if (self->n_pace < 2)
        return;
    const els_pace *first = &self->pace[0], *last = &self->pace[self->n_pace - 1];
    double seconds = last->elapsed_s - first->elapsed_s;
    if (seconds <= 0)
        return;
    *ret_tasks_per_second = (double)(last->tasks - first->tasks) / seconds;
    *ret_iteration_s = seconds / (self->n_pace - 1);
}

static els_err apply(void *state, const void *context, const els_progress *in, els_arena *arena,
                     els_progress *out)
{
    els_monitor *self = state;
    const els_plan *plan = &in->plan[0];
    els_monitor_context given = {.elapsed_s = plan->started_s};
    if (context)
        given = *(const els_monitor_context *)context;

    self->sequence = in->epoch == self->feed_epoch ? self->sequence + 1 : 1;
    self->feed_epoch = in->epoch;
    self->run = plan->run;
    self->iteration = plan->iteration;
    self->iterations = plan->iterations;
    copy_text(self->digest, sizeof self->digest, in->state_digest);
    self->tasks += in->n_records;
    for (uint32_t i = 0; i < in->n_records; i++)
        self->infrastructure += in->records[i].verdict == ELS_VERDICT_INFRASTRUCTURE;

    els_outcomes train = els_outcomes_of(plan, in->records, in->n_records, ELS_STR("train"));
    if (train.graded)
        self->train = train;
    (void)take_arm(in, "baseline", &self->baseline);
    if (!take_arm(in, "final_off", &self->off))
        (void)take_arm(in, "learning_off", &self->off);
    if (!take_arm(in, "final_placebo", &self->placebo))
        (void)take_arm(in, "placebo", &self->placebo);
    take_singles(self, in);
    take_split(self, in, ELS_SPLIT_TRAIN, "baseline_train", "final_train", "train");
    take_split(self, in, ELS_SPLIT_SELECT, "baseline_select", "final_select", "select");
    take_split(self, in, ELS_SPLIT_PROBE, "baseline", "final", "probe");
    take_split(self, in, ELS_SPLIT_TRANSFER, "baseline_transfer", "final_transfer", "");
    take_decisions(self, in);
    take_training(self, in);
    measure_probe(self, in);
    els_outlook_take(&self->outlook, plan->iteration, in->forecasts, in->n_forecasts);
    keep_pace(self, given.elapsed_s);

    out->status_json = els_monitor_status_json(self, &given, out, arena);
    if (plan->last)
        out->report_json = els_monitor_report_json(self, &given, out, arena);
    return ELS_OK;
}

const els_stage_desc els_monitor_stage = {
    .create = create,
    .destroy = destroy,
    .visit = visit,
    .magic = MAGIC,
    .layout = LAYOUT,
    .apply = apply,
};

/* ---- the feed ---- */

void els_monitor_feed(const void *state, els_feed_iteration *ret)
{
    const els_monitor *self = state;
    const els_curve_row none = {0};
    const els_curve_row *row = self->n_curve ? &self->curve[self->n_curve - 1] : &none;
    double speed, iteration_s;
    els_monitor_pace(self, &speed, &iteration_s);
    uint64_t end = self->iterations + 2; /* the last test and the last measurement are some too */
    *ret = (els_feed_iteration){
        .epoch = self->feed_epoch,
        .sequence = self->sequence,
        .run = self->run,
        .iteration = self->iteration,
        .iterations = self->iterations,
        .elapsed_s = self->n_pace ? self->pace[self->n_pace - 1].elapsed_s : 0,
        .tasks = self->tasks,
        .train_success = els_outcomes_success(&self->train),
        .probe_success = row->success,
        .probe_low = row->low,
        .probe_high = row->high,
        .multiplier = row->has_multiplier ? row->multiplier : 0,
        .multiplier_low = row->has_multiplier ? row->multiplier_low : 0,
        .multiplier_high = row->has_multiplier ? row->multiplier_high : 0,
        .tasks_per_second = speed,
        .eta_s = self->iteration < end ? iteration_s * (double)(end - self->iteration) : 0,
        .state_digest = els_str_of(self->digest),
    };
}

void els_monitor_feed_report(const void *state, els_str report_json, els_feed_report *ret)
{
    const els_monitor *self = state;
    *ret = (els_feed_report){.epoch = self->feed_epoch,
                             .sequence = 1, /* one per epoch on this topic */
                             .run = self->run,
                             .report_json = report_json};
}
