/* rollout.h — in which order executors load a new version of the learned state, and from when on
 * tasks may name it. Pure: time comes in.
 *
 * A task names the version it is answered with, so a rollout never changes an answer; it decides
 * who is off duty while a state is loaded, how many have loaded it before anybody vouches for it,
 * and what stays resident. docs/decisions/0013-rollouts.md says what each mode means here.
 *
 *   all_at_once  executors load a version when it is broadcast; nothing waits for them
 *   rolling      one executor at a time; tasks of the version wait until all hold it
 *   canary       one executor loads and verifies it, then all others at once; tasks wait for all
 *   blue_green   all load it beside the one that answers; tasks change over when all hold it; the
 *                version that a rollback comes back to stays resident */
#ifndef ELS_ROLLOUT_H
#define ELS_ROLLOUT_H

#include "leases.h"

#define ELS_ROLLOUT_NAMES "all_at_once,rolling,canary,blue_green"
typedef enum {
    ELS_ROLLOUT_ALL_AT_ONCE,
    ELS_ROLLOUT_ROLLING,
    ELS_ROLLOUT_CANARY,
    ELS_ROLLOUT_BLUE_GREEN,
    ELS_ROLLOUT_COUNT_
} els_rollout_mode;

enum { ELS_ROLLOUT_HELD = 8, ELS_ROLLOUT_WANTED = 2 /* live and candidate */ };

/* An executor, in the slot that it has in els_leases. */
typedef struct {
    bool used;
    char instance[65];
    uint64_t start_id;
    uint64_t held[ELS_ROLLOUT_HELD]; /* as it said last */
    uint32_t n_held;
    uint64_t told[ELS_ROLLOUT_WANTED]; /* version it was told to load, per wanted one */
    uint64_t told_us[ELS_ROLLOUT_WANTED];
} els_rollout_member;

typedef struct {
    uint64_t version; /* 0: none */
    uint64_t began_us;
    uint64_t advanced_us; /* newest word that an executor holds it */
    bool is_open;         /* tasks may name it */
} els_rollout_wanted;

typedef struct {
    els_rollout_mode mode;
    uint64_t patience_us;
    els_rollout_member members[ELS_EXECUTORS_MAX];
    els_rollout_wanted wanted[ELS_ROLLOUT_WANTED];
    uint64_t keep[2]; /* must stay resident: what is live, and the way back of blue_green */
    uint32_t n_keep;
} els_rollout;

/* "rolling" and the like; ELS_ROLLOUT_COUNT_ when there is no such mode. */
els_rollout_mode els_rollout_parse(els_str name);
const char *els_rollout_name(els_rollout_mode mode);

/* Nobody and nothing yet. Without a word for `patience_us` a rollout is not waited for any longer:
 * its tasks go out, and whoever lacks the state loads it when it meets one. */
void els_rollout_init(els_rollout *rollout, els_rollout_mode mode, uint64_t patience_us);
/* The versions tasks are about to name, and the one a rollback would come back to; 0 each: the
 * untrained state, which everybody has. */
void els_rollout_want(els_rollout *rollout, uint64_t live, uint64_t candidate, uint64_t rollback,
                      uint64_t now_us);
/* Takes over who is there. A new life of an executor holds nothing. */
void els_rollout_see(els_rollout *rollout, const els_leases *leases);
/* An executor says what it holds. False when it is not known. */
bool els_rollout_hear(els_rollout *rollout, const els_state_loaded *loaded, uint64_t now_us);

typedef struct {
    els_str instance; /* borrowed from the rollout */
    uint64_t version;
    bool verify;
} els_rollout_order;
/* The next executor that is to be told to load a version, now told; false when nobody is. Whoever
 * did not answer is told again after a while. */
bool els_rollout_next(els_rollout *rollout, uint64_t now_us, els_rollout_order *ret_order);

typedef struct {
    uint64_t version;
    uint64_t waited_us;
    bool gave_up; /* not all hold it */
} els_rollout_opening;
/* The next version whose tasks may go out from now on; false when none is new. */
bool els_rollout_open_next(els_rollout *rollout, uint64_t now_us, els_rollout_opening *ret);
/* Tasks may name the version. */
bool els_rollout_is_open(const els_rollout *rollout, uint64_t version);
/* Executors there are, and how many of them hold the version. */
uint32_t els_rollout_members(const els_rollout *rollout);
uint32_t els_rollout_holders(const els_rollout *rollout, uint64_t version);

#endif
