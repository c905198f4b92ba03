#include "sales_build.h"

#include <string.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

static const uint32_t measures[] = {
    ELS_SALES_EMPLOYEES, ELS_SALES_REVENUE_2022, ELS_SALES_REVENUE_2023, ELS_SALES_REVENUE_2024,
    ELS_SALES_FUNDING,   ELS_SALES_PRICE,        ELS_SALES_FOUNDED};
enum { N_SUMMABLE = COUNT(measures) - 1 }; /* years are not summed */

/* Measures by kind first, so that the three revenues do not crowd out the others. */
static uint32_t draw_measure(els_rng *rng, bool with_founded)
{
    switch (els_rng_below(rng, with_founded ? 5 : 4)) {
    case 0:
        return ELS_SALES_EMPLOYEES;
    case 1:
        return measures[1 + els_rng_below(rng, 3)];
    case 2:
        return ELS_SALES_FUNDING;
    case 3:
        return ELS_SALES_PRICE;
    default:
        return ELS_SALES_FOUNDED;
    }
}

static const char *say_company(const els_sales_draft *draft, uint32_t row)
{
    return draft->world->name[row];
}

static uint32_t draw_row(els_sales_draft *draft)
{
    return els_rng_below(&draft->rng, ELS_SALES_ROWS);
}

/* ---- filters ---- */

static bool holds(const els_sales_world *world, uint32_t row, const els_sales_filter *filter)
{
    int32_t value = world->value[row][filter->column];
    if (filter->column == ELS_SALES_TECH)
        return (value >> filter->value) & 1;
    if (filter->op == '>')
        return value > filter->value;
    if (filter->op == '<')
        return value < filter->value;
    return value == filter->value;
}

static bool holds_all(const els_sales_world *world, uint32_t row, const els_sales_filter *filters,
                      uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!holds(world, row, &filters[i]))
            return false;
    return true;
}

static uint32_t select_rows(const els_sales_world *world, const els_sales_filter *filters,
                            uint32_t n, uint32_t rows[ELS_SALES_ROWS])
{
    uint32_t found = 0;
    for (uint32_t row = 0; row < ELS_SALES_ROWS; row++)
        if (holds_all(world, row, filters, n))
            rows[found++] = row;
    return found;
}

/* A round number for a threshold; in tenths. */
static int32_t draw_threshold(els_rng *rng, uint32_t column)
{
    static const int32_t heads[] = {50, 100, 200, 300, 500, 800, 1000, 2000};
    static const int32_t revenues[] = {5, 10, 20, 50, 80, 100, 200, 300};
    static const int32_t fundings[] = {5, 10, 20, 30, 50, 80, 100};
    static const int32_t prices[] = {50, 100, 150, 200, 250, 300, 400};
    switch (column) {
    case ELS_SALES_EMPLOYEES:
        return 10 * heads[els_rng_below(rng, COUNT(heads))];
    case ELS_SALES_FUNDING:
        return 10 * fundings[els_rng_below(rng, COUNT(fundings))];
    case ELS_SALES_PRICE:
        return 10 * prices[els_rng_below(rng, COUNT(prices))];
    case ELS_SALES_FOUNDED:
        return 10 * (int32_t)els_rng_between(rng, 1990, 2016);
    default:
        return 10 * revenues[els_rng_below(rng, COUNT(revenues))];
    }
}

/* Two criteria on the same thing, or on a place and the place around it, say nothing together. */
static uint32_t topic_of(uint32_t column)
{
    if (column == ELS_SALES_COUNTRY || column == ELS_SALES_CITY)
        return ELS_SALES_REGION;
    if (column == ELS_SALES_REVENUE_2023 || column == ELS_SALES_REVENUE_2024)
        return ELS_SALES_REVENUE_2022;
    return column;
}

/* A filter that company `row` passes. False when no company sits clear of the threshold drawn. */
static bool draw_filter(els_sales_draft *draft, uint32_t row, els_sales_filter *ret)
{
    static const uint8_t pool[] = {ELS_SALES_INDUSTRY, ELS_SALES_INDUSTRY, ELS_SALES_INDUSTRY,
                                   ELS_SALES_REGION,   ELS_SALES_REGION,   ELS_SALES_COUNTRY,
                                   ELS_SALES_COUNTRY,  ELS_SALES_CITY,     ELS_SALES_STAGE,
                                   ELS_SALES_PRICING,  ELS_SALES_TECH,     ELS_SALES_COLUMNS,
                                   ELS_SALES_COLUMNS,  ELS_SALES_COLUMNS};
    els_rng *rng = &draft->rng;
    uint32_t column = pool[els_rng_below(rng, COUNT(pool))];
    if (column == ELS_SALES_COLUMNS)
        column = draw_measure(rng, true);
    int32_t own = draft->world->value[row][column];
    *ret = (els_sales_filter){.column = column, .op = '=', .value = own};
    if (column == ELS_SALES_TECH) {
        do {
            ret->value = (int32_t)els_rng_below(rng, els_sales_tech_count());
        } while (!((own >> ret->value) & 1));
    } else if (els_sales_is_number(column)) {
        ret->value = draw_threshold(rng, column);
        if (own == ret->value)
            return false;
        ret->op = own > ret->value ? '>' : '<';
        /* "over" and "at least" must come to the same; only years say it exactly. */
        for (uint32_t i = 0; i < ELS_SALES_ROWS && column != ELS_SALES_FOUNDED; i++)
            if (draft->world->value[i][column] == ret->value)
                return false;
    }
    return true;
}

/* n filters on different topics, none on `avoid`, all passed by company `row`. */
static bool draw_filters(els_sales_draft *draft, uint32_t row, uint32_t n, uint32_t avoid,
                         els_sales_filter *ret)
{
    uint32_t made = 0;
    for (int tries = 0; made < n && tries < 40; tries++) {
        if (!draw_filter(draft, row, &ret[made]))
            continue;
        bool fresh = topic_of(ret[made].column) != topic_of(avoid);
        for (uint32_t i = 0; i < made; i++)
            fresh = fresh && topic_of(ret[i].column) != topic_of(ret[made].column);
        made += fresh;
    }
    return made == n;
}

static uint32_t filters_by_difficulty(els_sales_draft *draft)
{
    if (draft->difficulty <= 2)
        return 1;
    return draft->difficulty == 5 ? 2 : 1 + els_rng_below(&draft->rng, 2);
}

/* Draws filters, puts them into words and returns the number of rows they leave; 0: draw again. */
static uint32_t draw_selection(els_sales_draft *draft, uint32_t n, uint32_t avoid,
                               uint32_t rows[ELS_SALES_ROWS])
{
    els_sales_filter filters[ELS_SALES_MAX_FILTERS];
    if (!draw_filters(draft, draw_row(draft), n, avoid, filters))
        return 0;
    els_sales_set_companies(draft, filters, n);
    return select_rows(draft->world, filters, n, rows);
}

/* ---- answers ---- */

static bool answer(els_sales_answer *ret, const char *type, els_str key)
{
    *ret = (els_sales_answer){.type = type, .key = key};
    return true;
}

static bool answer_cell(els_sales_draft *draft, uint32_t row, uint32_t column,
                        els_sales_answer *ret)
{
    const char *type = els_sales_is_number(column) ? "number"
                       : column == ELS_SALES_TECH  ? "list"
                                                   : "entity";
    return answer(ret, type, els_sales_cell(draft->world, row, column, draft->arena));
}

static bool answer_yes_no(els_sales_answer *ret, bool yes)
{
    return answer(ret, "enum", yes ? ELS_STR("yes") : ELS_STR("no"));
}

static bool answer_count(els_sales_draft *draft, uint32_t count, els_sales_answer *ret)
{
    return answer(ret, "number", els_arena_printf(draft->arena, "%u", count));
}

static bool answer_tenths(els_sales_draft *draft, int64_t tenths, els_sales_answer *ret)
{
    return answer(ret, "number", els_sales_tenths(draft->arena, tenths));
}

/* numerator / denominator rounded to two decimals; false when it lies between two of them. */
static bool answer_rounded(els_sales_draft *draft, int64_t numerator, int64_t denominator,
                           els_sales_answer *ret)
{
    int64_t magnitude = (numerator < 0 ? -numerator : numerator) * 200;
    int64_t halves = magnitude / denominator; /* of a hundredth */
    if (magnitude % denominator == 0 && halves % 2)
        return false;
    int64_t cents = (halves + 1) / 2;
    return answer(
        ret, "number",
        els_format_number(draft->arena, (double)(numerator < 0 ? -cents : cents) / 100.0));
}

static bool answer_person(els_sales_draft *draft, uint32_t person, els_sales_answer *ret)
{
    return answer(ret, "entity", els_sales_person_name(draft->world, person, draft->arena));
}

/* ---- lookups ---- */

/* A column to ask for, its noun in slot T. */
static uint32_t draw_attribute(els_sales_draft *draft, uint32_t avoid)
{
    static const uint8_t pool[] = {ELS_SALES_INDUSTRY, ELS_SALES_REGION,  ELS_SALES_COUNTRY,
                                   ELS_SALES_CITY,     ELS_SALES_PRICING, ELS_SALES_COMPETITOR,
                                   ELS_SALES_STAGE,    ELS_SALES_COLUMNS, ELS_SALES_COLUMNS,
                                   ELS_SALES_COLUMNS,  ELS_SALES_COLUMNS, ELS_SALES_COLUMNS};
    uint32_t column;
    do {
        column = pool[els_rng_below(&draft->rng, COUNT(pool))];
        if (column == ELS_SALES_COLUMNS)
            column = draw_measure(&draft->rng, true);
    } while (column == avoid);
    draft->slot['T'] = els_sales_noun(draft, column);
    return column;
}

static uint32_t draw_company(els_sales_draft *draft, char slot)
{
    uint32_t row = draw_row(draft);
    draft->slot[(unsigned char)slot] = say_company(draft, row);
    return row;
}

/* One of the two persons of a company, the role in slot R. */
static uint32_t draw_role(els_sales_draft *draft, uint32_t row)
{
    uint32_t person = 2 * row + els_rng_below(&draft->rng, 2);
    draft->slot['R'] = els_sales_role_name(draft->world->role[person]);
    return person;
}

static uint32_t draw_person(els_sales_draft *draft)
{
    uint32_t person = els_rng_below(&draft->rng, ELS_SALES_PEOPLE);
    draft->slot['H'] = els_sales_person_name(draft->world, person, draft->arena).ptr;
    draft->slot['A'] = say_company(draft, person / 2);
    return person;
}

static bool build_lookup(els_sales_draft *draft, const els_sales_template *from,
                         els_sales_answer *ret)
{
    static const uint32_t places[] = {ELS_SALES_CITY, ELS_SALES_COUNTRY, ELS_SALES_REGION};
    static const char *const place_names[] = {"city", "country", "region"};
    if (from->op == ELS_SALES_EMPLOYER || from->op == ELS_SALES_JOINED) {
        uint32_t person = draw_person(draft);
        if (from->op == ELS_SALES_EMPLOYER)
            return answer_cell(draft, person / 2, ELS_SALES_COMPANY, ret);
        return answer_count(draft, draft->world->joined[person], ret);
    }
    uint32_t row = draw_company(draft, 'A');
    if (from->op == ELS_SALES_ROLE_HOLDER)
        return answer_person(draft, draw_role(draft, row), ret);
    if (from->op == ELS_SALES_FIXED)
        return answer_cell(draft, row, from->column, ret);
    if (from->op == ELS_SALES_PLACE) {
        uint32_t place = els_rng_below(&draft->rng, COUNT(places));
        draft->slot['T'] = place_names[place];
        return answer_cell(draft, row, places[place], ret);
    }
    if (from->op == ELS_SALES_TECH_LIST) {
        draft->slot['T'] = els_sales_noun(draft, ELS_SALES_TECH);
        return answer_cell(draft, row, ELS_SALES_TECH, ret);
    }
    return answer_cell(draft, row, draw_attribute(draft, ELS_SALES_COLUMNS), ret);
}

static bool build_hop(els_sales_draft *draft, const els_sales_template *from, els_sales_answer *ret)
{
    if (from->op == ELS_SALES_PERSON_ATTRIBUTE) {
        uint32_t person = draw_person(draft);
        return answer_cell(draft, person / 2, draw_attribute(draft, ELS_SALES_COLUMNS), ret);
    }
    uint32_t row = draw_company(draft, 'A');
    uint32_t rival = (uint32_t)draft->world->value[row][ELS_SALES_COMPETITOR];
    if (from->op == ELS_SALES_RIVAL_ROLE)
        return answer_person(draft, draw_role(draft, rival), ret);
    return answer_cell(draft, rival, draw_attribute(draft, ELS_SALES_COMPETITOR), ret);
}

/* ---- selections ---- */

static els_str name_list(els_sales_draft *draft, const uint32_t *rows, uint32_t n)
{
    els_buf list = {0};
    for (uint32_t i = 0; i < n; i++)
        els_buf_printf(&list, "%s%s", i ? "; " : "", say_company(draft, rows[i]));
    els_str text = els_arena_copy(draft->arena, els_buf_str(&list));
    els_buf_fini(&list);
    return text;
}

static bool build_filter(els_sales_draft *draft, const els_sales_template *from,
                         els_sales_answer *ret)
{
    uint32_t rows[ELS_SALES_ROWS];
    /* Lists and single companies need narrow selections, whatever the difficulty. */
    uint32_t n = from->op == ELS_SALES_ONLY ? 2 : filters_by_difficulty(draft);
    if (from->op == ELS_SALES_LIST && n == 1 && draft->difficulty > 1)
        n = 2;
    uint32_t found = draw_selection(draft, n, ELS_SALES_COLUMNS, rows);
    if (from->op == ELS_SALES_COUNT)
        return found > 0 && answer_count(draft, found, ret);
    if (from->op == ELS_SALES_ONLY)
        return found == 1 && answer_cell(draft, rows[0], ELS_SALES_COMPANY, ret);
    return found >= 2 && found <= 6 && answer(ret, "list", name_list(draft, rows, found));
}

/* Brings the k-th row by the measure to rows[k-1]; false when it ties with a neighbour. */
static bool select_kth(const els_sales_world *world, uint32_t *rows, uint32_t found,
                       uint32_t column, bool is_max, uint32_t k)
{
    for (uint32_t place = 0; place <= k && place < found; place++) {
        uint32_t best = place;
        for (uint32_t i = place + 1; i < found; i++) {
            int32_t left = world->value[rows[i]][column], right = world->value[rows[best]][column];
            if (is_max ? left > right : left < right)
                best = i;
        }
        uint32_t row = rows[best];
        rows[best] = rows[place];
        rows[place] = row;
        if (place > 0 && world->value[rows[place - 1]][column] == world->value[row][column])
            return false;
    }
    return true;
}

/* Draws measure, direction and selection, and finds the k-th of it in *ret_row. */
static bool draw_ranked(els_sales_draft *draft, uint32_t n_filters, uint32_t k, uint32_t *ret_row,
                        uint32_t *ret_column)
{
    uint32_t rows[ELS_SALES_ROWS];
    uint32_t column = draw_measure(&draft->rng, true);
    bool is_max = els_rng_below(&draft->rng, 2);
    uint32_t found = draw_selection(draft, n_filters, column, rows);
    if (found < k + 1 || !select_kth(draft->world, rows, found, column, is_max, k))
        return false;
    els_sales_set_measure(draft, column, is_max);
    *ret_row = rows[k - 1];
    *ret_column = column;
    return true;
}

static bool build_ranked(els_sales_draft *draft, const els_sales_template *from,
                         els_sales_answer *ret)
{
    static const char *const ordinals[] = {"first", "second", "third", "fourth"};
    uint32_t k = from->op == ELS_SALES_KTH ? 2 + els_rng_below(&draft->rng, 3) : 1;
    bool hops = from->op == ELS_SALES_BEST_ATTRIBUTE || from->op == ELS_SALES_BEST_ROLE;
    uint32_t row, column;
    if (!draw_ranked(draft, hops ? 1 : filters_by_difficulty(draft), k, &row, &column))
        return false;
    draft->slot['K'] = ordinals[k - 1];
    if (from->op == ELS_SALES_BEST_ROLE)
        return answer_person(draft, draw_role(draft, row), ret);
    if (from->op == ELS_SALES_BEST_ATTRIBUTE) {
        uint32_t asked = draw_attribute(draft, column);
        return !((draft->filtered >> asked) & 1) && answer_cell(draft, row, asked, ret);
    }
    return answer_cell(draft, row, ELS_SALES_COMPANY, ret);
}

static bool build_count_whose(els_sales_draft *draft, els_sales_answer *ret)
{
    els_sales_filter filters[ELS_SALES_MAX_FILTERS];
    uint32_t row = draw_row(draft), rows[ELS_SALES_ROWS];
    uint32_t n = draft->difficulty >= 4 ? 2 : 1;
    uint32_t column = draw_measure(&draft->rng, false);
    if (!draw_filters(draft, row, n, column, filters))
        return false;
    int32_t threshold = draw_threshold(&draft->rng, column);
    for (uint32_t i = 0; i < ELS_SALES_ROWS; i++)
        if (draft->world->value[i][column] == threshold)
            return false;
    bool over = els_rng_below(&draft->rng, 2);
    els_sales_set_companies(draft, filters, n);
    els_sales_set_measure(draft, column, true);
    draft->slot['w'] = els_sales_tenths(draft->arena, threshold).ptr;
    draft->slot['W'] = els_sales_say(draft, over ? "[above|over] $w" : "[below|under] $w");
    filters[n++] = (els_sales_filter){column, over ? '>' : '<', threshold};
    uint32_t found = select_rows(draft->world, filters, n, rows);
    return found > 0 && answer_count(draft, found, ret);
}

static bool build_aggregate(els_sales_draft *draft, const els_sales_template *from,
                            els_sales_answer *ret)
{
    uint32_t rows[ELS_SALES_ROWS];
    bool extreme = from->op == ELS_SALES_EXTREME, is_max = els_rng_below(&draft->rng, 2);
    uint32_t column = draw_measure(&draft->rng, extreme);
    uint32_t found = draw_selection(draft, filters_by_difficulty(draft), column, rows);
    if (found < 2)
        return false;
    els_sales_set_measure(draft, column, is_max);
    int64_t sum = 0;
    int32_t best = draft->world->value[rows[0]][column];
    for (uint32_t i = 0; i < found; i++) {
        int32_t value = draft->world->value[rows[i]][column];
        sum += value;
        if (is_max ? value > best : value < best)
            best = value;
    }
    if (extreme)
        return answer_tenths(draft, best, ret);
    if (from->op == ELS_SALES_SUM)
        return answer_tenths(draft, sum, ret);
    bool rounded = els_rng_below(&draft->rng, 2);
    draft->slot['d'] = rounded ? ", rounded to two decimals" : "";
    if (rounded)
        return answer_rounded(draft, sum, 10 * (int64_t)found, ret);
    return answer(ret, "number",
                  els_format_number(draft->arena, (double)sum / (10.0 * (double)found)));
}

/* ---- two companies, two years ---- */

static bool build_compare(els_sales_draft *draft, const els_sales_template *from,
                          els_sales_answer *ret)
{
    uint32_t column = draw_measure(&draft->rng, true);
    uint32_t a = draw_company(draft, 'A'), b = draw_company(draft, 'B');
    int32_t left = draft->world->value[a][column], right = draft->world->value[b][column];
    bool is_max = els_rng_below(&draft->rng, 2);
    if (left == right || (from->op == ELS_SALES_EXCEEDS && left < right))
        return false;
    els_sales_set_measure(draft, column, is_max);
    if (from->op == ELS_SALES_WHICH_OF_TWO)
        return answer_cell(draft, (left > right) == is_max ? a : b, ELS_SALES_COMPANY, ret);
    if (from->op == ELS_SALES_MORE_YES_NO)
        return answer_yes_no(ret, (left > right) == is_max);
    return answer_tenths(draft, left > right ? left - right : right - left, ret);
}

static bool build_trend(els_sales_draft *draft, const els_sales_template *from,
                        els_sales_answer *ret)
{
    static const char *const years[] = {"2022", "2023", "2024"};
    els_rng *rng = &draft->rng;
    uint32_t row = draw_company(draft, 'A');
    uint32_t first = els_rng_below(rng, 2), last = first + 1 + els_rng_below(rng, 2 - first);
    const int32_t *value = &draft->world->value[row][ELS_SALES_REVENUE_2022];
    int32_t before = value[first], after = value[last];
    draft->slot['1'] = years[first];
    draft->slot['2'] = years[last];
    bool grew = after > before, yes_no = from->op == ELS_SALES_GREW_YES_NO;
    bool say_grew = yes_no ? els_rng_below(rng, 2) : grew;
    if (before == after)
        return false;
    draft->slot['g'] = say_grew ? "[grow|rise|increase]" : "[fall|drop|shrink]";
    draft->slot['G'] = say_grew ? "[grew|rose|increased]" : "[fell|dropped|shrank]";
    draft->slot['h'] = say_grew ? "[higher|larger]" : "[lower|smaller]";
    int32_t change = after - before, size = grew ? change : -change;
    switch (from->op) {
    case ELS_SALES_GREW_YES_NO:
        return answer_yes_no(ret, grew == say_grew);
    case ELS_SALES_CHANGE:
        return answer_tenths(draft, change, ret);
    case ELS_SALES_GREW_BY:
        return answer_tenths(draft, size, ret);
    case ELS_SALES_PERCENT:
        return answer_rounded(draft, 100 * (int64_t)change, before, ret);
    case ELS_SALES_GREW_PERCENT:
        return answer_rounded(draft, 100 * (int64_t)size, before, ret);
    default:
        return answer_rounded(draft, after, before, ret);
    }
}

/* ---- qualification ---- */

/* A company that fails at least one of the criteria: mostly not all of them, so that each has to be
 * looked at. Tries long enough for the answer no to stay as frequent as yes. */
static bool draw_failing(els_sales_draft *draft, const els_sales_filter *filters, uint32_t n,
                         uint32_t *ret_row)
{
    bool close = n > 1 && els_rng_below(&draft->rng, 4) > 0;
    for (int tries = 0; tries < 200; tries++) {
        uint32_t row = draw_row(draft), failed = 0;
        for (uint32_t i = 0; i < n; i++)
            failed += !holds(draft->world, row, &filters[i]);
        if (failed == 0 || (close && failed == n))
            continue;
        *ret_row = row;
        return true;
    }
    return false;
}

/* Criteria of one company, asked of it (yes) or of another one that fails at least one (no). */
static bool build_qualify(els_sales_draft *draft, const els_sales_template *from,
                          els_sales_answer *ret)
{
    els_sales_filter filters[ELS_SALES_MAX_FILTERS];
    els_rng *rng = &draft->rng;
    uint32_t n = 1 + (draft->difficulty + els_rng_below(rng, 2)) / 2;
    bool in_a_sentence = strstr(from->context ? from->context : from->frame, "$P") != NULL;
    if (in_a_sentence && n > 3)
        n = 3; /* longer sentences would not be English any more */
    uint32_t model = draw_row(draft), asked = model;
    if (!draw_filters(draft, model, n, ELS_SALES_COLUMNS, filters))
        return false;
    bool yes = els_rng_below(rng, 2);
    if (!yes && !draw_failing(draft, filters, n, &asked))
        return false;
    els_buf lines = {0}, inline_list = {0};
    const char *bullet = els_rng_below(rng, 2) ? "- " : "";
    for (uint32_t i = 0; i < n; i++) {
        const char *criterion = els_sales_criterion(draft, &filters[i]);
        els_buf_printf(&lines, "%s%s%s", i ? "\n" : "", bullet, criterion);
        els_buf_printf(&inline_list, "%s%s", i ? "; " : "", criterion);
    }
    draft->slot['A'] = say_company(draft, asked);
    draft->slot['L'] = els_arena_strdup(draft->arena, els_buf_str(&lines));
    draft->slot['I'] = els_arena_strdup(draft->arena, els_buf_str(&inline_list));
    els_buf_fini(&lines);
    els_buf_fini(&inline_list);
    els_sales_set_companies(draft, filters, n);
    return answer_yes_no(ret, yes);
}

bool els_sales_build(els_sales_draft *draft, const els_sales_template *from, els_sales_answer *ret)
{
    switch (from->op) {
    case ELS_SALES_ATTRIBUTE:
    case ELS_SALES_PLACE:
    case ELS_SALES_FIXED:
    case ELS_SALES_TECH_LIST:
    case ELS_SALES_ROLE_HOLDER:
    case ELS_SALES_EMPLOYER:
    case ELS_SALES_JOINED:
        return build_lookup(draft, from, ret);
    case ELS_SALES_COUNT:
    case ELS_SALES_LIST:
    case ELS_SALES_ONLY:
        return build_filter(draft, from, ret);
    case ELS_SALES_COUNT_WHOSE:
        return build_count_whose(draft, ret);
    case ELS_SALES_BEST:
    case ELS_SALES_KTH:
    case ELS_SALES_BEST_ATTRIBUTE:
    case ELS_SALES_BEST_ROLE:
        return build_ranked(draft, from, ret);
    case ELS_SALES_WHICH_OF_TWO:
    case ELS_SALES_MORE_YES_NO:
    case ELS_SALES_GAP:
    case ELS_SALES_EXCEEDS:
        return build_compare(draft, from, ret);
    case ELS_SALES_AVERAGE:
    case ELS_SALES_SUM:
    case ELS_SALES_EXTREME:
        return build_aggregate(draft, from, ret);
    case ELS_SALES_CHANGE:
    case ELS_SALES_GREW_BY:
    case ELS_SALES_PERCENT:
    case ELS_SALES_GREW_PERCENT:
    case ELS_SALES_RATIO:
    case ELS_SALES_GREW_YES_NO:
        return build_trend(draft, from, ret);
    case ELS_SALES_RIVAL_ATTRIBUTE:
    case ELS_SALES_RIVAL_ROLE:
    case ELS_SALES_PERSON_ATTRIBUTE:
        return build_hop(draft, from, ret);
    case ELS_SALES_QUALIFY:
        return build_qualify(draft, from, ret);
    }
    return false;
}
