/* artifact.h — the file in which a learned state travels: a header, then blobs, each with its
 * digest, and a digest over all. Pure: bytes in, bytes out; knows nothing of what the blobs hold.
 * The format is described in docs/artifacts.md.
 *
 * Equal content gives equal bytes, so the digest at the end is the artifact's name. */
#ifndef ELS_ARTIFACT_H
#define ELS_ARTIFACT_H

#include "els_err.h"
#include "els_hash.h"
#include "els_str.h"

#include <jansson.h>

enum {
    ELS_ARTIFACT_FORMAT = 1,
    ELS_ARTIFACT_BLOBS_MAX = 64,
    ELS_ARTIFACT_HEADER_MAX = 1 << 20, /* bytes */
    ELS_ARTIFACT_FILE_MAX = 256 << 20, /* bytes */
};
#define ELS_ARTIFACT_STATE "state" /* kind of the blob with the applier's state; there is one */
/* Knowledge bases have the kind ELS_ARTIFACT_KB, as in the store. */

typedef struct {
    els_str kind;
    els_str name; /* unique within its kind */
    els_str bytes;
} els_artifact_blob;

typedef struct {
    char id[ELS_DIGEST_HEX]; /* digest over all, hexadecimal */
    els_str header;          /* canonical JSON, without the list of blobs */
    els_artifact_blob *blobs;
    uint32_t n_blobs;
} els_artifact;

/* Appends the file to `out`. `facts` is the header's object, borrowed and not changed; "blobs" is
 * added to it. Writes the digest over all into ret_id. Errors: LIMIT too many blobs or too large;
 * FORMAT the facts cannot be written as JSON. `out` is then as before. */
els_err els_artifact_write(const json_t *facts, const els_artifact_blob *blobs, uint32_t n_blobs,
                           els_buf *out, char ret_id[ELS_DIGEST_HEX]) ELS_MUST_CHECK;

/* Reads a file. Blobs borrow from `file`, the rest is in `arena`. Any change of any byte is found.
 * Errors, each with the reason in `why` (not NULL; one line, without the file's name): FORMAT it is
 * no artifact, or not in the canonical form; CORRUPT it is cut off, longer than it says, or
 * damaged; VERSION a newer program wrote it; LIMIT it is too large. */
els_err els_artifact_read(els_str file, els_arena *arena, els_artifact *ret,
                          els_buf *why) ELS_MUST_CHECK;

/* The header as JSON; the caller decrefs it. NULL when out of memory. */
json_t *els_artifact_header(const els_artifact *artifact);
/* The only blob of a kind, NULL when there is none. */
const els_artifact_blob *els_artifact_find(const els_artifact *artifact, els_str kind);

#endif
