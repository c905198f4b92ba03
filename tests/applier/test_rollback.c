/* Promotions that each look harmless but together do harm are rolled back. */
#include "applier.h"

#include <criterion/criterion.h>

enum { PAIRS = 100 };

/* An iteration in which `lost` of the pairs went from right to wrong and `won` the other way. */
static const els_analysis *iteration_of(els_arena *arena, uint64_t iteration, uint32_t lost,
                                        uint32_t won)
{
    els_plan *plan = ELS_ARENA_NEW(arena, els_plan, 1);
    els_analysis *analysis = ELS_ARENA_NEW(arena, els_analysis, 1);
    plan->segments = ELS_ARENA_NEW(arena, els_segment, 2);
    plan->n_segments = 2;
    plan->segments[0] = (els_segment){.name = ELS_STR("select"), .count = PAIRS};
    plan->segments[1] = (els_segment){.name = ELS_STR("select_candidate"), .count = PAIRS};
    plan->learning = true;
    *analysis = (els_analysis){.epoch = 1, .iteration = iteration, .plan = plan, .n_plan = 1};
    analysis->records = ELS_ARENA_NEW(arena, els_record, 2 * PAIRS);
    for (uint32_t i = 0; i < PAIRS; i++)
        analysis->records[analysis->n_records++] = (els_record){
            .segment = 0,
            .index = i,
            .verdict = i < lost || i >= PAIRS / 2 ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
    for (uint32_t i = 0; i < PAIRS; i++)
        analysis->records[analysis->n_records++] = (els_record){
            .segment = 1,
            .index = i,
            .verdict = i >= PAIRS / 2 || (i >= lost && i < lost + won) ? ELS_VERDICT_RIGHT
                                                                       : ELS_VERDICT_WRONG};
    return analysis;
}

static uint32_t count(const els_progress *progress, const char *verdict)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < progress->n_decisions; i++)
        n += els_str_eq(progress->decisions[i].verdict, els_str_of(verdict));
    return n;
}

static uint32_t run(uint32_t lost, uint32_t won, uint32_t *ret_promoted)
{
    els_applier *applier = els_applier_new();
    uint32_t rolled_back = 0;
    *ret_promoted = 0;
    for (uint64_t i = 1; i <= 16; i++) {
        els_arena arena = {0};
        els_progress progress;
        els_applier_apply(applier, iteration_of(&arena, i, lost, won), &arena, &progress);
        rolled_back += count(&progress, "rolled_back");
        *ret_promoted += count(&progress, "promoted");
        els_arena_fini(&arena);
    }
    els_applier_free(&applier);
    return rolled_back;
}

Test(rollback, harm_in_small_steps_that_every_gate_lets_pass_is_taken_back)
{
    uint32_t promoted;
    cr_assert_geq(run(8, 3, &promoted), 1); /* five points lost per promotion */
    cr_assert_eq(promoted, 16, "each of them passed its gate: %u", promoted);
}

Test(rollback, gains_and_losses_that_even_out_are_kept)
{
    uint32_t promoted;
    cr_assert_eq(run(6, 6, &promoted), 0);
    cr_assert_eq(promoted, 16);
}

Test(rollback, a_clear_loss_is_rejected_before_it_answers)
{
    uint32_t promoted;
    cr_assert_eq(run(30, 0, &promoted), 0);
    cr_assert_eq(promoted, 0);
}
