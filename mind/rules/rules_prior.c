/* rules_prior.c — which rule of one question is likely in a situation, before its examples tell.
 *
 * Three examples do not choose among a hundred facts, so all that can be known beforehand counts:
 * - The form of the fact. Rules compare two amounts oftener than they ask for the size of one. How
 *   often each form decides in this field is learned from all its situations by expectation
 *   maximisation (Dempster, Laird and Rubin 1977), from a start that favours likely partners.
 * - Presence. A text states what its rule needs: the right fact is told in every example of its
 *   situation. One that is told there always and seldom elsewhere is probably what matters; how
 *   much that weighs in this field is learned likewise (a fact all texts tell may decide as well).
 * - Answers. They are drawn as often as other situations have them, or, where that explains the
 *   field better, each belongs to few situations: one that others have is then the less likely. */
#include "rule_field.h"

#include <math.h>
#include <string.h>

enum { PASSES = 6 };

#define ABSENT 0.02       /* probability that a text leaves out what its rule needs */
#define FORM_COUNTS 10.0  /* situations that the start of the forms counts for */
#define CONSTANT 0.1      /* where the share of constant situations starts */
#define CONSTANT_COUNTS 5 /* and how many situations that counts for */
#define NEEDED 0.5
#define NEEDED_COUNTS 2

static const double form_start[ELS_FORM_COUNT] = {
    [ELS_FORM_OTHER] = 1,          [ELS_FORM_NAMESAKES] = 3, [ELS_FORM_NAMESAKES_JOINED] = 3,
    [ELS_FORM_AMOUNTS] = 1,        [ELS_FORM_DATES] = 0.3,   [ELS_FORM_AMOUNTS_JOINED] = 2,
    [ELS_FORM_KNOWN] = 0.1,        [ELS_FORM_DAYS] = 2,      [ELS_FORM_DAYS_JOINED] = 3,
    [ELS_FORM_DAYS_BETWEEN] = 0.3, [ELS_FORM_SIGN] = 0.2,    [ELS_FORM_SAME] = 0.3,
    [ELS_FORM_VALUE] = 1,          [ELS_FORM_SIZE] = 0.1,    [ELS_FORM_VALUE_JOINED] = 1.5,
};

double els_rule_form_odds(els_rule_form form)
{
    return form_start[form];
}

/* Form of the field's fact number `fact`. */
static els_rule_form form_of(const els_rule_field *f, uint32_t fact)
{
    return els_rule_form_of(f->facts[fact] << 1);
}

/* ---- likelihood ---- */

double els_field_side(const els_rule_field *f, const els_rule_situation *s, uint32_t fact,
                      bool holds, uint32_t answer)
{
    uint32_t hits = holds ? s->yes[fact][answer] : s->seen[answer] - s->yes[fact][answer];
    uint32_t all = holds ? s->holding[fact] : s->n_examples - s->holding[fact];
    return f->hit[hits] * f->miss[all - hits];
}

/* The answers as often as they come, whatever holds: the probability of the situation's examples in
 * any order, one after the other, each by those before it and the prior, which counts for one. */
static double of_frequencies(const els_rule_field *f, const els_rule_situation *s)
{
    double probability = 1;
    uint32_t before = 0;
    for (uint32_t a = 0; a < f->n_answers; a++)
        for (uint32_t i = 0; i < s->seen[a]; i++)
            probability *= (s->answer[a] + i) / (1 + before++);
    return probability;
}

double els_field_likelihood(const els_rule_field *f, const els_rule_situation *s, els_hypothesis h)
{
    if (h.fact == ELS_NO_FACT) /* the next answer is this one */
        return s->constant * (s->seen[h.yes] + s->answer[h.yes]) /
               ((s->n_examples + 1) * s->answer[h.yes]);
    return els_field_side(f, s, h.fact, true, h.yes) * els_field_side(f, s, h.fact, false, h.no);
}

/* Probability that two answers drawn by the situation's prior differ. */
static double differing(const els_rule_field *f, const els_rule_situation *s)
{
    double same = 0;
    for (uint32_t a = 0; a < f->n_answers; a++)
        same += s->answer[a] * s->answer[a];
    return fmax(1 - same, 1e-6);
}

static void weigh_fits(const els_rule_field *f, els_rule_situation *s)
{
    s->differing = differing(f, s);
    s->constant = of_frequencies(f, s);
    for (uint32_t k = 0; k < f->n_facts; k++) {
        double yes = 0, no = 0, both = 0;
        for (uint32_t a = 0; a < f->n_answers; a++) {
            double if_yes = s->answer[a] * els_field_side(f, s, k, true, a),
                   if_no = s->answer[a] * els_field_side(f, s, k, false, a);
            yes += if_yes;
            no += if_no;
            both += if_yes * if_no;
        }
        s->fit[k] = fmax(yes * no - both, 0) / s->differing;
    }
}

/* ---- answers ---- */

/* As often as the other situations have them; returns the logarithm of the probability of the
 * answers that the situation has. */
static double weigh_common(const els_rule_field *f, uint32_t at, double *ret)
{
    double sum = 0, gain = 0;
    for (uint32_t a = 0; a < f->n_answers; a++) {
        ret[a] = 0.5;
        for (uint32_t i = 0; i < f->n_situations; i++)
            ret[a] += i == at ? 0 : f->situations[i].seen[a];
        sum += ret[a];
    }
    for (uint32_t a = 0; a < f->n_answers; a++) {
        ret[a] /= sum;
        gain += f->situations[at].seen[a] ? log(ret[a]) : 0;
    }
    return gain;
}

/* The seldomer the more other situations have them. */
static double weigh_own(const els_rule_field *f, uint32_t at, double *ret)
{
    double sum = 0, gain = 0;
    for (uint32_t a = 0; a < f->n_answers; a++) {
        uint32_t others = 0;
        for (uint32_t i = 0; i < f->n_situations; i++)
            others += i != at && f->situations[i].seen[a] > 0;
        ret[a] = 1.0 / (1 + others);
        sum += ret[a];
    }
    for (uint32_t a = 0; a < f->n_answers; a++) {
        ret[a] /= sum;
        gain += f->situations[at].seen[a] ? log(ret[a]) : 0;
    }
    return gain;
}

static void weigh_answers(const els_rule_field *f)
{
    double common = 0, own = 0;
    for (uint32_t i = 0; i < f->n_situations; i++) {
        own += weigh_own(f, i, f->situations[i].answer);
        common += weigh_common(f, i, f->situations[i].answer);
    }
    for (uint32_t i = 0; own > common && i < f->n_situations; i++)
        (void)weigh_own(f, i, f->situations[i].answer);
}

/* ---- facts ---- */

static void weigh_presence(const els_rule_field *f)
{
    for (uint32_t k = 0; k < f->n_facts; k++) {
        double usual = 0.5;
        for (uint32_t i = 0; i < f->n_situations; i++)
            usual += f->situations[i].stated[k];
        usual = fmin(usual / (f->n_examples + 1), 1 - ABSENT);
        for (uint32_t i = 0; i < f->n_situations; i++) {
            els_rule_situation *s = &f->situations[i];
            double there = s->stated[k], missing = s->n_examples - there;
            s->presence[k] =
                els_rule_is_told_both_ways(form_of(f, k))
                    ? pow((1 - ABSENT) / usual, there) * pow(ABSENT / (1 - usual), missing)
                    : 1; /* such facts are missing wherever they do not hold */
        }
    }
}

/* The prior of every fact: its form's share, spread over the form's facts (half of it: a form of
 * many facts has more to offer than one of few), once with a view to presence and once without. */
static void weigh_facts(const els_rule_field *f, els_rule_situation *s)
{
    double weight[ELS_FORM_COUNT] = {0}, with = 0, without = 0;
    for (uint32_t k = 0; k < f->n_facts; k++)
        weight[form_of(f, k)] += fmin(s->presence[k], 1);
    for (uint32_t m = 0; m < ELS_FORM_COUNT; m++)
        weight[m] = f->form[m] / sqrt(weight[m] + 1);
    for (uint32_t k = 0; k < f->n_facts; k++) {
        with += weight[form_of(f, k)] * s->presence[k];
        without += weight[form_of(f, k)] * fmin(s->presence[k], 1);
    }
    s->evidence = f->constant * s->constant;
    for (uint32_t k = 0; k < f->n_facts; k++) {
        double each = (1 - f->constant) * weight[form_of(f, k)];
        s->by_presence[k] = f->needed * each * s->presence[k] / with;
        s->fact[k] = s->by_presence[k] + (1 - f->needed) * each * fmin(s->presence[k], 1) / without;
        s->evidence += s->fact[k] * s->fit[k];
    }
}

static void start_shares(els_rule_field *f)
{
    double sum = 0;
    for (uint32_t m = 0; m < ELS_FORM_COUNT; m++)
        sum += form_start[m];
    for (uint32_t m = 0; m < ELS_FORM_COUNT; m++)
        f->form[m] = form_start[m] / sum;
    f->constant = CONSTANT;
    f->needed = NEEDED;
}

/* One step: the shares become what the situations make of them. */
static void learn_shares(els_rule_field *f)
{
    double form[ELS_FORM_COUNT], sum = 0, all = 0, constant = CONSTANT * CONSTANT_COUNTS,
                                 needed = NEEDED * NEEDED_COUNTS;
    for (uint32_t m = 0; m < ELS_FORM_COUNT; m++)
        sum += form_start[m];
    for (uint32_t m = 0; m < ELS_FORM_COUNT; m++)
        form[m] = FORM_COUNTS * form_start[m] / sum;
    for (uint32_t i = 0; i < f->n_situations; i++) {
        const els_rule_situation *s = &f->situations[i];
        constant += f->constant * s->constant / s->evidence;
        for (uint32_t k = 0; k < f->n_facts; k++) {
            double posterior = s->fact[k] * s->fit[k] / s->evidence;
            form[form_of(f, k)] += posterior;
            needed += s->by_presence[k] * s->fit[k] / s->evidence;
            all += posterior;
        }
    }
    for (uint32_t m = 0; m < ELS_FORM_COUNT; m++)
        f->form[m] = form[m] / (FORM_COUNTS + all);
    f->constant = constant / (CONSTANT_COUNTS + f->n_situations);
    f->needed = needed / (NEEDED_COUNTS + all);
}

void els_rule_priors(els_rule_field *f)
{
    weigh_answers(f);
    weigh_presence(f);
    for (uint32_t i = 0; i < f->n_situations; i++)
        weigh_fits(f, &f->situations[i]);
    start_shares(f);
    for (uint32_t pass = 0; pass <= PASSES; pass++) {
        if (pass > 0)
            learn_shares(f);
        for (uint32_t i = 0; i < f->n_situations; i++)
            weigh_facts(f, &f->situations[i]);
    }
}

double els_field_prior(const els_rule_field *f, const els_rule_situation *s, els_hypothesis h)
{
    if (h.fact == ELS_NO_FACT)
        return f->constant * s->answer[h.yes];
    return s->fact[h.fact] * s->answer[h.yes] * s->answer[h.no] / s->differing;
}
