#include "desk.h"

#include "codec.h"

#include <stdlib.h>

typedef struct {
    els_arena arena; /* of the copy, its reading and its notes */
    const els_mind *mind;
    const els_kb_index *kb;
    const els_task *task; /* as it came; NULL: free */
    els_open_task open;
} place;

struct els_desk {
    place places[ELS_DESK_TASKS];
    uint32_t oldest, n; /* used in turn */
};

els_desk *els_desk_new(void)
{
    return calloc(1, sizeof(els_desk));
}

void els_desk_free(els_desk **desk)
{
    if (!*desk)
        return;
    els_desk_clear(*desk);
    free(*desk);
    *desk = NULL;
}

static place *place_at(els_desk *desk, uint32_t age)
{
    return &desk->places[(desk->oldest + age) % ELS_DESK_TASKS];
}

static void close_oldest(els_desk *desk)
{
    place *oldest = place_at(desk, 0);
    els_orchestrator_close(&oldest->open);
    els_arena_fini(&oldest->arena);
    *oldest = (place){.task = NULL};
    desk->oldest = (desk->oldest + 1) % ELS_DESK_TASKS;
    desk->n--;
}

void els_desk_clear(els_desk *desk)
{
    while (desk->n)
        close_oldest(desk);
}

static void make_room(els_desk *desk)
{
    size_t bytes = 0;
    for (uint32_t age = 0; age < desk->n; age++)
        bytes += place_at(desk, age)->arena.used_bytes;
    while (desk->n && (desk->n == ELS_DESK_TASKS || bytes > ELS_DESK_BYTES)) {
        bytes -= place_at(desk, 0)->arena.used_bytes;
        close_oldest(desk);
    }
}

static bool asks_the_same(const els_field_spec *a, const els_field_spec *b)
{
    if (!els_str_eq(a->name, b->name) || !els_str_eq(a->type, b->type) ||
        a->n_choices != b->n_choices)
        return false;
    for (uint32_t i = 0; i < a->n_choices; i++)
        if (!els_str_eq(a->choices[i], b->choices[i]))
            return false;
    return true;
}

/* Wherever it stands in its segment. */
static bool is_same_task(const els_task *a, const els_task *b)
{
    if (!els_str_eq(a->id, b->id) || !els_str_eq(a->kind, b->kind) ||
        !els_str_eq(a->question, b->question) || !els_str_eq(a->context, b->context) ||
        !els_str_eq(a->kb, b->kb) || a->n_fields != b->n_fields)
        return false;
    for (uint32_t f = 0; f < a->n_fields; f++)
        if (!asks_the_same(&a->fields[f], &b->fields[f]))
            return false;
    return true;
}

const els_open_task *els_desk_open(els_desk *desk, const els_mind *mind, const els_task *task,
                                   const els_kb_index *kb, uint64_t salt)
{
    for (uint32_t age = 0; age < desk->n; age++) {
        place *lies = place_at(desk, age);
        if (lies->mind == mind && lies->kb == kb && lies->open.view.salt == salt &&
            is_same_task(lies->task, task))
            return &lies->open;
    }
    make_room(desk);
    place *fresh = place_at(desk, desk->n++);
    fresh->mind = mind;
    fresh->kb = kb;
    fresh->task = els_record_copy(&fresh->arena, "task", task);
    els_orchestrator_open(&fresh->open, mind, fresh->task, kb, salt, &fresh->arena);
    return &fresh->open;
}
