#include "replay.h"
#include "codec.h"
#include "config.h"
#include "els_rng.h"

#include <stdlib.h>
#include <string.h>

enum { REPLAY_MAX = 600 };

/* Examples are kept as the frames they would travel in, an analysis of one example each: that is
 * half of what they take decoded, and what is saved. */
typedef struct {
    char *bytes; /* owned */
    uint32_t len;
} slot;

struct els_replay {
    slot slots[REPLAY_MAX];
    uint32_t n, next;
    double rate;
    uint32_t replays;
    els_buf frame; /* scratch */
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
    for (uint32_t i = 0; i < REPLAY_MAX; i++) {
        free(replay->slots[i].bytes);
        replay->slots[i] = (slot){NULL, 0};
    }
    replay->n = replay->next = 0;
}

void els_replay_free(els_replay **replay)
{
    if (!*replay)
        return;
    els_replay_clear(*replay);
    els_buf_fini(&(*replay)->frame);
    free(*replay);
    *replay = NULL;
}

/* In place of the oldest. Not to rehearse what others rehearse would be another state, so there is
 * no going on without memory. */
static void keep(els_replay *replay, els_str frame)
{
    slot *taken = &replay->slots[replay->next];
    char *bytes = malloc(frame.len);
    if (!bytes)
        els_out_of_memory(frame.len);
    memcpy(bytes, frame.ptr, frame.len);
    free(taken->bytes);
    *taken = (slot){bytes, (uint32_t)frame.len};
    replay->next = (replay->next + 1) % REPLAY_MAX;
    if (replay->n < REPLAY_MAX)
        replay->n++;
}

/* NULL when the frame is not one example of one task. */
static const els_example *decode(els_str frame, els_arena *arena)
{
    els_msg_type type;
    const void *message = NULL;
    if (els_demand_memory(els_decode(frame, arena, &type, &message, NULL)) ||
        type != ELS_MSG_analysis)
        return NULL;
    const els_analysis *analysis = message;
    return analysis->n_examples == 1 && analysis->examples[0].n_task == 1 ? &analysis->examples[0]
                                                                          : NULL;
}

/* An example that is larger than messages may be is not remembered. */
static void remember(els_replay *replay, const els_example *example)
{
    els_example kept = *example;
    kept.n_rehearsals = 0; /* the router learns once per task */
    els_analysis analysis = {.examples = &kept, .n_examples = 1};
    els_buf_clear(&replay->frame);
    if (els_demand_memory(els_encode(ELS_MSG_analysis, &analysis, &replay->frame)) == ELS_OK)
        keep(replay, els_buf_str(&replay->frame));
}

void els_replay_learn(els_replay *replay, els_mind *mind, const els_example *example,
                      const els_record *record, uint64_t seed, uint64_t iteration,
                      els_arena *scratch)
{
    els_rng rng = els_rng_make(seed, 61, mind->examples);
    els_arena_reset(scratch);
    els_learn_outcome(mind, example, record, iteration, scratch);
    els_learn_weights(mind, example, scratch, replay->rate, true);
    for (uint32_t i = 0; i < replay->replays && replay->n > 0; i++) {
        els_arena_reset(scratch);
        const slot *drawn = &replay->slots[els_rng_below(&rng, replay->n)];
        const els_example *old = decode((els_str){drawn->bytes, drawn->len}, scratch);
        if (old)
            els_learn_weights(mind, old, scratch, replay->rate, false);
    }
    remember(replay, example);
}

/* Where the next one goes, how many there are, and each behind its length, in slot order. */
void els_replay_save(const els_replay *replay, els_buf *out)
{
    els_buf_add_number(out, replay->next, 4);
    els_buf_add_number(out, replay->n, 4);
    for (uint32_t i = 0; i < replay->n; i++) {
        els_buf_add_number(out, replay->slots[i].len, 4);
        els_buf_append(out, replay->slots[i].bytes, replay->slots[i].len);
    }
}

static els_err load_slots(els_replay *replay, els_str bytes, els_arena *arena)
{
    uint64_t next, n, len;
    if (!els_str_take_number(&bytes, &next, 4) || !els_str_take_number(&bytes, &n, 4) ||
        n > REPLAY_MAX || next >= REPLAY_MAX || (n < REPLAY_MAX && next != n))
        return ELS_E_FORMAT;
    for (uint64_t i = 0; i < n; i++) {
        els_arena_reset(arena);
        if (!els_str_take_number(&bytes, &len, 4) || len > bytes.len ||
            !decode(els_str_sub(bytes, 0, len), arena))
            return ELS_E_FORMAT;
        keep(replay, els_str_sub(bytes, 0, len));
        bytes = els_str_sub(bytes, len, bytes.len);
    }
    replay->next = (uint32_t)next;
    return bytes.len ? ELS_E_FORMAT : ELS_OK;
}

els_err els_replay_load(els_replay *replay, els_str bytes)
{
    els_arena arena = {0};
    els_replay_clear(replay);
    els_err err = load_slots(replay, bytes, &arena);
    if (err)
        els_replay_clear(replay);
    els_arena_fini(&arena);
    return err;
}

size_t els_replay_bytes(const els_replay *replay)
{
    size_t bytes = sizeof *replay;
    for (uint32_t i = 0; i < replay->n; i++)
        bytes += replay->slots[i].len;
    return bytes;
}
