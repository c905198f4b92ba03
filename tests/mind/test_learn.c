#include <criterion/criterion.h>

#include "pool.h"
#include "router.h"
#include "school.h"

#include <math.h>

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

TestSuite(learning, .init = begin, .fini = end);

/* A beam of `n` programs "p0", "p1", ... with features of their own; the one at `right` is right.
 */
static els_example beam_of(els_task *task, uint32_t n, uint32_t right)
{
    static uint64_t words[2] = {31, 32};
    els_answer *answer = ELS_ARENA_NEW(&arena, els_answer, 1);
    answer->beam = ELS_ARENA_NEW(&arena, els_candidate, n);
    answer->n_beam = n;
    answer->words = words;
    answer->n_words = 2;
    for (uint32_t i = 0; i < n; i++) {
        els_candidate *c = &answer->beam[i];
        c->family = ELS_STR("calc");
        c->shape = els_arena_printf(&arena, "p%u", i);
        c->args = ELS_STR("x");
        c->answer = els_arena_printf(&arena, "%u", i);
        c->own = ELS_ARENA_NEW(&arena, uint32_t, 1);
        c->own[0] = 500 + i;
        c->n_own = 1;
        c->right = i == right ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG;
    }
    return (els_example){.task = task, .n_task = 1, .answers = answer, .n_answers = 1};
}

static double probability_of(const els_example *example, uint32_t which)
{
    double sum = 0, own = 0;
    for (uint32_t i = 0; i < example->answers->n_beam; i++) {
        const els_candidate *c = &example->answers->beam[i];
        double e = exp(c->prior + els_model_own(&mind.model, c->own, c->n_own));
        sum += e;
        own = i == which ? e : own;
    }
    return own / sum;
}

Test(learning, the_one_right_candidate_rises_with_every_step)
{
    els_example example = beam_of(school_task(&arena, "Which?", "text"), 6, 4);
    double last = probability_of(&example, 4);
    cr_assert_float_eq(last, 1.0 / 6, 1e-9);
    for (int i = 0; i < 40; i++) {
        els_arena_reset(&scratch);
        els_learn_weights(&mind, &example, &scratch, 0.15, true);
        double now = probability_of(&example, 4);
        cr_assert_gt(now, last, "step %d", i);
        last = now;
    }
    cr_assert_gt(last, 0.5);
}

Test(learning, a_beam_without_a_right_candidate_raises_nobody)
{
    els_example example = beam_of(school_task(&arena, "Which?", "text"), 4, 99);
    for (int i = 0; i < 5; i++)
        els_learn_weights(&mind, &example, &scratch, 0.15, true);
    for (uint32_t i = 0; i < 4; i++)
        cr_assert_float_eq(probability_of(&example, i), 0.25, 1e-9);
    els_record record = school_record(ELS_VERDICT_WRONG);
    els_learn_outcome(&mind, &example, &record, 1, &scratch);
    cr_assert_eq(mind.n_skills, 0);
    cr_assert_eq(mind.n_cases, 0);
    cr_assert_eq(mind.examples, 1);
}

Test(learning, a_skill_is_verified_by_its_second_success)
{
    els_record record = school_record(ELS_VERDICT_RIGHT);
    els_task *task = school_task(&arena, "Which?", "text");
    els_example right = beam_of(task, 3, 1), wrong = beam_of(task, 3, 2);
    els_learn_outcome(&mind, &right, &record, 7, &scratch);
    cr_assert_eq(mind.n_skills, 1, "only what was right enters");
    const els_skill *skill = els_mind_skill(&mind, els_skill_key(ELS_STR("calc"), ELS_STR("p1")));
    cr_assert_not_null(skill);
    cr_assert(skill->right == 1 && skill->tried == 1 && skill->last_right == 7);
    cr_assert(!els_skill_is_verified(skill));
    els_learn_outcome(&mind, &wrong, &record, 8, &scratch);
    cr_assert(skill->right == 1 && skill->tried == 2 && skill->last_right == 7);
    els_learn_outcome(&mind, &right, &record, 9, &scratch);
    cr_assert(els_skill_is_verified(skill));
    cr_assert_eq(mind.n_cases, 3);
    cr_assert_eq(mind.cases[0].skill, skill->key);
    cr_assert_eq(mind.cases[0].args, els_hash_str(ELS_STR("x")));
}

static double react_utility(const els_task *task)
{
    els_router_context context = {els_hash_str(task->kind), els_hash_str(task->fields[0].type),
                                  task->n_fields};
    return els_router_advantage(&mind.router, &context,
                                els_router_arm_of(ELS_STR("react"), ELS_STR("default")),
                                ELS_ROUTER_PRICE);
}

Test(learning, the_router_learns_from_verdicts_but_not_from_infrastructure)
{
    els_task *task = school_task(&arena, "Which?", "text");
    els_example example = beam_of(task, 3, 1);
    els_record broken = school_record(ELS_VERDICT_INFRASTRUCTURE);
    els_record right = school_record(ELS_VERDICT_RIGHT), wrong = school_record(ELS_VERDICT_WRONG);
    els_learn_outcome(&mind, &example, &broken, 1, &scratch);
    cr_assert_eq(react_utility(task), 0);
    els_learn_outcome(&mind, &example, &right, 1, &scratch);
    cr_assert_gt(react_utility(task), 0);
    els_mind_clear(&mind);
    els_learn_outcome(&mind, &example, &wrong, 1, &scratch);
    cr_assert_lt(react_utility(task), 0);
}

/* What was answered in use may have had a second look: its price is not the first one's. */
Test(learning, an_outcome_with_a_second_look_says_nothing_of_the_first_one)
{
    els_task *task = school_task(&arena, "Which?", "text");
    els_example example = beam_of(task, 3, 1);
    els_record record = school_record(ELS_VERDICT_RIGHT);
    record.params = ELS_STR("default>planning/default");
    record.cost = 500;
    els_learn_outcome(&mind, &example, &record, 1, &scratch);
    cr_assert_eq(react_utility(task), 0);
}

Test(learning, two_thousand_examples_stay_within_library_and_cases)
{
    els_record record = school_record(ELS_VERDICT_RIGHT);
    els_task *task = school_task(&arena, "Which?", "text");
    els_example example = beam_of(task, 2, 0);
    els_candidate *right = &example.answers->beam[0];
    els_str family = ELS_STR("calc");
    uint64_t faithful = els_skill_key(family, ELS_STR("faithful"));
    char shape[32];
    right->shape = ELS_STR("faithful");
    for (int i = 0; i < 5; i++)
        els_learn_outcome(&mind, &example, &record, 1, &scratch);
    for (unsigned n = 0; n < 2000; n++) {
        snprintf(shape, sizeof shape, "once %u", n);
        right->shape = els_str_of(shape);
        els_arena_reset(&scratch);
        els_learn_outcome(&mind, &example, &record, 2 + n, &scratch);
        cr_assert_leq(mind.n_skills, ELS_SKILLS_MAX);
        cr_assert_leq(mind.n_cases, ELS_CASES_MAX);
    }
    cr_assert_eq(mind.n_skills, ELS_SKILLS_MAX);
    cr_assert_eq(mind.n_cases, ELS_CASES_MAX);
    cr_assert_not_null(els_mind_skill(&mind, faithful), "the most useful one was thrown out");
    cr_assert_not_null(els_mind_skill(&mind, els_skill_key(family, ELS_STR("once 1999"))));
    cr_assert_null(els_mind_skill(&mind, els_skill_key(family, ELS_STR("once 0"))),
                   "the oldest of equals makes room");
    cr_assert_eq(mind.cases[ELS_CASES_MAX - 1].skill, els_skill_key(family, ELS_STR("once 1999")));
    for (uint32_t i = 0; i < mind.n_skills; i++)
        for (uint32_t k = 0; k < i; k++)
            cr_assert_neq(mind.skills[i].key, mind.skills[k].key);
}

Test(learning, a_rare_kind_keeps_its_cases_beside_a_common_one)
{
    els_record record = school_record(ELS_VERDICT_RIGHT);
    els_task *rare = school_task(&arena, "Which?", "text");
    els_task *common = school_task(&arena, "Which?", "text");
    rare->kind = ELS_STR("rare");
    els_example first = beam_of(rare, 2, 0), flood = beam_of(common, 2, 0);
    uint64_t rare_kind = els_hash_pair(els_hash_str(rare->kind), els_hash_str(ELS_STR("")));
    for (int i = 0; i < 3; i++)
        els_learn_outcome(&mind, &first, &record, 1, &scratch);
    for (int i = 0; i < ELS_CASES_MAX + 200; i++) {
        els_arena_reset(&scratch);
        els_learn_outcome(&mind, &flood, &record, 2, &scratch);
    }
    uint32_t kept = 0;
    for (uint32_t i = 0; i < mind.n_cases; i++)
        kept += mind.cases[i].kind == rare_kind;
    cr_assert_eq(mind.n_cases, ELS_CASES_MAX);
    cr_assert_eq(kept, 3);
}

Test(learning, what_was_taught_is_found_first_and_trusted)
{
    char right[24];
    els_task *task = school_sum(&arena, 500, right);
    school_teach(&mind, 0, 30);
    els_view view;
    els_view_open(&view, &mind, task, NULL, 1, &arena);
    els_session *session = els_session_open(&view, 0, NULL);
    uint32_t n;
    const els_shape_guess *shapes = els_session_shapes(session, &n);
    cr_assert_gt(n, 0);
    els_session_run_shape(session, shapes[0].skill, 50);
    const els_answer_group *groups = els_session_groups(session, &n);
    cr_assert_gt(n, 0);
    cr_assert(
        els_str_eq(els_session_pool(session)->items[groups[0].best].answer, els_str_of(right)));
    cr_assert_gt(els_session_confidence(session, &groups[0]), 0.8);
}

Test(learning, the_router_learns_what_others_would_have_been_worth)
{
    els_example example = beam_of(school_task(&arena, "Which?", "text"), 3, 1);
    els_rehearsal others[] = {
        {.agent = ELS_STR("planning"),
         .params = ELS_STR("default"),
         .cost = 9,
         .right = ELS_GRADE_RIGHT},
        {.agent = ELS_STR("debate"),
         .params = ELS_STR("default"),
         .cost = 9,
         .right = ELS_GRADE_WRONG},
        {.agent = ELS_STR("swarm"),
         .params = ELS_STR("default"),
         .cost = 9,
         .right = ELS_GRADE_NONE},
    };
    example.rehearsals = others;
    example.n_rehearsals = 3;
    els_record record = school_record(ELS_VERDICT_WRONG);
    for (int i = 0; i < 10; i++)
        els_learn_outcome(&mind, &example, &record, 1, &scratch);
    els_field_key key = els_field_key_of(example.task, &example.task->fields[0]);
    els_router_context context = {key.kind, key.type, 1};
    double utility[3];
    for (uint32_t i = 0; i < 3; i++)
        utility[i] = els_router_advantage(&mind.router, &context,
                                          els_router_arm_of(others[i].agent, others[i].params),
                                          ELS_ROUTER_PRICE);
    cr_assert_gt(utility[0], utility[1] + 0.1);
    cr_assert(els_router_has_tried(&mind.router, &context,
                                   els_router_arm_of(others[1].agent, others[1].params)));
    cr_assert_not(els_router_has_tried(&mind.router, &context,
                                       els_router_arm_of(others[2].agent, others[2].params)));
}

/* Right programs that were learned by heart are no reason to trust what is met for the first time.
 */
Test(learning, trust_comes_from_forecasts_and_not_from_what_is_repeated)
{
    els_example example = beam_of(school_task(&arena, "Which?", "text"), 3, 1);
    els_field_key key = els_field_key_of(example.task, &example.task->fields[0]);
    els_text_features text = {.words = example.answers->words, .n_words = 2};
    els_record record = school_record(ELS_VERDICT_RIGHT);
    els_learn_outcome(&mind, &example, &record, 1, &scratch);
    els_pooled item = {.family = ELS_STR("calc"),
                       .shape = ELS_STR("p1"),
                       .answer = ELS_STR("1"),
                       .skill = els_skill_key(ELS_STR("calc"), ELS_STR("p1")),
                       .answer_hash = els_answer_hash(ELS_STR("1"))};
    els_pool pool = {.items = &item, .n_items = 1};
    els_answer_group group = {.mass = 1, .shapes = 1};
    double first = els_pool_confidence(&mind, &text, &key, &pool, &group, NULL, 0, 0.5);
    for (int i = 0; i < 20; i++)
        els_learn_weights(&mind, &example, &scratch, 0.15, false);
    cr_assert_eq(els_pool_confidence(&mind, &text, &key, &pool, &group, NULL, 0, 0.5), first);
    for (int i = 0; i < 20; i++)
        els_learn_weights(&mind, &example, &scratch, 0.15, true);
    cr_assert_gt(els_pool_confidence(&mind, &text, &key, &pool, &group, NULL, 0, 0.5), first);
}
