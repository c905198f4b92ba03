#include <criterion/criterion.h>

#include "../mind/school.h"
#include "executor.h"

#include <stdio.h>
#include <unistd.h>

static uint64_t no_time(void *context)
{
    (void)context;
    return 5;
}

static els_kb *small_kb(els_arena *arena, const char *name)
{
    els_kb *kb = ELS_ARENA_NEW(arena, els_kb, 1);
    kb->name = els_arena_copy(arena, els_str_of(name));
    kb->tables = ELS_ARENA_NEW(arena, els_kb_table, 1);
    kb->n_tables = 1;
    kb->tables->name = ELS_STR("city");
    kb->tables->columns = ELS_ARENA_NEW(arena, els_kb_column, 1);
    kb->tables->columns[0] = (els_kb_column){.name = ELS_STR("city"), .type = ELS_STR("text")};
    kb->tables->n_columns = 1;
    kb->tables->cells = ELS_ARENA_NEW(arena, els_str, 1);
    kb->tables->cells[0] = ELS_STR("Ghent");
    kb->tables->n_cells = 1;
    return kb;
}

Test(executor, asks_for_the_state_and_the_knowledge_base_it_lacks)
{
    els_arena arena = {0};
    char right[24];
    els_executor *executor = els_executor_new();
    els_task *task = school_sum(&arena, 1, right);
    els_task_chunk chunk = {.tasks = task, .n_tasks = 1};
    els_executor_needs needs = els_executor_missing(executor, &chunk);
    cr_assert(!needs.state && needs.kb.len == 0, "the untrained baseline is always there");
    chunk.state_version = 9;
    task->kb = ELS_STR("cities");
    needs = els_executor_missing(executor, &chunk);
    cr_assert(needs.state);
    cr_assert(els_str_eq(needs.kb, ELS_STR("cities")));
    cr_assert_eq(els_executor_take_kb(executor, small_kb(&arena, "other")), ELS_OK);
    cr_assert(els_str_eq(els_executor_missing(executor, &chunk).kb, ELS_STR("cities")));
    cr_assert_eq(els_executor_take_kb(executor, small_kb(&arena, "cities")), ELS_OK);
    cr_assert_eq(els_executor_missing(executor, &chunk).kb.len, 0);
    els_mind mind;
    els_buf bytes = {0};
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    els_mind_save(&mind, false, &bytes);
    els_state state = {.version = 9, .bytes = els_buf_str(&bytes)};
    cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    cr_assert(!els_executor_missing(executor, &chunk).state);
    els_mind_fini(&mind);
    els_buf_fini(&bytes);
    els_executor_free(&executor);
    cr_assert_null(executor);
    els_executor_free(&executor);
    els_arena_fini(&arena);
}

Test(executor, refuses_broken_states_and_keeps_the_newest_few)
{
    els_mind mind;
    els_buf bytes = {0};
    els_executor *executor = els_executor_new();
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    els_mind_save(&mind, false, &bytes);
    els_state state = {.version = 1, .bytes = els_buf_str(&bytes)};
    els_state change = {.version = 7, .base = 1, .bytes = state.bytes};
    els_state broken = {.version = 8, .bytes = {bytes.ptr, bytes.len - 1}};
    for (uint64_t v = 1; v <= 6; v++) {
        state.version = v;
        cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    }
    els_task_chunk chunk = {.state_version = 6};
    cr_assert(!els_executor_missing(executor, &chunk).state);
    chunk.state_version = 5;
    cr_assert(!els_executor_missing(executor, &chunk).state);
    chunk.state_version = 1;
    cr_assert(els_executor_missing(executor, &chunk).state, "the oldest made room");
    cr_assert_eq(els_executor_take_state(executor, &change), ELS_E_STATE);
    cr_assert_neq(els_executor_take_state(executor, &broken), ELS_OK);
    chunk.state_version = 8;
    cr_assert(els_executor_missing(executor, &chunk).state);
    chunk.state_version = 6;
    cr_assert(!els_executor_missing(executor, &chunk).state);
    els_mind_fini(&mind);
    els_buf_fini(&bytes);
    els_executor_free(&executor);
}

/* An executor, and a state of `lessons` sums. */
static els_executor *with_state(uint32_t lessons, els_buf *bytes)
{
    els_mind mind;
    els_executor *executor = els_executor_new();
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    school_teach(&mind, 0, lessons);
    els_mind_save(&mind, false, bytes);
    els_mind_fini(&mind);
    return executor;
}

Test(executor, a_staged_state_is_not_held_until_it_is_loaded)
{
    els_buf bytes = {0};
    els_executor *executor = with_state(5, &bytes);
    els_state state = {.version = 4, .bytes = els_buf_str(&bytes)};
    char digest[ELS_DIGEST_HEX], expected[ELS_DIGEST_HEX];
    uint64_t held[ELS_EXECUTOR_STATES];
    cr_assert_eq(els_executor_load(executor, 4, false, digest), ELS_E_NOT_FOUND);
    els_executor_stage(executor, &state);
    cr_assert_not(els_executor_holds(executor, 4));
    cr_assert_eq(els_executor_held(executor, held), 0);
    cr_assert_eq(els_executor_load(executor, 4, true, digest), ELS_OK);
    els_digest_hex(bytes.ptr, bytes.len, expected);
    cr_assert_str_eq(digest, expected, "what was loaded is what came");
    cr_assert(els_executor_holds(executor, 4));
    cr_assert_eq(els_executor_held(executor, held), 1);
    cr_assert_eq(held[0], 4);
    cr_assert_eq(els_executor_load(executor, 4, false, digest), ELS_OK, "it is there");
    cr_assert_str_eq(digest, "");
    els_buf_fini(&bytes);
    els_executor_free(&executor);
}

Test(executor, a_staged_state_that_is_damaged_is_refused_and_let_go)
{
    els_buf bytes = {0};
    els_executor *executor = with_state(5, &bytes);
    bytes.ptr[bytes.len / 2] ^= 1;
    els_state state = {.version = 4, .bytes = els_buf_str(&bytes)};
    els_executor_stage(executor, &state);
    cr_assert_eq(els_executor_load(executor, 4, true, NULL), ELS_E_CORRUPT);
    cr_assert_not(els_executor_holds(executor, 4));
    cr_assert_eq(els_executor_load(executor, 4, true, NULL), ELS_E_NOT_FOUND, "it is let go");
    els_buf_fini(&bytes);
    els_executor_free(&executor);
}

Test(executor, kept_versions_outlive_newer_ones)
{
    els_buf bytes = {0};
    els_executor *executor = with_state(2, &bytes);
    els_state state = {.bytes = els_buf_str(&bytes)};
    static const uint64_t keep[] = {2, 1};
    uint64_t held[ELS_EXECUTOR_STATES];
    for (state.version = 1; state.version <= 2; state.version++)
        cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    els_executor_keep(executor, keep, 2);
    for (state.version = 3; state.version <= 9; state.version++)
        cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    cr_assert_eq(els_executor_held(executor, held), 3);
    cr_assert_eq(held[0], 1);
    cr_assert_eq(held[1], 2);
    cr_assert_eq(held[2], 9);
    els_executor_keep(executor, NULL, 0);
    state.version = 10;
    cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    cr_assert_not(els_executor_holds(executor, 1));
    els_buf_fini(&bytes);
    els_executor_free(&executor);
}

Test(executor, the_older_of_two_staged_states_makes_room)
{
    els_buf bytes = {0};
    els_executor *executor = with_state(2, &bytes);
    els_state state = {.bytes = els_buf_str(&bytes)};
    for (state.version = 1; state.version <= 3; state.version++)
        els_executor_stage(executor, &state);
    cr_assert_eq(els_executor_load(executor, 1, false, NULL), ELS_E_NOT_FOUND);
    cr_assert_eq(els_executor_load(executor, 3, false, NULL), ELS_OK);
    cr_assert_eq(els_executor_load(executor, 2, false, NULL), ELS_OK);
    els_buf_fini(&bytes);
    els_executor_free(&executor);
}

/* A state whose loading fails must leave the slot it was read into as one to be loaded again. */
Test(executor, a_damaged_state_in_place_of_a_good_one_leaves_a_slot_to_load_into)
{
    static const uint64_t keys[] = {3, 4};
    els_mind mind;
    els_buf bytes = {0};
    els_executor *executor = els_executor_new();
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    els_told_learn(&mind.told, 1, keys, 2, 5);
    els_mind_save(&mind, false, &bytes);
    els_state state = {.version = 1, .bytes = els_buf_str(&bytes)};
    els_state damaged = {.version = 9, .bytes = {bytes.ptr, bytes.len - 1}};
    for (; state.version <= ELS_EXECUTOR_STATES; state.version++)
        cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    cr_assert_eq(els_executor_take_state(executor, &damaged), ELS_E_CORRUPT);
    cr_assert_not(els_executor_holds(executor, 9));
    cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    cr_assert(els_executor_holds(executor, state.version));
    els_mind_fini(&mind);
    els_buf_fini(&bytes);
    els_executor_free(&executor);
}

/* A mind, its bytes, and it after some more sums as the change of these. */
typedef struct {
    els_mind base, mind;
    els_buf base_bytes, bytes, change;
} taught;

static void teach(taught *t, uint32_t lessons, uint32_t more)
{
    *t = (taught){0};
    cr_assert_eq(els_mind_init(&t->base, true), ELS_OK);
    cr_assert_eq(els_mind_init(&t->mind, true), ELS_OK);
    school_teach(&t->base, 0, lessons);
    els_mind_copy(&t->mind, &t->base);
    school_teach(&t->mind, lessons, more);
    els_mind_save(&t->base, false, &t->base_bytes);
    els_mind_save(&t->mind, false, &t->bytes);
    els_mind_save_change(&t->mind, els_mind_check(els_buf_str(&t->bytes)), &t->base,
                         els_mind_check(els_buf_str(&t->base_bytes)), &t->change);
}

static void forget(taught *t)
{
    els_mind_fini(&t->base);
    els_mind_fini(&t->mind);
    els_buf_fini(&t->base_bytes);
    els_buf_fini(&t->bytes);
    els_buf_fini(&t->change);
}

Test(executor, a_change_of_a_state_it_holds_is_as_good_as_the_whole)
{
    taught t;
    els_executor *executor = els_executor_new();
    char digest[ELS_DIGEST_HEX], expected[ELS_DIGEST_HEX];
    teach(&t, 30, 1);
    els_state base = {.version = 3, .bytes = els_buf_str(&t.base_bytes)};
    els_state change = {.version = 4, .base = 3, .bytes = els_buf_str(&t.change)};
    cr_assert_eq(els_executor_take_state(executor, &base), ELS_OK);
    els_executor_stage(executor, &change);
    cr_assert_eq(els_executor_load(executor, 4, true, digest), ELS_OK);
    els_digest_hex(t.bytes.ptr, t.bytes.len, expected);
    cr_assert_str_eq(digest, expected);
    for (change.version = 5; change.version < 9; change.version++)
        cr_assert_eq(els_executor_take_state(executor, &change), ELS_OK);
    cr_assert(els_executor_holds(executor, 3), "what changes build on does not make room");
    static const uint64_t keep[] = {7, 8};
    els_executor_keep(executor, keep, 2);
    cr_assert_eq(els_executor_take_state(executor, &change), ELS_E_STATE, "nothing can make room");
    forget(&t);
    els_executor_free(&executor);
}

Test(executor, a_change_of_another_state_is_not_taken_for_one_of_its_own)
{
    taught t, other;
    els_executor *executor = els_executor_new();
    teach(&t, 12, 1);
    teach(&other, 15, 1);
    els_state base = {.version = 3, .bytes = els_buf_str(&other.base_bytes)};
    els_state change = {.version = 4, .base = 3, .bytes = els_buf_str(&t.change)};
    cr_assert_eq(els_executor_take_state(executor, &base), ELS_OK);
    cr_assert_eq(els_executor_take_state(executor, &change), ELS_E_STATE);
    els_executor_stage(executor, &change);
    cr_assert_eq(els_executor_load(executor, 4, false, NULL), ELS_E_NOT_FOUND);
    cr_assert_not(els_executor_holds(executor, 4));
    cr_assert(els_executor_holds(executor, 3));
    base = (els_state){.version = 4, .bytes = els_buf_str(&t.bytes)};
    els_executor_stage(executor, &base);
    cr_assert_eq(els_executor_load(executor, 4, true, NULL), ELS_OK, "the whole is taken");
    forget(&t);
    forget(&other);
    els_executor_free(&executor);
}

static els_str answer_of(els_executor *executor, const els_task_chunk *chunk, const els_task *task,
                         els_arena *arena, uint64_t *ret_cost)
{
    const els_clock clock = {no_time, NULL};
    els_result result;
    els_executor_do(executor, chunk, task, &clock, arena, &result);
    cr_assert_eq(result.n_answers, 1);
    cr_assert_eq(result.index, task->index);
    *ret_cost = result.cost;
    return result.answers[0].value;
}

/* Tasks lie open from one architecture to the next; new states close them. */
Test(executor, architectures_answer_the_same_before_and_after_others)
{
    taught t;
    els_arena arena = {0};
    teach(&t, 30, 9);
    els_executor *busy = els_executor_new();
    static const char *const agents[] = {"react", "swarm", "debate", "react", "governor"};
    els_state states[] = {{.version = 1, .bytes = els_buf_str(&t.base_bytes)},
                          {.version = 2, .bytes = els_buf_str(&t.bytes)}};
    for (int k = 0; k < 2; k++) {
        cr_assert_eq(els_executor_take_state(busy, &states[k]), ELS_OK);
        for (size_t a = 0; a < sizeof agents / sizeof agents[0]; a++) {
            for (uint32_t i = 0; i < 6; i++) {
                char right[24];
                uint64_t cost, cost_alone;
                els_task *task = school_sum(&arena, 60 + i % 3, right);
                task->index = i;
                els_task_chunk chunk = {.salt = 4 + i / 3,
                                        .state_version = (uint64_t)k + 1,
                                        .agent = els_str_of(agents[a]),
                                        .tasks = task,
                                        .n_tasks = 1};
                els_executor *alone = els_executor_new();
                cr_assert_eq(els_executor_take_state(alone, &states[k]), ELS_OK);
                els_str expected = answer_of(alone, &chunk, task, &arena, &cost_alone);
                cr_assert(els_str_eq(answer_of(busy, &chunk, task, &arena, &cost), expected));
                cr_assert_eq(cost, cost_alone);
                els_executor_free(&alone);
            }
        }
    }
    forget(&t);
    els_executor_free(&busy);
    els_arena_fini(&arena);
}

Test(executor, holds_sixteen_knowledge_bases_and_replaces_by_name)
{
    els_arena arena = {0};
    char name[16];
    els_executor *executor = els_executor_new();
    for (int i = 0; i < 16; i++) {
        snprintf(name, sizeof name, "kb%d", i);
        cr_assert_eq(els_executor_take_kb(executor, small_kb(&arena, name)), ELS_OK);
    }
    cr_assert_eq(els_executor_take_kb(executor, small_kb(&arena, "one more")), ELS_E_LIMIT);
    cr_assert_eq(els_executor_take_kb(executor, small_kb(&arena, "kb3")), ELS_OK);
    els_executor_free(&executor);
    els_arena_fini(&arena);
}

Test(executor, answers_with_the_state_of_the_chunk_and_without_a_beam)
{
    els_arena arena = {0};
    char right[24];
    els_mind mind;
    els_buf bytes = {0};
    els_executor *executor = els_executor_new();
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    school_teach(&mind, 0, 30);
    els_mind_save(&mind, false, &bytes);
    els_state state = {.version = 3, .bytes = els_buf_str(&bytes)};
    cr_assert_eq(els_executor_take_state(executor, &state), ELS_OK);
    els_task *task = school_sum(&arena, 77, right);
    els_task_chunk chunk = {.salt = 4, .agent = ELS_STR("react"), .tasks = task, .n_tasks = 1};
    els_result untrained, trained;
    const els_clock clock = {no_time, NULL};
    els_executor_do(executor, &chunk, task, &clock, &arena, &untrained);
    chunk.state_version = 3;
    els_executor_do(executor, &chunk, task, &clock, &arena, &trained);
    cr_assert(els_str_eq(untrained.answers[0].value, els_str_of(right)));
    cr_assert(els_str_eq(trained.answers[0].value, els_str_of(right)));
    cr_assert_lt(trained.cost, untrained.cost);
    cr_assert_gt(trained.answers[0].confidence, untrained.answers[0].confidence);
    cr_assert_eq(trained.answers[0].n_beam + untrained.answers[0].n_beam, 0);
    cr_assert_eq(trained.latency_ns, 0, "the clock stood still");
    els_mind_fini(&mind);
    els_buf_fini(&bytes);
    els_executor_free(&executor);
    els_arena_fini(&arena);
}

Test(executor, links_no_task_plugin)
{
    const char *binary = ELS_BIN_DIR "/els-executor";
    if (access(binary, R_OK) != 0)
        cr_skip_test("els-executor is not built");
    FILE *symbols = popen("nm '" ELS_BIN_DIR "/els-executor' 2>/dev/null", "r");
    cr_assert_not_null(symbols);
    char line[1024];
    uint32_t agents = 0, plugins = 0;
    while (fgets(line, sizeof line, symbols)) {
        agents += strstr(line, "els_agent_react") != NULL;
        plugins += strstr(line, "els_plugin_") != NULL;
    }
    pclose(symbols);
    if (agents == 0)
        cr_skip_test("els-executor has no symbols");
    cr_assert_eq(plugins, 0);
}
