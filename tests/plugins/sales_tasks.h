/* sales_tasks.h — tasks of the plugin sales_research for its tests. */
#ifndef ELS_TESTS_SALES_TASKS_H
#define ELS_TESTS_SALES_TASKS_H

#include "plugin.h"

#include <criterion/criterion.h>

extern const els_plugin els_plugin_sales_research;
static const els_plugin *const plugin = &els_plugin_sales_research;

/* A task of the world of seed 42; `difficulty` 0 and `family` "": any. */
static inline els_sealed_task make(uint64_t index, uint32_t split, uint32_t difficulty,
                                   const char *family, els_arena *arena)
{
    els_task_request request = {.seed = 42,
                                .task_seed = 7,
                                .index = index,
                                .difficulty = difficulty,
                                .split = split,
                                .family = els_str_of(family)};
    els_sealed_task task;
    cr_assert_eq(els_plugin_make(plugin, &request, arena, &task), ELS_OK, "index %u",
                 (unsigned)index);
    return task;
}

#endif
