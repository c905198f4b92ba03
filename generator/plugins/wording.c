#include "wording.h"

#include <string.h>

static bool is_punctuation(char c)
{
    return c == '.' || c == ',' || c == '?' || c == '!' || c == ':' || c == ';';
}

static bool ends_sentence(char c)
{
    return c == '.' || c == '?' || c == '!';
}

els_wording els_wording_make(els_arena *arena, els_rng *rng, const els_wording_pool *pools,
                             size_t n_pools, const els_wording_value *values, size_t n_values)
{
    return (els_wording){
        .rng = rng,
        .pools = pools,
        .n_pools = n_pools,
        .values = values,
        .n_values = n_values,
        .text = ELS_ARENA_NEW(arena, char, ELS_WORDING_MAX_BYTES),
    };
}

static void put(els_wording *w, char c)
{
    bool after_blank = w->len == 0 || w->text[w->len - 1] == ' ';
    if (c == ' ' && after_blank)
        return;
    bool inside_value = w->n_spans && w->spans[w->n_spans - 1].to == w->len;
    if (is_punctuation(c) && after_blank && w->len && !inside_value)
        w->len--; /* left by an optional part that was left out */
    if (w->len < ELS_WORDING_MAX_BYTES)
        w->text[w->len++] = c;
}

static void put_value(els_wording *w, els_str text)
{
    if (text.len > ELS_WORDING_MAX_BYTES - w->len)
        return;
    if (w->n_spans < ELS_WORDING_MAX_VALUES)
        w->spans[w->n_spans++] = (els_wording_span){w->len, w->len + text.len};
    if (text.len)
        memcpy(w->text + w->len, text.ptr, text.len);
    w->len += text.len;
}

/* Index of the bracket that closes the one at `open`, or s.len. */
static size_t closing(els_str s, size_t open)
{
    int depth = 0;
    for (size_t i = open; i < s.len; i++) {
        char c = s.ptr[i];
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth == 0)
            return i;
    }
    return s.len;
}

/* One of the alternatives that '|' separates outside of brackets. */
static els_str choose(els_rng *rng, els_str s)
{
    uint32_t count = 1;
    int depth = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        count += c == '|' && depth == 0;
    }
    uint32_t wanted = count > 1 ? els_rng_below(rng, count) : 0;
    size_t from = 0;
    uint32_t at = 0;
    for (size_t i = 0; i <= s.len; i++) {
        char c = i < s.len ? s.ptr[i] : '|';
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (c != '|' || (depth != 0 && i < s.len))
            continue;
        if (at++ == wanted)
            return els_str_sub(s, from, i);
        from = i + 1;
    }
    return s;
}

static els_str pool_choices(const els_wording *w, els_str name)
{
    size_t lo = 0, hi = w->n_pools;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = els_str_cmp(els_str_of(w->pools[mid].name), name);
        if (order == 0)
            return els_str_of(w->pools[mid].choices);
        if (order < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return (els_str){0};
}

static els_str value_text(const els_wording *w, els_str name)
{
    for (size_t i = 0; i < w->n_values; i++)
        if (els_str_eq(els_str_of(w->values[i].name), name))
            return w->values[i].text;
    return (els_str){0};
}

static void expand(els_wording *w, els_str s, int depth)
{
    if (depth > ELS_WORDING_MAX_DEPTH)
        return;
    size_t i = 0;
    while (i < s.len) {
        char c = s.ptr[i];
        size_t end = i + 1;
        if (c == '<') {
            while (end < s.len && s.ptr[end] != '>')
                end++;
            expand(w, choose(w->rng, pool_choices(w, els_str_sub(s, i + 1, end))), depth + 1);
            i = end + 1;
        } else if (c == '{') {
            end = closing(s, i);
            expand(w, choose(w->rng, els_str_sub(s, i + 1, end)), depth + 1);
            i = end + 1;
        } else if (c == '[') {
            end = closing(s, i);
            if (els_rng_below(w->rng, 2))
                expand(w, els_str_sub(s, i + 1, end), depth + 1);
            i = end + 1;
        } else if (c == '@') {
            while (end < s.len && els_is_letter(s.ptr[end]))
                end++;
            put_value(w, value_text(w, els_str_sub(s, i + 1, end)));
            i = end;
        } else {
            put(w, c);
            i++;
        }
    }
}

void els_wording_add(els_wording *w, els_str pattern)
{
    size_t before = w->len;
    if (w->len)
        put(w, ' ');
    size_t start = w->len;
    expand(w, choose(w->rng, pattern), 0);
    while (w->len > start && w->text[w->len - 1] == ' ')
        w->len--;
    if (w->len == start)
        w->len = before;
    else if (!is_punctuation(w->text[w->len - 1]))
        put(w, '.');
}

void els_wording_capitalise(els_wording *w)
{
    bool at_start = true;
    for (size_t i = 0; i < w->len; i++) {
        char *c = &w->text[i];
        bool word_begins = i == 0 || !els_is_letter(w->text[i - 1]);
        bool word_ends = i + 1 == w->len || !els_is_letter(w->text[i + 1]);
        if (els_is_lower(*c) && (at_start || (*c == 'i' && word_begins && word_ends)))
            *c = (char)(*c - 'a' + 'A');
        if (ends_sentence(*c))
            at_start = true;
        else if (*c != ' ')
            at_start = false;
    }
}

static bool is_protected(const els_wording *w, size_t at)
{
    for (size_t i = 0; i < w->n_spans; i++)
        if (at >= w->spans[i].from && at < w->spans[i].to)
            return true;
    return false;
}

void els_wording_lower(els_wording *w)
{
    for (size_t i = 0; i < w->len; i++)
        if (els_is_upper(w->text[i]) && !is_protected(w, i))
            w->text[i] = (char)(w->text[i] - 'A' + 'a');
}

/* A key next to each of a..z on a QWERTY keyboard. */
static const char neighbour_keys[] = "svxfrtgyoiklnmbpqtfdyvecuz";

/* Writes `word` (len >= 4) with one typing error; at most len + 1 bytes. Returns how many. */
static size_t misspell(els_rng *rng, const char *word, size_t len, char *ret)
{
    size_t at = 1 + els_rng_below(rng, (uint32_t)(len - 2));
    uint32_t kind = els_rng_below(rng, 4);
    char c = word[at];
    memcpy(ret, word, len);
    switch (kind) {
    case 0: /* swapped; of two equal letters nothing would be seen */
        ret[at] = word[at + 1];
        ret[at + 1] = c;
        return len;
    case 1: /* left out */
        memmove(ret + at, word + at + 1, len - at - 1);
        return len - 1;
    case 2: /* doubled */
        memcpy(ret + at + 1, word + at, len - at);
        return len + 1;
    default: /* hit beside its key */
        if (els_is_lower(c))
            ret[at] = neighbour_keys[c - 'a'];
        return len;
    }
}

void els_wording_disturb(els_wording *w, uint32_t per_mille)
{
    char word[ELS_WORDING_MAX_BYTES + 1];
    size_t i = 0;
    if (per_mille == 0)
        return;
    while (i < w->len) {
        size_t end = i;
        while (end < w->len && els_is_letter(w->text[end]))
            end++;
        size_t len = end - i;
        bool wanted = len >= 4 && els_rng_below(w->rng, 1000) < per_mille && !is_protected(w, i);
        if (!wanted) {
            i = len ? end : i + 1;
            continue;
        }
        size_t fresh = misspell(w->rng, w->text + i, len, word);
        if (w->len - len + fresh > ELS_WORDING_MAX_BYTES)
            return;
        memmove(w->text + i + fresh, w->text + end, w->len - end);
        memcpy(w->text + i, word, fresh);
        for (size_t s = 0; s < w->n_spans; s++) {
            if (w->spans[s].from < end)
                continue;
            w->spans[s].from = w->spans[s].from - len + fresh;
            w->spans[s].to = w->spans[s].to - len + fresh;
        }
        w->len = w->len - len + fresh;
        i += fresh;
    }
}

els_str els_wording_text(const els_wording *w)
{
    return (els_str){w->text, w->len};
}

els_str els_wording_misspell(els_rng *rng, els_arena *arena, els_str word)
{
    if (word.len < 4)
        return els_arena_copy(arena, word);
    char *copy = els_arena_alloc(arena, word.len + 1);
    return (els_str){copy, misspell(rng, word.ptr, word.len, copy)};
}
