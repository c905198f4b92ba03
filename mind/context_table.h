/* context_table.h — a table written down in a task's context, made a knowledge base of its own.
 *
 * Reads rows of cells parted by bars (Markdown), tabs, semicolons or commas under a line of column
 * names. The families over knowledge bases then answer from it as from any other. Pure. */
#ifndef ELS_CONTEXT_TABLE_H
#define ELS_CONTEXT_TABLE_H

#include "messages.h"

enum {
    ELS_CONTEXT_COLUMNS_MAX = 32,
    ELS_CONTEXT_ROWS_MAX = 1024,
    ELS_CONTEXT_NAME_BYTES_MAX = 40, /* of a column */
    ELS_CONTEXT_CELL_BYTES_MAX = 80
};

/* Finds the longest table of `context`: at least two columns and below the names two rows, or one
 * where tabs part the cells, all of equally many cells. False when there is none. *ret_kb has one
 * table; *ret_rest is the text around it. Both live in `arena` or borrow from `context`. */
bool els_context_table(els_str context, els_arena *arena, els_kb *ret_kb, els_str *ret_rest);

#endif
