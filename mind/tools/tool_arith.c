/* tool_arith.c — compiling and evaluating skeletons. */
#include "tool_arith.h"

#include <math.h>
#include <string.h>

typedef struct {
    els_str text;
    size_t at;
    els_arith_shape *shape;
    uint8_t leaf_node[ELS_ARITH_MAX_LEAVES];
    els_err err;
} compiler;

static const struct {
    const char *text;
    els_arith_aggregate aggregate;
} aggregates[] = {{"sum(all)", ELS_ARITH_TOTAL},
                  {"mean(all)", ELS_ARITH_MEAN},
                  {"max(all)", ELS_ARITH_MAX},
                  {"min(all)", ELS_ARITH_MIN},
                  {"max(all)-min(all)", ELS_ARITH_RANGE},
                  {"sum(asked)", ELS_ARITH_ASKED},
                  {"balance(asked)", ELS_ARITH_BALANCE},
                  {"sum(n*n)", ELS_ARITH_RATES},
                  {"n-sum(n*n)", ELS_ARITH_CHANGE}};

static char peek(const compiler *c)
{
    return c->at < c->text.len ? c->text.ptr[c->at] : '\0';
}

static uint8_t add_node(compiler *c, els_arith_kind kind, uint8_t parent, bool is_inverse)
{
    if (c->shape->n_nodes == ELS_ARITH_MAX_NODES) {
        c->err = ELS_E_LIMIT;
        return 0;
    }
    c->shape->nodes[c->shape->n_nodes] = (els_arith_node){kind, is_inverse, parent, 0};
    return (uint8_t)c->shape->n_nodes++;
}

static void compile_sum(compiler *c, uint8_t parent, bool is_inverse);

static void compile_factor(compiler *c, uint8_t parent, bool is_inverse)
{
    els_str rest = els_str_sub(c->text, c->at, c->text.len);
    bool is_floor = els_str_starts(rest, ELS_STR("floor(")),
         is_ceil = els_str_starts(rest, ELS_STR("ceil("));
    if (c->err != ELS_OK)
        return;
    if (peek(c) == 'n') {
        uint32_t leaf = c->shape->n_leaves;
        c->at++;
        if (leaf == ELS_ARITH_MAX_LEAVES) {
            c->err = ELS_E_LIMIT;
            return;
        }
        c->leaf_node[leaf] = add_node(c, ELS_ARITH_SLOT, parent, is_inverse);
        c->shape->before[leaf] = -1;
        c->shape->n_leaves++;
    } else if (peek(c) >= '1' && peek(c) <= '9') {
        double value = 0;
        while (els_is_digit(peek(c)))
            value = value * 10 + (c->text.ptr[c->at++] - '0');
        uint8_t node = add_node(c, ELS_ARITH_CONSTANT, parent, is_inverse);
        c->shape->nodes[node].constant = value;
        c->shape->n_constants++;
    } else if (is_floor || is_ceil || peek(c) == '(') {
        c->at += is_floor ? strlen("floor(") : is_ceil ? strlen("ceil(") : 1;
        if (is_floor || is_ceil) {
            parent = add_node(c, is_floor ? ELS_ARITH_FLOOR : ELS_ARITH_CEIL, parent, is_inverse);
            is_inverse = false;
        }
        compile_sum(c, parent, is_inverse);
        if (c->err == ELS_OK && peek(c) != ')')
            c->err = ELS_E_FORMAT;
        c->at++;
    } else {
        c->err = ELS_E_FORMAT;
    }
}

/* Bytes of a sum's or product's part at the current place: up to one of `stops` outside of
 * parentheses. */
static size_t part_length(const compiler *c, const char *stops)
{
    size_t at = c->at;
    for (int depth = 0; at < c->text.len; at++) {
        char ch = c->text.ptr[at];
        if (depth == 0 && (ch == ')' || strchr(stops, ch)))
            break;
        depth += ch == '(' ? 1 : ch == ')' ? -1 : 0;
    }
    return at - c->at;
}

/* Parts of a group that read alike and stand on the same side are mirror images. */
typedef struct {
    els_str text;
    bool is_inverse;
    uint32_t first_leaf;
} group_part;

static void note_mirror(compiler *c, group_part *last, els_str text, bool is_inverse,
                        uint32_t first_leaf)
{
    bool same =
        last->text.len > 0 && els_str_eq(last->text, text) && last->is_inverse == is_inverse;
    if (same && c->shape->n_leaves > first_leaf && last->first_leaf < first_leaf)
        c->shape->before[first_leaf] = (int8_t)last->first_leaf;
    *last = (group_part){text, is_inverse, first_leaf};
}

static void compile_product(compiler *c, uint8_t parent, bool is_inverse)
{
    size_t whole = part_length(c, "+-"), first = part_length(c, "*/%+-");
    if (whole == first) {
        compile_factor(c, parent, is_inverse);
        return;
    }
    bool remainder = memchr(c->text.ptr + c->at, '%', whole) != NULL;
    uint8_t group =
        add_node(c, remainder ? ELS_ARITH_REMAINDER : ELS_ARITH_PRODUCT, parent, is_inverse);
    if (remainder) {
        /* "a*b%c": everything before the sign is the number, the factor behind it the divisor. */
        size_t left = part_length(c, "%");
        els_str text = c->text;
        c->text = els_str_sub(text, 0, c->at + left);
        compile_product(c, group, false);
        c->text = text;
        c->at++;
        compile_factor(c, group, true);
        return;
    }
    group_part last = {{NULL, 0}, false, 0};
    char op = '*';
    while (c->err == ELS_OK) {
        els_str text = els_str_sub(c->text, c->at, c->at + part_length(c, "*/%+-"));
        uint32_t first_leaf = c->shape->n_leaves;
        compile_factor(c, group, op == '/');
        note_mirror(c, &last, text, op == '/', first_leaf);
        op = peek(c);
        if (op != '*' && op != '/')
            break;
        c->at++;
    }
}

static void compile_sum(compiler *c, uint8_t parent, bool is_inverse)
{
    if (part_length(c, "+-") == part_length(c, "")) {
        compile_product(c, parent, is_inverse);
        return;
    }
    uint8_t group = add_node(c, ELS_ARITH_SUM, parent, is_inverse);
    group_part last = {{NULL, 0}, false, 0};
    char op = '+';
    while (c->err == ELS_OK) {
        els_str text = els_str_sub(c->text, c->at, c->at + part_length(c, "+-"));
        uint32_t first_leaf = c->shape->n_leaves;
        compile_product(c, group, op == '-');
        note_mirror(c, &last, text, op == '-', first_leaf);
        op = peek(c);
        if (op != '+' && op != '-')
            break;
        c->at++;
    }
}

/* How a slot counts within the sums and the products above it. */
static uint8_t role_of(const els_arith_shape *shape, uint8_t leaf)
{
    els_arith_kind above = shape->nodes[shape->nodes[leaf].parent].kind;
    uint8_t in_sum = 0, in_product = 0;
    for (uint8_t at = leaf; shape->nodes[at].parent != at; at = shape->nodes[at].parent) {
        uint8_t turned = shape->nodes[at].is_inverse;
        switch (shape->nodes[shape->nodes[at].parent].kind) {
        case ELS_ARITH_SUM:
            in_sum = (uint8_t)(in_sum == 0 ? 1 + turned : turned ? 3 - in_sum : in_sum);
            break;
        case ELS_ARITH_PRODUCT:
            in_product = (uint8_t)(in_product == 0 ? 1 + turned
                                   : turned        ? 3 - in_product
                                                   : in_product);
            break;
        default:
            break;
        }
    }
    uint8_t group = above == ELS_ARITH_SLOT ? 0 : above == ELS_ARITH_SUM ? 1 : 2;
    return (uint8_t)(9 * group + 3 * in_sum + in_product);
}

static els_arith_relation relation_of(const els_arith_shape *shape, uint8_t a, uint8_t b)
{
    uint8_t path[ELS_ARITH_MAX_NODES];
    size_t n = 0;
    /* Climb from a; then from b until the paths meet. */
    for (uint8_t at = a; n < ELS_ARITH_MAX_NODES; at = shape->nodes[at].parent) {
        path[n++] = at;
        if (shape->nodes[at].parent == at)
            break;
    }
    uint8_t below_b = b;
    for (uint8_t at = shape->nodes[b].parent;; at = shape->nodes[at].parent) {
        for (size_t i = 1; i < n; i++) {
            if (path[i] != at)
                continue;
            bool first = shape->nodes[path[i - 1]].is_inverse,
                 second = shape->nodes[below_b].is_inverse;
            if (shape->nodes[at].kind == ELS_ARITH_SUM)
                return first == second ? ELS_ARITH_ADD
                       : second        ? ELS_ARITH_FIRST_MINUS
                                       : ELS_ARITH_SECOND_MINUS;
            if (shape->nodes[at].kind == ELS_ARITH_PRODUCT)
                return first == second ? ELS_ARITH_TIMES
                       : second        ? ELS_ARITH_FIRST_OVER
                                       : ELS_ARITH_SECOND_OVER;
            return ELS_ARITH_OTHER;
        }
        below_b = at;
        if (shape->nodes[at].parent == at)
            return ELS_ARITH_OTHER;
    }
}

static uint32_t root_of(const els_arith_shape *shape)
{
    bool inverse = false, by_slots = false;
    for (uint32_t i = 1; i < shape->n_nodes; i++)
        if (shape->nodes[i].parent == 0 && shape->nodes[i].is_inverse) {
            inverse = true;
            by_slots = by_slots || shape->nodes[i].kind != ELS_ARITH_CONSTANT;
        }
    switch (shape->nodes[0].kind) {
    case ELS_ARITH_SUM:
        return inverse ? ELS_ARITH_ROOT_SUBTRACT : ELS_ARITH_ROOT_ADD;
    case ELS_ARITH_PRODUCT:
        return by_slots  ? ELS_ARITH_ROOT_DIVIDE
               : inverse ? ELS_ARITH_ROOT_SCALE
                         : ELS_ARITH_ROOT_MULTIPLY;
    case ELS_ARITH_REMAINDER:
        return ELS_ARITH_ROOT_REMAINDER;
    case ELS_ARITH_FLOOR:
        return ELS_ARITH_ROOT_FLOOR;
    case ELS_ARITH_CEIL:
        return ELS_ARITH_ROOT_CEIL;
    default:
        return ELS_ARITH_ROOT_SLOT;
    }
}

els_err els_arith_compile(els_str text, els_arith_shape *ret)
{
    els_arith_shape shape = {.text = text};
    for (size_t i = 0; i < sizeof aggregates / sizeof aggregates[0]; i++)
        if (els_str_eq(text, els_str_of(aggregates[i].text))) {
            shape.aggregate = aggregates[i].aggregate;
            shape.root = ELS_ARITH_ROOT_AGGREGATE + aggregates[i].aggregate;
            *ret = shape;
            return ELS_OK;
        }
    if (text.len == 0 || text.len > 100)
        return ELS_E_FORMAT;
    compiler c = {.text = text, .shape = &shape};
    compile_sum(&c, 0, false);
    if (c.err != ELS_OK)
        return c.err;
    if (c.at != text.len)
        return ELS_E_FORMAT;
    for (uint32_t i = 0; i < shape.n_leaves; i++) {
        uint8_t node = c.leaf_node[i];
        shape.roles[i] = role_of(&shape, node);
        for (uint32_t j = i + 1; j < shape.n_leaves; j++) {
            uint8_t other = c.leaf_node[j];
            shape.relations[i][j] = (uint8_t)relation_of(&shape, node, other);
            shape.direct[i][j] = shape.nodes[node].parent == shape.nodes[other].parent;
        }
    }
    shape.root = root_of(&shape);
    *ret = shape;
    return ELS_OK;
}

uint32_t els_arith_leaves(els_str text)
{
    uint32_t n = 0;
    for (size_t i = 0; i < sizeof aggregates / sizeof aggregates[0]; i++)
        if (els_str_eq(text, els_str_of(aggregates[i].text)))
            return 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.ptr[i] == 'n';
    return n;
}

static bool is_countable(double value)
{
    return value >= 0 && value < 9e15 && value == floor(value);
}

/* Children stand behind their parents, so one pass from the back folds each node into its parent;
 * a group is started by its last child and stays an accumulator until its own turn. */
bool els_arith_eval(const els_arith_shape *shape, const double *slots, double *ret)
{
    double value[ELS_ARITH_MAX_NODES], divisor[ELS_ARITH_MAX_NODES];
    uint32_t leaf = shape->n_leaves;
    for (uint32_t i = 0; i < shape->n_nodes; i++)
        divisor[i] = 1;
    for (uint32_t i = 0; i < shape->n_nodes; i++)
        value[i] = shape->nodes[i].kind == ELS_ARITH_PRODUCT ? 1 : 0;
    for (uint32_t i = shape->n_nodes; i-- > 0;) {
        const els_arith_node *node = &shape->nodes[i];
        if (node->kind == ELS_ARITH_SLOT)
            value[i] = slots[--leaf];
        else if (node->kind == ELS_ARITH_CONSTANT)
            value[i] = node->constant;
        else if (node->kind == ELS_ARITH_FLOOR)
            value[i] = floor(value[i] + 1e-9);
        else if (node->kind == ELS_ARITH_CEIL)
            value[i] = ceil(value[i] - 1e-9);
        else if (node->kind == ELS_ARITH_PRODUCT)
            value[i] /= divisor[i]; /* once, so that whole quotients come out whole */
        if (i == 0)
            break;
        double *parent = &value[node->parent];
        switch (shape->nodes[node->parent].kind) {
        case ELS_ARITH_SUM:
            *parent += node->is_inverse ? -value[i] : value[i];
            break;
        case ELS_ARITH_PRODUCT:
            if (node->is_inverse && value[i] == 0)
                return false;
            *(node->is_inverse ? &divisor[node->parent] : parent) *= value[i];
            break;
        case ELS_ARITH_REMAINDER:
            if (!is_countable(value[i]) || (node->is_inverse && value[i] == 0))
                return false;
            /* The divisor, last in order, comes first. */
            *parent = node->is_inverse ? value[i] : fmod(value[i], *parent);
            break;
        default:
            *parent = value[i];
        }
    }
    if (!isfinite(value[0]))
        return false;
    *ret = value[0];
    return true;
}

bool els_arith_eval_all(els_arith_aggregate aggregate, const double *values, uint32_t n,
                        double *ret)
{
    if (n == 0 || aggregate == ELS_ARITH_NONE)
        return false;
    double sum = 0, low = values[0], high = values[0];
    for (uint32_t i = 0; i < n; i++) {
        sum += values[i];
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    double value;
    switch (aggregate) {
    case ELS_ARITH_MEAN:
        value = sum / n;
        break;
    case ELS_ARITH_MAX:
        value = high;
        break;
    case ELS_ARITH_MIN:
        value = low;
        break;
    case ELS_ARITH_RANGE:
        value = high - low;
        break;
    case ELS_ARITH_CHANGE:
        value = 2 * values[0] - sum;
        break;
    default:
        value = sum;
    }
    if (!isfinite(value))
        return false;
    *ret = value;
    return true;
}
