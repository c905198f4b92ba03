/* rules_votes.c — rules of one question for the situations of a field that have seen little.
 *
 * A hypothesis is "if fact f holds then answer a, else answer b", or one answer whatever holds. Its
 * posterior in a situation is its prior times the likelihood of the situation's examples, each of
 * which it misses with a small probability. The prior is in part the situation's own
 * (rules_prior.c) and in part the mean of the other situations' posteriors, so that what one of
 * them has settled is tried first in the others: a hierarchical model with the shared prior
 * estimated from the data (Robbins 1956, An Empirical Bayes Approach to Statistics), by repeated
 * passes. How large the shared part is they settle as well: some fields have one rule for many
 * situations, others a rule for each. */
#include "rule_field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SLOTS = 4 * ELS_FIELD_FACTS,
    OWN = 64,  /* hypotheses a situation puts up for itself */
    PASSES = 6 /* what others have settled settles after a few */
};

#define MISS 0.05       /* probability that an example is none of its rule's doing */
#define SHARED 0.3      /* where the part of the prior that other situations make starts */
#define SHARED_COUNTS 4 /* and how many situations that counts for */
#define UNTOLD 0.05     /* of a vote's weight where its text does not tell whether the fact holds */

typedef struct {
    els_rule_field counts;
    els_hypothesis *hypotheses; /* owned, and so are all below */
    uint32_t n_hypotheses;
    double *posterior;  /* situations x hypotheses */
    double *likelihood; /* likewise */
    double *sum;        /* over situations */
    double shared;
} field;

typedef struct {
    els_hypothesis what;
    double weight;
} weighed;

static uint32_t place_of(els_rule_field *f, uint32_t folded)
{
    uint32_t bare = folded >> 1, at = bare % SLOTS;
    while (f->slots[at] != 0 && f->facts[f->slots[at] - 1] != bare)
        at = (at + 1) % SLOTS;
    if (f->slots[at] == 0) {
        if (f->n_facts == ELS_FIELD_FACTS)
            return ELS_FIELD_FACTS;
        f->facts[f->n_facts++] = bare;
        f->slots[at] = (uint16_t)f->n_facts;
    }
    return (uint32_t)f->slots[at] - 1;
}

static uint32_t answer_of(els_rule_field *f, uint64_t answer)
{
    uint32_t a = 0;
    while (a < f->n_answers && f->answers[a] != answer)
        a++;
    if (a == f->n_answers && a < ELS_FIELD_ANSWERS)
        f->answers[f->n_answers++] = answer;
    return a;
}

static void count(els_rule_field *f, els_rule_situation *s)
{
    for (uint32_t i = 0; i < s->memory->n; i++) {
        const els_rule_example *example = &s->memory->examples[i];
        uint32_t a = answer_of(f, example->answer);
        if (a == ELS_FIELD_ANSWERS)
            continue;
        s->seen[a]++;
        s->n_examples++;
        f->n_examples++;
        for (uint32_t k = 0; k < example->n_facts; k++) {
            uint32_t at = place_of(f, example->facts[k]);
            if (at == ELS_FIELD_FACTS || f->last[at] == f->n_examples)
                continue; /* a state from elsewhere may have it twice */
            f->last[at] = f->n_examples;
            s->stated[at]++;
            s->holding[at] = (uint8_t)(s->holding[at] + (example->facts[k] & 1));
            s->yes[at][a] = (uint8_t)(s->yes[at][a] + (example->facts[k] & 1));
        }
    }
}

/* Probabilities of so many examples that a rule hits or misses. */
static void tell_odds(els_rule_field *f)
{
    double others = f->n_answers > 2 ? f->n_answers - 1 : 1;
    f->hit[0] = f->miss[0] = 1;
    for (uint32_t i = 1; i <= ELS_RULE_EXAMPLES; i++) {
        f->hit[i] = f->hit[i - 1] * (1 - MISS);
        f->miss[i] = f->miss[i - 1] * (MISS / others);
    }
}

/* Whether a rule's situation is one of the field's: given another answer, or, where nothing is
 * given (`alone`), the field itself. */
static bool is_of(const els_rules *rules, uint32_t rule, uint64_t key, bool alone)
{
    return rules->rules[rule].field == key && (rules->rules[rule].situation == key) == alone &&
           rules->memory[rule];
}

static uint32_t count_situations(const els_rules *rules, uint64_t key, bool alone)
{
    uint32_t n = 0;
    for (uint32_t r = 0; r < rules->n_rules && n < ELS_FIELD_SITUATIONS; r++)
        n += is_of(rules, r, key, alone);
    return n;
}

static void open_field(els_rules *rules, uint64_t key, field *ret)
{
    const bool alone = count_situations(rules, key, false) == 0;
    const uint32_t n = count_situations(rules, key, alone);
    const size_t own = (size_t)n * OWN;
    *ret = (field){
        .counts = {.situations = els_zeroed(n + 1, sizeof *ret->counts.situations),
                   .facts = els_zeroed(ELS_FIELD_FACTS, sizeof *ret->counts.facts),
                   .last = els_zeroed(ELS_FIELD_FACTS, sizeof *ret->counts.last),
                   .slots = els_zeroed(SLOTS, sizeof *ret->counts.slots)},
        .hypotheses = els_zeroed(own + 1, sizeof *ret->hypotheses),
        .posterior = els_zeroed(own * n + 1, sizeof *ret->posterior),
        .likelihood = els_zeroed(own * n + 1, sizeof *ret->likelihood),
        .sum = els_zeroed(own + 1, sizeof *ret->sum),
        .shared = SHARED,
    };
    els_rule_field *f = &ret->counts;
    for (uint32_t r = 0; r < rules->n_rules && f->n_situations < n; r++) {
        if (!is_of(rules, r, key, alone))
            continue;
        els_rule_situation *s = &f->situations[f->n_situations++];
        s->rule = &rules->rules[r];
        s->memory = rules->memory[r];
        count(f, s);
    }
    tell_odds(f);
}

static void close_field(field *f)
{
    free(f->counts.situations);
    free(f->counts.facts);
    free(f->counts.last);
    free(f->counts.slots);
    free(f->hypotheses);
    free(f->posterior);
    free(f->likelihood);
    free(f->sum);
}

/* ---- hypotheses ---- */

/* Keeps the `cap` heaviest, in order. */
static void put_up(weighed *list, uint32_t *n, uint32_t cap, weighed one)
{
    uint32_t at = *n < cap ? (*n)++ : cap;
    while (at > 0 && one.weight > list[at - 1].weight) {
        if (at < cap)
            list[at] = list[at - 1];
        at--;
    }
    if (at < cap)
        list[at] = one;
}

/* Hypotheses of one fact that are heavier than the last that is kept. */
static void put_up_fact(const els_rule_field *f, const els_rule_situation *s, uint32_t fact,
                        weighed list[OWN], uint32_t *n)
{
    double if_yes[ELS_FIELD_ANSWERS], if_no[ELS_FIELD_ANSWERS], most_no = 0;
    for (uint32_t a = 0; a < f->n_answers; a++) {
        if_yes[a] = s->answer[a] * els_field_side(f, s, fact, true, a);
        if_no[a] = s->answer[a] * els_field_side(f, s, fact, false, a);
        most_no = fmax(most_no, if_no[a]);
    }
    for (uint32_t yes = 0; yes < f->n_answers; yes++) {
        const double rest = s->fact[fact] / s->differing * if_yes[yes];
        if (*n == OWN && rest * most_no <= list[OWN - 1].weight)
            continue;
        for (uint32_t no = 0; no < f->n_answers; no++)
            if (yes != no)
                put_up(list, n, OWN,
                       (weighed){{(uint16_t)fact, (uint8_t)yes, (uint8_t)no}, rest * if_no[no]});
    }
}

/* The best hypotheses of the situation by itself. */
static uint32_t of_itself(const els_rule_field *f, const els_rule_situation *s, weighed ret[OWN])
{
    uint32_t n = 0;
    for (uint32_t a = 0; a < f->n_answers; a++) {
        const els_hypothesis h = {ELS_NO_FACT, (uint8_t)a, (uint8_t)a};
        put_up(ret, &n, OWN,
               (weighed){h, els_field_prior(f, s, h) * els_field_likelihood(f, s, h)});
    }
    for (uint32_t k = 0; k < f->n_facts; k++)
        if (n < OWN || s->fact[k] * s->fit[k] > ret[OWN - 1].weight) /* of all it has together */
            put_up_fact(f, s, k, ret, &n);
    return n;
}

static void list_hypotheses(field *f)
{
    weighed own[OWN];
    f->n_hypotheses = 0;
    for (uint32_t i = 0; i < f->counts.n_situations; i++) {
        uint32_t n = of_itself(&f->counts, &f->counts.situations[i], own), known = f->n_hypotheses;
        for (uint32_t k = 0; k < n; k++) {
            uint32_t h = 0;
            while (h < known &&
                   memcmp(&f->hypotheses[h], &own[k].what, sizeof(els_hypothesis)) != 0)
                h++;
            if (h == known)
                f->hypotheses[f->n_hypotheses++] = own[k].what;
        }
    }
}

/* ---- posteriors ---- */

/* What the other situations make of a hypothesis; a text that its fact is missing from says no. */
static double from_others(const field *f, uint32_t i, uint32_t h)
{
    const els_rule_situation *s = &f->counts.situations[i];
    const uint32_t fact = f->hypotheses[h].fact;
    double mean =
        (f->sum[h] - f->posterior[(size_t)i * f->n_hypotheses + h]) / (f->counts.n_situations - 1);
    return fact == ELS_NO_FACT ? mean : mean * fmin(s->presence[fact], 1);
}

/* One pass over a situation; returns the part of its evidence that others gave. */
static double settle(field *f, uint32_t i, double shared)
{
    const els_rule_situation *s = &f->counts.situations[i];
    double *posterior = &f->posterior[(size_t)i * f->n_hypotheses];
    const double *likelihood = &f->likelihood[(size_t)i * f->n_hypotheses];
    double given = 0;
    for (uint32_t h = 0; h < f->n_hypotheses; h++) {
        double others = shared > 0 ? shared * from_others(f, i, h) : 0;
        given += others * likelihood[h];
        posterior[h] = ((1 - shared) * els_field_prior(&f->counts, s, f->hypotheses[h]) + others) *
                       likelihood[h];
    }
    const double all = (1 - shared) * s->evidence + given;
    for (uint32_t h = 0; h < f->n_hypotheses; h++)
        posterior[h] /= all;
    return given / all;
}

static void settle_all(field *f)
{
    const uint32_t n = f->counts.n_situations;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t h = 0; h < f->n_hypotheses; h++)
            f->likelihood[(size_t)i * f->n_hypotheses + h] =
                els_field_likelihood(&f->counts, &f->counts.situations[i], f->hypotheses[h]);
    for (uint32_t pass = 0; pass <= PASSES; pass++) {
        const bool alone = pass == 0 || n == 1;
        double given = SHARED * SHARED_COUNTS;
        for (uint32_t i = 0; i < n; i++)
            given += settle(f, i, alone ? 0 : f->shared);
        if (!alone)
            f->shared = given / (SHARED_COUNTS + n);
        for (uint32_t h = 0; h < f->n_hypotheses; h++) {
            f->sum[h] = 0;
            for (uint32_t i = 0; i < n; i++)
                f->sum[h] += f->posterior[(size_t)i * f->n_hypotheses + h];
        }
    }
}

/* ---- votes ---- */

static void elect(const field *f, const double *weights, els_rule *rule)
{
    const els_rule_field *c = &f->counts;
    weighed best[ELS_RULE_VOTES];
    uint32_t n = 0;
    double sum = 0;
    for (uint32_t h = 0; h < f->n_hypotheses; h++)
        put_up(best, &n, ELS_RULE_VOTES, (weighed){f->hypotheses[h], weights[h]});
    for (uint32_t i = 0; i < n; i++)
        sum += best[i].weight;
    rule->n_votes = 0;
    for (uint32_t i = 0; i < n && sum > 0; i++) {
        const els_hypothesis h = best[i].what;
        rule->votes[rule->n_votes++] =
            (els_rule_vote){.fact = h.fact == ELS_NO_FACT ? 0 : c->facts[h.fact] << 1 | 1,
                            .weight = (float)(best[i].weight / sum),
                            .yes = c->answers[h.yes],
                            .no = c->answers[h.no]};
    }
}

static void weigh_votes(els_rules *rules, uint64_t key)
{
    field f;
    open_field(rules, key, &f);
    if (f.counts.n_facts > 0) {
        els_rule_priors(&f.counts);
        list_hypotheses(&f);
        settle_all(&f);
        for (uint32_t i = 0; i < f.counts.n_situations; i++)
            elect(&f, &f.posterior[(size_t)i * f.n_hypotheses], f.counts.situations[i].rule);
        for (uint32_t r = 0; r < rules->n_rules; r++)
            if (rules->rules[r].situation == key)
                elect(&f, f.sum, &rules->rules[r]);
    }
    close_field(&f);
}

void els_rules_settle(els_rules *rules)
{
    for (uint32_t r = 0; r < rules->n_rules; r++) {
        if (!rules->rules[r].is_unsettled)
            continue;
        uint64_t key = rules->rules[r].field;
        weigh_votes(rules, key);
        for (uint32_t k = r; k < rules->n_rules; k++)
            if (rules->rules[k].field == key)
                rules->rules[k].is_unsettled = false;
    }
}

bool els_rules_poll(const els_rules *rules, uint64_t key, uint64_t where, const uint64_t *facts,
                    uint32_t n_facts, const uint64_t *answers, uint32_t n_answers,
                    double *ret_probability)
{
    const els_rule *rule = els_rules_find(rules, where);
    if (!rule || rule->n_votes == 0)
        rule = els_rules_find(rules, key);
    if (!rule || rule->n_votes == 0)
        return false;
    for (uint32_t a = 0; a < n_answers; a++)
        ret_probability[a] = 0;
    double sum = 0;
    for (uint32_t v = 0; v < rule->n_votes; v++) {
        const els_rule_vote *vote = &rule->votes[v];
        bool holds = false;
        bool told = vote->fact == 0 || !els_rule_is_told_both_ways(els_rule_form_of(vote->fact));
        for (uint32_t i = 0; i < n_facts && vote->fact != 0 && !holds; i++) {
            const uint32_t folded = els_rule_fold(facts[i]);
            holds = folded == vote->fact;
            told = told || (folded | 1) == vote->fact;
        }
        const double weight = (double)vote->weight * (told ? 1 : UNTOLD);
        sum += weight;
        for (uint32_t a = 0; a < n_answers; a++)
            if (answers[a] == (holds ? vote->yes : vote->no))
                ret_probability[a] += weight;
    }
    for (uint32_t a = 0; a < n_answers && sum > 0; a++)
        ret_probability[a] /= sum;
    return true;
}
