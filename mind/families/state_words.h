/* state_words.h — what English says of a clause of a story: who goes where, has, takes, leaves,
 * gives or exchanges something.
 *
 * Common verbs (verbs.h), and the prepositions before those named. General English; the
 * untrained baseline has the same. */
#ifndef ELS_STATE_WORDS_H
#define ELS_STATE_WORDS_H

#include "reader.h"
#include "tool_logic_state.h"

/* The event that the clause (tokens first .. end-1) tells of, which names `n` actors (2 or 3), the
 * first of them its subject; ELS_EVENT_KINDS_ where nothing is known of it. */
els_event_kind els_state_words_event(const els_reader *reader, uint32_t first, uint32_t end,
                                     const uint32_t *actors, uint32_t n);
/* The clause tells of an exchange: "swap what they have". */
bool els_state_words_exchange(const els_reader *reader, uint32_t first, uint32_t end);
/* Token `at` names where somebody goes from, in a clause that begins at `first`: "went from the
 * hall to the attic". */
bool els_state_words_leaves(const els_reader *reader, uint32_t first, uint32_t at);

/* When the clause says that it happens, as a number that grows with time: "yesterday", "this
 * morning", "in the evening"; 0 when it does not. */
int32_t els_state_words_time(const els_reader *reader, uint32_t first, uint32_t end);
/* Token `at` is part of such a saying. */
bool els_state_words_is_time(const els_reader *reader, uint32_t at);

typedef enum {
    ELS_STATE_ASKS_OTHER,
    ELS_STATE_ASKS_PLACE,  /* where something is */
    ELS_STATE_ASKS_HOLDER, /* who has it */
    ELS_STATE_ASKS_GIVER,  /* who gave it away */
    ELS_STATE_ASKS_HELD    /* what somebody has, or is somewhere */
} els_state_asks;

/* What the words of the question ask for, whose first entity is `x`. */
els_state_asks els_state_words_asks(const els_reader *reader, int32_t x);

#endif
