#include "family_logic_statements.h"

static const char *const quantifier_words[] = {"all",  "every", "each", "any", "no",
                                               "some", "only",  "most", "few", "none",
                                               "many", "every", NULL};
static const char *const copulas[] = {"is", "are", "was", "were", "be", NULL};
static const char *const helpers[] = {"can", "does", "do", "did", "will", "must", "could", NULL};
/* Behind which "who" or "that" begins a condition: "those who wait are served". */
static const char *const whoever[] = {"everyone", "everybody",  "anyone",   "anybody", "those",
                                      "people",   "persons",    "whoever",  "things",  "one",
                                      "nobody",   "everything", "anything", "nothing", NULL};
static const char *const relatives[] = {"who", "that", "which", NULL};
static const char *const conditions[] = {"if", "when", "whenever", NULL};
/* Words that stand for whatever is spoken of. */
static const char *const variables[] = {
    "something", "someone",   "somebody", "anything",  "anyone",     "anybody",   "everything",
    "everyone",  "everybody", "it",       "they",      "he",         "she",       "person",
    "people",    "thing",     "things",   "one",       "ones",       "nobody",    "nothing",
    "them",      "also",      "at",       "least",     "follows",    "true",      "conclude",
    "we",        "thus",      "so",       "therefore", "conclusion", "statement", "premise",
    "fact",      "rule",      "who",      "how",       "many",       NULL};

static bool is_in(const els_statements *a, uint32_t i, const char *const *list)
{
    return els_str_is_one_of(a->reader.reading->tokens[i].lower, list);
}

static uint32_t term_bit(els_statements *a, uint64_t key)
{
    uint32_t i = 0;
    while (i < a->n_terms && a->terms[i] != key)
        i++;
    if (i == ELS_RULES_TERMS) {
        a->too_many = true;
        return 0;
    }
    if (i == a->n_terms)
        a->terms[a->n_terms++] = key;
    return (uint32_t)1 << i;
}

/* The stems of a stretch as one term, whatever their order; 0 when nothing is left. */
static uint64_t term_key(const els_statements *a, uint32_t first, uint32_t end, bool *ret_negated)
{
    uint64_t key = 0;
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &a->reader.reading->tokens[i];
        if (els_reader_negates(t->lower))
            *ret_negated = !*ret_negated;
        else if (t->kind != ELS_TOKEN_SYMBOL && a->reader.entity_at[i] < 0 &&
                 !els_reader_is_function(t->lower) && !els_str_is_one_of(t->lower, variables) &&
                 !els_str_is_one_of(t->lower, quantifier_words) &&
                 !els_str_is_one_of(t->lower, helpers))
            key += els_hash_mix(t->kind == ELS_TOKEN_WORD ? a->reader.stems[i] : t->hash);
    }
    return key;
}

/* Literals joined by commas and "and". */
static els_literals read_literals(els_statements *a, uint32_t first, uint32_t end)
{
    els_literals all = {0};
    uint32_t start = first;
    for (uint32_t i = first; i <= end; i++) {
        const els_token *t = i < end ? &a->reader.reading->tokens[i] : NULL;
        if (t && !els_str_eq(t->lower, ELS_STR("and")) && !els_str_eq(t->lower, ELS_STR("but")) &&
            !els_str_eq(t->text, ELS_STR(",")))
            continue;
        bool negated = false;
        uint64_t key = term_key(a, start, i, &negated);
        if (key != 0 && negated)
            all.without |= term_bit(a, key);
        else if (key != 0)
            all.with |= term_bit(a, key);
        start = i + 1;
    }
    return all;
}

static bool is_empty(els_literals l)
{
    return l.with == 0 && l.without == 0;
}

static bool knows_term(const els_statements *a, uint32_t first, uint32_t end)
{
    bool negated = false;
    uint64_t key = term_key(a, first, end, &negated);
    for (uint32_t i = 0; i < a->n_terms; i++)
        if (a->terms[i] == key)
            return true;
    return false;
}

/* Where the predicate begins: at the copula or helper, else behind the longest known subject, else
 * behind the first word. */
static uint32_t predicate_start(const els_statements *a, uint32_t first, uint32_t end)
{
    for (uint32_t i = first + 1; i < end; i++)
        if (is_in(a, i, copulas) || is_in(a, i, helpers))
            return i;
    for (uint32_t i = end; i-- > first + 1;)
        if (knows_term(a, first, i) && (!a->has_asked || knows_term(a, i, end)))
            return i;
    for (uint32_t i = first; i < end; i++) {
        bool negated = false;
        if (term_key(a, i, i + 1, &negated) != 0)
            return i + 1;
    }
    return end;
}

static int32_t name_in(const els_statements *a, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        int32_t e = a->reader.entity_at[i];
        if (e >= 0 && a->reader.entities[e].is_name)
            return e;
    }
    return -1;
}

/* "Everyone who is kind is liked": what is said of whoever is, of all. The predicate begins at the
 * second copula or helper. */
static bool read_whoever(els_statements *a, uint32_t first, uint32_t end, els_statement *ret)
{
    const els_token *tokens = a->reader.reading->tokens;
    bool none = els_str_eq(tokens[first].lower, ELS_STR("no")) ||
                els_str_eq(tokens[first].lower, ELS_STR("nobody")) ||
                els_str_eq(tokens[first].lower, ELS_STR("nothing"));
    uint32_t at = first;
    /* "Whoever waits is served" needs no "who" behind it. */
    const bool is_one_word = els_token_is(&tokens[first], "whoever");
    while (!is_one_word && at < end && at < first + 2 && !is_in(a, at, relatives))
        at++;
    if (!is_one_word &&
        (at == first || at >= end || !is_in(a, at, relatives) || !is_in(a, at - 1, whoever)))
        return false;
    uint32_t split = end;
    for (uint32_t i = at + 2; i < end && split == end; i++)
        if (is_in(a, i, copulas) || is_in(a, i, helpers))
            split = i;
    els_statement s = {.kind = ELS_STATEMENT_RULE, .who = -1};
    s.when = read_literals(a, at + 1, split);
    s.then = read_literals(a, split, end);
    if (none)
        s.then = (els_literals){s.then.without, s.then.with};
    *ret = s;
    return !is_empty(s.when) && !is_empty(s.then);
}

static bool read_statement(els_statements *a, uint32_t first, uint32_t end, els_statement *ret)
{
    const els_token *tokens = a->reader.reading->tokens;
    els_statement s = {.who = -1};
    while (first < end && tokens[first].kind == ELS_TOKEN_SYMBOL)
        first++;
    /* "There is no cat that barks" says of no cat that it barks. */
    if (first + 2 < end && els_token_is(&tokens[first], "there") && is_in(a, first + 1, copulas) &&
        is_in(a, first + 2, quantifier_words))
        first += 2;
    /* A comparison relates two things; it is no property of one. */
    for (uint32_t i = first; i < end; i++)
        if (els_str_eq(tokens[i].lower, ELS_STR("than")))
            return false;
    if (first < end && read_whoever(a, first, end, ret))
        return true;
    for (uint32_t i = first; i < end; i++) {
        if (!is_in(a, i, conditions))
            continue;
        /* "If A then B", "if A, B", "B if A". */
        uint32_t split = i + 1;
        while (i == first && split < end && !els_str_eq(tokens[split].lower, ELS_STR("then")))
            split++;
        for (uint32_t k = end; i == first && split == end && k-- > i + 1;)
            split = els_str_eq(tokens[k].text, ELS_STR(",")) ? k : split;
        s.kind = ELS_STATEMENT_RULE;
        s.when = i == first ? read_literals(a, i + 1, split) : read_literals(a, i + 1, end);
        s.then = i == first ? read_literals(a, split < end ? split + 1 : end, end)
                            : read_literals(a, first, i);
        *ret = s;
        return !is_empty(s.when) && !is_empty(s.then);
    }
    uint32_t at = first;
    bool not_all = at + 1 < end && els_str_eq(tokens[at].lower, ELS_STR("not"));
    at += not_all;
    bool quantified = at < end && is_in(a, at, quantifier_words);
    int32_t who = name_in(a, first, end);
    bool bare = !quantified && who < 0 && at + 2 < end && !is_in(a, at, variables) &&
                !is_in(a, at, copulas) && !els_reader_is_function(tokens[at].lower);
    uint32_t from = quantified ? at + 1 : at, to = predicate_start(a, from, end);
    /* A bare plural speaks of all: "Cats are animals"; "The road is wet" does not. */
    bare = bare && to < end && els_str_eq(tokens[to].lower, ELS_STR("are"));
    if (quantified || bare) {
        s.kind = ELS_STATEMENT_QUANTIFIED;
        s.quantifier = bare ? 0
                            : els_quantifier(tokens[at].lower,
                                             not_all ? ELS_QUANTIFIER_NOT : ELS_QUANTIFIER_PLAIN);
        s.when = read_literals(a, from, to);
        s.then = read_literals(a, to, end);
        if (is_empty(s.when) && !is_empty(s.then) && quantified)
            return false;
        *ret = s;
        return !is_empty(s.when) && !is_empty(s.then);
    }
    s.kind = ELS_STATEMENT_FACT;
    s.who = who;
    s.then = read_literals(a, first, end);
    *ret = s;
    return !is_empty(s.then);
}

static void note_quantifier(els_statements *a, const els_statement *s)
{
    uint32_t i = 0;
    while (i < a->n_quantifiers && a->quantifiers[i] != s->quantifier)
        i++;
    if (s->kind == ELS_STATEMENT_QUANTIFIED && i == a->n_quantifiers && i < ELS_QUANTIFIERS_MAX)
        a->quantifiers[a->n_quantifiers++] = s->quantifier;
}

static void add_rule(els_statements *a, els_literals when, els_literals then)
{
    if (a->n < ELS_STATEMENTS_MAX)
        a->items[a->n++] =
            (els_statement){.kind = ELS_STATEMENT_RULE, .when = when, .then = then, .who = -1};
}

static bool is_single(els_literals l)
{
    return __builtin_popcount(l.with) + __builtin_popcount(l.without) == 1;
}

/* "Either it rains or it snows": without one the other; "but not both": with one not the other. */
static bool read_either(els_statements *a, uint32_t first, uint32_t end)
{
    const els_token *tokens = a->reader.reading->tokens;
    if (first >= end || !els_str_eq(tokens[first].lower, ELS_STR("either")))
        return false;
    uint32_t middle = first, stop = end;
    bool not_both = false;
    for (uint32_t i = first; i < end; i++) {
        if (middle == first && els_str_eq(tokens[i].lower, ELS_STR("or")))
            middle = i;
        not_both = not_both || (els_str_eq(tokens[i].lower, ELS_STR("both")) &&
                                els_str_eq(tokens[i - 1].lower, ELS_STR("not")));
        if (stop == end && middle > first &&
            (els_str_eq(tokens[i].text, ELS_STR(",")) ||
             els_str_eq(tokens[i].lower, ELS_STR("but"))))
            stop = i;
    }
    if (middle == first || name_in(a, first, end) >= 0)
        return false;
    els_literals one = read_literals(a, first + 1, middle),
                 other = read_literals(a, middle + 1, stop);
    if (!is_single(one) || !is_single(other))
        return false;
    els_literals not_one = {one.without, one.with}, not_other = {other.without, other.with};
    add_rule(a, not_one, other);
    add_rule(a, not_other, one);
    if (not_both) {
        add_rule(a, one, not_other);
        add_rule(a, other, not_one);
    }
    return true;
}

static void read_stretch(els_statements *a, uint32_t first, uint32_t end)
{
    els_statement s;
    for (uint32_t i = first; i < end; i++)
        if (els_str_eq(a->reader.reading->tokens[i].text, ELS_STR(":")))
            first = i + 1;
    if (end - first < 2)
        return;
    const bool has_room = a->n < ELS_STATEMENTS_MAX;
    if (has_room && read_either(a, first, end))
        return;
    if (!has_room || !read_statement(a, first, end, &s)) {
        a->n_unread++;
        return;
    }
    note_quantifier(a, &s);
    a->items[a->n++] = s;
}

/* Where "yes, no or unknown" begins at the end of what is asked, behind a colon, a comma or a dash;
 * `end` when it says nothing of the kind. */
static uint32_t without_choices(const els_statements *a, uint32_t first, uint32_t end)
{
    const els_token *tokens = a->reader.reading->tokens;
    uint32_t at = end, said = 0;
    while (at > first) {
        const els_token *t = &tokens[at - 1];
        const bool is_truth = els_truth_of(t->lower) != ELS_TRUTH_OTHER;
        said += is_truth;
        if (!is_truth && t->kind != ELS_TOKEN_SYMBOL && !els_token_is(t, "or"))
            break;
        at--;
    }
    return said > 1 && at > first && tokens[at].kind == ELS_TOKEN_SYMBOL ? at : end;
}

/* What is asked, without "Is it true that" before it and its asking word. */
static void read_query(els_statements *a)
{
    uint32_t first = a->reader.query_first;
    uint32_t end = without_choices(a, first, a->reader.query_end);
    const els_token *tokens = a->reader.reading->tokens;
    for (uint32_t i = first; i < end; i++)
        if (els_str_eq(tokens[i].lower, ELS_STR("that")) ||
            els_str_eq(tokens[i].text, ELS_STR(":")))
            first = i + 1;
    a->asks_who = first < end && (els_str_eq(tokens[first].lower, ELS_STR("who")) ||
                                  els_str_eq(tokens[first].lower, ELS_STR("which")) ||
                                  els_str_eq(tokens[first].lower, ELS_STR("how")));
    if (first < end && (is_in(a, first, copulas) || is_in(a, first, helpers)))
        first++;
    uint32_t known = a->n_terms;
    a->has_asked = true;
    a->has_asked = first < end && read_statement(a, first, end, &a->asked) && a->n_terms == known;
    a->n_terms = known;
    if (a->has_asked && a->asked.quantifier == els_quantifier(ELS_STR("any"), ELS_QUANTIFIER_PLAIN))
        a->asked.quantifier = els_quantifier(ELS_STR("any"), ELS_QUANTIFIER_ASKED);
    if (a->has_asked)
        note_quantifier(a, &a->asked);
}

bool els_statements_read(const els_session *session, els_statements *a)
{
    els_arena *arena = els_session_arena((els_session *)session);
    els_reader_make(els_session_reading(session), els_session_field(session), ELS_READER_NAMES,
                    arena, &a->reader);
    const els_reading *reading = a->reader.reading;
    for (uint32_t context = 0; context < 2; context++)
        for (uint32_t s = 0; s < reading->n_sentences; s++) {
            els_sentence sentence = reading->sentences[s];
            if (sentence.in_context != (context == 0))
                continue;
            bool asks =
                a->reader.query_first >= sentence.first && a->reader.query_first < sentence.end;
            read_stretch(a, sentence.first, asks ? a->reader.query_first : sentence.end);
        }
    read_query(a);
    if (!a->has_asked && a->n > 1 && els_field_is_truth(session)) {
        a->asked = a->items[--a->n];
        a->has_asked = true;
    }
    return a->has_asked && !a->too_many && a->n >= 2;
}
