/* family.h — families of typed programs, and what the search offers them.
 *
 * A family enumerates programs for one field of one task: it binds a shape (a program with holes)
 * to arguments found in the reading, runs the tool, and offers the program with its answer and its
 * features. It knows its tool and general English, never a plugin's templates: which words call for
 * which program is learned, through the features it offers. Families are pure: same session, same
 * offers in the same order.
 *
 * Scores are log-linear: prior + sum of weights of own features + for each cross key, the sum of
 * weights of (key x word) over the words and word pairs of the question. The core adds features of
 * the family and of the shape, crossed with the question, to every candidate; families add what
 * tells their arguments apart. Families should enumerate in order of els_session_score of partial
 * choices, best first, since the allowance may end at any time. */
#ifndef ELS_FAMILY_H
#define ELS_FAMILY_H

#include "els_rng.h"
#include "quantities.h"
#include "reading.h"

typedef struct els_session els_session;

typedef struct {
    els_str shape;  /* canonical, such as "argmax(_) where(_=_)"; at most 128 bytes */
    els_str args;   /* canonical text of what fills the holes; at most 512 bytes */
    els_str answer; /* at most 2048 bytes; never empty */
    double prior; /* nats: the tool's own opinion, about -3..+3; shorter programs a little higher */
    uint32_t check;      /* 0 none, 1 consistent, 2 verified on evidence left over */
    const uint32_t *own; /* features made with els_feature; at most 512 */
    uint32_t n_own;
    const uint64_t *cross; /* keys made with els_hash_*, crossed with the words and word pairs of
                              the question; at most 8 (their two highest bits are ignored) */
    uint32_t n_cross;
    const uint64_t
        *rich; /* keys that carry ELS_CROSS_CHARS or ELS_CROSS_FACTS (model.h); at most 5 */
    uint32_t n_rich;
} els_offer;

typedef struct {
    const char *name; /* at most 32 bytes */
    /* Cheap test whether it could answer this field at all (by types and what was read). */
    bool (*applies)(const els_session *session);
    /* Offers candidates until its space or the allowance is used up. May be called several times
     * for one session with other wishes: must start over each time. */
    void (*propose)(els_session *session);
    /* Work units a run of one shape is given, 0: the usual. More where one shape is a whole search.
     */
    uint32_t allowance;
    /* Nats: how much its applying says by itself that it is the one, 0 for families that apply to
     * nearly everything. A tool that finds its own notation in the text (an expression, a sequence,
     * examples with arrows) says more. Orders families before anything is learned. */
    double salience;
    /* Nats: what the question by itself says for a shape, or with an empty shape for the family as
     * a whole, before anything is run or learned. NULL: nothing. */
    double (*hint)(const els_session *session, els_str shape);
    /* Offers what it found by then once its allowance has ended; what others offer then is not
     * taken. */
    bool offers_late;
} els_family;

/* All families, in a fixed order. */
const els_family *const *els_families(size_t *ret_count);
const els_family *els_family_named(els_str name); /* NULL when unknown */
/* Its place among all; the last for one that is none of them. */
uint32_t els_family_number(const els_family *family);

/* Whether the family applies to the session's field; asked of the family once. */
bool els_session_applies(els_session *session, const els_family *family);

/* ---- what a family may ask of the session ---- */

const els_reading *els_session_reading(const els_session *session);
const els_field_spec *els_session_field(const els_session *session);
/* Answers already given to the fields before this one, in order. */
const els_str *els_session_previous(const els_session *session, uint32_t *ret_count);
/* The numbers of the task's text as a told problem (quantities.h), read once per task. */
const els_quantities *els_session_quantities(const els_session *session);
/* Where the family keeps what it made of the field for the next time it is asked, by this session
 * or another one on the field; what is there at first is NULL. */
void **els_session_kept(const els_session *session, const els_family *family);
/* Scratch memory that lives as long as the view. */
els_arena *els_session_arena(els_session *session);
/* A stream for ties, the same for equal (task, salt, purpose). */
els_rng els_session_rng(const els_session *session, uint64_t purpose);

/* False when candidates of this shape are not wanted in this call (a skill or case asks for
 * others): skip them without spending. */
bool els_session_wants(const els_session *session, els_str shape);
/* Score of the shape under the learned model, the core's own features included: enumerate high
 * scores first; equal scores in an order drawn with els_session_rng. */
double els_session_shape_score(const els_session *session, els_str shape);
/* Linear score of a partial choice. */
double els_session_score(const els_session *session, const uint32_t *own, uint32_t n_own,
                         const uint64_t *cross, uint32_t n_cross);
/* Takes work units from the allowance of this call: 1 per program evaluated (more where a tool is
 * known to be dearer). False when it is used up: return at once. Call before evaluating. */
bool els_session_spend(els_session *session, uint32_t units);
/* What the score of a candidate would be under the learned model, whatever it answers: for a family
 * that orders its best programs before it runs them. */
double els_session_rate(els_session *session, const els_offer *offer);
/* Hands in a candidate (copied). Programs equal in family, shape and args are kept once. */
void els_session_offer(els_session *session, const els_offer *offer);

/* Feature ids: a name space and up to three parts, hashed. */
__attribute__((always_inline)) static inline uint32_t els_feature(const char *space, uint64_t a,
                                                                  uint64_t b, uint64_t c)
{
    uint64_t h = els_hash_str(els_str_of(space));
    return (uint32_t)(els_hash_pair(els_hash_pair(els_hash_pair(h, a), b), c) >> 32);
}

#endif
