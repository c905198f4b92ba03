/* passage.c — see passage.h. */
#include "passage.h"
#include "reader.h"

#include "els_date.h"

#include <string.h>

enum { MARCH = 2, MAY = 4 }; /* of els_month_names */
enum { NAME_TOKENS = 6, PHRASE_TOKENS = 3, LABEL_TOKENS = 5, PHONE_DIGITS = 7, LIST_ITEMS = 3 };

typedef struct {
    const els_reading *reading;
    const els_token *tokens;
    uint32_t first, end; /* the context */
    els_span *spans;
    uint32_t n, cap;
} finder;

const char *els_span_name(els_span_sort sort)
{
    static const char *const names[ELS_SPAN_SORTS_] = {
        [ELS_SPAN_NAME] = "name",     [ELS_SPAN_DATE] = "date",     [ELS_SPAN_YEAR] = "year",
        [ELS_SPAN_NUMBER] = "number", [ELS_SPAN_AMOUNT] = "amount", [ELS_SPAN_CODE] = "code",
        [ELS_SPAN_MAIL] = "mail",     [ELS_SPAN_PATH] = "path",     [ELS_SPAN_PHONE] = "phone",
        [ELS_SPAN_QUOTED] = "quoted", [ELS_SPAN_VALUE] = "value",   [ELS_SPAN_WORD] = "word",
        [ELS_SPAN_PHRASE] = "phrase", [ELS_SPAN_LIST] = "list",     [ELS_SPAN_DAY] = "day",
    };
    return names[sort];
}

bool els_passage_is_plain(els_str lower)
{
    static const char *const words[] = {
        "in",    "on",    "at",      "to",     "from",  "with",  "by",      "for",   "into",
        "onto",  "up",    "about",   "after",  "off",   "out",   "over",    "per",   "when",
        "where", "why",   "how",     "many",   "much",  "has",   "have",    "had",   "can",
        "could", "may",   "might",   "should", "shall", "i",     "you",     "we",    "me",
        "my",    "your",  "our",     "us",     "not",   "no",    "any",     "some",  "all",
        "each",  "every", "please",  "tell",   "give",  "find",  "show",    "say",   "state",
        "here",  "now",   "just",    "only",   "very",  "still", "already", "again", "too",
        "such",  "one",   "because", "since",  "while", "until", "though",  "yet",   "t",
        "re",    "ve",    "ll",      "d",      "m",     NULL};
    return els_reader_is_function(lower) || els_str_is_one_of(lower, words);
}

els_str els_passage_text(const els_reading *reading, uint32_t first, uint32_t end)
{
    const els_token *a = &reading->tokens[first], *b = &reading->tokens[end - 1];
    els_str text = a->in_context ? reading->task->context : reading->task->question;
    return els_str_sub(text, a->start, b->start + b->text.len);
}

static bool touch(const els_token *a, const els_token *b)
{
    return a->start + a->text.len == b->start;
}

static bool same_sentence(const finder *f, uint32_t a, uint32_t b)
{
    return f->tokens[a].sentence == f->tokens[b].sentence;
}

static bool is_sign(const finder *f, uint32_t i, char sign)
{
    return i >= f->first && i < f->end && els_token_is_symbol(&f->tokens[i], sign);
}

/* It is, or begins with, one of these; a typographic quote is read as the ASCII one. */
static bool is_of(const els_token *token, const char *signs)
{
    const char c = token->lower.ptr[0];
    return c != '\0' && strchr(signs, c) != NULL;
}

static void add(finder *f, els_span_sort sort, uint32_t first, uint32_t end, double value)
{
    if (f->n < f->cap && end > first)
        f->spans[f->n++] = (els_span){.sort = sort, .first = first, .end = end, .value = value};
}

/* ---- runs of words ---- */

static bool is_capital(const finder *f, uint32_t i)
{
    return f->tokens[i].kind == ELS_TOKEN_WORD && f->tokens[i].capital;
}

/* Lower-case words inside names: "Ada de Boer", "Bank of Ghent". */
static bool joins_names(const els_token *token)
{
    static const char *const words[] = {"de",  "da",  "di", "van", "von", "der", "den", "del",
                                        "dos", "bin", "al", "la",  "le",  "of",  "du",  NULL};
    return els_str_is_one_of(token->lower, words);
}

/* Names of times. A month's name that is a common word counts with a capital only. */
static bool is_time(const els_token *token)
{
    static const char *const names[] = {"morning",  "noon",   "afternoon", "evening", "night",
                                        "midnight", "dawn",   "dusk",      "today",   "yesterday",
                                        "tomorrow", "winter", "summer",    "autumn",  NULL};
    for (int i = 0; i < 7; i++)
        if (els_str_ieq(token->lower, els_str_of(els_weekday_names[i])))
            return true;
    for (int i = 0; i < 12; i++)
        if (els_str_ieq(token->lower, els_str_of(els_month_names[i])))
            return token->capital || !(i == MARCH || i == MAY);
    return els_str_is_one_of(token->lower, names);
}

/* No name, but how a sentence leads to one: "In May", "By 1990", "From Oslo". */
static bool leads_in(const els_token *token)
{
    static const char *const words[] = {"in",    "on",     "at",    "by",     "from",  "since",
                                        "to",    "for",    "with",  "after",  "until", "before",
                                        "about", "during", "under", "around", "near",  NULL};
    return els_str_is_one_of(token->lower, words);
}

/* "B-17", "XL36628": letters and digits in one. */
static bool is_code(const els_token *token)
{
    for (size_t i = 0; i < token->text.len; i++)
        if (els_is_digit(token->text.ptr[i]))
            return true;
    return false;
}

static void find_names(finder *f)
{
    for (uint32_t i = f->first; i < f->end; i++) {
        if (!is_capital(f, i) ||
            (f->reading->sentences[f->tokens[i].sentence].first == i && leads_in(&f->tokens[i])))
            continue;
        uint32_t end = i + 1;
        if (is_time(&f->tokens[i]) && (end == f->end || !is_capital(f, end)))
            continue;
        if (is_code(&f->tokens[i]))
            continue;
        for (uint32_t k = end; k < f->end && k - i < NAME_TOKENS && same_sentence(f, i, k); k++) {
            const bool is_number = f->tokens[k].kind == ELS_TOKEN_NUMBER && k == end;
            if (is_capital(f, k) || is_number)
                end = k + 1;
            else if (!(joins_names(&f->tokens[k]) || is_sign(f, k, '&')))
                break;
        }
        const bool opens = f->reading->sentences[f->tokens[i].sentence].first == i;
        const bool possessive = end < f->end && els_str_ends(f->tokens[end - 1].lower, "'s");
        /* A number behind it may or may not be part of it. */
        if (f->tokens[end - 1].kind == ELS_TOKEN_NUMBER)
            add(f, ELS_SPAN_NAME, i, end - 1, 0);
        if (!possessive && !(opens && end == i + 1 && els_passage_is_plain(f->tokens[i].lower)))
            add(f, ELS_SPAN_NAME, i, end, 0);
        if (opens && end > i + 1 && is_capital(f, i + 1))
            add(f, ELS_SPAN_NAME, i + 1, end, 0);
        i = end - 1;
    }
}

static bool is_matter(const finder *f, uint32_t i)
{
    const els_token *t = &f->tokens[i];
    return t->kind == ELS_TOKEN_WORD && !t->capital && t->lower.len > 2 &&
           !els_passage_is_plain(t->lower) && !els_reader_negates(t->lower) && !is_time(t);
}

/* Not within unbroken writing such as a path. */
static bool stands_apart(const finder *f, uint32_t i)
{
    return i == f->first || !touch(&f->tokens[i - 1], &f->tokens[i]) ||
           is_of(&f->tokens[i - 1], "=:([\"");
}

static void find_times(finder *f)
{
    for (uint32_t i = f->first; i < f->end; i++)
        if (is_time(&f->tokens[i]))
            add(f, ELS_SPAN_DAY, i, i + 1, 0);
}

static void find_words(finder *f)
{
    for (uint32_t i = f->first; i < f->end; i++)
        if (is_matter(f, i) && stands_apart(f, i))
            add(f, ELS_SPAN_WORD, i, i + 1, 0);
}

static void find_phrases(finder *f)
{
    for (uint32_t i = f->first; i < f->end;) {
        uint32_t end = i;
        while (end < f->end && is_matter(f, end) && same_sentence(f, i, end))
            end++;
        if (end >= i + 2 && end <= i + PHRASE_TOKENS)
            add(f, ELS_SPAN_PHRASE, i, end, 0);
        i = end > i ? end : i + 1;
    }
}

/* ---- numbers ---- */

static void find_dates(finder *f)
{
    for (uint32_t i = 0; i < f->reading->n_dates; i++) {
        const els_date *date = &f->reading->dates[i];
        if (date->in_context)
            add(f, ELS_SPAN_DATE, date->first, date->end, (double)date->days);
    }
}

static bool is_currency(const finder *f, uint32_t i)
{
    static const char *const signs[] = {"$", "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5", NULL};
    return i >= f->first && i < f->end && els_str_is_one_of(f->tokens[i].text, signs);
}

/* Part of unbroken writing, as the 7 of "A-7"; such numbers are no quantities. */
static bool is_within_code(const finder *f, const els_number *number)
{
    const uint32_t a = number->first, b = number->end;
    const bool left = a > f->first && touch(&f->tokens[a - 1], &f->tokens[a]) &&
                      !is_currency(f, a - 1) && !is_of(&f->tokens[a - 1], "=:([,;<>\"");
    const bool right = b + 1 < f->end && touch(&f->tokens[b - 1], &f->tokens[b]) &&
                       touch(&f->tokens[b], &f->tokens[b + 1]) && is_of(&f->tokens[b], "-/.:@");
    return left || right;
}

static void find_numbers(finder *f, bool years)
{
    for (uint32_t i = 0; i < f->reading->n_numbers; i++) {
        const els_number *number = &f->reading->numbers[i];
        if (!number->in_context || number->is_word || is_within_code(f, number))
            continue;
        const els_str text = f->tokens[number->first].text;
        double year;
        const bool is_year = text.len == 4 && els_str_to_double(text, &year) && year >= 1000 &&
                             year < 2200 && number->end == number->first + 1;
        if (is_year == years)
            add(f, years ? ELS_SPAN_YEAR : ELS_SPAN_NUMBER, number->first, number->end,
                number->value);
    }
}

static void find_amounts(finder *f)
{
    for (uint32_t i = 0; i < f->reading->n_numbers; i++) {
        const els_number *number = &f->reading->numbers[i];
        if (!number->in_context || number->is_word || is_within_code(f, number))
            continue;
        const uint32_t a = number->first, b = number->end;
        if (is_currency(f, a - 1))
            add(f, ELS_SPAN_AMOUNT, a - 1, b, number->value);
        else if (b < f->end && same_sentence(f, a, b) &&
                 ((f->tokens[b].kind == ELS_TOKEN_WORD &&
                   !els_passage_is_plain(f->tokens[b].lower)) ||
                  is_sign(f, b, '%') || is_currency(f, b)))
            add(f, ELS_SPAN_AMOUNT, a, b + 1, number->value);
    }
}

/* ---- unbroken writing ---- */

static bool is_outer(const els_token *token)
{
    return token->kind == ELS_TOKEN_SYMBOL && token->text.ptr[0] != '#' &&
           token->text.ptr[0] != '/';
}

/* What unbroken writing is, by its characters. */
static els_span_sort sort_of_code(els_str text, bool *ret_is_any)
{
    bool digit = false, letter = false, at = false, slash = false, sign = false;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const bool is_digit = els_is_digit(c);
        const bool is_letter = els_is_letter(c) || els_is_beyond_ascii(c);
        digit |= is_digit;
        letter |= is_letter;
        at |= c == '@';
        slash |= c == '/';
        sign |= !is_digit && !is_letter;
    }
    *ret_is_any = (at && letter) || (slash && (letter || digit)) || (digit && (letter || sign));
    return at && letter ? ELS_SPAN_MAIL : slash && letter ? ELS_SPAN_PATH : ELS_SPAN_CODE;
}

static bool is_date(const finder *f, uint32_t first, uint32_t end)
{
    for (uint32_t i = 0; i < f->reading->n_dates; i++)
        if (f->reading->dates[i].first == first && f->reading->dates[i].end == end)
            return true;
    return false;
}

/* A number with what it counts, such as "$12.50" or "7 %", or a date: of a sort of its own. */
static bool is_measure(const finder *f, uint32_t first, uint32_t end)
{
    uint32_t numbers = 0;
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &f->tokens[i];
        const bool is_foreign_sign = t->kind == ELS_TOKEN_SYMBOL && (t->text.ptr[0] & 0x80);
        numbers += t->kind == ELS_TOKEN_NUMBER;
        if (t->kind != ELS_TOKEN_NUMBER && !is_foreign_sign && !is_of(t, "$%"))
            return is_date(f, first, end);
    }
    return numbers == 1;
}

static void add_code(finder *f, els_span_sort wanted, uint32_t first, uint32_t end)
{
    while (end > first && is_outer(&f->tokens[end - 1]))
        end--;
    while (first < end && is_outer(&f->tokens[first]))
        first++;
    bool is_any = false;
    if (wanted == ELS_SPAN_CODE && end > first && is_measure(f, first, end))
        return;
    if (end > first && sort_of_code(els_passage_text(f->reading, first, end), &is_any) == wanted &&
        is_any)
        add(f, wanted, first, end, 0);
}

/* Also what stands behind "key=" and before a comma or a closing sign. */
static void find_codes(finder *f, els_span_sort wanted)
{
    for (uint32_t i = f->first; i < f->end;) {
        uint32_t end = i + 1, from = i;
        while (end < f->end && touch(&f->tokens[end - 1], &f->tokens[end]))
            end++;
        for (uint32_t k = i; k < end; k++)
            if (is_of(&f->tokens[k], "=,;()[]{}<>\"|")) {
                add_code(f, wanted, from, k);
                from = k + 1;
            }
        add_code(f, wanted, from, end);
        i = end;
    }
}

static void find_phones(finder *f)
{
    for (uint32_t i = f->first; i < f->end;) {
        uint32_t end = i, last = i, digits = 0, groups = 0;
        while (end < f->end && same_sentence(f, i, end)) {
            const els_token *t = &f->tokens[end];
            if (t->kind == ELS_TOKEN_NUMBER) {
                digits += (uint32_t)t->text.len;
                groups++;
                last = end + 1;
            } else if (!(is_of(t, "+()-/") && t->kind == ELS_TOKEN_SYMBOL)) {
                break;
            }
            end++;
        }
        const bool plus = is_sign(f, i, '+'), bracket = is_sign(f, i, '(');
        if (last > i && digits >= PHONE_DIGITS && (plus || groups > 1) &&
            (plus || bracket || f->tokens[i].kind == ELS_TOKEN_NUMBER) && !is_date(f, i, last))
            add(f, ELS_SPAN_PHONE, i, last, 0);
        i = end > i ? end : i + 1;
    }
}

static void find_quotes(finder *f)
{
    for (uint32_t i = f->first; i + 2 < f->end; i++) {
        uint32_t end = i + 1;
        if (!is_sign(f, i, '"'))
            continue;
        while (end < f->end && !is_sign(f, end, '"'))
            end++;
        if (end > i + 1 && end < f->end)
            add(f, ELS_SPAN_QUOTED, i + 1, end, 0);
        i = end;
    }
}

/* ---- lines ---- */

static bool is_new_line(const finder *f, uint32_t i)
{
    if (i == f->first)
        return true;
    const els_str context = f->reading->task->context;
    const els_token *before = &f->tokens[i - 1];
    for (size_t at = before->start + before->text.len; at < f->tokens[i].start; at++)
        if (context.ptr[at] == '\n')
            return true;
    return false;
}

/* "Order no: 17", "total = 5": the token of the sign behind a label of a few words that begins at
 * `from`; `end` when there is none. */
static uint32_t label_sign(const finder *f, uint32_t from, uint32_t end)
{
    for (uint32_t i = from; i < end && i <= from + LABEL_TOKENS; i++) {
        const bool is_colon =
            is_sign(f, i, ':') && (i + 1 == f->end || !touch(&f->tokens[i], &f->tokens[i + 1]));
        if (i > from && (is_colon || is_sign(f, i, '=')))
            return i;
        if (f->tokens[i].kind == ELS_TOKEN_SYMBOL && !is_of(&f->tokens[i], "()./-#'&"))
            return end;
    }
    return end;
}

static uint32_t line_end(const finder *f, uint32_t from)
{
    uint32_t i = from + 1;
    while (i < f->end && !is_new_line(f, i))
        i++;
    return i;
}

static void find_values(finder *f)
{
    for (uint32_t i = f->first, end; i < f->end; i = end) {
        end = line_end(f, i);
        const uint32_t sign = label_sign(f, i, end);
        if (sign + 1 < end) {
            uint32_t last = end;
            if (is_sign(f, last - 1, '.') || is_sign(f, last - 1, ','))
                last--;
            add(f, ELS_SPAN_VALUE, sign + 1, last, 0);
        }
    }
}

/* The label of what stands at a token: that of its line, or in writing such as "a=1 b=2" the word
 * right before the sign. */
static void find_labels(finder *f)
{
    for (uint32_t s = 0; s < f->n; s++) {
        els_span *span = &f->spans[s];
        const uint32_t at = span->first;
        if (at > f->first + 1 && (is_sign(f, at - 1, '=') || is_sign(f, at - 1, ':')) &&
            f->tokens[at - 2].kind == ELS_TOKEN_WORD) {
            uint32_t from = at - 2;
            while (from > f->first && !is_new_line(f, from) && at - 1 - from < LABEL_TOKENS &&
                   is_sign(f, at - 1, ':') && f->tokens[from - 1].kind == ELS_TOKEN_WORD)
                from--;
            span->label = from;
            span->n_label = at - 1 - from;
            continue;
        }
        uint32_t from = at;
        while (from > f->first && !is_new_line(f, from))
            from--;
        const uint32_t sign = label_sign(f, from, at);
        if (sign < at && is_sign(f, sign, ':')) {
            span->label = from;
            span->n_label = sign - from;
        }
    }
}

/* "a, b and c" within a sentence; an item is at most three words. How many words belong to the
 * first and the last one, those between tell. */
static void find_lists(finder *f)
{
    for (uint32_t i = f->first; i < f->end;) {
        uint32_t items = 0, at = i, end = i, first_end = i, last = i, before = i, width = 0;
        for (;;) {
            const uint32_t from = at;
            while (at < f->end && at - from < PHRASE_TOKENS && same_sentence(f, i, at) &&
                   f->tokens[at].kind != ELS_TOKEN_SYMBOL && !els_token_is(&f->tokens[at], "and"))
                at++;
            if (at == from)
                break;
            if (items == 0)
                first_end = at;
            else if (items > 1 && end - before > width)
                width = end - before;
            items++;
            before = last = from;
            end = at;
            while (at < f->end && same_sentence(f, i, at) &&
                   (is_sign(f, at, ',') || els_token_is(&f->tokens[at], "and")))
                at++;
            if (at == end)
                break;
        }
        if (items >= LIST_ITEMS) {
            const uint32_t start = first_end - i > width ? first_end - width : i;
            add(f, ELS_SPAN_LIST, start, end - last > width ? last + width : end, 0);
        }
        i = items >= LIST_ITEMS ? end : i + 1;
    }
}

uint32_t els_passage_spans(const els_reading *reading, els_span *ret, uint32_t cap)
{
    finder f = {.reading = reading,
                .tokens = reading->tokens,
                .first = reading->n_question_tokens,
                .end = reading->n_tokens,
                .spans = ret,
                .cap = cap};
    find_values(&f);
    find_names(&f);
    find_dates(&f);
    find_amounts(&f);
    find_numbers(&f, true);
    find_numbers(&f, false);
    find_codes(&f, ELS_SPAN_CODE);
    find_codes(&f, ELS_SPAN_MAIL);
    find_codes(&f, ELS_SPAN_PATH);
    find_phones(&f);
    find_quotes(&f);
    find_lists(&f);
    find_times(&f);
    find_words(&f);
    find_phrases(&f);
    find_labels(&f);
    return f.n;
}
