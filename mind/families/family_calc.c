/* family_calc.c — arithmetic that is written out: "What is 12 * (3 + 4)?". */
#include "family.h"
#include "tool_calc.h"

#include <math.h>

enum { MAX_SPANS = 16 };

/* Nats for a calculation that has every number of the question: there is nothing to guess, and few
 * examples of other kinds must not outweigh it. To look there first, and for what is found. */
#define LOOK_FIRST 4.0
#define WRITTEN_OUT 6.0

static bool wants_number(const els_session *session)
{
    els_str type = els_session_field(session)->type;
    return els_str_eq(type, ELS_STR("number")) || els_str_eq(type, ELS_STR("text"));
}

static bool applies(const els_session *session)
{
    const els_task *task = els_session_reading(session)->task;
    els_calc_span span;
    return wants_number(session) && (els_calc_find(task->question, &span, 1) > 0 ||
                                     els_calc_find(task->context, &span, 1) > 0);
}

/* Every number of the question stands inside the span; of one in the context, every number of the
 * task. */
static bool covers(const els_reading *reading, const els_calc_span *span, bool in_context)
{
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        const els_number *number = &reading->numbers[i];
        uint32_t start = reading->tokens[number->first].start;
        bool outside =
            number->in_context != in_context || start < span->begin || start >= span->end;
        if ((in_context || !number->in_context) && outside)
            return false;
    }
    return reading->n_dates == 0;
}

static void offer_span(els_session *session, const els_calc_span *span, els_str text,
                       bool in_context, bool is_all)
{
    static const char *const shapes[] = {"eval", "round(eval,0)", "round(eval,1)", "round(eval,2)"};
    bool whole = fabs(span->value - round(span->value)) < 1e-9;
    for (int digits = -1; digits <= 2; digits++) {
        els_str shape = els_str_of(shapes[digits + 1]);
        if (digits >= 0 && whole)
            return;
        if (!els_session_wants(session, shape))
            continue;
        if (!els_session_spend(session, 1))
            return;
        double scale = pow(10, digits > 0 ? digits : 0);
        double value = digits < 0 ? span->value : round(span->value * scale) / scale;
        uint32_t own[] = {
            els_feature("calc.operators", span->operators < 8 ? span->operators : 8, 0, 0),
            els_feature("calc.covers", is_all, in_context, 0),
            els_feature("calc.whole", whole, (uint64_t)(digits + 1), 0),
        };
        els_offer offer = {
            .shape = shape,
            .args = els_str_sub(text, span->begin,
                                span->begin + 400 < span->end ? span->begin + 400 : span->end),
            .answer = els_format_number(els_session_arena(session), value),
            .prior =
                (is_all ? WRITTEN_OUT : 0.0) - (in_context ? 0.5 : 0.0) - (digits >= 0 ? 2.0 : 0.0),
            .check = digits < 0 ? (is_all ? 2u : 1u) : 0u,
            .own = own,
            .n_own = sizeof own / sizeof own[0],
        };
        els_session_offer(session, &offer);
    }
}

static void propose(els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    els_calc_span spans[MAX_SPANS];
    for (int in_context = 0; in_context <= 1; in_context++) {
        els_str text = in_context ? reading->task->context : reading->task->question;
        uint32_t count = els_calc_find(text, spans, MAX_SPANS);
        for (uint32_t i = 0; i < count; i++)
            offer_span(session, &spans[i], text, in_context != 0,
                       covers(reading, &spans[i], in_context != 0));
    }
}

static double hint(const els_session *session, els_str shape)
{
    const els_reading *reading = els_session_reading(session);
    els_calc_span spans[MAX_SPANS];
    if (shape.len && !els_str_eq(shape, ELS_STR("eval")))
        return 0;
    for (int in_context = 0; in_context <= 1; in_context++) {
        els_str text = in_context ? reading->task->context : reading->task->question;
        uint32_t count = els_calc_find(text, spans, MAX_SPANS);
        for (uint32_t i = 0; i < count; i++)
            if (covers(reading, &spans[i], in_context != 0))
                return LOOK_FIRST;
    }
    return 0;
}

const els_family els_family_calc = {
    .name = "calc", .applies = applies, .propose = propose, .salience = 2, .hint = hint};
