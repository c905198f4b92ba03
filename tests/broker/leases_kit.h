/* leases_kit.h — chunks of eighteen tasks of two segments, and two executors that may have them. */
#ifndef ELS_TESTS_LEASES_KIT_H
#define ELS_TESTS_LEASES_KIT_H

#include "leases.h"

enum { MS = 1000 };

static els_leases leases; /* fresh before every test */
static els_segment segments[2] = {
    {.name = {"train", 5}, .first = 0, .count = 10},
    {.name = {"select", 6}, .first = 10, .count = 8},
};
static const els_plan plan = {.segments = segments, .n_segments = 2};

static inline void set_up(void)
{
    els_leases_init(&leases, 0, 0, 1000 * MS, 3000 * MS);
    els_leases_hello(&leases, ELS_STR("executor.1"), 11, 0);
    els_leases_hello(&leases, ELS_STR("executor.2"), 22, 0);
    els_leases_cut(&leases, &plan, false);
}

static inline void tear_down(void)
{
    els_leases_fini(&leases);
}

/* The instance names the chunk in a heartbeat of epoch 1, iteration 2. */
static inline void beat(const char *instance, uint32_t chunk, uint32_t attempt, uint64_t now_us)
{
    els_heartbeat heartbeat = {.instance = els_str_of(instance),
                               .epoch = 1,
                               .iteration = 2,
                               .chunk = chunk,
                               .attempt = attempt};
    els_leases_heartbeat(&leases, &heartbeat, 1, 2, now_us);
}

#endif
