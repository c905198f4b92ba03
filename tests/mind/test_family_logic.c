/* The families over relations and statements: they begin ignorant and learn what phrases mean. */
#include "logic_school.h"

extern const els_family els_family_order;
extern const els_family els_family_kin;
extern const els_family els_family_state;
extern const els_family els_family_statements;
extern const els_family els_family_liars;
extern const els_family els_family_assign;
extern const els_family els_family_inherit;

/* ---- a little teacher: texts about random worlds, in varied words ---- */

static const char *const names[] = {"Anna", "Boris", "Carla", "Dmitri",
                                    "Elif", "Farid", "Greta", "Hugo"};

static void draw_names(els_rng *rng, const char **ret, uint32_t n)
{
    const char *all[8];
    memcpy(all, names, sizeof all);
    els_rng_shuffle(rng, all, 8, sizeof *all);
    memcpy(ret, all, n * sizeof *all);
}

typedef struct {
    const char *above, *below, *top, *bottom;
} axis;
static const axis axes[] = {
    {"is older than", "is younger than", "is the oldest", "is the youngest"},
    {"is taller than", "is shorter than", "is the tallest", "is the shortest"},
    {"outglims", "underglims", "is outglimmest", "is underglimmest"},
    {"garsts", "mursts", "has the tirn", "has the dulk"},
};

static lesson order_lesson(uint64_t seed, els_arena *arena)
{
    els_rng rng = els_rng_make(seed, 1, 1);
    const char *who[5];
    uint32_t n = 4 + els_rng_below(&rng, 2);
    draw_names(&rng, who, n);
    const axis *a = &axes[els_rng_below(&rng, 4)];
    els_str facts[4];
    for (uint32_t i = 0; i + 1 < n; i++) {
        bool flip = els_rng_chance(&rng, 0.4);
        facts[i] = els_arena_printf(arena, "%s %s %s. ", who[i + flip], flip ? a->below : a->above,
                                    who[i + !flip]);
    }
    els_rng_shuffle(&rng, facts, n - 1, sizeof *facts);
    els_buf text = {0};
    for (uint32_t i = 0; i + 1 < n; i++)
        els_buf_add(&text, facts[i]);
    bool top = els_rng_chance(&rng, 0.5);
    lesson l = {.type = "entity", .context = {NULL, 0}};
    l.question = els_arena_printf(arena, ELS_STR_FMT "Who %s?", ELS_STR_ARG(els_buf_str(&text)),
                                  top ? a->top : a->bottom);
    l.answer = els_str_of(top ? who[0] : who[n - 1]);
    els_buf_fini(&text);
    return l;
}

/* Three generations of a workshop, in words that the mind does not know as kinship: who[0] and
 * who[1] have the children who[2] and who[3]; who[2] has who[4]. */
static lesson kin_lesson(uint64_t seed, els_arena *arena)
{
    els_rng rng = els_rng_make(seed, 1, 2);
    const char *who[5];
    draw_names(&rng, who, 5);
    static const char *const parent[] = {"gaffer", "boss", "chief"};
    static const char *const child[] = {"pupil", "trainee", "aide"};
    static const uint32_t ties[][2] = {{0, 2}, {0, 3}, {2, 4}};
    els_buf text = {0};
    for (uint32_t i = 0; i < 3; i++) {
        const char *up = who[ties[i][0]], *down = who[ties[i][1]];
        uint32_t form = els_rng_below(&rng, 3), word = els_rng_below(&rng, 3);
        if (form == 0)
            els_buf_printf(&text, "%s is the %s of %s. ", up, parent[word], down);
        else if (form == 1)
            els_buf_printf(&text, "%s's %s is %s. ", down, parent[word], up);
        else
            els_buf_printf(&text, "%s is the %s of %s. ", down, child[word], up);
    }
    static const struct {
        const char *word;
        uint32_t of, is;
    } asked[] = {
        {"warden", 4, 0}, {"novice", 0, 4}, {"fellow", 3, 2}, {"mentor", 4, 3}, {"gaffer", 3, 0}};
    uint32_t q = els_rng_below(&rng, 5);
    lesson l = {.type = "text", .context = els_arena_copy(arena, els_buf_str(&text))};
    l.question =
        els_rng_chance(&rng, 0.5)
            ? els_arena_printf(arena, "Who is the %s of %s?", asked[q].word, who[asked[q].of])
            : els_arena_printf(arena, "Who is %s's %s?", who[asked[q].of], asked[q].word);
    l.answer = els_str_of(who[asked[q].is]);
    els_buf_fini(&text);
    return l;
}

static lesson story_lesson(uint64_t seed, els_arena *arena)
{
    els_rng rng = els_rng_make(seed, 1, 3);
    const char *who[3];
    draw_names(&rng, who, 3);
    static const char *const places[] = {"kitchen", "garden", "office", "attic"};
    static const char *const goes[] = {"blinned to", "drumped to", "frabbed to", "skelled to"};
    static const char *const takes[] = {"snabbed", "glurped", "quibbed"};
    static const char *const gives[] = {"yonned", "wefted", "plimmed"};
    const char *at[3], *thing = els_rng_chance(&rng, 0.5) ? "ball" : "lamp";
    els_buf text = {0};
    for (uint32_t i = 0; i < 3; i++) {
        at[i] = places[els_rng_below(&rng, 4)];
        els_buf_printf(&text, "%s %s the %s. ", who[i], goes[els_rng_below(&rng, 4)], at[i]);
    }
    uint32_t holder = els_rng_below(&rng, 3);
    els_buf_printf(&text, "%s %s the %s. ", who[holder], takes[els_rng_below(&rng, 3)], thing);
    if (els_rng_chance(&rng, 0.5)) {
        uint32_t next = (holder + 1) % 3;
        els_buf_printf(&text, "%s %s the %s to %s. ", who[holder], gives[els_rng_below(&rng, 3)],
                       thing, who[next]);
        holder = next;
    }
    at[holder] = places[els_rng_below(&rng, 4)];
    els_buf_printf(&text, "%s %s the %s. ", who[holder], goes[els_rng_below(&rng, 4)], at[holder]);
    lesson l = {.type = "text", .context = els_arena_copy(arena, els_buf_str(&text))};
    els_buf_fini(&text);
    uint32_t q = els_rng_below(&rng, 3), other = (holder + 1) % 3;
    l.question = q == 0   ? els_arena_printf(arena, "Where is the %s?", thing)
                 : q == 1 ? els_arena_printf(arena, "Who has the %s?", thing)
                          : els_arena_printf(arena, "Where is %s?", who[other]);
    l.answer = els_str_of(q == 0 ? at[holder] : q == 1 ? who[holder] : at[other]);
    return l;
}

/* Each speaks of the next; the first is known to be honest. */
static lesson liar_lesson(uint64_t seed, els_arena *arena)
{
    els_rng rng = els_rng_make(seed, 1, 4);
    const char *who[4];
    draw_names(&rng, who, 4);
    static const char *const honest[] = {"tells the truth", "is a knight", "is honest"};
    static const char *const lies[] = {"lies", "is a knave", "is a liar"};
    uint32_t form = els_rng_below(&rng, 3);
    bool truth = els_rng_chance(&rng, 0.5);
    els_buf text = {0};
    els_buf_printf(&text, "%s %s. ", who[0], truth ? honest[form] : lies[form]);
    for (uint32_t i = 0; i < 3; i++) {
        bool next = els_rng_chance(&rng, 0.5);
        els_buf_printf(&text, "%s says that %s %s. ", who[i], who[i + 1],
                       next == truth ? honest[form] : lies[form]);
        truth = next;
    }
    lesson l = {.type = "enum",
                .choices = {"yes", "no"},
                .context = els_arena_copy(arena, els_buf_str(&text))};
    els_buf_fini(&text);
    l.question = els_arena_printf(arena,
                                  form == 0   ? "Does %s tell the truth?"
                                  : form == 1 ? "Is %s a knight?"
                                              : "Is %s honest?",
                                  who[3]);
    l.answer = truth ? ELS_STR("yes") : ELS_STR("no");
    return l;
}

typedef lesson (*teacher)(uint64_t seed, els_arena *arena);

static double mark_of(els_mind *mind, teacher teach, const els_family *family, uint64_t from,
                      uint32_t n, double rate, bool show)
{
    uint32_t right = 0;
    els_arena arena = {0};
    for (uint32_t i = 0; i < n; i++) {
        lesson l = teach(from + i, &arena);
        right += take_lesson(mind, &l, from + i, family, rate, show);
    }
    els_arena_fini(&arena);
    return (double)right / n;
}

static void school(teacher teach, const els_family *family, uint32_t lessons, double at_first,
                   double at_last)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    double before = mark_of(&mind, teach, family, 1000, 40, 0, false);
    mark_of(&mind, teach, family, 1, lessons, 0.3, false);
    double after = mark_of(&mind, teach, family, 1000, 40, 0, false);
    fprintf(stderr, "%.2f -> %.2f\n", before, after);
    cr_expect(before <= at_first, "before: %.2f", before);
    cr_expect(after >= at_last, "after: %.2f", after);
    els_mind_fini(&mind);
}

Test(family_order, learns_which_words_put_whom_above_whom)
{
    school(order_lesson, &els_family_order, 60, 0.75, 0.9);
}

Test(family_kin, learns_what_relations_are_called)
{
    school(kin_lesson, &els_family_kin, 240, 0.5, 0.7);
}

Test(family_state, learns_what_verbs_do_to_the_world)
{
    school(story_lesson, &els_family_state, 60, 0.65, 0.8);
}

static void expect_answer(const char *context, const char *question, const char *answer)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    lesson l = {.context = els_str_of(context),
                .question = els_str_of(question),
                .answer = els_str_of(answer),
                .type = "enum",
                .choices = {"yes", "no", "unknown"}};
    cr_expect(take_lesson(&mind, &l, 7, &els_family_statements, 0, false), "%s -> %s", question,
              answer);
    els_mind_fini(&mind);
}

Test(family_statements, draws_conclusions_of_common_quantifiers)
{
    const char *zoo = "All cats are mammals. No mammals are insects. Some pets are cats. Tom is a "
                      "cat. Ida is not a mammal.";
    expect_answer(zoo, "Are all cats mammals?", "yes");
    expect_answer(zoo, "Is it true that some pets are insects?", "unknown");
    expect_answer(zoo, "Are any cats insects?", "no");
    expect_answer(zoo, "Is Tom an insect?", "no");
    expect_answer(zoo, "Is Ida a cat?", "no");
    expect_answer(zoo, "Is Ida an insect?", "unknown");
    expect_answer(zoo, "Is Tom a mammal?", "yes");
}

Test(family_statements, follows_rules_over_several_steps)
{
    const char *rules =
        "If someone is kind and young, then they are liked. Anna is kind. Anna is young. "
        "All liked people are happy. Boris is not happy. If it rains, the road is wet. It rains.";
    expect_answer(rules, "Is Anna happy?", "yes");
    expect_answer(rules, "Is Boris liked?", "no");
    expect_answer(rules, "Is Boris young?", "unknown");
    expect_answer(rules, "Is the road wet?", "yes");
}

Test(family_liars, learns_which_words_are_for_honesty)
{
    school(liar_lesson, &els_family_liars, 60, 0.95, 0.9);
}

Test(family_assign, settles_who_has_what_by_elimination)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    els_str puzzle =
        ELS_STR("Anna, Boris and Carla each own a cat, a dog or a fish. Anna does not own the cat. "
                "Boris does not own the cat. Boris does not own the dog.");
    lesson who = {.context = puzzle,
                  .question = ELS_STR("Who owns the dog?"),
                  .answer = ELS_STR("Anna"),
                  .type = "text"};
    lesson what = {.context = puzzle,
                   .question = ELS_STR("What does Carla own?"),
                   .answer = ELS_STR("cat"),
                   .type = "text"};
    cr_expect(take_lesson(&mind, &who, 1, &els_family_assign, 0, false));
    cr_expect(take_lesson(&mind, &what, 2, &els_family_assign, 0, false));
    els_mind_fini(&mind);
}

static void expect_free(const els_family *family, const char *type, const char *context,
                        const char *question, const char *answer)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    lesson l = {.context = els_str_of(context),
                .question = els_str_of(question),
                .answer = els_str_of(answer),
                .type = type};
    cr_expect(take_lesson(&mind, &l, 9, family, 0, false), "%s -> %s", question, answer);
    els_mind_fini(&mind);
}

Test(family_order, knows_which_way_words_of_degree_point_before_it_learns)
{
    const char *people =
        "Ben is taller than Anna. Carl is shorter than Anna. Dora is taller than Ben.";
    expect_free(&els_family_order, "entity", people, "Who is the tallest?", "Dora");
    expect_free(&els_family_order, "entity", people, "Who is the shortest?", "Carl");
}

Test(family_kin, knows_what_relatives_are_called_before_it_learns)
{
    const char *home =
        "Will is the father of Rosa. Iris is the daughter of Anna. Leo is the brother of Will. "
        "Anna is Rosa's mother. Leo has a wife, Mona.";
    expect_free(&els_family_kin, "text", home, "Who is the uncle of Rosa?", "Leo");
    expect_free(&els_family_kin, "text", home, "Who is Rosa's sister?", "Iris");
}

Test(family_kin, names_a_relation_by_a_choice_that_means_it)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    lesson l = {
        .context = ELS_STR(
            "Kate is the daughter of Adam. Kate is the mother of Emma. Emma is Tom's sister."),
        .question = ELS_STR("How is Emma related to Adam?"),
        .answer = ELS_STR("granddaughter"),
        .type = "enum",
        .choices = {"aunt", "granddaughter", "daughter", "grandson"}};
    cr_expect(take_lesson(&mind, &l, 9, &els_family_kin, 0, false));
    els_mind_fini(&mind);
}

Test(family_order, lists_when_it_is_asked_to_list)
{
    const char *people = "Ben is taller than Anna. Carl is shorter than Anna.";
    expect_free(&els_family_order, "text", people, "List them from the tallest to the shortest.",
                "Ben, Anna, Carl");
    expect_free(&els_family_order, "text", people, "Who is the shortest?", "Carl");
}

Test(family_assign, puts_people_in_a_row)
{
    const char *seats =
        "Olga, Nina and Carl sit in a row. The seats are numbered 1, 2 and 3. Carl does not sit in "
        "seat 2. Carl sits to the left of Olga. Carl sits next to Nina.";
    expect_free(&els_family_assign, "text", seats, "In which seat does Carl sit?", "1");
    expect_free(&els_family_assign, "text", seats, "Who sits in seat 3?", "Olga");
    const char *days = "Noah, Rosa and Fred each work on a different day. The days are Monday, "
                       "Tuesday and Friday. "
                       "Noah works right before Rosa. Rosa does not work on Tuesday.";
    expect_free(&els_family_assign, "text", days, "Who works on Monday?", "Fred");
}

Test(family_assign, takes_one_of_two_people)
{
    const char *pets =
        "Max, Leo and Emma each have a different pet. The pets are a snake, a hamster and a horse. "
        "Leo does not have the horse. Max does not have the hamster. Either Emma or Max has the "
        "hamster.";
    expect_free(&els_family_assign, "text", pets, "Which pet does Leo have?", "snake");
}

Test(family_statements, reads_whoever_and_nobody)
{
    expect_answer(
        "Everyone who is clever is calm. Everyone who is not calm is proud. Paul is clever.",
        "Is Paul calm?", "yes");
    expect_answer("Nobody who is sick and lucky is kind. Alice is kind. Alice is lucky.",
                  "Is Alice sick?", "no");
}

Test(family_statements, reads_either_or)
{
    expect_answer("Either the tank is full or the engine is hot, but not both. The engine is hot.",
                  "Is the tank full?", "no");
    expect_answer("Either the tank is full or the engine is hot. The engine is not hot.",
                  "Is the tank full?", "yes");
    expect_answer("Either the tank is full or the engine is hot. The engine is hot.",
                  "Is the tank full?", "unknown");
}

Test(family_statements, does_not_read_or_both_as_not_both)
{
    expect_answer("Either the lamp is red or the door is open, or both. The door is open.",
                  "Is the lamp red?", "unknown");
}

Test(family_statements, reads_those_who_but_not_someone_as_all)
{
    expect_answer("Those who are early are calm. Ida is early.", "Is Ida calm?", "yes");
    expect_answer("Someone who is early is calm. All calm people are kind. Ida is early.",
                  "Is Ida kind?", "unknown");
}

Test(family_statements, takes_no_kind_for_empty_where_the_text_says_so)
{
    expect_answer(
        "There is at least one thing of every kind. All wugs are kivs. Every mook is a wug.",
        "Are some kivs mooks?", "yes");
}

Test(family_liars, knows_its_words_by_their_definition)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    els_str village =
        ELS_STR("Each person is a zork, who always tells the truth, or a plim, who always lies. "
                "Max says that Paul is a plim. Paul says that Max and Paul are of the same kind.");
    lesson kind = {.context = village,
                   .question = ELS_STR("What is Paul?"),
                   .answer = ELS_STR("plim"),
                   .type = "enum",
                   .choices = {"zork", "plim"}};
    lesson count = {.context = village,
                    .question = ELS_STR("How many of them are zorks?"),
                    .answer = ELS_STR("1"),
                    .type = "number"};
    cr_expect(take_lesson(&mind, &kind, 9, &els_family_liars, 0, false));
    cr_expect(take_lesson(&mind, &count, 9, &els_family_liars, 0, false));
    els_mind_fini(&mind);
}

Test(family_liars, counts_what_is_said_of_all)
{
    const char *three = "Exactly one of them is a liar. Clara says that Kate is honest. Kate says "
                        "that Clara is honest. "
                        "Zoe says that Kate is a liar.";
    expect_free(&els_family_liars, "text", three, "Which of them is the liar?", "Zoe");
}

Test(family_state, knows_who_goes_takes_gives_and_exchanges)
{
    const char *walk = "Nell found the flute. Nell travelled from the harbour to the mill. Nell "
                       "drove to the barn.";
    expect_free(&els_family_state, "text", walk, "Where is the flute now?", "barn");
    const char *left = "Nell ran to the harbour. Nell got the flute. Nell put down the flute. Nell "
                       "went to the mill.";
    expect_free(&els_family_state, "text", left, "Where is the flute?", "harbour");
    const char *given =
        "The trophy was given to Lou. Lou handed it to Max. Max gave Ada the trophy.";
    expect_free(&els_family_state, "text", given, "Who has the trophy in the end?", "Ada");
    const char *swapped = "Abe owns the kite. Bea owns the drum. Cleo owns the vase. "
                          "Abe and Bea exchange their things. Bea and Cleo switch.";
    expect_free(&els_family_state, "text", swapped, "Who owns the kite?", "Cleo");
    expect_free(&els_family_state, "text", swapped, "What does Abe have now?", "drum");
    const char *inside =
        "Otis put the coin in the jar. The jar is on the shelf. Otis moved the jar into the oven.";
    expect_free(&els_family_state, "text", inside, "Where is the coin?", "oven");
    expect_free(&els_family_state, "text", inside, "What is in the jar?", "coin");
}

Test(family_order, lists_what_is_early_first_where_the_list_begins_there)
{
    const char *runs = "Una finished before Vic. Wes finished after Vic.";
    expect_free(&els_family_order, "list", runs, "List the runners from first to last.",
                "Una, Vic, Wes");
    expect_free(&els_family_order, "list", runs, "List the runners from last to first.",
                "Wes, Vic, Una");
}

Test(family_inherit, tells_of_one_what_is_said_of_its_kind)
{
    const char *farm = "Rex is a dog. Mia is a cat. Dogs are fond of bones. Cats are fond of milk. "
                       "A cat is a hunter. Hunters sleep in barns.";
    expect_free(&els_family_inherit, "text", farm, "What is Rex fond of?", "bones");
    expect_free(&els_family_inherit, "text", farm, "What is Mia fond of?", "milk");
    expect_free(&els_family_inherit, "text", farm, "Where does Mia sleep?", "barns");
}

Test(family_inherit, guesses_from_the_latest_of_the_same_kind)
{
    expect_free(&els_family_inherit, "text",
                "Rex is a dog. Rex is brown. Mia is a cat. Mia is black. Tom is a dog.",
                "What color is Tom?", "brown");
}

Test(family_inherit, has_nothing_to_say_without_a_kind)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    lesson l = {.context = ELS_STR("Rex is brown. Mia is black. Mia saw Rex in the garden."),
                .question = ELS_STR("What color is Rex?"),
                .answer = ELS_STR(""),
                .type = "text"};
    cr_expect(take_lesson(&mind, &l, 9, &els_family_inherit, 0, false));
    els_mind_fini(&mind);
}

Test(family_statements, takes_no_comparison_for_a_property)
{
    els_mind mind;
    cr_assert_eq(els_mind_init(&mind, true), ELS_OK);
    lesson l = {.context = ELS_STR("Anna is taller than Ben. Ben is taller than Carl."),
                .question = ELS_STR("Is Carl taller than Anna?"),
                .answer = ELS_STR(""),
                .type = "enum",
                .choices = {"yes", "no", "unknown"}};
    cr_expect(take_lesson(&mind, &l, 9, &els_family_statements, 0, false));
    els_mind_fini(&mind);
}

Test(family_state, knows_who_gave_it_away)
{
    const char *gifts =
        "Lou handed the trophy to Max. Max gave Ada the kite. Ada went to the mill.";
    expect_free(&els_family_state, "text", gifts, "Who gave away the trophy?", "Lou");
    expect_free(&els_family_state, "text", gifts, "Who handed over the kite?", "Max");
    expect_free(&els_family_state, "text", gifts, "Who was given the kite?", "Ada");
    expect_free(&els_family_state, "text", "Max sent the drum to Lou.", "Who sent the drum?",
                "Max");
    expect_free(&els_family_state, "text", "Max sent the drum to Lou.", "Who was sent the drum?",
                "Lou");
}

Test(family_state, puts_events_in_the_order_of_their_times)
{
    const char *day =
        "This evening Nell went to the barn. Yesterday Nell went to the harbour. Nell "
        "drove to the mill this morning.";
    expect_free(&els_family_state, "text", day, "Where is Nell?", "barn");
    expect_free(&els_family_state, "text", day, "Where was Nell before the mill?", "harbour");
    expect_free(&els_family_state, "text", day, "Where was Nell before the barn?", "mill");
}

Test(family_state, leaves_things_where_it_leaves_them)
{
    const char *left =
        "Nell ran to the harbour. Nell got the flute. Nell left the flute there. Nell "
        "went to the mill.";
    expect_free(&els_family_state, "text", left, "Where is the flute?", "harbour");
}

Test(family_state, takes_numbers_and_lists_where_any_text_will_do)
{
    const char *held = "Nell got the flute. Nell went to the mill. Nell got the drum.";
    expect_free(&els_family_state, "text", held, "How many things does Nell have?", "2");
    expect_free(&els_family_state, "text", held, "What is Nell carrying?", "flute, drum");
    const char *empty = "Nell got the flute. Nell went to the mill. Nell dropped the flute.";
    expect_free(&els_family_state, "list", empty, "What is Nell carrying?", "[]");
}

Test(family_order, knows_left_from_right)
{
    const char *shelf =
        "Una stands somewhere to the left of Vic. Wes stands at the right end. Xena "
        "stands immediately to the left of Wes.";
    expect_free(&els_family_order, "text", shelf, "Who is at the left end?", "Una");
    expect_free(&els_family_order, "text", shelf, "Who is rightmost?", "Wes");
    expect_free(&els_family_order, "text", shelf, "Who is second from the right?", "Xena");
    expect_free(&els_family_order, "text", shelf, "Who is first from the left?", "Una");
}
