/* els forecast — the forecaster alone, on a user's file. */
#include "cli.h"
#include "forecast_print.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINKED_MAX = 64, LAG_MAX = 3, PICTURES_MAX = 100 };

typedef struct {
    const char *method, *column, *plot, *limit;
    uint64_t horizon, frequency;
    bool json, patterns, skip_bad;
} forecast_options;

static const els_option options[] = {
    ELS_OPTION_RANGED(ELS_OPTION_U64, "horizon", "H", forecast_options, horizon, NULL, 1,
                      ELS_FORECAST_HORIZON_MAX,
                      "steps to forecast (a line's own \"horizon\" goes before)"),
    ELS_OPTION_RANGED(
        ELS_OPTION_U64, "frequency", "M", forecast_options, frequency, NULL, 1,
        ELS_FORECAST_PERIOD_MAX,
        "values per season, such as 12 for months (a line's own \"freq\" goes before)"),
    ELS_OPTION(ELS_OPTION_TEXT, "method", 0, "M", forecast_options, method, "auto",
               "auto, combined, naive, snaive, naive2, drift, ses, holt, damped, hw-additive, "
               "hw-multiplicative, theta, theta-log, ets, arima, exponential, logistic, power"),
    ELS_OPTION(ELS_OPTION_TEXT, "column", 0, "C", forecast_options, column, NULL,
               "CSV: only this column, by name or number"),
    ELS_OPTION(ELS_OPTION_TEXT, "limit", 0, "X", forecast_options, limit, NULL,
               "also say after how many steps each series meets the value X"),
    ELS_OPTION(ELS_OPTION_FLAG, "patterns", 0, NULL, forecast_options, patterns, NULL,
               "also show trend, season, changes, anomalies, spikes, recurring sequences, "
               "correlations"),
    ELS_OPTION(
        ELS_OPTION_TEXT, "plot", 0, "FILE.svg", forecast_options, plot, NULL,
        "--plot=FILE.svg draws the forecast as SVG; --plot alone, here with text characters"),
    ELS_OPTION(ELS_OPTION_FLAG, "skip-bad", 0, NULL, forecast_options, skip_bad, NULL,
               "leave out bad series instead of refusing the file"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, forecast_options, json, NULL,
               "print JSON lines, one object per series"),
};

/* "--plot" alone becomes "--plot=-": the option table knows no value that may be left out. */
static char **with_plot(int argc, char **argv, els_arena *arena)
{
    char **copy = ELS_ARENA_NEW(arena, char *, (size_t)argc + 1);
    for (int i = 0; i < argc; i++)
        copy[i] =
            strcmp(argv[i], "--plot") == 0 ? els_arena_strdup(arena, ELS_STR("--plot=-")) : argv[i];
    return copy;
}

static bool draws_here(const forecast_options *o)
{
    return o->plot && strcmp(o->plot, "-") == 0;
}

/* What is wrong with the options: one line and false. */
static bool check(const forecast_options *o, const els_option_list *words,
                  els_forecast_method *ret_method, double *ret_limit)
{
    size_t length = o->plot ? strlen(o->plot) : 0;
    *ret_limit = NAN;
    if (words->n != 1)
        els_cli_complain("forecast: give one file (els forecast --help lists the options)");
    else if (!els_forecast_method_parse(els_str_of(o->method), ret_method))
        els_cli_complain("forecast: there is no method \"%.40s\" (els forecast --help lists them)",
                         o->method);
    else if (o->plot && !draws_here(o) && (length < 5 || strcmp(o->plot + length - 4, ".svg") != 0))
        els_cli_complain("forecast: --plot: \"%.60s\" does not end in .svg", o->plot);
    else if (o->limit && (!els_str_to_double(els_str_of(o->limit), ret_limit) ||
                          !(fabs(*ret_limit) <= ELS_FORECAST_VALUE_MAX)))
        els_cli_complain("forecast: --limit: \"%.40s\" is no number up to 1e100", o->limit);
    else if (draws_here(o) && o->json)
        els_cli_complain("forecast: --plot draws between --json: give --plot=FILE.svg");
    else
        return true;
    return false;
}

/* Keeps the strongest links of a series, strongest first. */
static void keep_link(els_cli_patterns *p, size_t other, els_pattern_link link)
{
    size_t at = p->n_links;
    while (at > 0 && fabs(p->links[at - 1].link.r) < fabs(link.r))
        at--;
    if (at == ELS_CLI_LINKS_MAX)
        return;
    if (p->n_links < ELS_CLI_LINKS_MAX)
        p->n_links++;
    memmove(&p->links[at + 1], &p->links[at], (p->n_links - at - 1) * sizeof p->links[0]);
    p->links[at] = (els_cli_link){other, link};
}

static void find_links(const els_cli_series_list *list, els_cli_patterns *patterns)
{
    size_t n = list->n < LINKED_MAX ? list->n : LINKED_MAX;
    for (size_t i = 0; i < n; i++)
        for (size_t k = i + 1; k < n; k++) {
            const els_cli_series *a = &list->items[i], *b = &list->items[k];
            if (a->period != b->period)
                continue;
            els_pattern_link link = els_pattern_find_link(
                a->values, a->n, b->values, b->n, a->period, LAG_MAX, (uint32_t)(n * (n - 1) / 2));
            if (!link.is_found)
                continue;
            keep_link(&patterns[i], k, link);
            link.lag = -link.lag;
            keep_link(&patterns[k], i, link);
        }
}

static els_cli_patterns *find_patterns(const els_cli_series_list *list, els_arena *arena)
{
    els_cli_patterns *all = ELS_ARENA_NEW(arena, els_cli_patterns, list->n);
    for (size_t i = 0; i < list->n; i++) {
        const els_cli_series *s = &list->items[i];
        els_cli_patterns *p = &all[i];
        p->season = els_pattern_find_season(s->values, s->n, s->period);
        uint32_t period = p->season.is_found ? p->season.period : 1;
        p->trend = els_pattern_find_trend(s->values, s->n, period);
        p->n_changes = els_pattern_find_changes(s->values, s->n, period, p->changes);
        p->n_anomalies = els_pattern_find_anomalies(s->values, s->n, period, p->anomalies);
        p->spikes = els_pattern_find_spikes(s->values, s->n);
        p->motif = els_pattern_find_motif(s->values, s->n, period);
    }
    find_links(list, all);
    return all;
}

/* Length of a season in the newest values of a series that was said to have none; 0 for none. */
static uint32_t season_hint(const els_cli_series *s)
{
    enum { LOOKED_AT = 256 };
    size_t n = s->n < LOOKED_AT ? s->n : LOOKED_AT;
    if (s->period > 1)
        return 0;
    els_pattern_season season = els_pattern_find_season(s->values + s->n - n, n, 0);
    return season.is_found && season.strength > ELS_SEASON_STRONG ? season.period : 0;
}

/* Names the series that the method cannot do. With --skip-bad they are taken out of the list, else
 * the first of them is an error. */
static els_err leave_refused_out(const forecast_options *o, const char *path,
                                 els_forecast_method method, els_cli_series_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->n; i++) {
        const els_cli_series *s = &list->items[i];
        const char *needs = els_forecast_refusal(method, s->values, s->n, s->period);
        if (!needs) {
            list->items[kept++] = *s;
            continue;
        }
        els_cli_complain("forecast: %s:%u: series \"" ELS_STR_FMT
                         "\": %s needs %s; use another method, such as auto",
                         path, s->line, ELS_STR_ARG(s->id), els_forecast_method_name(method),
                         needs);
        if (!o->skip_bad)
            return ELS_E_FORMAT;
    }
    list->n = kept;
    return kept ? ELS_OK : ELS_E_FORMAT;
}

static void make(const forecast_options *o, els_forecast_method method, double limit,
                 const els_cli_series_list *list, els_arena *arena, els_forecasted *ret)
{
    const els_cli_patterns *patterns = o->patterns ? find_patterns(list, arena) : NULL;
    for (size_t i = 0; i < list->n; i++) {
        const els_cli_series *s = &list->items[i];
        uint32_t steps = s->horizon + (uint32_t)s->behind;
        els_forecast_point *points = ELS_ARENA_NEW(arena, els_forecast_point, steps);
        els_forecast_series(method, s->values, s->n, s->period, steps, points, &ret[i].reasons);
        ret[i].series = s;
        ret[i].patterns = patterns ? &patterns[i] : NULL;
        ret[i].season_hint = season_hint(s);
        ret[i].points = points + s->behind;
        ret[i].limit = limit;
    }
}

static els_err write_svg(const char *path, const els_forecasted *forecasts, size_t n)
{
    FILE *file = fopen(path, "w");
    if (file) {
        els_cli_forecast_svg(forecasts, n < PICTURES_MAX ? n : PICTURES_MAX, file);
        bool is_bad = ferror(file) != 0;
        if (fclose(file) == 0 && !is_bad)
            return ELS_OK;
    }
    els_cli_complain("forecast: %s: cannot be written (%s)", path, strerror(errno));
    return ELS_E_IO;
}

static els_err show(const forecast_options *o, const els_forecasted *forecasts,
                    const els_cli_series_list *list)
{
    if (o->plot && !draws_here(o)) {
        els_err err = write_svg(o->plot, forecasts, list->n);
        if (err)
            return err;
        if (list->n > PICTURES_MAX)
            els_cli_complain("forecast: %s shows the first %d of %zu series", o->plot, PICTURES_MAX,
                             list->n);
    }
    for (size_t i = 0; i < list->n; i++) {
        if (o->json) {
            json_t *json = els_cli_forecast_json(&forecasts[i], list);
            json_dumpf(json, stdout, JSON_REAL_PRECISION(10));
            putchar('\n');
            json_decref(json);
        } else {
            els_cli_forecast_print(&forecasts[i], list, stdout);
            if (draws_here(o))
                els_cli_forecast_draw(&forecasts[i], stdout);
        }
    }
    return ELS_OK;
}

static int run(const forecast_options *o, const char *path, els_forecast_method method,
               double limit, els_arena *arena)
{
    els_cli_read_options reading = {.path = path,
                                    .column = o->column,
                                    .period = (uint32_t)o->frequency,
                                    .horizon = (uint32_t)o->horizon,
                                    .skip_bad = o->skip_bad};
    els_cli_series_list list = {0};
    els_buf why = {0};
    els_err err = els_cli_read_series(&reading, arena, &list, &why);
    if (why.len)
        els_cli_complain("forecast: " ELS_STR_FMT, ELS_STR_ARG(els_buf_str(&why)));
    els_buf_fini(&why);
    if (!err)
        err = leave_refused_out(o, path, method, &list);
    if (!err) {
        els_forecasted *forecasts = ELS_ARENA_NEW(arena, els_forecasted, list.n);
        make(o, method, limit, &list, arena, forecasts);
        err = show(o, forecasts, &list);
    }
    return !err ? ELS_EXIT_OK : err == ELS_E_USAGE ? ELS_EXIT_USAGE : ELS_EXIT_FAILED;
}

int els_cli_forecast(int argc, char **argv)
{
    forecast_options o = {0};
    els_arena arena = {0};
    els_option_list words = {0};
    els_forecast_method method;
    double limit;
    int code = els_cli_parse("forecast FILE.csv|FILE.jsonl --horizon H [options]", options,
                             sizeof options / sizeof options[0], &o, argc,
                             with_plot(argc, argv, &arena), &arena, &words);
    if (code < 0)
        code = check(&o, &words, &method, &limit)
                   ? run(&o, words.items[0].ptr, method, limit, &arena)
                   : ELS_EXIT_USAGE;
    els_arena_fini(&arena);
    return code;
}
