/* swarm — multi-agent sampling and voting, Li et al. 2024, arXiv 2402.05120; quorum sensing and
 * cross-inhibition of scouts (Seeley and Visscher 2004).
 *
 * Control flow: one worker after the other scouts a move by lot with a little work and meets one
 * committed worker by lot: the weaker find of the two is given up for the stronger; it commits with
 * the chance its trust gives, and its mark draws later scouts to the same family; as soon as
 * `quorum` workers stand by one answer it is taken.
 * Parameters: size (workers), quorum (workers that must agree). */
#include "agent.h"

#include <math.h>

enum { WORKERS_MAX = 24, WORKER_SHARE = 2 };
#define TEMPERATURE 2.0 /* of the draw: workers are scouts */
#define ATTRACTION 0.5  /* what a mark adds to a family's chances, in parts of what it has */

/* What a worker stands by. */
typedef struct {
    const els_move *move; /* NULL: it found nothing */
    els_position position;
} find;

static double support(const find *held, uint32_t n, uint64_t answer, bool by_trust)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        if (held[i].position.answer == answer)
            sum += by_trust ? held[i].position.confidence : 1;
    return sum;
}

/* The answer with the most trust behind it. */
static uint64_t strongest(const find *held, uint32_t n)
{
    uint64_t winner = 0;
    double most = -1;
    for (uint32_t i = 0; i < n; i++) {
        double sum = support(held, n, held[i].position.answer, true);
        if (sum > most) {
            most = sum;
            winner = held[i].position.answer;
        }
    }
    return winner;
}

static find scout(els_work *work, uint32_t field, const els_move *move)
{
    find made = {move, {0}};
    els_work_make(work, field, move, els_work_usual(work, field, move) / WORKER_SHARE);
    if (!els_work_position(work, field, &move, 1, &made.position))
        made.move = NULL;
    return made;
}

/* Two workers meet: whoever has the weaker find takes the other's. */
static void meet(els_work *work, uint32_t field, find *one, find *other)
{
    if (!one->move ||
        els_work_prevails(work, field, other->move, &other->position, one->move, &one->position))
        *one = *other;
    else if (els_work_prevails(work, field, one->move, &one->position, other->move,
                               &other->position))
        *other = *one;
}

/* Tools that found their own notation in the text were heard when the session was opened: those
 * that found something stand by it, and scouts meet them. Returns their number and *ret_heard, that
 * of all of these tools. */
static uint32_t take_first(els_work *work, uint32_t field, const els_move *moves, uint32_t n,
                           double *weight, find *held, uint32_t *ret_heard)
{
    uint32_t n_held = 0, heard = 0;
    els_session *session = els_work_open(work, field);
    for (uint32_t i = 0; i < n && n_held < WORKERS_MAX; i++) {
        if (moves[i].skill || !els_session_has_heard(session, moves[i].family))
            continue;
        held[n_held] = scout(work, field, &moves[i]);
        weight[i] = 0;
        heard++;
        n_held += held[n_held].move != NULL;
    }
    *ret_heard = heard;
    return n_held;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t size = (uint32_t)work->setting->value[0], quorum = (uint32_t)work->setting->value[1];
    els_move moves[ELS_MOVES_MAX];
    double weight[ELS_MOVES_MAX];
    uint32_t n = els_work_moves(work, field, moves), n_held, heard;
    find held[WORKERS_MAX], last = {NULL, {0}};
    els_rng rng = els_session_rng(els_work_open(work, field), 73);
    for (uint32_t i = 0; i < n; i++)
        weight[i] = pow(moves[i].prior, 1 / TEMPERATURE);
    n_held = take_first(work, field, moves, n, weight, held, &heard);
    for (uint32_t w = heard; w < n && w < size && w < WORKERS_MAX; w++) {
        uint32_t m = els_work_draw(weight, n, &rng);
        find own = scout(work, field, &moves[m]);
        weight[m] = 0; /* nobody goes the same way again */
        if (n_held)
            meet(work, field, &own, &held[els_rng_below(&rng, n_held)]);
        if (!own.move)
            continue;
        last = own;
        if (!els_rng_chance(&rng, own.position.confidence))
            continue;
        held[n_held++] = own;
        if (support(held, n_held, own.position.answer, false) >= quorum)
            break;
        for (uint32_t i = 0; i < n; i++)
            weight[i] *= moves[i].family == own.move->family ? 1 + ATTRACTION : 1;
    }
    if (n_held)
        els_work_settle_answer(work, field, strongest(held, n_held));
    else if (last.move)
        els_work_settle_answer(work, field, last.position.answer);
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
    .control_flow = "workers scout by lot, give up the weaker find when they meet, commit by "
                    "trust; a quorum decides",
    .parameters = {"size", "quorum"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
