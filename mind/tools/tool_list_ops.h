/* tool_list_ops.h — the operations of the list language. Internal to tool_list. */
#ifndef ELS_TOOL_LIST_OPS_H
#define ELS_TOOL_LIST_OPS_H

#include "tool_list.h"

/* Where the constants of an operation come from. */
typedef enum {
    ELS_LIST_NO_CONSTANT,
    ELS_LIST_POSITION, /* 1, 2, 3, ... */
    ELS_LIST_ADDEND,
    ELS_LIST_FACTOR,
    ELS_LIST_MODULUS,
    ELS_LIST_BOUND, /* compared with items */
    ELS_LIST_ITEM   /* put in, taken out, counted */
} els_list_constant;

enum { ELS_LIST_FOR_NUMBERS = 1, ELS_LIST_FOR_TEXT = 2, ELS_LIST_FOR_BOTH = 3 };

typedef struct {
    const char *name;
    els_list_constant constant;
    uint8_t use; /* ELS_LIST_FOR_* */
    bool gives_number;
    bool maps; /* item by item: also applies to a number */
} els_list_operation;

extern const els_list_operation els_list_operations[];
extern const uint32_t els_list_n_operations;

/* Applies an operation; `out` holds ELS_LIST_MAX_ITEMS. False when it does not apply: empty list,
 * position beyond the end, division, values beyond 10^12, too long. */
bool els_list_apply(uint32_t operation, int64_t k, const els_list_value *in, int64_t *out,
                    uint32_t *ret_n);

#endif
