#include "scan.h"

#include "codec.h"
#include "wire.h"

static els_err refuse(els_buf *error_text, els_err err, const char *why, size_t at)
{
    if (error_text)
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
    uint64_t open[ELS_SCAN_MAX_DEPTH + 1] = {1}; /* values still to come, per level */
    unsigned depth = 0;
    for (uint32_t nodes = 0;;) {
        while (open[depth] == 0) {
            if (depth == 0) {
                if (wire.at == wire.end)
                    return ELS_OK;
                return refuse(error_text, ELS_E_FORMAT, "bytes after the end",
                              (size_t)(wire.at - start));
            }
            depth--;
        }
        open[depth]--;
        size_t at = (size_t)(wire.at - start);
        els_token token;
        if (++nodes > ELS_SCAN_MAX_NODES)
            return refuse(error_text, ELS_E_LIMIT, "too many values", at);
        if (!els_wire_next(&wire, &token))
            return refuse(error_text, ELS_E_FORMAT, "truncated or invalid", at);
        if (token.kind == ELS_WIRE_ARRAY || token.kind == ELS_WIRE_MAP) {
            if (depth == ELS_SCAN_MAX_DEPTH)
                return refuse(error_text, ELS_E_LIMIT, "nested too deeply", at);
            open[++depth] = token.kind == ELS_WIRE_MAP ? 2 * token.value : token.value;
        }
    }
}
