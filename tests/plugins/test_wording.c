/* The wording engine: pools, alternatives and options made into sentences. */
#include "wording.h"

#include <criterion/criterion.h>
#include <string.h>

static const els_wording_pool few_pools[] = {{"fruit", "apple|pear"},
                                             {"meal", "<fruit> {pie|jam}"}};
static const els_wording_value few_values[] = {{"N", {"Zebra Crossing", 14}}};

static els_wording few_words(els_arena *arena, els_rng *rng)
{
    return els_wording_make(arena, rng, few_pools, 2, few_values, 1);
}

Test(wording, expands_pools_alternatives_options_and_values)
{
    els_arena arena = {0};
    uint32_t seen[2][2][2] = {{{0}}};
    for (uint64_t i = 0; i < 200; i++) {
        els_rng rng = els_rng_make(1, i, 0);
        els_wording w = few_words(&arena, &rng);
        els_wording_add(&w, ELS_STR("@N, [warm ]<meal>"));
        els_str text = els_wording_text(&w);
        bool warm = els_str_contains(text, ELS_STR("warm "));
        bool pear = els_str_contains(text, ELS_STR("pear "));
        bool jam = els_str_contains(text, ELS_STR("jam."));
        els_str expected = els_arena_printf(&arena, "Zebra Crossing, %s%s %s.", warm ? "warm " : "",
                                            pear ? "pear" : "apple", jam ? "jam" : "pie");
        cr_assert(els_str_eq(text, expected), ELS_STR_FMT, ELS_STR_ARG(text));
        seen[warm][pear][jam]++;
    }
    for (uint32_t i = 0; i < 8; i++)
        cr_assert_gt((&seen[0][0][0])[i], 0);
    els_arena_fini(&arena);
}

Test(wording, joins_sentences_and_capitalises_them)
{
    els_arena arena = {0};
    els_rng rng = els_rng_make(1, 2, 3);
    els_wording w = few_words(&arena, &rng);
    els_wording_add(&w, ELS_STR("may i?"));
    els_wording_add(&w, ELS_STR(""));
    els_wording_add(&w, ELS_STR("<nothing> "));
    els_wording_add(&w, ELS_STR("it is  fine <nothing>, @N"));
    els_wording_capitalise(&w);
    cr_assert(els_str_eq(els_wording_text(&w), ELS_STR("May I? It is fine, Zebra Crossing.")));
    els_wording_lower(&w);
    cr_assert(els_str_eq(els_wording_text(&w), ELS_STR("may i? it is fine, Zebra Crossing.")));
    els_arena_fini(&arena);
}

Test(wording, disturbs_long_words_but_never_values)
{
    els_arena arena = {0};
    uint32_t changed = 0;
    for (uint64_t i = 0; i < 100; i++) {
        els_rng rng = els_rng_make(1, i, 0);
        els_wording w = few_words(&arena, &rng);
        els_wording_add(&w, ELS_STR("the keyboard, @N and monitors"));
        els_wording calm = w;
        els_wording_disturb(&calm, 0);
        els_str before = els_arena_copy(&arena, els_wording_text(&calm));
        cr_assert(els_str_eq(before, ELS_STR("the keyboard, Zebra Crossing and monitors.")));
        els_wording_disturb(&w, 1000);
        els_str after = els_wording_text(&w);
        cr_assert(els_str_starts(after, ELS_STR("the k")));
        cr_assert(els_str_contains(after, ELS_STR(" Zebra Crossing and m")));
        changed += !els_str_eq(before, after);
    }
    cr_assert_eq(changed, 100);
    els_arena_fini(&arena);
}

Test(wording, cuts_what_does_not_fit)
{
    els_arena arena = {0};
    els_rng rng = els_rng_make(1, 0, 0);
    els_wording w = few_words(&arena, &rng);
    for (uint32_t i = 0; i < ELS_WORDING_MAX_BYTES; i++)
        els_wording_add(&w, ELS_STR("@N and a lot more"));
    els_wording_disturb(&w, 1000);
    cr_assert_leq(els_wording_text(&w).len, ELS_WORDING_MAX_BYTES);
    cr_assert_gt(els_wording_text(&w).len, ELS_WORDING_MAX_BYTES - 64);
    els_arena_fini(&arena);
}
