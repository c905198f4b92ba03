#include <criterion/criterion.h>

#include "els_rng.h"

#include <math.h>
#include <string.h>

/* Philox4x32-10 after the paper (Salmon et al. 2011, section 3.3), independent of the one tested:
 * a round multiplies, xors and permutes; the key is bumped between rounds. */
static void philox(const uint32_t counter[4], const uint32_t key[2], uint32_t ret[4])
{
    uint32_t c[4], k[2] = {key[0], key[1]};
    memcpy(c, counter, sizeof c);
    for (int round = 0; round < 10; round++) {
        uint64_t left = UINT64_C(3528531795) * c[0], right = UINT64_C(3449720151) * c[2];
        uint32_t next[4] = {(uint32_t)(right >> 32) ^ c[1] ^ k[0], (uint32_t)right,
                            (uint32_t)(left >> 32) ^ c[3] ^ k[1], (uint32_t)left};
        memcpy(c, next, sizeof c);
        k[0] += UINT32_C(2654435769);
        k[1] += UINT32_C(3144134277);
    }
    memcpy(ret, c, sizeof c);
}

/* The three vectors of the Random123 distribution's known-answer file. */
static const struct {
    uint32_t counter[4], key[2], block[4];
} known[] = {
    {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
    {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
     {0xffffffff, 0xffffffff},
     {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
    {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
     {0xa4093822, 0x299f31d0},
     {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
};

Test(rng, gives_the_published_philox_vectors)
{
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        uint32_t block[4];
        philox(known[i].counter, known[i].key, block);
        els_rng rng = {.used = 4};
        memcpy(rng.key, known[i].key, sizeof rng.key);
        memcpy(rng.counter, known[i].counter, sizeof rng.counter);
        for (int w = 0; w < 4; w++) {
            cr_assert_eq(block[w], known[i].block[w], "the reference itself, vector %zu", i);
            cr_assert_eq(els_rng_u32(&rng), known[i].block[w], "vector %zu word %d", i, w);
        }
    }
}

Test(rng, a_stream_is_the_philox_blocks_of_its_counters)
{
    els_rng rng = els_rng_make(UINT64_C(0x0123456789abcdef), 3, 4);
    els_rng start = rng;
    for (uint32_t block = 0; block < 50; block++) {
        uint32_t counter[4] = {block, 0, start.counter[2], start.counter[3]}, words[4];
        philox(counter, start.key, words);
        for (int w = 0; w < 4; w++)
            cr_assert_eq(els_rng_u32(&rng), words[w], "block %u word %d", block, w);
    }
    els_rng last = start;
    last.counter[0] = UINT32_MAX; /* the low counter carries into the next word */
    for (int w = 0; w < 4; w++)
        els_rng_u32(&last);
    uint32_t counter[4] = {0, 1, start.counter[2], start.counter[3]}, words[4];
    philox(counter, start.key, words);
    cr_assert_eq(els_rng_u32(&last), words[0]);
}

Test(rng, equal_keys_give_equal_streams_and_others_do_not)
{
    els_rng a = els_rng_make(1, 2, 3), b = els_rng_make(1, 2, 3);
    els_rng others[] = {els_rng_make(2, 2, 3), els_rng_make(1, 3, 3), els_rng_make(1, 2, 4),
                        els_rng_make(1, 3, 2), els_rng_make(UINT64_C(1) << 32 | 1, 2, 3)};
    uint64_t first[100];
    for (int i = 0; i < 100; i++) {
        first[i] = els_rng_u64(&a);
        cr_assert_eq(first[i], els_rng_u64(&b));
    }
    for (size_t o = 0; o < sizeof others / sizeof others[0]; o++) {
        int same = 0;
        for (int i = 0; i < 100; i++)
            same += els_rng_u64(&others[o]) == first[i];
        cr_assert_eq(same, 0, "stream %zu", o);
    }
}

Test(rng, stays_within_its_bounds_and_reaches_them)
{
    els_rng rng = els_rng_make(5, 0, 0);
    uint32_t seen[7] = {0};
    for (int i = 0; i < 70000; i++) {
        uint32_t v = els_rng_below(&rng, 7);
        cr_assert_lt(v, 7);
        seen[v]++;
    }
    for (int i = 0; i < 7; i++) /* 10000 each, standard deviation 93 */
        cr_assert(seen[i] > 9500 && seen[i] < 10500, "%u times %d", seen[i], i);
    cr_assert_eq(els_rng_below(&rng, 0), 0);
    cr_assert_eq(els_rng_below(&rng, 1), 0);
    bool low = false, high = false;
    for (int i = 0; i < 200; i++) {
        int64_t v = els_rng_between(&rng, -2, 2);
        cr_assert(v >= -2 && v <= 2);
        low = low || v == -2;
        high = high || v == 2;
    }
    cr_assert(low && high);
    cr_assert_eq(els_rng_between(&rng, 9, 9), 9);
    int negative = 0;
    for (int i = 0; i < 1000; i++) {
        els_rng_between(&rng, INT64_MIN, INT64_MAX);
        int64_t wide = els_rng_between(&rng, -(INT64_C(1) << 40), INT64_C(1) << 40);
        cr_assert(wide >= -(INT64_C(1) << 40) && wide <= INT64_C(1) << 40);
        negative += wide < 0;
    }
    cr_assert(negative > 400 && negative < 600);
}

Test(rng, units_chances_and_normals_have_their_moments)
{
    enum { N = 40000 };
    els_rng rng = els_rng_make(6, 1, 1);
    double sum = 0, normal = 0, square = 0;
    int hits = 0;
    for (int i = 0; i < N; i++) {
        double u = els_rng_unit(&rng), z = els_rng_normal(&rng);
        cr_assert(u >= 0 && u < 1);
        cr_assert(isfinite(z));
        sum += u;
        normal += z;
        square += z * z;
        hits += els_rng_chance(&rng, 0.2);
        cr_assert(!els_rng_chance(&rng, 0));
        cr_assert(els_rng_chance(&rng, 1));
    }
    cr_assert_float_eq(sum / N, 0.5, 0.01);
    cr_assert_float_eq(normal / N, 0, 0.03);
    cr_assert_float_eq(square / N, 1, 0.05);
    cr_assert_float_eq((double)hits / N, 0.2, 0.012);
}

Test(rng, shuffle_is_a_permutation_and_every_place_is_as_likely)
{
    enum { N = 5, ROUNDS = 20000 };
    els_rng rng = els_rng_make(7, 2, 2);
    uint32_t at[N][N] = {{0}};
    for (int r = 0; r < ROUNDS; r++) {
        uint16_t items[N] = {0, 1, 2, 3, 4};
        unsigned mask = 0;
        els_rng_shuffle(&rng, items, N, sizeof items[0]);
        for (int i = 0; i < N; i++) {
            cr_assert_lt(items[i], N);
            mask |= 1u << items[i];
            at[items[i]][i]++;
        }
        cr_assert_eq(mask, (1u << N) - 1);
    }
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++) /* 4000 each, standard deviation 57 */
            cr_assert(at[i][k] > 3700 && at[i][k] < 4300, "%d at %d: %u", i, k, at[i][k]);
}

Test(rng, shuffle_moves_whole_elements_and_leaves_too_large_ones)
{
    struct {
        uint32_t number;
        unsigned char bytes[252];
    } items[20];
    unsigned char large[3][257];
    els_rng rng = els_rng_make(8, 0, 0);
    uint32_t sum = 0;
    for (uint32_t i = 0; i < 20; i++) {
        items[i].number = i;
        memset(items[i].bytes, (int)i, sizeof items[i].bytes);
    }
    els_rng_shuffle(&rng, items, 20, sizeof items[0]);
    for (uint32_t i = 0; i < 20; i++) {
        sum += items[i].number;
        for (size_t b = 0; b < sizeof items[i].bytes; b++)
            cr_assert_eq(items[i].bytes[b], items[i].number);
    }
    cr_assert_eq(sum, 190);
    for (int i = 0; i < 3; i++)
        memset(large[i], i, sizeof large[i]);
    els_rng_shuffle(&rng, large, 3, sizeof large[0]);
    for (int i = 0; i < 3; i++)
        cr_assert(large[i][0] == i && large[i][256] == i);
    els_rng_shuffle(&rng, items, 0, sizeof items[0]);
}
