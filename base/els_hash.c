#include "els_hash.h"

#include <sodium.h>

uint64_t els_hash_bytes(uint64_t seed, const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ els_hash_mix(seed);
    for (size_t i = 0; i < len; i++) {
        h ^= p[i];
        h *= UINT64_C(0x100000001b3);
    }
    return els_hash_mix(h);
}

void els_digest(const void *bytes, size_t len, uint8_t ret_digest[ELS_DIGEST_BYTES])
{
    crypto_generichash(ret_digest, ELS_DIGEST_BYTES, bytes, len, NULL, 0);
}

void els_digest_text(const uint8_t digest[ELS_DIGEST_BYTES], char ret_hex[ELS_DIGEST_HEX])
{
    sodium_bin2hex(ret_hex, ELS_DIGEST_HEX, digest, ELS_DIGEST_BYTES);
}

void els_digest_hex(const void *bytes, size_t len, char ret_hex[ELS_DIGEST_HEX])
{
    uint8_t digest[ELS_DIGEST_BYTES];
    els_digest(bytes, len, digest);
    els_digest_text(digest, ret_hex);
}
