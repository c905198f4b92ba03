/* els solve — one question, answered with what was learned. */
#include "asked.h"
#include "cli.h"
#include "learned.h"
#include "orchestrator.h"
#include "usual.h"

#include <string.h>

typedef struct {
    const char *store, *context, *kind, *type;
    els_option_list choices;
    bool json, explain, from_stdin;
} solve_options;

#define TYPES "text,number,enum,entity,date,list"

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", solve_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_TEXT, "context", 0, "TEXT", solve_options, context, NULL,
               "what the question is about"),
    ELS_OPTION(ELS_OPTION_TEXT, "kind", 0, "KIND", solve_options, kind, NULL,
               "kind of task, such as a plugin's name (decides the knowledge base)"),
    ELS_OPTION_CHOICE("type", "TYPE", solve_options, type, NULL, TYPES,
                      "type of the answer (default: whatever fits)"),
    ELS_OPTION(ELS_OPTION_LIST, "choices", 0, "A,B", solve_options, choices, NULL,
               "allowed answers (type enum)"),
    ELS_OPTION(ELS_OPTION_FLAG, "explain", 0, NULL, solve_options, explain, NULL,
               "show what the agent did"),
    ELS_OPTION(ELS_OPTION_FLAG, "stdin", 0, NULL, solve_options, from_stdin, NULL,
               "read the question and the rest as one JSON object from stdin: question, context, "
               "kind, type, choices"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, solve_options, json, NULL, "print JSON"),
};

/* Kinds with a single unnamed answer, such as a plain question wants. */
static const char *const default_kinds[] = {"benchmark", "sales_research"};
static const char *const default_types[] = {"number", "entity", "text", "date", "list"};

typedef struct {
    const solve_options *options;
    const els_learned *learned;
    els_arena *arena;
    els_result best;
    const els_task *best_task; /* that it answers */
    bool has_best;
    els_str refusal; /* rule of the policy by which it was refused; empty: it was not */
} solver;

/* Tries the question as one kind with one type of answer, and keeps the most trusted answer. */
static void try_as(solver *s, els_str question, els_str kind, const char *type)
{
    els_arena *arena = s->arena;
    els_field_spec *field = ELS_ARENA_NEW(arena, els_field_spec, 1);
    els_task *task = ELS_ARENA_NEW(arena, els_task, 1);
    *field = (els_field_spec){.type = els_str_of(type),
                              .choices = s->options->choices.items,
                              .n_choices = (uint32_t)s->options->choices.n};
    *task = (els_task){.id = ELS_STR("solve"),
                       .kind = kind,
                       .question = question,
                       .context = els_str_of(s->options->context),
                       .fields = field,
                       .n_fields = 1};
    if (!s->options->type && s->options->choices.n == 0)
        els_learned_choices(s->learned, task, arena);
    else if (s->options->choices.n == 0)
        (void)els_learned_usual(s->learned, task, arena);
    const els_kb_index *kb = els_learned_kb(s->learned, kind);
    if (kb)
        task->kb = kind;
    els_orders orders = {.salt = 1, .config = els_learned_config(s->learned)};
    els_result result;
    els_orchestrator_solve(els_learned_mind(s->learned), task, kb, &orders, arena, &result);
    if (els_str_starts(result.trace, ELS_STR("refused:")))
        s->refusal = els_str_sub(result.trace, strlen("refused:"), result.trace.len);
    if (result.status != ELS_STATUS_ANSWERED)
        return;
    if (!s->has_best || result.answers[0].confidence > s->best.answers[0].confidence) {
        s->best = result;
        s->best_task = task;
        s->has_best = true;
    }
}

/* Labels were learned for plain questions of the kind. */
static bool is_labelled(const solver *s, els_str kind)
{
    els_labels_about about;
    uint64_t key = els_labels_key(kind, (els_str){"", 0});
    return els_labels_look(els_learned_mind(s->learned)->labels, key, &about) && about.trained;
}

/* Usual answers were learned for plain questions of the kind, which take any text. */
static bool has_usual(const solver *s, els_str kind)
{
    els_labels_about about;
    uint64_t key = els_usual_key(kind, (els_str){"", 0});
    return els_labels_look(els_learned_mind(s->learned)->labels, key, &about) && about.trained;
}

static void try_kind(solver *s, els_str question, els_str kind)
{
    const solve_options *o = s->options;
    if (o->type || o->choices.n || is_labelled(s, kind)) {
        try_as(s, question, kind, o->type ? o->type : "enum");
        return;
    }
    if (has_usual(s, kind)) {
        try_as(s, question, kind, "text");
        return;
    }
    for (size_t t = 0; t < sizeof default_types / sizeof default_types[0]; t++)
        try_as(s, question, kind, default_types[t]);
}

static void try_all(solver *s, els_str question)
{
    if (s->options->kind) {
        try_kind(s, question, els_str_of(s->options->kind));
        return;
    }
    if (is_labelled(s, ELS_STR("dataset")) ||
        has_usual(s, ELS_STR("dataset"))) { /* the user's own rows, which name no kind */
        try_kind(s, question, ELS_STR("dataset"));
        return;
    }
    for (size_t k = 0; k < sizeof default_kinds / sizeof default_kinds[0]; k++)
        try_kind(s, question, els_str_of(default_kinds[k]));
}

/* Keeps the answer for els feedback; an answer that cannot be kept is printed all the same. */
static void keep(const solver *s, char ret_id[ELS_ASKED_ID])
{
    els_buf why = {0};
    const els_task *task = s->best_task;
    els_asked asked = {.kind = task->kind,
                       .type = task->fields[0].type,
                       .question = task->question,
                       .context = task->context,
                       .answer = s->best.answers[0].value,
                       .choices = s->options->choices.items,
                       .n_choices = (uint32_t)s->options->choices.n};
    ret_id[0] = '\0';
    if (els_asked_keep(s->options->store, &asked, ret_id, &why))
        els_cli_complain("solve: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    els_buf_fini(&why);
}

static int print(const solver *s)
{
    char id[ELS_ASKED_ID];
    if (!s->has_best && s->refusal.len) {
        els_cli_complain("solve: refused by the policy: " ELS_STR_FMT " (docs/policy.md)",
                         ELS_STR_ARG(s->refusal));
        return ELS_EXIT_FAILED;
    }
    if (!s->has_best) {
        els_cli_complain("solve: no agent found an answer");
        return ELS_EXIT_FAILED;
    }
    const els_result *r = &s->best;
    keep(s, id);
    if (s->options->json) {
        els_cli_print_json(json_pack("{s:s, s:s#, s:f, s:s#, s:I, s:s#}", "id", id, "answer",
                                     r->answers[0].value.ptr, (int)r->answers[0].value.len,
                                     "confidence", r->answers[0].confidence, "agent", r->agent.ptr,
                                     (int)r->agent.len, "cost", (json_int_t)r->cost, "trace",
                                     r->trace.ptr ? r->trace.ptr : "", (int)r->trace.len));
        return ELS_EXIT_OK;
    }
    els_cli_print_text(r->answers[0].value);
    putchar('\n');
    if (id[0])
        fprintf(stderr, "id %s: els feedback %s --right, --wrong or --answer A\n", id, id);
    if (s->options->explain)
        fprintf(stderr, "confidence %.2f, %llu work units, " ELS_STR_FMT ": " ELS_STR_FMT "\n",
                r->answers[0].confidence, (unsigned long long)r->cost, ELS_STR_ARG(r->agent),
                ELS_STR_ARG(r->trace));
    return ELS_EXIT_OK;
}

static const char *member(const json_t *object, const char *name, els_arena *arena)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? els_arena_strdup(arena, els_str_of(text)) : NULL;
}

/* The question and its options from stdin; -1 to go on, else the exit code. */
static int read_stdin(solve_options *o, els_option_list *words, els_arena *arena)
{
    els_buf text = {0};
    const json_t *one;
    size_t i;
    els_err err = els_cli_read_file("/dev/stdin", &text);
    json_t *asked = err ? NULL : json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    const char *question = member(asked, "question", arena);
    const json_t *choices = json_object_get(asked, "choices");
    bool ok = words->n == 0 && question != NULL;
    if (ok) {
        words->items = ELS_ARENA_NEW(arena, els_str, 1);
        words->items[words->n++] = els_str_of(question);
        o->context = member(asked, "context", arena);
        o->kind = member(asked, "kind", arena);
        o->type = member(asked, "type", arena);
        o->choices =
            (els_option_list){.items = ELS_ARENA_NEW(arena, els_str, json_array_size(choices) + 1)};
        ok = !choices || json_is_array(choices);
        json_array_foreach(choices, i, one)
        {
            els_str choice = els_str_of(json_string_value(one));
            ok = ok && choice.len > 0;
            o->choices.items[o->choices.n++] = els_arena_copy(arena, choice);
        }
        if (!ok)
            els_cli_complain("solve: --stdin: choices must be a list of strings, none empty");
    } else {
        els_cli_complain("solve: --stdin takes one JSON object with a question, and no words");
    }
    json_decref(asked);
    els_buf_fini(&text);
    return ok ? -1 : ELS_EXIT_USAGE;
}

/* JSON takes no other text. */
static bool is_utf8(els_str text)
{
    json_t *string = json_stringn(text.len ? text.ptr : "", text.len);
    json_decref(string);
    return string != NULL;
}

/* What is kept for els feedback must be text: -1 to go on, else the exit code. */
static int check_text(const solve_options *o, els_str question)
{
    bool ok = is_utf8(question) && is_utf8(els_str_of(o->context)) && is_utf8(els_str_of(o->kind));
    for (size_t i = 0; i < o->choices.n && ok; i++)
        ok = is_utf8(o->choices.items[i]);
    if (!ok)
        els_cli_complain("solve: question, context, kind and choices must be UTF-8");
    return ok ? -1 : ELS_EXIT_USAGE;
}

/* -1 to go on, else the exit code. What came from stdin has passed no table of options. */
static int check_type(const solve_options *o)
{
    els_str types = ELS_STR(TYPES), type = els_str_of(o->type), known;
    bool is_known = !o->type;
    while (!is_known && els_str_split(&types, ',', &known))
        is_known = els_str_eq(type, known);
    if (!is_known)
        els_cli_complain("solve: the type must be one of " TYPES);
    else if (els_str_eq(type, ELS_STR("enum")) && o->choices.n == 0)
        els_cli_complain("solve: the type enum needs choices: --choices A,B");
    else
        return -1;
    return ELS_EXIT_USAGE;
}

int els_cli_solve(int argc, char **argv)
{
    solve_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    els_buf why = {0};
    els_learned *learned = NULL;
    int code = els_cli_parse("solve \"question\" [options]", options,
                             sizeof options / sizeof options[0], &o, argc, argv, &arena, &words);
    if (code < 0 && o.from_stdin)
        code = read_stdin(&o, &words, &arena);
    if (code < 0 && (words.n != 1 || words.items[0].len == 0 || words.items[0].len > 16384)) {
        els_cli_complain("solve: give one question, in quotes, of at most 16384 bytes");
        code = ELS_EXIT_USAGE;
    }
    if (code < 0)
        code = check_text(&o, words.items[0]);
    if (code < 0)
        code = check_type(&o);
    if (code < 0 && els_learned_open(o.store, &learned, &why)) {
        els_cli_complain("solve: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
        code = ELS_EXIT_FAILED;
    }
    if (code < 0) {
        solver s = {.options = &o, .learned = learned, .arena = &arena};
        try_all(&s, words.items[0]);
        code = print(&s);
    }
    els_learned_close(&learned);
    els_buf_fini(&why);
    els_arena_fini(&arena);
    return code;
}
