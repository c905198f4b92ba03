#include "answered.h"

bool els_answered_is_due(els_answered *answered, uint64_t version, uint64_t waited_ms,
                         int64_t now_ms)
{
    int slot = (int)(version % ELS_ANSWERED_MAX);
    int64_t pause_ms = ELS_ANSWER_AGAIN_MS;
    if (waited_ms > ELS_ANSWER_AGAIN_MS)
        pause_ms = waited_ms < ELS_ANSWER_RARELY_MS ? (int64_t)waited_ms : ELS_ANSWER_RARELY_MS;
    if (answered->newest[slot].version == version &&
        now_ms - answered->newest[slot].at_ms < pause_ms)
        return false;
    answered->newest[slot].version = version;
    answered->newest[slot].at_ms = now_ms;
    return true;
}
