#include "forecast_read.h"

#include "cli.h"
#include "forecast_gaps.h"
#include "forecast_series.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { COLUMNS_MAX = 256, ROWS_MAX = 1 << 22, LINE_MAX_BYTES = 16 << 20, REPORTED = 3 };

typedef struct {
    const els_cli_read_options *options;
    els_arena *arena;
    els_buf *why;
    els_cli_series *items;
    size_t n, cap;
    size_t left_out;
} reader;

/* Says what is wrong in a line. With skip_bad the series is left out and reading goes on. */
static els_err bad(reader *r, els_err err, uint32_t line, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
static els_err bad(reader *r, els_err err, uint32_t line, const char *format, ...)
{
    va_list args;
    bool goes_on = r->options->skip_bad && err != ELS_E_USAGE;
    r->left_out++;
    if (goes_on && r->left_out > REPORTED)
        return ELS_OK;
    if (r->why->len)
        els_buf_addc(r->why, '\n');
    els_buf_printf(r->why, "%s:%u: ", r->options->path, line);
    va_start(args, format);
    els_buf_vprintf(r->why, format, args);
    va_end(args);
    return goes_on ? ELS_OK : err;
}

static void append(reader *r, const els_cli_series *series)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? 2 * r->cap : 16;
        els_cli_series *items = ELS_ARENA_NEW(r->arena, els_cli_series, cap);
        if (r->n)
            memcpy(items, r->items, r->n * sizeof *items);
        r->items = items;
        r->cap = cap;
    }
    r->items[r->n++] = *series;
}

/* Checks a series whose missing values are NaN, fills its gaps and keeps it. */
static els_err take(reader *r, els_cli_series s)
{
    els_gaps gaps = els_gaps_count(s.values, s.n);
    s.total = gaps.present;
    if (gaps.present && s.n - gaps.last > ELS_FORECAST_WINDOW) { /* older ones are not looked at */
        s.offset = s.n - gaps.last - ELS_FORECAST_WINDOW;
        s.values += s.offset;
        s.n -= s.offset;
        gaps = els_gaps_count(s.values, s.n);
    }
    s.period = s.period ? s.period : r->options->period ? r->options->period : 1;
    s.horizon = s.horizon ? s.horizon : r->options->horizon;
    if (!s.horizon)
        return bad(r, ELS_E_USAGE, s.line, "no horizon: give --horizon H");
    if (gaps.present == 0)
        return bad(r, ELS_E_FORMAT, s.line,
                   "series \"" ELS_STR_FMT "\" has no values; give it some or leave it out",
                   ELS_STR_ARG(s.id));
    for (size_t t = 0; t < s.n; t++)
        if (fabs(s.values[t]) > ELS_FORECAST_VALUE_MAX)
            return bad(r, ELS_E_LIMIT, s.line,
                       "series \"" ELS_STR_FMT "\": %.4g is beyond 1e100; divide the series",
                       ELS_STR_ARG(s.id), s.values[t]);
    s.values += gaps.first;
    s.offset += gaps.first;
    s.n -= gaps.first + gaps.last;
    if (gaps.inside > s.n / 2)
        return bad(r, ELS_E_FORMAT, s.line,
                   "series \"" ELS_STR_FMT
                   "\": %zu of %zu values are missing; fill the gaps or leave it out",
                   ELS_STR_ARG(s.id), gaps.inside, s.n);
    if (gaps.last + s.horizon > ELS_FORECAST_HORIZON_MAX)
        return bad(r, ELS_E_LIMIT, s.line,
                   "series \"" ELS_STR_FMT "\": %zu values are missing at its end; cut it there",
                   ELS_STR_ARG(s.id), gaps.last);
    s.filled = gaps.inside;
    s.behind = gaps.last;
    els_gaps_fill(s.values, s.n, s.period);
    append(r, &s);
    return ELS_OK;
}

/* ---- JSON lines ---- */

/* A whole number of the line within 1..max, left alone when it is not there. False when it is
 * something else. */
static bool whole(const json_t *json, const char *name, uint32_t max, uint32_t *ret)
{
    const json_t *value = json_object_get(json, name);
    json_int_t number = json_integer_value(value);
    if (!value || json_is_null(value))
        return true;
    if (number < 1 || number > (json_int_t)max) /* 0 for what is no whole number */
        return false;
    *ret = (uint32_t)number;
    return true;
}

static els_err take_object(reader *r, const json_t *json, uint32_t line)
{
    const json_t *train = json_object_get(json, "train"), *id = json_object_get(json, "id");
    els_cli_series s = {
        .has_whole_id = json_is_integer(id), .line = line, .n = json_array_size(train)};
    if (!json_is_array(train))
        return bad(r, ELS_E_FORMAT, line, "needs \"train\": an array of numbers");
    if (json_is_string(id))
        s.id = els_arena_copy(r->arena, els_str_of(json_string_value(id)));
    else if (json_is_integer(id))
        s.id = els_arena_printf(r->arena, "%lld", (long long)json_integer_value(id));
    else if (id)
        return bad(r, ELS_E_FORMAT, line, "\"id\" must be a text or a whole number");
    else
        s.id = els_arena_printf(r->arena, "line %u", line);
    if (!whole(json, "freq", ELS_FORECAST_PERIOD_MAX, &s.period))
        return bad(r, ELS_E_FORMAT, line, "\"freq\" must be a whole number from 1 to %u",
                   ELS_FORECAST_PERIOD_MAX);
    if (!whole(json, "horizon", ELS_FORECAST_HORIZON_MAX, &s.horizon))
        return bad(r, ELS_E_FORMAT, line, "\"horizon\" must be a whole number from 1 to %u",
                   ELS_FORECAST_HORIZON_MAX);
    s.values = ELS_ARENA_NEW(r->arena, double, s.n);
    for (size_t i = 0; i < s.n; i++) {
        const json_t *value = json_array_get(train, i);
        if (!json_is_number(value) && !json_is_null(value))
            return bad(r, ELS_E_FORMAT, line,
                       "value %zu of \"train\" is no number; write null for a missing one", i + 1);
        s.values[i] = json_is_null(value) ? NAN : json_number_value(value);
    }
    return take(r, s);
}

static els_err read_json_lines(reader *r, els_str text)
{
    els_str part;
    uint32_t line = 0;
    els_err err = ELS_OK;
    while (!err && els_str_split(&text, '\n', &part)) {
        json_error_t what;
        line++;
        if (els_str_trim(part).len == 0)
            continue;
        if (part.len > LINE_MAX_BYTES) {
            err =
                bad(r, ELS_E_LIMIT, line, "the line is longer than 16 MiB; keep the newest values");
            continue;
        }
        json_t *json = json_loadb(part.ptr, part.len, 0, &what);
        if (!json_is_object(json))
            err = bad(r, ELS_E_FORMAT, line, "no JSON object (%s); missing values are null",
                      json ? "something else" : what.text);
        else
            err = take_object(r, json, line);
        json_decref(json);
    }
    return err;
}

/* ---- CSV ---- */

typedef struct {
    els_str header;
    double *values;
    bool is_text; /* dates or names: no series */
} column;

typedef struct {
    column columns[COLUMNS_MAX];
    size_t n_columns, n_rows, cap_rows;
    char separator; /* 0 for a single column */
    bool has_header;
    uint32_t first_line; /* of the values */
} table;

static bool is_missing(els_str cell)
{
    static const char *const marks[] = {"", "na", "n/a", "nan", "null", "none", "-", "?", "."};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (els_str_ieq(cell, els_str_of(marks[i])))
            return true;
    return false;
}

/* A number, good or bad, or a missing one: no header. */
static bool is_meant_as_value(els_str cell)
{
    bool is_infinite = els_str_ieq(cell, ELS_STR("inf")) || els_str_ieq(cell, ELS_STR("infinity"));
    return is_missing(cell) || is_infinite || strchr("0123456789+-.", cell.ptr[0]);
}

/* Cuts the next cell off a line; quotes around it go, separators inside them stay. */
static bool next_cell(els_str *rest, char separator, els_str *ret_cell)
{
    if (!rest->ptr)
        return false;
    els_str line = *rest;
    size_t end = 0;
    bool is_quoted = false;
    while (end < line.len && (is_quoted || !separator || line.ptr[end] != separator))
        is_quoted ^= line.ptr[end++] == '"';
    *ret_cell = els_str_trim(els_str_sub(line, 0, end));
    *rest = end < line.len ? els_str_sub(line, end + 1, line.len) : (els_str){0};
    if (ret_cell->len >= 2 && ret_cell->ptr[0] == '"' && ret_cell->ptr[ret_cell->len - 1] == '"')
        *ret_cell = els_str_trim(els_str_sub(*ret_cell, 1, ret_cell->len - 1));
    return true;
}

/* The separator: the first of ; tab , outside quotes in the first line. */
static char separator_of(els_str line)
{
    static const char separators[] = ";\t,";
    for (size_t i = 0; separators[i]; i++) {
        bool is_quoted = false;
        for (size_t k = 0; k < line.len; k++) {
            is_quoted ^= line.ptr[k] == '"';
            if (!is_quoted && line.ptr[k] == separators[i])
                return separators[i];
        }
    }
    return 0;
}

static els_err begin_table(reader *r, table *t, els_str line, uint32_t number)
{
    els_str rest = line, cell;
    bool is_any_number = false;
    t->separator = separator_of(line);
    while (next_cell(&rest, t->separator, &cell)) {
        if (t->n_columns == COLUMNS_MAX)
            return bad(r, ELS_E_LIMIT, number, "more than %d columns; split the file", COLUMNS_MAX);
        t->columns[t->n_columns++].header = cell;
        is_any_number |= is_meant_as_value(cell);
    }
    t->has_header = !is_any_number;
    t->first_line = number + t->has_header;
    return ELS_OK;
}

static void grow(reader *r, table *t)
{
    size_t cap = t->cap_rows ? 2 * t->cap_rows : 256;
    for (size_t c = 0; c < t->n_columns; c++) {
        double *values = ELS_ARENA_NEW(r->arena, double, cap);
        if (t->n_rows)
            memcpy(values, t->columns[c].values, t->n_rows * sizeof *values);
        t->columns[c].values = values;
    }
    t->cap_rows = cap;
}

static els_err take_row(reader *r, table *t, els_str line, uint32_t number)
{
    els_str rest = line, cell;
    bool is_blank = els_str_trim(line).len == 0; /* a row without values */
    size_t c = 0;
    els_err err = ELS_OK;
    if (t->n_rows == ROWS_MAX)
        return bad(r, ELS_E_LIMIT, number, "more than %d rows; keep the newest", ROWS_MAX);
    if (t->n_rows == t->cap_rows)
        grow(r, t);
    for (; c < t->n_columns && (is_blank || next_cell(&rest, t->separator, &cell)); c++) {
        column *at = &t->columns[c];
        double value = NAN;
        bool is_text = !is_blank && !is_missing(cell) && !els_str_to_double(cell, &value);
        if (is_text && t->n_rows == 0)
            at->is_text = t->n_columns > 1;
        at->values[t->n_rows] = value;
        if (is_text && !at->is_text && !err)
            err = bad(r, ELS_E_FORMAT, number,
                      "\"%.*s\" is no number; leave the cell empty when the value is missing",
                      (int)(cell.len < 40 ? cell.len : 40), cell.ptr);
    }
    if (!err && !is_blank && (c < t->n_columns || rest.ptr))
        err = bad(r, ELS_E_FORMAT, number, "%s than %zu columns; every row must have them",
                  c < t->n_columns ? "fewer" : "more", t->n_columns);
    for (; c < t->n_columns; c++) /* left out or not, the row keeps its place */
        t->columns[c].values[t->n_rows] = NAN;
    t->n_rows++;
    return err;
}

/* Index of the column that --column names; n_columns when there is none. */
static size_t find_column(const table *t, els_str name)
{
    uint64_t number;
    for (size_t c = 0; c < t->n_columns && t->has_header; c++)
        if (els_str_eq(t->columns[c].header, name))
            return c;
    return els_str_to_u64(name, &number) && number >= 1 && number <= t->n_columns
               ? (size_t)number - 1
               : t->n_columns;
}

static els_err take_columns(reader *r, const table *t)
{
    els_str wanted = els_str_of(r->options->column);
    size_t only = wanted.len ? find_column(t, wanted) : t->n_columns;
    els_err err = ELS_OK;
    if (wanted.len && only == t->n_columns)
        return bad(r, ELS_E_USAGE, t->first_line, "there is no column \"%s\"; %s", wanted.ptr,
                   t->has_header ? "its names are in the first line" : "give its number, from 1");
    if (wanted.len && t->columns[only].is_text)
        return bad(r, ELS_E_USAGE, t->first_line, "column \"%s\" does not hold numbers",
                   wanted.ptr);
    for (size_t c = 0; c < t->n_columns && !err; c++) {
        const column *at = &t->columns[c];
        if (at->is_text || (wanted.len && c != only))
            continue;
        els_cli_series s = {.line = t->first_line, .values = at->values, .n = t->n_rows};
        s.id = t->has_header ? els_arena_copy(r->arena, at->header)
                             : els_arena_printf(r->arena, "column %zu", c + 1);
        err = take(r, s);
    }
    if (!err && r->n == 0 && r->left_out == 0)
        err = bad(r, ELS_E_FORMAT, t->first_line, "no column of numbers");
    return err;
}

static els_err read_csv(reader *r, els_str text)
{
    table *t = ELS_ARENA_NEW(r->arena, table, 1);
    els_str part;
    uint32_t line = 0;
    els_err err = ELS_OK;
    while (!err && els_str_split(&text, '\n', &part)) {
        line++;
        if (els_str_trim(text).len == 0)
            text = (els_str){0}; /* blank lines at the end */
        part = els_str_trim(part);
        if (t->n_columns == 0) {
            if (part.len == 0)
                continue;
            err = begin_table(r, t, part, line);
            if (t->has_header)
                continue;
        }
        if (!err)
            err = take_row(r, t, part, line);
    }
    if (!err && t->n_rows == 0)
        err = bad(r, ELS_E_FORMAT, line ? line : 1, "no values; give one number per line");
    return err ? err : take_columns(r, t);
}

/* No text has NUL bytes: a file of something else, or UTF-16. */
static els_err bad_byte(reader *r, els_str text, const char *nul)
{
    uint32_t line = 1;
    for (const char *c = text.ptr; c < nul; c++)
        line += *c == '\n';
    els_buf_printf(r->why, "%s:%u: holds a NUL byte; is it a text file, in UTF-8?",
                   r->options->path, line);
    return ELS_E_FORMAT;
}

els_err els_cli_read_series(const els_cli_read_options *options, els_arena *arena,
                            els_cli_series_list *ret_list, els_buf *why)
{
    reader r = {.options = options, .arena = arena, .why = why};
    els_buf bytes = {0};
    bool is_stdin = strcmp(options->path, "-") == 0;
    els_err err = els_cli_read_file(is_stdin ? "/dev/stdin" : options->path, &bytes);
    if (err) {
        els_buf_printf(why, "%s: %s", options->path,
                       err == ELS_E_NOT_FOUND ? "there is no such file"
                       : err == ELS_E_LIMIT   ? "larger than 64 MiB; split the file"
                       : errno == EISDIR      ? "cannot be read; is it a file?"
                                              : strerror(errno));
    } else {
        els_str text = els_buf_str(&bytes);
        if (els_str_starts(text, ELS_STR("\xef\xbb\xbf")))
            text = els_str_sub(text, 3, text.len); /* byte order mark of some editors */
        const char *nul = text.len ? memchr(text.ptr, 0, text.len) : NULL;
        if (nul)
            err = bad_byte(&r, text, nul);
        else
            err = els_str_starts(els_str_trim(text), ELS_STR("{")) ? read_json_lines(&r, text)
                                                                   : read_csv(&r, text);
    }
    if (!err && r.n == 0) {
        els_buf_clear(why);
        els_buf_printf(why, "%s: no series left to forecast", options->path);
        err = ELS_E_FORMAT;
    }
    els_buf_fini(&bytes);
    if (!err && r.left_out)
        els_buf_printf(why, "\n%zu left out", r.left_out);
    if (!err)
        *ret_list = (els_cli_series_list){r.items, r.n};
    return err;
}
