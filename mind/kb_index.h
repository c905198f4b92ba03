/* kb_index.h — a knowledge base made ready for queries: values by normalised text, numbers parsed. */
#ifndef ELS_KB_INDEX_H
#define ELS_KB_INDEX_H

#include "els_hash.h"
#include "messages.h"

typedef struct els_kb_index els_kb_index;

/* Copies `kb` (it may be freed afterwards). Errors: FORMAT when cells are no multiple of columns. */
els_err els_kb_index_new(const els_kb *kb, els_kb_index **ret) ELS_MUST_CHECK;
void els_kb_index_free(els_kb_index **index);

const els_kb *els_kb_index_kb(const els_kb_index *index);
els_str els_kb_cell(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column);
uint32_t els_kb_rows(const els_kb_index *index, uint32_t table);
/* The cell as a number (dates as days since 1970-01-01); false when it is neither. */
bool els_kb_cell_number(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column,
                        double *ret_value);

#endif
