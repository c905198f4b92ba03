/* tool_logic_state.h — what is where, after a sequence of events: things inside things.
 *
 * One relation carries all of it: every thing has at most one holder, be it a place, a box or a
 * person; who carries something takes it along. At most 64 things. */
#ifndef ELS_TOOL_LOGIC_STATE_H
#define ELS_TOOL_LOGIC_STATE_H

#include "els_str.h"

enum { ELS_STATE_THINGS = 64, ELS_STATE_EVENTS = 128 };

typedef enum {
    ELS_EVENT_NOTHING,
    ELS_EVENT_IN,     /* a goes into b */
    ELS_EVENT_GET,    /* a gets hold of b */
    ELS_EVENT_DROP,   /* a lets go of b, which stays where a is */
    ELS_EVENT_SWAP,   /* a and b exchange what they hold */
    ELS_EVENT_PASS,   /* a moves b to c */
    ELS_EVENT_HAND,   /* a moves c to b */
    ELS_EVENT_CARRY,  /* a takes b along to c */
    ELS_EVENT_EITHER, /* a is in b or in c */
    ELS_EVENT_KINDS_
} els_event_kind;

typedef struct {
    els_event_kind kind;
    uint32_t a, b, c;
    bool negated;
} els_event;

typedef struct {
    uint32_t n;
    int32_t holder[ELS_STATE_THINGS];    /* -1: none known */
    uint32_t since[ELS_STATE_THINGS];    /* number of the event that put it there */
    int32_t either[ELS_STATE_THINGS][2]; /* -1, or two holders of which it has one */
    uint32_t n_events;
} els_scene;

/* n things (at most ELS_STATE_THINGS), none of them in another. */
void els_scene_init(els_scene *state, uint32_t n);
/* False when the event cannot be: a thing inside itself, letting go of what is held elsewhere. The
 * state is then undefined. */
bool els_scene_apply(els_scene *state, const els_event *event);
/* The outermost holder, -1 when there is none. */
int32_t els_scene_root(const els_scene *state, uint32_t thing);
/* Is the thing held by `holder`, directly or within something? */
bool els_scene_is_within(const els_scene *state, uint32_t thing, uint32_t holder);

#endif
