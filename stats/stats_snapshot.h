/* stats_snapshot.h — the state of a stage as bytes, and back, bit for bit.
 *
 * One function of the stage visits its fields; the same visit writes them or reads them, so the two
 * cannot fall apart. Little-endian; a header names the stage and the version of its layout, and a
 * checksum ends it. Reading never trusts a length: counts are limited by the caller and by the
 * bytes that are left. */
#ifndef ELS_STATS_SNAPSHOT_H
#define ELS_STATS_SNAPSHOT_H

#include "els_str.h"

typedef struct {
    els_buf *out;     /* NULL when reading */
    size_t begin;     /* where the snapshot starts in `out` */
    els_arena *arena; /* reading: where texts are copied to */
    els_str rest;     /* reading: what is left */
    els_err err;      /* first failure of reading; later visits leave their fields alone */
} els_snapshot;

/* Begins writing behind what is in `out`. `magic` names the stage, `version` its layout. */
void els_snapshot_write(els_snapshot *snapshot, els_buf *out, uint32_t magic, uint32_t version);
/* Adds the checksum. */
void els_snapshot_finish(els_snapshot *snapshot);
/* Begins reading `bytes`, which must hold exactly one snapshot. Texts go to `arena`. Errors:
 * CORRUPT (wrong magic, length or checksum), VERSION (another layout). */
els_err els_snapshot_read(els_snapshot *snapshot, els_str bytes, uint32_t magic, uint32_t version,
                          els_arena *arena) ELS_MUST_CHECK;
/* ELS_OK when all visits succeeded and nothing is left over. */
els_err els_snapshot_close(const els_snapshot *snapshot) ELS_MUST_CHECK;

/* Visits of one field each. */
void els_snapshot_u64(els_snapshot *snapshot, uint64_t *value);
void els_snapshot_u32(els_snapshot *snapshot, uint32_t *value);
void els_snapshot_f64(els_snapshot *snapshot, double *value); /* all bits kept */
void els_snapshot_bool(els_snapshot *snapshot, bool *value);
void els_snapshot_text(els_snapshot *snapshot, els_str *value);
/* A text that ends in NUL in an array of `size` bytes; written as els_snapshot_text does. Reading
 * one that does not fit is LIMIT and leaves the array alone. */
void els_snapshot_chars(els_snapshot *snapshot, char *chars, size_t size);
/* A number of elements to follow, each of at least `element_bytes` bytes when written; LIMIT above
 * `max`. On failure *count is 0, so that loops over it end. */
void els_snapshot_count(els_snapshot *snapshot, uint32_t *count, uint32_t max,
                        size_t element_bytes);

#endif
