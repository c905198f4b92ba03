/* monitor.h — stage 7: measures the run against its frozen baseline and writes the report.
 *
 * Pure. The multiplier is measured on the sealed probe, paired by task with the newest run of the
 * untrained baseline (iteration 0, and again at the end), its null arms likewise. Wall-clock
 * reaches the report and the feed and nothing else. */
#ifndef ELS_MONITOR_H
#define ELS_MONITOR_H

#include "stage.h"

/* The stage; its context is an els_monitor_context (or NULL). */
extern const els_stage_desc els_monitor_stage;

/* What the monitor is told from outside. */
typedef struct {
    double elapsed_s; /* since the run began, all sessions */
    /* Version of a plugin's tasks, NULL when it is not known; may be NULL. */
    const char *(*plugin_version)(els_str plugin);
} els_monitor_context;

/* The feed's message about the newest progress; texts borrow from the state until it changes. */
void els_monitor_feed(const void *state, els_feed_iteration *ret);
/* The feed's report message: `report_json` is that of the progress that ended the run. */
void els_monitor_feed_report(const void *state, els_str report_json, els_feed_report *ret);

#endif
