/* metrics.h — the run and the gateway in numbers, for Prometheus. */
#ifndef ELS_METRICS_H
#define ELS_METRICS_H

#include "gateway.h"

/* Appends the metrics as OpenMetrics text (with `is_open`) or in the older text format of
 * Prometheus, which names counters otherwise. `status` is status.json; NULL: no run was ever on. */
void els_metrics_write(const els_gateway *gateway, const json_t *status, bool is_open,
                       els_buf *out);

#endif
