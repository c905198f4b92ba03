/* benchmark_text.c — wordings, pools and answers shared by the families of the benchmark plugin. */
#include "benchmark.h"

#include "els_hash.h"

#include <stdio.h>
#include <string.h>

const char *const els_bm_female_names[ELS_BM_NAMES / 2] = {
    "Anna",  "Clara", "Emma",   "Grace", "Iris",  "Julia", "Kate",  "Laura",
    "Mary",  "Nora",  "Olivia", "Paula", "Rosa",  "Sara",  "Tessa", "Vera",
    "Wilma", "Zoe",   "Alice",  "Diana", "Helen", "Lucy",  "Mona",  "Eva",
};

const char *const els_bm_male_names[ELS_BM_NAMES / 2] = {
    "Ben",  "David", "Frank",  "Henry",   "Jack",   "Karl", "Leo",    "Max",
    "Noah", "Oscar", "Peter",  "Quentin", "Ryan",   "Sam",  "Tom",    "Victor",
    "Will", "Adam",  "Carlos", "Erik",    "George", "Ivan", "Martin", "Paul",
};

const els_bm_noun els_bm_things[ELS_BM_THINGS] = {
    {"apple", "apples"},       {"pear", "pears"},       {"orange", "oranges"},
    {"book", "books"},         {"pencil", "pencils"},   {"marble", "marbles"},
    {"coin", "coins"},         {"stamp", "stamps"},     {"card", "cards"},
    {"shell", "shells"},       {"button", "buttons"},   {"ticket", "tickets"},
    {"cup", "cups"},           {"bottle", "bottles"},   {"egg", "eggs"},
    {"candle", "candles"},     {"cookie", "cookies"},   {"plate", "plates"},
    {"flower", "flowers"},     {"sticker", "stickers"}, {"balloon", "balloons"},
    {"notebook", "notebooks"}, {"lemon", "lemons"},     {"bead", "beads"},
};

const els_bm_noun els_bm_made_up[ELS_BM_MADE_UP] = {
    {"wug", "wugs"},     {"dax", "daxes"},    {"zib", "zibs"},     {"fep", "feps"},
    {"gorp", "gorps"},   {"blick", "blicks"}, {"tove", "toves"},   {"mook", "mooks"},
    {"lorp", "lorps"},   {"kiv", "kivs"},     {"rame", "rames"},   {"plim", "plims"},
    {"snerd", "snerds"}, {"vork", "vorks"},   {"jelt", "jelts"},   {"quon", "quons"},
    {"hesk", "hesks"},   {"nald", "nalds"},   {"bram", "brams"},   {"zorn", "zorns"},
    {"tulp", "tulps"},   {"ferd", "ferds"},   {"crill", "crills"}, {"yonk", "yonks"},
};

const char *const els_bm_places[ELS_BM_PLACES] = {
    "kitchen", "garden", "office", "hallway", "bedroom", "library", "cellar",
    "attic",   "school", "park",   "station", "market",  "garage",  "museum",
};

const char *const els_bm_ordinals[12] = {
    "first",   "second", "third", "fourth", "fifth",    "sixth",
    "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth",
};

static const char *const number_words[21] = {
    "zero",     "one",     "two",     "three",     "four",     "five",     "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
};

/* Synonyms that several families and templates share, so that a held-out template is a new frame of
 * known words. */
static const struct {
    const char *name, *alternatives;
} synonyms[] = {
    {"compute", "Calculate|Work out|Find|Compute|Evaluate"},
    {"total", "in total|altogether|in all"},
    {"together", "together|in total|altogether|in all"},
    {"buys", "buys|gets|orders"},
    {"gains", "buys|finds|gets|collects|receives"},
    {"loses", "loses|gives away|sells|uses"},
    {"more", "more|further|extra"},
    {"pay", "pay|spend|have to pay"},
    {"left", "left|remaining"},
    {"leftover", "are left over|remain|are left"},
    {"now", "now|in the end|after that"},
    {"box", "box|bag|crate|basket"},
    {"boxes", "boxes|bags|crates|baskets"},
    {"shares", "shares|divides|splits"},
    {"children", "children|friends|people|students"},
    {"vehicle", "car|train|bus|truck|cyclist|boat"},
    {"travels", "travels|drives|moves|goes"},
    {"reduced", "reduced|lowered|cut|decreased"},
    {"raised", "raised|increased"},
    {"goes", "goes|walks|moves|travels"},
    {"gives", "gives|hands|passes"},
    {"takes", "takes|picks up|grabs"},
    {"facts",
     "Read the facts.|Here are some facts.|These facts are known.|Consider the following."},
};

static void expand(els_bm_draft *draft, els_buf *out, const char *p, const char *end);

/* Step in nesting at q; the head of an arrow "->" is no bracket. */
static int nesting(const char *q)
{
    return *q == '<' ? 1 : *q == '>' && q[-1] != '-' ? -1 : 0;
}

/* Alternatives written out in a pattern belong to frames in turn; where there are fewer of them
 * than frames, some frames share one. The first frame of a pattern is drawn by its text, so that a
 * frame is not the same place in every pattern. Named pools of synonyms (`in_frame` false) belong
 * to all. */
static void expand_alternatives(els_bm_draft *draft, els_buf *out, const char *p, const char *end,
                                bool in_frame)
{
    uint32_t count = 1;
    int depth = 0;
    for (const char *q = p; q < end; q++) {
        depth += nesting(q);
        count += depth == 0 && *q == '|';
    }
    uint32_t chosen;
    if (in_frame) {
        uint32_t sets = count < ELS_BM_FRAMES ? count : ELS_BM_FRAMES;
        uint32_t first = (draft->frame + (uint32_t)els_hash_bytes(0, p, (size_t)(end - p))) % sets;
        chosen = first + sets * els_bm_below(draft, (count - first + sets - 1) / sets);
    } else {
        chosen = els_bm_below(draft, count);
    }
    const char *start = p;
    for (const char *q = p;; q++) {
        if (q < end)
            depth += nesting(q);
        if (q == end || (depth == 0 && *q == '|')) {
            if (chosen-- == 0) {
                expand(draft, out, start, q);
                return;
            }
            start = q + 1;
        }
    }
}

static void expand_name(els_bm_draft *draft, els_buf *out, const char *p, size_t len)
{
    bool capital = len > 0 && *p == '^';
    size_t at = out->len;
    p += capital;
    len -= capital;
    if (len == 1 && *p >= '0' && *p <= '9') {
        els_buf_add(out, draft->slot[*p - '0']);
    } else {
        for (size_t i = 0; i < sizeof synonyms / sizeof synonyms[0]; i++)
            if (strlen(synonyms[i].name) == len && memcmp(synonyms[i].name, p, len) == 0) {
                const char *text = synonyms[i].alternatives;
                expand_alternatives(draft, out, text, text + strlen(text), false);
                break;
            }
    }
    if (capital && out->len > at && out->ptr[at] >= 'a' && out->ptr[at] <= 'z')
        out->ptr[at] = (char)(out->ptr[at] - 'a' + 'A');
}

static void expand(els_bm_draft *draft, els_buf *out, const char *p, const char *end)
{
    while (p < end) {
        const char *q = p;
        while (q < end && *q != '<' && *q != '{')
            q++;
        els_buf_append(out, p, (size_t)(q - p));
        if (q == end)
            return;
        p = q + 1;
        if (*q == '{') {
            while (*q != '}')
                q++;
            expand_name(draft, out, p, (size_t)(q - p));
        } else {
            int depth = 1;
            while (depth > 0) {
                q++;
                depth += nesting(q);
            }
            expand_alternatives(draft, out, p, q, true);
        }
        p = q + 1;
    }
}

void els_bm_expand(els_bm_draft *draft, els_buf *out, const char *pattern)
{
    expand(draft, out, pattern, pattern + strlen(pattern));
}

static void add_sentence(els_bm_draft *draft, els_buf *out, const char *pattern)
{
    if (out->len && out->ptr[out->len - 1] != '\n')
        els_buf_addc(out, ' ');
    els_bm_expand(draft, out, pattern);
}

void els_bm_say(els_bm_draft *draft, const char *pattern)
{
    add_sentence(draft, &draft->premises, pattern);
}

void els_bm_ask(els_bm_draft *draft, const char *pattern)
{
    add_sentence(draft, &draft->ask, pattern);
}

els_str els_bm_text(els_bm_draft *draft, const char *pattern)
{
    els_buf out = {0};
    els_bm_expand(draft, &out, pattern);
    els_str text = els_arena_copy(draft->arena, els_buf_str(&out));
    els_buf_fini(&out);
    return text;
}

void els_bm_join(els_buf *out, const els_str *parts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            els_buf_add(out, i + 1 == count ? ELS_STR(" and ") : ELS_STR(", "));
        els_buf_add(out, parts[i]);
    }
}

void els_bm_add_numbers(els_buf *out, const int64_t *numbers, uint32_t count, uint32_t hidden)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0)
            els_buf_add(out, ELS_STR(", "));
        if (i == hidden)
            els_buf_addc(out, '?');
        else
            els_buf_printf(out, "%lld", (long long)numbers[i]);
    }
}

uint32_t els_bm_below(els_bm_draft *draft, uint32_t bound)
{
    return els_rng_below(&draft->rng, bound);
}

int64_t els_bm_between(els_bm_draft *draft, int64_t lo, int64_t hi)
{
    return els_rng_between(&draft->rng, lo, hi);
}

bool els_bm_chance(els_bm_draft *draft, uint32_t percent)
{
    return els_rng_below(&draft->rng, 100) < percent;
}

int64_t els_bm_by_level(const els_bm_draft *draft, int64_t one, int64_t two, int64_t three,
                        int64_t four, int64_t five)
{
    const int64_t values[5] = {one, two, three, four, five};
    return values[draft->level - 1];
}

int64_t els_bm_sized(els_bm_draft *draft)
{
    return els_bm_between(draft, 2, els_bm_by_level(draft, 9, 20, 60, 250, 1200));
}

void els_bm_draw(els_bm_draft *draft, uint32_t size, uint32_t count, uint32_t *ret)
{
    uint32_t all[ELS_BM_DRAW];
    for (uint32_t i = 0; i < size; i++)
        all[i] = i;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t j = i + els_bm_below(draft, size - i);
        ret[i] = all[j];
        all[j] = all[i];
    }
}

void els_bm_set_str(els_bm_draft *draft, unsigned slot, els_str text)
{
    draft->slot[slot] = text;
}

void els_bm_set(els_bm_draft *draft, unsigned slot, const char *text)
{
    draft->slot[slot] = els_str_of(text);
}

void els_bm_set_number(els_bm_draft *draft, unsigned slot, int64_t value)
{
    draft->slot[slot] = els_arena_printf(draft->arena, "%lld", (long long)value);
}

void els_bm_set_count(els_bm_draft *draft, unsigned slot, int64_t value)
{
    if (value >= 0 && value <= 20 && els_bm_chance(draft, 15))
        els_bm_set(draft, slot, number_words[value]);
    else
        els_bm_set_number(draft, slot, value);
}

void els_bm_set_money(els_bm_draft *draft, unsigned slot, int64_t dollars)
{
    draft->slot[slot] = draft->money_words
                            ? els_arena_printf(draft->arena, "%lld dollars", (long long)dollars)
                            : els_arena_printf(draft->arena, "$%lld", (long long)dollars);
}

void els_bm_set_date(els_bm_draft *draft, unsigned slot, int64_t days)
{
    if (els_bm_chance(draft, 70)) {
        draft->slot[slot] = els_date_format_iso(draft->arena, days);
        return;
    }
    int64_t year;
    unsigned month, day;
    els_date_from_days(days, &year, &month, &day);
    draft->slot[slot] = els_arena_printf(draft->arena, "%s %u, %lld", els_month_names[month - 1],
                                         day, (long long)year);
}

els_str els_bm_name(uint32_t index)
{
    return els_str_of(index % 2 ? els_bm_male_names[index / 2] : els_bm_female_names[index / 2]);
}

void els_bm_set_names(els_bm_draft *draft, unsigned first, uint32_t count)
{
    uint32_t drawn[ELS_BM_SLOTS];
    els_bm_draw(draft, ELS_BM_NAMES, count, drawn);
    for (uint32_t i = 0; i < count; i++)
        draft->slot[first + i] = els_bm_name(drawn[i]);
}

void els_bm_set_things(els_bm_draft *draft, unsigned first, uint32_t count)
{
    uint32_t drawn[ELS_BM_SLOTS];
    els_bm_draw(draft, ELS_BM_THINGS, count, drawn);
    for (uint32_t i = 0; i < count; i++)
        els_bm_set(draft, first + i, els_bm_things[drawn[i]].many);
}

void els_bm_answer(els_bm_draft *draft, const char *type, els_str key)
{
    draft->type = type;
    draft->key = key;
}

void els_bm_answer_number(els_bm_draft *draft, double value)
{
    els_bm_answer(draft, "number", els_format_number(draft->arena, value));
}

void els_bm_answer_enum(els_bm_draft *draft, const els_str *choices, uint32_t count, els_str key)
{
    els_bm_answer(draft, "enum", key);
    draft->n_choices = count;
    memcpy(draft->choices, choices, sizeof choices[0] * count);
    els_rng_shuffle(&draft->rng, draft->choices, count, sizeof choices[0]);
}

void els_bm_answer_truth(els_bm_draft *draft, els_bm_truth truth)
{
    static const els_str words[3] = {{"no", 2}, {"yes", 3}, {"unknown", 7}};
    els_bm_answer_enum(draft, words, 3, words[truth]);
    if (els_bm_chance(draft, 50))
        els_bm_ask(draft, "<Answer yes, no or unknown.|If the facts do not decide it, answer "
                          "unknown.|Say unknown if it cannot be decided.>");
}

void els_bm_answer_name(els_bm_draft *draft, const els_str *names, uint32_t count, uint32_t right)
{
    if (els_bm_chance(draft, 30))
        els_bm_answer_enum(draft, names, count, names[right]);
    else
        els_bm_answer(draft, "entity", names[right]);
}

els_bm_truth els_bm_wanted_truth(els_bm_draft *draft)
{
    return (els_bm_truth)els_bm_below(draft, 3);
}
