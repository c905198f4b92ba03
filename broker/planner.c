#include "planner.h"

#include "dataset.h"
#include "els_hash.h"

#define COMMANDS_MAX 64u /* as in plan.commands */
#define DATA_MAX 4096u   /* bytes, as in plan.data */
#define TRIAL_PAIRS_MAX 256u
#define NOOP_MEASURE_TASKS 10u /* before and after: there is nothing to measure */

/* Purposes of task seeds and salts. Numbers, because they are hashed: never renumber. */
enum {
    SEED_PROBE = 1,
    SEED_TRANSFER,
    SEED_TRAIN,
    SEED_SELECT,
    SEED_CHECK_TRAIN,
    SEED_CHECK_SELECT,
    SALT_FIXED,
    SALT_TRAIN,
    SALT_SELECT,
    SALT_PLACEBO,
    SEED_CONFIG,
    SALT_CONFIG,
};

enum { SALT_MAIN = 1, SALT_OFF, SALT_NULL }; /* the three salts of a paired measurement */

static uint64_t seed_for(const els_run_params *params, uint64_t purpose, uint64_t iteration)
{
    return els_hash_pair(els_hash_pair(params->seed, purpose), iteration);
}

static uint64_t fixed_salt(const els_run_params *params, uint64_t which)
{
    return seed_for(params, SALT_FIXED, which);
}

typedef struct {
    const els_run_params *params;
    els_plan *plan;
} maker;

/* Appends a segment and returns it, NULL when its split has no tasks. Positions are set at the end.
 */
static els_segment *add(maker *m, els_str name, uint32_t split, uint32_t arm, uint32_t count,
                        uint64_t task_seed, uint64_t salt)
{
    els_plan *plan = m->plan;
    if (!(m->params->splits & 1u << split) || plan->n_segments == ELS_SEGMENTS_MAX)
        return NULL;
    els_segment *segment = &plan->segments[plan->n_segments++];
    *segment = (els_segment){
        .name = name,
        .split = split,
        .arm = arm,
        .count = count,
        .task_seed = task_seed,
        .salt = salt,
    };
    return segment;
}

static els_segment *add_probe(maker *m, els_str name, uint32_t arm, uint32_t count, uint64_t salt)
{
    return add(m, name, ELS_SPLIT_PROBE, arm, count, seed_for(m->params, SEED_PROBE, 0),
               fixed_salt(m->params, salt));
}

/* Transfer, train and select splits as they are measured before and after. */
static void add_checks(maker *m, els_str transfer, els_str train, els_str select, uint32_t arm)
{
    const els_run_params *p = m->params;
    uint64_t salt = fixed_salt(p, SALT_MAIN);
    add(m, transfer, ELS_SPLIT_TRANSFER, arm, p->transfer_tasks, seed_for(p, SEED_TRANSFER, 0),
        salt);
    if (train.len)
        add(m, train, ELS_SPLIT_TRAIN, arm, p->check_tasks, seed_for(p, SEED_CHECK_TRAIN, 0), salt);
    if (select.len)
        add(m, select, ELS_SPLIT_SELECT, arm, p->check_tasks, seed_for(p, SEED_CHECK_SELECT, 0),
            salt);
}

static void plan_before(maker *m, els_arena *arena)
{
    const els_run_params *p = m->params;
    uint32_t n_all;
    const char *const *all = els_agent_names(&n_all);
    uint32_t n_agents = p->n_agents ? p->n_agents : n_all;

    add_probe(m, ELS_STR("baseline"), ELS_ARM_BASELINE, p->probe_tasks, SALT_MAIN);
    add_probe(m, ELS_STR("learning_off"), ELS_ARM_BASELINE, p->probe_tasks, SALT_OFF);
    add_probe(m, ELS_STR("placebo"), ELS_ARM_BASELINE, p->probe_tasks, SALT_NULL);
    for (uint32_t i = 0; i < n_agents; i++) {
        els_str agent = p->n_agents ? p->agents[i] : els_str_of(all[i]);
        els_str name = els_arena_printf(arena, "single:" ELS_STR_FMT, ELS_STR_ARG(agent));
        els_segment *single = add_probe(m, name, ELS_ARM_BASELINE, p->probe_tasks, SALT_MAIN);
        if (single)
            single->agent = agent;
    }
    add_checks(m, ELS_STR("baseline_transfer"), ELS_STR("baseline_train"),
               ELS_STR("baseline_select"), ELS_ARM_BASELINE);
}

static void make_lesson(els_segment *train, uint32_t count, els_arena *arena)
{
    train->explore = true;
    train->count = count;
    train->agent = ELS_STR(ELS_LABELS_AGENT);
    train->mix = ELS_ARENA_NEW(arena, els_mix, 1);
    train->mix[0] = (els_mix){.plugin = ELS_STR("dataset"), .weight = 1};
    train->n_mix = 1;
}

static void add_train(maker *m, uint64_t iteration, const els_plan_guidance *guidance,
                      els_arena *arena)
{
    const els_run_params *p = m->params;
    els_segment *train =
        add(m, ELS_STR("train"), ELS_SPLIT_TRAIN, ELS_ARM_LIVE, p->batch_size,
            seed_for(p, SEED_TRAIN, iteration), seed_for(p, SALT_TRAIN, iteration));
    if (!train)
        return;
    train->explore = true;
    if (iteration == 1 && p->lesson_tasks) { /* the whole set, each row once */
        make_lesson(train, p->lesson_tasks, arena);
        return;
    }
    train->mix = (els_mix *)guidance->mix; /* read only: messages have no const */
    train->n_mix = guidance->n_mix;
    train->walk = guidance->walk;
    train->difficulty = guidance->difficulty;
}

/* The configuration in force and the one on trial, on the same tasks with the same salt: these are
 * not the pairs that decide about learning. */
static void add_trial(maker *m, uint64_t iteration, const els_config_trial *trial)
{
    uint32_t pairs = trial->pairs < TRIAL_PAIRS_MAX ? trial->pairs : TRIAL_PAIRS_MAX;
    uint64_t tasks = seed_for(m->params, SEED_CONFIG, iteration);
    uint64_t salt = seed_for(m->params, SALT_CONFIG, iteration);
    if (pairs == 0)
        return;
    add(m, ELS_STR("config_live"), ELS_SPLIT_SELECT, ELS_ARM_LIVE, pairs, tasks, salt);
    add(m, ELS_STR("config_trial"), ELS_SPLIT_SELECT, ELS_ARM_TRIAL, pairs, tasks, salt);
}

/* What a change has to pass: the same fresh tasks for all that are compared. */
static void add_tests(maker *m, uint64_t iteration, const els_plan_guidance *guidance)
{
    const els_run_params *p = m->params;
    uint64_t tasks = seed_for(p, SEED_SELECT, iteration);
    uint64_t salt = seed_for(p, SALT_SELECT, iteration);

    add(m, ELS_STR("select"), ELS_SPLIT_SELECT, ELS_ARM_LIVE, p->select_tasks, tasks, salt);
    if (p->learning && guidance->candidate_version)
        add(m, ELS_STR("select_candidate"), ELS_SPLIT_SELECT, ELS_ARM_CANDIDATE, p->select_tasks,
            tasks, salt);
    add(m, ELS_STR("select_placebo"), ELS_SPLIT_SELECT, ELS_ARM_LIVE, p->select_tasks, tasks,
        seed_for(p, SALT_PLACEBO, iteration));
    if (guidance->trial)
        add_trial(m, iteration, guidance->trial);
}

static void plan_turn(maker *m, uint64_t iteration, const els_plan_guidance *guidance,
                      els_arena *arena)
{
    const els_run_params *p = m->params;
    add_train(m, iteration, guidance, arena);
    add_tests(m, iteration, guidance);
    if (iteration % p->probe_every == 0)
        add_probe(m, ELS_STR("probe"), ELS_ARM_LIVE, p->probe_prefix, SALT_MAIN);
}

/* What is learned against what nobody taught, on tasks that neither learned from: which kinds of
 * task are done better (applier/strategies.h). */
static void add_strategies(maker *m, uint64_t iteration)
{
    const els_run_params *p = m->params;
    uint64_t tasks = seed_for(p, SEED_SELECT, iteration), salt = fixed_salt(p, SALT_MAIN);
    add(m, ELS_STR("strategy_default"), ELS_SPLIT_SELECT, ELS_ARM_BASELINE, p->probe_tasks, tasks,
        salt);
    add(m, ELS_STR("strategy_learned"), ELS_SPLIT_SELECT, ELS_ARM_LIVE, p->probe_tasks, tasks,
        salt);
}

static void plan_after(maker *m, uint64_t iteration, els_arena *arena)
{
    const els_run_params *p = m->params;
    add_probe(m, ELS_STR("baseline"), ELS_ARM_BASELINE, p->probe_tasks, SALT_MAIN);
    add_probe(m, ELS_STR("final"), ELS_ARM_LIVE, p->probe_tasks, SALT_MAIN);
    add_probe(m, ELS_STR("final_off"), ELS_ARM_BASELINE, p->probe_tasks, SALT_OFF);
    add_probe(m, ELS_STR("final_placebo"), ELS_ARM_BASELINE, p->probe_tasks, SALT_NULL);
    add_checks(m, ELS_STR("baseline_transfer"), (els_str){"", 0}, (els_str){"", 0},
               ELS_ARM_BASELINE);
    add_checks(m, ELS_STR("final_transfer"), ELS_STR("final_train"), ELS_STR("final_select"),
               ELS_ARM_LIVE);
    if (p->learning)
        add_strategies(m, iteration);
    els_segment *refit = NULL;
    if (p->learning && p->refit_tasks)
        refit = add(m, ELS_STR("train"), ELS_SPLIT_SELECT, ELS_ARM_LIVE, p->refit_tasks,
                    seed_for(p, SEED_TRAIN, iteration), seed_for(p, SALT_TRAIN, iteration));
    if (refit)
        make_lesson(refit, p->refit_tasks, arena);
}

static void plan_noop(maker *m, uint64_t iteration, const els_plan_guidance *guidance,
                      els_arena *arena)
{
    const els_run_params *p = m->params;
    bool measures = iteration == 0 || m->plan->last;
    if (!measures) {
        add_train(m, iteration, guidance, arena);
        return;
    }
    uint32_t count = p->batch_size < NOOP_MEASURE_TASKS ? p->batch_size : NOOP_MEASURE_TASKS;
    add(m, iteration == 0 ? ELS_STR("baseline_train") : ELS_STR("final_train"), ELS_SPLIT_TRAIN,
        iteration == 0 ? ELS_ARM_BASELINE : ELS_ARM_LIVE, count, seed_for(p, SEED_CHECK_TRAIN, 0),
        fixed_salt(p, SALT_MAIN));
}

bool els_planner_is_noop(const els_run_params *params)
{
    return params->n_plugins == 1 && els_str_eq(params->plugins[0], ELS_STR("noop"));
}

uint64_t els_planner_last(const els_run_params *params)
{
    bool tests =
        params->learning && params->splits & 1u << ELS_SPLIT_SELECT && !els_planner_is_noop(params);
    return params->iterations + (tests ? 2 : 1);
}

/* Commands of users first, then the stages' proposals in the form of commands. */
static void add_commands(els_plan *plan, const els_plan_guidance *guidance, els_arena *arena)
{
    uint32_t n = 0;
    els_command *commands =
        ELS_ARENA_NEW(arena, els_command, guidance->n_commands + guidance->n_proposals);
    for (uint32_t i = 0; i < guidance->n_commands && n < ELS_PLAN_USER_COMMANDS_MAX; i++)
        commands[n++] = guidance->commands[i];
    for (uint32_t i = 0; i < guidance->n_proposals && n < COMMANDS_MAX; i++) {
        const els_proposal *proposal = &guidance->proposals[i];
        els_str *args = ELS_ARENA_NEW(arena, els_str, 4);
        args[0] = proposal->parameter;
        args[1] = proposal->scope.len ? proposal->scope : ELS_STR("global");
        args[2] = proposal->value;
        args[3] = proposal->evidence;
        commands[n++] = (els_command){
            .id = els_arena_printf(arena, "proposal-%llu-%u", (unsigned long long)plan->iteration,
                                   i + 1),
            .target = ELS_STR("applier"),
            .verb = ELS_STR("propose"),
            .args = args,
            .n_args = 4,
            .who = proposal->by,
        };
    }
    plan->commands = commands;
    plan->n_commands = n;
}

void els_planner_make(const els_run_params *params, uint64_t iteration,
                      const els_plan_guidance *guidance, const els_plan_stamp *stamp,
                      els_arena *arena, els_plan *ret)
{
    els_plan plan = {
        .run = stamp->run,
        .epoch = stamp->epoch,
        .iteration = iteration,
        .iterations = params->iterations,
        .seed = params->seed,
        .learning = params->learning,
        .last = iteration == els_planner_last(params),
        .batch_size = params->batch_size,
        .plugins = (els_str *)params->plugins,
        .n_plugins = params->n_plugins,
        .agents = (els_str *)params->agents,
        .n_agents = params->n_agents,
        .data = params->data.len
                    ? els_dataset_pin(params->data, params->data_digest, DATA_MAX, arena)
                    : params->data,
        .exploration = iteration == 0 ? params->exploration : guidance->exploration,
        .segments = ELS_ARENA_NEW(arena, els_segment, ELS_SEGMENTS_MAX),
        .started_s = stamp->started_s,
        .learning_done_us = stamp->learning_done_us,
        .from = params->from,
        .gauges = stamp->gauges,
        .n_gauges = stamp->n_gauges,
        .config = (els_config_value *)guidance->config, /* read only, as the mix */
        .n_config = guidance->n_config,
        .trial = (els_config_trial *)guidance->trial,
        .n_trial = guidance->trial ? 1 : 0,
    };
    maker m = {params, &plan};
    if (els_planner_is_noop(params))
        plan_noop(&m, iteration, guidance, arena);
    else if (iteration == 0)
        plan_before(&m, arena);
    else if (plan.last)
        plan_after(&m, iteration, arena);
    else if (iteration > params->iterations)
        add_tests(&m, iteration, guidance);
    else
        plan_turn(&m, iteration, guidance, arena);

    uint32_t position = 0;
    for (uint32_t i = 0; i < plan.n_segments; i++) {
        plan.segments[i].first = position;
        position += plan.segments[i].count;
    }
    add_commands(&plan, guidance, arena);
    *ret = plan;
}

uint32_t els_planner_chunk_size(uint32_t count, uint32_t window, bool tiny)
{
    if (window == 0)
        window = 1;
    uint32_t largest = tiny ? 512 : 256;
    uint64_t parts = (uint64_t)window * 4;
    uint64_t size = (count + parts - 1) / parts;
    /* A short row is cut in about four, not into single tasks: a message has its price too. */
    uint32_t quarter = (count + 3) / 4;
    uint32_t least = quarter < 4 ? quarter : 4;
    if (size < least)
        size = least;
    if (size < 1)
        size = 1;
    return size > largest ? largest : (uint32_t)size;
}
