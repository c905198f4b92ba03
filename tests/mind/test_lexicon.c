#include <criterion/criterion.h>

#include "lexicon.h"

static uint32_t concepts_of(const char *question)
{
    els_arena arena = {0};
    els_task task = {.question = els_str_of(question)};
    els_reading reading;
    els_reading_make(&task, NULL, &arena, &reading);
    uint32_t concepts = els_lexicon_of_question(&reading);
    els_arena_fini(&arena);
    return concepts;
}

Test(lexicon, words_of_one_idea_share_its_concept)
{
    cr_assert_eq(concepts_of("the tallest"), ELS_CONCEPT_MAX);
    cr_assert_eq(concepts_of("the greatest"), ELS_CONCEPT_MAX);
    cr_assert_eq(concepts_of("it dropped"), ELS_CONCEPT_DOWN);
    cr_assert_eq(concepts_of("the mean"), concepts_of("the average"));
}

Test(lexicon, finds_every_word_by_itself)
{
    /* The first and the last of the list, and one on either side of its middle. */
    cr_assert_eq(els_lexicon_of(ELS_STR("%"), (els_str){NULL, 0}), ELS_CONCEPT_PERCENT);
    cr_assert_eq(els_lexicon_of(ELS_STR("worst"), (els_str){NULL, 0}), ELS_CONCEPT_MIN);
    cr_assert_eq(els_lexicon_of(ELS_STR("gap"), (els_str){NULL, 0}), ELS_CONCEPT_DIFFERENCE);
    cr_assert_eq(els_lexicon_of(ELS_STR("ratio"), (els_str){NULL, 0}), ELS_CONCEPT_RATIO);
}

Test(lexicon, two_words_together_win_over_the_first_alone)
{
    cr_assert_eq(els_lexicon_of(ELS_STR("most"), ELS_STR("common")), ELS_CONCEPT_COMMON);
    cr_assert_eq(els_lexicon_of(ELS_STR("most"), ELS_STR("staff")), ELS_CONCEPT_MAX);
    cr_assert_eq(els_lexicon_of(ELS_STR("how"), ELS_STR("many")), ELS_CONCEPT_COUNT);
    cr_assert_eq(els_lexicon_of(ELS_STR("how"), ELS_STR("much")), ELS_CONCEPT_NONE);
}

Test(lexicon, says_nothing_of_words_it_does_not_hold)
{
    cr_assert_eq(concepts_of("Where does the cat sleep?"), ELS_CONCEPT_NONE);
    cr_assert_eq(els_lexicon_of((els_str){NULL, 0}, (els_str){NULL, 0}), ELS_CONCEPT_NONE);
    cr_assert_eq(els_lexicon_of(ELS_STR("donaudampfschifffahrtsgesellschaft"), ELS_STR("many")),
                 ELS_CONCEPT_NONE);
}
