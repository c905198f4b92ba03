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
        els_rules_learn(rules, SITUATION, facts, i % 2 ? 4 : 3, i % 2 ? APPROVE : DENY);
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
        els_rules_learn(&rules, SITUATION, facts, n, (i & 3) == 3 ? APPROVE : DENY);
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
        els_rules_learn(&rules, SITUATION, facts + i % 2, 1, i % 2 ? APPROVE : DENY);
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
        els_rules_learn(&rules, s + 1, facts, ELS_RULE_FACTS + 50, s);
    cr_assert_eq(rules.n_rules, ELS_RULES_MAX);
    cr_assert_null(els_rules_find(&rules, ELS_RULES_MAX + 1));
    /* More answers than a tree can tell apart, with facts for every one of them. */
    for (uint32_t i = 0; i < 100; i++)
        els_rules_learn(&rules, 1, facts + i, 100, 5000 + i);
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

/* Layout: u32 rules, then u64 situation, u32 nodes, and per node u32 fact, yes, no, u64 answer. */
enum { NODE_0 = 4 + 8 + 4, YES = 4, NO = 8, COUNT = 4 + 8 };

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
    els_rules_learn(&copy, 5, NULL, 0, 6);
    els_rules_learn(&copy, 6, NULL, 0, 6);
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
