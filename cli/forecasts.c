/* els forecasts — what the run's own forecaster promised, and how it came.
 *
 * A forecast is taken from the iteration that registered it, its fact from the iteration that
 * scored it. The two are different transactions of the journal: what was scored without having been
 * registered in an earlier one, or was registered otherwise, is counted as a fault. */
#include "cli.h"
#include "codec.h"
#include "store.h"
#include "store_read.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *store, *series;
    uint64_t last;
    bool json;
} forecasts_options;

static const els_option options[] = {
    ELS_OPTION(ELS_OPTION_TEXT, "store", 0, "DIR", forecasts_options, store, ELS_DEFAULT_STORE,
               "folder of the journal"),
    ELS_OPTION(ELS_OPTION_TEXT, "series", 0, "NAME", forecasts_options, series, NULL,
               "only this series, such as train_success"),
    ELS_OPTION_RANGED(ELS_OPTION_U64, "last", "N", forecasts_options, last, "20", 0, 1000000,
                      "forecasts to print, the newest (0: all; --json has all)"),
    ELS_OPTION(ELS_OPTION_FLAG, "json", 0, NULL, forecasts_options, json, NULL, "print JSON"),
};

/* A registered forecast and what became of it. */
typedef struct {
    els_forecast forecast;
    uint64_t scored_at; /* iteration; 0: not yet */
} promise;

typedef struct {
    uint64_t run, faults;
    bool is_live; /* the journal is in use: only the records of status.json are known */
    promise *promises;
    size_t n, cap;
    els_arena arena;
} history;

static promise *registered(history *h, const els_forecast *f)
{
    for (size_t i = h->n; i-- > 0;) {
        const els_forecast *made = &h->promises[i].forecast;
        if (h->promises[i].scored_at == 0 && made->made_at == f->made_at &&
            made->due_at == f->due_at && els_str_eq(made->series, f->series))
            return &h->promises[i];
    }
    return NULL;
}

static void enter(history *h, const els_forecast *f)
{
    if (h->n == h->cap) {
        size_t cap = h->cap ? 2 * h->cap : 256;
        promise *grown = ELS_ARENA_NEW(&h->arena, promise, cap);
        if (h->n)
            memcpy(grown, h->promises, h->n * sizeof *grown);
        h->promises = grown;
        h->cap = cap;
    }
    h->promises[h->n] = (promise){.forecast = *f};
    h->promises[h->n].forecast.series = els_arena_copy(&h->arena, f->series);
    h->promises[h->n].forecast.method = els_arena_copy(&h->arena, f->method);
    h->n++;
}

/* The forecasts of one committed iteration. */
static void take(history *h, const els_progress *progress, const char *series)
{
    for (uint32_t i = 0; i < progress->n_forecasts; i++) {
        const els_forecast *f = &progress->forecasts[i];
        if (series && !els_str_eq(f->series, els_str_of(series)))
            continue;
        if (!f->scored) {
            h->faults += f->made_at != progress->iteration || f->due_at <= progress->iteration;
            enter(h, f);
            continue;
        }
        promise *p = registered(h, f);
        if (!p || f->made_at >= progress->iteration || p->forecast.mean != f->mean ||
            p->forecast.low != f->low || p->forecast.high != f->high ||
            p->forecast.naive != f->naive) {
            h->faults++;
            continue;
        }
        p->forecast.scored = true;
        p->forecast.actual = f->actual;
        p->scored_at = progress->iteration;
    }
}

static els_err read_journal(els_store *store, const char *series, history *h)
{
    els_arena arena = {0};
    els_store_run run;
    els_err err = els_store_newest_run(store, &h->arena, &run);
    if (!err)
        h->run = run.run;
    for (uint64_t i = 0; !err && i < run.next_iteration; i++) {
        els_msg_type type;
        const void *message = NULL;
        els_str frame;
        err = els_store_progress(store, run.run, i, &arena, &frame);
        if (!err)
            err = els_decode(frame, &arena, &type, &message, NULL);
        if (!err && type != ELS_MSG_progress)
            err = ELS_E_FORMAT;
        if (!err)
            take(h, message, series);
        els_arena_reset(&arena);
    }
    els_arena_fini(&arena);
    return err;
}

/* False after a complaint. */
static bool load(const forecasts_options *o, history *h)
{
    els_store *store = NULL;
    els_buf why = {0};
    els_err err = els_store_open(o->store, false, &store, &why);
    if (err == ELS_E_BUSY) {
        h->is_live = true;
        els_buf_fini(&why);
        return true;
    }
    if (err) {
        els_cli_complain("forecasts: %s", els_err_line(err, &why));
    } else {
        err = read_journal(store, o->series, h);
        if (err == ELS_E_NOT_FOUND)
            els_cli_complain("forecasts: %s has no run yet (start one with: els run --store %s)",
                             o->store, o->store);
        else if (err)
            els_cli_complain("forecasts: %s cannot be read (%s); els doctor --store %s checks it",
                             o->store, els_err_text(err), o->store);
    }
    els_store_close(&store);
    els_buf_fini(&why);
    return !err;
}

/* The records per series and the part "system" of status.json; NULL after a complaint. */
static json_t *load_status(const char *store)
{
    els_buf why = {0};
    json_t *status = NULL;
    if (els_store_read_json(store, "status.json", &status, &why))
        els_cli_complain("forecasts: %s", why.ptr);
    els_buf_fini(&why);
    return status;
}

static bool is_inside(const els_forecast *f)
{
    return f->low <= f->actual && f->actual <= f->high;
}

/* ---- for people ---- */

static void print_skill(const json_t *record)
{
    const json_t *mase = json_object_get(record, "mase");
    printf("%.0f scored", els_cli_number(record, "scored"));
    if (json_is_number(mase))
        printf(", MASE %.2f", json_number_value(mase));
    if (els_cli_number(record, "scored") > 0)
        printf(", %.0f %% inside the interval", 100 * els_cli_number(record, "coverage"));
}

static void print_promises(const history *h, size_t last)
{
    size_t first = last && h->n > last ? h->n - last : 0;
    printf("%-22s %5s %5s %10s  %-23s %10s %10s\n", "series", "made", "due", "forecast",
           "95 % interval", "last value", "fact");
    for (size_t i = first; i < h->n; i++) {
        const els_forecast *f = &h->promises[i].forecast;
        printf("%-22.*s %5llu %5llu %10.4g  [%10.4g,%10.4g] %10.4g ", ELS_STR_ARG(f->series),
               (unsigned long long)f->made_at, (unsigned long long)f->due_at, f->mean, f->low,
               f->high, f->naive);
        if (f->scored)
            printf("%10.4g  %s\n", f->actual, is_inside(f) ? "inside" : "outside");
        else
            printf("%10s\n", "not yet");
    }
}

static void print_records(const json_t *records, const char *series)
{
    size_t i;
    const json_t *record;
    json_array_foreach(records, i, record)
    {
        const char *name = json_string_value(json_object_get(record, "series"));
        if (!name || (series && strcmp(name, series) != 0))
            continue;
        printf("%-20s ", name);
        print_skill(record);
        puts(json_is_true(json_object_get(record, "wins")) ? ", beats the last value" : "");
    }
}

static void print_seconds(const json_t *resource, const char *key, const char *what)
{
    if (json_is_number(json_object_get(resource, key)))
        printf(", %s in %.0f s", what, els_cli_number(resource, key));
}

static void print_system(const json_t *system)
{
    size_t i;
    const json_t *resource;
    const char *predicted = json_string_value(json_object_get(system, "predicted"));
    if (!json_is_object(system))
        return;
    printf("system %s", json_string_value(json_object_get(system, "state")));
    if (predicted)
        printf(", in %.0f s %s; %.0f of %.0f such predictions were right, %.0f if it had been "
               "said to stay",
               els_cli_number(system, "ahead_seconds"), predicted,
               els_cli_number(system, "states_right"), els_cli_number(system, "states_scored"),
               els_cli_number(system, "states_right_naive"));
    putchar('\n');
    json_array_foreach(json_object_get(system, "resources"), i, resource)
    {
        printf("  %-20s %.4g of %.4g %s, %s", json_string_value(json_object_get(resource, "name")),
               els_cli_number(resource, "value"), els_cli_number(resource, "limit"),
               json_string_value(json_object_get(resource, "unit")),
               json_string_value(json_object_get(resource, "state")));
        if (json_is_number(json_object_get(resource, "forecast")))
            printf(", then %.4g", els_cli_number(resource, "forecast"));
        print_seconds(resource, "limit_seconds", "at its limit");
        print_seconds(resource, "limit_seconds_earliest", "at the earliest");
        fputs("; ", stdout);
        print_skill(resource);
        putchar('\n');
    }
}

/* ---- for programs ---- */

static json_t *promise_json(const promise *p)
{
    const els_forecast *f = &p->forecast;
    json_t *json =
        json_pack("{s:s%, s:I, s:I, s:s%, s:f, s:f, s:f, s:f, s:b}", "series", f->series.ptr,
                  f->series.len, "made_at", (json_int_t)f->made_at, "due_at", (json_int_t)f->due_at,
                  "method", f->method.ptr, f->method.len, "mean", f->mean, "lower", f->low, "upper",
                  f->high, "naive", f->naive, "scored", f->scored);
    if (json && f->scored) {
        json_object_set_new(json, "scored_at", json_integer((json_int_t)p->scored_at));
        json_object_set_new(json, "actual", json_real(f->actual));
        json_object_set_new(json, "inside", json_boolean(is_inside(f)));
    }
    return json;
}

static void print_json(const history *h, const json_t *status)
{
    json_t *list = json_array();
    for (size_t i = 0; i < h->n; i++)
        json_array_append_new(list, promise_json(&h->promises[i]));
    els_cli_print_json(json_pack(
        "{s:O?, s:b, s:o, s:I, s:O?, s:O?}", "run", json_object_get(status, "run"), "live",
        h->is_live, "forecasts", list, "faults", (json_int_t)h->faults, "series",
        json_object_get(status, "forecasts"), "system", json_object_get(status, "system")));
}

/* Whether the run has such a series; false after a complaint that names those it has. */
static bool is_series(const char *wanted, const json_t *records)
{
    els_buf names = {0};
    size_t i;
    const json_t *record;
    bool is_found = wanted == NULL;
    json_array_foreach(records, i, record)
    {
        const char *name = json_string_value(json_object_get(record, "series"));
        is_found = is_found || (name && strcmp(name, wanted) == 0);
        els_buf_printf(&names, "%s%s", i ? ", " : "", name ? name : "");
    }
    if (!is_found)
        els_cli_complain("forecasts: there is no series \"%.60s\"; %s%s", wanted,
                         names.len ? "there are " : "nothing was forecast yet",
                         names.len ? names.ptr : "");
    els_buf_fini(&names);
    return is_found;
}

static int show(const forecasts_options *o, const history *h, const json_t *status)
{
    const json_t *records = json_object_get(status, "forecasts");
    if (!is_series(o->series, records))
        return ELS_EXIT_USAGE;
    if (o->json) {
        print_json(h, status);
    } else {
        if (h->is_live)
            els_cli_complain("forecasts: a run is on in %s: the list follows when it has ended",
                             o->store);
        else if (h->n)
            print_promises(h, o->last);
        else
            puts("no forecasts yet");
        print_records(records, o->series);
        print_system(json_object_get(status, "system"));
    }
    if (h->faults)
        els_cli_complain("forecasts: %llu forecasts were scored otherwise than they had been "
                         "registered before the fact",
                         (unsigned long long)h->faults);
    return h->faults ? ELS_EXIT_FAILED : ELS_EXIT_OK;
}

int els_cli_forecasts(int argc, char **argv)
{
    forecasts_options o = {0};
    history h = {0};
    els_arena arena = {0};
    int code = els_cli_parse("forecasts [options]", options, sizeof options / sizeof options[0], &o,
                             argc, argv, &arena, NULL);
    if (code < 0) {
        json_t *status = load(&o, &h) ? load_status(o.store) : NULL;
        code = status ? show(&o, &h, status) : ELS_EXIT_FAILED;
        json_decref(status);
    }
    els_arena_fini(&h.arena);
    els_arena_fini(&arena);
    return code;
}
