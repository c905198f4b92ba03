/* family_logic_choice.h — combinations of independent choices, best first.
 *
 * A reading of a text is one option for each of several choices: what this phrase means, what that
 * one means, what is asked. Options carry the features by which the model knows them; combinations
 * come out in order of their summed scores (ties by lot), each once, for as long as somebody asks.
 * Used by the families that read relations and statements. */
#ifndef ELS_FAMILY_LOGIC_CHOICE_H
#define ELS_FAMILY_LOGIC_CHOICE_H

#include "family.h"

enum { ELS_CHOICES_MAX = 10, ELS_OPTIONS_MAX = 32, ELS_OPTION_FEATURES = 14 };

typedef struct {
    uint32_t value; /* the family's own meaning */
    double prior;   /* nats */
    uint32_t own[ELS_OPTION_FEATURES];
    uint32_t n_own;
    double known; /* a score that the offer will have anyway, such as its shape's: only for the
                     order */
    double score; /* set by els_choices_rank */
} els_option;

typedef struct {
    els_option *options;
    uint32_t n_options;
} els_choice;

typedef struct els_choices els_choices;

/* No choices yet; memory of the session. */
els_choices *els_choices_new(els_session *session);
/* A choice without options yet; NULL when there are ELS_CHOICES_MAX already. */
els_choice *els_choices_add(els_choices *choices);
/* One more option, without features yet. */
els_option *els_choice_option(els_choice *choice, uint32_t value, double prior);
void els_option_feature(els_option *option, uint32_t feature);
uint32_t els_choices_count(const els_choices *choices);

/* Scores and sorts all options; call once, before the first els_choices_next. `purpose` keys the
 * lots. */
void els_choices_rank(els_choices *choices, uint64_t purpose);
/* The next combination, for a unit of work: its options by choice, valid until the next call. NULL
 * when there are no more, when 4096 have been laid out, or when no work is left. */
const els_option *const *els_choices_next(els_choices *choices);
/* Summed priors and all features of a combination, for an offer. Returns the number of features. */
uint32_t els_choices_features(const els_choices *choices, const els_option *const *picked,
                              uint32_t *own, uint32_t cap, double *ret_prior);

#endif
