/* sales_build.h — fills the slots of a template of sales_research and computes the right answer. */
#ifndef ELS_SALES_BUILD_H
#define ELS_SALES_BUILD_H

#include "sales_templates.h"

typedef struct {
    const char *type; /* of the field: entity, number, enum (yes or no) or list */
    els_str key;
} els_sales_answer;

/* One attempt. False when what was drawn has no single answer (a tie, an empty selection, a
 * rounding that hangs on the last bit): draw again with the same draft. */
bool els_sales_build(els_sales_draft *draft, const els_sales_template *from, els_sales_answer *ret);

#endif
