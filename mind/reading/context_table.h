/* context_table.h — a table written down in a task's context, made a knowledge base of its own.
 *
 * Reads rows of cells parted by bars (Markdown), tabs, semicolons or commas under a line of column
 * names. The families over knowledge bases then answer from it as from any other. Pure. */
#ifndef ELS_CONTEXT_TABLE_H
#define ELS_CONTEXT_TABLE_H

#include "messages.h"

enum {
    ELS_CONTEXT_TABLES_MAX = 4,
    ELS_CONTEXT_COLUMNS_MAX = 32,
    ELS_CONTEXT_ROWS_MAX = 1024,
    ELS_CONTEXT_NAME_BYTES_MAX = 40, /* of a column */
    ELS_CONTEXT_CELL_BYTES_MAX = 80
};

/* Finds the tables of `context`, the longest ones and in its order: at least two columns and below
 * the names two rows, or one where tabs part the cells, all of equally many cells; further ones are
 * parted by the same sign as the longest and stand below a heading or an empty line. False when
 * there is none. One is called "table", several by the line above them. *ret_rest is the text
 * around them. Both live in `arena` or borrow from `context`. */
bool els_context_table(els_str context, els_arena *arena, els_kb *ret_kb, els_str *ret_rest);

#endif
