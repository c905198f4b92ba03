#include "proposer.h"

#include "insights.h"
#include "stats_basic.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CHOSEN 0.5  /* propensity of what the router would choose without exploring */
#define MORE 1.5    /* work for a kind that goes badly */
#define STOPPED 0.1 /* share of its wrong answers that took half of the budget and more */
#define ENOUGH 0.95 /* share of the right answers that a smaller budget must let through */
#define SPARED 0.15 /* share of all work that it must save */
#define DEARER 2    /* factor on what a solved task is worth, in work units */
#define CHEAPER 0.8 /* of the founder's work: a mutant as good wins by it */
enum { AGENTS_MAX = 64 };

static const els_str META = {"meta_evolver", 12};

/* ---- counting ---- */

/* "default/react+=" has the variant "react+="; empty when there is none. */
static els_str variant_of(els_str params)
{
    els_str setting;
    els_str_split(&params, '/', &setting);
    return params;
}

static void count_variant(els_proposer *proposer, const els_record *record)
{
    els_str name = variant_of(record->params);
    uint32_t i = 0;
    if (!els_str_eq(record->agent, META) || name.len == 0 ||
        name.len >= sizeof proposer->variants[0].name)
        return;
    while (i < proposer->n_variants && !els_str_eq(els_str_of(proposer->variants[i].name), name))
        i++;
    if (i == ELS_PROPOSER_VARIANTS_MAX)
        return;
    els_variant *variant = &proposer->variants[i];
    if (i == proposer->n_variants) {
        *variant = (els_variant){{0}, 0, 0, 0};
        memcpy(variant->name, name.ptr, name.len);
        proposer->n_variants++;
    }
    variant->tasks++;
    variant->right += record->verdict == ELS_VERDICT_RIGHT;
    variant->cost += record->cost;
}

static els_kind_work *work_of(els_proposer *proposer, els_str plugin)
{
    for (uint32_t i = 0; i < proposer->n_kinds; i++)
        if (els_str_eq(els_str_of(proposer->kinds[i].plugin), plugin))
            return &proposer->kinds[i];
    return NULL;
}

/* The highest work that falls into the bucket. */
static double edge_of(uint32_t bucket)
{
    return floor(exp2(bucket / 2.0));
}

static void halve(els_kind_work *kind)
{
    for (int right = 0; right < 2; right++)
        for (uint32_t b = 0; b < ELS_PROPOSER_BUCKETS; b++) {
            kind->n[right][b] /= 2;
            kind->work[right][b] /= 2;
        }
}

static uint32_t tasks_of(const els_kind_work *kind, int right)
{
    uint32_t n = 0;
    for (uint32_t b = 0; b < ELS_PROPOSER_BUCKETS; b++)
        n += kind->n[right][b];
    return n;
}

static void count_work(els_proposer *proposer, const els_record *record)
{
    els_kind_work *kind = work_of(proposer, record->plugin);
    if (!kind) {
        if (proposer->n_kinds == ELS_PROPOSER_KINDS_MAX ||
            record->plugin.len >= sizeof kind->plugin)
            return;
        kind = &proposer->kinds[proposer->n_kinds++];
        *kind = (els_kind_work){.n = {{0}}};
        memcpy(kind->plugin, record->plugin.ptr, record->plugin.len);
    }
    uint32_t fields = record->fields ? record->fields : 1, bucket = 0;
    uint64_t work = (record->cost + fields - 1) / fields;
    int right = record->verdict == ELS_VERDICT_RIGHT;
    while (bucket + 1 < ELS_PROPOSER_BUCKETS && (double)work > edge_of(bucket))
        bucket++;
    kind->n[right][bucket]++;
    kind->work[right][bucket] += work;
    if (tasks_of(kind, 0) + tasks_of(kind, 1) >= ELS_PROPOSER_NEWEST)
        halve(kind);
}

void els_proposer_count(els_proposer *proposer, const els_record *record)
{
    if (record->verdict == ELS_VERDICT_INFRASTRUCTURE)
        return;
    count_variant(proposer, record);
    if (record->propensity >= CHOSEN)
        count_work(proposer, record);
}

/* ---- saying ---- */

typedef struct {
    els_proposer *proposer;
    const els_plan *plan;
    els_config config; /* in force */
    els_arena *arena;
} desk;

/* A proposal that was not made before and would change something; NULL otherwise. `plugin` NULL:
 * for all tasks. `factor` 0: the value is `to`, else a multiple of the value in force. */
static els_proposal *say(desk *d, uint32_t parameter, const els_str *plugin, double factor,
                         double to)
{
    const els_config_desc *desc = els_config_desc_of(parameter);
    els_proposer *p = d->proposer;
    els_str kind = plugin ? *plugin : (els_str){NULL, 0};
    double now = els_config_get(&d->config, (els_config_id)parameter, (els_str){NULL, 0}, kind);
    double value = factor > 0 ? factor * now : to;
    char scope[ELS_CONFIG_SCOPE_BYTES] = "global";
    if (plugin && (size_t)snprintf(scope, sizeof scope, "kind:" ELS_STR_FMT, ELS_STR_ARG(kind)) >=
                      sizeof scope)
        return NULL;
    if (desc->type == ELS_CONFIG_INT)
        value = round(value);
    if (value == now || !els_config_is_allowed(parameter, value))
        return NULL;
    /* For a kind of task a parameter is proposed once, whatever the value: the counts that spoke
     * for less work would else speak for more as soon as there is less. */
    for (uint32_t i = 0; i < p->n_said; i++)
        if (p->said[i].parameter == parameter && strcmp(p->said[i].scope, scope) == 0 &&
            (plugin || p->said[i].value == value))
            return NULL;
    p->said[p->n_said].parameter = parameter;
    p->said[p->n_said].value = value;
    memcpy(p->said[p->n_said++].scope, scope, sizeof scope);
    p->newest = d->plan->iteration;
    els_proposal *proposal = ELS_ARENA_NEW(d->arena, els_proposal, 1);
    *proposal = (els_proposal){.parameter = els_str_of(desc->name),
                               .scope = els_arena_copy(d->arena, els_str_of(scope)),
                               .value = els_config_show(parameter, value, d->arena),
                               .by = ELS_STR("analyzer")};
    return proposal;
}

/* ---- the archive of meta_evolver ---- */

static double rate(const els_variant *v)
{
    return (double)v->right / (double)v->tasks;
}

static double mean_cost(const els_variant *v)
{
    return (double)v->cost / (double)v->tasks;
}

static const els_variant *founder_of(const els_proposer *p, const els_variant *mutant, size_t stem)
{
    for (uint32_t i = 0; i < p->n_variants; i++) {
        const char *name = p->variants[i].name;
        if (strncmp(name, mutant->name, stem) == 0 &&
            strspn(name + stem, "=") == strlen(name + stem) && name[stem])
            return &p->variants[i];
    }
    return NULL;
}

/* One parameter was moved: its number; ELS_CONFIG_COUNT_ otherwise. */
static uint32_t moved_parameter(const els_variant *v, size_t stem, bool *ret_up)
{
    uint32_t found = ELS_CONFIG_COUNT_, moves = 0;
    for (uint32_t slot = 0; v->name[stem + slot]; slot++) {
        if (v->name[stem + slot] == '=')
            continue;
        *ret_up = v->name[stem + slot] == '+';
        moves++;
        for (uint32_t id = 0; id < ELS_CONFIG_COUNT_; id++) {
            const els_config_desc *desc = els_config_desc_of(id);
            if (desc->agent && desc->slot == slot && strlen(desc->agent) == stem &&
                strncmp(desc->agent, v->name, stem) == 0)
                found = id;
        }
    }
    return moves == 1 ? found : ELS_CONFIG_COUNT_;
}

/* A mutant that was right more often than its founder in the archive, or as often for less work. */
static els_proposal *propose_mutant(desk *d)
{
    const els_proposer *p = d->proposer;
    for (uint32_t i = 0; i < p->n_variants; i++) {
        const els_variant *v = &p->variants[i];
        size_t stem = strcspn(v->name, "-=+");
        const els_variant *founder = founder_of(p, v, stem);
        bool is_up = false;
        uint32_t parameter = moved_parameter(v, stem, &is_up);
        if (!founder || parameter == ELS_CONFIG_COUNT_ || v->tasks < ELS_PROPOSER_MUTANT_TASKS ||
            founder->tasks < ELS_PROPOSER_MUTANT_TASKS || rate(v) < rate(founder) ||
            (rate(v) == rate(founder) && mean_cost(v) >= CHEAPER * mean_cost(founder)))
            continue;
        double to = els_config_neighbour(els_config_default((els_config_id)parameter), is_up);
        els_proposal *proposal = say(d, parameter, NULL, 0, to);
        if (!proposal)
            continue;
        proposal->by = META;
        proposal->evidence = els_arena_printf(
            d->arena,
            "%s: %.0f %% right of %llu training tasks for %.0f work units each; %s: %.0f %% of "
            "%llu for "
            "%.0f",
            v->name, 100 * rate(v), (unsigned long long)v->tasks, mean_cost(v), founder->name,
            100 * rate(founder), (unsigned long long)founder->tasks, mean_cost(founder));
        return proposal;
    }
    return NULL;
}

/* ---- kinds of task ---- */

typedef struct {
    els_str agent;
    uint64_t right, graded;
} count;

typedef struct {
    els_str plugin;
    count all;
    count agents[AGENTS_MAX];
    uint32_t n_agents;
} kind_counts;

/* Counts of the plugin whose rows begin at `*at`, which moves behind them. */
static void sum_kind(const els_tally *tally, uint32_t *at, kind_counts *ret)
{
    ret->plugin = tally->rows[*at].plugin;
    ret->all = (count){{NULL, 0}, 0, 0};
    ret->n_agents = 0;
    for (; *at < tally->n && els_str_eq(tally->rows[*at].plugin, ret->plugin); (*at)++) {
        const els_tally_row *row = &tally->rows[*at];
        uint32_t a = 0;
        ret->all.right += row->right;
        ret->all.graded += row->graded;
        while (a < ret->n_agents && !els_str_eq(ret->agents[a].agent, row->agent))
            a++;
        if (a == AGENTS_MAX)
            continue;
        if (a == ret->n_agents)
            ret->agents[ret->n_agents++] = (count){row->agent, 0, 0};
        ret->agents[a].right += row->right;
        ret->agents[a].graded += row->graded;
    }
}

/* More work for a kind that goes worse than the rest, where it is work that ends. */
static els_proposal *propose_more(desk *d, const kind_counts *kind, double overall)
{
    const els_kind_work *work = work_of(d->proposer, kind->plugin);
    els_interval rate_of =
        els_stats_wilson((double)kind->all.right, (double)kind->all.graded, ELS_STATS_Z95);
    double budget =
        els_config_get(&d->config, ELS_CONFIG_work_budget, (els_str){NULL, 0}, kind->plugin);
    uint32_t stopped = 0, wrong = work ? tasks_of(work, 0) : 0;
    for (uint32_t b = 1; work && b < ELS_PROPOSER_BUCKETS; b++)
        if (edge_of(b - 1) >= budget / 2)
            stopped += work->n[0][b];
    if (!(rate_of.high < overall) || stopped < STOPPED * wrong || stopped == 0)
        return NULL;
    els_proposal *proposal = say(d, ELS_CONFIG_work_budget, &kind->plugin, MORE, 0);
    if (proposal)
        proposal->evidence = els_arena_printf(
            d->arena,
            ELS_STR_FMT
            ": %.0f to %.0f %% right of %llu training tasks, below the overall %.0f %%; %u of "
            "the newest %u wrong answers took half of the budget and more",
            ELS_STR_ARG(kind->plugin), 100 * rate_of.low, 100 * rate_of.high,
            (unsigned long long)kind->all.graded, 100 * overall, stopped, wrong);
    return proposal;
}

/* Less work where right answers come early and much is spent after they would have come. */
static els_proposal *propose_less(desk *d, els_str plugin)
{
    const els_kind_work *work = work_of(d->proposer, plugin);
    uint32_t right = work ? tasks_of(work, 1) : 0, through = 0, at = 0;
    double all = 0, spared = 0;
    if (right < ELS_PROPOSER_KIND_TASKS)
        return NULL;
    for (; through + work->n[1][at] < ENOUGH * right; at++)
        through += work->n[1][at];
    for (int r = 0; r < 2; r++)
        for (uint32_t b = 0; b < ELS_PROPOSER_BUCKETS; b++) {
            all += (double)work->work[r][b];
            if (b > at)
                spared += (double)work->work[r][b] - edge_of(at) * work->n[r][b];
        }
    double budget = els_config_get(&d->config, ELS_CONFIG_work_budget, (els_str){NULL, 0}, plugin);
    if (spared < SPARED * all || edge_of(at) >= budget)
        return NULL;
    els_proposal *proposal = say(d, ELS_CONFIG_work_budget, &plugin, 0, edge_of(at));
    if (proposal)
        proposal->evidence = els_arena_printf(
            d->arena,
            ELS_STR_FMT
            ": %.0f %% of the newest %u right answers took at most %.0f work units a field, "
            "beyond which lies %.0f %% of all work",
            ELS_STR_ARG(plugin), 100 * ENOUGH, right, edge_of(at), 100 * spared / all);
    return proposal;
}

/* Where another architecture is known to be right more often than the one that is used most, what
 * it solves is worth too little to pay for it. */
static els_proposal *propose_price(desk *d, const kind_counts *kind)
{
    const count *used = NULL, *best = NULL;
    els_interval between = {0, 0};
    for (uint32_t a = 0; a < kind->n_agents; a++)
        if (!used || kind->agents[a].graded > used->graded)
            used = &kind->agents[a];
    for (uint32_t a = 0; used && a < kind->n_agents; a++) {
        const count *x = &kind->agents[a];
        if (x->graded < ELS_INSIGHTS_MIN_TASKS)
            continue;
        els_interval apart =
            els_stats_newcombe((double)x->right, (double)x->graded, (double)used->right,
                               (double)used->graded, ELS_STATS_Z95);
        if (!(apart.low > between.low))
            continue;
        between = apart;
        best = x;
    }
    els_proposal *proposal =
        best ? say(d, ELS_CONFIG_router_price, &kind->plugin, DEARER, 0) : NULL;
    if (proposal)
        proposal->evidence =
            els_arena_printf(d->arena,
                             "on " ELS_STR_FMT ", " ELS_STR_FMT
                             " is right %.0f to %.0f points more often than " ELS_STR_FMT
                             ", which is used most (%llu and %llu training tasks)",
                             ELS_STR_ARG(kind->plugin), ELS_STR_ARG(best->agent), 100 * between.low,
                             100 * between.high, ELS_STR_ARG(used->agent),
                             (unsigned long long)best->graded, (unsigned long long)used->graded);
    return proposal;
}

static els_proposal *propose_for_kinds(desk *d, const els_tally *tally)
{
    uint64_t right = 0, graded = 0;
    els_proposal *proposal = NULL;
    kind_counts *kind = ELS_ARENA_NEW(d->arena, kind_counts, 1);
    for (uint32_t i = 0; i < tally->n; i++) {
        right += tally->rows[i].right;
        graded += tally->rows[i].graded;
    }
    for (uint32_t at = 0; at < tally->n && !proposal;) {
        sum_kind(tally, &at, kind);
        if (kind->all.graded < ELS_PROPOSER_KIND_TASKS)
            continue;
        proposal = propose_more(d, kind, (double)right / (double)graded);
        if (!proposal)
            proposal = propose_less(d, kind->plugin);
        if (!proposal)
            proposal = propose_price(d, kind);
    }
    return proposal;
}

els_proposal *els_proposer_make(els_proposer *proposer, const els_tally *tally,
                                const els_plan *plan, els_arena *arena)
{
    if (!plan->learning || plan->last || plan->n_trial || plan->iteration < ELS_PROPOSER_FIRST ||
        (proposer->n_said && plan->iteration < proposer->newest + ELS_PROPOSER_EVERY) ||
        proposer->n_said == ELS_PROPOSER_SAID_MAX)
        return NULL;
    desk d = {.proposer = proposer, .plan = plan, .arena = arena};
    els_config_lay(&d.config, plan->config, plan->n_config);
    els_proposal *proposal = propose_mutant(&d);
    if (!proposal)
        proposal = propose_for_kinds(&d, tally);
    if (proposal)
        proposal->evidence = els_str_sub(proposal->evidence, 0, 256); /* the wire's limit */
    return proposal;
}

/* ---- saving ---- */

void els_proposer_visit(els_snapshot *snapshot, els_proposer *proposer)
{
    els_snapshot_count(snapshot, &proposer->n_variants, ELS_PROPOSER_VARIANTS_MAX, 28);
    for (uint32_t i = 0; i < proposer->n_variants; i++) {
        els_variant *variant = &proposer->variants[i];
        els_snapshot_chars(snapshot, variant->name, sizeof variant->name);
        els_snapshot_u64(snapshot, &variant->tasks);
        els_snapshot_u64(snapshot, &variant->right);
        els_snapshot_u64(snapshot, &variant->cost);
        if (!snapshot->out && (variant->tasks == 0 || variant->right > variant->tasks))
            snapshot->err = ELS_E_CORRUPT;
    }
    els_snapshot_count(snapshot, &proposer->n_kinds, ELS_PROPOSER_KINDS_MAX,
                       4 + 24 * ELS_PROPOSER_BUCKETS);
    for (uint32_t i = 0; i < proposer->n_kinds; i++) {
        els_kind_work *kind = &proposer->kinds[i];
        els_snapshot_chars(snapshot, kind->plugin, sizeof kind->plugin);
        for (int right = 0; right < 2; right++)
            for (uint32_t b = 0; b < ELS_PROPOSER_BUCKETS; b++) {
                els_snapshot_u32(snapshot, &kind->n[right][b]);
                els_snapshot_u64(snapshot, &kind->work[right][b]);
            }
    }
    els_snapshot_count(snapshot, &proposer->n_said, ELS_PROPOSER_SAID_MAX, 16);
    for (uint32_t i = 0; i < proposer->n_said; i++) {
        els_snapshot_u32(snapshot, &proposer->said[i].parameter);
        els_snapshot_chars(snapshot, proposer->said[i].scope, sizeof proposer->said[i].scope);
        els_snapshot_f64(snapshot, &proposer->said[i].value);
    }
    els_snapshot_u64(snapshot, &proposer->newest);
}
