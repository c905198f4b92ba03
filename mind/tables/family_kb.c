/* family_kb.c — the family "kb": queries over the tables of the task's knowledge base.
 *
 * A query is an operator, the columns it works on, a set of rows or entities, and a rank. The
 * likeliest ones (family_kb_plan.h) are run best first and offered. */
#include "family_kb_plan.h"
#include "session.h"

#include <stdlib.h>

enum { RATED = 24 /* of the best plans */ };

#define GIVEN 1.5 /* nats: a table that comes with the question is what it is about */

extern const els_family els_family_kb;

/* The answer as the field wants it: yes and no, and other values, as the choices write them. */
static bool fit_answer(const kbq_planner *p, kbq_result result, els_str *answer)
{
    if (result == KBQ_BOOL) {
        *answer = els_str_eq(*answer, ELS_STR("yes")) ? p->yes : p->no;
        return true;
    }
    if (!els_str_eq(p->field->type, ELS_STR("enum"))) {
        return true;
    }
    for (uint32_t i = 0; i < p->field->n_choices; i++) {
        if (els_str_ieq(p->field->choices[i], *answer)) {
            *answer = p->field->choices[i];
            return true;
        }
    }
    return false;
}

/* Usual answers of the field are written with a percent sign. */
static bool writes_percent(const els_session *session)
{
    const els_view *view = els_session_view(session);
    const els_field_spec *field = &view->task->fields[els_session_field_index(session)];
    for (uint32_t i = 0; i < field->n_choices; i++) {
        els_str number = field->choices[i];
        double value;
        if (els_str_ends(number, "%") &&
            els_str_to_double(els_str_sub(number, 0, number.len - 1), &value))
            return true;
    }
    return false;
}

/* Without its arguments and its answer. */
static els_offer offer_of(const kbq_plan *chosen, uint32_t own[KBQ_OFFER_OWN],
                          uint64_t cross[KBQ_OFFER_CROSS])
{
    return (els_offer){.shape = kbq_shape_of(chosen->q, &chosen->query),
                       .prior = chosen->prior,
                       .own = own,
                       .n_own = kbq_offer_own(chosen->q, &chosen->query, chosen->used, own),
                       .cross = cross,
                       .n_cross = kbq_offer_cross(chosen->q, &chosen->query, cross)};
}

static bool run_plan(kbq_planner *p, const kbq_plan *chosen)
{
    els_str answer;
    if (!els_session_spend(p->session, 1)) {
        return false;
    }
    if (!kbq_evaluate(chosen->q, &chosen->query, &answer) ||
        !fit_answer(p, kbq_result_of(chosen->q, &chosen->query), &answer)) {
        return true;
    }
    uint32_t own[KBQ_OFFER_OWN];
    uint64_t cross[KBQ_OFFER_CROSS];
    els_offer offer = offer_of(chosen, own, cross);
    offer.args = els_str_sub(kbq_args_of(chosen->q, &chosen->query), 0, 512);
    offer.answer = answer;
    if (kbq_ops[chosen->query.op].traits & KBQ_SHARE &&
        els_str_eq(p->field->type, ELS_STR("text")) && writes_percent(p->session))
        offer.answer =
            els_arena_printf(els_session_arena(p->session), ELS_STR_FMT "%%", ELS_STR_ARG(answer));
    els_session_offer(p->session, &offer);
    return true;
}

static int by_score(const void *a, const void *b)
{
    const kbq_plan *x = a;
    const kbq_plan *y = b;
    return kbq_plan_is_weaker(x, y) - kbq_plan_is_weaker(y, x);
}

/* The sum of its parts only nears what a whole program is worth: the best are put in the order of
 * that. */
static void rate_best(kbq_planner *p)
{
    uint32_t n = p->n_plans < RATED ? p->n_plans : RATED;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t own[KBQ_OFFER_OWN];
        uint64_t cross[KBQ_OFFER_CROSS];
        els_offer offer = offer_of(&p->plans[i], own, cross);
        p->plans[i].score = els_session_rate(p->session, &offer);
    }
    qsort(p->plans, n, sizeof *p->plans, by_score);
}

static void find_yes_no(kbq_planner *p)
{
    static const char *const pairs[][2] = {{"yes", "no"}, {"true", "false"}};
    p->yes = ELS_STR("yes");
    p->no = ELS_STR("no");
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t found = 0;
        for (uint32_t i = 0; i < p->field->n_choices; i++) {
            els_str choice = p->field->choices[i];
            if (els_str_ieq(choice, els_str_of(pairs[k][0]))) {
                p->yes = choice;
                found |= 1;
            } else if (els_str_ieq(choice, els_str_of(pairs[k][1]))) {
                p->no = choice;
                found |= 2;
            }
        }
        if (found == 3) {
            p->is_yes_no = true;
            return;
        }
    }
}

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    return reading->kb && els_kb_index_kb(reading->kb)->n_tables > 0;
}

typedef struct {
    kbq *view[KBQ_MAX_TABLES];
    uint32_t n;
} table_views;

/* The tables that the text speaks of, made ready once for all sessions on the field. */
static const table_views *views_of(els_session *session)
{
    void **kept = els_session_kept(session, &els_family_kb);
    if (*kept) {
        table_views *ready = *kept;
        for (uint32_t i = 0; i < ready->n; i++)
            ready->view[i]->session = session;
        return ready;
    }
    uint32_t tables[KBQ_MAX_TABLES];
    const kbq_heard *heard = kbq_hear(session);
    uint32_t n_tables = kbq_choose_tables(els_session_reading(session), heard, tables);
    els_rng rng = els_session_rng(session, els_hash_str(ELS_STR("kb")));
    table_views *views = ELS_ARENA_NEW(els_session_arena(session), table_views, 1);
    for (uint32_t i = 0; i < n_tables; i++) {
        kbq *q = kbq_new(session, tables[i], heard, els_rng_u64(&rng));
        if (q)
            views->view[views->n++] = q;
    }
    for (uint32_t i = 0; i < views->n; i++) {
        bool is_nested = false;
        for (uint32_t k = 0; k < views->n; k++)
            is_nested = kbq_add_nested(views->view[i], views->view[k]) || is_nested;
        if (is_nested)
            kbq_make_sets(views->view[i]);
    }
    *kept = views;
    return views;
}

static void propose(els_session *session)
{
    kbq_planner p = {.session = session,
                     .field = els_session_field(session),
                     .plans = ELS_ARENA_NEW(els_session_arena(session), kbq_plan, KBQ_MAX_PLANS)};
    find_yes_no(&p);
    if (els_str_eq(p.field->type, ELS_STR("text")))
        p.asked = kbq_sort_asked(els_session_reading(session));
    const table_views *views = views_of(session);
    for (uint32_t i = 0; i < views->n; i++) {
        if (p.n_ranks == 0) {
            kbq_find_ranks(&p, views->view[i]);
        }
        kbq_plan_table(&p, views->view[i]);
    }
    if (p.n_plans > 1) {
        qsort(p.plans, p.n_plans, sizeof *p.plans, by_score);
        rate_best(&p);
    }
    for (uint32_t i = 0; i < p.n_plans; i++) {
        if (!run_plan(&p, &p.plans[i])) {
            return;
        }
    }
}

/* The table comes with the question. */
static bool is_given(const els_reading *reading)
{
    return reading->kb && reading->task->kb.len == 0;
}

static double hint(const els_session *session, els_str shape)
{
    uint32_t concepts = els_session_reading(session)->concepts;
    double given = is_given(els_session_reading(session)) ? GIVEN : 0;
    const uint32_t most[KBQ_NESTINGS] = {0, ELS_CONCEPT_MAX, ELS_CONCEPT_MIN};
    for (uint32_t o = 0; o < KBQ_OP_COUNT_; o++) {
        els_str name = els_str_of(kbq_ops[o].name);
        if (!els_str_starts(shape, name))
            continue;
        els_str rest = els_str_sub(shape, name.len, shape.len);
        if (rest.len == 0)
            return given + kbq_concept_prior(concepts, (kbq_op)o);
        for (uint32_t i = KBQ_OF_MOST; i < KBQ_NESTINGS; i++)
            if (els_str_is(rest, kbq_nesting_names[i]))
                return given +
                       kbq_concept_prior(concepts & ~(most[KBQ_OF_MOST] | most[KBQ_OF_LEAST]),
                                         (kbq_op)o) +
                       (concepts & most[i] ? 1 : -1);
    }
    return given;
}

const els_family els_family_kb = {
    .name = "kb", .applies = applies, .propose = propose, .hint = hint};
