/* quantities_measures.c — what measures are worth in others: "60 minutes are an hour". */
#include "quantities.h"

uint32_t els_quantities_constant(const els_quantities *q, double constant, els_dimension *ret)
{
    static const struct {
        double constant;
        const char *small, *large;
    } table[] = {
        {60, "minute", "hour"},  {60, "second", "minute"},     {7, "day", "week"},
        {12, "month", "year"},   {24, "hour", "day"},          {100, "centimetre", "metre"},
        {100, "cent", "dollar"}, {1000, "metre", "kilometre"}, {1000, "gram", "kilogram"}};
    uint32_t found = 0;
    *ret = (els_dimension){{0}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].constant != constant)
            continue;
        uint64_t small = els_hash_str(els_str_of(table[i].small)),
                 large = els_hash_str(els_str_of(table[i].large));
        uint32_t at_small = ELS_UNITS_MAX, at_large = ELS_UNITS_MAX;
        for (uint32_t u = 0; u < q->n_units; u++) {
            at_small = q->unit[u] == small ? u : at_small;
            at_large = q->unit[u] == large ? u : at_large;
        }
        found = found ? found : 1;
        if (at_small < ELS_UNITS_MAX && at_large < ELS_UNITS_MAX && found < 2) {
            found = 2;
            ret->power[at_small] = 1;
            ret->power[at_large] = -1;
        }
    }
    return found;
}

double els_quantities_factor(const els_quantities *q, uint32_t from, uint32_t to)
{
    static const struct {
        const char *large, *small;
        double factor;
    } table[] = {{"minute", "second", 60},
                 {"hour", "minute", 60},
                 {"hour", "second", 3600},
                 {"day", "hour", 24},
                 {"week", "day", 7},
                 {"year", "month", 12},
                 {"year", "week", 52},
                 {"year", "day", 365},
                 {"metre", "centimetre", 100},
                 {"kilometre", "metre", 1000},
                 {"centimetre", "millimetre", 10},
                 {"metre", "millimetre", 1000},
                 {"kilogram", "gram", 1000},
                 {"litre", "millilitre", 1000},
                 {"dollar", "cent", 100},
                 {"euro", "cent", 100},
                 {"foot", "inch", 12},
                 {"day", "minute", 1440},
                 {"week", "hour", 168},
                 {"decade", "year", 10},
                 {"pound", "ounce", 16},
                 {"tonne", "kilogram", 1000},
                 {"gallon", "quart", 4},
                 {"gallon", "pint", 8},
                 {"quart", "pint", 2},
                 {"yard", "foot", 3},
                 {"yard", "inch", 36}};
    if (from == 0 || to == 0)
        return 0;
    if (from == to)
        return 1;
    uint64_t a = q->unit[from - 1], b = q->unit[to - 1];
#pragma GCC unroll 27 /* so that the words are hashed when compiling */
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        uint64_t large = els_hash_str(els_str_of(table[i].large)),
                 small = els_hash_str(els_str_of(table[i].small));
        if (a == large && b == small)
            return table[i].factor;
        if (a == small && b == large)
            return 1 / table[i].factor;
    }
    return 0;
}
