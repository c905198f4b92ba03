#include <criterion/criterion.h>

#include "rules.h"

#include <string.h>

enum { SITUATION = 40, APPROVE = 1001, DENY = 1002 };

static uint64_t fact(uint32_t n)
{
    return (uint64_t)n << 32;
}

/* Ten examples: approve where fact 7 holds, among facts that say nothing. */
static void teach(els_rules *rules)
{
    for (uint32_t i = 0; i < 10; i++) {
        uint64_t facts[4] = {fact(100), fact(200 + i % 3), fact(300 + i), fact(7)};
        els_rules_learn(rules, SITUATION, SITUATION, facts, i % 2 ? 4 : 3, i % 2 ? APPROVE : DENY);
    }
}

Test(rules, a_decision_on_one_fact_is_learned_from_ten_examples)
{
    els_rules rules;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    cr_assert_null(els_rules_find(&rules, SITUATION));
    teach(&rules);
    const els_rule *rule = els_rules_find(&rules, SITUATION);
    cr_assert_not_null(rule);
    cr_assert_eq(rule->nodes[0].fact, els_rule_fold(fact(7)));
    uint64_t with[3] = {fact(999), fact(7), fact(998)}, without[2] = {fact(999), fact(998)};
    const els_rule_node *leaf = els_rule_follow(rule, with, 3);
    cr_assert_eq(leaf->answer, APPROVE);
    cr_assert_eq(leaf->fact, 0);
    cr_assert_eq(leaf->right, leaf->seen);
    cr_assert_eq(els_rule_follow(rule, without, 2)->answer, DENY);
    cr_assert_eq(els_rule_follow(rule, NULL, 0)->answer, DENY);
    cr_assert_null(els_rules_find(&rules, SITUATION + 1));
    els_rules_fini(&rules);
}

Test(rules, a_conjunction_takes_two_questions)
{
    els_rules rules;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    for (uint32_t i = 0; i < 40; i++) {
        uint64_t facts[3] = {fact(100 + i % 5)};
        uint32_t n = 1;
        if (i & 1)
            facts[n++] = fact(1);
        if (i & 2)
            facts[n++] = fact(2);
        els_rules_learn(&rules, SITUATION, SITUATION, facts, n, (i & 3) == 3 ? APPROVE : DENY);
    }
    const els_rule *rule = els_rules_find(&rules, SITUATION);
    uint64_t both[2] = {fact(1), fact(2)};
    cr_assert_eq(els_rule_follow(rule, both, 2)->answer, APPROVE);
    cr_assert_eq(els_rule_follow(rule, both, 1)->answer, DENY);
    cr_assert_eq(els_rule_follow(rule, both + 1, 1)->answer, DENY);
    els_rules_fini(&rules);
}

Test(rules, the_newest_examples_count_when_the_world_changes)
{
    els_rules rules;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    teach(&rules);
    uint64_t facts[2] = {fact(7), fact(100)};
    for (uint32_t i = 0; i < 2 * ELS_RULE_EXAMPLES; i++)
        els_rules_learn(&rules, SITUATION, SITUATION, facts + i % 2, 1, i % 2 ? APPROVE : DENY);
    const els_rule *rule = els_rules_find(&rules, SITUATION);
    cr_assert_eq(els_rule_follow(rule, facts, 1)->answer, DENY);
    cr_assert_leq(rule->nodes[0].seen, ELS_RULE_EXAMPLES);
    els_rules_fini(&rules);
}

Test(rules, stay_within_their_limits)
{
    els_rules rules;
    uint64_t facts[ELS_RULE_FACTS + 50];
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    for (uint32_t i = 0; i < ELS_RULE_FACTS + 50; i++)
        facts[i] = fact(i + 1);
    for (uint64_t s = 0; s < ELS_RULES_MAX + 20; s++)
        els_rules_learn(&rules, s + 1, s + 1, facts, ELS_RULE_FACTS + 50, s);
    cr_assert_eq(rules.n_rules, ELS_RULES_MAX);
    cr_assert_null(els_rules_find(&rules, ELS_RULES_MAX + 1));
    /* More answers than a tree can tell apart, with facts for every one of them. */
    for (uint32_t i = 0; i < 100; i++)
        els_rules_learn(&rules, 1, 1, facts + i, 100, 5000 + i);
    const els_rule *rule = els_rules_find(&rules, 1);
    cr_assert(rule->n_nodes >= 1 && rule->n_nodes <= ELS_RULE_NODES);
    els_rules_fini(&rules);
}

static els_buf saved(const els_rules *rules, bool training)
{
    els_buf out = {0};
    els_rules_save(rules, training, &out);
    return out;
}

Test(rules, come_back_and_go_on_learning_alike)
{
    els_rules rules, back;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    cr_assert_eq(els_rules_init(&back, true), ELS_OK);
    teach(&rules);
    els_buf first = saved(&rules, true);
    els_str rest = els_buf_str(&first);
    cr_assert_eq(els_rules_load(&back, &rest), ELS_OK);
    cr_assert_eq(rest.len, 0, "everything was read");
    teach(&rules);
    teach(&back);
    els_buf a = saved(&rules, true), b = saved(&back, true);
    cr_assert(els_str_eq(els_buf_str(&a), els_buf_str(&b)));
    els_buf_fini(&a);
    els_buf_fini(&b);
    for (size_t len = 0; len < first.len; len++) {
        rest = (els_str){first.ptr, len};
        cr_assert_eq(els_rules_load(&back, &rest), ELS_E_FORMAT, "%zu bytes", len);
    }
    els_buf_fini(&first);
    els_rules_fini(&rules);
    els_rules_fini(&back);
}

/* Layout: u32 rules, then u64 situation, u64 field, u32 nodes, and per node u32 fact, yes, no, u64
 * answer. */
enum { NODE_0 = 4 + 8 + 8 + 4, YES = 4, NO = 8, COUNT = 4 + 8 + 8 };

Test(rules, a_tree_that_runs_in_circles_is_refused)
{
    els_rules rules, back;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    cr_assert_eq(els_rules_init(&back, false), ELS_OK);
    teach(&rules);
    els_buf bytes = saved(&rules, false);
    els_str rest = els_buf_str(&bytes);
    cr_assert_eq(els_rules_load(&back, &rest), ELS_OK);
    static const struct {
        size_t at;
        char value;
    } lies[] = {{NODE_0 + YES, 0}, {NODE_0 + NO, 0}, {NODE_0 + YES, 14}, {NODE_0 + NO, 3},
                {COUNT, 0},        {COUNT, 16},      {COUNT, 1}};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        char old = bytes.ptr[lies[i].at];
        cr_assert_neq(old, lies[i].value, "lie %zu is the truth", i);
        bytes.ptr[lies[i].at] = lies[i].value;
        rest = els_buf_str(&bytes);
        cr_assert_eq(els_rules_load(&back, &rest), ELS_E_FORMAT, "lie %zu", i);
        bytes.ptr[lies[i].at] = old;
    }
    els_buf_fini(&bytes);
    els_rules_fini(&rules);
    els_rules_fini(&back);
}

Test(rules, a_copy_is_its_own)
{
    els_rules rules, copy;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    cr_assert_eq(els_rules_init(&copy, true), ELS_OK);
    teach(&rules);
    els_rules_learn(&copy, 5, 5, NULL, 0, 6);
    els_rules_learn(&copy, 6, 6, NULL, 0, 6);
    els_rules_copy(&copy, &rules);
    els_buf a = saved(&rules, true), b = saved(&copy, true);
    cr_assert(els_str_eq(els_buf_str(&a), els_buf_str(&b)));
    els_rules_clear(&rules);
    cr_assert_eq(rules.n_rules, 0);
    els_buf c = saved(&copy, true);
    cr_assert(els_str_eq(els_buf_str(&b), els_buf_str(&c)));
    els_buf_fini(&a);
    els_buf_fini(&b);
    els_buf_fini(&c);
    els_rules_fini(&rules);
    els_rules_fini(&copy);
}

/* ---- votes ---- */

enum { FIELD = 50, LOW = 2001, HIGH = 2002, LATER = 2003, AT_ONCE = 2004 };

/* Facts 10 to 59, each true or false by a bit of `world`; fact 20 is `decides`. */
static uint32_t state(uint64_t world, bool decides, uint64_t ret[50])
{
    for (uint32_t i = 0; i < 50; i++)
        ret[i] = els_rule_fact(fact(2 * (10 + i)), i == 10 ? decides : world >> i & 1);
    return 50;
}

static uint64_t world_of(uint32_t n)
{
    return els_hash_mix(n + 7);
}

static double vote_for(els_rules *rules, uint64_t situation, uint64_t answer, bool decides,
                       uint32_t world)
{
    uint64_t facts[50];
    double share = -1;
    uint32_t n = state(world_of(world), decides, facts);
    els_rules_settle(rules);
    cr_assert(els_rules_poll(rules, FIELD, situation, facts, n, &answer, 1, &share));
    return share;
}

/* Ten cases in each of three situations, decided by fact 20. */
static void teach_situations(els_rules *rules)
{
    uint64_t facts[50];
    for (uint32_t i = 0; i < 30; i++) {
        uint32_t n = state(world_of(i), i / 3 % 2, facts);
        els_rules_learn(rules, FIELD, FIELD, facts, n, i / 3 % 2 ? HIGH : LOW);
        els_rules_learn(rules, FIELD, FIELD + 1 + i % 3, facts, n, i / 3 % 2 ? HIGH : LOW);
    }
}

Test(rules, one_case_is_enough_where_other_situations_have_settled_what_decides)
{
    els_rules rules;
    uint64_t facts[50];
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    cr_assert_not(els_rules_poll(&rules, FIELD, FIELD + 1, NULL, 0, NULL, 0, NULL));
    teach_situations(&rules);
    els_rules_learn(&rules, FIELD, FIELD + 9, facts, state(world_of(90), true, facts), HIGH);
    for (uint32_t i = 0; i < 20; i++) {
        cr_assert_gt(vote_for(&rules, FIELD + 9, HIGH, true, 100 + i), 0.8);
        cr_assert_gt(vote_for(&rules, FIELD + 9, LOW, false, 100 + i), 0.8);
        cr_assert_gt(vote_for(&rules, FIELD + 77, LOW, false, 100 + i), 0.8, "a new situation");
    }
    els_rules_fini(&rules);
}

Test(rules, a_situation_with_answers_of_its_own_keeps_them)
{
    els_rules rules;
    uint64_t facts[50];
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    teach_situations(&rules);
    for (uint32_t i = 0; i < 12; i++) {
        uint32_t n = state(world_of(200 + i), i % 2, facts);
        els_rules_learn(&rules, FIELD, FIELD + 9, facts, n, i % 2 ? AT_ONCE : LATER);
    }
    for (uint32_t i = 0; i < 20; i++) {
        cr_assert_gt(vote_for(&rules, FIELD + 9, AT_ONCE, true, 300 + i), 0.6);
        cr_assert_gt(vote_for(&rules, FIELD + 9, LATER, false, 300 + i), 0.6);
        cr_assert_gt(vote_for(&rules, FIELD + 1, HIGH, true, 300 + i), 0.8);
    }
    els_rules_fini(&rules);
}

/* In each of ten situations another fact decides, and it is stated whenever the situation is at
 * hand and now and then in others. */
Test(rules, what_is_always_told_in_a_situation_is_what_matters_there)
{
    els_rules rules;
    uint32_t right = 0;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    for (uint32_t i = 0; i < 60; i++) {
        uint64_t facts[12], world = world_of(i);
        uint32_t own = i % 10, n = 0;
        for (uint32_t k = 0; k < 10; k++)
            if (k == own || (world >> (2 * k) & 3) == 0)
                facts[n++] = els_rule_fact(fact(2 * (10 + k)), world >> (20 + k) & 1);
        bool holds = world >> (20 + own) & 1;
        uint64_t answer = holds ? HIGH : LOW;
        double share = 0;
        if (i >= 30 && els_rules_poll(&rules, FIELD, FIELD + 1 + own, facts, n, &answer, 1, &share))
            right += share > 0.5;
        els_rules_learn(&rules, FIELD, FIELD + 1 + own, facts, n, answer);
        els_rules_settle(&rules);
    }
    cr_assert_geq(right, 24, "%u of 30 after three cases of each", right);
    els_rules_fini(&rules);
}

Test(rules, votes_come_back_as_they_were)
{
    els_rules rules, back;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    cr_assert_eq(els_rules_init(&back, false), ELS_OK);
    teach_situations(&rules);
    els_rules_settle(&rules);
    els_buf bytes = saved(&rules, false);
    els_str rest = els_buf_str(&bytes);
    cr_assert_eq(els_rules_load(&back, &rest), ELS_OK);
    for (uint32_t i = 0; i < 10; i++)
        cr_assert_eq(vote_for(&rules, FIELD + 2, HIGH, i % 2, i),
                     vote_for(&back, FIELD + 2, HIGH, i % 2, i));
    const els_rule *rule = els_rules_find(&rules, FIELD); /* the first in the bytes */
    size_t votes = 4 + 8 + 8 + 4 + (size_t)rule->n_nodes * 28;
    cr_assert_eq((uint32_t)bytes.ptr[votes], rule->n_votes);
    static const struct {
        size_t at;
        char value;
    } lies[] = {{0, ELS_RULE_VOTES + 1}, {1, 1}, {4 + 7, 0x7f}, {4 + 7, (char)0xbf}};
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        char old = bytes.ptr[votes + lies[i].at];
        bytes.ptr[votes + lies[i].at] = lies[i].value;
        rest = els_buf_str(&bytes);
        cr_assert_eq(els_rules_load(&back, &rest), ELS_E_FORMAT, "lie %zu", i);
        bytes.ptr[votes + lies[i].at] = old;
    }
    els_buf_fini(&bytes);
    els_rules_fini(&rules);
    els_rules_fini(&back);
}

/* Facts by number and form. */
static uint64_t formed(uint32_t n, els_rule_form form, bool holds)
{
    return els_rule_fact(els_rule_formed(fact(2 * n), form), holds);
}

/* Two cases, told apart by the sign of an amount as well as by a comparison of two namesakes. Which
 * of both does a text follow in which they disagree? */
static double share_of_sign(els_rules *rules)
{
    double share = -1;
    uint64_t answer = LATER;
    for (uint32_t side = 0; side < 2; side++) {
        uint64_t said[2] = {formed(10, ELS_FORM_NAMESAKES, side), formed(11, ELS_FORM_SIGN, side)};
        els_rules_learn(rules, FIELD, FIELD + 40, said, 2, side ? LATER : AT_ONCE);
    }
    uint64_t asked[2] = {formed(10, ELS_FORM_NAMESAKES, false), formed(11, ELS_FORM_SIGN, true)};
    els_rules_settle(rules);
    cr_assert(els_rules_poll(rules, FIELD, FIELD + 40, asked, 2, &answer, 1, &share));
    return share;
}

Test(rules, what_kind_of_question_decides_elsewhere_is_asked_first_in_a_new_situation)
{
    els_rules alone, among;
    cr_assert_eq(els_rules_init(&alone, true), ELS_OK);
    cr_assert_eq(els_rules_init(&among, true), ELS_OK);
    for (uint32_t i = 0; i < 96; i++) { /* in each of twelve another sign; the comparison is idle */
        uint32_t own = i % 12, side = i / 12 % 2;
        uint64_t said[2] = {formed(100 + own, ELS_FORM_NAMESAKES, i / 24 % 2),
                            formed(200 + own, ELS_FORM_SIGN, side)};
        els_rules_learn(&among, FIELD, FIELD + 1 + own, said, 2, 3000 + 2 * own + side);
    }
    cr_assert_lt(share_of_sign(&alone), 0.3, "comparisons of namesakes are likelier at first");
    cr_assert_gt(share_of_sign(&among), 0.7);
    els_rules_fini(&alone);
    els_rules_fini(&among);
}

Test(rules, a_rule_stands_back_where_the_text_does_not_tell_what_it_asks)
{
    els_rules rules;
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    for (uint32_t i = 0; i < 4; i++) {
        uint64_t said[2] = {formed(10, ELS_FORM_NAMESAKES, i % 2),
                            formed(11, ELS_FORM_AMOUNTS, i % 2)};
        els_rules_learn(&rules, FIELD, FIELD + 1, said, 2, i % 2 ? HIGH : LOW);
    }
    els_rules_settle(&rules);
    uint64_t asked = formed(11, ELS_FORM_AMOUNTS, true), answer = HIGH;
    double share = -1;
    cr_assert(els_rules_poll(&rules, FIELD, FIELD + 1, &asked, 1, &answer, 1, &share));
    cr_assert_gt(share, 0.8);
    els_rules_fini(&rules);
}

/* More situations, facts and answers than are weighed. */
Test(rules, votes_stay_within_their_limits)
{
    els_rules rules;
    uint64_t facts[20];
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    for (uint32_t i = 0; i < 70; i++) {
        for (uint32_t k = 0; k < 20; k++)
            facts[k] = formed(1 + 20 * i + k, (els_rule_form)(k % ELS_FORM_COUNT), i % 2);
        els_rules_learn(&rules, FIELD, FIELD + 1 + i, facts, 20, 4000 + i);
    }
    els_rules_settle(&rules);
    uint64_t answer = 4003;
    double share = -1;
    cr_assert(els_rules_poll(&rules, FIELD, FIELD + 4, facts, 20, &answer, 1, &share));
    cr_assert(share >= 0 && share <= 1);
    els_rules_fini(&rules);
}

/* A field that no other answer goes before: its own examples vote, as those of one situation. */
Test(rules, a_dozen_rows_of_a_field_alone_settle_what_decides)
{
    els_rules rules;
    uint64_t facts[50];
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    for (uint32_t i = 0; i < 12; i++) {
        uint32_t n = state(world_of(i), i % 2, facts);
        els_rules_learn(&rules, FIELD, FIELD, facts, n, i % 2 ? HIGH : LOW);
    }
    for (uint32_t i = 0; i < 10; i++)
        cr_assert_gt(vote_for(&rules, FIELD, i % 2 ? HIGH : LOW, i % 2, 100 + i), 0.8);
    els_rules_fini(&rules);
}

Test(rules, what_nothing_decides_comes_as_often_as_it_came)
{
    els_rules rules;
    uint64_t facts[50];
    cr_assert_eq(els_rules_init(&rules, true), ELS_OK);
    for (uint32_t i = 0; i < 60; i++) { /* one in three is high, whatever holds */
        uint32_t n = state(world_of(i), world_of(1000 + i) & 1, facts);
        els_rules_learn(&rules, FIELD, FIELD, facts, n, world_of(2000 + i) % 3 == 0 ? HIGH : LOW);
    }
    for (uint32_t i = 0; i < 10; i++) {
        double high = vote_for(&rules, FIELD, HIGH, i % 2, 100 + i);
        cr_assert(high > 0.15 && high < 0.55, "%.2f", high);
    }
    els_rules_fini(&rules);
}

/* A list in a record may name a thing twice. */
Test(rules, a_fact_that_is_stated_twice_counts_once)
{
    els_rules once, twice;
    cr_assert_eq(els_rules_init(&once, true), ELS_OK);
    cr_assert_eq(els_rules_init(&twice, true), ELS_OK);
    for (uint32_t i = 0; i < 12; i++) {
        uint64_t said[4] = {els_rule_fact(fact(20), i % 2), els_rule_fact(fact(30), i % 3 == 0)};
        uint64_t answer = i % 2 ? HIGH : LOW;
        els_rules_learn(&once, FIELD, FIELD, said, 2, answer);
        els_rules_learn(&once, FIELD, FIELD + 1, said, 2, answer);
        said[2] = said[0];
        said[3] = said[1];
        els_rules_learn(&twice, FIELD, FIELD, said, 4, answer);
        els_rules_learn(&twice, FIELD, FIELD + 1, said, 4, answer);
    }
    els_rules_settle(&once);
    els_rules_settle(&twice);
    els_buf a = saved(&once, false), b = saved(&twice, false);
    cr_assert(els_str_eq(els_buf_str(&a), els_buf_str(&b)));
    els_buf_fini(&a);
    els_buf_fini(&b);
    els_rules_fini(&once);
    els_rules_fini(&twice);
}
