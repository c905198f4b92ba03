#include <criterion/criterion.h>

#include "els_err.h"

#include <ctype.h>
#include <string.h>

Test(err, every_error_has_a_short_lower_case_text_of_its_own)
{
    for (int i = 0; i < ELS_E_COUNT_; i++) {
        const char *text = els_err_text((els_err)i);
        cr_assert_not_null(text, "error %d has no text", i);
        cr_assert_gt(strlen(text), 1);
        cr_assert_lt(strlen(text), 40);
        for (const char *p = text; *p; p++)
            cr_assert(!isupper((unsigned char)*p), "%s", text);
        for (int k = 0; k < i; k++)
            cr_assert_str_neq(text, els_err_text((els_err)k));
    }
    cr_assert_str_eq(els_err_text(ELS_OK), "ok");
}

Test(err, values_out_of_range_are_unknown_and_not_null)
{
    cr_assert_str_eq(els_err_text(ELS_E_COUNT_), "unknown error");
    cr_assert_str_eq(els_err_text((els_err)1000), "unknown error");
    cr_assert_str_eq(els_err_text((els_err)-1), "unknown error");
}
