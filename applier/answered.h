/* answered.h — which wishes for a state are answered. Pure.
 *
 * Every executor hears every answer. Were each wish answered, n executors that wait would get n
 * copies each per round of asking, and a slow network would fill faster than it empties. For the
 * same reason a version that is asked for again as soon as it may be is sent ever more rarely: what
 * was sent before is still on its way, and another copy would only come behind it. */
#ifndef ELS_APPLIER_ANSWERED_H
#define ELS_APPLIER_ANSWERED_H

#include <stdbool.h>
#include <stdint.h>

enum { ELS_ANSWERED_MAX = 4, ELS_ANSWER_AGAIN_MS = 500, ELS_ANSWER_RARELY_MS = 16000 };

/* Zeroed: nothing was answered yet. */
typedef struct {
    struct {
        uint64_t version; /* 0: none */
        int64_t at_ms;
        int64_t pause_ms; /* no further answer before `at_ms` + this */
    } newest[ELS_ANSWERED_MAX];
} els_answered;

/* Whether a wish for `version` (from 1) at `now_ms` (monotonic) is to be answered: not within a
 * pause of the last answer with the same version. The pause is ELS_ANSWER_AGAIN_MS at first, and
 * twice as long, up to ELS_ANSWER_RARELY_MS, each time that the next answer is due before as much
 * time again has passed. Whoever joined in between asks again. Then notes it as answered. */
bool els_answered_is_due(els_answered *answered, uint64_t version, int64_t now_ms);

#endif
