/* family_list.c — programs over lists and words: from examples "[3, 1] -> [1, 3]" or "abc -> cba",
 * and, where a list stands without examples, by what the words of the question ask for. */
#include "family_list_read.h"
#include "tool_induce.h"

enum { RICH_EXAMPLES = 6 };

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
    bool ok = maybe && els_list_read_problem(&scratch, session, &problem);
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
        const bool has_brackets = !is_list || value->n == 0;
        if (has_brackets)
            els_buf_addc(&buf, '[');
        for (uint32_t i = 0; i < value->n; i++)
            els_buf_printf(&buf, "%s%lld", i ? ", " : "", (long long)value->items[i]);
        if (has_brackets)
            els_buf_addc(&buf, ']');
    }
    els_str text = els_arena_copy(arena, els_buf_str(&buf));
    els_buf_fini(&buf);
    return els_field_fit(session, text);
}

/* Rows of known operations. */
static uint32_t offer_rows(els_session *session, const els_list_problem *problem)
{
    els_arena *arena = els_session_arena(session);
    els_list_program *programs = ELS_ARENA_NEW(arena, els_list_program, ELS_LIST_MAX_PROGRAMS);
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
    return n;
}

/* Programs put together from parts; each unit of cost makes one less believable. */
static uint32_t offer_induced(els_session *session, const els_list_problem *problem)
{
    els_arena *arena = els_session_arena(session);
    els_induced programs[ELS_INDUCE_MAX_PROGRAMS];
    const els_list_host host = {host_spend, NULL, NULL, session};
    const uint32_t n = els_list_induce(arena, problem, &host, programs);
    for (uint32_t i = 0; i < n; i++) {
        const els_str answer = answer_text(session, problem, &programs[i].answer);
        if (answer.len == 0)
            continue;
        const uint32_t own[] = {els_feature("list.induced", i, 0, 0),
                                els_feature("list.cost", programs[i].cost / 3, 0, 0)};
        const els_offer offer = {
            .shape = ELS_STR("induced"),
            .args = programs[i].text,
            .answer = answer,
            /* Three examples may still be chance, ten hardly. */
            .prior = (problem->n_examples >= RICH_EXAMPLES ? 3.5 : 2.5) - 0.05 * programs[0].cost -
                     0.8 * (programs[i].cost - programs[0].cost),
            .check = i == 0 ? 2 : 1,
            .own = own,
            .n_own = sizeof own / sizeof own[0],
        };
        els_session_offer(session, &offer);
    }
    return n;
}

static void propose(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    els_list_problem *problem = ELS_ARENA_NEW(arena, els_list_problem, 1);
    if (!els_list_read_problem(arena, session, problem))
        return;
    /* Which program fits is decided by the examples, not by the question: one skill. */
    if (!els_session_wants(session, ELS_STR("induced")))
        return;
    /* Few examples cannot tell long programs apart: rows of known operations come first, and are
     * cheaper. With many, single operations do, before what can be put together. */
    const bool is_rich = !problem->is_text && problem->n_examples >= RICH_EXAMPLES;
    problem->max_depth = is_rich ? 1 : ELS_LIST_MAX_DEPTH;
    if (offer_rows(session, problem) > 0 || problem->is_text ||
        offer_induced(session, problem) > 0 || !is_rich)
        return;
    problem->max_depth = ELS_LIST_MAX_DEPTH;
    offer_rows(session, problem);
}

const els_family els_family_list = {.name = "list",
                                    .applies = applies,
                                    .propose = propose,
                                    .allowance = 320,
                                    .salience = 3,
                                    .offers_late = true};
