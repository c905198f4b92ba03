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
    els_replay *back = els_replay_new();
    els_buf bytes = {0};
    els_replay_save(replay, &bytes);
    cr_assert_eq(els_replay_load(back, els_buf_str(&bytes)), ELS_OK, "wherever the next one goes");
    cr_assert_eq(els_replay_bytes(back), most);
    els_buf_fini(&bytes);
    els_replay_free(&back);
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

/* What els_replay_save writes of one frame in place `next`. */
static void write_frame(els_str frame, uint32_t next, els_buf *out)
{
    uint32_t head[3] = {next, 1, (uint32_t)frame.len};
    els_buf_clear(out);
    for (unsigned i = 0; i < 12; i++)
        els_buf_addc(out, (char)(head[i / 4] >> 8 * (i % 4)));
    els_buf_add(out, frame);
}

static void write_saved(const els_example *example, uint32_t next, els_buf *out)
{
    els_analysis analysis = {.examples = (els_example *)example, .n_examples = 1};
    els_buf frame = {0};
    cr_assert_eq(els_encode(ELS_MSG_analysis, &analysis, &frame), ELS_OK);
    write_frame(els_buf_str(&frame), next, out);
    els_buf_fini(&frame);
}

Test(replay, refuses_bytes_it_would_stumble_over_later)
{
    els_replay *replay = els_replay_new();
    els_example *example = small_example(1);
    els_buf bytes = {0};
    write_saved(example, 1, &bytes);
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_OK);
    size_t one = els_replay_bytes(replay);
    els_buf_addc(&bytes, 'x');
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT);
    cr_assert_lt(els_replay_bytes(replay), one, "and holds nothing");
    write_saved(example, 5, &bytes); /* places 1 to 4 would be empty */
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT);
    for (size_t len = 0; len < 12; len++) { /* within the head */
        write_saved(example, 1, &bytes);
        cr_assert_eq(els_replay_load(replay, (els_str){bytes.ptr, len}), ELS_E_FORMAT);
    }
    static const unsigned char wrong[][2] = {{1, 0x7f}, {5, 0x7f}, {10, 0x7f}, {12, 0xc1}};
    for (size_t i = 0; i < 4; i++) { /* the next place, their number, the length, the frame */
        write_saved(example, 1, &bytes);
        bytes.ptr[wrong[i][0]] = (char)wrong[i][1];
        cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT, "byte %d",
                     wrong[i][0]);
    }
    els_buf frame = {0}; /* whole, but no analysis; and one of no example */
    cr_assert_eq(els_encode(ELS_MSG_command, &(els_command){.at = 1}, &frame), ELS_OK);
    write_frame(els_buf_str(&frame), 1, &bytes);
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT);
    els_buf_clear(&frame);
    cr_assert_eq(els_encode(ELS_MSG_analysis, &(els_analysis){.epoch = 1}, &frame), ELS_OK);
    write_frame(els_buf_str(&frame), 1, &bytes);
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT);
    els_buf_fini(&frame);
    example->n_task = 0; /* an example of nothing */
    write_saved(example, 1, &bytes);
    cr_assert_eq(els_replay_load(replay, els_buf_str(&bytes)), ELS_E_FORMAT);
    els_buf_fini(&bytes);
    els_replay_free(&replay);
}
