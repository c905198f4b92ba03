#include <criterion/criterion.h>

#include "school.h"

static bool is_empty(const els_mind *mind)
{
    els_mind fresh;
    els_buf a = {0}, b = {0};
    cr_assert_eq(els_mind_init(&fresh, true), ELS_OK);
    els_mind_save(&fresh, true, &a);
    els_mind_save(mind, true, &b);
    bool same = els_str_eq(els_buf_str(&a), els_buf_str(&b));
    els_mind_fini(&fresh);
    els_buf_fini(&a);
    els_buf_fini(&b);
    return same && mind->n_skills == 0 && mind->n_cases == 0 && mind->examples == 0;
}

/* A little of everything: weights, a skill, a case, a rule with its example, an outcome. */
static void furnish(els_mind *mind)
{
    uint32_t own[2] = {7, 99};
    uint64_t facts[2] = {UINT64_C(5) << 32, UINT64_C(6) << 32};
    els_router_context context = {5, 6, 1};
    els_router_outcome outcome = {ELS_STR("one"), ELS_STR("default"), true, 9};
    els_model_step_own(&mind->model, own, 2, 0.75, 0.15);
    mind->skills[mind->n_skills++] =
        (els_skill){.family = "calc",
                    .shape = "eval",
                    .key = els_skill_key(ELS_STR("calc"), ELS_STR("eval")),
                    .tried = 3,
                    .right = 2,
                    .last_right = 9,
                    .credit = 1.5f,
                    .trials = 4};
    mind->cases[mind->n_cases++] =
        (els_case){.kind = 11, .words = {3, 4}, .n_words = 2, .skill = 12, .args = 13};
    els_rules_learn(&mind->rules, 20, 21, facts, 2, 22);
    els_router_learn(&mind->router, &context, &outcome, 1);
    mind->examples = 5;
}

static void save(const els_mind *mind, bool training, els_buf *out)
{
    els_buf_clear(out);
    els_mind_save(mind, training, out);
}

Test(mind, what_was_learned_comes_back_bit_for_bit)
{
    els_mind mind, back;
    els_buf first = {0}, second = {0};
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    cr_assert_eq(els_mind_init(&back, true), ELS_OK);
    school_teach(&mind, 0, 25);
    furnish(&mind);
    cr_assert_gt(mind.n_skills, 1);
    cr_assert_gt(mind.n_cases, 20);
    for (int training = 0; training < 2; training++) {
        save(&mind, training, &first);
        cr_assert_eq(els_mind_load(&back, els_buf_str(&first)), ELS_OK);
        save(&back, training, &second);
        cr_assert(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
        cr_assert_eq(back.examples, mind.examples);
        cr_assert_not_null(els_mind_skill(&back, mind.skills[0].key));
    }
    /* And goes on learning the same. */
    school_teach(&mind, 25, 5);
    school_teach(&back, 25, 5);
    save(&mind, true, &first);
    save(&back, true, &second);
    cr_assert(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
    els_buf_fini(&first);
    els_buf_fini(&second);
    els_mind_fini(&mind);
    els_mind_fini(&back);
}

Test(mind, what_came_of_another_mind_is_written_as_the_difference)
{
    els_mind base, mind, back;
    els_buf whole = {0}, over = {0}, again = {0};
    cr_assert_eq(els_mind_init(&base, true), ELS_OK);
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    cr_assert_eq(els_mind_init(&back, true), ELS_OK);
    school_teach(&base, 0, 25);
    for (uint32_t i = 0; i < 2000; i++) { /* much that does not change any more */
        uint32_t own = (uint32_t)els_hash_mix(i);
        els_model_step_own(&base.model, &own, 1, 0.5, 0.15);
    }
    els_mind_copy(&mind, &base);
    furnish(&mind);
    uint32_t unlearned = 0;
    while (base.model.weight[unlearned] == 0)
        unlearned++;
    mind.model.weight[unlearned] = 0; /* back to zero is a difference too */
    els_mind_save_over(&mind, &base, &over);
    save(&mind, true, &whole);
    cr_assert_lt(over.len, whole.len / 2, "%zu of %zu", over.len, whole.len);
    cr_assert_eq(els_mind_load_over(&back, &base, els_buf_str(&over)), ELS_OK);
    save(&back, true, &again);
    cr_assert(els_str_eq(els_buf_str(&again), els_buf_str(&whole)));
    cr_assert_eq(els_mind_load(&back, els_buf_str(&over)), ELS_E_FORMAT, "not without its base");
    cr_assert(is_empty(&back));
    cr_assert_eq(els_mind_load_over(&back, &base, els_buf_str(&whole)), ELS_E_FORMAT);
    cr_assert(is_empty(&back));
    els_buf_fini(&whole);
    els_buf_fini(&over);
    els_buf_fini(&again);
    els_mind_fini(&base);
    els_mind_fini(&mind);
    els_mind_fini(&back);
}

Test(mind, what_answers_is_written_as_a_change_of_what_answered)
{
    els_mind base, mind, back;
    els_buf of_base = {0}, whole = {0}, change = {0}, again = {0};
    uint64_t check = 0;
    cr_assert_eq(els_mind_init(&base, true), ELS_OK);
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    cr_assert_eq(els_mind_init(&back, false), ELS_OK);
    school_teach(&base, 0, 25);
    for (uint32_t i = 0; i < 2000; i++) { /* much that does not change any more */
        uint32_t own = (uint32_t)els_hash_mix(i);
        els_model_step_own(&base.model, &own, 1, 0.5, 0.15);
    }
    furnish(&base);
    els_mind_copy(&mind, &base);
    school_teach(&mind, 25, 1);
    save(&base, false, &of_base);
    save(&mind, false, &whole);
    uint64_t base_check = els_mind_check(els_buf_str(&of_base));
    els_mind_save_change(&mind, els_mind_check(els_buf_str(&whole)), &base, base_check, &change);
    cr_assert_lt(change.len, whole.len, "%zu of %zu", change.len, whole.len);
    cr_assert_eq(els_mind_load_change(&back, &base, base_check + 1, els_buf_str(&change), &check),
                 ELS_E_STATE);
    cr_assert(is_empty(&back));
    cr_assert_eq(els_mind_load_change(&back, &base, base_check, els_buf_str(&change), &check),
                 ELS_OK);
    cr_assert_eq(check, els_mind_check(els_buf_str(&whole)));
    save(&back, false, &again);
    cr_assert(els_str_eq(els_buf_str(&again), els_buf_str(&whole)));
    for (size_t len = 0; len < change.len; len += len < 200 ? 1 : 997)
        cr_assert_neq(
            els_mind_load_change(&back, &base, base_check, (els_str){change.ptr, len}, &check),
            ELS_OK);
    els_buf_fini(&of_base);
    els_buf_fini(&whole);
    els_buf_fini(&change);
    els_buf_fini(&again);
    els_mind_fini(&base);
    els_mind_fini(&mind);
    els_mind_fini(&back);
}

Test(mind, every_truncation_is_refused_and_leaves_it_empty)
{
    els_mind mind, back;
    els_buf bytes = {0};
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    cr_assert_eq(els_mind_init(&back, true), ELS_OK);
    furnish(&mind);
    save(&mind, true, &bytes);
    for (size_t len = 0; len < bytes.len; len++) {
        cr_assert_eq(els_mind_load(&back, els_buf_str(&bytes)), ELS_OK);
        cr_assert_neq(els_mind_load(&back, (els_str){bytes.ptr, len}), ELS_OK, "%zu bytes", len);
        cr_assert(len % 41
                      ? back.n_skills + back.n_cases + back.rules.n_rules + back.examples == 0 &&
                            back.model.weight[7] == 0 && back.model.squares[7] == 0
                      : is_empty(&back),
                  "%zu bytes", len);
    }
    els_buf_addc(&bytes, 'x');
    cr_assert_neq(els_mind_load(&back, els_buf_str(&bytes)), ELS_OK);
    els_buf_fini(&bytes);
    els_mind_fini(&mind);
    els_mind_fini(&back);
}

Test(mind, every_flipped_byte_is_refused_and_leaves_it_empty)
{
    els_mind mind, back;
    els_buf bytes = {0};
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    cr_assert_eq(els_mind_init(&back, true), ELS_OK);
    furnish(&mind);
    save(&mind, true, &bytes);
    for (size_t i = 0; i < bytes.len; i++) {
        char old = bytes.ptr[i];
        bytes.ptr[i] = (char)(old ^ (1 << (i % 8)));
        els_err err = els_mind_load(&back, els_buf_str(&bytes));
        cr_assert(err == ELS_E_FORMAT || err == ELS_E_CORRUPT || err == ELS_E_VERSION,
                  "byte %zu: %s", i, els_err_text(err));
        cr_assert_eq(back.n_skills + back.n_cases + back.rules.n_rules + back.examples, 0);
        bytes.ptr[i] = old;
    }
    cr_assert(is_empty(&back));
    cr_assert_eq(els_mind_load(&back, els_buf_str(&bytes)), ELS_OK, "the bytes were put back");
    els_buf_fini(&bytes);
    els_mind_fini(&mind);
    els_mind_fini(&back);
}

Test(mind, a_newer_format_is_named_whatever_its_check)
{
    els_mind mind;
    els_buf bytes = {0};
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    furnish(&mind);
    save(&mind, true, &bytes);
    bytes.ptr[8]++; /* the format number stands behind the magic */
    cr_assert_eq(els_mind_load(&mind, els_buf_str(&bytes)), ELS_E_VERSION);
    cr_assert(is_empty(&mind));
    els_buf_fini(&bytes);
    els_mind_fini(&mind);
}

Test(mind, a_well_sealed_lie_is_refused)
{
    els_mind mind, back;
    els_buf bytes = {0};
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    cr_assert_eq(els_mind_init(&back, true), ELS_OK);
    furnish(&mind);
    save(&mind, true, &bytes);
    /* Every four bytes made huge, with the check made anew: refused, or harmless to load. */
    uint32_t refused = 0;
    for (size_t i = 12; i + 12 <= bytes.len; i += 4) {
        els_buf forged = {0};
        els_buf_add(&forged, (els_str){bytes.ptr, bytes.len - 8});
        memset(forged.ptr + i, 0xff, 4);
        uint64_t check = els_hash_bytes((uint64_t)bytes.ptr[8], forged.ptr, forged.len);
        for (int b = 0; b < 8; b++)
            els_buf_addc(&forged, (char)(check >> (8 * b)));
        els_err err = els_mind_load(&back, els_buf_str(&forged));
        refused += err != ELS_OK;
        cr_assert(err == ELS_OK || err == ELS_E_FORMAT, "at %zu: %s", i, els_err_text(err));
        els_buf_fini(&forged);
    }
    cr_assert_gt(refused, 10);
    els_buf_fini(&bytes);
    els_mind_fini(&mind);
    els_mind_fini(&back);
}

Test(mind, clear_and_copy_carry_all_or_nothing)
{
    els_mind mind, copy, answering;
    els_buf first = {0}, second = {0};
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    cr_assert_eq(els_mind_init(&copy, true), ELS_OK);
    cr_assert_eq(els_mind_init(&answering, false), ELS_OK);
    furnish(&mind);
    els_mind_copy(&copy, &mind);
    els_mind_copy(&answering, &mind);
    save(&mind, true, &first);
    save(&copy, true, &second);
    cr_assert(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
    save(&mind, false, &first);
    save(&answering, true, &second);
    cr_assert(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
    els_mind_clear(&mind);
    cr_assert(is_empty(&mind));
    els_buf_fini(&first);
    els_buf_fini(&second);
    els_mind_fini(&mind);
    els_mind_fini(&copy);
    els_mind_fini(&answering);
}

Test(cases, signatures_are_sorted_distinct_and_bounded)
{
    uint64_t words[ELS_TEXT_MAX];
    uint32_t signature[ELS_CASE_WORDS];
    for (uint32_t i = 0; i < ELS_TEXT_MAX; i++)
        words[i] = (uint64_t)((i * 7919) % 50) << 32;
    els_text_features text = {.words = words, .n_words = ELS_TEXT_MAX};
    uint32_t n = els_case_signature(&text, signature);
    cr_assert_eq(n, ELS_CASE_WORDS);
    for (uint32_t i = 1; i < n; i++)
        cr_assert_lt(signature[i - 1], signature[i]);
    text.n_words = 0;
    cr_assert_eq(els_case_signature(&text, signature), 0);
}

Test(cases, similarity_is_the_cosine_of_the_word_sets)
{
    uint32_t a[] = {1, 2, 3, 4}, b[] = {3, 4, 5, 6}, c[] = {7};
    cr_assert_float_eq(els_case_similarity(a, 4, a, 4), 1, 1e-12);
    cr_assert_float_eq(els_case_similarity(a, 4, b, 4), 0.5, 1e-12);
    cr_assert_float_eq(els_case_similarity(a, 4, a + 3, 1), 0.5, 1e-12);
    cr_assert_eq(els_case_similarity(a, 4, c, 1), 0);
    cr_assert_eq(els_case_similarity(a, 0, a, 4), 0);
}
