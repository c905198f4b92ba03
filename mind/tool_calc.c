/* tool_calc.c — recursive descent over bytes; each level parses as much as makes sense and gives
 * back the operator that has no right operand, so that expressions can be found inside prose. */
#include "tool_calc.h"

#include <math.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

typedef struct {
    els_str text;
    size_t at;
    uint32_t operators;
    uint32_t depth;
    els_err hard; /* an error that no backtracking may hide: too deep, division by zero */
} parser;

static bool parse_sum(parser *p, double *ret);
static bool parse_unary(parser *p, double *ret);

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char char_at(const parser *p, size_t at)
{
    return at < p->text.len ? p->text.ptr[at] : '\0';
}

static void skip_space(parser *p)
{
    while (char_at(p, p->at) == ' ' || char_at(p, p->at) == '\t')
        p->at++;
}

static bool take_bytes(parser *p, const char *bytes)
{
    els_str rest = els_str_sub(p->text, p->at, p->text.len);
    if (!els_str_starts(rest, els_str_of(bytes)))
        return false;
    p->at += strlen(bytes);
    return true;
}

/* Takes a phrase of whole words, any case; a blank in it stands for any run of blanks. */
static bool take_phrase(parser *p, const char *phrase)
{
    size_t at = p->at;
    for (const char *c = phrase; *c; c++) {
        if (*c == ' ') {
            if (char_at(p, at) != ' ')
                return false;
            while (char_at(p, at) == ' ')
                at++;
            continue;
        }
        char have = char_at(p, at);
        if (have >= 'A' && have <= 'Z')
            have = (char)(have - 'A' + 'a');
        if (have != *c)
            return false;
        at++;
    }
    if (is_alpha(char_at(p, at)))
        return false;
    p->at = at;
    return true;
}

static bool take_any_phrase(parser *p, const char *const *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (take_phrase(p, phrases[i]))
            return true;
    return false;
}

#define TAKE_ANY(p, list) take_any_phrase((p), (list), sizeof(list) / sizeof((list)[0]))

static const char *const small_words[] = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
static const char *const ten_words[] = {"twenty", "thirty",  "forty",  "fifty",
                                        "sixty",  "seventy", "eighty", "ninety"};

static bool take_below_hundred(parser *p, double *ret)
{
    for (unsigned i = 0; i < 8; i++) {
        size_t at = p->at;
        if (!take_phrase(p, ten_words[i]))
            continue;
        *ret = 20 + 10.0 * i;
        size_t after = p->at;
        if (char_at(p, p->at) == '-' || char_at(p, p->at) == ' ')
            p->at++;
        for (unsigned k = 1; k < 10 && p->at > after; k++)
            if (take_phrase(p, small_words[k])) {
                *ret += k;
                return true;
            }
        p->at = after;
        return after > at;
    }
    for (unsigned i = 0; i < 20; i++)
        if (take_phrase(p, small_words[i])) {
            *ret = i;
            return true;
        }
    return false;
}

static bool take_number_word(parser *p, double *ret)
{
    double value;
    if (!take_below_hundred(p, &value))
        return false;
    static const struct {
        const char *word;
        double factor;
    } scales[] = {{"hundred", 100}, {"thousand", 1000}, {"million", 1e6}};
    for (size_t i = 0; i < 3; i++) {
        size_t at = p->at;
        skip_space(p);
        if (take_phrase(p, scales[i].word))
            value *= scales[i].factor;
        else
            p->at = at;
    }
    *ret = value;
    return true;
}

static bool take_number(parser *p, double *ret)
{
    size_t begin = p->at, at = begin;
    bool any = false;
    while (is_digit(char_at(p, at)) ||
           (any && char_at(p, at) == ',' && is_digit(char_at(p, at + 1)) &&
            is_digit(char_at(p, at + 2)) && is_digit(char_at(p, at + 3)) &&
            !is_digit(char_at(p, at + 4)))) {
        any = true;
        at++;
    }
    if (char_at(p, at) == '.' && is_digit(char_at(p, at + 1))) {
        any = true;
        at++;
        while (is_digit(char_at(p, at)))
            at++;
    }
    if (!any || !els_str_to_double(els_str_sub(p->text, begin, at), ret))
        return false;
    p->at = at;
    return true;
}

static bool fail_hard(parser *p, els_err err)
{
    if (p->hard == ELS_OK)
        p->hard = err;
    return false;
}

static bool parse_primary(parser *p, double *ret)
{
    static const char *const roots[] = {"square root of", "the square root of", "sqrt"};
    skip_space(p);
    size_t begin = p->at;
    if (take_bytes(p, "\xe2\x88\x9a") || TAKE_ANY(p, roots)) {
        if (parse_primary(p, ret)) {
            if (*ret < 0)
                return fail_hard(p, ELS_E_USAGE);
            *ret = sqrt(*ret);
            p->operators++;
            return true;
        }
        p->at = begin;
        return false;
    }
    if (take_bytes(p, "(")) {
        if (p->depth >= MAX_DEPTH)
            return fail_hard(p, ELS_E_LIMIT);
        p->depth++;
        bool ok = parse_sum(p, ret);
        p->depth--;
        skip_space(p);
        if (ok && take_bytes(p, ")"))
            return true;
        p->at = begin;
        return false;
    }
    if (take_bytes(p, "$"))
        skip_space(p);
    if (take_number(p, ret)) {
        /* "3rd", "5kg" or "2a" are no operands; "3x4" is. */
        char next = char_at(p, p->at), after = char_at(p, p->at + 1);
        if (is_alpha(next) &&
            !((next == 'x' || next == 'X') && (is_digit(after) || after == ' '))) {
            p->at = begin;
            return false;
        }
        return true;
    }
    if (take_number_word(p, ret))
        return true;
    p->at = begin;
    return false;
}

static bool parse_postfix(parser *p, double *ret)
{
    if (!parse_primary(p, ret))
        return false;
    for (;;) {
        size_t before = p->at;
        skip_space(p);
        if (take_phrase(p, "squared")) {
            *ret *= *ret;
        } else if (take_phrase(p, "cubed")) {
            *ret *= *ret * *ret;
        } else if (char_at(p, p->at) == '%' || take_phrase(p, "percent")) {
            if (char_at(p, p->at) == '%' && p->at >= before)
                p->at++;
            size_t after = p->at;
            double whole;
            skip_space(p);
            if (take_phrase(p, "of") && parse_unary(p, &whole)) {
                *ret = *ret * whole / 100;
            } else {
                p->at = after;
                skip_space(p);
                char next = char_at(p, p->at);
                if (p->text.ptr[after - 1] == '%' && (is_digit(next) || next == '(')) {
                    p->at = before; /* a remainder: left to the level of products */
                    return true;
                }
                p->at = after;
                *ret /= 100;
                continue; /* a bare percent is a number, not an operation */
            }
        } else {
            p->at = before;
            return true;
        }
        p->operators++;
    }
}

static bool parse_power(parser *p, double *ret)
{
    static const char *const words[] = {"to the power of", "raised to the power of"};
    if (!parse_postfix(p, ret))
        return false;
    size_t before = p->at;
    skip_space(p);
    double exponent;
    if ((take_bytes(p, "**") || take_bytes(p, "^") || TAKE_ANY(p, words)) &&
        parse_unary(p, &exponent)) {
        if (*ret == 0 && exponent < 0)
            return fail_hard(p, ELS_E_USAGE);
        *ret = pow(*ret, exponent);
        if (isnan(*ret))
            return fail_hard(p, ELS_E_USAGE);
        p->operators++;
        return true;
    }
    p->at = before;
    return true;
}

static bool parse_unary(parser *p, double *ret)
{
    skip_space(p);
    size_t before = p->at;
    if (p->depth >= MAX_DEPTH)
        return fail_hard(p, ELS_E_LIMIT);
    p->depth++;
    bool ok;
    if (take_bytes(p, "-") || take_bytes(p, "\xe2\x88\x92")) {
        ok = parse_unary(p, ret);
        *ret = ok ? -*ret : *ret;
    } else if (take_phrase(p, "half of")) {
        ok = parse_unary(p, ret);
        *ret = ok ? *ret / 2 : *ret;
        p->operators++;
    } else if (take_phrase(p, "twice")) {
        ok = parse_unary(p, ret);
        *ret = ok ? *ret * 2 : *ret;
        p->operators++;
    } else {
        ok = parse_power(p, ret);
    }
    p->depth--;
    if (!ok)
        p->at = before;
    return ok;
}

static bool parse_product(parser *p, double *ret)
{
    static const char *const times[] = {"times", "multiplied by", "x"};
    static const char *const divided[] = {"divided by", "over"};
    static const char *const modulo[] = {"mod", "modulo"};
    if (!parse_unary(p, ret))
        return false;
    for (;;) {
        size_t before = p->at;
        double right;
        char op = '\0';
        skip_space(p);
        if (char_at(p, p->at) == 'x' && is_digit(char_at(p, p->at + 1))) {
            p->at++; /* "3x4": x is no whole word there */
            op = '*';
        } else if (take_bytes(p, "*") || take_bytes(p, "\xc3\x97") || take_bytes(p, "\xc2\xb7") ||
                   TAKE_ANY(p, times)) {
            op = '*';
        } else if (take_bytes(p, "/") || take_bytes(p, "\xc3\xb7") || TAKE_ANY(p, divided)) {
            op = '/';
        } else if (take_bytes(p, "%") || TAKE_ANY(p, modulo)) {
            op = '%';
        }
        if (op == '\0' || !parse_unary(p, &right)) {
            p->at = before;
            return true;
        }
        if (op != '*' && right == 0)
            return fail_hard(p, ELS_E_USAGE);
        *ret = op == '*' ? *ret * right : op == '/' ? *ret / right : fmod(*ret, right);
        p->operators++;
    }
}

/* Whether what was read last is a bare percentage, as in "increased by 10%". */
static bool ends_in_percent(const parser *p)
{
    els_str read = els_str_trim(els_str_sub(p->text, 0, p->at));
    return (read.len > 0 && read.ptr[read.len - 1] == '%') ||
           (read.len > 7 && memcmp(read.ptr + read.len - 7, "percent", 7) == 0);
}

/* What is said to be done to all before it: ", plus 5", "increased by 5", ", divided by 2". */
static bool parse_afterthought(parser *p, double *ret)
{
    static const char *const more[] = {"increased by", "raised by"};
    static const char *const less[] = {"decreased by", "reduced by", "lowered by", "cut by"};
    static const char *const times[] = {"times", "multiplied by"};
    size_t before = p->at;
    double right;
    skip_space(p);
    bool comma = take_bytes(p, ",");
    skip_space(p);
    /* A percentage is of what it increases; with "plus" it is a number like others. */
    int change = TAKE_ANY(p, more) ? 1 : TAKE_ANY(p, less) ? -1 : 0;
    int sign = change ? change : take_phrase(p, "plus") ? 1 : take_phrase(p, "minus") ? -1 : 0;
    bool product = sign == 0 && comma && TAKE_ANY(p, times);
    bool quotient = sign == 0 && !product && comma && take_phrase(p, "divided by");
    if ((sign == 0 && !product && !quotient) || !parse_product(p, &right)) {
        p->at = before;
        return false;
    }
    if (quotient && right == 0)
        return fail_hard(p, ELS_E_USAGE);
    *ret = product                        ? *ret * right
           : quotient                     ? *ret / right
           : change && ends_in_percent(p) ? *ret * (1 + change * right)
                                          : *ret + sign * right;
    p->operators++;
    return true;
}

static bool parse_sum(parser *p, double *ret)
{
    if (!parse_product(p, ret))
        return false;
    for (;;) {
        size_t before = p->at;
        double right;
        int sign = 0;
        skip_space(p);
        if (take_bytes(p, "+") || take_phrase(p, "plus"))
            sign = 1;
        else if (take_bytes(p, "-") || take_bytes(p, "\xe2\x88\x92") || take_phrase(p, "minus"))
            sign = -1;
        if (sign == 0 || !parse_product(p, &right)) {
            p->at = before;
            if (parse_afterthought(p, ret))
                continue;
            return true;
        }
        *ret += sign * right;
        p->operators++;
    }
}

/* ---- instructions ---- */

static void skip_links(parser *p)
{
    static const char *const links[] = {"and",        "then",       "next",   "now",     "finally",
                                        "after that", "afterwards", "lastly", "to that", "to this"};
    do
        skip_space(p);
    while (take_bytes(p, ".") || take_bytes(p, ",") || take_bytes(p, ";") || take_bytes(p, "\n") ||
           TAKE_ANY(p, links));
}

/* What was come to so far, where it is named. */
static void skip_result(parser *p)
{
    static const char *const names[] = {
        "it",         "that",         "this",           "the result",  "the number",
        "the answer", "the sum",      "the total",      "the product", "the outcome",
        "the value",  "what you get", "the difference", "your number", "that number"};
    skip_space(p);
    (void)TAKE_ANY(p, names);
    skip_space(p);
}

/* What needs no other number: "double it", "square the result"; not "square root". */
static bool parse_alone(parser *p, double *value)
{
    static const struct {
        const char *word;
        double factor; /* 0: the value itself */
    } alone[] = {{"double", 2},  {"triple", 3},  {"quadruple", 4},
                 {"halve", 0.5}, {"negate", -1}, {"square", 0}};
    size_t before = p->at;
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        if (!take_phrase(p, alone[i].word))
            continue;
        skip_result(p);
        if (take_phrase(p, "root"))
            break;
        *value *= alone[i].factor != 0 ? alone[i].factor : *value;
        return true;
    }
    p->at = before;
    return false;
}

/* Where a number is added to or taken from: "to the result"; what else follows is left ("to each
 * side"). */
static void skip_target(parser *p)
{
    static const char *const ends[] = {"to", "from"};
    size_t before = p->at;
    skip_space(p);
    size_t named = TAKE_ANY(p, ends) ? p->at : SIZE_MAX;
    if (named != SIZE_MAX)
        skip_result(p);
    if (named == SIZE_MAX || p->at <= named + 1)
        p->at = before;
}

/* "Add 5", "take away 3 from it". */
static bool parse_addend(parser *p, double *value)
{
    static const char *const adding[] = {"add", "plus"};
    static const char *const taking[] = {"subtract", "take away", "deduct", "minus", "take off"};
    size_t before = p->at;
    double by;
    int sign = TAKE_ANY(p, adding) ? 1 : TAKE_ANY(p, taking) ? -1 : 0;
    if (sign == 0 || !parse_unary(p, &by)) {
        p->at = before;
        return false;
    }
    skip_target(p);
    *value += sign * by;
    return true;
}

/* "Multiply it by 3", "reduce the result by 10%". */
static bool parse_change(parser *p, double *value)
{
    static const char *const times[] = {"multiply", "times"}, *const parting[] = {"divide"};
    static const char *const more[] = {"increase", "raise"};
    static const char *const less[] = {"decrease", "reduce", "lower"};
    size_t before = p->at;
    double by;
    bool product = TAKE_ANY(p, times), quotient = !product && TAKE_ANY(p, parting);
    int change = product || quotient ? 0 : TAKE_ANY(p, more) ? 1 : TAKE_ANY(p, less) ? -1 : 0;
    if (product || quotient || change) {
        skip_result(p);
        if (take_phrase(p, "by") && parse_unary(p, &by) && !(quotient && by == 0)) {
            *value = product              ? *value * by
                     : quotient           ? *value / by
                     : ends_in_percent(p) ? *value * (1 + change * by)
                                          : *value + change * by;
            return true;
        }
    }
    p->at = before;
    return false;
}

/* One thing to be done to the value. */
static bool parse_instruction(parser *p, double *value)
{
    bool done = parse_alone(p, value) || parse_addend(p, value) || parse_change(p, value);
    p->operators += done;
    return done;
}

/* A number and what is to be done to it, one after the other: "Start with 5. Double it. Add 3." */
static bool parse_instructions(parser *p, double *ret)
{
    static const char *const first[] = {
        "start with", "begin with", "start from",    "begin from",     "start at",   "begin at",
        "take",       "think of",   "starting with", "beginning with", "write down", "pick"};
    size_t begin = p->at;
    if (!TAKE_ANY(p, first))
        return false;
    skip_space(p);
    (void)take_phrase(p, "the number");
    if (!parse_unary(p, ret)) {
        p->at = begin;
        return false;
    }
    uint32_t before = p->operators;
    for (;;) {
        size_t after = p->at;
        skip_links(p);
        if (!parse_instruction(p, ret)) {
            p->at = after;
            break;
        }
    }
    if (p->operators > before)
        return true;
    p->at = begin;
    return false;
}

els_err els_calc_eval(els_str text, double *ret_value)
{
    parser p = {.text = els_str_trim(text)};
    while (p.text.len > 0 && strchr("=?. ", p.text.ptr[p.text.len - 1]))
        p.text.len--;
    double value = 0;
    if (!parse_sum(&p, &value) || p.hard != ELS_OK)
        return p.hard != ELS_OK ? p.hard : ELS_E_FORMAT;
    skip_space(&p);
    if (p.at != p.text.len)
        return ELS_E_FORMAT;
    if (!isfinite(value))
        return ELS_E_LIMIT;
    *ret_value = value;
    return ELS_OK;
}

/* Length of a calendar date such as 2024-01-31 or 1/31/2024 at the start of `s`, else 0. */
static size_t date_length(els_str s)
{
    size_t digits[3] = {0}, at = 0;
    char separator = '\0';
    for (unsigned part = 0; part < 3; part++) {
        while (at < s.len && is_digit(s.ptr[at]) && digits[part] < 5) {
            digits[part]++;
            at++;
        }
        if (part == 2)
            break;
        if (at >= s.len || (s.ptr[at] != '-' && s.ptr[at] != '/') ||
            (part == 1 && s.ptr[at] != separator))
            return 0;
        separator = s.ptr[at++];
    }
    bool year_first = digits[0] == 4 && digits[1] == 2 && digits[2] == 2;
    bool year_last = digits[0] >= 1 && digits[0] <= 2 && digits[1] >= 1 && digits[1] <= 2 &&
                     digits[2] == 4 && separator == '/';
    return year_first || year_last ? at : 0;
}

uint32_t els_calc_find(els_str text, els_calc_span *spans, uint32_t max)
{
    uint32_t count = 0;
    for (size_t at = 0; at < text.len && count < max;) {
        char c = text.ptr[at];
        char before = at > 0 ? text.ptr[at - 1] : ' ';
        bool word_start = !is_alpha(before) && !is_digit(before) && before != '.' && before != '_';
        size_t date = word_start && is_digit(c) ? date_length(els_str_sub(text, at, text.len)) : 0;
        if (date > 0) {
            at += date;
            continue;
        }
        bool starts = is_digit(c) || is_alpha(c) || c == '(' || c == '$' ||
                      (unsigned char)c == 0xe2 || (c == '-' && before != '-') ||
                      (c == '.' && is_digit(before) == false);
        parser p = {.text = text, .at = at};
        double value = 0;
        if (starts && word_start && (parse_instructions(&p, &value) || parse_sum(&p, &value)) &&
            p.hard == ELS_OK && p.operators > 0 && isfinite(value) && p.at > at) {
            spans[count++] = (els_calc_span){at, p.at, value, p.operators};
            at = p.at;
            continue;
        }
        at++;
        /* A failed start inside a word or number is not tried again letter by letter. */
        if (is_alpha(c) || is_digit(c))
            while (at < text.len && (is_alpha(text.ptr[at]) || is_digit(text.ptr[at])))
                at++;
    }
    return count;
}
