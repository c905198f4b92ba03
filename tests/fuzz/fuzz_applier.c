/* fuzz_applier.c — any bytes as the state of the applier, which artifacts of strangers carry and no
 * checksum guards. What is taken on is saved as bytes that are taken on again, and saved as the
 * same. */
#include "applier.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    els_str bytes = {(const char *)data, size};
    els_buf first = {0}, second = {0};
    els_applier *applier = els_applier_new();
    if (els_applier_restore(applier, bytes) == ELS_OK) {
        els_applier_save(applier, &first);
        require(els_applier_restore(applier, els_buf_str(&first)) == ELS_OK);
        els_applier_save(applier, &second);
        require(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
    }
    els_applier_free(&applier);
    els_buf_fini(&first);
    els_buf_fini(&second);
    return 0;
}
