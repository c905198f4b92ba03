/* fuzz_options.c — any words as a command line, one per line, for a table with options of every
 * type. What is accepted is within the table's limits, and means the same when it is written in the
 * other form; what is refused gets one line. */
#include "fuzz.h"
#include "options.h"

#include <math.h>

enum { WORDS_MAX = 64 };

typedef struct {
    bool flag;
    uint64_t count;
    double share;
    const char *text, *mode;
    els_option_list list;
} values;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_FLAG, "flag", 'f', NULL, values, flag, NULL, "a flag"),
    {.name = "count",
     .letter = 'n',
     .type = ELS_OPTION_U64,
     .argument = "N",
     .offset = offsetof(values, count),
     .fallback = "5",
     .min = 1,
     .max = 100000,
     .help = "a number"},
    {.name = "share",
     .type = ELS_OPTION_F64,
     .argument = "X",
     .offset = offsetof(values, share),
     .min = 0.01,
     .max = 0.9,
     .help = "a share"},
    ELS_OPTION(ELS_OPTION_TEXT, "text", 't', "TEXT", values, text, NULL, "a text"),
    {.name = "mode",
     .type = ELS_OPTION_TEXT,
     .argument = "MODE",
     .offset = offsetof(values, mode),
     .fallback = "one",
     .choices = "one,two,three",
     .help = "a choice"},
    ELS_OPTION(ELS_OPTION_LIST, "list", 'l', "A,B", values, list, NULL, "a list"),
};

static bool parse(int argc, char **argv, values *ret, els_arena *arena, els_option_list *words)
{
    els_buf why = {0};
    els_option_group group = {options, sizeof options / sizeof options[0], ret};
    els_err err = els_options_parse(&group, 1, argc, argv, arena, words, &why);
    require(err == ELS_OK || err == ELS_E_USAGE);
    require(err == ELS_OK ? why.len == 0 : why.len > 0 && !memchr(why.ptr, '\n', why.len));
    els_buf_fini(&why);
    return err == ELS_OK;
}

static bool is_same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* The same values in the form --name=value, numbers printed again. */
static void check_again(const values *given, const els_option_list *words, els_arena *arena)
{
    char *argv[16] = {"fuzz"};
    int argc = 1;
    els_buf list = {0};
    values again = {0};
    els_option_list words_again = {0};
    if (given->flag)
        argv[argc++] = "--flag";
    argv[argc++] = "-n";
    argv[argc++] = (char *)els_arena_printf(arena, "%llu", (unsigned long long)given->count).ptr;
    if (given->text)
        argv[argc++] = (char *)els_arena_printf(arena, "--text=%s", given->text).ptr;
    argv[argc++] = (char *)els_arena_printf(arena, "--mode=%s", given->mode).ptr;
    for (size_t i = 0; i < given->list.n; i++)
        els_buf_printf(&list, "%s" ELS_STR_FMT, i ? "," : "", ELS_STR_ARG(given->list.items[i]));
    if (given->list.n)
        argv[argc++] = (char *)els_arena_printf(arena, "--list=%s", list.ptr).ptr;
    argv[argc++] = "--";
    for (size_t i = 0; i < words->n && argc < 15; i++)
        argv[argc++] = els_arena_strdup(arena, words->items[i]);
    size_t n_words = words->n;
    require(parse(argc, argv, &again, arena, &words_again));
    require(again.flag == given->flag && again.count == given->count &&
            is_same_text(again.text, given->text) && is_same_text(again.mode, given->mode) &&
            again.list.n == given->list.n && words_again.n <= n_words);
    for (size_t i = 0; i < given->list.n; i++)
        require(els_str_eq(again.list.items[i], given->list.items[i]));
    for (size_t i = 0; i < words_again.n; i++)
        require(els_str_eq(words_again.items[i], words->items[i]));
    els_buf_fini(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    els_arena arena = {0};
    els_str rest = {(const char *)data, size}, line;
    char *argv[WORDS_MAX + 1] = {"fuzz"};
    int argc = 1;
    values given = {0};
    els_option_list words = {0};
    while (argc < WORDS_MAX && els_str_split(&rest, '\n', &line))
        argv[argc++] = els_arena_strdup(&arena, line);
    if (parse(argc, argv, &given, &arena, &words)) {
        require(given.count >= 1 && given.count <= 100000);
        require(isfinite(given.share) &&
                (given.share == 0 || (given.share >= 0.01 && given.share <= 0.9)));
        require(strcmp(given.mode, "one") == 0 || strcmp(given.mode, "two") == 0 ||
                strcmp(given.mode, "three") == 0);
        for (size_t i = 0; i < given.list.n; i++)
            require(given.list.items[i].len > 0 &&
                    els_str_trim(given.list.items[i]).len == given.list.items[i].len);
        check_again(&given, &words, &arena);
    }
    els_arena_fini(&arena);
    return 0;
}
