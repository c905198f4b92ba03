#include "sales_world.h"

#include "els_hash.h"

#include <stdio.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

/* Both lists are sorted and none of their words begins another one of the same list, so that the
 * order of (start, end) is the alphabetical order of the names. */
static const char *const name_starts[] = {"Ald",  "Bex", "Cal", "Dor", "Elv", "Fen", "Gal", "Hex",
                                          "Ith",  "Jor", "Kel", "Lum", "Mir", "Nav", "Orv", "Pel",
                                          "Quor", "Riv", "Sol", "Tav", "Ulm", "Vel", "Wex", "Zor"};
static const char *const name_ends[] = {"aplex", "ara", "entis", "era",  "icor", "idium", "inex",
                                        "ista",  "ivo", "onis",  "ora",  "oviq", "udo",   "umbra",
                                        "unda",  "ura", "yntra", "yris", "yxo",  "zen"};
static const char *const name_words[] = {" Labs", " Systems", " Works", " Group"};

static const char *const industries[] = {
    "fintech", "healthcare", "logistics", "cybersecurity", "education", "retail",  "agriculture",
    "energy",  "insurance",  "robotics",  "biotech",       "gaming",    "telecom", "real estate"};
static const char *const regions[] = {"Europe", "North America", "South America", "Asia", "Africa"};
static const struct {
    const char *name;
    uint8_t region;
} countries[] = {{"Germany", 0},   {"France", 0},   {"Spain", 0},   {"Sweden", 0}, {"Poland", 0},
                 {"Ireland", 0},   {"USA", 1},      {"Canada", 1},  {"Mexico", 1}, {"Brazil", 2},
                 {"Chile", 2},     {"Colombia", 2}, {"Japan", 3},   {"India", 3},  {"Vietnam", 3},
                 {"Indonesia", 3}, {"Kenya", 4},    {"Nigeria", 4}, {"Ghana", 4}};
/* Two cities per country, in the order of the countries. */
static const char *const cities[] = {
    "Berlin",    "Munich",  "Paris",  "Lyon",     "Madrid",   "Valencia", "Stockholm", "Malmo",
    "Warsaw",    "Krakow",  "Dublin", "Galway",   "Austin",   "Boston",   "Toronto",   "Montreal",
    "Monterrey", "Puebla",  "Recife", "Curitiba", "Santiago", "Valdivia", "Bogota",    "Medellin",
    "Osaka",     "Kyoto",   "Pune",   "Chennai",  "Hanoi",    "Danang",   "Jakarta",   "Bandung",
    "Nairobi",   "Mombasa", "Lagos",  "Abuja",    "Accra",    "Kumasi"};
static const char *const pricing_models[] = {"per seat", "usage based", "flat rate", "freemium",
                                             "tiered"};
static const char *const technologies[] = {"Django", "Elixir",     "GraphQL", "Java",
                                           "Kafka",  "Kubernetes", "MongoDB", "PostgreSQL",
                                           "Python", "React",      "Redis",   "Terraform"};
static const char *const stages[] = {"seed", "series A", "series B", "series C", "mature"};
static const char *const roles[ELS_SALES_ROLES] = {"CEO", "CTO", "CFO", "head of sales",
                                                   "head of marketing"};
static const char *const first_names[] = {
    "Ada",    "Bruno",  "Clara", "Dario", "Edith", "Farid", "Greta",   "Hugo",   "Ines",  "Jonas",
    "Karin",  "Leo",    "Mara",  "Nils",  "Olga",  "Paolo", "Queenie", "Rafael", "Sonja", "Tomas",
    "Ursula", "Viktor", "Wanda", "Xenia", "Yusuf", "Zelda", "Anton",   "Bianca", "Cyril", "Delia",
    "Emil",   "Flora",  "Goran", "Helga", "Igor",  "Jana",  "Kuno",    "Lidia",  "Marek", "Nadia"};
static const char *const last_names[] = {
    "Abel",     "Brandt", "Castillo", "Dvorak",   "Eklund", "Farkas",   "Gruber",  "Haas",
    "Iversen",  "Jansen", "Kowalski", "Lindgren", "Moreau", "Novak",    "Okafor",  "Petrov",
    "Quist",    "Rossi",  "Santos",   "Tanaka",   "Ueda",   "Varga",    "Weiss",   "Xiang",
    "Yilmaz",   "Zimmer", "Almeida",  "Bergman",  "Costa",  "Duarte",   "Engel",   "Fontana",
    "Grimaldi", "Hoffer", "Ibarra",   "Jurado",   "Keller", "Lombardi", "Mertens", "Nyman"};

static const struct {
    const char *name, *type, *unit;
} columns[ELS_SALES_COLUMNS] = {
    {"company", "text", ""},
    {"industry", "text", ""},
    {"region", "text", ""},
    {"country", "text", ""},
    {"hq_city", "text", ""},
    {"employees", "number", "people"},
    {"revenue_2022", "number", "million USD"},
    {"revenue_2023", "number", "million USD"},
    {"revenue_2024", "number", "million USD"},
    {"funding", "number", "million USD"},
    {"founded", "number", "year"},
    {"price", "number", "USD per month"},
    {"pricing_model", "text", ""},
    {"tech_stack", "list", ""},
    {"competitor", "text", ""},
    {"stage", "text", ""},
};

/* Selection sampling (Knuth, TAOCP 2, 3.4.2, algorithm S): keeps the alphabetical order. */
static void draw_names(els_rng *rng, els_sales_world *world)
{
    uint32_t left = COUNT(name_starts) * COUNT(name_ends);
    uint32_t row = 0;
    for (uint32_t i = 0; row < ELS_SALES_ROWS; i++, left--) {
        if (els_rng_below(rng, left) >= ELS_SALES_ROWS - row)
            continue;
        uint32_t word = els_rng_below(rng, 3 * COUNT(name_words));
        snprintf(world->name[row], ELS_SALES_NAME_BYTES, "%s%s%s",
                 name_starts[i / COUNT(name_ends)], name_ends[i % COUNT(name_ends)],
                 word < COUNT(name_words) ? name_words[word] : "");
        row++;
    }
}

/* Revenue one year later: -24 .. +49 percent, never unchanged. Arguments and result in tenths. */
static int32_t next_revenue(els_rng *rng, int32_t revenue)
{
    int32_t percent = 76 + (int32_t)els_rng_below(rng, 74);
    int32_t next = revenue * percent / 100;
    return next == revenue ? next + 7 : next;
}

static void draw_company(els_rng *rng, uint32_t row, int32_t *value)
{
    static const int32_t sizes[] = {20, 50, 100, 200, 400, 900, 2000, 4000};
    value[ELS_SALES_COMPANY] = (int32_t)row;
    value[ELS_SALES_INDUSTRY] = (int32_t)els_rng_below(rng, COUNT(industries));
    uint32_t country = els_rng_below(rng, COUNT(countries));
    value[ELS_SALES_COUNTRY] = (int32_t)country;
    value[ELS_SALES_REGION] = countries[country].region;
    value[ELS_SALES_CITY] = (int32_t)(2 * country + els_rng_below(rng, 2));
    uint32_t size = els_rng_below(rng, COUNT(sizes));
    int32_t employees = sizes[size] * (100 + (int32_t)els_rng_below(rng, 140)) / 100 +
                        (int32_t)els_rng_below(rng, 9);
    value[ELS_SALES_EMPLOYEES] = 10 * employees;
    int32_t revenue = employees * (6 + (int32_t)els_rng_below(rng, 20)) / 10 +
                      (int32_t)els_rng_between(rng, 11, 49);
    value[ELS_SALES_REVENUE_2022] = revenue;
    value[ELS_SALES_REVENUE_2023] = revenue = next_revenue(rng, revenue);
    value[ELS_SALES_REVENUE_2024] = next_revenue(rng, revenue);
    value[ELS_SALES_FUNDING] =
        (int32_t)els_rng_between(rng, 8, 400) * (int32_t)els_rng_between(rng, 1, 6);
    value[ELS_SALES_FOUNDED] = 10 * (int32_t)els_rng_between(rng, 1984, 2021);
    value[ELS_SALES_PRICE] = 10 * (int32_t)els_rng_between(rng, 9, 499);
    value[ELS_SALES_PRICING] = (int32_t)els_rng_below(rng, COUNT(pricing_models));
    int32_t stack = 0;
    for (uint32_t n = 3 + els_rng_below(rng, 2); n;) {
        int32_t bit = (int32_t)1 << els_rng_below(rng, COUNT(technologies));
        n -= (stack & bit) == 0;
        stack |= bit;
    }
    value[ELS_SALES_TECH] = stack;
    uint32_t other = els_rng_below(rng, ELS_SALES_ROWS - 1);
    value[ELS_SALES_COMPETITOR] = (int32_t)(other + (other >= row));
    value[ELS_SALES_STAGE] = (int32_t)els_rng_below(rng, COUNT(stages));
}

void els_sales_world_make(uint64_t seed, els_sales_world *ret)
{
    els_rng rng = els_rng_make(seed, els_hash_str(ELS_STR("sales_research.world")), 0);
    draw_names(&rng, ret);
    for (uint32_t row = 0; row < ELS_SALES_ROWS; row++)
        draw_company(&rng, row, ret->value[row]);
    /* Distinct full names: an affine permutation of all of them (step coprime to 1600). */
    const uint32_t names = COUNT(first_names) * COUNT(last_names);
    uint32_t step = 10 * els_rng_below(&rng, names / 10) + 3, offset = els_rng_below(&rng, names);
    for (uint32_t i = 0; i < ELS_SALES_PEOPLE; i++) {
        ret->person[i] = (uint16_t)((offset + i * step) % names);
        ret->role[i] = (uint8_t)(i % 2 ? 1 + els_rng_below(&rng, ELS_SALES_ROLES - 1) : 0);
        ret->joined[i] = (uint16_t)els_rng_between(&rng, 2021, 2025);
    }
}

bool els_sales_is_number(uint32_t column)
{
    return column >= ELS_SALES_EMPLOYEES && column <= ELS_SALES_PRICE;
}

const char *els_sales_value_name(uint32_t column, int32_t value)
{
    switch (column) {
    case ELS_SALES_INDUSTRY:
        return industries[value];
    case ELS_SALES_REGION:
        return regions[value];
    case ELS_SALES_COUNTRY:
        return countries[value].name;
    case ELS_SALES_CITY:
        return cities[value];
    case ELS_SALES_PRICING:
        return pricing_models[value];
    case ELS_SALES_TECH:
        return technologies[value];
    default:
        return stages[value];
    }
}

uint32_t els_sales_tech_count(void)
{
    return COUNT(technologies);
}

const char *els_sales_role_name(uint32_t role)
{
    return roles[role];
}

els_str els_sales_tenths(els_arena *arena, int64_t tenths)
{
    return els_format_number(arena, (double)tenths / 10.0);
}

els_str els_sales_person_name(const els_sales_world *world, uint32_t person, els_arena *arena)
{
    uint32_t name = world->person[person];
    return els_arena_printf(arena, "%s %s", first_names[name % COUNT(first_names)],
                            last_names[name / COUNT(first_names)]);
}

static els_str tech_list(els_arena *arena, int32_t stack)
{
    char text[256];
    size_t len = 0;
    for (uint32_t i = 0; i < COUNT(technologies); i++)
        if (stack & (1 << i))
            len += (size_t)snprintf(text + len, sizeof text - len, "%s%s", len ? "; " : "",
                                    technologies[i]);
    return els_arena_copy(arena, (els_str){text, len});
}

els_str els_sales_cell(const els_sales_world *world, uint32_t row, uint32_t column,
                       els_arena *arena)
{
    int32_t value = world->value[row][column];
    if (els_sales_is_number(column))
        return els_sales_tenths(arena, value);
    if (column == ELS_SALES_TECH)
        return tech_list(arena, value);
    if (column == ELS_SALES_COMPANY || column == ELS_SALES_COMPETITOR)
        return els_arena_copy(arena, els_str_of(world->name[value]));
    return els_str_of(els_sales_value_name(column, value));
}

static void fill_column(els_kb_column *column, const char *name, const char *type, const char *unit)
{
    *column = (els_kb_column){
        .name = els_str_of(name), .type = els_str_of(type), .unit = els_str_of(unit)};
}

static void companies_table(const els_sales_world *world, els_arena *arena, els_kb_table *ret)
{
    *ret = (els_kb_table){.name = ELS_STR("companies"),
                          .columns = ELS_ARENA_NEW(arena, els_kb_column, ELS_SALES_COLUMNS),
                          .n_columns = ELS_SALES_COLUMNS,
                          .n_cells = ELS_SALES_ROWS * ELS_SALES_COLUMNS};
    for (uint32_t c = 0; c < ELS_SALES_COLUMNS; c++)
        fill_column(&ret->columns[c], columns[c].name, columns[c].type, columns[c].unit);
    ret->cells = ELS_ARENA_NEW(arena, els_str, ret->n_cells);
    for (uint32_t i = 0; i < ret->n_cells; i++)
        ret->cells[i] = els_sales_cell(world, i / ELS_SALES_COLUMNS, i % ELS_SALES_COLUMNS, arena);
}

static void people_table(const els_sales_world *world, els_arena *arena, els_kb_table *ret)
{
    enum { PERSON, ROLE, COMPANY, JOINED, WIDTH };
    *ret = (els_kb_table){.name = ELS_STR("people"),
                          .columns = ELS_ARENA_NEW(arena, els_kb_column, WIDTH),
                          .n_columns = WIDTH,
                          .cells = ELS_ARENA_NEW(arena, els_str, ELS_SALES_PEOPLE * WIDTH),
                          .n_cells = ELS_SALES_PEOPLE * WIDTH};
    fill_column(&ret->columns[PERSON], "person", "text", "");
    fill_column(&ret->columns[ROLE], "role", "text", "");
    fill_column(&ret->columns[COMPANY], "company", "text", "");
    fill_column(&ret->columns[JOINED], "joined", "number", "year");
    for (uint32_t i = 0; i < ELS_SALES_PEOPLE; i++) {
        els_str *cells = &ret->cells[i * WIDTH];
        cells[PERSON] = els_sales_person_name(world, i, arena);
        cells[ROLE] = els_str_of(roles[world->role[i]]);
        cells[COMPANY] = els_arena_copy(arena, els_str_of(world->name[i / 2]));
        cells[JOINED] = els_arena_printf(arena, "%u", world->joined[i]);
    }
}

void els_sales_world_kb(const els_sales_world *world, els_arena *arena, els_kb *ret)
{
    *ret = (els_kb){.name = ELS_STR("sales_research"),
                    .tables = ELS_ARENA_NEW(arena, els_kb_table, 2),
                    .n_tables = 2};
    companies_table(world, arena, &ret->tables[0]);
    people_table(world, arena, &ret->tables[1]);
}
