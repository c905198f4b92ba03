/* manifest_files.h — the digest of a plugin's files, and small files whole. Internal to manifest.c.
 */
#ifndef ELS_MANIFEST_FILES_H
#define ELS_MANIFEST_FILES_H

#include "els_err.h"
#include "els_hash.h"
#include "els_str.h"

/* Appends a regular file of at most `max` bytes. Errors, with a line in `why`: NOT_FOUND, LIMIT,
 * IO. */
els_err els_manifest_read_file(const char *path, size_t max, els_buf *out,
                               els_buf *why) ELS_MUST_CHECK;

/* Digest of the names and bytes of all files below `folder` but `skip` and `skip`.sig (names of
 * files directly in it), in the order of their names; at most ELS_MANIFEST_FILES of
 * ELS_MANIFEST_FILE_BYTES. Only folders and regular files are allowed. Errors: FORMAT, LIMIT, IO.
 */
els_err els_manifest_digest_folder(const char *folder, const char *skip,
                                   char ret_digest[ELS_DIGEST_HEX], els_buf *why) ELS_MUST_CHECK;

#endif
