#include <criterion/criterion.h>

#include "library.h"

#include <stdio.h>

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

TestSuite(library, .init = begin, .fini = end);

/* A program of shape `shape` with an answer, a score and a verdict. */
typedef struct {
    const char *shape, *answer;
    double score;
    bool right;
} program;

static void learn(const program *programs, uint32_t n, uint64_t iteration)
{
    els_pooled items[8] = {{.score = 0}};
    els_pool pool = {.items = items};
    for (uint32_t i = 0; i < n; i++)
        items[pool.n_items++] = (els_pooled){
            .family = ELS_STR("calc"),
            .shape = els_str_of(programs[i].shape),
            .skill = els_skill_key(ELS_STR("calc"), els_str_of(programs[i].shape)),
            .answer = els_str_of(programs[i].answer),
            .answer_hash = els_answer_hash(els_str_of(programs[i].answer)),
            .score = programs[i].score,
            .order = i,
            .right = programs[i].right ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG,
        };
    els_arena_reset(&arena);
    els_library_learn(&mind, &pool, iteration, &arena);
}

static const els_skill *skill(const char *shape)
{
    return els_mind_skill(&mind, els_skill_key(ELS_STR("calc"), els_str_of(shape)));
}

Test(library, the_best_right_program_enters_and_what_only_repeats_it_does_not)
{
    const program task[] = {
        {"wrong", "1", 3, false}, {"good", "2", 2, true}, {"echo", "2", 1, true}};
    learn(task, 3, 1);
    cr_assert_eq(mind.n_skills, 1);
    cr_assert_not_null(skill("good"));
    learn(task, 3, 2);
    cr_assert_eq(mind.n_skills, 1, "the library was right by itself");
    cr_assert_eq(skill("good")->right, 2);
}

Test(library, an_earning_skill_gains_a_point_per_task_it_alone_got_right)
{
    const program task[] = {{"good", "2", 2, true}};
    learn(task, 1, 1);
    cr_assert_float_eq(skill("good")->credit, 1, 1e-6);
    learn(task, 1, 2);
    cr_assert_float_eq(skill("good")->credit, 1 + ELS_CREDIT_DECAY, 1e-6);
}

Test(library, an_earning_skill_stays_and_its_credit_stays_bounded)
{
    const program task[] = {{"good", "2", 2, true}};
    for (uint64_t i = 0; i < 2000; i++)
        learn(task, 1, i);
    cr_assert_eq(mind.n_skills, 1);
    cr_assert_gt(skill("good")->credit, 45);
    cr_assert_leq(skill("good")->credit, 1 / (1 - ELS_CREDIT_DECAY) + 1e-3);
}

/* "good" and "other" are each right on one task first, so that both are in the library. */
static void furnish(void)
{
    const program first[] = {{"good", "2", 2, true}}, second[] = {{"other", "2", 2, true}};
    learn(first, 1, 1);
    learn(second, 1, 1);
    cr_assert_eq(mind.n_skills, 2);
}

Test(library, a_harmful_skill_leaves_after_its_trials_and_not_before)
{
    /* It outvotes the right answer every time. */
    const program task[] = {{"other", "1", 3, false}, {"good", "2", 2, true}};
    furnish();
    for (uint64_t i = 2; i <= ELS_SKILL_TRIALS; i++) {
        cr_assert_not_null(skill("other"), "left after %u tasks", (unsigned)i - 1);
        learn(task, 2, i);
    }
    cr_assert_null(skill("other"));
    cr_assert_not_null(skill("good"));
}

Test(library, a_harmful_skill_has_negative_credit)
{
    const program task[] = {{"other", "1", 3, false}, {"good", "2", 2, true}};
    furnish();
    for (uint64_t i = 2; i < 5; i++)
        learn(task, 2, i);
    cr_assert_lt(skill("other")->credit, -1);
    cr_assert_gt(skill("good")->credit, 0);
}

Test(library, a_useless_skill_leaves_once_its_first_success_has_faded)
{
    const program task[] = {{"good", "2", 3, true}, {"other", "1", 1, false}};
    furnish();
    uint64_t tasks = 0;
    while (skill("other") && tasks < 1000)
        learn(task, 2, 2 + tasks++);
    cr_assert_gt(tasks, ELS_SKILL_TRIALS);
    cr_assert_lt(tasks, 200);
    cr_assert_not_null(skill("good"));
}

Test(library, of_two_that_stand_in_for_each_other_one_stays)
{
    const program both[] = {{"good", "2", 2, true}, {"other", "2", 2, true}};
    furnish();
    for (uint64_t i = 2; i < 1000; i++)
        learn(both, 2, i);
    cr_assert_eq(mind.n_skills, 1);
    cr_assert_gt(mind.skills[0].credit, 40, "the other one's success is its own now");
}

Test(library, when_full_the_one_that_earned_least_makes_room)
{
    char shape[24];
    const program earner[] = {{"earner", "2", 2, true}};
    for (uint64_t i = 0; i < 5; i++)
        learn(earner, 1, 1);
    for (unsigned n = 0; n < ELS_SKILLS_MAX + 50u; n++) {
        snprintf(shape, sizeof shape, "once %u", n);
        const program task[] = {{shape, "2", 2, true}};
        learn(task, 1, 2 + n);
    }
    cr_assert_eq(mind.n_skills, ELS_SKILLS_MAX);
    cr_assert_not_null(skill("earner"));
    cr_assert_null(skill("once 0"), "the oldest of equals makes room");
    cr_assert_not_null(skill("once 561"));
}
