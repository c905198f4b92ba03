/* swarm — multi-agent swarms with local rules, arXiv 2402.05120 (Li et al. 2024, sampling and
 * voting); quorum sensing as in nest-site selection (Seeley and Visscher 2004).
 *
 * Control flow: one worker after the other draws a move by lot, does a little of it, and commits to
 * what it found with the chance its own trust gives; marks left by committed workers draw later
 * ones to the same family; as soon as `quorum` workers stand by one answer it is taken. Parameters:
 * size (workers), quorum (workers that must agree). */
#include "agent.h"

#include <math.h>

enum { WORKERS_MAX = 24, WORKER_SHARE = 2 };
#define TEMPERATURE 2.0 /* of the draw: workers are scouts */
#define ATTRACTION 0.5  /* what a mark adds to a family's chances, in parts of what it has */

typedef struct {
    uint64_t answer;
    double trust;
} commitment;

static double support(const commitment *held, uint32_t n, uint64_t answer, bool by_trust)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        if (held[i].answer == answer)
            sum += by_trust ? held[i].trust : 1;
    return sum;
}

/* The answer with the most trust behind it. */
static uint64_t strongest(const commitment *held, uint32_t n)
{
    uint64_t winner = 0;
    double most = -1;
    for (uint32_t i = 0; i < n; i++) {
        double sum = support(held, n, held[i].answer, true);
        if (sum > most) {
            most = sum;
            winner = held[i].answer;
        }
    }
    return winner;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t size = (uint32_t)work->setting->value[0], quorum = (uint32_t)work->setting->value[1];
    els_move moves[ELS_MOVES_MAX];
    double weight[ELS_MOVES_MAX];
    bool made[ELS_MOVES_MAX] = {false};
    uint32_t n = els_work_moves(work, field, moves), n_held = 0, n_scouted = 0;
    commitment held[WORKERS_MAX], scouted[WORKERS_MAX];
    els_rng rng = els_session_rng(els_work_open(work, field), 73);
    for (uint32_t i = 0; i < n; i++)
        weight[i] = pow(moves[i].prior, 1 / TEMPERATURE);
    for (uint32_t w = 0; n > 0 && w < size && w < WORKERS_MAX; w++) {
        uint32_t m = els_work_draw(weight, n, &rng);
        const els_move *move = &moves[m];
        if (!made[m])
            els_work_make(work, field, move, els_work_usual(work, field, move) / WORKER_SHARE);
        made[m] = true;
        els_position position;
        bool found = els_work_position(work, field, &move, 1, &position);
        if (found)
            scouted[n_scouted++] = (commitment){position.answer, position.confidence};
        if (!found || !els_rng_chance(&rng, position.confidence))
            continue;
        held[n_held++] = (commitment){position.answer, position.confidence};
        if (support(held, n_held, position.answer, false) >= quorum)
            break;
        for (uint32_t i = 0; i < n; i++)
            weight[i] *= moves[i].family == move->family ? 1 + ATTRACTION : 1;
    }
    if (n_held)
        els_work_settle_answer(work, field, strongest(held, n_held));
    else if (n_scouted)
        els_work_settle_answer(work, field, strongest(scouted, n_scouted));
    else
        els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {12, 3}},
    {"small", {6, 2}},
};

const els_agent els_agent_swarm = {
    .name = "swarm",
    .source = "Li et al. 2024, arXiv 2402.05120; Seeley and Visscher 2004",
    .control_flow = "workers draw moves by lot and commit by their own trust; a quorum decides",
    .parameters = {"size", "quorum"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
