#include "forecast_roll.h"

void els_roll_run(const els_forecast_plan *plans, size_t n_plans, const double *values, size_t n,
                  uint32_t horizon, els_roll *ret_roll)
{
    els_roll *r = ret_roll;
    size_t least = n / 3 > 4 ? n / 3 : 4; /* the first origins know too little to be typical */
    for (size_t m = 0; m < n_plans; m++) {
        size_t needs = els_forecast_plan_least(&plans[m]);
        least = needs > least ? needs : least;
    }
    r->n_members = n_plans;
    r->n_origins = 0;
    r->horizon = horizon < ELS_ROLL_HORIZON_MAX ? horizon : ELS_ROLL_HORIZON_MAX;
    size_t stride = n > least ? (n - 1 - least) / ELS_ROLL_ORIGINS_MAX + 1 : 1;
    for (size_t known = n - 1; known >= least && known < n; known -= stride) {
        size_t o = r->n_origins++;
        r->known[o] = known;
        r->steps[o] = n - known < r->horizon ? (uint32_t)(n - known) : r->horizon;
        for (size_t m = 0; m < n_plans; m++)
            els_forecast_path(&plans[m], values, known, r->horizon, r->ahead[m][o]);
        if (known < stride)
            break;
    }
}
