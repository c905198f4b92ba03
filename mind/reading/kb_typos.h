/* kb_typos.h — the words of a knowledge base by what they look like with a typing error. */
#ifndef ELS_KB_TYPOS_H
#define ELS_KB_TYPOS_H

#include "els_str.h"

typedef struct {
    uint64_t key; /* hash of a word with at most one letter taken out; 0: free */
    uint32_t word;
} els_kb_typo_slot;

typedef struct {
    els_str text; /* lower case */
    uint64_t piece;
} els_kb_typo_word;

typedef struct {
    els_kb_typo_slot *slots;
    size_t n_slots, used_slots; /* n_slots is a power of two, or 0 */
    els_kb_typo_word *words;
    uint32_t n_words, cap_words;
} els_kb_typos; /* zeroed: empty */

/* Adds a word, which is not in it yet, and the hash of its piece. Words of fewer than 5 letters or
 * of 64 bytes and more are left out. Memory of the arena, the same in every call. */
void els_kb_typos_add(els_kb_typos *typos, els_arena *arena, els_str word, uint64_t piece);
/* As els_kb_correct_piece (kb_index.h). */
bool els_kb_typos_correct(const els_kb_typos *typos, els_str word, uint64_t *ret_piece);

#endif
