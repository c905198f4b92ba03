/* leases.h — which chunks of an iteration are out, with whom, and until when. Pure: time comes in.
 *
 * A chunk is handed out at most `window` at a time, each under a lease. A lease is prolonged while
 * an executor's heartbeat names its chunk. When it is over, or the executor that named it is known
 * to be dead, the chunk is handed out again under the next attempt number; whichever attempt comes
 * back first counts (the analyzer drops the others). Leases whose chunk nobody has named yet only
 * end while some executor is idle or has said nothing for a lease: a chunk that waits in a queue
 * behind others is not lost, one in the queue of a stopped executor is.
 *
 * A death counts for the chunks that the executor had named, and for those that nobody has named
 * and that were out when it died (a task that ends its executor at once is never named). A chunk
 * with a death is cut into single tasks: those that are answered are out of it. A task with two
 * deaths is suspect: it waits until all others are done and goes out alone, so that a third death
 * is its own. With three it is set aside: nobody gets it again. An executor that says bye has not
 * died of anything.
 *
 * An executor that kept a black box (runtime/black_box.h) is better informed: the hello of its next
 * life says which tasks it had in hand. Then the death is theirs alone, whoever else was out; a
 * single task is cut out of its chunk at once, its neighbours are as they were, and it is tried
 * again at once and among others; or, if what ended it was that its time was up, when all else is
 * answered. Three such deaths set it aside.
 *
 * Chunks are granted in their order, but for segments in which several architectures are made to do
 * the same tasks: of those all first chunks come first, then all second ones, so that executors
 * meet a task again while it lies open (executor/desk.h).
 *
 * What nobody had named when an executor ended may have waited in its queue, or waits in that of
 * another. It is doubted: taken back at once, but handed out again only when nothing else waits, so
 * that whoever has it can answer meanwhile.
 *
 * A death counts as far as it speaks against the chunk. One that was only concluded from silence is
 * forgiven when the executor is heard again, or its next life says that it was killed;
 * ELS_GRACE_SILENCES are waited for that before a task is set aside, in which somebody is heard:
 * when all are silent it may be the machine. A kill from outside (SIGKILL, SIGTERM, SIGINT, SIGHUP)
 * counts a third of a death: whoever kills executors has his reasons, but the kernel that runs out
 * of memory kills too, and that may be the task's doing.
 */
#ifndef ELS_LEASES_H
#define ELS_LEASES_H

#include "els_err.h"
#include "messages.h"
#include "planner.h"

#define ELS_EXECUTORS_MAX 256u
#define ELS_CHUNK_IDLE UINT32_MAX /* heartbeat.chunk of an idle executor */
#define ELS_NO_EXECUTOR UINT32_MAX
#define ELS_POISON_DEATHS 3u
#define ELS_KILLS_PER_DEATH 3u
#define ELS_GRACE_SILENCES 4u

typedef enum { ELS_CHUNK_WAITING, ELS_CHUNK_GRANTED, ELS_CHUNK_DONE } els_chunk_state;

/* What a hello says of the end of the life before under its name. */
typedef struct {
    uint32_t signal;       /* that ended it, 0: not known */
    bool is_known;         /* what it had in hand: these tasks, by position in the iteration; or */
    uint32_t first, count; /* none of this iteration and epoch (count 0) */
    uint32_t attempt;      /* of the chunk they came in */
} els_ending;

/* A death that was concluded from silence. */
typedef struct {
    uint64_t executor; /* hash of its name */
    uint64_t start_id;
} els_silent_death;

typedef struct {
    uint32_t number;  /* position of its first task in the iteration: also its name on the wire */
    uint32_t segment; /* index into plan.segments */
    uint32_t first;   /* first task within the segment */
    uint32_t count;   /* tasks */
    uint64_t turn;    /* the lowest is granted first, the first of equals */
    uint32_t attempt; /* of the newest grant, 0 before the first */
    uint32_t deaths;  /* executors that died while it was or may have been theirs */
    uint32_t own;     /* of the deaths, those in which it was the one task in hand */
    bool is_slow;     /* the newest of these came when its processor time was up */
    uint32_t told_attempt; /* of the newest death that a hello told of, 0 before it */
    uint32_t kills;        /* of such executors from outside, less than ELS_KILLS_PER_DEATH */
    els_silent_death silent[ELS_POISON_DEATHS]; /* of the deaths, those by silence */
    uint32_t n_silent;
    uint64_t grace_us; /* until when such a death may still be explained */
    uint32_t grants;   /* of this chunk in its present size; one death at most for each */
    bool is_alone;     /* nothing else was out when it was granted last */
    uint64_t since_us; /* the first of them, UINT64_MAX before it */
    uint32_t owner;    /* executor slot whose heartbeat named it, or ELS_NO_EXECUTOR */
    uint32_t suspects[ELS_POISON_DEATHS]; /* earlier owners of an ended lease, not yet known dead */
    uint32_t n_suspects;
    uint64_t until_us; /* end of the lease */
    bool is_doubted;   /* waits, but may be in the queue of an executor */
    els_chunk_state state;
} els_chunk;

typedef struct {
    bool used;
    char instance[65];
    uint64_t start_id; /* 0: not known, it spoke before it said hello to this broker */
    uint64_t heard_us; /* newest sign of life */
    uint32_t chunk;    /* what its newest heartbeat named, or ELS_CHUNK_IDLE */
} els_executor_slot;

typedef struct {
    els_chunk *chunks; /* in order of number */
    uint32_t n_chunks, cap_chunks;
    uint32_t n_granted, n_done;
    uint32_t
        next[ELS_SEGMENTS_MAX]; /* of each segment: no chunk of it before that one is waiting */
    uint32_t n_segments;
    uint32_t max_attempt;
    bool any_death; /* some chunk may be suspect */
    els_executor_slot executors[ELS_EXECUTORS_MAX];
    uint32_t n_executors;
    uint32_t window;   /* option; 0: twice the executors, at least 4 */
    uint32_t expected; /* executors announced by an option; counts before they say hello */
    uint64_t lease_us;
    uint64_t silence_us; /* an executor that was silent for so long is dead */
} els_leases;

/* `window` 0 derives it from the executors. lease_us and silence_us above 0. */
void els_leases_init(els_leases *leases, uint32_t window, uint32_t expected, uint64_t lease_us,
                     uint64_t silence_us);
void els_leases_fini(els_leases *leases); /* safe on a zeroed struct */

/* Cuts the plan (of ELS_SEGMENTS_MAX segments at most) into chunks, all waiting; forgets those of
 * the iteration before. Executors stay. */
void els_leases_cut(els_leases *leases, const els_plan *plan, bool tiny);

/* Signs of life. A hello with another start_id or silence mean that the process which had the slot
 * is dead; a bye that it has left. Unknown executors are entered; above ELS_EXECUTORS_MAX they are
 * left out. els_leases_heartbeat returns true when the executor never said hello to this broker. */
void els_leases_hello(els_leases *leases, els_str instance, uint64_t start_id, uint64_t now_us);
bool els_leases_heartbeat(els_leases *leases, const els_heartbeat *heartbeat, uint64_t epoch,
                          uint64_t iteration, uint64_t now_us);
void els_leases_bye(els_leases *leases, els_str instance);

/* What an executor's hello says of the life before it under its name, to be told before
 * els_leases_hello; `start_id` is its own. */
void els_leases_explain(els_leases *leases, els_str instance, uint64_t start_id,
                        const els_ending *ending);

/* Takes back the leases that are over and those of silent executors. */
void els_leases_expire(els_leases *leases, uint64_t now_us);
/* Takes back the chunks that nobody has named: the generator they were granted to is gone. */
void els_leases_reclaim_unnamed(els_leases *leases);

/* The next chunk to grant, now granted with its attempt counted up; NULL when the window is full or
 * none waits. Valid until the next call. Chunks to be set aside are not returned, nor those of a
 * segment whose bit is set in `blocked`. */
const els_chunk *els_leases_grant(els_leases *leases, uint64_t blocked, uint64_t now_us);
/* A single task that killed ELS_POISON_DEATHS executors and has not been set aside yet, NULL when
 * there is none. The caller answers for it in the executors' place; it is granted no more, and done
 * when the analyzer says so. */
const els_chunk *els_leases_poison(els_leases *leases, uint64_t now_us);

/* The analyzer has `tasks` tasks from position `number` on: that chunk, or all that it was cut into
 * since. False when they were done already or no chunk has that name. */
bool els_leases_done(els_leases *leases, uint32_t number, uint32_t tasks);
/* All chunks are done. */
bool els_leases_all_done(const els_leases *leases);

#endif
