#include "stats_snapshot.h"

#include "els_hash.h"

#include <string.h>

enum { CHECKSUM_BYTES = 8 };

static void put(els_buf *buf, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        els_buf_addc(buf, (char)(unsigned char)(value >> (8 * i)));
}

static uint64_t get(const char *at, size_t bytes)
{
    uint64_t value = 0;
    for (size_t i = bytes; i-- > 0;)
        value = value << 8 | (unsigned char)at[i];
    return value;
}

static void visit(els_snapshot *snapshot, uint64_t *value, size_t bytes)
{
    if (snapshot->out) {
        put(snapshot->out, *value, bytes);
        return;
    }
    if (snapshot->err)
        return;
    if (snapshot->rest.len < bytes) {
        snapshot->err = ELS_E_CORRUPT;
        return;
    }
    *value = get(snapshot->rest.ptr, bytes);
    snapshot->rest = els_str_sub(snapshot->rest, bytes, snapshot->rest.len);
}

void els_snapshot_write(els_snapshot *snapshot, els_buf *out, uint32_t magic, uint32_t version)
{
    *snapshot = (els_snapshot){.out = out, .begin = out->len};
    put(out, magic, 4);
    put(out, version, 4);
}

void els_snapshot_finish(els_snapshot *snapshot)
{
    els_buf *out = snapshot->out;
    put(out, els_hash_bytes(0, out->ptr + snapshot->begin, out->len - snapshot->begin),
        CHECKSUM_BYTES);
}

els_err els_snapshot_read(els_snapshot *snapshot, els_str bytes, uint32_t magic, uint32_t version,
                          els_arena *arena)
{
    *snapshot = (els_snapshot){.arena = arena};
    if (bytes.len < 8 + CHECKSUM_BYTES || get(bytes.ptr, 4) != magic)
        return ELS_E_CORRUPT;
    size_t body = bytes.len - CHECKSUM_BYTES;
    if (get(bytes.ptr + body, CHECKSUM_BYTES) != els_hash_bytes(0, bytes.ptr, body))
        return ELS_E_CORRUPT;
    if (get(bytes.ptr + 4, 4) != version)
        return ELS_E_VERSION;
    snapshot->rest = els_str_sub(bytes, 8, body);
    return ELS_OK;
}

els_err els_snapshot_close(const els_snapshot *snapshot)
{
    if (snapshot->err)
        return snapshot->err;
    return snapshot->rest.len ? ELS_E_CORRUPT : ELS_OK;
}

void els_snapshot_u64(els_snapshot *snapshot, uint64_t *value)
{
    visit(snapshot, value, 8);
}

void els_snapshot_u32(els_snapshot *snapshot, uint32_t *value)
{
    uint64_t wide = *value;
    visit(snapshot, &wide, 4);
    *value = (uint32_t)wide;
}

void els_snapshot_f64(els_snapshot *snapshot, double *value)
{
    uint64_t bits;
    memcpy(&bits, value, sizeof bits);
    visit(snapshot, &bits, 8);
    memcpy(value, &bits, sizeof bits);
}

void els_snapshot_bool(els_snapshot *snapshot, bool *value)
{
    uint64_t wide = *value;
    visit(snapshot, &wide, 1);
    if (wide > 1)
        snapshot->err = ELS_E_CORRUPT;
    *value = wide == 1;
}

void els_snapshot_text(els_snapshot *snapshot, els_str *value)
{
    uint32_t len = (uint32_t)value->len;
    els_snapshot_count(snapshot, &len, UINT32_MAX, 1);
    if (snapshot->out) {
        els_buf_add(snapshot->out, *value);
    } else if (!snapshot->err) {
        *value = els_arena_copy(snapshot->arena, els_str_sub(snapshot->rest, 0, len));
        snapshot->rest = els_str_sub(snapshot->rest, len, snapshot->rest.len);
    }
}

void els_snapshot_chars(els_snapshot *snapshot, char *chars, size_t size)
{
    els_str text = els_str_of(chars);
    els_snapshot_text(snapshot, &text);
    if (snapshot->out || snapshot->err)
        return;
    if (text.len >= size) {
        snapshot->err = ELS_E_LIMIT;
        return;
    }
    if (text.len)
        memcpy(chars, text.ptr, text.len);
    chars[text.len] = '\0';
}

void els_snapshot_count(els_snapshot *snapshot, uint32_t *count, uint32_t max, size_t element_bytes)
{
    els_snapshot_u32(snapshot, count);
    if (snapshot->out)
        return;
    if (!snapshot->err && *count > max)
        snapshot->err = ELS_E_LIMIT;
    else if (!snapshot->err && *count > snapshot->rest.len / (element_bytes ? element_bytes : 1))
        snapshot->err = ELS_E_CORRUPT;
    if (snapshot->err)
        *count = 0;
}
