/* notes.h — what has been found out about a task, for whoever works on it next.
 *
 * Many architectures rehearse a training task, and each asks the same families about the same field
 * after the same answers. What does not depend on who asks is worked out once and noted: scores,
 * which families apply and what they keep, the library's guesses, and above all what a family
 * spends and offers. Families are pure (family.h), so all that a run can do differently from
 * another one is to end earlier: an account of the longest run tells all shorter ones.
 *
 * Knows no session: session.c makes notes and retells accounts. */
#ifndef ELS_NOTES_H
#define ELS_NOTES_H

#include "family.h"
#include "pool.h"
#include "usual.h"

enum { ELS_NOTES_FAMILIES = 64 /* bits of a mask */ };

/* A deed of a family's run. */
typedef struct {
    const els_pooled *offer; /* NULL: the family asked for work units */
    uint64_t program;        /* key of what was offered */
    uint32_t units;          /* asked for */
} els_deed;

/* What was offered after the allowance had ended at a deed (els_family.offers_late). */
typedef struct els_late_offers {
    uint32_t ended_at;
    els_deed *deeds;
    uint32_t n_deeds, cap_deeds;
    struct els_late_offers *next;
} els_late_offers;

/* What a family does when it is run with an allowance without end. */
typedef struct els_account {
    uint32_t family; /* its number */
    uint64_t skill;  /* the only shape that was wanted, 0: any */
    els_deed *deeds; /* as far as somebody's allowance went */
    uint32_t n_deeds, cap_deeds;
    bool is_whole; /* nothing comes behind them */
    els_late_offers *late;
    struct els_account *next;
} els_account;

/* A family that applies, and the chance that it answers with a program whose shape the library
 * does not hold. */
typedef struct {
    const els_family *family;
    double chance; /* 0..1 */
} els_newcomer;

/* The remembered cases of a kind and field. */
typedef struct {
    uint32_t cases;
    uint32_t solved;      /* of those, by a program whose shape the library still holds */
    uint64_t proven_mask; /* families that any of these programs is of */
} els_past;

/* Of one field, given the answers before it. Families are numbered as in els_families. */
typedef struct els_notes {
    uint32_t field;
    const els_str *previous;           /* answers to the fields before it */
    uint64_t asked_mask, applies_mask; /* families asked whether they apply, and those that do */
    void *kept[ELS_NOTES_FAMILIES];    /* a family's own */
    const els_shape_guess *shapes;     /* NULL until somebody asks */
    uint32_t n_shapes;
    const els_family *const *families; /* that apply, most promising first; NULL likewise */
    uint32_t n_families;
    const els_newcomer *newcomers;  /* as many, in the same order; NULL likewise */
    const els_past *past;           /* NULL likewise */
    const els_usual_opinion *usual; /* of a field with usual answers; NULL likewise */
    els_account *accounts;
    struct els_notes *next;
} els_notes;

/* A score that comes back for many candidates. */
typedef struct {
    uint64_t key;
    double value;
    bool used;
} els_noted_score;

enum { ELS_NOTED_SCORES = 1024 };

/* All notes of a task. */
typedef struct {
    els_arena *arena; /* holds them, and what families make */
    els_notes *notes;
    const els_quantities *quantities; /* NULL until somebody asks */
    els_noted_score scores[ELS_NOTED_SCORES];
} els_notebook;

/* The notes on a field after these answers (`field` of them, copied); blank ones at first. */
els_notes *els_notes_on(els_notebook *book, uint32_t field, const els_str *previous);
/* The account of a family's runs for one shape (0: any); an empty one at first. */
els_account *els_notes_account(els_notebook *book, els_notes *notes, uint32_t family,
                               uint64_t skill);
/* Adds a deed to the account. */
void els_account_add(els_account *account, els_deed deed, els_arena *arena);
/* What was offered after the allowance had ended at the deed; NULL: nobody knows. */
const els_late_offers *els_account_late(const els_account *account, uint32_t ended_at);
/* The same, to be told with els_late_offers_add what is offered. */
els_late_offers *els_account_new_late(els_account *account, uint32_t ended_at, els_arena *arena);
void els_late_offers_add(els_late_offers *late, els_deed deed, els_arena *arena);
/* Where the score of a key is noted; it is there when `used` and the keys are equal. */
els_noted_score *els_notebook_score(els_notebook *book, uint64_t key);

#endif
