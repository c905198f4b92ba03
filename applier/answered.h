/* answered.h — which wishes for a state are answered. Pure.
 *
 * Every executor hears every answer. Were each wish answered, n executors that wait would get n
 * copies each per round of asking, and a slow network would fill faster than it empties. For the
 * same reason whoever has waited long is answered ever more rarely: what was sent before is still
 * on its way to it, and another copy would only come behind it. Whoever has just begun to ask, such
 * as an executor that was started again, does not wait for that. */
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
    } newest[ELS_ANSWERED_MAX];
} els_answered;

/* Whether a wish for `version` (from 1) of an executor that has asked for `waited_ms` milliseconds
 * is to be answered at `now_ms` (monotonic): not within a pause of the last answer with the same
 * version. The pause is as long as it has waited, at least ELS_ANSWER_AGAIN_MS and at most
 * ELS_ANSWER_RARELY_MS. Then notes it as answered. */
bool els_answered_is_due(els_answered *answered, uint64_t version, uint64_t waited_ms,
                         int64_t now_ms);

#endif
