/* family_examples_read.c — labelled examples read from the text: lines such as
 * "colour: red; size: 3 -> accept", or sentences such as "The small red one is a quon." */
#include "family_examples.h"
#include "reader.h"

#include <string.h>

enum { PHRASE_MAX = 12, LABEL_WORDS_MAX = 3 };

/* ---- lines ---- */

static uint64_t lower_hash(els_str s)
{
    char bytes[128];
    els_str lower = els_str_lower(s, bytes, sizeof bytes);
    uint64_t hash = els_hash_bytes(0, lower.ptr, lower.len);
    return hash ? hash : 1;
}

static els_str clean(els_str s)
{
    s = els_str_trim(s);
    while (s.len > 0 && strchr(".?!\"'`", s.ptr[s.len - 1]))
        s = els_str_trim(els_str_sub(s, 0, s.len - 1));
    while (s.len > 0 && strchr("\"'`-*", s.ptr[0]))
        s = els_str_trim(els_str_sub(s, 1, s.len));
    return s;
}

/* Place of the first ':' or '=', SIZE_MAX when there is none. */
static size_t separator_of(els_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ':' || (s.ptr[i] == '=' && !(i + 1 < s.len && s.ptr[i + 1] == '>')))
            return i;
    return SIZE_MAX;
}

static uint32_t key_index(els_examples *d, els_str key, bool may_add)
{
    for (uint32_t i = 0; i < d->n_keys; i++)
        if (els_str_ieq(d->keys[i], key))
            return i;
    /* "What about an item with colour" ends in a known key. */
    for (uint32_t i = 0; i < d->n_keys; i++) {
        els_str known = d->keys[i];
        if (key.len > known.len && key.ptr[key.len - known.len - 1] == ' ' &&
            els_str_ieq(els_str_sub(key, key.len - known.len, key.len), known))
            return i;
    }
    if (!may_add || d->n_keys == ELS_EXAMPLE_FEATURES_MAX || key.len == 0 || key.len > 64)
        return ELS_EXAMPLE_FEATURES_MAX;
    d->keys[d->n_keys] = key;
    return d->n_keys++;
}

/* Reads "key: value; key: value" into the item; returns how many features it knows. */
static uint32_t read_features(els_examples *d, els_str text, bool may_add, els_example_item *ret)
{
    char parting = els_str_contains(text, ELS_STR(";")) ? ';' : ',';
    uint32_t n = 0;
    els_str part;
    while (els_str_split(&text, parting, &part)) {
        size_t at = separator_of(part);
        if (at == SIZE_MAX)
            continue;
        els_str key = clean(els_str_sub(part, 0, at));
        els_str rest = els_str_sub(part, at + 1, part.len);
        size_t second = separator_of(rest); /* "Example 3: colour: red" */
        if (second != SIZE_MAX) {
            key = clean(els_str_sub(rest, 0, second));
            rest = els_str_sub(rest, second + 1, rest.len);
        }
        rest = clean(rest);
        uint32_t k = rest.len > 0 ? key_index(d, key, may_add) : ELS_EXAMPLE_FEATURES_MAX;
        if (k == ELS_EXAMPLE_FEATURES_MAX)
            continue;
        els_example_value *v = &ret->values[k];
        v->hash = lower_hash(rest);
        v->is_number = els_str_to_double(rest, &v->number);
        n++;
    }
    return n;
}

/* Cuts the label off a line. False when it has no place for one; an open label comes back empty. */
static bool cut_label(els_str line, els_str *ret_features, els_str *ret_label)
{
    static const char *const signs[] = {"->", "=>", "\xe2\x86\x92", " is an ", " is a "};
    static const char *const keys[] = {"label",  "class",  "category", "answer",
                                       "output", "result", "decision"};
    for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
        els_str sign = els_str_of(signs[k]);
        const char *found =
            line.len >= sign.len ? memmem(line.ptr, line.len, sign.ptr, sign.len) : NULL;
        if (found) {
            size_t at = (size_t)(found - line.ptr);
            *ret_features = els_str_sub(line, 0, at);
            *ret_label = clean(els_str_sub(line, at + sign.len, line.len));
            return true;
        }
    }
    for (size_t at = line.len; at-- > 0;) {
        if (line.ptr[at] != ';' && line.ptr[at] != ',')
            continue;
        els_str last = els_str_trim(els_str_sub(line, at + 1, line.len));
        size_t colon = separator_of(last);
        for (size_t k = 0; colon != SIZE_MAX && k < sizeof keys / sizeof keys[0]; k++)
            if (els_str_ieq(els_str_trim(els_str_sub(last, 0, colon)), els_str_of(keys[k]))) {
                *ret_features = els_str_sub(line, 0, at);
                *ret_label = clean(els_str_sub(last, colon + 1, last.len));
                return true;
            }
        return false;
    }
    return false;
}

/* Lines of the context, then of the question: labelled ones first, so that keys are known. */
static void read_lines(const els_session *session, els_examples *d)
{
    const els_task *task = els_session_reading(session)->task;
    for (int pass = 0; pass < 2; pass++)
        for (int part = 0; part < 2; part++) {
            els_str text = part == 0 ? task->context : task->question, line, features, label;
            while (els_str_split(&text, '\n', &line)) {
                bool has_place = cut_label(line, &features, &label);
                els_example_item *example = &d->items[d->n_items];
                if (pass == 0 && has_place && label.len > 0 && d->n_items < ELS_EXAMPLES_MAX - 1) {
                    memset(example, 0, sizeof *example);
                    d->n_items +=
                        els_examples_label(d, els_field_fit(session, label), &example->label) &&
                        read_features(d, features, true, example) > 0;
                } else if (pass == 1 && (!has_place || label.len == 0)) {
                    els_example_item query = {0};
                    uint32_t n = read_features(d, has_place ? features : line, false, &query);
                    if (n > 0 && n >= d->n_query) { /* the fullest one, of equals the last */
                        d->query = query;
                        d->n_query = n;
                    }
                }
            }
        }
}

/* ---- sentences ---- */

/* "The small red one is (not) a quon": its describing words and its label. */
typedef struct {
    const els_token *words[PHRASE_MAX];
    uint32_t n;
    els_str label;
    bool is_denied;
} phrase;

static bool is_filler(const els_token *token)
{
    static const char *const words[] = {"the",   "a",   "an",  "every", "this", "that", "each",
                                        "which", "is",  "and", "with",  "who",  "was",  "are",
                                        "of",    "has", "but", "it",    NULL};
    return token->kind == ELS_TOKEN_SYMBOL || els_str_is_one_of(token->lower, words);
}

/* Splits a sentence at its last "is a", "is not an", "is called"; false when it has no such place.
 */
static bool read_phrase(const els_session *session, const els_sentence *sentence, phrase *ret)
{
    static const char *const openers[] = {"a", "an", "called", "labelled", "labeled", NULL};
    const els_token *t = els_session_reading(session)->tokens;
    uint32_t end = sentence->end, at, label;
    if (end <= sentence->first + 3 || !els_str_eq(t[end - 1].text, ELS_STR(".")))
        return false;
    end--;
    for (at = end - 1; at > sentence->first && !els_reader_is_be(t[at].lower); at--)
        ;
    if (at == sentence->first)
        return false;
    *ret = (phrase){.n = 0};
    label = at + 1;
    if (els_str_eq(t[label].lower, ELS_STR("not"))) {
        ret->is_denied = true;
        label++;
    }
    if (label + 1 >= end || !els_str_is_one_of(t[label].lower, openers))
        return false;
    label++;
    if (end - label > LABEL_WORDS_MAX)
        return false;
    const char *from = t[label].text.ptr, *to = t[end - 1].text.ptr + t[end - 1].text.len;
    ret->label = (els_str){from, (size_t)(to - from)};
    for (uint32_t i = sentence->first; i < at; i++) {
        if (is_filler(&t[i]))
            continue;
        if (ret->n == PHRASE_MAX)
            return false;
        ret->words[ret->n++] = &t[i];
    }
    return ret->n > 0;
}

static bool has_word(const phrase *p, uint64_t hash)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (p->words[i]->hash == hash)
            return true;
    return false;
}

/* Takes the words that every phrase has ("one", "thing") off all of them; keeps one of them as the
 * noun by which the question is found. False when there is none: then these are no examples. */
static bool drop_common(phrase *phrases, uint32_t n, uint64_t *ret_noun)
{
    *ret_noun = 0;
    for (uint32_t w = phrases[0].n; w-- > 0;) {
        uint64_t hash = phrases[0].words[w]->hash;
        bool in_all = true;
        for (uint32_t i = 1; i < n && in_all; i++)
            in_all = has_word(&phrases[i], hash);
        if (!in_all)
            continue;
        if (*ret_noun == 0)
            *ret_noun = hash;
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t k = 0; k < phrases[i].n; k++)
                if (phrases[i].words[k]->hash == hash) {
                    memmove(&phrases[i].words[k], &phrases[i].words[k + 1],
                            (phrases[i].n - k - 1) * sizeof *phrases[i].words);
                    phrases[i].n--;
                    break;
                }
    }
    return *ret_noun != 0;
}

static bool is_known(const phrase *phrases, uint32_t n, uint64_t hash)
{
    for (uint32_t i = 0; i < n; i++)
        if (has_word(&phrases[i], hash))
            return true;
    return false;
}

/* The item that is asked about: the words before the noun, or else those words of the asking
 * sentence and its neighbours that examples have. */
static void read_query(const els_reading *reading, const phrase *phrases, uint32_t n, uint64_t noun,
                       phrase *ret)
{
    static const char *const determiners[] = {"the", "a", "an", "this", "that", NULL};
    const els_token *t = reading->tokens;
    *ret = (phrase){.n = 0};
    for (uint32_t s = 0; s < reading->n_sentences && ret->n == 0; s++) {
        const els_sentence *sentence = &reading->sentences[s];
        if (!els_str_eq(t[sentence->end - 1].text, ELS_STR("?")))
            continue;
        for (uint32_t at = sentence->first; at < sentence->end && ret->n == 0; at++) {
            uint32_t first = at;
            if (t[at].hash != noun)
                continue;
            while (first > sentence->first && !els_str_is_one_of(t[first - 1].lower, determiners))
                first--;
            for (uint32_t i = first; first > sentence->first && i < at && ret->n < PHRASE_MAX; i++)
                if (!is_filler(&t[i]))
                    ret->words[ret->n++] = &t[i];
        }
        for (uint32_t i = sentence->first; i < sentence->end && ret->n < PHRASE_MAX; i++)
            if (!is_filler(&t[i]) && is_known(phrases, n, t[i].hash) && !has_word(ret, t[i].hash))
                ret->words[ret->n++] = &t[i];
    }
}

/* As many words everywhere, and none in two places: the place is the feature. */
static bool is_aligned(const phrase *phrases, uint32_t n, const phrase *query)
{
    for (uint32_t i = 0; i < n; i++) {
        if (phrases[i].n != query->n)
            return false;
        for (uint32_t k = 0; k < i; k++)
            for (uint32_t w = 0; w < query->n; w++)
                for (uint32_t v = 0; v < query->n; v++)
                    if (w != v && phrases[i].words[w]->hash == phrases[k].words[v]->hash)
                        return false;
    }
    return true;
}

static void place_item(const phrase *p, els_example_item *item)
{
    for (uint32_t w = 0; w < p->n; w++) {
        els_example_value *v = &item->values[w];
        v->hash = p->words[w]->hash;
        v->is_number = p->words[w]->kind == ELS_TOKEN_NUMBER &&
                       els_str_to_double(p->words[w]->text, &v->number);
    }
}

/* Each word known is a feature that an item has or has not. */
static void presence_item(els_examples *d, const phrase *p, els_example_item *item, bool may_add)
{
    for (uint32_t w = 0; w < p->n; w++) {
        uint32_t k = key_index(d, p->words[w]->lower, may_add);
        if (k < ELS_EXAMPLE_FEATURES_MAX)
            item->values[k].hash = 1;
    }
}

static void read_sentences(const els_session *session, els_examples *d)
{
    static const char *const places[PHRASE_MAX] = {"word 1", "word 2",  "word 3",  "word 4",
                                                   "word 5", "word 6",  "word 7",  "word 8",
                                                   "word 9", "word 10", "word 11", "word 12"};
    const els_reading *reading = els_session_reading(session);
    phrase phrases[ELS_EXAMPLES_MAX], query;
    uint64_t noun;
    uint32_t n = 0;
    bool any_denied = false;
    for (uint32_t i = 0; i < reading->n_sentences && n < ELS_EXAMPLES_MAX - 1; i++)
        n += read_phrase(session, &reading->sentences[i], &phrases[n]);
    if (n < 2 || !drop_common(phrases, n, &noun))
        return;
    for (uint32_t i = 0; i < n; i++)
        any_denied = any_denied || phrases[i].is_denied;
    read_query(reading, phrases, n, noun, &query);
    if (query.n == 0)
        return;
    bool aligned = is_aligned(phrases, n, &query);
    for (uint32_t w = 0; w < query.n && aligned; w++)
        d->keys[d->n_keys++] = els_str_of(places[w]);
    for (uint32_t i = 0; i < n; i++) {
        els_example_item *item = &d->items[d->n_items];
        els_str label =
            any_denied ? phrases[i].is_denied ? ELS_STR("no") : ELS_STR("yes") : phrases[i].label;
        memset(item, 0, sizeof *item);
        if (!els_examples_label(d, els_field_fit(session, label), &item->label))
            continue;
        if (aligned)
            place_item(&phrases[i], item);
        else
            presence_item(d, &phrases[i], item, true);
        d->n_items++;
    }
    if (aligned)
        place_item(&query, &d->query);
    else
        presence_item(d, &query, &d->query, false);
    for (uint32_t k = 0; k < d->n_keys && !aligned; k++) { /* what was not said is not so */
        for (uint32_t i = 0; i < d->n_items; i++)
            d->items[i].values[k].hash += 1;
        d->query.values[k].hash += 1;
    }
    d->n_query = query.n;
}

/* Items are cleared as they are taken: all of them at once would be most of the work of a text
 * without examples. */
static void clear(els_examples *d)
{
    d->n_keys = d->n_labels = d->n_items = d->n_query = 0;
    memset(&d->query, 0, sizeof d->query);
    memset(d->is_numeric, 0, sizeof d->is_numeric);
}

bool els_examples_read(const els_session *session, els_examples *ret)
{
    clear(ret);
    read_lines(session, ret);
    if (els_examples_close(ret))
        return true;
    clear(ret);
    read_sentences(session, ret);
    return els_examples_close(ret);
}
