/* numerals.c — English words for whole numbers. */
#include "numerals.h"

const char *const els_numerals_small[ELS_NUMERALS_SMALL] = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};

const char *const els_numerals_tens[ELS_NUMERALS_TENS] = {"twenty", "thirty",  "forty",  "fifty",
                                                          "sixty",  "seventy", "eighty", "ninety"};

uint32_t els_numerals_ordinal(els_str lower)
{
    static const char *const words[ELS_NUMERALS_ORDINALS] = {
        "first",     "second",      "third",      "fourth",     "fifth",
        "sixth",     "seventh",     "eighth",     "ninth",      "tenth",
        "eleventh",  "twelfth",     "thirteenth", "fourteenth", "fifteenth",
        "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"};
    for (uint32_t i = 0; i < ELS_NUMERALS_ORDINALS; i++)
        if (els_str_is(lower, words[i]))
            return i + 1;
    return 0;
}
