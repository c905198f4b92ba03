/* tool_list.h — short programs over lists of integers and over words, found from examples.
 *
 * A program is a row of one to three operations, such as "filter_gt(_)|sort"; a word is the list of
 * its bytes. Search is bottom-up with observational equivalence (Albarghouthi 2013, Udupa 2013):
 * of two programs that agree on all inputs, the shorter is kept. Pure. */
#ifndef ELS_TOOL_LIST_H
#define ELS_TOOL_LIST_H

#include "els_str.h"

enum {
    ELS_LIST_MAX_ITEMS = 64,
    ELS_LIST_MAX_EXAMPLES = 12,
    ELS_LIST_MAX_DEPTH = 3,
    ELS_LIST_MAX_CONSTANTS = 8,
    ELS_LIST_MAX_PROGRAMS = 64,
    ELS_LIST_PROGRAMS_PER_UNIT = 16
};

typedef struct {
    const int64_t *items; /* a number is a list of one item with is_number set */
    uint32_t n;
    bool is_number;
} els_list_value;

typedef struct {
    bool is_text;                                     /* items are bytes of words */
    els_list_value inputs[ELS_LIST_MAX_EXAMPLES + 1]; /* of the examples, then the query's */
    els_list_value outputs[ELS_LIST_MAX_EXAMPLES];
    uint32_t n_examples;                       /* 0: all short programs are listed */
    int64_t constants[ELS_LIST_MAX_CONSTANTS]; /* numbers mentioned elsewhere */
    uint32_t n_constants;
    bool wants_number, wants_list; /* results that can be used */
    uint32_t max_depth;            /* operations in a row; 0: as many as are possible */
} els_list_problem;

typedef struct {
    els_str shape;         /* operations with their constants left out */
    els_str args;          /* the constants, parted by commas; "" when there are none */
    els_list_value answer; /* for the query */
    uint32_t depth;        /* operations */
    uint8_t operations[ELS_LIST_MAX_DEPTH]; /* see els_list_operation_name */
} els_list_program;

typedef struct {
    /* Takes work units, 1 for each ELS_LIST_PROGRAMS_PER_UNIT programs. False: stop. NULL: free. */
    bool (*spend)(void *context, uint32_t units);
    /* NULL, or true for the only shapes to be run (of at most two operations); others cost nothing.
     */
    bool (*wants)(void *context, els_str shape);
    /* NULL, or a bonus for an operation: high ones are tried first. */
    double (*score)(void *context, const char *operation);
    void *context;
} els_list_host;

/* Programs that turn every example's input into its output, shortest first. Returns how many, at
 * most ELS_LIST_MAX_PROGRAMS. Memory from the arena. */
uint32_t els_list_search(els_arena *arena, const els_list_problem *problem,
                         const els_list_host *host, els_list_program *programs);

/* As programs name it, such as "filter_gt"; a constant, empty for none. */
const char *els_list_operation_name(uint8_t operation);

#endif
