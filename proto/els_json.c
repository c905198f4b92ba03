#include "els_json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Length of the well-formed UTF-8 sequence at `s`, 0 when there is none (RFC 3629, section 4). */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t len;
    if (s[0] < 0x80)
        return 1;
    if (s[0] >= 0xc2 && s[0] <= 0xdf)
        len = 2;
    else if (s[0] >= 0xe0 && s[0] <= 0xef)
        len = 3;
    else if (s[0] >= 0xf0 && s[0] <= 0xf4)
        len = 4;
    else
        return 0;
    if (s[0] == 0xe0)
        low = 0xa0; /* overlong */
    else if (s[0] == 0xed)
        high = 0x9f; /* surrogates */
    else if (s[0] == 0xf0)
        low = 0x90; /* overlong */
    else if (s[0] == 0xf4)
        high = 0x8f; /* above U+10FFFF */
    if (left < len || s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++) {
        if (s[i] < 0x80 || s[i] > 0xbf)
            return 0;
    }
    return len;
}

void els_json_text(els_str text, els_buf *out)
{
    els_buf_reserve(out, text.len + 2);
    els_buf_addc(out, '"');
    for (size_t i = 0; i < text.len;) {
        unsigned char c = (unsigned char)text.ptr[i];
        size_t len = utf8_length((const unsigned char *)text.ptr + i, text.len - i);
        if (len == 0)
            els_buf_add(out, ELS_STR("\\ufffd"));
        else if (c == '"' || c == '\\')
            els_buf_printf(out, "\\%c", c);
        else if (c == '\n')
            els_buf_add(out, ELS_STR("\\n"));
        else if (c == '\t')
            els_buf_add(out, ELS_STR("\\t"));
        else if (c < 0x20 || c == 0x7f)
            els_buf_printf(out, "\\u%04x", c);
        else
            els_buf_append(out, text.ptr + i, len);
        i += len ? len : 1;
    }
    els_buf_addc(out, '"');
}

void els_json_real(double value, els_buf *out)
{
    char digits[40];
    if (!isfinite(value)) {
        els_buf_add(out, ELS_STR("null"));
        return;
    }
    snprintf(digits, sizeof digits, "%.15g", value);
    if (strtod(digits, NULL) != value)
        snprintf(digits, sizeof digits, "%.17g", value);
    els_buf_printf(out, "%s", digits);
}
