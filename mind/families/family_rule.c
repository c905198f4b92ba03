/* family_rule.c — programs "ask whether these facts hold, then answer so", as induced in rules.h.
 *
 * Two shapes: the tree of the field alone, and the tree of the field given the first field's
 * answer. How far a leaf is to be trusted (how pure, how often seen) is for the model to learn. */
#include "family.h"
#include "session.h"

static bool applies(const els_session *session)
{
    const els_view *view = els_session_view(session);
    const els_field_spec *field = els_session_field(session);
    return field->n_choices > 0 && view->text.n_facts > 0 && view->mind->rules.n_rules > 0;
}

/* Follows one tree and offers what it answers. */
static void offer_rule(els_session *session, els_str shape, uint64_t situation)
{
    const els_view *view = els_session_view(session);
    const els_field_spec *field = els_session_field(session);
    const els_rule *rule = els_rules_find(&view->mind->rules, situation);
    if (!rule || rule->n_nodes == 0 || !els_session_wants(session, shape) ||
        !els_session_spend(session, 1))
        return;
    const els_rule_node *leaf = els_rule_follow(rule, view->text.facts, view->text.n_facts);
    uint64_t shape_hash = els_hash_str(shape);
    uint64_t seen = leaf->seen > 12 ? 4 : leaf->seen > 6 ? 3 : leaf->seen > 3 ? 2 : leaf->seen > 1;
    uint64_t pure = leaf->seen ? (uint64_t)leaf->right * 8 / leaf->seen : 0;
    uint32_t own[] = {
        els_feature("rule.leaf", shape_hash, seen, pure),
        els_feature("rule.field", shape_hash, els_hash_str(field->name), pure),
        els_feature("rule.situation", situation, 0, 0),
    };
    for (uint32_t i = 0; i < field->n_choices; i++) {
        if (els_answer_hash(field->choices[i]) != leaf->answer)
            continue;
        els_offer offer = {.shape = shape,
                           .args = field->choices[i],
                           .answer = field->choices[i],
                           .own = own,
                           .n_own = sizeof own / sizeof own[0]};
        els_session_offer(session, &offer);
        return;
    }
}

static void propose(els_session *session)
{
    els_situations situations =
        els_situations_of(els_session_view(session)->task, els_session_field_index(session),
                          els_session_previous(session, &(uint32_t){0}));
    if (situations.given != 0)
        offer_rule(session, ELS_STR("rule given(_)"), situations.given);
    offer_rule(session, ELS_STR("rule"), situations.alone);
}

const els_family els_family_rule = {.name = "rule", .applies = applies, .propose = propose};
