#include "family.h"

extern const els_family els_family_calc;
extern const els_family els_family_arith;
extern const els_family els_family_sequence;
extern const els_family els_family_kb;
extern const els_family els_family_label;
extern const els_family els_family_rule;
extern const els_family els_family_extract;

static const els_family *const all[] = {
    &els_family_calc,
    &els_family_arith,
    &els_family_sequence,
    &els_family_kb,
    &els_family_label,
    &els_family_rule,
    &els_family_extract,
};

const els_family *const *els_families(size_t *ret_count)
{
    *ret_count = sizeof all / sizeof all[0];
    return all;
}
