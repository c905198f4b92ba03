/* lines.h — files of JSON lines that the broker leaves for readers: appended to, bounded, read from
 * their end.
 *
 * A line begins with the members run, iteration and position, in this order: where it stands among
 * all. Past its size the file takes the place of the older one. */
#ifndef ELS_LINES_H
#define ELS_LINES_H

#include "els_err.h"
#include "els_str.h"

#include <stdint.h>

enum { ELS_LINES_MEMBERS_MAX = 4 };

typedef struct {
    const char *name, *older; /* within the store */
    uint64_t bytes_max;       /* of each */
} els_lines_file;

typedef struct {
    uint64_t run, iteration, position;
} els_lines_place;

/* The beginning of a line, and its further members; whoever writes adds the end, "}\n". */
void els_lines_begin(const els_lines_place *place, els_buf *out);
void els_lines_add_text(const char *name, els_str text, els_buf *out);
void els_lines_add_real(const char *name, double value, els_buf *out);

/* Appends whole lines. Errors: IO. */
ELS_MUST_CHECK els_err els_lines_append(const char *dir, const els_lines_file *file, els_str lines);

typedef struct {
    const char *name;
    els_str value; /* empty: any */
} els_lines_member;

typedef struct {
    els_lines_member members[ELS_LINES_MEMBERS_MAX]; /* texts that a line must have */
    uint32_t n_members;
    bool has_before; /* only what stands before this */
    els_lines_place before;
    uint32_t most; /* lines */
} els_lines_query;

typedef struct {
    els_str *lines; /* the newest first, without their ends */
    uint32_t n;
    els_lines_place last; /* of the last of them */
    bool has_more;        /* there may be more before it */
} els_lines_page;

/* The newest lines that the query asks for; memory from `arena`. No file is no line, and lines that
 * are not whole are left out. Errors: IO. */
ELS_MUST_CHECK els_err els_lines_read(const char *dir, const els_lines_file *file,
                                      const els_lines_query *query, els_arena *arena,
                                      els_lines_page *ret);

#endif
