#include "benchmark_tasks.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern const els_plugin els_plugin_benchmark;

els_arena benchmark_arena;

void benchmark_fini(void)
{
    els_arena_fini(&benchmark_arena);
}

els_err benchmark_make(const char *family, uint32_t split, uint32_t difficulty, uint64_t index,
                       els_sealed_task *ret)
{
    els_task_request request = {.seed = 1,
                                .task_seed = 99,
                                .index = index,
                                .difficulty = difficulty,
                                .split = split,
                                .family = els_str_of(family)};
    return els_plugin_make(&els_plugin_benchmark, &request, &benchmark_arena, ret);
}

/* Context and question as one NUL-terminated text. */
char *benchmark_text(const els_sealed_task *t)
{
    return (char *)els_arena_printf(&benchmark_arena, ELS_STR_FMT "\n" ELS_STR_FMT,
                                    ELS_STR_ARG(t->task.context), ELS_STR_ARG(t->task.question))
        .ptr;
}

bool benchmark_is_template(const els_sealed_task *t, const char *id)
{
    /* of any frame */
    return els_str_eq(els_str_sub(t->template_id, 0, t->template_id.len - 1), els_str_of(id));
}

/* Calls `check` on tasks of one template until it has accepted `wanted` of them. `check` returns
 * false for a wording it does not read. */
void benchmark_check(const char *id, uint32_t difficulty, int wanted,
                     bool (*check)(const els_sealed_task *t))
{
    char family[32];
    sscanf(id, "benchmark.%31[a-z]", family);
    int done = 0;
    for (uint32_t i = 0; i < 3000 && done < wanted; i++) {
        els_sealed_task t;
        els_err err = benchmark_make(family, i % ELS_SPLIT_TRANSFER, difficulty, i, &t);
        cr_assert_eq(err, ELS_OK);
        if (benchmark_is_template(&t, id))
            done += check(&t);
        if (i % 64 == 63)
            els_arena_reset(&benchmark_arena);
    }
    cr_assert_eq(done, wanted, "%s: only %d tasks could be checked", id, done);
}

int benchmark_numbers(const char *p, double *ret, int max)
{
    int n = 0;
    while (*p && n < max) {
        bool negative = *p == '-' && isdigit((unsigned char)p[1]);
        if (isdigit((unsigned char)*p) || negative) {
            char *end;
            ret[n++] = strtod(p, &end);
            p = end;
        } else {
            p++;
        }
    }
    return n;
}
