/* fuzz_params.c — any bytes as the parameters of a run in the journal. What is read and checked is
 * written as the same text that it is read from again. */
#include "fuzz.h"
#include "params.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    els_arena arena = {0};
    els_run_params params, again;
    els_str message = {"", 0}, text = {(const char *)data, size};
    (void)els_params_difference(text, ELS_STR("seed=1\n"), &arena);
    if (els_params_parse(text, &arena, &params) == ELS_OK) {
        els_str written = els_params_format(&params, &arena);
        els_err err = els_params_check(&params, &arena, &message);
        require((err == ELS_OK) == (message.len == 0));
        if (!err) {
            require(els_params_parse(written, &arena, &again) == ELS_OK);
            require(els_str_eq(els_params_format(&again, &arena), written));
            require(els_params_difference(written, written, &arena).len == 0);
        }
    }
    els_arena_fini(&arena);
    return 0;
}
