#include "agent.h"

enum { TRACE_MAX = 1000 };
#define SEARCH 0.25

double els_work_config(const els_work *work, els_config_id id)
{
    return els_config_get(work->config, id, work->agent, work->view->task->kind);
}

/* Control flows come to a family by way of its shapes in the library. One that may well have the
 * answer in a program nobody knows yet would wait until everything else was tried, or for ever: it
 * is heard first, where the odds are worth the units. What may be won is a search of everything,
 * whose usual length is SEARCH of the budget. Measured in docs/decisions/0040. */
static void hear_newcomers(els_work *work, uint32_t field)
{
    els_session *session = work->session[field];
    if (work->view->mind->n_skills == 0)
        return; /* nobody is known: the control flow searches everything anyway */
    uint32_t n, usual = (uint32_t)els_work_config(work, ELS_CONFIG_work_newcomer);
    const els_newcomer *newcomers = els_session_newcomers(session, &n);
    for (uint32_t i = 0; i < n && usual; i++) {
        const els_family *family = newcomers[i].family;
        uint32_t units = family->allowance ? family->allowance : usual;
        double chance = newcomers[i].chance;
        if (chance * SEARCH * work->budget >= (1 - chance) * units)
            els_work_run_family(work, field, family, units);
    }
}

els_session *els_work_open(els_work *work, uint32_t field)
{
    if (!work->session[field]) {
        work->session[field] = els_session_open(work->view, field, work->answer);
        hear_newcomers(work, field);
    }
    return work->session[field];
}

uint32_t els_work_left(const els_work *work, uint32_t field)
{
    uint64_t spent = work->session[field] ? els_session_spent(work->session[field]) : 0;
    return spent < work->budget ? work->budget - (uint32_t)spent : 0;
}

void els_work_note(els_work *work, const char *format, ...)
{
    if (work->trace->len >= TRACE_MAX)
        return;
    va_list args;
    va_start(args, format);
    if (work->trace->len)
        els_buf_addc(work->trace, ' ');
    els_buf_vprintf(work->trace, format, args);
    va_end(args);
}

uint32_t els_work_hear(els_work *work, uint32_t field, const els_family *family, uint32_t most)
{
    els_session *session = els_work_open(work, field);
    if (els_session_has_heard(session, family))
        return 0;
    uint32_t allowance = family->allowance
                             ? family->allowance
                             : (uint32_t)els_work_config(work, ELS_CONFIG_work_hearing);
    if (allowance < els_session_field(session)->n_choices)
        allowance = els_session_field(session)->n_choices; /* labels are not searched best first */
    return els_session_run_family(session, family, allowance < most ? allowance : most);
}

void els_work_take_up(els_work *work, uint32_t field, const els_move *move)
{
    work->steps++;
    uint32_t spent = els_work_hear(work, field, move->family, els_work_left(work, field));
    els_work_note(work, "%s:%s=%u", move->family->name, move->skill ? move->skill->shape : "*",
                  spent);
}

void els_work_run_shape(els_work *work, uint32_t field, const els_skill *skill)
{
    const els_move move = {skill, els_family_named(els_str_of(skill->family)), 0};
    if (move.family)
        els_work_take_up(work, field, &move);
}

void els_work_run_family(els_work *work, uint32_t field, const els_family *family,
                         uint32_t allowance)
{
    els_session *session = els_work_open(work, field);
    if (allowance > els_work_left(work, field))
        allowance = els_work_left(work, field);
    work->steps++;
    uint32_t spent = els_session_run_family(session, family, allowance);
    els_work_note(work, "%s:*=%u", family ? family->name : "all", spent);
}

void els_work_search(els_work *work, uint32_t field, double trust)
{
    double confidence;
    els_work_run_family(work, field, NULL, els_work_left(work, field) / 4);
    if (!els_work_best(work, field, &confidence) || confidence <= trust)
        els_work_run_family(work, field, NULL, els_work_left(work, field));
}

const els_answer_group *els_work_best(els_work *work, uint32_t field, double *ret_confidence)
{
    els_session *session = els_work_open(work, field);
    uint32_t n;
    const els_answer_group *groups = els_session_groups(session, &n);
    *ret_confidence = n ? els_session_confidence(session, &groups[0]) : 0;
    return n ? &groups[0] : NULL;
}

void els_work_settle(els_work *work, uint32_t field, const els_answer_group *group,
                     double confidence)
{
    if (!group) {
        work->answer[field] = (els_str){NULL, 0};
        work->confidence[field] = work->told[field] = 0;
        return;
    }
    const els_pooled *best = &els_session_pool(work->session[field])->items[group->best];
    work->answer[field] = best->answer;
    work->confidence[field] = confidence;
    work->told[field] = els_session_told_confidence(work->session[field], group);
    els_work_note(work, "-> " ELS_STR_FMT " (%.2f)", ELS_STR_ARG(els_str_sub(best->answer, 0, 60)),
                  work->told[field]);
}

void els_work_settle_answer(els_work *work, uint32_t field, uint64_t answer_hash)
{
    els_session *session = els_work_open(work, field);
    const els_pool *pool = els_session_pool(session);
    uint32_t n;
    const els_answer_group *groups = els_session_groups(session, &n);
    for (uint32_t g = 0; g < n; g++) {
        if (pool->items[groups[g].best].answer_hash != answer_hash)
            continue;
        els_work_settle(work, field, &groups[g], els_session_confidence(session, &groups[g]));
        return;
    }
    els_work_settle_best(work, field);
}

void els_work_settle_best(els_work *work, uint32_t field)
{
    double confidence;
    const els_answer_group *best = els_work_best(work, field, &confidence);
    if (!best) {
        els_work_run_family(work, field, NULL, els_work_left(work, field));
        best = els_work_best(work, field, &confidence);
    }
    els_work_settle(work, field, best, confidence);
}
