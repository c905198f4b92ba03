/* agent_world.h — a mind made to order: which shapes it knows, how probable it thinks them, how
 * much it trusts what they find. Made with the mind's own learning steps. Include once per program.
 */
#ifndef ELS_TEST_AGENT_WORLD_H
#define ELS_TEST_AGENT_WORLD_H

#include <criterion/criterion.h>
#include <criterion/logging.h>

#include "../mind/school.h"
#include "orchestrator.h"

#include <math.h>

/* A shape of the library. */
typedef struct {
    const char *family, *shape;
    double prior;          /* probability among the shapes, before anything is run */
    double trust;          /* share of times the evaluator has seen its answer right */
    double weight;         /* share of the program model's mass */
    uint32_t right, tried; /* record in the library */
} world_shape;

enum { WORLD_ROUNDS = 60 };
#define WORLD_FAMILIAR 0.5 /* a step that makes shapes of the library likelier than new ones */

static inline void world_teach_shapes(els_mind *mind, const els_view *view,
                                      const els_field_key *key, const world_shape *shapes,
                                      uint32_t n)
{
    els_shape_guess guesses[ELS_SKILLS_MAX];
    uint32_t n_guesses =
        els_shape_guesses(mind, &view->text, key, NULL, view->arena, guesses, ELS_SKILLS_MAX);
    for (uint32_t g = 0; g < n_guesses; g++)
        for (uint32_t i = 0; i < n; i++)
            if (guesses[g].skill->key ==
                els_skill_key(els_str_of(shapes[i].family), els_str_of(shapes[i].shape)))
                els_shape_step(mind, &view->text, key, els_str_of(shapes[i].family),
                               els_str_of(shapes[i].shape),
                               shapes[i].prior - guesses[g].probability, 0.2);
}

/* Candidates of one shape; their share of the whole pool's mass. */
static inline els_pool world_part(const els_pool *pool, uint64_t skill, els_arena *arena,
                                  double *ret_mass)
{
    els_pool part = {.items = ELS_ARENA_NEW(arena, els_pooled, pool->n_items + 1)};
    double sum = 0;
    *ret_mass = 0;
    for (uint32_t k = 0; k < pool->n_items; k++) {
        double mass = exp(pool->items[k].score);
        sum += mass;
        if (pool->items[k].skill != skill)
            continue;
        part.items[part.n_items++] = pool->items[k];
        *ret_mass += mass;
    }
    *ret_mass /= sum;
    return part;
}

/* One lesson for the program model on a wide search, and for the evaluator on every shape alone. */
static inline void world_teach_answers(els_mind *mind, const els_view *view,
                                       const els_field_key *key, const world_shape *shapes,
                                       uint32_t n, uint32_t round)
{
    els_session *session = els_session_open(view, 0, NULL);
    uint32_t n_guesses, n_groups;
    for (uint32_t i = 0; i < n; i++)
        els_session_run_shape(session, &mind->skills[i], 100);
    els_session_run_family(session, NULL, 300);
    const els_shape_guess *guesses = els_session_shapes(session, &n_guesses);
    const els_pool *pool = els_session_pool(session);
    double sum = 0;
    for (uint32_t k = 0; k < pool->n_items; k++)
        sum += exp(pool->items[k].score);
    for (uint32_t k = 0; k < pool->n_items; k++) {
        const els_pooled *item = &pool->items[k];
        double wanted = 0, mass;
        for (uint32_t i = 0; i < n; i++)
            if (item->skill == mind->skills[i].key)
                wanted =
                    shapes[i].weight / world_part(pool, item->skill, view->arena, &mass).n_items;
        els_model_step_own(&mind->model, item->own, item->n_own, wanted - exp(item->score) / sum,
                           0.1);
    }
    for (uint32_t i = 0; i < n; i++) {
        double mass;
        els_pool part = world_part(pool, mind->skills[i].key, view->arena, &mass);
        const els_answer_group *groups = els_pool_groups(&part, view->arena, &n_groups);
        bool right = floor((round + 1) * shapes[i].trust) > floor(round * shapes[i].trust);
        if (n_groups)
            els_pool_learn_confidence(mind, &view->text, key, &part, &groups[0], guesses, n_guesses,
                                      right, 0.1);
    }
}

static inline void world_lift_shapes(els_mind *mind, const els_view *view, const els_field_key *key,
                                     const world_shape *shapes, uint32_t n, double step)
{
    for (uint32_t i = 0; i < n; i++)
        els_shape_step(mind, &view->text, key, els_str_of(shapes[i].family),
                       els_str_of(shapes[i].shape), 1, step);
}

/* Empties the mind and makes it what the shapes say, for questions like the task; with a `step` of
 * 0 the question is unlike those that the shapes were learned from. */
static inline void world_make_like(els_mind *mind, const els_task *task, const world_shape *shapes,
                                   uint32_t n, double step)
{
    els_arena arena = {0};
    els_mind_clear(mind);
    for (uint32_t i = 0; i < n; i++) {
        els_skill *skill = &mind->skills[mind->n_skills++];
        *skill = (els_skill){.tried = shapes[i].tried, .right = shapes[i].right};
        strcpy(skill->family, shapes[i].family);
        strcpy(skill->shape, shapes[i].shape);
        skill->key = els_skill_key(els_str_of(skill->family), els_str_of(skill->shape));
    }
    for (uint32_t round = 0; round < WORLD_ROUNDS; round++) {
        els_view view;
        els_view_open(&view, mind, task, NULL, round, &arena);
        els_field_key key = els_field_key_of(task, &task->fields[0]);
        if (round == 0)
            world_lift_shapes(mind, &view, &key, shapes, n, step);
        world_teach_shapes(mind, &view, &key, shapes, n);
        world_teach_answers(mind, &view, &key, shapes, n, round);
        els_arena_reset(&arena);
    }
    els_arena_fini(&arena);
}

static inline void world_make(els_mind *mind, const els_task *task, const world_shape *shapes,
                              uint32_t n)
{
    world_make_like(mind, task, shapes, n, WORLD_FAMILIAR);
}

/* What the architecture does with a setting of the test's own. Memory from `arena`. */
static inline els_result world_ask(const els_mind *mind, const els_task *task, const char *agent,
                                   els_setting setting, uint64_t salt, els_arena *arena)
{
    els_result result;
    els_orders orders = {.salt = salt, .agent = els_str_of(agent), .setting = &setting};
    els_orchestrator_solve(mind, task, NULL, &orders, arena, &result);
    return result;
}

/* Right answers and mean cost over `n` salts. */
typedef struct {
    double right, cost;
} world_score;
static inline world_score world_measure(const els_mind *mind, const els_task *task,
                                        const char *right, const char *agent, els_setting setting,
                                        uint32_t n)
{
    world_score score = {0, 0};
    uint32_t n_right = 0;
    els_arena arena = {0};
    for (uint64_t salt = 0; salt < n; salt++) {
        els_result result = world_ask(mind, task, agent, setting, salt, &arena);
        n_right += els_str_eq(result.answers[0].value, els_str_of(right));
        score.cost += (double)result.cost / n;
        els_arena_reset(&arena);
    }
    els_arena_fini(&arena);
    score.right = (double)n_right / n;
    return score;
}

/* Both sides of a comparison, for the table in docs/agents.md (shown with --verbose). */
static inline void world_report(const char *agent, world_score with, world_score without)
{
    cr_log_info("%-18s with: %3.0f %% right, cost %5.1f   without: %3.0f %% right, cost %5.1f",
                agent, 100 * with.right, with.cost, 100 * without.right, without.cost);
}

/* A question that three families of programs have answers to. */
static inline els_task *world_task(els_arena *arena)
{
    return school_task(arena, "On 3 May 2021 Ann packed 12 boxes of 5 pens, and 7 more.", "number");
}

/* Three numbers as they stand come to mind first, none to be trusted; what is right is of another
 * family. */
static const world_shape world_decoys[] = {
    {"extract", "number(boxes)", 0.50, 0.15, 0.1, 10, 60},
    {"extract", "number(pens)", 0.20, 0.15, 0.1, 10, 60},
    {"extract", "number(more)", 0.15, 0.15, 0.1, 10, 60},
    {"date", "year date", 0.10, 0.95, 0.7, 55, 60},
};
enum { WORLD_DECOYS = sizeof world_decoys / sizeof world_decoys[0] };
#define WORLD_RIGHT "2021"

/* What every program starts from: the usual task, and a mind that knows the decoys. */
static els_mind mind;
static els_arena arena;
static els_task *task;

static void begin(void)
{
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    task = world_task(&arena);
    world_make(&mind, task, world_decoys, WORLD_DECOYS);
}

static void end(void)
{
    els_mind_fini(&mind);
    els_arena_fini(&arena);
}

#endif
