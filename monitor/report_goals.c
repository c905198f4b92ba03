#include "report_goals.h"

#include "report_json.h"

enum { GOALS_MAX = 64 }; /* as in progress.goals */

static json_t *describe(const els_goal *g)
{
    json_t *object = json_object();
    put(object, "id", text(g->id));
    put(object, "kind", text(g->kind));
    put(object, "subject", text(g->subject));
    put(object, "metric", text(g->metric));
    put(object, "target", real(g->target));
    put(object, "start", real(g->start));
    put(object, "current", real(g->current));
    put(object, "progress", real(g->progress));
    put(object, "priority", real(g->priority));
    put(object, "made_at", count(g->made_at));
    put(object, "due_at", count(g->due_at));
    put(object, "status", text(g->status));
    put(object, "by", text(g->by));
    put(object, "reason", text(g->reason));
    put(object, "evidence", text(g->evidence));
    put(object, "action", text(g->action));
    return object;
}

static bool is_live(const els_goal *g)
{
    return els_str_eq(g->status, ELS_STR("active")) ||
           els_str_eq(g->status, ELS_STR("in_progress"));
}

static bool is_advice(const els_goal *g)
{
    return els_str_eq(g->metric, ELS_STR("time"));
}

json_t *els_report_advice(const els_progress *progress)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < progress->n_goals; i++)
        if (is_advice(&progress->goals[i]))
            json_array_append_new(list, describe(&progress->goals[i]));
    return list;
}

json_t *els_report_goals(const els_progress *progress, uint32_t max)
{
    bool chosen[GOALS_MAX] = {false};
    json_t *list = json_array();
    uint32_t n = progress->n_goals < GOALS_MAX ? progress->n_goals : GOALS_MAX, taken = 0;
    for (int round = 0; round < 2; round++)
        for (uint32_t i = n; i-- > 0;)
            if (!is_advice(&progress->goals[i]) && is_live(&progress->goals[i]) == (round == 0) &&
                (max == 0 || taken < max)) {
                chosen[i] = true;
                taken++;
            }
    for (uint32_t i = 0; i < n; i++)
        if (chosen[i])
            json_array_append_new(list, describe(&progress->goals[i]));
    return list;
}

json_t *els_report_goal_actions(const els_progress *progress, uint32_t max)
{
    json_t *list = json_array();
    uint32_t n = progress->n_goal_actions;
    for (uint32_t i = max && n > max ? n - max : 0; i < n; i++) {
        const els_goal_action *a = &progress->goal_actions[i];
        json_t *object = json_object();
        put(object, "number", count(a->number));
        put(object, "goal", text(a->goal));
        put(object, "kind", text(a->kind));
        put(object, "change", text(a->change));
        put(object, "made_at", count(a->made_at));
        put(object, "judged_at", a->judged_at ? count(a->judged_at) : json_null());
        put(object, "before", real(a->before));
        put(object, "expected", a->judged_at ? real(a->expected) : json_null());
        put(object, "after", a->judged_at ? real(a->after) : json_null());
        put(object, "verdict", text(a->verdict));
        json_array_append_new(list, object);
    }
    return list;
}

json_t *els_report_action_records(const els_progress *progress)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < progress->n_action_records; i++) {
        const els_action_record *r = &progress->action_records[i];
        json_t *object = json_object();
        put(object, "kind", text(r->kind));
        put(object, "metric", text(r->metric));
        put(object, "tried", count(r->tried));
        put(object, "helped", count(r->helped));
        json_array_append_new(list, object);
    }
    return list;
}
