#include "library.h"

#include <string.h>

static void copy_text(char *to, size_t cap, els_str from)
{
    size_t n = from.len < cap - 1 ? from.len : cap - 1;
    memcpy(to, from.ptr, n);
    to[n] = '\0';
}

/* By what an entry earned; among equals how often it was right, then the newer the better. */
static bool less_useful(const els_skill *a, const els_skill *b)
{
    double x = a->right / (a->tried + 2.0), y = b->right / (b->tried + 2.0);
    if (a->credit != b->credit)
        return a->credit < b->credit;
    return x < y || (x == y && a->last_right < b->last_right);
}

static void leave(els_mind *mind, uint32_t at)
{
    memmove(&mind->skills[at], &mind->skills[at + 1],
            (mind->n_skills - at - 1) * sizeof *mind->skills);
    mind->n_skills--;
}

static els_skill *find(els_mind *mind, uint64_t key)
{
    for (uint32_t i = 0; i < mind->n_skills; i++)
        if (mind->skills[i].key == key)
            return &mind->skills[i];
    return NULL;
}

static void enter(els_mind *mind, const els_pooled *item)
{
    while (mind->n_skills >= mind->skills_max) {
        uint32_t worst = 0;
        for (uint32_t i = 1; i < mind->n_skills; i++)
            if (less_useful(&mind->skills[i], &mind->skills[worst]))
                worst = i;
        leave(mind, worst);
    }
    els_skill *skill = &mind->skills[mind->n_skills++];
    *skill = (els_skill){.key = item->skill};
    copy_text(skill->family, sizeof skill->family, item->family);
    copy_text(skill->shape, sizeof skill->shape, item->shape);
}

/* Whether the library would be right if it answered with what is in `pool`. */
static bool is_right(const els_pool *pool, els_arena *arena, uint64_t *ret_answer)
{
    uint32_t n;
    const els_answer_group *groups = els_pool_groups(pool, arena, &n);
    if (n == 0)
        return false;
    *ret_answer = pool->items[groups[0].best].answer_hash;
    return pool->items[groups[0].best].right == ELS_GRADE_RIGHT;
}

/* The pool without the candidates of one shape. */
static els_pool without(const els_pool *pool, uint64_t skill, els_arena *arena)
{
    els_pool rest = {.items = ELS_ARENA_NEW(arena, els_pooled, pool->n_items + 1)};
    for (uint32_t i = 0; i < pool->n_items; i++)
        if (pool->items[i].skill != skill)
            rest.items[rest.n_items++] = pool->items[i];
    return rest;
}

/* What the library can offer by itself. */
static els_pool offered(els_mind *mind, const els_pool *pool, els_arena *arena)
{
    els_pool own = {.items = ELS_ARENA_NEW(arena, els_pooled, pool->n_items + 1)};
    for (uint32_t i = 0; i < pool->n_items; i++)
        if (find(mind, pool->items[i].skill))
            own.items[own.n_items++] = pool->items[i];
    return own;
}

static bool is_first_of_shape(const els_pool *pool, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (pool->items[k].skill == pool->items[i].skill)
            return false;
    return true;
}

static bool is_shape_right(const els_pool *pool, uint64_t skill)
{
    for (uint32_t k = 0; k < pool->n_items; k++)
        if (pool->items[k].skill == skill && pool->items[k].right == ELS_GRADE_RIGHT)
            return true;
    return false;
}

/* The newcomer of a task: the best right program, where the library by itself would not have been
 * right. What only repeats what the library knows stays outside. */
static void admit(els_mind *mind, const els_pool *pool, els_arena *arena)
{
    els_pool own = offered(mind, pool, arena);
    uint64_t answer;
    const els_pooled *best = NULL;
    if (is_right(&own, arena, &answer))
        return;
    for (uint32_t i = 0; i < pool->n_items; i++)
        if (pool->items[i].right == ELS_GRADE_RIGHT &&
            (!best || pool->items[i].score > best->score))
            best = &pool->items[i];
    if (best && !find(mind, best->skill))
        enter(mind, best);
}

static void count_successes(els_mind *mind, const els_pool *pool, uint64_t iteration)
{
    for (uint32_t i = 0; i < pool->n_items; i++) {
        els_skill *skill = find(mind, pool->items[i].skill);
        if (!skill || !is_first_of_shape(pool, i))
            continue;
        skill->tried++;
        if (is_shape_right(pool, skill->key)) {
            skill->right++;
            skill->last_right = iteration;
        }
    }
}

static void account(els_mind *mind, const els_pool *pool, els_arena *arena)
{
    els_pool own = offered(mind, pool, arena);
    uint64_t answer = 0, other;
    bool right = is_right(&own, arena, &answer);
    for (uint32_t i = 0; i < own.n_items; i++) {
        if (!is_first_of_shape(&own, i))
            continue;
        els_skill *skill = find(mind, own.items[i].skill);
        bool votes = false; /* who did not vote for the answer changes nothing by its absence */
        for (uint32_t k = i; k < own.n_items && !votes; k++)
            votes = own.items[k].skill == skill->key && own.items[k].answer_hash == answer;
        double difference = 0;
        if (votes) {
            els_pool rest = without(&own, skill->key, arena);
            difference = (double)right - (double)is_right(&rest, arena, &other);
        }
        skill->credit = (float)(skill->credit * ELS_CREDIT_DECAY + difference);
        skill->trials++;
    }
}

/* Of the shapes at work here at most one leaves, and the others that earned nothing get their time
 * again: of two that stand in for each other neither is ever missed, until one of them is gone. */
static void dismiss(els_mind *mind, const els_pool *pool)
{
    const els_skill *worst = NULL;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_skill *skill = find(mind, pool->items[i].skill);
        if (skill && skill->trials >= mind->skill_trials && skill->credit < ELS_CREDIT_LEAST &&
            (!worst || less_useful(skill, worst)))
            worst = skill;
    }
    if (!worst)
        return;
    leave(mind, (uint32_t)(worst - mind->skills));
    for (uint32_t i = 0; i < pool->n_items; i++) {
        els_skill *skill = find(mind, pool->items[i].skill);
        if (skill && skill->credit < ELS_CREDIT_LEAST)
            skill->trials = 0;
    }
}

void els_library_learn(els_mind *mind, const els_pool *pool, uint64_t iteration, els_arena *arena)
{
    admit(mind, pool, arena);
    count_successes(mind, pool, iteration);
    account(mind, pool, arena);
    dismiss(mind, pool);
}
