/* fuzz_state.c — any bytes as the saved state of a stage; the first byte says whose. Checksums are
 * made right first, so that what is behind them is reached. What is taken on is saved as bytes that
 * are taken on again, and saved as the same. */
#include "analyzer.h"
#include "els_hash.h"
#include "forecaster.h"
#include "fuzz.h"
#include "goaler.h"
#include "monitor.h"

static void check_stage(const els_stage_desc *desc, els_str bytes)
{
    els_buf first = {0}, second = {0};
    void *state = desc->create(), *other = desc->create();
    if (els_stage_state_restore(desc, state, bytes) == ELS_OK) {
        els_stage_state_save(desc, state, &first);
        require(els_stage_state_restore(desc, other, els_buf_str(&first)) == ELS_OK);
        els_stage_state_save(desc, other, &second);
        require(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
    }
    desc->destroy(&state);
    desc->destroy(&other);
    els_buf_fini(&first);
    els_buf_fini(&second);
}

static void check_analyzer(els_str bytes)
{
    els_buf first = {0}, second = {0};
    els_analyzer *analyzer = els_analyzer_new();
    if (els_analyzer_restore(analyzer, bytes) == ELS_OK) {
        els_analyzer_save(analyzer, &first);
        require(els_analyzer_restore(analyzer, els_buf_str(&first)) == ELS_OK);
        els_analyzer_save(analyzer, &second);
        require(els_str_eq(els_buf_str(&first), els_buf_str(&second)));
    }
    els_analyzer_free(&analyzer);
    els_buf_fini(&first);
    els_buf_fini(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CHECKSUM = 8 };
    static const els_stage_desc *const stages[] = {&els_forecaster_stage, &els_goaler_stage,
                                                   &els_monitor_stage};
    if (size < 1 + CHECKSUM)
        return 0;
    unsigned who = data[0] % 4;
    size_t len = size - 1;
    char *bytes = malloc(len);
    require(bytes != NULL);
    memcpy(bytes, data + 1, len);
    uint64_t sum = els_hash_bytes(0, bytes, len - CHECKSUM);
    for (int i = 0; i < CHECKSUM; i++)
        bytes[len - CHECKSUM + (size_t)i] = (char)(sum >> 8 * i);
    els_str text = {bytes, len};
    if (who < 3)
        check_stage(stages[who], text);
    else
        check_analyzer(text);
    free(bytes);
    return 0;
}
