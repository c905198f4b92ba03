/* sales_world.h — the made-up market behind the plugin sales_research: 220 companies, their people.
 *
 * A world is a pure function of a seed. Rows are in alphabetical order of the company, so that the
 * order of a list in the knowledge base is the alphabetical one. Pure: depends on base only. */
#ifndef ELS_SALES_WORLD_H
#define ELS_SALES_WORLD_H

#include "els_rng.h"
#include "messages.h"

enum {
    ELS_SALES_COMPANY,
    ELS_SALES_INDUSTRY,
    ELS_SALES_REGION,
    ELS_SALES_COUNTRY,
    ELS_SALES_CITY,
    ELS_SALES_EMPLOYEES,
    ELS_SALES_REVENUE_2022,
    ELS_SALES_REVENUE_2023,
    ELS_SALES_REVENUE_2024,
    ELS_SALES_FUNDING,
    ELS_SALES_FOUNDED,
    ELS_SALES_PRICE,
    ELS_SALES_PRICING,
    ELS_SALES_TECH,
    ELS_SALES_COMPETITOR,
    ELS_SALES_STAGE,
    ELS_SALES_COLUMNS
};

enum {
    ELS_SALES_ROWS = 220,
    ELS_SALES_PEOPLE = 2 * ELS_SALES_ROWS, /* persons 2r and 2r+1 work for company r */
    ELS_SALES_ROLES = 5,
    ELS_SALES_NAME_BYTES = 32
};

typedef struct {
    /* Numbers in tenths; TECH is a bit set; COMPETITOR and COMPANY are rows; others are indices
     * into the column's values. */
    int32_t value[ELS_SALES_ROWS][ELS_SALES_COLUMNS];
    char name[ELS_SALES_ROWS][ELS_SALES_NAME_BYTES];
    uint16_t person[ELS_SALES_PEOPLE]; /* index of the person's name */
    uint8_t role[ELS_SALES_PEOPLE];    /* 0 (chief executive) for even persons */
    uint16_t joined[ELS_SALES_PEOPLE]; /* year */
} els_sales_world;

/* The world of a seed: the same seed, the same world. */
void els_sales_world_make(uint64_t seed, els_sales_world *ret);

/* Whether cells of the column are numbers. */
bool els_sales_is_number(uint32_t column);
/* Text of a value of a column that is neither a number, a list nor a company; for TECH the name of
 * the technology with that number. */
const char *els_sales_value_name(uint32_t column, int32_t value);
uint32_t els_sales_tech_count(void);
/* The cell as the knowledge base has it. */
els_str els_sales_cell(const els_sales_world *world, uint32_t row, uint32_t column,
                       els_arena *arena);
/* Plain decimal of tenths. */
els_str els_sales_tenths(els_arena *arena, int64_t tenths);
els_str els_sales_person_name(const els_sales_world *world, uint32_t person, els_arena *arena);
const char *els_sales_role_name(uint32_t role);

/* The knowledge base "sales_research" with the tables companies and people. */
void els_sales_world_kb(const els_sales_world *world, els_arena *arena, els_kb *ret);

#endif
