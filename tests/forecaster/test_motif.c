#include "els_rng.h"
#include "patterns.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

enum { N = 120, RUNS = 150 };

typedef enum { NOISE, WALK, HEAVY, KINDS } kind;

/* Series with nothing in them that comes back. */
static void nothing(kind kind, uint64_t run, double *ret)
{
    els_rng rng = els_rng_make(83, run, (uint64_t)kind);
    double level = 0;
    for (int t = 0; t < N; t++) {
        double shock = els_rng_normal(&rng);
        level = kind == WALK ? level + shock : 0;
        ret[t] = kind == HEAVY ? shock / (0.1 + fabs(els_rng_normal(&rng))) : level + shock;
    }
}

static const int planted_at[] = {11, 52, 95};
enum { SHAPE = 18, PLANTED = 3 };

/* The same shape of random steps at three places, each with a level and a size of its own. */
static void plant(uint64_t run, double *values)
{
    els_rng rng = els_rng_make(84, run, 0);
    double shape[SHAPE];
    for (int i = 0; i < SHAPE; i++)
        shape[i] = 4 * els_rng_normal(&rng);
    nothing(NOISE, run, values);
    for (int p = 0; p < PLANTED; p++)
        for (int i = 0; i < SHAPE; i++)
            values[planted_at[p] + i] += (1 + 0.3 * p) * shape[i] + 5 * p;
}

static bool overlaps(size_t place, size_t length, int planted)
{
    return (int)place < planted + SHAPE && planted < (int)(place + length);
}

Test(motif, series_without_one_show_one_in_a_hundred)
{
    for (int k = 0; k < KINDS; k++) {
        int found = 0;
        for (uint64_t run = 0; run < RUNS; run++) {
            double values[N];
            nothing((kind)k, run, values);
            found += els_pattern_find_motif(values, N, 1).is_found;
        }
        /* 1.5 are expected; more than 6 would be seen once in a thousand times */
        cr_assert_leq(found, 6, "kind %d: %d of %d", k, found, RUNS);
    }
}

Test(motif, a_shape_that_comes_back_is_found_where_it_is)
{
    int found = 0, all = 0;
    for (uint64_t run = 0; run < 20; run++) {
        double values[N];
        int hits = 0;
        plant(run, values);
        els_pattern_motif motif = els_pattern_find_motif(values, N, 1);
        if (!motif.is_found)
            continue;
        found++;
        cr_assert(motif.r > 0.7 && motif.p <= 0.01);
        cr_assert(motif.n_places >= 2 && motif.length >= 8 && motif.length <= N / 4);
        for (size_t i = 0; i < motif.n_places; i++) {
            cr_assert(i == 0 || motif.places[i] >= motif.places[i - 1] + motif.length);
            for (int p = 0; p < PLANTED; p++)
                hits += overlaps(motif.places[i], motif.length, planted_at[p]);
        }
        all += hits == PLANTED;
    }
    cr_assert_geq(found, 17, "%d", found);
    cr_assert_geq(all, 12, "%d", all);
}

Test(motif, a_season_that_is_known_is_none)
{
    int found = 0;
    for (uint64_t run = 0; run < 30; run++) {
        double values[N];
        nothing(NOISE, run, values);
        for (int t = 0; t < N; t++)
            values[t] += 5 * sin(2 * M_PI * t / 12);
        found += els_pattern_find_motif(values, N, 12).is_found;
    }
    cr_assert_leq(found, 3, "%d", found);
}

Test(motif, nothing_is_found_in_too_few_values_or_in_flat_ones)
{
    double values[N] = {0};
    cr_assert_not(els_pattern_find_motif(values, N, 1).is_found);
    values[50] = 7; /* a single spike does not come back */
    cr_assert_not(els_pattern_find_motif(values, N, 1).is_found);
    for (int t = 0; t < N; t++)
        values[t] = 3 * t;
    cr_assert_not(els_pattern_find_motif(values, N, 1).is_found, "a line is no sequence");
    plant(0, values);
    cr_assert_not(els_pattern_find_motif(values, 31, 1).is_found);
}

Test(motif, the_same_values_give_the_same_bits_and_only_the_newest_are_looked_at)
{
    static double values[700];
    els_rng rng = els_rng_make(85, 0, 0);
    for (int t = 0; t < 700; t++)
        values[t] = els_rng_normal(&rng);
    for (int i = 0; i < 40; i++) /* strong, but one of the two is too old */
        values[100 + i] = values[600 + i] = 30 * sin(i * i);
    cr_assert_not(els_pattern_find_motif(values, 700, 1).is_found);
    for (int i = 0; i < 40; i++)
        values[400 + i] = values[600 + i];
    els_pattern_motif one = els_pattern_find_motif(values, 700, 1);
    els_pattern_motif two = els_pattern_find_motif(values, 700, 1);
    cr_assert(one.is_found && two.is_found);
    cr_assert(one.r == two.r && one.length == two.length && one.places[0] == two.places[0]);
    cr_assert(one.places[0] + one.length > 400 && one.places[0] < 440, "%zu", one.places[0]);
}
