/* chain_of_thought — Wei et al. 2022, arXiv 2201.11903, with self-consistency, Wang et al. 2022,
 * arXiv 2203.11171.
 *
 * Control flow: draw n independent derivations (shapes, from the model's distribution at a
 * temperature), follow each to its answer, and take the answer that most of them reach.
 * Parameters: n, temperature. */
#include "agent.h"

#include <math.h>

enum { CHAINS_MAX = 16 };

static const els_skill *draw_shape(const els_shape_guess *shapes, uint32_t n, double temperature,
                                   els_rng *rng)
{
    double weight[ELS_MOVES_MAX];
    for (uint32_t i = 0; i < n; i++)
        weight[i] = pow(shapes[i].probability, 1 / temperature);
    return shapes[els_work_draw(weight, n, rng)].skill;
}

/* The best candidate of a shape, NULL when it found nothing. */
static const els_pooled *conclusion(const els_pool *pool, uint64_t skill)
{
    const els_pooled *best = NULL;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        if (item->skill == skill && (!best || item->score > best->score))
            best = item;
    }
    return best;
}

static void vote(els_work *work, uint32_t field, const els_skill *const *chain, uint32_t n_chains)
{
    els_session *session = work->session[field];
    const els_pool *pool = els_session_pool(session);
    uint32_t n_groups, winner = 0, most = 0;
    const els_answer_group *groups = els_session_groups(session, &n_groups);
    for (uint32_t g = 0; g < n_groups; g++) { /* heaviest first, so a tie goes to the heavier */
        uint32_t votes = 0;
        for (uint32_t c = 0; c < n_chains; c++) {
            const els_pooled *end = conclusion(pool, chain[c]->key);
            votes += end && end->answer_hash == pool->items[groups[g].best].answer_hash;
        }
        if (votes > most) {
            most = votes;
            winner = g;
        }
    }
    if (n_groups)
        els_work_settle(work, field, &groups[winner],
                        els_session_confidence(session, &groups[winner]));
    else
        els_work_settle_best(work, field);
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t n = (uint32_t)work->setting->value[0], n_shapes;
    els_session *session = els_work_open(work, field);
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    if (n_shapes == 0) {
        els_work_run_family(work, field, NULL, els_work_left(work, field));
        els_work_settle_best(work, field);
        return;
    }
    const els_skill *chain[CHAINS_MAX];
    els_rng rng = els_session_rng(session, 41);
    for (uint32_t c = 0; c < n; c++) {
        chain[c] = draw_shape(shapes, n_shapes, work->setting->value[1], &rng);
        bool again = false;
        for (uint32_t k = 0; k < c; k++)
            again = again || chain[k] == chain[c];
        if (!again)
            els_work_run_shape(work, field, chain[c]);
    }
    vote(work, field, chain, n);
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
