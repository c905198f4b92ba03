#include <criterion/criterion.h>

#include "pool.h"
#include "school.h"

#include <math.h>

static els_pooled item(const char *shape, const char *answer, double score, uint32_t order)
{
    els_str family = ELS_STR("calc");
    return (els_pooled){.family = family,
                        .shape = els_str_of(shape),
                        .answer = els_str_of(answer),
                        .skill = els_skill_key(family, els_str_of(shape)),
                        .answer_hash = els_answer_hash(els_str_of(answer)),
                        .score = score,
                        .order = order};
}

Test(pool, groups_sum_to_mass_one_and_come_heaviest_first)
{
    els_arena arena = {0};
    els_pooled items[] = {item("a", "7", 1, 0), item("b", "Nine", 0, 1), item("c", "7", 2, 2),
                          item("a", "nINE", -1, 3), item("a", "8", 2.5, 4)};
    els_pool pool = {items, 5, 5};
    uint32_t n;
    els_answer_group *groups = els_pool_groups(&pool, &arena, &n);
    cr_assert_eq(n, 3);
    double sum = 0, all = exp(1) + exp(0) + exp(2) + exp(-1) + exp(2.5);
    for (uint32_t g = 0; g < n; g++) {
        sum += groups[g].mass;
        cr_assert(g == 0 || groups[g - 1].mass >= groups[g].mass);
    }
    cr_assert_float_eq(sum, 1, 1e-12);
    cr_assert_eq(groups[0].best, 4, "8 alone outweighs both ways to 7");
    cr_assert_eq(groups[1].best, 2);
    cr_assert_eq(groups[1].shapes, 2);
    cr_assert_float_eq(groups[1].mass, (exp(1) + exp(2)) / all, 1e-12);
    cr_assert_eq(groups[2].shapes, 2, "case of letters does not part answers");
    els_arena_fini(&arena);
}

Test(pool, huge_scores_and_empty_pools_are_harmless)
{
    els_arena arena = {0};
    els_pooled items[] = {item("a", "1", 5000, 0), item("a", "2", -5000, 1)};
    els_pool pool = {items, 2, 2}, empty = {0};
    uint32_t n;
    els_answer_group *groups = els_pool_groups(&pool, &arena, &n);
    cr_assert_eq(n, 2);
    cr_assert_eq(groups[0].mass, 1);
    cr_assert_eq(groups[1].mass, 0);
    els_pool_groups(&empty, &arena, &n);
    cr_assert_eq(n, 0);
    els_arena_fini(&arena);
}

Test(pool, answers_are_hashed_without_case_and_to_the_end)
{
    char a[200], b[200];
    memset(a, 'x', sizeof a);
    memset(b, 'X', sizeof b);
    cr_assert_eq(els_answer_hash((els_str){a, 200}), els_answer_hash((els_str){b, 200}));
    b[199] = 'y';
    cr_assert_neq(els_answer_hash((els_str){a, 200}), els_answer_hash((els_str){b, 200}));
    cr_assert_neq(els_answer_hash((els_str){a, 64}), els_answer_hash((els_str){a, 128}));
    cr_assert_eq(els_answer_hash((els_str){NULL, 0}), els_answer_hash(ELS_STR("")));
}

static els_mind mind;
static const els_field_key key = {1, 2, 3};
static uint64_t words[2] = {21, 22};
static const els_text_features text = {.words = words, .n_words = 2};

static void begin(void)
{
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    static const char *const shapes[] = {"a", "b", "c"};
    for (uint32_t i = 0; i < 3; i++) {
        els_skill *skill = &mind.skills[mind.n_skills++];
        *skill = (els_skill){.family = "calc", .tried = 20, .right = i < 2 ? 10 : 0};
        strcpy(skill->shape, shapes[i]);
        skill->key = els_skill_key(ELS_STR("calc"), els_str_of(shapes[i]));
    }
}

static void end(void)
{
    els_mind_fini(&mind);
}

TestSuite(recognition, .init = begin, .fini = end);

Test(recognition, guesses_only_what_has_been_right_and_sums_to_one)
{
    els_arena arena = {0};
    els_shape_guess guesses[8];
    uint32_t n = els_shape_guesses(&mind, &text, &key, NULL, &arena, guesses, 8);
    cr_assert_eq(n, 2);
    cr_assert_float_eq(guesses[0].probability + guesses[1].probability, 1, 1e-12);
    cr_assert_float_eq(guesses[0].probability, 0.5, 1e-12);
    for (int i = 0; i < 40; i++)
        els_shape_step(&mind, &text, &key, ELS_STR("calc"), ELS_STR("b"), 0.5, 0.1);
    n = els_shape_guesses(&mind, &text, &key, NULL, &arena, guesses, 1);
    cr_assert_eq(n, 1, "no more than asked for");
    cr_assert_str_eq(guesses[0].skill->shape, "b");
    cr_assert_gt(guesses[0].probability, 0.9);
    els_arena_fini(&arena);
}

Test(recognition, confidence_is_even_before_learning_and_moves_towards_the_verdicts)
{
    els_arena arena = {0};
    els_pooled items[] = {item("a", "7", 1, 0), item("b", "8", 0, 1)};
    els_pool pool = {items, 2, 2};
    els_shape_guess guesses[8];
    uint32_t n, n_guesses = els_shape_guesses(&mind, &text, &key, NULL, &arena, guesses, 8);
    els_answer_group *groups = els_pool_groups(&pool, &arena, &n);
    double before =
        els_pool_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, 0.5);
    cr_assert_eq(before, 0.5);
    double last = before;
    for (int i = 0; i < 10; i++) {
        els_pool_learn_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, true,
                                  0.1);
        double now =
            els_pool_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, 0.5);
        cr_assert(now > last && now < 1);
        last = now;
    }
    for (int i = 0; i < 80; i++)
        els_pool_learn_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, false,
                                  0.1);
    double after =
        els_pool_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, 0.5);
    cr_assert(after < 0.5 && after > 0, "%f", after);
    /* An opinion on a skill that was hardly seen at work is worth little. */
    mind.skills[0].tried = 1;
    double shy =
        els_pool_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, 0.5);
    cr_assert(shy > after && shy < 0.5);
    mind.skills[1].tried = 4000;
    cr_assert_lt(
        els_pool_told_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, 0.5),
        shy, "others of its family were");
    cr_assert_eq(
        els_pool_confidence(&mind, &text, &key, &pool, &groups[0], guesses, n_guesses, 0.5), shy);
    mind.n_skills = 0;
    cr_assert_eq(els_pool_confidence(&mind, &text, &key, &pool, &groups[0], NULL, 0, 0.5), 0.5);
    els_arena_fini(&arena);
}

Test(recognition, situations_differ_by_field_and_by_the_first_answer)
{
    els_field_spec fields[2] = {{.name = ELS_STR("one")}, {.name = ELS_STR("two")}};
    els_task task = {.kind = ELS_STR("k"), .fields = fields, .n_fields = 2};
    els_str yes = ELS_STR("yes"), upper = ELS_STR("YES"), no = ELS_STR("no");
    els_situations first = els_situations_of(&task, 0, NULL);
    els_situations second = els_situations_of(&task, 1, &yes);
    cr_assert_eq(first.given, 0);
    cr_assert_neq(first.alone, second.alone);
    cr_assert_neq(second.given, 0);
    cr_assert_eq(els_situations_of(&task, 1, &upper).given, second.given);
    cr_assert_neq(els_situations_of(&task, 1, &no).given, second.given);
    cr_assert_eq(els_situations_of(&task, 1, &no).alone, second.alone);
}
