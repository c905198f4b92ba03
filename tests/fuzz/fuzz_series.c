/* fuzz_series.c — any bytes as a file of series (CSV or JSON lines). What is accepted can be
 * forecast: finite values, a horizon and a period within their limits. */
#include "forecast_read.h"
#include "fuzz.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    int fd = fuzz_file(data, size, path);
    for (uint32_t turn = 0; turn < 4; turn++) {
        const els_cli_read_options options = {.path = path,
                                              .column = turn & 2 ? "1" : NULL,
                                              .period = turn & 2 ? 12 : 0,
                                              .horizon = 3,
                                              .skip_bad = turn & 1};
        els_cli_series_list list = {0};
        els_arena arena = {0};
        els_buf why = {0};
        els_err err = els_cli_read_series(&options, &arena, &list, &why);
        if (err)
            require_line(&why);
        for (size_t i = 0; !err && i < list.n; i++) {
            const els_cli_series *series = &list.items[i];
            require(series->n > 0 && series->horizon > 0 && series->period > 0);
            require(series->total + series->filled >= series->n && series->filled < series->n);
            for (size_t k = 0; k < series->n; k++)
                require(isfinite(series->values[k]));
        }
        els_arena_fini(&arena);
        els_buf_fini(&why);
    }
    close(fd);
    return 0;
}
