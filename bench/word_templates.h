/* word_templates.h — word problems for measuring, made for that and known to nothing else.
 *
 * Two parts: stories, each a problem and a vocabulary of its own, and wordings, the same problem
 * told in four ways each (named "problem.1" to "problem.4"). A template's text has numbers {a} to
 * {f}, people {N}, {M} and {K} with pronouns ({she}, {her} of N), and choices [x|y|z]; a choice
 * written [1:x|y] may be repeated as {1}. Its formula is over the numbers; `ranges` gives each
 * number "a=2..9", "a=10..90/5" in steps of five, or "a=50,100". */
#ifndef ELS_WORD_TEMPLATES_H
#define ELS_WORD_TEMPLATES_H

#include "els_rng.h"

typedef struct {
    const char *name, *text, *formula, *ranges;
    bool cents; /* the answer may have two decimals; else it is whole */
} els_word_template;

extern const els_word_template els_word_templates[];
extern const uint32_t els_word_n_templates;
/* The second half, in which nobody looks for what to do better. */
extern const els_word_template els_word_templates_second[];
extern const uint32_t els_word_n_templates_second;
/* A third set by another author, split by lot: of A the errors are read, of B only the totals. */
extern const els_word_template els_word_templates_third_a[], els_word_templates_third_b[];
extern const uint32_t els_word_n_templates_third_a, els_word_n_templates_third_b;

typedef struct {
    els_str question, answer;
} els_word_problem;

/* An instance of the template; memory from `arena`. Its answer is above 0. */
els_word_problem els_word_problem_make(const els_word_template *template, els_rng *rng,
                                       els_arena *arena);

#endif
