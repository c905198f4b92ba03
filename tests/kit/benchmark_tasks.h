/* benchmark_tasks.h — tasks of the plugin benchmark for the tests of their keys. */
#ifndef BENCHMARK_TASKS_H
#define BENCHMARK_TASKS_H

#include "plugin.h"

/* What the tasks live in; the suites end with benchmark_fini. */
extern els_arena benchmark_arena;
void benchmark_fini(void);

/* A task of seed 1. Errors as els_plugin_make. */
els_err benchmark_make(const char *family, uint32_t split, uint32_t difficulty, uint64_t index,
                       els_sealed_task *ret);
/* Context and question as one NUL-terminated text. */
char *benchmark_text(const els_sealed_task *t);
/* Whether it is of the template, in any frame. */
bool benchmark_is_template(const els_sealed_task *t, const char *id);
/* Calls `check` on tasks of one template until it has accepted `wanted` of them. `check` returns
 * false for a wording it does not read. */
void benchmark_check(const char *id, uint32_t difficulty, int wanted,
                     bool (*check)(const els_sealed_task *t));
/* The first `max` numbers in a text; returns how many there are. */
int benchmark_numbers(const char *p, double *ret, int max);

#endif
