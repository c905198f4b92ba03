/* outlook.h — the forecasts that no fact has come for yet. Pure.
 *
 * Progress has a forecast once, in the iteration it was made; who looks later wants it too. */
#ifndef ELS_OUTLOOK_H
#define ELS_OUTLOOK_H

#include "messages.h"
#include "stats_snapshot.h"

enum { ELS_OUTLOOK_MAX = 64 };

typedef struct {
    char series[65];
    uint64_t due_at; /* iteration it is about */
    double mean, low, high;
} els_outlook_row;

typedef struct {
    els_outlook_row rows[ELS_OUTLOOK_MAX]; /* oldest first */
    uint32_t n;
} els_outlook;

/* Takes what iteration `iteration` forecast: the newest one of each series and iteration stays,
 * until that iteration has come. Past ELS_OUTLOOK_MAX the oldest goes. */
void els_outlook_take(els_outlook *outlook, uint64_t iteration, const els_forecast *forecasts,
                      uint32_t n);
void els_outlook_visit(els_snapshot *snapshot, els_outlook *outlook);

#endif
