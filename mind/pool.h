/* pool.h — candidate programs found for one field, grouped by the answer they give, and how much
 * the mind trusts each. Shared by answering (executor) and learning (applier). */
#ifndef ELS_POOL_H
#define ELS_POOL_H

#include "mind.h"

typedef struct {
    els_str family, shape, args, answer;
    uint64_t skill;       /* els_skill_key(family, shape) */
    uint64_t answer_hash; /* of the lower-cased answer */
    double prior, score;
    uint32_t check;
    const uint32_t *own;
    uint32_t n_own;
    const uint64_t *cross;
    uint32_t n_cross;
    uint32_t order; /* of arrival, the last tie-breaker */
    uint32_t right; /* ELS_GRADE_* */
} els_pooled;

typedef struct {
    els_pooled *items;
    uint32_t n_items, cap_items;
} els_pool;

/* Equal for answers that differ in ASCII case only. */
uint64_t els_answer_hash(els_str answer);

/* Candidates that give the same answer: marginalised over programs. */
typedef struct {
    uint32_t best;   /* index of its best candidate */
    double mass;     /* share of the pool's softmax mass, 0..1 */
    uint32_t shapes; /* distinct shapes that agree on it */
} els_answer_group;

/* A shape of the library with its probability given the question. */
typedef struct {
    const els_skill *skill;
    double probability;
} els_shape_guess;

/* Core features of a candidate: family and shape, and family and head of the shape crossed
 * with the question. Fills at most
 * ELS_CORE_OWN own features and ELS_CORE_CROSS keys. */
enum { ELS_CORE_OWN = 8, ELS_CORE_CROSS = 2 };
typedef struct {
    uint64_t kind;  /* hash of the task's kind */
    uint64_t field; /* hash of the field's name */
    uint64_t type;  /* hash of the field's type */
} els_field_key;
els_field_key els_field_key_of(const els_task *task, const els_field_spec *field);
uint32_t els_core_own(const els_field_key *key, els_str family, uint64_t skill,
                      uint32_t ret_own[ELS_CORE_OWN]);
uint32_t els_core_cross(els_str family, els_str shape, uint64_t ret_cross[ELS_CORE_CROSS]);

/* Situations of a field that rules are kept for: the field alone, and the field given the answer to
 * the task's first field (0 for the first field itself). */
typedef struct {
    uint64_t alone, given;
} els_situations;
els_situations els_situations_of(const els_task *task, uint32_t field, const els_str *previous);

/* Recognition: log-linear score of a shape given the question, from features of its own (it is
 * trained over the whole library, the program model over what a beam happened to hold). */
double els_shape_score(const els_mind *mind, const els_text_features *text,
                       const els_field_key *key, els_str family, els_str shape);
/* One step of recognition along `gradient` of the shape's log-probability. */
void els_shape_step(els_mind *mind, const els_text_features *text, const els_field_key *key,
                    els_str family, els_str shape, double gradient, double rate);

/* Softmax over the library's shapes given the question, most probable first. With a session only
 * shapes of families that apply, and with their hints; NULL: all. Returns the number written (at
 * most `cap`). */
typedef struct els_session els_session;
uint32_t els_shape_guesses(const els_mind *mind, const els_text_features *text,
                           const els_field_key *key, els_session *session, els_arena *arena,
                           els_shape_guess *ret, uint32_t cap);

/* Groups, heaviest first; memory from `arena`. */
els_answer_group *els_pool_groups(const els_pool *pool, els_arena *arena, uint32_t *ret_count);

/* Evaluator: probability that the group's answer is right, 0..1; `unknown` (0.5 where nothing
 * speaks against it) while nothing is learned. */
double els_pool_confidence(const els_mind *mind, const els_text_features *text,
                           const els_field_key *key, const els_pool *pool,
                           const els_answer_group *group, const els_shape_guess *guesses,
                           uint32_t n_guesses, double unknown);
/* The same for whoever is told the answer: what is known of the skill's family counts as well,
 * where the skill was seldom at work. Searches go by the other: they doubt longer. */
double els_pool_told_confidence(const els_mind *mind, const els_text_features *text,
                                const els_field_key *key, const els_pool *pool,
                                const els_answer_group *group, const els_shape_guess *guesses,
                                uint32_t n_guesses, double unknown);
/* One step of the evaluator towards the verdict. */
void els_pool_learn_confidence(els_mind *mind, const els_text_features *text,
                               const els_field_key *key, const els_pool *pool,
                               const els_answer_group *group, const els_shape_guess *guesses,
                               uint32_t n_guesses, bool was_right, double rate);

#endif
