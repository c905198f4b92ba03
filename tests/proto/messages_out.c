/* messages_out.c — random messages of every kind on stdout, for tests/proto/check_msgpack.py: of
 * each its frame and what it says as JSON, both behind their length (32 bits, little-endian).
 *
 *     els-test-messages COUNT SEED */
#include "dump.h"
#include "random_message.h"

#include <stdio.h>
#include <stdlib.h>

static bool put(els_str bytes)
{
    uint8_t len[4];
    for (int i = 0; i < 4; i++)
        len[i] = (uint8_t)(bytes.len >> 8 * i);
    return fwrite(len, 1, sizeof len, stdout) == sizeof len &&
           fwrite(bytes.ptr, 1, bytes.len, stdout) == bytes.len;
}

int main(int argc, char **argv)
{
    uint64_t count = argc > 2 ? strtoull(argv[1], NULL, 10) : 0;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
    size_t kinds;
    const els_message_desc *const *descs = els_message_descs(&kinds);
    els_arena arena = {0};
    bool ok = count > 0;
    for (uint64_t i = 0; i < count && ok; i++) {
        const els_message_desc *desc = descs[i % kinds];
        els_rng rng = els_rng_make(seed, i, 0);
        els_buf frame = {0}, json = {0};
        const void *message = random_message(&rng, &arena, desc);
        els_message_json(desc->type, message, &json);
        ok = els_encode(desc->type, message, &frame) == ELS_OK && put(els_buf_str(&frame)) &&
             put(els_buf_str(&json));
        els_buf_fini(&frame);
        els_buf_fini(&json);
        els_arena_reset(&arena);
    }
    els_arena_fini(&arena);
    return ok && fflush(stdout) == 0 ? 0 : 1;
}
