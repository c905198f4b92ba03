/* auto_loop — task-driven loop after Nakajima 2023, BabyAGI, and AutoGPT (Yang et al. 2023, arXiv
 * 2306.02224).
 *
 * Control flow: from a queue of moves pop the most urgent, do it, add it again with more work where
 * it ended for want of work, and re-prioritise the rest by what was found (families whose answer is
 * doubted sink); until the answer is trusted, nothing has improved it for a while, or the
 * iterations are used up.
 * Parameters: iterations, stall_limit (iterations without improvement), reprioritise (how strongly
 * what was found moves the queue; 0: it stays as it began), done (trust that ends the loop). */
#include "agent.h"

enum { MORE = 4 };

typedef struct {
    const els_move *move;
    double urgency;
    uint32_t allowance; /* 0: done with */
} item;

static item *most_urgent(item *queue, uint32_t n)
{
    item *best = NULL;
    for (uint32_t i = 0; i < n; i++)
        if (queue[i].allowance > 0 && (!best || queue[i].urgency > best->urgency))
            best = &queue[i];
    return best;
}

/* Trust in what a move found speaks for or against its whole family. */
static void reprioritise(item *queue, uint32_t n, const els_family *family, double trust,
                         double strength)
{
    for (uint32_t i = 0; i < n; i++)
        if (queue[i].move->family == family)
            queue[i].urgency *= 1 + strength * (trust - 0.5);
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t iterations = (uint32_t)work->setting->value[0];
    uint32_t stall_limit = (uint32_t)work->setting->value[1], stalled = 0;
    double strength = work->setting->value[2], done = work->setting->value[3], trust = 0;
    els_move moves[ELS_MOVES_MAX];
    item queue[ELS_MOVES_MAX];
    uint32_t n = els_work_moves(work, field, moves);
    for (uint32_t i = 0; i < n; i++)
        queue[i] = (item){&moves[i], moves[i].prior, els_work_usual(work, field, &moves[i])};
    for (uint32_t i = 0; i < iterations && els_work_left(work, field) > 0; i++) {
        item *now = most_urgent(queue, n);
        els_position position;
        double after = 0;
        if (!now)
            break;
        uint32_t spent = els_work_make(work, field, now->move, now->allowance);
        /* What was cut short is queued again, behind what has not been looked at. */
        now->allowance = spent < now->allowance ? 0 : now->allowance * MORE;
        now->urgency /= MORE;
        bool found = els_work_position(work, field, &now->move, 1, &position);
        reprioritise(queue, n, now->move->family, found ? position.confidence : 0, strength);
        els_work_best(work, field, &after);
        if (after >= done)
            break;
        stalled = after > trust ? 0 : stalled + 1;
        trust = after > trust ? after : trust;
        if (trust > 0 && stalled >= stall_limit)
            break;
    }
    els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {8, 3, 1.6, 0.8}},
    {"restless", {12, 5, 1, 0.9}},
};

const els_agent els_agent_auto_loop = {
    .name = "auto_loop",
    .source = "Nakajima 2023, BabyAGI; Yang et al. 2023, arXiv 2306.02224",
    .control_flow =
        "pop the most urgent move, do it, queue it again when cut short, re-prioritise, "
        "until done or stalled",
    .parameters = {"iterations", "stall_limit", "reprioritise", "done"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
