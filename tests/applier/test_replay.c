#include <criterion/criterion.h>

#include "../mind/school.h"
#include "codec.h"
#include "replay.h"

static els_mind mind;
static els_arena arena, scratch;

static void begin(void)
{
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
}

static void end(void)
{
    els_mind_fini(&mind);
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
}

TestSuite(replay, .init = begin, .fini = end);

static els_example *small_example(unsigned n)
{
    char right[24];
    els_example *example = school_example(&mind, school_sum(&arena, n, right), right, &arena);
    example->answers->n_beam = example->answers->n_beam < 2 ? example->answers->n_beam : 2;
    return example;
}

Test(replay, remembers_a_bounded_number_of_examples)
{
    els_replay *replay = els_replay_new();
    els_record record = school_record(ELS_VERDICT_RIGHT);
    const els_example *example = small_example(1);
    size_t most = 0;
    for (uint64_t i = 0; i < 1500; i++) {
        els_replay_learn(replay, &mind, example, &record, 1, i, &scratch);
        if (i == 699)
            most = els_replay_bytes(replay);
    }
    cr_assert_eq(els_replay_bytes(replay), most, "full is full");
    els_replay_clear(replay);
    cr_assert_lt(els_replay_bytes(replay), most / 2);
    els_replay_free(&replay);
    cr_assert_null(replay);
    els_replay_free(&replay);
}

Test(replay, comes_back_from_its_bytes)
{
    els_replay *replay = els_replay_new(), *back = els_replay_new();
    els_record record = school_record(ELS_VERDICT_RIGHT);
    els_buf bytes = {0}, again = {0};
    for (unsigned i = 0; i < 5; i++)
        els_replay_learn(replay, &mind, small_example(i), &record, 1, i, &scratch);
    els_replay_save(replay, &bytes);
    cr_assert_eq(els_replay_load(back, els_buf_str(&bytes)), ELS_OK);
    els_replay_save(back, &again);
    cr_assert(els_str_eq(els_buf_str(&bytes), els_buf_str(&again)));
    cr_assert_neq(els_replay_load(back, (els_str){bytes.ptr, bytes.len / 2}), ELS_OK);
    els_buf_fini(&bytes);
    els_buf_fini(&again);
    els_replay_free(&replay);
    els_replay_free(&back);
}

Test(replay, refuses_bytes_it_would_stumble_over_later)
{
    els_replay *replay = els_replay_new();
    els_example *example = small_example(1);
    els_analysis analysis = {.iteration = 1, .examples = example, .n_examples = 1};
    els_buf bytes = {0};
    cr_assert_eq(els_encode(ELS_MSG_analysis, &analysis, &bytes), ELS_OK);
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_OK);
    analysis.iteration = 5; /* places 1 to 4 would be empty */
    els_buf_clear(&bytes);
    cr_assert_eq(els_encode(ELS_MSG_analysis, &analysis, &bytes), ELS_OK);
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT);
    analysis.iteration = 1;
    example->n_task = 0; /* an example of nothing */
    els_buf_clear(&bytes);
    cr_assert_eq(els_encode(ELS_MSG_analysis, &analysis, &bytes), ELS_OK);
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT);
    els_buf_fini(&bytes);
    els_replay_free(&replay);
}
