/* What a configuration does to answering, and that the table speaks of the parameters there are. */
#include <criterion/criterion.h>

#include "../mind/school.h"
#include "executor.h"

#include <string.h>

static els_mind mind;
static els_arena arena;
static els_config config;

static void begin(void)
{
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    school_teach(&mind, 0, 30);
    config.n = 0;
}

static void end(void)
{
    els_mind_fini(&mind);
    els_arena_fini(&arena);
}

TestSuite(tuned, .init = begin, .fini = end);

static els_result solve(const char *agent, bool explore)
{
    char right[24];
    els_result result;
    els_orders orders = {
        .salt = 5, .explore = explore, .agent = els_str_of(agent), .config = &config};
    els_orchestrator_solve(&mind, school_sum(&arena, 400, right), NULL, &orders, &arena, &result);
    return result;
}

Test(tuned, the_table_has_every_parameter_of_every_architecture_with_its_default)
{
    uint32_t n, rows = 0, parameters = 0;
    const els_agent *const *agents = els_agents(&n);
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t p = 0; p < ELS_AGENT_PARAMETERS && agents[a]->parameters[p]; p++) {
            els_str name =
                els_arena_printf(&arena, "%s.%s", agents[a]->name, agents[a]->parameters[p]);
            uint32_t id = els_config_named(name);
            cr_assert_lt(id, ELS_CONFIG_COUNT_, ELS_STR_FMT, ELS_STR_ARG(name));
            const els_config_desc *desc = els_config_desc_of(id);
            cr_expect_str_eq(desc->agent, agents[a]->name);
            cr_expect_eq(desc->slot, p, "%s", desc->name);
            cr_expect_eq(desc->fallback, agents[a]->settings[0].value[p], "%s", desc->name);
            parameters++;
        }
    for (uint32_t id = 0; id < ELS_CONFIG_COUNT_; id++)
        rows += els_config_desc_of(id)->agent != NULL;
    cr_assert_eq(rows, parameters, "no row speaks of a parameter there is not");
}

Test(tuned, every_parameter_can_be_at_either_of_its_bounds)
{
    for (uint32_t id = 0; id < ELS_CONFIG_COUNT_; id++) {
        const els_config_desc *desc = els_config_desc_of(id);
        if (desc->acts == ELS_CONFIG_CONTROL)
            continue;
        for (int side = 0; side < 2; side++) {
            config.n = 0;
            cr_assert(els_config_set(&config, id, "global", side ? desc->high : desc->low));
            els_result result = solve(desc->agent ? desc->agent : "react", true);
            cr_assert_leq(result.status, ELS_STATUS_ABSTAINED, "%s", desc->name);
            cr_assert_eq(result.n_answers, 1, "%s", desc->name);
        }
    }
}

Test(tuned, the_budget_bounds_the_work_of_one_architecture_or_kind)
{
    els_mind_clear(&mind); /* who knows nothing searches for long */
    uint64_t usual = solve("react", false).cost, others = solve("swarm", false).cost;
    cr_assert_gt(usual, 60);
    els_config_set(&config, ELS_CONFIG_work_budget, "agent:react", 50);
    cr_assert_leq(solve("react", false).cost, 50);
    cr_assert_eq(solve("swarm", false).cost, others, "not its budget");
    config.n = 0;
    els_config_set(&config, ELS_CONFIG_work_budget, "kind:school", 40);
    cr_assert_leq(solve("react", false).cost, 40);
    config.n = 0;
    els_config_set(&config, ELS_CONFIG_work_budget, "kind:other", 40);
    cr_assert_eq(solve("react", false).cost, usual);
}

Test(tuned, a_parameter_of_an_architecture_acts_on_its_default_setting)
{
    els_mind_clear(&mind);
    uint64_t usual = solve("debate", false).cost;
    els_config_set(&config, ELS_CONFIG_debate_agents, "global", 1);
    els_result alone = solve("debate", false);
    cr_assert_lt(alone.cost, usual, "%llu of %llu", (unsigned long long)alone.cost,
                 (unsigned long long)usual);
    cr_assert(els_str_eq(alone.params, ELS_STR("default")));
}

Test(tuned, the_beam_is_as_wide_as_it_is_told)
{
    cr_assert_gt(solve("react", true).answers[0].n_beam, 4);
    els_config_set(&config, ELS_CONFIG_work_beam, "global", 4);
    cr_assert_leq(solve("react", true).answers[0].n_beam, 4);
}

/* ---- who of a chunk answers with what ---- */

static uint64_t no_time(void *context)
{
    (void)context;
    return 5;
}

typedef struct {
    uint32_t capped, tasks;
} counts;

/* A chunk in which the trial caps the budget, by whether its tasks took part. */
static counts chunk_of(uint32_t arm, bool explore, double share, counts *ret_others)
{
    const els_clock clock = {no_time, NULL};
    els_executor *executor = els_executor_new();
    els_config_value cap = {ELS_STR("work.budget"), ELS_STR("global"), 8, true};
    els_config_trial trial = {
        .change = 1, .values = &cap, .n_values = 1, .share = share, .key = 99};
    els_task_chunk chunk = {.arm = arm,
                            .salt = 4,
                            .explore = explore,
                            .agent = ELS_STR("react"),
                            .trial = &trial,
                            .n_trial = 1};
    counts with = {0}, without = {0};
    for (unsigned i = 0; i < 40; i++) {
        char right[24];
        els_result result;
        els_task *task = school_sum(&arena, 100 + i, right);
        task->id = els_arena_printf(&arena, "%08x", i * 2654435761u);
        els_executor_do(executor, &chunk, task, &clock, &arena, &result);
        counts *to = els_config_is_on_trial(99, task->id, share) ? &with : &without;
        to->tasks++;
        to->capped += result.cost <= 8;
    }
    els_executor_free(&executor);
    *ret_others = without;
    return with;
}

Test(tuned, training_tasks_drawn_by_their_ids_are_answered_with_the_change)
{
    counts without, with = chunk_of(ELS_ARM_LIVE, true, 0.4, &without);
    cr_assert_gt(with.tasks, 5);
    cr_assert_gt(without.tasks, 5);
    /* Training tasks are searched on top of it, which is no part of the cost. */
    cr_assert_eq(with.capped, with.tasks);
    cr_assert_eq(without.capped, 0);
}

Test(tuned, tasks_that_measure_are_not_drawn_and_the_arm_on_trial_is_all_of_it)
{
    counts without, with = chunk_of(ELS_ARM_LIVE, false, 0.4, &without);
    cr_assert_eq(with.capped + without.capped, 0);
    with = chunk_of(ELS_ARM_TRIAL, false, 0.4, &without);
    cr_assert_eq(with.capped + without.capped, with.tasks + without.tasks);
}

Test(tuned, the_work_allowed_for_a_task_is_that_of_the_configuration_it_is_answered_with)
{
    els_config_value cap = {ELS_STR("work.budget"), ELS_STR("agent:react"), 40, true};
    els_config_value less = {ELS_STR("work.budget"), ELS_STR("agent:react"), 12, true};
    els_config_trial trial = {.change = 1, .values = &less, .n_values = 1};
    els_task task = {.kind = ELS_STR("school"), .n_fields = 2};
    els_result react = {.agent = ELS_STR("react")}, swarm = {.agent = ELS_STR("swarm")};
    els_task_chunk chunk = {.arm = ELS_ARM_LIVE, .trial = &trial, .n_trial = 1};
    uint64_t usual = els_executor_allowed(&chunk, &task, &react);
    cr_assert_eq(usual, 2 * (uint64_t)els_config_default(ELS_CONFIG_work_budget));
    chunk.config = &cap;
    chunk.n_config = 1;
    cr_assert_eq(els_executor_allowed(&chunk, &task, &react), 80);
    cr_assert_eq(els_executor_allowed(&chunk, &task, &swarm), usual, "not its budget");
    chunk.arm = ELS_ARM_TRIAL;
    cr_assert_eq(els_executor_allowed(&chunk, &task, &react), 24);
}
