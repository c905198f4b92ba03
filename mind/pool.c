#include "pool.h"
#include "family.h"

#include <math.h>
#include <stdlib.h>

uint64_t els_answer_hash(els_str s)
{
    uint64_t h = 0;
    char low[64];
    for (size_t at = 0; at < s.len || at == 0; at += sizeof low) {
        els_str lower = els_str_lower(els_str_sub(s, at, s.len), low, sizeof low);
        h = els_hash_bytes(h, lower.ptr, lower.len);
    }
    return h;
}

els_field_key els_field_key_of(const els_task *task, const els_field_spec *field)
{
    return (els_field_key){els_hash_str(task->kind), els_hash_str(field->name),
                           els_hash_str(field->type)};
}

els_situations els_situations_of(const els_task *task, uint32_t field, const els_str *previous)
{
    uint64_t alone =
        els_hash_pair(els_hash_str(task->kind), els_hash_str(task->fields[field].name));
    return (els_situations){alone, field ? els_hash_pair(alone, els_answer_hash(previous[0])) : 0};
}

uint32_t els_core_own(const els_field_key *key, els_str family, uint64_t skill,
                      uint32_t ret_own[ELS_CORE_OWN])
{
    uint64_t name = els_hash_str(family);
    uint32_t n = 0;
    ret_own[n++] = els_feature("core.family", name, 0, 0);
    ret_own[n++] = els_feature("core.shape", skill, 0, 0);
    ret_own[n++] = els_feature("core.type", key->type, name, 0);
    ret_own[n++] = els_feature("core.kind", key->kind, name, 0);
    ret_own[n++] = els_feature("core.field_shape", key->kind, key->field, skill);
    return n;
}

/* A shape such as "argmax(_) where(_=_)" has a head, up to the first blank, and a tail. Words speak
 * for either, so that a shape is recognised by what is known of its parts. */
static els_str head_of(els_str shape)
{
    size_t blank = 0;
    while (blank < shape.len && shape.ptr[blank] != ' ')
        blank++;
    return els_str_sub(shape, 0, blank);
}

uint32_t els_core_cross(els_str family, els_str shape, uint64_t ret_cross[ELS_CORE_CROSS])
{
    uint64_t name = els_hash_str(family);
    ret_cross[0] = els_cross_words(els_hash_pair(11, name));
    ret_cross[1] =
        els_cross_words(els_hash_pair(12, els_hash_pair(name, els_hash_str(head_of(shape)))));
    return ELS_CORE_CROSS;
}

enum { SHAPE_OWN = 4, SHAPE_CROSS = 3 };

static void shape_features(const els_field_key *key, els_str family, els_str shape,
                           uint32_t own[SHAPE_OWN], uint64_t cross[SHAPE_CROSS])
{
    uint64_t name = els_hash_str(family), skill = els_skill_key(family, shape);
    els_str start = head_of(shape);
    uint64_t head = els_hash_pair(name, els_hash_str(start));
    uint64_t tail = els_hash_pair(name, els_hash_str(els_str_sub(shape, start.len, shape.len)));
    own[0] = els_feature("shape", skill, 0, 0);
    own[1] = els_feature("shape.field", key->kind, key->field, skill);
    own[2] = els_feature("shape.head", key->kind, key->field, head);
    own[3] = els_feature("shape.tail", key->kind, key->field, tail);
    cross[0] = els_cross_words(els_hash_pair(14, head));
    cross[1] = els_cross_words(els_hash_pair(16, tail));
    cross[2] = els_cross_words(els_hash_pair(15, skill));
}

double els_shape_score(const els_mind *mind, const els_text_features *text,
                       const els_field_key *key, els_str family, els_str shape)
{
    uint32_t own[SHAPE_OWN];
    uint64_t cross[SHAPE_CROSS];
    shape_features(key, family, shape, own, cross);
    double score = els_model_own(&mind->model, own, SHAPE_OWN);
    for (uint32_t i = 0; i < SHAPE_CROSS; i++)
        score += els_model_cross(&mind->model, text, cross[i]);
    return score;
}

void els_shape_step(els_mind *mind, const els_text_features *text, const els_field_key *key,
                    els_str family, els_str shape, double gradient, double rate)
{
    uint32_t own[SHAPE_OWN];
    uint64_t cross[SHAPE_CROSS];
    shape_features(key, family, shape, own, cross);
    els_model_step_own(&mind->model, own, SHAPE_OWN, gradient, rate);
    for (uint32_t i = 0; i < SHAPE_CROSS; i++)
        els_model_step_cross(&mind->model, text, cross[i], gradient, rate);
}

static int by_probability(const void *a, const void *b)
{
    const els_shape_guess *x = a, *y = b;
    if (x->probability != y->probability)
        return x->probability < y->probability ? 1 : -1;
    return (x->skill->key > y->skill->key) - (x->skill->key < y->skill->key);
}

uint32_t els_shape_guesses(const els_mind *mind, const els_text_features *text,
                           const els_field_key *key, els_session *session, els_arena *arena,
                           els_shape_guess *ret, uint32_t cap)
{
    els_shape_guess *all = ELS_ARENA_NEW(arena, els_shape_guess, mind->n_skills + 1);
    uint32_t n = 0;
    double top = -INFINITY, sum = 0;
    for (uint32_t i = 0; i < mind->n_skills; i++) {
        const els_skill *skill = &mind->skills[i];
        els_str family = els_str_of(skill->family), shape = els_str_of(skill->shape);
        const els_family *known = els_family_named(family);
        if (skill->right == 0 || (session && (!known || !els_session_applies(session, known))))
            continue;
        double score = els_shape_score(mind, text, key, family, shape);
        score += known ? known->salience : 0;
        score += session && known->hint ? known->hint(session, shape) : 0;
        all[n++] = (els_shape_guess){skill, score};
        top = score > top ? score : top;
    }
    for (uint32_t i = 0; i < n; i++) {
        all[i].probability = exp(all[i].probability - top);
        sum += all[i].probability;
    }
    for (uint32_t i = 0; i < n; i++)
        all[i].probability /= sum;
    qsort(all, n, sizeof *all, by_probability);
    if (n > cap)
        n = cap;
    for (uint32_t i = 0; i < n; i++)
        ret[i] = all[i];
    return n;
}

static int by_mass(const void *a, const void *b)
{
    const els_answer_group *x = a, *y = b;
    if (x->mass != y->mass)
        return x->mass < y->mass ? 1 : -1;
    return (x->best > y->best) - (x->best < y->best);
}

static bool better(const els_pooled *a, const els_pooled *b)
{
    return a->score > b->score || (a->score == b->score && a->order < b->order);
}

els_answer_group *els_pool_groups(const els_pool *pool, els_arena *arena, uint32_t *ret_count)
{
    els_answer_group *groups = ELS_ARENA_NEW(arena, els_answer_group, pool->n_items + 1);
    uint32_t n = 0;
    double top = -INFINITY, sum = 0;
    for (uint32_t i = 0; i < pool->n_items; i++)
        top = pool->items[i].score > top ? pool->items[i].score : top;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        double mass = exp(item->score - top);
        uint32_t g = 0;
        while (g < n && pool->items[groups[g].best].answer_hash != item->answer_hash)
            g++;
        if (g == n) {
            groups[n++] = (els_answer_group){i, mass, 1};
        } else {
            groups[g].shapes += pool->items[groups[g].best].skill != item->skill;
            groups[g].mass += mass;
            if (better(item, &pool->items[groups[g].best]))
                groups[g].best = i;
        }
        sum += mass;
    }
    for (uint32_t g = 0; g < n; g++)
        groups[g].mass /= sum;
    qsort(groups, n, sizeof *groups, by_mass);
    *ret_count = n;
    return groups;
}

/* ---- evaluator ---- */

static uint64_t bin_of(double p)
{
    static const double edges[] = {0.02, 0.05, 0.1, 0.2,  0.35, 0.5,
                                   0.65, 0.8,  0.9, 0.95, 0.98, 0.995};
    uint64_t bin = 0;
    while (bin < sizeof edges / sizeof edges[0] && p >= edges[bin])
        bin++;
    return bin;
}

enum { EVALUATOR_OWN = 12 };
#define ELS_EVIDENCE_HALF 6.0 /* times at work at which an opinion counts half */
#define ELS_FAMILY_SHARE 0.25 /* of a time at work of another skill of the family */

static uint32_t evaluator_features(const els_field_key *key, const els_pool *pool,
                                   const els_answer_group *group, const els_shape_guess *guesses,
                                   uint32_t n_guesses, uint32_t own[EVALUATOR_OWN],
                                   uint64_t *ret_cross)
{
    const els_pooled *best = &pool->items[group->best];
    uint64_t family = els_hash_str(best->family);
    uint64_t shape_bin = 99;
    for (uint32_t i = 0; i < n_guesses; i++)
        if (guesses[i].skill->key == best->skill)
            shape_bin = bin_of(guesses[i].probability);
    double within = 0, all = 0;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        if (item->skill != best->skill)
            continue;
        double mass = exp(item->score - best->score);
        all += mass;
        within += item->answer_hash == best->answer_hash ? mass : 0;
    }
    uint64_t within_bin = bin_of(within / all);
    uint32_t n = 0;
    own[n++] = els_feature("ev.skill", best->skill, 0, 0);
    own[n++] = els_feature("ev.field", key->kind, key->field, family);
    own[n++] = els_feature("ev.shape_bin", shape_bin, 0, 0);
    own[n++] = els_feature("ev.within_bin", within_bin, 0, 0);
    own[n++] = els_feature("ev.both", shape_bin, within_bin, 0);
    own[n++] = els_feature("ev.family_within", family, within_bin, 0);
    own[n++] = els_feature("ev.check", family, best->check, 0);
    own[n++] = els_feature("ev.mass", bin_of(group->mass), pool->n_items > 1, 0);
    own[n++] = els_feature("ev.agree", group->shapes < 3 ? group->shapes : 3, 0, 0);
    *ret_cross = els_cross_words(els_hash_pair(13, best->skill));
    return n;
}

static double logistic(double x)
{
    return 1 / (1 + exp(-x));
}

/* An opinion on a skill that was seen at work only a few times is worth little. */
static double opinion(const els_mind *mind, const els_text_features *text, const els_field_key *key,
                      const els_pool *pool, const els_answer_group *group,
                      const els_shape_guess *guesses, uint32_t n_guesses, double unknown,
                      double seen)
{
    uint32_t own[EVALUATOR_OWN];
    uint64_t cross;
    uint32_t n = evaluator_features(key, pool, group, guesses, n_guesses, own, &cross);
    double p =
        logistic(els_model_own(&mind->model, own, n) + els_model_cross(&mind->model, text, cross));
    return unknown + (p - unknown) * seen / (seen + ELS_EVIDENCE_HALF);
}

static double times_at_work(const els_mind *mind, uint64_t key)
{
    const els_skill *skill = els_mind_skill(mind, key);
    return skill ? skill->tried : 0;
}

double els_pool_confidence(const els_mind *mind, const els_text_features *text,
                           const els_field_key *key, const els_pool *pool,
                           const els_answer_group *group, const els_shape_guess *guesses,
                           uint32_t n_guesses, double unknown)
{
    return opinion(mind, text, key, pool, group, guesses, n_guesses, unknown,
                   times_at_work(mind, pool->items[group->best].skill));
}

double els_pool_told_confidence(const els_mind *mind, const els_text_features *text,
                                const els_field_key *key, const els_pool *pool,
                                const els_answer_group *group, const els_shape_guess *guesses,
                                uint32_t n_guesses, double unknown)
{
    const els_pooled *best = &pool->items[group->best];
    double seen = times_at_work(mind, best->skill), family = 0;
    for (uint32_t i = 0; i < mind->n_skills; i++)
        if (els_str_eq(els_str_of(mind->skills[i].family), best->family))
            family += mind->skills[i].tried;
    seen += ELS_FAMILY_SHARE * (family - seen);
    return opinion(mind, text, key, pool, group, guesses, n_guesses, unknown, seen);
}

void els_pool_learn_confidence(els_mind *mind, const els_text_features *text,
                               const els_field_key *key, const els_pool *pool,
                               const els_answer_group *group, const els_shape_guess *guesses,
                               uint32_t n_guesses, bool was_right, double rate)
{
    uint32_t own[EVALUATOR_OWN];
    uint64_t cross;
    uint32_t n = evaluator_features(key, pool, group, guesses, n_guesses, own, &cross);
    double p =
        logistic(els_model_own(&mind->model, own, n) + els_model_cross(&mind->model, text, cross));
    double gradient = (was_right ? 1 : 0) - p;
    els_model_step_own(&mind->model, own, n, gradient, rate);
    els_model_step_cross(&mind->model, text, cross, gradient, rate * 0.5);
}
