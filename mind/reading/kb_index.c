/* kb_index.c — see kb_index.h. Values live in one hash table of piece prefixes: a lookup walks from
 * prefix to prefix and stops where no value goes on, so most words of a question cost one probe. */
#include "kb_index.h"

#include "els_date.h"
#include "kb_typos.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_IN_TEXT_VALUE = 6 /* longer text cells are prose, nobody quotes them whole */ };

typedef struct {
    uint64_t key; /* hash of a prefix, or of a piece alone; 0: free */
    els_kb_value *first, *last;
} slot;

typedef struct {
    const uint32_t *entries; /* of a meaning; NULL: free */
    double related;
} near_slot;

enum { NEAR_SLOTS = 128 /* a power of two */ };

typedef struct {
    els_kb_kind kind;
    int32_t refers;
    bool is_time;
    int32_t sort;          /* table whose entities its name stands for; -1: none */
    uint64_t sorts;        /* words of its name that do */
    els_meaning *meanings; /* of the words of its name */
    uint32_t n_meanings;
    near_slot *near; /* how near they are to meanings that were asked of lately */
    double *numbers;
    uint64_t *keys;
    uint32_t *part_first; /* lists only: rows + 1 */
    els_str *parts;
    uint64_t *part_keys;
} column_index;

typedef struct {
    uint32_t rows;
    column_index *columns;
} table_index;

struct els_kb_index {
    els_arena arena;
    els_kb kb;
    table_index *tables;
    slot *slots;
    size_t n_slots, used_slots; /* n_slots is a power of two */
    els_kb_typos typos;         /* words of the values */
};

/* ---- table of prefixes ---- */

static uint64_t lone_piece(uint64_t piece)
{
    return els_kb_extend_key(UINT64_C(0x7069656365), piece);
}

static slot *find_slot(slot *slots, size_t n_slots, uint64_t key)
{
    size_t at = (size_t)key & (n_slots - 1);
    while (slots[at].key != 0 && slots[at].key != key) {
        at = (at + 1) & (n_slots - 1);
    }
    return &slots[at];
}

static slot *add_slot(els_kb_index *index, uint64_t key)
{
    if (2 * (index->used_slots + 1) > index->n_slots) {
        size_t grown = 2 * index->n_slots;
        slot *slots = ELS_ARENA_NEW(&index->arena, slot, grown);
        for (size_t i = 0; i < index->n_slots; i++) {
            if (index->slots[i].key != 0) {
                *find_slot(slots, grown, index->slots[i].key) = index->slots[i];
            }
        }
        index->slots = slots;
        index->n_slots = grown;
    }
    slot *found = find_slot(index->slots, index->n_slots, key);
    if (found->key == 0) {
        found->key = key;
        index->used_slots++;
    }
    return found;
}

const els_kb_value *els_kb_match(const els_kb_index *index, const uint64_t *pieces, uint32_t count,
                                 uint32_t *ret_length)
{
    const els_kb_value *best = NULL;
    uint64_t key = 0;
    for (uint32_t i = 0; i < count && i < ELS_KB_PIECES_MAX; i++) {
        key = els_kb_extend_key(key, pieces[i]);
        const slot *found = find_slot(index->slots, index->n_slots, key);
        if (found->key == 0) {
            break;
        }
        if (found->first) {
            best = found->first;
            *ret_length = i + 1;
        }
    }
    return best;
}

bool els_kb_knows_piece(const els_kb_index *index, uint64_t piece)
{
    return find_slot(index->slots, index->n_slots, lone_piece(piece))->key != 0;
}

bool els_kb_correct_piece(const els_kb_index *index, els_str word, uint64_t *ret_piece)
{
    return els_kb_typos_correct(&index->typos, word, ret_piece);
}

/* ---- building ---- */

static uint32_t count_words(els_str text)
{
    uint32_t words = 0;
    for (size_t i = 0; i < text.len; i++) {
        words += text.ptr[i] != ' ' && (i == 0 || text.ptr[i - 1] == ' ');
    }
    return words;
}

static void index_value(els_kb_index *index, uint32_t table, uint32_t column, uint32_t row,
                        els_str value, const els_kb_piece *pieces, uint32_t n_pieces)
{
    bool has_word = false;
    uint32_t letters = 0;
    for (uint32_t i = 0; i < n_pieces; i++) {
        has_word |= pieces[i].is_word;
        letters += pieces[i].is_word ? pieces[i].end - pieces[i].start : 0;
    }
    if (n_pieces == 0 || n_pieces > ELS_KB_PIECES_MAX || (!has_word && column != 0) ||
        count_words(value) > WORDS_IN_TEXT_VALUE) {
        return;
    }
    uint64_t key = 0;
    slot *found = NULL;
    for (uint32_t i = 0; i < n_pieces; i++) {
        if (pieces[i].is_word && !els_kb_knows_piece(index, pieces[i].hash)) {
            els_kb_typos_add(&index->typos, &index->arena,
                             els_str_sub(value, pieces[i].start, pieces[i].end), pieces[i].hash);
        }
        (void)add_slot(index, lone_piece(pieces[i].hash));
        key = els_kb_extend_key(key, pieces[i].hash);
        found = add_slot(index, key);
    }
    /* Columns are indexed one after the other: the newest entry tells whether this one has it. */
    if (found->last && found->last->table == table && found->last->column == column) {
        return;
    }
    els_kb_value *entry = ELS_ARENA_NEW(&index->arena, els_kb_value, 1);
    *entry = (els_kb_value){
        .table = table, .column = column, .row = row, .value = value, .letters = letters};
    if (found->last) {
        found->last->next = entry;
    } else {
        found->first = entry;
    }
    found->last = entry;
}

static els_kb_kind kind_of_type(els_str type)
{
    if (els_str_eq(type, ELS_STR("number"))) {
        return ELS_KB_NUMBER;
    }
    if (els_str_eq(type, ELS_STR("date"))) {
        return ELS_KB_DATE;
    }
    return els_str_eq(type, ELS_STR("list")) ? ELS_KB_LIST : ELS_KB_TEXT;
}

static bool parse_number(els_str cell, double *ret_value)
{
    int64_t days;
    if (els_str_to_double(cell, ret_value)) {
        return true;
    }
    if (els_date_parse_iso(cell, &days)) {
        *ret_value = (double)days;
        return true;
    }
    return false;
}

static void index_parts(els_kb_index *index, uint32_t table, uint32_t column)
{
    table_index *t = &index->tables[table];
    column_index *c = &t->columns[column];
    uint32_t total = 0;
    for (uint32_t row = 0; row < t->rows; row++) {
        els_str cell = els_kb_cell(index, table, row, column);
        total++;
        for (size_t i = 0; i < cell.len; i++) {
            total += cell.ptr[i] == ';';
        }
    }
    c->part_first = ELS_ARENA_NEW(&index->arena, uint32_t, t->rows + 1);
    c->parts = ELS_ARENA_NEW(&index->arena, els_str, total);
    c->part_keys = ELS_ARENA_NEW(&index->arena, uint64_t, total);
    uint32_t n = 0;
    for (uint32_t row = 0; row < t->rows; row++) {
        c->part_first[row] = n;
        els_str rest = els_kb_cell(index, table, row, column);
        els_str part;
        while (els_str_split(&rest, ';', &part)) {
            part = els_str_trim(part);
            if (part.len == 0) {
                continue;
            }
            els_kb_piece pieces[ELS_KB_PIECES_MAX + 1];
            uint32_t n_pieces = els_kb_pieces(part, pieces, ELS_KB_PIECES_MAX + 1);
            index_value(index, table, column, row, part, pieces, n_pieces);
            c->parts[n] = part;
            c->part_keys[n++] = els_kb_value_key(part);
        }
    }
    c->part_first[t->rows] = n;
}

static void index_name(els_kb_index *index, uint32_t table, uint32_t column)
{
    column_index *c = &index->tables[table].columns[column];
    els_str rest = index->kb.tables[table].columns[column].name, word;
    c->meanings = ELS_ARENA_NEW(&index->arena, els_meaning, rest.len + 1);
    while (els_str_split(&rest, '_', &word))
        c->meanings[c->n_meanings++] = els_thesaurus_of(word);
    c->near = ELS_ARENA_NEW(&index->arena, near_slot, NEAR_SLOTS);
}

static bool are_years(const els_kb_index *index, uint32_t table, const column_index *c)
{
    enum { FIRST = 1000, LAST = 2100 };
    uint32_t years = 0;
    for (uint32_t row = 0; row < index->tables[table].rows; row++) {
        double value = c->numbers[row];
        if (isnan(value))
            continue;
        if (value < FIRST || value > LAST || value != floor(value))
            return false;
        years++;
    }
    return years > 0;
}

static void index_column(els_kb_index *index, uint32_t table, uint32_t column)
{
    table_index *t = &index->tables[table];
    column_index *c = &t->columns[column];
    c->kind = kind_of_type(index->kb.tables[table].columns[column].type);
    c->refers = -1;
    index_name(index, table, column);
    c->numbers = ELS_ARENA_NEW(&index->arena, double, t->rows);
    c->keys = ELS_ARENA_NEW(&index->arena, uint64_t, t->rows);
    uint32_t filled = 0;
    uint32_t numbers = 0;
    bool indexed = column == 0 || c->kind == ELS_KB_TEXT;
    for (uint32_t row = 0; row < t->rows; row++) {
        els_str cell = els_kb_cell(index, table, row, column);
        double value = NAN;
        if (c->kind != ELS_KB_LIST && parse_number(cell, &value)) {
            numbers++;
        }
        c->numbers[row] = value;
        els_kb_piece pieces[ELS_KB_PIECES_MAX + 1];
        uint32_t n_pieces = els_kb_pieces(cell, pieces, ELS_KB_PIECES_MAX + 1);
        c->keys[row] = n_pieces <= ELS_KB_PIECES_MAX ? els_kb_key_of_pieces(pieces, n_pieces)
                                                     : els_kb_value_key(cell);
        filled += cell.len > 0;
        if (indexed) {
            index_value(index, table, column, row, cell, pieces, n_pieces);
        }
    }
    if (c->kind == ELS_KB_TEXT && column != 0 && filled > 0 && numbers == filled) {
        c->kind = ELS_KB_NUMBER;
    }
    c->is_time = c->kind == ELS_KB_DATE || (c->kind == ELS_KB_NUMBER && are_years(index, table, c));
    if (c->kind == ELS_KB_LIST) {
        index_parts(index, table, column);
    }
}

static int32_t find_reference(const els_kb_index *index, uint32_t table, uint32_t column)
{
    const table_index *t = &index->tables[table];
    els_kb_kind kind = t->columns[column].kind;
    if (column == 0 || kind == ELS_KB_NUMBER || kind == ELS_KB_DATE) {
        return -1;
    }
    for (uint32_t target = 0; target < index->kb.n_tables; target++) {
        uint32_t parts = 0;
        uint32_t found = 0;
        for (uint32_t row = 0; row < t->rows; row++) {
            const uint64_t *keys;
            uint32_t count;
            uint32_t target_row;
            (void)els_kb_cell_parts(index, table, row, column, &keys, &count);
            for (uint32_t i = 0; i < count; i++) {
                parts += keys[i] != 0;
                found += keys[i] != 0 && els_kb_find_row(index, target, keys[i], &target_row);
            }
        }
        if (found > 0 && 2 * found >= parts) {
            return (int32_t)target;
        }
    }
    return -1;
}

static int32_t sort_of(const els_kb_index *index, els_str word)
{
    for (uint32_t t = 0; t < index->kb.n_tables; t++) {
        const els_kb_table *table = &index->kb.tables[t];
        if (els_kb_words_alike(word, table->name) ||
            (table->n_columns > 0 && els_kb_words_alike(word, table->columns[0].name)))
            return (int32_t)t;
    }
    return -1;
}

static void find_sorts(els_kb_index *index, uint32_t table, uint32_t column)
{
    column_index *c = &index->tables[table].columns[column];
    els_str name = index->kb.tables[table].columns[column].name, rest = name, word;
    c->sort = sort_of(index, name);
    for (uint32_t i = 0; els_str_split(&rest, '_', &word) && i < 64; i++)
        if (word.len > 0 && sort_of(index, word) >= 0)
            c->sorts |= UINT64_C(1) << i;
}

static void copy_kb(els_arena *arena, const els_kb *from, els_kb *to)
{
    to->name = els_arena_copy(arena, from->name);
    to->n_tables = from->n_tables;
    to->tables = ELS_ARENA_NEW(arena, els_kb_table, from->n_tables);
    for (uint32_t i = 0; i < from->n_tables; i++) {
        const els_kb_table *a = &from->tables[i];
        els_kb_table *b = &to->tables[i];
        b->name = els_arena_copy(arena, a->name);
        b->n_columns = a->n_columns;
        b->columns = ELS_ARENA_NEW(arena, els_kb_column, a->n_columns);
        for (uint32_t j = 0; j < a->n_columns; j++) {
            b->columns[j].name = els_arena_copy(arena, a->columns[j].name);
            b->columns[j].type = els_arena_copy(arena, a->columns[j].type);
            b->columns[j].unit = els_arena_copy(arena, a->columns[j].unit);
        }
        b->n_cells = a->n_cells;
        b->cells = ELS_ARENA_NEW(arena, els_str, a->n_cells);
        for (uint32_t j = 0; j < a->n_cells; j++) {
            b->cells[j] = els_arena_copy(arena, els_str_trim(a->cells[j]));
        }
    }
}

els_err els_kb_index_new(const els_kb *kb, els_kb_index **ret)
{
    for (uint32_t i = 0; i < kb->n_tables; i++) {
        const els_kb_table *t = &kb->tables[i];
        if (t->n_columns == 0 ? t->n_cells != 0 : t->n_cells % t->n_columns != 0) {
            return ELS_E_FORMAT;
        }
    }
    els_kb_index *index = calloc(1, sizeof *index);
    if (!index) {
        return ELS_E_NOMEM;
    }
    copy_kb(&index->arena, kb, &index->kb);
    index->n_slots = 1024;
    index->slots = ELS_ARENA_NEW(&index->arena, slot, index->n_slots);
    index->tables = ELS_ARENA_NEW(&index->arena, table_index, kb->n_tables);
    for (uint32_t i = 0; i < kb->n_tables; i++) {
        const els_kb_table *t = &index->kb.tables[i];
        index->tables[i].rows = t->n_columns ? t->n_cells / t->n_columns : 0;
        index->tables[i].columns = ELS_ARENA_NEW(&index->arena, column_index, t->n_columns);
        for (uint32_t j = 0; j < t->n_columns; j++) {
            index_column(index, i, j);
        }
    }
    for (uint32_t i = 0; i < kb->n_tables; i++) {
        for (uint32_t j = 0; j < kb->tables[i].n_columns; j++) {
            index->tables[i].columns[j].refers = find_reference(index, i, j);
            find_sorts(index, i, j);
        }
    }
    *ret = index;
    return ELS_OK;
}

void els_kb_index_free(els_kb_index **index)
{
    if (index && *index) {
        els_arena_fini(&(*index)->arena);
        free(*index);
        *index = NULL;
    }
}

/* ---- reading ---- */

const els_kb *els_kb_index_kb(const els_kb_index *index)
{
    return &index->kb;
}

els_str els_kb_cell(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column)
{
    const els_kb_table *t = &index->kb.tables[table];
    return t->cells[(size_t)row * t->n_columns + column];
}

uint32_t els_kb_rows(const els_kb_index *index, uint32_t table)
{
    return index->tables[table].rows;
}

bool els_kb_cell_number(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column,
                        double *ret_value)
{
    double value = index->tables[table].columns[column].numbers[row];
    if (isnan(value)) {
        return false;
    }
    *ret_value = value;
    return true;
}

els_kb_kind els_kb_column_kind(const els_kb_index *index, uint32_t table, uint32_t column)
{
    return index->tables[table].columns[column].kind;
}

bool els_kb_is_sort(const els_kb_index *index, els_str word)
{
    return sort_of(index, word) >= 0;
}

int32_t els_kb_column_sort(const els_kb_index *index, uint32_t table, uint32_t column)
{
    return index->tables[table].columns[column].sort;
}

uint64_t els_kb_column_sorts(const els_kb_index *index, uint32_t table, uint32_t column)
{
    return index->tables[table].columns[column].sorts;
}

bool els_kb_column_is_time(const els_kb_index *index, uint32_t table, uint32_t column)
{
    return index->tables[table].columns[column].is_time;
}

const double *els_kb_column_numbers(const els_kb_index *index, uint32_t table, uint32_t column)
{
    return index->tables[table].columns[column].numbers;
}

const uint64_t *els_kb_column_keys(const els_kb_index *index, uint32_t table, uint32_t column)
{
    return index->tables[table].columns[column].keys;
}

int32_t els_kb_column_refers(const els_kb_index *index, uint32_t table, uint32_t column)
{
    return index->tables[table].columns[column].refers;
}

/* Questions speak of the same few columns with the same few hundred words. */
double els_kb_column_related(const els_kb_index *index, uint32_t table, uint32_t column,
                             els_meaning meaning)
{
    if (meaning.n == 0)
        return 0;
    const column_index *c = &index->tables[table].columns[column];
    near_slot *near =
        &c->near[els_hash_mix((uint64_t)(uintptr_t)meaning.entries) & (NEAR_SLOTS - 1)];
    if (near->entries != meaning.entries) {
        *near = (near_slot){meaning.entries, 0};
        for (uint32_t i = 0; i < c->n_meanings; i++) {
            if (c->n_meanings > 1 && i < 64 && c->sorts >> i & 1)
                continue;
            double related = els_thesaurus_related(meaning, c->meanings[i]);
            near->related = related > near->related ? related : near->related;
        }
    }
    return near->related;
}

const els_str *els_kb_cell_parts(const els_kb_index *index, uint32_t table, uint32_t row,
                                 uint32_t column, const uint64_t **ret_keys, uint32_t *ret_count)
{
    const column_index *c = &index->tables[table].columns[column];
    if (c->kind == ELS_KB_LIST) {
        uint32_t first = c->part_first[row];
        *ret_keys = c->part_keys + first;
        *ret_count = c->part_first[row + 1] - first;
        return c->parts + first;
    }
    const els_kb_table *t = &index->kb.tables[table];
    *ret_keys = &c->keys[row];
    *ret_count = 1;
    return &t->cells[(size_t)row * t->n_columns + column];
}

bool els_kb_cell_has(const els_kb_index *index, uint32_t table, uint32_t row, uint32_t column,
                     uint64_t key)
{
    const uint64_t *keys;
    uint32_t count;
    (void)els_kb_cell_parts(index, table, row, column, &keys, &count);
    for (uint32_t i = 0; i < count; i++) {
        if (keys[i] == key && key != 0) {
            return true;
        }
    }
    return false;
}

bool els_kb_find_row(const els_kb_index *index, uint32_t table, uint64_t key, uint32_t *ret_row)
{
    const slot *found = key ? find_slot(index->slots, index->n_slots, key) : NULL;
    const els_kb_value *value = found && found->key ? found->first : NULL;
    for (; value; value = value->next) {
        if (value->table == table && value->column == 0) {
            *ret_row = value->row;
            return true;
        }
    }
    return false;
}
