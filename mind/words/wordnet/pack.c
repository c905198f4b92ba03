/* pack.c — makes the mind's thesaurus of WordNet, when ELS is built.
 *
 *   els-wordnet-pack DIR OUT        DIR: Debian's /usr/share/wordnet
 *
 * A word's meaning is a weighted bag of terms: the words that share a sense with it, the words of
 * what its senses are kinds of or derived from, and the words that their definitions use (in the
 * manner of Lesk 1986 and of the extended glosses of Banerjee and Pedersen 2003). Rare terms weigh
 * more (inverse document frequency); the heaviest are kept. The layout of what is written is in
 * mind/words/thesaurus.c, which reads it. */
#include "wordnet.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TERMS_KEPT = 32, /* of a meaning */
    COMMON = 5000,   /* a term of as many meanings or more tells nothing */
    BAG_MAX = 4096,
};

#define SELF 1.2 /* weights: the word itself, */
#define MEMBER 1.0
#define MEMBER_NEAR 0.7 /* words of the senses that pointers lead to, */
#define GLOSS 0.6       /* words of definitions */
#define GLOSS_NEAR 0.3

static bool is_term(const char *word)
{
    static const char *const function_words =
        " a an the of or and to in for on by with at from that which who is are be been being was "
        "were as it its not one some any this these those into used having has have usually "
        "especially very something someone etc other than when more most such each about make made "
        "his her their he she they you your can may will do does done up out off over so if no "
        "only "
        "also ";
    char padded[82]; /* of at most 79 letters */
    if (strlen(word) < 3)
        return false;
    (void)snprintf(padded, sizeof padded, " %s ", word);
    return !strstr(function_words, padded);
}

/* ---- meanings ---- */

typedef struct {
    uint32_t term;
    double weight;
} weighted;

typedef struct {
    weighted item[BAG_MAX];
    uint32_t n;
    uint32_t *place; /* by term: where it stands, if it is in the bag at all */
    uint32_t n_places;
} bag;

static void put(bag *b, uint32_t term, double weight)
{
    if (term >= b->n_places) {
        uint32_t n = 2 * (term + 1);
        b->place = grow(b->place, n * sizeof *b->place);
        memset(b->place + b->n_places, 0, (n - b->n_places) * sizeof *b->place);
        b->n_places = n;
    }
    uint32_t at = b->place[term];
    if (at >= b->n || b->item[at].term != term) {
        if (b->n == BAG_MAX)
            return;
        at = b->place[term] = b->n++;
        b->item[at] = (weighted){term, 0};
    }
    if (weight > b->item[at].weight)
        b->item[at].weight = weight;
}

static void read_words(const wordnet *w, names *terms, words *list)
{
    char word[80], base[80];
    for (const char *text = list->text; *text;) {
        size_t n = 0;
        while (*text && !isalpha((unsigned char)*text))
            text++;
        for (; isalpha((unsigned char)*text); text++)
            if (n < sizeof word - 1)
                word[n++] = (char)tolower((unsigned char)*text);
        word[n] = '\0';
        if (!is_term(word))
            continue;
        wordnet_base(w, word, base, sizeof base);
        list->term = grow(list->term, (list->n + 1) * sizeof *list->term);
        list->term[list->n++] = names_add(terms, base);
    }
    list->is_read = true;
}

static void put_words(const wordnet *w, names *terms, bag *b, words *list, double weight)
{
    if (!list->is_read)
        read_words(w, terms, list);
    for (uint32_t i = 0; i < list->n; i++)
        put(b, list->term[i], weight);
}

static void put_near(const wordnet *w, names *terms, bag *b, const sense *s, double weight)
{
    for (uint32_t i = 0; i < s->n_pointers; i++) {
        char symbol = s->pointers[i].symbol;
        if (!strchr("@&+=\\$^>*", symbol))
            continue;
        sense *near = wordnet_sense(w, s->pointers[i].to);
        put_words(w, terms, b, &near->members, MEMBER_NEAR * weight);
        if (strchr("@&=", symbol)) /* what it is a kind of, what is alike, attributes */
            put_words(w, terms, b, &near->gloss, GLOSS_NEAR * weight);
    }
}

static void meaning_of(const wordnet *w, names *terms, uint32_t word, bag *ret)
{
    const entry *e = &w->entries[word];
    ret->n = 0;
    for (uint32_t i = 0, rank = 0; i < e->n; i++) {
        rank = i > 0 && e->ref[i].file == e->ref[i - 1].file ? rank + 1 : 0;
        double weight = 1.0 / (1 + rank);
        sense *s = wordnet_sense(w, e->ref[i]);
        put_words(w, terms, ret, &s->members, MEMBER * weight);
        put_words(w, terms, ret, &s->gloss, GLOSS * weight);
        put_near(w, terms, ret, s, weight);
    }
}

static bool is_plain(const char *word)
{
    for (; *word; word++)
        if (!isalpha((unsigned char)*word))
            return false;
    return true;
}

static int by_weight(const void *a, const void *b)
{
    const weighted *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return (x->term > y->term) - (x->term < y->term);
}

static int by_term(const void *a, const void *b)
{
    const weighted *x = a, *y = b;
    return (x->term > y->term) - (x->term < y->term);
}

/* In how many meanings each term stands. */
typedef struct {
    uint32_t *count;
    uint32_t n, words; /* terms; meanings */
} spread;

static void count_terms(spread *s, const bag *b, uint32_t n_terms)
{
    if (n_terms > s->n) {
        s->count = grow(s->count, 2 * n_terms * sizeof *s->count);
        memset(s->count + s->n, 0, (2 * n_terms - s->n) * sizeof *s->count);
        s->n = 2 * n_terms;
    }
    for (uint32_t i = 0; i < b->n; i++)
        s->count[b->item[i].term]++;
    s->words++;
}

/* Rare terms count more; the heaviest are kept, at unit length. */
static void finish(bag *b, uint32_t self, const spread *s)
{
    uint32_t kept = 0;
    double squares = 0;
    put(b, self, SELF);
    for (uint32_t i = 0; i < b->n; i++) {
        weighted item = b->item[i];
        uint32_t count = item.term < s->n ? s->count[item.term] : 0;
        item.weight *= log((double)s->words / (1 + count));
        if (count < COMMON)
            b->item[kept++] = item;
    }
    qsort(b->item, kept, sizeof *b->item, by_weight);
    b->n = kept < TERMS_KEPT ? kept : TERMS_KEPT;
    for (uint32_t i = 0; i < b->n; i++)
        squares += b->item[i].weight * b->item[i].weight;
    for (uint32_t i = 0; i < b->n; i++)
        b->item[i].weight /= sqrt(squares);
    qsort(b->item, b->n, sizeof *b->item, by_term);
}

/* ---- writing ---- */

typedef struct {
    uint32_t *item;
    uint32_t n, room;
} numbers;

static void add(numbers *list, uint32_t value)
{
    if (list->n == list->room) {
        list->room = list->room ? 2 * list->room : 1 << 16;
        list->item = grow(list->item, list->room * sizeof *list->item);
    }
    list->item[list->n++] = value;
}

static void write_all(FILE *out, const void *bytes, size_t size, size_t n)
{
    if (n && fwrite(bytes, size, n, out) != n)
        fail("cannot be written", "output");
}

typedef struct {
    const char *word;
    uint32_t of; /* number in the index */
} form;

static int by_word(const void *a, const void *b)
{
    return strcmp(((const form *)a)->word, ((const form *)b)->word);
}

typedef struct {
    wordnet w;
    names terms;
    bag bag;
    spread spread;
    form *forms; /* every form with a meaning, in order of bytes */
    uint32_t n_forms;
    numbers places, starts, entries;
} packer;

/* All meanings once, to see how common each term is. */
static void list_forms(packer *p)
{
    const wordnet *w = &p->w;
    p->forms = grow(NULL, (w->words.n + w->forms.n) * sizeof *p->forms);
    for (uint32_t i = 0; i < w->words.n; i++) {
        const char *word = w->words.name[i];
        if (strchr(word, '_'))
            continue;
        meaning_of(w, &p->terms, i, &p->bag);
        count_terms(&p->spread, &p->bag, p->terms.n);
        if (is_plain(word) && !names_find(&w->forms, word))
            p->forms[p->n_forms++] = (form){word, i};
    }
    for (uint32_t i = 0; i < w->forms.n; i++) {
        uint32_t base = names_find(&w->words, w->bases[i]);
        if (base && is_plain(w->forms.name[i]))
            p->forms[p->n_forms++] = (form){w->forms.name[i], base - 1};
    }
    qsort(p->forms, p->n_forms, sizeof *p->forms, by_word);
}

static void write_out(packer *p, FILE *out)
{
    uint32_t text_bytes = 0;
    for (uint32_t i = 0; i < p->n_forms; i++) {
        char self[80];
        add(&p->places, text_bytes);
        add(&p->starts, p->entries.n);
        text_bytes += (uint32_t)strlen(p->forms[i].word) + 1;
        wordnet_base(&p->w, p->w.words.name[p->forms[i].of], self, sizeof self);
        meaning_of(&p->w, &p->terms, p->forms[i].of, &p->bag);
        finish(&p->bag, names_add(&p->terms, self), &p->spread);
        for (uint32_t k = 0; k < p->bag.n; k++) {
            uint32_t weight = (uint32_t)lround(255 * p->bag.item[k].weight);
            if (weight)
                add(&p->entries, p->bag.item[k].term << 8 | weight);
        }
    }
    add(&p->starts, p->entries.n);
    uint32_t head[2] = {p->n_forms, p->entries.n};
    write_all(out, head, sizeof *head, 2);
    write_all(out, p->places.item, sizeof *p->places.item, p->places.n);
    write_all(out, p->starts.item, sizeof *p->starts.item, p->starts.n);
    write_all(out, p->entries.item, sizeof *p->entries.item, p->entries.n);
    for (uint32_t i = 0; i < p->n_forms; i++)
        write_all(out, p->forms[i].word, 1, strlen(p->forms[i].word) + 1);
}

int main(int argc, char **argv)
{
    static packer p; /* too large for the stack; what it holds is the system's to free */
    if (argc != 3)
        fail("usage: els-wordnet-pack DIR OUT", "arguments");
    wordnet_read(&p.w, argv[1]);
    FILE *out = fopen(argv[2], "wb");
    if (!out)
        fail("cannot be written", argv[2]);
    list_forms(&p);
    write_out(&p, out);
    if (fclose(out) != 0)
        fail("cannot be written", argv[2]);
    return 0;
}
