#include "keys_used.h"

#include <criterion/criterion.h>
#include <stdio.h>

static els_keys_used keys;

static void tear_down(void)
{
    els_keys_used_fini(&keys);
    keys = (els_keys_used){0};
}

TestSuite(keys_used, .fini = tear_down);

static els_key_verdict take(const char *key, const char *body, int64_t now_ms,
                            const els_key_used **ret)
{
    return els_keys_used_take(&keys, els_str_of(key), ELS_STR("POST"), ELS_STR("/x"),
                              els_str_of(body), now_ms, ret);
}

static void answer(const char *key, const char *body)
{
    els_keys_used_answer(&keys, els_str_of(key), 202, "application/json", els_str_of(body));
}

Test(keys_used, gives_the_same_answer_to_the_same_request)
{
    const els_key_used *known = NULL;
    cr_expect_eq(take("a", "body", 0, &known), ELS_KEY_NEW);
    cr_expect_eq(take("a", "body", 1, &known), ELS_KEY_PENDING);
    answer("a", "done");
    cr_assert_eq(take("a", "body", 2, &known), ELS_KEY_KNOWN);
    cr_expect_eq(known->status, 202);
    cr_expect_str_eq(known->body.ptr, "done");
}

Test(keys_used, refuses_the_key_of_another_request)
{
    const els_key_used *known = NULL;
    cr_expect_eq(take("a", "body", 0, &known), ELS_KEY_NEW);
    cr_expect_eq(take("a", "other", 0, &known), ELS_KEY_OTHER);
    answer("a", "done");
    cr_expect_eq(take("a", "other", 0, &known), ELS_KEY_OTHER);
    cr_expect_eq(els_keys_used_take(&keys, ELS_STR("a"), ELS_STR("DELETE"), ELS_STR("/x"),
                                    ELS_STR("body"), 0, &known),
                 ELS_KEY_OTHER);
}

Test(keys_used, may_be_used_again_after_nothing_was_done_or_a_day)
{
    const els_key_used *known = NULL;
    cr_expect_eq(take("a", "body", 0, &known), ELS_KEY_NEW);
    els_keys_used_forget(&keys, ELS_STR("a"));
    cr_expect_eq(take("a", "other", 0, &known), ELS_KEY_NEW);
    answer("a", "done");
    cr_expect_eq(take("a", "other", ELS_KEY_MS, &known), ELS_KEY_KNOWN);
    cr_expect_eq(take("a", "body", ELS_KEY_MS + 1, &known), ELS_KEY_NEW);
}

Test(keys_used, forgets_the_oldest_answer_and_never_a_pending_request)
{
    const els_key_used *known = NULL;
    char key[16];
    cr_expect_eq(take("pending", "", 0, &known), ELS_KEY_NEW);
    for (int i = 0; i < ELS_KEYS_USED; i++) {
        snprintf(key, sizeof key, "%d", i);
        cr_assert_eq(take(key, "", 1 + i, &known), ELS_KEY_NEW);
        answer(key, "done");
    }
    cr_expect_eq(take("pending", "", 500, &known), ELS_KEY_PENDING);
    cr_expect_eq(take("1", "", 500, &known), ELS_KEY_KNOWN);
    cr_expect_eq(take("0", "", 500, &known), ELS_KEY_NEW);
}
