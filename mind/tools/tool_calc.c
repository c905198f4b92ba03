/* tool_calc.c — recursive descent over bytes; each level parses as much as makes sense and gives
 * back the operator that has no right operand, so that expressions can be found inside prose. */
#include "tool_calc.h"

#include "tool_calc_parts.h"

#include <math.h>
#include <string.h>

enum { MAX_DEPTH = 64 };

static bool parse_sum(els_calc_parser *p, double *ret);

static bool fail_hard(els_calc_parser *p, els_err err)
{
    if (p->hard == ELS_OK)
        p->hard = err;
    return false;
}

static bool parse_primary(els_calc_parser *p, double *ret)
{
    static const char *const roots[] = {"square root of", "the square root of", "sqrt"};
    els_calc_skip_space(p);
    size_t begin = p->at;
    if (els_calc_take_bytes(p, "\xe2\x88\x9a") || ELS_CALC_TAKE_ANY(p, roots)) {
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
    if (els_calc_take_bytes(p, "(")) {
        if (p->depth >= MAX_DEPTH)
            return fail_hard(p, ELS_E_LIMIT);
        p->depth++;
        bool ok = parse_sum(p, ret);
        p->depth--;
        els_calc_skip_space(p);
        if (ok && els_calc_take_bytes(p, ")"))
            return true;
        p->at = begin;
        return false;
    }
    if (els_calc_take_bytes(p, "$"))
        els_calc_skip_space(p);
    if (els_calc_take_number(p, ret)) {
        /* "3rd", "5kg" or "2a" are no operands; "3x4" is. */
        char next = els_calc_char(p, p->at), after = els_calc_char(p, p->at + 1);
        if (els_is_letter(next) &&
            !((next == 'x' || next == 'X') && (els_is_digit(after) || after == ' '))) {
            p->at = begin;
            return false;
        }
        return true;
    }
    if (els_calc_take_number_word(p, ret))
        return true;
    p->at = begin;
    return false;
}

static bool parse_postfix(els_calc_parser *p, double *ret)
{
    if (!parse_primary(p, ret))
        return false;
    for (;;) {
        size_t before = p->at;
        els_calc_skip_space(p);
        if (els_calc_take_phrase(p, "squared")) {
            *ret *= *ret;
        } else if (els_calc_take_phrase(p, "cubed")) {
            *ret *= *ret * *ret;
        } else if (els_calc_char(p, p->at) == '%' || els_calc_take_phrase(p, "percent")) {
            if (els_calc_char(p, p->at) == '%' && p->at >= before)
                p->at++;
            size_t after = p->at;
            double whole;
            els_calc_skip_space(p);
            if (els_calc_take_phrase(p, "of") && els_calc_parse_unary(p, &whole)) {
                *ret = *ret * whole / 100;
            } else {
                p->at = after;
                els_calc_skip_space(p);
                char next = els_calc_char(p, p->at);
                if (p->text.ptr[after - 1] == '%' && (els_is_digit(next) || next == '(')) {
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

static bool parse_power(els_calc_parser *p, double *ret)
{
    static const char *const words[] = {"to the power of", "raised to the power of"};
    if (!parse_postfix(p, ret))
        return false;
    size_t before = p->at;
    els_calc_skip_space(p);
    double exponent;
    if ((els_calc_take_bytes(p, "**") || els_calc_take_bytes(p, "^") ||
         ELS_CALC_TAKE_ANY(p, words)) &&
        els_calc_parse_unary(p, &exponent)) {
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

bool els_calc_parse_unary(els_calc_parser *p, double *ret)
{
    els_calc_skip_space(p);
    size_t before = p->at;
    if (p->depth >= MAX_DEPTH)
        return fail_hard(p, ELS_E_LIMIT);
    p->depth++;
    bool ok;
    if (els_calc_take_bytes(p, "-") || els_calc_take_bytes(p, "\xe2\x88\x92")) {
        ok = els_calc_parse_unary(p, ret);
        *ret = ok ? -*ret : *ret;
    } else if (els_calc_take_phrase(p, "half of")) {
        ok = els_calc_parse_unary(p, ret);
        *ret = ok ? *ret / 2 : *ret;
        p->operators++;
    } else if (els_calc_take_phrase(p, "twice")) {
        ok = els_calc_parse_unary(p, ret);
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

static bool parse_product(els_calc_parser *p, double *ret)
{
    static const char *const times[] = {"times", "multiplied by", "x"};
    static const char *const divided[] = {"divided by", "over"};
    static const char *const modulo[] = {"mod", "modulo"};
    if (!els_calc_parse_unary(p, ret))
        return false;
    for (;;) {
        size_t before = p->at;
        double right;
        char op = '\0';
        els_calc_skip_space(p);
        if (els_calc_char(p, p->at) == 'x' && els_is_digit(els_calc_char(p, p->at + 1))) {
            p->at++; /* "3x4": x is no whole word there */
            op = '*';
        } else if (els_calc_take_bytes(p, "*") || els_calc_take_bytes(p, "\xc3\x97") ||
                   els_calc_take_bytes(p, "\xc2\xb7") || ELS_CALC_TAKE_ANY(p, times)) {
            op = '*';
        } else if (els_calc_take_bytes(p, "/") || els_calc_take_bytes(p, "\xc3\xb7") ||
                   ELS_CALC_TAKE_ANY(p, divided)) {
            op = '/';
        } else if (els_calc_take_bytes(p, "%") || ELS_CALC_TAKE_ANY(p, modulo)) {
            op = '%';
        }
        if (op == '\0' || !els_calc_parse_unary(p, &right)) {
            p->at = before;
            return true;
        }
        if (op != '*' && right == 0)
            return fail_hard(p, ELS_E_USAGE);
        *ret = op == '*' ? *ret * right : op == '/' ? *ret / right : fmod(*ret, right);
        p->operators++;
    }
}

bool els_calc_ends_in_percent(const els_calc_parser *p)
{
    els_str read = els_str_trim(els_str_sub(p->text, 0, p->at));
    return (read.len > 0 && read.ptr[read.len - 1] == '%') ||
           (read.len > 7 && memcmp(read.ptr + read.len - 7, "percent", 7) == 0);
}

/* What is said to be done to all before it: ", plus 5", "increased by 5", ", divided by 2". */
static bool parse_afterthought(els_calc_parser *p, double *ret)
{
    static const char *const more[] = {"increased by", "raised by"};
    static const char *const less[] = {"decreased by", "reduced by", "lowered by", "cut by"};
    static const char *const times[] = {"times", "multiplied by"};
    size_t before = p->at;
    double right;
    els_calc_skip_space(p);
    bool comma = els_calc_take_bytes(p, ",");
    els_calc_skip_space(p);
    /* A percentage is of what it increases; with "plus" it is a number like others. */
    int change = ELS_CALC_TAKE_ANY(p, more) ? 1 : ELS_CALC_TAKE_ANY(p, less) ? -1 : 0;
    int sign = change                             ? change
               : els_calc_take_phrase(p, "plus")  ? 1
               : els_calc_take_phrase(p, "minus") ? -1
                                                  : 0;
    bool product = sign == 0 && comma && ELS_CALC_TAKE_ANY(p, times);
    bool quotient = sign == 0 && !product && comma && els_calc_take_phrase(p, "divided by");
    if ((sign == 0 && !product && !quotient) || !parse_product(p, &right)) {
        p->at = before;
        return false;
    }
    if (quotient && right == 0)
        return fail_hard(p, ELS_E_USAGE);
    *ret = product                                 ? *ret * right
           : quotient                              ? *ret / right
           : change && els_calc_ends_in_percent(p) ? *ret * (1 + change * right)
                                                   : *ret + sign * right;
    p->operators++;
    return true;
}

static bool parse_sum(els_calc_parser *p, double *ret)
{
    if (!parse_product(p, ret))
        return false;
    for (;;) {
        size_t before = p->at;
        double right;
        int sign = 0;
        els_calc_skip_space(p);
        if (els_calc_take_bytes(p, "+") || els_calc_take_phrase(p, "plus"))
            sign = 1;
        else if (els_calc_take_bytes(p, "-") || els_calc_take_bytes(p, "\xe2\x88\x92") ||
                 els_calc_take_phrase(p, "minus"))
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

els_err els_calc_eval(els_str text, double *ret_value)
{
    els_calc_parser p = {.text = els_str_trim(text)};
    while (p.text.len > 0 && strchr("=?. ", p.text.ptr[p.text.len - 1]))
        p.text.len--;
    double value = 0;
    if (!parse_sum(&p, &value) || p.hard != ELS_OK)
        return p.hard != ELS_OK ? p.hard : ELS_E_FORMAT;
    els_calc_skip_space(&p);
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
        while (at < s.len && els_is_digit(s.ptr[at]) && digits[part] < 5) {
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
        bool word_start = !els_is_letter_or_digit(before) && before != '.' && before != '_';
        size_t date =
            word_start && els_is_digit(c) ? date_length(els_str_sub(text, at, text.len)) : 0;
        if (date > 0) {
            at += date;
            continue;
        }
        bool starts = els_is_letter_or_digit(c) || c == '(' || c == '$' ||
                      (unsigned char)c == 0xe2 || (c == '-' && before != '-') ||
                      (c == '.' && !els_is_digit(before));
        els_calc_parser p = {.text = text, .at = at};
        double value = 0;
        if (starts && word_start && (els_calc_parse_told(&p, &value) || parse_sum(&p, &value)) &&
            p.hard == ELS_OK && p.operators > 0 && isfinite(value) && p.at > at) {
            spans[count++] = (els_calc_span){at, p.at, value, p.operators};
            at = p.at;
            continue;
        }
        at++;
        /* A failed start inside a word or number is not tried again letter by letter. */
        if (els_is_letter_or_digit(c))
            while (at < text.len && els_is_letter_or_digit(text.ptr[at]))
                at++;
    }
    return count;
}
