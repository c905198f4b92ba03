/* fuzz_plugin.c — any bytes as what a plugin's process answers. What is accepted is within the
 * limits of the wire, and its own key is right. */
#include "external_wire.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const els_external_wanted wanted = {
        .id = 7, .family = {"f", 1}, .template_id = {"t", 1}, .difficulty = 1};
    els_arena arena = {0};
    els_str line = {(const char *)data, size};
    els_buf why = {0};
    els_sealed_task task;
    els_external_about about;
    if (els_external_read_task(line, &wanted, &arena, &task, &why) == ELS_OK) {
        bool right[16] = {false};
        require(task.task.n_fields >= 1 && task.task.n_fields <= 16);
        require(task.task.question.len <= 16384 && task.task.context.len <= 65536);
        els_plugin_validate_fields(NULL, &task, task.key, right);
        for (uint32_t i = 0; i < task.task.n_fields; i++)
            require(right[i]);
    } else {
        require_line(&why);
    }
    els_buf_clear(&why);
    if (els_external_read_about(line, &arena, &about, &why) == ELS_OK) {
        require(els_external_is_name(about.name) && about.n_families >= 1);
        for (uint32_t i = 0; i < about.n_families; i++)
            require(about.families[i].n_templates >= 1);
    } else {
        require_line(&why);
    }
    els_arena_fini(&arena);
    els_buf_fini(&why);
    return 0;
}
