/* tool_logic_assign.c — see tool_logic_assign.h. */
#include "tool_logic_assign.h"

void els_assign_init(els_assign *assign, uint32_t n, uint32_t n_kinds)
{
    *assign = (els_assign){.n = n < ELS_ASSIGN_PEOPLE ? n : ELS_ASSIGN_PEOPLE,
                           .n_kinds = n_kinds < ELS_ASSIGN_KINDS ? n_kinds : ELS_ASSIGN_KINDS};
    for (uint32_t k = 0; k < assign->n_kinds; k++)
        for (uint32_t p = 0; p < assign->n; p++)
            assign->may[k][p] = ((uint32_t)1 << assign->n) - 1;
}

void els_assign_restrict(els_assign *assign, uint32_t person, uint32_t kind, uint32_t things)
{
    assign->may[kind][person] &= things;
}

void els_assign_limit(els_assign *assign, uint32_t kind, uint32_t thing, uint32_t people)
{
    for (uint32_t p = 0; p < assign->n; p++)
        if (!(people >> p & 1))
            assign->may[kind][p] &= ~((uint32_t)1 << thing);
}

typedef struct {
    const els_assign *assign;
    uint32_t kind;
    const els_assign_order *orders;
    uint32_t n_orders;
    int32_t place[ELS_ASSIGN_ARRANGED]; /* of each person; -1: not yet */
    uint32_t seen[ELS_ASSIGN_ARRANGED]; /* places of each person in arrangements that fit */
} arranger;

static bool fits(const arranger *a, const els_assign_order *order)
{
    int32_t x = a->place[order->person], y = a->place[order->other];
    if (x < 0 || y < 0)
        return true;
    bool holds = order->relation == ELS_ASSIGN_BEFORE        ? x < y
                 : order->relation == ELS_ASSIGN_AFTER       ? x > y
                 : order->relation == ELS_ASSIGN_JUST_BEFORE ? x + 1 == y
                 : order->relation == ELS_ASSIGN_JUST_AFTER  ? y + 1 == x
                                                             : x + 1 == y || y + 1 == x;
    return holds != order->negated;
}

static void arrange_from(arranger *a, uint32_t person, uint32_t taken)
{
    const els_assign *assign = a->assign;
    if (person == assign->n) {
        for (uint32_t p = 0; p < assign->n; p++)
            a->seen[p] |= (uint32_t)1 << a->place[p];
        return;
    }
    for (uint32_t v = 0; v < assign->n; v++) {
        if (!(assign->may[a->kind][person] >> v & 1) || taken >> v & 1)
            continue;
        a->place[person] = (int32_t)v;
        bool all = true;
        for (uint32_t i = 0; i < a->n_orders && all; i++)
            all = fits(a, &a->orders[i]);
        if (all)
            arrange_from(a, person + 1, taken | (uint32_t)1 << v);
        a->place[person] = -1;
    }
}

bool els_assign_arrange(els_assign *assign, uint32_t kind, const els_assign_order *orders,
                        uint32_t n_orders)
{
    if (assign->n > ELS_ASSIGN_ARRANGED)
        return false;
    arranger a = {.assign = assign, .kind = kind, .orders = orders, .n_orders = n_orders};
    for (uint32_t p = 0; p < assign->n; p++)
        a.place[p] = -1;
    arrange_from(&a, 0, 0);
    for (uint32_t p = 0; p < assign->n; p++)
        assign->may[kind][p] &= a.seen[p];
    return a.seen[0] != 0;
}

static bool strike(uint32_t *may, uint32_t bits)
{
    uint32_t before = *may;
    *may &= ~bits;
    return *may != before;
}

/* A thing whose owner is settled belongs to nobody else; one person's last thing is theirs. */
static bool settle_kind(els_assign *assign, uint32_t kind)
{
    uint32_t *may = assign->may[kind];
    bool changed = false;
    for (uint32_t p = 0; p < assign->n; p++)
        for (uint32_t q = 0; q < assign->n && __builtin_popcount(may[p]) == 1; q++)
            changed |= q != p && strike(&may[q], may[p]);
    for (uint32_t v = 0; v < assign->n; v++) {
        int32_t owner = els_assign_owner(assign, kind, v);
        if (owner >= 0)
            changed |= strike(&may[owner], ~((uint32_t)1 << v));
    }
    return changed;
}

static bool follow_link(els_assign *assign, const els_assign_link *link)
{
    uint32_t a = (uint32_t)1 << link->thing, b = (uint32_t)1 << link->other_thing;
    bool changed = false;
    for (uint32_t p = 0; p < assign->n; p++) {
        uint32_t *x = &assign->may[link->kind][p], *y = &assign->may[link->other_kind][p];
        if (link->negated) {
            if (*x == a)
                changed |= strike(y, b);
            if (*y == b)
                changed |= strike(x, a);
        } else {
            if (!(*x & a))
                changed |= strike(y, b);
            if (!(*y & b))
                changed |= strike(x, a);
        }
    }
    return changed;
}

bool els_assign_settle(els_assign *assign, const els_assign_link *links, uint32_t n_links)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t k = 0; k < assign->n_kinds; k++)
            changed |= settle_kind(assign, k);
        for (uint32_t i = 0; i < n_links; i++)
            changed |= follow_link(assign, &links[i]);
    }
    for (uint32_t k = 0; k < assign->n_kinds; k++) {
        uint32_t all = 0;
        for (uint32_t p = 0; p < assign->n; p++) {
            if (assign->may[k][p] == 0)
                return false;
            all |= assign->may[k][p];
        }
        if (all != ((uint32_t)1 << assign->n) - 1)
            return false;
    }
    return true;
}

int32_t els_assign_owner(const els_assign *assign, uint32_t kind, uint32_t thing)
{
    int32_t owner = -1;
    for (uint32_t p = 0; p < assign->n; p++)
        if (assign->may[kind][p] >> thing & 1) {
            if (owner >= 0)
                return -1;
            owner = (int32_t)p;
        }
    return owner;
}
