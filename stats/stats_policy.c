#include "stats_policy.h"

#include <math.h>

void els_policy_add(els_policy *policy, bool is_taken, double propensity, double reward,
                    double model)
{
    double weight = is_taken ? 1 / propensity : 0;
    double ips = weight * reward, dr = model + weight * (reward - model);
    policy->n++;
    policy->taken += is_taken;
    policy->ips += ips;
    policy->ips_squares += ips * ips;
    policy->dr += dr;
    policy->dr_squares += dr * dr;
}

static els_estimate estimate(uint64_t n, double sum, double squares)
{
    if (n < 2)
        return (els_estimate){0, {-INFINITY, INFINITY}};
    double count = (double)n, mean = sum / count;
    double variance = fmax(0, squares - sum * mean) / (count - 1);
    double half = ELS_STATS_Z95 * sqrt(variance / count);
    return (els_estimate){mean, {mean - half, mean + half}};
}

els_estimate els_policy_ips(const els_policy *policy)
{
    return estimate(policy->n, policy->ips, policy->ips_squares);
}

els_estimate els_policy_dr(const els_policy *policy)
{
    return estimate(policy->n, policy->dr, policy->dr_squares);
}
