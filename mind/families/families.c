#include "family.h"

extern const els_family els_family_calc;
extern const els_family els_family_arith;
extern const els_family els_family_sequence;
extern const els_family els_family_list;
extern const els_family els_family_date;
extern const els_family els_family_examples;
extern const els_family els_family_kb;
extern const els_family els_family_label;
extern const els_family els_family_rule;
extern const els_family els_family_extract;
extern const els_family els_family_order;
extern const els_family els_family_kin;
extern const els_family els_family_state;
extern const els_family els_family_statements;
extern const els_family els_family_liars;
extern const els_family els_family_assign;
extern const els_family els_family_inherit;
extern const els_family els_family_holdings;
extern const els_family els_family_story;
extern const els_family els_family_passage;
extern const els_family els_family_record;
extern const els_family els_family_usual;
extern const els_family els_family_rewrite;
extern const els_family els_family_gap;
extern const els_family els_family_measure;

static const els_family *const all[] = {
    &els_family_calc,    &els_family_arith,      &els_family_sequence, &els_family_list,
    &els_family_date,    &els_family_examples,   &els_family_kb,       &els_family_label,
    &els_family_rule,    &els_family_extract,    &els_family_order,    &els_family_kin,
    &els_family_state,   &els_family_statements, &els_family_liars,    &els_family_assign,
    &els_family_inherit, &els_family_holdings,   &els_family_story,    &els_family_passage,
    &els_family_record,  &els_family_usual,      &els_family_rewrite,  &els_family_gap,
    &els_family_measure,
};

_Static_assert(sizeof all / sizeof all[0] <= 64, "a session keeps a bit for each");

const els_family *const *els_families(size_t *ret_count)
{
    *ret_count = sizeof all / sizeof all[0];
    return all;
}

const els_family *els_family_named(els_str name)
{
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (els_str_eq(els_str_of(all[i]->name), name))
            return all[i];
    return NULL;
}

uint32_t els_family_number(const els_family *family)
{
    uint32_t i = 0;
    while (i + 1 < sizeof all / sizeof all[0] && all[i] != family)
        i++;
    return i;
}
