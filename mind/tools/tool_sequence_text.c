/* tool_sequence_text.c — from text to columns of numbers and back. */
#include "tool_sequence_text.h"

#include "els_date.h"

#include <string.h>

/* ---- one term ---- */

/* Index from 1 of a full or three-letter name in the table, 0 when it is not there. */
static int64_t name_index(els_str word, const char *const *names, unsigned count, bool *ret_short)
{
    if (word.len < 3)
        return 0;
    for (unsigned i = 0; i < count; i++) {
        if (((word.ptr[0] ^ names[i][0]) & ~32) != 0) /* letters differ in more than their case */
            continue;
        els_str name = els_str_of(names[i]);
        bool full = els_str_ieq(word, name);
        if (full || els_str_ieq(word, els_str_sub(name, 0, 3))) {
            *ret_short = !full;
            return (int64_t)i + 1;
        }
    }
    return 0;
}

static bool is_gap(els_str word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] != '_' && word.ptr[i] != '?')
            return false;
    return word.len > 0;
}

static bool put(els_sequence_text *run, uint32_t column, bool is_first, els_column_kind kind,
                els_rat value)
{
    if (column >= ELS_SEQUENCE_MAX_COLUMNS)
        return false;
    els_sequence_column *c = &run->columns[column];
    if (is_first)
        c->kind = kind;
    else if (column >= run->n_columns || c->kind != kind)
        return false;
    c->values[run->n] = value;
    return true;
}

/* A term of several columns: letters, and runs of digits. Returns how many; 0: it is no term, or of
 * another make than the terms before. */
static uint32_t add_mixture(els_sequence_text *run, els_str word, bool is_first, bool has_commas)
{
    uint32_t column = 0, letters = 0, digits = 0;
    if (word.len > 8)
        return 0;
    for (size_t i = 0; i < word.len; column++) {
        if (els_is_letter(word.ptr[i])) {
            char base = els_is_upper(word.ptr[i]) ? 'A' : 'a';
            if (!put(run, column, is_first, ELS_COLUMN_LETTER, els_rat_of(word.ptr[i] - base + 1)))
                return 0;
            run->columns[column].is_upper = els_is_upper(word.ptr[i]);
            i++;
            letters++;
            continue;
        }
        els_rat value;
        size_t end = i;
        while (end < word.len && els_is_digit(word.ptr[end]))
            end++;
        if (end == i || !els_rat_parse(els_str_sub(word, i, end), &value) ||
            !put(run, column, is_first, ELS_COLUMN_NUMBER, value))
            return 0;
        digits++;
        i = end;
    }
    /* Short words of prose are no terms: "of" is, at most, between commas or in capitals. */
    if (letters > 4 || (digits == 0 && letters > 1 && !has_commas &&
                        !(els_is_upper(word.ptr[0]) && els_is_upper(word.ptr[1]))))
        return 0;
    return column;
}

/* The number of a weekday or month from 1 on, and which of them it is; 0: neither. */
static int64_t named_index(els_str word, els_column_kind *ret_kind, bool *ret_short)
{
    const int64_t index = name_index(word, els_weekday_names, 7, ret_short);
    *ret_kind = index ? ELS_COLUMN_WEEKDAY : ELS_COLUMN_MONTH;
    return index ? index : name_index(word, els_month_names, 12, ret_short);
}

/* Splits a word into columns and adds it as the next term. False when it is no term, or of another
 * make than the terms before; `is_first`: no term has fixed the columns yet. */
static bool add_term(els_sequence_text *run, els_str word, bool is_first, bool has_commas)
{
    els_rat value;
    els_column_kind kind;
    int64_t index;
    bool is_short;
    uint32_t columns = 1;
    if (els_rat_parse(word, &value)) {
        if (!put(run, 0, is_first, ELS_COLUMN_NUMBER, value))
            return false;
    } else if ((index = named_index(word, &kind, &is_short)) != 0) {
        if (!put(run, 0, is_first, kind, els_rat_of(index)))
            return false;
        /* May is short and full alike. */
        run->columns[0].is_short = is_short && (is_first || run->columns[0].is_short);
    } else {
        columns = add_mixture(run, word, is_first, has_commas);
    }
    if (columns == 0 || (!is_first && columns != run->n_columns))
        return false;
    run->n_columns = columns;
    return true;
}

/* ---- runs ---- */

static size_t skip_blanks(els_str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t' || text.ptr[at] == '\n'))
        at++;
    return at;
}

/* End of the word at `at`. `tight`: terms stand without blanks, so that a comma always parts them.
 */
static size_t word_end(els_str text, size_t at, bool tight)
{
    size_t i = at;
    while (i < text.len) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : ' ';
        bool thousands = c == ',' && !tight && i > at && i - at <= 3 &&
                         els_is_digit(text.ptr[at]) && i + 3 < text.len && els_is_digit(next) &&
                         els_is_digit(text.ptr[i + 2]) && els_is_digit(text.ptr[i + 3]) &&
                         (i + 4 >= text.len || text.ptr[i + 4] == ' ' ||
                          (text.ptr[i + 4] == ',' && i + 5 < text.len && text.ptr[i + 5] == ' '));
        bool inside = els_is_letter(c) || els_is_digit(c) || c == '_' || (c == '?' && i == at) ||
                      ((c == '.' || c == '/') && i > at && els_is_digit(text.ptr[i - 1]) &&
                       els_is_digit(next)) ||
                      ((c == '-' || c == '+') && i == at && els_is_digit(next)) || thousands;
        if (!inside)
            break;
        i++;
    }
    return i;
}

static els_str without_commas(els_str word, char *buffer, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < word.len && n < size; i++)
        if (word.ptr[i] != ',')
            buffer[n++] = word.ptr[i];
    return (els_str){buffer, n};
}

/* Makes ready for a run at `at`. Every word of a text may begin one, and a whole run is some
 * kilobytes: only the `used` first values of the run before are cleared. */
static void clear_run(els_sequence_text *run, uint32_t used, size_t at)
{
    for (uint32_t c = 0; c < ELS_SEQUENCE_MAX_COLUMNS; c++) {
        els_sequence_column *column = &run->columns[c];
        column->kind = ELS_COLUMN_NUMBER;
        column->is_upper = column->is_short = false;
        memset(column->values, 0, used * sizeof *column->values);
    }
    run->n_columns = run->n = run->n_blank = 0;
    run->gap = ELS_SEQUENCE_NO_GAP;
    run->begin = run->end = at;
}

/* Reads a run from `at`; returns the place to go on from, always behind `at`. `*used`: values that
 * are not zero lie within so many, now and then. */
static size_t read_run(els_str text, size_t at, els_sequence_text *run, uint32_t *used)
{
    uint32_t known = 0, gaps = 0, trailing = 0;
    bool tight = false, has_commas = false;
    size_t end = at;
    clear_run(run, *used, at);
    while (run->n < ELS_SEQUENCE_MAX_TERMS) {
        char digits[40];
        size_t stop = word_end(text, at, tight);
        els_str word = els_str_sub(text, at, stop);
        size_t separator = skip_blanks(text, stop);
        bool comma =
            separator < text.len && (text.ptr[separator] == ',' || text.ptr[separator] == ';');
        if (is_gap(word)) {
            if (trailing++ == 0)
                run->gap = gaps++ == 0 ? (int32_t)run->n : run->gap;
        } else {
            els_str plain = els_str_contains(word, ELS_STR(","))
                                ? without_commas(word, digits, sizeof digits)
                                : word;
            if (trailing > 1 || gaps > 1 || !add_term(run, plain, known == 0, has_commas || comma))
                break;
            known++;
            trailing = 0;
        }
        if (stop > at)
            end = stop;
        run->n++;
        if (separator >= text.len || (separator == stop && !comma))
            break;
        at = comma ? skip_blanks(text, separator + 1) : separator;
        tight = comma && at == separator + 1;
        has_commas = has_commas || comma;
        els_str rest = els_str_sub(text, at, text.len);
        if (els_str_starts(rest, ELS_STR("and ")))
            at = skip_blanks(text, at + 4);
    }
    run->end = end;
    *used = run->n < ELS_SEQUENCE_MAX_TERMS ? run->n + 1 : run->n;
    run->n -= trailing;
    run->n_blank = trailing;
    if (run->gap >= (int32_t)run->n)
        run->gap = ELS_SEQUENCE_NO_GAP;
    if (known < 3 || known + (run->gap >= 0 || trailing ? 1 : 0) < 4)
        run->n = 0;
    return end > run->begin ? end : run->begin + 1;
}

bool els_sequence_read(els_str text, els_sequence_text *ret)
{
    els_sequence_text run;
    uint32_t used = ELS_SEQUENCE_MAX_TERMS;
    bool found = false;
    for (size_t at = 0; at < text.len;) {
        char c = text.ptr[at], before = at > 0 ? text.ptr[at - 1] : ' ';
        bool inside =
            els_is_letter(before) || els_is_digit(before) || before == '.' || before == '-';
        if (inside || (!els_is_letter(c) && !els_is_digit(c) && c != '-' && c != '_' && c != '+')) {
            at++;
            continue;
        }
        size_t next = read_run(text, at, &run, &used);
        if (run.n > 0 && (!found || run.n > ret->n)) {
            *ret = run;
            found = true;
        }
        at = next;
    }
    return found;
}

/* ---- answers ---- */

static int64_t modulus_of(els_column_kind kind)
{
    static const int64_t moduli[] = {0, 26, 7, 12};
    return moduli[kind];
}

static bool write_value(els_arena *arena, const els_sequence_column *column, els_rat value,
                        els_buf *out)
{
    int64_t modulus = modulus_of(column->kind);
    if (modulus == 0) {
        els_buf_add(out, els_rat_format(arena, value));
        return true;
    }
    if (value.den != 1)
        return false;
    int64_t index = (int64_t)(((value.num - 1) % modulus + modulus) % modulus);
    if (column->kind == ELS_COLUMN_LETTER) {
        els_buf_addc(out, (char)((column->is_upper ? 'A' : 'a') + index));
        return true;
    }
    const char *name =
        column->kind == ELS_COLUMN_WEEKDAY ? els_weekday_names[index] : els_month_names[index];
    els_buf_add(out, els_str_sub(els_str_of(name), 0, column->is_short ? 3 : strlen(name)));
    return true;
}

/* Steps around the circle are read as the nearer way: ..., Y, A is +2, not -24. */
static void unwrap(const els_sequence_column *column, const els_sequence_text *run, els_rat *out)
{
    int64_t modulus = modulus_of(column->kind), before = 0, sum = 0;
    bool has_before = false;
    for (uint32_t i = 0; i < run->n; i++) {
        if ((int32_t)i == run->gap)
            continue;
        int64_t value = (int64_t)column->values[i].num;
        if (!has_before) {
            sum = value;
        } else {
            int64_t step = ((value - before) % modulus + modulus) % modulus;
            sum += step * 2 > modulus ? step - modulus : step;
        }
        before = value;
        has_before = true;
        out[i] = els_rat_of(sum);
    }
}

static uint32_t fit_column(els_arena *arena, const els_sequence_text *run, uint32_t column,
                           uint32_t n_next, const els_sequence_host *host,
                           els_sequence_model *models, uint32_t max)
{
    const els_sequence_column *c = &run->columns[column];
    els_rat values[ELS_SEQUENCE_MAX_TERMS];
    els_sequence_query query = {c->values, run->n, run->gap, n_next};
    uint32_t n = 0;
    if (modulus_of(c->kind) > 0) {
        unwrap(c, run, values);
        query.terms = values;
        n = els_sequence_fit(arena, &query, host, models, max);
        bool same = true;
        for (uint32_t i = 0; i < run->n && same; i++)
            same = (int32_t)i == run->gap || els_rat_eq(values[i], c->values[i]);
        if (same || n > 0)
            return n;
        query.terms = c->values;
    }
    return els_sequence_fit(arena, &query, host, models, max);
}

/* Text of term number i behind the last (or of the gap, for i = -1) over all columns. */
static bool write_term(els_arena *arena, const els_sequence_text *run,
                       const els_sequence_model *per_column, int64_t i, els_str *ret)
{
    els_buf out = {0};
    bool ok = true;
    for (uint32_t c = 0; c < run->n_columns && ok; c++)
        ok = write_value(arena, &run->columns[c], i < 0 ? per_column[c].gap : per_column[c].next[i],
                         &out);
    if (ok)
        *ret = els_arena_copy(arena, els_buf_str(&out));
    els_buf_fini(&out);
    return ok && ret->len > 0;
}

static bool answer_of(els_arena *arena, const els_sequence_text *run,
                      const els_sequence_model *per_column, els_sequence_answer *ret)
{
    uint32_t n_next = per_column[0].n_next;
    *ret = (els_sequence_answer){
        .name = per_column[0].name, .detail = per_column[0].detail, .left = per_column[0].left};
    for (uint32_t c = 0; c < run->n_columns; c++) {
        n_next = per_column[c].n_next < n_next ? per_column[c].n_next : n_next;
        ret->left = per_column[c].left < ret->left ? per_column[c].left : ret->left;
        ret->bits += per_column[c].bits;
        ret->raw_bits += per_column[c].raw_bits;
    }
    if (run->n_columns > 1)
        ret->name = ELS_STR("columns");
    els_str *next = ELS_ARENA_NEW(arena, els_str, n_next);
    for (uint32_t i = 0; i < n_next; i++) {
        if (!write_term(arena, run, per_column, i, &next[i]))
            break;
        ret->n_next++;
    }
    ret->next = next;
    if (run->gap >= 0 && !write_term(arena, run, per_column, -1, &ret->gap))
        return false;
    return ret->n_next > 0;
}

uint32_t els_sequence_text_fit(els_arena *arena, const els_sequence_text *run, uint32_t n_next,
                               const els_sequence_host *host, els_sequence_answer *answers,
                               uint32_t max)
{
    els_sequence_model per_column[ELS_SEQUENCE_MAX_COLUMNS];
    els_sequence_model models[ELS_SEQUENCE_MAX_MODELS];
    uint32_t count = 0;
    if (run->n_columns == 1) {
        uint32_t n = fit_column(arena, run, 0, n_next, host, models, ELS_SEQUENCE_MAX_MODELS);
        for (uint32_t i = 0; i < n && count < max; i++)
            count += answer_of(arena, run, &models[i], &answers[count]);
        return count;
    }
    for (uint32_t c = 0; c < run->n_columns; c++)
        if (fit_column(arena, run, c, n_next, host, &per_column[c], 1) == 0)
            return 0;
    return max > 0 && answer_of(arena, run, per_column, &answers[0]) ? 1 : 0;
}
