/* family_list.c — programs over lists and words: from examples "[3, 1] -> [1, 3]" or "abc -> cba",
 * and, where a list stands without examples, by what the words of the question ask for. */
#include "family_numeric.h"
#include "tool_list.h"

#include <math.h>
#include <string.h>

enum { MAX_FOUND = 24, MAX_WORD = 32 };

typedef struct {
    els_list_value value;
    size_t begin, end; /* bytes of the text */
} found_value;

static const char *const arrows[] = {"->",  "=>",      "\xe2\x86\x92", "becomes", "gives", "output",
                                     "out", "returns", "maps to",      "yields",  "result"};

/* ---- lists of numbers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Integer at `at`; returns its end, `at` when there is none. */
static size_t integer_at(els_str text, size_t at, int64_t *ret)
{
    size_t i = at;
    bool negative = i < text.len && text.ptr[i] == '-';
    int64_t value = 0;
    i += negative;
    size_t first = i;
    while (i < text.len && is_digit(text.ptr[i]) && i - first < 12)
        value = value * 10 + (text.ptr[i++] - '0');
    if (i == first || (i < text.len && (is_digit(text.ptr[i]) || is_letter(text.ptr[i]))))
        return at;
    *ret = negative ? -value : value;
    return i;
}

static bool list_at(els_arena *arena, els_str text, size_t at, found_value *ret)
{
    int64_t items[ELS_LIST_MAX_ITEMS];
    uint32_t n = 0;
    size_t i = at + 1;
    for (; i < text.len && text.ptr[i] != ']';) {
        if (text.ptr[i] == ' ' || text.ptr[i] == ',') {
            i++;
            continue;
        }
        size_t end = n < ELS_LIST_MAX_ITEMS ? integer_at(text, i, &items[n]) : i;
        if (end == i)
            return false;
        n++;
        i = end;
    }
    if (i >= text.len)
        return false;
    int64_t *copy = ELS_ARENA_NEW(arena, int64_t, n + 1);
    memcpy(copy, items, n * sizeof *copy);
    *ret = (found_value){{copy, n, false}, at, i + 1};
    return true;
}

/* The text between an input and what follows says "becomes". */
static bool is_arrow(els_str between)
{
    char lower[28];
    if (between.len > sizeof lower)
        return false;
    for (size_t i = 0; i < between.len; i++)
        lower[i] = between.ptr[i] >= 'A' && between.ptr[i] <= 'Z'
                       ? (char)(between.ptr[i] - 'A' + 'a')
                       : between.ptr[i];
    for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++)
        if (els_str_contains((els_str){lower, between.len}, els_str_of(arrows[i])))
            return true;
    return false;
}

/* Number right behind an arrow that follows `from`. */
static bool number_behind_arrow(els_arena *arena, els_str text, size_t from, els_list_value *ret)
{
    for (size_t at = from; at < text.len && at < from + 28 && text.ptr[at] != '['; at++) {
        int64_t value;
        bool minus = text.ptr[at] == '-' && at + 1 < text.len && is_digit(text.ptr[at + 1]);
        if (!minus && !is_digit(text.ptr[at]))
            continue;
        if (!is_arrow(els_str_sub(text, from, at)) || integer_at(text, at, &value) == at)
            return false;
        int64_t *copy = ELS_ARENA_NEW(arena, int64_t, 1);
        *copy = value;
        *ret = (els_list_value){copy, 1, true};
        return true;
    }
    return false;
}

static bool add_example(els_list_problem *problem, els_list_value in, els_list_value out)
{
    if (problem->n_examples == ELS_LIST_MAX_EXAMPLES)
        return false;
    problem->inputs[problem->n_examples] = in;
    problem->outputs[problem->n_examples++] = out;
    return true;
}

static bool read_lists(els_arena *arena, els_str text, els_list_problem *problem, bool *has_query,
                       els_list_value *query)
{
    found_value found[MAX_FOUND];
    uint32_t n = 0;
    for (size_t at = 0; at < text.len && n < MAX_FOUND; at++)
        if (text.ptr[at] == '[' && list_at(arena, text, at, &found[n]))
            at = found[n++].end - 1;
    for (uint32_t i = 0; i < n; i++) {
        els_list_value number;
        if (number_behind_arrow(arena, text, found[i].end, &number)) {
            add_example(problem, found[i].value, number);
        } else if (i + 1 < n && is_arrow(els_str_sub(text, found[i].end, found[i + 1].begin))) {
            add_example(problem, found[i].value, found[i + 1].value);
            i++;
        } else {
            *query = found[i].value;
            *has_query = true;
        }
    }
    return n > 0;
}

/* ---- words ---- */

static els_list_value word_value(els_arena *arena, els_str word)
{
    int64_t *items = ELS_ARENA_NEW(arena, int64_t, word.len + 1);
    for (size_t i = 0; i < word.len; i++)
        items[i] = (unsigned char)word.ptr[i];
    return (els_list_value){items, (uint32_t)word.len, false};
}

static els_str word_at(els_str text, size_t at)
{
    size_t end = at;
    while (end < text.len && (is_letter(text.ptr[end]) || is_digit(text.ptr[end])))
        end++;
    return els_str_sub(text, at, end);
}

static size_t skip_quotes(els_str text, size_t at)
{
    while (at < text.len && strchr(" \t'\"`", text.ptr[at]))
        at++;
    return at;
}

/* Start of the word that ends before `at`, quotes and blanks skipped; `at` when there is none. */
static els_str word_before(els_str text, size_t at)
{
    while (at > 0 && strchr(" \t'\"`", text.ptr[at - 1]))
        at--;
    size_t begin = at;
    while (begin > 0 && (is_letter(text.ptr[begin - 1]) || is_digit(text.ptr[begin - 1])))
        begin--;
    return els_str_sub(text, begin, at);
}

/* The word in question where no arrow points from it: the last quoted one, or the last of all. */
static els_str last_word(els_str text)
{
    els_str quoted = {NULL, 0};
    size_t at = text.len;
    for (size_t i = 0; i + 1 < text.len; i++) {
        bool opens =
            (text.ptr[i] == '\'' || text.ptr[i] == '"') && (i == 0 || !is_letter(text.ptr[i - 1]));
        els_str word = opens ? word_at(text, i + 1) : (els_str){NULL, 0};
        if (word.len > 0 && i + 1 + word.len < text.len &&
            text.ptr[i + 1 + word.len] == text.ptr[i])
            quoted = word;
    }
    while (at > 0 && !is_letter(text.ptr[at - 1]) && !is_digit(text.ptr[at - 1]))
        at--;
    return quoted.len > 0 ? quoted : word_before(text, at);
}

static void read_words(els_arena *arena, els_str text, els_list_problem *problem, bool *has_query,
                       els_list_value *query)
{
    static const char *const signs[] = {"->", "=>", "\xe2\x86\x92", " becomes ", " gives "};
    for (size_t at = 0; at < text.len; at++)
        for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
            els_str sign = els_str_of(signs[k]);
            if (!els_str_starts(els_str_sub(text, at, text.len), sign))
                continue;
            els_str in = word_before(text, at);
            els_str out = word_at(text, skip_quotes(text, at + sign.len));
            if (in.len == 0 || in.len > MAX_WORD || out.len > MAX_WORD)
                continue;
            if (out.len == 0) { /* a question mark, or nothing */
                *query = word_value(arena, in);
                *has_query = true;
            } else {
                int64_t number;
                els_list_value value = word_value(arena, out);
                if (is_digit(out.ptr[0]) && integer_at(out, 0, &number) == out.len) {
                    int64_t *one = ELS_ARENA_NEW(arena, int64_t, 1);
                    *one = number;
                    value = (els_list_value){one, 1, true};
                }
                add_example(problem, word_value(arena, in), value);
            }
            at += sign.len - 1;
            break;
        }
    if (problem->n_examples > 0 && !*has_query) {
        els_str word = last_word(text);
        if (word.len > 0 && word.len <= MAX_WORD) {
            *query = word_value(arena, word);
            *has_query = true;
        }
    }
}

/* ---- the problem ---- */

static bool read_problem(els_arena *arena, const els_session *session, els_list_problem *problem)
{
    const els_reading *reading = els_session_reading(session);
    els_str parts[2] = {reading->task->context, reading->task->question};
    els_list_value query = {NULL, 0, false};
    bool has_query = false, any = false;
    memset(problem, 0, sizeof *problem);
    for (int i = 0; i < 2; i++)
        any = read_lists(arena, parts[i], problem, &has_query, &query) || any;
    if (!any) {
        problem->is_text = true;
        /* Examples may stand in the context and the word to change in the question. */
        for (int i = 0; i < 2; i++)
            read_words(arena, parts[i], problem, &has_query, &query);
        if (problem->n_examples > 0 && !els_str_contains(parts[1], ELS_STR("->")) &&
            parts[1].len > 0) {
            els_str word = last_word(parts[1]);
            if (word.len > 0 && word.len <= MAX_WORD)
                query = word_value(arena, word);
        }
        if (problem->n_examples == 0)
            return false;
    }
    if (!has_query || query.n == 0)
        return false;
    problem->inputs[problem->n_examples] = query;
    /* Numbers of the question outside of brackets may be constants. */
    int depth = 0;
    for (uint32_t i = 0, n = 0; i < reading->n_question_tokens; i++) {
        const els_token *token = &reading->tokens[i];
        depth += token->text.ptr[0] == '[' ? 1 : token->text.ptr[0] == ']' ? -1 : 0;
        while (n < reading->n_numbers && reading->numbers[n].first < i)
            n++;
        if (depth != 0 || n == reading->n_numbers || reading->numbers[n].first != i)
            continue;
        double value = reading->numbers[n].value;
        if (problem->n_constants < ELS_LIST_MAX_CONSTANTS && fabs(value) < 1e9 &&
            value == floor(value) && problem->n_examples == 0)
            problem->constants[problem->n_constants++] = (int64_t)value;
    }
    problem->wants_number = els_field_is(session, "number") || els_field_is(session, "text") ||
                            els_field_is(session, "enum");
    problem->wants_list = !els_field_is(session, "number");
    return true;
}

static bool applies(const els_session *session)
{
    const els_task *task = els_session_reading(session)->task;
    if (els_field_is(session, "date") || els_field_is(session, "entity"))
        return false;
    els_arena scratch = {0};
    els_list_problem problem;
    /* The cheap test first: without a bracket or an arrow there is nothing to read. */
    bool maybe = false;
    els_str parts[2] = {task->question, task->context};
    for (int i = 0; i < 2; i++)
        maybe = maybe || els_str_contains(parts[i], ELS_STR("[")) ||
                els_str_contains(parts[i], ELS_STR("->")) ||
                els_str_contains(parts[i], ELS_STR("=>")) ||
                els_str_contains(parts[i], ELS_STR("\xe2\x86\x92")) ||
                els_str_contains(parts[i], ELS_STR(" becomes ")) ||
                els_str_contains(parts[i], ELS_STR(" gives "));
    bool ok = maybe && read_problem(&scratch, session, &problem);
    els_arena_fini(&scratch);
    return ok;
}

/* ---- offers ---- */

static uint64_t operation_key(const char *name)
{
    return els_hash_pair(els_hash_str(ELS_STR("list.operation")), els_hash_str(els_str_of(name)));
}

static bool host_spend(void *context, uint32_t units)
{
    return els_session_spend(context, units);
}

static double host_score(void *context, const char *name)
{
    uint64_t cross = operation_key(name);
    uint32_t own = els_feature("list.operation", els_hash_str(els_str_of(name)), 0, 0);
    return els_session_score(context, &own, 1, &cross, 1);
}

static els_str answer_text(els_session *session, const els_list_problem *problem,
                           const els_list_value *value)
{
    els_arena *arena = els_session_arena(session);
    els_buf buf = {0};
    bool is_list = els_field_is(session, "list");
    if (value->is_number) {
        els_buf_printf(&buf, "%lld", (long long)value->items[0]);
    } else if (problem->is_text) {
        for (uint32_t i = 0; i < value->n; i++)
            els_buf_addc(&buf, (char)value->items[i]);
    } else {
        if (!is_list)
            els_buf_addc(&buf, '[');
        for (uint32_t i = 0; i < value->n; i++)
            els_buf_printf(&buf, "%s%lld", i ? ", " : "", (long long)value->items[i]);
        if (!is_list)
            els_buf_addc(&buf, ']');
    }
    els_str text = els_arena_copy(arena, els_buf_str(&buf));
    els_buf_fini(&buf);
    return els_field_fit(session, text);
}

static void propose(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    els_list_problem *problem = ELS_ARENA_NEW(arena, els_list_problem, 1);
    els_list_program *programs = ELS_ARENA_NEW(arena, els_list_program, ELS_LIST_MAX_PROGRAMS);
    if (!read_problem(arena, session, problem))
        return;
    /* Which program fits is decided by the examples, not by the question: one skill. */
    if (!els_session_wants(session, ELS_STR("induced")))
        return;
    els_list_host host = {host_spend, NULL, host_score, session};
    uint32_t n = els_list_search(arena, problem, &host, programs);
    uint32_t examples = problem->n_examples;
    for (uint32_t i = 0; i < n; i++) {
        const els_list_program *program = &programs[i];
        uint64_t cross[ELS_LIST_MAX_DEPTH];
        uint32_t own[ELS_LIST_MAX_DEPTH + 2], n_own = 0;
        els_str answer = answer_text(session, problem, &program->answer);
        if (answer.len == 0)
            continue;
        for (uint32_t k = 0; k < program->depth; k++) {
            const char *name = els_list_operation_name(program->operations[k]);
            own[n_own++] = els_feature("list.operation", els_hash_str(els_str_of(name)), 0, 0);
            cross[k] = operation_key(name);
        }
        own[n_own++] = els_feature("list.depth", program->depth, examples < 4 ? examples : 4, 0);
        own[n_own++] = els_feature("list.text", problem->is_text, 0, 0);
        els_offer offer = {
            .shape = ELS_STR("induced"),
            .args = els_arena_printf(arena, ELS_STR_FMT " " ELS_STR_FMT,
                                     ELS_STR_ARG(program->shape), ELS_STR_ARG(program->args)),
            .answer = answer,
            .prior = (examples >= 3   ? 2.5
                      : examples == 2 ? 1.5
                      : examples == 1 ? 0.5
                                      : -1.0) -
                     0.5 * (program->depth - 1) - 0.02 * (i < 20 ? i : 20),
            .check = examples >= 3   ? 2u
                     : examples == 2 ? 1u
                                     : 0u,
            .own = own,
            .n_own = n_own,
            .cross = cross,
            .n_cross = program->depth,
        };
        els_session_offer(session, &offer);
    }
}

const els_family els_family_list = {
    .name = "list", .applies = applies, .propose = propose, .allowance = 320, .salience = 2};
