#include "report_system.h"

/* Empty: null. */
static json_t *word(els_str s)
{
    json_t *json = s.len ? json_stringn(s.ptr, s.len) : NULL;
    return json ? json : json_null(); /* also: not UTF-8 */
}

static json_t *number_if(bool is_known, double value)
{
    return is_known ? json_real(value) : json_null();
}

static json_t *resource(const els_resource *r)
{
    bool has_forecast = r->predicted.len > 0;
    return json_pack(
        "{s:o, s:o, s:f, s:f, s:f, s:o, s:I, s:o, s:o, s:o, s:o, s:o, s:I, s:o, s:o, s:o}", "name",
        word(r->name), "unit", word(r->unit), "value", r->value, "limit", r->limit, "use",
        r->limit > 0 ? r->value / r->limit : 0, "state", word(r->state), "readings",
        (json_int_t)r->readings, "predicted", word(r->predicted), "forecast",
        number_if(has_forecast, r->mean), "forecast_ci",
        has_forecast ? json_pack("[f,f]", r->low, r->high) : json_null(), "limit_seconds",
        number_if(r->meets_limit, r->limit_s), "limit_seconds_earliest",
        number_if(r->may_meet_limit, r->earliest_s), "scored", (json_int_t)r->scored, "mae",
        number_if(r->scored, r->mae), "mae_naive", number_if(r->scored, r->mae_naive), "coverage",
        number_if(r->scored, r->coverage));
}

json_t *els_report_system(const els_progress *progress)
{
    if (progress->n_system != 1)
        return json_null();
    const els_system *system = &progress->system[0];
    json_t *resources = json_array(), *bottlenecks = json_array();
    for (uint32_t i = 0; i < system->n_resources; i++)
        json_array_append_new(resources, resource(&system->resources[i]));
    for (uint32_t i = 0; i < system->n_bottlenecks; i++)
        json_array_append_new(bottlenecks, word(system->bottlenecks[i]));
    bool has_forecast = system->predicted.len > 0;
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:I, s:I, s:I}", "state", word(system->state),
                     "predicted", word(system->predicted), "ahead_seconds",
                     number_if(has_forecast, system->ahead_s), "bottlenecks", bottlenecks,
                     "resources", resources, "states_scored", (json_int_t)system->scored,
                     "states_right", (json_int_t)system->right, "states_right_naive",
                     (json_int_t)system->right_naive);
}
