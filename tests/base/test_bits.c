#include "els_bits.h"

#include <criterion/criterion.h>

Test(bits, counts_the_ones_of_a_part_of_a_word)
{
    cr_assert_eq(els_bits_count(0xf0f, 0, 64), 8);
    cr_assert_eq(els_bits_count(0xf0f, 0, 4), 4);
    cr_assert_eq(els_bits_count(0xf0f, 2, 7), 3);
    cr_assert_eq(els_bits_count(UINT64_MAX, 0, 0), 0);
    cr_assert_eq(els_bits_count(UINT64_MAX, 63, 64), 1, "bits beyond the word are 0");
}
