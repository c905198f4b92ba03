/* The plugin sales_research, checked against its knowledge base by an evaluator of its own: it
 * reads the question's words and computes the answer from the cells, sharing no code with the
 * plugin. */
#include "els_hash.h"
#include "sales_tasks.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COMPANY,
    INDUSTRY,
    REGION,
    COUNTRY,
    CITY,
    EMPLOYEES,
    REVENUE_2022,
    FUNDING = 9,
    FOUNDED,
    PRICE,
    PRICING,
    TECH,
    COMPETITOR,
    STAGE,
    COLUMNS
};

/* ---- an evaluator of its own ---- */

static const els_kb_table *companies;
static const els_kb_table *people;

static els_str cell(uint32_t row, uint32_t column)
{
    return companies->cells[row * COLUMNS + column];
}

static double number(uint32_t row, uint32_t column)
{
    double value = NAN;
    cr_assert(els_str_to_double(cell(row, column), &value));
    return value;
}

static uint32_t rows(void)
{
    return companies->n_cells / COLUMNS;
}

static bool has(const char *text, const char *words)
{
    char list[512];
    snprintf(list, sizeof list, "%s", words);
    for (char *word = strtok(list, "|"); word; word = strtok(NULL, "|")) {
        size_t n = strlen(word);
        for (const char *at = text; (at = strcasestr(at, word)); at++)
            if ((at == text || !isalnum((unsigned char)at[-1])) && !isalnum((unsigned char)at[n]))
                return true;
    }
    return false;
}

/* Position of the value in the text as whole words, or NULL. */
static const char *find_value(const char *text, els_str value)
{
    char word[128];
    snprintf(word, sizeof word, ELS_STR_FMT, ELS_STR_ARG(value));
    for (const char *at = text; (at = strcasestr(at, word)); at++)
        if ((at == text || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[value.len]))
            return at;
    return NULL;
}

/* Companies named in the text, in order of appearance. */
static uint32_t named(const char *text, uint32_t *ret, uint32_t max)
{
    uint32_t n = 0;
    const char *at[8] = {0};
    for (uint32_t row = 0; row < rows() && n < max; row++) {
        const char *found = find_value(text, cell(row, COMPANY));
        if (!found)
            continue;
        uint32_t i = n++;
        for (; i > 0 && at[i - 1] > found; i--) {
            at[i] = at[i - 1];
            ret[i] = ret[i - 1];
        }
        at[i] = found;
        ret[i] = row;
    }
    return n;
}

static bool is_text_column(uint32_t column)
{
    return (column >= INDUSTRY && column <= CITY) || column == PRICING || column == STAGE;
}

static bool row_has_tech(uint32_t row, els_str tech)
{
    els_str rest = cell(row, TECH), part;
    while (els_str_split(&rest, ';', &part))
        if (els_str_eq(els_str_trim(part), tech))
            return true;
    return false;
}

static bool row_has(uint32_t row, uint32_t column, els_str value)
{
    return column == TECH ? row_has_tech(row, value) : els_str_eq(cell(row, column), value);
}

/* Strikes the rows that lack `value`, when the text names it. */
static void apply_value(const char *text, uint32_t column, els_str value, bool *passes)
{
    for (uint32_t row = 0; find_value(text, value) && row < rows(); row++)
        passes[row] = passes[row] && row_has(row, column, value);
}

/* Rows that have every value of the knowledge base that the text names. */
static void select_rows(const char *text, bool passes[256])
{
    memset(passes, true, 256);
    for (uint32_t column = INDUSTRY; column < COLUMNS; column++)
        for (uint32_t row = 0; row < rows() && (is_text_column(column) || column == TECH); row++) {
            bool seen = false;
            for (uint32_t i = 0; i < row && !seen; i++)
                seen = els_str_eq(cell(i, column), cell(row, column));
            els_str rest = cell(row, column), part;
            while (!seen && els_str_split(&rest, ';', &part))
                apply_value(text, column, els_str_trim(part), passes);
        }
}

static bool has_threshold(const char *text)
{
    return has(text, "over|above|under|below|more than|less than|fewer than|after|before");
}

static uint32_t measure_in(const char *text)
{
    if (has(text, "headcount|employees|workforce|staff"))
        return EMPLOYEES;
    if (has(text, "revenue|turnover|sales"))
        return has(text, "2022")   ? REVENUE_2022
               : has(text, "2023") ? REVENUE_2022 + 1
                                   : REVENUE_2022 + 2;
    if (has(text, "funding|capital|investment|funded"))
        return FUNDING;
    if (has(text, "price|fee|cost|expensive|cheapest|cheaper"))
        return PRICE;
    return FOUNDED;
}

static uint32_t attribute_in(const char *text)
{
    static const char *const words[COLUMNS] = {[INDUSTRY] = "industry|sector",
                                               [REGION] = "region",
                                               [COUNTRY] = "country",
                                               [CITY] = "city|headquarters",
                                               [PRICING] = "pricing|billing",
                                               [TECH] = "stack",
                                               [COMPETITOR] = "competitor|rival",
                                               [STAGE] = "stage"};
    for (uint32_t column = 0; column < COLUMNS; column++)
        if (words[column] && has(text, words[column]))
            return column;
    return measure_in(text);
}

/* The word of direction that comes first decides: "from highest to lowest". */
static bool wants_max(const char *text)
{
    static const char *const up[] = {"highest",  "largest", "biggest", "most",   "latest", "newest",
                                     "youngest", "best",    "higher",  "larger", "bigger", "more",
                                     "later",    "newer",   "younger", "better"};
    static const char *const down[] = {"lowest", "smallest", "fewest", "least",   "earliest",
                                       "oldest", "cheapest", "lower",  "smaller", "fewer",
                                       "less",   "earlier",  "older",  "cheaper"};
    const char *first_up = NULL, *first_down = NULL;
    for (size_t i = 0; i < sizeof up / sizeof up[0]; i++) {
        const char *at = find_value(text, els_str_of(up[i]));
        first_up = at && (!first_up || at < first_up) ? at : first_up;
    }
    for (size_t i = 0; i < sizeof down / sizeof down[0]; i++) {
        const char *at = find_value(text, els_str_of(down[i]));
        first_down = at && (!first_down || at < first_down) ? at : first_down;
    }
    cr_assert(first_up || first_down, "no direction in: %s", text);
    return first_up && (!first_down || first_up < first_down);
}

/* ---- one check per family: false when the evaluator does not cover the question ---- */

static double key_number(const els_sealed_task *task)
{
    double value = NAN;
    cr_assert(els_str_to_double(task->key[0], &value));
    return value;
}

static void expect_number(const els_sealed_task *task, double expected, const char *text)
{
    cr_assert_float_eq(key_number(task), expected, 1e-6 * fmax(1, fabs(expected)), "%s -> %s", text,
                       task->key[0].ptr);
}

static void expect_text(const els_sealed_task *task, els_str expected, const char *text)
{
    cr_assert(els_str_eq(task->key[0], expected), "%s -> %s", text, task->key[0].ptr);
}

static void expect_yes(const els_sealed_task *task, bool yes, const char *text)
{
    expect_text(task, yes ? ELS_STR("yes") : ELS_STR("no"), text);
}

static bool is_type(const els_sealed_task *task, const char *type)
{
    return els_str_eq(task->task.fields[0].type, els_str_of(type));
}

static bool check_lookup(const els_sealed_task *task, const char *text)
{
    uint32_t row;
    for (uint32_t i = 0; i < people->n_cells / people->n_columns; i++) {
        const els_str *person = &people->cells[i * people->n_columns];
        if (find_value(text, person[0])) {
            expect_text(task, has(text, "year") ? person[3] : person[2], text);
            return true;
        }
    }
    cr_assert_eq(named(text, &row, 1), 1);
    for (uint32_t i = 0; i < people->n_cells / people->n_columns; i++) {
        const els_str *person = &people->cells[i * people->n_columns];
        if (els_str_eq(person[2], cell(row, COMPANY)) && find_value(text, person[1])) {
            expect_text(task, person[0], text);
            return true;
        }
    }
    expect_text(task, cell(row, attribute_in(text)), text);
    return true;
}

/* Strikes the rows on the wrong side of the text's only threshold; false when it has several. */
static bool apply_threshold(const char *text, bool *passes)
{
    static const char *const up[] = {"more than", "over", "above", "after"};
    static const char *const down[] = {"less than", "fewer than", "under", "below", "before"};
    const char *limit = NULL;
    uint32_t cues = 0;
    bool above = false;
    for (size_t i = 0; i < 4; i++) {
        const char *at = find_value(text, els_str_of(up[i]));
        cues += at != NULL;
        limit = at ? at + strlen(up[i]) : limit;
        above = above || at;
    }
    for (size_t i = 0; i < 5; i++) {
        const char *at = find_value(text, els_str_of(down[i]));
        cues += at != NULL;
        limit = at ? at + strlen(down[i]) : limit;
    }
    if (cues != 1)
        return cues == 0;
    double bound = strtod(limit, NULL);
    cr_assert_gt(bound, 0, "%s", text);
    for (uint32_t row = 0; row < rows(); row++) {
        double value = number(row, measure_in(text));
        passes[row] = passes[row] && (above ? value > bound : value < bound);
    }
    return true;
}

static bool check_filter(const els_sealed_task *task, const char *text)
{
    bool passes[256];
    select_rows(text, passes);
    if (!apply_threshold(text, passes))
        return false;
    uint32_t count = 0;
    els_buf list = {0};
    for (uint32_t row = 0; row < rows(); row++)
        if (passes[row])
            els_buf_printf(&list, "%s" ELS_STR_FMT, count++ ? "; " : "",
                           ELS_STR_ARG(cell(row, COMPANY)));
    if (is_type(task, "number"))
        expect_number(task, count, text);
    else
        expect_text(task, els_buf_str(&list), text);
    cr_assert(!is_type(task, "entity") || count == 1);
    els_buf_fini(&list);
    return true;
}

static bool check_rank(const els_sealed_task *task, const char *text)
{
    if (has_threshold(text))
        return false;
    bool passes[256];
    select_rows(text, passes);
    uint32_t column = measure_in(text), better = 0, equal = 0, key_row = UINT32_MAX;
    bool is_max = wants_max(text);
    uint32_t k = has(text, "second") ? 2 : has(text, "third") ? 3 : has(text, "fourth") ? 4 : 1;
    for (uint32_t row = 0; row < rows(); row++)
        if (els_str_eq(cell(row, COMPANY), task->key[0]))
            key_row = row;
    cr_assert_neq(key_row, UINT32_MAX);
    cr_assert(passes[key_row], "%s", text);
    for (uint32_t row = 0; row < rows(); row++) {
        double gap = number(row, column) - number(key_row, column);
        if (row == key_row || !passes[row])
            continue;
        better += is_max ? gap > 0 : gap < 0;
        equal += gap == 0;
    }
    cr_assert_eq(equal, 0, "tie in: %s", text);
    cr_assert_eq(better, k - 1, "%s -> %s", text, task->key[0].ptr);
    return true;
}

static bool check_compare(const els_sealed_task *task, const char *text)
{
    uint32_t row[2], column = measure_in(text);
    cr_assert_eq(named(text, row, 2), 2, "%s", text);
    if (has(text, "compared")) {
        uint32_t first = row[0];
        row[0] = row[1];
        row[1] = first;
    }
    double gap = number(row[0], column) - number(row[1], column);
    cr_assert_neq(gap, 0);
    if (is_type(task, "number"))
        expect_number(task, fabs(gap), text);
    else if (is_type(task, "enum"))
        expect_yes(task, (gap > 0) == wants_max(text), text);
    else
        expect_text(task, cell((gap > 0) == wants_max(text) ? row[0] : row[1], COMPANY), text);
    return true;
}

static bool check_trend(const els_sealed_task *task, const char *text)
{
    uint32_t row;
    cr_assert_eq(named(text, &row, 1), 1);
    double before = number(row, has(text, "2022") ? REVENUE_2022 : REVENUE_2022 + 1);
    double after = number(row, has(text, "2024") ? REVENUE_2022 + 2 : REVENUE_2022 + 1);
    if (is_type(task, "enum")) {
        bool up = has(text, "grow|rise|increase|grew|rose|increased|higher|larger");
        expect_yes(task, (after > before) == up, text);
        return true;
    }
    double change = after - before;
    if (has(text, "ratio"))
        change = round(100 * after / before) / 100;
    else if (has(text, "percentage|percent"))
        change = round(1e4 * change / before) / 100;
    bool is_signed = has(text, "change") || has(text, "ratio");
    cr_assert(is_signed || (change > 0) == has(text, "grow|rise|increase"), "%s", text);
    expect_number(task, is_signed ? change : fabs(change), text);
    return true;
}

static bool check_aggregate(const els_sealed_task *task, const char *text)
{
    if (has_threshold(text))
        return false;
    bool passes[256];
    select_rows(text, passes);
    uint32_t column = measure_in(text), count = 0;
    double sum = 0, low = INFINITY, high = -INFINITY;
    for (uint32_t row = 0; row < rows(); row++) {
        if (!passes[row])
            continue;
        count++;
        sum += number(row, column);
        low = fmin(low, number(row, column));
        high = fmax(high, number(row, column));
    }
    cr_assert_gt(count, 0);
    if (has(text, "average|mean"))
        expect_number(task, has(text, "rounded") ? round(100 * sum / count) / 100 : sum / count,
                      text);
    else if (has(text, "total|combined|sum|add up"))
        expect_number(task, sum, text);
    else
        expect_number(task, wants_max(text) ? high : low, text);
    return true;
}

static bool check_multi_hop(const els_sealed_task *task, const char *text)
{
    uint32_t row, rival = UINT32_MAX;
    if (!has(text, "rival|competitor") || named(text, &row, 1) != 1)
        return false; /* the column asked for cannot be told from the ranked one by words alone */
    for (uint32_t i = 0; i < rows(); i++)
        if (els_str_eq(cell(i, COMPANY), cell(row, COMPETITOR)))
            rival = i;
    cr_assert(rival != UINT32_MAX && rival != row);
    for (uint32_t i = 0; i < people->n_cells / people->n_columns; i++) {
        const els_str *person = &people->cells[i * people->n_columns];
        if (els_str_eq(person[2], cell(rival, COMPANY)) && find_value(text, person[1])) {
            expect_text(task, person[0], text);
            return true;
        }
    }
    char rest[512];
    snprintf(rest, sizeof rest, "%s", text);
    for (char *at; (at = strstr(rest, "rival")) || (at = strstr(rest, "competitor"));)
        memset(at, '-', 5);
    expect_text(task, cell(rival, attribute_in(rest)), text);
    return true;
}

static bool check_qualification(const els_sealed_task *task, const char *text)
{
    uint32_t row;
    bool all = true, any = false;
    els_str rest = task->task.context, line;
    if (!strchr(task->task.context.len ? task->task.context.ptr : "", ':'))
        return false;
    cr_assert_eq(named(text, &row, 1), 1);
    while (els_str_split(&rest, '\n', &line)) {
        char copy[128];
        snprintf(copy, sizeof copy, ELS_STR_FMT, ELS_STR_ARG(line));
        char *colon = strchr(copy, ':');
        if (!colon)
            continue;
        *colon = '\0';
        any = true;
        double limit;
        if (els_str_to_double(els_str_of(colon + 2), &limit)) {
            double value = number(row, measure_in(copy));
            cr_assert(value != limit || measure_in(copy) == FOUNDED);
            all = all && (has(copy, "minimum|after") ? value > limit : value < limit);
        } else if (has(copy, "technology|stack")) {
            all = all && row_has_tech(row, els_str_of(colon + 2));
        } else {
            all = all && els_str_eq(cell(row, attribute_in(copy)), els_str_of(colon + 2));
        }
    }
    cr_assert(any);
    expect_yes(task, all, text);
    return true;
}

static void load_kb(els_arena *arena, els_kb *kb)
{
    plugin->knowledge(plugin, 42, arena, kb);
    companies = &kb->tables[0];
    people = &kb->tables[1];
}

/* Checks `n` easy tasks per split and returns how many the evaluator covered. */
static uint32_t sample(const char *family, uint32_t n,
                       bool (*check)(const els_sealed_task *, const char *))
{
    els_arena arena = {0}, kb_arena = {0};
    els_kb kb;
    uint32_t covered = 0;
    load_kb(&kb_arena, &kb);
    for (uint32_t split = 0; split <= ELS_SPLIT_PROBE; split++)
        for (uint32_t i = 0; i < n; i++) {
            els_arena_reset(&arena);
            els_sealed_task task = make(i, split, 1, family, &arena);
            covered += check(&task, task.task.question.ptr);
        }
    els_arena_fini(&arena);
    els_arena_fini(&kb_arena);
    return covered;
}

Test(sales_keys, keys_of_lookups_are_the_cells)
{
    cr_assert_eq(sample("lookup", 60, check_lookup), 180);
}

Test(sales_keys, keys_of_filters_are_what_the_cells_select)
{
    cr_assert_gt(sample("filter", 40, check_filter), 100);
}

Test(sales_keys, keys_of_ranks_are_in_their_place_without_ties)
{
    cr_assert_gt(sample("rank", 20, check_rank), 20);
}

Test(sales_keys, keys_of_comparisons_follow_from_the_cells)
{
    cr_assert_eq(sample("compare", 60, check_compare), 180);
}

Test(sales_keys, keys_of_trends_follow_from_the_revenues)
{
    cr_assert_eq(sample("trend", 60, check_trend), 180);
}

Test(sales_keys, keys_of_aggregates_are_sums_means_and_extremes_of_the_cells)
{
    cr_assert_gt(sample("aggregate", 20, check_aggregate), 20);
}

Test(sales_keys, keys_of_hops_belong_to_the_competitor)
{
    cr_assert_gt(sample("multi_hop", 60, check_multi_hop), 40);
}

Test(sales_keys, keys_of_qualifications_follow_from_the_criteria)
{
    cr_assert_gt(sample("qualification", 200, check_qualification), 200);
}
