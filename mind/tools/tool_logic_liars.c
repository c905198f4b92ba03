/* tool_logic_liars.c — see tool_logic_liars.h. */
#include "tool_logic_liars.h"

static bool claim_holds(const els_claim *claim, uint32_t truthful)
{
    uint32_t counted = claim->about & (claim->of_liars ? ~truthful : truthful);
    int n = __builtin_popcount(counted), of = __builtin_popcount(claim->about);
    bool holds = false;
    switch (claim->kind) {
    case ELS_CLAIM_ALL:
        holds = n == of;
        break;
    case ELS_CLAIM_NONE:
        holds = n == 0;
        break;
    case ELS_CLAIM_SOME:
        holds = n > 0;
        break;
    case ELS_CLAIM_ONE:
        holds = n == 1;
        break;
    case ELS_CLAIM_SAME:
        holds = n == of || n == 0;
        break;
    }
    return holds != claim->negated;
}

uint32_t els_liars_solve(uint32_t n, const els_claim *claims, uint32_t n_claims,
                         uint32_t *ret_always, uint32_t *ret_never)
{
    if (n == 0 || n > ELS_LIARS_PEOPLE)
        return 0;
    uint32_t all = ((uint32_t)1 << n) - 1, always = all, never = all, fitting = 0;
    for (uint32_t truthful = 0; truthful <= all; truthful++) {
        bool fits = true;
        for (uint32_t i = 0; i < n_claims && fits; i++) {
            bool honest = claims[i].speaker < 0 || (truthful >> claims[i].speaker & 1);
            fits = claim_holds(&claims[i], truthful) == honest;
        }
        if (!fits)
            continue;
        fitting++;
        always &= truthful;
        never &= ~truthful;
    }
    if (fitting > 0) {
        *ret_always = always;
        *ret_never = never;
    }
    return fitting;
}
