/* goaler.h — stage 6: goals, and what they change: the next batch's kinds of task, difficulty and
 * exploration, and proposals to the applier.
 *
 * Pure. It acts on the train and select splits only; the sealed probe is measured, and nothing it
 * shows sets a goal or changes what the system does. Wall-clock changes nothing either (advice.h).
 *
 * In an iteration, in this order: commands of users; tasks counted (strata.h); goals measured and
 * settled (goals.h); new ones set (raise.h); the action on trial judged, or one tried for the most
 * important goal (actions.h); the next mix (curriculum.h). */
#ifndef ELS_GOALER_H
#define ELS_GOALER_H

#include "stage.h"

extern const els_stage_desc els_goaler_stage;

#define ELS_GOALER_EXPLORATION_MIN 0.05
#define ELS_GOALER_EXPLORATION_MAX 0.5

#endif
