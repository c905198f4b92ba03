#include "thesaurus.h"
#include <string.h>
__asm__(".section .rodata\n.balign 4\n.globl els_thesaurus_bytes\nels_thesaurus_bytes:\n.incbin \"/tmp/wn/thesaurus.bin\"\n.previous\n");
extern const uint32_t els_thesaurus_bytes[];

static els_meaning find(const char *word, size_t len)
{
    const uint32_t *head = els_thesaurus_bytes;
    uint32_t n = head[0];
    const uint32_t *so = head + 3, *vo = so + n, *entries = vo + n + 1;
    const char *strings = (const char *)(entries + head[2]);
    uint32_t lo = 0, hi = n;
    while (lo < hi) {
        uint32_t mid = (lo + hi) / 2;
        int c = strncmp(word, strings + so[mid], len);
        if (c == 0 && strings[so[mid] + len]) c = -1;
        if (c == 0) return (els_meaning){entries + vo[mid], vo[mid + 1] - vo[mid]};
        if (c < 0) hi = mid; else lo = mid + 1;
    }
    return (els_meaning){0};
}
els_meaning els_thesaurus_of(els_str word)
{
    static const char *const rules[][2] = {{"ies","y"},{"s",""},{"es",""},{"ing",""},{"ing","e"},{"ed","e"},{"ed",""},{"er",""},{"est",""},{"er","e"},{"est","e"}};
    els_meaning found = find(word.ptr, word.len);
    for (size_t r = 0; r < sizeof rules / sizeof *rules && word.len < 36; r++) {
        size_t a = strlen(rules[r][0]), b = strlen(rules[r][1]);
        if (found.n && (r == 2 || r > 6)) continue;
        if (word.len < a + 3 || memcmp(word.ptr + word.len - a, rules[r][0], a)) continue;
        char base[40];
        memcpy(base, word.ptr, word.len - a); memcpy(base + word.len - a, rules[r][1], b);
        els_meaning m = find(base, word.len - a + b);
        if (m.n) return m;
    }
    return found;
}
double els_thesaurus_related(els_meaning a, els_meaning b)
{
    uint64_t sum = 0;
    for (uint32_t i = 0, k = 0; i < a.n && k < b.n;) {
        uint32_t x = a.entries[i] >> 8, y = b.entries[k] >> 8;
        if (x == y) { sum += (uint64_t)(a.entries[i++] & 255) * (b.entries[k++] & 255); }
        else if (x < y) i++; else k++;
    }
    return (double)sum / (255.0 * 255.0);
}
