/* kb_words.c — pieces of values and forms of words; see kb_index.h. */
#include "kb_index.h"

#include <string.h>

enum { WORD_BYTES = 64 };

/* Bytes above ASCII belong to letters of other alphabets, but for typographic quotes. */
static bool is_letter(els_str text, size_t at)
{
    const char c = text.ptr[at];
    size_t bytes;
    return els_is_letter(c) || (els_is_beyond_ascii(c) && !els_str_quote(text, at, &bytes));
}

els_str els_kb_stem(els_str word, char *buffer, size_t buffer_bytes)
{
    if (word.len < 4 || word.ptr[word.len - 1] != 's' || els_str_ends(word, "ss") ||
        els_str_ends(word, "us") || els_str_ends(word, "is")) {
        return word;
    }
    if (els_str_ends(word, "ies") && word.len > 4 && word.len - 2 <= buffer_bytes) {
        memcpy(buffer, word.ptr, word.len - 3);
        buffer[word.len - 3] = 'y';
        return (els_str){buffer, word.len - 2};
    }
    if (els_str_ends(word, "ses") || els_str_ends(word, "xes") || els_str_ends(word, "ches") ||
        els_str_ends(word, "shes")) {
        /* "boxes" and "houses": the latter loses its e as well, on both sides alike. */
        return (els_str){word.ptr, word.len - 2};
    }
    return (els_str){word.ptr, word.len - 1};
}

/* Singular and plural must meet: "house"/"houses" both end as "hous", "box"/"boxes" as "box". */
static els_str piece_stem(els_str word, char *buffer, size_t buffer_bytes)
{
    els_str stem = els_kb_stem(word, buffer, buffer_bytes);
    if (stem.len > 4 && (els_str_ends(stem, "se") || els_str_ends(stem, "xe") ||
                         els_str_ends(stem, "che") || els_str_ends(stem, "she"))) {
        stem.len--;
    }
    return stem;
}

uint32_t els_kb_pieces(els_str text, els_kb_piece *ret_pieces, uint32_t capacity)
{
    uint32_t count = 0;
    size_t i = 0;
    while (i < text.len && count < capacity) {
        bool word = is_letter(text, i);
        if (!word && !els_is_digit(text.ptr[i])) {
            size_t bytes;
            i += els_str_quote(text, i, &bytes) ? bytes : 1;
            continue;
        }
        size_t start = i;
        char lower[WORD_BYTES];
        char stem_buffer[WORD_BYTES];
        while (i < text.len && (word ? is_letter(text, i) : els_is_digit(text.ptr[i]))) {
            if (i - start < WORD_BYTES) {
                lower[i - start] = els_lower(text.ptr[i]);
            }
            i++;
        }
        size_t len = i - start < WORD_BYTES ? i - start : WORD_BYTES;
        els_str piece = {lower, len};
        if (word) {
            piece = piece_stem(piece, stem_buffer, sizeof stem_buffer);
        }
        ret_pieces[count++] = (els_kb_piece){.hash = els_hash_str(piece),
                                             .start = (uint32_t)start,
                                             .end = (uint32_t)i,
                                             .is_word = word};
    }
    return count;
}

uint64_t els_kb_extend_key(uint64_t prefix, uint64_t piece)
{
    uint64_t key = els_hash_pair(prefix, piece);
    return key ? key : 1;
}

uint64_t els_kb_key_of_pieces(const els_kb_piece *pieces, uint32_t count)
{
    uint64_t key = 0;
    for (uint32_t i = 0; i < count; i++) {
        key = els_kb_extend_key(key, pieces[i].hash);
    }
    return key;
}

uint64_t els_kb_value_key(els_str value)
{
    els_kb_piece pieces[64];
    uint32_t count = els_kb_pieces(value, pieces, 64);
    if (count == 64) { /* too long for pieces: by its bytes */
        return els_kb_extend_key(1, els_hash_str(value));
    }
    return els_kb_key_of_pieces(pieces, count);
}

bool els_kb_words_alike(els_str a, els_str b)
{
    char buffer_a[WORD_BYTES];
    char buffer_b[WORD_BYTES];
    if (els_str_eq(piece_stem(a, buffer_a, sizeof buffer_a),
                   piece_stem(b, buffer_b, sizeof buffer_b))) {
        return true;
    }
    size_t shorter = a.len < b.len ? a.len : b.len;
    size_t longer = a.len < b.len ? b.len : a.len;
    size_t common = 0;
    while (common < shorter && a.ptr[common] == b.ptr[common]) {
        common++;
    }
    return common >= 4 && common * 10 >= longer * 6;
}

bool els_kb_name_has(els_str name, els_str word)
{
    els_str other;
    while (els_str_split(&name, '_', &other))
        if (other.len > 0 && els_kb_words_alike(word, other))
            return true;
    return false;
}

double els_kb_name_share(els_str name, els_str other)
{
    uint32_t words = 0, shared = 0;
    els_str word;
    while (els_str_split(&name, '_', &word)) {
        words += word.len > 0;
        shared += word.len > 0 && els_kb_name_has(other, word);
    }
    return words ? (double)shared / words : 0;
}

bool els_kb_one_edit(els_str a, els_str b)
{
    if (a.len > b.len) {
        els_str swap = a;
        a = b;
        b = swap;
    }
    if (b.len - a.len > 1) {
        return false;
    }
    size_t i = 0;
    while (i < a.len && a.ptr[i] == b.ptr[i]) {
        i++;
    }
    if (a.len < b.len) {
        return memcmp(a.ptr + i, b.ptr + i + 1, a.len - i) == 0;
    }
    if (i == a.len || memcmp(a.ptr + i + 1, b.ptr + i + 1, a.len - i - 1) == 0) {
        return true;
    }
    return i + 1 < a.len && a.ptr[i] == b.ptr[i + 1] && a.ptr[i + 1] == b.ptr[i] &&
           memcmp(a.ptr + i + 2, b.ptr + i + 2, a.len - i - 2) == 0;
}
