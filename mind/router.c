#include "router.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PROBES = 8 }; /* slots in a row where a fact may stand */
enum { EVERYWHERE, KIND, FORM, PLACES };

/* An estimate that rests on this many tasks counts as much as the coarser one. Whether an answer is
 * right is noisy and differs little between arms; what it costs is known after a few tasks.
 * Measured in docs/decisions/0046. */
#define DOUBT_OF_RIGHT 120.0
#define DOUBT_OF_COST 16.0
/* A mean forgets: what an arm is worth changes with what the mind knows. What a second look is
 * worth at a given confidence changes less. */
#define MEMORY_OF_ARM 40.0f
#define MEMORY_OF_LOOK 256.0f
/* A second look mostly changes nothing: that is what is thought before any was seen. What it costs
 * is not doubted; a kind's cost of it leans on all kinds' as its success does. */
#define DOUBT_OF_LOOK 64.0
/* Of the answers that are wrong by their confidence, the share that is thought to be set right
 * before any were seen. */
#define HOPE_OF_LOOK 0.2

els_err els_router_init(els_router *router)
{
    els_router_fact *facts = calloc(ELS_ROUTER_FACTS, sizeof *facts);
    if (!facts)
        return ELS_E_NOMEM;
    router->facts = facts;
    return ELS_OK;
}

void els_router_fini(els_router *router)
{
    free(router->facts);
    *router = (els_router){0};
}

void els_router_clear(els_router *router)
{
    memset(router->facts, 0, ELS_ROUTER_FACTS * sizeof *router->facts);
}

void els_router_copy(els_router *to, const els_router *from)
{
    memcpy(to->facts, from->facts, ELS_ROUTER_FACTS * sizeof *to->facts);
}

/* ---- bytes ---- */

static void put_mean(els_buf *out, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    els_buf_add_number(out, bits, 4);
}

static bool get_mean(els_str *in, float *ret)
{
    uint64_t wide;
    if (!els_str_take_number(in, &wide, 4))
        return false;
    uint32_t bits = (uint32_t)wide;
    memcpy(ret, &bits, sizeof bits);
    return isfinite(*ret);
}

static bool is_same(const els_router_fact *a, const els_router_fact *b)
{
    return a->key == b->key && a->tasks == b->tasks && a->right == b->right && a->cost == b->cost;
}

void els_router_save(const els_router *router, const els_router *base, els_buf *out)
{
    static const els_router_fact nothing = {0};
    uint32_t n = 0;
    for (uint32_t i = 0; i < ELS_ROUTER_FACTS; i++)
        n += !is_same(&router->facts[i], base ? &base->facts[i] : &nothing);
    els_buf_add_number(out, n, 4);
    for (uint32_t i = 0; i < ELS_ROUTER_FACTS; i++) {
        const els_router_fact *fact = &router->facts[i];
        if (is_same(fact, base ? &base->facts[i] : &nothing))
            continue;
        els_buf_add_number(out, i, 4);
        els_buf_add_number(out, fact->key, 8);
        put_mean(out, fact->tasks);
        put_mean(out, fact->right);
        put_mean(out, fact->cost);
    }
}

els_err els_router_load(els_router *router, const els_router *base, els_str *in)
{
    uint64_t n, at, before = 0;
    if (base)
        els_router_copy(router, base);
    else
        els_router_clear(router);
    if (!els_str_take_number(in, &n, 4))
        return ELS_E_FORMAT;
    for (uint64_t i = 0; i < n; i++) {
        els_router_fact fact;
        if (!els_str_take_number(in, &at, 4) || at >= ELS_ROUTER_FACTS || (i > 0 && at <= before) ||
            !els_str_take_number(in, &fact.key, 8) || !get_mean(in, &fact.tasks) ||
            !get_mean(in, &fact.right) || !get_mean(in, &fact.cost) || fact.tasks < 0)
            return ELS_E_FORMAT;
        router->facts[at] = fact;
        before = at;
    }
    return ELS_OK;
}

/* ---- facts ---- */

els_router_arm els_router_arm_of(els_str agent, els_str setting)
{
    uint64_t name = els_hash_str(agent);
    return (els_router_arm){name, els_hash_pair(name, els_hash_str(setting))};
}

/* What a task asks for, ever more exactly. */
static void places_of(const els_router_context *context, uint64_t ret[PLACES])
{
    ret[EVERYWHERE] = 0;
    ret[KIND] = els_hash_pair(KIND, context->kind);
    ret[FORM] = els_hash_pair(els_hash_pair(context->kind, context->type), context->n_fields);
}

/* 0 marks a free slot. */
static uint64_t key_of(uint64_t arm, uint64_t place)
{
    uint64_t key = els_hash_pair(arm, place);
    return key ? key : 1;
}

static const els_router_fact *find(const els_router *router, uint64_t arm, uint64_t place)
{
    uint64_t key = key_of(arm, place);
    for (uint32_t i = 0; i < PROBES; i++) {
        const els_router_fact *fact = &router->facts[(key + i) % ELS_ROUTER_FACTS];
        if (fact->key == key)
            return fact;
    }
    return NULL;
}

/* The fact of this key, a fresh one in place of what rests on least if there is none. */
static els_router_fact *take(els_router *router, uint64_t arm, uint64_t place)
{
    uint64_t key = key_of(arm, place);
    els_router_fact *least = &router->facts[key % ELS_ROUTER_FACTS];
    for (uint32_t i = 0; i < PROBES; i++) {
        els_router_fact *fact = &router->facts[(key + i) % ELS_ROUTER_FACTS];
        if (fact->key == key)
            return fact;
        if (fact->tasks < least->tasks)
            least = fact;
    }
    *least = (els_router_fact){.key = key};
    return least;
}

typedef struct {
    double right, cost;
} worth;

static double mixed(double fine, double coarse, double tasks, double doubt)
{
    return (tasks * fine + doubt * coarse) / (tasks + doubt);
}

static void refine(worth *estimate, const els_router_fact *fact)
{
    if (!fact)
        return;
    estimate->right =
        mixed((double)fact->right, estimate->right, (double)fact->tasks, DOUBT_OF_RIGHT);
    estimate->cost = mixed((double)fact->cost, estimate->cost, (double)fact->tasks, DOUBT_OF_COST);
}

/* From what all settings of the architecture have in common to this one on such tasks. */
static worth excess_of(const els_router *router, const els_router_context *context,
                       els_router_arm arm)
{
    worth estimate = {0, 0};
    uint64_t places[PLACES];
    places_of(context, places);
    refine(&estimate, find(router, arm.agent, places[EVERYWHERE]));
    for (int p = 0; p < PLACES; p++)
        refine(&estimate, find(router, arm.setting, places[p]));
    return estimate;
}

double els_router_advantage(const els_router *router, const els_router_context *context,
                            els_router_arm arm, double price)
{
    worth excess = excess_of(router, context, arm);
    return excess.right - excess.cost / price;
}

bool els_router_has_tried(const els_router *router, const els_router_context *context,
                          els_router_arm arm)
{
    uint64_t places[PLACES];
    places_of(context, places);
    return find(router, arm.setting, places[FORM]) != NULL;
}

/* ---- second looks ---- */

/* Where a second look is remembered: at whatever confidence, at this one, and at this one in a
 * kind. */
enum { LOOKS = 3 };
static void looks_of(const els_router_context *context, double confidence, uint64_t ret[LOOKS])
{
    enum { LOOK = PLACES, ANY = 10 }; /* no place of an arm; no tenth */
    uint64_t tenth = confidence < 0 ? 0 : confidence >= 1 ? 9 : (uint64_t)(confidence * 10);
    ret[0] = els_hash_pair(LOOK, ANY);
    ret[1] = els_hash_pair(LOOK, tenth);
    ret[2] = els_hash_pair(ret[1], context->kind);
}

els_str els_router_look_name(const els_router_look *look, bool with_confidence, els_arena *arena)
{
    els_str name = els_arena_printf(arena, ELS_STR_FMT ">" ELS_STR_FMT "/" ELS_STR_FMT,
                                    ELS_STR_ARG(look->first), ELS_STR_ARG(look->agent),
                                    ELS_STR_ARG(look->setting));
    if (!with_confidence)
        return name;
    return els_arena_printf(arena, ELS_STR_FMT "@%.3f", ELS_STR_ARG(name), look->confidence);
}

bool els_router_is_alone(els_str params)
{
    return !els_str_contains(params, ELS_STR(">"));
}

bool els_router_look_read(els_str params, els_router_look *ret)
{
    els_router_look look;
    els_str name;
    if (!els_str_split(&params, '>', &look.first) || !els_str_split(&params, '@', &name) ||
        !els_str_split(&name, '/', &look.agent) || look.agent.len == 0 || name.len == 0 ||
        !els_str_to_double(params, &look.confidence))
        return false;
    look.setting = name;
    *ret = look;
    return true;
}

double els_router_gain(const els_router *router, const els_router_context *context,
                       els_router_arm second, double confidence, double price)
{
    uint64_t looks[LOOKS];
    looks_of(context, confidence, looks);
    const els_router_fact *any = find(router, second.setting, looks[0]);
    if (!any)
        return 0;
    worth gain = {HOPE_OF_LOOK * (1 - confidence), (double)any->cost};
    for (int p = 1; p < LOOKS; p++) {
        const els_router_fact *fact = find(router, second.setting, looks[p]);
        if (!fact)
            continue;
        double tasks = (double)fact->tasks;
        gain.right =
            mixed((double)fact->right, gain.right, tasks, p == 1 ? DOUBT_OF_LOOK : DOUBT_OF_RIGHT);
        gain.cost =
            mixed((double)fact->cost, gain.cost, tasks, p == 1 ? DOUBT_OF_COST : DOUBT_OF_RIGHT);
    }
    return gain.right - gain.cost / price;
}

/* ---- learning ---- */

static const uint64_t ANYBODY = 0; /* in place of an arm: what is usual, whoever does the task */

static void note(els_router *router, uint64_t arm, uint64_t place, worth seen, float memory)
{
    els_router_fact *fact = take(router, arm, place);
    if (fact->tasks < memory)
        fact->tasks++;
    fact->right += (float)((seen.right - (double)fact->right) / (double)fact->tasks);
    fact->cost += (float)((seen.cost - (double)fact->cost) / (double)fact->tasks);
}

static void note_everywhere(els_router *router, uint64_t arm, const uint64_t places[PLACES],
                            worth seen)
{
    for (int p = 0; p < PLACES; p++)
        note(router, arm, places[p], seen, MEMORY_OF_ARM);
}

static worth outcome_of(const els_router_outcome *outcome)
{
    return (worth){outcome->right ? 1 : 0, (double)outcome->cost};
}

static els_str setting_of(els_str params)
{
    els_str rest = params, setting = params;
    els_str_split(&rest, '/', &setting);
    return setting;
}

/* What the task itself made of the outcomes: their mean, had all arms been average. */
static worth share_of_task(const els_router *router, const els_router_context *context,
                           const els_router_outcome *outcomes, uint32_t n)
{
    worth sum = {0, 0};
    for (uint32_t i = 0; i < n; i++) {
        worth excess = excess_of(
            router, context, els_router_arm_of(outcomes[i].agent, setting_of(outcomes[i].params)));
        worth seen = outcome_of(&outcomes[i]);
        sum.right += seen.right - excess.right;
        sum.cost += seen.cost - excess.cost;
    }
    return (worth){sum.right / n, sum.cost / n};
}

/* What is usual for such tasks; before any was seen right is as likely as wrong. */
static worth usual(const els_router *router, const uint64_t places[PLACES], worth seen)
{
    for (int p = PLACES; p-- > 0;) {
        const els_router_fact *fact = find(router, ANYBODY, places[p]);
        if (fact)
            return (worth){(double)fact->right, (double)fact->cost};
    }
    return (worth){0.5, seen.cost};
}

void els_router_learn(els_router *router, const els_router_context *context,
                      const els_router_outcome *outcomes, uint32_t n)
{
    uint64_t places[PLACES];
    places_of(context, places);
    worth task = share_of_task(router, context, outcomes, n);
    worth level = n > 1 ? task : usual(router, places, task);
    note_everywhere(router, ANYBODY, places, task);
    for (uint32_t i = 0; i < n; i++) {
        els_str params = outcomes[i].params, setting = setting_of(params);
        els_router_arm arm = els_router_arm_of(outcomes[i].agent, setting);
        worth seen = outcome_of(&outcomes[i]);
        worth excess = {seen.right - level.right, seen.cost - level.cost};
        note(router, arm.agent, places[EVERYWHERE], excess, MEMORY_OF_ARM);
        note_everywhere(router, arm.setting, places, excess);
        if (setting.len < params.len)
            note_everywhere(router, els_router_arm_of(outcomes[i].agent, params).setting, places,
                            excess);
    }
}

void els_router_learn_look(els_router *router, const els_router_context *context,
                           els_router_arm second, double confidence,
                           const els_router_outcome *first, const els_router_outcome *both)
{
    worth before = outcome_of(first), after = outcome_of(both);
    worth gain = {after.right - before.right, after.cost - before.cost};
    uint64_t looks[LOOKS];
    looks_of(context, confidence, looks);
    for (int p = 0; p < LOOKS; p++)
        note(router, second.setting, looks[p], gain, MEMORY_OF_LOOK);
}

void els_router_weights(const double *utility, uint32_t n, double gamma, double *ret_probability)
{
    uint32_t best = 0;
    double rest = 1;
    for (uint32_t i = 1; i < n; i++)
        if (utility[i] > utility[best])
            best = i;
    for (uint32_t i = 0; i < n; i++) {
        if (i == best)
            continue;
        ret_probability[i] = 1 / (n + gamma * (utility[best] - utility[i]));
        rest -= ret_probability[i];
    }
    ret_probability[best] = rest;
}
