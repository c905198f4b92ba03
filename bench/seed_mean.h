/* seed_mean.h — figures of several seeds as cells of a table in Markdown. */
#ifndef ELS_SEED_MEAN_H
#define ELS_SEED_MEAN_H

#include <stdint.h>

/* Prints " mean (low – high) |" of one value per seed, each times `scale`, with a 95 % interval:
 * Student's t over the seeds; " mean |" of a single one. */
void els_print_seed_mean(const double *values, uint32_t n, double scale, int decimals);

#endif
