#include "orchestrator.h"

#include "context_table.h"
#include "kb_index.h"
#include "label_answer.h"
#include "policy.h"
#include "router.h"

#include <math.h>
#include <string.h>

enum { ARMS_MAX = 64 };

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

static double config_of(const els_orders *orders, els_config_id id, els_str agent, els_str kind)
{
    return els_config_get(orders->config, id, agent, kind);
}

/* With few outcomes, few arms: other settings than the default come later. */
static uint32_t list_arms(const els_orders *orders, els_str kind, uint64_t examples,
                          arm ret[ARMS_MAX])
{
    const els_str any = {NULL, 0};
    double first = config_of(orders, ELS_CONFIG_router_first, any, kind);
    uint32_t n_agents, n_allowed = 0, n = 0;
    const els_agent *const *agents = els_agents(&n_agents);
    for (uint32_t a = 0; a < n_agents; a++)
        n_allowed += is_allowed(orders, agents[a]);
    for (uint32_t a = 0; a < n_agents; a++) {
        if (!is_allowed(orders, agents[a]))
            continue;
        uint32_t n_settings = agents[a]->n_settings;
        if (is_forced(orders) || (double)examples < n_allowed * first)
            n_settings = 1;
        for (uint32_t s = 0; s < n_settings && n < ARMS_MAX; s++)
            ret[n++] = (arm){agents[a], &agents[a]->settings[s]};
    }
    if (n == 1 && orders->setting)
        ret[0].setting = orders->setting;
    return n;
}

/* What the policy refuses is the governor's to answer, where it is among the arms. */
static const arm *refuser(const els_view *view, const arm *arms, uint32_t n)
{
    if (!els_policy_refusal(&view->reading))
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        if (els_str_eq(els_str_of(arms[i].agent->name), ELS_STR("governor")))
            return &arms[i];
    return NULL;
}

static void rate(const els_view *view, const els_orders *orders, const arm *arms, uint32_t n,
                 double *ret_utility)
{
    els_router_context context = els_work_context(view);
    double price = config_of(orders, ELS_CONFIG_router_price, (els_str){NULL, 0}, view->task->kind);
    for (uint32_t i = 0; i < n; i++)
        ret_utility[i] = els_router_advantage(
            &view->mind->router, &context,
            els_router_arm_of(els_str_of(arms[i].agent->name), els_str_of(arms[i].setting->name)),
            price);
}

/* Grows with what was learned: the more, the less is left to chance. */
static double gamma_of(const els_mind *mind)
{
    return 2 * sqrt(1.0 + (double)mind->examples);
}

/* Greedy, what is tied with the best drawn by lot; for training tasks mixed with inverse-gap
 * exploration. */
static uint32_t choose(const els_view *view, const els_orders *orders, const double *utility,
                       uint32_t n, double *ret_propensity)
{
    double probability[ARMS_MAX], best = -INFINITY;
    const els_str any = {NULL, 0}, kind = view->task->kind;
    uint32_t tied = 0;
    for (uint32_t i = 0; i < n; i++)
        best = fmax(best, utility[i]);
    for (uint32_t i = 0; i < n; i++)
        tied += utility[i] >= best;
    els_router_weights(utility, n, gamma_of(view->mind), probability);
    double share = 0;
    if (orders->explore)
        share = fmin(1, orders->exploration *
                            config_of(orders, ELS_CONFIG_exploration_scale, any, kind));
    for (uint32_t i = 0; i < n; i++)
        probability[i] = share * probability[i] + (utility[i] >= best ? (1 - share) / tied : 0);
    els_rng rng = els_rng_make(orders->salt, view->task_key, 51);
    uint32_t chosen = els_work_draw(probability, n, &rng);
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
    els_session_run_family(els_work_open(work, f), NULL,
                           (uint32_t)els_work_config(work, ELS_CONFIG_work_explore));
    ret->n_beam = els_session_beam(
        work->session[f], (uint32_t)els_work_config(work, ELS_CONFIG_work_beam), &ret->beam);
    ret->words = (uint64_t *)view->text.words;
    ret->n_words = view->text.n_words;
    ret->facts = (uint64_t *)view->text.facts;
    ret->n_facts = view->text.n_facts;
}

/* The setting with what the configuration says of the architecture's parameters. Only its default
 * is tuned: the others are arms of their own. */
static const els_setting *tuned(const els_orders *orders, const arm *chosen, els_str kind,
                                els_arena *arena)
{
    bool is_default = chosen->setting == &chosen->agent->settings[0];
    els_setting *copy = NULL;
    for (uint32_t i = 0; is_default && orders->config && i < orders->config->n; i++) {
        uint32_t id = orders->config->entries[i].parameter;
        const els_config_desc *desc = els_config_desc_of(id);
        if (!desc->agent || strcmp(desc->agent, chosen->agent->name) != 0)
            continue;
        if (!copy) {
            copy = ELS_ARENA_NEW(arena, els_setting, 1);
            *copy = *chosen->setting;
        }
        copy->value[desc->slot] =
            config_of(orders, (els_config_id)id, els_str_of(desc->agent), kind);
    }
    return copy ? copy : chosen->setting;
}

/* Has the architecture do the task. */
static void perform(const els_view *view, const els_orders *orders, const arm *chosen,
                    els_buf *trace, els_work *ret)
{
    els_str agent = els_str_of(chosen->agent->name), kind = view->task->kind;
    *ret = (els_work){
        .view = view,
        .setting = tuned(orders, chosen, kind, view->arena),
        .config = orders->config,
        .agent = agent,
        .budget = (uint32_t)config_of(orders, ELS_CONFIG_work_budget, agent, kind),
        .explore = orders->explore,
        .trace = trace,
    };
    for (uint32_t f = 0; f < view->task->n_fields; f++)
        chosen->agent->solve(ret, f);
}

static uint64_t spent(const els_work *work)
{
    uint64_t sum = 0;
    for (uint32_t f = 0; f < work->view->task->n_fields; f++)
        sum += work->session[f] ? els_session_spent(work->session[f]) : 0;
    return sum;
}

static els_str params_of(const els_work *work, const arm *chosen)
{
    els_str setting = els_str_of(chosen->setting->name);
    if (work->variant.len == 0)
        return setting;
    return els_arena_printf(work->view->arena, ELS_STR_FMT "/" ELS_STR_FMT, ELS_STR_ARG(setting),
                            ELS_STR_ARG(work->variant));
}

/* In memory of its own, `scratch`: the sessions of one architecture are of no use to the next, and
 * many rehearse. What was found out about the task is noted in the view. */
static els_rehearsal rehearsal_of(const els_view *view, const els_orders *orders, const arm *other,
                                  els_arena *scratch)
{
    els_view own = *view;
    own.arena = scratch;
    els_buf trace = {0};
    els_work work;
    perform(&own, orders, other, &trace, &work);
    els_buf_fini(&trace);
    els_rehearsal ret = {.agent = els_str_of(other->agent->name),
                         .params = els_arena_copy(view->arena, params_of(&work, other)),
                         .cost = spent(&work),
                         .n_values = view->task->n_fields,
                         .values = ELS_ARENA_NEW(view->arena, els_str, view->task->n_fields)};
    for (uint32_t f = 0; f < view->task->n_fields; f++)
        ret.values[f] = els_arena_copy(view->arena, work.answer[f]);
    els_arena_reset(scratch);
    return ret;
}

/* How many others do a training task as well: more of them while little is known, fewer once much
 * is. */
static uint32_t n_rehearsals(const els_view *view, const els_orders *orders)
{
    enum { NOVICE_TASKS = 128, VETERAN_TASKS = 1024, MOST = 16 /* that a message carries */ };
    double n =
        config_of(orders, ELS_CONFIG_router_rehearsals, (els_str){NULL, 0}, view->task->kind);
    if (view->mind->examples < NOVICE_TASKS)
        n *= 2;
    else if (view->mind->examples >= VETERAN_TASKS)
        n /= 2;
    return (uint32_t)fmin(n, MOST);
}

/* What is learned of one architecture per task says little of many: a few others, drawn by the
 * exploring policy, do a training task as well. Their work is part of no agent's cost. */
static void rehearse(const els_view *view, const els_orders *orders, const arm *arms,
                     const double *utility, uint32_t n, const arm *chosen, els_result *ret)
{
    uint32_t most = n_rehearsals(view, orders);
    double odds[ARMS_MAX];
    els_rng rng = els_rng_make(orders->salt, view->task_key, 53);
    els_router_weights(utility, n, gamma_of(view->mind), odds);
    els_arena scratch = {0};
    odds[chosen - arms] = 0;
    ret->rehearsals = ELS_ARENA_NEW(view->arena, els_rehearsal, most + 1);
    while (ret->n_rehearsals < most && ret->n_rehearsals + 1 < n) {
        uint32_t drawn = els_work_draw(odds, n, &rng);
        ret->rehearsals[ret->n_rehearsals++] = rehearsal_of(view, orders, &arms[drawn], &scratch);
        odds[drawn] = 0;
    }
    els_arena_fini(&scratch);
}

static void solve_with(const els_mind *mind, const els_task *task, const els_kb_index *kb,
                       const els_orders *orders, els_arena *arena, els_result *ret)
{
    els_view view;
    els_view_open(&view, mind, task, kb, orders->salt, arena);
    *ret = (els_result){.index = task->index, .id = task->id};
    ret->answers = ELS_ARENA_NEW(arena, els_answer, task->n_fields + 1);
    arm arms[ARMS_MAX];
    uint32_t n_arms = list_arms(orders, task->kind, mind->examples, arms);
    if (n_arms == 0 || task->n_fields == 0 || task->n_fields > ELS_FIELDS_MAX) {
        ret->status = ELS_STATUS_ABSTAINED;
        ret->propensity = 1;
        ret->n_answers = task->n_fields;
        return;
    }
    double utility[ARMS_MAX];
    rate(&view, orders, arms, n_arms, utility);
    const arm *refusing = refuser(&view, arms, n_arms), *chosen = refusing;
    if (refusing)
        ret->propensity = 1;
    else
        chosen = &arms[choose(&view, orders, utility, n_arms, &ret->propensity)];
    els_buf trace = {0};
    els_work work;
    perform(&view, orders, chosen, &trace, &work);
    bool abstained = false;
    for (uint32_t f = 0; f < task->n_fields; f++)
        abstained = abstained || work.answer[f].len == 0;
    ret->cost = spent(&work);
    for (uint32_t f = 0; f < task->n_fields; f++)
        report_field(&work, f, orders->explore, &ret->answers[f]);
    ret->n_answers = task->n_fields;
    ret->agent = els_str_of(chosen->agent->name);
    ret->params = params_of(&work, chosen);
    ret->status = abstained ? ELS_STATUS_ABSTAINED : ELS_STATUS_ANSWERED;
    ret->steps = work.steps;
    ret->trace = els_arena_copy(arena, els_buf_str(&trace));
    els_buf_fini(&trace);
    if (orders->explore && !refusing)
        rehearse(&view, orders, arms, utility, n_arms, chosen, ret);
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
