#include "wordnet.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 16 };

static const char *const file_names[WORDNET_FILES] = {"noun", "verb", "adj", "adv"};
static const char file_letters[WORDNET_FILES] = {'n', 'v', 'a', 'r'};
static const uint32_t senses_kept[WORDNET_FILES] = {3, WORDNET_SENSES_MAX, 3, 1};

void fail(const char *what, const char *where)
{
    fprintf(stderr, "els-wordnet-pack: %s: %s\n", where, what);
    exit(1);
}

void *grow(void *block, size_t bytes)
{
    void *bigger = realloc(block, bytes);
    if (!bigger)
        fail("out of memory", "reading");
    return bigger;
}

/* ---- names ---- */

static uint64_t hash_of(const char *s)
{
    uint64_t h = UINT64_C(14695981039346656037);
    for (; *s; s++)
        h = (h ^ (uint8_t)*s) * UINT64_C(1099511628211);
    return h ^ h >> 29;
}

static uint32_t *slot_of(const names *t, const char *s)
{
    uint32_t at = (uint32_t)hash_of(s) & (t->n_slots - 1);
    while (t->slot[at] && strcmp(t->name[t->slot[at] - 1], s) != 0)
        at = (at + 1) & (t->n_slots - 1);
    return &t->slot[at];
}

uint32_t names_find(const names *t, const char *s)
{
    return t->n_slots ? *slot_of(t, s) : 0;
}

uint32_t names_add(names *t, const char *s)
{
    if (2 * (t->n + 1) > t->n_slots) {
        free(t->slot);
        t->n_slots = t->n_slots ? 2 * t->n_slots : 1 << 12;
        t->slot = calloc(t->n_slots, sizeof *t->slot);
        if (!t->slot)
            fail("out of memory", "");
        for (uint32_t i = 0; i < t->n; i++)
            *slot_of(t, t->name[i]) = i + 1;
    }
    uint32_t *slot = slot_of(t, s);
    if (!*slot) {
        if (t->n == t->room) {
            t->room = t->room ? 2 * t->room : 1 << 12;
            t->name = grow(t->name, t->room * sizeof *t->name);
        }
        size_t bytes = strlen(s) + 1;
        t->name[t->n] = memcpy(grow(NULL, bytes), s, bytes);
        *slot = ++t->n;
    }
    return *slot - 1;
}

/* ---- the data base ---- */

static uint32_t file_of(char letter)
{
    for (uint32_t f = 0; f < WORDNET_FILES; f++)
        if (file_letters[f] == letter || (letter == 's' && f == 2))
            return f;
    return WORDNET_FILES;
}

static FILE *open_file(const char *dir, const char *prefix, const char *name, const char *suffix,
                       char path[1024])
{
    (void)snprintf(path, 1024, "%s/%s%s%s", dir, prefix, name, suffix);
    FILE *file = fopen(path, "r");
    if (!file)
        fail("cannot be read", path);
    return file;
}

static char *copy(const char *s, size_t len)
{
    char *text = grow(NULL, len + 1);
    memcpy(text, s, len);
    text[len] = '\0';
    return text;
}

/* The definition: what stands behind the bar, quoted examples left out. */
static char *gloss_of(const char *line)
{
    const char *bar = strchr(line, '|');
    char *gloss = copy(bar ? bar + 1 : "", bar ? strlen(bar + 1) : 0), *to = gloss;
    const char *from = gloss;
    while (*from) {
        const char *end = *from == '"' ? strchr(from + 1, '"') : NULL;
        if (end)
            from = end + 1;
        else
            *to++ = *from++;
    }
    *to = '\0';
    return gloss;
}

static char *next_word(char **rest)
{
    return strtok_r(NULL, " \n", rest);
}

static void read_sense(sense *s, char *line, const char *path)
{
    char *rest = NULL;
    *s = (sense){.gloss.text = gloss_of(line)};
    s->offset = (uint32_t)strtoul(strtok_r(line, " \n", &rest), NULL, 10);
    (void)next_word(&rest);
    (void)next_word(&rest);
    char *count = next_word(&rest);
    uint32_t n = count ? (uint32_t)strtoul(count, NULL, 16) : 0;
    char members[LINE_MAX_BYTES];
    size_t len = 0;
    for (uint32_t i = 0; i < n; i++) {
        char *word = next_word(&rest);
        if (!word || !next_word(&rest))
            fail("a sense is cut short", path);
        for (; *word && *word != '('; word++)
            members[len++] = *word == '_' ? ' ' : (char)tolower((unsigned char)*word);
        members[len++] = ' ';
    }
    s->members.text = copy(members, len);
    count = next_word(&rest);
    s->n_pointers = count ? (uint32_t)strtoul(count, NULL, 10) : 0;
    s->pointers = grow(NULL, (s->n_pointers + 1) * sizeof *s->pointers);
    for (uint32_t i = 0; i < s->n_pointers; i++) {
        char *symbol = next_word(&rest), *offset = next_word(&rest), *letter = next_word(&rest);
        uint32_t file = letter ? file_of(letter[0]) : WORDNET_FILES;
        if (file == WORDNET_FILES || !next_word(&rest))
            fail("a pointer is cut short", path);
        s->pointers[i] = (pointer){symbol[0], {file, (uint32_t)strtoul(offset, NULL, 10)}};
    }
}

static void read_senses(wordnet *w, const char *dir, uint32_t f)
{
    char path[1024], line[LINE_MAX_BYTES];
    FILE *file = open_file(dir, "data.", file_names[f], "", path);
    uint32_t room = 0;
    while (fgets(line, sizeof line, file)) {
        if (line[0] == ' ')
            continue; /* the licence */
        if (w->n_senses[f] == room) {
            room = room ? 2 * room : 1 << 14;
            w->senses[f] = grow(w->senses[f], room * sizeof *w->senses[f]);
        }
        read_sense(&w->senses[f][w->n_senses[f]++], line, path);
    }
    fclose(file);
}

static void read_index(wordnet *w, const char *dir, uint32_t f)
{
    char path[1024], line[LINE_MAX_BYTES];
    FILE *file = open_file(dir, "index.", file_names[f], "", path);
    while (fgets(line, sizeof line, file)) {
        char *rest = NULL;
        if (line[0] == ' ')
            continue;
        uint32_t number = names_add(&w->words, strtok_r(line, " \n", &rest));
        if (number >= w->entries_room) {
            uint32_t room = w->entries_room ? 2 * w->entries_room : 1 << 14;
            w->entries = grow(w->entries, room * sizeof *w->entries);
            memset(w->entries + w->entries_room, 0, (room - w->entries_room) * sizeof(entry));
            w->entries_room = room;
        }
        (void)next_word(&rest);
        (void)next_word(&rest);
        char *count = next_word(&rest);
        uint32_t skip = (count ? (uint32_t)strtoul(count, NULL, 10) : 0) + 2;
        while (skip-- > 0)
            (void)next_word(&rest);
        entry *e = &w->entries[number];
        for (uint32_t k = 0; k < senses_kept[f]; k++) {
            char *offset = next_word(&rest);
            if (offset)
                e->ref[e->n++] = (sense_ref){f, (uint32_t)strtoul(offset, NULL, 10)};
        }
    }
    fclose(file);
}

static void read_forms(wordnet *w, const char *dir, uint32_t f)
{
    char path[1024], line[LINE_MAX_BYTES];
    FILE *file = open_file(dir, "", file_names[f], ".exc", path);
    while (fgets(line, sizeof line, file)) {
        char *rest = NULL, *form = strtok_r(line, " \n", &rest), *base = next_word(&rest);
        if (!form || !base || names_find(&w->forms, form))
            continue;
        uint32_t number = names_add(&w->forms, form);
        if (number >= w->bases_room) {
            w->bases_room = w->bases_room ? 2 * w->bases_room : 1 << 12;
            w->bases = grow(w->bases, w->bases_room * sizeof *w->bases);
        }
        w->bases[number] = copy(base, strlen(base));
    }
    fclose(file);
}

sense *wordnet_sense(const wordnet *w, sense_ref ref)
{
    uint32_t lo = 0, hi = w->n_senses[ref.file];
    while (lo < hi) { /* the files are in order of offset */
        uint32_t mid = (lo + hi) / 2;
        if (w->senses[ref.file][mid].offset < ref.offset)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == w->n_senses[ref.file] || w->senses[ref.file][lo].offset != ref.offset)
        fail("an offset leads nowhere", file_names[ref.file]);
    return &w->senses[ref.file][lo];
}

/* ---- base forms ---- */

void wordnet_base(const wordnet *w, const char *word, char *ret, size_t size)
{
    static const char *const endings[][2] = {{"ies", "y"}, {"s", ""},   {"ing", ""}, {"ing", "e"},
                                             {"ed", "e"},  {"ed", ""},  {"es", ""},  {"er", ""},
                                             {"est", ""},  {"er", "e"}, {"est", "e"}};
    enum { OF_KNOWN = 6, ALL = sizeof endings / sizeof endings[0] };
    uint32_t form = names_find(&w->forms, word);
    (void)snprintf(ret, size, "%s", form ? w->bases[form - 1] : word);
    if (form)
        return;
    size_t len = strlen(word);
    uint32_t n = names_find(&w->words, word) ? OF_KNOWN : ALL;
    for (uint32_t i = 0; i < n; i++) {
        size_t cut = strlen(endings[i][0]);
        char base[64];
        if (len < cut + 3 || len >= sizeof base - 1 || strcmp(word + len - cut, endings[i][0]) != 0)
            continue;
        (void)snprintf(base, sizeof base, "%.*s%s", (int)(len - cut), word, endings[i][1]);
        if (names_find(&w->words, base)) {
            (void)snprintf(ret, size, "%s", base);
            return;
        }
    }
}

void wordnet_read(wordnet *w, const char *dir)
{
    for (uint32_t f = 0; f < WORDNET_FILES; f++) {
        read_senses(w, dir, f);
        read_index(w, dir, f);
        read_forms(w, dir, f);
    }
}
