#include "orchestrator.h"

#include "context_plain.h"
#include "context_table.h"
#include "kb_index.h"
#include "label_answer.h"
#include "policy.h"
#include "router.h"
#include "usual.h"

#include <math.h>
#include <string.h>

enum { ARMS_MAX = 64, BEAM_MAX = 256 /* of the wire */ };

typedef struct {
    const els_agent *agent;
    const els_setting *setting;
} arm;

/* Who may take a field over whose answer is not trusted, in the default setting: one hears more of
 * what is likely, the other goes on until an answer is trusted. */
static const char *const seconds[] = {"planning", "react"};
enum { SECONDS = sizeof seconds / sizeof seconds[0] };

/* Second looks at a task's fields. */
typedef struct {
    bool by_worth;    /* at every field where the router expects a gain */
    uint32_t field;   /* else at this one, */
    const arm *taker; /* by this one; NULL: none */
} looks;

bool els_orchestrator_knows(els_str agent)
{
    return els_agent_named(agent) != NULL;
}

bool els_orchestrator_is_forced(const els_orders *orders)
{
    return orders->agent.len && !els_str_eq(orders->agent, ELS_STR(ELS_LABELS_AGENT));
}

static bool is_allowed(const els_orders *orders, const els_agent *agent)
{
    els_str name = els_str_of(agent->name);
    if (els_orchestrator_is_forced(orders))
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
        if (els_orchestrator_is_forced(orders) || (double)examples < n_allowed * first)
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

/* Rehearsals are for telling those apart that may be chosen. */
#define CONTENDERS 100

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
    *ret = (els_answer){.value = work->answer[f], .confidence = work->told[f]};
    if (!with_beam)
        return;
    const els_view *view = work->view;
    /* Training tasks are searched widely whoever answered, so that there is something to learn
     * from; this work is not part of the agent's cost. */
    els_session_run_family(els_work_open(work, f), NULL,
                           (uint32_t)els_work_config(work, ELS_CONFIG_work_explore));
    ret->n_beam = els_session_beam(
        work->session[f], (uint32_t)els_work_config(work, ELS_CONFIG_work_beam), &ret->beam);
    if (els_usual_is_named(&view->task->fields[f]))
        els_usual_ask(ret, BEAM_MAX, view->arena);
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

static els_router_arm router_arm_of(const arm *a)
{
    return els_router_arm_of(els_str_of(a->agent->name), els_str_of(a->setting->name));
}

/* Fills the list of those that may take a field of the chosen one over; returns how many. */
static uint32_t list_takers(const els_orders *orders, const arm *chosen, arm ret[SECONDS])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < SECONDS; i++) {
        const els_agent *agent = els_agent_named(els_str_of(seconds[i]));
        if (is_allowed(orders, agent) && chosen->setting != &agent->settings[0])
            ret[n++] = (arm){agent, &agent->settings[0]};
    }
    return n;
}

/* Whose second look at the field is worth most; false where nobody's is worth anything. */
static bool best_taker(const els_work *work, const els_orders *orders, const arm *chosen,
                       uint32_t field, arm *ret)
{
    arm takers[SECONDS];
    const els_view *view = work->view;
    els_router_context context = els_work_context(view);
    uint32_t n = list_takers(orders, chosen, takers);
    double best = 0,
           price = config_of(orders, ELS_CONFIG_router_price, (els_str){NULL, 0}, view->task->kind);
    for (uint32_t i = 0; i < n; i++) {
        double gain = els_router_gain(&view->mind->router, &context, router_arm_of(&takers[i]),
                                      work->confidence[field], price);
        if (gain > best) {
            best = gain;
            *ret = takers[i];
        }
    }
    return best > 0;
}

/* Lets another architecture take the field over, in the same session: what the first one has found
 * stays, and is not paid for again. */
static void look_again(els_work *work, const els_orders *orders, uint32_t field, const arm *taker)
{
    const els_setting *setting = tuned(orders, taker, work->view->task->kind, work->view->arena);
    els_work_delegate(work, field, taker->agent, setting, els_work_left(work, field));
}

/* Has the architecture do the task, and others look at it again. In *ret_taker who did last; its
 * architecture is NULL where nobody did. */
static void perform(const els_view *view, const els_orders *orders, const arm *chosen,
                    const looks *again, els_buf *trace, els_work *ret, arm *ret_taker)
{
    arm taker;
    *ret_taker = (arm){NULL, NULL};
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
    for (uint32_t f = 0; f < view->task->n_fields; f++) {
        chosen->agent->solve(ret, f);
        if (again->taker && again->field == f)
            taker = *again->taker;
        else if (!again->by_worth || !best_taker(ret, orders, chosen, f, &taker))
            continue;
        look_again(ret, orders, f, &taker);
        *ret_taker = taker;
    }
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
                                  const looks *again, els_arena *scratch)
{
    els_view own = *view;
    own.arena = scratch;
    els_buf trace = {0};
    els_work work;
    arm taker;
    perform(&own, orders, other, again, &trace, &work, &taker);
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

/* The field that was answered with the least trust. */
static uint32_t least_trusted(const els_work *work)
{
    uint32_t least = 0;
    for (uint32_t f = 1; f < work->view->task->n_fields; f++)
        if (work->confidence[f] < work->confidence[least])
            least = f;
    return least;
}

/* The task as the chosen one did it, with a second look at its least trusted field by one of the
 * takers, drawn by lot. False: there is none. */
static bool rehearse_look(const els_work *work, const els_orders *orders, const arm *chosen,
                          els_rng *rng, els_arena *scratch, els_rehearsal *ret)
{
    arm takers[SECONDS];
    uint32_t n = list_takers(orders, chosen, takers);
    if (n == 0)
        return false;
    looks again = {.field = least_trusted(work), .taker = &takers[els_rng_below(rng, n)]};
    els_router_look look = {.first = params_of(work, chosen),
                            .agent = els_str_of(again.taker->agent->name),
                            .setting = els_str_of(again.taker->setting->name),
                            .confidence = work->confidence[again.field]};
    *ret = rehearsal_of(work->view, orders, chosen, &again, scratch);
    ret->params = els_router_look_name(&look, true, work->view->arena);
    return true;
}

/* What is learned of one architecture per task says little of many: a few others, drawn by the
 * exploring policy, do a training task as well, and the chosen one once more with a second look.
 * Their work is part of no agent's cost. */
static void rehearse(const els_work *work, const els_orders *orders, const arm *arms,
                     const double *utility, uint32_t n, const arm *chosen, els_result *ret)
{
    const els_view *view = work->view;
    const looks none = {0};
    uint32_t most = n_rehearsals(view, orders);
    double odds[ARMS_MAX];
    els_rng rng = els_rng_make(orders->salt, view->task_key, 53);
    els_router_weights(utility, n, CONTENDERS * gamma_of(view->mind), odds);
    els_arena scratch = {0};
    odds[chosen - arms] = 0;
    ret->rehearsals = ELS_ARENA_NEW(view->arena, els_rehearsal, most + 1);
    if (most > 0 && n > 1)
        ret->n_rehearsals +=
            rehearse_look(work, orders, chosen, &rng, &scratch, &ret->rehearsals[0]);
    for (uint32_t others = 1; ret->n_rehearsals < most && others < n; others++) {
        uint32_t drawn = els_work_draw(odds, n, &rng);
        ret->rehearsals[ret->n_rehearsals++] =
            rehearsal_of(view, orders, &arms[drawn], &none, &scratch);
        odds[drawn] = 0;
    }
    els_arena_fini(&scratch);
}

void els_orchestrator_open(els_open_task *open, const els_mind *mind, const els_task *task,
                           const els_kb_index *kb, uint64_t salt, els_arena *arena)
{
    /* A table in the context is a knowledge base for this one task. */
    els_kb table;
    els_str plain = task->context;
    *open = (els_open_task){.about = *task};
    if (!kb)
        (void)els_context_plain(task->context, arena, &plain);
    if (!kb && els_context_table(plain, arena, &table, &open->about.context) &&
        !els_kb_index_new(&table, &open->own))
        kb = open->own;
    else
        open->about.context = plain;
    els_view_open(&open->view, mind, &open->about, kb, salt, arena);
}

void els_orchestrator_close(els_open_task *open)
{
    els_kb_index_free(&open->own);
}

void els_orchestrator_work(const els_open_task *open, const els_task *task,
                           const els_orders *orders, els_arena *arena, els_result *ret)
{
    els_view view = open->view;
    view.arena = arena;
    view.words_share = orders->explore ? 1 : ELS_WORDS_SHARE_ANSWERING;
    *ret = (els_result){.index = task->index, .id = task->id};
    ret->answers = ELS_ARENA_NEW(arena, els_answer, task->n_fields + 1);
    arm arms[ARMS_MAX];
    uint32_t n_arms = list_arms(orders, task->kind, view.mind->examples, arms);
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
    arm taker;
    /* In training it is learned what the chosen one is worth alone. */
    const looks again = {.by_worth =
                             !orders->explore && !refusing && !els_orchestrator_is_forced(orders)};
    perform(&view, orders, chosen, &again, &trace, &work, &taker);
    bool abstained = false;
    for (uint32_t f = 0; f < task->n_fields; f++)
        abstained = abstained || work.answer[f].len == 0;
    ret->cost = spent(&work);
    for (uint32_t f = 0; f < task->n_fields; f++)
        report_field(&work, f, orders->explore, &ret->answers[f]);
    ret->n_answers = task->n_fields;
    ret->agent = els_str_of(chosen->agent->name);
    ret->params = params_of(&work, chosen);
    if (taker.agent) {
        const els_router_look look = {.first = ret->params,
                                      .agent = els_str_of(taker.agent->name),
                                      .setting = els_str_of(taker.setting->name)};
        ret->params = els_router_look_name(&look, false, arena);
    }
    ret->status = abstained ? ELS_STATUS_ABSTAINED : ELS_STATUS_ANSWERED;
    ret->steps = work.steps;
    ret->trace = els_arena_copy(arena, els_buf_str(&trace));
    els_buf_fini(&trace);
    if (orders->explore && !refusing)
        rehearse(&work, orders, arms, utility, n_arms, chosen, ret);
}

void els_orchestrator_solve(const els_mind *mind, const els_task *task, const els_kb_index *kb,
                            const els_orders *orders, els_arena *arena, els_result *ret)
{
    els_open_task open;
    if (els_label_answer(mind, task, orders, arena, ret))
        return;
    els_orchestrator_open(&open, mind, task, kb, orders->salt, arena);
    els_orchestrator_work(&open, task, orders, arena, ret);
    els_orchestrator_close(&open);
}
