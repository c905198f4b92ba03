/* leases_deaths.c — whose deaths count against which chunks, and which are forgiven; see leases.h.
 */
#include "els_hash.h"
#include "leases_impl.h"

#include <signal.h>

/* An executor may take a chunk so long after its last sign of life. */
#define HEARTBEAT_US 500000u

static bool forget_suspect(els_chunk *chunk, uint32_t slot)
{
    for (uint32_t i = 0; i < chunk->n_suspects; i++) {
        if (chunk->suspects[i] != slot)
            continue;
        chunk->suspects[i] = chunk->suspects[--chunk->n_suspects];
        return true;
    }
    return false;
}

/* Whether the chunk may have been with the executor when it was last heard. One more death would be
 * a suspect's last, so it counts only where nothing else was out; and while it waits nobody has it,
 * but for those that named it. */
static bool may_have_been_with(els_chunk *chunk, uint32_t slot, uint64_t heard_us)
{
    bool was_suspect = forget_suspect(chunk, slot);
    if (els_leases_class(chunk) == CLASS_SUSPECT && !chunk->is_alone)
        return false;
    if (chunk->owner != ELS_NO_EXECUTOR)
        return was_suspect || chunk->owner == slot;
    if (chunk->state == ELS_CHUNK_WAITING && els_leases_class(chunk) == CLASS_SUSPECT)
        return was_suspect;
    return was_suspect || (chunk->n_suspects == 0 && chunk->since_us <= heard_us + HEARTBEAT_US);
}

static void count_death(els_chunk *chunk, const els_executor_slot *executor, executor_end end,
                        uint64_t grace_us)
{
    if (end == END_LEFT || chunk->deaths >= chunk->grants)
        return;
    if (end == END_KILLED && ++chunk->kills < ELS_KILLS_PER_DEATH)
        return;
    if (end == END_SILENT && chunk->n_silent == ELS_POISON_DEATHS)
        return; /* enough to be set aside for, and one more could not be forgiven */
    chunk->kills = end == END_KILLED ? 0 : chunk->kills;
    chunk->deaths++;
    if (end != END_SILENT)
        return;
    chunk->grace_us = grace_us;
    chunk->silent[chunk->n_silent++] =
        (els_silent_death){els_hash_str(els_str_of(executor->instance)), executor->start_id};
}

void els_leases_drop(els_leases *leases, uint32_t slot, executor_end end, uint64_t now_us)
{
    uint64_t heard_us = leases->executors[slot].heard_us;
    for (uint32_t i = 0; i < leases->n_chunks; i++) {
        els_chunk *chunk = &leases->chunks[i];
        if (chunk->state == ELS_CHUNK_DONE)
            continue;
        bool was_here = may_have_been_with(chunk, slot, heard_us);
        if (was_here)
            count_death(chunk, &leases->executors[slot], end,
                        now_us + ELS_GRACE_SILENCES * leases->silence_us);
        leases->any_death = leases->any_death || chunk->deaths;
        if (chunk->state != ELS_CHUNK_GRANTED ||
            (chunk->owner != slot && chunk->owner != ELS_NO_EXECUTOR &&
             els_leases_class(chunk) != CLASS_POISON))
            continue;
        chunk->is_doubted = chunk->owner == ELS_NO_EXECUTOR;
        els_leases_take_back(leases, i);
    }
    leases->executors[slot] = (els_executor_slot){0};
    leases->n_executors--;
}

static bool is_from_outside(uint32_t signal)
{
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

/* Takes back what was concluded from its silence; true when that was the death of an earlier life.
 */
static bool forgive(els_chunk *chunk, uint64_t executor, uint64_t start_id,
                    const els_ending *ending)
{
    bool was_killed = is_from_outside(ending->signal), was_death = false;
    for (uint32_t i = chunk->n_silent; i-- > 0;) {
        bool is_alive = chunk->silent[i].start_id == start_id;
        if (chunk->silent[i].executor != executor ||
            (!is_alive && !was_killed && !ending->is_known))
            continue;
        chunk->silent[i] = chunk->silent[--chunk->n_silent];
        chunk->deaths--;
        was_death = was_death || !is_alive;
        if (!is_alive && !ending->is_known && ++chunk->kills == ELS_KILLS_PER_DEATH) {
            chunk->kills = 0;
            chunk->deaths++;
        }
    }
    return was_death;
}

/* Counts the death for the tasks that were in hand, and takes them back unless a newer attempt is
 * out. Those that have been answered or are in several chunks by now are left alone. An attempt is
 * with one executor: its death is counted once, however many lives come to tell of it. */
static void count_known(els_leases *leases, const els_ending *ending)
{
    uint32_t at = 0;
    while (at < leases->n_chunks &&
           leases->chunks[at].number + leases->chunks[at].count <= ending->first)
        at++;
    if (ending->count == 0 || at == leases->n_chunks)
        return;
    els_chunk *chunk = &leases->chunks[at];
    uint32_t before = ending->first - chunk->number;
    if (chunk->state == ELS_CHUNK_DONE || ending->first < chunk->number ||
        ending->count > chunk->count - before || chunk->told_attempt == ending->attempt)
        return;
    if (chunk->state == ELS_CHUNK_GRANTED && chunk->attempt == ending->attempt)
        els_leases_take_back(leases, at);
    at = els_leases_cut_out(leases, at, before, ending->count);
    chunk = &leases->chunks[at];
    chunk->told_attempt = ending->attempt;
    if (chunk->state == ELS_CHUNK_WAITING) {
        chunk->is_doubted = false;
        els_leases_rewind(leases, at);
    }
    bool was_killed = is_from_outside(ending->signal);
    if (was_killed && ++chunk->kills < ELS_KILLS_PER_DEATH)
        return;
    chunk->kills = was_killed ? 0 : chunk->kills;
    chunk->deaths++;
    if (chunk->grants < chunk->deaths)
        chunk->grants = chunk->deaths;
    chunk->own += chunk->count == 1;
    chunk->is_slow = ending->signal == SIGPROF;
    leases->any_death = true;
}

void els_leases_explain(els_leases *leases, els_str instance, uint64_t start_id,
                        const els_ending *ending)
{
    uint64_t executor = els_hash_str(instance);
    uint32_t slot = els_leases_find_executor(leases, instance);
    bool is_new = slot != ELS_NO_EXECUTOR && leases->executors[slot].start_id != 0 &&
                  leases->executors[slot].start_id != start_id;
    bool is_news = is_new;
    for (uint32_t i = 0; leases->any_death && i < leases->n_chunks; i++)
        if (leases->chunks[i].state != ELS_CHUNK_DONE &&
            forgive(&leases->chunks[i], executor, start_id, ending))
            is_news = true;
    if (ending->is_known && is_news)
        count_known(leases, ending);
    if (is_new && ending->is_known)
        els_leases_drop(leases, slot, END_LEFT, 0);
    else if (is_new && is_from_outside(ending->signal))
        els_leases_drop(leases, slot, END_KILLED, 0);
}
