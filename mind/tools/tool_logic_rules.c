/* tool_logic_rules.c — see tool_logic_rules.h. */
#include "tool_logic_rules.h"

static bool is(uint32_t type, els_literals what)
{
    return (type & what.with) == what.with && (type & what.without) == 0;
}

void els_theory_rule(els_theory *theory, els_literals when, els_literals then)
{
    for (uint32_t type = 0; type < (uint32_t)1 << theory->n_terms; type++)
        if (is(type, when) && !is(type, then))
            theory->forbidden[type] = 1;
}

int32_t els_theory_witness(els_theory *theory, els_literals what)
{
    if (theory->n_witnesses == ELS_RULES_WITNESSES)
        return -1;
    theory->witnesses[theory->n_witnesses] = what;
    return (int32_t)theory->n_witnesses++;
}

/* Are all, or none, of the types that the literals allow also `what`? */
static void look(const els_theory *theory, els_literals among, els_literals what, bool *ret_some,
                 bool *ret_others)
{
    *ret_some = *ret_others = false;
    for (uint32_t type = 0; type < (uint32_t)1 << theory->n_terms; type++)
        if (!theory->forbidden[type] && is(type, among)) {
            if (is(type, what))
                *ret_some = true;
            else
                *ret_others = true;
        }
}

bool els_theory_is_consistent(const els_theory *theory)
{
    for (uint32_t i = 0; i < theory->n_witnesses; i++) {
        bool some, others;
        look(theory, theory->witnesses[i], (els_literals){0}, &some, &others);
        if (!some)
            return false;
    }
    return true;
}

els_follows els_theory_about(const els_theory *theory, uint32_t i, els_literals what)
{
    bool some, others;
    look(theory, theory->witnesses[i], what, &some, &others);
    return !others ? ELS_FOLLOWS : !some ? ELS_FOLLOWS_NOT : ELS_FOLLOWS_OPEN;
}

els_follows els_theory_all(const els_theory *theory, els_literals when, els_literals then)
{
    bool some, others;
    look(theory, when, then, &some, &others);
    if (!others)
        return ELS_FOLLOWS;
    for (uint32_t i = 0; i < theory->n_witnesses; i++)
        if (els_theory_about(theory, i, when) == ELS_FOLLOWS &&
            els_theory_about(theory, i, then) == ELS_FOLLOWS_NOT)
            return ELS_FOLLOWS_NOT;
    return ELS_FOLLOWS_OPEN;
}

els_follows els_theory_some(const els_theory *theory, els_literals what)
{
    bool some, others;
    look(theory, (els_literals){0}, what, &some, &others);
    if (!some)
        return ELS_FOLLOWS_NOT;
    for (uint32_t i = 0; i < theory->n_witnesses; i++)
        if (els_theory_about(theory, i, what) == ELS_FOLLOWS)
            return ELS_FOLLOWS;
    return ELS_FOLLOWS_OPEN;
}
