/* els_hash.h — 64-bit hashing for features and table keys, and content digests. */
#ifndef ELS_HASH_H
#define ELS_HASH_H

#include "els_str.h"

/* FNV-1a over the bytes, finished with the SplitMix64 mixer (Steele 2014). Stable across machines
 * and versions: learned weights are addressed by it. Not for adversaries. */
uint64_t els_hash_bytes(uint64_t seed, const void *bytes, size_t len);

static inline uint64_t els_hash_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

/* Order-dependent combination of two hashes. */
static inline uint64_t els_hash_pair(uint64_t a, uint64_t b)
{
    return els_hash_mix(a * UINT64_C(0x9e3779b97f4a7c15) + b + UINT64_C(0x632be59bd9b4e019));
}

/* The sum of els_hash_bytes with seed 0, for texts whose bytes are known when compiling: nothing of
 * it is left in the program. Unsanitized, since checks of pointers would stand in the way of that.
 */
__attribute__((always_inline, no_sanitize("undefined"))) static inline uint64_t
els_hash_known(const char *bytes, size_t len)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ els_hash_mix(0);
#pragma GCC unroll 40
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    return els_hash_mix(h);
}

/* els_hash_bytes of the text with seed 0. Names of features are hashed with every candidate, and
 * are literals. */
__attribute__((always_inline)) static inline uint64_t els_hash_str(els_str s)
{
    if (__builtin_constant_p(s.len) && s.len <= 40)
        return els_hash_known(s.ptr, s.len);
    return els_hash_bytes(0, s.ptr, s.len);
}

#define ELS_DIGEST_BYTES 32
#define ELS_DIGEST_HEX 65 /* with the NUL */
/* BLAKE2b-256 (libsodium) of the bytes. */
void els_digest(const void *bytes, size_t len, uint8_t ret_digest[ELS_DIGEST_BYTES]);
/* A digest as lower-case hexadecimal; and that of bytes. */
void els_digest_text(const uint8_t digest[ELS_DIGEST_BYTES], char ret_hex[ELS_DIGEST_HEX]);
void els_digest_hex(const void *bytes, size_t len, char ret_hex[ELS_DIGEST_HEX]);

#endif
