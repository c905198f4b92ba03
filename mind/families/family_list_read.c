/* family_list_read.c — examples and queries over lists and words, in the notations people use:
 * "[3, 1] -> [1, 3]", "Input: [3, 1] Output: [1, 3]", "3 1 -> 1 3" by lines, "abc -> cba". */
#include "family_list_read.h"

#include <math.h>
#include <string.h>

enum { MAX_FOUND = 2 * ELS_LIST_MAX_EXAMPLES + 2, MAX_WORD = 32 };

typedef struct {
    els_list_value value;
    size_t begin, end; /* bytes of the text */
} found_value;

static const char *const arrows[] = {"->",  "=>",      "\xe2\x86\x92", "becomes", "gives", "output",
                                     "out", "returns", "maps to",      "yields",  "result"};

/* ---- lists of numbers ---- */

/* Integer at `at`; returns its end, `at` when there is none. */
static size_t integer_at(els_str text, size_t at, int64_t *ret)
{
    size_t i = at;
    bool negative = i < text.len && text.ptr[i] == '-';
    int64_t value = 0;
    i += negative;
    size_t first = i;
    while (i < text.len && els_is_digit(text.ptr[i]) && i - first < 12)
        value = value * 10 + (text.ptr[i++] - '0');
    if (i == first || (i < text.len && els_is_letter_or_digit(text.ptr[i])))
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
    char bytes[28];
    if (between.len > sizeof bytes)
        return false;
    els_str lower = els_str_lower(between, bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++)
        if (els_str_contains(lower, els_str_of(arrows[i])))
            return true;
    return false;
}

/* Number right behind an arrow that follows `from`. */
static bool number_behind_arrow(els_arena *arena, els_str text, size_t from, els_list_value *ret)
{
    for (size_t at = from; at < text.len && at < from + 28 && text.ptr[at] != '['; at++) {
        int64_t value;
        bool minus = text.ptr[at] == '-' && at + 1 < text.len && els_is_digit(text.ptr[at + 1]);
        if (!minus && !els_is_digit(text.ptr[at]))
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

/* ---- lists without brackets, one example a line ---- */

/* The integers a text consists of, with blanks and commas between; false when there is anything
 * else but a label such as "Input:" in front. */
static bool bare_list(els_arena *arena, els_str text, els_list_value *ret)
{
    int64_t items[ELS_LIST_MAX_ITEMS];
    uint32_t n = 0;
    size_t at = 0;
    for (size_t i = 0; i < text.len; i++)
        at = text.ptr[i] == ':' ? i + 1 : at;
    while (at < text.len) {
        if (text.ptr[at] == ' ' || text.ptr[at] == ',' || text.ptr[at] == '\t') {
            at++;
            continue;
        }
        const size_t end = n < ELS_LIST_MAX_ITEMS ? integer_at(text, at, &items[n]) : at;
        if (end == at)
            return false;
        n++;
        at = end;
    }
    int64_t *copy = ELS_ARENA_NEW(arena, int64_t, n + 1);
    memcpy(copy, items, n * sizeof *copy);
    *ret = (els_list_value){copy, n, n == 1};
    return true;
}

/* Left and right of an arrow. */
static bool split_at_arrow(els_str line, els_str *ret_left, els_str *ret_right)
{
    static const char *const signs[] = {"->", "=>", "\xe2\x86\x92"};
    for (size_t at = 0; at < line.len; at++)
        for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++)
            if (els_str_starts(els_str_sub(line, at, line.len), els_str_of(signs[k]))) {
                *ret_left = els_str_sub(line, 0, at);
                *ret_right = els_str_sub(line, at + strlen(signs[k]), line.len);
                return true;
            }
    return false;
}

static bool read_rows(els_arena *arena, els_str text, els_list_problem *problem, bool *has_query,
                      els_list_value *query)
{
    els_str line, left, right;
    bool are_numbers = true;
    const uint32_t before = problem->n_examples;
    for (size_t at = 0, end; at < text.len; at = end + 1) {
        for (end = at; end < text.len && text.ptr[end] != '\n' && text.ptr[end] != ';'; end++)
            continue;
        line = els_str_sub(text, at, end);
        els_list_value in, out;
        if (!split_at_arrow(line, &left, &right) || !bare_list(arena, left, &in) || in.n == 0)
            continue;
        while (right.len > 0 && strchr(" ?._", right.ptr[right.len - 1]))
            right.len--;
        if (right.len == 0) {
            *query = in;
            *has_query = true;
        } else if (bare_list(arena, right, &out) && add_example(problem, in, out)) {
            are_numbers = are_numbers && out.n == 1;
        }
    }
    /* One number on the right is a number if all are, else a list of one. */
    for (uint32_t e = before; e < problem->n_examples; e++) {
        problem->inputs[e].is_number = problem->inputs[e].n == 1 && are_numbers;
        problem->outputs[e].is_number = are_numbers;
    }
    query->is_number = query->is_number && are_numbers;
    return problem->n_examples > before;
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
    while (end < text.len && els_is_letter_or_digit(text.ptr[end]))
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
    while (begin > 0 && els_is_letter_or_digit(text.ptr[begin - 1]))
        begin--;
    return els_str_sub(text, begin, at);
}

/* The word in question where no arrow points from it: the last quoted one, or the last of all. */
static els_str last_word(els_str text)
{
    els_str quoted = {NULL, 0};
    size_t at = text.len;
    for (size_t i = 0; i + 1 < text.len; i++) {
        bool opens = (text.ptr[i] == '\'' || text.ptr[i] == '"') &&
                     (i == 0 || !els_is_letter(text.ptr[i - 1]));
        els_str word = opens ? word_at(text, i + 1) : (els_str){NULL, 0};
        if (word.len > 0 && i + 1 + word.len < text.len &&
            text.ptr[i + 1 + word.len] == text.ptr[i])
            quoted = word;
    }
    while (at > 0 && !els_is_letter_or_digit(text.ptr[at - 1]))
        at--;
    return quoted.len > 0 ? quoted : word_before(text, at);
}

/* "abc becomes cba. ..." is an example, "he gives her 5 pens" goes on. */
static bool ends_example(els_str text, els_str word)
{
    els_str rest = els_str_sub(text, (size_t)(word.ptr + word.len - text.ptr), text.len);
    return rest.len == 0 || rest.ptr[0] != ' ' || els_str_starts(rest, ELS_STR(" and "));
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
            if (in.len == 0 || in.len > MAX_WORD || out.len > MAX_WORD ||
                (sign.ptr[0] == ' ' && out.len > 0 && !ends_example(text, out)))
                continue;
            if (out.len == 0) { /* a question mark, or nothing */
                *query = word_value(arena, in);
                *has_query = true;
            } else {
                int64_t number;
                els_list_value value = word_value(arena, out);
                if (els_is_digit(out.ptr[0]) && integer_at(out, 0, &number) == out.len) {
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

bool els_list_read_problem(els_arena *arena, const els_session *session, els_list_problem *problem)
{
    const els_reading *reading = els_session_reading(session);
    els_str parts[2] = {reading->task->context, reading->task->question};
    els_list_value query = {NULL, 0, false};
    bool has_query = false, any = false;
    memset(problem, 0, sizeof *problem);
    for (int i = 0; i < 2; i++)
        any = read_lists(arena, parts[i], problem, &has_query, &query) || any;
    for (int i = 0; i < 2 && !any; i++)
        any = read_rows(arena, parts[i], problem, &has_query, &query);
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
