#include "goal_text.h"

#include <stdio.h>

enum { WORDS_MAX = 32, WITHIN_MAX = 100000 };

static const char *const metric_names[ELS_METRIC_COUNT_] = {"success", "cost"};

const char *els_metric_name(els_metric metric)
{
    return metric_names[metric];
}

/* ---- words ---- */

typedef struct {
    els_str words[WORDS_MAX];
    uint32_t n, at;
} reader;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_sign(char c)
{
    return c == '<' || c == '>' || c == '=' || c == '%';
}

/* Words, and runs of comparison signs, with or without blanks between them. The mathematicians'
 * signs are spelled out before. */
static bool cut(els_str text, reader *ret)
{
    *ret = (reader){.n = 0};
    for (size_t i = 0; i < text.len;) {
        size_t from = i;
        if (is_space(text.ptr[i])) {
            i++;
            continue;
        }
        bool sign = is_sign(text.ptr[i]);
        while (i < text.len && !is_space(text.ptr[i]) && is_sign(text.ptr[i]) == sign)
            i++;
        if (ret->n == WORDS_MAX)
            return false;
        ret->words[ret->n++] = els_str_sub(text, from, i);
    }
    return true;
}

static els_str peek(const reader *r)
{
    return r->at < r->n ? r->words[r->at] : (els_str){"", 0};
}

static bool accept(reader *r, const char *word)
{
    if (r->at == r->n || !els_str_ieq(r->words[r->at], els_str_of(word)))
        return false;
    r->at++;
    return true;
}

/* Lower case; signs of one character that say the same as two are written out; what would play with
 * a terminal when it is repeated in an error is replaced. */
static els_str plain(els_str text, els_arena *arena)
{
    static const char at_least[] = "\xe2\x89\xa5", at_most[] = "\xe2\x89\xa4"; /* UTF-8 */
    char *out = els_arena_alloc(arena, text.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool least = els_str_starts(els_str_sub(text, i, text.len), els_str_of(at_least));
        bool most = els_str_starts(els_str_sub(text, i, text.len), els_str_of(at_most));
        if (least || most) {
            out[n++] = least ? '>' : '<';
            out[n++] = '=';
            i += 2; /* three bytes became two */
        } else {
            bool is_control = ((unsigned char)c < 0x20 && !is_space(c)) || c == 0x7f;
            out[n++] = is_control ? '?' : els_lower(c);
        }
    }
    return (els_str){out, n};
}

/* ---- parts ---- */

static bool at_comparison(const reader *r)
{
    els_str word = peek(r);
    bool has_more = r->at + 1 < r->n;
    return (word.len && is_sign(word.ptr[0])) ||
           (els_str_eq(word, ELS_STR("at")) && has_more &&
            (els_str_eq(r->words[r->at + 1], ELS_STR("least")) ||
             els_str_eq(r->words[r->at + 1], ELS_STR("most"))));
}

static els_err read_metric(reader *r, els_goal_text *goal, els_buf *why)
{
    for (int m = 0; m < ELS_METRIC_COUNT_; m++)
        if (accept(r, metric_names[m])) {
            goal->metric = (els_metric)m;
            if (accept(r, "of"))
                return ELS_OK;
            els_buf_printf(why, "\"of\" and a kind of task should follow \"%s\"", metric_names[m]);
            return ELS_E_USAGE;
        }
    els_buf_printf(why,
                   "a goal begins with \"success of\" or \"cost of\", as in: success of all >= "
                   "90 %% within 40 iterations");
    return ELS_E_USAGE;
}

static els_err read_subject(reader *r, els_arena *arena, els_goal_text *goal, els_buf *why)
{
    els_buf name = {0};
    while (r->at < r->n && !at_comparison(r)) {
        if (name.len)
            els_buf_addc(&name, '_');
        els_buf_add(&name, r->words[r->at++]);
    }
    goal->subject = els_arena_copy(arena, els_buf_str(&name));
    for (size_t i = 0; i < name.len; i++)
        if (name.ptr[i] == '-')
            ((char *)goal->subject.ptr)[i] = '_'; /* the arena's copy is ours */
    els_buf_fini(&name);
    if (goal->subject.len && goal->subject.len <= 128)
        return ELS_OK;
    els_buf_printf(why, "\"of\" should be followed by all, a plugin or a family of tasks");
    return ELS_E_USAGE;
}

static els_err read_comparison(reader *r, const els_goal_text *goal, els_buf *why)
{
    bool least = accept(r, ">=") || accept(r, ">");
    bool most = !least && (accept(r, "<=") || accept(r, "<"));
    if (!least && !most && accept(r, "at")) {
        least = accept(r, "least");
        most = !least && accept(r, "most");
    }
    bool wants_least = goal->metric == ELS_METRIC_SUCCESS;
    if (wants_least ? least : most)
        return ELS_OK;
    els_buf_printf(why, "%s takes %s", metric_names[goal->metric],
                   wants_least ? ">= or \"at least\"" : "<= or \"at most\"");
    return ELS_E_USAGE;
}

static els_err read_value(reader *r, els_goal_text *goal, els_buf *why)
{
    double value;
    bool is_number = els_str_to_double(peek(r), &value);
    r->at += is_number;
    bool percent = is_number && accept(r, "%");
    if (goal->metric == ELS_METRIC_SUCCESS) {
        goal->target = percent ? value / 100 : value;
        if (is_number && goal->target > 0 && goal->target <= 1)
            return ELS_OK;
        els_buf_printf(why, "success wants a share above 0 and up to 1, or up to 100 with %%");
    } else {
        goal->target = value;
        if (is_number && !percent && value > 0)
            return ELS_OK;
        els_buf_printf(why, "cost wants a number of work units per solved task, above 0");
    }
    return ELS_E_USAGE;
}

static els_err read_rest(reader *r, els_goal_text *goal, els_buf *why)
{
    bool has_within = false, has_priority = false;
    while (r->at < r->n) {
        if (!has_within && accept(r, "within")) {
            has_within = true;
            if (!els_str_to_u64(peek(r), &goal->within) || goal->within < 1 ||
                goal->within > WITHIN_MAX) {
                els_buf_printf(why, "\"within\" wants a number of iterations from 1 to %d",
                               WITHIN_MAX);
                return ELS_E_USAGE;
            }
            r->at++;
            if (!accept(r, "iterations"))
                accept(r, "iteration");
        } else if (!has_priority && accept(r, "priority")) {
            has_priority = true;
            if (!els_str_to_double(peek(r), &goal->priority) || goal->priority < 0 ||
                goal->priority > 1) {
                els_buf_printf(why, "\"priority\" wants a number from 0 to 1");
                return ELS_E_USAGE;
            }
            r->at++;
        } else {
            els_buf_printf(why,
                           "\"" ELS_STR_FMT
                           "\" is not understood; after the value may come \"within N "
                           "iterations\" and \"priority P\"",
                           ELS_STR_ARG(els_str_sub(peek(r), 0, 60)));
            return ELS_E_USAGE;
        }
    }
    return ELS_OK;
}

els_err els_goal_text_read(els_str text, els_arena *arena, els_goal_text *ret, els_buf *why)
{
    reader r;
    els_goal_text goal = {.priority = ELS_GOAL_PRIORITY};
    if (text.len > ELS_GOAL_TEXT_MAX || !cut(plain(text, arena), &r)) {
        els_buf_printf(why, "a goal has at most %u bytes and %d words", ELS_GOAL_TEXT_MAX,
                       WORDS_MAX);
        return ELS_E_USAGE;
    }
    els_err err = read_metric(&r, &goal, why);
    if (!err)
        err = read_subject(&r, arena, &goal, why);
    if (!err)
        err = read_comparison(&r, &goal, why);
    if (!err)
        err = read_value(&r, &goal, why);
    if (!err)
        err = read_rest(&r, &goal, why);
    if (!err)
        *ret = goal;
    return err;
}

els_str els_goal_text_write(const els_goal_text *goal, els_arena *arena)
{
    els_buf text = {0};
    els_buf_printf(&text, "%s of " ELS_STR_FMT " %s %.9g", metric_names[goal->metric],
                   ELS_STR_ARG(goal->subject),
                   goal->metric == ELS_METRIC_SUCCESS ? ">=" : "<=", goal->target);
    if (goal->within)
        els_buf_printf(&text, " within %llu iterations", (unsigned long long)goal->within);
    els_buf_printf(&text, " priority %.9g", goal->priority);
    els_str copy = els_arena_copy(arena, els_buf_str(&text));
    els_buf_fini(&text);
    return copy;
}

/* ---- names ---- */

/* Equal, but for a plural s. */
static bool is_name(els_str written, els_str name)
{
    return els_str_ieq(written, name) ||
           (written.len > 1 && written.ptr[written.len - 1] == 's' &&
            els_str_ieq(els_str_sub(written, 0, written.len - 1), name));
}

static bool is_plugin(els_str written, const els_kind *kinds, uint32_t n, els_str *ret_name)
{
    for (uint32_t i = 0; i < n; i++)
        if (els_str_ieq(written, kinds[i].plugin)) {
            *ret_name = kinds[i].plugin;
            return true;
        }
    return false;
}

static void name_all(const els_kind *kinds, uint32_t n, els_buf *why)
{
    els_buf_printf(why, "all");
    for (uint32_t i = 0; i < n; i++) {
        bool is_first = true;
        for (uint32_t j = 0; j < i && is_first; j++)
            is_first = !els_str_eq(kinds[j].plugin, kinds[i].plugin);
        if (is_first)
            els_buf_printf(why, "; " ELS_STR_FMT, ELS_STR_ARG(kinds[i].plugin));
        if (kinds[i].family.len)
            els_buf_printf(why, "%s" ELS_STR_FMT, is_first ? ": " : ", ",
                           ELS_STR_ARG(kinds[i].family));
    }
}

els_err els_goal_text_resolve(els_goal_text *goal, const els_kind *kinds, uint32_t n,
                              els_arena *arena, els_buf *why)
{
    els_str subject = goal->subject, plugin = {"", 0}, family = subject, name;
    uint32_t found = 0, at = 0;
    if (els_str_eq(subject, ELS_STR("all")) || els_str_eq(subject, ELS_STR("everything"))) {
        goal->subject = ELS_STR("all");
        return ELS_OK;
    }
    if (is_plugin(subject, kinds, n, &name)) {
        goal->subject = els_arena_copy(arena, name);
        return ELS_OK;
    }
    if (memchr(subject.ptr, '/', subject.len))
        els_str_split(&family, '/', &plugin);
    for (uint32_t i = 0; i < n; i++)
        if (kinds[i].family.len && is_name(family, kinds[i].family) &&
            (plugin.len == 0 || els_str_ieq(plugin, kinds[i].plugin))) {
            found++;
            at = i;
        }
    if (found == 1) {
        goal->subject =
            els_arena_printf(arena, ELS_STR_FMT "/" ELS_STR_FMT, ELS_STR_ARG(kinds[at].plugin),
                             ELS_STR_ARG(kinds[at].family));
        return ELS_OK;
    }
    els_buf_printf(why, "\"" ELS_STR_FMT "\" is %s; there are ",
                   ELS_STR_ARG(els_str_sub(subject, 0, 80)),
                   found ? "in several plugins, so write plugin/family" : "no kind of task");
    name_all(kinds, n, why);
    return ELS_E_USAGE;
}
