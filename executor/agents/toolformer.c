/* toolformer — Schick et al. 2023, Toolformer, arXiv 2302.04761.
 *
 * Control flow: for each tool (family), the most promising first, predict what a call would pay:
 * the chance that the tool is the one times the trust still missing; call it when that reaches the
 * threshold; keep what it returned when it raised the trust in the answer, else set it aside.
 * Parameters: threshold (of what a call must pay, 0..1; 0: every tool is called), candidates (calls
 * considered), keep (trust a kept call must add; -1: everything is kept). */
#include "agent.h"

enum { TOOLS_MAX = 32 };

typedef struct {
    els_move whole;          /* the family as a move */
    double chance;           /* that it is the one */
    const els_move *best[2]; /* its most promising shapes */
    uint32_t n_best;
} tool;

/* Families with the chances of all their moves, in order of chance. */
static uint32_t list_tools(const els_move *moves, uint32_t n, tool ret[TOOLS_MAX])
{
    uint32_t n_tools = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = 0;
        while (t < n_tools && ret[t].whole.family != moves[i].family)
            t++;
        if (t == TOOLS_MAX)
            continue;
        if (t == n_tools)
            ret[n_tools++] = (tool){.whole = {NULL, moves[i].family, 0}};
        ret[t].chance += moves[i].prior;
        if (moves[i].skill && ret[t].n_best < sizeof ret[t].best / sizeof ret[t].best[0])
            ret[t].best[ret[t].n_best++] = &moves[i];
    }
    for (uint32_t i = 1; i < n_tools; i++) {
        tool moved = ret[i];
        uint32_t at = i;
        for (; at > 0 && moved.chance > ret[at - 1].chance; at--)
            ret[at] = ret[at - 1];
        ret[at] = moved;
    }
    return n_tools;
}

static void call(els_work *work, uint32_t field, const tool *called)
{
    for (uint32_t i = 0; i < called->n_best; i++)
        els_work_make(work, field, called->best[i], els_work_usual(work, field, called->best[i]));
    if (called->n_best == 0)
        els_work_make(work, field, &called->whole, els_work_usual(work, field, &called->whole));
}

static void solve_field(els_work *work, uint32_t field)
{
    double threshold = work->setting->value[0], keep = work->setting->value[2], trust = 0;
    uint32_t candidates = (uint32_t)work->setting->value[1], n_kept = 0;
    els_move moves[ELS_MOVES_MAX];
    tool tools[TOOLS_MAX];
    uint32_t n = list_tools(moves, els_work_moves(work, field, moves), tools);
    const els_move *kept[TOOLS_MAX];
    els_position position = {0};
    for (uint32_t t = 0; t < n && t < candidates && els_work_left(work, field) > 0; t++) {
        if (n_kept > 0 && tools[t].chance * (1 - trust) < threshold)
            break; /* the others have less chance still */
        call(work, field, &tools[t]);
        kept[n_kept] = &tools[t].whole;
        els_position with;
        if (!els_work_position(work, field, kept, n_kept + 1, &with) ||
            (n_kept > 0 && with.confidence - trust < keep))
            continue; /* it did not pay */
        n_kept++;
        position = with;
        trust = with.confidence;
    }
    if (n_kept)
        els_work_settle_answer(work, field, position.answer);
    else
        els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {0.05, 6, 0.02}},
    {"sparing", {0.15, 3, 0.05}},
};

const els_agent els_agent_toolformer = {
    .name = "toolformer",
    .source = "Schick et al. 2023, arXiv 2302.04761",
    .control_flow =
        "predict what a call of each tool pays, call the ones that do, keep what raised "
        "the trust",
    .parameters = {"threshold", "candidates", "keep"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
