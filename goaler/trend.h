/* trend.h — whether success on held-out tasks gains, stands still or falls. Pure.
 *
 * A point is made of at least ELS_TREND_TASKS tasks of the select split (of the train split where
 * there is no other). Three points are compared with the three before them by Newcombe's interval
 * of the difference (1998, method 10); then the next comparison begins with a window of its own. */
#ifndef ELS_TREND_H
#define ELS_TREND_H

#include "stats_basic.h"
#include "stats_snapshot.h"

enum { ELS_TREND_TASKS = 30, ELS_TREND_WINDOW = 3 };

typedef struct {
    uint64_t right, graded;
} els_trend_point;

/* A zeroed one is empty. */
typedef struct {
    els_trend_point points[2 * ELS_TREND_WINDOW], open;
    uint32_t n;
} els_trend;

typedef enum {
    ELS_TREND_UNKNOWN,
    ELS_TREND_GAIN,
    ELS_TREND_PLATEAU,
    ELS_TREND_REGRESSION
} els_trend_verdict;

typedef struct {
    els_trend_verdict verdict;
    double before, after; /* success of the two windows */
    els_interval gain;    /* 95 %, of after - before */
} els_trend_result;

#define ELS_TREND_HIGH 0.98
/* Adds what an iteration has shown; says something when two windows are full. A plateau is no
 * significant change while success is below ELS_TREND_HIGH. */
els_trend_result els_trend_add(els_trend *trend, uint64_t right, uint64_t graded);

void els_trend_visit(els_snapshot *snapshot, els_trend *trend);

#endif
