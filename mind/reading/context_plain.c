/* context_plain.c — see context_plain.h. */
#include "context_plain.h"
#include "context_table.h"

#include <jansson.h>
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

static bool is_nested(const json_t *value)
{
    return json_is_object(value) || json_is_array(value);
}

/* A plain value; a text is borrowed. */
static els_str text_of(els_arena *arena, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        return (els_str){json_string_value(value), json_string_length(value)};
    case JSON_INTEGER:
        return els_arena_printf(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL:
        return els_format_number(arena, json_real_value(value));
    case JSON_TRUE:
        return ELS_STR("true");
    case JSON_FALSE:
        return ELS_STR("false");
    default:
        return ELS_STR("null");
    }
}

static void add_values(els_arena *arena, json_t *nested, els_buf *list);

static void add_value(els_arena *arena, json_t *item, els_buf *list)
{
    if (is_nested(item)) {
        add_values(arena, item, list);
        return;
    }
    els_buf_add(list, list->len ? ELS_STR(", ") : ELS_STR(""));
    els_buf_add(list, text_of(arena, item));
}

static void add_values(els_arena *arena, json_t *nested, els_buf *list)
{
    const char *key;
    size_t i;
    json_t *item;
    json_array_foreach(nested, i, item) add_value(arena, item, list);
    json_object_foreach(nested, key, item) add_value(arena, item, list);
}

/* All values in it, whatever they lie in. */
static els_str listed(els_arena *arena, json_t *array)
{
    els_buf list = {0};
    add_values(arena, array, &list);
    els_str copy = els_arena_copy(arena, els_buf_str(&list));
    els_buf_fini(&list);
    return copy;
}

static els_str cell_of(els_arena *arena, json_t *value)
{
    return json_is_array(value) ? listed(arena, value) : text_of(arena, value);
}

static bool holds_objects(const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) if (!json_is_object(item)) return false;
    return json_array_size(array) > 0;
}

static bool holds_nested(const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) if (is_nested(item)) return true;
    return false;
}

/* What lies deeper goes into one cell. */
static bool put_object(rows *r, json_t *object, els_str around)
{
    const char *name;
    json_t *m;
    json_object_foreach(object, name, m)
    {
        const els_str key = joined(r->arena, around, els_str_of(name));
        if (!(json_is_object(m) ? put_object(r, m, key) : put(r, key, cell_of(r->arena, m))))
            return false;
    }
    return true;
}

static bool put_objects(rows *r, const json_t *array)
{
    size_t i;
    json_t *item;
    json_array_foreach(array, i, item) if (!begin_row(r) ||
                                           !put_object(r, item, (els_str){NULL, 0})) return false;
    return r->n_keys > 1;
}

static json_t *longer(json_t *a, json_t *b)
{
    return json_array_size(b) > json_array_size(a) ? b : a;
}

/* The longest array of objects within, which becomes the table. */
static json_t *longest_array(json_t *value)
{
    json_t *best = holds_objects(value) ? value : NULL, *m;
    const char *key;
    size_t i;
    json_array_foreach(value, i, m) best = longer(best, longest_array(m));
    json_object_foreach(value, key, m) best = longer(best, longest_array(m));
    return best;
}

static void write_lines(els_arena *arena, json_t *value, els_str around, const json_t *but,
                        els_buf *out);

static void write_member(els_arena *arena, json_t *m, els_str key, const json_t *but, els_buf *out)
{
    if (m == but)
        return;
    if (json_is_object(m) || holds_nested(m))
        write_lines(arena, m, key, but, out);
    else
        add_line(out, key, cell_of(arena, m));
}

static void write_lines(els_arena *arena, json_t *value, els_str around, const json_t *but,
                        els_buf *out)
{
    const char *name;
    size_t i;
    json_t *m;
    json_array_foreach(value, i, m) write_member(arena, m, around, but, out);
    json_object_foreach(value, name, m)
        write_member(arena, m, joined(arena, around, els_str_of(name)), but, out);
}

/* The values of a text as an array; NULL when it is anything else, or empty. */
static json_t *read_values(els_str text)
{
    json_t *values = json_array();
    while (values && text.len > 0) {
        json_error_t error;
        json_t *value = json_loadb(text.ptr, text.len, JSON_DISABLE_EOF_CHECK, &error);
        if (!value && json_error_code(&error) == json_error_out_of_memory)
            els_out_of_memory(text.len);
        if (!value || json_array_append_new(values, value) != 0) {
            json_decref(values);
            return NULL;
        }
        text = els_str_trim(els_str_sub(text, (size_t)error.position, text.len));
    }
    return values;
}

/* It is an object or has one in it. */
static bool has_object(const json_t *value)
{
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item) if (has_object(item)) return true;
    return json_is_object(value);
}

static void write_values(json_t *values, els_arena *arena, els_buf *out)
{
    json_t *one = json_array_size(values) == 1 ? json_array_get(values, 0) : NULL;
    if (one ? !has_object(one) : !holds_objects(values))
        return; /* "[3, 1, 2]" is read as the list it is */
    json_t *table = one ? longest_array(one) : values;
    rows r = {.arena = arena};
    const bool has_table = table && put_objects(&r, table);
    if (one && !(has_table && table == one))
        write_lines(arena, one, (els_str){NULL, 0}, has_table ? table : NULL, out);
    if (has_table) {
        els_buf_addc(out, '\n');
        write_table(&r, out);
    }
    els_buf_fini(&r.aside);
}

/* One value, or one object per line. */
static bool write_json(els_str text, els_arena *arena, els_buf *out)
{
    text = els_str_trim(text);
    if (text.len == 0 || (text.ptr[0] != '{' && text.ptr[0] != '['))
        return false;
    json_t *values = read_values(text);
    if (values)
        write_values(values, arena, out);
    json_decref(values);
    return out->len > 0;
}

/* ---- lines of pairs ---- */

static bool is_key_byte(char c)
{
    return els_is_letter_or_digit(c) || c == '_' || c == '.' || c == '-' || els_is_beyond_ascii(c);
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
