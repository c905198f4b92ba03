#include "gauges.h"

#include "els_json.h"
#include "outbox.h"

#include <stdio.h>

enum { EVERY_US = 1000000, SILENCE_US = 3000000 };

void els_gauges_init(els_gauges *gauges, const els_machine *machine, uint64_t now_us)
{
    *gauges = (els_gauges){.machine = *machine, .taken_us = now_us};
}

static els_gauges_slot *slot_of(els_gauges *gauges, const els_heartbeat *heartbeat)
{
    els_role role;
    for (uint32_t i = 0; i < gauges->n_slots; i++)
        if (els_str_eq(els_str_of(gauges->slots[i].instance), heartbeat->instance))
            return &gauges->slots[i];
    if (gauges->n_slots == ELS_GAUGES_SLOTS || !els_role_parse(heartbeat->role, &role))
        return NULL;
    els_gauges_slot *slot = &gauges->slots[gauges->n_slots++];
    *slot = (els_gauges_slot){.role = role};
    snprintf(slot->instance, sizeof slot->instance, ELS_STR_FMT, ELS_STR_ARG(heartbeat->instance));
    return slot;
}

void els_gauges_heartbeat(els_gauges *gauges, const els_heartbeat *heartbeat, uint64_t now_us)
{
    els_gauges_slot *slot = slot_of(gauges, heartbeat);
    if (!slot)
        return;
    if (heartbeat->uptime_us < slot->now.uptime_us) /* a new life under the old name */
        slot->then = (els_heartbeat){0};
    slot->now = *heartbeat;
    slot->now.role = slot->now.instance = (els_str){NULL, 0};
    slot->heard_us = now_us;
    if (heartbeat->queued > gauges->queued)
        gauges->queued = heartbeat->queued;
}

void els_gauges_write(const els_gauges *gauges, uint64_t now_us, els_buf *out)
{
    els_buf_printf(out, "{\"processes\":[");
    for (uint32_t i = 0; i < gauges->n_slots; i++) {
        const els_gauges_slot *slot = &gauges->slots[i];
        const els_heartbeat *h = &slot->now;
        bool is_busy = slot->role == ELS_ROLE_EXECUTOR && h->chunk != UINT32_MAX;
        els_buf_printf(out, "%s{\"role\":\"%s\",\"instance\":", i ? "," : "",
                       els_role_name(slot->role));
        els_json_text(els_str_of(slot->instance), out);
        els_buf_printf(out,
                       ",\"silent_seconds\":%.3f,\"iteration\":%llu,\"is_busy\":%s,"
                       "\"memory_mib\":%.1f,\"cpu_seconds\":%.3f,\"uptime_seconds\":%.3f,"
                       "\"work_units\":%llu}",
                       (double)(now_us - slot->heard_us) / 1e6, (unsigned long long)h->iteration,
                       is_busy ? "true" : "false", (double)h->rss_kib / 1024,
                       (double)h->cpu_us / 1e6, (double)h->uptime_us / 1e6,
                       (unsigned long long)h->work_done);
    }
    els_buf_printf(out, "]}");
}

static void forget_silent(els_gauges *gauges, uint64_t now_us)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < gauges->n_slots; i++)
        if (now_us - gauges->slots[i].heard_us <= SILENCE_US)
            gauges->slots[kept++] = gauges->slots[i];
    gauges->n_slots = kept;
}

/* Of counters that a peer sent: one that fell counts as not moved. */
static double rise(uint64_t from, uint64_t to)
{
    return to > from ? (double)(to - from) : 0;
}

static double processors_of(const els_gauges_slot *slot)
{
    double time = rise(slot->then.uptime_us, slot->now.uptime_us);
    return time > 0 ? rise(slot->then.cpu_us, slot->now.cpu_us) / time : 0;
}

static void add(els_gauge *gauges, uint32_t *n, els_str name, const char *unit, double value,
                double limit)
{
    gauges[(*n)++] =
        (els_gauge){.name = name, .unit = els_str_of(unit), .value = value, .limit = limit};
}

uint32_t els_gauges_take(els_gauges *gauges, uint64_t now_us, els_arena *arena,
                         els_gauge **ret_gauges)
{
    double cpu = 0, memory_kib = 0, done = 0, allowed = 0;
    double of_role[ELS_ROLE_COUNT_] = {0};
    uint32_t count[ELS_ROLE_COUNT_] = {0}, n = 0;
    if (now_us - gauges->taken_us < EVERY_US)
        return 0;
    forget_silent(gauges, now_us);
    for (uint32_t i = 0; i < gauges->n_slots; i++) {
        els_gauges_slot *slot = &gauges->slots[i];
        double used = processors_of(slot);
        cpu += used;
        memory_kib += (double)slot->now.rss_kib;
        done += rise(slot->then.work_done, slot->now.work_done);
        allowed += rise(slot->then.work_allowed, slot->now.work_allowed);
        of_role[slot->role] += used;
        count[slot->role]++;
        slot->then = slot->now;
    }
    if (gauges->n_slots == 0)
        return 0;
    els_gauge *list = ELS_ARENA_NEW(arena, els_gauge, ELS_GAUGES_MAX);
    const els_machine *machine = &gauges->machine;
    if (machine->processors > 0)
        add(list, &n, ELS_STR("cpu"), "processors", cpu, machine->processors);
    if (machine->memory_kib)
        add(list, &n, ELS_STR("memory"), "MiB", memory_kib / 1024,
            (double)machine->memory_kib / 1024);
    add(list, &n, ELS_STR("queue"), "messages", gauges->queued, ELS_OUTBOX_MAX_MESSAGES);
    if (allowed > 0)
        add(list, &n, ELS_STR("budget"), "share", done / allowed, 1);
    for (unsigned r = 0; r < ELS_ROLE_COUNT_; r++)
        if (count[r])
            add(list, &n, els_arena_printf(arena, "process:%s", els_role_name((els_role)r)),
                "processors", of_role[r] / count[r], 1);
    gauges->queued = 0;
    gauges->taken_us = now_us;
    *ret_gauges = list;
    return n;
}
