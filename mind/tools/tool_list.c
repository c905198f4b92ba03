/* tool_list.c — bottom-up search over rows of operations. */
#include "tool_list.h"

#include "els_hash.h"
#include "tool_list_ops.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_INSTANCES = 320, /* operations with their constants filled in */
    MAX_STATES = 1500,
    HASH_SLOTS = 8192,
    MAX_VALUES = ELS_LIST_MAX_EXAMPLES + 1,
    LINGER = 2048 /* programs still tried after the first that fits */
};

typedef struct {
    uint8_t operation;
    int64_t k;
    double score;
    uint32_t order;
} instance;

typedef struct {
    els_list_value values[MAX_VALUES]; /* what the inputs have become */
    const instance *row[ELS_LIST_MAX_DEPTH];
    uint32_t depth;
} state;

typedef struct {
    els_arena *arena;
    const els_list_problem *problem;
    const els_list_host *host;
    instance instances[MAX_INSTANCES];
    uint32_t n_instances;
    state *states;
    uint32_t n_states;
    uint64_t *seen; /* hashes of the values of states; 0 is free */
    uint32_t n_seen;
    uint32_t tried, linger;
    bool is_over;
    els_list_program *programs;
    uint32_t n_programs;
} search;

const char *els_list_operation_name(uint8_t operation)
{
    return operation < els_list_n_operations ? els_list_operations[operation].name : "";
}

/* ---- constants ---- */

static void add_constant(int64_t *list, uint32_t *n, uint32_t max, int64_t value)
{
    for (uint32_t i = 0; i < *n; i++)
        if (list[i] == value)
            return;
    if (*n < max)
        list[(*n)++] = value;
}

/* Constants for an operation: those mentioned, those the examples suggest, the usual ones. */
static uint32_t constants_for(const els_list_problem *problem, const els_list_operation *operation,
                              int64_t *list, uint32_t max)
{
    static const int64_t positions[] = {1, 2, 3, 4, 5}, addends[] = {1, -1, 2, 3, -2, 5, 10, 4, -3},
                         factors[] = {2, 3, -1, 10, 4, 5}, moduli[] = {2, 3, 10, 5, 4, 7},
                         bounds[] = {0, 5, 10, 3, 2}, items[] = {0, 1};
    const els_list_value *in = &problem->inputs[0], *out = &problem->outputs[0];
    bool both = problem->n_examples > 0 && in->n > 0 && out->n > 0;
    uint32_t n = 0;
    /* Numbers in the text of a task about words count places and letters, they are no letters. */
    if (!(problem->is_text && operation->constant == ELS_LIST_ITEM))
        for (uint32_t i = 0; i < problem->n_constants; i++)
            if (operation->constant != ELS_LIST_POSITION ||
                (problem->constants[i] >= 1 && problem->constants[i] <= ELS_LIST_MAX_ITEMS))
                add_constant(list, &n, max, problem->constants[i]);
#define ADD_ALL(table)                                                                             \
    for (uint32_t t = 0; t < sizeof(table) / sizeof((table)[0]); t++)                              \
    add_constant(list, &n, max, (table)[t])
    switch (operation->constant) {
    case ELS_LIST_NO_CONSTANT:
        list[0] = 0;
        return 1;
    case ELS_LIST_POSITION:
        ADD_ALL(positions);
        break;
    case ELS_LIST_ADDEND:
        if (both) {
            add_constant(list, &n, max, out->items[0] - in->items[0]);
            add_constant(list, &n, max, out->items[out->n - 1] - in->items[in->n - 1]);
        }
        ADD_ALL(addends);
        break;
    case ELS_LIST_FACTOR:
        if (both && in->items[0] != 0 && out->items[0] % in->items[0] == 0)
            add_constant(list, &n, max, out->items[0] / in->items[0]);
        ADD_ALL(factors);
        break;
    case ELS_LIST_MODULUS:
        ADD_ALL(moduli);
        break;
    case ELS_LIST_BOUND:
        for (uint32_t i = 0; problem->n_examples > 0 && i < in->n && i < 8; i++)
            add_constant(list, &n, max, in->items[i]);
        ADD_ALL(bounds);
        break;
    case ELS_LIST_ITEM:
        if (both) {
            add_constant(list, &n, max, out->items[0]);
            add_constant(list, &n, max, out->items[out->n - 1]);
            add_constant(list, &n, max, in->items[0]);
        }
        if (!problem->is_text)
            ADD_ALL(items);
        break;
    }
#undef ADD_ALL
    return n;
}

static int by_score(const void *a, const void *b)
{
    const instance *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

static void make_instances(search *s)
{
    uint8_t use = s->problem->is_text ? ELS_LIST_FOR_TEXT : ELS_LIST_FOR_NUMBERS;
    for (uint32_t i = 0; i < els_list_n_operations; i++) {
        const els_list_operation *operation = &els_list_operations[i];
        int64_t list[16];
        if (!(operation->use & use))
            continue;
        double score = s->host->score ? s->host->score(s->host->context, operation->name) : 0;
        uint32_t n = constants_for(s->problem, operation, list, 16);
        for (uint32_t k = 0; k < n && s->n_instances < MAX_INSTANCES; k++) {
            s->instances[s->n_instances] =
                (instance){(uint8_t)i, list[k], score - 0.05 * k, s->n_instances};
            s->n_instances++;
        }
    }
    qsort(s->instances, s->n_instances, sizeof *s->instances, by_score);
}

/* ---- programs ---- */

static els_str shape_of(els_arena *arena, const instance *const *row, uint32_t depth)
{
    char text[128];
    size_t at = 0;
    for (uint32_t i = 0; i < depth; i++) {
        const char *name = els_list_operation_name(row[i]->operation);
        if (i > 0)
            text[at++] = '|';
        memcpy(text + at, name, strlen(name)); /* names are below 20 bytes, depth at most 3 */
        at += strlen(name);
    }
    return els_arena_copy(arena, (els_str){text, at});
}

static bool fits(const els_list_problem *problem, const els_list_value *values)
{
    for (uint32_t e = 0; e < problem->n_examples; e++) {
        const els_list_value *out = &problem->outputs[e];
        if (values[e].n != out->n || values[e].is_number != out->is_number ||
            memcmp(values[e].items, out->items, out->n * sizeof *out->items) != 0)
            return false;
    }
    const els_list_value *answer = &values[problem->n_examples];
    return answer->is_number ? problem->wants_number : problem->wants_list;
}

static void record(search *s, const state *found)
{
    els_buf args = {0};
    els_list_program *program = &s->programs[s->n_programs++];
    *program =
        (els_list_program){.answer = found->values[s->problem->n_examples], .depth = found->depth};
    for (uint32_t i = 0; i < found->depth; i++) {
        program->operations[i] = found->row[i]->operation;
        if (els_list_operations[found->row[i]->operation].constant != ELS_LIST_NO_CONSTANT)
            els_buf_printf(&args, "%s%lld", args.len ? "," : "", (long long)found->row[i]->k);
    }
    program->shape = shape_of(s->arena, found->row, found->depth);
    program->args = els_arena_copy(s->arena, els_buf_str(&args));
    els_buf_fini(&args);
}

/* True when no state before had the same values; remembers them. */
static bool is_new(search *s, const els_list_value *values)
{
    uint64_t hash = 1;
    for (uint32_t e = 0; e <= s->problem->n_examples; e++) {
        hash = els_hash_pair(hash, values[e].n * 2 + values[e].is_number);
        for (uint32_t i = 0; i < values[e].n; i++)
            hash = els_hash_pair(hash, (uint64_t)values[e].items[i]);
    }
    hash = hash ? hash : 1;
    uint32_t slot = (uint32_t)(hash % HASH_SLOTS);
    while (s->seen[slot] != 0) {
        if (s->seen[slot] == hash)
            return false;
        slot = (slot + 1) % HASH_SLOTS;
    }
    if (s->n_seen < HASH_SLOTS / 2) {
        s->seen[slot] = hash;
        s->n_seen++;
    }
    return true;
}

/* Extends a state by one operation. `is_last`: only looked at, not kept for more. */
static void extend(search *s, const state *from, const instance *with, bool is_last)
{
    int64_t out[MAX_VALUES][ELS_LIST_MAX_ITEMS];
    uint32_t n_values = s->problem->n_examples + 1;
    state next = {.depth = from->depth + 1};
    if (s->tried++ % ELS_LIST_PROGRAMS_PER_UNIT == 0 && s->host->spend &&
        !s->host->spend(s->host->context, 1)) {
        s->is_over = true;
        return;
    }
    if (s->n_programs > 0 && s->problem->n_examples > 0 && s->linger++ > LINGER) {
        s->is_over = true;
        return;
    }
    for (uint32_t e = 0; e < n_values; e++) {
        uint32_t n;
        if (!els_list_apply(with->operation, with->k, &from->values[e], out[e], &n))
            return;
        next.values[e] = (els_list_value){out[e], n,
                                          from->values[e].is_number ||
                                              els_list_operations[with->operation].gives_number};
    }
    bool is_fit = fits(s->problem, next.values);
    if ((!is_fit && is_last) || !is_new(s, next.values))
        return;
    if (s->n_states == MAX_STATES && !is_fit)
        return;
    for (uint32_t e = 0; e < n_values; e++) {
        int64_t *copy = ELS_ARENA_NEW(s->arena, int64_t, next.values[e].n + 1);
        memcpy(copy, out[e], next.values[e].n * sizeof *copy);
        next.values[e].items = copy;
    }
    memcpy(next.row, from->row, sizeof next.row);
    next.row[from->depth] = with;
    if (is_fit)
        record(s, &next);
    if (s->n_programs == ELS_LIST_MAX_PROGRAMS)
        s->is_over = true;
    if (!is_last && s->n_states < MAX_STATES)
        s->states[s->n_states++] = next;
}

/* Whether the shape of one operation, or of two, is wanted. */
static bool is_wanted(const search *s, els_arena *scratch, uint32_t first, uint32_t second)
{
    instance a = {.operation = (uint8_t)first}, b = {.operation = (uint8_t)second};
    const instance *row[2] = {&a, &b};
    bool wanted =
        s->host->wants(s->host->context, shape_of(scratch, row, second == UINT32_MAX ? 1 : 2));
    els_arena_reset(scratch);
    return wanted;
}

/* Only the rows whose shapes are wanted, all their constants. */
static void search_wanted(search *s)
{
    els_arena scratch = {0};
    bool alone[64] = {false}, known[64] = {false};
    uint64_t followed[64] = {0}; /* by which operations */
    for (uint32_t i = 0; i < s->n_instances && !s->is_over; i++) {
        const instance *first = &s->instances[i];
        uint32_t a = first->operation;
        if (!known[a]) {
            known[a] = true;
            alone[a] = is_wanted(s, &scratch, a, UINT32_MAX);
            for (uint32_t b = 0; b < els_list_n_operations; b++)
                if (is_wanted(s, &scratch, a, b))
                    followed[a] |= UINT64_C(1) << b;
        }
        if (!alone[a] && followed[a] == 0)
            continue;
        uint32_t from = s->n_states;
        extend(s, &s->states[0], first, followed[a] == 0);
        if (s->n_states == from)
            continue;
        for (uint32_t k = 0; k < s->n_instances && !s->is_over; k++)
            if (followed[a] & (UINT64_C(1) << s->instances[k].operation))
                extend(s, &s->states[from], &s->instances[k], true);
    }
    els_arena_fini(&scratch);
}

uint32_t els_list_search(els_arena *arena, const els_list_problem *problem,
                         const els_list_host *host, els_list_program *programs)
{
    static const els_list_host nobody = {0};
    search *s = ELS_ARENA_NEW(arena, search, 1);
    s->arena = arena;
    s->problem = problem;
    s->host = host ? host : &nobody;
    s->programs = programs;
    if (problem->n_examples > ELS_LIST_MAX_EXAMPLES)
        return 0;
    for (uint32_t e = 0; e <= problem->n_examples; e++)
        if (problem->inputs[e].n > ELS_LIST_MAX_ITEMS)
            return 0;
    s->states = ELS_ARENA_ROOM(arena, state, MAX_STATES);
    s->seen = ELS_ARENA_NEW(arena, uint64_t, HASH_SLOTS);
    make_instances(s);
    s->n_states = 1;
    s->states[0] = (state){.depth = 0};
    memcpy(s->states[0].values, problem->inputs,
           (problem->n_examples + 1) * sizeof(els_list_value));
    if (s->host->wants) {
        search_wanted(s);
        return s->n_programs;
    }
    uint32_t deepest = problem->n_examples > 0 ? ELS_LIST_MAX_DEPTH : 2;
    if (problem->max_depth > 0 && problem->max_depth < deepest)
        deepest = problem->max_depth;
    for (uint32_t depth = 1, first = 0; depth <= deepest && !s->is_over; depth++) {
        uint32_t end = s->n_states;
        for (uint32_t i = first; i < end && !s->is_over; i++)
            for (uint32_t k = 0; k < s->n_instances && !s->is_over; k++)
                extend(s, &s->states[i], &s->instances[k], depth == deepest);
        first = end;
        if (s->n_programs > 0 && problem->n_examples > 0)
            break;
    }
    return s->n_programs;
}
