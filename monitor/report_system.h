/* report_system.h — the part of report and status that says how the machine does. */
#ifndef ELS_REPORT_SYSTEM_H
#define ELS_REPORT_SYSTEM_H

#include "messages.h"

#include <jansson.h>

/* Of the forecaster's progress.system; null when there is none. All of it is wall-clock. */
json_t *els_report_system(const els_progress *progress);

#endif
