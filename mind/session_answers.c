/* session_answers.c — what a session has found, and cases like its task: for agents. */
#include "session_impl.h"

#include <stdlib.h>

uint32_t els_session_recall(els_session *session, uint32_t k, els_recalled *ret)
{
    const els_mind *mind = session->view->mind;
    uint32_t signature[ELS_CASE_WORDS];
    uint32_t n_signature = els_case_signature(&session->view->text, signature), n = 0, newer = 0;
    uint64_t kind = els_hash_pair(session->key.kind, session->key.field);
    session->spent += 1;
    for (uint32_t i = mind->n_cases; i-- > 0;) { /* newest first among equals */
        const els_case *remembered = &mind->cases[i];
        if (remembered->kind != kind)
            continue;
        double similarity =
            els_case_similarity(signature, n_signature, remembered->words, remembered->n_words);
        uint32_t at = n < k ? n++ : k;
        while (at > 0 && similarity > ret[at - 1].similarity) {
            if (at < k)
                ret[at] = ret[at - 1];
            at--;
        }
        if (at < k)
            ret[at] = (els_recalled){remembered, similarity, newer};
        newer++;
    }
    return n;
}

const els_pool *els_session_pool(const els_session *session)
{
    return &session->pool;
}

const els_answer_group *els_session_groups(els_session *session, uint32_t *ret_count)
{
    return els_pool_groups(&session->pool, session->view->arena, ret_count);
}

double els_session_confidence(els_session *session, const els_answer_group *group)
{
    uint32_t n;
    const els_shape_guess *shapes = els_session_shapes(session, &n);
    return els_pool_confidence(
        session->view->mind, &session->view->text, &session->key, &session->pool, group, shapes, n,
        els_session_unproven(session, session->pool.items[group->best].family));
}

double els_session_told_confidence(els_session *session, const els_answer_group *group)
{
    uint32_t n;
    const els_shape_guess *shapes = els_session_shapes(session, &n);
    return els_pool_told_confidence(
        session->view->mind, &session->view->text, &session->key, &session->pool, group, shapes, n,
        els_session_unproven(session, session->pool.items[group->best].family));
}

static int by_rank(const void *a, const void *b)
{
    const els_pooled *x = *(const els_pooled *const *)a, *y = *(const els_pooled *const *)b;
    if (x->score != y->score)
        return x->score < y->score ? 1 : -1;
    return (x->order > y->order) - (x->order < y->order);
}

uint32_t els_session_beam(els_session *session, uint32_t max, els_candidate **ret)
{
    enum { PER_ANSWER = 4 };
    els_arena *arena = session->view->arena;
    uint32_t n = session->pool.n_items, kept = 0;
    const els_pooled **order = ELS_ARENA_NEW(arena, const els_pooled *, n + 1);
    els_candidate *beam = ELS_ARENA_NEW(arena, els_candidate, max + 1);
    for (uint32_t i = 0; i < n; i++)
        order[i] = &session->pool.items[i];
    qsort(order, n, sizeof *order, by_rank);
    /* First the best of every answer, then what else there is room for. */
    bool *taken = ELS_ARENA_NEW(arena, bool, n + 1);
    for (uint32_t i = 0; i < n && kept < max; i++) {
        uint32_t same = 0;
        for (uint32_t k = 0; k < i && same < PER_ANSWER; k++)
            same += order[k]->answer_hash == order[i]->answer_hash;
        taken[i] = same < PER_ANSWER;
        kept += taken[i];
    }
    for (uint32_t i = 0; i < n && kept < max; i++) {
        kept += !taken[i];
        taken[i] = true;
    }
    kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        const els_pooled *item = order[i];
        if (!taken[i])
            continue;
        beam[kept++] = (els_candidate){
            .family = item->family,
            .shape = item->shape,
            .args = item->args,
            .answer = item->answer,
            .prior = item->prior,
            .score = item->score,
            .check = item->check,
            .own = (uint32_t *)item->own,
            .n_own = item->n_own,
            .cross = (uint64_t *)item->cross,
            .n_cross = item->n_cross,
        };
    }
    *ret = beam;
    return kept;
}
