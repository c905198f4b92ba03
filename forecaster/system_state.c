#include "system_state.h"

#include <stddef.h>

static els_system_state worst_of(els_str name)
{
    if (els_str_eq(name, ELS_STR("memory")) || els_str_eq(name, ELS_STR("queue")))
        return ELS_SYSTEM_CRITICAL;
    return els_str_eq(name, ELS_STR("process:executor")) ? ELS_SYSTEM_HEALTHY
                                                         : ELS_SYSTEM_OVERLOADED;
}

els_system_state els_system_state_of(els_str name, double use)
{
    static const double limits[] = {0.5, 0.7, 0.85, 0.95};
    els_system_state worst = worst_of(name), state = ELS_SYSTEM_OPTIMAL;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
        if (use >= limits[i])
            state = (els_system_state)(i + 1);
    return state < worst ? state : worst;
}

const char *els_system_state_name(els_system_state state)
{
    static const char *const names[] = {"optimal", "healthy", "degraded", "overloaded", "critical"};
    return names[state];
}
