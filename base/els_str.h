/* els_str.h — string views, growable byte buffers and an arena. Depends on els_err.h only.
 *
 * els_str is a borrowed view: it never owns and need not end in NUL.
 * els_buf owns its bytes and is always NUL-terminated behind `len`.
 * els_arena hands out memory that lives until the arena is reset or freed. */
#ifndef ELS_STR_H
#define ELS_STR_H

#include "els_err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *ptr; /* NULL only when len is 0 */
    size_t len;      /* bytes */
} els_str;

#define ELS_STR(literal) ((els_str){(literal), sizeof(literal) - 1})
#define ELS_STR_FMT "%.*s"
#define ELS_STR_ARG(s) (int)(s).len, els_str_chars(s)

/* Its bytes, for ELS_STR_FMT: never NULL. */
static inline const char *els_str_chars(els_str s)
{
    return s.ptr ? s.ptr : "";
}

/* Both are inlined: the length of a literal is then known when compiling, and most comparisons end
 * at the lengths. */
static inline els_str els_str_of(const char *cstr) /* NULL gives the empty view */
{
    return cstr ? (els_str){cstr, strlen(cstr)} : (els_str){NULL, 0};
}
static inline bool els_str_eq(els_str a, els_str b) /* byte equality */
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool
els_str_is(els_str a, const char *cstr) /* the same; words of a list mostly differ at once */
{
    if (a.len == 0 || a.ptr[0] != cstr[0])
        return a.len == 0 && !cstr[0];
    return strlen(cstr) == a.len && memcmp(a.ptr, cstr, a.len) == 0;
}
/* Of ASCII, whatever the locale. */
static inline bool els_is_digit(char c)
{
    return c >= '0' && c <= '9';
}
static inline bool els_is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}
static inline bool els_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
static inline bool els_is_letter(char c)
{
    return els_is_lower(c) || els_is_upper(c);
}
static inline bool els_is_letter_or_digit(char c)
{
    return els_is_letter(c) || els_is_digit(c);
}
/* Part of a character of another alphabet, or of a typographic sign, in UTF-8. */
static inline bool els_is_beyond_ascii(char c)
{
    return ((unsigned char)c & 0x80) != 0;
}
static inline char els_lower(char c) /* of an ASCII letter; other bytes stay as they are */
{
    return els_is_upper(c) ? (char)(c - 'A' + 'a') : c;
}
/* Its first bytes, `cap` at most, in lower case: copied to `bytes`, which is returned as a view. */
els_str els_str_lower(els_str s, char *bytes, size_t cap);
/* The quotation mark or apostrophe at byte `at`, typographic ones (U+2018, U+2019, U+201C, U+201D)
 * as the ASCII one that stands for them, and how many bytes it has; '\0' when there is none. */
char els_str_quote(els_str s, size_t at, size_t *ret_bytes);
bool els_str_ieq(els_str a, els_str b); /* ASCII case ignored */
int els_str_cmp(els_str a, els_str b);  /* as memcmp, shorter first */
bool els_str_starts(els_str s, els_str prefix);
bool els_str_ends(els_str s, const char *ending);
bool els_str_is_one_of(els_str s, const char *const *list); /* `list` ends with NULL */
bool els_str_contains(els_str s, els_str needle);
els_str els_str_trim(els_str s);                        /* ASCII white space off both ends */
els_str els_str_sub(els_str s, size_t from, size_t to); /* clamped to the view */
/* Cuts the part before `sep` off `*rest`. False when `*rest` is used up (its ptr is then NULL). */
bool els_str_split(els_str *rest, char sep, els_str *ret_part);
/* The whole view is one finite decimal number (sign, digits, '.', exponent; thousands commas are
 * accepted between groups of three digits). */
bool els_str_to_double(els_str s, double *ret_value);
bool els_str_to_u64(els_str s, uint64_t *ret_value); /* decimal digits only, no overflow */

/* ---- arena ---- */
typedef struct els_arena_block els_arena_block;
typedef struct {
    els_arena_block *head;
    els_arena_block *spare; /* kept by a reset, to be used again */
    size_t used_bytes;      /* handed out since the last reset */
} els_arena;
/* Ends the process with one line and SIGABRT: what every allocation does that has no other way to
 * fail. docs/decisions/0028. */
_Noreturn void els_out_of_memory(size_t bytes); /* 0: it is not known how many were asked for */
/* n x size zeroed bytes (at least one), the caller's to free(); none left is els_out_of_memory().
 * For bounded sizes without which there is no going on. */
void *els_zeroed(size_t n, size_t size);
/* The same when `err` is NOMEM; returns any other one. For errors of what cannot be left out or
 * tried again: a state would be another one, or nobody would ask again. */
els_err els_demand_memory(els_err err);

/* A zeroed els_arena is ready for use. Allocations are 16-byte aligned and zeroed. Running out of
 * memory is els_out_of_memory(): an arena is only used for bounded, already checked sizes, and a
 * half-built task is of no use to anybody. What goes on without memory uses those with `try`. */
void *els_arena_alloc(els_arena *arena, size_t bytes);
/* The same, with anything in it: for what is large, written before it is read, and seldom full. */
void *els_arena_room(els_arena *arena, size_t bytes);
void *els_arena_try_alloc(els_arena *arena,
                          size_t bytes);             /* the same, but NULL when there is none */
char *els_arena_strdup(els_arena *arena, els_str s); /* NUL-terminated copy */
els_str els_arena_copy(els_arena *arena, els_str s); /* the same, as a view */
bool els_arena_try_copy(els_arena *arena, els_str s, els_str *ret); /* false without memory */
els_str els_arena_printf(els_arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void els_arena_reset(els_arena *arena); /* keeps up to 4 MiB for reuse */
void els_arena_fini(els_arena *arena);
#define ELS_ARENA_NEW(arena, type, count) ((type *)els_arena_alloc((arena), sizeof(type) * (count)))
#define ELS_ARENA_ROOM(arena, type, count) ((type *)els_arena_room((arena), sizeof(type) * (count)))
#define ELS_ARENA_TRY_NEW(arena, type, count)                                                      \
    ((type *)els_arena_try_alloc((arena), sizeof(type) * (count)))

/* ---- buffer ---- */
typedef struct {
    char *ptr;
    size_t len;
    size_t cap;
} els_buf;
/* A zeroed els_buf is ready for use. Running out of memory is els_out_of_memory(), as for the
 * arena. */
void els_buf_reserve(els_buf *buf, size_t more);
bool els_buf_try_reserve(els_buf *buf,
                         size_t more); /* false, nothing changed, when there is none */
void els_buf_append(els_buf *buf, const void *bytes, size_t len);
void els_buf_add(els_buf *buf, els_str s);
void els_buf_addc(els_buf *buf, char c);
/* The low `bytes` (at most 8) bytes of a number, the lowest first; and off the front of `in`, false
 * where these are fewer. */
void els_buf_add_number(els_buf *buf, uint64_t value, unsigned bytes);
bool els_str_take_number(els_str *in, uint64_t *ret, unsigned bytes);
void els_buf_printf(els_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void els_buf_vprintf(els_buf *buf, const char *format, va_list args);
/* Appends the reason and returns `err`: return els_buf_refuse(why, ELS_E_FORMAT, "..."); */
els_err els_buf_refuse(els_buf *why, els_err err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What `why` says of an error; its short text when there was no memory for a line. Never NULL. */
const char *els_err_line(els_err err, const els_buf *why);
void els_buf_clear(els_buf *buf);
void els_buf_fini(els_buf *buf);
els_str els_buf_str(const els_buf *buf);

/* Shortest plain decimal of a finite value: integers without a point, others with at most ten
 * significant digits, never an exponent below 1e15. Used wherever a number becomes an answer. */
els_str els_format_number(els_arena *arena, double value);

#endif
