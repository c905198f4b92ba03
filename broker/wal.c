#include "wal.h"

enum { HEADER = 32, FRAME_HEADER = 24, MAGIC = 0x377f0682 /* the last bit: big-endian sums */ };

typedef struct {
    els_str log;
    size_t frame_bytes;
    bool sums_are_big_endian;
    uint32_t s0, s1; /* checksum so far: each frame's depends on all before it */
    uint32_t salt[2];
} scan;

static uint32_t number(const char *at)
{
    const uint8_t *b = (const uint8_t *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static uint32_t word(const scan *s, const char *at)
{
    uint32_t big = number(at);
    return s->sums_are_big_endian ? big : __builtin_bswap32(big);
}

static void sum(scan *s, const char *at, size_t len)
{
    for (size_t i = 0; i + 8 <= len; i += 8) {
        s->s0 += word(s, at + i) + s->s1;
        s->s1 += word(s, at + i + 4) + s->s0;
    }
}

static bool read_header(scan *s)
{
    const char *h = s->log.ptr;
    uint32_t page = number(h + 8);
    if ((number(h) & ~UINT32_C(1)) != MAGIC || page < 512 || page > 65536 || (page & (page - 1)))
        return false;
    s->sums_are_big_endian = number(h) & 1;
    s->frame_bytes = FRAME_HEADER + page;
    s->salt[0] = number(h + 16);
    s->salt[1] = number(h + 20);
    sum(s, h, 24);
    return s->s0 == number(h + 24) && s->s1 == number(h + 28);
}

static bool is_of_this_use(const scan *s, const char *frame)
{
    return number(frame + 8) == s->salt[0] && number(frame + 12) == s->salt[1];
}

/* A frame that follows all before it without a gap. */
static bool take_frame(scan *s, const char *frame)
{
    if (!is_of_this_use(s, frame) || number(frame) == 0)
        return false;
    sum(s, frame, 8);
    sum(s, frame + FRAME_HEADER, s->frame_bytes - FRAME_HEADER);
    return s->s0 == number(frame + 16) && s->s1 == number(frame + 20);
}

/* What follows the first frame that cannot be used. A transaction is synced before the next one is
 * written: a commit with frames of this use behind it had been on disk. */
static els_wal_state judge_rest(const scan *s, size_t from, bool commit_is_open)
{
    bool any = commit_is_open, commit = false;
    for (size_t at = from; at + s->frame_bytes <= s->log.len; at += s->frame_bytes) {
        const char *frame = s->log.ptr + at;
        bool is_ours = is_of_this_use(s, frame);
        if (is_ours && commit)
            return ELS_WAL_BROKEN;
        any = any || is_ours;
        commit = commit || (is_ours && number(frame + 4) != 0);
    }
    bool is_cut = (s->log.len - from) % s->frame_bytes != 0;
    return any || is_cut ? ELS_WAL_TORN : ELS_WAL_WHOLE;
}

els_wal_reading els_wal_read(els_str log)
{
    scan s = {.log = log};
    els_wal_reading reading = {.state = ELS_WAL_WHOLE, .damaged_from = log.len};
    if (log.len == 0)
        return reading;
    if (log.len < HEADER || !read_header(&s)) {
        reading.state = log.len <= HEADER ? ELS_WAL_TORN : ELS_WAL_BROKEN;
        reading.damaged_from = 0;
        return reading;
    }
    size_t at = HEADER;
    reading.used_bytes = HEADER;
    while (at + s.frame_bytes <= log.len) {
        const char *frame = log.ptr + at;
        if (!take_frame(&s, frame))
            break;
        at += s.frame_bytes;
        if (number(frame + 4) == 0)
            continue;
        reading.commits++;
        reading.used_bytes = at;
    }
    reading.state = judge_rest(&s, at, at != reading.used_bytes);
    if (reading.state != ELS_WAL_WHOLE)
        reading.damaged_from = at;
    return reading;
}
