/* context_plain.c — see context_plain.h. */
#include "context_plain.h"
#include "context_json.h"
#include "context_table.h"

#include <string.h>

enum {
    KEYS_MAX = ELS_CONTEXT_COLUMNS_MAX,
    ROWS_AT_FIRST = 8,
    PATH_BYTES_MAX = 160, /* of a line's key with those around it */
    PAIRS_LEAST = 2
};

/* ---- rows of keys and values ---- */

typedef struct {
    els_str keys[KEYS_MAX];
    uint32_t n_keys;
    els_str *cells; /* KEYS_MAX per row; without bytes where a row has no such key */
    uint32_t n_rows, cap;
    els_buf aside; /* lines of what no cell takes */
    els_arena *arena;
} rows;

static bool begin_row(rows *r)
{
    if (r->n_rows == ELS_CONTEXT_ROWS_MAX)
        return false;
    if (r->n_rows == r->cap) {
        const size_t used = (size_t)r->cap * KEYS_MAX;
        r->cap = r->cap ? 2 * r->cap : ROWS_AT_FIRST;
        els_str *cells = ELS_ARENA_NEW(r->arena, els_str, (size_t)r->cap * KEYS_MAX);
        if (used)
            memcpy(cells, r->cells, used * sizeof *cells);
        r->cells = cells;
    }
    r->n_rows++;
    return true;
}

static void add_cell(els_buf *out, els_str text)
{
    for (size_t i = 0; i < text.len; i++)
        els_buf_addc(out, strchr("\t\r\n", text.ptr[i]) && text.ptr[i] ? ' ' : text.ptr[i]);
}

static void add_line(els_buf *out, els_str key, els_str value)
{
    add_cell(out, key);
    els_buf_add(out, ELS_STR(": "));
    add_cell(out, value);
    els_buf_addc(out, '\n');
}

/* A value of the newest row as a line of its own: by the row's first cell it is known whose. */
static void set_aside(rows *r, els_str key, els_str value)
{
    const els_str whose = r->cells[(size_t)(r->n_rows - 1) * KEYS_MAX];
    add_cell(&r->aside, whose);
    els_buf_add(&r->aside, whose.len ? ELS_STR(" ") : ELS_STR(""));
    add_line(&r->aside, key, value);
}

static bool put(rows *r, els_str key, els_str value)
{
    uint32_t k = 0;
    while (k < r->n_keys && !els_str_ieq(r->keys[k], key))
        k++;
    if (k == KEYS_MAX || key.len == 0 || key.len > ELS_CONTEXT_NAME_BYTES_MAX)
        return false;
    if (k == r->n_keys)
        r->keys[r->n_keys++] = key;
    els_str *cell = &r->cells[(size_t)(r->n_rows - 1) * KEYS_MAX + k];
    if (cell->ptr)
        return false;
    const bool fits = value.ptr && value.len <= ELS_CONTEXT_CELL_BYTES_MAX;
    if (!fits && value.len > 0)
        set_aside(r, key, value);
    *cell = fits ? value : (els_str){"", 0};
    return true;
}

/* All rows have all keys. */
static bool are_even(const rows *r)
{
    for (uint32_t i = 0; i < r->n_rows; i++)
        for (uint32_t k = 0; k < r->n_keys; k++)
            if (!r->cells[(size_t)i * KEYS_MAX + k].ptr)
                return false;
    return r->n_rows > 0 && r->n_keys > 1;
}

/* Lines of what was set aside, then the table. */
static void write_table(const rows *r, els_buf *out)
{
    if (r->aside.len) {
        els_buf_add(out, els_buf_str(&r->aside));
        els_buf_addc(out, '\n');
    }
    for (uint32_t k = 0; k < r->n_keys; k++) {
        els_buf_add(out, k ? ELS_STR("\t") : ELS_STR(""));
        add_cell(out, r->keys[k]);
    }
    for (uint32_t i = 0; i < r->n_rows; i++)
        for (uint32_t k = 0; k < r->n_keys; k++) {
            const els_str cell = r->cells[(size_t)i * KEYS_MAX + k];
            els_buf_addc(out, k ? '\t' : '\n');
            add_cell(out, cell.len ? cell : ELS_STR("-"));
        }
    els_buf_addc(out, '\n');
}

/* ---- JSON ---- */

/* The key led by those around it, unless that becomes long: every member of an object has it. */
static els_str joined(els_arena *arena, els_str around, els_str key)
{
    return around.len && around.len + key.len < PATH_BYTES_MAX
               ? els_arena_printf(arena, ELS_STR_FMT " " ELS_STR_FMT, ELS_STR_ARG(around),
                                  ELS_STR_ARG(key))
               : key;
}

static bool is_nested(const els_json *value)
{
    return value->kind == ELS_JSON_OBJECT || value->kind == ELS_JSON_ARRAY;
}

static void add_values(els_buf *list, const els_json *array)
{
    for (const els_json *item = array->first; item; item = item->next) {
        if (is_nested(item)) {
            add_values(list, item);
            continue;
        }
        els_buf_add(list, list->len ? ELS_STR(", ") : ELS_STR(""));
        els_buf_add(list, item->text);
    }
}

/* All values in it, whatever they lie in. */
static els_str listed(els_arena *arena, const els_json *array)
{
    els_buf list = {0};
    add_values(&list, array);
    els_str copy = els_arena_copy(arena, els_buf_str(&list));
    els_buf_fini(&list);
    return copy;
}

static bool holds_objects(const els_json *array)
{
    for (const els_json *item = array->first; item; item = item->next)
        if (item->kind != ELS_JSON_OBJECT)
            return false;
    return array->kind == ELS_JSON_ARRAY && array->n > 0;
}

static bool holds_nested(const els_json *array)
{
    for (const els_json *item = array->first; item; item = item->next)
        if (is_nested(item))
            return true;
    return false;
}

/* What lies deeper goes into one cell. */
static bool put_object(rows *r, const els_json *object, els_str around)
{
    for (const els_json *m = object->first; m; m = m->next) {
        const els_str key = joined(r->arena, around, m->key);
        const bool done =
            m->kind == ELS_JSON_OBJECT
                ? put_object(r, m, key)
                : put(r, key, m->kind == ELS_JSON_ARRAY ? listed(r->arena, m) : m->text);
        if (!done)
            return false;
    }
    return true;
}

static bool put_objects(rows *r, const els_json *first)
{
    for (const els_json *item = first; item; item = item->next)
        if (!begin_row(r) || !put_object(r, item, (els_str){NULL, 0}))
            return false;
    return r->n_keys > 1;
}

/* The longest array of objects within, which becomes the table. */
static const els_json *longest_array(const els_json *value)
{
    const els_json *best = holds_objects(value) ? value : NULL;
    for (const els_json *m = value->first; m; m = m->next) {
        const els_json *inner = is_nested(m) ? longest_array(m) : NULL;
        if (inner && (!best || inner->n > best->n))
            best = inner;
    }
    return best;
}

static void write_lines(els_arena *arena, const els_json *value, els_str around,
                        const els_json *but, els_buf *out)
{
    for (const els_json *m = value->first; m; m = m->next) {
        const els_str key = joined(arena, around, m->key);
        if (m == but)
            continue;
        if (m->kind == ELS_JSON_OBJECT || (m->kind == ELS_JSON_ARRAY && holds_nested(m))) {
            write_lines(arena, m, key, but, out);
            continue;
        }
        add_line(out, key, m->kind == ELS_JSON_ARRAY ? listed(arena, m) : m->text);
    }
}

/* One value, or one object per line. */
static bool write_json(els_str text, els_arena *arena, els_buf *out)
{
    text = els_str_trim(text);
    if (text.len == 0 || (text.ptr[0] != '{' && text.ptr[0] != '['))
        return false;
    els_json *first = els_json_read(&text, arena), **end = first ? &first->next : NULL;
    for (; first && text.len > 0; end = &(*end)->next) {
        *end = els_json_read(&text, arena);
        if (!*end || (*end)->kind != ELS_JSON_OBJECT || first->kind != ELS_JSON_OBJECT)
            return false;
    }
    if (!first || (first->kind == ELS_JSON_ARRAY && !holds_nested(first)))
        return false; /* "[3, 1, 2]" is read as the list it is */
    const bool many = first->next != NULL;
    const els_json *table = many ? first : longest_array(first);
    rows r = {.arena = arena};
    const bool has_table = table && put_objects(&r, many ? first : table->first);
    if (!many && !(has_table && table == first))
        write_lines(arena, first, (els_str){NULL, 0}, has_table ? table : NULL, out);
    if (has_table) {
        els_buf_addc(out, '\n');
        write_table(&r, out);
    }
    els_buf_fini(&r.aside);
    return out->len > 0;
}

/* ---- lines of pairs ---- */

static bool is_key_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || (c & 0x80);
}

/* "a=1 b="two words" c=3" as one row; false when there is anything else in it. */
static bool put_pairs(rows *r, els_str line)
{
    uint32_t n = 0;
    size_t i = 0;
    while (i < line.len) {
        const size_t from = i;
        while (i < line.len && is_key_byte(line.ptr[i]))
            i++;
        if (i == from || i >= line.len || line.ptr[i] != '=')
            return false;
        const els_str key = els_str_sub(line, from, i++);
        const bool quoted = i < line.len && line.ptr[i] == '"';
        const size_t value = i + quoted;
        for (i = value;
             i < line.len && (quoted ? line.ptr[i] != '"' : !strchr(" \t,;", line.ptr[i]));)
            i++;
        if (!put(r, key, els_str_sub(line, value, i)))
            return false;
        i += quoted;
        while (i < line.len && strchr(" \t,;", line.ptr[i]))
            i++;
        n++;
    }
    return n >= PAIRS_LEAST;
}

static bool put_log(rows *r, els_str text)
{
    els_str rest = text, line;
    while (els_str_split(&rest, '\n', &line)) {
        line = els_str_trim(line);
        if (line.len > 0 &&
            (!memchr(line.ptr, '=', line.len) || !begin_row(r) || !put_pairs(r, line)))
            return false;
    }
    return true;
}

/* ---- blocks of lines ---- */

static bool put_line(rows *r, els_str line)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    if (!colon || (size_t)(colon - line.ptr) + 1 >= line.len || colon[1] != ' ')
        return false;
    const size_t at = (size_t)(colon - line.ptr);
    return put(r, els_str_trim(els_str_sub(line, 0, at)),
               els_str_trim(els_str_sub(line, at + 1, line.len)));
}

static bool put_blocks(rows *r, els_str text)
{
    els_str rest = text, line;
    bool is_open = false;
    while (els_str_split(&rest, '\n', &line)) {
        line = els_str_trim(line);
        if (line.len == 0 || els_str_is(line, "---")) {
            is_open = false;
            continue;
        }
        if ((!is_open && !begin_row(r)) || !put_line(r, line))
            return false;
        is_open = true;
    }
    return true;
}

/* The text as rows that all have the same keys. */
static bool write_rows(els_str text, bool (*put_all)(rows *, els_str), els_arena *arena,
                       els_buf *out)
{
    rows r = {.arena = arena};
    const bool done = put_all(&r, text) && r.n_rows > 1 && are_even(&r);
    if (done)
        write_table(&r, out);
    els_buf_fini(&r.aside);
    return done;
}

bool els_context_plain(els_str context, els_arena *arena, els_str *ret)
{
    els_buf out = {0};
    bool done = write_json(context, arena, &out);
    if (!done) {
        els_buf_clear(&out);
        done = write_rows(context, put_log, arena, &out) ||
               write_rows(context, put_blocks, arena, &out);
    }
    if (done)
        *ret = els_arena_copy(arena, els_buf_str(&out));
    els_buf_fini(&out);
    return done;
}
