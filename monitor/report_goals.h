/* report_goals.h — goals and what was done for them, as JSON for report and status. */
#ifndef ELS_REPORT_GOALS_H
#define ELS_REPORT_GOALS_H

#include "messages.h"

#include <jansson.h>

/* Goals of the progress in order: all of them, or at most `max` (above 0), then live ones before
 * others and newer ones before older. The caller owns the array. Goals about wall-clock, which
 * differ from run to run, are apart: els_report_advice. */
json_t *els_report_goals(const els_progress *progress, uint32_t max);
json_t *els_report_advice(const els_progress *progress);
/* The newest `max` actions (0: all), oldest first. */
json_t *els_report_goal_actions(const els_progress *progress, uint32_t max);
/* How often each action helped. */
json_t *els_report_action_records(const els_progress *progress);

#endif
