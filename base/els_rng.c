#include "els_rng.h"
#include "els_hash.h"

#include <math.h>
#include <string.h>

els_rng els_rng_make(uint64_t seed, uint64_t a, uint64_t b)
{
    els_rng rng = {.used = 4};
    uint64_t stream = els_hash_pair(a, b);
    rng.key[0] = (uint32_t)seed;
    rng.key[1] = (uint32_t)(seed >> 32);
    rng.counter[2] = (uint32_t)stream;
    rng.counter[3] = (uint32_t)(stream >> 32);
    return rng;
}

static void philox_block(els_rng *rng)
{
    uint32_t c0 = rng->counter[0], c1 = rng->counter[1], c2 = rng->counter[2], c3 = rng->counter[3];
    uint32_t k0 = rng->key[0], k1 = rng->key[1];
    for (int round = 0; round < 10; round++) {
        uint64_t p0 = (uint64_t)UINT32_C(0xD2511F53) * c0;
        uint64_t p1 = (uint64_t)UINT32_C(0xCD9E8D57) * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += UINT32_C(0x9E3779B9);
        k1 += UINT32_C(0xBB67AE85);
    }
    rng->block[0] = c0;
    rng->block[1] = c1;
    rng->block[2] = c2;
    rng->block[3] = c3;
    if (++rng->counter[0] == 0)
        rng->counter[1]++;
    rng->used = 0;
}

uint32_t els_rng_u32(els_rng *rng)
{
    if (rng->used == 4)
        philox_block(rng);
    return rng->block[rng->used++];
}

uint64_t els_rng_u64(els_rng *rng)
{
    uint64_t high = els_rng_u32(rng);
    return high << 32 | els_rng_u32(rng);
}

uint32_t els_rng_below(els_rng *rng, uint32_t bound)
{
    if (bound == 0)
        return 0;
    uint64_t product = (uint64_t)els_rng_u32(rng) * bound;
    if ((uint32_t)product < bound) {
        uint32_t reject_below = (uint32_t)(-bound) % bound;
        while ((uint32_t)product < reject_below)
            product = (uint64_t)els_rng_u32(rng) * bound;
    }
    return (uint32_t)(product >> 32);
}

int64_t els_rng_between(els_rng *rng, int64_t lo, int64_t hi)
{
    uint64_t span = (uint64_t)hi - (uint64_t)lo + 1;
    if (span != 0 && span <= UINT32_MAX)
        return (int64_t)((uint64_t)lo + els_rng_below(rng, (uint32_t)span));
    return (int64_t)((uint64_t)lo + (span ? els_rng_u64(rng) % span : els_rng_u64(rng)));
}

double els_rng_unit(els_rng *rng)
{
    return (double)(els_rng_u64(rng) >> 11) * 0x1.0p-53;
}

bool els_rng_chance(els_rng *rng, double p)
{
    return els_rng_unit(rng) < p;
}

double els_rng_normal(els_rng *rng)
{
    double radius = sqrt(-2.0 * log(1.0 - els_rng_unit(rng)));
    return radius * cos(6.283185307179586 * els_rng_unit(rng));
}

void els_rng_shuffle(els_rng *rng, void *base, size_t n, size_t size)
{
    char *bytes = base;
    char swap[256];
    if (size > sizeof swap)
        return;
    for (size_t i = n; i > 1; i--) {
        size_t j = els_rng_below(rng, (uint32_t)i);
        memcpy(swap, bytes + (i - 1) * size, size);
        memcpy(bytes + (i - 1) * size, bytes + j * size, size);
        memcpy(bytes + j * size, swap, size);
    }
}

uint32_t els_rng_permuted(uint32_t at, uint32_t n, uint64_t key)
{
    unsigned half = 1;
    while (((uint64_t)1 << (2 * half)) < n)
        half++;
    const uint32_t mask = (UINT32_C(1) << half) - 1;
    do {
        uint32_t left = at >> half, right = at & mask;
        for (uint64_t round = 0; round < 4; round++) {
            uint64_t mixed = els_hash_pair(els_hash_pair(key, round), right);
            uint32_t next = left ^ ((uint32_t)(mixed >> 32) & mask);
            left = right;
            right = next;
        }
        at = left << half | right;
    } while (at >= n);
    return at;
}
