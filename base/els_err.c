#include "els_err.h"

const char *els_err_text(els_err err)
{
    static const char *const texts[ELS_E_COUNT_] = {
        [ELS_OK] = "ok",
        [ELS_E_NOMEM] = "out of memory",
        [ELS_E_USAGE] = "wrong usage",
        [ELS_E_IO] = "input/output error",
        [ELS_E_FORMAT] = "malformed",
        [ELS_E_LIMIT] = "over a limit",
        [ELS_E_VERSION] = "made by another version",
        [ELS_E_CORRUPT] = "corrupt",
        [ELS_E_BUSY] = "in use",
        [ELS_E_NOT_FOUND] = "not found",
        [ELS_E_TIMEOUT] = "timed out",
        [ELS_E_STALE] = "stale",
        [ELS_E_INTERRUPTED] = "interrupted",
        [ELS_E_STATE] = "not possible now",
    };
    if ((unsigned)err >= ELS_E_COUNT_)
        return "unknown error";
    return texts[err];
}
