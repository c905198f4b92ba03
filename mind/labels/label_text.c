#include "label_text.h"

#include "els_hash.h"
#include "thesaurus.h"

enum {
    SLOTS = 4096, /* twice the features */
    WORDS_MAX = 512,
    WORD_BYTES = 48,
    STEM = 4,        /* letters that inflected forms of a word share */
    CHAR_WORDS = 96, /* words of a text that get character grams, from its first */
    SIGNS_MAX = 96,  /* signs of a text that get grams, likewise */
    SIGN_GRAM = 3,   /* bytes of these at most */
    NEAR = 6144,     /* stems pair within so many words, divided by the square of the text's */
    WIDEST = 40,     /* words */
    FEW_ROWS = 500   /* above it the rows say themselves which words stand for another */
};

enum { SPACE_WORD = 1, SPACE_PAIR, SPACE_STEMS, SPACE_CHARS, SPACE_MEANING, SPACE_SIGNS };

typedef struct {
    uint16_t slots[SLOTS]; /* place in `features` plus 1 */
    els_label_feature *features;
    uint32_t n;
} collector;

typedef struct {
    uint64_t whole, stem;
    char bytes[WORD_BYTES + 2]; /* lower case, between '<' and '>' */
    uint32_t len;
} word;

static void collect(collector *c, uint64_t space, uint64_t hash)
{
    uint32_t id = (uint32_t)(els_hash_mix(hash + space * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
    id += id == 0;
    for (uint32_t i = id;; i++) {
        uint16_t *slot = &c->slots[i % SLOTS];
        if (*slot == 0) {
            if (c->n == ELS_LABEL_FEATURES_MAX)
                return;
            c->features[c->n] = (els_label_feature){id, 1, space == SPACE_PAIR,
                                                    space == SPACE_CHARS || space == SPACE_SIGNS};
            *slot = (uint16_t)++c->n;
            return;
        }
        if (c->features[*slot - 1].id == id) {
            c->features[*slot - 1].count++;
            return;
        }
    }
}

/* Letters, digits, whatever is not ASCII; an apostrophe inside a word is left out. */
static uint32_t split_words(els_str text, word *words, uint32_t n)
{
    word *open = NULL;
    for (size_t i = 0, bytes; i < text.len; i += bytes) {
        char c = els_lower(text.ptr[i]), quote = els_str_quote(text, i, &bytes);
        bytes = quote ? bytes : 1;
        bool is_part = !quote && (els_is_letter_or_digit(c) || els_is_beyond_ascii(c));
        if (is_part) {
            if (!open) {
                if (n == WORDS_MAX)
                    break;
                open = &words[n++];
                open->bytes[0] = '<';
                open->len = 1;
            }
            if (open->len <= WORD_BYTES)
                open->bytes[open->len++] = c;
        } else if (quote != '\'') {
            open = NULL;
        }
    }
    return n;
}

/* Every character 2..5-gram: the hash grows by a byte at a time. */
static void collect_chars(collector *c, const word *w)
{
    for (uint32_t from = 0; from + 1 < w->len; from++) {
        uint64_t hash = (unsigned char)w->bytes[from] + UINT64_C(0x100);
        uint32_t end = from + 5 < w->len ? from + 5 : w->len;
        for (uint32_t at = from + 1; at < end; at++) {
            hash = hash << 8 | (unsigned char)w->bytes[at];
            collect(c, SPACE_CHARS, hash);
        }
    }
}

static bool is_sign(char c)
{
    return c > ' ' && c < 127 && !els_is_letter_or_digit(c);
}

/* In lower case; a blank for whatever is blank, and beside the text (i may have wrapped). */
static char char_at(els_str text, size_t i)
{
    return i >= text.len || (unsigned char)text.ptr[i] <= ' ' ? ' ' : els_lower(text.ptr[i]);
}

/* Every gram that the sign at i is the first sign of; blanks are only at its ends. */
static void collect_around(collector *c, els_str text, size_t i)
{
    uint64_t left = 0; /* bytes before the sign */
    for (uint32_t before = 0; before < SIGN_GRAM; before++) {
        if (before > 0) {
            char first = char_at(text, i - before);
            if (is_sign(first))
                return;
            left |= (uint64_t)(unsigned char)first << (8 * (before - 1));
        }
        uint64_t hash = left << 8 | (unsigned char)text.ptr[i];
        collect(c, SPACE_SIGNS, hash);
        for (uint32_t after = 1; before + after < SIGN_GRAM; after++) {
            char last = char_at(text, i + after);
            hash = hash << 8 | (unsigned char)last;
            collect(c, SPACE_SIGNS, hash);
            if (last == ' ')
                break;
        }
        if (before > 0 && char_at(text, i - before) == ' ')
            return;
    }
}

static void collect_signs(collector *c, els_str text)
{
    uint32_t signs = 0;
    for (size_t i = 0; i < text.len && signs < SIGNS_MAX; i++) {
        if (!is_sign(text.ptr[i]))
            continue;
        signs++;
        collect_around(c, text, i);
    }
}

bool els_label_has_meanings(uint32_t n_rows)
{
    return n_rows < FEW_ROWS;
}

/* What the word shares with others that mean nearly the same. */
static void collect_meaning(collector *c, const word *w)
{
    els_meaning meaning = els_thesaurus_of((els_str){w->bytes + 1, w->len - 1});
    for (uint32_t i = 0; i < meaning.n; i++)
        collect(c, SPACE_MEANING, meaning.entries[i] >> 8);
}

uint32_t els_label_features(els_str question, els_str context, bool with_meanings,
                            els_label_feature ret[ELS_LABEL_FEATURES_MAX])
{
    word words[WORDS_MAX];
    collector c = {.features = ret};
    uint32_t n = split_words(question, words, 0);
    n = split_words(context, words, n);
    uint32_t window = n ? NEAR / (n * n) : 0;
    window = window < 1 ? 1 : window > WIDEST ? WIDEST : window;
    collect_signs(&c, question);
    collect_signs(&c, context);
    uint64_t before = 1; /* start of the text */
    for (uint32_t i = 0; i < n; i++) {
        word *w = &words[i];
        w->whole = els_hash_bytes(0, w->bytes + 1, w->len - 1);
        uint32_t stem = w->len - 1 < STEM ? w->len - 1 : STEM;
        w->stem = els_hash_bytes(STEM, w->bytes + 1, stem);
        collect(&c, SPACE_WORD, w->whole);
        collect(&c, SPACE_PAIR, els_hash_pair(before, w->whole));
        before = w->whole;
        for (uint32_t k = i > window ? i - window : 0; k < i; k++) {
            uint64_t low = words[k].stem < w->stem ? words[k].stem : w->stem;
            uint64_t high = words[k].stem < w->stem ? w->stem : words[k].stem;
            collect(&c, SPACE_STEMS, els_hash_pair(low, high));
        }
        if (with_meanings)
            collect_meaning(&c, w);
        if (i < CHAR_WORDS) {
            w->bytes[w->len++] = '>';
            collect_chars(&c, w);
        }
    }
    if (n)
        collect(&c, SPACE_PAIR, els_hash_pair(before, 2)); /* end of the text */
    return c.n;
}
