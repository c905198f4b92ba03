#include "planner.h"

#include <criterion/criterion.h>
#include <string.h>

static els_run_params sample(void)
{
    els_run_params params = els_params_default();
    params.plugins[0] = ELS_STR("benchmark");
    params.n_plugins = 1;
    params.splits = 15;
    els_params_settle(&params);
    return params;
}

static els_plan plan_of(const els_run_params *params, uint64_t iteration,
                        const els_plan_guidance *guidance, els_arena *arena)
{
    static const els_plan_guidance none;
    static const els_plan_stamp stamp = {.run = 3, .epoch = 4};
    els_plan plan;
    els_planner_make(params, iteration, guidance ? guidance : &none, &stamp, arena, &plan);
    return plan;
}

static const els_segment *find(const els_plan *plan, const char *name)
{
    for (uint32_t i = 0; i < plan->n_segments; i++)
        if (els_str_eq(plan->segments[i].name, els_str_of(name)))
            return &plan->segments[i];
    return NULL;
}

static bool is_paired(const els_segment *a, const els_segment *b)
{
    return a->split == b->split && a->count == b->count && a->task_seed == b->task_seed &&
           a->salt == b->salt;
}

Test(planner, the_first_iteration_measures_and_trains_nothing)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan plan = plan_of(&params, 0, NULL, &arena);
    cr_assert_null(find(&plan, "train"));
    cr_assert_eq(plan.n_segments, 3 + 18 + 3);
    for (uint32_t i = 0; i < plan.n_segments; i++) {
        cr_assert_eq(plan.segments[i].arm, ELS_ARM_BASELINE);
        cr_assert_not(plan.segments[i].explore);
    }
    const els_segment *baseline = find(&plan, "baseline"), *off = find(&plan, "learning_off");
    const els_segment *placebo = find(&plan, "placebo"), *single = find(&plan, "single:voyager");
    cr_assert_eq(baseline->count, 240);
    cr_assert_eq(baseline->split, ELS_SPLIT_PROBE);
    cr_assert_eq(off->task_seed, baseline->task_seed);
    cr_assert_neq(off->salt, baseline->salt);
    cr_assert_neq(placebo->salt, baseline->salt);
    cr_assert_neq(placebo->salt, off->salt);
    cr_assert(is_paired(single, baseline));
    cr_assert(els_str_eq(single->agent, ELS_STR("voyager")));
    els_arena_fini(&arena);
}

Test(planner, only_the_chosen_architectures_are_measured_alone)
{
    els_arena arena = {0};
    els_run_params params = sample();
    params.agents[0] = ELS_STR("swarm");
    params.n_agents = 1;
    els_plan plan = plan_of(&params, 0, NULL, &arena);
    cr_assert_not_null(find(&plan, "single:swarm"));
    cr_assert_null(find(&plan, "single:react"));
    els_arena_fini(&arena);
}

Test(planner, positions_of_segments_follow_each_other)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan plan = plan_of(&params, 0, NULL, &arena);
    uint32_t position = 0;
    for (uint32_t i = 0; i < plan.n_segments; i++) {
        cr_assert_eq(plan.segments[i].first, position);
        position += plan.segments[i].count;
    }
    cr_assert_eq(position, 240 * 21 + 180);
    els_arena_fini(&arena);
}

Test(planner, training_tasks_are_fresh_in_every_iteration)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan one = plan_of(&params, 1, NULL, &arena), two = plan_of(&params, 2, NULL, &arena);
    cr_assert_neq(find(&one, "train")->task_seed, find(&two, "train")->task_seed);
    cr_assert_neq(find(&one, "select")->task_seed, find(&two, "select")->task_seed);
    cr_assert(find(&one, "train")->explore);
    cr_assert_eq(find(&one, "train")->count, 10);
    els_arena_fini(&arena);
}

Test(planner, the_candidate_is_compared_on_the_very_same_selection_tasks)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan_guidance guidance = {.live_version = 4, .candidate_version = 5};
    els_plan plan = plan_of(&params, 3, &guidance, &arena);
    const els_segment *live = find(&plan, "select"), *candidate = find(&plan, "select_candidate");
    const els_segment *placebo = find(&plan, "select_placebo");
    cr_assert(is_paired(live, candidate));
    cr_assert_eq(candidate->arm, ELS_ARM_CANDIDATE);
    cr_assert_eq(placebo->task_seed, live->task_seed);
    cr_assert_eq(placebo->arm, ELS_ARM_LIVE);
    cr_assert_neq(placebo->salt, live->salt);
    els_arena_fini(&arena);
}

Test(planner, without_a_candidate_or_without_learning_there_is_no_candidate_segment)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan_guidance guidance = {.candidate_version = 5};
    els_plan plan = plan_of(&params, 3, NULL, &arena);
    cr_assert_null(find(&plan, "select_candidate"));
    params.learning = false;
    plan = plan_of(&params, 3, &guidance, &arena);
    cr_assert_null(find(&plan, "select_candidate"));
    cr_assert_not_null(find(&plan, "train"));
    cr_assert_not(plan.learning);
    els_arena_fini(&arena);
}

Test(planner, small_probes_are_a_prefix_of_the_baseline_every_so_many_iterations)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan before = plan_of(&params, 0, NULL, &arena);
    els_plan odd = plan_of(&params, 1, NULL, &arena), even = plan_of(&params, 2, NULL, &arena);
    cr_assert_null(find(&odd, "probe"));
    const els_segment *probe = find(&even, "probe"), *baseline = find(&before, "baseline");
    cr_assert_eq(probe->count, 48);
    cr_assert_eq(probe->task_seed, baseline->task_seed);
    cr_assert_eq(probe->salt, baseline->salt);
    cr_assert_eq(probe->arm, ELS_ARM_LIVE);
    els_arena_fini(&arena);
}

Test(planner, the_last_iteration_pairs_the_live_system_with_the_baseline)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan before = plan_of(&params, 0, NULL, &arena);
    els_plan after = plan_of(&params, els_planner_last(&params), NULL, &arena);
    cr_assert(after.last);
    cr_assert_not(plan_of(&params, els_planner_last(&params) - 1, NULL, &arena).last);
    cr_assert_null(find(&after, "train"));
    static const char *const pairs[][2] = {
        {"baseline", "baseline"},
        {"final", "baseline"},
        {"final_off", "learning_off"},
        {"final_placebo", "placebo"},
        {"final_transfer", "baseline_transfer"},
        {"baseline_transfer", "baseline_transfer"},
        {"final_train", "baseline_train"},
        {"final_select", "baseline_select"},
    };
    cr_assert_eq(after.n_segments, sizeof pairs / sizeof pairs[0] + 2);
    cr_assert(is_paired(find(&after, "strategy_learned"), find(&after, "strategy_default")));
    cr_assert_eq(find(&after, "strategy_learned")->arm, ELS_ARM_LIVE);
    cr_assert_eq(find(&after, "strategy_default")->arm, ELS_ARM_BASELINE);
    cr_assert_eq(find(&after, "strategy_default")->split, ELS_SPLIT_SELECT);
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        cr_assert(is_paired(find(&after, pairs[i][0]), find(&before, pairs[i][1])), "%s",
                  pairs[i][0]);
    cr_assert_eq(find(&after, "final")->arm, ELS_ARM_LIVE);
    cr_assert_eq(find(&after, "final_off")->arm, ELS_ARM_BASELINE);
    els_arena_fini(&arena);
}

Test(planner, what_the_last_batch_taught_is_tested_before_it_is_measured)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan_guidance guidance = {.live_version = 8, .candidate_version = 9};
    els_plan test = plan_of(&params, params.iterations + 1, &guidance, &arena);
    cr_assert_not(test.last);
    cr_assert_null(find(&test, "train"));
    cr_assert_null(find(&test, "probe"));
    cr_assert(is_paired(find(&test, "select_candidate"), find(&test, "select")));
    cr_assert_eq(els_planner_last(&params), params.iterations + 2);
    params.learning = false; /* then there is nothing to test */
    cr_assert(plan_of(&params, params.iterations + 1, NULL, &arena).last);
    params.learning = true;
    params.splits =
        1u << ELS_SPLIT_TRAIN | 1u << ELS_SPLIT_PROBE; /* and here nothing to test with */
    cr_assert(plan_of(&params, params.iterations + 1, NULL, &arena).last);
    els_arena_fini(&arena);
}

Test(planner, splits_that_no_plugin_has_are_left_out)
{
    els_arena arena = {0};
    els_run_params params = sample();
    params.splits = 1u << ELS_SPLIT_TRAIN | 1u << ELS_SPLIT_PROBE;
    els_plan plan = plan_of(&params, 0, NULL, &arena);
    cr_assert_null(find(&plan, "baseline_transfer"));
    cr_assert_not_null(find(&plan, "baseline_train"));
    plan = plan_of(&params, 1, NULL, &arena);
    cr_assert_null(find(&plan, "select"));
    els_arena_fini(&arena);
}

Test(planner, noop_has_training_segments_only)
{
    els_arena arena = {0};
    els_run_params params = sample();
    params.plugins[0] = ELS_STR("noop");
    for (uint64_t iteration = 0; iteration <= params.iterations + 1; iteration += 51) {
        els_plan plan = plan_of(&params, iteration, NULL, &arena);
        cr_assert_eq(plan.n_segments, 1);
        cr_assert_eq(plan.segments[0].split, ELS_SPLIT_TRAIN);
    }
    els_arena_fini(&arena);
}

Test(planner, goals_decide_mix_difficulty_and_exploration_of_the_next_batch)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_mix mix = {.plugin = ELS_STR("benchmark"), .family = ELS_STR("math"), .weight = 2};
    els_plan_guidance guidance = {.mix = &mix, .n_mix = 1, .exploration = 0.125, .difficulty = 4};
    els_plan plan = plan_of(&params, 3, &guidance, &arena);
    cr_assert_eq(plan.exploration, 0.125);
    cr_assert_eq(find(&plan, "train")->n_mix, 1);
    cr_assert_eq(find(&plan, "train")->difficulty, 4);
    for (uint32_t i = 1; i < plan.n_segments; i++) {
        cr_assert_eq(plan.segments[i].n_mix, 0, "what is measured is drawn alike");
        cr_assert_eq(plan.segments[i].difficulty, 0);
    }
    els_arena_fini(&arena);
}

Test(planner, other_run_seeds_give_other_tasks)
{
    els_arena arena = {0};
    els_run_params params = sample();
    els_plan a = plan_of(&params, 1, NULL, &arena);
    params.seed = 2;
    els_plan b = plan_of(&params, 1, NULL, &arena);
    cr_assert_neq(a.segments[0].task_seed, b.segments[0].task_seed);
    els_arena_fini(&arena);
}

Test(planner, chunks_give_work_to_all_and_stay_within_limits)
{
    cr_assert_eq(els_planner_chunk_size(10, 4, false), 3);
    cr_assert_eq(els_planner_chunk_size(1, 8, false), 1);
    cr_assert_eq(els_planner_chunk_size(288, 4, false), 18);
    cr_assert_eq(els_planner_chunk_size(1000000, 4, false), 256);
    cr_assert_eq(els_planner_chunk_size(1000000, 4, true), 512);
    for (uint32_t count = 1; count < 400; count++) {
        uint32_t size = els_planner_chunk_size(count, 4, false);
        cr_assert(size >= 1 && size <= count);
        cr_assert(count < 4 || (count + size - 1) / size >= 3, "%u tasks in chunks of %u", count,
                  size);
    }
}

Test(planner, a_labelled_set_is_the_first_lesson)
{
    els_arena arena = {0};
    els_run_params params = sample();
    params.lesson_tasks = 900;
    els_plan plan = plan_of(&params, 1, NULL, &arena);
    const els_segment *train = find(&plan, "train");
    cr_assert_eq(train->count, 900);
    cr_assert(els_str_eq(train->agent, ELS_STR(ELS_LABELS_AGENT)));
    cr_assert_eq(train->n_mix, 1);
    cr_assert(els_str_eq(train->mix[0].plugin, ELS_STR("dataset")));
    plan = plan_of(&params, 2, NULL, &arena);
    train = find(&plan, "train");
    cr_assert_eq(train->count, params.batch_size);
    cr_assert_eq(train->agent.len, 0);
    params.refit_tasks = 50;
    plan = plan_of(&params, els_planner_last(&params), NULL, &arena);
    train = find(&plan, "train");
    cr_assert_eq(train->count, 50);
    cr_assert_eq(train->split, ELS_SPLIT_SELECT);
    els_arena_fini(&arena);
}

Test(planner, a_proposal_becomes_a_command_that_says_who_and_why)
{
    els_proposal proposal = {.parameter = ELS_STR("beam"),
                             .value = ELS_STR("16"),
                             .by = ELS_STR("goaler"),
                             .evidence = ELS_STR("a plateau")};
    els_plan_guidance guidance = {.proposals = &proposal, .n_proposals = 1};
    els_plan_stamp stamp = {.run = 1, .epoch = 1};
    els_run_params params = els_params_default();
    els_arena arena = {0};
    els_plan plan;
    params.plugins[0] = ELS_STR("benchmark");
    params.n_plugins = 1;
    els_params_settle(&params);
    els_planner_make(&params, 3, &guidance, &stamp, &arena, &plan);
    cr_assert_eq(plan.n_commands, 1);
    const els_command *command = &plan.commands[0];
    cr_expect(els_str_eq(command->id, ELS_STR("proposal-3-1")));
    cr_expect(els_str_eq(command->target, ELS_STR("applier")));
    cr_expect(els_str_eq(command->verb, ELS_STR("propose")));
    cr_expect(els_str_eq(command->who, ELS_STR("goaler")));
    cr_assert_eq(command->n_args, 4);
    cr_expect(els_str_eq(command->args[0], ELS_STR("beam")));
    cr_expect(els_str_eq(command->args[1], ELS_STR("global")));
    cr_expect(els_str_eq(command->args[2], ELS_STR("16")));
    cr_expect(els_str_eq(command->args[3], ELS_STR("a plateau")));
    els_arena_fini(&arena);
}

static const els_segment *segment_of(const els_plan *plan, const char *name)
{
    for (uint32_t i = 0; i < plan->n_segments; i++)
        if (els_str_eq(plan->segments[i].name, els_str_of(name)))
            return &plan->segments[i];
    return NULL;
}

Test(planner, a_trial_gets_pairs_of_its_own_on_the_select_split)
{
    els_config_trial trial = {.change = 3, .share = 0.2, .pairs = 32};
    els_plan_guidance guidance = {.trial = &trial};
    els_plan_stamp stamp = {.run = 1, .epoch = 1};
    els_run_params params = els_params_default();
    els_arena arena = {0};
    els_plan plan;
    params.plugins[0] = ELS_STR("benchmark");
    params.n_plugins = 1;
    params.splits = 15;
    els_params_settle(&params);
    els_planner_make(&params, 3, &guidance, &stamp, &arena, &plan);
    const els_segment *live = segment_of(&plan, "config_live");
    const els_segment *other = segment_of(&plan, "config_trial");
    const els_segment *select = segment_of(&plan, "select");
    cr_assert(live && other && select);
    cr_expect_eq(live->arm, ELS_ARM_LIVE);
    cr_expect_eq(other->arm, ELS_ARM_TRIAL);
    cr_expect_eq(live->split, ELS_SPLIT_SELECT);
    cr_expect_eq(live->count, 32);
    cr_expect_eq(other->count, 32);
    cr_expect_eq(live->task_seed, other->task_seed, "the same tasks");
    cr_expect_eq(live->salt, other->salt, "and the same lots");
    cr_expect_neq(live->task_seed, select->task_seed, "not the pairs that decide about learning");
    cr_expect_eq(plan.n_trial, 1);
    trial.pairs = 0; /* a canary */
    els_planner_make(&params, 3, &guidance, &stamp, &arena, &plan);
    cr_expect_null(segment_of(&plan, "config_live"));
    cr_expect_eq(plan.n_trial, 1);
    guidance.trial = NULL;
    els_planner_make(&params, 3, &guidance, &stamp, &arena, &plan);
    cr_expect_eq(plan.n_trial, 0);
    els_arena_fini(&arena);
}

Test(planner, the_plan_says_which_content_of_the_users_file_is_meant)
{
    els_arena arena = {0};
    els_run_params params = sample();
    params.data = ELS_STR("/home/u/rows.jsonl");
    params.data_digest = ELS_STR("0123abcd");
    els_plan plan = plan_of(&params, 1, NULL, &arena);
    cr_expect(els_str_contains(plan.data, params.data));
    cr_expect(els_str_contains(plan.data, params.data_digest));
    els_arena_fini(&arena);
}
