/* family_sequence.c — what comes next in a sequence, or what is missing from it. */
#include "family_numeric.h"
#include "numerals.h"
#include "tool_sequence_text.h"

#include <stdio.h>
#include <string.h>

enum { MAX_TARGETS = 4, MAX_ANSWERS = 6, MAX_LISTED = 20, MODELS_PER_UNIT = 4 };

static bool find_run(const els_session *session, els_sequence_text *ret, bool *ret_in_context)
{
    const els_task *task = els_session_reading(session)->task;
    if (els_sequence_read(task->question, ret)) {
        *ret_in_context = false;
        return true;
    }
    *ret_in_context = true;
    return els_sequence_read(task->context, ret);
}

static bool applies(const els_session *session)
{
    els_sequence_text run;
    bool in_context;
    if (els_field_is(session, "date") || !find_run(session, &run, &in_context))
        return false;
    return !els_field_is(session, "number") ||
           (run.n_columns == 1 && run.columns[0].kind == ELS_COLUMN_NUMBER);
}

typedef struct {
    uint32_t k;
    uint64_t word_after; /* hash of the word that follows, "th" and the like left out */
} target;

static void add_target(target *targets, uint32_t *n, uint32_t k, const els_token *after)
{
    for (uint32_t i = 0; i < *n; i++)
        if (targets[i].k == k)
            return;
    if (*n < MAX_TARGETS)
        targets[(*n)++] = (target){k, after ? after->hash : 0};
}

/* Positions and counts spoken of outside the run. */
static uint32_t find_targets(const els_reading *reading, const els_sequence_text *run,
                             bool run_in_context, target *targets)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        const els_token *token = &reading->tokens[i];
        const els_token *after = i + 1 < reading->n_tokens ? token + 1 : NULL;
        uint32_t k = els_numerals_ordinal(token->lower);
        if (k > 0)
            add_target(targets, &n, k, after);
    }
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        const els_number *number = &reading->numbers[i];
        const els_token *token = &reading->tokens[number->first];
        uint32_t after = number->end;
        if (number->in_context == run_in_context && token->start >= run->begin &&
            token->start < run->end)
            continue;
        if (number->value < 1 || number->value > ELS_SEQUENCE_MAX_NEXT ||
            number->value != (double)(uint32_t)number->value)
            continue;
        if (after < reading->n_tokens && reading->tokens[after].lower.len == 2 &&
            reading->tokens[after].start == token->start + token->text.len)
            after++; /* the "th" of 10th */
        add_target(targets, &n, (uint32_t)number->value,
                   after < reading->n_tokens ? &reading->tokens[after] : NULL);
    }
    return n;
}

/* ---- programs ---- */

typedef struct {
    els_session *session;
    bool spent_all;
    uint32_t asked; /* models */
} host_context;

/* Which model fits is decided by the terms, not by the question: the skill is what is asked of it.
 */
static bool wants_any(const els_session *session)
{
    static const char *const kinds[] = {"next", "kth", "gap", "next_k"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (els_session_wants(session, els_str_of(kinds[i])))
            return true;
    return false;
}

static bool allows(void *context, els_str model)
{
    host_context *host = context;
    (void)model;
    if (host->spent_all || !wants_any(host->session))
        return false;
    if (host->asked++ % MODELS_PER_UNIT == 0)
        host->spent_all = !els_session_spend(host->session, 1);
    return !host->spent_all;
}

static void offer(els_session *session, const char *kind, const els_sequence_answer *model,
                  uint32_t k, uint64_t word_after, els_str answer, double bonus)
{
    els_arena *arena = els_session_arena(session);
    els_str shape = els_str_of(kind);
    els_str fitted = els_field_fit(session, answer);
    if (fitted.len == 0 || fitted.len > 1024 || !els_session_wants(session, shape))
        return;
    double share = model->raw_bits > 0 ? model->bits / model->raw_bits : 1;
    uint64_t kind_hash = els_hash_str(els_str_of(kind));
    uint32_t own[] = {
        els_feature("sequence.left", model->left < 6 ? model->left : 6, 0, 0),
        els_feature("sequence.share", share < 2 ? (uint64_t)(share * 5) : 10, 0, 0),
        els_feature("sequence.kind", kind_hash, k > 0, 0),
        els_feature("sequence.after", kind_hash, word_after, 0),
    };
    uint64_t cross[] = {els_hash_pair(els_hash_str(ELS_STR("sequence.kind")), kind_hash)};
    els_offer program = {
        .shape = shape,
        .args = els_arena_printf(arena, ELS_STR_FMT "; %u; " ELS_STR_FMT, ELS_STR_ARG(model->name),
                                 k, ELS_STR_ARG(model->detail)),
        .answer = fitted,
        .prior = bonus +
                 (share < 0.5   ? 1.0
                  : share < 0.9 ? 0.5
                  : share < 1.2 ? -0.5
                                : -1.5) +
                 (model->left >= 2 ? 0.5 : -0.5),
        .check = model->left >= 2 && share < 1 ? 2u : 1u,
        .own = own,
        .n_own = sizeof own / sizeof own[0],
        .cross = cross,
        .n_cross = 1,
    };
    els_session_offer(session, &program);
}

static els_str joined(els_arena *arena, const els_str *terms, uint32_t n)
{
    els_buf buf = {0};
    for (uint32_t i = 0; i < n; i++)
        els_buf_printf(&buf, "%s" ELS_STR_FMT, i ? ", " : "", ELS_STR_ARG(terms[i]));
    els_str text = els_arena_copy(arena, els_buf_str(&buf));
    els_buf_fini(&buf);
    return text;
}

static void propose(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    els_sequence_text *run = ELS_ARENA_NEW(arena, els_sequence_text, 1);
    bool in_context;
    target targets[MAX_TARGETS];
    els_sequence_answer models[MAX_ANSWERS];
    if (!find_run(session, run, &in_context))
        return;
    uint32_t n_targets = find_targets(els_session_reading(session), run, in_context, targets);
    uint32_t n_next = run->n_blank > 2 ? run->n_blank : 2;
    for (uint32_t i = 0; i < n_targets; i++)
        if (targets[i].k > n_next)
            n_next = targets[i].k;
    if (n_next > ELS_SEQUENCE_MAX_NEXT)
        n_next = ELS_SEQUENCE_MAX_NEXT;
    host_context context = {session, false, 0};
    els_sequence_host host = {allows, &context};
    uint32_t n = els_sequence_text_fit(arena, run, n_next, &host, models, MAX_ANSWERS);
    bool is_list = els_field_is(session, "list");
    for (uint32_t i = 0; i < n; i++) {
        const els_sequence_answer *model = &models[i];
        bool has_gap = run->gap >= 0;
        if (has_gap)
            offer(session, "gap", model, 0, 0, model->gap, is_list ? 0 : 1);
        if (!is_list || n_targets == 0)
            offer(session, "next", model, 0, 0, model->next[0], has_gap ? -1 : 1);
        if (run->n_blank > 1 && run->n_blank <= model->n_next)
            offer(session, "next_k", model, run->n_blank, 0,
                  joined(arena, model->next, run->n_blank), is_list ? 2 : 1);
        for (uint32_t t = 0; t < n_targets; t++) {
            uint32_t k = targets[t].k;
            if (k > run->n && k - run->n <= model->n_next && !is_list)
                offer(session, "kth", model, k, targets[t].word_after, model->next[k - run->n - 1],
                      k > run->n + 1 ? 0.8 : 0);
            if (k >= 2 && k <= MAX_LISTED && k <= model->n_next && !els_field_is(session, "number"))
                offer(session, "next_k", model, k, targets[t].word_after,
                      joined(arena, model->next, k), is_list ? 1 : -0.5);
        }
    }
}

const els_family els_family_sequence = {.name = "sequence",
                                        .applies = applies,
                                        .propose = propose,
                                        .allowance = 128,
                                        .salience = 2,
                                        .offers_late = true};
