/* tokens.c — tokens, sentences, numbers and dates of a task's question and context. */
#include "reading.h"

#include "els_date.h"
#include "lexicon.h"
#include "numerals.h"

#include <math.h>
#include <string.h>

enum { MAX_TOKENS = 4096, MAX_ITEMS = 256 };

static bool is_letter(char c)
{
    return els_is_letter(c) || els_is_beyond_ascii(c);
}

static els_str lowered(els_arena *arena, els_str s)
{
    char *copy = els_arena_strdup(arena, s);
    size_t n = 0;
    for (size_t i = 0, bytes; i < s.len; i += bytes) {
        char quote = els_str_quote(s, i, &bytes);
        bytes = quote ? bytes : 1;
        copy[n++] = quote ? quote : els_lower(s.ptr[i]);
    }
    return (els_str){copy, n};
}

/* A letter or a digit begins at the byte. */
static bool is_alphanumeric(els_str text, size_t at)
{
    size_t bytes;
    return at < text.len && (is_letter(text.ptr[at]) || els_is_digit(text.ptr[at])) &&
           !els_str_quote(text, at, &bytes);
}

/* Digits with grouped thousands and one decimal point, from `at`; returns the end. */
static size_t number_end(els_str text, size_t at)
{
    size_t i = at;
    while (i < text.len && els_is_digit(text.ptr[i]))
        i++;
    while (i + 3 < text.len && text.ptr[i] == ',' && els_is_digit(text.ptr[i + 1]) &&
           els_is_digit(text.ptr[i + 2]) && els_is_digit(text.ptr[i + 3]) &&
           !(i + 4 < text.len && els_is_digit(text.ptr[i + 4])))
        i += 4;
    if (i + 1 < text.len && text.ptr[i] == '.' && els_is_digit(text.ptr[i + 1])) {
        i++;
        while (i < text.len && els_is_digit(text.ptr[i]))
            i++;
    }
    return i;
}

/* Bytes of a currency sign beyond ASCII at `at`; 0 when there is none. */
static size_t currency_at(els_str text, size_t at)
{
    static const char *const signs[] = {"\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5"};
    for (size_t i = 0; (unsigned char)text.ptr[at] >= 0xc2 && i < sizeof signs / sizeof *signs; i++)
        if (els_str_starts(els_str_sub(text, at, text.len), els_str_of(signs[i])))
            return strlen(signs[i]);
    return 0;
}

static bool single_number_word(els_str lower, double *ret)
{
    static const struct {
        const char *word;
        double value;
    } others[] = {{"hundred", 100}, {"thousand", 1000}, {"dozen", 12}, {"half", 0.5},
                  {"twice", 2},     {"double", 2},      {"triple", 3}, {"thrice", 3}};
    for (unsigned i = 0; i < ELS_NUMERALS_SMALL; i++)
        if (els_str_is(lower, els_numerals_small[i])) {
            *ret = i;
            return true;
        }
    for (unsigned i = 0; i < ELS_NUMERALS_TENS; i++)
        if (els_str_is(lower, els_numerals_tens[i])) {
            *ret = 20 + 10 * i;
            return true;
        }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (els_str_is(lower, others[i].word)) {
            *ret = others[i].value;
            return true;
        }
    return false;
}

/* "twenty", "twenty-five". */
static bool number_word(els_str lower, double *ret)
{
    const char *hyphen = lower.len > 0 ? memchr(lower.ptr, '-', lower.len) : NULL;
    if (!hyphen)
        return single_number_word(lower, ret);
    const size_t at = (size_t)(hyphen - lower.ptr);
    double tens, units;
    if (!single_number_word(els_str_sub(lower, 0, at), &tens) || tens < 20 ||
        !single_number_word(els_str_sub(lower, at + 1, lower.len), &units) || units >= 10)
        return false;
    *ret = tens + units;
    return true;
}

/* "fifty-dollar", "two-hour": the place of the hyphen; the end of the word where it is none. */
static size_t counted_end(els_str lower)
{
    const char *hyphen = lower.len > 1 ? memchr(lower.ptr + 1, '-', lower.len - 1) : NULL;
    const size_t at = hyphen ? (size_t)(hyphen - lower.ptr) : 0;
    if (at == 0 || at + 1 == lower.len || lower.ptr[lower.len - 1] == 's')
        return lower.len;
    const els_str count = els_str_sub(lower, 0, at);
    double value, whole;
    const bool counts = number_word(count, &value) && value >= 2 && !number_word(lower, &whole) &&
                        !els_str_is(count, "double") && !els_str_is(count, "triple");
    return counts ? at : lower.len;
}

static size_t word_end(els_str text, size_t at)
{
    size_t i = at, bytes;
    while (i < text.len && currency_at(text, i) == 0) {
        char c = text.ptr[i], quote = els_str_quote(text, i, &bytes);
        bytes = quote ? bytes : 1;
        bool joins = (quote == '\'' || c == '-' || c == '_') && is_alphanumeric(text, i + bytes);
        if (!joins && !is_alphanumeric(text, i))
            break;
        i += bytes;
    }
    return i;
}

static bool ends_sentence(els_str text, size_t at, bool in_context)
{
    char c = text.ptr[at];
    size_t bytes;
    if (c == '\n')
        return in_context || at + 1 >= text.len || text.ptr[at + 1] == '\n';
    if (c != '.' && c != '!' && c != '?')
        return false;
    return at + 1 >= text.len || text.ptr[at + 1] == ' ' || text.ptr[at + 1] == '\n' ||
           els_str_quote(text, at + 1, &bytes) == '"';
}

static void close_sentence(els_reading *reading, uint32_t *first, bool in_context)
{
    if (*first == reading->n_tokens)
        return;
    reading->sentences[reading->n_sentences++] =
        (els_sentence){*first, reading->n_tokens, in_context};
    *first = reading->n_tokens;
}

/* A capital of the Latin, Greek or Cyrillic letters begins the word. */
static bool opens_with_capital(els_str word)
{
    static const struct {
        uint16_t first, last, step; /* small letters stand between them where the step is 2 */
    } capitals[] = {{0xc0, 0xd6, 1},   {0xd8, 0xde, 1},   {0x100, 0x136, 2}, {0x139, 0x147, 2},
                    {0x14a, 0x176, 2}, {0x178, 0x178, 1}, {0x179, 0x17d, 2}, {0x1a0, 0x1a4, 2},
                    {0x1af, 0x1af, 1}, {0x1cd, 0x1db, 2}, {0x1de, 0x1ee, 2}, {0x1f8, 0x21e, 2},
                    {0x222, 0x232, 2}, {0x386, 0x386, 1}, {0x388, 0x38f, 1}, {0x391, 0x3ab, 1},
                    {0x400, 0x42f, 1}};
    const unsigned char *at = (const unsigned char *)word.ptr;
    if (word.len < 2 || at[0] < 0xc3 || at[0] > 0xd0)
        return word.len > 0 && els_is_upper(word.ptr[0]);
    const uint32_t letter = (at[0] & 0x1fU) << 6 | (at[1] & 0x3fU);
    for (size_t i = 0; i < sizeof capitals / sizeof capitals[0]; i++)
        if (letter >= capitals[i].first && letter <= capitals[i].last)
            return (letter - capitals[i].first) % capitals[i].step == 0;
    return false;
}

static void tokenize(els_arena *arena, els_reading *reading, els_str text, bool in_context)
{
    uint32_t first = reading->n_tokens;
    size_t i = 0, bytes;
    while (i < text.len && reading->n_tokens < MAX_TOKENS) {
        char c = text.ptr[i];
        size_t end = i + 1;
        els_token_kind kind = ELS_TOKEN_SYMBOL;
        if (c == '\n' && ends_sentence(text, i, in_context)) {
            close_sentence(reading, &first, in_context);
            i++;
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            i++;
            continue;
        }
        if (els_str_quote(text, i, &bytes)) {
            end = i + bytes;
        } else if (els_is_digit(c)) {
            kind = ELS_TOKEN_NUMBER;
            end = number_end(text, i);
        } else if (currency_at(text, i) > 0) {
            end = i + currency_at(text, i);
        } else if (is_letter(c)) {
            kind = ELS_TOKEN_WORD;
            end = word_end(text, i);
        }
        els_str lower = lowered(arena, els_str_sub(text, i, end));
        if (kind == ELS_TOKEN_WORD) {
            const size_t cut = counted_end(lower);
            if (cut < lower.len) { /* behind a number word, which is as long as it is written */
                lower = els_str_sub(lower, 0, cut);
                end = i + cut;
            }
        }
        els_str written = els_str_sub(text, i, end);
        reading->tokens[reading->n_tokens++] = (els_token){
            .text = written,
            .lower = lower,
            .hash = els_hash_str(lower),
            .kind = kind,
            .sentence = reading->n_sentences,
            .start = (uint32_t)i,
            .capital = opens_with_capital(written),
            .in_context = in_context,
        };
        if (kind == ELS_TOKEN_SYMBOL && ends_sentence(text, i, in_context))
            close_sentence(reading, &first, in_context);
        i = end;
    }
    close_sentence(reading, &first, in_context);
}

/* ---- dates ---- */

static bool token_u64(const els_token *token, uint64_t *ret)
{
    return token->kind == ELS_TOKEN_NUMBER && els_str_to_u64(token->text, ret);
}

static unsigned month_of(els_str lower)
{
    if (lower.len < 3)
        return 0;
    for (unsigned m = 0; m < 12; m++) {
        if (((lower.ptr[0] ^ els_month_names[m][0]) & ~32) != 0)
            continue; /* the letters differ in more than their case */
        els_str name = els_str_of(els_month_names[m]);
        if (els_str_ieq(lower, name) ||
            (lower.len == 3 && els_str_ieq(lower, els_str_sub(name, 0, 3))))
            return m + 1;
    }
    return 0;
}

static bool touch(const els_token *a, const els_token *b)
{
    return a->in_context == b->in_context && a->start + a->text.len == b->start;
}

static uint32_t valid_date(uint64_t y, uint64_t m, uint64_t d, uint32_t tokens, int64_t *ret_days)
{
    if (y > 9999 || m > 12 || d > 31 || !els_date_is_valid((int64_t)y, (unsigned)m, (unsigned)d))
        return 0;
    *ret_days = els_date_to_days((int64_t)y, (unsigned)m, (unsigned)d);
    return tokens;
}

/* Written with points or strokes: 24.03.2025, 2025/03/24, and 24/03/2025 or 03/24/2025 where no
 * more than one order can be meant. The first two numbers of "24.03.2025" are one token. */
static uint32_t date_with_signs(const els_token *t, uint32_t left, int64_t *ret_days)
{
    uint64_t a, b, c;
    for (uint32_t i = 0; i + 1 < left && i < 4; i++)
        if (!touch(&t[i], &t[i + 1])) {
            left = i + 1;
            break;
        }
    if (left >= 3 && els_token_is_symbol(&t[1], '.') && t[2].text.len == 4 &&
        token_u64(&t[2], &c)) {
        els_str month = t[0].text, day;
        return els_str_split(&month, '.', &day) && els_str_to_u64(day, &a) &&
                       els_str_to_u64(month, &b)
                   ? valid_date(c, b, a, 3, ret_days)
                   : 0;
    }
    if (left < 5 || !els_token_is_symbol(&t[1], '/') || !els_token_is_symbol(&t[3], '/') ||
        !token_u64(&t[0], &a) || !token_u64(&t[2], &b) || !token_u64(&t[4], &c))
        return 0;
    if (t[0].text.len == 4)
        return valid_date(a, b, c, 5, ret_days);
    if (t[4].text.len != 4 || (a <= 12 && b <= 12 && a != b))
        return 0;
    return a > 12 ? valid_date(c, b, a, 5, ret_days) : valid_date(c, a, b, 5, ret_days);
}

/* "24-Mar-2025": what stands behind the first hyphen is one word. */
static uint32_t date_with_hyphens(const els_token *t, uint32_t left, int64_t *ret_days)
{
    uint64_t a, c;
    if (left < 3 || !els_token_is_symbol(&t[1], '-') || !touch(&t[0], &t[1]) ||
        !touch(&t[1], &t[2]) || !token_u64(&t[0], &a))
        return 0;
    els_str year = t[2].lower, month;
    const bool is_written = els_str_split(&year, '-', &month) && year.len == 4;
    return is_written && month_of(month) && els_str_to_u64(year, &c)
               ? valid_date(c, month_of(month), a, 3, ret_days)
               : 0;
}

/* The point behind a shortened month or a day: "Aug. 2012", "29. August". */
static uint32_t skip_point(const els_token *t, uint32_t k, uint32_t left)
{
    return k + (k < left && els_token_is_symbol(&t[k], '.') && touch(&t[k - 1], &t[k]));
}

/* A date that starts at token i: 2024-02-10, 10 February 2024, February 10, 2024, and what
 * date_with_signs and date_with_hyphens read. Returns the number of tokens, 0 when there is none.
 */
static uint32_t date_at(const els_reading *reading, uint32_t i, int64_t *ret_days)
{
    const els_token *t = reading->tokens + i;
    uint32_t left = reading->n_tokens - i;
    uint64_t a, b, c;
    if (left >= 5 && t[0].text.len == 4 && token_u64(&t[0], &a) &&
        els_token_is_symbol(&t[1], '-') && token_u64(&t[2], &b) &&
        els_token_is_symbol(&t[3], '-') && token_u64(&t[4], &c) && b <= 12 && c <= 31 &&
        els_date_is_valid((int64_t)a, (unsigned)b, (unsigned)c)) {
        *ret_days = els_date_to_days((int64_t)a, (unsigned)b, (unsigned)c);
        return 5;
    }
    if (left >= 3 && token_u64(&t[0], &a)) {
        uint32_t k = 1;
        if (t[1].kind == ELS_TOKEN_WORD && t[1].lower.len == 2 &&
            t[1].start == t[0].start + t[0].text.len)
            k = 2; /* 3rd, 12th */
        k = skip_point(t, k, left);
        if (left > k + 1 && els_str_eq(t[k].lower, ELS_STR("of")))
            k++;
        unsigned month = left > k + 1 ? month_of(t[k].lower) : 0;
        const uint32_t year = skip_point(t, k + 1, left);
        if (month && year < left && token_u64(&t[year], &c) &&
            valid_date(c, month, a, year + 1, ret_days))
            return year + 1;
    }
    if (t[0].kind == ELS_TOKEN_NUMBER) {
        const uint32_t n = date_with_signs(t, left, ret_days);
        return n ? n : date_with_hyphens(t, left, ret_days);
    }
    unsigned month = t[0].kind == ELS_TOKEN_WORD ? month_of(t[0].lower) : 0;
    const uint32_t day = month ? skip_point(t, 1, left) : 1;
    if (month && left >= day + 2 && token_u64(&t[day], &b) && b <= 31) {
        uint32_t k = day + 1;
        if (t[k].kind == ELS_TOKEN_WORD && t[k].lower.len == 2)
            k++;
        if (k < left && els_token_is_symbol(&t[k], ','))
            k++;
        if (k < left && t[k].text.len == 4 && token_u64(&t[k], &c) &&
            els_date_is_valid((int64_t)c, month, (unsigned)b)) {
            *ret_days = els_date_to_days((int64_t)c, month, (unsigned)b);
            return k + 1;
        }
    }
    return 0;
}

/* ---- numbers ---- */

/* The number that starts at token i; returns its tokens, 0 when there is none. */
static uint32_t number_at(const els_reading *reading, uint32_t i, els_number *ret)
{
    const els_token *t = reading->tokens + i;
    double value;
    uint32_t n = 1;
    bool is_word = false;
    if (t->kind == ELS_TOKEN_NUMBER) {
        if (!els_str_to_double(t->text, &value))
            return 0;
        /* A minus sign that cannot be a subtraction or a hyphen. */
        if (i > 0 && els_token_is_symbol(t - 1, '-') && t[-1].start + 1 == t->start &&
            (i == 1 || (t[-2].kind == ELS_TOKEN_SYMBOL && !els_token_is_symbol(t - 2, ')'))))
            value = -value;
        if (i + 1 < reading->n_tokens && els_str_eq(t[1].lower, ELS_STR("dozen"))) {
            value *= 12; /* "3 dozen" */
            n = 2;
        }
    } else if (t->kind == ELS_TOKEN_WORD && number_word(t->lower, &value)) {
        is_word = true;
        double scale;
        if (i + 1 < reading->n_tokens && value >= 1 && value < 100 &&
            number_word(t[1].lower, &scale) &&
            (scale == 100 || scale == 1000 || els_str_eq(t[1].lower, ELS_STR("dozen")))) {
            value *= scale;
            n = 2;
        }
    } else {
        return 0;
    }
    if (i + n + 2 < reading->n_tokens && value == floor(value) &&
        els_str_eq(t[n].lower, ELS_STR("and")) && els_str_eq(t[n + 1].lower, ELS_STR("a")) &&
        t[n].in_context == t->in_context) { /* "3 and a half hours" */
        double part = els_str_eq(t[n + 2].lower, ELS_STR("half"))      ? 0.5
                      : els_str_eq(t[n + 2].lower, ELS_STR("quarter")) ? 0.25
                                                                       : 0;
        value += part;
        n += part > 0 ? 3 : 0;
    }
    els_str unit = {NULL, 0};
    if (i > 0 && els_token_is_symbol(t - 1, '$'))
        unit = t[-1].text;
    else if (i + n < reading->n_tokens &&
             (t[n].kind == ELS_TOKEN_WORD || els_token_is_symbol(t + n, '%') ||
              currency_at(t[n].text, 0) > 0) &&
             t[n].in_context == t->in_context)
        unit = t[n].lower;
    *ret = (els_number){value, i, i + n, unit, is_word, t->in_context};
    return n;
}

void els_reading_tokens(els_arena *arena, els_reading *reading)
{
    const els_task *task = reading->task;
    size_t bound = task->question.len + task->context.len + 1;
    if (bound > MAX_TOKENS)
        bound = MAX_TOKENS;
    reading->tokens = ELS_ARENA_NEW(arena, els_token, bound);
    reading->sentences = ELS_ARENA_NEW(arena, els_sentence, bound);
    tokenize(arena, reading, task->question, false);
    reading->n_question_tokens = reading->n_tokens;
    tokenize(arena, reading, task->context, true);

    reading->numbers = ELS_ARENA_NEW(arena, els_number, MAX_ITEMS);
    reading->dates = ELS_ARENA_NEW(arena, els_date, MAX_ITEMS);
    for (uint32_t i = 0; i < reading->n_tokens;) {
        int64_t days;
        els_number number;
        uint32_t n = date_at(reading, i, &days);
        if (n && reading->n_dates < MAX_ITEMS) {
            reading->dates[reading->n_dates++] =
                (els_date){days, i, i + n, reading->tokens[i].in_context};
        } else if ((n = number_at(reading, i, &number)) && reading->n_numbers < MAX_ITEMS) {
            reading->numbers[reading->n_numbers++] = number;
        }
        i += n ? n : 1;
    }
}

/* Looked up once per task; families compare it with many columns. */
static void find_meanings(els_reading *reading)
{
    for (uint32_t i = 0; i < reading->n_question_tokens; i++)
        if (reading->tokens[i].kind == ELS_TOKEN_WORD)
            reading->tokens[i].meaning = els_thesaurus_of(reading->tokens[i].lower);
}

void els_reading_make(const els_task *task, const els_kb_index *kb, els_arena *arena,
                      els_reading *ret)
{
    *ret = (els_reading){.task = task, .kb = kb};
    els_reading_tokens(arena, ret);
    if (kb)
        find_meanings(ret);
    els_reading_mentions(arena, ret);
    els_reading_facts(arena, ret);
    ret->concepts = els_lexicon_of_question(ret);
}
