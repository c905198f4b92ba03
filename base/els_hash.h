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

static inline uint64_t els_hash_str(els_str s)
{
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
