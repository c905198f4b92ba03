/* family_kb_filters.c — conditions on a table's rows that the text suggests. */
#include "family_kb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_NUMBERS = 4, MAX_NUMERIC_COLUMNS = 6 };

/* Nats: conditions that no word of the question asks for. */
#define EXCEPTING -2.5 /* all but those mentioned, without a word such as "except" */
#define PASSES 0.8     /* that a bound lets the amount itself pass, as it is said to or not */
#define UNTOLD -1.2    /* from a row to others of its table by a relation that is not named */
#define OWNED 1.0      /* that "the rival of Acme" is gone from Acme on, and not towards it */

kbq_filter *kbq_filter_new(kbq *q, const char *sign)
{
    if (q->n_filters == KBQ_MAX_FILTERS) {
        return NULL;
    }
    kbq_filter *filter = &q->filters[q->n_filters];
    *filter = (kbq_filter){.sign = sign,
                           .rows = ELS_ARENA_NEW(q->arena, uint64_t, q->words),
                           .own = ELS_ARENA_NEW(q->arena, uint32_t, KBQ_MAX_OWN)};
    return filter;
}

void kbq_filter_own(kbq_filter *filter, uint32_t feature)
{
    if (filter->n_own < KBQ_MAX_OWN) {
        filter->own[filter->n_own++] = feature;
    }
}

void kbq_filter_done(kbq *q, kbq_filter *filter)
{
    filter->score = filter->prior + els_session_score(q->session, filter->own, filter->n_own,
                                                      &filter->cross, filter->cross ? 1 : 0);
    /* Equal scores in an order drawn by lot. */
    filter->score += kbq_lot(q, q->n_filters);
    q->n_filters++;
}

/* Token before or behind a span of the same text, 0 beyond it. */
static uint64_t word_beside(const kbq *q, uint32_t first, int64_t at)
{
    const els_reading *reading = q->reading;
    if (at < 0 || at >= reading->n_tokens ||
        reading->tokens[at].in_context != reading->tokens[first].in_context) {
        return 0;
    }
    return reading->tokens[at].hash;
}

static void add_surroundings(const kbq *q, kbq_filter *filter, uint32_t first, uint32_t end)
{
    uint64_t sign = els_hash_str(els_str_of(filter->sign));
    uint64_t left = word_beside(q, first, (int64_t)first - 1);
    uint64_t left2 = word_beside(q, first, (int64_t)first - 2);
    kbq_filter_own(filter, els_feature("kb.sign", sign, 0, 0));
    kbq_filter_own(filter, els_feature("kb.left", sign, left, 0));
    kbq_filter_own(filter, els_feature("kb.left2", sign, left2, 0));
    kbq_filter_own(filter,
                   els_feature("kb.left3", sign, word_beside(q, first, (int64_t)first - 3), 0));
    kbq_filter_own(filter, els_feature("kb.left_pair", sign, left2, left));
    kbq_filter_own(filter, els_feature("kb.right", sign, word_beside(q, first, end), 0));
    kbq_filter_own(filter,
                   els_feature("kb.right2", sign, word_beside(q, first, (int64_t)end + 1), 0));
}

/* What all conditions on a column have in common: its name, words and overlap with the question. */
static void add_column(const kbq *q, kbq_filter *filter, uint32_t column)
{
    filter->column = column;
    filter->cross = kbq_cross_key(q, KBQ_FILTER, column);
    kbq_add_used(&filter->used, kbq_used_column(q, column));
    filter->prior += 0.4 * q->overlap[column];
    kbq_filter_own(filter,
                   els_feature("kb.filter_overlap", (uint64_t)(4 * q->overlap[column]), 0, 0));
}

static void match_value(const kbq *q, uint64_t *rows, uint32_t column, uint64_t key, bool wanted)
{
    for (uint32_t r = 0; r < q->rows; r++) {
        if (els_kb_cell_has(q->kb, q->t, r, column, key) == wanted) {
            kbq_set_row(rows, r);
        }
    }
}

/* The mentioned value stands in a column that leads to rows of its own table, and nothing names
 * that relation: the value is then more likely meant for itself. */
static double untold(const kbq *q, const els_mention *mention)
{
    els_str name = els_kb_index_kb(q->kb)->tables[mention->table].columns[mention->column].name;
    bool is_relation =
        els_kb_column_refers(q->kb, mention->table, mention->column) == (int32_t)mention->table;
    return is_relation && !(kbq_name_bit(name) & q->heard->relations) ? UNTOLD : 0;
}

static void add_value_filter(kbq *q, const els_mention *mention, bool wanted)
{
    kbq_filter *filter = kbq_filter_new(q, wanted ? "_=_" : "_!=_");
    if (!filter) {
        return;
    }
    match_value(q, filter->rows, mention->column, els_kb_value_key(mention->value), wanted);
    filter->used = kbq_used_span(q, mention->first);
    bool excepted = kbq_is_excepted(q, mention->first);
    filter->prior = (wanted     ? 0
                     : excepted ? -0.5
                                : EXCEPTING) -
                    (mention->in_context ? 1.0 : 0) + untold(q, mention);
    kbq_filter_own(filter, els_feature("kb.excepted", wanted, excepted, 0));
    if (els_kb_column_refers(q->kb, q->t, mention->column) == (int32_t)q->t) {
        bool is_owner = kbq_is_possessor(q, mention, mention->column);
        filter->prior -= is_owner ? OWNED : 0;
        kbq_filter_own(filter, els_feature("kb.owned", 0, is_owner, 0));
    }
    filter->args = els_arena_printf(q->arena, ELS_STR_FMT "%s" ELS_STR_FMT,
                                    ELS_STR_ARG(q->table->columns[mention->column].name),
                                    wanted ? "=" : "!=", ELS_STR_ARG(mention->value));
    add_surroundings(q, filter, mention->first, mention->end);
    add_column(q, filter, mention->column);
    kbq_filter_done(q, filter);
}

/* "in Boston or Dallas": any of the values that are mentioned of one column. */
static void add_either_filter(kbq *q, uint32_t column)
{
    kbq_filter *filter = kbq_filter_new(q, "_ in _");
    if (!filter) {
        return;
    }
    uint32_t n = 0;
    filter->args =
        els_arena_printf(q->arena, ELS_STR_FMT " in", ELS_STR_ARG(q->table->columns[column].name));
    for (uint32_t i = 0; i < q->reading->n_mentions && n < 6; i++) {
        const els_mention *mention = &q->reading->mentions[i];
        if (mention->table != q->t || mention->column != column || mention->in_context) {
            continue;
        }
        match_value(q, filter->rows, column, els_kb_value_key(mention->value), true);
        filter->used.spans |= kbq_used_span(q, mention->first).spans;
        filter->args = els_arena_printf(q->arena, ELS_STR_FMT " " ELS_STR_FMT,
                                        ELS_STR_ARG(filter->args), ELS_STR_ARG(mention->value));
        if (n++ > 0) {
            add_surroundings(q, filter, mention->first, mention->end);
        }
    }
    if (n < 2) {
        return;
    }
    filter->prior = -0.3;
    add_column(q, filter, column);
    kbq_filter_done(q, filter);
}

static void add_value_filters(kbq *q)
{
    for (uint32_t i = 0; i < q->reading->n_mentions; i++) {
        const els_mention *mention = &q->reading->mentions[i];
        if (mention->table == q->t && mention->column != 0) {
            add_value_filter(q, mention, true);
            if (!mention->in_context) {
                add_value_filter(q, mention, false);
            }
        }
    }
    for (uint32_t c = 1; c < q->table->n_columns; c++) {
        add_either_filter(q, c);
    }
}

/* A mention of the entity stands behind a word of exception. */
static bool is_any_excepted(const kbq *q, uint32_t entity)
{
    for (uint32_t i = 0; i < q->reading->n_mentions; i++) {
        const els_mention *mention = &q->reading->mentions[i];
        if (mention->table == q->t && mention->column == 0 &&
            mention->row == q->entities[entity].row && kbq_is_excepted(q, mention->first))
            return true;
    }
    return false;
}

/* "of Acme, Borealis and Corvid", and "other than Acme". */
static void add_entity_filters(kbq *q)
{
    if (q->n_mentioned >= 2) {
        kbq_filter *among = kbq_filter_new(q, "among");
        if (among) {
            among->is_choice = true;
            among->args = ELS_STR("among mentioned");
            for (uint32_t i = 0; i < q->n_mentioned; i++) {
                kbq_set_row(among->rows, q->entities[i].row);
                among->used.spans |= q->entities[i].used.spans;
            }
            kbq_filter_own(among, els_feature("kb.among", q->n_mentioned, 0, 0));
            among->cross = els_hash_pair(els_hash_str(ELS_STR("kb.among")), 0);
            kbq_filter_done(q, among);
        }
    }
    for (uint32_t i = 0; i < q->n_mentioned && i < 2; i++) {
        kbq_filter *others = kbq_filter_new(q, "not _");
        if (others) {
            for (uint32_t r = 0; r < q->rows; r++) {
                if (r != q->entities[i].row) {
                    kbq_set_row(others->rows, r);
                }
            }
            others->used = q->entities[i].used;
            others->is_choice = true;
            const bool excepted = is_any_excepted(q, i);
            others->prior = excepted ? -0.5 : EXCEPTING;
            kbq_filter_own(others, els_feature("kb.excepted", 2, excepted, 0));
            others->cross = els_hash_pair(els_hash_str(ELS_STR("kb.others")), 0);
            others->args =
                els_arena_printf(q->arena, "not " ELS_STR_FMT,
                                 ELS_STR_ARG(els_kb_cell(q->kb, q->t, q->entities[i].row, 0)));
            kbq_filter_done(q, others);
        }
    }
}

typedef struct {
    double value;
    uint32_t first, end;
    els_str unit;
    bool is_date, is_word;
    kbq_used used;
} amount;

static uint32_t list_amounts(const kbq *q, amount list[MAX_NUMBERS])
{
    uint32_t n = 0;
    const els_reading *reading = q->reading;
    for (uint32_t i = 0; i < reading->n_numbers && n < MAX_NUMBERS; i++) {
        const els_number *number = &reading->numbers[i];
        kbq_used used = kbq_used_number(q, i);
        if (!number->in_context && used.amounts != 0) {
            list[n++] = (amount){number->value, number->first,   number->end, number->unit,
                                 false,         number->is_word, used};
        }
    }
    for (uint32_t i = 0; i < reading->n_dates && n < MAX_NUMBERS; i++) {
        const els_date *date = &reading->dates[i];
        if (!date->in_context) {
            list[n++] = (amount){(double)date->days, date->first, date->end,
                                 (els_str){NULL, 0}, true,        false,
                                 kbq_used_date(q, i)};
        }
    }
    return n;
}

static bool divides_rows(const kbq *q, const uint64_t *rows)
{
    uint32_t count = 0;
    for (uint32_t w = 0; w < q->words; w++) {
        count += (uint32_t)__builtin_popcountll(rows[w]);
    }
    return count > 0 && count < q->rows;
}

/* Words around an amount speak for the column it bounds. */
enum { NEAR_BEFORE = 6, NEAR_BEHIND = 4 };

static uint64_t near_word(const kbq *q, const amount *a, int64_t at)
{
    return at < a->first || at >= a->end ? word_beside(q, a->first, at) : 0;
}

static void add_near_words(const kbq *q, kbq_filter *filter, const amount *a, uint32_t column)
{
    uint64_t key = kbq_column_key(q, column);
    for (int64_t at = (int64_t)a->first - NEAR_BEFORE; at < (int64_t)a->end + NEAR_BEHIND; at++) {
        uint64_t word = near_word(q, a, at);
        if (word != 0) {
            kbq_filter_own(filter, els_feature("kb.near", key, word, 0));
        }
    }
}

static double near_related(const kbq *q, const amount *a, uint32_t column)
{
    double best = 0;
    for (int64_t at = (int64_t)a->first - NEAR_BEFORE; at < (int64_t)a->end + NEAR_BEHIND; at++) {
        if (near_word(q, a, at) != 0) {
            best = fmax(best, kbq_word_related(q->reading, (uint32_t)at, q->t, column));
        }
    }
    return best;
}

static bool near_time(const kbq *q, const amount *a)
{
    for (int64_t at = (int64_t)a->first - NEAR_BEFORE; at < (int64_t)a->end + NEAR_BEHIND; at++)
        if (near_word(q, a, at) != 0 && kbq_is_time_word(q->reading->tokens[at].lower, true))
            return true;
    return false;
}

static void compare_column(kbq *q, const amount *a, uint32_t column, double fit)
{
    static const char *const signs[] = {"_>_", "_<_", "_>=_", "_<=_", "_==_"};
    const double *numbers = els_kb_column_numbers(q->kb, q->t, column);
    bool with = false, timely = near_time(q, a);
    int said = kbq_bound_said(q, a->first, a->end, &with);
    double related = near_related(q, a, column);
    for (uint32_t s = 0; s < 5; s++) {
        kbq_filter *filter = kbq_filter_new(q, signs[s]);
        if (!filter) {
            return;
        }
        for (uint32_t r = 0; r < q->rows; r++) {
            double x = numbers[r];
            bool holds[5] = {x > a->value, x < a->value, x >= a->value, x <= a->value,
                             x == a->value};
            if (holds[s]) { /* never for NaN */
                kbq_set_row(filter->rows, r);
            }
        }
        /* A number that names a column is seldom a bound; a bound divides the rows. */
        bool is_name = (a->used.amounts & q->names) != 0;
        bool divides = divides_rows(q, filter->rows);
        filter->used = a->used;
        filter->used.amounts |= q->named[column];
        filter->prior = fit - (is_name ? 1 : 0) - (divides ? 0 : 1) - (a->is_word ? 1 : 0);
        const els_token *from = &q->reading->tokens[a->first];
        const els_token *to = &q->reading->tokens[a->end - 1];
        size_t len = to->start + to->text.len - from->start;
        filter->args = els_arena_printf(
            q->arena, ELS_STR_FMT "%.*s" ELS_STR_FMT, ELS_STR_ARG(q->table->columns[column].name),
            (int)strlen(signs[s]) - 2, signs[s] + 1,
            ELS_STR_ARG(els_str_sub(q->reading->task->question, from->start, from->start + len)));
        add_surroundings(q, filter, a->first, a->end);
        add_column(q, filter, column);
        add_near_words(q, filter, a, column);
        kbq_filter_own(filter, els_feature("kb.near_related", kbq_related_class(related), 0, 0));
        filter->prior += 0.8 * kbq_related_prior(related);
        kbq_filter_own(filter, els_feature("kb.bound_said", (uint64_t)(said + 1), s, with));
        filter->prior += s == 4 ? 0 : s % 2 == 0 ? said : -said;
        filter->prior += said == 0 || s == 4 ? 0 : (s > 1) == with ? PASSES : -PASSES;
        kbq_filter_own(filter, kbq_time_own(q, KBQ_ROLES, column, timely));
        filter->prior += kbq_time_prior(q, column, timely);
        kbq_filter_own(filter, els_feature("kb.fit", fit > 0, s, 0));
        kbq_filter_own(filter, els_feature("kb.bound", is_name, divides, a->is_word));
        kbq_filter_done(q, filter);
    }
}

/* The unit behind the amount is the column's, or the word there is in its name. */
static double unit_fit(const kbq *q, const amount *a, uint32_t column)
{
    const els_kb_column *c = &q->table->columns[column];
    char bytes[32];
    els_str unit = els_str_lower(c->unit, bytes, sizeof bytes);
    if (a->unit.len == 0) {
        return 0;
    }
    bool is_usd = els_str_eq(a->unit, ELS_STR("$")) && els_str_is(unit, "usd");
    if (is_usd || (unit.len > 0 && els_kb_words_alike(a->unit, unit))) {
        return 0.5;
    }
    els_str rest = c->name;
    els_str word;
    while (els_str_split(&rest, '_', &word)) {
        if (word.len >= 3 && els_kb_words_alike(a->unit, word)) {
            return 0.5;
        }
    }
    return 0;
}

static void add_comparisons(kbq *q)
{
    amount list[MAX_NUMBERS];
    uint32_t n = list_amounts(q, list);
    for (uint32_t i = 0; i < n; i++) {
        els_kb_kind kind = list[i].is_date ? ELS_KB_DATE : ELS_KB_NUMBER;
        uint32_t columns[MAX_NUMERIC_COLUMNS];
        double fits[MAX_NUMERIC_COLUMNS];
        uint32_t n_columns = 0;
        for (uint32_t c = 1; c < q->table->n_columns; c++) {
            if (els_kb_column_kind(q->kb, q->t, c) != kind) {
                continue;
            }
            double fit = unit_fit(q, &list[i], c);
            double score = fit + q->scores[KBQ_FILTER][c];
            uint32_t at = n_columns < MAX_NUMERIC_COLUMNS ? n_columns++ : MAX_NUMERIC_COLUMNS;
            while (at > 0 && score > fits[at - 1] + q->scores[KBQ_FILTER][columns[at - 1]]) {
                if (at < MAX_NUMERIC_COLUMNS) {
                    columns[at] = columns[at - 1];
                    fits[at] = fits[at - 1];
                }
                at--;
            }
            if (at < MAX_NUMERIC_COLUMNS) {
                columns[at] = c;
                fits[at] = fit;
            }
        }
        for (uint32_t k = 0; k < n_columns; k++) {
            compare_column(q, &list[i], columns[k], fits[k]);
        }
    }
}

/* Rows that a column of a mentioned entity names, such as its competitors. */
static void add_hops(kbq *q)
{
    const els_kb *kb = els_kb_index_kb(q->kb);
    for (uint32_t i = 0; i < q->reading->n_mentions; i++) {
        const els_mention *mention = &q->reading->mentions[i];
        const els_kb_table *from = &kb->tables[mention->table];
        for (uint32_t c = 1; mention->column == 0 && c < from->n_columns; c++) {
            if (els_kb_column_refers(q->kb, mention->table, c) != (int32_t)q->t) {
                continue;
            }
            kbq_filter *filter = kbq_filter_new(q, "hop(_,_)");
            if (!filter) {
                return;
            }
            const uint64_t *keys;
            uint32_t n;
            uint32_t row;
            (void)els_kb_cell_parts(q->kb, mention->table, mention->row, c, &keys, &n);
            for (uint32_t k = 0; k < n; k++) {
                if (els_kb_find_row(q->kb, q->t, keys[k], &row)) {
                    kbq_set_row(filter->rows, row);
                }
            }
            uint64_t column =
                els_hash_pair(els_hash_str(from->name), els_hash_str(from->columns[c].name));
            bool is_here = mention->table == q->t;
            filter->used = kbq_used_span(q, mention->first);
            kbq_add_used(&filter->used, kbq_used_name(q, from->columns[c].name));
            bool told = (kbq_used_name(q, from->columns[c].name).names & q->heard->relations) != 0;
            filter->is_known_one = els_kb_column_kind(q->kb, mention->table, c) != ELS_KB_LIST;
            filter->prior = is_here ? (told ? 0.5 : UNTOLD) : -0.3;
            filter->cross = els_hash_pair(els_hash_str(ELS_STR("kb.hop")), column);
            filter->args =
                els_arena_printf(q->arena, ELS_STR_FMT " of " ELS_STR_FMT,
                                 ELS_STR_ARG(from->columns[c].name), ELS_STR_ARG(mention->value));
            bool is_owner = is_here && kbq_is_possessor(q, mention, c);
            filter->prior += is_owner ? OWNED : 0;
            kbq_filter_own(filter, els_feature("kb.owned", 1, is_owner, is_here));
            kbq_filter_own(filter, els_feature("kb.hop", column, 0, 0));
            kbq_filter_own(filter, els_feature("kb.hop_overlap",
                                               is_here ? (uint64_t)(4 * q->overlap[c]) : 9, 0, 0));
            kbq_filter_done(q, filter);
        }
    }
}

/* Rows whose entity of another table has the mentioned value there. */
static void add_joins(kbq *q)
{
    for (uint32_t c = 1; c < q->table->n_columns; c++) {
        int32_t target = els_kb_column_refers(q->kb, q->t, c);
        for (uint32_t i = 0; target >= 0 && i < q->reading->n_mentions; i++) {
            const els_mention *mention = &q->reading->mentions[i];
            if (mention->table != (uint32_t)target || mention->column == 0 ||
                mention->table == q->t || mention->in_context) {
                continue;
            }
            kbq_filter *filter = kbq_filter_new(q, "_._=_");
            if (!filter) {
                return;
            }
            uint64_t value = els_kb_value_key(mention->value);
            for (uint32_t r = 0; r < q->rows; r++) {
                uint32_t row;
                uint64_t key = els_kb_column_keys(q->kb, q->t, c)[r];
                if (els_kb_find_row(q->kb, (uint32_t)target, key, &row) &&
                    els_kb_cell_has(q->kb, (uint32_t)target, row, mention->column, value)) {
                    kbq_set_row(filter->rows, r);
                }
            }
            filter->used = kbq_used_span(q, mention->first);
            filter->prior = -0.3 + untold(q, mention);
            filter->args = els_arena_printf(q->arena, ELS_STR_FMT ".%u=" ELS_STR_FMT,
                                            ELS_STR_ARG(q->table->columns[c].name), mention->column,
                                            ELS_STR_ARG(mention->value));
            add_surroundings(q, filter, mention->first, mention->end);
            add_column(q, filter, c);
            kbq_filter_done(q, filter);
        }
    }
}

static void add_joined_hop(kbq *q, const els_mention *mention, uint32_t column, uint32_t by)
{
    kbq_filter *filter = kbq_filter_new(q, "_=hop(_,_)");
    if (!filter) {
        return;
    }
    const els_kb_column *hop = &els_kb_index_kb(q->kb)->tables[mention->table].columns[by];
    const uint64_t *keys;
    uint32_t n;
    (void)els_kb_cell_parts(q->kb, mention->table, mention->row, by, &keys, &n);
    for (uint32_t k = 0; k < n; k++) {
        match_value(q, filter->rows, column, keys[k], true);
    }
    filter->used = kbq_used_span(q, mention->first);
    kbq_add_used(&filter->used, kbq_used_name(q, hop->name));
    kbq_add_used(&filter->used, kbq_used_column(q, column));
    filter->prior = (kbq_used_name(q, hop->name).names & q->heard->relations) ? -0.3 : UNTOLD;
    filter->column = column;
    filter->cross = els_hash_pair(els_hash_str(ELS_STR("kb.hop")), els_hash_str(hop->name));
    filter->args = els_arena_printf(q->arena, ELS_STR_FMT " is " ELS_STR_FMT " of " ELS_STR_FMT,
                                    ELS_STR_ARG(q->table->columns[column].name),
                                    ELS_STR_ARG(hop->name), ELS_STR_ARG(mention->value));
    kbq_filter_own(filter, els_feature("kb.joined_hop", els_hash_str(hop->name), 0, 0));
    add_surroundings(q, filter, mention->first, mention->end);
    kbq_filter_done(q, filter);
}

/* Rows whose entity of another table is one that a column of a mentioned entity there names. */
static void add_joined_hops(kbq *q)
{
    const els_kb *kb = els_kb_index_kb(q->kb);
    for (uint32_t c = 1; c < q->table->n_columns; c++) {
        int32_t target = els_kb_column_refers(q->kb, q->t, c);
        for (uint32_t i = 0; target >= 0 && i < q->reading->n_mentions; i++) {
            const els_mention *mention = &q->reading->mentions[i];
            if (mention->table != (uint32_t)target || mention->column != 0 || mention->in_context ||
                mention->table == q->t) {
                continue;
            }
            for (uint32_t by = 1; by < kb->tables[target].n_columns; by++) {
                if (els_kb_column_refers(q->kb, (uint32_t)target, by) == target) {
                    add_joined_hop(q, mention, c, by);
                }
            }
        }
    }
}

void kbq_make_filters(kbq *q)
{
    add_value_filters(q);
    kbq_make_criteria(q);
    add_entity_filters(q);
    add_hops(q);
    add_joins(q);
    add_joined_hops(q);
    add_comparisons(q);
}
