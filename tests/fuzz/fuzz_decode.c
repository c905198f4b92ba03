/* fuzz_decode.c — libFuzzer target: any bytes through scan, decoder, encoder and JSON.
 *
 * Invariants: nothing crashes; memory stays within its budget; what is accepted can be encoded, and
 * decodes to the same again.
 * The corpus is tests/vectors; grep -v '^#' FILE | xxd -r -p makes bytes of a file for libFuzzer.
 * The test test_proto_fuzz_replay runs the same function over it. */
#include "codec.h"
#include "dump.h"

#include <stdlib.h>

static void require(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    els_arena arena = {0}, other = {0};
    els_buf why = {0}, json = {0}, frame = {0}, again = {0};
    els_msg_type type, second;
    const void *message = NULL, *repeated = NULL;
    els_str input = {(const char *)data, size};
    els_err err = els_decode(input, &arena, &type, &message, &why);
    require(arena.used_bytes <= 32 * size + 8192);
    require((err == ELS_OK) == (why.len == 0));
    if (!err) {
        require(els_peek_type(input, &second) == ELS_OK && second == type);
        els_message_json(type, message, &json);
        require(els_encode(type, message, &frame) == ELS_OK);
        require(els_decode(els_buf_str(&frame), &other, &second, &repeated, NULL) == ELS_OK);
        require(second == type);
        require(els_encode(type, els_message_copy(&other, type, repeated), &again) == ELS_OK);
        require(els_str_eq(els_buf_str(&frame), els_buf_str(&again)));
    }
    els_arena_fini(&arena);
    els_arena_fini(&other);
    els_buf_fini(&why);
    els_buf_fini(&json);
    els_buf_fini(&frame);
    els_buf_fini(&again);
    return 0;
}
