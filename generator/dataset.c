/* Reading a data set: lines, limits, duplicate ids and the splits. */
#include "dataset_store.h"

#include "els_hash.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORTED_LINES = 3, CHUNK_BYTES = 1 << 16 };

/* ---- hashes to rows ---- */

typedef struct {
    uint64_t hash;
    uint32_t row_plus_1; /* 0: free */
} table_slot;

typedef struct {
    table_slot *slots;
    uint32_t cap; /* power of two, or 0 */
    uint32_t used;
} hash_table;

/* Row of the hash, or UINT32_MAX. Equal 64-bit hashes are taken for equal texts. */
static uint32_t table_find(const hash_table *table, uint64_t hash)
{
    for (uint32_t i = (uint32_t)hash; table->cap; i++) {
        const table_slot *slot = &table->slots[i & (table->cap - 1)];
        if (slot->row_plus_1 == 0)
            break;
        if (slot->hash == hash)
            return slot->row_plus_1 - 1;
    }
    return UINT32_MAX;
}

static void table_put(hash_table *table, uint64_t hash, uint32_t row)
{
    uint32_t i = (uint32_t)hash;
    while (table->slots[i & (table->cap - 1)].row_plus_1)
        i++;
    table->slots[i & (table->cap - 1)] = (table_slot){hash, row + 1};
    table->used++;
}

static els_err table_add(hash_table *table, uint64_t hash, uint32_t row)
{
    if (2 * (table->used + 1) > table->cap) {
        hash_table larger = {.cap = table->cap ? 2 * table->cap : 256};
        larger.slots = calloc(larger.cap, sizeof *larger.slots);
        if (!larger.slots)
            return ELS_E_NOMEM;
        for (uint32_t i = 0; i < table->cap; i++)
            if (table->slots[i].row_plus_1)
                table_put(&larger, table->slots[i].hash, table->slots[i].row_plus_1 - 1);
        free(table->slots);
        *table = larger;
    }
    table_put(table, hash, row);
    return ELS_OK;
}

/* ---- loading ---- */

typedef struct {
    const char *path;
    els_dataset_options names; /* all set */
    els_dataset *dataset;
    hash_table ids;
    hash_table splits; /* texts of the rows that name their split */
    els_buf *error_text;
    uint32_t line; /* from 1 */
} loader;

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Hash of the text with case and runs of white space ignored. */
static uint64_t folded_hash(uint64_t seed, els_str text)
{
    char folded[256];
    size_t n = 0;
    uint64_t hash = seed;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (is_space(c)) {
            if (is_space(text.ptr[i - 1])) /* texts are trimmed: never the first */
                continue;
            c = ' ';
        }
        folded[n++] = els_lower(c);
        if (n == sizeof folded) {
            hash = els_hash_bytes(hash, folded, n);
            n = 0;
        }
    }
    return els_hash_bytes(hash, folded, n);
}

static els_err find_kind(loader *load, els_str name, uint16_t *ret, els_buf *what)
{
    els_dataset *dataset = load->dataset;
    if (name.len == 0)
        name = ELS_STR("dataset");
    for (uint32_t k = 0; k < dataset->n_kinds; k++)
        if (els_str_eq(dataset->kinds[k].name, name)) {
            *ret = (uint16_t)k;
            return ELS_OK;
        }
    if (dataset->n_kinds == ELS_DATASET_MAX_KINDS) {
        els_buf_printf(what, "more than %d different values of '%s'; use fewer kinds",
                       ELS_DATASET_MAX_KINDS, load->names.kind_field);
        return ELS_E_LIMIT;
    }
    *ret = (uint16_t)dataset->n_kinds;
    dataset->kinds[dataset->n_kinds++].name = name;
    return ELS_OK;
}

static els_err check_unique(const loader *load, const els_dataset_fields *fields,
                            uint64_t text_hash, els_buf *what)
{
    uint32_t same_id =
        fields->id.len ? table_find(&load->ids, els_hash_str(fields->id)) : UINT32_MAX;
    if (same_id != UINT32_MAX) {
        els_buf_printf(what, "the id '" ELS_STR_FMT "' is already on line %u; make ids unique",
                       ELS_STR_ARG(fields->id), load->dataset->rows[same_id].line);
        return ELS_E_FORMAT;
    }
    uint32_t same_text =
        fields->split == ELS_DATASET_NO_SPLIT ? UINT32_MAX : table_find(&load->splits, text_hash);
    if (same_text != UINT32_MAX && load->dataset->rows[same_text].split != fields->split) {
        els_buf_printf(what,
                       "the same question is in another split on line %u; give both the same one",
                       load->dataset->rows[same_text].line);
        return ELS_E_FORMAT;
    }
    return ELS_OK;
}

static els_err append(loader *load, const els_dataset_entry *entry)
{
    els_dataset *dataset = load->dataset;
    if (dataset->n_rows == dataset->cap_rows) {
        uint32_t cap = dataset->cap_rows ? 2 * dataset->cap_rows : 256;
        els_dataset_entry *rows = realloc(dataset->rows, cap * sizeof *rows);
        if (!rows)
            return ELS_E_NOMEM;
        dataset->rows = rows;
        dataset->cap_rows = cap;
    }
    dataset->rows[dataset->n_rows++] = *entry;
    return ELS_OK;
}

/* Takes in one line. FORMAT and LIMIT are said in `what` and concern this line only. */
static els_err take_line(loader *load, els_str line, els_buf *what)
{
    els_dataset *dataset = load->dataset;
    els_dataset_fields fields;
    els_err err = els_dataset_parse(line, &load->names, &dataset->arena, &fields, what);
    if (err)
        return err;
    els_dataset_entry entry = {
        .question = fields.question,
        .context = fields.context,
        .key = fields.key,
        .id = fields.id,
        .text_hash = folded_hash(folded_hash(0, fields.question), fields.context),
        .line = load->line,
        .split = fields.split,
        .is_list = fields.is_list,
    };
    err = check_unique(load, &fields, entry.text_hash, what);
    if (!err)
        err = find_kind(load, fields.kind, &entry.kind, what);
    if (!err && entry.id.len)
        err = table_add(&load->ids, els_hash_str(entry.id), dataset->n_rows);
    if (!err && entry.split != ELS_DATASET_NO_SPLIT &&
        table_find(&load->splits, entry.text_hash) == UINT32_MAX)
        err = table_add(&load->splits, entry.text_hash, dataset->n_rows);
    if (!err)
        err = append(load, &entry);
    if (!err)
        dataset->digest = els_hash_pair(dataset->digest, els_hash_str(line));
    return err;
}

static els_err whole_file_error(loader *load, els_err err, const char *what)
{
    els_buf_clear(load->error_text);
    els_buf_printf(load->error_text, "%s: %s", load->path, what);
    return err;
}

/* A whole line, or what fitted of one that is too long. Errors end the loading. */
static els_err handle_line(loader *load, els_str line, bool too_long)
{
    els_buf what = {0};
    els_err err;
    load->line++;
    if (load->line == 1 && els_str_starts(line, ELS_STR("\xef\xbb\xbf")))
        line = els_str_sub(line, 3, line.len); /* byte order mark of some editors */
    if (!too_long && els_str_trim(line).len == 0)
        return ELS_OK;
    if (load->dataset->n_rows == ELS_DATASET_MAX_ROWS)
        return whole_file_error(load, ELS_E_LIMIT, "more than 1000000 rows; split the file");
    if (load->dataset->arena.used_bytes > ELS_DATASET_MAX_TEXT)
        return whole_file_error(load, ELS_E_LIMIT, "more than 512 MiB of text; split the file");
    if (too_long) {
        els_buf_printf(&what, "the line is longer than 1 MiB; shorten its context");
        err = ELS_E_LIMIT;
    } else {
        err = take_line(load, line, &what);
    }
    bool concerns_line = err == ELS_E_FORMAT || err == ELS_E_LIMIT;
    if (concerns_line && load->dataset->skipped < REPORTED_LINES)
        els_buf_printf(load->error_text, "%s%s:%u: %s", load->error_text->len ? "\n" : "",
                       load->path, load->line, what.ptr);
    els_buf_fini(&what);
    if (concerns_line && load->names.skip_bad) {
        load->dataset->skipped++;
        return ELS_OK;
    }
    return err;
}

static els_err read_error(loader *load)
{
    const char *reason = strerror(errno);
    els_buf_clear(load->error_text);
    els_buf_printf(load->error_text, "%s: cannot be read (%s); is it a file?", load->path, reason);
    return ELS_E_IO;
}

/* Cuts the stream into lines without ever holding more than the longest allowed one. */
static els_err read_lines(loader *load, FILE *file)
{
    els_buf line = {0};
    bool too_long = false;
    els_err err = ELS_OK;
    char *chunk = malloc(CHUNK_BYTES);
    size_t n = 0;
    if (!chunk)
        return ELS_E_NOMEM;
    while (!err && (n = fread(chunk, 1, CHUNK_BYTES, file)) > 0) {
        els_str rest = {chunk, n}, part;
        while (!err && els_str_split(&rest, '\n', &part)) {
            if (line.len + part.len > ELS_DATASET_MAX_LINE)
                too_long = true;
            if (!too_long)
                els_buf_add(&line, part);
            if (!rest.ptr)
                break; /* the line goes on in the next chunk */
            err = handle_line(load, els_buf_str(&line), too_long);
            els_buf_clear(&line);
            too_long = false;
        }
    }
    if (!err && ferror(file))
        err = read_error(load);
    if (!err && (line.len || too_long))
        err = handle_line(load, els_buf_str(&line), too_long);
    free(chunk);
    els_buf_fini(&line);
    return err;
}

/* ---- after the last line ---- */

/* Shares of the n rows without a split that are held out. Larger files hold out smaller ones, so
 * that a row of the probe may come to be trained on in a longer file, never the other way round. */
static void held_out_shares(uint32_t n, double hold_out, double *ret_probe, double *ret_select)
{
    enum { PROBE_ROWS = 300, SELECT_ROWS = 250 };
    *ret_probe = hold_out > 0 ? hold_out * 2 / 3 : fmin(0.08, (double)PROBE_ROWS / n);
    *ret_select = hold_out > 0 ? hold_out / 3 : fmin(0.06, (double)SELECT_ROWS / n);
}

/* Place of a text in the order that is cut, 0..1. */
static double place_of(uint64_t text_hash)
{
    return (double)(els_hash_mix(text_hash) >> 11) * 0x1.0p-53;
}

/* The lowest place above `above` among the rows that got their split here. */
static double lowest_place(const els_dataset *dataset, const bool *is_open, double above)
{
    double lowest = 2;
    for (uint32_t i = 0; i < dataset->n_rows; i++) {
        double place = place_of(dataset->rows[i].text_hash);
        if (is_open[i] && place > above && place < lowest)
            lowest = place;
    }
    return lowest;
}

static void assign_splits(loader *load)
{
    els_dataset *dataset = load->dataset;
    els_arena scratch = {0};
    bool *is_open = ELS_ARENA_NEW(&scratch, bool, dataset->n_rows);
    uint32_t n = 0;
    double probe, select;
    for (uint32_t i = 0; i < dataset->n_rows; i++) {
        els_dataset_entry *row = &dataset->rows[i];
        if (row->split != ELS_DATASET_NO_SPLIT)
            continue;
        uint32_t same = table_find(&load->splits, row->text_hash);
        is_open[i] = same == UINT32_MAX;
        row->split = is_open[i] ? ELS_SPLIT_TRAIN : dataset->rows[same].split;
        n += is_open[i];
    }
    held_out_shares(n, load->names.hold_out, &probe, &select);
    /* Of three texts or more one is in the probe and one in select. */
    double first = lowest_place(dataset, is_open, -1),
           second = lowest_place(dataset, is_open, first);
    if (lowest_place(dataset, is_open, second) > 1)
        first = second = -1;
    select = fmax(probe + select, second);
    probe = fmax(probe, first);
    for (uint32_t i = 0; i < dataset->n_rows; i++) {
        double place = place_of(dataset->rows[i].text_hash);
        if (is_open[i] && place <= probe)
            dataset->rows[i].split = ELS_SPLIT_PROBE;
        else if (is_open[i] && place <= select)
            dataset->rows[i].split = ELS_SPLIT_SELECT;
    }
    els_arena_fini(&scratch);
}

/* Counting sort of the rows by split and kind. */
static void sort_rows(els_dataset *dataset)
{
    uint32_t cells = ELS_SPLIT_COUNT_ * dataset->n_kinds;
    dataset->first = ELS_ARENA_NEW(&dataset->arena, uint32_t, cells + 1);
    dataset->order = ELS_ARENA_NEW(&dataset->arena, uint32_t, dataset->n_rows);
    els_arena scratch = {0};
    uint32_t *next = ELS_ARENA_NEW(&scratch, uint32_t, cells + 1);
    for (uint32_t i = 0; i < dataset->n_rows; i++)
        next[dataset->rows[i].split * dataset->n_kinds + dataset->rows[i].kind]++;
    uint32_t sum = 0;
    for (uint32_t c = 0; c <= cells; c++) {
        uint32_t count = next[c];
        dataset->first[c] = next[c] = sum;
        sum += count;
    }
    for (uint32_t i = 0; i < dataset->n_rows; i++)
        dataset->order[next[dataset->rows[i].split * dataset->n_kinds + dataset->rows[i].kind]++] =
            i;
    els_arena_fini(&scratch);
}

static els_err finish(loader *load)
{
    els_dataset *dataset = load->dataset;
    if (dataset->n_rows == 0) {
        if (load->error_text->len) /* the bad lines are already described */
            return ELS_E_FORMAT;
        return whole_file_error(load, ELS_E_FORMAT,
                                "the file holds no rows; put one JSON object on each line");
    }
    if (dataset->skipped)
        els_buf_printf(load->error_text, "\n%s: bad lines left out: %u; rows kept: %u", load->path,
                       dataset->skipped, dataset->n_rows);
    assign_splits(load);
    sort_rows(dataset);
    els_dataset_decide_types(dataset);
    snprintf(dataset->version, sizeof dataset->version, "%016llx",
             (unsigned long long)dataset->digest);
    els_dataset_fill_plugin(dataset);
    return ELS_OK;
}

static els_dataset_options with_defaults(const els_dataset_options *options)
{
    els_dataset_options names = options ? *options : (els_dataset_options){0};
    names.question_field = names.question_field ? names.question_field : "question";
    names.answer_field = names.answer_field ? names.answer_field : "answer";
    names.context_field = names.context_field ? names.context_field : "context";
    names.kind_field = names.kind_field ? names.kind_field : "kind";
    names.id_field = names.id_field ? names.id_field : "id";
    names.split_field = names.split_field ? names.split_field : "split";
    return names;
}

els_err els_dataset_load(const char *path, const els_dataset_options *options, els_dataset **ret,
                         els_buf *error_text)
{
    loader load = {.path = path, .names = with_defaults(options), .error_text = error_text};
    els_buf_clear(error_text);
    FILE *file = fopen(path, "rb");
    if (!file) {
        const char *reason = strerror(errno);
        els_buf_printf(error_text, "%s: cannot be opened (%s); check the name and the rights", path,
                       reason);
        return ELS_E_IO;
    }
    load.dataset = calloc(1, sizeof *load.dataset);
    els_err err = load.dataset ? read_lines(&load, file) : ELS_E_NOMEM;
    fclose(file);
    if (!err)
        err = finish(&load);
    free(load.ids.slots);
    free(load.splits.slots);
    if (err) {
        els_dataset_free(&load.dataset);
        return err;
    }
    *ret = load.dataset;
    return ELS_OK;
}

void els_dataset_free(els_dataset **dataset)
{
    if (!dataset || !*dataset)
        return;
    els_arena_fini(&(*dataset)->arena);
    free((*dataset)->rows);
    free(*dataset);
    *dataset = NULL;
}

uint32_t els_dataset_rows(const els_dataset *dataset)
{
    return dataset->n_rows;
}

uint32_t els_dataset_skipped(const els_dataset *dataset)
{
    return dataset->skipped;
}

uint32_t els_dataset_split(const els_dataset *dataset, uint32_t i)
{
    return dataset->rows[i].split;
}
