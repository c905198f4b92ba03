/* kb_world.h — a small knowledge base and tasks about it, for tests of what reads tables. */
#ifndef ELS_TEST_KB_WORLD_H
#define ELS_TEST_KB_WORLD_H

#include "kb_index.h"
#include "session.h"

#include <criterion/criterion.h>
#include <string.h>

#define S(literal)                                                                                 \
    {                                                                                              \
        (literal), sizeof(literal) - 1                                                             \
    }

static els_kb_column firm_columns[] = {
    {S("firm"), S("text"), S("")},
    {S("city"), S("text"), S("")},
    {S("employees"), S("number"), S("people")},
    {S("revenue_2022"), S("number"), S("USD")},
    {S("revenue_2023"), S("number"), S("USD")},
    {S("sectors"), S("list"), S("")},
    {S("main_rival"), S("text"), S("")},
    {S("founded"), S("date"), S("")},
};
static els_str firm_cells[] = {
    S("Northwind"),
    S("Oslo"),
    S("120"),
    S("200"),
    S("250"),
    S("energy; shipping"),
    S("Blue Harbor"),
    S("2001-05-01"),
    S("Blue Harbor"),
    S("Bergen"),
    S("80"),
    S("300"),
    S("270"),
    S("shipping"),
    S("Northwind"),
    S("1998-03-12"),
    S("Quartz Labs 42"),
    S("Oslo"),
    S("45"),
    S("50"),
    S("80"),
    S("software; health"),
    S("Veldt"),
    S("2015-09-30"),
    S("Veldt"),
    S("Tromso"),
    S("300"),
    S("900"),
    S("900"),
    S("energy"),
    S("Blue Harbor"),
    S("1987-01-20"),
};
static els_kb_column plan_columns[] = {
    {S("plan"), S("text"), S("")},
    {S("refund_window"), S("number"), S("days")},
    {S("tier"), S("text"), S("")},
};
static els_str plan_cells[] = {S("Starter"), S("14"), S("basic"), S("Premium"), S("30"), S("gold")};
static els_kb_table world_tables[] = {
    {S("firms"), firm_columns, 8, firm_cells, sizeof firm_cells / sizeof firm_cells[0]},
    {S("plans"), plan_columns, 3, plan_cells, 6},
};
static els_kb world_kb = {S("world"), world_tables, 2};

typedef struct {
    els_arena arena;
    els_mind mind;
    els_kb_index *kb;
    els_field_spec fields[2];
    els_task task;
    els_view view;
    els_session *session;
} world;

/* A task with one field; `choices` is a list parted by '|', NULL for none. */
static inline void world_open(world *w, const char *question, const char *context, const char *name,
                              const char *type, const char *choices)
{
    memset(w, 0, sizeof *w);
    cr_assert_eq(els_mind_init(&w->mind, false), ELS_OK);
    cr_assert_eq(els_kb_index_new(&world_kb, &w->kb), ELS_OK);
    w->fields[0].name = els_str_of(name);
    w->fields[0].type = els_str_of(type);
    els_str rest = els_str_of(choices);
    els_str part;
    w->fields[0].choices = ELS_ARENA_NEW(&w->arena, els_str, 128);
    while (choices && els_str_split(&rest, '|', &part)) {
        w->fields[0].choices[w->fields[0].n_choices++] = part;
    }
    w->task = (els_task){.id = els_str_of("t1"),
                         .kind = els_str_of("test"),
                         .question = els_str_of(question),
                         .context = els_str_of(context),
                         .kb = els_str_of("world"),
                         .fields = w->fields,
                         .n_fields = 1};
    els_view_open(&w->view, &w->mind, &w->task, w->kb, 7, &w->arena);
    w->session = els_session_open(&w->view, 0, NULL);
}

static inline void world_close(world *w)
{
    els_kb_index_free(&w->kb);
    els_mind_fini(&w->mind);
    els_arena_fini(&w->arena);
}

/* The pooled program with this shape and answer, NULL when there is none. */
static inline const els_pooled *world_find(world *w, const char *shape, const char *answer)
{
    const els_pool *pool = els_session_pool(w->session);
    for (uint32_t i = 0; i < pool->n_items; i++) {
        if (els_str_eq(pool->items[i].shape, els_str_of(shape)) &&
            els_str_eq(pool->items[i].answer, els_str_of(answer))) {
            return &pool->items[i];
        }
    }
    return NULL;
}

static inline const els_fact *world_fact(const world *w, const char *key)
{
    for (uint32_t i = 0; i < w->view.reading.n_facts; i++) {
        if (els_str_eq(w->view.reading.facts[i].key, els_str_of(key))) {
            return &w->view.reading.facts[i];
        }
    }
    return NULL;
}

#endif
