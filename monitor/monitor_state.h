/* monitor_state.h — the monitor's state, shared by its files only. */
#ifndef ELS_MONITOR_STATE_H
#define ELS_MONITOR_STATE_H

#include "agent_log.h"
#include "outlook.h"
#include "measure.h"
#include "monitor.h"

enum {
    ELS_CURVE_ROWS_MAX = 2048,
    ELS_MONITOR_MILESTONES = 4,
    ELS_MONITOR_CONFIGS_MAX = 256,
    ELS_MONITOR_PACE = 8, /* newest iterations that speed is taken from */
    ELS_REPLICATES_RUN = 200,
    ELS_REPLICATES_END = 2000
};

extern const double els_milestones[ELS_MONITOR_MILESTONES]; /* 1.5, 2, 5, 10 */

typedef struct {
    uint64_t iteration, tasks;
    double success, low, high, avg_cost;
    bool has_multiplier;
    double multiplier, multiplier_low, multiplier_high; /* as measured, also without a claim */
    double success_ratio, speed_ratio, ceiling;         /* the multiplier's factors and limit */
    bool is_small; /* on the small probe: comparable with the other small ones */
} els_curve_row;

typedef struct {
    els_outcomes initial, final;
} els_split_outcomes;

/* Decisions of one kind. */
typedef struct {
    uint64_t promoted, rejected, pending, rolled_back;
} els_decision_counts;
enum { ELS_DECIDED_LEARNING, ELS_DECIDED_CONFIG, ELS_DECIDED_PLACEBO, ELS_DECIDED_COUNT_ };
extern const char *const els_decided_names[ELS_DECIDED_COUNT_];

typedef struct {
    char subject[129];
    uint64_t iteration;
    double effect, low, high;
} els_config_change;

typedef struct {
    double elapsed_s;
    uint64_t tasks;
} els_pace;

typedef struct {
    /* arms on the probe's tasks, newest runs */
    els_arm baseline, live, off, placebo, single;
    char single_agent[65]; /* whose arm `single` is; empty: none yet */
    els_split_outcomes splits[ELS_SPLIT_COUNT_];
    els_curve_row curve[ELS_CURVE_ROWS_MAX];
    uint32_t n_curve;
    uint64_t reached[ELS_MONITOR_MILESTONES]; /* iteration, 0: not yet */
    els_decision_counts decided[ELS_DECIDED_COUNT_];
    els_config_change configs[ELS_MONITOR_CONFIGS_MAX]; /* promoted and not rolled back */
    uint32_t n_configs;
    uint64_t tasks, infrastructure;
    els_outcomes train;              /* newest batch */
    els_pace pace[ELS_MONITOR_PACE]; /* oldest first */
    uint32_t n_pace;
    uint64_t feed_epoch, sequence, run, iteration, iterations;
    char digest[81];
    els_agent_log agents;
    els_outlook outlook;
} els_monitor;

/* The report (at the end) or the status (always) as compact JSON in `arena`. */
els_str els_monitor_report_json(const els_monitor *monitor, const els_monitor_context *context,
                                const els_progress *progress, els_arena *arena);
els_str els_monitor_status_json(const els_monitor *monitor, const els_monitor_context *context,
                                const els_progress *progress, els_arena *arena);
/* Tasks per second over the newest iterations, and the time one takes; 0 when not known. */
void els_monitor_pace(const els_monitor *monitor, double *ret_tasks_per_second,
                      double *ret_iteration_s);

#endif
