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

/* The text with its ASCII quotes and apostrophes made typographic, as word processors do. */
static els_str typographic(els_arena *arena, const char *text)
{
    els_buf out = {0};
    bool is_open = false;
    for (const char *c = text; *c; c++) {
        bool opens = c == text || c[-1] == ' ' || c[-1] == '(';
        if (*c == '\'')
            els_buf_add(&out, opens ? ELS_STR("\xe2\x80\x98") : ELS_STR("\xe2\x80\x99"));
        else if (*c == '"')
            els_buf_add(&out,
                        (is_open = !is_open) ? ELS_STR("\xe2\x80\x9c") : ELS_STR("\xe2\x80\x9d"));
        else
            els_buf_addc(&out, *c);
    }
    els_str copy = els_arena_copy(arena, els_buf_str(&out));
    els_buf_fini(&out);
    return copy;
}

Test(mentions, do_not_hide_behind_typographic_quotes)
{
    static const char *const texts[] = {
        "Is Blue Harbor's city Oslo?",
        "What's Northwind's rival?",
        "'Northwind' or 'Veldt': which is larger?",
        "Does \"Blue Harbor\" ship?",
        "They said \"ask Veldt.\" Who did?",
        "In which city ('Oslo' or not) is Quartz Labs 42?",
        "The clients' favourite isn't Veldt.",
        "Blue Harbor's and Northwind's cities",
        "Tell me Veldt's city, don't guess",
        "Who said 'no'? \"Northwind\"",
        "Northwind's 'Oslo' office",
        "Which of \"Veldt\", \"Northwind\" and \"Blue Harbor\" is Oslo's?",
        "'",
        "\"\"",
        "rock 'n' roll in Oslo",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        world plain, smart;
        els_arena arena = {0};
        world_open(&plain, texts[i], "", "", "text", NULL);
        world_open(&smart, typographic(&arena, texts[i]).ptr, "", "", "text", NULL);
        const els_reading *a = &plain.view.reading, *b = &smart.view.reading;
        cr_assert_eq(a->n_tokens, b->n_tokens, "%s", texts[i]);
        for (uint32_t k = 0; k < a->n_tokens; k++) {
            cr_assert(els_str_eq(a->tokens[k].lower, b->tokens[k].lower), "%s", texts[i]);
            cr_assert_eq(a->tokens[k].kind, b->tokens[k].kind, "%s", texts[i]);
            cr_assert_eq(a->tokens[k].sentence, b->tokens[k].sentence, "%s", texts[i]);
        }
        cr_assert_eq(a->n_mentions, b->n_mentions, "%s", texts[i]);
        for (uint32_t k = 0; k < a->n_mentions; k++)
            cr_assert(els_str_eq(a->mentions[k].value, b->mentions[k].value), "%s", texts[i]);
        world_close(&plain);
        world_close(&smart);
        els_arena_fini(&arena);
    }
}

Test(mentions, keep_the_text_as_it_is_written)
{
    world w;
    world_open(&w, "Is Veldt\xe2\x80\x99s city Oslo?", "", "", "text", NULL);
    cr_assert(els_str_eq(w.view.reading.tokens[1].text, ELS_STR("Veldt\xe2\x80\x99s")));
    cr_assert(els_str_eq(w.view.reading.tokens[1].lower, ELS_STR("veldt's")));
    world_close(&w);
}
