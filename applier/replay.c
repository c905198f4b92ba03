#include "replay.h"
#include "codec.h"
#include "els_rng.h"

#include <stdlib.h>

enum { REPLAY_MAX = 600, REPLAYS_PER_EXAMPLE = 4 };
static const double RATE = 0.15;

typedef struct {
    els_arena arena;
    els_example *example;
} slot;

struct els_replay {
    slot slots[REPLAY_MAX];
    uint32_t n, next;
};

els_replay *els_replay_new(void)
{
    return calloc(1, sizeof(els_replay));
}

void els_replay_free(els_replay **replay)
{
    if (!*replay)
        return;
    for (uint32_t i = 0; i < REPLAY_MAX; i++)
        els_arena_fini(&(*replay)->slots[i].arena);
    free(*replay);
    *replay = NULL;
}

void els_replay_learn(els_replay *replay, els_mind *mind, const els_example *example,
                      const els_record *record, uint64_t seed, uint64_t iteration, els_arena *scratch)
{
    els_rng rng = els_rng_make(seed, 61, mind->examples);
    els_arena_reset(scratch);
    els_learn_outcome(mind, example, record, iteration, scratch);
    els_learn_weights(mind, example, scratch, RATE);
    for (uint32_t i = 0; i < REPLAYS_PER_EXAMPLE && replay->n > 0; i++) {
        els_arena_reset(scratch);
        els_learn_weights(mind, replay->slots[els_rng_below(&rng, replay->n)].example, scratch, RATE);
    }
    slot *taken = &replay->slots[replay->next];
    els_arena_fini(&taken->arena);
    taken->example = els_record_copy(&taken->arena, "example", example);
    replay->next = (replay->next + 1) % REPLAY_MAX;
    if (replay->n < REPLAY_MAX)
        replay->n++;
}

size_t els_replay_bytes(const els_replay *replay)
{
    size_t bytes = sizeof *replay;
    for (uint32_t i = 0; i < replay->n; i++)
        bytes += replay->slots[i].arena.used_bytes;
    return bytes;
}
