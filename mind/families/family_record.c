/* family_record.c — yes or no over what a text states of one thing: "lift: yes" asked for a lift,
 * "features: pool, sauna" asked for a pool, an amount held against a bound, a case held against all
 * bounds of a policy.
 *
 * What is asked for is a word of the question that stands behind a label or in the text; which of
 * the ways a data set means is learned from outcomes. */
#include "bounds.h"
#include "family_numeric.h"
#include "family_relation.h"
#include "kb_index.h"
#include "passage.h"
#include "reader.h"

#include <math.h>

enum { VALUES_MAX = 24, WORDS_MAX = 3, TOKENS_MAX = 1500 };

/* Nats. */
#define LABEL_ASKED 4.0 /* the question says the label of a yes or no */
#define LABEL_OTHER 2.5 /* it says nothing of it */
#define STANDS 0.5      /* the word asked for stands in the text, or does not */
#define LESS_LAST 0.7   /* per word behind it in the question */
#define FAR 3.0         /* in size, as a logarithm */
#define BOUND_ASKED 3.5 /* the question names the bound */
#define BOUND_TOLD 2.5  /* the text does */
#define WAY_ROUND 2.0   /* the unlikelier readings of several bounds */

typedef struct {
    els_session *session;
    const els_reading *reading;
    const els_field_spec *field;
    bool has_label; /* a label of yes or no is asked for */
} record;

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    return reading->task->n_fields == 1 && reading->task->kb.len == 0 &&
           els_field_is_truth(session) && els_reader_opens_yes_no(reading) &&
           reading->n_tokens > reading->n_question_tokens + 2 && reading->n_tokens <= TOKENS_MAX;
}

static void hand_in(const record *r, const char *shape, els_str args, els_truth truth, double prior,
                    uint64_t grade, uint64_t key)
{
    const els_str name = els_str_of(shape);
    if (!els_session_wants(r->session, name) || !els_session_spend(r->session, 1))
        return;
    const uint64_t kind = els_hash_str(name);
    const uint32_t own[] = {els_feature("record.grade", kind, grade, 0),
                            els_feature("record.truth", kind, truth, grade),
                            els_feature("record.label", kind, r->has_label, 0)};
    const uint64_t cross[] = {els_hash_pair(451, els_hash_pair(kind, key))};
    const els_offer offer = {.shape = name,
                             .args = args,
                             .answer = els_reader_truth_answer(r->field, truth),
                             .prior = prior,
                             .own = own,
                             .n_own = sizeof own / sizeof *own,
                             .cross = cross,
                             .n_cross = 1};
    if (offer.answer.len > 0)
        els_session_offer(r->session, &offer);
}

/* Share of the key's words that the question says. */
static double asks_for(const els_reading *reading, els_str key)
{
    double found = 0, all = 0;
    els_str word;
    while (els_str_split(&key, '_', &word)) {
        if (word.len == 0 || els_passage_is_plain(word))
            continue;
        all++;
        for (uint32_t i = 0; i < reading->n_question_tokens; i++)
            if (els_reader_stem(reading->tokens[i].lower) == els_reader_stem(word) ||
                (reading->tokens[i].kind == ELS_TOKEN_WORD &&
                 els_kb_words_alike(reading->tokens[i].lower, word))) {
                found++;
                break;
            }
    }
    return all > 0 ? found / all : 0;
}

/* A label whose value is yes or no. */
static void offer_values(record *r)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->reading->n_facts && n < VALUES_MAX; i++) {
        const els_fact *fact = &r->reading->facts[i];
        const els_truth truth = els_truth_of(fact->value);
        if (fact->type != ELS_FACT_TEXT || fact->joined ||
            !(truth == ELS_TRUTH_YES || truth == ELS_TRUTH_NO))
            continue;
        const double asked = asks_for(r->reading, fact->key);
        r->has_label |= asked > 0;
        hand_in(r, "value", els_str_sub(fact->key, 0, 64), truth,
                asked > 0 ? LABEL_ASKED * asked : -LABEL_OTHER, (uint64_t)(asked * 4),
                fact->key_hash);
        n++;
    }
}

/* It stands in the context, and not as a label. */
static bool stands(const els_reading *reading, const els_token *word)
{
    const uint64_t stem = els_reader_stem(word->lower);
    for (uint32_t i = reading->n_question_tokens; i < reading->n_tokens; i++) {
        const els_token *t = &reading->tokens[i];
        if (t->kind != ELS_TOKEN_SYMBOL && els_reader_stem(t->lower) == stem)
            return true;
    }
    return false;
}

static bool is_label(const els_reading *reading, const els_token *word)
{
    const uint64_t stem = els_reader_stem(word->lower);
    for (uint32_t i = reading->n_question_tokens; i + 1 < reading->n_tokens; i++)
        if (els_token_is_symbol(&reading->tokens[i + 1], ':') &&
            els_reader_stem(reading->tokens[i].lower) == stem)
            return true;
    return false;
}

/* Words of the question, the last first: each is there, or not. */
static void offer_standing(const record *r)
{
    uint32_t n = 0;
    for (uint32_t i = r->reading->n_question_tokens; i > 1 && n < WORDS_MAX; i--) {
        const els_token *word = &r->reading->tokens[i - 1];
        if (word->kind != ELS_TOKEN_WORD || els_passage_is_plain(word->lower) ||
            is_label(r->reading, word))
            continue;
        static const char *const shapes[WORDS_MAX] = {"stands", "stands.2", "stands.3"};
        const bool is_there = stands(r->reading, word);
        hand_in(r, shapes[n], word->lower, is_there ? ELS_TRUTH_YES : ELS_TRUTH_NO,
                STANDS - LESS_LAST * n - (r->has_label ? LABEL_OTHER : 0), is_there, n);
        n++;
    }
}

/* Hash of the word that leads the number: of its label where it has one. */
static uint64_t lead_of(const els_reading *reading, const els_number *number)
{
    for (uint32_t i = number->first; i > reading->n_question_tokens; i--)
        if (reading->tokens[i - 1].sentence != reading->tokens[number->first].sentence)
            break;
        else if (reading->tokens[i - 1].kind == ELS_TOKEN_WORD)
            return els_reader_stem(reading->tokens[i - 1].lower);
    return 0;
}

/* The asked bound and each amount of the text: the one that speaks most of the same before those
 * that only come near it in size. */
static void offer_against_each(const record *r, const els_bound *asked)
{
    const uint32_t best = asked->amount;
    for (uint32_t k = 0, n = 0; k < r->reading->n_numbers && n < VALUES_MAX; k++) {
        const els_number *number = &r->reading->numbers[k];
        if (!number->in_context)
            continue;
        els_bound bound = *asked;
        bound.amount = k;
        const double ratio = number->value / r->reading->numbers[asked->number].value;
        const double gap = ratio > 0 ? fmin(fabs(log(ratio)), FAR) : FAR;
        const double prior = k == best ? BOUND_ASKED * asked->certainty : -0.5 * gap;
        hand_in(r, "bound", els_arena_printf(els_session_arena(r->session), "%u", n),
                els_bound_holds(r->reading, &bound) ? ELS_TRUTH_YES : ELS_TRUTH_NO, prior,
                k == best ? 1 + (uint64_t)(asked->certainty * 3.999) : 0,
                lead_of(r->reading, number));
        n++;
    }
}

/* Bounds: the asked one, or of those that the text states: all are kept, one is, not all are. */
static void offer_bounds(const record *r)
{
    els_bound bounds[ELS_BOUNDS_MAX];
    const uint32_t n = els_bounds_read(r->reading, bounds);
    uint32_t paired = 0, kept = 0;
    double certainty = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (bounds[i].amount == UINT32_MAX)
            continue;
        paired++;
        kept += els_bound_holds(r->reading, &bounds[i]);
        certainty += bounds[i].certainty;
    }
    if (paired == 0)
        return;
    certainty /= paired;
    const bool is_asked = !r->reading->numbers[bounds[0].number].in_context;
    const double prior = BOUND_TOLD * certainty;
    const uint64_t grade = (uint64_t)(certainty * 3.999) * 2 + (paired == n);
    const bool all = kept == paired;
    if (is_asked) {
        offer_against_each(r, &bounds[0]);
        return;
    }
    hand_in(r, "bounds.all", (els_str){NULL, 0}, all ? ELS_TRUTH_YES : ELS_TRUTH_NO, prior, grade,
            paired);
    hand_in(r, "bounds.broken", (els_str){NULL, 0}, all ? ELS_TRUTH_NO : ELS_TRUTH_YES,
            prior - WAY_ROUND, grade, paired);
    if (paired > 1)
        hand_in(r, "bounds.some", (els_str){NULL, 0}, kept > 0 ? ELS_TRUTH_YES : ELS_TRUTH_NO,
                prior - WAY_ROUND, grade, paired);
}

static void propose(els_session *session)
{
    record r = {.session = session,
                .reading = els_session_reading(session),
                .field = els_session_field(session)};
    offer_bounds(&r);
    offer_values(&r);
    offer_standing(&r);
}

const els_family els_family_record = {
    .name = "record", .applies = applies, .propose = propose, .salience = 0.5};
