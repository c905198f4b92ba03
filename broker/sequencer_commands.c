/* Which commands an iteration has: a rule that a redo and a resume come to as well. */
#include "sequencer_impl.h"

static els_command *copy_commands(els_arena *arena, const els_command *commands, uint32_t n)
{
    els_command *copy = ELS_ARENA_NEW(arena, els_command, n);
    for (uint32_t i = 0; i < n; i++)
        copy[i] = *(els_command *)els_message_copy(arena, ELS_MSG_command, &commands[i]);
    return copy;
}

void els_sequencer_offer(els_sequencer *s, const els_command *commands, uint32_t n)
{
    els_arena_reset(&s->offered_arena);
    s->offered = copy_commands(&s->offered_arena, commands, n);
    s->n_offered = n;
}

void els_seq_keep_commands(els_sequencer *s, const els_command *commands, uint32_t n,
                           uint64_t iteration)
{
    els_arena_reset(&s->commands_arena);
    s->commands = copy_commands(&s->commands_arena, commands, n);
    s->n_commands = n;
    s->commands_iteration = iteration;
}

void els_seq_take_commands(els_sequencer *s)
{
    if (s->n_commands && s->commands_iteration == s->iteration)
        return;
    els_command *due = ELS_ARENA_NEW(&s->action_arena, els_command, ELS_PLAN_USER_COMMANDS_MAX);
    uint32_t n = 0, left = 0;
    for (uint32_t i = 0; i < s->n_offered; i++) {
        if (s->offered[i].at <= s->iteration && n < ELS_PLAN_USER_COMMANDS_MAX)
            due[n++] = s->offered[i];
        else
            s->offered[left++] = s->offered[i];
    }
    s->n_offered = left;
    els_seq_keep_commands(s, due, n, s->iteration);
    if (n == 0)
        return;
    els_action *action = els_seq_act(s, ELS_ACTION_COMMANDS);
    action->iteration = s->iteration;
    action->commands = s->commands;
    action->n_commands = n;
}
