/* replay.h — a bounded memory of graded examples, and learning from new and remembered ones. Pure.
 */
#ifndef ELS_REPLAY_H
#define ELS_REPLAY_H

#include "learn.h"

typedef struct els_replay els_replay;

els_replay *els_replay_new(void); /* NULL when out of memory */
void els_replay_free(els_replay **replay);

/* Learns the example, then a few remembered ones drawn by a stream keyed (seed, examples so far),
 * and remembers it in place of the oldest. `scratch` is reset. */
void els_replay_learn(els_replay *replay, els_mind *mind, const els_example *example,
                      const els_record *record, uint64_t seed, uint64_t iteration,
                      els_arena *scratch);
/* How much is learned from an example from now on: size of a step, and how many remembered ones are
 * learned again with it. Not saved with the examples. */
void els_replay_set_pace(els_replay *replay, double rate, uint32_t replays);
void els_replay_clear(els_replay *replay);

/* As bytes, and back (in place of what is held). Errors: FORMAT, NOMEM; nothing is held then. */
void els_replay_save(const els_replay *replay, els_buf *out);
els_err els_replay_load(els_replay *replay, els_str bytes) ELS_MUST_CHECK;
size_t els_replay_bytes(const els_replay *replay);

#endif
