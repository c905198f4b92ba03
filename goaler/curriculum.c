#include "curriculum.h"

#include <math.h>
#include <stdlib.h>

#define MIX_TOLERANCE 0.05 /* smaller changes of the mix are noise */
#define BOOST_MAX 16.0
#define WASTED 0.25 /* what is left for the mastered when they get too much */
enum {
    MEMORY = 10, /* tasks that els_stratum.fast remembers */
    DRAWN = 2,   /* tasks of its plugin that a kind's success begins with */
    HEAD_START = 3,
};

typedef struct {
    double score, share;
    uint32_t row;
} scored;

static int by_score(const void *a, const void *b)
{
    const scored *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_row(const void *a, const void *b)
{
    const scored *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

static bool is_kind_of(const els_stratum *row, els_str plugin)
{
    return row->family.len > 0 && els_str_eq(row->plugin, plugin);
}

/* What the live goals add to a kind: a factor. */
static double boost_of(const els_stratum *row, const els_goal_book *book, double focus)
{
    double boost = 1;
    for (uint32_t i = 0; i < book->n; i++) {
        const els_goal_entry *goal = &book->list[i];
        bool is_about_tasks = goal->measure == ELS_MEASURE_SUCCESS ||
                              goal->measure == ELS_MEASURE_COST ||
                              goal->measure == ELS_MEASURE_TRAINING;
        if (els_goal_is_live(goal) && is_about_tasks &&
            els_goal_covers(els_str_of(goal->subject), row->plugin, row->family))
            boost += focus * goal->priority;
    }
    return fmin(boost, BOOST_MAX);
}

static bool is_wanted_trained(const els_stratum *row, const els_goal_book *book)
{
    for (uint32_t i = 0; i < book->n; i++) {
        const els_goal_entry *goal = &book->list[i];
        if (els_goal_is_live(goal) && goal->measure == ELS_MEASURE_TRAINING &&
            els_goal_covers(els_str_of(goal->subject), row->plugin, row->family))
            return true;
    }
    return false;
}

/* How often it fails lately: on its newest tasks, drawn towards its plugin's while these are few.
 */
static double error_of(const els_strata *strata, const els_stratum *row)
{
    static const els_str any = {"", 0};
    const els_stratum *plugin = els_strata_find(strata, row->plugin, any);
    double n = fmin((double)row->n, MEMORY);
    double others = plugin ? 1 - els_stratum_rate(plugin) : 0.5;
    return ((1 - row->fast) * n + others * DRAWN) / (n + DRAWN);
}

bool els_curriculum_is_mastered(const els_stratum *row)
{
    return row->n >= ELS_STRATA_WINDOW && els_stratum_rate(row) >= ELS_CURRICULUM_MASTERED;
}

static bool is_wasting(const els_goal_book *book)
{
    for (uint32_t i = 0; i < book->n; i++)
        if (els_goal_is_live(&book->list[i]) && book->list[i].measure == ELS_MEASURE_WASTE)
            return true;
    return false;
}

/* `share` is 1 for a kind that an even batch would have as many tasks of as of the average. */
static double score_of(const els_strata *strata, const els_stratum *row, double share,
                       const els_goal_book *book, const els_curriculum_knobs *knobs)
{
    double error = error_of(strata, row);
    /* What nobody has practised is not known to need little of it. */
    if (is_wanted_trained(row, book))
        error = fmax(error, 0.5);
    if (els_curriculum_is_mastered(row) && is_wasting(book))
        share *= WASTED;
    return share * (pow(error, knobs->sharpness) + ELS_CURRICULUM_FLOOR) /
           ((double)row->trained + HEAD_START);
}

/* Success of everything; 0 while nothing is known. */
static double success_of_all(const els_strata *strata)
{
    static const els_str any = {"", 0};
    const els_stratum *all = els_strata_find(strata, any, any);
    return all ? els_stratum_rate(all) : 0;
}

/* The share of the batch that is drawn alike. */
static double even_share(const els_strata *strata, const els_goal_book *book)
{
    double success = success_of_all(strata);
    if (is_wasting(book))
        success *= WASTED;
    else if (success >= ELS_CURRICULUM_FAR)
        success = 1;
    return fmax(success, ELS_CURRICULUM_EVEN);
}

static uint32_t list_kinds(const els_strata *strata, const els_goal_book *book,
                           const els_str *plugins, uint32_t n_plugins,
                           const els_curriculum_knobs *knobs, scored *list)
{
    uint32_t n = 0, kinds = 0;
    for (uint32_t p = 0; p < n_plugins; p++)
        kinds += els_strata_kinds(strata, plugins[p]);
    for (uint32_t p = 0; p < n_plugins; p++) {
        uint32_t own = els_strata_kinds(strata, plugins[p]);
        for (uint32_t i = 0; i < strata->n; i++)
            if (is_kind_of(&strata->rows[i], plugins[p])) {
                double share = (double)kinds / ((double)n_plugins * own);
                list[n++] =
                    (scored){score_of(strata, &strata->rows[i], share, book, knobs), share, i};
            }
    }
    qsort(list, n, sizeof list[0], by_score);
    if (n > ELS_MIX_MAX - n_plugins)
        n = ELS_MIX_MAX - n_plugins; /* the others live on what is drawn alike */
    qsort(list, n, sizeof list[0], by_row);
    return n;
}

uint32_t els_curriculum_mix(const els_strata *strata, const els_goal_book *book,
                            const els_str *plugins, uint32_t n_plugins,
                            const els_curriculum_knobs *knobs, els_mix *ret_mix)
{
    scored list[ELS_STRATA_MAX];
    double scores = 0, shares = 0, sum = 0;
    double even = even_share(strata, book);
    if (n_plugins == 0 || n_plugins > ELS_MIX_MAX / 2)
        return 0;
    uint32_t count = 0, n = list_kinds(strata, book, plugins, n_plugins, knobs, list);
    if (n < 2)
        return 0;
    for (uint32_t i = 0; i < n; i++) {
        scores += list[i].score;
        shares += list[i].share;
    }
    /* A goal multiplies all that its kinds have, the even part too. */
    for (uint32_t i = 0; i < n; i++) {
        double boost = boost_of(&strata->rows[list[i].row], book, knobs->focus);
        list[i].score = (1 - even) * list[i].score / scores * boost +
                        even * list[i].share / shares * (boost - 1);
        sum += list[i].score;
    }
    even = fmax(even / (even + sum), ELS_CURRICULUM_EVEN);
    for (uint32_t p = 0; p < n_plugins; p++)
        ret_mix[count++] = (els_mix){.plugin = plugins[p], .weight = even / n_plugins};
    for (uint32_t i = 0; i < n; i++) {
        const els_stratum *row = &strata->rows[list[i].row];
        if (list[i].score > 0)
            ret_mix[count++] = (els_mix){.plugin = row->plugin,
                                         .family = row->family,
                                         .weight = (1 - even) * list[i].score / sum};
    }
    return count;
}

static double weight_of(const els_mix *mix, uint32_t n, const els_mix *like)
{
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        if (els_str_eq(mix[i].plugin, like->plugin) && els_str_eq(mix[i].family, like->family))
            sum += mix[i].weight;
    return sum;
}

double els_mix_distance(const els_mix *a, uint32_t n_a, const els_mix *b, uint32_t n_b)
{
    double sum = 0;
    for (uint32_t i = 0; i < n_a; i++)
        sum += fabs(a[i].weight - weight_of(b, n_b, &a[i]));
    for (uint32_t i = 0; i < n_b; i++)
        if (weight_of(a, n_a, &b[i]) == 0)
            sum += b[i].weight;
    return sum / 2;
}

bool els_curriculum_take(els_curriculum *curriculum, const els_mix *mix, uint32_t n)
{
    if (n == 0 || (curriculum->n &&
                   els_mix_distance(curriculum->mix, curriculum->n, mix, n) <= MIX_TOLERANCE))
        return false;
    els_arena_reset(&curriculum->texts);
    for (uint32_t i = 0; i < n; i++)
        curriculum->mix[i] = (els_mix){.plugin = els_arena_copy(&curriculum->texts, mix[i].plugin),
                                       .family = els_arena_copy(&curriculum->texts, mix[i].family),
                                       .weight = mix[i].weight};
    curriculum->n = n;
    return true;
}

void els_curriculum_report(const els_curriculum *curriculum, const els_strata *strata,
                           els_arena *arena, els_progress *out)
{
    const els_plan *plan = &out->plan[0];
    uint32_t n = 0;
    els_mix *mix = out->next_mix = ELS_ARENA_NEW(arena, els_mix, ELS_MIX_MAX);
    for (uint32_t i = 0; i < curriculum->n; i++)
        mix[n++] = (els_mix){.plugin = els_arena_copy(arena, curriculum->mix[i].plugin),
                             .family = els_arena_copy(arena, curriculum->mix[i].family),
                             .weight = curriculum->mix[i].weight};
    for (uint32_t p = 0; p < plan->n_plugins && curriculum->n == 0 && n < ELS_MIX_MAX; p++)
        mix[n++] = (els_mix){.plugin = els_arena_copy(arena, plan->plugins[p]), .weight = 1};
    out->n_next_mix = n;
    for (uint32_t i = 0; i < strata->n; i++) {
        const els_stratum *row = &strata->rows[i];
        uint32_t at = 0;
        if (row->family.len == 0)
            continue;
        while (at < n && !(els_str_eq(mix[at].plugin, row->plugin) &&
                           els_str_eq(mix[at].family, row->family)))
            at++;
        if (at == ELS_MIX_MAX)
            return;
        if (at == n)
            mix[n++] = (els_mix){.plugin = els_arena_copy(arena, row->plugin),
                                 .family = els_arena_copy(arena, row->family)};
        mix[at].made = row->trained;
    }
    out->n_next_mix = n;
    out->next_walk = true;
}

void els_curriculum_visit(els_snapshot *snapshot, els_curriculum *curriculum)
{
    uint32_t n = curriculum->n;
    els_snapshot_count(snapshot, &n, ELS_MIX_MAX, 16);
    if (!snapshot->out) {
        els_arena_reset(&curriculum->texts);
        snapshot->arena = &curriculum->texts;
        curriculum->n = n;
    }
    for (uint32_t i = 0; i < n; i++) {
        els_snapshot_text(snapshot, &curriculum->mix[i].plugin);
        els_snapshot_text(snapshot, &curriculum->mix[i].family);
        els_snapshot_f64(snapshot, &curriculum->mix[i].weight);
    }
}
