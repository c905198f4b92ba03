/* tool_logic_state.c — see tool_logic_state.h. */
#include "tool_logic_state.h"

void els_scene_init(els_scene *state, uint32_t n)
{
    state->n = n < ELS_STATE_THINGS ? n : ELS_STATE_THINGS;
    state->n_events = 0;
    for (uint32_t i = 0; i < ELS_STATE_THINGS; i++) {
        state->holder[i] = -1;
        state->since[i] = 0;
        state->either[i][0] = state->either[i][1] = -1;
    }
}

bool els_scene_is_within(const els_scene *state, uint32_t thing, uint32_t holder)
{
    /* A swap can close a ring of holders in a story that makes no sense: never more hops than
     * things. */
    uint32_t hops = 0;
    for (int32_t at = state->holder[thing]; at >= 0 && hops < ELS_STATE_THINGS;
         at = state->holder[at], hops++)
        if ((uint32_t)at == holder)
            return true;
    return false;
}

int32_t els_scene_root(const els_scene *state, uint32_t thing)
{
    int32_t at = state->holder[thing];
    for (uint32_t hops = 0; at >= 0 && state->holder[at] >= 0 && hops < ELS_STATE_THINGS; hops++)
        at = state->holder[at];
    return at;
}

static bool put(els_scene *state, uint32_t thing, uint32_t holder)
{
    if (thing == holder || els_scene_is_within(state, holder, thing))
        return false;
    state->holder[thing] = (int32_t)holder;
    state->since[thing] = state->n_events;
    state->either[thing][0] = state->either[thing][1] = -1;
    return true;
}

bool els_scene_apply(els_scene *state, const els_event *e)
{
    if (e->a >= state->n || e->b >= state->n || e->c >= state->n)
        return false;
    state->n_events++;
    if (e->negated) { /* "is no longer in", "does not have" */
        uint32_t thing = e->kind == ELS_EVENT_GET ? e->b : e->a;
        uint32_t holder = e->kind == ELS_EVENT_GET ? e->a : e->b;
        if ((e->kind == ELS_EVENT_GET || e->kind == ELS_EVENT_IN) &&
            state->holder[thing] == (int32_t)holder)
            state->holder[thing] = -1;
        return true;
    }
    switch (e->kind) {
    case ELS_EVENT_IN:
        return put(state, e->a, e->b);
    case ELS_EVENT_GET:
        return put(state, e->b, e->a);
    case ELS_EVENT_DROP:
        if ((state->holder[e->b] >= 0 && state->holder[e->b] != (int32_t)e->a) || e->a == e->b ||
            els_scene_is_within(state, e->a, e->b))
            return false;
        state->holder[e->b] = state->holder[e->a];
        return true;
    case ELS_EVENT_SWAP:
        if (e->a == e->b || els_scene_is_within(state, e->a, e->b) ||
            els_scene_is_within(state, e->b, e->a))
            return false;
        for (uint32_t i = 0; i < state->n; i++) {
            if (state->holder[i] == (int32_t)e->a)
                state->holder[i] = (int32_t)e->b;
            else if (state->holder[i] == (int32_t)e->b)
                state->holder[i] = (int32_t)e->a;
        }
        return true;
    case ELS_EVENT_PASS:
        return put(state, e->b, e->c);
    case ELS_EVENT_HAND:
        return put(state, e->c, e->b);
    case ELS_EVENT_CARRY:
        return put(state, e->a, e->c) && put(state, e->b, e->a);
    case ELS_EVENT_EITHER:
        if (e->a == e->b || e->a == e->c)
            return false;
        state->holder[e->a] = -1;
        state->either[e->a][0] = (int32_t)e->b;
        state->either[e->a][1] = (int32_t)e->c;
        return true;
    default:
        return true;
    }
}
