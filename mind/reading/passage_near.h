/* passage_near.h — the words of a question that carry matter, and how near they stand to a place of
 * the context: as written, as a form of the same word, or in meaning (the thesaurus). */
#ifndef ELS_PASSAGE_NEAR_H
#define ELS_PASSAGE_NEAR_H

#include "reading.h"

enum { ELS_NEAR_WORDS = 12 };

#define ELS_NEAR_IMPLIED 0.6 /* what a word counts that the asking word stands for */

typedef struct {
    els_str word; /* lower case */
    uint64_t hash, stem;
    els_meaning meaning;
    bool is_capital;
    bool is_implied; /* by the asking word: "where" asks for a place */
    double weight;   /* less for words that the context is full of */
} els_near_word;

typedef struct {
    const els_reading *reading;
    els_arena *arena;
    els_near_word asked[ELS_NEAR_WORDS];
    uint32_t n_asked;
    float *match; /* per word of the context and of the question: how much it is that word, 0..1 */
} els_near_words;

/* Reads the question and holds its words against those of the context. */
void els_near_read(els_near_words *ret, const els_reading *reading, els_arena *arena);
/* How near each word of the question stands to tokens first .. end-1 of the context, 0..1. */
void els_near_reach(const els_near_words *words, uint32_t first, uint32_t end,
                    double ret[ELS_NEAR_WORDS]);
/* The same of all of them together, 0..1. */
double els_near(const els_near_words *words, uint32_t first, uint32_t end);

#endif
