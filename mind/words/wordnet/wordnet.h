/* wordnet.h — WordNet's files (wndb(5WN)), read into memory for the program that packs them.
 * Anything that cannot be read ends the program with one line. */
#ifndef ELS_WORDNET_H
#define ELS_WORDNET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

_Noreturn void fail(const char *what, const char *where);
void *grow(void *block, size_t bytes); /* realloc that does not fail */

/* Strings numbered in order of appearance. Zeroed: empty. */
typedef struct {
    char **name;
    uint32_t n, room;
    uint32_t *slot; /* number + 1 by hash */
    uint32_t n_slots;
} names;

uint32_t names_find(const names *t, const char *s); /* number + 1; 0: none */
uint32_t names_add(names *t, const char *s);        /* number */

enum { WORDNET_FILES = 4, WORDNET_SENSES_MAX = 4 }; /* noun, verb, adj, adv; senses kept of each */

typedef struct {
    char *text;
    uint32_t *term; /* its words in their base forms, once it was asked for */
    uint32_t n;
    bool is_read;
} words;

typedef struct {
    uint32_t file, offset;
} sense_ref;

typedef struct {
    char symbol; /* the first one, as in wninput(5WN): '@' a kind of, '+' derived, ... */
    sense_ref to;
} pointer;

typedef struct {
    uint32_t offset;
    words members; /* with blanks between them, in lower case */
    words gloss;   /* the definition, without examples */
    pointer *pointers;
    uint32_t n_pointers;
} sense;

typedef struct {
    sense_ref ref[WORDNET_FILES * WORDNET_SENSES_MAX]; /* by file, in order of use */
    uint32_t n;
} entry;

typedef struct {
    sense *senses[WORDNET_FILES];
    uint32_t n_senses[WORDNET_FILES];
    names words; /* of the index; their entries beside them */
    entry *entries;
    uint32_t entries_room;
    names forms; /* irregular forms; their base forms beside them */
    char **bases;
    uint32_t bases_room;
} wordnet;

void wordnet_read(wordnet *w, const char *dir);
sense *wordnet_sense(const wordnet *w, sense_ref ref);
/* The base form of a word as WordNet's own rules have it: irregular forms, then endings. */
void wordnet_base(const wordnet *w, const char *word, char *ret, size_t size);

#endif
