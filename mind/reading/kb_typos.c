/* kb_typos.c — see kb_typos.h. Lookup by deletions (Garbe 2012, SymSpell): two words that are one
 * edit apart have a common form with at most one letter taken out of each. */
#include "kb_typos.h"

#include "kb_index.h"

#include <string.h>

enum { WORD_LETTERS = 5, WORD_BYTES = 64 };

static uint64_t hash_without(els_str word, size_t left_out)
{
    char rest[WORD_BYTES];
    memcpy(rest, word.ptr, left_out);
    memcpy(rest + left_out, word.ptr + left_out + 1, word.len - left_out - 1);
    uint64_t key = els_hash_bytes(0, rest, word.len - 1);
    return key ? key : 1;
}

static void add_key(els_kb_typos *typos, els_arena *arena, uint64_t key, uint32_t word)
{
    if (2 * (typos->used_slots + 1) > typos->n_slots) {
        size_t grown = typos->n_slots ? 2 * typos->n_slots : 1024;
        els_kb_typo_slot *slots = ELS_ARENA_NEW(arena, els_kb_typo_slot, grown);
        for (size_t i = 0; i < typos->n_slots; i++) {
            if (typos->slots[i].key != 0) {
                size_t at = (size_t)typos->slots[i].key & (grown - 1);
                while (slots[at].key != 0) {
                    at = (at + 1) & (grown - 1);
                }
                slots[at] = typos->slots[i];
            }
        }
        typos->slots = slots;
        typos->n_slots = grown;
    }
    size_t at = (size_t)key & (typos->n_slots - 1);
    while (typos->slots[at].key != 0) {
        at = (at + 1) & (typos->n_slots - 1);
    }
    typos->slots[at] = (els_kb_typo_slot){key, word};
    typos->used_slots++;
}

void els_kb_typos_add(els_kb_typos *typos, els_arena *arena, els_str word, uint64_t piece)
{
    if (word.len < WORD_LETTERS || word.len >= WORD_BYTES) {
        return;
    }
    if (typos->n_words == typos->cap_words) {
        uint32_t grown = typos->cap_words ? 2 * typos->cap_words : 256;
        els_kb_typo_word *words = ELS_ARENA_NEW(arena, els_kb_typo_word, grown);
        if (typos->n_words) {
            memcpy(words, typos->words, sizeof *words * typos->n_words);
        }
        typos->words = words;
        typos->cap_words = grown;
    }
    uint32_t id = typos->n_words++;
    char bytes[WORD_BYTES];
    els_str text = els_arena_copy(arena, els_str_lower(word, bytes, sizeof bytes));
    typos->words[id] = (els_kb_typo_word){text, piece};
    uint64_t whole = els_hash_str(text);
    add_key(typos, arena, whole ? whole : 1, id);
    for (size_t i = 0; i < text.len; i++) {
        if (i > 0 && text.ptr[i] == text.ptr[i - 1]) {
            continue; /* the same word without the letter before */
        }
        add_key(typos, arena, hash_without(text, i), id);
    }
}

static void best_correction(const els_kb_typos *typos, els_str word, uint64_t key, uint32_t *best)
{
    size_t at = (size_t)key & (typos->n_slots - 1);
    for (; typos->slots[at].key != 0; at = (at + 1) & (typos->n_slots - 1)) {
        const els_kb_typo_slot *s = &typos->slots[at];
        if (s->key != key || s->word >= *best) {
            continue;
        }
        els_str text = typos->words[s->word].text;
        bool first_letter = text.ptr[0] == word.ptr[0] ||
                            (text.ptr[0] == word.ptr[1] && text.ptr[1] == word.ptr[0]);
        if (first_letter && els_kb_one_edit(text, word)) {
            *best = s->word;
        }
    }
}

bool els_kb_typos_correct(const els_kb_typos *typos, els_str word, uint64_t *ret_piece)
{
    if (word.len < WORD_LETTERS || word.len >= WORD_BYTES || typos->n_words == 0) {
        return false;
    }
    uint32_t best = UINT32_MAX;
    uint64_t whole = els_hash_str(word);
    best_correction(typos, word, whole ? whole : 1, &best);
    for (size_t i = 0; i < word.len; i++) {
        best_correction(typos, word, hash_without(word, i), &best);
    }
    if (best == UINT32_MAX) {
        return false;
    }
    *ret_piece = typos->words[best].piece;
    return true;
}
