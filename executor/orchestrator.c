#include "orchestrator.h"

#include "context_table.h"
#include "kb_index.h"
#include "label_answer.h"
#include "router.h"

#include <math.h>

enum { ARMS_MAX = 64 };
#define ROUTER_DOUBT 0.3 /* utility: standard error of an arm that was tried once, about */

typedef struct {
    const els_agent *agent;
    const els_setting *setting;
} arm;

bool els_orchestrator_knows(els_str agent)
{
    return els_agent_named(agent) != NULL;
}

/* A lesson for the label learner that asks for no label is answered like any other task. */
static bool is_forced(const els_orders *orders)
{
    return orders->agent.len && !els_str_eq(orders->agent, ELS_STR(ELS_LABELS_AGENT));
}

static bool is_allowed(const els_orders *orders, const els_agent *agent)
{
    els_str name = els_str_of(agent->name);
    if (is_forced(orders))
        return els_str_eq(orders->agent, name);
    for (uint32_t i = 0; i < orders->n_agents; i++)
        if (els_str_eq(orders->agents[i], name))
            return true;
    return orders->n_agents == 0;
}

static uint32_t list_arms(const els_orders *orders, arm ret[ARMS_MAX])
{
    uint32_t n_agents, n = 0;
    const els_agent *const *agents = els_agents(&n_agents);
    for (uint32_t a = 0; a < n_agents; a++) {
        if (!is_allowed(orders, agents[a]))
            continue;
        uint32_t n_settings = is_forced(orders) ? 1 : agents[a]->n_settings;
        for (uint32_t s = 0; s < n_settings && n < ARMS_MAX; s++)
            ret[n++] = (arm){agents[a], &agents[a]->settings[s]};
    }
    return n;
}

/* Greedy, what is tied with the best drawn by lot; for training tasks mixed with inverse-gap
 * exploration. */
static uint32_t choose(const els_view *view, const els_orders *orders, const arm *arms, uint32_t n,
                       double *ret_propensity)
{
    double utility[ARMS_MAX], probability[ARMS_MAX], best = -INFINITY;
    els_router_context context = {els_hash_str(view->task->kind), view->task->n_fields,
                                  &view->text};
    uint32_t tied = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint64_t key = els_hash_pair(els_hash_str(els_str_of(arms[i].agent->name)),
                                     els_hash_str(els_str_of(arms[i].setting->name)));
        utility[i] = els_router_utility(&view->mind->model, &context, key);
        best = fmax(best, utility[i]);
    }
    /* Arms that the outcomes seen so far cannot tell from the best one share its place. */
    double level = best - ROUTER_DOUBT / sqrt(1 + (double)view->mind->examples / n);
    for (uint32_t i = 0; i < n; i++)
        tied += utility[i] >= level;
    double gamma = 2 * sqrt(1.0 + (double)view->mind->examples);
    els_router_weights(utility, n, gamma, probability);
    double share = orders->explore ? orders->exploration : 0;
    for (uint32_t i = 0; i < n; i++)
        probability[i] = share * probability[i] + (utility[i] >= level ? (1 - share) / tied : 0);
    els_rng rng = els_rng_make(orders->salt, view->task_key, 51);
    double at = els_rng_unit(&rng);
    uint32_t chosen = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (probability[i] <= 0)
            continue;
        chosen = i;
        at -= probability[i];
        if (at < 0)
            break;
    }
    *ret_propensity = probability[chosen];
    return chosen;
}

static void report_field(els_work *work, uint32_t f, bool with_beam, els_answer *ret)
{
    *ret = (els_answer){.value = work->answer[f], .confidence = work->confidence[f]};
    if (!with_beam)
        return;
    const els_view *view = work->view;
    /* Training tasks are searched widely whoever answered, so that there is something to learn
     * from; this work is not part of the agent's cost. */
    els_session_run_family(els_work_open(work, f), NULL, ELS_EXPLORE_BUDGET);
    ret->n_beam = els_session_beam(work->session[f], ELS_BEAM_MAX, &ret->beam);
    ret->words = (uint64_t *)view->text.words;
    ret->n_words = view->text.n_words;
    ret->facts = (uint64_t *)view->text.facts;
    ret->n_facts = view->text.n_facts;
}

static void solve_with(const els_mind *mind, const els_task *task, const els_kb_index *kb,
                       const els_orders *orders, els_arena *arena, els_result *ret)
{
    els_view view;
    els_view_open(&view, mind, task, kb, orders->salt, arena);
    *ret = (els_result){.index = task->index, .id = task->id};
    ret->answers = ELS_ARENA_NEW(arena, els_answer, task->n_fields + 1);
    arm arms[ARMS_MAX];
    uint32_t n_arms = list_arms(orders, arms);
    if (n_arms == 0 || task->n_fields == 0 || task->n_fields > ELS_FIELDS_MAX) {
        ret->status = ELS_STATUS_ABSTAINED;
        ret->propensity = 1;
        ret->n_answers = task->n_fields;
        return;
    }
    const arm *chosen = &arms[choose(&view, orders, arms, n_arms, &ret->propensity)];
    els_buf trace = {0};
    els_work work = {
        .view = &view, .setting = chosen->setting, .budget = ELS_FIELD_BUDGET, .trace = &trace};
    for (uint32_t f = 0; f < task->n_fields; f++)
        chosen->agent->solve(&work, f);
    bool abstained = false;
    for (uint32_t f = 0; f < task->n_fields; f++) {
        ret->cost += work.session[f] ? els_session_spent(work.session[f]) : 0;
        abstained = abstained || work.answer[f].len == 0;
    }
    for (uint32_t f = 0; f < task->n_fields; f++)
        report_field(&work, f, orders->explore, &ret->answers[f]);
    ret->n_answers = task->n_fields;
    ret->agent = els_str_of(chosen->agent->name);
    ret->params = els_str_of(chosen->setting->name);
    ret->status = abstained ? ELS_STATUS_ABSTAINED : ELS_STATUS_ANSWERED;
    ret->steps = work.steps;
    ret->trace = els_arena_copy(arena, els_buf_str(&trace));
    els_buf_fini(&trace);
}

void els_orchestrator_solve(const els_mind *mind, const els_task *task, const els_kb_index *kb,
                            const els_orders *orders, els_arena *arena, els_result *ret)
{
    /* A table in the context is a knowledge base for this one task. */
    els_kb table;
    els_task about = *task;
    els_kb_index *own = NULL;
    if (els_label_answer(mind, task, orders, arena, ret))
        return;
    if (!kb && els_context_table(task->context, arena, &table, &about.context) &&
        !els_kb_index_new(&table, &own))
        solve_with(mind, &about, own, orders, arena, ret);
    else
        solve_with(mind, task, kb, orders, arena, ret);
    els_kb_index_free(&own);
}
