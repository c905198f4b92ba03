#include "scan.h"

#include "codec.h"
#include "place.h"
#include "wire.h"

static els_err refuse(els_buf *error_text, els_err err, const char *why, size_t at)
{
    if (error_text && els_buf_try_reserve(error_text, ELS_PLACE_TEXT_MAX))
        els_buf_printf(error_text, "frame: %s at byte %zu", why, at);
    return err;
}

els_err els_scan(els_str frame, els_buf *error_text)
{
    if (frame.len == 0)
        return refuse(error_text, ELS_E_FORMAT, "truncated", 0);
    if (frame.len > ELS_MAX_FRAME)
        return refuse(error_text, ELS_E_LIMIT, "longer than allowed", ELS_MAX_FRAME);
    const uint8_t *start = (const uint8_t *)frame.ptr;
    els_wire wire = {start, start + frame.len};
    uint64_t open[ELS_SCAN_MAX_DEPTH]; /* values still to come in the containers around this one */
    unsigned depth = 0;
    uint64_t left = 1; /* and in this one */
    for (uint32_t nodes = 1;; nodes++) {
        while (left == 0) {
            if (depth == 0) {
                if (wire.at == wire.end)
                    return ELS_OK;
                return refuse(error_text, ELS_E_FORMAT, "bytes after the end",
                              (size_t)(wire.at - start));
            }
            left = open[--depth];
        }
        left--;
        const uint8_t *at = wire.at;
        els_token token;
        if (nodes > ELS_SCAN_MAX_NODES)
            return refuse(error_text, ELS_E_LIMIT, "too many values", (size_t)(at - start));
        if (!els_wire_next(&wire, &token))
            return refuse(error_text, ELS_E_FORMAT, "truncated or invalid", (size_t)(at - start));
        if (token.kind == ELS_WIRE_ARRAY || token.kind == ELS_WIRE_MAP) {
            if (depth == ELS_SCAN_MAX_DEPTH)
                return refuse(error_text, ELS_E_LIMIT, "nested too deeply", (size_t)(at - start));
            open[depth++] = left;
            left = token.kind == ELS_WIRE_MAP ? 2 * token.value : token.value;
        }
    }
}
