#include "cli.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void els_cli_complain(const char *format, ...)
{
    els_buf text = {0};
    va_list args;
    va_start(args, format);
    els_buf_vprintf(&text, format, args);
    va_end(args);
    els_str rest = els_buf_str(&text), line;
    fputs("els: ", stderr);
    while (els_str_split(&rest, '\n', &line)) {
        els_cli_write_text(line, stderr);
        fputc('\n', stderr);
    }
    els_buf_fini(&text);
}

typedef struct {
    bool help;
} help_options;

/* The words of the usage up to an empty line: explanations follow there. */
static void describe_words(const char *command, const char *usage)
{
    static const char breaks[] = " |[]\n";
    const char *explanation = strstr(usage, "\n\n");
    const char *end = explanation ? explanation : usage + strlen(usage);
    const char *at = usage + strcspn(usage, breaks); /* behind the command's name */
    while ((at += strspn(at, breaks)) < end) {
        size_t len = strcspn(at, breaks);
        size_t lower = strspn(at, "abcdefghijklmnopqrstuvwxyz");
        if (lower == len && strncmp(at, "options", len) != 0)
            printf("%s|word|%.*s|||\n", command, (int)len, at);
        at += len;
    }
}

static void describe_options(const char *command, const els_option_group *group)
{
    for (size_t i = 0; i < group->n; i++) {
        const els_option *option = &group->options[i];
        if (option->help)
            printf("%s|option|--%s|%s|%s|%s\n", command, option->name,
                   option->argument ? option->argument : "", option->choices ? option->choices : "",
                   option->help);
    }
}

int els_cli_parse(const char *usage, const els_option *options, size_t n_options, void *target,
                  int argc, char **argv, els_arena *arena, els_option_list *ret_words)
{
    static const els_option help_option[] = {
        ELS_OPTION(ELS_OPTION_FLAG, "help", 'h', NULL, help_options, help, NULL,
                   "print this and exit"),
    };
    help_options help = {0};
    const els_option_group groups[] = {{options, n_options, target}, {help_option, 1, &help}};
    els_buf why = {0};
    if (argc == 2 && strcmp(argv[1], ELS_CLI_DESCRIBE) == 0) {
        describe_words(argv[0], usage);
        describe_options(argv[0], &groups[0]);
        describe_options(argv[0], &groups[1]);
        return ELS_EXIT_OK;
    }
    els_err err = els_options_parse(groups, 2, argc, argv, arena, ret_words, &why);
    int code = -1;
    if (help.help) {
        printf("usage: els %s\n\n", usage);
        els_options_print(groups, 2, stdout);
        code = ELS_EXIT_OK;
    } else if (err) {
        els_cli_complain("%s: " ELS_STR_FMT " (els %s --help lists the options)", argv[0],
                         ELS_STR_ARG(els_buf_str(&why)), argv[0]);
        code = ELS_EXIT_USAGE;
    }
    els_buf_fini(&why);
    return code;
}

void els_cli_complain_of_rows(const char *command, const char *path, els_err err,
                              const els_buf *why)
{
    const size_t at = strlen(path) + 1;
    const bool is_of_line = why->len > at && els_is_digit(why->ptr[at]); /* FILE:LINE: ... */
    if (err || why->len)
        els_cli_complain("%s: %s%s", command, els_err_line(err, why),
                         err && is_of_line ? "; with --skip-bad bad lines are left out" : "");
}

els_str els_cli_bin_dir(els_arena *arena)
{
    char path[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0)
        return ELS_STR(".");
    path[n] = '\0';
    return els_arena_copy(arena, els_str_of(dirname(path)));
}

const char *els_cli_plugin_keys(els_arena *arena)
{
    const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    if (!base && !home)
        return NULL;
    const char *path =
        els_arena_printf(arena, "%s%s/els/plugin-keys", base ? base : home, base ? "" : "/.config")
            .ptr;
    return access(path, R_OK) == 0 ? path : NULL;
}

els_err els_cli_read_file(const char *path, els_buf *out)
{
    enum { FILE_MAX = 64 << 20 };
    char chunk[16384];
    size_t n, total = 0;
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno == ENOENT ? ELS_E_NOT_FOUND : ELS_E_IO;
    els_err err = ELS_OK;
    while (!err && (n = fread(chunk, 1, sizeof chunk, file)) > 0) {
        total += n;
        if (total > FILE_MAX)
            err = ELS_E_LIMIT;
        else
            els_buf_append(out, chunk, n);
    }
    if (!err && ferror(file))
        err = ELS_E_IO;
    int failure = errno;
    fclose(file);
    errno = failure;
    return err;
}

void els_cli_print_json(json_t *json)
{
    json_dumpf(json, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    putchar('\n');
    json_decref(json);
}

double els_cli_number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

const char *els_cli_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

void els_cli_write_text(els_str text, FILE *file)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        unsigned char next = i + 1 < text.len ? (unsigned char)text.ptr[i + 1] : 0;
        bool is_c1 = c == 0xc2 && next >= 0x80 && next < 0xa0; /* U+0080 to U+009F in UTF-8 */
        i += is_c1;
        putc(c == '\n' ? ' ' : is_c1 || c < 0x20 || c == 0x7f ? '?' : c, file);
    }
}

void els_cli_print_text(els_str text)
{
    els_cli_write_text(text, stdout);
}
