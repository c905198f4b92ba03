#include "grade.h"

#include <criterion/criterion.h>

static els_str choices[] = {{"billing", 7}, {"Delivery", 8}};
static els_field_spec field = {.type = {"enum", 4}, .choices = choices, .n_choices = 2};
static const els_plugin plugin = {.name = "test", .validate = els_plugin_validate_fields};

static els_candidate graded(els_str key, els_candidate candidate)
{
    els_sealed_task sealed = {.task = {.fields = &field, .n_fields = 1}, .key = &key};
    els_answer answer = {.beam = &candidate, .n_beam = 1};
    els_grade_beams(&plugin, &sealed, &answer);
    return candidate;
}

static els_candidate any_choice(void)
{
    return (els_candidate){.family = ELS_STR(ELS_LESSON_FAMILY),
                           .shape = ELS_STR(ELS_LESSON_SHAPE)};
}

Test(grade, a_candidate_for_all_choices_becomes_the_right_one)
{
    els_candidate candidate = graded(ELS_STR("delivery"), any_choice());
    cr_assert_eq(candidate.right, ELS_GRADE_RIGHT);
    cr_assert(els_str_eq(candidate.answer, ELS_STR("Delivery")), "as the task spells it");
}

Test(grade, it_is_wrong_and_names_nothing_when_no_choice_is_right)
{
    els_candidate candidate = graded(ELS_STR("returns"), any_choice());
    cr_assert_eq(candidate.right, ELS_GRADE_WRONG);
    cr_assert_eq(candidate.answer.len, 0);
}

Test(grade, any_other_candidate_is_judged_by_its_own_answer)
{
    els_candidate candidate = any_choice();
    candidate.shape = ELS_STR("label");
    candidate.answer = ELS_STR("billing");
    cr_assert_eq(graded(ELS_STR("delivery"), candidate).right, ELS_GRADE_WRONG);
    cr_assert_eq(graded(ELS_STR("billing"), candidate).right, ELS_GRADE_RIGHT);
}

static uint32_t verdict_on(els_str *values, uint32_t n_values)
{
    els_field_spec fields[] = {field, field};
    els_str key[] = {ELS_STR("billing"), ELS_STR("Delivery")};
    els_sealed_task sealed = {.task = {.fields = fields, .n_fields = 2}, .key = key};
    els_rehearsal rehearsal = {.values = values, .n_values = n_values, .right = ELS_GRADE_RIGHT};
    els_grade_rehearsals(&plugin, &sealed, &rehearsal, 1);
    return rehearsal.right;
}

Test(grade, a_rehearsal_is_right_when_every_field_is)
{
    els_str both[] = {ELS_STR("billing"), ELS_STR("delivery")};
    els_str one[] = {ELS_STR("billing"), ELS_STR("billing")};
    els_str half[] = {ELS_STR("billing"), {NULL, 0}};
    cr_assert_eq(verdict_on(both, 2), ELS_GRADE_RIGHT);
    cr_assert_eq(verdict_on(one, 2), ELS_GRADE_WRONG);
    cr_assert_eq(verdict_on(half, 2), ELS_GRADE_WRONG);
}

Test(grade, a_rehearsal_of_other_fields_gets_no_verdict_whatever_it_claims)
{
    els_str both[] = {ELS_STR("billing"), ELS_STR("delivery")};
    cr_assert_eq(verdict_on(both, 1), ELS_GRADE_NONE);
    cr_assert_eq(verdict_on(NULL, 0), ELS_GRADE_NONE);
}
