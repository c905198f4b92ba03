#include "kb_world.h"

static const els_mention *mention(const world *w, const char *value, uint32_t column)
{
    for (uint32_t i = 0; i < w->view.reading.n_mentions; i++) {
        const els_mention *m = &w->view.reading.mentions[i];
        if (els_str_eq(m->value, els_str_of(value)) && m->column == column) {
            return m;
        }
    }
    return NULL;
}

Test(mentions, are_found_in_question_and_context)
{
    world w;
    world_open(&w, "Is Blue Harbor's city Oslo?", "Compare with Veldt.", "", "text", NULL);
    cr_assert_not_null(mention(&w, "Blue Harbor", 0));
    cr_assert_not_null(mention(&w, "Oslo", 1));
    cr_assert_not_null(mention(&w, "Veldt", 0));
    cr_assert(mention(&w, "Veldt", 0)->in_context);
    cr_assert_not(mention(&w, "Oslo", 1)->in_context);
    world_close(&w);
}

Test(mentions, cover_the_tokens_of_the_longest_value)
{
    world w;
    world_open(&w, "Ask quartz labs 42 now", "", "", "text", NULL);
    const els_mention *m = mention(&w, "Quartz Labs 42", 0);
    cr_assert_not_null(m);
    cr_assert_eq(m->first, 1);
    cr_assert_eq(m->end, 4);
    world_close(&w);
}

Test(mentions, forgive_one_typing_error_in_a_name)
{
    world w;
    world_open(&w, "Where is Nortwhind?", "", "", "text", NULL);
    cr_assert_not_null(mention(&w, "Northwind", 0));
    world_close(&w);
    world_open(&w, "Where is Nrotwhind?", "", "", "text", NULL);
    cr_assert_eq(w.view.reading.n_mentions, 0);
    world_close(&w);
}

Test(mentions, of_plurals_and_list_parts_are_found)
{
    world w;
    world_open(&w, "Who ships in shippings?", "", "", "text", NULL);
    cr_assert_not_null(mention(&w, "shipping", 5));
    world_close(&w);
}

Test(mentions, do_not_run_from_the_question_into_the_context)
{
    world w;
    world_open(&w, "Is it Blue", "Harbor", "", "text", NULL);
    cr_assert_eq(w.view.reading.n_mentions, 0);
    world_close(&w);
}

Test(mentions, stay_within_their_limit)
{
    els_buf text = {0};
    for (int i = 0; i < 1000; i++) {
        els_buf_add(&text, ELS_STR("Northwind "));
    }
    world w;
    world_open(&w, text.ptr, "", "", "text", NULL);
    cr_assert_eq(w.view.reading.n_mentions, 256);
    world_close(&w);
    els_buf_fini(&text);
}
