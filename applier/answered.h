/* answered.h — which wishes for a state are answered. Pure.
 *
 * Every executor hears every answer. Were each wish answered, n executors that wait would get n
 * copies each per round of asking, and a slow network would fill faster than it empties. */
#ifndef ELS_APPLIER_ANSWERED_H
#define ELS_APPLIER_ANSWERED_H

#include <stdbool.h>
#include <stdint.h>

enum { ELS_ANSWERED_MAX = 4, ELS_ANSWER_AGAIN_MS = 500 };

/* Zeroed: nothing was answered yet. */
typedef struct {
    struct {
        uint64_t version; /* 0: none */
        int64_t at_ms;
    } newest[ELS_ANSWERED_MAX];
} els_answered;

/* Whether a wish for `version` (from 1) at `now_ms` (monotonic) is to be answered: not within
 * ELS_ANSWER_AGAIN_MS of an answer with the same version. Whoever joined in between asks again.
 * Then notes it as answered. */
bool els_answered_is_due(els_answered *answered, uint64_t version, int64_t now_ms);

#endif
