/* tool_rewrite.c — see tool_rewrite.h. */
#include "tool_rewrite.h"

#include <stdlib.h>

enum { WORDS_MAX = 8, PIECES_MAX = 24, FIRST_PICKS = 5, ENDS_MAX = 4, PHONE_DIGITS = 10 };

#define MANY -1.0  /* one of dozens that differ in a joint or a length */
#define TWICE -0.7 /* two steps */

static const char separators[] = "/.-_@:, ?=&#;|";

typedef struct {
    els_arena *arena;
    els_str source;
    els_str words[WORDS_MAX];
    uint32_t n_words;
    bool counts_only;
    els_rewriting *out;
    uint32_t n;
} rewriter;

typedef enum { AS_WRITTEN, LOWER, UPPER, TITLE, CAMEL, CASES_ } letter_case;
static const char *const case_names[CASES_] = {"as", "lower", "upper", "title", "camel"};

static bool is_of_word(char c)
{
    return els_is_letter_or_digit(c) || els_is_beyond_ascii(c);
}

static char upper(char c)
{
    return els_is_lower(c) ? (char)(c - 'a' + 'A') : c;
}

static void put(rewriter *w, els_str shape, els_str answer, double prior, bool is_number)
{
    if (w->n == ELS_REWRITE_MAX || answer.len == 0 || (w->counts_only && !is_number))
        return;
    w->out[w->n++] = (els_rewriting){shape, answer, prior, is_number};
}

/* Hands in what the buffer holds, and empties it. */
static void put_buf(rewriter *w, els_str shape, els_buf *text, double prior)
{
    if (text->len && !els_str_eq(els_buf_str(text), w->source))
        put(w, shape, els_arena_copy(w->arena, els_buf_str(text)), prior, false);
    els_buf_clear(text);
}

/* Bytes of the first `n` characters. */
static size_t bytes_of(els_str s, uint32_t n)
{
    size_t i = 0;
    for (; i < s.len && n > 0; n--) {
        i++;
        while (i < s.len && ((unsigned char)s.ptr[i] & 0xC0) == 0x80)
            i++;
    }
    return i;
}

static uint32_t characters(els_str s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.ptr[i] & 0xC0) != 0x80;
    return n;
}

static void add_cased(els_buf *out, els_str text, letter_case to, bool is_first)
{
    bool opens = true;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const bool capital =
            to == UPPER || (to == TITLE && opens) || (to == CAMEL && opens && !is_first);
        els_buf_addc(out, to == AS_WRITTEN ? c : capital ? upper(c) : els_lower(c));
        opens = !is_of_word(c);
    }
}

static void split_words(rewriter *w)
{
    for (size_t i = 0; i < w->source.len && w->n_words < WORDS_MAX;) {
        size_t end = i;
        while (end < w->source.len && is_of_word(w->source.ptr[end]))
            end++;
        if (end > i)
            w->words[w->n_words++] = els_str_sub(w->source, i, end);
        i = end > i ? end : i + 1;
    }
}

/* ---- words and letters ---- */

static void whole(rewriter *w, els_buf *text)
{
    for (int to = LOWER; to <= TITLE; to++) {
        add_cased(text, w->source, (letter_case)to, true);
        put_buf(w, els_arena_printf(w->arena, "case(%s)", case_names[to]), text, 0);
    }
    for (size_t i = 0; i < w->source.len; i++)
        els_buf_addc(text, i ? els_lower(w->source.ptr[i]) : upper(w->source.ptr[i]));
    put_buf(w, ELS_STR("case(sentence)"), text, 0);
}

/* Nothing but words and spaces. */
static bool is_spaced(els_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_of_word(text.ptr[i]) && text.ptr[i] != ' ')
            return false;
    return true;
}

/* All words with a joint; with `last_first` the last one moved to the front. */
static void joined(rewriter *w, els_buf *text, bool last_first)
{
    static const char *const joints[] = {" ", "", "_", "-", ".", ", "};
    const size_t least = last_first || !is_spaced(w->source) ? 0 : 1; /* " ": as whole() */
    for (size_t j = least; j < sizeof joints / sizeof *joints; j++)
        for (int to = AS_WRITTEN; to < CASES_; to++) {
            if (to == CAMEL && (joints[j][0] || last_first))
                continue;
            for (uint32_t i = 0; i < w->n_words; i++) {
                const uint32_t at = last_first ? (i + w->n_words - 1) % w->n_words : i;
                els_buf_add(text, els_str_of(i ? joints[j] : ""));
                add_cased(text, w->words[at], (letter_case)to, i == 0);
            }
            put_buf(w,
                    els_arena_printf(w->arena, "%s(%s,%s)", last_first ? "turned" : "joined",
                                     joints[j], case_names[to]),
                    text, last_first ? MANY / 2 : 0);
        }
}

static void initials(rewriter *w, els_buf *text)
{
    static const char *const behind[] = {"", ".", ". "};
    for (size_t b = 0; b < sizeof behind / sizeof *behind; b++)
        for (int to = UPPER; to >= LOWER; to--) {
            for (uint32_t i = 0; i < w->n_words; i++) {
                add_cased(text, els_str_sub(w->words[i], 0, bytes_of(w->words[i], 1)),
                          (letter_case)to, false);
                els_buf_add(text, els_str_of(i + 1 < w->n_words || b == 0 ? behind[b] : "."));
            }
            put_buf(w, els_arena_printf(w->arena, "initials(%s,%s)", behind[b], case_names[to]),
                    text, MANY / 2 * (1 + (b > 0) + (to == LOWER)));
        }
}

/* Beginnings of the first and the last word, 0: all of it: "lhofer", "len.hof", "Hofer, L.". */
static void cut(rewriter *w, els_buf *text)
{
    static const uint32_t lengths[][2] = {{1, 0}, {0, 1}, {3, 3}, {2, 2}, {1, 2}, {2, 1},
                                          {1, 3}, {3, 1}, {2, 0}, {0, 2}, {3, 0}, {0, 3}};
    static const char *const joints[] = {"", ".", "_", "-"};
    const els_str ends[2] = {w->words[0], w->words[w->n_words - 1]};
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
        for (uint32_t turned = 0; turned < 2; turned++)
            for (size_t j = 0; j < (l < 2 ? 4 : 1); j++)
                for (int to = AS_WRITTEN; to <= UPPER; to++) {
                    for (uint32_t i = 0; i < 2; i++) {
                        const uint32_t k = lengths[l][i ^ turned];
                        const els_str word = ends[i ^ turned];
                        els_buf_add(text, els_str_of(i ? joints[j] : ""));
                        add_cased(text, k ? els_str_sub(word, 0, bytes_of(word, k)) : word,
                                  (letter_case)to, false);
                    }
                    put_buf(w,
                            els_arena_printf(w->arena, "cut(%u,%u,%u,%s,%s)", lengths[l][0],
                                             lengths[l][1], turned, joints[j], case_names[to]),
                            text, MANY);
                }
    static const char *const written[] = {"%2, %1.", "%1. %2", "%2 %1.", "%2 %1"};
    for (size_t k = 0; k < sizeof written / sizeof *written; k++) {
        for (const char *c = written[k]; *c; c++)
            if (*c != '%')
                els_buf_addc(text, *c);
            else if (*++c == '2')
                els_buf_add(text, ends[1]);
            else
                els_buf_add(text, els_str_sub(ends[0], 0, bytes_of(ends[0], 1)));
        put_buf(w, els_arena_printf(w->arena, "cited(%s)", written[k]), text, 0);
    }
}

static int by_byte(const void *a, const void *b)
{
    return *(const char *)a - *(const char *)b;
}

static bool is_vowel(char c)
{
    return els_is_letter(c) && strchr("aeiou", els_lower(c)) != NULL;
}

static void letters(rewriter *w, els_buf *text)
{
    const els_str s = w->source;
    for (size_t end = s.len; end > 0;) { /* character by character */
        size_t from = end - 1;
        while (from > 0 && ((unsigned char)s.ptr[from] & 0xC0) == 0x80)
            from--;
        els_buf_add(text, els_str_sub(s, from, end));
        end = from;
    }
    put_buf(w, ELS_STR("reversed"), text, 0);
    const uint32_t n = characters(s);
    for (uint32_t k = 1; k <= ENDS_MAX && k < n; k++) {
        put(w, els_arena_printf(w->arena, "first(%u)", k), els_str_sub(s, 0, bytes_of(s, k)), 0,
            false);
        put(w, els_arena_printf(w->arena, "last(%u)", k), els_str_sub(s, bytes_of(s, n - k), s.len),
            0, false);
    }
    for (size_t i = 0; i < s.len; i++)
        if (!is_vowel(s.ptr[i]))
            els_buf_addc(text, s.ptr[i]);
    put_buf(w, ELS_STR("no_vowels"), text, 0);
    for (size_t i = 0; i < s.len; i++)
        if (els_is_letter(s.ptr[i]) || els_is_beyond_ascii(s.ptr[i]))
            els_buf_addc(text, s.ptr[i]);
    put_buf(w, ELS_STR("letters"), text, 0);
    if (n == s.len) {
        els_buf_add(text, s);
        qsort(text->ptr, text->len, 1, by_byte);
        put_buf(w, ELS_STR("letters_sorted"), text, 0);
    }
}

/* ---- pieces between signs ---- */

typedef struct {
    els_str at[PIECES_MAX];
    uint32_t n;
} pieces;

static pieces split(els_str text, char sign)
{
    pieces p = {.n = 0};
    els_str rest = text, part;
    while (p.n < PIECES_MAX && els_str_split(&rest, sign, &part))
        p.at[p.n++] = els_str_trim(part);
    return p;
}

static bool has(els_str text, char sign)
{
    return text.len && memchr(text.ptr, sign, text.len) != NULL;
}

/* The sign parts it: within several words points, colons and the like are of the sentence. */
static bool is_parted_by(els_str text, char sign)
{
    return has(text, sign) && (strchr(" ,;|-_", sign) || !has(text, ' '));
}

static size_t place_of(els_str text, char sign, bool last)
{
    size_t found = text.len;
    for (size_t i = 0; i < text.len && (last || found == text.len); i++)
        found = text.ptr[i] == sign ? i : found;
    return found;
}

static void pick_again(rewriter *w, els_str piece, const char *first)
{
    for (const char *sign = separators; *sign; sign++) {
        if (!is_parted_by(piece, *sign))
            continue;
        const pieces p = split(piece, *sign);
        put(w, els_arena_printf(w->arena, "%s>(%c,1)", first, *sign), p.at[0], TWICE, false);
        put(w, els_arena_printf(w->arena, "%s>(%c,-1)", first, *sign), p.at[p.n - 1], TWICE, false);
        put(w, els_arena_printf(w->arena, "%s>before(%c)", first, *sign),
            els_str_sub(piece, 0, place_of(piece, *sign, true)), TWICE, false);
    }
}

static void picked(rewriter *w, char sign)
{
    const pieces p = split(w->source, sign);
    const size_t last = place_of(w->source, sign, true), first = place_of(w->source, sign, false);
    uint32_t empty = 0; /* what a leading sign cuts off: "/srv/home" begins with nothing */
    while (empty < p.n && p.at[empty].len == 0)
        empty++;
    for (uint32_t i = empty; i < p.n && i < empty + FIRST_PICKS; i++)
        put(w, els_arena_printf(w->arena, "(%c,%u)", sign, i - empty + 1), p.at[i], 0, false);
    for (uint32_t i = 1; i <= 3 && i <= p.n; i++)
        put(w, els_arena_printf(w->arena, "(%c,-%u)", sign, i), p.at[p.n - i], 0, false);
    put(w, els_arena_printf(w->arena, "before(%c)", sign),
        els_str_trim(els_str_sub(w->source, 0, last)), 0, false);
    put(w, els_arena_printf(w->arena, "behind(%c)", sign),
        els_str_trim(els_str_sub(w->source, first + 1, w->source.len)), 0, false);
    pick_again(w, p.at[empty < p.n ? empty : 0], els_arena_printf(w->arena, "(%c,1)", sign).ptr);
    pick_again(w, p.at[p.n - 1], els_arena_printf(w->arena, "(%c,-1)", sign).ptr);
}

/* ---- counts ---- */

static void count(rewriter *w, els_str shape, int64_t n)
{
    if (n >= 0)
        put(w, shape, els_arena_printf(w->arena, "%lld", (long long)n), 0, true);
}

static void counts(rewriter *w)
{
    int64_t letter = 0, vowel = 0, digit = 0, capital = 0;
    for (size_t i = 0; i < w->source.len; i++) {
        const char c = w->source.ptr[i];
        letter += els_is_letter(c) || ((unsigned char)c & 0xC0) == 0xC0;
        vowel += is_vowel(c);
        digit += els_is_digit(c);
        capital += els_is_upper(c);
    }
    count(w, ELS_STR("count(character)"), characters(w->source));
    count(w, ELS_STR("count(letter)"), letter);
    count(w, ELS_STR("count(vowel)"), vowel);
    count(w, ELS_STR("count(consonant)"), letter - vowel);
    count(w, ELS_STR("count(digit)"), digit);
    count(w, ELS_STR("count(capital)"), capital);
    count(w, ELS_STR("count(word)"), w->n_words);
    for (const char *sign = separators; *sign; sign++) {
        int64_t n = 0;
        if (!is_parted_by(w->source, *sign))
            continue;
        for (size_t i = 0; i < w->source.len; i++)
            n += w->source.ptr[i] == *sign;
        for (int64_t more = -1; more <= 1; more++)
            count(w, els_arena_printf(w->arena, "count(%c%+d)", *sign, (int)more), n + more);
    }
}

/* ---- numbers as they are told: telephones, clocks ---- */

static void telephone(rewriter *w, els_buf *text)
{
    els_buf digits = {0};
    for (size_t i = 0; i < w->source.len; i++)
        if (els_is_digit(w->source.ptr[i]))
            els_buf_addc(&digits, w->source.ptr[i]);
    const els_str all = els_arena_copy(w->arena, els_buf_str(&digits));
    els_buf_fini(&digits);
    els_buf_add(text, all);
    put_buf(w, ELS_STR("digits"), text, 0);
    if (all.len < 7 || all.len > 15)
        return;
    static const char *const written[] = {"+%", "0%", "+1%", "1%", "%"};
    const els_str abroad = els_str_starts(all, ELS_STR("00")) ? els_str_sub(all, 2, all.len) : all;
    for (size_t k = 0; k < 2; k++) { /* all of it, and its last ten digits */
        const els_str part =
            k == 0 ? abroad
                   : els_str_sub(all, all.len < PHONE_DIGITS ? 0 : all.len - PHONE_DIGITS, all.len);
        for (size_t j = 0; j < sizeof written / sizeof *written; j++) {
            for (const char *c = written[j]; *c; c++)
                if (*c == '%')
                    els_buf_add(text, part);
                else
                    els_buf_addc(text, *c);
            put_buf(w, els_arena_printf(w->arena, "telephone(%s,%zu)", written[j], k), text, MANY);
        }
    }
    if (all.len < PHONE_DIGITS)
        return;
    static const char *const grouped[] = {"aaa-bbb-cccc", "(aaa) bbb-cccc", "aaa bbb cccc",
                                          "aaa.bbb.cccc"};
    for (size_t k = 0; k < sizeof grouped / sizeof *grouped; k++) {
        size_t at = all.len - PHONE_DIGITS;
        for (const char *c = grouped[k]; *c; c++)
            els_buf_addc(text, els_is_lower(*c) ? all.ptr[at++] : *c);
        put_buf(w, els_arena_printf(w->arena, "telephone(%s)", grouped[k]), text, MANY);
    }
}

static bool take_number(els_str s, size_t *at, int *ret)
{
    const size_t from = *at;
    *ret = 0;
    while (*at < s.len && *at < from + 4 && els_is_digit(s.ptr[*at]))
        *ret = *ret * 10 + (s.ptr[(*at)++] - '0');
    return *at > from;
}

/* Two numbers as hours and minutes: a time of the day in 24 hours, and how many minutes they are.
 */
static void clock_time(rewriter *w)
{
    const els_str s = w->source;
    size_t at = 0;
    int hour, minute = 0;
    while (at < s.len && !els_is_digit(s.ptr[at]))
        at++;
    const size_t from = at;
    if (!take_number(s, &at, &hour))
        return;
    if (at == from + 4) { /* "0915" */
        minute = hour % 100;
        hour /= 100;
    } else {
        while (at < s.len && !els_is_digit(s.ptr[at]) && at < from + 16)
            at++;
        if (at < s.len && !take_number(s, &at, &minute))
            return;
    }
    if (hour > 24 || minute > 59)
        return;
    count(w, ELS_STR("minutes"), hour * 60 + minute);
    while (at < s.len && (s.ptr[at] == ' ' || s.ptr[at] == ':'))
        at++;
    const char half = at + 1 < s.len ? els_lower(s.ptr[at]) : '\0';
    const bool is_half = (half == 'a' || half == 'p') && hour <= 12 &&
                         (els_lower(s.ptr[at + 1]) == 'm' || s.ptr[at + 1] == '.');
    if (is_half)
        hour = hour % 12 + (half == 'p' ? 12 : 0);
    put(w, ELS_STR("clock"), els_arena_printf(w->arena, "%02d:%02d", hour, minute), 0, false);
}

uint32_t els_rewrite(els_arena *arena, els_str source, bool counts_only, els_rewriting *ret)
{
    rewriter w = {.arena = arena, .source = source, .counts_only = counts_only, .out = ret};
    els_buf text = {0};
    if (source.len == 0 || source.len > ELS_REWRITE_SOURCE_BYTES)
        return 0;
    split_words(&w);
    counts(&w);
    clock_time(&w);
    if (!counts_only) {
        put(&w, ELS_STR("same"), source, 0, false);
        whole(&w, &text);
        for (const char *sign = separators; *sign; sign++)
            if (is_parted_by(source, *sign))
                picked(&w, *sign);
        letters(&w, &text);
        telephone(&w, &text);
        if (w.n_words > 1 && w.n_words < WORDS_MAX && !has(source, '/')) {
            joined(&w, &text, false);
            initials(&w, &text);
            joined(&w, &text, true);
            cut(&w, &text);
        }
    }
    els_buf_fini(&text);
    return w.n;
}

els_str els_rewrite_ending(els_arena *arena, els_str path, els_str ending)
{
    const size_t point = place_of(path, '.', true);
    const size_t skip = ending.len && ending.ptr[0] == '.';
    if (point == path.len || ending.len == skip)
        return (els_str){NULL, 0};
    return els_arena_printf(arena, ELS_STR_FMT "." ELS_STR_FMT,
                            ELS_STR_ARG(els_str_sub(path, 0, point)),
                            ELS_STR_ARG(els_str_sub(ending, skip, ending.len)));
}
