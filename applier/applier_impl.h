/* applier_impl.h — the inside of the applier, for applier.c and applier_checkpoint.c. */
#ifndef ELS_APPLIER_IMPL_H
#define ELS_APPLIER_IMPL_H

#include "applier.h"
#include "gate.h"
#include "replay.h"
#include "tuning.h"

/* A state as bytes, with their digest: they are some megabytes, and written once. */
typedef struct {
    els_buf bytes;
    char digest[ELS_DIGEST_HEX];
} els_applier_written;

struct els_applier {
    els_mind live, candidate;
    /* As executors take them; while both versions are the same only the live bytes are. */
    els_applier_written live_bytes, candidate_bytes;
    els_buf change; /* of the live state to the candidate, likewise */
    uint64_t live_version, candidate_version;
    uint64_t versions; /* given out in this run */
    els_replay *replay;
    els_eprocess learning; /* pairs since the last promotion or rejection */
    els_eprocess placebo;  /* pairs of the placebo under test */
    els_mind safe;         /* what answered when the watch began */
    uint64_t safe_version;
    els_eprocess watch; /* pairs of every promotion since then */
    uint32_t watched;   /* how many promotions these are */
    els_tuning tuning;
    bool is_restored; /* who shows the configuration may have missed the newest change */
    char digest[ELS_DIGEST_HEX];
    char baseline_digest[ELS_DIGEST_HEX];
    els_arena scratch;
};

/* The digest of what is there now. The configuration is part of it once anything was ever asked of
 * it. */
void els_applier_refresh_digest(els_applier *applier);
/* A mind as executors take it, in place of what is in `out`. */
void els_applier_write_state(const els_mind *mind, els_applier_written *out);
/* As in a new run; the minds are blank already. */
void els_applier_begin_ignorant(els_applier *applier);

#endif
