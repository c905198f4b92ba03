/* family_relation.h — what the families over relations share: the phrases of a text, each to be
 * given one meaning, and the features by which meanings are learned. */
#ifndef ELS_FAMILY_RELATION_H
#define ELS_FAMILY_RELATION_H

#include "family_logic_choice.h"
#include "reader.h"

enum { ELS_PHRASES_MAX = 6, ELS_PHRASE_STEMS = 4 };

typedef struct {
    const els_pattern *sample; /* the first pattern with this phrase */
    uint64_t phrase;
    uint32_t count;
    bool is_unary;
} els_phrase;

/* Distinct phrases of the patterns that are not part of the query, binary ones before unary
 * ones, else in order of appearance. At most ELS_PHRASES_MAX (patterns of others are left out by
 * the families). */
uint32_t els_phrases_of(const els_reader *reader, bool with_unary, els_phrase ret[ELS_PHRASES_MAX]);
/* The index of the phrase of a pattern, -1 when it is not among them. */
int32_t els_phrase_index(const els_phrase *phrases, uint32_t n, const els_pattern *pattern);

/* Features (space, stem, value) for the words of a pattern, and one for the phrase as a whole. */
void els_phrase_features(const els_pattern *pattern, const char *space, uint64_t value,
                         els_option *option);

/* Which of two equivalent conventions a word leans to while nothing is known: positive or negative;
 * words of degree ("taller", "least") the way they point, others by lot, less strongly. Directions
 * are learned only relative to each other; without a first lean all of them would stay undecided.
 */
double els_phrase_lean(const els_pattern *pattern);

/* The query as one pattern: all its words, its ordinal, its first two entities (-1: none). */
els_pattern els_query_pattern(const els_reader *reader);

/* True when a field of this task can be answered by reasoning over its text: one of moderate length
 * that does not speak of a knowledge base. */
bool els_relation_fits(const els_session *session);
bool els_field_has_type(const els_session *session, const char *type);
/* An enum whose choices include a word for yes and one for no, or speak of truth all of them. */
bool els_field_is_truth(const els_session *session);
/* The query begins with a form of be, do, can, must, have, or states something to be judged. */
bool els_query_is_yes_no(const els_reader *reader);

/* Hands in a candidate built from a combination. */
typedef struct {
    const els_choices *choices;
    const els_option *const *picked;
    const char *shape;
    els_str args;
    els_str answer;
    double prior;
    uint32_t check;
} els_relation_offer;
void els_relation_hand_in(els_session *session, const els_relation_offer *offer);

#endif
