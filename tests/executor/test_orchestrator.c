#include <criterion/criterion.h>

#include "../mind/school.h"
#include "codec.h"
#include "orchestrator.h"
#include "router.h"

#include <math.h>

static els_mind mind;
static els_arena arena;

static void begin(void)
{
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
}

static void end(void)
{
    els_mind_fini(&mind);
    els_arena_fini(&arena);
}

TestSuite(orchestrator, .init = begin, .fini = end);

enum { ARMS = 4 };

static els_config without_rehearsals(void)
{
    els_config config = {0};
    config.entries[config.n++] =
        (els_config_entry){.parameter = ELS_CONFIG_router_rehearsals, .scope = "global"};
    return config;
}

Test(orchestrator, logged_propensities_sum_to_one_and_are_the_true_frequencies)
{
    enum { SALTS = 400 };
    char right[24];
    els_task *task = school_sum(&arena, 9, right);
    els_str agents[2] = {ELS_STR("react"), ELS_STR("memory")};
    school_teach(&mind, 0, 12);
    mind.examples = 200; /* enough that other settings than the defaults are tried */
    els_str agent[ARMS], params[ARMS];
    double propensity[ARMS], sum = 0;
    uint32_t seen[ARMS] = {0}, n = 0;
    els_arena one = {0};
    els_config config = without_rehearsals();
    for (uint64_t salt = 0; salt < SALTS; salt++) {
        els_result result;
        els_orders orders = {.salt = salt,
                             .explore = true,
                             .exploration = 0.8,
                             .agents = agents,
                             .n_agents = 2,
                             .config = &config};
        els_arena_reset(&one);
        els_orchestrator_solve(&mind, task, NULL, &orders, &one, &result);
        uint32_t a = 0;
        while (a < n &&
               !(els_str_eq(agent[a], result.agent) && els_str_eq(params[a], result.params)))
            a++;
        if (a == n) {
            cr_assert_lt(n, ARMS, "an architecture that is not allowed");
            agent[n] = result.agent; /* names live as long as the program */
            params[n] = result.params;
            propensity[n++] = result.propensity;
        }
        cr_assert_float_eq(result.propensity, propensity[a], 1e-12);
        seen[a]++;
    }
    els_arena_fini(&one);
    cr_assert_eq(n, ARMS);
    for (uint32_t a = 0; a < n; a++) {
        double spread = sqrt(propensity[a] * (1 - propensity[a]) / SALTS);
        cr_assert_float_eq((double)seen[a] / SALTS, propensity[a], 4.5 * spread + 1e-9);
        sum += propensity[a];
    }
    cr_assert_float_eq(sum, 1, 1e-9);
}

Test(orchestrator, obeys_forced_and_restricted_architectures)
{
    char right[24];
    els_task *task = school_sum(&arena, 9, right);
    els_str allowed[2] = {ELS_STR("voyager"), ELS_STR("planning")};
    for (uint64_t salt = 0; salt < 30; salt++) {
        els_result result;
        els_orders forced = {
            .salt = salt, .agent = ELS_STR("evaluator"), .agents = allowed, .n_agents = 2};
        els_orchestrator_solve(&mind, task, NULL, &forced, &arena, &result);
        cr_assert(els_str_eq(result.agent, ELS_STR("evaluator")));
        cr_assert_eq(result.propensity, 1);
        els_orders some = {.salt = salt, .agents = allowed, .n_agents = 2};
        els_orchestrator_solve(&mind, task, NULL, &some, &arena, &result);
        cr_assert(els_str_eq(result.agent, allowed[0]) || els_str_eq(result.agent, allowed[1]));
    }
}

Test(orchestrator, prefers_the_architecture_that_has_paid_off)
{
    char right[24];
    els_task *task = school_sum(&arena, 9, right);
    els_view view;
    els_view_open(&view, &mind, task, NULL, 1, &arena);
    els_router_context context = els_work_context(&view);
    els_router_outcome paid[2] = {{ELS_STR("memory"), ELS_STR("strict"), true, 1},
                                  {ELS_STR("react"), ELS_STR("default"), false, 9}};
    mind.examples = 2000;
    for (int i = 0; i < 200; i++)
        els_router_learn(&mind.router, &context, paid, 2);
    for (uint64_t salt = 0; salt < 20; salt++) {
        els_result result;
        els_orders orders = {.salt = salt};
        els_orchestrator_solve(&mind, task, NULL, &orders, &arena, &result);
        cr_assert(els_str_eq(result.agent, ELS_STR("memory")));
        cr_assert(els_str_eq(result.params, ELS_STR("strict")));
        cr_assert_eq(result.propensity, 1);
    }
}

Test(orchestrator, abstains_on_field_counts_and_architectures_it_does_not_know)
{
    static els_field_spec fields[ELS_FIELDS_MAX + 1];
    char right[24];
    els_task *task = school_sum(&arena, 9, right);
    els_orders orders = {.salt = 1}, nobody = {.agent = ELS_STR("nobody")};
    els_result result;
    els_orchestrator_solve(&mind, task, NULL, &nobody, &arena, &result);
    cr_assert_eq(result.status, ELS_STATUS_ABSTAINED);
    cr_assert_eq(result.n_answers, 1);
    cr_assert_eq(result.answers[0].value.len, 0);
    task->fields = fields;
    for (uint32_t n = 0; n <= ELS_FIELDS_MAX + 1; n += ELS_FIELDS_MAX + 1) {
        task->n_fields = n;
        els_orchestrator_solve(&mind, task, NULL, &orders, &arena, &result);
        cr_assert_eq(result.status, ELS_STATUS_ABSTAINED, "%u fields", n);
        cr_assert_eq(result.n_answers, n);
        for (uint32_t f = 0; f < n; f++)
            cr_assert_eq(result.answers[f].value.len, 0);
    }
}

static els_buf encoded(const els_task *task, bool explore)
{
    els_arena own = {0};
    els_buf bytes = {0};
    els_result result;
    els_orders orders = {.salt = 77, .explore = explore, .exploration = 0.5};
    els_orchestrator_solve(&mind, task, NULL, &orders, &own, &result);
    cr_assert(explore == (result.answers[0].n_beam > 0), "a beam is for training tasks only");
    cr_assert(explore == (result.answers[0].n_words > 0));
    els_result_chunk chunk = {.results = &result, .n_results = 1};
    cr_assert_eq(els_encode(ELS_MSG_result_chunk, &chunk, &bytes), ELS_OK);
    els_arena_fini(&own);
    return bytes;
}

Test(orchestrator, the_same_task_and_salt_give_the_same_bytes)
{
    char right[24];
    school_teach(&mind, 0, 8);
    for (int explore = 0; explore < 2; explore++) {
        const els_task *task = school_sum(&arena, 11, right);
        els_buf first = encoded(task, explore), second = encoded(task, explore);
        cr_assert(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
        els_buf_fini(&first);
        els_buf_fini(&second);
    }
}

Test(orchestrator, answers_from_a_table_in_the_context)
{
    els_field_spec field = {.type = ELS_STR("text"), .name = ELS_STR("answer")};
    els_task task = {.id = ELS_STR("t"),
                     .kind = ELS_STR("school"),
                     .question = ELS_STR("What is the color of the desk?"),
                     .context =
                         ELS_STR("item,color,price\nlamp,red,20\ndesk,blue,110\nchair,white,60\n"),
                     .fields = &field,
                     .n_fields = 1};
    els_orders orders = {.salt = 1};
    els_result result;
    els_orchestrator_solve(&mind, &task, NULL, &orders, &arena, &result);
    cr_assert(els_str_eq(result.answers[0].value, ELS_STR("blue")), ELS_STR_FMT,
              ELS_STR_ARG(result.answers[0].value));
}

static els_result of_training(els_config *config)
{
    char right[24];
    els_task *task = school_sum(&arena, 9, right);
    els_orders orders = {.salt = 3, .explore = true, .exploration = 0.5, .config = config};
    els_result result;
    els_orchestrator_solve(&mind, task, NULL, &orders, &arena, &result);
    return result;
}

Test(orchestrator, has_a_few_other_architectures_do_a_training_task_as_well)
{
    school_teach(&mind, 0, 12);
    els_result result = of_training(NULL);
    uint32_t usual = (uint32_t)els_config_default(ELS_CONFIG_router_rehearsals);
    cr_assert_eq(result.n_rehearsals, 2 * usual, "twice as many while little is known");
    for (uint32_t i = 1; i < result.n_rehearsals; i++) { /* the first is a second look */
        const els_rehearsal *r = &result.rehearsals[i];
        cr_assert_not(els_str_eq(r->agent, result.agent));
        for (uint32_t k = 1; k < i; k++)
            cr_assert_not(els_str_eq(r->agent, result.rehearsals[k].agent));
        els_orders forced = {.salt = 3, .explore = true, .agent = r->agent};
        els_result alone;
        char right[24];
        els_orchestrator_solve(&mind, school_sum(&arena, 9, right), NULL, &forced, &arena, &alone);
        cr_assert(els_str_eq(r->params, alone.params));
        cr_assert_eq(r->cost, alone.cost, "as if it had been chosen");
        cr_assert(r->n_values == 1 && els_str_eq(r->values[0], alone.answers[0].value));
    }
    mind.examples = 1000;
    cr_assert_eq(of_training(NULL).n_rehearsals, usual);
    mind.examples = 2000;
    cr_assert_eq(of_training(NULL).n_rehearsals, usual / 2, "half as many when much is");
}

Test(orchestrator, rehearses_as_often_as_configured_and_only_to_learn)
{
    els_config config = without_rehearsals();
    cr_assert_eq(of_training(&config).n_rehearsals, 0);
    config.entries[0].value = 16;
    cr_assert_eq(of_training(&config).n_rehearsals, 16);
    char right[24];
    els_orders orders = {.salt = 3};
    els_result result;
    els_orchestrator_solve(&mind, school_sum(&arena, 9, right), NULL, &orders, &arena, &result);
    cr_assert_eq(result.n_rehearsals, 0, "an answer that counts is given once");
}

Test(orchestrator, rehearses_a_training_task_with_a_second_look)
{
    school_teach(&mind, 0, 12);
    els_result result = of_training(NULL);
    els_router_look look;
    const els_rehearsal *r = &result.rehearsals[0];
    cr_assert(els_router_look_read(r->params, &look));
    cr_assert(els_str_eq(r->agent, result.agent) && els_str_eq(look.first, result.params));
    cr_assert_not(els_str_eq(look.agent, result.agent));
    cr_assert_float_eq(look.confidence, result.answers[0].confidence, 1e-3);
    cr_assert_geq(r->cost, result.cost, "the first one's work is part of it");
    cr_assert_eq(r->n_values, 1);
}

static els_result answer(els_str agent)
{
    char right[24];
    els_orders orders = {.salt = 3, .agent = agent};
    els_result result;
    els_orchestrator_solve(&mind, school_sum(&arena, 9, right), NULL, &orders, &arena, &result);
    return result;
}

Test(orchestrator, has_an_answer_looked_at_again_where_that_has_paid_off)
{
    const els_str any = {NULL, 0};
    char right[24];
    els_view view;
    school_teach(&mind, 0, 12);
    els_view_open(&view, &mind, school_sum(&arena, 9, right), NULL, 1, &arena);
    els_router_context context = els_work_context(&view);
    els_result before = answer(any);
    cr_assert_not(els_str_contains(before.params, ELS_STR(">")), "nothing is known yet");
    els_router_outcome alone = {before.agent, before.params, false, 5};
    els_router_outcome rescued = {before.agent, before.params, true, 6};
    const char *seconds[] = {"planning", "react"};
    for (int i = 0; i < 100; i++)
        for (int k = 0; k < 2; k++)
            els_router_learn_look(&mind.router, &context,
                                  els_router_arm_of(els_str_of(seconds[k]), ELS_STR("default")),
                                  before.answers[0].confidence, &alone, &rescued);
    els_result after = answer(any);
    cr_assert(els_str_eq(after.agent, before.agent), "what arms are worth is as it was");
    cr_assert(els_str_starts(after.params, before.params));
    cr_assert(els_str_contains(after.params, ELS_STR(">")));
    cr_assert_geq(after.cost, before.cost, "the work of both counts");
    cr_assert_gt(after.steps, before.steps);
    els_result forced = answer(before.agent);
    cr_assert_not(els_str_contains(forced.params, ELS_STR(">")), "an architecture by itself");
    cr_assert_eq(forced.cost, before.cost);
}
