#include "params.h"

#include <criterion/criterion.h>
#include <string.h>

static els_run_params sample(void)
{
    els_run_params params = els_params_default();
    params.plugins[0] = ELS_STR("benchmark");
    params.plugins[1] = ELS_STR("noop");
    params.n_plugins = 2;
    params.agents[0] = ELS_STR("react");
    params.n_agents = 1;
    params.data = ELS_STR("/home/u/a=b.jsonl");
    params.quiet_hours = ELS_STR("22:00-06:00");
    params.splits = 15;
    els_params_settle(&params);
    return params;
}

Test(params, text_form_is_read_back_the_same)
{
    els_arena arena = {0};
    els_run_params params = sample(), back;
    els_str text = els_params_format(&params, &arena);
    cr_assert_eq(els_params_parse(text, &arena, &back), ELS_OK);
    cr_assert(els_str_eq(els_params_format(&back, &arena), text));
    cr_assert(els_str_eq(back.data, params.data));
    cr_assert_eq(back.n_agents, 1);
    els_arena_fini(&arena);
}

Test(params, unknown_lines_and_broken_numbers_are_refused)
{
    els_arena arena = {0};
    els_run_params back;
    cr_assert_eq(els_params_parse(ELS_STR("colour=3\n"), &arena, &back), ELS_E_FORMAT);
    cr_assert_eq(els_params_parse(ELS_STR("seed=x\n"), &arena, &back), ELS_E_FORMAT);
    cr_assert_eq(els_params_parse(ELS_STR("seed\n"), &arena, &back), ELS_E_FORMAT);
    cr_assert_eq(els_params_parse(ELS_STR("batch-size=4294967296\n"), &arena, &back), ELS_E_FORMAT);
    cr_assert_eq(els_params_parse(ELS_STR("exploration=much\n"), &arena, &back), ELS_E_FORMAT);
    els_buf many = {0};
    els_buf_printf(&many, "plugins=a");
    for (uint32_t i = 0; i < ELS_RUN_NAMES_MAX; i++)
        els_buf_printf(&many, ",a");
    cr_assert_eq(els_params_parse(els_buf_str(&many), &arena, &back), ELS_E_FORMAT);
    els_buf_fini(&many);
    els_arena_fini(&arena);
}

Test(params, what_few_runs_have_is_read_back_too)
{
    els_arena arena = {0};
    els_run_params params = sample(), back;
    params.learning = false;
    params.n_agents = 0;
    params.externals = ELS_STR("mine@1#ab");
    params.from = ELS_STR("cd");
    params.from_learned = ELS_STR("benchmark@3");
    els_str text = els_params_format(&params, &arena);
    cr_assert_eq(els_params_parse(text, &arena, &back), ELS_OK);
    cr_assert(els_str_eq(els_params_format(&back, &arena), text));
    cr_assert(!back.learning && back.n_agents == 0);
    cr_assert(els_str_eq(back.externals, params.externals));
    els_arena_fini(&arena);
}

Test(params, probe_every_follows_the_iterations_unless_given)
{
    els_run_params params = els_params_default();
    params.iterations = 10;
    els_params_settle(&params);
    cr_assert_eq(params.probe_every, 1);
    params = els_params_default();
    params.iterations = 500;
    els_params_settle(&params);
    cr_assert_eq(params.probe_every, 20);
    params.probe_every = 7;
    els_params_settle(&params);
    cr_assert_eq(params.probe_every, 7);
}

Test(params, the_probe_prefix_is_never_longer_than_the_probe_set)
{
    els_run_params params = els_params_default();
    params.probe_tasks = 20;
    els_params_settle(&params);
    cr_assert_eq(params.probe_prefix, 20);
}

Test(params, good_parameters_pass_the_check)
{
    els_arena arena = {0};
    els_str why = {"", 0};
    els_run_params params = sample();
    cr_assert_eq(els_params_check(&params, &arena, &why), ELS_OK, "%.*s", ELS_STR_ARG(why));
    els_arena_fini(&arena);
}

static void assert_refused(const els_run_params *params, const char *option)
{
    els_arena arena = {0};
    els_str why = {"", 0};
    cr_assert_eq(els_params_check(params, &arena, &why), ELS_E_USAGE, "%s", option);
    cr_assert(els_str_contains(why, els_str_of(option)), "\"%.*s\" does not name %s",
              ELS_STR_ARG(why), option);
    els_arena_fini(&arena);
}

Test(params, every_value_out_of_range_is_refused_by_name)
{
    els_run_params params = sample();
    params.iterations = 0;
    assert_refused(&params, "--iterations");
    params = sample();
    params.batch_size = 70000;
    assert_refused(&params, "--batch-size");
    params = sample();
    params.exploration = 1.5;
    assert_refused(&params, "--exploration");
    params = sample();
    params.n_plugins = 0;
    assert_refused(&params, "--plugins");
    params = sample();
    params.plugins[1] = params.plugins[0];
    assert_refused(&params, "twice");
    params = sample();
    params.plugins[1] = ELS_STR("a,b");
    assert_refused(&params, "--plugins");
    params = sample();
    params.agents[0] = ELS_STR("wizard");
    assert_refused(&params, "wizard");
    params = sample();
    params.data = ELS_STR("/a\nseed=2");
    assert_refused(&params, "--data");
    params = sample();
    params.splits = 2;
    assert_refused(&params, "training");
    params = sample();
    params.probe_tasks = 0;
    assert_refused(&params, "--probe-tasks");
    params = sample();
    params.quiet_hours = ELS_STR("at night");
    assert_refused(&params, "--quiet-hours");
    params = sample();
    params.iterations = 100001;
    assert_refused(&params, "--iterations");
    params = sample();
    params.exploration = -0.1;
    assert_refused(&params, "--exploration");
    params = sample();
    params.n_agents = ELS_RUN_NAMES_MAX + 1;
    assert_refused(&params, "--agents takes at most");
    params = sample();
    params.plugins[0] = ELS_STR("");
    assert_refused(&params, "is no name");
    params = sample();
    params.data_digest = ELS_STR("a\x7f");
    assert_refused(&params, "--data");
    params = sample();
    params.externals = ELS_STR("mine\n");
    assert_refused(&params, "--plugin-exec");
    params = sample();
    params.from_learned = ELS_STR("\t");
    assert_refused(&params, "--from");
}

Test(params, texts_that_are_too_long_are_refused_by_name)
{
    static char longer[65538];
    memset(longer, 'x', sizeof longer - 1);
    els_run_params params = sample();
    params.plugins[0] = (els_str){longer, 65};
    assert_refused(&params, "is no name");
    params = sample();
    params.data = (els_str){longer, 4097};
    assert_refused(&params, "--data");
    params = sample();
    params.externals = (els_str){longer, 4097};
    assert_refused(&params, "--plugin-exec");
    params = sample();
    params.from = (els_str){longer, 65};
    assert_refused(&params, "--from");
    params = sample();
    params.from_learned = (els_str){longer, 65537};
    assert_refused(&params, "--from");
}

Test(params, letters_digits_and_three_signs_make_a_name)
{
    els_arena arena = {0};
    els_str why = {"", 0};
    els_run_params params = sample();
    params.plugins[0] = ELS_STR("azAZ09_-.");
    cr_assert_eq(els_params_check(&params, &arena, &why), ELS_OK, ELS_STR_FMT, ELS_STR_ARG(why));
    els_arena_fini(&arena);
    static const char *const bad[] = {"a/b", "a:b", "a@b", "a[b", "a`b", "a{b", "a b", "\xc3\xa4"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        params.plugins[0] = els_str_of(bad[i]);
        assert_refused(&params, "is no name");
    }
}

Test(params, a_difference_names_what_differs_and_equal_texts_have_none)
{
    els_arena arena = {0};
    els_run_params a = sample(), b = sample();
    els_str text_a = els_params_format(&a, &arena);
    cr_assert_eq(els_params_difference(text_a, text_a, &arena).len, 0);
    b.batch_size = 99;
    els_str difference = els_params_difference(text_a, els_params_format(&b, &arena), &arena);
    cr_assert(els_str_contains(difference, ELS_STR("batch-size is \"10\" there and \"99\" here")),
              "%.*s", ELS_STR_ARG(difference));
    b = sample();
    b.quiet_hours = (els_str){"", 0};
    difference = els_params_difference(els_params_format(&b, &arena), text_a, &arena);
    cr_assert(els_str_eq(difference, ELS_STR("quiet-hours is \"\" there and \"22:00-06:00\" here")),
              "%.*s", ELS_STR_ARG(difference));
    els_arena_fini(&arena);
}

Test(params, the_architectures_are_those_of_the_executor)
{
    uint32_t n;
    const char *const *names = els_agent_names(&n);
    cr_assert_eq(n, 18);
    cr_assert_str_eq(names[0], "react");
    cr_assert_str_eq(names[9], "voyager");
}
