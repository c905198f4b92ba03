#include "commands.h"

#include <stdio.h>

static void refuse(els_goal_book *book, const els_command *command, els_str why, uint64_t iteration)
{
    els_goal_entry refused = {.kind = ELS_GOAL_SERVICE, .made_at = iteration, .due_at = iteration};
    els_str said = command->n_args ? command->args[0] : (els_str){"", 0};
    els_goaler_copy(refused.subject, sizeof refused.subject, said);
    els_goaler_copy(refused.by, sizeof refused.by, command->who);
    els_goaler_copy(refused.reason, sizeof refused.reason, why);
    els_goals_refuse(book, &refused);
}

static bool is_of_run(const els_plan *plan, els_str subject)
{
    els_str rest = subject, plugin;
    if (els_str_eq(subject, ELS_STR("all")))
        return true;
    els_str_split(&rest, '/', &plugin);
    for (uint32_t i = 0; i < plan->n_plugins; i++)
        if (els_str_eq(plan->plugins[i], plugin))
            return true;
    return false;
}

static void add(els_goal_book *book, const els_plan *plan, const els_command *command)
{
    els_arena arena = {0};
    els_buf why = {0};
    els_goal_text text;
    els_str said = command->n_args ? command->args[0] : (els_str){"", 0};
    els_err err = els_goal_text_read(said, &arena, &text, &why);
    if (!err && !is_of_run(plan, text.subject)) {
        els_buf_printf(&why, "the run has no plugin of that name");
        err = ELS_E_USAGE;
    }
    if (err) {
        refuse(book, command, els_buf_str(&why), plan->iteration);
    } else {
        bool is_cost = text.metric == ELS_METRIC_COST;
        els_goal_entry fresh = {
            .kind = is_cost ? ELS_GOAL_COST : ELS_GOAL_SERVICE,
            .measure = is_cost ? ELS_MEASURE_COST : ELS_MEASURE_SUCCESS,
            .target = text.target,
            .priority = text.priority,
            .made_at = plan->iteration,
            .due_at = text.within ? plan->iteration + text.within : 0,
        };
        els_goaler_copy(fresh.subject, sizeof fresh.subject, text.subject);
        els_goaler_copy(fresh.by, sizeof fresh.by, command->who);
        els_goaler_copy(fresh.reason, sizeof fresh.reason, said);
        if (!els_goals_add(book, &fresh))
            refuse(book, command, ELS_STR("too many goals are live: cancel one"), plan->iteration);
    }
    els_buf_fini(&why);
    els_arena_fini(&arena);
}

static void cancel(els_goal_book *book, const els_plan *plan, const els_command *command)
{
    els_str id = command->n_args ? command->args[0] : (els_str){"", 0};
    uint64_t number;
    els_goal_entry *goal = NULL;
    if (els_str_starts(id, ELS_STR("goal-")) && els_str_to_u64(els_str_sub(id, 5, id.len), &number))
        goal = els_goals_find(book, number);
    if (!goal || !els_goal_is_live(goal)) {
        refuse(book, command, ELS_STR("cancel: no such goal is live"), plan->iteration);
        return;
    }
    goal->status = ELS_GOAL_CANCELLED;
    (void)snprintf(goal->action, sizeof goal->action, "cancelled by " ELS_STR_FMT,
                   ELS_STR_ARG(command->who));
}

void els_goal_commands(els_goal_book *book, const els_plan *plan)
{
    for (uint32_t i = 0; i < plan->n_commands; i++) {
        const els_command *command = &plan->commands[i];
        if (!els_str_eq(command->target, ELS_STR("goaler")))
            continue;
        if (els_str_eq(command->verb, ELS_STR("goal_add")))
            add(book, plan, command);
        else if (els_str_eq(command->verb, ELS_STR("goal_cancel")))
            cancel(book, plan, command);
        else
            refuse(book, command, ELS_STR("there is no such verb"), plan->iteration);
    }
}
