#include "answered.h"

bool els_answered_is_due(els_answered *answered, uint64_t version, int64_t now_ms)
{
    int slot = (int)(version % ELS_ANSWERED_MAX);
    bool is_same = answered->newest[slot].version == version;
    int64_t pause_ms = answered->newest[slot].pause_ms,
            since_ms = now_ms - answered->newest[slot].at_ms;
    if (is_same && since_ms < pause_ms)
        return false;
    pause_ms = is_same && since_ms < 2 * pause_ms ? 2 * pause_ms : ELS_ANSWER_AGAIN_MS;
    answered->newest[slot].version = version;
    answered->newest[slot].at_ms = now_ms;
    answered->newest[slot].pause_ms =
        pause_ms < ELS_ANSWER_RARELY_MS ? pause_ms : ELS_ANSWER_RARELY_MS;
    return true;
}
