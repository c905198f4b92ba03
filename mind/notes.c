#include "notes.h"

static bool are_equal(const els_str *a, const els_str *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (!els_str_eq(a[i], b[i]))
            return false;
    return true;
}

els_notes *els_notes_on(els_notebook *book, uint32_t field, const els_str *previous)
{
    for (els_notes *notes = book->notes; notes; notes = notes->next)
        if (notes->field == field && are_equal(notes->previous, previous, field))
            return notes;
    els_notes *fresh = ELS_ARENA_NEW(book->arena, els_notes, 1);
    els_str *answers = ELS_ARENA_NEW(book->arena, els_str, field + 1);
    for (uint32_t i = 0; i < field; i++)
        answers[i] = els_arena_copy(book->arena, previous[i]);
    fresh->field = field;
    fresh->previous = answers;
    fresh->next = book->notes;
    return book->notes = fresh;
}

els_account *els_notes_account(els_notebook *book, els_notes *notes, uint32_t family,
                               uint64_t skill)
{
    for (els_account *account = notes->accounts; account; account = account->next)
        if (account->family == family && account->skill == skill)
            return account;
    els_account *fresh = ELS_ARENA_NEW(book->arena, els_account, 1);
    fresh->family = family;
    fresh->skill = skill;
    fresh->next = notes->accounts;
    return notes->accounts = fresh;
}

/* The arena keeps what was outgrown until the task is done. */
static void add(els_deed **deeds, uint32_t *n, uint32_t *cap, els_deed deed, els_arena *arena)
{
    enum { FIRST = 8 };
    if (*n == *cap) {
        uint32_t room = *cap ? *cap * 2 : FIRST;
        els_deed *wider = ELS_ARENA_NEW(arena, els_deed, room);
        for (uint32_t i = 0; i < *n; i++)
            wider[i] = (*deeds)[i];
        *deeds = wider;
        *cap = room;
    }
    (*deeds)[(*n)++] = deed;
}

void els_account_add(els_account *account, els_deed deed, els_arena *arena)
{
    add(&account->deeds, &account->n_deeds, &account->cap_deeds, deed, arena);
}

const els_late_offers *els_account_late(const els_account *account, uint32_t ended_at)
{
    const els_late_offers *late = account->late;
    while (late && late->ended_at != ended_at)
        late = late->next;
    return late;
}

els_late_offers *els_account_new_late(els_account *account, uint32_t ended_at, els_arena *arena)
{
    els_late_offers *fresh = ELS_ARENA_NEW(arena, els_late_offers, 1);
    fresh->ended_at = ended_at;
    fresh->next = account->late;
    return account->late = fresh;
}

void els_late_offers_add(els_late_offers *late, els_deed deed, els_arena *arena)
{
    add(&late->deeds, &late->n_deeds, &late->cap_deeds, deed, arena);
}

els_noted_score *els_notebook_score(els_notebook *book, uint64_t key)
{
    return &book->scores[(uint32_t)(els_hash_mix(key) >> 40) % ELS_NOTED_SCORES];
}
