/* tool_logic_assign.h — who has what, when everybody has exactly one of each kind of thing.
 *
 * Elimination to a fixed point: what a person cannot have is struck out; a thing with one possible
 * owner, and a person with one possible thing, are settled. Sound; complete for most puzzles told
 * in a few sentences. Things in a row (seats, days) are tried in all their arrangements. At most 8
 * people and 4 kinds. */
#ifndef ELS_TOOL_LOGIC_ASSIGN_H
#define ELS_TOOL_LOGIC_ASSIGN_H

#include "els_str.h"

enum { ELS_ASSIGN_PEOPLE = 8, ELS_ASSIGN_KINDS = 4 };

typedef struct {
    uint32_t n, n_kinds;
    uint32_t may[ELS_ASSIGN_KINDS][ELS_ASSIGN_PEOPLE]; /* bit v: the person may have thing v */
} els_assign;

typedef struct {
    uint32_t kind, thing;             /* of the one side */
    uint32_t other_kind, other_thing; /* of the other side */
    bool negated;                     /* their owners differ */
} els_assign_link;

/* Where one person's thing stands against another's, things of the kind standing in a row. */
typedef enum {
    ELS_ASSIGN_BEFORE,
    ELS_ASSIGN_AFTER,
    ELS_ASSIGN_NEXT, /* beside it, on either side */
    ELS_ASSIGN_JUST_BEFORE,
    ELS_ASSIGN_JUST_AFTER,
    ELS_ASSIGN_RELATIONS
} els_assign_relation;

typedef struct {
    uint32_t person, other;
    els_assign_relation relation;
    bool negated;
} els_assign_order;

enum { ELS_ASSIGN_ARRANGED = 7 }; /* people whose arrangements are tried */

/* n people (at most ELS_ASSIGN_PEOPLE), as many things of each of n_kinds kinds; nothing is known. */
void els_assign_init(els_assign *assign, uint32_t n, uint32_t n_kinds);
/* The person has one of `things` (bits) of the kind. */
void els_assign_restrict(els_assign *assign, uint32_t person, uint32_t kind, uint32_t things);
/* The thing belongs to one of `people` (bits). */
void els_assign_limit(els_assign *assign, uint32_t kind, uint32_t thing, uint32_t people);
/* Strikes out what stands in no arrangement of a kind that fits all orders; false when none does,
 * or there are more than ELS_ASSIGN_ARRANGED people. */
bool els_assign_arrange(els_assign *assign, uint32_t kind, const els_assign_order *orders,
                        uint32_t n_orders);
/* Strikes out until nothing changes; false when somebody is left without anything. */
bool els_assign_settle(els_assign *assign, const els_assign_link *links, uint32_t n_links);
/* The owner of a thing, -1 while there are several. */
int32_t els_assign_owner(const els_assign *assign, uint32_t kind, uint32_t thing);

#endif
