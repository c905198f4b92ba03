/* tool_logic_kin.h — who is what to whom, from parents, siblings and spouses of at most 64 people.
 *
 * A path leads from a person through their relatives: 'p' to parents, 'c' to children, 's' to
 * siblings, 'm' to the spouse; "ps" from somebody to aunts and uncles. The same steps fit any
 * hierarchy, such as who reports to whom. */
#ifndef ELS_TOOL_LOGIC_KIN_H
#define ELS_TOOL_LOGIC_KIN_H

#include "els_str.h"

enum { ELS_KIN_PEOPLE = 64 };

typedef struct {
    uint32_t n;
    uint64_t parents[ELS_KIN_PEOPLE], children[ELS_KIN_PEOPLE]; /* bit y: y is a parent of x, ... */
    uint64_t siblings[ELS_KIN_PEOPLE], spouses[ELS_KIN_PEOPLE];
} els_kin;

/* States that x is the parent, child, sibling or spouse ('p', 'c', 's', 'm') of y. */
void els_kin_add(els_kin *kin, char relation, uint32_t x, uint32_t y);
/* Siblings share their parents, children of one parent are siblings. False when somebody would be
 * their own ancestor, have more than two parents, or be married to kin. */
bool els_kin_close(els_kin *kin);
/* Everybody that the path leads to from x; x themself never is. */
uint64_t els_kin_follow(const els_kin *kin, uint32_t x, const char *path);

#endif
