#include "label_train.h"

#include <criterion/criterion.h>
#include <stdio.h>

static const els_str none = {"", 0};
static const els_str names[] = {{"a1", 2}, {"b2", 2}};

/* How much the model makes of a word. */
static float factor_of(const els_label_model *model, const char *word)
{
    els_label_feature features[ELS_LABEL_FEATURES_MAX];
    float factor = 0;
    uint32_t n = els_label_features(els_str_of(word), none, false, features);
    for (uint32_t i = 0; i < model->n_features; i++)
        if (model->ids[i] == features[0].id)
            factor = model->factor[i];
    cr_assert_gt(n, 0);
    return factor;
}

/* Sixteen texts of each label; "q" stands in those of one label, "z" in as many of both. */
static void train(bool is_right, els_label_model *model)
{
    static char texts[32][24];
    els_label_row rows[32];
    for (uint32_t i = 0; i < 32; i++) {
        snprintf(texts[i], sizeof texts[i], "%s %s n%u", i % 2 ? "" : "q", i % 4 < 2 ? "z" : "", i);
        rows[i] = (els_label_row){els_str_of(texts[i]), none, i % 2, is_right};
    }
    els_label_train(rows, 32, names, 2, model);
}

Test(label_train, makes_more_of_what_tells_labels_apart_than_of_what_is_as_rare)
{
    els_label_model model = {0};
    train(true, &model);
    cr_assert_gt(factor_of(&model, "q"), 1.3F * factor_of(&model, "z"));
    els_label_model_fini(&model);
}

Test(label_train, makes_the_same_of_both_where_it_is_known_what_is_wrong_only)
{
    els_label_model model = {0};
    train(false, &model);
    cr_assert_gt(factor_of(&model, "q"), 0);
    cr_assert_float_eq(factor_of(&model, "q"), factor_of(&model, "z"), 1e-6);
    els_label_model_fini(&model);
}

/* "v" stands in all seven texts of "b2" and in ten of the ninety of "a1". */
Test(label_train, hears_what_texts_of_a_rare_label_say_over_what_more_of_a_common_one_do)
{
    enum { RARE = 7, BOTH = 17, ROWS = 97 };
    static char texts[ROWS][24];
    els_label_row rows[ROWS];
    els_label_feature features[ELS_LABEL_FEATURES_MAX];
    els_label_model model = {0};
    float score[ELS_LABEL_LANES];
    for (uint32_t i = 0; i < ROWS; i++) {
        snprintf(texts[i], sizeof texts[i], "%s n%u", i < BOTH ? "v" : "w", i);
        rows[i] = (els_label_row){els_str_of(texts[i]), none, i < RARE, true};
    }
    els_label_train(rows, ROWS, names, 2, &model);
    uint32_t n = els_label_features(els_str_of("v"), none, true, features);
    cr_assert(els_label_model_score(&model, features, n, score));
    cr_assert_gt(score[1], score[0]);
    els_label_model_fini(&model);
}
