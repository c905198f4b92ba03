#include "replay.h"
#include "codec.h"
#include "config.h"
#include "els_rng.h"

#include <stdlib.h>

enum { REPLAY_MAX = 600 };

typedef struct {
    els_arena arena;
    els_example *example;
} slot;

struct els_replay {
    slot slots[REPLAY_MAX];
    uint32_t n, next;
    double rate;
    uint32_t replays;
};

els_replay *els_replay_new(void)
{
    els_replay *replay = calloc(1, sizeof *replay);
    if (replay)
        els_replay_set_pace(replay, els_config_default(ELS_CONFIG_learn_rate),
                            (uint32_t)els_config_default(ELS_CONFIG_learn_replays));
    return replay;
}

void els_replay_set_pace(els_replay *replay, double rate, uint32_t replays)
{
    replay->rate = rate;
    replay->replays = replays;
}

void els_replay_clear(els_replay *replay)
{
    for (uint32_t i = 0; i < REPLAY_MAX; i++)
        els_arena_fini(&replay->slots[i].arena);
    replay->n = replay->next = 0;
}

void els_replay_free(els_replay **replay)
{
    if (!*replay)
        return;
    els_replay_clear(*replay);
    free(*replay);
    *replay = NULL;
}

static void remember(els_replay *replay, const els_example *example)
{
    slot *taken = &replay->slots[replay->next];
    els_arena_fini(&taken->arena);
    taken->example = els_record_copy(&taken->arena, "example", example);
    replay->next = (replay->next + 1) % REPLAY_MAX;
    if (replay->n < REPLAY_MAX)
        replay->n++;
}

void els_replay_learn(els_replay *replay, els_mind *mind, const els_example *example,
                      const els_record *record, uint64_t seed, uint64_t iteration,
                      els_arena *scratch)
{
    els_rng rng = els_rng_make(seed, 61, mind->examples);
    els_arena_reset(scratch);
    els_learn_outcome(mind, example, record, iteration, scratch);
    els_learn_weights(mind, example, scratch, replay->rate);
    for (uint32_t i = 0; i < replay->replays && replay->n > 0; i++) {
        els_arena_reset(scratch);
        els_learn_weights(mind, replay->slots[els_rng_below(&rng, replay->n)].example, scratch,
                          replay->rate);
    }
    remember(replay, example);
}

/* An analysis that holds nothing but the examples, in slot order, and where the next one goes. */
void els_replay_save(const els_replay *replay, els_buf *out)
{
    els_example *examples = calloc(replay->n + 1, sizeof *examples);
    if (!examples)
        return;
    for (uint32_t i = 0; i < replay->n; i++)
        examples[i] = *replay->slots[i].example;
    els_analysis analysis = {
        .iteration = replay->next, .examples = examples, .n_examples = replay->n};
    if (els_encode(ELS_MSG_analysis, &analysis, out))
        els_buf_clear(out); /* refused by els_replay_load: never taken for an empty memory */
    free(examples);
}

els_err els_replay_load(els_replay *replay, els_str bytes)
{
    els_arena arena = {0};
    els_msg_type type;
    const void *message = NULL;
    els_err err = els_decode(bytes, &arena, &type, &message, NULL);
    const els_analysis *analysis = message;
    if (!err &&
        (type != ELS_MSG_analysis || analysis->n_examples > REPLAY_MAX ||
         analysis->iteration >= REPLAY_MAX ||
         (analysis->n_examples < REPLAY_MAX && analysis->iteration != analysis->n_examples)))
        err = ELS_E_FORMAT;
    for (uint32_t i = 0; !err && i < analysis->n_examples; i++)
        if (analysis->examples[i].n_task != 1)
            err = ELS_E_FORMAT;
    if (!err) {
        els_replay_clear(replay);
        for (uint32_t i = 0; i < analysis->n_examples; i++)
            remember(replay, &analysis->examples[i]);
        replay->next = (uint32_t)analysis->iteration;
    }
    els_arena_fini(&arena);
    return err;
}

size_t els_replay_bytes(const els_replay *replay)
{
    size_t bytes = sizeof *replay;
    for (uint32_t i = 0; i < replay->n; i++)
        bytes += replay->slots[i].arena.used_bytes;
    return bytes;
}
