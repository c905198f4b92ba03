#include "tap.h"

#include "dump.h"
#include "els_json.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

static const char *const kinds[] = {
    [ELS_TAP_IN] = "in", [ELS_TAP_OUT] = "out", [ELS_TAP_TICK] = "tick", [ELS_TAP_CLOCK] = "clock"};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

static bool is_time(els_tap_kind kind)
{
    return kind == ELS_TAP_TICK || kind == ELS_TAP_CLOCK;
}

els_err els_tap_write(FILE *file, const els_tap_entry *entry, els_msg_type type,
                      const void *message)
{
    if (is_time(entry->kind))
        return fprintf(file, "{\"dir\":\"%s\",\"ns\":%" PRIu64 "}\n", kinds[entry->kind],
                       entry->ns) > 0 &&
                       fflush(file) == 0
                   ? ELS_OK
                   : ELS_E_IO;
    const els_channel_desc *channel = els_channel_desc_of(entry->channel);
    els_buf line = {0};
    els_buf_printf(&line, "{\"dir\":\"%s\",\"channel\":\"%s\",\"topic\":", kinds[entry->kind],
                   channel ? channel->name : "unknown");
    els_json_text(entry->topic, &line);
    els_buf_printf(&line, ",\"frame\":\"");
    size_t size = sodium_base64_ENCODED_LEN(entry->frame.len, sodium_base64_VARIANT_ORIGINAL);
    els_buf_reserve(&line, size);
    sodium_bin2base64(line.ptr + line.len, size, (const unsigned char *)entry->frame.ptr,
                      entry->frame.len, sodium_base64_VARIANT_ORIGINAL);
    line.len += size - 1;
    els_buf_addc(&line, '"');
    if (message && entry->frame.len <= ELS_TAP_SHOWN_BYTES) {
        els_buf_printf(&line, ",\"message\":");
        els_message_json(type, message, &line);
    }
    els_buf_printf(&line, "}\n");
    bool is_written = fwrite(line.ptr, 1, line.len, file) == line.len && fflush(file) == 0;
    els_buf_fini(&line);
    return is_written ? ELS_OK : ELS_E_IO;
}

/* Cuts `expected` off the front of *rest. */
static bool take(els_str *rest, els_str expected)
{
    if (!els_str_starts(*rest, expected))
        return false;
    *rest = els_str_sub(*rest, expected.len, rest->len);
    return true;
}

/* Cuts the text up to the next quote off *rest, with the quote. Topics and base64 hold no escapes.
 */
static bool take_quoted(els_str *rest, els_str *ret_text)
{
    const char *quote = rest->len ? memchr(rest->ptr, '"', rest->len) : NULL;
    if (!quote)
        return false;
    size_t len = (size_t)(quote - rest->ptr);
    *ret_text = els_str_sub(*rest, 0, len);
    *rest = els_str_sub(*rest, len + 1, rest->len);
    return memchr(ret_text->ptr, '\\', ret_text->len) == NULL;
}

/* Cuts {"dir":"..." off the front of *line. */
static els_err take_kind(els_str *line, els_tap_kind *ret_kind)
{
    els_str dir;
    if (!take(line, ELS_STR("{\"dir\":\"")) || !take_quoted(line, &dir))
        return ELS_E_FORMAT;
    for (unsigned i = 0; i < KINDS; i++)
        if (els_str_eq(dir, els_str_of(kinds[i]))) {
            *ret_kind = (els_tap_kind)i;
            return ELS_OK;
        }
    return ELS_E_FORMAT;
}

els_err els_tap_peek(els_str line, els_tap_kind *ret_kind)
{
    return take_kind(&line, ret_kind);
}

static els_err parse_time(els_str rest, els_tap_kind kind, els_tap_entry *ret_entry)
{
    uint64_t ns;
    if (!take(&rest, ELS_STR(",\"ns\":")) || rest.len == 0 || rest.ptr[rest.len - 1] != '}' ||
        !els_str_to_u64(els_str_sub(rest, 0, rest.len - 1), &ns))
        return ELS_E_FORMAT;
    *ret_entry = (els_tap_entry){.kind = kind, .ns = ns};
    return ELS_OK;
}

els_err els_tap_parse(els_str line, els_arena *arena, els_tap_entry *ret_entry)
{
    els_str name, topic, base64;
    els_tap_kind kind;
    if (take_kind(&line, &kind))
        return ELS_E_FORMAT;
    if (is_time(kind))
        return parse_time(line, kind, ret_entry);
    if (!take(&line, ELS_STR(",\"channel\":\"")) || !take_quoted(&line, &name) ||
        !take(&line, ELS_STR(",\"topic\":\"")) || !take_quoted(&line, &topic) ||
        !take(&line, ELS_STR(",\"frame\":\"")) || !take_quoted(&line, &base64))
        return ELS_E_FORMAT;
    els_tap_entry entry = {
        .kind = kind, .channel = ELS_CHANNEL_COUNT_, .topic = els_arena_copy(arena, topic)};
    for (unsigned i = 0; i < ELS_CHANNEL_COUNT_; i++) {
        if (els_str_eq(name, els_str_of(els_channel_desc_of((els_channel)i)->name)))
            entry.channel = (els_channel)i;
    }
    if (entry.channel == ELS_CHANNEL_COUNT_)
        return ELS_E_FORMAT;
    char *bytes = els_arena_alloc(arena, base64.len / 4 * 3 + 3);
    if (sodium_base642bin((unsigned char *)bytes, base64.len / 4 * 3 + 3, base64.ptr, base64.len,
                          NULL, &entry.frame.len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return ELS_E_FORMAT;
    entry.frame.ptr = bytes;
    *ret_entry = entry;
    return ELS_OK;
}
