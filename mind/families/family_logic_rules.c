/* family_logic_rules.c — programs over statements (family_logic_statements.h).
 *
 * What a quantifier says is a reading (the common ones with a lean towards their usual sense), and
 * so is whether what does not follow is unknown or false. */
#include "family_logic_statements.h"

#include <string.h>

typedef enum { SAYS_ALL, SAYS_NO, SAYS_SOME, SAYS_SOME_NOT, SAYS_ONLY, SAYS_KINDS_ } sense;

/* Nats: a text that asks how many tells of some. */
#define NOBODY (-3.0)
/* Nats: a text all of statements, and what is asked is of their words. */
#define LOOK_FIRST 2.0

typedef struct {
    els_session *session;
    const els_field_spec *field;
    const els_statements *text;
} asker;

extern const els_family els_family_statements;

/* Read once for all sessions on the field. */
typedef struct {
    els_statements text;
    bool applies;
} statements_kept;

static bool answers(const els_session *session, els_statements *text)
{
    if (!els_relation_fits(session) || !els_statements_read(session, text))
        return false;
    return els_field_is_truth(session) ||
           (text->asks_who && text->asked.kind == ELS_STATEMENT_FACT) ||
           (els_session_field(session)->n_choices == 0 && els_query_is_yes_no(&text->reader));
}

static const statements_kept *statements_of(const els_session *session)
{
    void **kept = els_session_kept(session, &els_family_statements);
    if (!*kept) {
        statements_kept *k =
            ELS_ARENA_NEW(els_session_arena((els_session *)session), statements_kept, 1);
        k->applies = answers(session, &k->text);
        *kept = k;
    }
    return *kept;
}

static bool applies(const els_session *session)
{
    return statements_of(session)->applies;
}

/* The usual sense of the words of quantity; a lean only. */
static double usual(uint64_t quantifier, uint32_t meaning)
{
    static const struct {
        const char *word;
        els_quantifier_form form;
        sense usual;
    } known[] = {
        {"all", ELS_QUANTIFIER_PLAIN, SAYS_ALL},      {"every", ELS_QUANTIFIER_PLAIN, SAYS_ALL},
        {"each", ELS_QUANTIFIER_PLAIN, SAYS_ALL},     {"any", ELS_QUANTIFIER_PLAIN, SAYS_ALL},
        {"no", ELS_QUANTIFIER_PLAIN, SAYS_NO},        {"none", ELS_QUANTIFIER_PLAIN, SAYS_NO},
        {"some", ELS_QUANTIFIER_PLAIN, SAYS_SOME},    {"all", ELS_QUANTIFIER_NOT, SAYS_SOME_NOT},
        {"every", ELS_QUANTIFIER_NOT, SAYS_SOME_NOT}, {"only", ELS_QUANTIFIER_PLAIN, SAYS_ONLY}};
    if (quantifier == els_quantifier(ELS_STR("any"), ELS_QUANTIFIER_ASKED))
        return meaning == SAYS_SOME ? 3 : 0; /* "Are any cats insects?" */
    if (quantifier == 0)
        return meaning == SAYS_ALL ? 3 : 0;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (quantifier == els_quantifier(els_str_of(known[i].word), known[i].form))
            return meaning == (uint32_t)known[i].usual ? 3 : 0;
    return 0;
}

static els_literals negation(els_literals l)
{
    return (els_literals){l.without, l.with};
}

static sense sense_of(const asker *a, const els_option *const *picked, const els_statement *s)
{
    for (uint32_t i = 0; i < a->text->n_quantifiers; i++)
        if (a->text->quantifiers[i] == s->quantifier)
            return (sense)picked[i]->value;
    return SAYS_ALL;
}

static void state_quantified(els_theory *theory, const els_statement *s, sense says, bool import)
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
    const els_statement *s = &a->text->asked;
    els_literals other = negation(s->then);
    els_literals both = {s->when.with | s->then.with, s->when.without | s->then.without};
    els_literals only_first = {s->when.with | other.with, s->when.without | other.without};
    if (s->kind == ELS_STATEMENT_FACT) {
        int32_t at = witness[s->who + 1];
        return at < 0 ? ELS_FOLLOWS_OPEN : els_theory_about(theory, (uint32_t)at, s->then);
    }
    if (s->kind == ELS_STATEMENT_RULE || says == SAYS_ALL)
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
    for (uint32_t e = 0; e < a->text->reader.n_entities; e++)
        if (witness[e + 1] >= 0 && els_theory_about(theory, (uint32_t)witness[e + 1],
                                                    a->text->asked.then) == ELS_FOLLOWS) {
            only = (int32_t)e;
            n++;
        }
    *ret_count = n;
    if (els_field_has_type(a->session, "number"))
        return els_format_number(els_session_arena(a->session), n);
    return n == 1 ? els_reader_name_answer(a->field, a->text->reader.entities[only].name)
                  : (els_str){NULL, 0};
}

static const char *const mode_shapes[] = {"logic.open", "logic.closed", "logic.import"};

static void try_reading(const asker *a, const els_choices *choices, const els_option *const *picked,
                        els_theory *theory)
{
    uint32_t mode = picked[a->text->n_quantifiers]->value;
    int32_t witness[ELS_ENTITIES_MAX + 1];
    memset(theory, 0, sizeof *theory);
    memset(witness, -1, sizeof witness);
    theory->n_terms = a->text->n_terms;
    /* What is said of one individual comes together in one witness. */
    for (uint32_t i = 0; i < a->text->n; i++) {
        const els_statement *s = &a->text->items[i];
        if (s->kind != ELS_STATEMENT_FACT)
            continue;
        if (witness[s->who + 1] < 0)
            witness[s->who + 1] = els_theory_witness(theory, s->then);
        else {
            els_literals *about = &theory->witnesses[witness[s->who + 1]];
            about->with |= s->then.with;
            about->without |= s->then.without;
        }
    }
    for (uint32_t i = 0; i < a->text->n; i++) {
        const els_statement *s = &a->text->items[i];
        if (s->kind == ELS_STATEMENT_RULE)
            els_theory_rule(theory, s->when, s->then);
        else if (s->kind == ELS_STATEMENT_QUANTIFIED)
            state_quantified(theory, s, sense_of(a, picked, s), mode == 2);
    }
    if (!els_theory_is_consistent(theory))
        return;
    els_str answer;
    uint32_t check = 1;
    bool none = false;
    if (a->text->asks_who) {
        uint32_t count;
        answer = who_answer(a, theory, witness, &count);
        none = count == 0;
    } else {
        els_follows follows = judge(a, theory, sense_of(a, picked, &a->text->asked), witness);
        check = follows == ELS_FOLLOWS_OPEN ? 1 : 2;
        answer = els_reader_truth_answer(a->field, follows == ELS_FOLLOWS ? ELS_TRUTH_YES
                                                   : follows == ELS_FOLLOWS_NOT || mode == 1
                                                       ? ELS_TRUTH_NO
                                                       : ELS_TRUTH_UNKNOWN);
    }
    if (answer.len == 0)
        return;
    char text[ELS_QUANTIFIERS_MAX + 1];
    for (uint32_t i = 0; i <= a->text->n_quantifiers; i++)
        text[i] = (char)('a' + picked[i]->value);
    els_str args =
        els_arena_copy(els_session_arena(a->session), (els_str){text, a->text->n_quantifiers + 1});
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
    const statements_kept *kept = statements_of(session);
    const asker a = {session, els_session_field(session), &kept->text};
    if (!kept->applies)
        return;
    els_choices *choices = els_choices_new(session);
    for (uint32_t q = 0; q < a.text->n_quantifiers; q++) {
        els_choice *choice = els_choices_add(choices);
        for (uint32_t says = 0; says < SAYS_KINDS_; says++) {
            els_option *option =
                els_choice_option(choice, says, usual(a.text->quantifiers[q], says));
            els_option_feature(option, els_feature("logic.says", a.text->quantifiers[q], says, 0));
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
    while ((picked = els_choices_next(choices)) != NULL)
        try_reading(&a, choices, picked, theory);
}

static double hint(const els_session *session, els_str shape)
{
    const statements_kept *kept = statements_of(session);
    const bool is_understood = kept->applies && kept->text.n_unread == 0 && !kept->text.asks_who;
    return is_understood && shape.len == 0 ? LOOK_FIRST : 0;
}

const els_family els_family_statements = {.name = "statements",
                                          .applies = applies,
                                          .propose = propose,
                                          .allowance = 60,
                                          .salience = 1.5,
                                          .hint = hint};
