#include "thesaurus.h"

/* The file that wordnet/pack.c writes: number of words and of entries; per word where its letters
 * begin; per word where its entries begin, and the end; the entries; the words, each with a NUL, in
 * order of bytes. All numbers have 32 bits in the order of this machine. */
__asm__(".section .rodata\n"
        ".balign 4\n"
        "els_thesaurus_file:\n"
        ".incbin \"" ELS_THESAURUS_FILE "\"\n"
        ".previous\n");
extern const uint32_t els_thesaurus_file[] __attribute__((visibility("hidden")));

static els_meaning look_up(const char *word, size_t len)
{
    uint32_t n = els_thesaurus_file[0];
    const uint32_t *place = els_thesaurus_file + 2, *start = place + n, *entries = start + n + 1;
    const char *words = (const char *)(entries + els_thesaurus_file[1]);
    uint32_t lo = 0, hi = n;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        const char *other = words + place[mid];
        int order = strncmp(word, other, len);
        if (order == 0 && other[len] == '\0')
            return (els_meaning){entries + start[mid], start[mid + 1] - start[mid]};
        if (order > 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return (els_meaning){NULL, 0};
}

els_meaning els_thesaurus_of(els_str word)
{
    /* Endings as in WordNet's morphy(7WN). A word that stands in the dictionary itself is only
     * looked up by the first ones: "sales" are a sale, but a "number" is nothing numb. */
    static const char *const endings[][2] = {{"ies", "y"}, {"s", ""},   {"ing", ""}, {"ing", "e"},
                                             {"ed", "e"},  {"ed", ""},  {"es", ""},  {"er", ""},
                                             {"est", ""},  {"er", "e"}, {"est", "e"}};
    enum { OF_KNOWN = 6, ALL = sizeof endings / sizeof endings[0], SHORTEST = 3, LONGEST = 40 };
    char base[LONGEST + 1];
    if (word.len < SHORTEST || word.len > LONGEST)
        return (els_meaning){NULL, 0};
    els_meaning own = look_up(word.ptr, word.len);
    for (uint32_t i = 0; i < (own.n ? (uint32_t)OF_KNOWN : (uint32_t)ALL); i++) {
        size_t cut = strlen(endings[i][0]), add = strlen(endings[i][1]);
        if (word.len < cut + 3 || memcmp(word.ptr + word.len - cut, endings[i][0], cut) != 0)
            continue;
        memcpy(base, word.ptr, word.len - cut);
        memcpy(base + word.len - cut, endings[i][1], add);
        els_meaning of_base = look_up(base, word.len - cut + add);
        if (of_base.n)
            return of_base;
    }
    return own;
}

double els_thesaurus_related(els_meaning a, els_meaning b)
{
    uint64_t sum = 0;
    for (uint32_t i = 0, k = 0; i < a.n && k < b.n;) {
        uint32_t x = a.entries[i] >> 8, y = b.entries[k] >> 8;
        if (x == y)
            sum += (uint64_t)(a.entries[i] & 255) * (b.entries[k] & 255);
        i += x <= y;
        k += y <= x;
    }
    double cosine = (double)sum / (255.0 * 255.0);
    return cosine < 1 ? cosine : 1;
}
