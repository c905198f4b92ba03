/* reader.c — entities and patterns of a task's sentences; see reader.h. */
#include "reader.h"

#include <string.h>

enum { GROUP_MAX = 8, CHUNK_GROUPS = 12, NOUN_WORDS = 3 };

/* ---- entities ---- */

typedef struct {
    els_reader *r;
    els_arena *arena;
    bool has_letters; /* single capital letters are used as names */
} builder;

/* Words that open sentences with a capital letter and are nobody's name. */
static bool opens_sentences(els_str lower)
{
    static const char *const list[] = {
        "all",        "no",          "some",       "every",        "each",      "not",
        "if",         "when",        "where",      "how",          "can",       "could",
        "given",      "suppose",     "assume",     "imagine",      "consider",  "determine",
        "find",       "based",       "using",      "read",         "answer",    "decide",
        "from",       "after",       "before",     "while",        "during",    "exactly",
        "either",     "only",        "everyone",   "everybody",    "nobody",    "none",
        "people",     "in",          "on",         "at",           "to",        "for",
        "with",       "by",          "i",          "we",           "you",       "my",
        "two",        "three",       "four",       "five",         "six",       "seven",
        "eight",      "nine",        "one",        "ten",          "question",  "facts",
        "fact",       "rules",       "rule",       "clue",         "clues",     "premise",
        "premises",   "statement",   "conclusion", "hypothesis",   "therefore", "please",
        "here",       "now",         "later",      "next",         "finally",   "meanwhile",
        "afterwards", "since",       "because",    "although",     "though",    "unless",
        "whenever",   "any",         "anyone",     "someone",      "something", "let",
        "true",       "false",       "yes",        "out",          "among",     "between",
        "name",       "who's",       "what's",     "first",        "second",    "third",
        "fourth",     "last",        "above",      "below",        "many",      "several",
        "most",       "few",         "at",         "tell",         "say",       "choose",
        "pick",       "list",        "options",    "note",         "story",     "passage",
        "context",    "information", "today",      "yesterday",    "once",      "such",
        "same",       "has",         "have",       "had",          "whichever", "according",
        "about",      "just",        "knowing",    "consequently", "thus",      "hence",
        "should",     "may",         "might",      "is",           NULL};
    return els_str_is_one_of(lower, list) || els_reader_is_function(lower) ||
           els_reader_negates(lower);
}

static bool starts_sentence(const els_reader *r, uint32_t i)
{
    const els_reading *reading = r->reading;
    if (i == reading->sentences[reading->tokens[i].sentence].first)
        return true;
    const els_token *before = &reading->tokens[i - 1];
    return before->kind == ELS_TOKEN_SYMBOL && strchr(":\"-*)", before->lower.ptr[0]) != NULL;
}

static int32_t add_entity(builder *b, els_str name, bool is_name, uint32_t first)
{
    els_reader *r = b->r;
    for (uint32_t e = 0; e < r->n_entities; e++)
        if (els_str_ieq(r->entities[e].name, name)) {
            r->entities[e].count++;
            return (int32_t)e;
        }
    if (r->n_entities == ELS_ENTITIES_MAX)
        return -1;
    r->entities[r->n_entities] = (els_entity){name, is_name, first, 1};
    return (int32_t)r->n_entities++;
}

static void mark(builder *b, uint32_t first, uint32_t end, int32_t entity)
{
    for (uint32_t i = first; i < end; i++)
        b->r->entity_at[i] = entity;
}

/* Text of tokens first .. end-1 without a possessive ending. */
static els_str span_text(const els_reading *reading, uint32_t first, uint32_t end)
{
    const els_token *a = &reading->tokens[first], *z = &reading->tokens[end - 1];
    els_str text = a->in_context ? reading->task->context : reading->task->question;
    bool possessive;
    return els_reader_base(els_str_sub(text, a->start, z->start + z->text.len), &possessive);
}

/* Tokens from `i` that spell the choice; 0 when they do not. */
static uint32_t choice_at(const els_reading *reading, uint32_t i, els_str choice)
{
    uint32_t n = 0;
    size_t at = 0;
    while (at < choice.len && i + n < reading->n_tokens) {
        if (choice.ptr[at] == ' ') {
            at++;
            continue;
        }
        bool possessive;
        els_str word = els_reader_base(reading->tokens[i + n].text, &possessive);
        if (word.len > choice.len - at ||
            !els_str_ieq(word, els_str_sub(choice, at, at + word.len)))
            return 0;
        at += word.len;
        n++;
        if (at < choice.len && choice.ptr[at] != ' ' &&
            reading->tokens[i + n - 1].kind == ELS_TOKEN_WORD)
            return 0;
    }
    return at == choice.len ? n : 0;
}

static void find_choices(builder *b, const els_field_spec *field)
{
    const els_reading *reading = b->r->reading;
    uint32_t n = field->n_choices < ELS_ENTITIES_MAX ? field->n_choices : ELS_ENTITIES_MAX;
    for (uint32_t c = 0; c < n; c++) {
        els_str choice = els_reader_bare(field->choices[c]);
        if (choice.len == 0 || choice.len > 48 || els_truth_of(choice) != ELS_TRUTH_OTHER)
            continue;
        for (uint32_t i = 0; i < reading->n_tokens; i++) {
            uint32_t length = b->r->entity_at[i] < 0 ? choice_at(reading, i, choice) : 0;
            if (length)
                mark(b, i, i + length, add_entity(b, choice, els_is_upper(choice.ptr[0]), i));
        }
    }
}

static bool is_lower_elsewhere(const els_reading *reading, const els_token *token)
{
    const bool is_plural = token->lower.len > 3 && els_str_ends(token->lower, "s");
    const uint64_t stem = is_plural ? els_reader_stem(token->lower) : 0;
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        const els_token *other = &reading->tokens[i];
        if (!other->capital &&
            (other->hash == token->hash ||
             (is_plural && other->kind == ELS_TOKEN_WORD && els_reader_stem(other->lower) == stem)))
            return true;
    }
    return false;
}

/* "Will" and "May" are names as well: where one stands with a capital inside a sentence, or in
 * front of a verb of its own. */
static bool is_named_like_a_verb(const builder *b, els_str base)
{
    static const char *const names[] = {"will", "may", NULL};
    static const char *const verbs[] = {"is", "was", "has", "had", "does", "did", "can", NULL};
    const els_reading *reading = b->r->reading;
    if (!els_str_is_one_of(base, names))
        return false;
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        const els_token *token = &reading->tokens[i];
        bool possessive;
        if (token->capital && els_str_eq(els_reader_base(token->lower, &possessive), base) &&
            (possessive || !starts_sentence(b->r, i) ||
             (i + 1 < reading->n_tokens && els_str_is_one_of(reading->tokens[i + 1].lower, verbs))))
            return true;
    }
    return false;
}

static bool is_name_at(const builder *b, uint32_t i)
{
    const els_reading *reading = b->r->reading;
    const els_token *token = &reading->tokens[i];
    if (token->kind != ELS_TOKEN_WORD || !token->capital)
        return false;
    bool possessive;
    els_str base = els_reader_base(token->lower, &possessive);
    if (base.len == 1)
        return base.ptr[0] == 'a' ? b->has_letters : base.ptr[0] != 'i' || possessive;
    if (opens_sentences(base))
        return is_named_like_a_verb(b, base);
    return !starts_sentence(b->r, i) || !is_lower_elsewhere(reading, token);
}

/* Does this name stand alone somewhere else? Then "Anna Ben" are two: "Is Anna Ben's mother?". */
static bool stands_alone(const builder *b, uint32_t i)
{
    const els_reading *reading = b->r->reading;
    bool possessive;
    els_str name = els_reader_base(reading->tokens[i].lower, &possessive);
    for (uint32_t k = 0; k < reading->n_tokens; k++)
        if (k != i && els_str_eq(els_reader_base(reading->tokens[k].lower, &possessive), name) &&
            reading->tokens[k].capital && (k + 1 == reading->n_tokens || !is_name_at(b, k + 1)))
            return true;
    return false;
}

static void find_names(builder *b)
{
    const els_reading *reading = b->r->reading;
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        const els_token *t = &reading->tokens[i];
        b->has_letters |= t->kind == ELS_TOKEN_WORD && t->capital && t->text.len == 1 &&
                          t->lower.ptr[0] != 'a' && t->lower.ptr[0] != 'i';
    }
    for (uint32_t i = 0; i < reading->n_tokens;) {
        uint32_t end = i;
        bool possessive = false;
        while (end < reading->n_tokens && b->r->entity_at[end] < 0 && is_name_at(b, end) &&
               reading->tokens[end].sentence == reading->tokens[i].sentence && !possessive &&
               (end == i || !stands_alone(b, end - 1))) {
            els_reader_base(reading->tokens[end].text, &possessive);
            end++;
        }
        if (end > i)
            mark(b, i, end, add_entity(b, span_text(reading, i, end), true, i));
        i = end > i ? end : i + 1;
    }
}

static bool is_determiner(els_str lower)
{
    static const char *const list[] = {"the", "a", "an", "his", "her", "their", "another", NULL};
    return els_str_is_one_of(lower, list);
}

/* "tallest", not "forest": a word that the dictionary knows as itself is no form of another one. */
static bool is_superlative(els_str lower)
{
    static const char *const ends[] = {"", "e", "y"};
    char base[32];
    if (!els_str_ends(lower, "est") || lower.len < 5 || lower.len >= sizeof base)
        return false;
    const els_meaning own = els_thesaurus_of(lower);
    size_t n = lower.len - 3;
    memcpy(base, lower.ptr, n + 1);
    if (own.n == 0)
        return true;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const bool is_y = ends[i][0] == 'y' && base[n - 1] == 'i';
        const size_t end = is_y ? n - 1 : n;
        base[end] = ends[i][0];
        const els_str word = {base, end + (ends[i][0] != '\0')};
        if (els_thesaurus_of(word).entries == own.entries)
            return true;
    }
    return n > 1 && base[n - 1] == base[n - 2] &&
           els_thesaurus_of((els_str){base, n - 1}).entries == own.entries;
}

/* Could this token be part of a noun: a lower-case word that is no preposition or verb form. */
static bool is_nominal(const els_reader *r, uint32_t i)
{
    static const char *const little[] = {
        "in",    "on",        "at",          "to",       "from",  "with",   "by",    "for",
        "into",  "onto",      "up",          "down",     "back",  "over",   "under", "out",
        "off",   "near",      "next",        "left",     "right", "before", "after", "above",
        "below", "behind",    "immediately", "directly", "just",  "has",    "have",  "had",
        "when",  "while",     "where",       "how",      "many",  "last",   "same",  "other",
        "order", "following", "still",       "now",      "can",   "more",   "less",  "most",
        "least", NULL};
    const els_token *t = &r->reading->tokens[i];
    return t->kind == ELS_TOKEN_WORD && !t->capital && r->entity_at[i] < 0 &&
           !els_reader_is_function(t->lower) && !els_reader_negates(t->lower) &&
           !els_str_is_one_of(t->lower, little) && !is_superlative(t->lower) &&
           !(els_str_ends(t->lower, "ed") && t->lower.len > 4 && !els_token_is(t, "red")) &&
           els_reader_ordinal(r->reading, i) == 0;
}

/* Does the text hold this run of words behind a determiner somewhere else? */
static bool comes_back(const els_reader *r, uint32_t first, uint32_t n)
{
    const els_token *tokens = r->reading->tokens;
    for (uint32_t i = 1; i + n <= r->reading->n_tokens; i++) {
        if (i == first || !is_determiner(tokens[i - 1].lower))
            continue;
        uint32_t k = 0;
        while (k < n && tokens[i + k].hash == tokens[first + k].hash)
            k++;
        if (k == n)
            return true;
    }
    return false;
}

static void find_nouns(builder *b)
{
    els_reader *r = b->r;
    const els_reading *reading = r->reading;
    for (uint32_t i = 0; i + 1 < reading->n_tokens; i++) {
        if (!is_determiner(reading->tokens[i].lower) || r->entity_at[i] >= 0)
            continue;
        uint32_t n = 0;
        while (n < NOUN_WORDS && i + 1 + n < reading->n_tokens && is_nominal(r, i + 1 + n) &&
               reading->tokens[i + 1 + n].sentence == reading->tokens[i].sentence)
            n++;
        uint32_t best = n;
        while (best > 0 && !comes_back(r, i + 1, best))
            best--;
        n = best ? best : n;
        uint32_t end = i + 1 + n;
        /* "the mother of", "the left of" relate; they name nothing. */
        bool relates = end < reading->n_tokens && els_token_is(&reading->tokens[end], "of");
        if (n > 0 && !relates)
            mark(b, i + 1, end, add_entity(b, span_text(reading, i + 1, end), false, i + 1));
    }
    /* Later mentions without a determiner. */
    for (uint32_t i = 0; i < reading->n_tokens; i++)
        for (uint32_t e = 0; e < r->n_entities && r->entity_at[i] < 0; e++) {
            uint32_t n = r->entities[e].is_name ? 0 : choice_at(reading, i, r->entities[e].name);
            if (n)
                mark(b, i, i + n, (int32_t)e);
        }
}

/* ---- clauses and patterns ---- */

typedef struct {
    int32_t members[GROUP_MAX];
    uint32_t n;
    uint32_t first, end; /* tokens */
    bool possessive;
} group;

void els_reader_phrase(const els_reader *reader, uint32_t first, uint32_t end, els_pattern *ret)
{
    const els_reading *reading = reader->reading;
    uint64_t phrase = 0;
    bool er = false;
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &reading->tokens[i];
        int32_t ordinal = els_reader_ordinal(reading, i);
        if (ordinal) {
            ret->ordinal = ordinal;
            i += t->kind == ELS_TOKEN_NUMBER;
            continue;
        }
        if (reader->entity_at[i] >= 0)
            continue;
        if (t->kind == ELS_TOKEN_SYMBOL && strchr("<>=", t->text.ptr[0]) == NULL)
            continue;
        if (els_reader_negates(t->lower)) {
            ret->negated = !ret->negated;
            continue;
        }
        er = er || (els_str_ends(t->lower, "er") && t->lower.len > 4) || els_token_is(t, "more");
        ret->comparative = ret->comparative || (er && els_token_is(t, "than"));
        if (els_reader_is_function(t->lower))
            continue;
        ret->degree += els_reader_degree(t->lower);
        uint64_t stem = t->kind == ELS_TOKEN_WORD ? reader->stems[i] : t->hash;
        phrase = els_hash_pair(phrase, stem);
        if (ret->n_words < ELS_PATTERN_WORDS)
            ret->words[ret->n_words++] = stem;
    }
    ret->phrase = phrase;
}

static void add_pattern(builder *b, int32_t x, int32_t y, uint32_t first, uint32_t end,
                        bool in_query)
{
    els_reader *r = b->r;
    if (r->n_patterns == ELS_PATTERNS_MAX || x < 0 || x == y)
        return;
    els_pattern pattern = {.x = x, .y = y, .in_query = in_query, .first = first, .end = end};
    pattern.sentence = r->reading->tokens[first].sentence;
    els_reader_phrase(r, first, end, &pattern);
    r->patterns[r->n_patterns++] = pattern;
}

static void relate(builder *b, const group *x, const group *y, uint32_t first, uint32_t end,
                   bool in_query)
{
    for (uint32_t i = 0; i < x->n; i++)
        for (uint32_t k = 0; k < y->n; k++)
            add_pattern(b, x->members[i], y->members[k], first, end, in_query);
}

/* The next entity and those joined to it by commas and "and"; false when there is none. `opens`: no
 * group has come before it in this stretch. */
static bool next_group(const els_reader *r, uint32_t *at, uint32_t end, bool opens, group *ret)
{
    const els_token *tokens = r->reading->tokens;
    uint32_t i = *at;
    while (i < end && r->entity_at[i] < 0)
        i++;
    if (i == end)
        return false;
    *ret = (group){.first = i};
    while (i < end && r->entity_at[i] >= 0) {
        int32_t e = r->entity_at[i];
        if (ret->n < GROUP_MAX)
            ret->members[ret->n++] = e;
        while (i < end && r->entity_at[i] == e)
            i++;
        ret->end = i;
        els_reader_base(tokens[i - 1].text, &ret->possessive);
        uint32_t k = i;
        bool joined = false;
        while (k < end && (els_token_is_symbol(&tokens[k], ',') ||
                           els_token_is(&tokens[k], "and") || is_determiner(tokens[k].lower))) {
            joined |= !is_determiner(tokens[k].lower);
            k++;
        }
        if (!joined || k >= end || r->entity_at[k] < 0 || ret->possessive)
            break;
        /* "Anna beat Ben, and Carl beat Dana": what is joined must not open a clause of its own. */
        uint32_t next = k;
        while (next < end && r->entity_at[next] == r->entity_at[k])
            next++;
        bool is_last = next == end || tokens[next].kind == ELS_TOKEN_SYMBOL ||
                       els_token_is(&tokens[next], "and");
        if (!is_last && !opens)
            break;
        i = k;
    }
    *at = ret->end;
    return true;
}

static bool separates(const els_token *t)
{
    static const char *const list[] = {"and", "but",   "while", "whereas",
                                       "who", "which", "then",  NULL};
    return els_token_is_symbol(t, ',') || els_token_is_symbol(t, ';') ||
           (t->kind == ELS_TOKEN_WORD && els_str_is_one_of(t->lower, list));
}

/* One stretch of text without a full stop. */
static void read_clauses(builder *b, uint32_t first, uint32_t end, bool in_query)
{
    els_reader *r = b->r;
    group groups[CHUNK_GROUPS];
    uint32_t n = 0, at = first;
    while (n < CHUNK_GROUPS && next_group(r, &at, end, n == 0, &groups[n]))
        n++;
    uint32_t start = first; /* of the running clause */
    int32_t subject = -1;   /* group that an elliptic clause speaks of */
    for (uint32_t g = 0; g < n;) {
        /* Where the clause of this group ends: a separator behind it or behind the next one. */
        uint32_t stop = groups[g].end;
        uint32_t last = g;
        while (stop < end && !separates(&r->reading->tokens[stop])) {
            if (last + 1 < n && stop == groups[last + 1].first) {
                last++;
                stop = groups[last].end;
            } else {
                stop++;
            }
        }
        bool elliptic = false;
        for (uint32_t i = start; i < groups[g].first && subject >= 0; i++)
            elliptic |= r->reading->tokens[i].kind == ELS_TOKEN_WORD &&
                        !separates(&r->reading->tokens[i]) &&
                        !is_determiner(r->reading->tokens[i].lower);
        if (elliptic) {
            relate(b, &groups[subject], &groups[g], start, stop, in_query);
        } else if (last == g) {
            for (uint32_t i = 0; i < groups[g].n; i++)
                add_pattern(b, groups[g].members[i], -1, start, stop, in_query);
            subject = (int32_t)g;
        } else {
            subject = (int32_t)g;
        }
        for (uint32_t k = g; k < last; k++) {
            uint32_t from = k == g && !elliptic ? start : groups[k].end;
            uint32_t to = k + 1 == last ? stop : groups[k + 1].end;
            const group *x = &groups[k], *y = &groups[k + 1];
            /* "Anna's mother is Ben" says what "Ben is the mother of Anna" says. */
            if (x->possessive && !y->possessive)
                relate(b, y, x, from, to, in_query);
            else
                relate(b, x, y, from, to, in_query);
        }
        start = stop;
        g = last + 1;
    }
}

static bool asks(const els_token *t)
{
    static const char *const list[] = {"who", "whom", "whose", "which", "what", "where", "how",
                                       "is",  "are",  "was",   "were",  "does", "do",    "did",
                                       "can", "must", "has",   "have",  "will", NULL};
    return t->kind == ELS_TOKEN_WORD && els_str_is_one_of(t->lower, list);
}

/* What is asked: the last sentence of the question with a question mark, from its asking word. */
static void find_query(els_reader *r)
{
    const els_reading *reading = r->reading;
    for (uint32_t s = 0; s < reading->n_sentences; s++) {
        const els_sentence *sentence = &reading->sentences[s];
        if (sentence->in_context)
            break;
        bool asked = els_token_is_symbol(&reading->tokens[sentence->end - 1], '?');
        if (asked || r->query_end == 0 ||
            !els_token_is_symbol(&reading->tokens[r->query_end - 1], '?')) {
            r->query_first = sentence->first;
            r->query_end = sentence->end;
        }
    }
    for (uint32_t i = r->query_first + 1; i < r->query_end; i++) {
        const els_token *before = &reading->tokens[i - 1];
        if (before->kind == ELS_TOKEN_SYMBOL && strchr(",:;", before->text.ptr[0]) &&
            asks(&reading->tokens[i]))
            r->query_first = i;
    }
}

static void read_stretches(builder *b, uint32_t first, uint32_t end, bool in_query)
{
    const els_reading *reading = b->r->reading;
    uint32_t start = first;
    for (uint32_t i = first; i < end; i++)
        if (els_token_is_symbol(&reading->tokens[i], ';') ||
            els_token_is_symbol(&reading->tokens[i], ':')) {
            read_clauses(b, start, i, in_query);
            start = i + 1;
        }
    if (start < end)
        read_clauses(b, start, end, in_query);
}

static void read_sentences(builder *b, bool in_context)
{
    els_reader *r = b->r;
    for (uint32_t s = 0; s < r->reading->n_sentences; s++) {
        els_sentence sentence = r->reading->sentences[s];
        if (sentence.in_context != in_context)
            continue;
        if (sentence.first <= r->query_first && r->query_end == sentence.end) {
            read_stretches(b, sentence.first, r->query_first, false);
            read_stretches(b, r->query_first, r->query_end, true);
        } else {
            read_stretches(b, sentence.first, sentence.end, false);
        }
    }
}

/* "Is this true?" asks about what was said last. */
static void judge_last_statement(els_reader *r, const els_field_spec *field)
{
    static const char *const list[] = {"this",       "statement", "conclusion", "follow", "follows",
                                       "true",       "correct",   "valid",      "claim",  "false",
                                       "hypothesis", "possible",  NULL};
    bool judges = false;
    for (uint32_t i = r->query_first; i < r->query_end; i++)
        judges = judges || els_str_is_one_of(r->reading->tokens[i].lower, list);
    judges = judges && field && els_reader_truth_answer(field, ELS_TRUTH_YES).len > 0;
    for (uint32_t i = 0; i < r->n_patterns; i++)
        judges = judges && !r->patterns[i].in_query;
    if (!judges || r->n_patterns == 0 || field->n_choices == 0)
        return;
    uint32_t sentence = r->patterns[r->n_patterns - 1].sentence;
    for (uint32_t i = 0; i < r->n_patterns; i++)
        if (r->patterns[i].sentence == sentence) {
            r->patterns[i].in_query = true;
            r->query_first = r->patterns[i].first;
            r->query_end = r->patterns[i].end;
        }
}

void els_reader_make(const els_reading *reading, const els_field_spec *field, unsigned modes,
                     els_arena *arena, els_reader *ret)
{
    els_reader r = {.reading = reading};
    r.entities = ELS_ARENA_NEW(arena, els_entity, ELS_ENTITIES_MAX);
    r.entity_at = ELS_ARENA_NEW(arena, int32_t, reading->n_tokens + 1);
    r.stems = ELS_ARENA_NEW(arena, uint64_t, reading->n_tokens + 1);
    r.patterns = ELS_ARENA_NEW(arena, els_pattern, ELS_PATTERNS_MAX);
    for (uint32_t i = 0; i < reading->n_tokens; i++) {
        r.entity_at[i] = -1;
        if (reading->tokens[i].kind == ELS_TOKEN_WORD)
            r.stems[i] = els_reader_stem(reading->tokens[i].lower);
    }
    builder b = {.r = &r, .arena = arena};
    find_query(&r);
    if (field)
        find_choices(&b, field);
    if (modes & ELS_READER_NAMES)
        find_names(&b);
    if (modes & ELS_READER_NOUNS)
        find_nouns(&b);
    read_sentences(&b, true);
    read_sentences(&b, false);
    judge_last_statement(&r, field);
    *ret = r;
}
