/* context_plain.h — records and tables that a task's context writes down in other ways, written as
 * the readers of this folder know them. Pure. */
#ifndef ELS_CONTEXT_PLAIN_H
#define ELS_CONTEXT_PLAIN_H

#include "els_str.h"

/* JSON, numbers as els_format_number writes them, becomes lines "key: value", an object's keys led
 * by those around it ("customer name: Ada") up to 160 bytes, arrays of plain values "tags: a, b",
 * the longest array of objects a table under the line of their keys, its cells parted by tabs. So
 * do lines of JSON objects, lines of two or more "key=value" each, and blocks of lines "key: value"
 * that are parted by empty lines, where all have the same keys. False when the context is none of
 * these, or an array without any object; *ret lives in `arena`. A table keeps to what
 * els_context_table takes: a value that is too long for a cell becomes a line in front of it, led
 * by the first cell of its row; objects of more or longer keys or more rows become lines, other
 * forms stay as they are. */
bool els_context_plain(els_str context, els_arena *arena, els_str *ret);

#endif
