#include "els_hash.h"
#include "stage.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* A stage whose state is an order-dependent hash of what it was fed. */
static void *create(void)
{
    return calloc(1, sizeof(uint64_t));
}
static void destroy(void **state)
{
    free(*state);
    *state = NULL;
}
static void visit(els_snapshot *snapshot, void *state)
{
    els_snapshot_u64(snapshot, state);
}
static els_err apply(void *state, const void *context, const els_progress *in, els_arena *arena,
                     els_progress *out)
{
    uint64_t *value = state;
    (void)context;
    (void)arena;
    *value = els_hash_pair(*value, in->library_size);
    out->live_version = *value;
    return in->library_size == 666 ? ELS_E_FORMAT : ELS_OK;
}
static const els_stage_desc desc = {create, destroy, visit, 7, 1, apply};

static els_err feed(els_stage *stage, uint64_t run, uint64_t epoch, uint64_t iteration,
                    uint64_t input, uint64_t *ret)
{
    els_plan plan = {.run = run, .epoch = epoch, .iteration = iteration};
    els_progress in = {.epoch = epoch,
                       .iteration = iteration,
                       .plan = &plan,
                       .n_plan = 1,
                       .library_size = input},
                 out;
    els_arena arena = {0};
    els_err err = els_stage_feed(stage, &in, &arena, &out);
    if (!err && ret)
        *ret = out.live_version;
    els_arena_fini(&arena);
    return err;
}

Test(stage, an_iteration_done_again_replaces_the_first_try)
{
    els_stage a, b;
    uint64_t x = 0, y = 0;
    els_stage_init(&a, &desc);
    els_stage_init(&b, &desc);
    cr_assert_eq(feed(&a, 1, 1, 0, 10, NULL), ELS_OK);
    cr_assert_eq(feed(&a, 1, 1, 1, 11, NULL), ELS_OK);
    cr_assert_eq(feed(&a, 1, 2, 1, 12, NULL), ELS_OK);
    cr_assert_eq(feed(&a, 1, 2, 2, 13, &x), ELS_OK);
    cr_assert_eq(feed(&b, 1, 2, 0, 10, NULL), ELS_OK);
    cr_assert_eq(feed(&b, 1, 2, 1, 12, NULL), ELS_OK);
    cr_assert_eq(feed(&b, 1, 2, 2, 13, &y), ELS_OK);
    cr_assert_eq(x, y);
    els_stage_fini(&a);
    els_stage_fini(&b);
}

Test(stage, a_message_that_comes_twice_is_answered_alike)
{
    els_stage a;
    uint64_t x = 0, y = 0;
    els_stage_init(&a, &desc);
    cr_assert_eq(feed(&a, 1, 1, 0, 10, &x), ELS_OK);
    cr_assert_eq(feed(&a, 1, 1, 0, 10, &y), ELS_OK);
    cr_assert_eq(x, y);
    els_stage_fini(&a);
}

Test(stage, older_iterations_are_stale_and_a_new_run_starts_empty)
{
    els_stage a, b;
    uint64_t x = 0, y = 0;
    els_stage_init(&a, &desc);
    els_stage_init(&b, &desc);
    cr_assert_eq(feed(&a, 1, 1, 5, 10, NULL), ELS_OK);
    cr_assert_eq(feed(&a, 1, 1, 4, 10, NULL), ELS_E_STALE);
    cr_assert_eq(feed(&a, 2, 9, 0, 3, &x), ELS_OK);
    cr_assert_eq(feed(&b, 2, 9, 0, 3, &y), ELS_OK);
    cr_assert_eq(x, y);
    els_stage_fini(&a);
    els_stage_fini(&b);
}

Test(stage, restored_equals_never_restarted)
{
    els_stage a, b;
    uint64_t x = 0, y = 0;
    els_buf bytes = {0};
    els_stage_init(&a, &desc);
    els_stage_init(&b, &desc);
    cr_assert_eq(feed(&a, 1, 1, 0, 10, NULL), ELS_OK);
    els_stage_save(&a, &bytes);
    cr_assert_eq(els_stage_restore(&b, els_buf_str(&bytes)), ELS_OK);
    cr_assert_eq(feed(&b, 1, 1, 0, 10, NULL), ELS_E_STALE, "it is in already");
    cr_assert_eq(feed(&a, 1, 1, 1, 11, &x), ELS_OK);
    cr_assert_eq(feed(&b, 1, 1, 1, 11, &y), ELS_OK);
    cr_assert_eq(x, y);
    bytes.ptr[bytes.len / 2] ^= 1;
    cr_assert_eq(els_stage_restore(&b, els_buf_str(&bytes)), ELS_E_CORRUPT);
    cr_assert_eq(els_stage_restore(&b, (els_str){"", 0}), ELS_OK);
    els_stage_fini(&a);
    els_stage_fini(&b);
    els_buf_fini(&bytes);
}

Test(stage, a_failed_message_leaves_no_trace)
{
    els_stage a, b;
    uint64_t x = 0, y = 0;
    els_stage_init(&a, &desc);
    els_stage_init(&b, &desc);
    cr_assert_eq(feed(&a, 1, 1, 0, 10, NULL), ELS_OK);
    cr_assert_eq(feed(&a, 1, 1, 1, 666, NULL), ELS_E_FORMAT);
    cr_assert_eq(feed(&a, 1, 1, 1, 11, &x), ELS_OK);
    cr_assert_eq(feed(&b, 1, 1, 0, 10, NULL), ELS_OK);
    cr_assert_eq(feed(&b, 1, 1, 1, 11, &y), ELS_OK);
    cr_assert_eq(x, y);
    els_progress no_plan = {0}, out;
    els_arena arena = {0};
    cr_assert_eq(els_stage_feed(&a, &no_plan, &arena, &out), ELS_E_FORMAT);
    els_stage_fini(&a);
    els_stage_fini(&b);
}
