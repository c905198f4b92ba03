/* router.h — which architecture, with which parameters, for which task: a contextual bandit.
 *
 * What is kept of an arm is how much more often right and how much dearer it was than the others
 * that did the same task. Tasks differ more than arms do, and what is compared on one task does not
 * depend on how hard it was nor on how far learning had come. Kept for all tasks, for a kind, and
 * for a form within the kind; the finer estimate is shrunk towards the coarser one the fewer tasks
 * it rests on, the coarsest towards none, so that no arm is preferred for a lucky streak (empirical
 * Bayes: James and Stein 1961; Morris 1983). The exploring policy is inverse-gap weighting
 * (SquareCB, Foster and Rakhlin 2020). Utility is right (0 or 1) minus the work units spent, at
 * ELS_ROUTER_PRICE units for a solved task unless the configuration says otherwise: what counts in
 * the end is the sum of the units, so that an arm that is cheap mostly and very dear now and then
 * is held to account for that. */
#ifndef ELS_ROUTER_H
#define ELS_ROUTER_H

#include "els_hash.h"
#include "els_str.h"

#define ELS_ROUTER_PRICE 640.0 /* work units that a solved task is worth */

/* What is known of an arm at one place: on all tasks, or those of one kind or form. */
typedef struct {
    uint64_t key;      /* of arm and place; 0: free */
    float tasks;       /* it rests on */
    float right, cost; /* mean excess over the others: 0..1, work units */
} els_router_fact;

/* Fixed memory: where the table is full the fact that rests on least makes room. */
enum { ELS_ROUTER_FACTS = 8192 };
typedef struct {
    els_router_fact *facts; /* ELS_ROUTER_FACTS, by hash */
} els_router;

els_err els_router_init(els_router *router) ELS_MUST_CHECK; /* NOMEM */
void els_router_fini(els_router *router);
void els_router_clear(els_router *router);
void els_router_copy(els_router *to, const els_router *from);
/* As bytes, of the facts those that differ from `base`'s (NULL: all); and back, off the front of
 * `in`, over the facts of `base`. FORMAT: the bytes are no router. */
void els_router_save(const els_router *router, const els_router *base, els_buf *out);
els_err els_router_load(els_router *router, const els_router *base, els_str *in) ELS_MUST_CHECK;

/* What the bandit sees of a task. */
typedef struct {
    uint64_t kind; /* hash of the task's kind */
    uint64_t type; /* hash of the type of its first field */
    uint32_t n_fields;
} els_router_context;

/* What can be chosen: an architecture with a setting of it, as hashes. */
typedef struct {
    uint64_t agent, setting;
} els_router_arm;
els_router_arm els_router_arm_of(els_str agent, els_str setting);

/* How much more an arm is worth on such a task than others are thought to be. `price`: work units
 * that a solved task is worth, above 0. */
double els_router_advantage(const els_router *router, const els_router_context *context,
                            els_router_arm arm, double price);
/* An outcome of this very arm was learned on tasks of this kind and form. */
bool els_router_has_tried(const els_router *router, const els_router_context *context,
                          els_router_arm arm);

/* What came of a task that an architecture did. */
typedef struct {
    els_str agent;
    els_str params; /* "setting", or "setting/variant" where the architecture made something of its
                       own of the setting: both are learned then */
    bool right;
    uint64_t cost; /* work units */
} els_router_outcome;
/* Learns what n > 0 arms, each by itself, made of one and the same task. One alone is held against
 * what is usual for such tasks. */
void els_router_learn(els_router *router, const els_router_context *context,
                      const els_router_outcome *outcomes, uint32_t n);

/* A second look: after an architecture has settled a field with some confidence (0..1) another one,
 * `second`, takes the field over. Kept is by how much that made the task more often right and
 * dearer, by tenths of the confidence, for all kinds and for one; measured on the same task, so
 * that a few outcomes tell (most second looks change nothing). How sure an answer is tells what
 * another look may bring also where tasks are unlike those learned from: where no such answer was
 * looked at again yet, a share of the doubt in it is hoped for. */

typedef struct {
    els_str first;          /* parameters of the architecture that had settled the field */
    els_str agent, setting; /* who takes the field over */
    double confidence;      /* 0..1, of the answer it was settled with */
} els_router_look;

/* As parameters of a result or rehearsal: "first>agent/setting", with the confidence "...@0.571".
 */
els_str els_router_look_name(const els_router_look *look, bool with_confidence, els_arena *arena);
/* The architecture did it by itself: the parameters tell of no second look. What others made of its
 * answer, and their work, is not to be learned of it. */
bool els_router_is_alone(els_str params);
/* The other way round; false where the parameters tell of no second look and its confidence. */
bool els_router_look_read(els_str params, els_router_look *ret);

/* What the second look is worth, in solved tasks, less its units at the price; 0 before any was
 * learned. */
double els_router_gain(const els_router *router, const els_router_context *context,
                       els_router_arm second, double confidence, double price);
/* Learns from a task that was done by an architecture alone and with a second look at a field it
 * had settled with `confidence`. */
void els_router_learn_look(els_router *router, const els_router_context *context,
                           els_router_arm second, double confidence,
                           const els_router_outcome *first, const els_router_outcome *both);

/* Inverse-gap weights over n arms from their utilities; `gamma` > 0 grows with what was learned.
 * ret_probability sums to 1. */
void els_router_weights(const double *utility, uint32_t n, double gamma, double *ret_probability);

#endif
