/* wording.h — turns a sentence pattern into one of its many surfaces. Depends on base/ only.
 *
 * A pattern is plain text with these parts, all of which nest:
 *   <name>   one choice of the pool `name`
 *   {a|b|c}  one of the alternatives
 *   [text]   the text or nothing, with equal chance
 *   @name    the value bound to `name` (ASCII letters); never misspelt by els_wording_disturb
 * Choices are drawn from the stream given, so equal streams give equal texts. */
#ifndef ELS_WORDING_H
#define ELS_WORDING_H

#include "els_rng.h"

enum {
    ELS_WORDING_MAX_BYTES = 4096, /* of a text; what would not fit is left out */
    ELS_WORDING_MAX_VALUES = 16,  /* values written into one text that stay protected */
    ELS_WORDING_MAX_DEPTH = 8     /* of nesting; deeper parts are left out */
};

typedef struct {
    const char *name;
    const char *choices; /* patterns separated by '|' */
} els_wording_pool;

typedef struct {
    const char *name;
    els_str text;
} els_wording_value;

typedef struct {
    size_t from, to; /* bytes from .. to-1 of the text */
} els_wording_span;

/* A text being written. Everything is borrowed but `text`, which lies in the arena. */
typedef struct {
    els_rng *rng;
    const els_wording_pool *pools; /* sorted by name in byte order */
    size_t n_pools;
    const els_wording_value *values;
    size_t n_values;
    char *text;
    size_t len;
    els_wording_span spans[ELS_WORDING_MAX_VALUES];
    size_t n_spans;
} els_wording;

/* Starts an empty text. `rng`, `pools` (sorted by name) and `values` are borrowed for as long as
 * the text is written; the text's bytes come from `arena`. */
els_wording els_wording_make(els_arena *arena, els_rng *rng, const els_wording_pool *pools,
                             size_t n_pools, const els_wording_value *values, size_t n_values);

/* Appends one surface of `pattern`, or of one of several separated by '|', as a sentence: a blank
 * before it, a full stop behind it unless it ends in punctuation. Blanks are kept single. Unknown
 * names give nothing. */
void els_wording_add(els_wording *w, els_str pattern);

/* Upper case for the first letter of every sentence and for the word "i". */
void els_wording_capitalise(els_wording *w);

/* Lower case for everything but the bound values, as hasty writers do. */
void els_wording_lower(els_wording *w);

/* Misspells words of four letters and more outside bound values, each with probability
 * per_mille / 1000. */
void els_wording_disturb(els_wording *w, uint32_t per_mille);

/* What was written so far; lent until the next call that writes. */
els_str els_wording_text(const els_wording *w);

/* One typing error in `word` (two letters swapped, one left out, doubled or hit beside its key),
 * not in its first letter. Words of under four bytes come back as they are. The copy is in `arena`.
 */
els_str els_wording_misspell(els_rng *rng, els_arena *arena, els_str word);

#endif
