#include "reader.h"

#include <criterion/criterion.h>
#include <string.h>

static els_arena arena;

static els_reader read_it(const char *context, const char *question, unsigned modes)
{
    els_task *task = ELS_ARENA_NEW(&arena, els_task, 1);
    els_reading *reading = ELS_ARENA_NEW(&arena, els_reading, 1);
    els_reader reader;
    task->context = els_str_of(context);
    task->question = els_str_of(question);
    els_reading_make(task, NULL, &arena, reading);
    els_reader_make(reading, NULL, modes, &arena, &reader);
    return reader;
}

static void expect_pattern(const els_reader *r, uint32_t i, const char *x, const char *y,
                           const char *word)
{
    cr_assert_lt(i, r->n_patterns);
    const els_pattern *p = &r->patterns[i];
    cr_expect(els_str_eq(r->entities[p->x].name, els_str_of(x)), "%u: x is " ELS_STR_FMT, i,
              ELS_STR_ARG(r->entities[p->x].name));
    cr_assert_eq(p->y >= 0, y != NULL);
    if (y)
        cr_expect(els_str_eq(r->entities[p->y].name, els_str_of(y)), "%u: y is " ELS_STR_FMT, i,
                  ELS_STR_ARG(r->entities[p->y].name));
    bool found = false;
    for (uint32_t w = 0; w < p->n_words; w++)
        found |= p->words[w] == els_reader_stem(els_str_of(word));
    cr_expect(found, "%u: no word %s", i, word);
}

Test(reader, turns_a_comparison_into_two_slots_and_a_phrase)
{
    els_reader r = read_it("Anna is older than Ben.", "Who is the oldest?", ELS_READER_NAMES);
    cr_assert_eq(r.n_patterns, 1);
    expect_pattern(&r, 0, "Anna", "Ben", "old");
    cr_expect(r.patterns[0].comparative);
    cr_expect_not(r.patterns[0].in_query);
}

Test(reader, keeps_the_subject_of_an_elliptic_clause)
{
    els_reader r =
        read_it("Anna is older than Ben but younger than Carl.", "Who?", ELS_READER_NAMES);
    cr_assert_eq(r.n_patterns, 2);
    expect_pattern(&r, 0, "Anna", "Ben", "old");
    expect_pattern(&r, 1, "Anna", "Carl", "young");
}

Test(reader, splits_joined_subjects)
{
    els_reader r = read_it("Anna and Ben are taller than Carl.", "Who?", ELS_READER_NAMES);
    cr_assert_eq(r.n_patterns, 2);
    expect_pattern(&r, 0, "Anna", "Carl", "tall");
    expect_pattern(&r, 1, "Ben", "Carl", "tall");
}

Test(reader, turns_possessives_round)
{
    els_reader r = read_it("Anna's mother is Ben. Ben is the mother of Carl.",
                           "Is Anna Ben's child?", ELS_READER_NAMES);
    cr_assert_eq(r.n_patterns, 3);
    expect_pattern(&r, 0, "Ben", "Anna", "mother");
    expect_pattern(&r, 1, "Ben", "Carl", "mother");
    cr_expect_eq(r.patterns[0].phrase, r.patterns[1].phrase);
    expect_pattern(&r, 2, "Anna", "Ben", "child");
    cr_expect(r.patterns[2].in_query);
}

Test(reader, reads_nouns_behind_determiners_when_asked_to)
{
    els_reader r =
        read_it("The red book is left of the blue book. The blue book is left of the green book.",
                "Which is leftmost?", ELS_READER_NAMES | ELS_READER_NOUNS);
    cr_assert_eq(r.n_patterns, 2);
    expect_pattern(&r, 0, "red book", "blue book", "left");
    expect_pattern(&r, 1, "blue book", "green book", "left");
}

Test(reader, sees_negation_and_ordinals)
{
    els_reader r = read_it("Anna isn't next to Ben. Carl finished 2nd. Dora finished eleventh.",
                           "Who?", ELS_READER_NAMES);
    cr_assert_eq(r.n_patterns, 3);
    cr_expect(r.patterns[0].negated);
    cr_expect_eq(r.patterns[1].ordinal, 2);
    cr_expect_eq(r.patterns[1].y, -1);
    cr_expect_eq(r.patterns[2].ordinal, 11);
}

Test(reader, separates_what_is_asked_from_what_is_said)
{
    els_reader r =
        read_it("", "If Anna beat Ben and Ben beat Carl, did Anna beat Carl?", ELS_READER_NAMES);
    cr_assert_eq(r.n_patterns, 3);
    cr_expect_not(r.patterns[0].in_query);
    cr_expect_not(r.patterns[1].in_query);
    cr_expect(r.patterns[2].in_query);
    expect_pattern(&r, 2, "Anna", "Carl", "beat");
}

Test(reader, gives_forms_of_a_word_one_stem)
{
    static const char *const same[][2] = {{"older", "oldest"}, {"heavier", "heavy"},
                                          {"big", "biggest"},  {"moved", "moves"},
                                          {"went", "goes"},    {"cats", "cat"}};
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        cr_expect_eq(els_reader_stem(els_str_of(same[i][0])),
                     els_reader_stem(els_str_of(same[i][1])), "%s", same[i][0]);
    cr_expect_neq(els_reader_stem(ELS_STR("before")), els_reader_stem(ELS_STR("after")));
}

Test(reader, knows_which_end_of_a_scale_a_word_names)
{
    static const char *const much[] = {"tall",   "taller", "biggest", "heavier",
                                       "oldest", "more",   "larger"};
    static const char *const little[] = {"short",   "shortest", "youngest",
                                         "lighter", "less",     "slower"};
    static const char *const neither[] = {"", "red", "tallow", "bigot", "table", "shorts", "x"};
    for (size_t i = 0; i < sizeof much / sizeof much[0]; i++)
        cr_expect_eq(els_reader_degree(els_str_of(much[i])), 1, "%s", much[i]);
    for (size_t i = 0; i < sizeof little / sizeof little[0]; i++)
        cr_expect_eq(els_reader_degree(els_str_of(little[i])), -1, "%s", little[i]);
    for (size_t i = 0; i < sizeof neither / sizeof neither[0]; i++)
        cr_expect_eq(els_reader_degree(els_str_of(neither[i])), 0, "%s", neither[i]);
}

Test(reader, survives_odd_text)
{
    static const char *const odd[] = {"",
                                      "?",
                                      ",,,;;;",
                                      "A",
                                      "'s 's 's",
                                      "If",
                                      "the the the of of",
                                      "And and Anna,",
                                      "Anna Anna Anna Anna's Anna's",
                                      "1st 2nd 3rd 99999999999999th"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
        for (size_t k = 0; k < sizeof odd / sizeof odd[0]; k++) {
            els_reader r = read_it(odd[i], odd[k], ELS_READER_NAMES | ELS_READER_NOUNS);
            cr_expect_leq(r.n_patterns, ELS_PATTERNS_MAX);
        }
}
