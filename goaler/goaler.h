/* goaler.h — stage 6: goals from forecasts that win, and the next batch's strata and exploration.
 *
 * Pure. It acts on the train and select splits only; the sealed probe is measured, and through the
 * forecasts talked about, but nothing it shows changes what the system does.
 *
 * Strata. Half of every batch comes from all plugins alike (no stratum is ever forgotten, unseen
 * ones included); the other half goes to (plugin, family) in proportion to
 *     4 p (1 - p) / 2 + |fast - slow|
 * where p is the recent success, and fast and slow are success rates with two memories: weakness at
 * the edge of what works, and learning progress (Schmidhuber 1991, Matiisen 2017).
 *
 * Exploration. When the newest held-out points show no gain over the ones before beyond noise it is
 * raised, when they show a gain it is lowered, within bounds. */
#ifndef ELS_GOALER_H
#define ELS_GOALER_H

#include "stage.h"

extern const els_stage_desc els_goaler_stage;

#define ELS_GOALER_EXPLORATION_MIN 0.05
#define ELS_GOALER_EXPLORATION_MAX 0.5

#endif
