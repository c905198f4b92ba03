#include "kinship.h"

#include <criterion/criterion.h>
#include <string.h>

static void expect(const char *word, const char *path, els_gender gender)
{
    els_kinship means;
    cr_assert(els_kinship_of(els_str_of(word), &means), "%s", word);
    cr_expect_str_eq(means.path, path, "%s", word);
    cr_expect_eq(means.gender, gender, "%s", word);
}

Test(kinship, knows_relatives_by_path_and_gender)
{
    expect("father", "p", ELS_GENDER_MALE);
    expect("grandmother", "pp", ELS_GENDER_FEMALE);
    expect("cousin", "psc", ELS_GENDER_OPEN);
    expect("niece", "sc", ELS_GENDER_FEMALE);
    expect("mother-in-law", "mp", ELS_GENDER_FEMALE);
}

Test(kinship, knows_plurals_possessives_and_capitals)
{
    expect("sons", "c", ELS_GENDER_MALE);
    expect("uncle's", "ps", ELS_GENDER_MALE);
    expect("Children", "c", ELS_GENDER_OPEN);
}

Test(kinship, leaves_other_words_alone)
{
    els_kinship means = {"s", ELS_GENDER_OPEN};
    const char *const words[] = {"season", "kidney", "fatherland", "boss", "mothering", ""};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        cr_expect_not(els_kinship_of(els_str_of(words[i]), &means), "%s", words[i]);
    cr_expect_str_eq(means.path, "s", "untouched");
}
