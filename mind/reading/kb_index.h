/* kb_index.h — a knowledge base made ready for queries: values by normalised text, numbers parsed.
 *
 * A value is normalised to a sequence of pieces: runs of letters or of digits, ASCII lower case,
 * with a plural ending taken off. So "Desk-Tops 3000" and "desktop"-like spellings of a tokenizer
 * do not matter: only letters and digits do. */
#ifndef ELS_KB_INDEX_H
#define ELS_KB_INDEX_H

#include "els_hash.h"
#include "messages.h"
#include "thesaurus.h"

typedef struct els_kb_index els_kb_index;

/* Copies `kb` (it may be freed afterwards). Errors: FORMAT when cells are no multiple of columns.
 */
els_err els_kb_index_new(const els_kb *kb, els_kb_index **ret) ELS_MUST_CHECK;
void els_kb_index_free(els_kb_index **index);

/* The copy; lives as long as the index. */
const els_kb *els_kb_index_kb(const els_kb_index *index);
els_str els_kb_cell(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column);
uint32_t els_kb_rows(const els_kb_index *index, uint32_t table);
/* The cell as a number (dates as days since 1970-01-01); false when it is neither. */
bool els_kb_cell_number(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column,
                        double *ret_value);

/* ---- columns ---- */

typedef enum { ELS_KB_TEXT, ELS_KB_NUMBER, ELS_KB_DATE, ELS_KB_LIST } els_kb_kind;
/* By declared type; a text column whose cells are all numbers counts as NUMBER. */
els_kb_kind els_kb_column_kind(const els_kb_index *index, uint32_t table, uint32_t column);
/* The column's values are points in time: dates, or whole numbers that can be years. */
bool els_kb_column_is_time(const els_kb_index *index, uint32_t table, uint32_t column);
/* Cells of a column as numbers, one per row; NaN where a cell is neither number nor date. */
const double *els_kb_column_numbers(const els_kb_index *index, uint32_t table, uint32_t column);
/* Normalised keys of a column's cells, one per row; 0 for an empty cell. */
const uint64_t *els_kb_column_keys(const els_kb_index *index, uint32_t table, uint32_t column);
/* Table whose entities (values of its first column) at least half of the column's values or list
 * parts name; -1 when there is none. The first column itself refers to nothing. */
int32_t els_kb_column_refers(const els_kb_index *index, uint32_t table, uint32_t column);
/* How near the meaning is to that of the nearest word of the column's name (words are parted by
 * '_'; one beside others that only says of what sort the thing is does not count), 0..1; `meaning`
 * is one of els_thesaurus_of. What was asked lately is remembered. */
double els_kb_column_related(const els_kb_index *index, uint32_t table, uint32_t column,
                             els_meaning meaning);
/* The word names a table or its entities, or that is what the column's name does as a whole:
 * which table (-1: none); and which words of the name do, a bit each for the first 64. */
bool els_kb_is_sort(const els_kb_index *index, els_str word);
int32_t els_kb_column_sort(const els_kb_index *index, uint32_t table, uint32_t column);
uint64_t els_kb_column_sorts(const els_kb_index *index, uint32_t table, uint32_t column);
/* Parts of a list cell, `*ret_keys` beside them; other kinds have one part, the cell. */
const els_str *els_kb_cell_parts(const els_kb_index *index, uint32_t table, uint32_t row,
                                 uint32_t column, const uint64_t **ret_keys, uint32_t *ret_count);
/* The cell, or one of its parts, is the value with this key. */
bool els_kb_cell_has(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column,
                     uint64_t key);
/* First row of the table whose first column is the value with this key. */
bool els_kb_find_row(const els_kb_index *index, uint32_t table, uint64_t key, uint32_t *ret_row);

/* ---- values by text ---- */

enum { ELS_KB_PIECES_MAX = 8 }; /* longer values are not indexed */

typedef struct {
    uint64_t hash;       /* of the normalised piece */
    uint32_t start, end; /* bytes in the text it was cut from */
    bool is_word;        /* letters, else digits */
} els_kb_piece;

/* Cuts a text into pieces, at most `capacity`. Returns how many. */
uint32_t els_kb_pieces(els_str text, els_kb_piece *ret_pieces, uint32_t capacity);
/* Key of a value: equal for values that differ in case, plural and punctuation only; 0 when it has
 * neither letter nor digit. */
uint64_t els_kb_value_key(els_str value);

/* The same from pieces, and step by step; a key is never 0 once it has a piece. */
uint64_t els_kb_key_of_pieces(const els_kb_piece *pieces, uint32_t count);
uint64_t els_kb_extend_key(uint64_t key, uint64_t piece);

typedef struct els_kb_value els_kb_value;
struct els_kb_value {
    uint32_t table, column, row; /* first row that holds it */
    els_str value;               /* as in the knowledge base */
    uint32_t letters;            /* letters in the value */
    const els_kb_value *next;    /* the same value in another column, in order of table, column */
};
/* Longest indexed value that the pieces begin with; its number of pieces goes to *ret_length.
 * NULL when there is none. */
const els_kb_value *els_kb_match(const els_kb_index *index, const uint64_t *pieces, uint32_t count,
                                 uint32_t *ret_length);
/* The piece occurs in some indexed value. */
bool els_kb_knows_piece(const els_kb_index *index, uint64_t piece);
/* Piece of an indexed value that is one typing error (letter added, left out, changed, or two
 * neighbours swapped) away from the lower-case word, which has at least 5 letters; the first
 * letter must be right unless it was swapped. Lookup by deletions (Garbe 2012, SymSpell). */
bool els_kb_correct_piece(const els_kb_index *index, els_str word, uint64_t *ret_piece);

/* ---- words ---- */

/* The word without a plural ending; `word` must be lower case. */
els_str els_kb_stem(els_str word, char *buffer, size_t buffer_bytes);
/* Two lower-case words are forms of one word as far as their letters tell: equal stems, or a common
 * beginning of at least 4 letters that makes up 60 % of the longer one. */
bool els_kb_words_alike(els_str a, els_str b);
/* A word of the name is alike. Names are lower-case words joined by '_', as those of columns. */
bool els_kb_name_has(els_str name, els_str word);
/* Share of the words of `name` that `other` has too; 0..1, 0 for a name without words. */
double els_kb_name_share(els_str name, els_str other);
/* At most one edit apart, a swap of neighbours being one edit. */
bool els_kb_one_edit(els_str a, els_str b);

#endif
