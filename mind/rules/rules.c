#include "rules.h"
#include "rule_memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH_MAX = 3, TABLE_SLOTS = 4096, ANSWERS_MAX = 32 };

/* Not to learn what others learn would be another state: there is no going on without it. */
static els_rule_memory *owned(void)
{
    return els_zeroed(1, sizeof(els_rule_memory));
}

els_err els_rules_init(els_rules *rules, bool for_training)
{
    els_rules fresh = {0};
    fresh.rules = calloc(ELS_RULES_MAX, sizeof *fresh.rules);
    if (for_training)
        fresh.memory = calloc(ELS_RULES_MAX, sizeof *fresh.memory);
    if (!fresh.rules || (for_training && !fresh.memory)) {
        els_rules_fini(&fresh);
        return ELS_E_NOMEM;
    }
    *rules = fresh;
    return ELS_OK;
}

void els_rules_clear(els_rules *rules)
{
    for (uint32_t i = 0; rules->memory && i < ELS_RULES_MAX; i++) {
        free(rules->memory[i]);
        rules->memory[i] = NULL;
    }
    rules->n_rules = 0;
}

void els_rules_fini(els_rules *rules)
{
    els_rules_clear(rules);
    free(rules->rules);
    free(rules->memory);
    *rules = (els_rules){0};
}

void els_rules_copy(els_rules *to, const els_rules *from)
{
    memcpy(to->rules, from->rules, from->n_rules * sizeof *to->rules);
    to->n_rules = from->n_rules;
    for (uint32_t i = 0; to->memory && from->memory && i < ELS_RULES_MAX; i++) {
        if (i < from->n_rules && from->memory[i] && !to->memory[i])
            to->memory[i] = owned();
        if (i < from->n_rules && from->memory[i] && to->memory[i]) {
            *to->memory[i] = *from->memory[i];
        } else {
            free(to->memory[i]);
            to->memory[i] = NULL;
        }
    }
}

const els_rule *els_rules_find(const els_rules *rules, uint64_t situation)
{
    for (uint32_t i = 0; i < rules->n_rules; i++)
        if (rules->rules[i].situation == situation)
            return &rules->rules[i];
    return NULL;
}

const els_rule_node *els_rule_follow(const els_rule *rule, const uint64_t *facts, uint32_t n_facts)
{
    const els_rule_node *node = &rule->nodes[0];
    while (node->fact != 0) {
        bool holds = false;
        for (uint32_t i = 0; i < n_facts && !holds; i++)
            holds = els_rule_fold(facts[i]) == node->fact;
        node = &rule->nodes[holds ? node->yes : node->no];
    }
    return node;
}

/* ---- induction ---- */

typedef struct {
    uint32_t fact;
    uint32_t rank; /* order of first sight, the tie-breaker */
    uint16_t count[ANSWERS_MAX];
} fact_count;

typedef struct {
    double enough, entropy; /* what a test has to stay below; what the best one leaves */
    uint32_t fact, rank;    /* 0: none */
} best_fact;

typedef struct {
    const els_rule_memory *memory;
    els_rule *rule;
    uint64_t answers[ANSWERS_MAX];
    uint32_t n_answers;
    uint8_t answer_of[ELS_RULE_EXAMPLES];
    fact_count *table;                   /* what is in a slot that is not used is not known */
    uint64_t used[TABLE_SLOTS / 64];     /* bits of slots */
    double times[ELS_RULE_EXAMPLES + 1]; /* n log n */
} induction;

static double entropy_sum(const induction *in, const uint32_t *count)
{
    double sum = 0;
    uint32_t all = 0;
    for (uint32_t i = 0; i < in->n_answers; i++) {
        all += count[i];
        sum -= in->times[count[i]];
    }
    return sum + in->times[all];
}

/* The fact's slot, a new one where there is none; NULL: enough different facts for one node. */
static fact_count *slot_of(induction *in, uint32_t fact, uint32_t *rank)
{
    uint32_t slot = fact % TABLE_SLOTS;
    while (in->used[slot / 64] >> slot % 64 & 1) {
        if (in->table[slot].fact == fact)
            return &in->table[slot];
        slot = (slot + 1) % TABLE_SLOTS;
    }
    if (*rank == TABLE_SLOTS / 2)
        return NULL;
    in->used[slot / 64] |= UINT64_C(1) << slot % 64;
    in->table[slot] = (fact_count){.fact = fact, .rank = (*rank)++};
    return &in->table[slot];
}

static void count_facts(induction *in, const uint8_t *members, uint32_t n_members)
{
    uint32_t rank = 0;
    memset(in->used, 0, sizeof in->used);
    for (uint32_t m = 0; m < n_members; m++) {
        const els_rule_example *example = &in->memory->examples[members[m]];
        for (uint32_t i = 0; i < example->n_facts; i++) {
            fact_count *slot = slot_of(in, example->facts[i], &rank);
            if (slot)
                slot->count[in->answer_of[members[m]]]++;
        }
    }
}

/* Looks whether a fact leaves less entropy than the best so far, what its form is likely to decide
 * counted in. */
static void try_test(const induction *in, const uint32_t *total, uint32_t n_members,
                     const fact_count *entry, best_fact *best)
{
    uint32_t yes[ANSWERS_MAX], no[ANSWERS_MAX], n_yes = 0;
    for (uint32_t a = 0; a < in->n_answers; a++) {
        if (entry->count[a] > total[a])
            return; /* a state from elsewhere may have a fact twice in one example */
        yes[a] = entry->count[a];
        no[a] = total[a] - entry->count[a];
        n_yes += yes[a];
    }
    if (n_yes == 0 || n_yes == n_members)
        return;
    double after = entropy_sum(in, yes) + entropy_sum(in, no);
    if (after >= best->enough)
        return;
    after -= log(els_rule_form_odds(els_rule_form_of(entry->fact)));
    if (after < best->entropy - 1e-9 ||
        (after < best->entropy + 1e-9 && entry->rank < best->rank && best->fact != 0)) {
        best->entropy = after;
        best->fact = entry->fact;
        best->rank = entry->rank;
    }
}

/* The fact that leaves the least entropy; 0 when none lowers it enough. In order of the slots: near
 * ties depend on it. */
static uint32_t best_test(const induction *in, const uint32_t *total, uint32_t n_members)
{
    best_fact best = {
        .enough = entropy_sum(in, total) - 1.0, .entropy = INFINITY, .rank = UINT32_MAX};
    for (uint32_t word = 0; word < TABLE_SLOTS / 64; word++)
        for (uint64_t left = in->used[word]; left; left &= left - 1)
            try_test(in, total, n_members, &in->table[word * 64 + (uint32_t)__builtin_ctzll(left)],
                     &best);
    return best.fact;
}

static bool has_fact(const els_rule_example *example, uint32_t fact)
{
    for (uint32_t i = 0; i < example->n_facts; i++)
        if (example->facts[i] == fact)
            return true;
    return false;
}

static uint32_t grow(induction *in, const uint8_t *members, uint32_t n_members, uint32_t depth)
{
    uint32_t at = in->rule->n_nodes++;
    uint32_t total[ANSWERS_MAX] = {0}, top = 0;
    for (uint32_t m = 0; m < n_members; m++)
        total[in->answer_of[members[m]]]++;
    for (uint32_t a = 1; a < in->n_answers; a++)
        if (total[a] > total[top])
            top = a;
    in->rule->nodes[at] =
        (els_rule_node){.answer = in->answers[top], .right = total[top], .seen = n_members};
    if (total[top] == n_members || depth == DEPTH_MAX)
        return at;
    count_facts(in, members, n_members);
    uint32_t fact = best_test(in, total, n_members);
    if (fact == 0)
        return at;
    uint8_t yes[ELS_RULE_EXAMPLES], no[ELS_RULE_EXAMPLES];
    uint32_t n_yes = 0, n_no = 0;
    for (uint32_t m = 0; m < n_members; m++) {
        if (has_fact(&in->memory->examples[members[m]], fact))
            yes[n_yes++] = members[m];
        else
            no[n_no++] = members[m];
    }
    in->rule->nodes[at].fact = fact;
    uint32_t child = grow(in, yes, n_yes, depth + 1);
    in->rule->nodes[at].yes = child;
    child = grow(in, no, n_no, depth + 1);
    in->rule->nodes[at].no = child;
    return at;
}

static void induce(els_rule *rule, const els_rule_memory *memory)
{
    induction in = {.memory = memory, .rule = rule};
    uint8_t members[ELS_RULE_EXAMPLES];
    uint32_t n = 0;
    in.table = malloc(TABLE_SLOTS * sizeof *in.table);
    if (!in.table)
        els_out_of_memory(TABLE_SLOTS * sizeof *in.table);
    for (uint32_t i = 1; i <= ELS_RULE_EXAMPLES; i++)
        in.times[i] = i * log(i);
    for (uint32_t i = 0; i < memory->n; i++) {
        uint32_t a = 0;
        while (a < in.n_answers && in.answers[a] != memory->examples[i].answer)
            a++;
        if (a == ANSWERS_MAX)
            continue;
        if (a == in.n_answers)
            in.answers[in.n_answers++] = memory->examples[i].answer;
        in.answer_of[i] = (uint8_t)a;
        members[n++] = (uint8_t)i;
    }
    rule->n_nodes = 0;
    grow(&in, members, n, 0);
    free(in.table);
}

/* Its place, a new one when there is room; else ELS_RULES_MAX. */
static uint32_t take_rule(els_rules *rules, uint64_t field, uint64_t situation)
{
    uint32_t at = 0;
    while (at < rules->n_rules && rules->rules[at].situation != situation)
        at++;
    if (at < rules->n_rules || at == ELS_RULES_MAX)
        return at;
    rules->memory[at] = owned();
    rules->rules[at] = (els_rule){.situation = situation, .field = field};
    rules->n_rules++;
    return at;
}

static void remember(els_rule_memory *memory, const uint64_t *facts, uint32_t n_facts,
                     uint64_t answer)
{
    els_rule_example *example = &memory->examples[memory->next];
    *example = (els_rule_example){.answer = answer};
    for (uint32_t i = 0; i < n_facts && i < ELS_RULE_FACTS; i++)
        if (!has_fact(example, els_rule_fold(facts[i]))) /* said twice is said once */
            example->facts[example->n_facts++] = els_rule_fold(facts[i]);
    memory->next = (memory->next + 1) % ELS_RULE_EXAMPLES;
    if (memory->n < ELS_RULE_EXAMPLES)
        memory->n++;
}

void els_rules_learn(els_rules *rules, uint64_t field, uint64_t situation, const uint64_t *facts,
                     uint32_t n_facts, uint64_t answer)
{
    uint32_t at = take_rule(rules, field, situation);
    if (at == ELS_RULES_MAX || !rules->memory[at])
        return;
    els_rule *rule = &rules->rules[at];
    els_rule_memory *memory = rules->memory[at];
    bool knew = rule->n_nodes > 0 && els_rule_follow(rule, facts, n_facts)->answer == answer;
    remember(memory, facts, n_facts, answer);
    if (!knew || memory->n % 8 == 0)
        induce(rule, memory);
    rule->is_unsettled = true;
}

/* ---- bytes ---- */

static void put_vote(els_buf *out, const els_rule_vote *vote)
{
    uint32_t weight;
    memcpy(&weight, &vote->weight, sizeof weight);
    els_buf_add_number(out, vote->fact, 4);
    els_buf_add_number(out, weight, 4);
    els_buf_add_number(out, vote->yes, 8);
    els_buf_add_number(out, vote->no, 8);
}

static bool get_vote(els_str *in, els_rule_vote *ret)
{
    uint64_t fact, weight, yes, no;
    if (!els_str_take_number(in, &fact, 4) || !els_str_take_number(in, &weight, 4) ||
        !els_str_take_number(in, &yes, 8) || !els_str_take_number(in, &no, 8))
        return false;
    uint32_t bits = (uint32_t)weight;
    *ret = (els_rule_vote){.fact = (uint32_t)fact, .yes = yes, .no = no};
    memcpy(&ret->weight, &bits, sizeof bits);
    return ret->weight >= 0 && ret->weight <= 1; /* no NaN either */
}

void els_rules_save(const els_rules *rules, bool training, els_buf *out)
{
    els_buf_add_number(out, rules->n_rules, 4);
    for (uint32_t r = 0; r < rules->n_rules; r++) {
        const els_rule *rule = &rules->rules[r];
        els_buf_add_number(out, rule->situation, 8);
        els_buf_add_number(out, rule->field, 8);
        els_buf_add_number(out, rule->n_nodes, 4);
        for (uint32_t i = 0; i < rule->n_nodes; i++) {
            const els_rule_node *node = &rule->nodes[i];
            els_buf_add_number(out, node->fact, 4);
            els_buf_add_number(out, node->yes, 4);
            els_buf_add_number(out, node->no, 4);
            els_buf_add_number(out, node->answer, 8);
            els_buf_add_number(out, node->right, 4);
            els_buf_add_number(out, node->seen, 4);
        }
        els_buf_add_number(out, rule->n_votes, 4);
        for (uint32_t i = 0; i < rule->n_votes; i++)
            put_vote(out, &rule->votes[i]);
        const els_rule_memory *memory = training && rules->memory ? rules->memory[r] : NULL;
        els_buf_add_number(out, memory ? memory->n : 0, 4);
        els_buf_add_number(out, memory ? memory->next : 0, 4);
        for (uint32_t i = 0; memory && i < memory->n; i++) {
            const els_rule_example *example = &memory->examples[i];
            els_buf_add_number(out, example->answer, 8);
            els_buf_add_number(out, example->n_facts, 4);
            for (uint32_t k = 0; k < example->n_facts; k++)
                els_buf_add_number(out, example->facts[k], 4);
        }
    }
}

static bool load_node(els_str *bytes, uint32_t at, uint32_t n_nodes, els_rule_node *ret)
{
    uint64_t fact, yes, no, answer, right, seen;
    if (!els_str_take_number(bytes, &fact, 4) || !els_str_take_number(bytes, &yes, 4) ||
        !els_str_take_number(bytes, &no, 4) || !els_str_take_number(bytes, &answer, 8) ||
        !els_str_take_number(bytes, &right, 4) || !els_str_take_number(bytes, &seen, 4))
        return false;
    /* Children come behind their parent: following a tree always ends. */
    if (fact != 0 && (yes <= at || no <= at || yes >= n_nodes || no >= n_nodes))
        return false;
    *ret = (els_rule_node){(uint32_t)fact, (uint32_t)yes,   (uint32_t)no,
                           answer,         (uint32_t)right, (uint32_t)seen};
    return true;
}

static bool load_memory(els_str *bytes, els_rules *rules, uint32_t r)
{
    uint64_t n, next, answer, n_facts, fact;
    if (!els_str_take_number(bytes, &n, 4) || !els_str_take_number(bytes, &next, 4) ||
        n > ELS_RULE_EXAMPLES || next >= ELS_RULE_EXAMPLES)
        return false;
    els_rule_memory *memory = rules->memory ? owned() : NULL;
    if (rules->memory) {
        rules->memory[r] = memory;
        memory->n = (uint32_t)n;
        memory->next = (uint32_t)next;
    }
    for (uint64_t i = 0; i < n; i++) {
        if (!els_str_take_number(bytes, &answer, 8) || !els_str_take_number(bytes, &n_facts, 4) ||
            n_facts > ELS_RULE_FACTS)
            return false;
        if (memory) {
            memory->examples[i].answer = answer;
            memory->examples[i].n_facts = (uint32_t)n_facts;
        }
        for (uint64_t k = 0; k < n_facts; k++) {
            if (!els_str_take_number(bytes, &fact, 4))
                return false;
            if (memory)
                memory->examples[i].facts[k] = (uint32_t)fact;
        }
    }
    return true;
}

els_err els_rules_load(els_rules *rules, els_str *bytes)
{
    uint64_t n_rules;
    els_rules_clear(rules);
    if (!els_str_take_number(bytes, &n_rules, 4) || n_rules > ELS_RULES_MAX)
        return ELS_E_FORMAT;
    for (uint32_t r = 0; r < n_rules; r++) {
        els_rule *rule = &rules->rules[r];
        uint64_t n_nodes, n_votes;
        *rule = (els_rule){0};
        rules->n_rules = r + 1;
        if (!els_str_take_number(bytes, &rule->situation, 8) ||
            !els_str_take_number(bytes, &rule->field, 8) ||
            !els_str_take_number(bytes, &n_nodes, 4) || n_nodes == 0 || n_nodes > ELS_RULE_NODES)
            return ELS_E_FORMAT;
        rule->n_nodes = (uint32_t)n_nodes;
        for (uint32_t i = 0; i < n_nodes; i++)
            if (!load_node(bytes, i, rule->n_nodes, &rule->nodes[i]))
                return ELS_E_FORMAT;
        if (!els_str_take_number(bytes, &n_votes, 4) || n_votes > ELS_RULE_VOTES)
            return ELS_E_FORMAT;
        rule->n_votes = (uint32_t)n_votes;
        for (uint32_t i = 0; i < rule->n_votes; i++)
            if (!get_vote(bytes, &rule->votes[i]))
                return ELS_E_FORMAT;
        if (!load_memory(bytes, rules, r))
            return ELS_E_FORMAT;
    }
    return ELS_OK;
}
