/* family_examples.c — decisions by what the text itself lays down: labelled examples and one item
 * without a label, or rules in words. */
#include "family_examples.h"
#include "tool_verdict.h"

#include <math.h>

enum { HYPOTHESES_PER_UNIT = 1024 };

static bool is_decision(const els_session *session)
{
    return els_field_is(session, "enum") || els_field_is(session, "text");
}

static bool is_asked_word(const els_reading *reading, els_str word)
{
    for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
        const els_sentence *sentence = &reading->sentences[reading->tokens[i].sentence];
        if (els_str_eq(reading->tokens[i].lower, word) &&
            els_str_eq(reading->tokens[sentence->end - 1].text, ELS_STR("?")))
            return true;
    }
    return false;
}

/* What the stated rules answer; empty when they answer nothing. "Is it a zib?" is answered by yes
 * or no, and by no where no rule applies. `ret_rule`: its number, from 1; 0 none. */
static els_str stated_answer(const els_session *session, els_arena *arena, uint32_t *ret_rule)
{
    const els_reading *reading = els_session_reading(session);
    els_verdict_rules rules;
    *ret_rule = 0;
    if (!els_verdict_read(reading, arena, &rules))
        return (els_str){NULL, 0};
    const els_verdict_rule *rule = els_verdict_decide(reading, &rules);
    if (rule) {
        els_str fitted = els_field_fit(session, rule->label);
        *ret_rule = (uint32_t)(rule - rules.rules) + 1;
        if (fitted.len > 0)
            return fitted;
    }
    bool is_asked = false, is_other = false;
    for (uint32_t i = 0; i < rules.n_rules; i++) {
        bool asked = rules.rules[i].label.len > 0 && is_asked_word(reading, rules.rules[i].label);
        is_asked = is_asked || asked;
        is_other = is_other || (asked && rule && els_str_eq(rules.rules[i].label, rule->label));
    }
    if (!is_asked || els_session_field(session)->n_choices != 2)
        return (els_str){NULL, 0};
    return els_field_fit(session, is_other ? ELS_STR("yes") : ELS_STR("no"));
}

static bool applies(const els_session *session)
{
    els_examples d;
    els_arena scratch = {0};
    uint32_t rule;
    bool is_stated = is_decision(session) && stated_answer(session, &scratch, &rule).len > 0;
    els_arena_fini(&scratch);
    return is_stated || (is_decision(session) && els_examples_read(session, &d));
}

static void offer(els_session *session, const els_examples *d, els_str how, uint32_t label,
                  double prior, bool is_consistent)
{
    uint32_t own[] = {
        els_feature("examples.consistent", is_consistent, 0, 0),
        els_feature("examples.count", d->n_items < 12 ? d->n_items / 3 : 4, is_consistent, 0),
    };
    els_offer program = {
        /* Which hypothesis fits is decided by the examples, not by the question: one skill. */
        .shape = ELS_STR("induced"),         .args = how,
        .answer = d->labels[label],          .prior = prior,
        .check = is_consistent ? 1 : 0,      .own = own,
        .n_own = sizeof own / sizeof own[0],
    };
    els_session_offer(session, &program);
}

/* Where no hypothesis fits all examples: labels by likeness. */
static void propose_likeness(els_session *session, const els_examples *d)
{
    static const char *const names[] = {"naive_bayes", "nearest1", "nearest3"};
    for (uint32_t s = 0; s < 3; s++) {
        uint32_t k = s == 2 ? 3 : 1, right = 0;
        if (s == 2 && d->n_items < 5)
            return;
        if (!els_session_spend(session, 1 + d->n_items / 16))
            return;
        for (uint32_t i = 0; i < d->n_items; i++) /* each judged by the others */
            right += (s == 0 ? els_examples_bayes(d, &d->items[i], i)
                             : els_examples_nearest(d, &d->items[i], k, i)) == d->items[i].label;
        uint32_t label = s == 0 ? els_examples_bayes(d, &d->query, UINT32_MAX)
                                : els_examples_nearest(d, &d->query, k, UINT32_MAX);
        offer(session, d, els_str_of(names[s]), label, (double)right / d->n_items - 1, false);
    }
}

static void propose_induced(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    els_examples *d = ELS_ARENA_NEW(arena, els_examples, 1);
    els_example_vote votes[ELS_EXAMPLE_LABELS_MAX];
    bool any = false;
    if (!els_session_wants(session, ELS_STR("induced")) || !els_examples_read(session, d) ||
        !els_session_spend(session, 1))
        return;
    uint32_t tried = els_examples_induce(d, votes);
    if (!els_session_spend(session, tried / HYPOTHESES_PER_UNIT))
        return;
    for (uint32_t label = 0; label < d->n_labels; label++)
        if (votes[label].weight > 1e-4) {
            offer(session, d, els_arena_copy(arena, els_str_of(votes[label].how)), label,
                  3 + fmax(log(votes[label].weight), -5), true);
            any = true;
        }
    if (!any)
        propose_likeness(session, d);
}

static void propose_stated(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    uint32_t rule;
    if (!els_session_wants(session, ELS_STR("stated")) || !els_session_spend(session, 1))
        return;
    els_str answer = stated_answer(session, arena, &rule);
    if (answer.len == 0)
        return;
    uint32_t own[] = {els_feature("examples.stated", rule > 0, 0, 0)};
    els_offer program = {
        .shape = ELS_STR("stated"),
        .args = els_arena_printf(arena, "rule %u", rule),
        .answer = answer,
        .prior = rule > 0 ? 3 : 1,
        .check = rule > 0 ? 1 : 0,
        .own = own,
        .n_own = 1,
    };
    els_session_offer(session, &program);
}

static void propose(els_session *session)
{
    propose_stated(session);
    propose_induced(session);
}

const els_family els_family_examples = {
    .name = "examples", .applies = applies, .propose = propose, .salience = 2};
