#include <criterion/criterion.h>

#include "school.h"

#include <math.h>

static els_mind mind;
static els_arena arena;
static els_view view;

static void begin(void)
{
    char right[24];
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    school_teach(&mind, 0, 40);
    /* The sums need one shape only. */
    mind.skills[mind.n_skills++] =
        (els_skill){.family = "arith",
                    .shape = "n*n+n",
                    .key = els_skill_key(ELS_STR("arith"), ELS_STR("n*n+n")),
                    .tried = 4,
                    .right = 2};
    els_view_open(&view, &mind, school_sum(&arena, 300, right), NULL, 1, &arena);
}

static void end(void)
{
    els_mind_fini(&mind);
    els_arena_fini(&arena);
}

TestSuite(session, .init = begin, .fini = end);

Test(session, suggests_shapes_most_probable_first)
{
    uint32_t n;
    els_session *session = els_session_open(&view, 0, NULL);
    const els_shape_guess *shapes = els_session_shapes(session, &n);
    cr_assert_geq(n, 2);
    for (uint32_t i = 1; i < n; i++)
        cr_assert_geq(shapes[i - 1].probability, shapes[i].probability);
    cr_assert_eq(els_session_spent(session), 0, "looking is free");
}

Test(session, a_shape_run_offers_that_shape_only)
{
    uint32_t n;
    els_session *session = els_session_open(&view, 0, NULL);
    const els_shape_guess *shapes = els_session_shapes(session, &n);
    for (uint32_t i = 0; i < n; i++) {
        els_session *own = els_session_open(&view, 0, NULL);
        els_session_run_shape(own, shapes[i].skill, 100);
        const els_pool *pool = els_session_pool(own);
        for (uint32_t k = 0; k < pool->n_items; k++)
            cr_assert_eq(pool->items[k].skill, shapes[i].skill->key);
    }
    els_skill unknown = {.family = "nobody", .shape = "x", .key = 1};
    cr_assert_eq(els_session_run_shape(session, &unknown, 100), 0);
}

/* Score of the program when words have that share; NAN where it is not found. */
static double scored(const els_pooled *program, double share)
{
    els_view asked;
    els_view_open(&asked, &mind, view.task, NULL, 1, &arena);
    asked.words_share = share;
    els_session *session = els_session_open(&asked, 0, NULL);
    els_session_run_shape(session, els_mind_skill(&mind, program->skill), 100);
    const els_pool *pool = els_session_pool(session);
    for (uint32_t i = 0; i < pool->n_items; i++)
        if (pool->items[i].skill == program->skill &&
            els_str_eq(pool->items[i].args, program->args))
            return pool->items[i].score;
    return NAN;
}

Test(session, words_count_by_their_share)
{
    uint32_t n;
    els_session *session = els_session_open(&view, 0, NULL);
    const els_shape_guess *shapes = els_session_shapes(session, &n);
    els_session_run_shape(session, shapes[0].skill, 100);
    const els_pooled *program = &els_session_pool(session)->items[0];
    cr_assert_gt(els_session_pool(session)->n_items, 0);
    for (int i = 0; i < 8; i++) { /* words and the program's own speak for it, beyond doubt */
        els_model_step_own(&mind.model, program->own, program->n_own, 1, 2);
        for (uint32_t k = 0; k < program->n_cross; k++)
            els_model_step_cross(&mind.model, &view.text, program->cross[k], 1, 1);
    }
    double all = scored(program, 1), quarter = scored(program, 0.25), none = scored(program, 0);
    cr_assert_gt(all, none + 1);
    cr_assert_float_eq(quarter, none + 0.25 * (all - none), 1e-6);
}

Test(session, never_spends_more_than_it_is_allowed)
{
    for (uint32_t allowance = 0; allowance <= 300; allowance += 25) {
        els_session *session = els_session_open(&view, 0, NULL);
        uint32_t spent = els_session_run_family(session, NULL, allowance);
        cr_assert_leq(spent, allowance);
        cr_assert_eq(els_session_spent(session), spent);
        cr_assert(allowance > 0 || els_session_pool(session)->n_items == 0);
    }
}

/* Work units of a short call to the label family; its best answer goes to *ret_best. */
static uint32_t hear_labels(const els_mind *of, const els_task *task, uint32_t allowance,
                            els_str *ret_best)
{
    uint32_t n;
    els_view asked;
    els_view_open(&asked, of, task, NULL, 1, &arena);
    els_session *session = els_session_open(&asked, 0, NULL);
    uint32_t spent = els_session_run_family(session, els_family_named(ELS_STR("label")), allowance);
    const els_answer_group *groups = els_session_groups(session, &n);
    cr_assert_gt(n, 0);
    *ret_best = els_session_pool(session)->items[groups[0].best].answer;
    return spent;
}

Test(session, a_short_call_ends_where_what_is_left_stands_no_chance)
{
    enum { CHOICES = 20 };
    static els_str choices[CHOICES];
    els_mind ignorant;
    els_str found, searched, by_lot;
    els_task *task = school_task(&arena, "Where does this belong?", "enum");
    for (uint32_t i = 0; i < CHOICES; i++)
        choices[i] = els_arena_printf(&arena, "place%u", i);
    task->fields[0].choices = choices;
    task->fields[0].n_choices = CHOICES;
    cr_assert_eq(els_mind_init(&ignorant, true), ELS_OK);
    uint32_t all = hear_labels(&ignorant, task, 64, &by_lot);
    cr_assert_eq(all, CHOICES, "nothing is known of any");
    els_mind_clear(&mind);
    els_record record = school_record(ELS_VERDICT_RIGHT);
    for (unsigned i = 0; i < 200; i++) {
        els_example *example = school_example(&mind, task, "place7", &arena);
        els_arena scratch = {0};
        els_learn_outcome(&mind, example, &record, i, &scratch);
        els_learn_weights(&mind, example, &scratch, 0.15, true);
        els_arena_fini(&scratch);
    }
    uint32_t few = hear_labels(&mind, task, 64, &found);
    cr_assert_lt(few, all / 2, "%u", few);
    cr_assert(els_str_eq(found, ELS_STR("place7")));
    cr_assert_eq(hear_labels(&mind, task, 400, &searched), all, "a wide search goes on");
    cr_assert(els_str_eq(searched, found));
    els_mind_fini(&ignorant);
}

static els_task *boxes(unsigned n, char ret_right[24])
{
    char question[128];
    unsigned a = 3 + n % 7, b = 11 + n % 13, c = 2 + n % 5;
    snprintf(question, sizeof question,
             "Ann has %u boxes with %u pens each and %u more pens. How many pens are there?", a, b,
             c);
    snprintf(ret_right, 24, "%u", a * b + c);
    return school_task(&arena, question, "number");
}

Test(session, a_replayed_formula_search_ends_where_nothing_likely_is_left)
{
    els_record record = school_record(ELS_VERDICT_RIGHT);
    char answer[24];
    els_arena scratch = {0};
    for (unsigned n = 0; n < 40; n++) {
        els_task *task = boxes(n, answer);
        const els_example *example = school_example(&mind, task, answer, &arena);
        els_learn_outcome(&mind, example, &record, n + 1, &scratch);
        els_learn_weights(&mind, example, &scratch, 0.15, true);
        els_arena_reset(&scratch);
    }
    els_arena_fini(&scratch);
    els_view problem;
    els_view_open(&problem, &mind, boxes(100, answer), NULL, 1, &arena);
    const els_skill formula = {.family = "arith",
                               .shape = "formula",
                               .key = els_skill_key(ELS_STR("arith"), ELS_STR("formula"))};
    els_session *session = els_session_open(&problem, 0, NULL);
    uint32_t replayed = els_session_run_shape(session, &formula, 300), n;
    const els_answer_group *groups = els_session_groups(session, &n);
    cr_assert_gt(n, 0);
    cr_assert(
        els_str_eq(els_session_pool(session)->items[groups[0].best].answer, els_str_of(answer)));
    els_session *wide = els_session_open(&problem, 0, NULL);
    uint32_t searched = els_session_run_family(wide, els_family_named(ELS_STR("arith")), 300);
    cr_assert_lt(4 * replayed, searched, "%u of %u", replayed, searched);
}

Test(session, keeps_every_program_once)
{
    els_session *session = els_session_open(&view, 0, NULL);
    els_session_run_family(session, NULL, 200);
    uint32_t n = els_session_pool(session)->n_items;
    els_session_run_family(session, NULL, 200);
    const els_pool *pool = els_session_pool(session);
    cr_assert_eq(pool->n_items, n, "the same search finds nothing new");
    cr_assert_gt(n, 5);
    for (uint32_t i = 0; i < n; i++) {
        cr_assert_eq(pool->items[i].order, i);
        for (uint32_t k = 0; k < i; k++)
            cr_assert(pool->items[i].skill != pool->items[k].skill ||
                      !els_str_eq(pool->items[i].args, pool->items[k].args));
    }
}

Test(session, equal_views_find_equal_programs)
{
    char right[24];
    els_view other; /* that nothing was noted in */
    els_view_open(&other, &mind, school_sum(&arena, 300, right), NULL, 1, &arena);
    els_session *a = els_session_open(&view, 0, NULL), *b = els_session_open(&other, 0, NULL);
    els_session_run_family(a, NULL, 150);
    els_session_run_family(b, NULL, 150);
    const els_pool *x = els_session_pool(a), *y = els_session_pool(b);
    cr_assert_eq(x->n_items, y->n_items);
    for (uint32_t i = 0; i < x->n_items; i++) {
        cr_assert(els_str_eq(x->items[i].args, y->items[i].args));
        cr_assert_eq(x->items[i].score, y->items[i].score);
    }
}

Test(session, recalls_the_most_similar_cases_first_for_one_unit)
{
    els_recalled recalled[5];
    els_session *session = els_session_open(&view, 0, NULL);
    uint32_t n = els_session_recall(session, 5, recalled);
    cr_assert_eq(n, 5);
    cr_assert_eq(els_session_spent(session), 1);
    for (uint32_t i = 0; i < n; i++) {
        cr_assert(recalled[i].similarity >= 0 && recalled[i].similarity <= 1 + 1e-12);
        cr_assert(i == 0 || recalled[i - 1].similarity >= recalled[i].similarity);
    }
    cr_assert_float_eq(recalled[0].similarity, 1, 1e-9, "sums differ in their numbers only");
    els_task *stranger = school_task(&arena, "What is 1 + 1?", "number");
    stranger->kind = ELS_STR("other");
    els_view other;
    els_view_open(&other, &mind, stranger, NULL, 1, &arena);
    cr_assert_eq(els_session_recall(els_session_open(&other, 0, NULL), 5, recalled), 0,
                 "cases of another kind");
}

Test(session, a_beam_is_bounded_best_first_and_knows_every_answer)
{
    els_session *session = els_session_open(&view, 0, NULL);
    els_session_run_family(session, NULL, 300);
    els_candidate *beam;
    uint32_t n_groups;
    const els_answer_group *groups = els_session_groups(session, &n_groups);
    cr_assert_eq(els_session_beam(session, 3, &beam), 3);
    uint32_t n = els_session_beam(session, 1000, &beam);
    cr_assert_eq(n, els_session_pool(session)->n_items);
    for (uint32_t i = 1; i < n; i++)
        cr_assert_geq(beam[i - 1].score, beam[i].score);
    for (uint32_t g = 0; g < n_groups; g++) {
        bool there = false;
        for (uint32_t i = 0; i < n && !there; i++)
            there = els_answer_hash(beam[i].answer) ==
                    els_session_pool(session)->items[groups[g].best].answer_hash;
        cr_assert(there);
    }
    cr_assert_eq(beam[0].right, ELS_GRADE_NONE);
}

Test(session, families_see_the_answers_before)
{
    els_task *task = school_task(&arena, "What is 2 + 3?", "number");
    els_field_spec fields[2] = {{.name = ELS_STR("a"), .type = ELS_STR("number")},
                                {.name = ELS_STR("b"), .type = ELS_STR("number")}};
    els_str previous[1] = {ELS_STR("5")};
    uint32_t n;
    task->fields = fields;
    task->n_fields = 2;
    els_view two;
    els_view_open(&two, &mind, task, NULL, 1, &arena);
    els_session *session = els_session_open(&two, 1, previous);
    const els_str *seen = els_session_previous(session, &n);
    cr_assert_eq(n, 1);
    cr_assert(els_str_eq(seen[0], ELS_STR("5")));
    cr_assert_eq(els_session_field_index(session), 1);
    cr_assert(els_str_eq(els_session_field(session)->name, ELS_STR("b")));
}

Test(session, a_question_unlike_those_learned_from_is_novel)
{
    char right[24];
    els_view other;
    els_mind nothing;
    cr_assert_eq(els_mind_init(&nothing, false), ELS_OK);
    els_session *known = els_session_open(&view, 0, NULL);
    els_view_open(&other, &mind,
                  school_task(&arena, "What date is 4 days after 2021-05-03?", "date"), NULL, 1,
                  &arena);
    els_session *unlike = els_session_open(&other, 0, NULL);
    els_view_open(&other, &nothing, school_sum(&arena, 300, right), NULL, 1, &arena);
    els_session *first = els_session_open(&other, 0, NULL);
    cr_assert_lt(els_session_novelty(known), 0.2);
    cr_assert_gt(els_session_novelty(unlike), 0.8);
    cr_assert_float_eq(els_session_novelty(first), 1, 1e-9, "nothing is known");
    cr_assert_eq(els_session_spent(unlike), 0, "looking is free");
    els_mind_fini(&nothing);
}

/* Score of the best program that a short search finds, as a multiple of its prior, for a mind that
 * knows nothing but `n` cases of a kind. */
static double score_per_prior(els_str kind, uint32_t n, uint32_t n_fields)
{
    els_mind young;
    els_view asked;
    cr_assert_eq(els_mind_init(&young, true), ELS_OK);
    for (; young.n_cases < n; young.n_cases++)
        young.cases[young.n_cases] =
            (els_case){.kind = els_hash_pair(els_hash_str(kind), els_hash_str((els_str){NULL, 0}))};
    els_task *task = school_task(&arena, "What is 7 * 8 + 9?", "number");
    els_field_spec fields[2] = {task->fields[0],
                                {.name = ELS_STR("other"), .type = ELS_STR("text")}};
    task->fields = fields;
    task->n_fields = n_fields;
    els_view_open(&asked, &young, task, NULL, 1, &arena);
    els_session *session = els_session_open(&asked, 0, NULL);
    els_session_run_family(session, els_family_named(ELS_STR("calc")), 16);
    const els_pool *pool = els_session_pool(session);
    cr_assert_gt(pool->n_items, 0);
    double of = pool->items[0].score / pool->items[0].prior;
    els_mind_fini(&young);
    return of;
}

Test(session, priors_count_more_the_fewer_tasks_of_a_kind_were_learned)
{
    els_str here = ELS_STR("school"), elsewhere = ELS_STR("other");
    cr_assert_float_eq(score_per_prior(here, 0, 1), 1, 1e-9, "nothing learned is to be doubted");
    cr_assert_float_eq(score_per_prior(elsewhere, 1, 1), 1, 1e-9, "of another kind");
    cr_assert_float_eq(score_per_prior(here, 1, 2), 1, 1e-9, "one of several fields");
    double first = score_per_prior(here, 1, 1), soon = score_per_prior(here, 10, 1),
           late = score_per_prior(here, ELS_CASES_MAX, 1);
    cr_assert_gt(first, 1.5);
    cr_assert_lt(soon, first);
    cr_assert_gt(soon, late);
    cr_assert_float_eq(late, 1, 0.02);
}

Test(session, the_chances_of_newcomers_and_shapes_leave_nothing_over)
{
    uint32_t n;
    els_session *session = els_session_open(&view, 0, NULL);
    const els_newcomer *newcomers = els_session_newcomers(session, &n);
    double sum = 0;
    cr_assert_gt(n, 1);
    for (uint32_t i = 0; i < n; i++) {
        cr_assert(els_session_applies(session, newcomers[i].family));
        cr_assert_gt(newcomers[i].chance, 0);
        sum += newcomers[i].chance;
    }
    cr_assert_float_eq(sum, els_session_novelty(session), 1e-12);
    cr_assert_lt(sum, 1);
}

Test(session, a_family_that_was_run_with_as_much_is_not_run_again)
{
    els_session *session = els_session_open(&view, 0, NULL);
    const els_family *arith = els_family_named(ELS_STR("arith"));
    uint32_t first = els_session_run_family(session, arith, 40);
    uint32_t n = els_session_pool(session)->n_items;
    cr_assert_gt(first, 0);
    cr_assert_eq(els_session_run_family(session, arith, 40), 0);
    cr_assert_eq(els_session_run_family(session, arith, 16), 0);
    cr_assert_eq(els_session_spent(session), first);
    cr_assert_gt(els_session_run_family(session, arith, 300), first);
    cr_assert_gt(els_session_pool(session)->n_items, n);
}

/* The best program for the task that has this shape, or with 0 one that was never right; NULL:
 * there is none. */
static const els_pooled *best_of(els_task *task, uint64_t skill, double *ret_novelty)
{
    els_view *asked = ELS_ARENA_NEW(&arena, els_view, 1);
    els_view_open(asked, &mind, task, NULL, 1, &arena);
    els_session *session = els_session_open(asked, 0, NULL);
    els_session_run_family(session, NULL, 200);
    const els_pool *pool = els_session_pool(session);
    const els_pooled *best = NULL;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_skill *known = els_mind_skill(&mind, pool->items[i].skill);
        bool wanted = skill ? pool->items[i].skill == skill : !known || known->right == 0;
        if (wanted && (!best || pool->items[i].score > best->score))
            best = &pool->items[i];
    }
    *ret_novelty = els_session_novelty(session);
    return best;
}

/* Nats that the best such program has lost, after its shape was wrong on many tasks. */
static double lost(els_task *task, double *ret_novelty)
{
    const els_pooled *wrong = best_of(task, 0, ret_novelty);
    enum { OF_FAMILY = 4 }; /* features that its shapes share come first */
    cr_assert_not_null(wrong);
    for (unsigned i = 0; i < 100; i++)
        els_model_step_own(&mind.model, wrong->own + OF_FAMILY, wrong->n_own - OF_FAMILY, -1, 0.3);
    const els_pooled *after = best_of(task, wrong->skill, ret_novelty);
    return after->prior - after->score;
}

Test(session, what_was_never_wanted_is_held_against_it_on_familiar_tasks_only)
{
    char right[24];
    double familiar, unlike;
    els_task *date = school_task(&arena, "What date is 4 days after 2021-05-03?", "date");
    double lost_here = lost(school_sum(&arena, 300, right), &familiar);
    double lost_there = lost(date, &unlike);
    cr_assert_lt(familiar, 0.3, "%f", familiar);
    cr_assert_gt(unlike, 0.7, "%f", unlike);
    cr_assert_gt(lost_here, 1, "%f", lost_here);
    cr_assert_lt(lost_there, lost_here / 2, "%f of %f", lost_there, lost_here);
}

/* A case or a skill may have come from a task of another sort. */
Test(session, a_family_may_be_asked_where_it_does_not_apply)
{
    const char *const texts[] = {"", "?", "Good morning.", "Is Ann's hat 3 cm wide?"};
    const char *const types[] = {"", "number", "enum", "list", "date", "entity"};
    size_t n_families;
    const els_family *const *families = els_families(&n_families);
    for (size_t t = 0; t < 4; t++)
        for (size_t y = 0; y < 6; y++)
            for (size_t f = 0; f < n_families; f++) {
                els_str choices[] = {ELS_STR("yes"), ELS_STR("no")};
                els_field_spec field = {
                    .type = els_str_of(types[y]), .choices = choices, .n_choices = y == 2 ? 2 : 0};
                els_task task = {.id = ELS_STR("1"),
                                 .question = els_str_of(texts[t]),
                                 .fields = &field,
                                 .n_fields = 1};
                els_arena own = {0};
                els_view other;
                els_view_open(&other, &mind, &task, NULL, 1, &own);
                els_session *session = els_session_open(&other, 0, NULL);
                cr_assert_leq(els_session_run_family(session, families[f], 20), 20, "%s of '%s'",
                              families[f]->name, texts[t]);
                els_arena_fini(&own);
            }
}

static els_view statement_view(const char *type)
{
    els_view own;
    els_field_spec *field = ELS_ARENA_NEW(&arena, els_field_spec, 1);
    els_task *task = ELS_ARENA_NEW(&arena, els_task, 1);
    field->type = els_str_of(type);
    *task = (els_task){.id = ELS_STR("1"),
                       .kind = ELS_STR("heights"),
                       .question = ELS_STR("Is Ann taller than Eve?"),
                       .context = ELS_STR("Ann is taller than Bob. Bob is taller than Eve."),
                       .fields = field,
                       .n_fields = 1};
    els_view_open(&own, &mind, task, NULL, 1, &arena);
    return own;
}

Test(session, a_text_may_say_yes_in_other_words)
{
    const els_family *order = els_family_named(ELS_STR("order"));
    els_view own = statement_view("text");
    els_session *session = els_session_open(&own, 0, NULL);
    els_session_run_family(session, order, 100);
    const els_pool *pool = els_session_pool(session);
    const els_pooled *plain = NULL, *other = NULL;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        if (els_str_is(pool->items[i].answer, "yes") && !plain)
            plain = &pool->items[i];
        if (els_str_is(pool->items[i].answer, "true") && !other)
            other = &pool->items[i];
    }
    cr_assert(plain && other);
    cr_expect_gt(plain->score, other->score, "yes is the usual word");
    els_skill skill = {.family = "order", .key = other->skill};
    snprintf(skill.shape, sizeof skill.shape, ELS_STR_FMT, ELS_STR_ARG(other->shape));
    els_session *again = els_session_open(&own, 0, NULL);
    els_session_run_shape(again, &skill, 100);
    pool = els_session_pool(again);
    cr_assert_gt(pool->n_items, 0);
    for (uint32_t i = 0; i < pool->n_items; i++)
        cr_expect_not(els_str_is(pool->items[i].answer, "yes") ||
                      els_str_is(pool->items[i].answer, "no"));
}
