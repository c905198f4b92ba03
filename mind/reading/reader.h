/* reader.h — sentences as patterns: who is named, and in what words they are related.
 *
 * A pattern is a clause with its entities replaced by slots: "Anna is older than Ben" gives the
 * slots (Anna, Ben) and the phrase "old"; "Ben does not have the key" gives (Ben, key), "have",
 * negated. What a phrase means is not known here: families learn it from the phrase and its words.
 * Only grammar is used: capitals, determiners, conjunctions, possessives, negation, endings.
 *
 * Everything is borrowed from the reading or lives in the arena. Limits: 64 entities, 128 patterns
 * of at most 10 words; what is beyond is not read. */
#ifndef ELS_READER_H
#define ELS_READER_H

#include "els_truth.h"
#include "reading.h"

enum { ELS_ENTITIES_MAX = 64, ELS_PATTERNS_MAX = 128, ELS_PATTERN_WORDS = 10 };

typedef enum {
    ELS_READER_NAMES = 1, /* capitalised names, single letters, choices */
    ELS_READER_NOUNS = 2, /* nouns behind a determiner as well: "the red book" */
} els_reader_mode;

typedef struct {
    els_str name;   /* as first written, without a possessive ending */
    bool is_name;   /* written with a capital letter */
    uint32_t first; /* token of the first mention */
    uint32_t count; /* mentions */
} els_entity;

typedef struct {
    int32_t x, y;    /* entities; y is -1 when the clause speaks of one only */
    uint64_t phrase; /* of the stems in order, entities and function words left out */
    uint64_t words[ELS_PATTERN_WORDS]; /* stems of the phrase */
    uint32_t n_words;
    uint32_t sentence;
    bool negated;
    bool comparative;    /* a word in -er before "than", or "more ... than" */
    bool in_query;       /* part of what is asked */
    int32_t degree;      /* above 0: its words are of much ("taller"), below 0: of little */
    int32_t ordinal;     /* "second" and "2nd" give 2; 0 when there is none */
    uint32_t first, end; /* tokens of the clause */
} els_pattern;

typedef struct {
    const els_reading *reading;
    els_entity *entities;
    uint32_t n_entities;
    int32_t *entity_at; /* per token: the entity it is part of, or -1 */
    uint64_t *stems;    /* per token: els_reader_stem, 0 for symbols */
    els_pattern *patterns;
    uint32_t n_patterns;             /* in order of the text, the context before the question */
    uint32_t query_first, query_end; /* tokens of what is asked */
} els_reader;

/* Reads a task. `field` lends its choices as names; may be NULL. */
void els_reader_make(const els_reading *reading, const els_field_spec *field, unsigned modes,
                     els_arena *arena, els_reader *ret);

/* A word or a phrase without a possessive ending, and whether it had one. */
els_str els_reader_base(els_str text, bool *ret_possessive);
/* A name without an article in front. */
els_str els_reader_bare(els_str name);
/* Hash of a lower-case word without its endings (-s, -ed, -ing, -er, -est, 's). */
uint64_t els_reader_stem(els_str lower);
/* Which end of a scale a word names: 1 for "tall", "older", "most", -1 for "short", "youngest",
 * "less", 0 for other words. */
int32_t els_reader_degree(els_str lower);
/* Words that carry structure only: articles, forms of be and do, "of", "than", "that". */
bool els_reader_is_function(els_str lower);
/* "is", "are", "was", "were". */
bool els_reader_is_be(els_str lower);
/* "a", "an", "the". */
bool els_reader_is_article(els_str lower);
/* "first", "2nd", "third": the number; 0 for other words. */
int32_t els_reader_ordinal(const els_reading *reading, uint32_t token);
/* The question opens with a verb and leaves no choice but yes or no: "Is it paid?", not "Can you
 * say when?", "Is it red or blue?". */
bool els_reader_opens_yes_no(const els_reading *reading);
/* "not", "never", "no" and words in -n't. */
bool els_reader_negates(els_str lower);
/* Phrase and words of a clause (tokens first .. end-1) into a pattern. */
void els_reader_phrase(const els_reader *reader, uint32_t first, uint32_t end, els_pattern *ret);

/* The field's word for a truth value: a choice that says so, "yes", "no" or "unknown" for a field
 * without choices; unknown falls back on no. Empty when the field has no such choice. */
els_str els_reader_truth_answer(const els_field_spec *field, els_truth truth);
/* The field's spelling of a name: the choice equal to it (ASCII case ignored; a choice may be led
 * by an article), or the name itself where there are no choices; empty when no choice fits. */
els_str els_reader_name_answer(const els_field_spec *field, els_str name);

#endif
