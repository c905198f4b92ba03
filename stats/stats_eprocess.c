#include "stats_eprocess.h"

#include <math.h>

/* From careful bets, for small effects over long runs, to bold ones that decide within ten pairs.
 */
static const double bets[ELS_EPROCESS_BETS] = {0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9};

static double wealth(const double *logs)
{
    double highest = logs[0], sum = 0;
    for (int i = 1; i < ELS_EPROCESS_BETS; i++)
        highest = fmax(highest, logs[i]);
    for (int i = 0; i < ELS_EPROCESS_BETS; i++)
        sum += exp(logs[i] - highest);
    /* Kept finite, so that it can be stored and compared: 1e300 is proof enough. */
    return fmin(exp(fmin(highest, 690)) * sum / ELS_EPROCESS_BETS, 1e300);
}

void els_eprocess_init(els_eprocess *process)
{
    *process = (els_eprocess){.best_up = 1, .best_down = 1};
}

void els_eprocess_add(els_eprocess *process, double difference)
{
    double d = isnan(difference) ? 0 : fmin(fmax(difference, -1), 1);
    for (int i = 0; i < ELS_EPROCESS_BETS; i++) {
        process->log_up[i] += log1p(bets[i] * d);
        process->log_down[i] += log1p(-bets[i] * d);
    }
    process->sum += d;
    process->n++;
    process->best_up = fmax(process->best_up, els_eprocess_up(process));
    process->best_down = fmax(process->best_down, els_eprocess_down(process));
}

double els_eprocess_up(const els_eprocess *process)
{
    return wealth(process->log_up);
}

double els_eprocess_down(const els_eprocess *process)
{
    return wealth(process->log_down);
}

double els_eprocess_mean(const els_eprocess *process)
{
    return process->n ? process->sum / (double)process->n : 0;
}
