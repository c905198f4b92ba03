/* els_bits.h — words as rows of yes and no. */
#ifndef ELS_BITS_H
#define ELS_BITS_H

#include <stdint.h>

/* How many of the `n` bits from bit `from` on are set; `from` below 64, bits beyond the word are 0.
 */
static inline uint32_t els_bits_count(uint64_t word, uint32_t from, uint32_t n)
{
    word >>= from;
    if (n < 64)
        word &= (UINT64_C(1) << n) - 1;
    return (uint32_t)__builtin_popcountll(word);
}

#endif
