#include "insights.h"

#include "stats_basic.h"

#include <stdlib.h>

typedef struct {
    els_insight insight;
    double margin; /* how far the interval is from what it is compared with: the order */
} finding;

typedef struct {
    finding *items;
    uint32_t n, cap;
    els_arena *arena;
} findings;

static int by_margin(const void *a, const void *b)
{
    const finding *x = a, *y = b;
    if (x->margin != y->margin)
        return x->margin > y->margin ? -1 : 1;
    return els_str_cmp(x->insight.subject, y->insight.subject);
}

static void add(findings *list, const els_insight *insight, double margin)
{
    if (list->n == list->cap) {
        uint32_t cap = list->cap ? list->cap * 2 : 32;
        finding *grown = ELS_ARENA_NEW(list->arena, finding, cap);
        for (uint32_t i = 0; i < list->n; i++)
            grown[i] = list->items[i];
        list->items = grown;
        list->cap = cap;
    }
    list->items[list->n++] = (finding){*insight, margin};
}

static els_str kind_name(els_arena *arena, const els_tally_row *row)
{
    if (row->family.len == 0)
        return els_arena_copy(arena, row->plugin);
    return els_arena_printf(arena, ELS_STR_FMT "/" ELS_STR_FMT, ELS_STR_ARG(row->plugin),
                            ELS_STR_ARG(row->family));
}

static void judge(findings *strong, findings *weak, els_str subject, uint64_t right,
                  uint64_t graded, double overall)
{
    if (graded < ELS_INSIGHTS_MIN_TASKS)
        return;
    els_interval interval = els_stats_wilson((double)right, (double)graded, ELS_STATS_Z95);
    bool is_strong = interval.low > overall, is_weak = interval.high < overall;
    if (!is_strong && !is_weak)
        return;
    double rate = (double)right / (double)graded;
    els_insight insight = {
        .kind = is_strong ? ELS_STR("strength") : ELS_STR("weakness"),
        .subject = subject,
        .value = rate,
        .low = interval.low,
        .high = interval.high,
        .tasks = (uint32_t)(graded < UINT32_MAX ? graded : UINT32_MAX),
        .text =
            els_arena_printf(strong->arena,
                             ELS_STR_FMT ": %.0f %% right (%.0f to %.0f %%) of %llu tasks, %s "
                                         "the overall %.0f %%",
                             ELS_STR_ARG(els_str_sub(subject, 0, 128)), 100 * rate,
                             100 * interval.low, 100 * interval.high, (unsigned long long)graded,
                             is_strong ? "above" : "below", 100 * overall),
    };
    add(is_strong ? strong : weak, &insight,
        is_strong ? interval.low - overall : overall - interval.high);
}

/* Both orders of a pair are tried by the caller; only the better agent's is kept. */
static void compare(findings *list, const els_tally_row *a, const els_tally_row *b)
{
    if (a->graded < ELS_INSIGHTS_MIN_TASKS || b->graded < ELS_INSIGHTS_MIN_TASKS)
        return;
    els_interval interval = els_stats_newcombe((double)a->right, (double)a->graded,
                                               (double)b->right, (double)b->graded, ELS_STATS_Z95);
    if (!(interval.low > 0))
        return;
    double difference = (double)a->right / (double)a->graded - (double)b->right / (double)b->graded;
    els_str kind = kind_name(list->arena, a);
    els_insight insight = {
        .kind = ELS_STR("comparison"),
        .subject =
            els_arena_printf(list->arena, ELS_STR_FMT ": " ELS_STR_FMT " over " ELS_STR_FMT,
                             ELS_STR_ARG(kind), ELS_STR_ARG(a->agent), ELS_STR_ARG(b->agent)),
        .value = difference,
        .low = interval.low,
        .high = interval.high,
        .tasks = (uint32_t)(a->graded + b->graded),
        .text = els_arena_printf(
            list->arena,
            "on " ELS_STR_FMT ", " ELS_STR_FMT " is right %.0f points (%.0f to "
            "%.0f) more often than " ELS_STR_FMT,
            ELS_STR_ARG(els_str_sub(kind, 0, 80)), ELS_STR_ARG(els_str_sub(a->agent, 0, 40)),
            100 * difference, 100 * interval.low, 100 * interval.high,
            ELS_STR_ARG(els_str_sub(b->agent, 0, 40))),
    };
    add(list, &insight, interval.low);
}

static bool same_kind(const els_tally_row *a, const els_tally_row *b)
{
    return els_str_eq(a->plugin, b->plugin) && els_str_eq(a->family, b->family);
}

static int by_agent(const void *a, const void *b)
{
    const els_tally_row *x = a, *y = b;
    int order = els_str_cmp(x->agent, y->agent);
    if (order == 0)
        order = els_str_cmp(x->plugin, y->plugin);
    return order ? order : els_str_cmp(x->family, y->family);
}

static void judge_agents(const els_tally *tally, els_arena *arena, findings *strong, findings *weak,
                         double overall)
{
    els_tally_row *rows = ELS_ARENA_NEW(arena, els_tally_row, tally->n + 1);
    for (uint32_t i = 0; i < tally->n; i++)
        rows[i] = tally->rows[i];
    qsort(rows, tally->n, sizeof *rows, by_agent);
    for (uint32_t i = 0; i < tally->n;) {
        uint64_t right = 0, graded = 0;
        els_str agent = rows[i].agent;
        for (; i < tally->n && els_str_eq(rows[i].agent, agent); i++) {
            right += rows[i].right;
            graded += rows[i].graded;
        }
        judge(strong, weak, els_arena_printf(arena, "agent " ELS_STR_FMT, ELS_STR_ARG(agent)),
              right, graded, overall);
    }
}

/* At most ELS_INSIGHTS_PER_SORT of a sort, the clearest first, within the limits of the wire. */
static uint32_t take_clearest(findings *sort, els_insight *ret)
{
    uint32_t n = 0;
    if (sort->n > 1)
        qsort(sort->items, sort->n, sizeof *sort->items, by_margin);
    for (; n < sort->n && n < ELS_INSIGHTS_PER_SORT; n++) {
        ret[n] = sort->items[n].insight;
        ret[n].subject = els_str_sub(ret[n].subject, 0, 128);
        ret[n].text = els_str_sub(ret[n].text, 0, 256);
    }
    return n;
}

void els_insights_make(const els_tally *tally, els_arena *arena, els_insight **ret_insights,
                       uint32_t *ret_n)
{
    findings sorts[3] = {{.arena = arena}, {.arena = arena}, {.arena = arena}};
    uint64_t all_right = 0, all_graded = 0;
    for (uint32_t i = 0; i < tally->n; i++) {
        all_right += tally->rows[i].right;
        all_graded += tally->rows[i].graded;
    }
    double overall = all_graded ? (double)all_right / (double)all_graded : 0;
    for (uint32_t first = 0, end; first < tally->n; first = end) {
        uint64_t right = 0, graded = 0;
        for (end = first; end < tally->n && same_kind(&tally->rows[first], &tally->rows[end]);
             end++) {
            right += tally->rows[end].right;
            graded += tally->rows[end].graded;
        }
        judge(&sorts[0], &sorts[1], kind_name(arena, &tally->rows[first]), right, graded, overall);
        for (uint32_t i = first; i < end; i++)
            for (uint32_t j = first; j < end; j++)
                if (i != j)
                    compare(&sorts[2], &tally->rows[i], &tally->rows[j]);
    }
    if (tally->n)
        judge_agents(tally, arena, &sorts[0], &sorts[1], overall);

    *ret_insights = ELS_ARENA_NEW(arena, els_insight, 3 * ELS_INSIGHTS_PER_SORT);
    *ret_n = 0;
    for (int s = 0; s < 3; s++)
        *ret_n += take_clearest(&sorts[s], *ret_insights + *ret_n);
}
