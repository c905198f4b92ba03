#include "agent_log.h"

#include <stdio.h>

static els_agent_row *row_of(els_agent_log *log, els_str name)
{
    for (uint32_t i = 0; i < log->n; i++)
        if (els_str_eq(els_str_of(log->rows[i].name), name))
            return &log->rows[i];
    if (log->n == ELS_AGENT_LOG_MAX || name.len == 0 || name.len >= sizeof log->rows[0].name)
        return NULL;
    els_agent_row *row = &log->rows[log->n++];
    *row = (els_agent_row){0};
    (void)snprintf(row->name, sizeof row->name, ELS_STR_FMT, ELS_STR_ARG(name));
    return row;
}

/* The setting without what the architecture made of it. */
static bool is_default(els_str params)
{
    els_str setting = {NULL, 0};
    return els_str_split(&params, '/', &setting) && els_str_eq(setting, ELS_STR("default"));
}

static void estimate(els_agent_row *row, const els_record *record, bool is_taken, uint32_t kind)
{
    double right = record->verdict == ELS_VERDICT_RIGHT, cost = (double)record->cost;
    double seen = row->seen_of[kind];
    double right_model = (row->right_of[kind] + 0.5) / (seen + 1);
    double cost_model = seen > 0 ? row->cost_of[kind] / seen : 0;
    els_policy_add(&row->success, is_taken, record->propensity, right, right_model);
    els_policy_add(&row->cost, is_taken, record->propensity, cost, cost_model);
    if (!is_taken)
        return;
    row->right_of[kind] += right;
    row->cost_of[kind] += cost;
    row->seen_of[kind]++;
}

void els_agent_log_add(els_agent_log *log, const els_record *records, uint32_t n,
                       const els_str *plugins, uint32_t n_plugins)
{
    for (uint32_t i = 0; i < n; i++) {
        const els_record *record = &records[i];
        if (record->verdict == ELS_VERDICT_INFRASTRUCTURE)
            continue;
        /* A row begins because it was chosen: that choice itself would flatter the estimate. */
        uint32_t estimated = log->n;
        els_agent_row *chosen = row_of(log, record->agent);
        uint32_t kind = 0;
        while (kind < n_plugins && kind < ELS_AGENT_LOG_KINDS - 1 &&
               !els_str_eq(plugins[kind], record->plugin))
            kind++;
        log->logged++;
        if (chosen) {
            els_outcomes_add(&chosen->outcomes, record, 1);
            els_outcomes_add(&chosen->of_kind[kind], record, 1);
            chosen->abstained += record->verdict == ELS_VERDICT_ABSTAINED;
        }
        /* A choice without a chance written down tells nothing about what was not chosen. */
        for (uint32_t r = 0; record->propensity > 0 && r < estimated; r++)
            estimate(&log->rows[r], record, &log->rows[r] == chosen && is_default(record->params),
                     kind);
    }
}

static void visit_outcomes(els_snapshot *snapshot, els_outcomes *outcomes)
{
    els_snapshot_u64(snapshot, &outcomes->graded);
    els_snapshot_u64(snapshot, &outcomes->right);
    els_snapshot_u64(snapshot, &outcomes->infrastructure);
    els_snapshot_u64(snapshot, &outcomes->cost);
    els_snapshot_u64(snapshot, &outcomes->latency_ns);
}

static void visit_policy(els_snapshot *snapshot, els_policy *policy)
{
    els_snapshot_u64(snapshot, &policy->n);
    els_snapshot_u64(snapshot, &policy->taken);
    els_snapshot_f64(snapshot, &policy->ips);
    els_snapshot_f64(snapshot, &policy->ips_squares);
    els_snapshot_f64(snapshot, &policy->dr);
    els_snapshot_f64(snapshot, &policy->dr_squares);
}

static void visit_name(els_snapshot *snapshot, els_agent_row *row)
{
    els_str name = els_str_of(row->name);
    els_snapshot_text(snapshot, &name);
    if (snapshot->out)
        return;
    if (name.len >= sizeof row->name)
        snapshot->err = ELS_E_LIMIT;
    else if (!snapshot->err)
        (void)snprintf(row->name, sizeof row->name, ELS_STR_FMT, ELS_STR_ARG(name));
}

void els_agent_log_visit(els_snapshot *snapshot, els_agent_log *log)
{
    els_snapshot_u64(snapshot, &log->logged);
    els_snapshot_count(snapshot, &log->n, ELS_AGENT_LOG_MAX, 4);
    for (uint32_t i = 0; i < log->n; i++) {
        els_agent_row *row = &log->rows[i];
        visit_name(snapshot, row);
        visit_outcomes(snapshot, &row->outcomes);
        els_snapshot_u64(snapshot, &row->abstained);
        visit_policy(snapshot, &row->success);
        visit_policy(snapshot, &row->cost);
        for (uint32_t k = 0; k < ELS_AGENT_LOG_KINDS; k++) {
            visit_outcomes(snapshot, &row->of_kind[k]);
            els_snapshot_f64(snapshot, &row->right_of[k]);
            els_snapshot_f64(snapshot, &row->cost_of[k]);
            els_snapshot_f64(snapshot, &row->seen_of[k]);
        }
    }
}
