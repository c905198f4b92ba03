#include "usual.h"

#include "kb_world.h"

#include <stdio.h>

extern const els_family els_family_usual;

#define CHOICES "billing|delivery|yes|no"

/* Twelve texts of each sort, with words of its own. */
static void teach(els_mind *mind, const els_task *task)
{
    static const struct {
        const char *text, *answer;
    } sorts[] = {{"the invoice was charged twice", "billing"},
                 {"the parcel has not arrived", "delivery"},
                 {"does the statement hold that sheep number", "yes"},
                 {"does the statement hold that goat number", "no"},
                 {"which town lies on the river of page", NULL}};
    for (uint32_t i = 0; i < 60; i++) {
        char text[80];
        snprintf(text, sizeof text, "%s %u", sorts[i % 5].text, i);
        els_task row = *task;
        row.question = els_str_of(text);
        const char *answer = sorts[i % 5].answer;
        els_candidate verdict = {.right = answer ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG,
                                 .answer = els_str_of(answer ? answer : "")};
        els_usual_learn(mind->labels, &row, &row.fields[0], &verdict);
    }
    els_labels_train(mind->labels, true);
}

/* The text as a task of a mind that learned the sorts. */
static void open_taught(world *w, const char *text)
{
    world_open(w, text, "", "x", "text", CHOICES);
    els_labels_free(&w->mind.labels);
    w->mind.labels = els_labels_new(true);
    teach(&w->mind, &w->task);
    els_view_open(&w->view, &w->mind, &w->task, w->kb, 1, &w->arena);
    w->session = els_session_open(&w->view, 0, NULL);
}

Test(usual, says_nothing_before_it_has_learned)
{
    world w;
    world_open(&w, "the invoice was charged twice", "", "x", "text", CHOICES);
    cr_assert_not(els_session_applies(w.session, &els_family_usual));
    cr_assert_eq(els_session_field(w.session)->n_choices, 0, "families see any text");
    world_close(&w);
}

Test(usual, offers_the_answer_that_like_texts_had)
{
    world w;
    open_taught(&w, "my invoice was charged again");
    cr_assert(els_session_applies(w.session, &els_family_usual));
    (void)els_session_run_family(w.session, &els_family_usual, 10);
    uint32_t n;
    const els_answer_group *groups = els_session_groups(w.session, &n);
    cr_assert_gt(n, 0);
    cr_assert(
        els_str_eq(els_session_pool(w.session)->items[groups[0].best].answer, ELS_STR("billing")));
    cr_assert_gt(els_session_pool(w.session)->items[groups[0].best].prior, 0);
    cr_assert_eq(els_session_field(w.session)->n_choices, 0);
    world_close(&w);
}

Test(usual, thinks_less_of_them_where_like_texts_had_others)
{
    world w;
    open_taught(&w, "which town lies on the river of page 99");
    (void)els_session_run_family(w.session, &els_family_usual, 10);
    const els_pool *pool = els_session_pool(w.session);
    for (uint32_t i = 0; i < pool->n_items; i++)
        cr_expect_lt(pool->items[i].prior, 0);
    world_close(&w);
}

Test(usual, reads_a_text_that_calls_for_a_verdict_as_one)
{
    world w;
    open_taught(&w, "does the statement hold that sheep and goat number 7");
    const els_field_spec *seen = els_session_field(w.session);
    cr_assert(els_str_eq(seen->type, ELS_STR("enum")));
    cr_assert_eq(seen->n_choices, 2);
    world_close(&w);
}
