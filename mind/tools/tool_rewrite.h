/* tool_rewrite.h — one short text made from another: names into initials and account names, titles
 * into slugs, paths and addresses into their parts, telephone numbers into one form; and what can
 * be counted in it.
 *
 * A program is a row of at most two steps over the source: pieces between signs, words in a case
 * with a joint, beginnings and ends, the characters themselves (a small part of the language of
 * Gulwani 2011, without its search: all programs are tried). Pure. */
#ifndef ELS_TOOL_REWRITE_H
#define ELS_TOOL_REWRITE_H

#include "els_str.h"

enum { ELS_REWRITE_MAX = 320, ELS_REWRITE_SOURCE_BYTES = 200 };

typedef struct {
    els_str shape; /* canonical, at most 32 bytes */
    els_str answer;
    double prior; /* nats: 0 or less where a program is one of many alike */
    bool is_number;
} els_rewriting;

/* All programs that have an answer on `source`, in a fixed order, at most ELS_REWRITE_MAX; with
 * `counts_only` those alone whose answer is a number. None for a source of more than
 * ELS_REWRITE_SOURCE_BYTES bytes. Returns how many; memory from the arena. */
uint32_t els_rewrite(els_arena *arena, els_str source, bool counts_only, els_rewriting *ret);

/* `path` with `ending` (with or without a point) in place of what stands behind its last point;
 * empty when it has none. */
els_str els_rewrite_ending(els_arena *arena, els_str path, els_str ending);

#endif
