/* manifest.h — what a plugin is before it is run: its command, its files, who vouches for them.
 *
 * A manifest is a JSON object in a file NAME.json: name, version, command, digest; optional
 * memory_mib and threads. The digest covers every file of the folder that the manifest is in. Its
 * signature is in NAME.json.sig: Ed25519 (RFC 8032, libsodium) over the bytes of the manifest. A
 * program may also be named alone: it is never signed and can read no file but itself. */
#ifndef ELS_MANIFEST_H
#define ELS_MANIFEST_H

#include "els_err.h"
#include "els_hash.h"
#include "els_str.h"

enum {
    ELS_MANIFEST_ARGS = 16,
    ELS_MANIFEST_FILES = 1000,          /* in the folder */
    ELS_MANIFEST_FILE_BYTES = 64 << 20, /* of all of them together */
};

typedef struct {
    const char *keys_file; /* lines "PUBLIC-KEY comment"; NULL: nobody is trusted */
    bool may_be_unsigned;
} els_manifest_trust;

typedef struct {
    const char *path;                  /* absolute, of the folder or of the lone program */
    const char *folder;                /* to stand in */
    char *argv[ELS_MANIFEST_ARGS + 1]; /* argv[0] absolute */
    els_str name, version;             /* empty for a lone program: it says them itself */
    char digest[ELS_DIGEST_HEX];       /* of its files */
    uint64_t memory_bytes;
    bool may_have_threads;
    bool is_signed; /* by somebody trusted */
} els_manifest;

/* Reads the manifest or program at `path` and checks files and signature; runs nothing. Blocks on
 * the disk. Memory from `arena`. On an error *ret is untouched and `why` says in one line what is
 * wrong and what to do. Errors: NOT_FOUND, FORMAT, LIMIT, IO; CORRUPT files other than the digest
 * says, or a signature that does not fit; STATE nobody trusted has signed it. */
els_err els_manifest_load(const char *path, const els_manifest_trust *trust, els_arena *arena,
                          els_manifest *ret, els_buf *why) ELS_MUST_CHECK;

/* Writes the digest of the folder's files into the manifest and its signature beside it.
 * Errors: those of els_manifest_load; a key file that others may read is refused (STATE). */
els_err els_manifest_sign(const char *path, const char *key_file, els_buf *why) ELS_MUST_CHECK;

/* Makes a pair: the secret key in `key_file` (0600, must not exist), the public one as a line for
 * the users' keys file in key_file.pub. Errors: IO with `why`. */
els_err els_manifest_keygen(const char *key_file, els_buf *why) ELS_MUST_CHECK;

#endif
