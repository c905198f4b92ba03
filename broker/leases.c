#include "leases_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void els_leases_init(els_leases *leases, uint32_t window, uint32_t expected, uint64_t lease_us,
                     uint64_t silence_us)
{
    *leases = (els_leases){
        .window = window,
        .expected = expected > ELS_EXECUTORS_MAX ? ELS_EXECUTORS_MAX : expected,
        .lease_us = lease_us,
        .silence_us = silence_us,
    };
}

void els_leases_fini(els_leases *leases)
{
    free(leases->chunks);
    *leases = (els_leases){0};
}

static els_chunk *append(els_leases *leases)
{
    if (leases->n_chunks == leases->cap_chunks) {
        uint32_t cap = leases->cap_chunks ? leases->cap_chunks * 2 : 64;
        els_chunk *chunks = realloc(leases->chunks, cap * sizeof *chunks);
        if (!chunks)
            els_out_of_memory(cap * sizeof *chunks);
        leases->chunks = chunks;
        leases->cap_chunks = cap;
    }
    els_chunk *chunk = &leases->chunks[leases->n_chunks++];
    *chunk = (els_chunk){.owner = ELS_NO_EXECUTOR, .since_us = UINT64_MAX};
    return chunk;
}

/* Chunks that may be outstanding at a time. */
static uint32_t window_of(const els_leases *leases)
{
    if (leases->window)
        return leases->window;
    uint32_t executors =
        leases->n_executors > leases->expected ? leases->n_executors : leases->expected;
    return executors * 2 < 4 ? 4 : executors * 2;
}

/* Two architectures are made to do the same tasks with the same state. */
static bool are_alike(const els_segment *a, const els_segment *b)
{
    return a->agent.len && b->agent.len && a->arm == b->arm && a->split == b->split &&
           a->task_seed == b->task_seed && a->salt == b->salt && a->count == b->count;
}

/* The first segment like it. */
static uint32_t leader_of(const els_plan *plan, uint32_t segment)
{
    uint32_t s = 0;
    while (s < segment && !are_alike(&plan->segments[s], &plan->segments[segment]))
        s++;
    return s;
}

void els_leases_cut(els_leases *leases, const els_plan *plan, bool tiny)
{
    leases->n_chunks = leases->n_granted = leases->n_done = 0;
    leases->n_segments = plan->n_segments < ELS_SEGMENTS_MAX ? plan->n_segments : ELS_SEGMENTS_MAX;
    leases->max_attempt = 0;
    leases->any_death = false;
    for (uint32_t s = 0; s < leases->n_segments; s++) {
        const els_segment *segment = &plan->segments[s];
        uint32_t size = els_planner_chunk_size(segment->count, window_of(leases), tiny);
        uint64_t leader = leader_of(plan, s);
        leases->next[s] = leases->n_chunks;
        for (uint32_t first = 0; first < segment->count; first += size) {
            uint32_t left = segment->count - first;
            els_chunk *chunk = append(leases);
            chunk->number = segment->first + first;
            chunk->segment = s;
            chunk->first = first;
            chunk->count = left < size ? left : size;
            chunk->turn = leader << 32 | first;
        }
    }
}

static uint32_t find_chunk(const els_leases *leases, uint32_t number)
{
    uint32_t low = 0, high = leases->n_chunks;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (leases->chunks[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < leases->n_chunks && leases->chunks[low].number == number;
    return found ? low : leases->n_chunks;
}

chunk_class els_leases_class(const els_chunk *chunk)
{
    if (chunk->deaths >= ELS_POISON_DEATHS && chunk->count == 1)
        return CLASS_POISON;
    if (chunk->deaths + 1 >= ELS_POISON_DEATHS && chunk->own < chunk->deaths)
        return CLASS_SUSPECT;
    if (chunk->is_slow)
        return CLASS_SLOW;
    return chunk->is_doubted ? CLASS_LATE : CLASS_PLAIN;
}

/* A suspect, or a task that takes long, is kept until the death of its executor would have been
 * noticed: no further one is to be lost to it before that is counted. */
static uint64_t lease_end(const els_leases *leases, const els_chunk *chunk, uint64_t now_us)
{
    chunk_class class = els_leases_class(chunk);
    bool is_kept = class == CLASS_SUSPECT || class == CLASS_SLOW;
    return now_us + leases->lease_us + (is_kept ? leases->silence_us : 0);
}

uint32_t els_leases_find_executor(const els_leases *leases, els_str instance)
{
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++)
        if (leases->executors[i].used &&
            els_str_eq(els_str_of(leases->executors[i].instance), instance))
            return i;
    return ELS_NO_EXECUTOR;
}

/* Nobody was heard: whoever is the first again says nothing of why the others were silent. */
static void renew_grace(els_leases *leases, uint64_t now_us)
{
    for (uint32_t i = 0; leases->any_death && i < leases->n_chunks; i++)
        if (leases->chunks[i].n_silent)
            leases->chunks[i].grace_us = now_us + ELS_GRACE_SILENCES * leases->silence_us;
}

static uint32_t enter_executor(els_leases *leases, els_str instance, uint64_t start_id,
                               uint64_t now_us)
{
    if (leases->n_executors == 0)
        renew_grace(leases, now_us);
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++) {
        els_executor_slot *slot = &leases->executors[i];
        if (slot->used)
            continue;
        *slot = (els_executor_slot){
            .used = true, .start_id = start_id, .heard_us = now_us, .chunk = ELS_CHUNK_IDLE};
        snprintf(slot->instance, sizeof slot->instance, ELS_STR_FMT, ELS_STR_ARG(instance));
        leases->n_executors++;
        return i;
    }
    return ELS_NO_EXECUTOR;
}

void els_leases_rewind(els_leases *leases, uint32_t at)
{
    uint32_t *next = &leases->next[leases->chunks[at].segment];
    if (at < *next)
        *next = at;
}

void els_leases_take_back(els_leases *leases, uint32_t at)
{
    els_chunk *chunk = &leases->chunks[at];
    chunk->state = ELS_CHUNK_WAITING;
    chunk->owner = ELS_NO_EXECUTOR;
    leases->n_granted--;
    els_leases_rewind(leases, at);
}

/* Room for `extra` chunks behind the one at `at`. */
static void make_room(els_leases *leases, uint32_t at, uint32_t extra)
{
    for (uint32_t i = 0; i < extra; i++)
        append(leases);
    memmove(&leases->chunks[at + 1 + extra], &leases->chunks[at + 1],
            (leases->n_chunks - extra - at - 1) * sizeof *leases->chunks);
    for (uint32_t s = 0; s < leases->n_segments; s++)
        if (leases->next[s] > at)
            leases->next[s] += extra;
}

/* Replaces the waiting chunk at `at` by chunks of one task each. */
static void split(els_leases *leases, uint32_t at)
{
    uint32_t extra = leases->chunks[at].count - 1;
    make_room(leases, at, extra);
    els_chunk whole = leases->chunks[at];
    for (uint32_t i = 0; i <= extra; i++) {
        els_chunk *part = &leases->chunks[at + i];
        *part = whole;
        part->number = whole.number + i;
        part->first = whole.first + i;
        part->count = 1;
        /* One more may have been counted while the chunk was out again: the last is to be a task's
         * own, not its neighbour's. Later deaths need grants of its own. */
        if (part->deaths >= ELS_POISON_DEATHS)
            part->deaths = ELS_POISON_DEATHS - 1;
        part->grants = part->deaths;
        part->since_us = UINT64_MAX;
    }
}

uint32_t els_leases_cut_out(els_leases *leases, uint32_t at, uint32_t first, uint32_t count)
{
    const els_chunk whole = leases->chunks[at];
    const uint32_t counts[] = {first, count, whole.count - first - count};
    uint32_t extra = (counts[0] ? 1u : 0u) + (counts[2] ? 1u : 0u), offset = 0, next = at;
    make_room(leases, at, extra);
    leases->n_granted += whole.state == ELS_CHUNK_GRANTED ? extra : 0;
    for (int i = 0; i < 3; i++) {
        if (counts[i] == 0)
            continue;
        leases->chunks[next] = whole;
        els_chunk *part = &leases->chunks[next++];
        part->number += offset;
        part->first += offset;
        part->count = counts[i];
        offset += counts[i];
        if (part->state == ELS_CHUNK_GRANTED)
            continue;
        part->grants = part->deaths; /* who had it is dead: it is with nobody now */
        part->since_us = UINT64_MAX;
    }
    return counts[0] ? at + 1 : at;
}

void els_leases_hello(els_leases *leases, els_str instance, uint64_t start_id, uint64_t now_us)
{
    uint32_t slot = els_leases_find_executor(leases, instance);
    if (slot != ELS_NO_EXECUTOR) {
        els_executor_slot *executor = &leases->executors[slot];
        if (executor->start_id == start_id || executor->start_id == 0) {
            executor->start_id = start_id;
            executor->heard_us = now_us;
            return;
        }
        els_leases_drop(leases, slot, END_DIED, now_us);
    }
    enter_executor(leases, instance, start_id, now_us);
}

/* An executor works on the chunk: the lease goes on. */
static void confirm(els_leases *leases, els_chunk *chunk, uint32_t attempt, uint32_t slot,
                    uint64_t now_us)
{
    bool is_back = chunk->state == ELS_CHUNK_WAITING && chunk->is_doubted;
    if (chunk->attempt != attempt || (chunk->state != ELS_CHUNK_GRANTED && !is_back))
        return;
    leases->n_granted += is_back;
    chunk->is_doubted = false;
    chunk->state = ELS_CHUNK_GRANTED;
    chunk->owner = slot;
    chunk->until_us = lease_end(leases, chunk, now_us);
}

bool els_leases_heartbeat(els_leases *leases, const els_heartbeat *heartbeat, uint64_t epoch,
                          uint64_t iteration, uint64_t now_us)
{
    uint32_t slot = els_leases_find_executor(leases, heartbeat->instance);
    if (slot == ELS_NO_EXECUTOR)
        slot = enter_executor(leases, heartbeat->instance, 0, now_us);
    if (slot == ELS_NO_EXECUTOR)
        return false;
    els_executor_slot *executor = &leases->executors[slot];
    executor->heard_us = now_us;
    executor->chunk = heartbeat->chunk;
    if (heartbeat->chunk != ELS_CHUNK_IDLE && heartbeat->epoch == epoch &&
        heartbeat->iteration == iteration) {
        uint32_t at = find_chunk(leases, heartbeat->chunk);
        if (at < leases->n_chunks)
            confirm(leases, &leases->chunks[at], heartbeat->attempt, slot, now_us);
    }
    return executor->start_id == 0;
}

void els_leases_bye(els_leases *leases, els_str instance)
{
    uint32_t slot = els_leases_find_executor(leases, instance);
    if (slot != ELS_NO_EXECUTOR)
        els_leases_drop(leases, slot, END_LEFT, 0);
}

/* Whether a chunk that nobody has named may be lost: somebody is idle and has not got it, or
 * somebody says nothing and may have it in its queue. */
static bool unnamed_may_be_lost(const els_leases *leases, uint64_t now_us)
{
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++) {
        const els_executor_slot *executor = &leases->executors[i];
        if (executor->used &&
            (executor->chunk == ELS_CHUNK_IDLE || now_us - executor->heard_us >= leases->lease_us))
            return true;
    }
    return false;
}

void els_leases_expire(els_leases *leases, uint64_t now_us)
{
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++)
        if (leases->executors[i].used &&
            now_us - leases->executors[i].heard_us > leases->silence_us)
            els_leases_drop(leases, i, END_SILENT, now_us);
    if (leases->n_granted == 0)
        return;
    bool may_be_lost = unnamed_may_be_lost(leases, now_us);
    for (uint32_t i = 0; i < leases->n_chunks; i++) {
        els_chunk *chunk = &leases->chunks[i];
        if (chunk->state != ELS_CHUNK_GRANTED || now_us < chunk->until_us ||
            (!may_be_lost && chunk->owner == ELS_NO_EXECUTOR))
            continue;
        if (chunk->owner != ELS_NO_EXECUTOR && chunk->n_suspects < ELS_POISON_DEATHS)
            chunk->suspects[chunk->n_suspects++] = chunk->owner;
        /* Of a task that has ended an executor the next may be at work for long: others first. */
        chunk->is_doubted = chunk->own > 0;
        els_leases_take_back(leases, i);
    }
}

void els_leases_reclaim_unnamed(els_leases *leases)
{
    for (uint32_t i = 0; i < leases->n_chunks; i++)
        if (leases->chunks[i].state == ELS_CHUNK_GRANTED &&
            leases->chunks[i].owner == ELS_NO_EXECUTOR)
            els_leases_take_back(leases, i);
}

/* A task whose executors may yet explain themselves: while all are silent it may be the machine. */
static bool has_grace(const els_leases *leases, const els_chunk *chunk, uint64_t now_us)
{
    return els_leases_class(chunk) == CLASS_POISON && chunk->n_silent &&
           (leases->n_executors == 0 || now_us < chunk->grace_us);
}

/* The first chunk of the segment that waits, is of the class and may go out; n_chunks when there is
 * none. */
static uint32_t find_in_segment(els_leases *leases, uint32_t segment, chunk_class wanted,
                                uint64_t now_us)
{
    bool all_before_are_out = true;
    for (uint32_t i = leases->next[segment];
         i < leases->n_chunks && leases->chunks[i].segment == segment; i++) {
        const els_chunk *chunk = &leases->chunks[i];
        const bool waits = chunk->state == ELS_CHUNK_WAITING;
        if (waits && els_leases_class(chunk) == wanted && !has_grace(leases, chunk, now_us))
            return i;
        all_before_are_out = all_before_are_out && !waits;
        if (all_before_are_out)
            leases->next[segment] = i + 1;
    }
    return leases->n_chunks;
}

/* The waiting chunk of a class that is not blocked whose turn it is; n_chunks when there is none.
 * Within a segment the first one's is. */
static uint32_t find_next(els_leases *leases, chunk_class wanted, uint64_t blocked, uint64_t now_us)
{
    uint32_t found = leases->n_chunks;
    for (uint32_t s = 0; s < leases->n_segments; s++) {
        uint32_t at =
            blocked >> s & 1 ? leases->n_chunks : find_in_segment(leases, s, wanted, now_us);
        if (at < leases->n_chunks &&
            (found == leases->n_chunks || leases->chunks[at].turn < leases->chunks[found].turn))
            found = at;
    }
    return found;
}

/* The next chunk of a class, now granted; NULL when there is none. */
static const els_chunk *grant_next(els_leases *leases, chunk_class wanted, uint64_t blocked,
                                   uint64_t now_us)
{
    uint32_t at = find_next(leases, wanted, blocked, now_us);
    if (at == leases->n_chunks)
        return NULL;
    if (leases->chunks[at].deaths && leases->chunks[at].count > 1)
        split(leases, at);
    els_chunk *chunk = &leases->chunks[at];
    chunk->state = ELS_CHUNK_GRANTED;
    chunk->owner = ELS_NO_EXECUTOR;
    chunk->is_alone = wanted == CLASS_SUSPECT;
    chunk->is_doubted = false;
    chunk->attempt++;
    chunk->grants++;
    if (chunk->since_us == UINT64_MAX)
        chunk->since_us = now_us;
    chunk->until_us = lease_end(leases, chunk, now_us);
    if (chunk->attempt > leases->max_attempt)
        leases->max_attempt = chunk->attempt;
    leases->n_granted++;
    return chunk;
}

static bool is_out(const els_leases *leases, chunk_class first, chunk_class last)
{
    for (uint32_t i = 0; i < leases->n_chunks; i++)
        if (leases->chunks[i].state == ELS_CHUNK_GRANTED &&
            els_leases_class(&leases->chunks[i]) >= first &&
            els_leases_class(&leases->chunks[i]) <= last)
            return true;
    return false;
}

/* Whoever has a task that takes long takes nothing else meanwhile, not even what waits in its
 * queue: so its neighbours are answered before. */
const els_chunk *els_leases_grant(els_leases *leases, uint64_t blocked, uint64_t now_us)
{
    if (leases->n_granted >= window_of(leases) ||
        (leases->any_death && is_out(leases, CLASS_SUSPECT, CLASS_SUSPECT)))
        return NULL;
    const els_chunk *chunk = grant_next(leases, CLASS_PLAIN, blocked, now_us);
    if (!chunk)
        chunk = grant_next(leases, CLASS_LATE, blocked, now_us);
    if (!chunk && leases->any_death && !is_out(leases, CLASS_PLAIN, CLASS_LATE))
        chunk = grant_next(leases, CLASS_SLOW, blocked, now_us);
    if (!chunk && leases->any_death && leases->n_granted == 0)
        chunk = grant_next(leases, CLASS_SUSPECT, blocked, now_us);
    return chunk;
}

const els_chunk *els_leases_poison(els_leases *leases, uint64_t now_us)
{
    return leases->any_death ? grant_next(leases, CLASS_POISON, 0, now_us) : NULL;
}

bool els_leases_done(els_leases *leases, uint32_t number, uint32_t tasks)
{
    bool any = false;
    uint64_t end = (uint64_t)number + tasks;
    for (uint32_t i = find_chunk(leases, number); i < leases->n_chunks; i++) {
        els_chunk *chunk = &leases->chunks[i];
        if ((uint64_t)chunk->number + chunk->count > end)
            break;
        if (chunk->state == ELS_CHUNK_DONE)
            continue;
        if (chunk->state == ELS_CHUNK_GRANTED)
            leases->n_granted--;
        chunk->state = ELS_CHUNK_DONE;
        leases->n_done++;
        any = true;
    }
    return any;
}

bool els_leases_all_done(const els_leases *leases)
{
    return leases->n_done == leases->n_chunks;
}
