#include <criterion/criterion.h>

#include "els_hash.h"

#include <stdio.h>
#include <string.h>

/* FNV-1a and the SplitMix64 finaliser written down once more. */
static uint64_t finish(uint64_t x)
{
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static uint64_t fnv1a(const char *text)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return h;
}

/* Learned weights are addressed by these values: they must never change. */
Test(hash, values_are_pinned)
{
    cr_assert_eq(els_hash_str(ELS_STR("")), UINT64_C(0xf52a15e9a9b5e89b));
    cr_assert_eq(els_hash_str(ELS_STR("argmax(_)")), UINT64_C(0x5c67360180a477ed));
    cr_assert_eq(els_hash_bytes(7, "abc", 3), UINT64_C(0xed50fd63fbc67dfc));
    cr_assert_eq(els_hash_pair(1, 2), UINT64_C(0x30883360cc68d7b1));
}

Test(hash, of_a_text_known_when_compiling_is_that_of_its_bytes)
{
    cr_assert_eq(els_hash_str(ELS_STR("kb.unheard_is")), els_hash_bytes(0, "kb.unheard_is", 13));
    cr_assert_eq(els_hash_known("kb.unheard_is", 13), els_hash_bytes(0, "kb.unheard_is", 13));
    cr_assert_eq(els_hash_known("\xff\x80", 2), els_hash_bytes(0, "\xff\x80", 2));
    cr_assert_eq(els_hash_known(NULL, 0), els_hash_bytes(0, NULL, 0));
}

Test(hash, is_fnv1a_finished_with_splitmix)
{
    /* Published vector: FNV-1a of "foobar" is 85944171f73967e8. */
    cr_assert_eq(fnv1a("foobar"), UINT64_C(0x85944171f73967e8));
    cr_assert_eq(els_hash_str(ELS_STR("foobar")), finish(fnv1a("foobar")));
    cr_assert_eq(els_hash_str((els_str){NULL, 0}), els_hash_str(ELS_STR("")));
}

Test(hash, seed_order_and_every_byte_count)
{
    cr_assert_neq(els_hash_bytes(0, "abc", 3), els_hash_bytes(1, "abc", 3));
    cr_assert_neq(els_hash_pair(1, 2), els_hash_pair(2, 1));
    cr_assert_neq(els_hash_pair(0, 0), 0);
    char bytes[32] = {0};
    uint64_t zero = els_hash_bytes(0, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes * 8; i++) {
        bytes[i / 8] ^= (char)(1 << (i % 8));
        cr_assert_neq(els_hash_bytes(0, bytes, sizeof bytes), zero, "bit %zu", i);
        bytes[i / 8] ^= (char)(1 << (i % 8));
    }
}

Test(hash, digest_is_blake2b_of_32_bytes)
{
    char hex[ELS_DIGEST_HEX];
    uint8_t digest[ELS_DIGEST_BYTES];
    els_digest_hex("abc", 3, hex);
    /* BLAKE2b-256 of "abc" as b2sum -l 256 prints it. */
    cr_assert_str_eq(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    els_digest("abc", 3, digest);
    for (int i = 0; i < ELS_DIGEST_BYTES; i++) {
        char two[3];
        snprintf(two, sizeof two, "%02x", digest[i]);
        cr_assert_eq(memcmp(two, hex + 2 * i, 2), 0);
    }
}
