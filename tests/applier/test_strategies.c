#include <criterion/criterion.h>

#include "strategies.h"

#include <stdio.h>

enum { TASKS_MAX = 256 };

static const els_str agents[] = {{"debate", 6}, {"react", 5}};

/* Pairs of tasks answered by the default (segment 0) and by what was learned (segment 1). */
typedef struct {
    char ids[TASKS_MAX][16];
    els_record records[2 * TASKS_MAX];
    els_segment segments[2];
    els_plan plan;
    els_analysis analysis;
    els_arena arena;
    uint32_t n;
} world;

static void add(world *w, els_str family, bool before, bool after)
{
    uint32_t i = w->n++;
    int length = snprintf(w->ids[i], sizeof w->ids[i], "task-%u", i);
    els_record record = {.index = i,
                         .id = {w->ids[i], (size_t)length},
                         .template_key = i % 5,
                         .plugin = ELS_STR("p"),
                         .family = family,
                         .agent = agents[i % 3 > 0], /* two of three: react */
                         .params = ELS_STR("default")};
    w->records[i] = w->records[TASKS_MAX + i] = record;
    w->records[i].verdict = before ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG;
    w->records[TASKS_MAX + i].verdict = after ? ELS_VERDICT_RIGHT : ELS_VERDICT_ABSTAINED;
    w->records[TASKS_MAX + i].segment = 1;
}

static const els_strategy *strategies(world *w, uint32_t *ret_n)
{
    /* Task order: all of the first segment, then all of the second. */
    for (uint32_t i = 0; i < w->n; i++)
        w->records[w->n + i] = w->records[TASKS_MAX + i];
    w->segments[0] = (els_segment){.name = ELS_STR("strategy_default"), .count = w->n};
    w->segments[1] = (els_segment){.name = ELS_STR("strategy_learned"), .count = w->n};
    w->plan = (els_plan){.segments = w->segments, .n_segments = 2, .last = true};
    w->analysis =
        (els_analysis){.plan = &w->plan, .n_plan = 1, .records = w->records, .n_records = 2 * w->n};
    return els_strategies_of(&w->analysis, &w->arena, ret_n);
}

static void add_many(world *w, els_str family, uint32_t n, bool before, bool after)
{
    for (uint32_t i = 0; i < n; i++)
        add(w, family, before, after);
}

Test(strategies, a_kind_counts_when_its_gain_is_beyond_chance)
{
    static world w;
    uint32_t n;
    add_many(&w, ELS_STR("better"), 12, false, true);
    add_many(&w, ELS_STR("alike"), 12, true, true);
    add_many(&w, ELS_STR("few"), 3, false, true);
    add_many(&w, ELS_STR("worse"), 12, true, false);
    const els_strategy *s = strategies(&w, &n);
    cr_assert_eq(n, 5, "four families and all of them");
    cr_expect(els_str_eq(s[0].kind, ELS_STR("p/better")));
    cr_expect(s[0].learned && s[0].gain == 1 && s[0].low > .5 && s[0].low < .9 && s[0].tasks == 12);
    cr_expect(els_str_eq(s[0].agent, ELS_STR("react")) &&
              els_str_eq(s[0].params, ELS_STR("default")));
    cr_expect(els_str_eq(s[1].kind, ELS_STR("p/few")) && !s[1].learned && s[1].gain == 1);
    cr_expect(els_str_eq(s[2].kind, ELS_STR("p")) && s[2].tasks == 39);
    for (uint32_t i = 1; i < n; i++)
        cr_expect(!s[i].learned, ELS_STR_FMT, ELS_STR_ARG(s[i].kind));
    els_arena_fini(&w.arena);
}

Test(strategies, wins_of_one_template_alone_do_not_count)
{
    static world w;
    uint32_t n;
    add_many(&w, ELS_STR("a"), 40, false, true);
    for (uint32_t i = 0; i < w.n; i++)
        w.records[i].template_key = w.records[TASKS_MAX + i].template_key = 7;
    const els_strategy *s = strategies(&w, &n);
    cr_assert_eq(n, 1);
    cr_expect(!s[0].learned && s[0].gain == 1 && s[0].low == -1);
    els_arena_fini(&w.arena);
}

Test(strategies, a_task_that_comes_again_counts_once)
{
    static world w;
    uint32_t n;
    add_many(&w, ELS_STR("a"), 40, false, true);
    for (uint32_t i = 0; i < w.n; i++)
        w.records[i].id = w.records[TASKS_MAX + i].id = ELS_STR("the same");
    const els_strategy *s = strategies(&w, &n);
    cr_assert_eq(n, 1);
    cr_expect(!s[0].learned && s[0].tasks == 1);
    els_arena_fini(&w.arena);
}

Test(strategies, none_without_both_segments)
{
    static world w;
    uint32_t n;
    add_many(&w, ELS_STR("a"), 12, false, true);
    (void)strategies(&w, &n);
    cr_assert_eq(n, 1);
    w.segments[0].name = ELS_STR("baseline");
    (void)els_strategies_of(&w.analysis, &w.arena, &n);
    cr_assert_eq(n, 0);
    els_arena_fini(&w.arena);
}

/* With nothing learned hardly a kind of many counts, however many are tested. */
Test(strategies, chance_alone_makes_no_strategies)
{
    static world w;
    uint32_t n, counted = 0;
    for (uint32_t kind = 0; kind < 16; kind++)
        for (uint32_t i = 0; i < 16; i++) {
            uint32_t lot = (kind * 16 + i) * 2654435761u >> 16;
            char *family = els_arena_alloc(&w.arena, 4);
            (void)snprintf(family, 4, "k%02u", kind);
            add(&w, (els_str){family, 3}, lot & 1, lot >> 1 & 1);
        }
    const els_strategy *s = strategies(&w, &n);
    cr_assert_eq(n, 17);
    for (uint32_t i = 0; i < n; i++)
        counted += s[i].learned;
    cr_expect_eq(counted, 0);
    els_arena_fini(&w.arena);
}
