#include "answered.h"

bool els_answered_is_due(els_answered *answered, uint64_t version, int64_t now_ms)
{
    int slot = (int)(version % ELS_ANSWERED_MAX);
    if (answered->newest[slot].version == version &&
        now_ms - answered->newest[slot].at_ms < ELS_ANSWER_AGAIN_MS)
        return false;
    answered->newest[slot].version = version;
    answered->newest[slot].at_ms = now_ms;
    return true;
}
