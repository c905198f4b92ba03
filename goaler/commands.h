/* commands.h — what users ask of the goaler, as the plan carries it. Pure.
 *
 *   goal_add TEXT     TEXT as in goal_text.h, its subject in full: all, plugin or plugin/family
 *   goal_cancel ID    ID as in progress.goals: goal-<number>
 *
 * A command that cannot be followed becomes a goal that has failed, with the reason: whoever asked
 * finds it in `els goals list`. */
#ifndef ELS_GOALER_COMMANDS_H
#define ELS_GOALER_COMMANDS_H

#include "goals.h"

/* Does the plan's commands for the goaler, in order. */
void els_goal_commands(els_goal_book *book, const els_plan *plan);

#endif
