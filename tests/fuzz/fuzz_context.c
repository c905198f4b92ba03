/* fuzz_context.c — any bytes as a task, its question up to the first line break and its context
 * behind it. What of the context is written anew is bounded, and tables, the reading and its
 * stretches lie within it. */
#include "context_plain.h"
#include "context_table.h"
#include "fuzz.h"
#include "kb_index.h"
#include "passage.h"

enum { SPANS = 320, WIRE_BYTES = 65536, GROWTH = 64, TABLE_BYTES = 1 << 17 };

static void check_tables(const els_kb *kb)
{
    require(kb->n_tables > 0 && kb->n_tables <= ELS_CONTEXT_TABLES_MAX);
    for (uint32_t i = 0; i < kb->n_tables; i++) {
        const els_kb_table *table = &kb->tables[i];
        require(table->n_columns > 1 && table->n_columns <= ELS_CONTEXT_COLUMNS_MAX);
        require(table->n_cells % table->n_columns == 0 && table->name.len > 0);
        require(table->n_cells / table->n_columns <= ELS_CONTEXT_ROWS_MAX);
    }
}

static void check_spans(const els_reading *reading, els_span *spans, uint32_t n)
{
    const size_t context = reading->task->context.len;
    require(n <= SPANS);
    for (uint32_t i = 0; i < n; i++) {
        const els_span *s = &spans[i];
        require(s->first >= reading->n_question_tokens && s->first < s->end);
        require(s->end <= reading->n_tokens && s->label + s->n_label <= reading->n_tokens);
        els_str text = els_passage_text(reading, s->first, s->end);
        require(text.len > 0 && text.len <= context);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    els_arena arena = {0};
    els_str rest = {(const char *)data, size}, question = {NULL, 0}, plain, text;
    els_kb table;
    els_kb_index *kb = NULL;
    els_span spans[SPANS];
    els_str_split(&rest, '\n', &question);
    const els_str context = els_str_sub(rest, 0, WIRE_BYTES);
    plain = text = context;
    if (els_context_plain(context, &arena, &plain))
        require(plain.len <= GROWTH * context.len + TABLE_BYTES);
    text = plain;
    if (els_context_table(plain, &arena, &table, &text)) {
        check_tables(&table);
        require(els_kb_index_new(&table, &kb) == ELS_OK);
    }
    els_field_spec field = {.name = ELS_STR("answer"), .type = ELS_STR("text")};
    els_task task = {.question = question, .context = text, .fields = &field, .n_fields = 1};
    els_reading reading;
    els_reading_make(&task, kb, &arena, &reading);
    check_spans(&reading, spans, els_passage_spans(&reading, spans, SPANS));
    els_kb_index_free(&kb);
    els_arena_fini(&arena);
    return 0;
}
