#include "fit.h"

#include "codec.h"

/* Room for the fields around the results. */
enum { AROUND_BYTES = 4096 };

static void replace(els_result *result, els_arena *arena, els_err err)
{
    *result =
        (els_result){.index = result->index,
                     .id = result->id,
                     .status = ELS_STATUS_INFRASTRUCTURE,
                     .trace = els_arena_printf(arena, "set aside: its answer cannot be sent (%s)",
                                               els_err_text(err))};
}

/* Encoded size of a result alone. */
static els_err size_of(const els_result_chunk *chunk, els_result *result, els_buf *frame,
                       size_t *ret_size)
{
    els_result_chunk alone = *chunk;
    alone.results = result;
    alone.n_results = 1;
    els_buf_clear(frame);
    els_err err = els_demand_memory(els_encode(ELS_MSG_result_chunk, &alone, frame));
    *ret_size = frame->len;
    return err;
}

uint32_t els_executor_fit(els_result_chunk *chunk, els_arena *arena)
{
    els_buf frame = {0};
    size_t *sizes = ELS_ARENA_NEW(arena, size_t, chunk->n_results + 1), total = AROUND_BYTES;
    uint32_t replaced = 0;
    for (uint32_t i = 0; i < chunk->n_results; i++) {
        els_err err = size_of(chunk, &chunk->results[i], &frame, &sizes[i]);
        if (err) {
            replace(&chunk->results[i], arena, err);
            replaced++;
            sizes[i] = 0;
        }
        total += sizes[i];
    }
    while (total > ELS_MAX_FRAME) {
        uint32_t largest = 0;
        for (uint32_t i = 1; i < chunk->n_results; i++)
            if (sizes[i] > sizes[largest])
                largest = i;
        replace(&chunk->results[largest], arena, ELS_E_LIMIT);
        replaced++;
        total -= sizes[largest];
        sizes[largest] = 0;
    }
    els_buf_fini(&frame);
    return replaced;
}
