/* chain_of_thought — Wei et al. 2022, arXiv 2201.11903, with self-consistency, Wang et al. 2022,
 * arXiv 2203.11171.
 *
 * Control flow: draw n independent derivations (a shape or a family, by what the question suggests,
 * then a program of its family, by what the model makes of what was found; both at a temperature)
 * and take the answer that most of them reach.
 *
 * Parameters: n, temperature. */
#include "agent.h"

#include <math.h>

enum { CHAINS_MAX = 16, THOUGHTS_MAX = 96 /* 32 shapes and all families */ };
#define COLDEST 0.01 /* temperature at which the best program is as good as certain */

/* How a derivation begins: with a shape of the library, or (skill NULL) with a family whose right
 * program the library may not know. Fills at most THOUGHTS_MAX, whose priors sum to 1. */
static uint32_t list_thoughts(els_session *session, els_move *ret)
{
    uint32_t n_shapes, n_newcomers, n = 0;
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    const els_newcomer *newcomers = els_session_newcomers(session, &n_newcomers);
    double known = 1 - els_session_novelty(session);
    for (uint32_t i = 0; i < n_shapes; i++)
        ret[n++] =
            (els_move){shapes[i].skill, els_family_named(els_str_of(shapes[i].skill->family)),
                       shapes[i].probability * known};
    for (uint32_t i = 0; i < n_newcomers && n < THOUGHTS_MAX; i++)
        ret[n++] = (els_move){NULL, newcomers[i].family, newcomers[i].chance};
    return n;
}

static const els_move *draw_thought(const els_move *thoughts, uint32_t n, double temperature,
                                    els_rng *rng)
{
    double weight[THOUGHTS_MAX];
    for (uint32_t i = 0; i < n; i++)
        weight[i] = pow(fmax(0, thoughts[i].prior), 1 / temperature);
    return &thoughts[els_work_draw(weight, n, rng)];
}

/* A program of the family, drawn from the model's distribution at the temperature; NULL when the
 * family found nothing. */
static const els_pooled *draw_program(const els_pool *pool, els_str family, double temperature,
                                      els_arena *arena, els_rng *rng)
{
    const els_pooled **items = ELS_ARENA_NEW(arena, const els_pooled *, pool->n_items + 1);
    double *weight = ELS_ARENA_NEW(arena, double, pool->n_items + 1), top = -INFINITY;
    uint32_t n = 0;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        if (!els_str_eq(pool->items[i].family, family))
            continue;
        items[n++] = &pool->items[i];
        top = fmax(top, pool->items[i].score);
    }
    for (uint32_t i = 0; i < n; i++)
        weight[i] = exp((items[i]->score - top) / fmax(COLDEST, temperature));
    return n ? items[els_work_draw(weight, n, rng)] : NULL;
}

/* The answer that most chains reach; the heavier one where two have as many. */
static const els_answer_group *majority(els_session *session, const els_pooled *const *ends,
                                        uint32_t n_chains)
{
    const els_pool *pool = els_session_pool(session);
    uint32_t n_groups, winner = 0, most = 0;
    const els_answer_group *groups = els_session_groups(session, &n_groups);
    for (uint32_t g = 0; g < n_groups; g++) { /* heaviest first */
        uint32_t votes = 0;
        for (uint32_t c = 0; c < n_chains; c++)
            votes += ends[c] && ends[c]->answer_hash == pool->items[groups[g].best].answer_hash;
        if (votes > most) {
            most = votes;
            winner = g;
        }
    }
    return n_groups ? &groups[winner] : NULL;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t n = (uint32_t)work->setting->value[0], n_shapes;
    double temperature = work->setting->value[1];
    els_session *session = els_work_open(work, field);
    (void)els_session_shapes(session, &n_shapes);
    if (n_shapes == 0) {
        els_work_run_family(work, field, NULL, els_work_left(work, field));
        els_work_settle_best(work, field);
        return;
    }
    els_move thoughts[THOUGHTS_MAX];
    uint32_t n_thoughts = list_thoughts(session, thoughts);
    const els_move *thought[CHAINS_MAX];
    const els_pooled *end[CHAINS_MAX];
    els_rng rng = els_session_rng(session, 41);
    for (uint32_t c = 0; c < n; c++) {
        thought[c] = draw_thought(thoughts, n_thoughts, temperature, &rng);
        els_work_take_up(work, field, thought[c]);
    }
    /* Of what is new nothing is known that a draw could go by but which program is best. */
    temperature *= 1 - els_session_novelty(session);
    for (uint32_t c = 0; c < n; c++)
        end[c] = draw_program(els_session_pool(session), els_str_of(thought[c]->family->name),
                              temperature, work->view->arena, &rng);
    const els_answer_group *answer = majority(session, end, n);
    if (answer)
        els_work_settle(work, field, answer, els_session_confidence(session, answer));
    else
        els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {5, 0.7}},
    {"short", {3, 0.4}},
};

const els_agent els_agent_chain_of_thought = {
    .name = "chain_of_thought",
    .source = "Wei et al. 2022, arXiv 2201.11903; Wang et al. 2022, arXiv 2203.11171",
    .control_flow = "draw n derivations, follow each to its answer, take the majority",
    .parameters = {"n", "temperature"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
