/* tool_logic_order.h — what follows from comparisons: a strict order over at most 32 things.
 *
 * Comparisons alone are closed under transitivity; with neighbours, positions or denials all orders
 * of at most 7 things are looked at, and what holds in every one that fits is what follows. */
#ifndef ELS_TOOL_LOGIC_ORDER_H
#define ELS_TOOL_LOGIC_ORDER_H

#include "els_str.h"

enum { ELS_ORDER_THINGS = 32, ELS_ORDER_ALL = 7 };

typedef enum {
    ELS_ORDER_ABOVE,  /* x is above y */
    ELS_ORDER_NEXT,   /* x is directly above y */
    ELS_ORDER_BESIDE, /* x and y are neighbours */
    ELS_ORDER_AT,     /* x is at place k: 0 the top; negative: -1 the bottom */
} els_order_kind;

typedef struct {
    els_order_kind kind;
    uint32_t x, y;
    int32_t place;
    bool negated;
} els_order_fact;

typedef struct {
    uint32_t n;
    uint32_t below[ELS_ORDER_THINGS];  /* bit y of below[x]: x is above y for certain */
    uint32_t places[ELS_ORDER_THINGS]; /* bit k: x may be at place k (0 the top) */
} els_order;

/* Closes the facts over things 0 .. n-1. False when they contradict each other, or cannot be dealt
 * with (more than ELS_ORDER_ALL things and facts beyond comparisons); *ret is then untouched. */
bool els_order_close(uint32_t n, const els_order_fact *facts, uint32_t n_facts, els_order *ret);
/* The thing that is at `place` for certain, -1 when that is open. */
int32_t els_order_at(const els_order *order, uint32_t place);
/* The place of x for certain, -1 when that is open. */
int32_t els_order_place(const els_order *order, uint32_t x);

#endif
