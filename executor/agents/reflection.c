/* reflection — Shinn et al. 2023, Reflexion, arXiv 2303.11366.
 *
 * Control flow: try the most promising move, ask the evaluator for a verdict; when it is not
 * trusted draw the lesson that this family does not do here and this answer is not it, and retry
 * with what the lessons leave; at last take the heaviest answer no lesson refutes.
 * Parameters: trials, lessons (how many are remembered, the newest; 0: it just tries on), trust. */
#include "agent.h"

enum { LESSONS_MAX = 8 };
#define DOUBT 0.2   /* what a lesson leaves of the promise of the family it is about */
#define REFUTED 0.2 /* trust below which the answer itself is part of the lesson */

typedef struct {
    const els_family *family;
    uint64_t answer; /* 0: it found nothing */
} lesson;

typedef struct {
    lesson items[LESSONS_MAX];
    uint32_t n, cap;
} lessons;

static void remember(lessons *held, lesson fresh)
{
    if (held->cap == 0)
        return;
    if (held->n == held->cap) {
        for (uint32_t i = 1; i < held->n; i++)
            held->items[i - 1] = held->items[i];
        held->n--;
    }
    held->items[held->n++] = fresh;
}

static const els_move *next_try(const els_move *moves, const bool *tried, uint32_t n,
                                const lessons *held)
{
    const els_move *best = NULL;
    double most = -1;
    for (uint32_t i = 0; i < n; i++) {
        double promise = moves[i].prior;
        for (uint32_t l = 0; l < held->n; l++)
            if (held->items[l].family == moves[i].family)
                promise *= DOUBT;
        if (!tried[i] && promise > most) {
            most = promise;
            best = &moves[i];
        }
    }
    return best;
}

static bool is_refuted(const lessons *held, uint64_t answer)
{
    for (uint32_t l = 0; l < held->n; l++)
        if (held->items[l].answer == answer)
            return true;
    return false;
}

static void settle_unrefuted(els_work *work, uint32_t field, const lessons *held)
{
    els_session *session = els_work_open(work, field);
    const els_pool *pool = els_session_pool(session);
    uint32_t n;
    const els_answer_group *groups = els_session_groups(session, &n);
    for (uint32_t g = 0; g < n; g++) {
        if (is_refuted(held, pool->items[groups[g].best].answer_hash))
            continue;
        els_work_settle(work, field, &groups[g], els_session_confidence(session, &groups[g]));
        return;
    }
    els_work_settle_best(work, field);
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t trials = (uint32_t)work->setting->value[0], cap = (uint32_t)work->setting->value[1];
    double trust = work->setting->value[2];
    els_move moves[ELS_MOVES_MAX];
    bool tried[ELS_MOVES_MAX] = {false};
    uint32_t n = els_work_moves(work, field, moves);
    lessons held = {.cap = cap < LESSONS_MAX ? cap : LESSONS_MAX};
    for (uint32_t trial = 0; trial < trials && els_work_left(work, field) > 0; trial++) {
        const els_move *move = next_try(moves, tried, n, &held);
        if (!move)
            break;
        tried[move - moves] = true;
        els_work_make(work, field, move, els_work_usual(work, field, move));
        els_position position;
        bool found = els_work_position(work, field, &move, 1, &position);
        if (found && position.confidence >= trust) {
            els_work_settle_answer(work, field, position.answer);
            return;
        }
        bool refuted = found && position.confidence < REFUTED;
        remember(&held, (lesson){move->family, refuted ? position.answer : 0});
    }
    settle_unrefuted(work, field, &held);
}

static const els_setting settings[] = {
    {"default", {5, 3, 0.7}},
    {"brief", {3, 2, 0.6}},
};

const els_agent els_agent_reflection = {
    .name = "reflection",
    .source = "Shinn et al. 2023, arXiv 2303.11366",
    .control_flow =
        "try, ask for a verdict, draw a lesson about family and answer, retry with what is left",
    .parameters = {"trials", "lessons", "trust"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
