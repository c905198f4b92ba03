#include "els_rng.h"
#include "stats_eprocess.h"

#include <criterion/criterion.h>
#include <math.h>

Test(stats_eprocess, starts_at_one)
{
    els_eprocess process;
    els_eprocess_init(&process);
    cr_assert_float_eq(els_eprocess_up(&process), 1, 1e-12);
    cr_assert_float_eq(els_eprocess_down(&process), 1, 1e-12);
}

/* One win: the mean over the bets of 1 + bet = 1 + 2.825 / 8. */
Test(stats_eprocess, one_win_by_hand)
{
    els_eprocess process;
    els_eprocess_init(&process);
    els_eprocess_add(&process, 1);
    cr_assert_float_eq(els_eprocess_up(&process), 1 + 2.825 / 8, 1e-12);
    cr_assert_float_eq(els_eprocess_down(&process), 1 - 2.825 / 8, 1e-12);
}

Test(stats_eprocess, eight_wins_in_a_row_are_proof)
{
    els_eprocess process;
    els_eprocess_init(&process);
    for (int i = 0; i < 8; i++)
        els_eprocess_add(&process, 1);
    cr_assert_gt(els_eprocess_up(&process), 20);
    cr_assert_lt(els_eprocess_down(&process), 1);
}

Test(stats_eprocess, ties_change_nothing_and_order_does_not_matter)
{
    els_eprocess a, b;
    els_eprocess_init(&a);
    els_eprocess_init(&b);
    const double one[] = {1, -1, 0, 1, 1}, two[] = {1, 1, 1, -1, 0};
    for (int i = 0; i < 5; i++) {
        els_eprocess_add(&a, one[i]);
        els_eprocess_add(&b, two[i]);
    }
    cr_assert_float_eq(els_eprocess_up(&a), els_eprocess_up(&b), 1e-12);
    cr_assert_float_eq(els_eprocess_mean(&a), 0.4, 1e-12);
}

/* Ville: looking after every pair, a null effect crosses 20 at most once in 20 runs. */
Test(stats_eprocess, false_alarms_stay_below_five_percent_however_often_one_looks)
{
    enum { RUNS = 400, LENGTH = 400 };
    els_rng rng = els_rng_make(1, 2, 3);
    int up = 0, down = 0;
    for (int run = 0; run < RUNS; run++) {
        els_eprocess process;
        els_eprocess_init(&process);
        for (int i = 0; i < LENGTH; i++) {
            double u = els_rng_unit(&rng);
            els_eprocess_add(&process, u < 0.2 ? 1 : u < 0.4 ? -1 : 0);
        }
        up += process.best_up >= 20;
        down += process.best_down >= 20;
    }
    cr_assert_leq(up, RUNS * 6 / 100, "%d", up);
    cr_assert_leq(down, RUNS * 6 / 100, "%d", down);
}

Test(stats_eprocess, a_real_gain_is_found)
{
    enum { RUNS = 200, LENGTH = 200 };
    els_rng rng = els_rng_make(4, 5, 6);
    int found = 0;
    for (int run = 0; run < RUNS; run++) {
        els_eprocess process;
        els_eprocess_init(&process);
        for (int i = 0; i < LENGTH; i++) {
            double u = els_rng_unit(&rng);
            els_eprocess_add(&process, u < 0.25 ? 1 : u < 0.32 ? -1 : 0);
        }
        found += process.best_up >= 20;
    }
    cr_assert_geq(found, RUNS * 95 / 100, "%d", found);
}

Test(stats_eprocess, values_out_of_range_and_not_numbers_are_harmless)
{
    els_eprocess process;
    els_eprocess_init(&process);
    els_eprocess_add(&process, 1e9);
    els_eprocess_add(&process, NAN);
    for (int i = 0; i < 20000; i++)
        els_eprocess_add(&process, 1);
    cr_assert(isfinite(els_eprocess_up(&process)));
    cr_assert(els_eprocess_down(&process) >= 0);
}
