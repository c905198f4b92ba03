#include "restored.h"

els_restore_use els_restored_take(els_restored *restored, uint64_t asked,
                                  const els_restore *message)
{
    if (restored->epoch && restored->asked == asked) {
        if (els_restored_is_now(restored, message->run, message->epoch))
            return ELS_RESTORE_ANSWER;
        if (message->run < restored->run ||
            (message->run == restored->run && message->epoch < restored->epoch))
            return ELS_RESTORE_IGNORE;
    }
    *restored = (els_restored){message->run, message->epoch, asked};
    return ELS_RESTORE_APPLY;
}

bool els_restored_is_now(const els_restored *restored, uint64_t run, uint64_t epoch)
{
    return restored->epoch && restored->run == run && restored->epoch == epoch;
}
