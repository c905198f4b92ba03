/* rules_votes.c — rules of one question for the situations of a field that have seen little.
 *
 * A hypothesis is "if fact f holds then answer a, else answer b". Its posterior in a situation is
 * its prior times the likelihood of the situation's examples, each of which it misses with a small
 * probability. The prior is half the situation's own (any fact, answers as often as they came) and
 * half the mean of the other situations' posteriors, so that what one of them has settled is tried
 * first in the others: a hierarchical model with the shared prior estimated from the data (Robbins
 * 1956, An Empirical Bayes Approach to Statistics), by repeated passes.
 *
 * Which facts a text states at all can tell what matters in a situation: those that are there
 * whenever it is at hand, and seldom otherwise. Whether that counts is decided for the whole field,
 * by the evidence of the examples with and without it. */
#include "rule_memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    SITUATIONS_MAX = 64,
    ANSWERS_MAX = 32,
    FACTS_MAX = 512,
    SLOTS = 4 * FACTS_MAX,
    OWN = 64,  /* hypotheses a situation puts up for itself */
    TOP = 3,   /* answers to a side that are put together */
    PASSES = 6 /* what others have settled settles after a few */
};

#define MISS 0.05  /* probability that an example is none of its rule's doing */
#define SHARED 0.5 /* part of the prior that other situations make */
#define SEEN 0.5   /* an answer seen in the situation itself counts so much more */

typedef struct {
    uint16_t fact;
    uint8_t yes, no; /* answers */
} hypothesis;

typedef struct {
    els_rule *rule;
    const els_rule_memory *memory;
    double answer_prior[ANSWERS_MAX];
    uint8_t seen[ANSWERS_MAX];
    uint8_t stated[FACTS_MAX];           /* examples that tell whether the fact holds */
    uint8_t holding[FACTS_MAX];          /* and in which it does */
    uint8_t yes[FACTS_MAX][ANSWERS_MAX]; /* of these, by answer */
    double fact_prior[FACTS_MAX];
    double evidence; /* of its own hypotheses, all of them */
} situation;

typedef struct {
    situation *situations; /* owned, and so are all below */
    uint32_t n_situations;
    uint64_t answers[ANSWERS_MAX];
    uint32_t n_answers, n_examples;
    uint32_t *facts; /* without the bit that tells whether they hold, in order of first sight */
    uint32_t *last;  /* of each, the newest example that has it, counted from 1 */
    uint32_t n_facts;
    uint16_t *slots; /* of `facts`, 1 + place; 0: free */
    hypothesis *hypotheses;
    uint32_t n_hypotheses;
    double *posterior;                                              /* situations x hypotheses */
    double *sum;                                                    /* over situations */
    double *likelihood;                                             /* situations x hypotheses */
    double hit[ELS_RULE_EXAMPLES + 1], miss[ELS_RULE_EXAMPLES + 1]; /* probability of so many */
} field;

static uint32_t place_of(field *f, uint32_t folded)
{
    uint32_t bare = folded >> 1, at = bare % SLOTS;
    while (f->slots[at] != 0 && f->facts[f->slots[at] - 1] != bare)
        at = (at + 1) % SLOTS;
    if (f->slots[at] == 0) {
        if (f->n_facts == FACTS_MAX)
            return FACTS_MAX;
        f->facts[f->n_facts++] = bare;
        f->slots[at] = (uint16_t)f->n_facts;
    }
    return (uint32_t)f->slots[at] - 1;
}

static uint32_t answer_of(field *f, uint64_t answer)
{
    uint32_t a = 0;
    while (a < f->n_answers && f->answers[a] != answer)
        a++;
    if (a == f->n_answers && a < ANSWERS_MAX)
        f->answers[f->n_answers++] = answer;
    return a;
}

static void count(field *f, situation *s)
{
    for (uint32_t i = 0; i < s->memory->n; i++) {
        const els_rule_example *example = &s->memory->examples[i];
        uint32_t a = answer_of(f, example->answer);
        if (a == ANSWERS_MAX)
            continue;
        s->seen[a]++;
        f->n_examples++;
        for (uint32_t k = 0; k < example->n_facts; k++) {
            uint32_t at = place_of(f, example->facts[k]);
            if (at == FACTS_MAX || f->last[at] == f->n_examples)
                continue; /* a state from elsewhere may have it twice */
            f->last[at] = f->n_examples;
            s->stated[at]++;
            s->holding[at] = (uint8_t)(s->holding[at] + (example->facts[k] & 1));
            s->yes[at][a] = (uint8_t)(s->yes[at][a] + (example->facts[k] & 1));
        }
    }
}

/* Without a vote the learned state would be another one: there is no going on without memory. */
static void *zeroed(size_t n, size_t size)
{
    void *p = calloc(n, size);
    if (!p)
        els_out_of_memory(n * size);
    return p;
}

static void open_field(els_rules *rules, uint64_t key, field *f)
{
    *f = (field){.situations = zeroed(SITUATIONS_MAX, sizeof *f->situations),
                 .facts = zeroed(FACTS_MAX, sizeof *f->facts),
                 .last = zeroed(FACTS_MAX, sizeof *f->last),
                 .slots = zeroed(SLOTS, sizeof *f->slots)};
    for (uint32_t r = 0; r < rules->n_rules && f->n_situations < SITUATIONS_MAX; r++) {
        if (rules->rules[r].field != key || rules->rules[r].situation == key || !rules->memory[r])
            continue;
        situation *s = &f->situations[f->n_situations++];
        s->rule = &rules->rules[r];
        s->memory = rules->memory[r];
        count(f, s);
    }
    size_t n = (size_t)f->n_situations * OWN;
    f->hypotheses = zeroed(n + 1, sizeof *f->hypotheses);
    f->posterior = zeroed(n * f->n_situations + 1, sizeof *f->posterior);
    f->likelihood = zeroed(n * f->n_situations + 1, sizeof *f->likelihood);
    f->sum = zeroed(n + 1, sizeof *f->sum);
}

static void close_field(field *f)
{
    free(f->situations);
    free(f->facts);
    free(f->last);
    free(f->slots);
    free(f->hypotheses);
    free(f->posterior);
    free(f->likelihood);
    free(f->sum);
}

/* ---- priors ---- */

static void weigh_answers(const field *f)
{
    double of_field[ANSWERS_MAX];
    for (uint32_t a = 0; a < f->n_answers; a++) {
        of_field[a] = 0.5;
        for (uint32_t s = 0; s < f->n_situations; s++)
            of_field[a] += f->situations[s].seen[a];
        of_field[a] /= f->n_examples + 0.5 * f->n_answers;
    }
    for (uint32_t i = 0; i < f->n_situations; i++) {
        situation *s = &f->situations[i];
        double sum = 0;
        for (uint32_t a = 0; a < f->n_answers; a++)
            sum += s->answer_prior[a] = of_field[a] + (s->seen[a] ? SEEN : 0);
        for (uint32_t a = 0; a < f->n_answers; a++)
            s->answer_prior[a] /= sum;
    }
}

/* How much oftener (or seldomer, below 0) a fact is stated here than elsewhere, in nats. */
static double stated_gain(double here, double n, double elsewhere)
{
    double p = (here + 0.5) / (n + 1);
    double gain = n * (p * log(p / elsewhere) + (1 - p) * log((1 - p) / (1 - elsewhere)));
    return p > elsewhere ? gain : -gain;
}

static void weigh_facts(const field *f, bool by_stated)
{
    double stated[FACTS_MAX];
    for (uint32_t k = 0; k < f->n_facts; k++) {
        stated[k] = 0.5;
        for (uint32_t s = 0; s < f->n_situations; s++)
            stated[k] += f->situations[s].stated[k];
        stated[k] /= f->n_examples + 1;
    }
    for (uint32_t i = 0; i < f->n_situations; i++) {
        situation *s = &f->situations[i];
        double most = -INFINITY, sum = 0;
        for (uint32_t k = 0; k < f->n_facts; k++) {
            s->fact_prior[k] = by_stated ? stated_gain(s->stated[k], s->memory->n, stated[k]) : 0;
            most = fmax(most, s->fact_prior[k]);
        }
        for (uint32_t k = 0; k < f->n_facts; k++)
            sum += s->fact_prior[k] = exp(s->fact_prior[k] - most);
        for (uint32_t k = 0; k < f->n_facts; k++)
            s->fact_prior[k] /= sum;
    }
}

/* ---- likelihood ---- */

static void tell_odds(field *f)
{
    double others = f->n_answers > 2 ? f->n_answers - 1 : 1;
    f->hit[0] = f->miss[0] = 1;
    for (uint32_t i = 1; i <= ELS_RULE_EXAMPLES; i++) {
        f->hit[i] = f->hit[i - 1] * (1 - MISS);
        f->miss[i] = f->miss[i - 1] * (MISS / others);
    }
}

static double side(const field *f, const situation *s, uint32_t fact, bool holds, uint32_t answer)
{
    uint32_t hits = holds ? s->yes[fact][answer] : s->seen[answer] - s->yes[fact][answer];
    uint32_t all = holds ? s->holding[fact] : s->memory->n - s->holding[fact];
    return f->hit[hits] * f->miss[all - hits];
}

/* ---- hypotheses ---- */

typedef struct {
    hypothesis what;
    double weight;
} weighed;

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

/* Of one fact and one side: its best answers, and the sum over all. */
static double best_answers(const field *f, const situation *s, uint32_t fact, bool holds,
                           weighed ret[TOP], uint32_t *ret_n)
{
    double sum = 0;
    *ret_n = 0;
    for (uint32_t a = 0; a < f->n_answers; a++) {
        double weight = s->answer_prior[a] * side(f, s, fact, holds, a);
        sum += weight;
        put_up(ret, ret_n, TOP, (weighed){{(uint16_t)fact, (uint8_t)a, (uint8_t)a}, weight});
    }
    return sum;
}

/* The best hypotheses of the situation by itself, and the evidence of all it could have. */
static uint32_t of_itself(const field *f, situation *s, weighed ret[OWN])
{
    uint32_t n = 0, n_yes, n_no;
    weighed yes[TOP], no[TOP];
    s->evidence = 0;
    for (uint32_t k = 0; k < f->n_facts; k++) {
        double sum = best_answers(f, s, k, true, yes, &n_yes);
        s->evidence += s->fact_prior[k] * sum * best_answers(f, s, k, false, no, &n_no);
        for (uint32_t i = 0; i < n_yes; i++)
            for (uint32_t j = 0; j < n_no; j++)
                put_up(ret, &n, OWN,
                       (weighed){{(uint16_t)k, yes[i].what.yes, no[j].what.no},
                                 s->fact_prior[k] * yes[i].weight * no[j].weight});
    }
    return n;
}

static void list_hypotheses(field *f)
{
    weighed own[OWN];
    f->n_hypotheses = 0;
    for (uint32_t i = 0; i < f->n_situations; i++) {
        uint32_t n = of_itself(f, &f->situations[i], own), known = f->n_hypotheses;
        for (uint32_t k = 0; k < n; k++) {
            uint32_t h = 0;
            while (h < known && memcmp(&f->hypotheses[h], &own[k].what, sizeof(hypothesis)) != 0)
                h++;
            if (h == known)
                f->hypotheses[f->n_hypotheses++] = own[k].what;
        }
    }
}

/* ---- posteriors ---- */

static double own_prior(const situation *s, hypothesis h)
{
    return s->fact_prior[h.fact] * s->answer_prior[h.yes] * s->answer_prior[h.no];
}

/* One pass over a situation; returns the logarithm of its evidence. */
static double settle(field *f, uint32_t i, bool alone)
{
    const situation *s = &f->situations[i];
    double *posterior = &f->posterior[(size_t)i * f->n_hypotheses];
    const double *likelihood = &f->likelihood[(size_t)i * f->n_hypotheses];
    double shared = alone ? 0 : SHARED, all = (1 - shared) * s->evidence;
    for (uint32_t h = 0; h < f->n_hypotheses; h++) {
        double others = alone ? 0 : (f->sum[h] - posterior[h]) / (f->n_situations - 1);
        double prior = (1 - shared) * own_prior(s, f->hypotheses[h]) + shared * others;
        all += shared * others * likelihood[h];
        posterior[h] = prior * likelihood[h];
    }
    for (uint32_t h = 0; h < f->n_hypotheses; h++)
        posterior[h] /= all;
    return log(all);
}

static double settle_all(field *f)
{
    double evidence = 0;
    for (uint32_t i = 0; i < f->n_situations; i++)
        for (uint32_t h = 0; h < f->n_hypotheses; h++) {
            hypothesis what = f->hypotheses[h];
            f->likelihood[(size_t)i * f->n_hypotheses + h] =
                side(f, &f->situations[i], what.fact, true, what.yes) *
                side(f, &f->situations[i], what.fact, false, what.no);
        }
    for (uint32_t pass = 0; pass <= PASSES; pass++) {
        evidence = 0;
        for (uint32_t i = 0; i < f->n_situations; i++)
            evidence += settle(f, i, pass == 0 || f->n_situations == 1);
        for (uint32_t h = 0; h < f->n_hypotheses; h++) {
            f->sum[h] = 0;
            for (uint32_t i = 0; i < f->n_situations; i++)
                f->sum[h] += f->posterior[(size_t)i * f->n_hypotheses + h];
        }
    }
    return evidence;
}

static double weigh(field *f, bool by_stated)
{
    weigh_facts(f, by_stated);
    list_hypotheses(f);
    return settle_all(f);
}

/* ---- votes ---- */

static void elect(const field *f, const double *weights, els_rule *rule)
{
    weighed best[ELS_RULE_VOTES];
    uint32_t n = 0;
    double sum = 0;
    for (uint32_t h = 0; h < f->n_hypotheses; h++)
        put_up(best, &n, ELS_RULE_VOTES, (weighed){f->hypotheses[h], weights[h]});
    for (uint32_t i = 0; i < n; i++)
        sum += best[i].weight;
    rule->n_votes = 0;
    for (uint32_t i = 0; i < n && sum > 0; i++)
        rule->votes[rule->n_votes++] = (els_rule_vote){.fact = f->facts[best[i].what.fact] << 1 | 1,
                                                       .weight = (float)(best[i].weight / sum),
                                                       .yes = f->answers[best[i].what.yes],
                                                       .no = f->answers[best[i].what.no]};
}

static void elect_all(const field *f, els_rules *rules, uint64_t key)
{
    for (uint32_t i = 0; i < f->n_situations; i++)
        elect(f, &f->posterior[(size_t)i * f->n_hypotheses], f->situations[i].rule);
    for (uint32_t r = 0; r < rules->n_rules; r++)
        if (rules->rules[r].situation == key)
            elect(f, f->sum, &rules->rules[r]);
}

static void weigh_votes(els_rules *rules, uint64_t key)
{
    field f;
    open_field(rules, key, &f);
    if (f.n_facts > 0) {
        tell_odds(&f);
        weigh_answers(&f);
        double by_stated = weigh(&f, true);
        elect_all(&f, rules, key);
        if (weigh(&f, false) >= by_stated)
            elect_all(&f, rules, key);
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
    for (uint32_t v = 0; v < rule->n_votes; v++) {
        const els_rule_vote *vote = &rule->votes[v];
        bool holds = false;
        for (uint32_t i = 0; i < n_facts && !holds; i++)
            holds = els_rule_fold(facts[i]) == vote->fact;
        for (uint32_t a = 0; a < n_answers; a++)
            if (answers[a] == (holds ? vote->yes : vote->no))
                ret_probability[a] += (double)vote->weight;
    }
    return true;
}
