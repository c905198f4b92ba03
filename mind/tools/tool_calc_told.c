/* tool_calc_told.c — what is to be done to a number, told one step after the other. */
#include "tool_calc_parts.h"

static void skip_links(els_calc_parser *p)
{
    static const char *const links[] = {"and",        "then",       "next",   "now",     "finally",
                                        "after that", "afterwards", "lastly", "to that", "to this"};
    do
        els_calc_skip_space(p);
    while (els_calc_take_bytes(p, ".") || els_calc_take_bytes(p, ",") ||
           els_calc_take_bytes(p, ";") || els_calc_take_bytes(p, "\n") ||
           ELS_CALC_TAKE_ANY(p, links));
}

/* What was come to so far, where it is named. */
static void skip_result(els_calc_parser *p)
{
    static const char *const names[] = {
        "it",         "that",         "this",           "the result",  "the number",
        "the answer", "the sum",      "the total",      "the product", "the outcome",
        "the value",  "what you get", "the difference", "your number", "that number"};
    els_calc_skip_space(p);
    (void)ELS_CALC_TAKE_ANY(p, names);
    els_calc_skip_space(p);
}

/* What needs no other number: "double it", "square the result"; not "square root". */
static bool parse_alone(els_calc_parser *p, double *value)
{
    static const struct {
        const char *word;
        double factor; /* 0: the value itself */
    } alone[] = {{"double", 2},  {"triple", 3},  {"quadruple", 4},
                 {"halve", 0.5}, {"negate", -1}, {"square", 0}};
    size_t before = p->at;
    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++) {
        if (!els_calc_take_phrase(p, alone[i].word))
            continue;
        skip_result(p);
        if (els_calc_take_phrase(p, "root"))
            break;
        *value *= alone[i].factor != 0 ? alone[i].factor : *value;
        return true;
    }
    p->at = before;
    return false;
}

/* Where a number is added to or taken from: "to the result"; what else follows is left ("to each
 * side"). */
static void skip_target(els_calc_parser *p)
{
    static const char *const ends[] = {"to", "from"};
    size_t before = p->at;
    els_calc_skip_space(p);
    size_t named = ELS_CALC_TAKE_ANY(p, ends) ? p->at : SIZE_MAX;
    if (named != SIZE_MAX)
        skip_result(p);
    if (named == SIZE_MAX || p->at <= named + 1)
        p->at = before;
}

/* "Add 5", "take away 3 from it". */
static bool parse_addend(els_calc_parser *p, double *value)
{
    static const char *const adding[] = {"add", "plus"};
    static const char *const taking[] = {"subtract", "take away", "deduct", "minus", "take off"};
    size_t before = p->at;
    double by;
    int sign = ELS_CALC_TAKE_ANY(p, adding) ? 1 : ELS_CALC_TAKE_ANY(p, taking) ? -1 : 0;
    if (sign == 0 || !els_calc_parse_unary(p, &by)) {
        p->at = before;
        return false;
    }
    skip_target(p);
    *value += sign * by;
    return true;
}

/* "Multiply it by 3", "reduce the result by 10%". */
static bool parse_change(els_calc_parser *p, double *value)
{
    static const char *const times[] = {"multiply", "times"}, *const parting[] = {"divide"};
    static const char *const more[] = {"increase", "raise"};
    static const char *const less[] = {"decrease", "reduce", "lower"};
    size_t before = p->at;
    double by;
    bool product = ELS_CALC_TAKE_ANY(p, times),
         quotient = !product && ELS_CALC_TAKE_ANY(p, parting);
    int change = product || quotient          ? 0
                 : ELS_CALC_TAKE_ANY(p, more) ? 1
                 : ELS_CALC_TAKE_ANY(p, less) ? -1
                                              : 0;
    if (product || quotient || change) {
        skip_result(p);
        if (els_calc_take_phrase(p, "by") && els_calc_parse_unary(p, &by) &&
            !(quotient && by == 0)) {
            *value = product                       ? *value * by
                     : quotient                    ? *value / by
                     : els_calc_ends_in_percent(p) ? *value * (1 + change * by)
                                                   : *value + change * by;
            return true;
        }
    }
    p->at = before;
    return false;
}

/* One thing to be done to the value. */
static bool parse_instruction(els_calc_parser *p, double *value)
{
    bool done = parse_alone(p, value) || parse_addend(p, value) || parse_change(p, value);
    p->operators += done;
    return done;
}

bool els_calc_parse_told(els_calc_parser *p, double *ret)
{
    static const char *const first[] = {
        "start with", "begin with", "start from",    "begin from",     "start at",   "begin at",
        "take",       "think of",   "starting with", "beginning with", "write down", "pick"};
    size_t begin = p->at;
    if (!ELS_CALC_TAKE_ANY(p, first))
        return false;
    els_calc_skip_space(p);
    (void)els_calc_take_phrase(p, "the number");
    if (!els_calc_parse_unary(p, ret)) {
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
