/* tool_arith.h — skeletons of arithmetic formulas: "(n+n)*n/100", where each n is a slot.
 *
 * A skeleton is compiled into a tree of sums, products, remainders and roundings; the relation of
 * two slots is the kind of their lowest common ancestor (Roy and Roth 2015). Pure. */
#ifndef ELS_TOOL_ARITH_H
#define ELS_TOOL_ARITH_H

#include "els_str.h"

enum { ELS_ARITH_MAX_LEAVES = 5, ELS_ARITH_MAX_NODES = 24, ELS_ARITH_ROLES = 27 };

extern const char *const els_arith_shapes[];
extern const uint32_t els_arith_n_shapes;

typedef enum {
    ELS_ARITH_SLOT,
    ELS_ARITH_CONSTANT,
    ELS_ARITH_SUM,
    ELS_ARITH_PRODUCT,
    ELS_ARITH_REMAINDER,
    ELS_ARITH_FLOOR,
    ELS_ARITH_CEIL
} els_arith_kind;

typedef enum {
    ELS_ARITH_NONE,
    ELS_ARITH_MEAN,
    ELS_ARITH_TOTAL,
    ELS_ARITH_MAX,
    ELS_ARITH_MIN,
    ELS_ARITH_RANGE,
    /* Over some of the numbers, which the caller picks: what counts the thing asked for, products
     * of an amount and its rate, and what is left of a number without them. */
    ELS_ARITH_ASKED,
    ELS_ARITH_BALANCE, /* of what counts it, with what is parted with taken away */
    ELS_ARITH_RATES,
    ELS_ARITH_CHANGE
} els_arith_aggregate;

/* How two slots meet, the first one being the earlier in the skeleton. */
typedef enum {
    ELS_ARITH_ADD,
    ELS_ARITH_FIRST_MINUS,  /* first - second */
    ELS_ARITH_SECOND_MINUS, /* second - first */
    ELS_ARITH_TIMES,
    ELS_ARITH_FIRST_OVER,
    ELS_ARITH_SECOND_OVER,
    ELS_ARITH_OTHER,
    ELS_ARITH_RELATIONS
} els_arith_relation;

/* What a formula does last. */
typedef enum {
    ELS_ARITH_ROOT_SLOT,
    ELS_ARITH_ROOT_ADD,
    ELS_ARITH_ROOT_SUBTRACT,
    ELS_ARITH_ROOT_MULTIPLY,
    ELS_ARITH_ROOT_DIVIDE,
    ELS_ARITH_ROOT_SCALE, /* divides by a constant only */
    ELS_ARITH_ROOT_REMAINDER,
    ELS_ARITH_ROOT_FLOOR,
    ELS_ARITH_ROOT_CEIL,
    ELS_ARITH_ROOT_AGGREGATE, /* and the aggregates from here on */
    ELS_ARITH_ROOTS = ELS_ARITH_ROOT_AGGREGATE + ELS_ARITH_CHANGE + 1
} els_arith_root_kind;

typedef struct {
    els_arith_kind kind;
    bool is_inverse; /* subtracted, or divided by, within its parent */
    uint8_t parent;  /* node index; the root is its own parent */
    double constant;
} els_arith_node;

typedef struct {
    els_str text;
    els_arith_node nodes[ELS_ARITH_MAX_NODES]; /* children behind their parent, in order */
    uint32_t n_nodes;
    els_arith_aggregate aggregate; /* over all numbers, instead of the nodes */
    uint32_t n_leaves;             /* slots */
    uint32_t root;                 /* els_arith_root_kind */
    uint32_t n_constants;
    /* Of slots, below ELS_ARITH_ROLES: 9 * (0 alone, 1 in a sum, 2 in another group) + 3 * (0 in no
     * sum, 1 counted for, 2 against) + (0 in no product, 1 a factor, 2 a divisor). */
    uint8_t roles[ELS_ARITH_MAX_LEAVES];
    uint8_t relations[ELS_ARITH_MAX_LEAVES][ELS_ARITH_MAX_LEAVES]; /* [i][j], i < j */
    bool direct[ELS_ARITH_MAX_LEAVES][ELS_ARITH_MAX_LEAVES];       /* parts of one group */
    /* Slot i is a mirror image of slot before[i] (< i): only the rising order need be tried. */
    int8_t before[ELS_ARITH_MAX_LEAVES];
} els_arith_shape;

/* Compiles a skeleton, which must outlive `ret`. Errors: FORMAT, LIMIT. */
els_err els_arith_compile(els_str text, els_arith_shape *ret) ELS_MUST_CHECK;
/* Slots of a skeleton, without compiling it. */
uint32_t els_arith_leaves(els_str text);
/* Value with these numbers in the slots. False for division by zero, remainders of or by fractions
 * or what is not positive, and values that are not finite. */
bool els_arith_eval(const els_arith_shape *shape, const double *slots, double *ret);
/* Value of an aggregate over n > 0 numbers; of ELS_ARITH_CHANGE the first without the others. */
bool els_arith_eval_all(els_arith_aggregate aggregate, const double *values, uint32_t n,
                        double *ret);

#endif
