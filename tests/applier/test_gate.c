#include <criterion/criterion.h>

#include "gate.h"

static els_gate_verdict learning(uint32_t better, uint32_t worse, uint32_t same)
{
    els_eprocess process;
    els_eprocess_init(&process);
    for (uint32_t i = 0; i < better; i++)
        els_eprocess_add(&process, 1);
    for (uint32_t i = 0; i < worse; i++)
        els_eprocess_add(&process, -1);
    for (uint32_t i = 0; i < same; i++)
        els_eprocess_add(&process, 0);
    return els_gate_learning(&process);
}

Test(gate, learning_without_harm_passes_and_with_clear_harm_does_not)
{
    cr_assert_eq(learning(0, 0, 20), ELS_GATE_PROMOTED);
    cr_assert_eq(learning(3, 1, 20), ELS_GATE_PROMOTED);
    cr_assert_eq(learning(0, 1, 19), ELS_GATE_PROMOTED, "within the slack");
    cr_assert_eq(learning(0, 12, 0), ELS_GATE_REJECTED, "strong evidence");
    cr_assert_eq(learning(0, 2, 18), ELS_GATE_PENDING);
    cr_assert_eq(learning(0, 6, 57), ELS_GATE_PENDING, "63 pairs");
    cr_assert_eq(learning(0, 6, 58), ELS_GATE_REJECTED, "out of patience");
}

Test(gate, a_placebo_passes_on_strong_evidence_of_gain_only)
{
    els_eprocess process;
    els_eprocess_init(&process);
    cr_assert_eq(els_gate_placebo(&process), ELS_GATE_PENDING);
    for (int i = 0; i < ELS_GATE_PLACEBO_PAIRS - 1; i++)
        els_eprocess_add(&process, i % 2 ? 1 : -1);
    cr_assert_eq(els_gate_placebo(&process), ELS_GATE_PENDING);
    els_eprocess_add(&process, 0);
    cr_assert_eq(els_gate_placebo(&process), ELS_GATE_REJECTED);
    els_eprocess_init(&process);
    for (int i = 0; i < 12; i++)
        els_eprocess_add(&process, 1);
    cr_assert_eq(els_gate_placebo(&process), ELS_GATE_PROMOTED);
    cr_assert_str_eq(els_gate_verdict_name(ELS_GATE_PENDING), "pending");
    cr_assert_str_eq(els_gate_verdict_name(ELS_GATE_PROMOTED), "promoted");
    cr_assert_str_eq(els_gate_verdict_name(ELS_GATE_REJECTED), "rejected");
}

Test(gate, pairs_are_matched_by_task_and_infrastructure_failures_left_out)
{
    els_segment segments[2] = {{.name = ELS_STR("select"), .count = 5},
                               {.name = ELS_STR("select_candidate"), .count = 5}};
    els_plan plan = {.segments = segments, .n_segments = 2};
    els_record records[] = {
        {.segment = 0, .index = 0, .verdict = ELS_VERDICT_ABSTAINED},      /* +1 */
        {.segment = 0, .index = 1, .verdict = ELS_VERDICT_RIGHT},          /* left out */
        {.segment = 0, .index = 2, .verdict = ELS_VERDICT_INFRASTRUCTURE}, /* left out */
        {.segment = 0, .index = 3, .verdict = ELS_VERDICT_RIGHT},          /* alone */
        {.segment = 0, .index = 4, .verdict = ELS_VERDICT_RIGHT},          /* 0 */
        {.segment = 1, .index = 0, .verdict = ELS_VERDICT_RIGHT},
        {.segment = 1, .index = 1, .verdict = ELS_VERDICT_INFRASTRUCTURE},
        {.segment = 1, .index = 2, .verdict = ELS_VERDICT_RIGHT},
        {.segment = 1, .index = 4, .verdict = ELS_VERDICT_RIGHT},
    };
    els_analysis analysis = {.plan = &plan, .n_plan = 1, .records = records, .n_records = 9};
    els_eprocess process;
    els_eprocess_init(&process);
    cr_assert_eq(
        els_gate_add_pairs(&process, &analysis, ELS_STR("select"), ELS_STR("select_candidate")), 2);
    cr_assert_eq(process.n, 2);
    cr_assert_eq(process.sum, 1);
    cr_assert_eq(els_gate_add_pairs(&process, &analysis, ELS_STR("select"), ELS_STR("nowhere")), 0);
    cr_assert_eq(process.n, 2);
}
