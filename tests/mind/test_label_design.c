#include "label_design.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { ROWS = 8, N_NAMES = 2, STRIDE = ELS_LABEL_LANES };

static const els_str none = {"", 0};
static const els_str names[N_NAMES] = {{"a1", 2}, {"b2", 2}};

/* "q" stands in the texts of one label, "z" in every second of both. */
static void build(els_label_design *design)
{
    static const char *texts[ROWS] = {"q z k0", "z k1", "q z k2", "z k3",
                                      "q k4",   "k5",   "q k6",   "k7"};
    els_label_row rows[ROWS];
    for (uint32_t i = 0; i < ROWS; i++)
        rows[i] = (els_label_row){els_str_of(texts[i]), none, i % 2, true};
    els_label_design_build(rows, ROWS, names, N_NAMES, STRIDE, design);
}

/* What is made of a word, or of its first two letters. */
static const float *evidence_of(const els_label_design *design, const float *evidence,
                                const char *word, bool letters)
{
    els_label_feature features[ELS_LABEL_FEATURES_MAX];
    uint32_t n = els_label_features(els_str_of(word), none, false, features);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t f = 0; f < design->n_features; f++)
            if (features[i].is_letters == letters && design->ids[f] == features[i].id)
                return &evidence[(size_t)f * STRIDE];
    cr_assert_fail("the design does not know the word");
    return evidence;
}

static float *evidence_without(els_label_design *design, uint32_t held)
{
    float *evidence = calloc((size_t)design->n_features * STRIDE, sizeof *evidence);
    cr_assert_not_null(evidence);
    els_label_design_weigh(design, N_NAMES, STRIDE, held, evidence);
    els_label_design_evidence(design, N_NAMES, STRIDE, held, evidence);
    return evidence;
}

Test(label_design, takes_a_word_as_evidence_for_the_label_whose_texts_have_it)
{
    els_label_design design;
    build(&design);
    float *evidence = evidence_without(&design, ELS_LABEL_TENTH);
    const float *q = evidence_of(&design, evidence, "q", false);
    cr_assert_gt(q[0], 0);
    cr_assert_lt(q[1], 0);
    free(evidence);
    els_label_design_fini(&design);
}

Test(label_design, takes_a_word_of_all_labels_as_evidence_for_none)
{
    els_label_design design;
    build(&design);
    float *evidence = evidence_without(&design, ELS_LABEL_TENTH);
    const float *z = evidence_of(&design, evidence, "z", false);
    cr_assert_float_eq(z[0], 0, 1e-6);
    cr_assert_float_eq(z[1], 0, 1e-6);
    free(evidence);
    els_label_design_fini(&design);
}

Test(label_design, makes_less_of_the_letters_of_a_word_than_of_the_word)
{
    els_label_design design;
    build(&design);
    float *evidence = evidence_without(&design, ELS_LABEL_TENTH);
    float word = evidence_of(&design, evidence, "q", false)[0];
    float letters = evidence_of(&design, evidence, "q", true)[0];
    cr_assert_gt(letters, 0);
    cr_assert_lt(letters, word);
    free(evidence);
    els_label_design_fini(&design);
}

Test(label_design, does_not_ask_the_texts_that_are_held_out)
{
    els_label_design design;
    build(&design);
    for (uint32_t i = 0; i < design.n; i++)
        design.fold[i] = design.label[i] == 0 && !design.is_name[i] ? 3 : 1;
    float *evidence = evidence_without(&design, 3);
    const float *q = evidence_of(&design, evidence, "q", false);
    cr_assert_eq(q[0], 0);
    cr_assert_eq(q[1], 0);
    free(evidence);
    els_label_design_fini(&design);
}
