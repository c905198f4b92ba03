/* forecast_print.h — a forecast as people and programs read it, and as a picture. */
#ifndef ELS_CLI_FORECAST_PRINT_H
#define ELS_CLI_FORECAST_PRINT_H

#include "forecast_limit.h"
#include "forecast_read.h"
#include "forecast_series.h"
#include "patterns.h"

#include <jansson.h>
#include <stdio.h>

enum { ELS_CLI_LINKS_MAX = 8 };

typedef struct {
    size_t other; /* index of the series in the list */
    els_pattern_link link;
} els_cli_link;

typedef struct {
    els_pattern_trend trend;
    els_pattern_season season;
    els_pattern_change changes[ELS_PATTERN_PLACES_MAX];
    els_pattern_anomaly anomalies[ELS_PATTERN_PLACES_MAX];
    size_t n_changes, n_anomalies;
    els_pattern_spikes spikes;
    els_pattern_motif motif;
    els_cli_link links[ELS_CLI_LINKS_MAX]; /* strongest first */
    size_t n_links;
} els_cli_patterns;

/* A series with its forecast. */
typedef struct {
    const els_cli_series *series;
    els_forecast_point *points; /* series->horizon of them */
    els_forecast_reasons reasons;
    double limit;         /* NaN: not asked for */
    uint32_t season_hint; /* a season that the series seems to have and was not said to; or 0 */
    const els_cli_patterns *patterns; /* NULL: not asked for */
} els_forecasted;

/* Table, reason and patterns. `list` has the names of the series that links point to. */
void els_cli_forecast_print(const els_forecasted *forecast, const els_cli_series_list *list,
                            FILE *file);
/* One object, to be released by the caller. */
json_t *els_cli_forecast_json(const els_forecasted *forecast, const els_cli_series_list *list);

/* Picture of the newest values and the forecast with text characters, 76 columns wide. */
void els_cli_forecast_draw(const els_forecasted *forecast, FILE *file);
/* The same of n forecasts below each other as an SVG document. */
void els_cli_forecast_svg(const els_forecasted *forecasts, size_t n, FILE *file);

#endif
