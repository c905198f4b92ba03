/* told.h — which label a record's keys speak for: what is told is what the label needs.
 *
 * A text states what is asked about, beside it what happens to be on file. So every key that a
 * label needs is told in each of its texts, others are told as often as anywhere. Which keys a
 * label needs is found by naive Bayes with a mixture for each key and label: needed, or told by
 * chance; the share of needed ones is learned from all of them (expectation maximisation: Dempster,
 * Laird and Rubin 1977), so that where keys say nothing little is made of them. The values behind
 * the keys are not looked at. Counts are all that is kept. Pure. */
#ifndef ELS_TOLD_H
#define ELS_TOLD_H

#include "reading.h"

enum {
    ELS_TOLD_SETS_MAX = 16,   /* fields that are learned; later ones are not */
    ELS_TOLD_LABELS_MAX = 64, /* of a field; likewise */
    ELS_TOLD_KEYS_MAX = 128,  /* likewise */
    ELS_TOLD_FACTS_MAX = 64   /* keys of one text */
};

typedef struct els_told_set els_told_set;

typedef struct {
    els_told_set *sets[ELS_TOLD_SETS_MAX]; /* owned, in order of entry */
    uint32_t n_sets;
} els_told; /* zeroed: nothing is known */

void els_told_clear(els_told *told); /* safe on the zeroed */
void els_told_copy(els_told *to, const els_told *from);

/* Keys of what the text itself states, each once, in order; returns how many. */
uint32_t els_told_keys(const els_reading *reading, uint64_t ret[ELS_TOLD_FACTS_MAX]);

/* A text of the set (els_labels_key) that tells these keys has this label (els_answer_hash). */
void els_told_learn(els_told *told, uint64_t set, const uint64_t *keys, uint32_t n_keys,
                    uint64_t label);
/* Adds to each label's weight the nats that the keys, told and not told, speak for it. A label that
 * is not known gets 0. False, and nothing added, when there is no such set. */
bool els_told_weigh(const els_told *told, uint64_t set, const uint64_t *keys, uint32_t n_keys,
                    const uint64_t *labels, uint32_t n_labels, double *weights);

/* Little-endian. */
void els_told_save(const els_told *told, els_buf *out);
/* Reads what save wrote from *bytes and moves it on. Error: FORMAT; nothing is known then. */
els_err els_told_load(els_told *told, els_str *bytes) ELS_MUST_CHECK;

#endif
