#include "els_str.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

els_str els_str_lower(els_str s, char *bytes, size_t cap)
{
    size_t n = s.len < cap ? s.len : cap;
    for (size_t i = 0; i < n; i++)
        bytes[i] = els_lower(s.ptr[i]);
    return (els_str){bytes, n};
}

char els_str_quote(els_str s, size_t at, size_t *ret_bytes)
{
    static const char marks[] = "\xe2\x80";
    if (at >= s.len)
        return '\0';
    if (s.ptr[at] == '\'' || s.ptr[at] == '"') {
        *ret_bytes = 1;
        return s.ptr[at];
    }
    if (s.len - at < 3 || memcmp(s.ptr + at, marks, 2) != 0)
        return '\0';
    unsigned char last = (unsigned char)s.ptr[at + 2];
    if (last != 0x98 && last != 0x99 && last != 0x9c && last != 0x9d)
        return '\0';
    *ret_bytes = 3;
    return last < 0x9c ? '\'' : '"';
}

bool els_str_ieq(els_str a, els_str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (els_lower(a.ptr[i]) != els_lower(b.ptr[i]))
            return false;
    return true;
}

int els_str_cmp(els_str a, els_str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool els_str_starts(els_str s, els_str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

bool els_str_ends(els_str s, const char *ending)
{
    size_t n = strlen(ending);
    return s.len >= n && (n == 0 || memcmp(s.ptr + s.len - n, ending, n) == 0);
}

bool els_str_is_one_of(els_str s, const char *const *list)
{
    for (; *list && s.len; list++)
        if (**list == s.ptr[0] && els_str_eq(s, els_str_of(*list)))
            return true;
    return false;
}

bool els_str_contains(els_str s, els_str needle)
{
    if (needle.len == 0)
        return true;
    return s.len >= needle.len && memmem(s.ptr, s.len, needle.ptr, needle.len) != NULL;
}

els_str els_str_trim(els_str s)
{
    while (s.len && isspace((unsigned char)s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len && isspace((unsigned char)s.ptr[s.len - 1]))
        s.len--;
    return s;
}

els_str els_str_sub(els_str s, size_t from, size_t to)
{
    if (to > s.len)
        to = s.len;
    if (from >= to)
        return (els_str){s.ptr, 0};
    return (els_str){s.ptr + from, to - from};
}

bool els_str_split(els_str *rest, char sep, els_str *ret_part)
{
    if (!rest->ptr)
        return false;
    const char *at = rest->len ? memchr(rest->ptr, sep, rest->len) : NULL;
    if (!at) {
        *ret_part = *rest;
        *rest = (els_str){NULL, 0};
        return true;
    }
    size_t n = (size_t)(at - rest->ptr);
    *ret_part = (els_str){rest->ptr, n};
    *rest = (els_str){at + 1, rest->len - n - 1};
    return true;
}

bool els_str_to_double(els_str s, double *ret_value)
{
    char plain[64];
    size_t n = 0;
    size_t digits_in_group = 0;
    bool grouped = false, in_fraction = false, any_digit = false;
    if (s.len == 0 || s.len >= sizeof plain)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == ',') {
            if (in_fraction || !any_digit || (grouped ? digits_in_group != 3 : digits_in_group > 3))
                return false;
            grouped = true;
            digits_in_group = 0;
            continue;
        }
        if (isdigit((unsigned char)c)) {
            any_digit = true;
            digits_in_group++;
        } else if (c == '.' || c == 'e' || c == 'E') {
            if (grouped && !in_fraction && digits_in_group != 3)
                return false;
            in_fraction = true;
        } else if (!((c == '-' || c == '+') &&
                     (i == 0 || s.ptr[i - 1] == 'e' || s.ptr[i - 1] == 'E'))) {
            return false;
        }
        plain[n++] = c;
    }
    if (!any_digit || (grouped && !in_fraction && digits_in_group != 3))
        return false;
    plain[n] = '\0';
    char *end;
    double value = strtod(plain, &end);
    if (end != plain + n || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

bool els_str_to_u64(els_str s, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!isdigit((unsigned char)s.ptr[i]))
            return false;
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret_value = value;
    return true;
}

/* ---- arena ---- */

struct els_arena_block {
    els_arena_block *next;
    size_t cap;
    size_t used;
    size_t pad_; /* keeps the payload 16-byte aligned */
};

enum { BLOCK_MAX = 256 << 10, KEPT_MAX = 4 << 20 };

_Noreturn void els_out_of_memory(size_t bytes)
{
    if (bytes)
        fprintf(stderr, "els: out of memory (asked for %zu bytes)\n", bytes);
    else
        fprintf(stderr, "els: out of memory\n");
    abort();
}

void *els_zeroed(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        els_out_of_memory(n * size);
    return p;
}

els_err els_demand_memory(els_err err)
{
    if (err == ELS_E_NOMEM)
        els_out_of_memory(0);
    return err;
}

/* The next block that has room: a spare one left by a reset, or a new one. NULL without memory. */
static els_arena_block *arena_grow(els_arena *arena, size_t size)
{
    for (els_arena_block **at = &arena->spare; *at; at = &(*at)->next) {
        els_arena_block *block = *at;
        if (block->cap < size)
            continue;
        *at = block->next;
        block->next = arena->head;
        arena->head = block;
        return block;
    }
    size_t cap = arena->head ? arena->head->cap * 2 : 4096;
    if (cap > BLOCK_MAX)
        cap = BLOCK_MAX;
    if (cap < size)
        cap = size;
    els_arena_block *block = malloc(sizeof *block + cap);
    if (!block)
        return NULL;
    *block = (els_arena_block){.next = arena->head, .cap = cap};
    arena->head = block;
    return block;
}

/* NULL without memory. What is in it is not known. */
static void *take(els_arena *arena, size_t bytes)
{
    if (bytes > SIZE_MAX - 4096)
        return NULL;
    size_t size = (bytes + 15) & ~(size_t)15;
    if (size == 0)
        size = 16;
    els_arena_block *block = arena->head;
    if (!block || block->cap - block->used < size)
        block = arena_grow(arena, size);
    if (!block)
        return NULL;
    void *memory = (char *)(block + 1) + block->used;
    block->used += size;
    arena->used_bytes += size;
    return memory;
}

void *els_arena_try_alloc(els_arena *arena, size_t bytes)
{
    void *memory = take(arena, bytes);
    return memory ? memset(memory, 0, bytes) : NULL;
}

void *els_arena_alloc(els_arena *arena, size_t bytes)
{
    void *memory = els_arena_try_alloc(arena, bytes);
    if (!memory)
        els_out_of_memory(bytes);
    return memory;
}

void *els_arena_room(els_arena *arena, size_t bytes)
{
    void *memory = take(arena, bytes);
    if (!memory)
        els_out_of_memory(bytes);
    return memory;
}

/* Puts `s` and a zero behind it into room for both. */
static char *copy_into(char *room, els_str s)
{
    if (s.len)
        memcpy(room, s.ptr, s.len);
    room[s.len] = '\0';
    return room;
}

char *els_arena_strdup(els_arena *arena, els_str s)
{
    return copy_into(els_arena_room(arena, s.len + 1), s);
}

bool els_arena_try_copy(els_arena *arena, els_str s, els_str *ret)
{
    char *room = take(arena, s.len + 1);
    if (room)
        *ret = (els_str){copy_into(room, s), s.len};
    return room != NULL;
}

els_str els_arena_copy(els_arena *arena, els_str s)
{
    return (els_str){els_arena_strdup(arena, s), s.len};
}

els_str els_arena_printf(els_arena *arena, const char *format, ...)
{
    char small[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0)
        return (els_str){"", 0};
    if ((size_t)n < sizeof small)
        return els_arena_copy(arena, (els_str){small, (size_t)n});
    char *big = els_arena_room(arena, (size_t)n + 1);
    va_start(args, format);
    vsnprintf(big, (size_t)n + 1, format, args);
    va_end(args);
    return (els_str){big, (size_t)n};
}

void els_arena_reset(els_arena *arena)
{
    size_t kept = 0;
    els_arena_block *block = arena->head;
    for (els_arena_block *spare = arena->spare; spare; spare = spare->next)
        kept += spare->cap;
    while (block) {
        els_arena_block *next = block->next;
        if (kept + block->cap > KEPT_MAX) {
            free(block);
        } else {
            kept += block->cap;
            block->used = 0;
            block->next = arena->spare;
            arena->spare = block;
        }
        block = next;
    }
    arena->head = NULL;
    arena->used_bytes = 0;
}

static void free_blocks(els_arena_block *block)
{
    while (block) {
        els_arena_block *next = block->next;
        free(block);
        block = next;
    }
}

void els_arena_fini(els_arena *arena)
{
    free_blocks(arena->head);
    free_blocks(arena->spare);
    *arena = (els_arena){0};
}

/* ---- buffer ---- */

bool els_buf_try_reserve(els_buf *buf, size_t more)
{
    if (more >= SIZE_MAX / 2 - buf->len)
        return false;
    size_t need = buf->len + more + 1;
    if (need <= buf->cap)
        return true;
    size_t cap = buf->cap ? buf->cap : 64;
    while (cap < need)
        cap *= 2;
    char *ptr = realloc(buf->ptr, cap);
    if (!ptr)
        return false;
    buf->ptr = ptr;
    buf->ptr[buf->len] = '\0';
    buf->cap = cap;
    return true;
}

void els_buf_reserve(els_buf *buf, size_t more)
{
    if (!els_buf_try_reserve(buf, more))
        els_out_of_memory(more);
}

void els_buf_append(els_buf *buf, const void *bytes, size_t len)
{
    els_buf_reserve(buf, len);
    if (len)
        memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
    buf->ptr[buf->len] = '\0';
}

void els_buf_add(els_buf *buf, els_str s)
{
    els_buf_append(buf, s.ptr, s.len);
}

void els_buf_addc(els_buf *buf, char c)
{
    els_buf_append(buf, &c, 1);
}

void els_buf_add_number(els_buf *buf, uint64_t value, unsigned bytes)
{
    char lowest_first[sizeof value];
    for (unsigned i = 0; i < bytes; i++)
        lowest_first[i] = (char)(value >> (8 * i));
    els_buf_append(buf, lowest_first, bytes);
}

bool els_str_take_number(els_str *in, uint64_t *ret, unsigned bytes)
{
    if (in->len < bytes)
        return false;
    *ret = 0;
    for (unsigned i = 0; i < bytes; i++)
        *ret |= (uint64_t)(unsigned char)in->ptr[i] << (8 * i);
    *in = els_str_sub(*in, bytes, in->len);
    return true;
}

void els_buf_vprintf(els_buf *buf, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    els_buf_reserve(buf, 64); /* most fit, and are written once */
    size_t room = buf->cap - buf->len;
    int n = vsnprintf(buf->ptr + buf->len, room, format, args);
    if (n > 0 && (size_t)n >= room) {
        els_buf_reserve(buf, (size_t)n);
        vsnprintf(buf->ptr + buf->len, (size_t)n + 1, format, again);
    }
    if (n > 0)
        buf->len += (size_t)n;
    buf->ptr[buf->len] = '\0';
    va_end(again);
}

els_err els_buf_refuse(els_buf *why, els_err err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    els_buf_vprintf(why, format, args);
    va_end(args);
    return err;
}

void els_buf_printf(els_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    els_buf_vprintf(buf, format, args);
    va_end(args);
}

const char *els_err_line(els_err err, const els_buf *why)
{
    return why->len ? why->ptr : els_err_text(err);
}

void els_buf_clear(els_buf *buf)
{
    buf->len = 0;
    if (buf->ptr)
        buf->ptr[0] = '\0';
}

void els_buf_fini(els_buf *buf)
{
    free(buf->ptr);
    *buf = (els_buf){0};
}

els_str els_buf_str(const els_buf *buf)
{
    return (els_str){buf->ptr, buf->len};
}

els_str els_format_number(els_arena *arena, double value)
{
    if (value == 0)
        return els_arena_copy(arena, ELS_STR("0"));
    if (fabs(value) < 1e15 && value == floor(value))
        return els_arena_printf(arena, "%.0f", value);
    char text[32];
    snprintf(text, sizeof text, "%.10g", value);
    const char *exponent = strchr(text, 'e');
    if (!exponent || fabs(value) >= 1e15)
        return els_arena_copy(arena, els_str_of(text));
    /* The same ten digits without the exponent. */
    int decimals = 9 - atoi(exponent + 1);
    els_str plain =
        els_arena_printf(arena, "%.*f", decimals > 0 ? decimals : 0, strtod(text, NULL));
    while (decimals > 0 && plain.len && plain.ptr[plain.len - 1] == '0')
        plain.len--;
    return plain;
}
