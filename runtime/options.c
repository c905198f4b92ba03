#include "options.h"

#include <stdlib.h>
#include <string.h>

enum { LEFT_BYTES = 128 }; /* of a line of help: names and argument */

typedef struct {
    const els_option *option;
    void *value;
} slot;

static bool find_long(const els_option_group *groups, size_t n_groups, els_str name, slot *ret)
{
    for (size_t g = 0; g < n_groups; g++) {
        for (size_t i = 0; i < groups[g].n; i++) {
            const els_option *option = &groups[g].options[i];
            if (els_str_eq(name, els_str_of(option->name))) {
                *ret = (slot){option, (char *)groups[g].target + option->offset};
                return true;
            }
        }
    }
    return false;
}

static bool find_letter(const els_option_group *groups, size_t n_groups, char letter, slot *ret)
{
    for (size_t g = 0; g < n_groups; g++) {
        for (size_t i = 0; i < groups[g].n; i++) {
            const els_option *option = &groups[g].options[i];
            if (option->letter && option->letter == letter) {
                *ret = (slot){option, (char *)groups[g].target + option->offset};
                return true;
            }
        }
    }
    return false;
}

static els_err check_range(const els_option *option, double value, els_buf *error_text)
{
    if ((option->min == 0 && option->max == 0) || (value >= option->min && value <= option->max))
        return ELS_OK;
    els_buf_printf(error_text, "--%s: must be between %.15g and %.15g", option->name, option->min,
                   option->max);
    return ELS_E_USAGE;
}

static els_err check_choice(const els_option *option, const char *text, els_buf *error_text)
{
    els_str rest = els_str_of(option->choices), choice;
    if (!option->choices)
        return ELS_OK;
    while (els_str_split(&rest, ',', &choice)) {
        if (els_str_eq(choice, els_str_of(text)))
            return ELS_OK;
    }
    els_buf_printf(error_text, "--%s: must be one of %s", option->name, option->choices);
    return ELS_E_USAGE;
}

static els_err set_list(const els_option *option, const char *text, els_option_list *ret,
                        els_arena *arena, els_buf *error_text)
{
    size_t n = 1;
    for (const char *c = text; *c; c++)
        n += *c == ',';
    els_str *items = ELS_ARENA_NEW(arena, els_str, n);
    els_str rest = els_str_of(text), part;
    for (size_t i = 0; els_str_split(&rest, ',', &part); i++) {
        items[i] = els_str_trim(part);
        if (items[i].len == 0) {
            els_buf_printf(error_text, "--%s: empty part in \"%s\"", option->name, text);
            return ELS_E_USAGE;
        }
    }
    *ret = (els_option_list){items, n};
    return ELS_OK;
}

static els_err set_value(slot to, const char *text, els_arena *arena, els_buf *error_text)
{
    uint64_t u64;
    double f64;
    els_err err = ELS_OK;
    switch (to.option->type) {
    case ELS_OPTION_FLAG:
        *(bool *)to.value = true;
        return ELS_OK;
    case ELS_OPTION_U64:
        if (!els_str_to_u64(els_str_of(text), &u64)) {
            if (!*text || text[strspn(text, "0123456789")])
                break;
            els_buf_printf(error_text, "--%s: %.40s is too large", to.option->name, text);
            return ELS_E_USAGE;
        }
        err = check_range(to.option, (double)u64, error_text);
        if (!err)
            *(uint64_t *)to.value = u64;
        return err;
    case ELS_OPTION_F64:
        if (!els_str_to_double(els_str_of(text), &f64))
            break;
        err = check_range(to.option, f64, error_text);
        if (!err)
            *(double *)to.value = f64;
        return err;
    case ELS_OPTION_TEXT:
        err = check_choice(to.option, text, error_text);
        if (!err)
            *(const char **)to.value = text;
        return err;
    case ELS_OPTION_LIST:
        return set_list(to.option, text, to.value, arena, error_text);
    }
    els_buf_printf(error_text, "--%s: \"%s\" is not %s number", to.option->name, text,
                   to.option->type == ELS_OPTION_U64 ? "a whole" : "a");
    return ELS_E_USAGE;
}

static els_err set_defaults(const els_option_group *group, els_arena *arena, els_buf *error_text)
{
    for (size_t i = 0; i < group->n; i++) {
        const els_option *option = &group->options[i];
        void *value = (char *)group->target + option->offset;
        static const size_t sizes[] = {
            [ELS_OPTION_FLAG] = sizeof(bool),
            [ELS_OPTION_U64] = sizeof(uint64_t),
            [ELS_OPTION_F64] = sizeof(double),
            [ELS_OPTION_TEXT] = sizeof(const char *),
            [ELS_OPTION_LIST] = sizeof(els_option_list),
        };
        memset(value, 0, sizes[option->type]);
        if (!option->fallback)
            continue;
        els_err err = set_value((slot){option, value}, option->fallback, arena, error_text);
        if (err)
            return err;
    }
    return ELS_OK;
}

/* Reads the option at argv[*at], with its value, and moves *at to its last word. */
static els_err read_option(const els_option_group *groups, size_t n_groups, int argc,
                           char *const *argv, int *at, els_arena *arena, els_buf *error_text)
{
    const char *word = argv[*at];
    const char *value = NULL;
    slot to;
    if (word[1] == '-') {
        els_str name = els_str_of(word + 2);
        const char *equals = strchr(word + 2, '=');
        if (equals) {
            name.len = (size_t)(equals - name.ptr);
            value = equals + 1;
        }
        if (!find_long(groups, n_groups, name, &to)) {
            els_buf_printf(error_text, "unknown option --" ELS_STR_FMT, ELS_STR_ARG(name));
            return ELS_E_USAGE;
        }
    } else {
        if (!find_letter(groups, n_groups, word[1], &to)) {
            els_buf_printf(error_text, "unknown option -%c", word[1]);
            return ELS_E_USAGE;
        }
        if (word[2])
            value = word + 2;
    }
    if (to.option->type == ELS_OPTION_FLAG) {
        if (value) {
            els_buf_printf(error_text, "--%s takes no value", to.option->name);
            return ELS_E_USAGE;
        }
    } else if (!value) {
        if (*at + 1 >= argc) {
            els_buf_printf(error_text, "--%s needs a value (%s)", to.option->name,
                           to.option->argument);
            return ELS_E_USAGE;
        }
        value = argv[++*at];
    }
    return set_value(to, value, arena, error_text);
}

els_err els_options_parse(const els_option_group *groups, size_t n_groups, int argc,
                          char *const *argv, els_arena *arena, els_option_list *ret_words,
                          els_buf *error_text)
{
    els_err err = ELS_OK;
    for (size_t g = 0; g < n_groups && !err; g++)
        err = set_defaults(&groups[g], arena, error_text);
    els_option_list words = {ELS_ARENA_NEW(arena, els_str, argc > 0 ? (size_t)argc : 1), 0};
    bool is_over = false;
    for (int i = 1; i < argc && !err; i++) {
        if (!is_over && strcmp(argv[i], "--") == 0) {
            is_over = true;
        } else if (!is_over && argv[i][0] == '-' && argv[i][1]) {
            err = read_option(groups, n_groups, argc, argv, &i, arena, error_text);
        } else if (ret_words) {
            words.items[words.n++] = els_str_of(argv[i]);
        } else {
            els_buf_printf(error_text, "unexpected word \"%s\"", argv[i]);
            err = ELS_E_USAGE;
        }
    }
    if (!err && ret_words)
        *ret_words = words;
    return err;
}

/* "-q, --quiet", "    --store DIR"; returns its length. */
static int write_left(const els_option *option, char *left, size_t size)
{
    return snprintf(left, size, "%c%c%s--%s%s%s", option->letter ? '-' : ' ',
                    option->letter ? option->letter : ' ', option->letter ? ", " : "  ",
                    option->name, option->argument ? " " : "",
                    option->argument ? option->argument : "");
}

static void print_option(const els_option *option, int width, FILE *file)
{
    char left[LEFT_BYTES];
    write_left(option, left, sizeof left);
    fprintf(file, "  %-*s  %s", width, left, option->help);
    if (option->choices)
        fprintf(file, ": %s", option->choices);
    if (option->fallback && *option->fallback)
        fprintf(file, " (default %s)", option->fallback);
    fputc('\n', file);
}

static int width_of(const els_option_group *group)
{
    int width = 0;
    for (size_t i = 0; i < group->n; i++) {
        char left[LEFT_BYTES];
        int length = group->options[i].help ? write_left(&group->options[i], left, sizeof left) : 0;
        width = length > width ? length : width;
    }
    return width;
}

void els_options_print(const els_option_group *groups, size_t n_groups, FILE *file)
{
    int width = 0;
    for (size_t g = 0; g < n_groups; g++) {
        int of_group = width_of(&groups[g]);
        width = of_group > width ? of_group : width;
    }
    for (size_t g = 0; g < n_groups; g++)
        for (size_t i = 0; i < groups[g].n; i++)
            if (groups[g].options[i].help)
                print_option(&groups[g].options[i], width, file);
}
