/* context_table.c — see context_table.h. */
#include "context_table.h"

#include <string.h>

enum { ROWS_LEAST = 2 /* one where tabs part cells */ };

static const char separators[] = {'|', '\t', ';', ','};

/* The line's end (the place of its newline, or of the text's end). */
static size_t line_end(els_str text, size_t at)
{
    while (at < text.len && text.ptr[at] != '\n')
        at++;
    return at;
}

/* Cells of a line; 0 when there are fewer than two or too many. Quotes around a cell keep
 * separators inside it. Bars may also stand at both ends. */
static uint32_t split(els_str line, char separator, els_str *ret)
{
    uint32_t n = 0;
    line = els_str_trim(line);
    if (separator == '|' && line.len > 1 && line.ptr[0] == '|')
        line = els_str_sub(line, 1, line.len);
    if (separator == '|' && line.len > 1 && line.ptr[line.len - 1] == '|')
        line = els_str_sub(line, 0, line.len - 1);
    for (size_t from = 0, at = 0; at <= line.len; at++) {
        const bool opens = at < line.len && line.ptr[at] == '"' && at == from;
        if (opens) {
            size_t end = at + 1;
            while (end < line.len && line.ptr[end] != '"')
                end++;
            at = end < line.len ? end : at;
        }
        if (at < line.len && line.ptr[at] != separator)
            continue;
        els_str cell = els_str_trim(els_str_sub(line, from, at));
        if (cell.len > 1 && cell.ptr[0] == '"' && cell.ptr[cell.len - 1] == '"')
            cell = els_str_sub(cell, 1, cell.len - 1);
        if (n == ELS_CONTEXT_COLUMNS_MAX || cell.len > ELS_CONTEXT_CELL_BYTES_MAX)
            return 0;
        ret[n++] = cell;
        from = at + 1;
    }
    return n > 1 ? n : 0;
}

/* "|---|:--:|": the line below the names in Markdown. */
static bool is_rule(els_str line)
{
    bool dashes = false;
    for (size_t i = 0; i < line.len; i++) {
        if (!strchr("|-:+ \t\r", line.ptr[i]))
            return false;
        dashes = dashes || line.ptr[i] == '-';
    }
    return dashes;
}

static bool is_letter(char c)
{
    return els_is_letter(c) || els_is_beyond_ascii(c);
}

/* Names have letters, are short, say nothing of a value ("age: 7", "x = 3", "a -> b") and end no
 * sentence; all are different. */
static bool are_names(const els_str *cells, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const els_str cell = cells[i];
        bool letters = false;
        for (size_t k = 0; k < cell.len; k++) {
            letters = letters || is_letter(cell.ptr[k]);
            if (strchr(":=<>[]{}", cell.ptr[k]))
                return false;
        }
        if (!letters || cell.len > ELS_CONTEXT_NAME_BYTES_MAX ||
            strchr(".?!", cell.ptr[cell.len - 1]))
            return false;
        for (uint32_t k = 0; k < i; k++)
            if (els_str_ieq(cells[k], cell))
                return false;
    }
    return true;
}

/* Lower-case words joined by underscores. */
static els_str column_name(els_arena *arena, els_str name)
{
    char text[ELS_CONTEXT_NAME_BYTES_MAX + 1];
    size_t n = 0;
    for (size_t i = 0; i < name.len && n < ELS_CONTEXT_NAME_BYTES_MAX; i++) {
        const char c = name.ptr[i];
        if (is_letter(c) || els_is_digit(c))
            text[n++] = els_lower(c);
        else if (n > 0 && text[n - 1] != '_')
            text[n++] = '_';
    }
    while (n > 0 && text[n - 1] == '_')
        n--;
    return els_arena_copy(arena, (els_str){text, n});
}

static bool is_number(els_str cell)
{
    size_t i = cell.len > 0 && cell.ptr[0] == '-', digits = 0, points = 0;
    for (; i < cell.len; i++) {
        digits += els_is_digit(cell.ptr[i]);
        points += cell.ptr[i] == '.';
        if (!els_is_digit(cell.ptr[i]) && cell.ptr[i] != '.')
            return false;
    }
    return digits > 0 && points < 2;
}

static bool is_date(els_str cell)
{
    static const char form[] = "dddd-dd-dd";
    bool fits = cell.len == sizeof form - 1;
    for (size_t i = 0; fits && i < cell.len; i++)
        fits = form[i] == 'd' ? els_is_digit(cell.ptr[i]) : cell.ptr[i] == form[i];
    return fits;
}

static els_str column_type(const els_kb_table *table, uint32_t column)
{
    bool numbers = true, dates = true;
    for (uint32_t i = column; i < table->n_cells; i += table->n_columns) {
        numbers = numbers && is_number(table->cells[i]);
        dates = dates && is_date(table->cells[i]);
    }
    return numbers ? ELS_STR("number") : dates ? ELS_STR("date") : ELS_STR("text");
}

/* Rows of the table whose names stand in the line at `at`; 0 when it is none. With `table` its
 * cells are kept. *ret_end is where it ends. */
static uint32_t read_at(els_str text, size_t at, char separator, els_arena *arena,
                        els_kb_table *table, size_t *ret_end)
{
    els_str names[ELS_CONTEXT_COLUMNS_MAX], cells[ELS_CONTEXT_COLUMNS_MAX];
    size_t end = line_end(text, at);
    const uint32_t n = split(els_str_sub(text, at, end), separator, names);
    uint32_t rows = 0;
    if (n == 0 || !are_names(names, n))
        return 0;
    if (table) {
        table->n_columns = n;
        table->columns = ELS_ARENA_NEW(arena, els_kb_column, n);
        for (uint32_t i = 0; i < n; i++)
            table->columns[i].name = column_name(arena, names[i]);
    }
    *ret_end = end;
    while (end < text.len && rows < ELS_CONTEXT_ROWS_MAX) {
        const size_t from = end + 1, next = line_end(text, from);
        const els_str line = els_str_sub(text, from, next);
        if (!(rows == 0 && is_rule(line))) {
            if (split(line, separator, cells) != n)
                break;
            for (uint32_t i = 0; table && i < n; i++)
                table->cells[table->n_cells++] = cells[i];
            rows++;
        }
        end = next;
        *ret_end = end;
    }
    return rows;
}

/* Where a table stands. */
typedef struct {
    size_t at, end;
    uint32_t rows;
} place;

/* The longest table between `from` and `to`, the first of equals; 0 rows: none. */
static place longest(els_str text, size_t from, size_t to, char separator, els_arena *arena)
{
    place best = {0};
    size_t end = 0;
    text = els_str_sub(text, 0, to);
    for (size_t at = from; at < to; at = line_end(text, at) + 1) {
        const uint32_t rows = read_at(text, at, separator, arena, NULL, &end);
        if (rows > best.rows && (rows >= ROWS_LEAST || separator == '\t'))
            best = (place){at, end, rows};
        at = rows > 0 ? end : at; /* its rows begin no longer one */
    }
    return best;
}

/* The last line with text between `from` and the table, blanks at its ends left out. */
static els_str line_above(els_str text, size_t from, size_t at)
{
    els_str line = {NULL, 0};
    while (at > from && line.len == 0) {
        const size_t end = at - 1;
        for (at = end; at > from && text.ptr[at - 1] != '\n';)
            at--;
        line = els_str_trim(els_str_sub(text, at, end));
    }
    return line;
}

/* What the line above calls the table: "Stations:", "## Stations of 1990", "Table 2: Stations". */
static els_str table_name(els_str text, size_t from, size_t at, els_arena *arena)
{
    els_str line = line_above(text, from, at);
    while (line.len > 0 && strchr(":#* ", line.ptr[line.len - 1]))
        line.len--;
    for (size_t i = line.len; i-- > 0;)
        if (line.ptr[i] == ':') {
            line = els_str_sub(line, i + 1, line.len);
            break;
        }
    const els_str name =
        line.len <= ELS_CONTEXT_NAME_BYTES_MAX ? column_name(arena, line) : (els_str){NULL, 0};
    return name.len > 0 ? name : ELS_STR("table");
}

/* A heading or nothing stands between it and a table before. */
static bool is_apart(els_str text, size_t at, char separator)
{
    const size_t end = at > 0 ? at - 1 : 0;
    size_t from = end;
    while (from > 0 && text.ptr[from - 1] != '\n')
        from--;
    for (size_t i = from; i < end; i++)
        if (text.ptr[i] == separator)
            return false;
    return true;
}

/* The other tables: the longest of what is left before, between and behind, until there are enough.
 * In order of the text; returns how many in all. */
static uint32_t find_others(els_str text, char separator, els_arena *arena,
                            place places[ELS_CONTEXT_TABLES_MAX])
{
    uint32_t n = 1;
    while (n < ELS_CONTEXT_TABLES_MAX) {
        place best = {0};
        uint32_t slot = 0;
        for (uint32_t i = 0; i <= n; i++) {
            const size_t from = i > 0 ? places[i - 1].end + 1 : 0;
            const size_t to = i < n ? places[i].at : text.len;
            const place found = from < to ? longest(text, from, to, separator, arena) : (place){0};
            if (found.rows > best.rows && is_apart(text, found.at, separator)) {
                best = found;
                slot = i;
            }
        }
        if (best.rows == 0)
            break;
        memmove(places + slot + 1, places + slot, sizeof *places * (n - slot));
        places[slot] = best;
        n++;
    }
    return n;
}

static void keep_table(els_str text, const place *found, char separator, els_arena *arena,
                       els_kb_table *ret)
{
    size_t end;
    ret->cells = ELS_ARENA_NEW(arena, els_str, (size_t)found->rows * ELS_CONTEXT_COLUMNS_MAX);
    read_at(els_str_sub(text, 0, found->end), found->at, separator, arena, ret, &end);
    for (uint32_t i = 0; i < ret->n_columns; i++)
        ret->columns[i].type = column_type(ret, i);
}

bool els_context_table(els_str context, els_arena *arena, els_kb *ret_kb, els_str *ret_rest)
{
    place places[ELS_CONTEXT_TABLES_MAX] = {0};
    char separator = 0;
    for (size_t s = 0; s < sizeof separators && places[0].rows == 0; s++) {
        separator = separators[s];
        places[0] = longest(context, 0, context.len, separator, arena);
    }
    if (places[0].rows == 0)
        return false;
    /* What is too long for a table is no other table. */
    const uint32_t n =
        places[0].rows < ELS_CONTEXT_ROWS_MAX ? find_others(context, separator, arena, places) : 1;
    els_kb_table *tables = ELS_ARENA_NEW(arena, els_kb_table, n);
    els_str rest = {NULL, 0};
    for (uint32_t i = 0; i < n; i++) {
        const size_t from = i > 0 ? places[i - 1].end : 0;
        tables[i].name = n > 1 ? table_name(context, from, places[i].at, arena) : ELS_STR("table");
        keep_table(context, &places[i], separator, arena, &tables[i]);
        rest = els_arena_printf(arena, ELS_STR_FMT ELS_STR_FMT, ELS_STR_ARG(rest),
                                ELS_STR_ARG(els_str_sub(context, from, places[i].at)));
    }
    *ret_kb = (els_kb){.name = ELS_STR("context"), .tables = tables, .n_tables = n};
    *ret_rest = els_arena_printf(arena, ELS_STR_FMT ELS_STR_FMT, ELS_STR_ARG(rest),
                                 ELS_STR_ARG(els_str_sub(context, places[n - 1].end, context.len)));
    return true;
}
