/* benchmark_reasoning.c — family reasoning: dates, counting, families, elimination puzzles and
 * states that change. Puzzles are kept only when one arrangement satisfies all clues. */
#include "benchmark.h"

#include <string.h>

/* ---- families: a grandparent, two children of theirs, a husband or wife of the first child, and a
 * child of each of the two; then two strangers who are parent and child ---- */

enum { GRAND, FIRST, SECOND, SPOUSE, KID, COUSIN, STRANGER, STRANGER_KID, N_KIN };

typedef struct {
    els_str name[N_KIN];
    bool male[N_KIN];
} kin;

typedef enum {
    GRAND_FIRST,
    GRAND_SECOND,
    SIBLINGS,
    MARRIED,
    FIRST_KID,
    SECOND_KID,
    STRANGERS
} kin_fact;

static kin draw_kin(els_bm_draft *d)
{
    kin k;
    uint32_t drawn[N_KIN];
    els_bm_draw(d, ELS_BM_NAMES, N_KIN, drawn);
    if (drawn[SPOUSE] % 2 == drawn[FIRST] % 2)
        drawn[SPOUSE] ^= 1; /* a wife for a man, a husband for a woman */
    for (uint32_t i = 0; i < N_KIN; i++) {
        k.name[i] = els_bm_name(drawn[i]);
        k.male[i] = drawn[i] % 2;
    }
    return k;
}

static bool names_differ(const kin *k)
{
    for (uint32_t i = 0; i < N_KIN; i++)
        for (uint32_t j = 0; j < i; j++)
            if (els_str_eq(k->name[i], k->name[j]))
                return false;
    return true;
}

static void say_kin_fact(els_bm_draft *d, const kin *k, kin_fact fact)
{
    static const uint32_t ends[][2] = {
        {GRAND, FIRST}, {GRAND, SECOND},  {SECOND, FIRST},          {SPOUSE, FIRST},
        {FIRST, KID},   {SECOND, COUSIN}, {STRANGER, STRANGER_KID},
    };
    uint32_t a = ends[fact][0], b = ends[fact][1];
    bool turned = els_bm_chance(d, 35);
    if (turned) {
        uint32_t swap = a;
        a = b;
        b = swap;
    }
    const char *word = fact == SIBLINGS  ? (k->male[a] ? "brother" : "sister")
                       : fact == MARRIED ? (k->male[a] ? "husband" : "wife")
                       : turned          ? (k->male[a] ? "son" : "daughter")
                                         : (k->male[a] ? "father" : "mother");
    els_bm_set_str(d, 7, k->name[a]);
    els_bm_set_str(d, 8, k->name[b]);
    els_bm_set(d, 9, word);
    els_bm_say(d, "{7} is the {9} of {8}.");
}

/* Says the facts in random order, on higher levels with others that do not matter. */
static void say_kin(els_bm_draft *d, const kin *k, uint32_t facts)
{
    uint32_t all[7], count = 0;
    if (d->level >= 2)
        facts |= 1u << STRANGERS;
    if (d->level >= 4)
        facts |= 1u << MARRIED | 1u << FIRST_KID;
    for (uint32_t f = 0; f < 7; f++)
        if (facts >> f & 1)
            all[count++] = f;
    els_rng_shuffle(&d->rng, all, count, sizeof all[0]);
    for (uint32_t i = 0; i < count; i++)
        say_kin_fact(d, k, (kin_fact)all[i]);
}

/* "Who is the <word> of <of>?" answered by `right`. */
static bool ask_kin(els_bm_draft *d, const kin *k, uint32_t facts, uint32_t right, uint32_t of,
                    const char *male, const char *female)
{
    if (!names_differ(k))
        return false;
    say_kin(d, k, facts);
    els_bm_set_str(d, 7, k->name[of]);
    els_bm_set(d, 8, k->male[right] ? male : female);
    els_bm_ask(d, "<Who is the {8} of {7}?|Who is {7}'s {8}?>");
    els_bm_answer(d, "entity", k->name[right]);
    return true;
}

/* The siblings' tie is stated, or follows from a common parent on level 3 and above. */
static uint32_t sibling_facts(els_bm_draft *d)
{
    return d->level >= 3 && els_bm_chance(d, 60) ? 1u << GRAND_FIRST | 1u << GRAND_SECOND
                                                 : 1u << SIBLINGS;
}

static bool make_grandparent(els_bm_draft *d)
{
    kin k = draw_kin(d);
    uint32_t facts = 1u << GRAND_FIRST | 1u << FIRST_KID;
    return ask_kin(d, &k, facts | (d->level >= 3 ? 1u << SIBLINGS : 0), GRAND, KID, "grandfather",
                   "grandmother");
}

static bool make_grandchild(els_bm_draft *d)
{
    kin k = draw_kin(d);
    uint32_t facts = 1u << GRAND_FIRST | 1u << FIRST_KID;
    return ask_kin(d, &k, facts | (d->level >= 3 ? 1u << GRAND_SECOND : 0), KID, GRAND, "grandson",
                   "granddaughter");
}

static bool make_uncle(els_bm_draft *d)
{
    kin k = draw_kin(d);
    return ask_kin(d, &k, sibling_facts(d) | 1u << FIRST_KID, SECOND, KID, "uncle", "aunt");
}

static bool make_cousin(els_bm_draft *d)
{
    kin k = draw_kin(d);
    return ask_kin(d, &k, sibling_facts(d) | 1u << FIRST_KID | 1u << SECOND_KID, COUSIN, KID,
                   "cousin", "cousin");
}

static bool make_in_law(els_bm_draft *d)
{
    kin k = draw_kin(d);
    uint32_t facts = 1u << MARRIED | 1u << GRAND_FIRST;
    return ask_kin(d, &k, facts | (d->level >= 3 ? 1u << SIBLINGS : 0), GRAND, SPOUSE,
                   "father-in-law", "mother-in-law");
}

static bool make_name_relation(els_bm_draft *d)
{
    static const struct {
        uint32_t from, to, facts;
        const char *male, *female;
    } relations[] = {
        {GRAND, KID, 1u << GRAND_FIRST | 1u << FIRST_KID, "grandfather", "grandmother"},
        {KID, GRAND, 1u << GRAND_FIRST | 1u << FIRST_KID, "grandson", "granddaughter"},
        {SECOND, KID, 1u << SIBLINGS | 1u << FIRST_KID, "uncle", "aunt"},
        {KID, SECOND, 1u << SIBLINGS | 1u << FIRST_KID, "nephew", "niece"},
        {SECOND, FIRST, 1u << GRAND_FIRST | 1u << GRAND_SECOND, "brother", "sister"},
        {GRAND, SECOND, 1u << GRAND_FIRST | 1u << SIBLINGS, "father", "mother"},
    };
    enum { N_RELATIONS = sizeof relations / sizeof relations[0] };
    kin k = draw_kin(d);
    uint32_t chosen = els_bm_below(d, N_RELATIONS);
    els_str words[N_RELATIONS];
    if (!names_differ(&k))
        return false;
    bool male = k.male[relations[chosen].from];
    for (uint32_t i = 0; i < N_RELATIONS; i++)
        words[i] = els_str_of(male ? relations[i].male : relations[i].female);
    say_kin(d, &k, relations[chosen].facts);
    els_bm_set_str(d, 7, k.name[relations[chosen].from]);
    els_bm_set_str(d, 8, k.name[relations[chosen].to]);
    els_bm_ask(d, "<What is {7} to {8}?|How is {7} related to {8}?>");
    els_bm_answer_enum(d, words, N_RELATIONS, words[chosen]);
    return true;
}

/* ---- elimination: who has place 0 .. n-1; an arrangement is place[person] ---- */

enum { MAX_PLACES = 4, MAX_CLUES = 12 };
typedef enum { IS, IS_NOT, ONE_OF_TWO, BEFORE, BESIDE, N_CLUE_KINDS } clue_kind;
typedef struct {
    clue_kind kind;
    uint32_t a, b, place; /* persons a and b */
} clue;

static bool clue_holds(const clue *c, const uint32_t *place)
{
    switch (c->kind) {
    case IS:
        return place[c->a] == c->place;
    case IS_NOT:
        return place[c->a] != c->place;
    case ONE_OF_TWO:
        return place[c->a] == c->place || place[c->b] == c->place;
    case BEFORE:
        return place[c->a] < place[c->b];
    default:
        return place[c->a] + 1 == place[c->b] || place[c->b] + 1 == place[c->a];
    }
}

/* All arrangements of n; returns how many. */
static uint32_t arrangements(uint32_t n, uint32_t ret[24][MAX_PLACES])
{
    uint32_t count = 0, total = n * n * n * (n == 4 ? n : 1);
    for (uint32_t code = 0; code < total; code++) {
        uint32_t place[MAX_PLACES] = {0}, seen = 0, rest = code;
        for (uint32_t i = 0; i < n; i++, rest /= n)
            seen |= 1u << (place[i] = rest % n);
        if (seen == (1u << n) - 1)
            memcpy(ret[count++], place, sizeof place);
    }
    return count;
}

/* Draws clues that are true of place[i] = i until nothing else satisfies them. */
static uint32_t draw_clues(els_bm_draft *d, uint32_t n, bool ordered, clue *ret)
{
    uint32_t all[24][MAX_PLACES], left = arrangements(n, all), count = 0, direct = 0;
    while (left > 1 && count < MAX_CLUES) {
        uint32_t kept = 0, persons[2];
        uint32_t identity[MAX_PLACES] = {0, 1, 2, 3};
        els_bm_draw(d, n, 2, persons);
        clue c = {(clue_kind)els_bm_below(d, ordered ? N_CLUE_KINDS : BEFORE), persons[0],
                  persons[1], els_bm_below(d, n)};
        if (!clue_holds(&c, identity) || (c.kind == IS && direct))
            continue;
        for (uint32_t i = 0; i < left; i++)
            kept += clue_holds(&c, all[i]);
        if (kept == left)
            continue;
        for (uint32_t i = kept = 0; i < left; i++)
            if (clue_holds(&c, all[i]))
                memmove(all[kept++], all[i], sizeof all[i]);
        left = kept;
        direct += c.kind == IS;
        ret[count++] = c;
    }
    els_rng_shuffle(&d->rng, ret, count, sizeof ret[0]);
    return left == 1 ? count : 0;
}

/* A way to speak of places: {7} and {8} are persons, {9} a place. */
typedef struct {
    const char *setup; /* {4} lists the persons, {5} the places */
    const char *clues[N_CLUE_KINDS];
    const char *who, *which; /* questions for {9} and for {7} */
} puzzle_words;

static bool ask_puzzle(els_bm_draft *d, const puzzle_words *words, const char *const *places,
                       bool ordered)
{
    clue clues[MAX_CLUES];
    uint32_t n = d->level >= 4 ? 4 : 3, drawn[MAX_PLACES], listed[MAX_PLACES];
    els_str names[MAX_PLACES], labels[MAX_PLACES], shuffled[MAX_PLACES];
    uint32_t count = draw_clues(d, n, ordered, clues);
    if (count == 0)
        return false;
    els_bm_draw(d, ELS_BM_NAMES, n, drawn);
    els_bm_draw(d, n, n, listed);
    for (uint32_t i = 0; i < n; i++) {
        names[i] = els_bm_name(drawn[i]);
        labels[i] = els_str_of(places[i]);
    }
    els_buf text = {0};
    for (uint32_t i = 0; i < n; i++)
        shuffled[i] = names[listed[i]];
    els_bm_join(&text, shuffled, n);
    els_bm_set_str(d, 4, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_clear(&text);
    memcpy(shuffled, labels, sizeof labels);
    if (!ordered)
        els_rng_shuffle(&d->rng, shuffled, n, sizeof shuffled[0]);
    els_bm_join(&text, shuffled, n);
    els_bm_set_str(d, 5, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
    els_bm_say(d, words->setup);
    for (uint32_t i = 0; i < count; i++) {
        els_bm_set_str(d, 7, names[clues[i].a]);
        els_bm_set_str(d, 8, names[clues[i].b]);
        els_bm_set_str(d, 9, labels[clues[i].place]);
        els_bm_say(d, words->clues[clues[i].kind]);
    }
    uint32_t asked = els_bm_below(d, n);
    for (uint32_t i = 0; i < count; i++)
        if (clues[i].kind == IS && clues[i].a == asked) {
            asked = (asked + 1) % n; /* do not ask for what is stated; at most one clue states it */
            break;
        }
    els_bm_set_str(d, 7, names[asked]);
    els_bm_set_str(d, 9, labels[asked]);
    if (els_bm_chance(d, 50)) {
        els_bm_ask(d, words->who);
        els_bm_answer(d, "entity", names[asked]);
    } else {
        els_bm_ask(d, words->which);
        els_bm_answer_enum(d, labels, n, labels[asked]);
    }
    return true;
}

static bool make_who_owns(els_bm_draft *d)
{
    static const char *const pets[] = {"cat",    "dog",    "fish",    "horse",
                                       "parrot", "rabbit", "hamster", "snake"};
    static const puzzle_words words = {"{4} each have a different pet. The pets are {5}.",
                                       {"{7} has the {9}.", "{7} does not have the {9}.",
                                        "Either {7} or {8} has the {9}.", "", ""},
                                       "Who has the {9}?",
                                       "Which pet does {7} have?"};
    const char *chosen[MAX_PLACES];
    uint32_t drawn[MAX_PLACES];
    els_bm_draw(d, 8, 4, drawn);
    for (uint32_t i = 0; i < MAX_PLACES; i++)
        chosen[i] = pets[drawn[i]];
    return ask_puzzle(d, &words, chosen, false);
}

static bool make_seats(els_bm_draft *d)
{
    static const char *const seats[] = {"1", "2", "3", "4"};
    static const puzzle_words words = {
        "{4} sit in a row. The seats are numbered {5} from left to right.",
        {"{7} sits in seat {9}.", "{7} does not sit in seat {9}.",
         "Either {7} or {8} sits in seat {9}.", "{7} sits to the left of {8}.",
         "{7} sits next to {8}."},
        "Who sits in seat {9}?",
        "In which seat does {7} sit?"};
    return ask_puzzle(d, &words, seats, true);
}

static bool make_work_days(els_bm_draft *d)
{
    static const puzzle_words words = {"{4} each work on a different day. The days are {5}.",
                                       {"{7} works on {9}.", "{7} does not work on {9}.",
                                        "Either {7} or {8} works on {9}.", "{7} works before {8}.",
                                        "{7} works on the day <just |>before or after {8}."},
                                       "Who works on {9}?",
                                       "On which day does {7} work?"};
    return ask_puzzle(d, &words, els_weekday_names + els_bm_below(d, 4), true);
}

/* ---- states over time ---- */

static void ask_place(els_bm_draft *d, const uint32_t *places, uint32_t n, uint32_t right)
{
    els_str choices[ELS_BM_PLACES];
    for (uint32_t i = 0; i < n; i++)
        choices[i] = els_str_of(els_bm_places[places[i]]);
    if (els_bm_chance(d, 50))
        els_bm_answer_enum(d, choices, n, choices[right]);
    else
        els_bm_answer(d, "text", choices[right]);
}

/* Three people go about `n_places` places; writes where each ends up. */
static void say_moves(els_bm_draft *d, uint32_t people, const uint32_t *places, uint32_t n_places,
                      uint32_t *ret_at)
{
    uint32_t moves = (uint32_t)els_bm_by_level(d, 0, 1, 2, 4, 6);
    els_bm_set_names(d, 0, people);
    for (uint32_t i = 0; i < people + moves; i++) {
        uint32_t who = i < people ? i : els_bm_below(d, people), to = els_bm_below(d, n_places);
        if (i >= people && to == ret_at[who])
            to = (to + 1) % n_places;
        ret_at[who] = to;
        els_bm_set_str(d, 8, d->slot[who]);
        els_bm_set(d, 9, els_bm_places[places[to]]);
        els_bm_say(d, i < people ? "{8} is in the {9}." : "<{8}|Then {8}> {goes} to the {9}.");
    }
}

static bool make_where_person(els_bm_draft *d)
{
    uint32_t places[4], at[3], people = d->level >= 3 ? 3 : 2, asked = els_bm_below(d, people);
    els_bm_draw(d, ELS_BM_PLACES, 4, places);
    say_moves(d, people, places, 4, at);
    els_bm_set_str(d, 8, d->slot[asked]);
    els_bm_ask(d, "<Where is {8} <now|in the end>?|Where is {8}?>");
    ask_place(d, places, 4, at[asked]);
    return true;
}

static bool make_count_in_place(els_bm_draft *d)
{
    uint32_t places[3], at[4], people = d->level >= 3 ? 4 : 3, asked = els_bm_below(d, 3),
                               count = 0;
    els_bm_draw(d, ELS_BM_PLACES, 3, places);
    say_moves(d, people, places, 3, at);
    for (uint32_t i = 0; i < people; i++)
        count += at[i] == asked;
    els_bm_set(d, 9, els_bm_places[places[asked]]);
    els_bm_ask(d, "How many people are in the {9} <now|in the end>?");
    els_bm_answer_number(d, count);
    return true;
}

static const char *const portable[] = {"ball", "key",      "lamp", "map",
                                       "hat",  "umbrella", "box",  "book"};

/* Somebody carries a thing about and may leave it somewhere. */
static bool make_where_thing(els_bm_draft *d)
{
    uint32_t places[4], trips = (uint32_t)els_bm_by_level(d, 1, 2, 2, 3, 4), at = 0;
    bool carried = true;
    els_bm_draw(d, ELS_BM_PLACES, 4, places);
    els_bm_set_names(d, 0, 2);
    els_bm_set(d, 2, portable[els_bm_below(d, 8)]);
    els_bm_set(d, 9, els_bm_places[places[0]]);
    els_bm_say(d, "{0} is in the {9}. {0} {takes} the {2}.");
    for (uint32_t i = 0, here = 0; i < trips; i++) {
        here = (here + 1 + els_bm_below(d, 3)) % 4;
        els_bm_set(d, 9, els_bm_places[places[here]]);
        els_bm_say(d, "{0} {goes} to the {9}.");
        if (carried)
            at = here;
        if (carried && d->level >= 2 && els_bm_chance(d, 45)) {
            els_bm_say(d, "{0} <drops|leaves|puts down> the {2}.");
            carried = false;
        }
        if (d->level >= 3 && els_bm_chance(d, 40)) {
            els_bm_set(d, 9, els_bm_places[places[els_bm_below(d, 4)]]);
            els_bm_say(d, "{1} {goes} to the {9}.");
        }
    }
    els_bm_ask(d, "<Where is the {2} <now|in the end>?|Where is the {2}?>");
    ask_place(d, places, 4, at);
    return true;
}

static bool make_hand_over(els_bm_draft *d)
{
    uint32_t people = d->level >= 3 ? 4 : 3, things = d->level >= 3 ? 2 : 1, drawn[2], holder[2];
    uint32_t gifts = (uint32_t)els_bm_by_level(d, 1, 2, 3, 4, 6), asked = els_bm_below(d, things);
    els_bm_set_names(d, 0, people);
    els_bm_draw(d, 8, 2, drawn);
    for (uint32_t t = 0; t < things; t++) {
        holder[t] = els_bm_below(d, people);
        els_bm_set_str(d, 7, d->slot[holder[t]]);
        els_bm_set(d, 9, portable[drawn[t]]);
        els_bm_say(d, "{7} has the {9}.");
    }
    for (uint32_t i = 0; i < gifts; i++) {
        uint32_t t = els_bm_below(d, things),
                 to = (holder[t] + 1 + els_bm_below(d, people - 1)) % people;
        els_bm_set_str(d, 7, d->slot[holder[t]]);
        els_bm_set_str(d, 8, d->slot[to]);
        els_bm_set(d, 9, portable[drawn[t]]);
        els_bm_say(d, "<{7}|Then {7}> {gives} the {9} to {8}.");
        holder[t] = to;
    }
    els_bm_set(d, 9, portable[drawn[asked]]);
    els_bm_ask(d, "<Who has the {9} <now|in the end>?|Who has the {9}?>");
    els_bm_answer(d, "entity", d->slot[holder[asked]]);
    return true;
}

static bool make_swaps(els_bm_draft *d)
{
    uint32_t n = d->level >= 4 ? 4 : 3, swaps = (uint32_t)els_bm_by_level(d, 1, 2, 3, 4, 6),
             drawn[4];
    els_str has[4], choices[4];
    els_bm_set_names(d, 0, n);
    els_bm_draw(d, 8, n, drawn);
    for (uint32_t i = 0; i < n; i++) {
        choices[i] = has[i] = els_str_of(portable[drawn[i]]);
        els_bm_set_str(d, 7, d->slot[i]);
        els_bm_set_str(d, 9, has[i]);
        els_bm_say(d, "{7} has the {9}.");
    }
    for (uint32_t i = 0; i < swaps; i++) {
        uint32_t pair[2];
        els_bm_draw(d, n, 2, pair);
        els_bm_set_str(d, 7, d->slot[pair[0]]);
        els_bm_set_str(d, 8, d->slot[pair[1]]);
        els_bm_say(d, "<{7}|Then {7}> and {8} swap what they have.");
        els_str swap = has[pair[0]];
        has[pair[0]] = has[pair[1]];
        has[pair[1]] = swap;
    }
    uint32_t asked = els_bm_below(d, n);
    els_bm_set_str(d, 7, d->slot[asked]);
    els_bm_set_str(d, 9, has[asked]);
    if (els_bm_chance(d, 50)) {
        els_bm_ask(d, "Who has the {9} <now|in the end>?");
        els_bm_answer(d, "entity", d->slot[asked]);
    } else {
        els_bm_ask(d, "What does {7} have <now|in the end>?");
        els_bm_answer_enum(d, choices, n, has[asked]);
    }
    return true;
}

/* The order decides the splits (els_plugin_split_of). It is chosen so that held-out templates are
 * new frames for words and operations that trained ones use too. */
static const els_bm_template templates[] = {
    {els_bm_make_date_after, ELS_BM_IN_QUESTION},
    {els_bm_make_date_before, ELS_BM_IN_QUESTION},
    {els_bm_make_today, ELS_BM_IN_QUESTION},
    {els_bm_make_weekday, ELS_BM_IN_QUESTION},
    {els_bm_make_count_together, ELS_BM_IN_QUESTION},
    {els_bm_make_weekday_later, ELS_BM_IN_QUESTION},
    {els_bm_make_days_between, ELS_BM_IN_QUESTION},
    {make_where_thing, ELS_BM_IN_CONTEXT},
    {els_bm_make_count_kind, ELS_BM_IN_CONTEXT},
    {els_bm_make_count_all, ELS_BM_IN_QUESTION},
    {make_where_person, ELS_BM_IN_CONTEXT},
    {make_grandparent, ELS_BM_IN_QUESTION},
    {make_grandchild, ELS_BM_IN_CONTEXT},
    {els_bm_make_who_has_most, ELS_BM_IN_CONTEXT},
    {make_cousin, ELS_BM_IN_QUESTION},
    {make_uncle, ELS_BM_IN_CONTEXT},
    {make_in_law, ELS_BM_IN_QUESTION},
    {make_who_owns, ELS_BM_IN_CONTEXT},
    {make_seats, ELS_BM_IN_CONTEXT},
    {make_work_days, ELS_BM_IN_QUESTION},
    {make_name_relation, ELS_BM_IN_CONTEXT},
    {els_bm_make_two_stages, ELS_BM_IN_CONTEXT},
    {make_count_in_place, ELS_BM_IN_QUESTION},
    {make_hand_over, ELS_BM_IN_QUESTION},
    {make_swaps, ELS_BM_IN_CONTEXT},
};

const els_bm_family els_bm_reasoning = {"reasoning", templates,
                                        sizeof templates / sizeof templates[0], false};
