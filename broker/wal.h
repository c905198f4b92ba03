/* wal.h — reads a write-ahead log of SQLite without opening the database, to tell a torn tail from
 * damage in the middle. Pure: bytes in.
 *
 * SQLite itself uses the log up to the first frame that does not fit and says nothing of the rest,
 * whatever it was. Format: https://www.sqlite.org/fileformat2.html, "The Write-Ahead Log". */
#ifndef ELS_WAL_H
#define ELS_WAL_H

#include "els_str.h"

typedef enum {
    ELS_WAL_WHOLE, /* empty, or it ends with a commit; frames of an earlier use may follow */
    ELS_WAL_TORN, /* what follows the last good commit is of one transaction that was never whole */
    ELS_WAL_BROKEN /* damage in the middle: later transactions follow it, or the header is damaged
                    */
} els_wal_state;

typedef struct {
    els_wal_state state;
    uint32_t commits;    /* transactions that can be used */
    size_t used_bytes;   /* up to the end of the last of them */
    size_t damaged_from; /* byte at which what cannot be used begins; the log's length if none */
} els_wal_reading;

/* Of the bytes of a whole log; any bytes will do. */
els_wal_reading els_wal_read(els_str log);

#endif
