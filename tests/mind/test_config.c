#include "config.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const els_str NONE = {NULL, 0};
static els_arena arena;
static els_buf why;

static void end(void)
{
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

TestSuite(config, .fini = end);

Test(config, every_row_of_the_table_is_sound)
{
    for (uint32_t id = 0; id < ELS_CONFIG_COUNT_; id++) {
        const els_config_desc *desc = els_config_desc_of(id);
        cr_expect(desc->low < desc->high, "%s", desc->name);
        cr_expect(desc->fallback >= desc->low && desc->fallback <= desc->high, "%s", desc->name);
        cr_expect_eq(els_config_named(els_str_of(desc->name)), id, "%s stands twice", desc->name);
        cr_expect_gt(strlen(desc->doc), 0, "%s", desc->name);
        cr_expect(desc->type == ELS_CONFIG_REAL || desc->fallback == floor(desc->fallback));
    }
    cr_assert_null(els_config_desc_of(ELS_CONFIG_COUNT_));
    cr_assert_eq(els_config_named(ELS_STR("nothing")), ELS_CONFIG_COUNT_);
}

Test(config, reads_numbers_within_their_bounds_only)
{
    double value = -1;
    cr_assert_eq(els_config_read(ELS_CONFIG_work_budget, ELS_STR("400"), &value, &why), ELS_OK);
    cr_assert_eq(value, 400);
    cr_assert_eq(els_config_read(ELS_CONFIG_work_budget, ELS_STR("1.5"), &value, &why),
                 ELS_E_FORMAT);
    cr_assert_eq(els_config_read(ELS_CONFIG_work_budget, ELS_STR("lots"), &value, &why),
                 ELS_E_FORMAT);
    cr_assert_eq(els_config_read(ELS_CONFIG_work_budget, NONE, &value, &why), ELS_E_FORMAT);
    els_buf_clear(&why);
    cr_assert_eq(els_config_read(ELS_CONFIG_react_finish, ELS_STR("1.01"), &value, &why),
                 ELS_E_LIMIT);
    cr_assert(els_str_eq(els_buf_str(&why), ELS_STR("react.finish is between 0 and 1")));
    cr_assert_eq(value, 400, "untouched on failure");
}

Test(config, reads_and_shows_choices_by_name)
{
    double value = -1;
    cr_assert_eq(els_config_read(ELS_CONFIG_config_strategy, ELS_STR("aggressive"), &value, &why),
                 ELS_OK);
    cr_assert_eq(value, 2);
    cr_assert(
        els_str_eq(els_config_show(ELS_CONFIG_config_strategy, 2, &arena), ELS_STR("aggressive")));
    cr_assert_eq(els_config_read(ELS_CONFIG_config_strategy, ELS_STR("bold"), &value, &why),
                 ELS_E_FORMAT);
}

Test(config, has_scopes_only_where_the_table_says_so)
{
    char scope[ELS_CONFIG_SCOPE_BYTES];
    cr_assert_eq(els_config_scope(ELS_CONFIG_work_budget, NONE, scope, &why), ELS_OK);
    cr_assert_str_eq(scope, "global");
    cr_assert_eq(els_config_scope(ELS_CONFIG_work_budget, ELS_STR("agent:react"), scope, &why),
                 ELS_OK);
    cr_assert_str_eq(scope, "agent:react");
    cr_assert_eq(els_config_scope(ELS_CONFIG_work_beam, ELS_STR("agent:react"), scope, &why),
                 ELS_E_USAGE);
    cr_assert_eq(els_config_scope(ELS_CONFIG_learn_rate, ELS_STR("kind:noop"), scope, &why),
                 ELS_E_USAGE);
    cr_assert_eq(els_config_scope(ELS_CONFIG_work_budget, ELS_STR("kind:"), scope, &why),
                 ELS_E_FORMAT);
    cr_assert_eq(els_config_scope(ELS_CONFIG_work_budget, ELS_STR("everywhere"), scope, &why),
                 ELS_E_FORMAT);
    char longer[200];
    memset(longer, 'x', sizeof longer);
    memcpy(longer, "kind:", 5);
    cr_assert_eq(
        els_config_scope(ELS_CONFIG_work_budget, (els_str){longer, sizeof longer}, scope, &why),
        ELS_E_FORMAT);
}

Test(config, the_narrowest_scope_wins)
{
    els_config config = {0};
    const els_str react = ELS_STR("react"), sales = ELS_STR("sales_research");
    cr_assert_eq(els_config_get(NULL, ELS_CONFIG_work_budget, react, sales), 320);
    cr_assert(els_config_set(&config, ELS_CONFIG_work_budget, "kind:sales_research", 100));
    cr_assert(els_config_set(&config, ELS_CONFIG_work_budget, "global", 200));
    cr_assert(els_config_set(&config, ELS_CONFIG_work_budget, "agent:react", 300));
    cr_assert_eq(els_config_get(&config, ELS_CONFIG_work_budget, react, sales), 100);
    cr_assert_eq(els_config_get(&config, ELS_CONFIG_work_budget, react, ELS_STR("sales")), 300);
    cr_assert_eq(els_config_get(&config, ELS_CONFIG_work_budget, ELS_STR("swarm"), NONE), 200);
    cr_assert_eq(els_config_get(&config, ELS_CONFIG_work_beam, react, sales), 64);
    els_config_unset(&config, ELS_CONFIG_work_budget, "kind:sales_research");
    cr_assert_eq(els_config_get(&config, ELS_CONFIG_work_budget, react, sales), 300);
    cr_assert_eq(config.n, 2);
}

Test(config, is_the_same_whatever_the_order_it_was_made_in)
{
    els_config a = {0}, b = {0};
    uint32_t n_a, n_b;
    els_config_set(&a, ELS_CONFIG_work_beam, "global", 8);
    els_config_set(&a, ELS_CONFIG_work_budget, "kind:x", 9);
    els_config_set(&a, ELS_CONFIG_work_budget, "agent:x", 10);
    els_config_set(&b, ELS_CONFIG_work_budget, "agent:x", 10);
    els_config_set(&b, ELS_CONFIG_work_beam, "global", 7);
    els_config_set(&b, ELS_CONFIG_work_budget, "kind:x", 9);
    els_config_set(&b, ELS_CONFIG_work_beam, "global", 8);
    const els_config_value *x = els_config_pack(&a, &arena, &n_a);
    const els_config_value *y = els_config_pack(&b, &arena, &n_b);
    cr_assert_eq(n_a, 3);
    cr_assert_eq(n_b, 3);
    for (uint32_t i = 0; i < 3; i++) {
        cr_expect(els_str_eq(x[i].parameter, y[i].parameter));
        cr_expect(els_str_eq(x[i].scope, y[i].scope));
        cr_expect_eq(x[i].value, y[i].value);
    }
}

Test(config, takes_no_more_entries_than_it_holds)
{
    els_config config = {0};
    char scope[32];
    for (int i = 0; i < ELS_CONFIG_ENTRIES_MAX; i++) {
        snprintf(scope, sizeof scope, "kind:k%d", i);
        cr_assert(els_config_set(&config, ELS_CONFIG_work_budget, scope, 100 + i));
    }
    cr_assert_not(els_config_set(&config, ELS_CONFIG_work_budget, "kind:more", 1));
    cr_assert(els_config_set(&config, ELS_CONFIG_work_budget, "kind:k0", 50), "it is there");
}

Test(config, laid_values_that_make_no_sense_are_left_out)
{
    els_config config = {0};
    const els_config_value values[] = {
        {ELS_STR("work.budget"), ELS_STR("global"), 400, true},
        {ELS_STR("work.budget"), ELS_STR("kind:x"), 1e9, true},
        {ELS_STR("work.beam"), ELS_STR("nowhere"), 8, true},
        {ELS_STR("no.such"), ELS_STR("global"), 8, true},
        {ELS_STR("react.max_steps"), ELS_STR("global"), 2.5, true},
    };
    els_config_lay(&config, values, sizeof values / sizeof values[0]);
    cr_assert_eq(config.n, 1);
    const els_config_value back = {ELS_STR("work.budget"), ELS_STR("global"), 0, false};
    els_config_lay(&config, &back, 1);
    cr_assert_eq(config.n, 0);
}

Test(config, a_trial_takes_its_share_of_the_tasks_and_always_the_same_ones)
{
    uint32_t on = 0;
    for (uint32_t i = 0; i < 4000; i++) {
        els_str id = els_arena_printf(&arena, "%08x", i * 2654435761u);
        bool is_on = els_config_is_on_trial(7, id, 0.2);
        cr_assert_eq(is_on, els_config_is_on_trial(7, id, 0.2));
        cr_assert_not(is_on && !els_config_is_on_trial(7, id, 0.5), "a larger share has them too");
        on += is_on;
        cr_assert_not(els_config_is_on_trial(7, id, 0));
        cr_assert(els_config_is_on_trial(7, id, 1));
    }
    cr_assert(on > 700 && on < 900, "%u", on);
}

/* With ELS_UPDATE=1 in the environment the table is written into the document instead. */
Test(config, the_reference_is_what_the_document_says)
{
    static const char begin_mark[] = "<!-- table -->\n", end_mark[] = "<!-- /table -->";
    const char *path = ELS_SOURCE_DIR "/docs/configuration.md";
    char bytes[65536];
    FILE *file = fopen(path, "r");
    cr_assert_not_null(file);
    bytes[fread(bytes, 1, sizeof bytes - 1, file)] = '\0';
    fclose(file);
    char *begin = strstr(bytes, begin_mark), *end_at = strstr(bytes, end_mark);
    cr_assert(begin && end_at && begin < end_at, "markers");
    els_buf expected = {0};
    els_buf_append(&expected, bytes, (size_t)(begin - bytes) + strlen(begin_mark));
    els_config_reference(&expected);
    els_buf_add(&expected, els_str_of(end_at));
    if (getenv("ELS_UPDATE")) {
        file = fopen(path, "w");
        fwrite(expected.ptr, 1, expected.len, file);
        fclose(file);
    } else {
        cr_assert_str_eq(bytes, expected.ptr,
                         "docs/configuration.md is old: run this test with ELS_UPDATE=1");
    }
    els_buf_fini(&expected);
}
