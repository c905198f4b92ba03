/* tool_logic_kin.c — see tool_logic_kin.h. */
#include "tool_logic_kin.h"

#define BIT(i) ((uint64_t)1 << (i))

void els_kin_add(els_kin *kin, char relation, uint32_t x, uint32_t y)
{
    if (x >= ELS_KIN_PEOPLE || y >= ELS_KIN_PEOPLE)
        return;
    if (relation == 'c') {
        uint32_t swap = x;
        x = y;
        y = swap;
    }
    if (relation == 'p' || relation == 'c') {
        kin->children[x] |= BIT(y);
        kin->parents[y] |= BIT(x);
    } else {
        uint64_t *who = relation == 's' ? kin->siblings : kin->spouses;
        who[x] |= BIT(y);
        who[y] |= BIT(x);
    }
}

static uint64_t step(const els_kin *kin, uint64_t from, const uint64_t *relation)
{
    uint64_t to = 0;
    for (uint32_t i = 0; i < kin->n; i++)
        if (from & BIT(i))
            to |= relation[i];
    return to;
}

bool els_kin_close(els_kin *kin)
{
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t x = 0; x < kin->n; x++) {
            uint64_t siblings = kin->siblings[x] | step(kin, kin->siblings[x], kin->siblings) |
                                step(kin, kin->parents[x], kin->children);
            siblings &= ~BIT(x);
            uint64_t parents = kin->parents[x] | step(kin, siblings, kin->parents);
            changed = changed || siblings != kin->siblings[x] || parents != kin->parents[x];
            kin->siblings[x] = siblings;
            kin->parents[x] = parents;
            for (uint32_t p = 0; p < kin->n; p++)
                if (parents & BIT(p))
                    kin->children[p] |= BIT(x);
        }
    }
    for (uint32_t x = 0; x < kin->n; x++) {
        uint64_t ancestors = kin->parents[x];
        for (uint32_t i = 0; i < kin->n; i++)
            ancestors |= step(kin, ancestors, kin->parents);
        if (ancestors & BIT(x) || __builtin_popcountll(kin->parents[x]) > 2 ||
            kin->spouses[x] & (ancestors | kin->siblings[x]) || ancestors & kin->siblings[x])
            return false;
    }
    return true;
}

uint64_t els_kin_follow(const els_kin *kin, uint32_t x, const char *path)
{
    uint64_t at = BIT(x), passed = at;
    for (; *path; path++) {
        at = step(kin, at,
                  *path == 'p'   ? kin->parents
                  : *path == 'c' ? kin->children
                  : *path == 's' ? kin->siblings
                                 : kin->spouses);
        /* An aunt's sibling is not one's parent again: no way leads back to where it came from. */
        at &= ~passed;
        passed |= at;
    }
    return at;
}
