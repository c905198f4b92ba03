#include <criterion/criterion.h>

#include "kb_world.h"
#include "school.h"

/* Runs of very different lengths, shorter ones before and behind longer ones, and some alike. */
static const uint32_t allowances[] = {40, 5, 40, 300, 2, 100, 5, 300, 2, 600};

static void expect_equal(const els_session *a, const els_session *b, const char *what)
{
    const els_pool *x = els_session_pool(a), *y = els_session_pool(b);
    cr_assert_eq(els_session_spent(a), els_session_spent(b), "%s", what);
    cr_assert_eq(x->n_items, y->n_items, "%s", what);
    for (uint32_t i = 0; i < x->n_items; i++) {
        const els_pooled *p = &x->items[i], *q = &y->items[i];
        cr_assert(els_str_eq(p->family, q->family) && els_str_eq(p->shape, q->shape) &&
                      els_str_eq(p->args, q->args) && els_str_eq(p->answer, q->answer),
                  "%s", what);
        cr_assert(p->score == q->score && p->prior == q->prior && p->check == q->check, "%s", what);
        cr_assert_eq(p->order, i);
    }
}

/* One after the other works on the task with notes of those before, in memory that is then used
 * again, and finds what it would have found alone. */
static uint32_t expect_as_alone(const els_mind *mind, const els_task *task, const els_kb_index *kb)
{
    els_arena noted = {0}, scratch = {0}, own = {0};
    els_view shared, alone;
    uint32_t found = 0;
    els_skill known = {.family = "nobody"};
    els_view_open(&shared, mind, task, kb, 1, &noted);
    for (uint32_t i = 0; i < sizeof allowances / sizeof allowances[0]; i++) {
        els_view mine = shared;
        mine.arena = &scratch;
        els_view_open(&alone, mind, task, kb, 1, &own);
        (void)els_arena_alloc(&scratch, 64 * (size_t)i); /* no session stands where one stood */
        els_session *a = els_session_open(&mine, 0, NULL), *b = els_session_open(&alone, 0, NULL);
        if (i % 2) { /* every other one begins with a shape */
            els_session_run_shape(a, &known, allowances[i]);
            els_session_run_shape(b, &known, allowances[i]);
            expect_equal(a, b, task->question.ptr);
        }
        uint32_t n;
        const els_family *const *families = els_session_families(b, &n);
        for (uint32_t k = 0; k < n; k++) {
            els_session_run_family(a, families[k], allowances[i]);
            els_session_run_family(b, families[k], allowances[i]);
        }
        els_session_run_family(a, NULL, allowances[i]);
        els_session_run_family(b, NULL, allowances[i]);
        expect_equal(a, b, task->question.ptr);
        const els_pool *pool = els_session_pool(a);
        found += pool->n_items;
        if (pool->n_items) {
            const els_pooled *last = &pool->items[pool->n_items - 1];
            snprintf(known.family, sizeof known.family, ELS_STR_FMT, ELS_STR_ARG(last->family));
            snprintf(known.shape, sizeof known.shape, ELS_STR_FMT, ELS_STR_ARG(last->shape));
            known.key = last->skill;
        }
        els_arena_reset(&scratch);
        els_arena_reset(&own);
    }
    els_arena_fini(&noted);
    els_arena_fini(&scratch);
    els_arena_fini(&own);
    return found;
}

Test(notes, who_comes_later_finds_what_it_would_have_found_alone)
{
    els_mind mind;
    els_arena arena = {0};
    char right[24];
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    school_teach(&mind, 0, 12);
    const els_task *tasks[] = {
        school_sum(&arena, 300, right),
        school_story(&arena, 5),
        school_task(&arena, "What comes next: 3, 7, 15, 31, 63?", "number"),
        school_task(&arena, "[3, 1, 2] -> [1, 2, 3]; [5, 4] -> [4, 5]; [6, 2, 4] -> ?", "list"),
        school_task(&arena, "Which date is 3 weeks after 2024-02-10?", "date"),
    };
    for (uint32_t i = 0; i < sizeof tasks / sizeof tasks[0]; i++)
        cr_assert_gt(expect_as_alone(&mind, tasks[i], NULL), 0, "%s", tasks[i]->question.ptr);
    els_mind_fini(&mind);
    els_arena_fini(&arena);
}

Test(notes, hold_for_a_knowledge_base_too)
{
    world w;
    world_open(&w, "Which firm in Oslo has the most employees?", "", "firm", "entity", NULL);
    cr_assert_gt(expect_as_alone(&w.mind, &w.task, w.kb), 0);
    world_close(&w);
}

Test(notes, are_kept_apart_by_the_answers_before)
{
    world w;
    world_open(&w, "What about it?", "", "rival", "entity", NULL);
    w.fields[1] = (els_field_spec){.name = ELS_STR("city"), .type = ELS_STR("text")};
    w.task.n_fields = 2;
    els_str harbor = ELS_STR("blue harbor"), veldt = ELS_STR("Veldt");
    els_session *of_harbor = els_session_open(&w.view, 1, &harbor);
    els_session *of_veldt = els_session_open(&w.view, 1, &veldt);
    els_session_run_family(of_harbor, els_family_named(ELS_STR("kb")), 100);
    els_session_run_family(of_veldt, els_family_named(ELS_STR("kb")), 100);
    cr_assert(els_str_eq(els_session_pool(of_harbor)->items[0].answer, ELS_STR("Bergen")));
    cr_assert(els_str_eq(els_session_pool(of_veldt)->items[0].answer, ELS_STR("Tromso")));
    world_close(&w);
}
