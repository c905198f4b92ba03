/* hierarchical — Fourney et al. 2024, Magentic-One, arXiv 2411.04468.
 *
 * Control flow: a lead divides the field among the `fan_out` most promising families, a worker for
 * each with a share of the budget; a worker takes the known shapes of its family first (depth 2) or
 * the family as a whole; the lead merges the reports by weighing them together, and assigns the
 * next families when nobody had anything to report. Parameters: fan_out, depth (1 workers search
 * whole families, 2 they have workers for shapes). */
#include "agent.h"

enum { FAN_MAX = 8, SHAPES_FIRST = 2 };
#define SURE 0.85    /* trust in a report that makes the lead stop assigning */
#define SUFFICES 0.5 /* trust in a shape's answer with which a worker does not search further */

/* Families by the chance of all their moves, in order of it. */
static uint32_t assignments(const els_move *moves, uint32_t n, els_move ret[ELS_MOVES_MAX])
{
    uint32_t n_families = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t f = 0;
        while (f < n_families && ret[f].family != moves[i].family)
            f++;
        if (f == n_families)
            ret[n_families++] = (els_move){NULL, moves[i].family, 0};
        ret[f].prior += moves[i].prior;
    }
    for (uint32_t i = 1; i < n_families; i++) {
        els_move moved = ret[i];
        uint32_t at = i;
        for (; at > 0 && moved.prior > ret[at - 1].prior; at--)
            ret[at] = ret[at - 1];
        ret[at] = moved;
    }
    return n_families;
}

/* A worker does its part; false when it has nothing to report. */
static bool do_part(els_work *work, uint32_t field, const els_move *part, const els_move *moves,
                    uint32_t n, uint32_t allowance, els_position *ret)
{
    uint32_t done = 0, depth = (uint32_t)work->setting->value[1];
    uint64_t start = els_session_spent(els_work_open(work, field));
    for (uint32_t i = 0; depth > 1 && i < n && done < SHAPES_FIRST; i++) {
        if (moves[i].family != part->family || !moves[i].skill)
            continue;
        done++;
        els_work_make(work, field, &moves[i], allowance);
        if (els_work_position(work, field, &part, 1, ret) && ret->confidence >= SUFFICES)
            return true;
    }
    uint64_t spent = els_session_spent(work->session[field]) - start;
    if (spent < allowance)
        els_work_make(work, field, part, allowance - (uint32_t)spent);
    return els_work_position(work, field, &part, 1, ret);
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t fan_out = (uint32_t)work->setting->value[0];
    els_move moves[ELS_MOVES_MAX], parts[ELS_MOVES_MAX];
    uint32_t n = els_work_moves(work, field, moves), next = 0;
    uint32_t n_parts = assignments(moves, n, parts);
    const els_move *merged = NULL;
    els_position best = {0}, report;
    fan_out = fan_out < FAN_MAX ? fan_out : FAN_MAX;
    while (!merged && next < n_parts && els_work_left(work, field) > 0) {
        for (uint32_t w = 0; w < fan_out && next < n_parts; w++, next++) {
            uint32_t share = els_work_left(work, field) / (fan_out - w);
            if (!do_part(work, field, &parts[next], moves, n, share, &report))
                continue;
            if (!merged || els_work_prevails(work, field, &parts[next], &report, merged, &best)) {
                merged = &parts[next];
                best = report;
            }
            if (report.confidence >= SURE)
                break;
        }
    }
    if (merged)
        els_work_settle_answer(work, field, best.answer);
    else
        els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {3, 2}},
    {"flat", {4, 1}},
};

const els_agent els_agent_hierarchical = {
    .name = "hierarchical",
    .source = "Fourney et al. 2024, arXiv 2411.04468",
    .control_flow = "a lead divides the field among families, workers do their parts, the lead "
                    "merges the reports",
    .parameters = {"fan_out", "depth"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
