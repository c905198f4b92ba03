/* debate — Du et al. 2023, multi-agent debate, arXiv 2305.14325.
 *
 * Control flow: A debaters draw a derivation each by lot and answer from it alone; in R rounds each
 * reads the others and goes over to an answer that prevails when both are weighed together; then
 * they vote.
 * Parameters: agents (A), rounds (R; 0: only the vote), early_stop (share of A whose agreement ends
 * it). */
#include "agent.h"

#include <math.h>

enum { DEBATERS_MAX = 9 };
#define TEMPERATURE 1.5 /* of the draw: debaters who all say the same have nothing to debate */

typedef struct {
    const els_move *move; /* what it argues with */
    els_position position;
} debater;

static uint32_t supporters(const debater *debaters, uint32_t n, uint64_t answer)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n; i++)
        count += debaters[i].position.answer == answer;
    return count;
}

/* All read what the others said in the round before. */
static void hold_round(els_work *work, uint32_t field, debater *debaters, uint32_t n)
{
    debater said[DEBATERS_MAX];
    for (uint32_t i = 0; i < n; i++)
        said[i] = debaters[i];
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = 0; k < n; k++)
            if (els_work_prevails(work, field, said[k].move, &said[k].position, debaters[i].move,
                                  &debaters[i].position))
                debaters[i] = said[k];
    work->steps++;
}

static uint64_t vote(const debater *debaters, uint32_t n)
{
    uint32_t winner = 0, most = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t votes = supporters(debaters, n, debaters[i].position.answer);
        if (votes > most) {
            most = votes;
            winner = i;
        }
    }
    return debaters[winner].position.answer;
}

/* Draws debaters until enough of them agree; returns how many found something to say. */
static uint32_t assemble(els_work *work, uint32_t field, const els_move *moves, uint32_t n_moves,
                         debater *ret)
{
    uint32_t wanted = (uint32_t)work->setting->value[0], n = 0;
    double enough = work->setting->value[2] * wanted, weight[ELS_MOVES_MAX];
    bool made[ELS_MOVES_MAX] = {false};
    els_rng rng = els_session_rng(els_work_open(work, field), 71);
    for (uint32_t i = 0; i < n_moves; i++)
        weight[i] = pow(moves[i].prior, 1 / TEMPERATURE);
    wanted = wanted < DEBATERS_MAX ? wanted : DEBATERS_MAX;
    for (uint32_t a = 0; a < wanted; a++) {
        uint32_t m = els_work_draw(weight, n_moves, &rng);
        const els_move *move = &moves[m];
        if (!made[m])
            els_work_make(work, field, move, els_work_usual(work, field, move));
        made[m] = true;
        ret[n].move = move;
        if (!els_work_position(work, field, &move, 1, &ret[n].position))
            continue;
        n++;
        if (supporters(ret, n, ret[n - 1].position.answer) >= enough)
            break;
    }
    return n;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t rounds = (uint32_t)work->setting->value[1];
    els_move moves[ELS_MOVES_MAX];
    debater debaters[DEBATERS_MAX];
    uint32_t n_moves = els_work_moves(work, field, moves), n = 0;
    if (n_moves)
        n = assemble(work, field, moves, n_moves, debaters);
    if (n == 0) {
        els_work_settle_best(work, field);
        return;
    }
    for (uint32_t r = 0; r < rounds; r++) {
        if (supporters(debaters, n, debaters[0].position.answer) == n)
            break;
        hold_round(work, field, debaters, n);
    }
    els_work_settle_answer(work, field, vote(debaters, n));
}

static const els_setting settings[] = {
    {"default", {5, 2, 0.6}},
    {"panel", {3, 1, 0.6}},
};

const els_agent els_agent_debate = {
    .name = "debate",
    .source = "Du et al. 2023, arXiv 2305.14325",
    .control_flow = "A debaters answer by lot, in R rounds go over to what prevails, then vote",
    .parameters = {"agents", "rounds", "early_stop"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
