/* session_families.c — which families could answer, most promising first, and which of them with a
 * program that the library does not know. */
#include "session_impl.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    const els_family *family;
    double score;
    uint32_t lot;
} ranked_family;

static int by_score(const void *a, const void *b)
{
    const ranked_family *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->lot > y->lot) - (x->lot < y->lot);
}

/* Nats: what the question says for the family as a whole, its shapes apart, before anything is
 * learned and by what was. */
typedef struct {
    double said, learned;
} promise;

static promise promise_of(els_session *session, const els_family *family)
{
    uint32_t own[ELS_CORE_OWN];
    uint64_t cross[ELS_CORE_CROSS];
    els_str name = els_str_of(family->name);
    els_core_own(&session->key, name, 0, own);
    els_core_cross(name, (els_str){NULL, 0}, cross);
    /* Only the features that do not speak of a shape: family, type and kind; family x words. */
    uint32_t shared[3] = {own[0], own[2], own[3]};
    double said = family->salience;
    said += family->hint ? family->hint(session, (els_str){NULL, 0}) : 0;
    return (promise){said, els_session_score(session, shared, 3, cross, 1)};
}

static uint32_t successes_of(const els_mind *mind, els_str family)
{
    uint32_t right = 0;
    for (uint32_t i = 0; i < mind->n_skills; i++)
        if (els_str_eq(els_str_of(mind->skills[i].family), family))
            right += mind->skills[i].right;
    return right;
}

/* Nats: what the question says for all shapes of the library together. */
static double promise_of_library(els_session *session)
{
    uint32_t n;
    const els_shape_guess *first = els_session_shapes(session, &n);
    if (n == 0)
        return -INFINITY;
    els_str name = els_str_of(first->skill->family), shape = els_str_of(first->skill->shape);
    const els_family *family = els_family_named(name);
    double said = family->salience + (family->hint ? family->hint(session, shape) : 0);
    said += els_shape_score(session->view->mind, &session->view->text, &session->key, name, shape);
    return said - log(first->probability);
}

static void rank_families(els_session *session)
{
    size_t n_all;
    const els_family *const *all = els_families(&n_all);
    els_arena *arena = els_session_arena(session);
    ranked_family *ranked = ELS_ARENA_NEW(arena, ranked_family, n_all);
    els_rng rng = els_session_rng(session, 21);
    uint32_t n = 0;
    for (size_t i = 0; i < n_all; i++) {
        uint32_t lot = els_rng_u32(&rng);
        if (!els_session_applies(session, all[i]))
            continue;
        promise of = promise_of(session, all[i]);
        ranked[n++] = (ranked_family){all[i], of.said + of.learned, lot};
    }
    qsort(ranked, n, sizeof *ranked, by_score);
    const els_family **list = ELS_ARENA_NEW(arena, const els_family *, n + 1);
    for (uint32_t i = 0; i < n; i++)
        list[i] = ranked[i].family;
    session->notes->families = list;
    session->notes->n_families = n;
}

const els_family *const *els_session_families(els_session *session, uint32_t *ret_count)
{
    if (!session->notes->families)
        rank_families(session);
    *ret_count = session->notes->n_families;
    return session->notes->families;
}

static const els_past *past_of(els_session *session)
{
    if (session->notes->past)
        return session->notes->past;
    const els_mind *mind = session->view->mind;
    const uint64_t kind = els_hash_pair(session->key.kind, session->key.field);
    els_past *past = ELS_ARENA_NEW(els_session_arena(session), els_past, 1);
    bool *used = ELS_ARENA_NEW(els_session_arena(session), bool, mind->n_skills + 1);
    for (uint32_t i = 0; i < mind->n_cases; i++) {
        if (mind->cases[i].kind != kind)
            continue;
        const els_skill *skill = els_mind_skill(mind, mind->cases[i].skill);
        past->cases++;
        if (skill) {
            past->solved++;
            used[skill - mind->skills] = true;
        }
    }
    for (uint32_t i = 0; i < mind->n_skills; i++) {
        const els_family *family =
            used[i] ? els_family_named(els_str_of(mind->skills[i].family)) : NULL;
        if (family)
            past->proven_mask |= UINT64_C(1) << els_family_number(family);
    }
    session->notes->past = past;
    return past;
}

double els_session_freshness(els_session *session)
{
    enum { HALF = 10 }; /* cases that leave half of it */
    if (session->view->task->n_fields != 1)
        return 0;
    const uint32_t n = past_of(session)->cases;
    return n ? (double)HALF / (HALF + n) : 0;
}

double els_learned_believed(double learned, uint32_t right, double novelty)
{
    double least = -log1p(right);
    return learned < least ? learned + novelty * (least - learned) : learned;
}

/* The chances of families with these nats beside the library's; returns their sum. */
static double share_chances(const double *nats, uint32_t n, double library, els_newcomer *list)
{
    double top = library, all = 0;
    for (uint32_t i = 0; i < n; i++)
        top = fmax(top, nats[i]);
    for (uint32_t i = 0; i < n; i++)
        all += exp(nats[i] - top);
    double with_library = all + exp(library - top);
    for (uint32_t i = 0; i < n; i++)
        list[i].chance = exp(nats[i] - top) / with_library;
    return n ? all / with_library : 0;
}

/* First by all that was learned; then, as new as the task is by that, by what of it is believed. */
static void find_newcomers(els_session *session)
{
    uint32_t n;
    els_arena *arena = els_session_arena(session);
    const els_family *const *families = els_session_families(session, &n);
    els_newcomer *list = ELS_ARENA_NEW(arena, els_newcomer, n + 1);
    double *nats = ELS_ARENA_NEW(arena, double, n + 1), library = promise_of_library(session);
    promise *of = ELS_ARENA_NEW(arena, promise, n + 1);
    uint32_t *right = ELS_ARENA_NEW(arena, uint32_t, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        list[i].family = families[i];
        of[i] = promise_of(session, families[i]);
        right[i] = successes_of(session->view->mind, els_str_of(families[i]->name));
        nats[i] = of[i].said + of[i].learned - log1p(right[i]);
    }
    double novelty = share_chances(nats, n, library, list);
    for (uint32_t i = 0; i < n; i++)
        nats[i] =
            of[i].said + els_learned_believed(of[i].learned, right[i], novelty) - log1p(right[i]);
    (void)share_chances(nats, n, library, list);
    session->notes->newcomers = list;
}

const els_newcomer *els_session_newcomers(els_session *session, uint32_t *ret_count)
{
    if (!session->notes->newcomers)
        find_newcomers(session);
    *ret_count = session->notes->n_families;
    return session->notes->newcomers;
}

double els_session_novelty(els_session *session)
{
    uint32_t n;
    const els_newcomer *newcomers = els_session_newcomers(session, &n);
    double sum = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += newcomers[i].chance;
    return sum;
}

double els_session_unproven(els_session *session, els_str family)
{
    enum { HALF = 10 }; /* tasks of a kind after which another family is thought half as much of */
    const els_family *known = els_family_named(family);
    const els_past *past = past_of(session);
    if (known && past->proven_mask >> els_family_number(known) & 1)
        return 0.5;
    return 0.5 * HALF / (HALF + past->solved);
}
