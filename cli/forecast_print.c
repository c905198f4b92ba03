#include "forecast_print.h"
#include "cli.h"

#include <math.h>

/* Why this method, in one line, into `out`. */
static void say_why(const els_forecasted *f, els_buf *out)
{
    const els_forecast_reasons *r = &f->reasons;
    if (r->method == ELS_METHOD_AUTO)
        els_buf_printf(out, "median, weighted by 1/error, of");
    else if (r->method == ELS_METHOD_COMBINED)
        els_buf_printf(out, "mean of");
    for (size_t m = 0; m < r->n_members; m++) {
        els_buf_printf(out, "%s%s%s", m ? ", " : "", out->len && !m ? " " : "", r->members[m].name);
        if (r->method == ELS_METHOD_AUTO)
            els_buf_printf(out, " %.2f", r->members[m].weight);
    }
    if (r->origins)
        els_buf_printf(out, "; mean absolute error %.4g from %zu earlier origins, naive2 %.4g",
                       r->error, r->origins, r->naive_error);
    else
        els_buf_printf(out, "; too few values to try it on earlier ones");
    if (f->season_hint)
        els_buf_printf(out, "; values %u apart are alike, try --frequency %u", f->season_hint,
                       f->season_hint);
    if (f->series->filled)
        els_buf_printf(out, "; %zu missing values filled", f->series->filled);
    if (f->series->behind)
        els_buf_printf(out, "; begins %zu steps late, values are missing at the end",
                       f->series->behind);
}

static els_limit_time limit_time(const els_forecasted *f)
{
    return els_limit_when(f->points, f->series->horizon, f->series->values[f->series->n - 1],
                          f->limit);
}

static void print_step(FILE *file, const char *who, uint32_t step)
{
    if (step)
        fprintf(file, "%s at step %u", who, step);
    else
        fprintf(file, "%s not within the horizon", who);
}

static void print_limit(const els_forecasted *f, FILE *file)
{
    els_limit_time when = limit_time(f);
    fprintf(file, "  limit %.7g: ", f->limit);
    if (when.is_met) {
        fputs("met by the newest value\n", file);
        return;
    }
    print_step(file, "the mean meets it", when.mean);
    print_step(file, "; the nearer end of the interval", when.earliest);
    print_step(file, ", the farther one", when.latest);
    fputc('\n', file);
}

static void print_patterns(const els_forecasted *f, const els_cli_series_list *list, FILE *file)
{
    const els_cli_patterns *p = f->patterns;
    size_t first = f->series->offset + 1; /* places count from 1 */
    fprintf(file, "  trend: %s, %+.4g per step (tau %.2f, p %.2g)\n",
            p->trend.is_found ? "yes" : "no", p->trend.slope, p->trend.tau, p->trend.p);
    if (p->season.period > 1)
        fprintf(file, "  season of %u: %s (autocorrelation %.2f, limit %.2f, strength %.2f)\n",
                p->season.period, p->season.is_found ? "yes" : "no", p->season.autocorrelation,
                p->season.limit, p->season.strength);
    else
        fprintf(file, "  season: none found\n");
    for (size_t i = 0; i < p->n_changes; i++) {
        const els_pattern_change *c = &p->changes[i];
        fprintf(file,
                "  change at value %zu: from %.5g to %.5g, slope from %.3g to %.3g (%.1f times the "
                "penalty)\n",
                c->at + first, c->before, c->after, c->slope_before, c->slope_after, c->gain);
    }
    for (size_t i = 0; i < p->n_anomalies; i++)
        fprintf(file, "  anomaly at value %zu: %.5g instead of %.5g (%.1f robust deviations)\n",
                p->anomalies[i].at + first, p->anomalies[i].value, p->anomalies[i].expected,
                p->anomalies[i].score);
    if (p->spikes.is_found)
        fprintf(file, "  spikes every %u values from value %zu: %u of %u times (p %.2g)\n",
                p->spikes.every, p->spikes.first + first, p->spikes.hits, p->spikes.slots,
                p->spikes.p);
    if (p->motif.is_found) {
        fprintf(file, "  a sequence of %zu values comes back: at value", p->motif.length);
        for (size_t i = 0; i < p->motif.n_places; i++)
            fprintf(file, "%s %zu", i ? "," : "", p->motif.places[i] + first);
        fprintf(file, " (r %.2f, p %.2g)\n", p->motif.r, p->motif.p);
    }
    for (size_t i = 0; i < p->n_links; i++) {
        const els_pattern_link *l = &p->links[i].link;
        fputs("  goes with ", file);
        els_cli_write_text(list->items[p->links[i].other].id, file);
        fprintf(file, ": r %.2f", l->r);
        if (l->lag)
            fprintf(file, ", which %s by %d", l->lag > 0 ? "follows" : "leads",
                    l->lag > 0 ? l->lag : -l->lag);
        fprintf(file, " (steps; p %.2g)\n", l->p);
    }
}

void els_cli_forecast_print(const els_forecasted *f, const els_cli_series_list *list, FILE *file)
{
    els_buf why = {0};
    say_why(f, &why);
    els_cli_write_text(f->series->id, file);
    fprintf(file, ": %zu values, frequency %u, method %s\n", f->series->total, f->series->period,
            els_forecast_method_name(f->reasons.method));
    fprintf(file, "  %6s %14s %14s %14s\n", "step", "mean", "lower 95 %", "upper 95 %");
    for (uint32_t h = 0; h < f->series->horizon; h++)
        fprintf(file, "  %6u %14.7g %14.7g %14.7g\n", h + 1, f->points[h].mean, f->points[h].low,
                f->points[h].high);
    fprintf(file, "  why: " ELS_STR_FMT "\n", ELS_STR_ARG(els_buf_str(&why)));
    if (!isnan(f->limit))
        print_limit(f, file);
    if (f->patterns)
        print_patterns(f, list, file);
    els_buf_fini(&why);
}

/* ---- JSON ---- */

static json_t *text(els_str s)
{
    json_t *json = json_stringn(s.ptr, s.len);
    return json ? json : json_string("?"); /* not UTF-8 */
}

/* null when there is no such number. */
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* The id as it was given: a text or a whole number. */
static json_t *id_json(const els_cli_series *series)
{
    return series->has_whole_id ? json_loadb(series->id.ptr, series->id.len, JSON_DECODE_ANY, NULL)
                                : text(series->id);
}

static json_t *motif_json(const els_pattern_motif *motif, size_t first)
{
    json_t *places = json_array();
    for (size_t i = 0; i < motif->n_places; i++)
        json_array_append_new(places, json_integer((json_int_t)(motif->places[i] + first)));
    return json_pack("{s:I, s:o, s:f, s:f}", "length", (json_int_t)motif->length, "places", places,
                     "r", motif->r, "p", motif->p);
}

static json_t *patterns_json(const els_forecasted *f, const els_cli_series_list *list)
{
    const els_cli_patterns *p = f->patterns;
    size_t first = f->series->offset + 1; /* places count from 1 */
    json_t *changes = json_array(), *anomalies = json_array(), *links = json_array();
    for (size_t i = 0; i < p->n_changes; i++) {
        const els_pattern_change *c = &p->changes[i];
        json_array_append_new(changes, json_pack("{s:I, s:f, s:f, s:f, s:f, s:f}", "at",
                                                 (json_int_t)(c->at + first), "before", c->before,
                                                 "after", c->after, "slope_before", c->slope_before,
                                                 "slope_after", c->slope_after, "gain", c->gain));
    }
    for (size_t i = 0; i < p->n_anomalies; i++) {
        const els_pattern_anomaly *a = &p->anomalies[i];
        json_array_append_new(anomalies, json_pack("{s:I, s:f, s:f, s:f}", "at",
                                                   (json_int_t)(a->at + first), "value", a->value,
                                                   "expected", a->expected, "score", a->score));
    }
    for (size_t i = 0; i < p->n_links; i++) {
        const els_pattern_link *l = &p->links[i].link;
        json_array_append_new(links, json_pack("{s:o, s:f, s:i, s:f}", "with",
                                               id_json(&list->items[p->links[i].other]), "r", l->r,
                                               "lag", l->lag, "p", l->p));
    }
    json_t *spikes =
        p->spikes.is_found
            ? json_pack("{s:I, s:I, s:I, s:I, s:f}", "every", (json_int_t)p->spikes.every, "first",
                        (json_int_t)(p->spikes.first + first), "hits", (json_int_t)p->spikes.hits,
                        "slots", (json_int_t)p->spikes.slots, "p", p->spikes.p)
            : json_null();
    json_t *motif = p->motif.is_found ? motif_json(&p->motif, first) : json_null();
    return json_pack(
        "{s:{s:b, s:f, s:f, s:f}, s:{s:b, s:I, s:f, s:f, s:f}, s:o, s:o, s:o, s:o, s:o}", "trend",
        "found", p->trend.is_found, "slope", p->trend.slope, "tau", p->trend.tau, "p", p->trend.p,
        "season", "found", p->season.is_found, "period", (json_int_t)p->season.period,
        "autocorrelation", p->season.autocorrelation, "limit", p->season.limit, "strength",
        p->season.strength, "changes", changes, "anomalies", anomalies, "spikes", spikes,
        "sequence", motif, "correlations", links);
}

/* null: not within the horizon. */
static json_t *step_json(uint32_t step)
{
    return step ? json_integer(step) : json_null();
}

static json_t *limit_json(const els_forecasted *f)
{
    els_limit_time when = limit_time(f);
    return json_pack("{s:f, s:b, s:o, s:o, s:o}", "value", f->limit, "met", when.is_met, "step",
                     step_json(when.mean), "earliest", step_json(when.earliest), "latest",
                     step_json(when.latest));
}

json_t *els_cli_forecast_json(const els_forecasted *f, const els_cli_series_list *list)
{
    const els_forecast_reasons *r = &f->reasons;
    json_t *mean = json_array(), *low = json_array(), *high = json_array(), *members = json_array();
    els_buf why = {0};
    say_why(f, &why);
    for (uint32_t h = 0; h < f->series->horizon; h++) {
        json_array_append_new(mean, json_real(f->points[h].mean));
        json_array_append_new(low, json_real(f->points[h].low));
        json_array_append_new(high, json_real(f->points[h].high));
    }
    for (size_t m = 0; m < r->n_members; m++)
        json_array_append_new(members, json_pack("{s:s, s:f, s:o}", "name", r->members[m].name,
                                                 "weight", r->members[m].weight, "error",
                                                 number(r->members[m].error)));
    json_t *json = json_pack(
        "{s:o, s:I, s:I, s:I, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "id",
        id_json(f->series), "values", (json_int_t)f->series->total, "frequency",
        (json_int_t)f->series->period, "horizon", (json_int_t)f->series->horizon, "method",
        els_forecast_method_name(r->method), "mean", mean, "lower", low, "upper", high, "why",
        text(els_buf_str(&why)), "members", members, "origins", (json_int_t)r->origins, "error",
        number(r->error), "naive_error", number(r->naive_error));
    if (!isnan(f->limit))
        json_object_set_new(json, "limit", limit_json(f));
    if (f->patterns)
        json_object_set_new(json, "patterns", patterns_json(f, list));
    els_buf_fini(&why);
    return json;
}
