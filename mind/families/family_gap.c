/* family_gap.c — how far two things of a text are apart: years between two events, days between two
 * dates, minutes between two times of the day, how many more of something there are.
 *
 * One program per pair of numbers of a sort. Which two are meant is told by how near the question's
 * words stand to each: one half of the question speaks of one, the other half of the other. */
#include "family_numeric.h"
#include "passage.h"
#include "passage_near.h"
#include "reader.h"

#include <math.h>
#include <stdlib.h>

enum {
    SPANS_MAX = 320,
    POINTS_MAX = 14, /* of a sort */
    PAIRS_MAX = 4 * POINTS_MAX * (POINTS_MAX - 1) / 2,
    AROUND = 4, /* words of the text that are held against those of the question */
    BESIDE_MAX = 2 * AROUND * ELS_NEAR_WORDS,
    OWN_MAX = 8 + 2 * BESIDE_MAX,
    OFFERED_MAX = 24,
    CROSS = 4,
    PLACES = 6
};

/* Nats. */
#define SPOKEN_OF 3.0 /* each of the two has words of the question beside it, not the other's */
#define OF_UNIT 1.5   /* what is asked for is what they are counted in */
#define ASKED 2.5     /* a distance or a difference is asked for */

typedef enum { YEARS, DAYS, MINUTES, NUMBERS, SORTS_ } gap_sort;
static const char *const sort_names[SORTS_] = {"years", "days", "minutes", "numbers"};

typedef struct {
    gap_sort sort;
    uint32_t first, end; /* tokens */
    uint32_t ordinal;
    double value;
    double reach[ELS_NEAR_WORDS];
    uint32_t *beside[2], n_beside[2]; /* features of its words, as the earlier and the later one */
    double score[2];
} point;

typedef struct {
    const point *a, *b; /* in the order of the text */
    double parted, prior, score;
    uint32_t order;
} pair;

typedef struct {
    els_arena *arena;
    const els_reading *reading;
    els_near_words words;
    point points[SORTS_][POINTS_MAX];
    uint32_t n_points[SORTS_];
    uint32_t units; /* sorts that the question asks for, a bit each */
    pair *pairs;
    uint32_t n_pairs;
} gaps;

extern const els_family els_family_gap;

/* ---- the question ---- */

static bool says(const els_reading *reading, const char *const *words)
{
    for (uint32_t i = 0; i < reading->n_question_tokens; i++)
        if (els_str_is_one_of(reading->tokens[i].lower, words))
            return true;
    return false;
}

static uint32_t units_asked(const els_reading *reading)
{
    static const char *const years[] = {"years", "year", "old", NULL};
    static const char *const days[] = {"days", "day", NULL};
    static const char *const minutes[] = {"minutes", "minute", "mins", "min", NULL};
    return (says(reading, years) ? 1u << YEARS : 0) | (says(reading, days) ? 1u << DAYS : 0) |
           (says(reading, minutes) ? 1u << MINUTES : 0);
}

static bool asks_difference(const els_reading *reading)
{
    static const char *const words[] = {"difference", "between", "long",  "longer",  "more",
                                        "fewer",      "less",    "older", "old",     "gap",
                                        "grow",       "grown",   "rise",  "fall",    "lasted",
                                        "last",       "take",    "took",  "elapsed", NULL};
    return says(reading, words);
}

/* ---- points ---- */

static void add_point(gaps *g, gap_sort sort, uint32_t first, uint32_t end, double value)
{
    uint32_t *n = &g->n_points[sort];
    if (*n == POINTS_MAX)
        return;
    point *p = &g->points[sort][*n];
    *p = (point){.sort = sort, .first = first, .end = end, .ordinal = (*n)++, .value = value};
    els_near_reach(&g->words, first, end, p->reach);
}

static bool touch(const els_token *a, const els_token *b)
{
    return a->start + a->text.len == b->start;
}

/* "09:30". */
static bool is_clock_time(const els_reading *reading, uint32_t i)
{
    const els_token *t = reading->tokens;
    return i + 2 < reading->n_tokens && t[i].kind == ELS_TOKEN_NUMBER &&
           els_token_is_symbol(&t[i + 1], ':') && t[i + 2].kind == ELS_TOKEN_NUMBER &&
           t[i].text.len <= 2 && t[i + 2].text.len == 2 && touch(&t[i], &t[i + 1]) &&
           touch(&t[i + 1], &t[i + 2]);
}

static void find_clock_times(gaps *g)
{
    const els_token *t = g->reading->tokens;
    for (uint32_t i = g->reading->n_question_tokens; i + 2 < g->reading->n_tokens; i++) {
        double hour, minute;
        if (is_clock_time(g->reading, i) && els_str_to_double(t[i].text, &hour) &&
            els_str_to_double(t[i + 2].text, &minute) && hour < 25 && minute < 60)
            add_point(g, MINUTES, i, i + 3, hour * 60 + minute);
    }
}

static void find_points(gaps *g)
{
    els_span *spans = ELS_ARENA_ROOM(g->arena, els_span, SPANS_MAX);
    const uint32_t n = els_passage_spans(g->reading, spans, SPANS_MAX);
    for (uint32_t i = 0; i < n; i++) {
        const els_span *s = &spans[i];
        if (s->sort == ELS_SPAN_YEAR)
            add_point(g, YEARS, s->first, s->end, s->value);
        else if (s->sort == ELS_SPAN_DATE)
            add_point(g, DAYS, s->first, s->end, s->value);
        else if (s->sort == ELS_SPAN_NUMBER)
            add_point(g, NUMBERS, s->first, s->end, s->value);
    }
    find_clock_times(g);
}

/* How much of the question each of the two has beside it that the other has not, the lesser of
 * both: 0..1. */
static double parted(const gaps *g, const point *a, const point *b)
{
    double of_a = 0, of_b = 0, all = 0;
    for (uint32_t q = 0; q < g->words.n_asked; q++) {
        const double weight = g->words.asked[q].weight;
        of_a += weight * fmax(0, a->reach[q] - b->reach[q]);
        of_b += weight * fmax(0, b->reach[q] - a->reach[q]);
        all += weight;
    }
    return all > 0 ? fmin(1, 2 * fmin(of_a, of_b) / all) : 0;
}

static void find_pairs(gaps *g)
{
    double sum = 0;
    g->pairs = ELS_ARENA_ROOM(g->arena, pair, PAIRS_MAX);
    for (int sort = 0; sort < SORTS_; sort++)
        for (uint32_t i = 0; i < g->n_points[sort]; i++)
            for (uint32_t k = i + 1; k < g->n_points[sort]; k++) {
                const point *a = &g->points[sort][i], *b = &g->points[sort][k];
                const double unit = g->units & (1u << sort) ? OF_UNIT : g->units ? -OF_UNIT : 0;
                const double apart = parted(g, a, b), prior = SPOKEN_OF * apart + unit;
                sum += exp(prior);
                g->pairs[g->n_pairs] =
                    (pair){.a = a, .b = b, .parted = apart, .prior = prior, .order = g->n_pairs};
                g->n_pairs++;
            }
    for (uint32_t i = 0; i < g->n_pairs; i++)
        g->pairs[i].prior -= log(sum);
}

/* ---- features ---- */

static uint64_t capped(uint32_t n)
{
    return n < PLACES ? n : PLACES;
}

/* Which words beside it go with which words of the question; `side`: of the earlier or the later.
 */
static uint32_t around(const gaps *g, const point *p, uint64_t side, uint32_t *own)
{
    const els_reading *reading = g->reading;
    const int64_t first = p->first, end = p->end;
    uint32_t n = 0;
    for (int64_t at = first - AROUND; at < end + AROUND; at++) {
        if (at < (int64_t)reading->n_question_tokens || at >= (int64_t)reading->n_tokens ||
            (at >= first && at < end))
            continue;
        const els_token *t = &reading->tokens[at];
        if (t->kind != ELS_TOKEN_WORD || t->capital || els_passage_is_plain(t->lower) ||
            t->sentence != reading->tokens[p->first].sentence)
            continue;
        for (uint32_t q = 0; q < g->words.n_asked; q++)
            if (!g->words.asked[q].is_capital)
                own[n++] = els_feature("gap.pair", side, els_reader_stem(t->lower),
                                       g->words.asked[q].stem);
    }
    return n;
}

static void score_points(gaps *g, els_session *session)
{
    for (int sort = 0; sort < SORTS_; sort++)
        for (uint32_t i = 0; i < g->n_points[sort]; i++)
            for (uint32_t side = 0; side < 2; side++) {
                point *p = &g->points[sort][i];
                p->beside[side] = ELS_ARENA_ROOM(g->arena, uint32_t, BESIDE_MAX);
                p->n_beside[side] = around(g, p, side, p->beside[side]);
                p->score[side] =
                    els_session_score(session, p->beside[side], p->n_beside[side], NULL, 0);
            }
}

/* Those of the pair alone. */
static uint32_t pair_features(const gaps *g, const pair *p, uint32_t own[OWN_MAX])
{
    const uint64_t sort = p->a->sort;
    uint32_t n = 0;
    own[n++] = els_feature("gap.sort", sort, (g->units >> sort) & 1, g->units != 0);
    own[n++] = els_feature("gap.places", sort, capped(p->a->ordinal), capped(p->b->ordinal));
    own[n++] = els_feature("gap.only", sort, g->n_points[sort] == 2, 0);
    own[n++] = els_feature("gap.parted", (uint64_t)(4.999 * p->parted), 0, 0);
    own[n++] = els_feature("gap.neighbours", p->b->ordinal == p->a->ordinal + 1, 0, 0);
    return n;
}

static uint32_t own_features(const gaps *g, const pair *p, uint32_t own[OWN_MAX])
{
    uint32_t n = pair_features(g, p, own);
    memcpy(own + n, p->a->beside[0], sizeof *own * p->a->n_beside[0]);
    n += p->a->n_beside[0];
    memcpy(own + n, p->b->beside[1], sizeof *own * p->b->n_beside[1]);
    return n + p->b->n_beside[1];
}

static void cross_features(const gaps *g, const pair *p, uint64_t cross[CROSS])
{
    const uint64_t sort = p->a->sort, n = g->n_points[sort];
    cross[0] = els_hash_pair(511, sort);
    cross[1] = els_hash_pair(els_hash_pair(512, sort),
                             els_hash_pair(capped(p->a->ordinal), capped(p->b->ordinal)));
    cross[2] = els_hash_pair(els_hash_pair(513, sort),
                             els_hash_pair(capped((uint32_t)n - 1 - p->a->ordinal),
                                           capped((uint32_t)n - 1 - p->b->ordinal)));
    cross[3] = els_hash_pair(els_hash_pair(514, sort), p->b->ordinal - p->a->ordinal);
}

/* ---- the family ---- */

static gaps *read_gaps(els_session *session)
{
    void **kept = els_session_kept(session, &els_family_gap);
    if (!*kept) {
        gaps *g = ELS_ARENA_NEW(els_session_arena(session), gaps, 1);
        g->arena = els_session_arena(session);
        g->reading = els_session_reading(session);
        g->units = units_asked(g->reading);
        els_near_read(&g->words, g->reading, g->arena);
        find_points(g);
        find_pairs(g);
        score_points(g, session);
        *kept = g;
    }
    return *kept;
}

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    uint32_t numbers = 0;
    if (!(els_field_is(session, "text") || els_field_is(session, "number")) ||
        reading->task->kb.len || reading->kb || reading->task->n_fields != 1 ||
        els_reader_opens_yes_no(reading))
        return false;
    const bool any = els_field_is(session, "text"); /* else they are of a problem to be solved */
    for (uint32_t i = 0; i < reading->n_numbers; i++)
        numbers += reading->numbers[i].in_context && !reading->numbers[i].is_word &&
                   (any || reading->tokens[reading->numbers[i].first].text.len == 4 ||
                    is_clock_time(reading, reading->numbers[i].first));
    for (uint32_t i = 0; i < reading->n_dates; i++)
        numbers += reading->dates[i].in_context;
    return numbers > 1 && (units_asked(reading) || (any && asks_difference(reading)));
}

static int by_score(const void *a, const void *b)
{
    const pair *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static void propose(els_session *session)
{
    const gaps *g = read_gaps(session);
    pair *sorted = ELS_ARENA_ROOM(g->arena, pair, PAIRS_MAX);
    uint32_t own[OWN_MAX], n = 0;
    uint64_t cross[CROSS];
    for (uint32_t i = 0; i < g->n_pairs; i++) {
        const els_str shape = els_str_of(sort_names[g->pairs[i].a->sort]);
        if (!els_session_wants(session, shape))
            continue;
        sorted[n] = g->pairs[i];
        cross_features(g, &sorted[n], cross);
        sorted[n].score =
            sorted[n].prior + els_session_shape_score(session, shape) +
            els_session_score(session, own, own_features(g, &sorted[n], own), cross, CROSS);
        n++;
    }
    if (n > 1)
        qsort(sorted, n, sizeof *sorted, by_score);
    for (uint32_t i = 0; i < n && i < OFFERED_MAX; i++) {
        const pair *p = &sorted[i];
        if (!els_session_spend(session, 1))
            return;
        cross_features(g, p, cross);
        els_offer offer = {.shape = els_str_of(sort_names[p->a->sort]),
                           .args =
                               els_arena_printf(g->arena, "%u,%u", p->a->ordinal, p->b->ordinal),
                           .answer = els_format_number(g->arena, fabs(p->b->value - p->a->value)),
                           .prior = p->prior,
                           .own = own,
                           .n_own = own_features(g, p, own),
                           .cross = cross,
                           .n_cross = CROSS};
        els_session_offer(session, &offer);
    }
}

static double hint(const els_session *session, els_str shape)
{
    return shape.len == 0 && asks_difference(els_session_reading(session)) ? ASKED : 0;
}

const els_family els_family_gap = {
    .name = "gap", .applies = applies, .propose = propose, .salience = 0.5, .hint = hint};
