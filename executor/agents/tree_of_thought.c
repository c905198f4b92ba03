/* tree_of_thought — Yao et al. 2023, Tree of Thoughts, arXiv 2305.10601.
 *
 * Control flow: propose the k most promising thoughts (shapes, families), look at each with little
 * work, value it by the trust in what it found, keep the b best above the prune threshold and look
 * deeper; when no branch is left, backtrack to the next k; answer with the best thought seen.
 * Parameters: k, b, depth, prune (trust below which a branch is cut; 0: nothing is, and there is no
 * way back). */
#include "agent.h"

enum { THOUGHTS_MAX = 8, FIRST_LOOK = 4, DEEPER = 4 };
#define SURE 0.85 /* trust that ends the search: what the source's evaluator calls "sure" */

typedef struct {
    const els_move *move;
    els_position position;
    double value;
    bool exhausted; /* a deeper look would find nothing new */
} thought;

/* Looks at a thought with a part of the usual work and values it. */
static void look(els_work *work, uint32_t field, thought *t, uint32_t allowance)
{
    if (!t->exhausted)
        t->exhausted = els_work_make(work, field, t->move, allowance) < allowance;
    t->value =
        els_work_position(work, field, &t->move, 1, &t->position) ? t->position.confidence : 0;
}

/* Keeps the b best that are not cut; returns how many. */
static uint32_t keep_best(thought *thoughts, uint32_t n, uint32_t b, double prune)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        thought t = thoughts[i];
        if (t.value < prune || t.value == 0)
            continue;
        uint32_t at = kept < b ? kept++ : b;
        while (at > 0 && t.value > thoughts[at - 1].value) {
            if (at < b)
                thoughts[at] = thoughts[at - 1];
            at--;
        }
        if (at < b)
            thoughts[at] = t;
    }
    return kept;
}

/* The better of the best thought so far and another one, both weighed together: a branch that was
 * cut may still be better than what came after it. */
static void weigh(els_work *work, uint32_t field, thought *best, const thought *other)
{
    if (other->value > 0 &&
        (!best->move || els_work_prevails(work, field, other->move, &other->position, best->move,
                                          &best->position)))
        *best = *other;
}

/* Grows the branches of the thoughts; true when one of them is good enough to end the search. */
static bool grow(els_work *work, uint32_t field, thought *thoughts, uint32_t n, thought *best)
{
    uint32_t b = (uint32_t)work->setting->value[1], depth = (uint32_t)work->setting->value[2];
    uint32_t share = 1;
    for (uint32_t level = 0; level < depth && n > 0; level++) {
        for (uint32_t i = 0; i < n; i++) {
            uint32_t usual = els_work_usual(work, field, thoughts[i].move);
            look(work, field, &thoughts[i], (usual * share + FIRST_LOOK - 1) / FIRST_LOOK);
            weigh(work, field, best, &thoughts[i]);
            if (thoughts[i].value >= SURE) {
                *best = thoughts[i];
                return true;
            }
        }
        n = keep_best(thoughts, n, b, work->setting->value[3]);
        share *= DEEPER;
    }
    return n > 0;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t k = (uint32_t)work->setting->value[0];
    els_move moves[ELS_MOVES_MAX];
    uint32_t n = els_work_moves(work, field, moves);
    thought best = {NULL, {0}, 0, false};
    k = k < THOUGHTS_MAX ? k : THOUGHTS_MAX;
    for (uint32_t from = 0; from < n && els_work_left(work, field) > 0; from += k) {
        thought thoughts[THOUGHTS_MAX];
        uint32_t proposed = n - from < k ? n - from : k;
        for (uint32_t i = 0; i < proposed; i++)
            thoughts[i] = (thought){.move = &moves[from + i]};
        if (grow(work, field, thoughts, proposed, &best))
            break;
    }
    if (best.move)
        els_work_settle_answer(work, field, best.position.answer);
    else
        els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {3, 2, 2, 0.35}},
    {"narrow", {2, 1, 2, 0.25}},
};

const els_agent els_agent_tree_of_thought = {
    .name = "tree_of_thought",
    .source = "Yao et al. 2023, arXiv 2305.10601",
    .control_flow =
        "propose k thoughts, value each by a short look, keep b, look deeper; backtrack "
        "when all are cut",
    .parameters = {"k", "b", "depth", "prune"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
