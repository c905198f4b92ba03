/* mind.h — the embedded mind: everything that is learned, and how it is written down.
 *
 * A mind begins ignorant: all weights zero, no skills, no cases. Executors hold minds that only
 * answer; the applier holds one that trains. The same bytes give the same answers everywhere. */
#ifndef ELS_MIND_H
#define ELS_MIND_H

#include "labels.h"
#include "model.h"
#include "router.h"
#include "rules.h"
#include "told.h"

enum {
    ELS_SKILLS_MAX = 512,  /* entries of the library; the least useful makes room */
    ELS_CASES_MAX = 1024,  /* remembered cases; the oldest of the fullest kind makes room */
    ELS_CASE_WORDS = 32,   /* words kept per case, the signature it is found by */
    ELS_SKILL_TRIALS = 24, /* tasks a shape has time for to earn its place, unless it is tuned */
};

/* A program shape that has solved a task: a skill once it is verified on another one. */
typedef struct {
    char family[32];
    char shape[128];
    uint64_t key;        /* els_skill_key(family, shape) */
    uint32_t tried;      /* tasks whose beam held it */
    uint32_t right;      /* tasks it was right on */
    uint64_t last_right; /* iteration of the newest success */
    float credit;        /* answers it saved less answers it spoilt, with decay (library.h) */
    uint32_t trials;     /* tasks at work since it was last given time to earn */
} els_skill;

/* Names a skill in the mind's tables. */
uint64_t els_skill_key(els_str family, els_str shape);
static inline bool els_skill_is_verified(const els_skill *skill)
{
    return skill->right >= 2;
}

/* A task that was solved, and how. */
typedef struct {
    uint64_t kind;                  /* hash of task kind and field name */
    uint32_t words[ELS_CASE_WORDS]; /* sorted, distinct, folded to 32 bits */
    uint32_t n_words;
    uint64_t skill; /* els_skill.key of the program */
    uint64_t args;  /* hash of its arguments */
} els_case;

typedef struct {
    els_model model;
    els_skill *skills; /* in order of entry */
    uint32_t n_skills;
    els_case *cases; /* in order of entry */
    uint32_t n_cases;
    els_rules rules;
    els_labels *labels; /* texts to choices (labels.h) */
    els_told told;      /* and what their records tell of them (told.h) */
    els_router router;  /* what architectures are worth */
    uint64_t examples;  /* tasks learned from */
    /* Limits of learning, set by who trains (config.def: library.size, library.trials); no part of
     * what is learned: neither copied nor saved. */
    uint32_t skills_max, skill_trials;
} els_mind;

/* An ignorant mind, `for_training` with what only learning needs. Error: NOMEM. */
els_err els_mind_init(els_mind *mind, bool for_training) ELS_MUST_CHECK;
void els_mind_fini(els_mind *mind);  /* safe on a zeroed one */
void els_mind_clear(els_mind *mind); /* back to ignorance */

/* Copies what answers depend on (and the training state when both have one). */
void els_mind_copy(els_mind *to, const els_mind *from);

/* The skill with this key, NULL when the library has none. */
const els_skill *els_mind_skill(const els_mind *mind, uint64_t key);

/* Appends the mind to `out`: little-endian, versioned, only non-zero weights, checksummed.
 * `training` also writes the state of the optimiser. Equal minds give equal bytes. */
void els_mind_save(const els_mind *mind, bool training, els_buf *out);
/* Reads what els_mind_save wrote into an initialised mind. Errors: FORMAT, VERSION, CORRUPT; the
 * mind is then empty. */
els_err els_mind_load(els_mind *mind, els_str bytes) ELS_MUST_CHECK;
/* The same with the training state, but of the weights only those that differ from `base`'s, which
 * is needed again to read it: minds that come of one another share most. */
void els_mind_save_over(const els_mind *mind, const els_mind *base, els_buf *out);
els_err els_mind_load_over(els_mind *mind, const els_mind *base, els_str bytes) ELS_MUST_CHECK;
/* How the bytes of els_mind_save end: two minds of the same run with the same check are the same.
 */
uint64_t els_mind_check(els_str whole);
/* A mind without its training state as the change of another one that the reader has: some
 * hundredth of the whole where little was learned between them. Both by their checks: whoever has
 * another base than the writer's gets STATE, and not a mixture. Errors otherwise as of
 * els_mind_load; `base` and `mind` are two minds. */
void els_mind_save_change(const els_mind *mind, uint64_t check, const els_mind *base,
                          uint64_t base_check, els_buf *out);
els_err els_mind_load_change(els_mind *mind, const els_mind *base, uint64_t base_check,
                             els_str bytes, uint64_t *ret_check) ELS_MUST_CHECK;
uint32_t els_mind_format(void); /* number of the format that els_mind_save writes */

/* Signature of a question: sorted distinct folded words. */
uint32_t els_case_signature(const els_text_features *text, uint32_t ret_words[ELS_CASE_WORDS]);
/* Cosine of two signatures, 0..1. */
double els_case_similarity(const uint32_t *a, uint32_t n_a, const uint32_t *b, uint32_t n_b);

#endif
