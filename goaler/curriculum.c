#include "curriculum.h"

#include <math.h>
#include <stdlib.h>

#define MIX_TOLERANCE 0.05 /* smaller changes of the mix are noise */
#define BOOST_MAX 16.0

typedef struct {
    double score;
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

/* `weight` is 1 for a kind that an even batch would have as many tasks of as of the average. */
static double score_of(const els_stratum *row, double weight, const els_goal_book *book,
                       const els_curriculum_knobs *knobs, double floor)
{
    double error = 1 - els_stratum_rate(row);
    /* What nobody has practised is not known to need little of it. */
    if (is_wanted_trained(row, book))
        error = fmax(error, 0.5);
    return weight * pow(error, knobs->sharpness) * boost_of(row, book, knobs->focus) + floor;
}

/* Less is kept for what is mastered while a goal says that it gets too much. */
static double floor_of(const els_goal_book *book)
{
    for (uint32_t i = 0; i < book->n; i++)
        if (els_goal_is_live(&book->list[i]) && book->list[i].measure == ELS_MEASURE_WASTE)
            return ELS_CURRICULUM_FLOOR / 5;
    return ELS_CURRICULUM_FLOOR;
}

uint32_t els_curriculum_mix(const els_strata *strata, const els_goal_book *book,
                            const els_str *plugins, uint32_t n_plugins,
                            const els_curriculum_knobs *knobs, els_mix *ret_mix)
{
    scored list[ELS_STRATA_MAX];
    uint32_t n = 0, count = 0, kinds = 0;
    double sum = 0, floor = floor_of(book);
    if (n_plugins == 0 || n_plugins > ELS_MIX_MAX / 2)
        return 0;
    for (uint32_t p = 0; p < n_plugins; p++)
        kinds += els_strata_kinds(strata, plugins[p]);
    for (uint32_t p = 0; p < n_plugins; p++) {
        uint32_t own = els_strata_kinds(strata, plugins[p]);
        for (uint32_t i = 0; i < strata->n; i++)
            if (is_kind_of(&strata->rows[i], plugins[p])) {
                double weight = (double)kinds / ((double)n_plugins * own);
                list[n++] = (scored){score_of(&strata->rows[i], weight, book, knobs, floor), i};
            }
    }
    if (n < 2)
        return 0;
    qsort(list, n, sizeof list[0], by_score);
    if (n > ELS_MIX_MAX - n_plugins)
        n = ELS_MIX_MAX - n_plugins; /* the others live on what is drawn alike */
    qsort(list, n, sizeof list[0], by_row);
    for (uint32_t i = 0; i < n; i++)
        sum += list[i].score;
    for (uint32_t p = 0; p < n_plugins; p++)
        ret_mix[count++] = (els_mix){plugins[p], {"", 0}, ELS_CURRICULUM_EVEN / n_plugins};
    for (uint32_t i = 0; i < n; i++) {
        const els_stratum *row = &strata->rows[list[i].row];
        ret_mix[count++] =
            (els_mix){row->plugin, row->family, (1 - ELS_CURRICULUM_EVEN) * list[i].score / sum};
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
        curriculum->mix[i] =
            (els_mix){els_arena_copy(&curriculum->texts, mix[i].plugin),
                      els_arena_copy(&curriculum->texts, mix[i].family), mix[i].weight};
    curriculum->n = n;
    return true;
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
