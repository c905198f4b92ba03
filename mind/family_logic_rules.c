/* family_logic_rules.c — programs over statements: "All cats are animals", "If somebody is kind,
 * they are liked", "Tom is not a cat", "It rains".
 *
 * Sentences are cut by grammar into a quantifier, a subject and a predicate, or into a condition
 * and what it leads to. What a quantifier says is a reading (the common ones with a lean towards
 * their usual sense), and so is whether what does not follow is unknown or false. */
#include "family_relation.h"
#include "tool_logic_rules.h"

#include <string.h>

enum { STATEMENTS_MAX = 48, QUANTIFIERS_MAX = 5, ANY_ASKED = 2 };

typedef enum { SAYS_ALL, SAYS_NO, SAYS_SOME, SAYS_SOME_NOT, SAYS_ONLY, SAYS_KINDS_ } sense;
typedef enum { IS_FACT, IS_RULE, IS_QUANTIFIED } statement_kind;

/* Nats: a text that asks how many tells of some. */
#define NOBODY (-3.0)
/* Nats: a text all of statements, and what is asked is of their words. */
#define LOOK_FIRST 2.0

typedef struct {
    statement_kind kind;
    els_literals when, then; /* a fact has only `then` */
    uint64_t quantifier;     /* of a quantified one */
    int32_t who;             /* entity of a fact; -1: the world at large */
} statement;

typedef struct {
    els_session *session;
    const els_field_spec *field;
    els_reader reader;
    uint64_t terms[ELS_RULES_TERMS];
    uint32_t n_terms;
    bool too_many;
    statement statements[STATEMENTS_MAX];
    uint32_t n_statements;
    uint64_t quantifiers[QUANTIFIERS_MAX];
    uint32_t n_quantifiers;
    statement asked;
    bool has_asked, asks_who;
    uint32_t n_unread; /* stretches that say nothing of the kind */
    bool applies;
} asker;

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

static bool is_in(const asker *a, uint32_t i, const char *const *list)
{
    return els_str_is_one_of(a->reader.reading->tokens[i].lower, list);
}

static uint32_t term_bit(asker *a, uint64_t key)
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
static uint64_t term_key(const asker *a, uint32_t first, uint32_t end, bool *ret_negated)
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
static els_literals read_literals(asker *a, uint32_t first, uint32_t end)
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

static bool knows_term(const asker *a, uint32_t first, uint32_t end)
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
static uint32_t predicate_start(const asker *a, uint32_t first, uint32_t end)
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

static int32_t name_in(const asker *a, uint32_t first, uint32_t end)
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
static bool read_whoever(asker *a, uint32_t first, uint32_t end, statement *ret)
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
    statement s = {.kind = IS_RULE, .who = -1};
    s.when = read_literals(a, at + 1, split);
    s.then = read_literals(a, split, end);
    if (none)
        s.then = (els_literals){s.then.without, s.then.with};
    *ret = s;
    return !is_empty(s.when) && !is_empty(s.then);
}

static bool read_statement(asker *a, uint32_t first, uint32_t end, statement *ret)
{
    const els_token *tokens = a->reader.reading->tokens;
    statement s = {.who = -1};
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
        s.kind = IS_RULE;
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
        s.kind = IS_QUANTIFIED;
        s.quantifier = bare ? 0 : els_hash_pair(tokens[at].hash, not_all);
        s.when = read_literals(a, from, to);
        s.then = read_literals(a, to, end);
        if (is_empty(s.when) && !is_empty(s.then) && quantified)
            return false;
        *ret = s;
        return !is_empty(s.when) && !is_empty(s.then);
    }
    s.kind = IS_FACT;
    s.who = who;
    s.then = read_literals(a, first, end);
    *ret = s;
    return !is_empty(s.then);
}

static void note_quantifier(asker *a, const statement *s)
{
    uint32_t i = 0;
    while (i < a->n_quantifiers && a->quantifiers[i] != s->quantifier)
        i++;
    if (s->kind == IS_QUANTIFIED && i == a->n_quantifiers && i < QUANTIFIERS_MAX)
        a->quantifiers[a->n_quantifiers++] = s->quantifier;
}

static void add_rule(asker *a, els_literals when, els_literals then)
{
    if (a->n_statements < STATEMENTS_MAX)
        a->statements[a->n_statements++] =
            (statement){.kind = IS_RULE, .when = when, .then = then, .who = -1};
}

static bool is_single(els_literals l)
{
    return __builtin_popcount(l.with) + __builtin_popcount(l.without) == 1;
}

/* "Either it rains or it snows": without one the other; "but not both": with one not the other. */
static bool read_either(asker *a, uint32_t first, uint32_t end)
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

static void read_stretch(asker *a, uint32_t first, uint32_t end)
{
    statement s;
    for (uint32_t i = first; i < end; i++)
        if (els_str_eq(a->reader.reading->tokens[i].text, ELS_STR(":")))
            first = i + 1;
    if (end - first < 2 || a->n_statements == STATEMENTS_MAX || read_either(a, first, end))
        return;
    if (!read_statement(a, first, end, &s)) {
        a->n_unread++;
        return;
    }
    note_quantifier(a, &s);
    a->statements[a->n_statements++] = s;
}

/* Where "yes, no or unknown" begins at the end of what is asked, behind a colon, a comma or a dash;
 * `end` when it says nothing of the kind. */
static uint32_t without_choices(const asker *a, uint32_t first, uint32_t end)
{
    const els_token *tokens = a->reader.reading->tokens;
    uint32_t at = end, said = 0;
    while (at > first) {
        const els_token *t = &tokens[at - 1];
        const bool is_truth = els_reader_truth(t->lower) != ELS_TRUTH_OTHER;
        said += is_truth;
        if (!is_truth && t->kind != ELS_TOKEN_SYMBOL && !els_token_is(t, "or"))
            break;
        at--;
    }
    return said > 1 && at > first && tokens[at].kind == ELS_TOKEN_SYMBOL ? at : end;
}

/* What is asked, without "Is it true that" before it and its asking word. */
static void read_query(asker *a)
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
    if (a->has_asked && a->asked.quantifier == els_hash_pair(els_hash_str(ELS_STR("any")), 0))
        a->asked.quantifier = els_hash_pair(els_hash_str(ELS_STR("any")), ANY_ASKED);
    if (a->has_asked)
        note_quantifier(a, &a->asked);
}

static bool read_text(const els_session *session, asker *a)
{
    a->field = els_session_field(session);
    els_arena *arena = els_session_arena((els_session *)session);
    els_reader_make(els_session_reading(session), a->field, ELS_READER_NAMES, arena, &a->reader);
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
    if (!a->has_asked && a->n_statements > 1 && els_field_is_truth(session)) {
        a->asked = a->statements[--a->n_statements];
        a->has_asked = true;
    }
    return a->has_asked && !a->too_many && a->n_statements >= 2;
}

static bool answers(const els_session *session, asker *a)
{
    if (!els_relation_fits(session) || !read_text(session, a))
        return false;
    return els_field_is_truth(session) || (a->asks_who && a->asked.kind == IS_FACT) ||
           (a->field->n_choices == 0 && els_query_is_yes_no(&a->reader));
}

extern const els_family els_family_statements;

/* The text as statements: read once for all sessions on the field. */
static const asker *statements_of(const els_session *session)
{
    void **kept = els_session_kept(session, &els_family_statements);
    if (!*kept) {
        asker *a = ELS_ARENA_NEW(els_session_arena((els_session *)session), asker, 1);
        a->session = (els_session *)session;
        a->applies = answers(session, a);
        *kept = a;
    }
    return *kept;
}

static bool applies(const els_session *session)
{
    return statements_of(session)->applies;
}

/* ---- readings ---- */

/* The usual sense of the words of quantity; a lean only. */
static double usual(uint64_t quantifier, uint32_t meaning)
{
    static const struct {
        const char *word;
        bool not_all;
        sense usual;
    } known[] = {{"all", false, SAYS_ALL},       {"every", false, SAYS_ALL},
                 {"each", false, SAYS_ALL},      {"any", false, SAYS_ALL},
                 {"no", false, SAYS_NO},         {"none", false, SAYS_NO},
                 {"some", false, SAYS_SOME},     {"all", true, SAYS_SOME_NOT},
                 {"every", true, SAYS_SOME_NOT}, {"only", false, SAYS_ONLY}};
    if (quantifier == els_hash_pair(els_hash_str(ELS_STR("any")), ANY_ASKED))
        return meaning == SAYS_SOME ? 3 : 0; /* "Are any cats insects?" */
    if (quantifier == 0)
        return meaning == SAYS_ALL ? 3 : 0;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (quantifier == els_hash_pair(els_hash_str(els_str_of(known[i].word)), known[i].not_all))
            return meaning == (uint32_t)known[i].usual ? 3 : 0;
    return 0;
}

static els_literals negation(els_literals l)
{
    return (els_literals){l.without, l.with};
}

static sense sense_of(const asker *a, const els_option *const *picked, const statement *s)
{
    for (uint32_t i = 0; i < a->n_quantifiers; i++)
        if (a->quantifiers[i] == s->quantifier)
            return (sense)picked[i]->value;
    return SAYS_ALL;
}

static void state_quantified(els_theory *theory, const statement *s, sense says, bool import)
{
    els_literals both = {s->when.with | s->then.with, s->when.without | s->then.without};
    els_literals other = negation(s->then);
    els_literals only_first = {s->when.with | other.with, s->when.without | other.without};
    if (says == SAYS_ALL)
        els_theory_rule(theory, s->when, s->then);
    else if (says == SAYS_ONLY)
        els_theory_rule(theory, s->then, s->when);
    else if (says == SAYS_NO)
        els_theory_rule(theory, s->when, other);
    else
        els_theory_witness(theory, says == SAYS_SOME ? both : only_first);
    if (import && (says == SAYS_ALL || says == SAYS_NO))
        els_theory_witness(theory, s->when);
}

static els_follows judge(const asker *a, const els_theory *theory, sense says,
                         const int32_t *witness)
{
    const statement *s = &a->asked;
    els_literals other = negation(s->then);
    els_literals both = {s->when.with | s->then.with, s->when.without | s->then.without};
    els_literals only_first = {s->when.with | other.with, s->when.without | other.without};
    if (s->kind == IS_FACT) {
        int32_t at = witness[s->who + 1];
        return at < 0 ? ELS_FOLLOWS_OPEN : els_theory_about(theory, (uint32_t)at, s->then);
    }
    if (s->kind == IS_RULE || says == SAYS_ALL)
        return els_theory_all(theory, s->when, s->then);
    if (says == SAYS_NO)
        return els_theory_all(theory, s->when, other);
    if (says == SAYS_ONLY)
        return els_theory_all(theory, s->then, s->when);
    return els_theory_some(theory, says == SAYS_SOME ? both : only_first);
}

static els_str who_answer(const asker *a, const els_theory *theory, const int32_t *witness,
                          uint32_t *ret_count)
{
    int32_t only = -1;
    uint32_t n = 0;
    for (uint32_t e = 0; e < a->reader.n_entities; e++)
        if (witness[e + 1] >= 0 &&
            els_theory_about(theory, (uint32_t)witness[e + 1], a->asked.then) == ELS_FOLLOWS) {
            only = (int32_t)e;
            n++;
        }
    *ret_count = n;
    if (els_field_has_type(a->session, "number"))
        return els_format_number(els_session_arena(a->session), n);
    return n == 1 ? els_reader_name_answer(a->field, a->reader.entities[only].name)
                  : (els_str){NULL, 0};
}

static const char *const mode_shapes[] = {"logic.open", "logic.closed", "logic.import"};

static void try_reading(asker *a, const els_choices *choices, const els_option *const *picked,
                        els_theory *theory)
{
    uint32_t mode = picked[a->n_quantifiers]->value;
    int32_t witness[ELS_ENTITIES_MAX + 1];
    memset(theory, 0, sizeof *theory);
    memset(witness, -1, sizeof witness);
    theory->n_terms = a->n_terms;
    /* What is said of one individual comes together in one witness. */
    for (uint32_t i = 0; i < a->n_statements; i++) {
        const statement *s = &a->statements[i];
        if (s->kind != IS_FACT)
            continue;
        if (witness[s->who + 1] < 0)
            witness[s->who + 1] = els_theory_witness(theory, s->then);
        else {
            els_literals *about = &theory->witnesses[witness[s->who + 1]];
            about->with |= s->then.with;
            about->without |= s->then.without;
        }
    }
    for (uint32_t i = 0; i < a->n_statements; i++) {
        const statement *s = &a->statements[i];
        if (s->kind == IS_RULE)
            els_theory_rule(theory, s->when, s->then);
        else if (s->kind == IS_QUANTIFIED)
            state_quantified(theory, s, sense_of(a, picked, s), mode == 2);
    }
    if (!els_theory_is_consistent(theory))
        return;
    els_str answer;
    uint32_t check = 1;
    bool none = false;
    if (a->asks_who) {
        uint32_t count;
        answer = who_answer(a, theory, witness, &count);
        none = count == 0;
    } else {
        els_follows follows = judge(a, theory, sense_of(a, picked, &a->asked), witness);
        check = follows == ELS_FOLLOWS_OPEN ? 1 : 2;
        answer = els_reader_truth_answer(a->field, follows == ELS_FOLLOWS ? ELS_TRUTH_YES
                                                   : follows == ELS_FOLLOWS_NOT || mode == 1
                                                       ? ELS_TRUTH_NO
                                                       : ELS_TRUTH_UNKNOWN);
    }
    if (answer.len == 0)
        return;
    char text[QUANTIFIERS_MAX + 1];
    for (uint32_t i = 0; i <= a->n_quantifiers; i++)
        text[i] = (char)('a' + picked[i]->value);
    els_str args =
        els_arena_copy(els_session_arena(a->session), (els_str){text, a->n_quantifiers + 1});
    els_relation_offer offer = {choices, picked, mode_shapes[mode],
                                args,    answer, none ? NOBODY : check == 2 ? 1.5 : 0.5,
                                check};
    els_relation_hand_in(a->session, &offer);
}

/* A sentence that says of all of them that they exist, or of none that it is empty. */
static bool says_none_is_empty(const els_reading *reading)
{
    static const char *const all[] = {"every", "each", "all", "any", "no", "none", NULL};
    static const char *const there[] = {"member", "members", "exist", "exists", "empty", NULL};
    for (uint32_t s = 0; s < reading->n_sentences; s++) {
        bool every = false, is = false;
        for (uint32_t i = reading->sentences[s].first; i < reading->sentences[s].end; i++) {
            every = every || els_str_is_one_of(reading->tokens[i].lower, all);
            is = is || els_str_is_one_of(reading->tokens[i].lower, there);
        }
        if (every && is)
            return true;
    }
    return false;
}

static void propose(els_session *session)
{
    asker a = *statements_of(session);
    a.session = session; /* another one may have read */
    if (!a.applies)
        return;
    els_choices *choices = els_choices_new(session);
    for (uint32_t q = 0; q < a.n_quantifiers; q++) {
        els_choice *choice = els_choices_add(choices);
        for (uint32_t says = 0; says < SAYS_KINDS_; says++) {
            els_option *option = els_choice_option(choice, says, usual(a.quantifiers[q], says));
            els_option_feature(option, els_feature("logic.says", a.quantifiers[q], says, 0));
        }
    }
    els_choice *modes = els_choices_add(choices);
    double none_empty = says_none_is_empty(els_session_reading(session)) ? 4.0 : -0.5;
    for (uint32_t mode = 0; mode < 3; mode++) {
        els_str shape = els_str_of(mode_shapes[mode]);
        if (els_session_wants(session, shape))
            els_choice_option(modes, mode,
                              mode == 0   ? 0
                              : mode == 1 ? -0.5
                                          : none_empty)
                ->known = els_session_shape_score(session, shape);
    }
    els_choices_rank(choices, els_hash_str(ELS_STR("rules")));
    els_theory *theory = ELS_ARENA_NEW(els_session_arena(session), els_theory, 1);
    const els_option *const *picked;
    while ((picked = els_choices_next(choices)) != NULL) {
        if (!els_session_spend(session, 1))
            return;
        try_reading(&a, choices, picked, theory);
    }
}

static double hint(const els_session *session, els_str shape)
{
    const asker *a = statements_of(session);
    const bool is_understood = a->applies && a->n_unread == 0 && !a->asks_who;
    return is_understood && shape.len == 0 ? LOOK_FIRST : 0;
}

const els_family els_family_statements = {.name = "statements",
                                          .applies = applies,
                                          .propose = propose,
                                          .allowance = 60,
                                          .salience = 1.5,
                                          .hint = hint};
