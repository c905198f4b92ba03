/* els_rng.h — counter-based random numbers: Philox4x32-10 (Salmon et al. 2011).
 *
 * A stream is a pure function of its key: there is no shared generator whose order of use could
 * change a result. Make one wherever randomness is needed, keyed by what it is for. */
#ifndef ELS_RNG_H
#define ELS_RNG_H

#include "els_str.h"

typedef struct {
    uint32_t key[2];
    uint32_t counter[4];
    uint32_t block[4];
    unsigned used; /* words of `block` already handed out */
} els_rng;

/* Stream for (seed, a, b), for example (run seed, iteration, task index). */
els_rng els_rng_make(uint64_t seed, uint64_t a, uint64_t b);
uint32_t els_rng_u32(els_rng *rng);
uint64_t els_rng_u64(els_rng *rng);
/* Uniform in 0 .. bound-1 without bias (Lemire 2019); 0 when bound is 0. */
uint32_t els_rng_below(els_rng *rng, uint32_t bound);
/* Uniform integer in lo .. hi, both included; lo <= hi. */
int64_t els_rng_between(els_rng *rng, int64_t lo, int64_t hi);
/* Uniform in [0, 1), 53 bits. */
double els_rng_unit(els_rng *rng);
/* True with probability p in 0..1. */
bool els_rng_chance(els_rng *rng, double p);
/* Standard normal (Box-Muller, one value per call). */
double els_rng_normal(els_rng *rng);
/* The image of `at` (0 .. n-1) under a permutation of 0 .. n-1 that `key` makes: a Feistel network
 * over the next power of four, walked until it lands inside (Black and Rogaway 2002). */
uint32_t els_rng_permuted(uint32_t at, uint32_t n, uint64_t key);
/* Fisher-Yates over n elements of `size` bytes each (size <= 256). */
void els_rng_shuffle(els_rng *rng, void *base, size_t n, size_t size);

#endif
