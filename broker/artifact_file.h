/* artifact_file.h — artifacts as files: read whole, written whole or not at all. */
#ifndef ELS_ARTIFACT_FILE_H
#define ELS_ARTIFACT_FILE_H

#include "artifact.h"

/* Reads the file at `path` ("-": standard input) into `bytes`, from which *ret borrows. Errors, one
 * line in `why` that names the file: NOT_FOUND, IO, LIMIT, those of els_artifact_read. */
els_err els_artifact_load(const char *path, els_buf *bytes, els_arena *arena, els_artifact *ret,
                          els_buf *why) ELS_MUST_CHECK;

/* Writes a file at `path` ("-": standard output): beside it first, synced, then renamed. Errors,
 * one line in `why`: IO. */
els_err els_artifact_save(const char *path, els_str bytes, els_buf *why) ELS_MUST_CHECK;

#endif
