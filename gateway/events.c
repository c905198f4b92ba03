#include "events.h"

#include <stdio.h>

void els_events_init(els_events *events, uint64_t start_id)
{
    *events = (els_events){.start_id = start_id, .next = 1};
}

void els_events_fini(els_events *events)
{
    for (size_t i = 0; i < ELS_EVENTS_KEPT; i++)
        els_buf_fini(&events->kept[i]);
}

void els_events_write(const char *name, els_str json, els_buf *out)
{
    els_buf_printf(out, "event: %s\ndata: " ELS_STR_FMT "\n\n", name, ELS_STR_ARG(json));
}

void els_events_add(els_events *events, const char *name, els_str json)
{
    els_buf *place = &events->kept[events->next % ELS_EVENTS_KEPT];
    els_buf_clear(place);
    els_buf_printf(place, "id: %016llx-%llu\n", (unsigned long long)events->start_id,
                   (unsigned long long)events->next);
    els_events_write(name, json, place);
    events->next++;
}

/* Number of the oldest event that is kept. */
static uint64_t oldest(const els_events *events)
{
    return events->next > ELS_EVENTS_KEPT ? events->next - ELS_EVENTS_KEPT : 1;
}

bool els_events_resume(const els_events *events, els_str last_id, uint64_t *ret_next)
{
    char start[17];
    uint64_t number;
    snprintf(start, sizeof start, "%016llx", (unsigned long long)events->start_id);
    *ret_next = events->next;
    if (els_str_eq(last_id, ELS_STR("0"))) {
        *ret_next = oldest(events);
        return true;
    }
    if (last_id.len < 18 || !els_str_eq(els_str_sub(last_id, 0, 16), els_str_of(start)) ||
        last_id.ptr[16] != '-' || !els_str_to_u64(els_str_sub(last_id, 17, last_id.len), &number))
        return false;
    if (number >= events->next || number + 1 < oldest(events))
        return false;
    *ret_next = number + 1;
    return true;
}

bool els_events_read(const els_events *events, uint64_t *next, size_t most, els_buf *out)
{
    size_t before = out->len;
    if (*next < oldest(events)) {
        *next = events->next;
        return false;
    }
    while (*next < events->next) {
        const els_buf *event = &events->kept[*next % ELS_EVENTS_KEPT];
        if (out->len > before && out->len - before + event->len > most)
            break;
        els_buf_add(out, els_buf_str(event));
        ++*next;
    }
    return true;
}
