#include "told.h"

#include "els_rng.h"

#include <criterion/criterion.h>
#include <math.h>

enum { SET = 7, LABELS = 6, KEYS = 20 };

static const uint64_t labels[LABELS] = {101, 102, 103, 104, 105, 106};

/* Label l needs keys 2l and 2l + 1; every other one of KEYS is told in half the texts. */
static uint32_t record_of(els_rng *rng, uint32_t label, bool needs, uint64_t ret[KEYS])
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < KEYS; k++)
        if ((needs && k / 2 == label) || els_rng_below(rng, 2))
            ret[n++] = 1000 + k;
    return n;
}

static void teach(els_told *told, uint32_t rows, bool needs)
{
    els_rng rng = els_rng_make(3, 1, 4);
    uint64_t keys[KEYS];
    for (uint32_t i = 0; i < rows; i++) {
        uint32_t n = record_of(&rng, i % LABELS, needs, keys);
        els_told_learn(told, SET, keys, n, labels[i % LABELS]);
    }
}

/* How many of 300 further records speak most for their label, and the mean distance between the
 * labels they speak most and least for. */
static uint32_t right_of(const els_told *told, bool needs, double *ret_spread)
{
    els_rng rng = els_rng_make(3, 2, 4);
    uint32_t right = 0;
    *ret_spread = 0;
    for (uint32_t i = 0; i < 300; i++) {
        uint64_t keys[KEYS];
        double weights[LABELS] = {0};
        uint32_t n = record_of(&rng, i % LABELS, needs, keys), best = 0, least = 0;
        cr_assert(els_told_weigh(told, SET, keys, n, labels, LABELS, weights));
        for (uint32_t l = 0; l < LABELS; l++) {
            best = weights[l] > weights[best] ? l : best;
            least = weights[l] < weights[least] ? l : least;
        }
        right += best == i % LABELS;
        *ret_spread += (weights[best] - weights[least]) / 300;
    }
    return right;
}

Test(told, keys_that_a_label_needs_are_found)
{
    els_told told = {0};
    double spread;
    teach(&told, 5 * LABELS, true);
    uint32_t few = right_of(&told, true, &spread);
    cr_assert_gt(few, 120); /* by chance 50 */
    teach(&told, 20 * LABELS, true);
    cr_assert_gt(right_of(&told, true, &spread), few);
    els_told_clear(&told);
}

Test(told, little_is_made_of_keys_that_say_nothing)
{
    els_told told = {0}, useful = {0};
    double spread, much;
    teach(&told, 10 * LABELS, false);
    teach(&useful, 10 * LABELS, true);
    (void)right_of(&told, false, &spread);
    (void)right_of(&useful, true, &much);
    cr_assert_lt(spread, 0.5);
    cr_assert_gt(much, 4 * spread);
    els_told_clear(&told);
    els_told_clear(&useful);
}

Test(told, what_a_label_needs_and_is_missing_speaks_against_it)
{
    els_told told = {0};
    uint64_t both[2] = {1, 2};
    for (uint32_t i = 0; i < 8; i++) {
        els_told_learn(&told, SET, both, 2, labels[0]);
        els_told_learn(&told, SET, both, 1, labels[1]);
    }
    double with[2] = {0}, without[2] = {0};
    cr_assert(els_told_weigh(&told, SET, both, 2, labels, 2, with));
    cr_assert(els_told_weigh(&told, SET, both, 1, labels, 2, without));
    cr_assert_gt(with[0], with[1]);
    cr_assert_lt(without[0], without[1]);
    els_told_clear(&told);
}

Test(told, nothing_is_said_of_other_fields_labels_and_keys)
{
    els_told told = {0};
    double weights[2] = {5, 5};
    uint64_t key = 1000, stranger = 1;
    cr_assert_not(els_told_weigh(&told, SET, &key, 1, labels, 2, weights));
    teach(&told, 60, true);
    cr_assert_not(els_told_weigh(&told, SET + 1, &key, 1, labels, 2, weights));
    uint64_t unknown[2] = {1, 2};
    cr_assert(els_told_weigh(&told, SET, &key, 1, unknown, 2, weights));
    cr_assert_float_eq(weights[0], 5, 0);
    cr_assert_float_eq(weights[1], 5, 0);
    double with[LABELS] = {0}, without[LABELS] = {0};
    cr_assert(els_told_weigh(&told, SET, &stranger, 1, labels, LABELS, with));
    cr_assert(els_told_weigh(&told, SET, NULL, 0, labels, LABELS, without));
    for (uint32_t l = 0; l < LABELS; l++)
        cr_assert_float_eq(with[l], without[l], 0);
    els_told_clear(&told);
}

Test(told, equal_counts_give_equal_bytes_and_answers)
{
    els_told told = {0}, copy = {0}, loaded = {0};
    els_buf bytes = {0}, again = {0};
    teach(&told, 60, true);
    els_told_copy(&copy, &told);
    els_told_save(&copy, &bytes);
    els_str rest = els_buf_str(&bytes);
    cr_assert_eq(els_told_load(&loaded, &rest), ELS_OK);
    cr_assert_eq(rest.len, 0);
    els_told_save(&loaded, &again);
    cr_assert(els_str_eq(els_buf_str(&bytes), els_buf_str(&again)));
    double a, b;
    cr_assert_eq(right_of(&told, true, &a), right_of(&loaded, true, &b));
    cr_assert_float_eq(a, b, 0);
    for (size_t len = 0; len < bytes.len; len++) {
        els_str torn = els_str_sub(els_buf_str(&bytes), 0, len);
        cr_assert_eq(els_told_load(&loaded, &torn), ELS_E_FORMAT);
        cr_assert_eq(loaded.n_sets, 0);
    }
    els_buf_fini(&bytes);
    els_buf_fini(&again);
    els_told_clear(&told);
    els_told_clear(&copy);
}

Test(told, sets_labels_keys_and_rows_are_bounded)
{
    els_told told = {0}, loaded = {0};
    els_buf bytes = {0};
    for (uint64_t i = 0; i < 200; i++) { /* twice as many labels and keys as there is room for */
        uint64_t keys[3] = {i, 1000 + i, 400};
        els_told_learn(&told, 1, keys, 3, i % 130);
    }
    double weights[2] = {0};
    uint64_t heard[2] = {3, 129}, key = 400;
    cr_assert(els_told_weigh(&told, 1, &key, 1, heard, 2, weights));
    cr_assert(isfinite(weights[0]) && weights[0] != 0);
    cr_assert_float_eq(weights[1], 0, 0, "there was no room for this label");
    for (uint64_t i = 0; i < 6000; i++) /* more rows than are counted */
        els_told_learn(&told, 2, &key, i % 2, i % 3);
    for (uint64_t i = 0; i < 40; i++)
        els_told_learn(&told, 3 + i, &key, 1, 0);
    cr_assert_eq(told.n_sets, ELS_TOLD_SETS_MAX);
    els_told_save(&told, &bytes);
    els_str rest = els_buf_str(&bytes);
    cr_assert_eq(els_told_load(&loaded, &rest), ELS_OK, "counts above the bounds are refused");
    els_buf_fini(&bytes);
    els_told_clear(&told);
    els_told_clear(&loaded);
}

Test(told, keys_are_those_the_text_states_once_each)
{
    els_arena arena = {0};
    els_task task = {.question = ELS_STR("May the book be kept for longer?"),
                     .context = ELS_STR("Loan date: 2024-03-01\nReader since: 2019-11-20\n"
                                        "Renewals: 2 times\nRenewals: 3 times\nShelf: B 12")};
    els_reading reading;
    uint64_t keys[ELS_TOLD_FACTS_MAX];
    els_reading_make(&task, NULL, &arena, &reading);
    cr_assert_eq(els_told_keys(&reading, keys), 4);
    cr_assert_eq(keys[0], els_hash_str(ELS_STR("loan_date")));
    cr_assert_eq(keys[2], els_hash_str(ELS_STR("renewals")));
    els_arena_fini(&arena);
}
