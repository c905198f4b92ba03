#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "stats_sign.h"

Test(sign, the_exact_sign_test_is_the_tail_of_the_binomial)
{
    cr_expect(epsilon_eq(dbl, els_stats_sign_test(5, 0), 1 / 32.0, 1e-12));
    cr_expect(epsilon_eq(dbl, els_stats_sign_test(9, 1), 11 / 1024.0, 1e-12));
    cr_expect(epsilon_eq(dbl, els_stats_sign_test(3, 3), 42 / 64.0, 1e-12));
    cr_expect(epsilon_eq(dbl, els_stats_sign_test(0, 0), 1, 0));
    cr_expect(epsilon_eq(dbl, els_stats_sign_test(0, 7), 1, 1e-12));
    /* 2^-5000 is no double; the tail at the middle is near a half all the same. */
    cr_expect(epsilon_eq(dbl, els_stats_sign_test(2500, 2500), .5056, 1e-4));
}

Test(sign, what_counts_is_decided_over_all_comparisons_at_once)
{
    /* Benjamini and Hochberg 1995, section 3.2: fifteen p-values, of which four count at 5 %. */
    static const double p[] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                               .0459, .3240, .4262, .5719, .6528, .7590, 1.000};
    cr_expect(eq(sz, els_stats_discoveries(p, 15, .05), 4));
    cr_expect(eq(sz, els_stats_discoveries(p, 15, .0001), 0));
    cr_expect(eq(sz, els_stats_discoveries(p, 0, .05), 0));
}
