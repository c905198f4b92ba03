/* tool_calc_scan.c — words and numbers of an expression in prose. */
#include "numerals.h"
#include "tool_calc_parts.h"

#include <string.h>

char els_calc_char(const els_calc_parser *p, size_t at)
{
    return at < p->text.len ? p->text.ptr[at] : '\0';
}

void els_calc_skip_space(els_calc_parser *p)
{
    while (els_calc_char(p, p->at) == ' ' || els_calc_char(p, p->at) == '\t')
        p->at++;
}

bool els_calc_take_bytes(els_calc_parser *p, const char *bytes)
{
    els_str rest = els_str_sub(p->text, p->at, p->text.len);
    if (!els_str_starts(rest, els_str_of(bytes)))
        return false;
    p->at += strlen(bytes);
    return true;
}

bool els_calc_take_phrase(els_calc_parser *p, const char *phrase)
{
    size_t at = p->at;
    for (const char *c = phrase; *c; c++) {
        if (*c == ' ') {
            if (els_calc_char(p, at) != ' ')
                return false;
            while (els_calc_char(p, at) == ' ')
                at++;
            continue;
        }
        if (els_lower(els_calc_char(p, at)) != *c)
            return false;
        at++;
    }
    if (els_is_letter(els_calc_char(p, at)))
        return false;
    p->at = at;
    return true;
}

bool els_calc_take_any(els_calc_parser *p, const char *const *phrases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (els_calc_take_phrase(p, phrases[i]))
            return true;
    return false;
}

static bool take_below_hundred(els_calc_parser *p, double *ret)
{
    for (unsigned i = 0; i < ELS_NUMERALS_TENS; i++) {
        size_t at = p->at;
        if (!els_calc_take_phrase(p, els_numerals_tens[i]))
            continue;
        *ret = 20 + 10.0 * i;
        size_t after = p->at;
        if (els_calc_char(p, p->at) == '-' || els_calc_char(p, p->at) == ' ')
            p->at++;
        for (unsigned k = 1; k < 10 && p->at > after; k++)
            if (els_calc_take_phrase(p, els_numerals_small[k])) {
                *ret += k;
                return true;
            }
        p->at = after;
        return after > at;
    }
    for (unsigned i = 0; i < ELS_NUMERALS_SMALL; i++)
        if (els_calc_take_phrase(p, els_numerals_small[i])) {
            *ret = i;
            return true;
        }
    return false;
}

bool els_calc_take_number_word(els_calc_parser *p, double *ret)
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
        els_calc_skip_space(p);
        if (els_calc_take_phrase(p, scales[i].word))
            value *= scales[i].factor;
        else
            p->at = at;
    }
    *ret = value;
    return true;
}

bool els_calc_take_number(els_calc_parser *p, double *ret)
{
    size_t begin = p->at, at = begin;
    bool any = false;
    while (els_is_digit(els_calc_char(p, at)) ||
           (any && els_calc_char(p, at) == ',' && els_is_digit(els_calc_char(p, at + 1)) &&
            els_is_digit(els_calc_char(p, at + 2)) && els_is_digit(els_calc_char(p, at + 3)) &&
            !els_is_digit(els_calc_char(p, at + 4)))) {
        any = true;
        at++;
    }
    if (els_calc_char(p, at) == '.' && els_is_digit(els_calc_char(p, at + 1))) {
        any = true;
        at++;
        while (els_is_digit(els_calc_char(p, at)))
            at++;
    }
    if (!any || !els_str_to_double(els_str_sub(p->text, begin, at), ret))
        return false;
    p->at = at;
    return true;
}
