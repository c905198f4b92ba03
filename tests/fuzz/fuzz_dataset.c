/* fuzz_dataset.c — any bytes as a user's data set (JSON lines). What is accepted can be asked:
 * every row is a task whose own answer is right, and lies in a split. */
#include "dataset.h"
#include "fuzz.h"

static void check_rows(const els_dataset *set)
{
    els_arena arena = {0};
    uint32_t rows = els_dataset_rows(set), labelled, total = 0;
    require(rows > 0);
    for (uint32_t i = 0; i < rows; i++) {
        els_sealed_task task;
        bool right = false;
        require(els_dataset_row(set, i, &arena, &task) == ELS_OK);
        require(task.task.n_fields == 1 && els_dataset_split(set, i) < ELS_SPLIT_COUNT_);
        els_plugin_validate_fields(els_dataset_plugin(set), &task, task.key, &right);
        require(right);
        els_arena_reset(&arena);
    }
    for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++)
        total += els_dataset_split_rows(set, split, &labelled);
    require(total == rows);
    els_arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[32];
    int fd = fuzz_file(data, size, path);
    for (int skip = 0; skip < 2; skip++) {
        const els_dataset_options options = {.skip_bad = skip};
        els_dataset *set = NULL;
        els_buf why = {0};
        els_err err = els_dataset_load(path, &options, &set, &why);
        require((err == ELS_OK) == (set != NULL));
        if (err)
            require_line(&why);
        else
            check_rows(set);
        els_dataset_free(&set);
        els_buf_fini(&why);
    }
    close(fd);
    return 0;
}
