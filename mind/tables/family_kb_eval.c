/* family_kb_eval.c — what the operators of queries over a table answer. */
#include "family_kb.h"

#include "els_date.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_LIST_BYTES = 2000 };

static kbq_result kind_of_column(const els_kb_index *kb, uint32_t table, uint32_t column)
{
    switch (els_kb_column_kind(kb, table, column)) {
    case ELS_KB_NUMBER:
        return KBQ_NUMBER;
    case ELS_KB_DATE:
        return KBQ_DATE;
    case ELS_KB_LIST:
        return KBQ_LIST;
    case ELS_KB_TEXT:
        break;
    }
    return KBQ_TEXT;
}

static bool answer_number(const kbq *q, double value, els_str *ret_answer)
{
    if (!isfinite(value)) {
        return false;
    }
    *ret_answer = els_format_number(q->arena, value);
    return true;
}

static bool answer_bool(bool value, els_str *ret_answer)
{
    *ret_answer = value ? ELS_STR("yes") : ELS_STR("no");
    return true;
}

static bool answer_cell(const kbq *q, uint32_t table, uint32_t row, uint32_t column,
                        els_str *ret_answer)
{
    double value;
    els_str cell = els_kb_cell(q->kb, table, row, column);
    if (els_kb_column_kind(q->kb, table, column) == ELS_KB_NUMBER &&
        els_kb_cell_number(q->kb, table, row, column, &value)) {
        return answer_number(q, value, ret_answer);
    }
    *ret_answer = cell;
    return cell.len > 0;
}

/* First row at or behind `row` in the set; q->rows when there is none. */
static uint32_t next_row(const kbq *q, const uint64_t *rows, uint32_t row)
{
    while (row < q->rows) {
        uint64_t left = rows[row / 64] >> (row % 64);
        if (left) {
            row += (uint32_t)__builtin_ctzll(left);
            return row < q->rows ? row : q->rows;
        }
        row = (row / 64 + 1) * 64;
    }
    return q->rows;
}

/* Row of the greatest (sign 1) or smallest (sign -1) value, the first of equals; q->rows: none. */
static uint32_t extreme_row(const kbq *q, const kbq_query *query, double sign)
{
    const double *numbers = els_kb_column_numbers(q->kb, q->t, query->value);
    uint32_t best = q->rows;
    for (uint32_t r = next_row(q, query->set->rows, 0); r < q->rows;
         r = next_row(q, query->set->rows, r + 1)) {
        if (!isnan(numbers[r]) && (best == q->rows || sign * numbers[r] > sign * numbers[best])) {
            best = r;
        }
    }
    return best;
}

typedef struct {
    double value;
    uint32_t row;
} ranked_row;

static int by_value(const void *a, const void *b)
{
    const ranked_row *x = a;
    const ranked_row *y = b;
    if (x->value != y->value) {
        return x->value < y->value ? 1 : -1;
    }
    return (x->row > y->row) - (x->row < y->row);
}

/* Rows with a number, greatest of sign * value first. */
static ranked_row *rank_rows(const kbq *q, const kbq_query *query, double sign, uint32_t *ret_count)
{
    const double *numbers = els_kb_column_numbers(q->kb, q->t, query->value);
    ranked_row *list = ELS_ARENA_NEW(q->arena, ranked_row, query->set->count + 1);
    uint32_t n = 0;
    for (uint32_t r = next_row(q, query->set->rows, 0); r < q->rows;
         r = next_row(q, query->set->rows, r + 1)) {
        if (!isnan(numbers[r])) {
            list[n++] = (ranked_row){sign * numbers[r], r};
        }
    }
    if (n > 1) {
        qsort(list, n, sizeof *list, by_value);
    }
    *ret_count = n;
    return list;
}

static bool answer_list(const kbq *q, const els_str *items, uint32_t n, els_str *ret_answer)
{
    size_t bytes = 0;
    for (uint32_t i = 0; i < n; i++) {
        bytes += items[i].len + 2;
    }
    if (n == 0 || bytes > MAX_LIST_BYTES) {
        return false;
    }
    char *text = els_arena_alloc(q->arena, bytes);
    size_t len = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0) {
            memcpy(text + len, "; ", 2);
            len += 2;
        }
        if (items[i].len > 0) {
            memcpy(text + len, items[i].ptr, items[i].len);
            len += items[i].len;
        }
    }
    *ret_answer = (els_str){text, len};
    return len > 0;
}

static int by_text(const void *a, const void *b)
{
    return els_str_cmp(*(const els_str *)a, *(const els_str *)b);
}

static bool list_names(const kbq *q, const kbq_query *query, bool sorted, els_str *ret_answer)
{
    els_str *names = ELS_ARENA_NEW(q->arena, els_str, query->set->count + 1);
    uint32_t n = 0;
    for (uint32_t r = next_row(q, query->set->rows, 0); r < q->rows;
         r = next_row(q, query->set->rows, r + 1)) {
        names[n++] = els_kb_cell(q->kb, q->t, r, 0);
    }
    if (sorted && n > 1) {
        qsort(names, n, sizeof *names, by_text);
    }
    return answer_list(q, names, n, ret_answer);
}

/* The first of the ranked rows, as many as the query says; all of them where it takes no count. */
static bool list_ranked(const kbq *q, const kbq_query *query, double sign, els_str *ret_answer)
{
    uint32_t n;
    const ranked_row *list = rank_rows(q, query, sign, &n);
    const uint32_t k = kbq_ops[query->op].k ? query->k : n;
    if (k == 0 || k > n) {
        return false;
    }
    els_str *names = ELS_ARENA_NEW(q->arena, els_str, k);
    for (uint32_t i = 0; i < k; i++) {
        names[i] = els_kb_cell(q->kb, q->t, list[i].row, 0);
    }
    return answer_list(q, names, k, ret_answer);
}

typedef struct {
    uint64_t key;
    els_str text;
    uint32_t count;
} tally;

/* Distinct values (or list parts) of the column with their counts, in table order. */
static tally *tally_values(const kbq *q, const kbq_query *query, uint32_t *ret_count)
{
    enum { MAX_DISTINCT = 256 };
    tally *list = ELS_ARENA_NEW(q->arena, tally, MAX_DISTINCT);
    uint32_t n = 0;
    for (uint32_t r = next_row(q, query->set->rows, 0); r < q->rows;
         r = next_row(q, query->set->rows, r + 1)) {
        const uint64_t *keys;
        uint32_t n_parts;
        const els_str *parts = els_kb_cell_parts(q->kb, q->t, r, query->value, &keys, &n_parts);
        for (uint32_t i = 0; i < n_parts; i++) {
            uint32_t at = 0;
            while (at < n && list[at].key != keys[i]) {
                at++;
            }
            if (at == n && n < MAX_DISTINCT && keys[i] != 0) {
                list[n++] = (tally){keys[i], parts[i], 0};
            }
            if (at < n) {
                list[at].count++;
            }
        }
    }
    *ret_count = n;
    return list;
}

static bool answer_tally(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    uint32_t n;
    const tally *list = tally_values(q, query, &n);
    if (query->op == KBQ_OP_DISTINCT) {
        return n > 0 && answer_number(q, n, ret_answer);
    }
    els_str *texts = ELS_ARENA_NEW(q->arena, els_str, n);
    uint32_t best = 0;
    for (uint32_t i = 0; i < n; i++) {
        texts[i] = list[i].text;
        best = list[i].count > list[best].count ? i : best;
    }
    if (query->op == KBQ_OP_VALUES) {
        return answer_list(q, texts, n, ret_answer);
    }
    *ret_answer = n ? texts[best] : (els_str){NULL, 0};
    return ret_answer->len > 0;
}

/* As many decimals as the operator leaves. */
static double rounded(kbq_op op, double value)
{
    const uint32_t traits = kbq_ops[op].traits;
    const double unit = traits & KBQ_ROUND2   ? 100
                        : traits & KBQ_ROUND1 ? 10
                        : traits & KBQ_ROUND0 ? 1
                                              : 0;
    return unit > 0 ? round(value * unit) / unit : value;
}

static bool aggregate(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    const double *numbers = els_kb_column_numbers(q->kb, q->t, query->value);
    double sum = 0;
    uint32_t n = 0;
    for (uint32_t r = next_row(q, query->set->rows, 0); r < q->rows;
         r = next_row(q, query->set->rows, r + 1)) {
        if (!isnan(numbers[r])) {
            sum += numbers[r];
            n++;
        }
    }
    if (n == 0) {
        return false;
    }
    double value = query->op == KBQ_OP_SUM ? sum : sum / n;
    return answer_number(q, rounded(query->op, value), ret_answer);
}

/* What is told of first: the lower span, amounts behind spans. */
static bool is_told_before(const kbq_filter *a, const kbq_filter *b)
{
    const uint64_t x = a->used.spans, y = b->used.spans;
    return x && (!y || (x & -x) < (y & -y));
}

/* How much of the rows that the first or the last told condition of the set holds for all of its
 * conditions hold for, in percent. */
static bool answer_share_of(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    const kbq_set *set = query->set;
    const kbq_filter *whole = set->n_filters ? set->filters[0] : NULL;
    for (uint32_t i = 1; i < set->n_filters; i++)
        if (is_told_before(set->filters[i], whole) ==
            ((kbq_ops[query->op].traits & KBQ_OF_FIRST) != 0))
            whole = set->filters[i];
    uint32_t rows = 0;
    for (uint32_t w = 0; whole && w < q->words; w++)
        rows += (uint32_t)__builtin_popcountll(whole->rows[w]);
    return set->n_filters > 1 && rows > 0 &&
           answer_number(q, rounded(query->op, 100.0 * set->count / rows), ret_answer);
}

/* What the rows of the set, or the entity, are of all rows, in percent: how many they are, or what
 * they have of the column together. A share of numbers of which some are negative is none. */
static bool answer_share(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    if (!kbq_ops[query->op].value)
        return query->set->n_filters > 0 && q->rows > 0 &&
               answer_number(q, rounded(query->op, 100.0 * query->set->count / q->rows),
                             ret_answer);
    const double *numbers = els_kb_column_numbers(q->kb, q->t, query->value);
    double part = 0, all = 0;
    if (!query->set && isnan(numbers[query->a]))
        return false;
    for (uint32_t r = 0; r < q->rows; r++) {
        if (isnan(numbers[r]))
            continue;
        if (numbers[r] < 0)
            return false;
        all += numbers[r];
        part += (query->set ? kbq_has_row(query->set->rows, r) : r == query->a) ? numbers[r] : 0;
    }
    return all > 0 && (!query->set || query->set->n_filters > 0) &&
           answer_number(q, rounded(query->op, 100 * part / all), ret_answer);
}

/* The column `other` of the entity that column `hop` of the row names. */
static bool answer_hop(const kbq *q, const kbq_query *query, uint32_t row, els_str *ret_answer)
{
    int32_t table = els_kb_column_refers(q->kb, q->t, query->hop);
    uint64_t key = els_kb_column_keys(q->kb, q->t, query->hop)[row];
    uint32_t there;
    return table >= 0 && els_kb_find_row(q->kb, (uint32_t)table, key, &there) &&
           answer_cell(q, (uint32_t)table, there, query->other, ret_answer);
}

static bool compare_entities(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    if (query->op == KBQ_OP_SAME) {
        const uint64_t *keys = els_kb_column_keys(q->kb, q->t, query->value);
        return answer_bool(keys[query->a] == keys[query->b], ret_answer);
    }
    const double *numbers = els_kb_column_numbers(q->kb, q->t, query->value);
    double a = numbers[query->a];
    double b = numbers[query->b];
    if (isnan(a) || isnan(b)) {
        return false;
    }
    switch (query->op) {
    case KBQ_OP_DIFFERENCE:
        return answer_number(q, a - b, ret_answer);
    case KBQ_OP_DISTANCE:
        return answer_number(q, fabs(a - b), ret_answer);
    case KBQ_OP_RATIO:
    case KBQ_OP_RATIO1:
    case KBQ_OP_RATIO2:
        return b != 0 && answer_number(q, rounded(query->op, a / b), ret_answer);
    case KBQ_OP_MORE:
        return answer_bool(a > b, ret_answer);
    default:
        return answer_bool(a < b, ret_answer);
    }
}

static bool compare_columns(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    double from = els_kb_column_numbers(q->kb, q->t, query->value)[query->a];
    double to = els_kb_column_numbers(q->kb, q->t, query->other)[query->a];
    if (isnan(from) || isnan(to)) {
        return false;
    }
    double growth = from != 0 ? (to - from) / from * 100 : NAN;
    switch (query->op) {
    case KBQ_OP_CHANGE:
        return answer_number(q, to - from, ret_answer);
    case KBQ_OP_ABS_CHANGE:
        return answer_number(q, fabs(to - from), ret_answer);
    case KBQ_OP_RISING:
        return answer_bool(to > from, ret_answer);
    case KBQ_OP_FALLING:
        return answer_bool(to < from, ret_answer);
    case KBQ_OP_GROWTH:
        return answer_number(q, growth, ret_answer);
    case KBQ_OP_GROWTH1:
        return answer_number(q, round(growth * 10) / 10, ret_answer);
    case KBQ_OP_GROWTH2:
        return answer_number(q, round(growth * 100) / 100, ret_answer);
    case KBQ_OP_ABS_GROWTH1:
        return answer_number(q, round(fabs(growth) * 10) / 10, ret_answer);
    case KBQ_OP_ABS_GROWTH2:
        return answer_number(q, round(fabs(growth) * 100) / 100, ret_answer);
    default: /* the quotient of the first to the second */
        return to != 0 && answer_number(q, round(from / to * 100) / 100, ret_answer);
    }
}

static bool answer_extreme(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    bool is_max = query->op == KBQ_OP_MAX || query->op == KBQ_OP_ARGMAX ||
                  query->op == KBQ_OP_PROJECT_MAX || query->op == KBQ_OP_HOP_MAX;
    uint32_t row = extreme_row(q, query, is_max ? 1 : -1);
    if (row == q->rows) {
        return false;
    }
    switch (query->op) {
    case KBQ_OP_MIN:
    case KBQ_OP_MAX:
        return answer_cell(q, q->t, row, query->value, ret_answer);
    case KBQ_OP_PROJECT_MAX:
    case KBQ_OP_PROJECT_MIN:
        return answer_cell(q, q->t, row, query->other, ret_answer);
    case KBQ_OP_HOP_MAX:
    case KBQ_OP_HOP_MIN:
        return answer_hop(q, query, row, ret_answer);
    default:
        *ret_answer = els_kb_cell(q->kb, q->t, row, 0);
        return ret_answer->len > 0;
    }
}

kbq_result kbq_result_of(const kbq *q, const kbq_query *query)
{
    kbq_result result = kbq_ops[query->op].result;
    if (result != KBQ_OF_COLUMN) {
        return result;
    }
    if (query->op == KBQ_OP_HOP_MAX || query->op == KBQ_OP_HOP_MIN) {
        int32_t table = els_kb_column_refers(q->kb, q->t, query->hop);
        return table < 0 ? KBQ_TEXT : kind_of_column(q->kb, (uint32_t)table, query->other);
    }
    return kind_of_column(q->kb, q->t, kbq_ops[query->op].project ? query->other : query->value);
}

bool kbq_evaluate(const kbq *q, const kbq_query *query, els_str *ret_answer)
{
    const kbq_op_info *op = &kbq_ops[query->op];
    if (op->traits & (KBQ_OF_FIRST | KBQ_OF_LAST))
        return answer_share_of(q, query, ret_answer);
    if (op->traits & KBQ_SHARE)
        return answer_share(q, query, ret_answer);
    if (op->entities == 2)
        return compare_entities(q, query, ret_answer);
    if (op->second)
        return compare_columns(q, query, ret_answer);
    switch (query->op) {
    case KBQ_OP_LOOKUP:
        return answer_cell(q, q->t, query->a, query->value, ret_answer);
    case KBQ_OP_COUNT:
        return answer_number(q, query->set->count, ret_answer);
    case KBQ_OP_SUM:
    case KBQ_OP_AVG:
    case KBQ_OP_AVG0:
    case KBQ_OP_AVG1:
    case KBQ_OP_AVG2:
        return aggregate(q, query, ret_answer);
    case KBQ_OP_MIN:
    case KBQ_OP_MAX:
    case KBQ_OP_ARGMAX:
    case KBQ_OP_ARGMIN:
    case KBQ_OP_PROJECT_MAX:
    case KBQ_OP_PROJECT_MIN:
    case KBQ_OP_HOP_MAX:
    case KBQ_OP_HOP_MIN:
        return answer_extreme(q, query, ret_answer);
    case KBQ_OP_KTH_MAX:
    case KBQ_OP_KTH_MIN: {
        uint32_t n;
        const ranked_row *list = rank_rows(q, query, query->op == KBQ_OP_KTH_MAX ? 1 : -1, &n);
        if (query->k == 0 || query->k > n) {
            return false;
        }
        *ret_answer = els_kb_cell(q->kb, q->t, list[query->k - 1].row, 0);
        return ret_answer->len > 0;
    }
    case KBQ_OP_LIST:
    case KBQ_OP_LIST_SORTED:
        return list_names(q, query, query->op == KBQ_OP_LIST_SORTED, ret_answer);
    case KBQ_OP_TOP:
    case KBQ_OP_BOTTOM:
        return list_ranked(q, query, query->op == KBQ_OP_TOP ? 1 : -1, ret_answer);
    case KBQ_OP_LIST_UP:
    case KBQ_OP_LIST_DOWN:
        return list_ranked(q, query, query->op == KBQ_OP_LIST_DOWN ? 1 : -1, ret_answer);
    case KBQ_OP_ONLY:
        return query->set->count == 1 &&
               (*ret_answer = els_kb_cell(q->kb, q->t, next_row(q, query->set->rows, 0), 0)).len >
                   0;
    case KBQ_OP_PROJECT_ONLY:
        return query->set->count == 1 &&
               answer_cell(q, q->t, next_row(q, query->set->rows, 0), query->value, ret_answer);
    case KBQ_OP_ANY:
        return answer_bool(query->set->count > 0, ret_answer);
    case KBQ_OP_VALUES:
    case KBQ_OP_DISTINCT:
    case KBQ_OP_MODE:
        return answer_tally(q, query, ret_answer);
    case KBQ_OP_SATISFIES:
        return answer_bool(kbq_has_row(query->set->rows, query->a), ret_answer);
    default:
        return false;
    }
}
