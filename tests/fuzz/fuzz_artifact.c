/* fuzz_artifact.c — any bytes as an artifact. The digest at the end is made right first, so that
 * what is behind it is reached; what is accepted is written as the same bytes again. */
#include "artifact.h"
#include "fuzz.h"

static void read_once(els_str file)
{
    els_arena arena = {0};
    els_artifact artifact;
    els_buf why = {0}, again = {0};
    char id[ELS_DIGEST_HEX];
    els_err err = els_artifact_read(file, &arena, &artifact, &why);
    if (err) {
        require_line(&why);
    } else {
        json_t *header = els_artifact_header(&artifact);
        require(json_is_object(header));
        require(els_artifact_write(header, artifact.blobs, artifact.n_blobs, &again, id) == ELS_OK);
        require(els_str_eq(els_buf_str(&again), file) && strcmp(id, artifact.id) == 0);
        json_decref(header);
    }
    els_arena_fini(&arena);
    els_buf_fini(&why);
    els_buf_fini(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_once((els_str){(const char *)data, size});
    if (size > ELS_DIGEST_BYTES) {
        char *copy = malloc(size);
        require(copy != NULL);
        memcpy(copy, data, size);
        els_digest(copy, size - ELS_DIGEST_BYTES, (uint8_t *)copy + size - ELS_DIGEST_BYTES);
        read_once((els_str){copy, size});
        free(copy);
    }
    return 0;
}
