#include "options.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct {
    bool quick;
    uint64_t count;
    double share;
    const char *mode;
    els_option_list plugins;
} settings;

static const els_option table[] = {
    ELS_OPTION(ELS_OPTION_FLAG, "quick", 'q', NULL, settings, quick, NULL, "be quick"),
    {.name = "count",
     .letter = 'c',
     .type = ELS_OPTION_U64,
     .argument = "N",
     .offset = offsetof(settings, count),
     .fallback = "10",
     .min = 1,
     .max = 100,
     .help = "how many"},
    {.name = "share",
     .type = ELS_OPTION_F64,
     .argument = "X",
     .offset = offsetof(settings, share),
     .fallback = "0.5",
     .min = 0,
     .max = 1,
     .help = "how much"},
    {.name = "mode",
     .type = ELS_OPTION_TEXT,
     .argument = "M",
     .offset = offsetof(settings, mode),
     .fallback = "plain",
     .choices = "plain,fancy",
     .help = "which"},
    ELS_OPTION(ELS_OPTION_LIST, "plugins", 0, "A,B", settings, plugins, NULL, "which ones"),
};

static els_arena arena;
static els_buf why;
static settings set;

static els_err parse(els_option_list *words, int argc, ...)
{
    char *argv[16] = {"els"};
    va_list args;
    va_start(args, argc);
    for (int i = 0; i < argc; i++)
        argv[i + 1] = va_arg(args, char *);
    va_end(args);
    els_option_group group = {table, 5, &set};
    els_buf_clear(&why);
    return els_options_parse(&group, 1, argc + 1, argv, &arena, words, &why);
}

static void fini(void)
{
    els_arena_fini(&arena);
    els_buf_fini(&why);
}

TestSuite(options, .fini = fini);

Test(options, sets_defaults_when_nothing_is_given)
{
    cr_assert_eq(parse(NULL, 0), ELS_OK);
    cr_assert_eq(set.quick, false);
    cr_assert_eq(set.count, 10);
    cr_assert_eq(set.share, 0.5);
    cr_assert_str_eq(set.mode, "plain");
    cr_assert_eq(set.plugins.n, 0);
}

Test(options, reads_every_way_of_writing)
{
    cr_assert_eq(parse(NULL, 8, "-q", "--count=7", "--share", "0.25", "--mode", "fancy",
                       "--plugins", "a, b,c"),
                 ELS_OK);
    cr_assert(set.quick);
    cr_assert_eq(set.count, 7);
    cr_assert_eq(set.share, 0.25);
    cr_assert_str_eq(set.mode, "fancy");
    cr_assert_eq(set.plugins.n, 3);
    cr_assert(els_str_eq(set.plugins.items[1], ELS_STR("b")));
    cr_assert_eq(parse(NULL, 2, "-c", "8"), ELS_OK);
    cr_assert_eq(set.count, 8);
    cr_assert_eq(parse(NULL, 1, "-c9"), ELS_OK);
    cr_assert_eq(set.count, 9);
    cr_assert_eq(parse(NULL, 2, "--count=3", "--count=4"), ELS_OK);
    cr_assert_eq(set.count, 4, "the last one counts");
}

Test(options, collects_words_in_order)
{
    els_option_list words = {0};
    cr_assert_eq(parse(&words, 5, "solve", "-q", "--", "--count", "-"), ELS_OK);
    cr_assert_eq(words.n, 3);
    cr_assert(els_str_eq(words.items[0], ELS_STR("solve")));
    cr_assert(els_str_eq(words.items[1], ELS_STR("--count")));
    cr_assert(els_str_eq(words.items[2], ELS_STR("-")));
}

static void expect_refused(els_err err, const char *text)
{
    cr_expect_eq(err, ELS_E_USAGE, "%s", text);
    cr_expect_str_eq(why.len ? why.ptr : "", text);
}

Test(options, says_what_is_wrong)
{
    expect_refused(parse(NULL, 1, "--cuont"), "unknown option --cuont");
    expect_refused(parse(NULL, 1, "--cuont=1"), "unknown option --cuont");
    expect_refused(parse(NULL, 1, "-x"), "unknown option -x");
    expect_refused(parse(NULL, 1, "--count"), "--count needs a value (N)");
    expect_refused(parse(NULL, 1, "--quick=yes"), "--quick takes no value");
    expect_refused(parse(NULL, 1, "--count=-1"), "--count: \"-1\" is not a whole number");
    expect_refused(parse(NULL, 1, "--count=99999999999999999999"),
                   "--count: 99999999999999999999 is too large");
    expect_refused(parse(NULL, 1, "--count=101"), "--count: must be between 1 and 100");
    expect_refused(parse(NULL, 1, "--share=much"), "--share: \"much\" is not a number");
    expect_refused(parse(NULL, 1, "--share=1.5"), "--share: must be between 0 and 1");
    expect_refused(parse(NULL, 1, "--mode=odd"), "--mode: must be one of plain,fancy");
    expect_refused(parse(NULL, 1, "--plugins=a,,b"), "--plugins: empty part in \"a,,b\"");
    expect_refused(parse(NULL, 1, "--plugins="), "--plugins: empty part in \"\"");
    expect_refused(parse(NULL, 1, "word"), "unexpected word \"word\"");
}

Test(options, prints_a_line_for_each)
{
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    els_option_group group = {table, 5, &set};
    els_options_print(&group, 1, file);
    fclose(file);
    cr_assert_str_eq(text, "  -q, --quick        be quick\n"
                           "  -c, --count N      how many (default 10)\n"
                           "      --share X      how much (default 0.5)\n"
                           "      --mode M       which: plain,fancy (default plain)\n"
                           "      --plugins A,B  which ones\n");
    free(text);
}

Test(options, one_without_help_is_read_but_not_shown)
{
    static const els_option hidden[] = {
        ELS_OPTION(ELS_OPTION_U64, "hidden-for-tests", 0, "N", settings, count, NULL, NULL)};
    char *text = NULL;
    size_t len = 0;
    FILE *file = open_memstream(&text, &len);
    els_option_group group = {hidden, 1, &set};
    els_options_print(&group, 1, file);
    fclose(file);
    cr_assert_str_eq(text, "");
    free(text);
    char *argv[] = {"program", "--hidden-for-tests=7"};
    els_arena arena = {0};
    els_buf why = {0};
    cr_assert_eq(els_options_parse(&group, 1, 2, argv, &arena, NULL, &why), ELS_OK);
    cr_assert_eq(set.count, 7);
    els_buf_fini(&why);
    els_arena_fini(&arena);
}
