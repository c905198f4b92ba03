/* tool_logic_order.c — see tool_logic_order.h. */
#include "tool_logic_order.h"

static uint32_t ones(uint32_t n)
{
    return n >= 32 ? UINT32_MAX : ((uint32_t)1 << n) - 1;
}

static uint32_t count_bits(uint32_t bits)
{
    return (uint32_t)__builtin_popcount(bits);
}

static bool close_comparisons(uint32_t n, const els_order_fact *facts, uint32_t n_facts,
                              els_order *ret)
{
    els_order order = {.n = n};
    for (uint32_t i = 0; i < n_facts; i++) {
        uint32_t above = facts[i].negated ? facts[i].y : facts[i].x;
        uint32_t below = facts[i].negated ? facts[i].x : facts[i].y;
        order.below[above] |= (uint32_t)1 << below;
    }
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t i = 0; i < n; i++)
            if (order.below[i] >> k & 1)
                order.below[i] |= order.below[k];
    for (uint32_t i = 0; i < n; i++) {
        if (order.below[i] >> i & 1)
            return false;
        uint32_t n_above = 0;
        for (uint32_t k = 0; k < n; k++)
            n_above += order.below[k] >> i & 1;
        order.places[i] = ones(n - count_bits(order.below[i])) & ~ones(n_above);
    }
    *ret = order;
    return true;
}

static bool fact_holds(const els_order_fact *fact, const uint32_t *place, uint32_t n)
{
    int32_t x = (int32_t)place[fact->x], y = (int32_t)place[fact->y];
    bool holds = false;
    switch (fact->kind) {
    case ELS_ORDER_ABOVE:
        holds = x < y;
        break;
    case ELS_ORDER_NEXT:
        holds = x + 1 == y;
        break;
    case ELS_ORDER_BESIDE:
        holds = x + 1 == y || y + 1 == x;
        break;
    case ELS_ORDER_AT:
        holds = x == (fact->place >= 0 ? fact->place : (int32_t)n + fact->place);
        break;
    }
    return holds != fact->negated;
}

/* All orders, by exchange in lexicographic order (Narayana). */
static bool next_permutation(uint32_t *place, uint32_t n)
{
    uint32_t i = n - 1;
    while (i > 0 && place[i - 1] >= place[i])
        i--;
    if (i == 0)
        return false;
    uint32_t k = n - 1;
    while (place[k] <= place[i - 1])
        k--;
    uint32_t swap = place[i - 1];
    place[i - 1] = place[k];
    place[k] = swap;
    for (uint32_t a = i, z = n - 1; a < z; a++, z--) {
        swap = place[a];
        place[a] = place[z];
        place[z] = swap;
    }
    return true;
}

bool els_order_close(uint32_t n, const els_order_fact *facts, uint32_t n_facts, els_order *ret)
{
    if (n == 0 || n > ELS_ORDER_THINGS)
        return false;
    bool simple = true;
    for (uint32_t i = 0; i < n_facts; i++) {
        if (facts[i].x >= n || facts[i].y >= n)
            return false;
        simple = simple && facts[i].kind == ELS_ORDER_ABOVE;
    }
    if (simple)
        return close_comparisons(n, facts, n_facts, ret);
    if (n > ELS_ORDER_ALL)
        return false;
    uint32_t place[ELS_ORDER_ALL];
    els_order order = {.n = n};
    for (uint32_t i = 0; i < n; i++) {
        place[i] = i;
        order.below[i] = ones(n);
    }
    bool any = false;
    do {
        bool fits = true;
        for (uint32_t i = 0; i < n_facts && fits; i++)
            fits = fact_holds(&facts[i], place, n);
        if (!fits)
            continue;
        any = true;
        for (uint32_t i = 0; i < n; i++) {
            order.places[i] |= (uint32_t)1 << place[i];
            for (uint32_t k = 0; k < n; k++)
                if (place[i] >= place[k])
                    order.below[i] &= ~((uint32_t)1 << k);
        }
    } while (next_permutation(place, n));
    if (any)
        *ret = order;
    return any;
}

int32_t els_order_at(const els_order *order, uint32_t place)
{
    int32_t found = -1;
    for (uint32_t i = 0; i < order->n; i++)
        if (order->places[i] >> place & 1) {
            if (found >= 0)
                return -1;
            found = (int32_t)i;
        }
    return found;
}

int32_t els_order_place(const els_order *order, uint32_t x)
{
    uint32_t places = order->places[x];
    return count_bits(places) == 1 ? (int32_t)__builtin_ctz(places) : -1;
}
