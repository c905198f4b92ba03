/* m3 — the forecasting methods on series whose future is known: OWA against naive2, sMAPE, MASE and
 * MSIS as in M4, coverage of the 95 % intervals, CPU time. */
#include "forecast_score.h"
#include "forecast_series.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PERIODS_MAX = 8, FILE_NAME_MAX = 4096 };

typedef struct {
    double smape, mase, inside, msis;
    uint32_t n;
} sums;

typedef struct {
    sums all, of_period[PERIODS_MAX];
    double cpu_s;
} tally;

typedef struct {
    tally of[ELS_METHOD_COUNT_];
    uint32_t periods[PERIODS_MAX], n_periods;
    uint32_t replaced[ELS_METHOD_COUNT_]; /* series that the method refused: naive2 instead */
} bench;

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void add(sums *sum, const els_forecast_score *score)
{
    sum->smape += score->smape;
    sum->mase += score->mase;
    sum->inside += score->inside;
    sum->msis += score->msis;
    sum->n++;
}

static uint32_t period_at(bench *b, uint32_t period)
{
    uint32_t i = 0;
    while (i < b->n_periods && b->periods[i] != period)
        i++;
    if (i == b->n_periods && b->n_periods < PERIODS_MAX)
        b->periods[b->n_periods++] = period;
    return i < PERIODS_MAX ? i : PERIODS_MAX - 1;
}

/* Numbers of a JSON array; NULL when it is not one. */
static double *numbers(const json_t *array, size_t *ret_n)
{
    size_t n = json_array_size(array);
    double *values = n ? malloc(n * sizeof *values) : NULL;
    for (size_t i = 0; values && i < n; i++)
        values[i] = json_number_value(json_array_get(array, i));
    *ret_n = n;
    return values;
}

static void measure(bench *b, const double *values, size_t n, const double *actual,
                    uint32_t horizon, uint32_t period)
{
    els_forecast_point points[ELS_FORECAST_HORIZON_MAX];
    uint32_t at = period_at(b, period);
    for (int m = 0; m < ELS_METHOD_COUNT_; m++) {
        els_forecast_method method = (els_forecast_method)m;
        if (els_forecast_refusal(method, values, n, period)) {
            method = ELS_METHOD_NAIVE2;
            b->replaced[m]++;
        }
        double start = cpu_s();
        els_forecast_series(method, values, n, period, horizon, points, NULL);
        b->of[m].cpu_s += cpu_s() - start;
        els_forecast_score score =
            els_forecast_score_make(points, actual, horizon, values, n, period);
        if (!isfinite(score.mase))
            continue; /* a constant series has no scale */
        add(&b->of[m].all, &score);
        add(&b->of[m].of_period[at], &score);
    }
}

static double owa(const sums *sum, const sums *naive)
{
    return (sum->smape / naive->smape + sum->mase / naive->mase) / 2;
}

static void print(const bench *b)
{
    const tally *naive = &b->of[ELS_METHOD_NAIVE2];
    printf("%u series\n%-18s %7s %7s %7s", naive->all.n, "method", "OWA", "sMAPE", "MASE");
    for (uint32_t p = 0; p < b->n_periods; p++)
        printf("  OWA/%-3u", b->periods[p]);
    printf(" %8s %7s %10s %8s\n", "coverage", "MSIS", "CPU ms", "refused");
    for (int m = 0; m < ELS_METHOD_COUNT_; m++) {
        const tally *t = &b->of[m];
        double n = t->all.n;
        printf("%-18s %7.4f %7.3f %7.3f", els_forecast_method_name((els_forecast_method)m),
               owa(&t->all, &naive->all), t->all.smape / n, t->all.mase / n);
        for (uint32_t p = 0; p < b->n_periods; p++)
            printf(" %8.4f", owa(&t->of_period[p], &naive->of_period[p]));
        printf(" %8.4f %7.2f %10.3f %8u\n", t->all.inside / n, t->all.msis / n, 1e3 * t->cpu_s / n,
               b->replaced[m]);
    }
    const tally *t = &b->of[ELS_METHOD_AUTO];
    for (uint32_t p = 0; p < b->n_periods; p++)
        printf("auto, frequency %u: %u series, coverage %.4f, MSIS %.2f (naive2 %.2f)\n",
               b->periods[p], t->of_period[p].n, t->of_period[p].inside / t->of_period[p].n,
               t->of_period[p].msis / t->of_period[p].n,
               naive->of_period[p].msis / naive->of_period[p].n);
}

static bool take_line(bench *b, const char *line)
{
    json_t *json = json_loads(line, 0, NULL);
    size_t n, horizon;
    double *values = numbers(json_object_get(json, "train"), &n);
    double *actual = numbers(json_object_get(json, "test"), &horizon);
    json_int_t period = json_integer_value(json_object_get(json, "freq"));
    bool is_good = values && actual && horizon <= ELS_FORECAST_HORIZON_MAX && period >= 0 &&
                   period <= (json_int_t)ELS_FORECAST_PERIOD_MAX;
    if (is_good)
        measure(b, values, n, actual, (uint32_t)horizon, (uint32_t)period);
    free(values);
    free(actual);
    json_decref(json);
    return is_good;
}

int main(int argc, char **argv)
{
    static bench b;
    const char *folder = argc > 1 ? argv[1] : getenv("ELS_DATA");
    char path[FILE_NAME_MAX], *line = NULL;
    size_t cap = 0;
    uint32_t number = 0;
    int code = 0;
    if (argc > 2 || (argc == 2 && argv[1][0] == '-')) {
        fputs("usage: els-bench-m3 [FOLDER]    with m3_dev_300.jsonl; default: ELS_DATA\n", stderr);
        return 2;
    }
    bool is_file = folder && strlen(folder) > 6 && !strcmp(folder + strlen(folder) - 6, ".jsonl");
    snprintf(path, sizeof path, is_file ? "%s" : "%s/m3_dev_300.jsonl", folder ? folder : ".");
    FILE *file = folder ? fopen(path, "r") : NULL;
    if (!file) {
        printf("skipped: no %s; name the folder or set ELS_DATA\n",
               folder ? path : "folder with m3_dev_300.jsonl");
        return 0;
    }
    while (code == 0 && getline(&line, &cap, file) > 0) {
        number++;
        if (!take_line(&b, line)) {
            fprintf(stderr, "%s:%u: not {\"train\":[...],\"test\":[...],\"freq\":N}\n", path,
                    number);
            code = 1;
        }
    }
    if (code == 0)
        print(&b);
    free(line);
    fclose(file);
    return code;
}
