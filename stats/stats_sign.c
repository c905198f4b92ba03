#include "stats_sign.h"

#include <math.h>

double els_stats_sign_test(uint32_t better, uint32_t worse)
{
    double n = (double)better + (double)worse;
    double log_term = -n * log(2), p = exp(log_term); /* all better */
    for (double k = n; k > better; k--) {
        log_term += log(k / (n - k + 1)); /* from k better to k - 1 */
        p += exp(log_term);
    }
    return fmin(p, 1);
}

size_t els_stats_discoveries(const double *ascending, size_t n, double rate)
{
    size_t k = n;
    while (k > 0 && ascending[k - 1] > rate * (double)k / (double)n)
        k--;
    return k;
}
