#include "dead_tasks.h"

#include "codec.h"

els_record *els_dead_tasks_keep(const els_record *records, uint32_t n, els_arena *arena,
                                uint32_t *ret_count)
{
    uint32_t count = 0, at = 0;
    for (uint32_t i = 0; i < n; i++)
        count += records[i].verdict == ELS_VERDICT_INFRASTRUCTURE;
    els_record *kept = count ? ELS_ARENA_NEW(arena, els_record, count) : NULL;
    for (uint32_t i = 0; i < n; i++)
        if (records[i].verdict == ELS_VERDICT_INFRASTRUCTURE)
            kept[at++] = records[i];
    *ret_count = count;
    return kept;
}

typedef struct {
    els_dead_task *list; /* in the caller's arena */
    uint32_t n, cap;
} dead_list;

static void append(dead_list *list, els_arena *arena, const els_dead_task *outcome)
{
    if (list->n == list->cap) {
        list->cap = list->cap ? list->cap * 2 : 16;
        els_dead_task *grown = ELS_ARENA_NEW(arena, els_dead_task, list->cap);
        for (uint32_t i = 0; i < list->n; i++)
            grown[i] = list->list[i];
        list->list = grown;
    }
    list->list[list->n++] = *outcome;
}

static bool fits(els_str wanted, els_str is)
{
    return wanted.len == 0 || els_str_eq(wanted, is);
}

static void take(const els_progress *progress, const els_dead_filter *filter, els_arena *arena,
                 dead_list *list)
{
    const els_plan *plan = progress->n_plan ? progress->plan : NULL;
    for (uint32_t i = 0; i < progress->n_records; i++) {
        const els_record *record = &progress->records[i];
        els_str segment = plan && record->segment < plan->n_segments
                              ? plan->segments[record->segment].name
                              : ELS_STR("");
        if (!fits(filter->plugin, record->plugin) || !fits(filter->segment, segment))
            continue;
        els_dead_task outcome = {
            .iteration = progress->iteration,
            .segment = els_arena_copy(arena, segment),
            .record = *(els_record *)els_record_copy(arena, "record", record),
        };
        append(list, arena, &outcome);
    }
}

/* The run's number and how many iterations it has. */
static els_err find_run(els_store *store, uint64_t wanted, uint64_t *ret_run, uint64_t *ret_end)
{
    els_arena arena = {0};
    els_store_run run = {0};
    els_err err = els_store_newest_run(store, &arena, &run);
    els_arena_fini(&arena);
    if (err)
        return err;
    *ret_run = wanted ? wanted : run.run;
    *ret_end = wanted && wanted != run.run ? UINT64_MAX : run.next_iteration;
    return ELS_OK;
}

els_err els_dead_tasks_list(els_store *store, const els_dead_filter *filter, els_arena *arena,
                            uint64_t *ret_run, els_dead_task **ret_outcomes, uint32_t *ret_count)
{
    els_arena scratch = {0};
    dead_list list = {0};
    uint64_t run, end;
    els_err err = find_run(store, filter->run, &run, &end);
    for (uint64_t i = filter->from_iteration; !err && i < end; i++) {
        els_msg_type type;
        const void *message = NULL;
        els_str frame;
        err = els_store_progress(store, run, i, &scratch, &frame);
        if (err == ELS_E_NOT_FOUND && end == UINT64_MAX) { /* the end of an older run */
            err = i == 0 ? ELS_E_NOT_FOUND : ELS_OK;
            break;
        }
        if (!err)
            err = els_decode(frame, &scratch, &type, &message, NULL);
        if (!err && type != ELS_MSG_progress)
            err = ELS_E_FORMAT;
        if (!err)
            take(message, filter, arena, &list);
        els_arena_reset(&scratch);
    }
    els_arena_fini(&scratch);
    if (err)
        return err;
    uint32_t skipped = filter->limit && list.n > filter->limit ? list.n - filter->limit : 0;
    *ret_run = run;
    *ret_outcomes = list.list ? list.list + skipped : NULL;
    *ret_count = list.n - skipped;
    return ELS_OK;
}
