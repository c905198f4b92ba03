/* benchmark_logic.c — family logic: orderings, truth tellers and liars, quantifiers, conditionals.
 * Orderings are in benchmark_logic_order.c. Every key is decided by exhausting the models of the
 * premises. */
#include "benchmark.h"

/* ---- truth tellers and liars: a set of worlds is a mask, bit w for the world w, and bit i of w
 * says whether person i tells the truth ---- */

enum { MAX_SPEAKERS = 4 };

typedef struct {
    uint32_t about[2];
    uint32_t kind; /* 0 about[0] lies, 1 about[0] tells the truth, 2 same kind, 3 different kinds */
} statement;

static bool statement_holds(const statement *s, uint32_t world)
{
    uint32_t a = world >> s->about[0] & 1, b = world >> s->about[1] & 1;
    return s->kind == 0 ? !a : s->kind == 1 ? a : s->kind == 2 ? a == b : a != b;
}

/* Draws a statement for each of n speakers and returns the worlds that fit. */
static uint32_t draw_statements(els_bm_draft *d, uint32_t n, uint32_t n_kinds,
                                statement *ret_statements)
{
    uint32_t worlds = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t others[MAX_SPEAKERS];
        els_bm_draw(d, n - 1, n - 1, others);
        ret_statements[i] = (statement){{(i + 1 + others[0]) % n, i}, els_bm_below(d, n_kinds)};
        if (n > 2)
            ret_statements[i].about[1] = (i + 1 + others[1]) % n;
    }
    for (uint32_t world = 0; world < 1u << n; world++) {
        bool fits = true;
        for (uint32_t i = 0; i < n; i++)
            fits = fits && statement_holds(&ret_statements[i], world) == (world >> i & 1);
        worlds |= (uint32_t)fits << world;
    }
    return worlds;
}

/* Slot 4 and 5 hold the words for truth tellers and liars. */
static void say_statements(els_bm_draft *d, uint32_t n, const statement *statements,
                           const els_str *names)
{
    static const char *const claims[4] = {
        "{7} says that {8} is a {5}.",
        "{7} says that {8} is a {4}.",
        "{7} says that {8} and {9} are of the same kind.",
        "{7} says that {8} and {9} are of different kinds.",
    };
    for (uint32_t i = 0; i < n; i++) {
        els_bm_set_str(d, 7, names[i]);
        els_bm_set_str(d, 8, names[statements[i].about[0]]);
        els_bm_set_str(d, 9, names[statements[i].about[1]]);
        els_bm_say(d, claims[statements[i].kind]);
    }
}

static void say_kinds(els_bm_draft *d, uint32_t n, els_str *ret_names)
{
    uint32_t drawn[MAX_SPEAKERS];
    bool knights = els_bm_chance(d, 50);
    els_bm_set(d, 4, knights ? "knight" : "truthteller");
    els_bm_set(d, 5, knights ? "knave" : "liar");
    els_bm_draw(d, ELS_BM_NAMES, n, drawn);
    for (uint32_t i = 0; i < n; i++)
        ret_names[i] = els_bm_name(drawn[i]);
    els_bm_say(d, "<A {4} always tells the truth. A {5} always lies.|Each person is a {4}, who "
                  "always tells the truth, or a {5}, who always lies.>");
}

static uint32_t speakers(const els_bm_draft *d)
{
    return (uint32_t)els_bm_by_level(d, 2, 3, 3, 4, 4);
}

static bool make_knight(els_bm_draft *d)
{
    statement statements[MAX_SPEAKERS];
    els_str names[MAX_SPEAKERS], kinds[2];
    uint32_t n = speakers(d), asked = els_bm_below(d, n);
    uint32_t worlds = draw_statements(d, n, n > 2 ? 4 : 3, statements), seen = 0;
    for (uint32_t world = 0; world < 1u << n; world++)
        if (worlds >> world & 1)
            seen |= 1u << (world >> asked & 1);
    if (seen != 1 && seen != 2)
        return false;
    say_kinds(d, n, names);
    say_statements(d, n, statements, names);
    els_bm_set_str(d, 7, names[asked]);
    els_bm_ask(d, "<Is {7} a {4} or a {5}?|What is {7}?>");
    kinds[0] = d->slot[5];
    kinds[1] = d->slot[4];
    els_bm_answer_enum(d, kinds, 2, kinds[seen == 2]);
    return true;
}

static bool make_one_liar(els_bm_draft *d)
{
    statement statements[MAX_SPEAKERS];
    els_str names[MAX_SPEAKERS];
    uint32_t n = d->level >= 3 ? 4 : 3, liar = n, fitting = 0;
    uint32_t worlds = draw_statements(d, n, 2, statements);
    for (uint32_t i = 0; i < n; i++)
        if (worlds >> ((1u << n) - 1 - (1u << i)) & 1) {
            liar = i;
            fitting++;
        }
    if (fitting != 1)
        return false;
    say_kinds(d, n, names);
    els_bm_say(d, "Exactly one of them is a {5}.");
    say_statements(d, n, statements, names);
    els_bm_ask(d, "<Who is the {5}?|Which of them is the {5}?>");
    els_bm_answer_name(d, names, n, liar);
    return true;
}

static bool make_count_liars(els_bm_draft *d)
{
    statement statements[MAX_SPEAKERS];
    els_str names[MAX_SPEAKERS];
    uint32_t n = speakers(d), count = n + 1;
    uint32_t worlds = draw_statements(d, n, n > 2 ? 4 : 3, statements);
    for (uint32_t world = 0; world < 1u << n; world++)
        if (worlds >> world & 1) {
            uint32_t liars = n - (uint32_t)__builtin_popcount(world);
            if (count != n + 1 && count != liars)
                return false;
            count = liars;
        }
    if (count == n + 1)
        return false;
    say_kinds(d, n, names);
    say_statements(d, n, statements, names);
    els_bm_ask(d, "How many of them are {5}s?");
    els_bm_answer_number(d, count);
    return true;
}

/* ---- quantifiers: a kind of thing is a set of nouns that apply to it; bit c of a mask says that
 * the universal premises allow the kind c ---- */

enum { MAX_NOUNS = 5 };
typedef enum { ALL, NO, SOME, SOME_NOT } quantifier;
typedef struct {
    quantifier kind;
    uint32_t a, b;
} quantified;

static const els_bm_noun callings[] = {
    {"baker", "bakers"},     {"singer", "singers"},     {"runner", "runners"},
    {"painter", "painters"}, {"dancer", "dancers"},     {"farmer", "farmers"},
    {"teacher", "teachers"}, {"swimmer", "swimmers"},   {"writer", "writers"},
    {"sailor", "sailors"},   {"gardener", "gardeners"}, {"driver", "drivers"},
};

static void draw_nouns(els_bm_draft *d, uint32_t n, const els_bm_noun **ret_nouns)
{
    uint32_t drawn[MAX_NOUNS];
    bool made_up = els_bm_chance(d, 60);
    els_bm_draw(d, made_up ? ELS_BM_MADE_UP : sizeof callings / sizeof callings[0], n, drawn);
    for (uint32_t i = 0; i < n; i++)
        ret_nouns[i] = made_up ? &els_bm_made_up[drawn[i]] : &callings[drawn[i]];
}

static uint32_t kinds_with(uint32_t n, uint32_t noun)
{
    uint32_t mask = 0;
    for (uint32_t c = 0; c < 1u << n; c++)
        mask |= (c >> noun & 1) << c;
    return mask;
}

/* The kinds that satisfy the two nouns of a quantified sentence as its existence claim demands. */
static uint32_t kinds_claimed(uint32_t n, const quantified *q)
{
    uint32_t b = kinds_with(n, q->b);
    return kinds_with(n, q->a) & (q->kind == SOME_NOT ? ~b : b);
}

static uint32_t allowed_kinds(uint32_t n, const quantified *premises, uint32_t count)
{
    uint32_t allowed = n == 5 ? UINT32_MAX : (1u << (1u << n)) - 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t a = kinds_with(n, premises[i].a), b = kinds_with(n, premises[i].b);
        if (premises[i].kind == ALL)
            allowed &= ~(a & ~b);
        if (premises[i].kind == NO)
            allowed &= ~(a & b);
    }
    return allowed;
}

/* A chain of nouns linked by ALL, with a NO, a SOME and a sentence the wrong way round mixed in. */
static uint32_t draw_quantified(els_bm_draft *d, uint32_t n, bool with_some, quantified *ret)
{
    uint32_t order[MAX_NOUNS], count = 0;
    els_bm_draw(d, n, n, order);
    for (uint32_t i = 0; i + 1 < n; i++) {
        quantified q = {ALL, order[i], order[i + 1]};
        if (els_bm_chance(d, 30))
            q.kind = NO;
        else if (d->level >= 3 && els_bm_chance(d, 20))
            q = (quantified){ALL, order[i + 1], order[i]};
        ret[count++] = q;
    }
    if (with_some) {
        uint32_t at = els_bm_below(d, n - 1);
        quantified q = {els_bm_chance(d, 75) ? SOME : SOME_NOT, order[at], order[at + 1]};
        if (d->level >= 3 && els_bm_chance(d, 50))
            ret[count++] = q;
        else
            ret[at] = q;
    }
    els_rng_shuffle(&d->rng, ret, count, sizeof ret[0]);
    return count;
}

static void say_quantified(els_bm_draft *d, const quantified *q, const els_bm_noun *const *nouns)
{
    static const char *const forms[4] = {
        "<All {7} are {8}.|All {7} are {8}.|Every {5} is a {6}.|Each {5} is a {6}.>",
        "<No {7} are {8}.|No {7} are {8}.|No {5} is a {6}.>",
        "<Some {7} are {8}.|At least one {5} is a {6}.>",
        "<Some {7} are not {8}.|At least one {5} is not a {6}.>",
    };
    els_bm_set(d, 5, nouns[q->a]->one);
    els_bm_set(d, 6, nouns[q->b]->one);
    els_bm_set(d, 7, nouns[q->a]->many);
    els_bm_set(d, 8, nouns[q->b]->many);
    els_bm_say(d, forms[q->kind]);
}

/* Whether a question about existing things follows: yes when some claim of existence leaves only
 * kinds inside `wanted`. Every noun has a thing it applies to. */
static bool exists_within(uint32_t n, uint32_t allowed, const quantified *premises, uint32_t count,
                          uint32_t wanted)
{
    for (uint32_t noun = 0; noun < n; noun++)
        if (!(allowed & kinds_with(n, noun) & ~wanted))
            return true;
    for (uint32_t i = 0; i < count; i++)
        if (premises[i].kind >= SOME && !(allowed & kinds_claimed(n, &premises[i]) & ~wanted))
            return true;
    return false;
}

static bool is_consistent(uint32_t n, uint32_t allowed, const quantified *premises, uint32_t count)
{
    for (uint32_t noun = 0; noun < n; noun++)
        if (!(allowed & kinds_with(n, noun)))
            return false;
    for (uint32_t i = 0; i < count; i++)
        if (premises[i].kind >= SOME && !(allowed & kinds_claimed(n, &premises[i])))
            return false;
    return true;
}

static bool is_stated(const quantified *premises, uint32_t count, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < count; i++)
        if (premises[i].a == a && premises[i].b == b)
            return true;
    return false;
}

static bool ask_quantified(els_bm_draft *d, bool ask_some)
{
    quantified premises[MAX_NOUNS + 1];
    const els_bm_noun *nouns[MAX_NOUNS];
    uint32_t n = (uint32_t)els_bm_by_level(d, 3, 3, 4, 4, 5), pair[2];
    uint32_t count = draw_quantified(d, n, ask_some, premises);
    uint32_t allowed = allowed_kinds(n, premises, count);
    els_bm_truth wanted = els_bm_wanted_truth(d), truth = ELS_BM_UNKNOWN;
    els_bm_draw(d, n, 2, pair);
    if (!is_consistent(n, allowed, premises, count) || is_stated(premises, count, pair[0], pair[1]))
        return false;
    uint32_t a = kinds_with(n, pair[0]), b = kinds_with(n, pair[1]);
    if (ask_some) {
        if (exists_within(n, allowed, premises, count, a & b))
            truth = ELS_BM_YES;
        else if (!(allowed & a & b))
            truth = ELS_BM_NO;
    } else {
        if (!(allowed & a & ~b))
            truth = ELS_BM_YES;
        else if (exists_within(n, allowed, premises, count, a & ~b))
            truth = ELS_BM_NO;
    }
    if (truth != wanted)
        return false;
    draw_nouns(d, n, nouns);
    els_bm_say(d,
               "<There is at least one thing of every kind.|Every kind has at least one member.>");
    for (uint32_t i = 0; i < count; i++)
        say_quantified(d, &premises[i], nouns);
    els_bm_set(d, 5, nouns[pair[0]]->one);
    els_bm_set(d, 6, nouns[pair[1]]->one);
    els_bm_set(d, 7, nouns[pair[0]]->many);
    els_bm_set(d, 8, nouns[pair[1]]->many);
    els_bm_ask(d, ask_some ? "Are some {7} {8}?" : "<Are all {7} {8}?|Is every {5} a {6}?>");
    els_bm_answer_truth(d, truth);
    return true;
}

static bool make_all_of_kind(els_bm_draft *d)
{
    return ask_quantified(d, false);
}

static bool make_some_of_kind(els_bm_draft *d)
{
    return ask_quantified(d, true);
}

static bool make_member(els_bm_draft *d)
{
    quantified premises[MAX_NOUNS + 1];
    const els_bm_noun *nouns[MAX_NOUNS];
    uint32_t n = (uint32_t)els_bm_by_level(d, 3, 3, 4, 5, 5), pair[2];
    uint32_t count = draw_quantified(d, n, false, premises);
    uint32_t allowed = allowed_kinds(n, premises, count);
    els_bm_truth wanted = els_bm_wanted_truth(d);
    els_bm_draw(d, n, 2, pair);
    uint32_t known = kinds_with(n, pair[0]), asked = kinds_with(n, pair[1]);
    bool is_not = els_bm_chance(d, 25);
    uint32_t possible = allowed & (is_not ? ~known : known);
    els_bm_truth truth = !(possible & ~asked)  ? ELS_BM_YES
                         : !(possible & asked) ? ELS_BM_NO
                                               : ELS_BM_UNKNOWN;
    if (!possible || truth != wanted)
        return false;
    draw_nouns(d, n, nouns);
    for (uint32_t i = 0; i < count; i++)
        say_quantified(d, &premises[i], nouns);
    els_bm_set_names(d, 4, 1);
    els_bm_set(d, 5, nouns[pair[0]]->one);
    els_bm_set(d, 6, nouns[pair[1]]->one);
    els_bm_say(d, is_not ? "{4} is not a {5}." : "{4} is a {5}.");
    els_bm_ask(d, "Is {4} a {6}?");
    els_bm_answer_truth(d, truth);
    return true;
}

/* ---- conditionals: a proposition is its column of the truth table over six variables ---- */

enum { MAX_VARIABLES = 6, MAX_PREMISES = 12 };
static const uint64_t columns[MAX_VARIABLES] = {
    UINT64_C(0xAAAAAAAAAAAAAAAA), UINT64_C(0xCCCCCCCCCCCCCCCC), UINT64_C(0xF0F0F0F0F0F0F0F0),
    UINT64_C(0xFF00FF00FF00FF00), UINT64_C(0xFFFF0000FFFF0000), UINT64_C(0xFFFFFFFF00000000),
};

typedef enum { FACT, IF, IF_BOTH, EITHER } connective;
typedef struct {
    connective kind;
    uint32_t variable[3];
    bool negated[3];
} proposition;

static uint64_t literal(const proposition *p, uint32_t part)
{
    uint64_t column = columns[p->variable[part]];
    return p->negated[part] ? ~column : column;
}

static uint64_t table(const proposition *p)
{
    switch (p->kind) {
    case FACT:
        return literal(p, 0);
    case IF:
        return ~literal(p, 0) | literal(p, 1);
    case IF_BOTH:
        return ~(literal(p, 0) & literal(p, 2)) | literal(p, 1);
    default:
        return literal(p, 0) ^ literal(p, 1);
    }
}

typedef struct {
    proposition premises[MAX_PREMISES];
    uint32_t n_premises, asked;
    els_bm_truth truth;
} argument;

/* Draws a chain of conditionals over n variables with a fact or two. False: contradictory, or not
 * of the wanted truth, or the fact asked for is stated. */
static bool draw_argument(els_bm_draft *d, uint32_t n, bool both, bool either, argument *ret)
{
    uint32_t order[MAX_VARIABLES], percent_negated = d->level == 1 ? 0 : 20;
    uint64_t models = UINT64_MAX;
    els_bm_truth wanted = els_bm_wanted_truth(d);
    *ret = (argument){0};
    els_bm_draw(d, n, n, order);
    ret->asked = order[els_bm_below(d, n)];
    for (uint32_t i = 0; i + 1 < n; i++) {
        proposition *p = &ret->premises[ret->n_premises++];
        *p = (proposition){IF, {order[i], order[i + 1], order[i]}, {false, false, false}};
        if (both && i > 0 && els_bm_chance(d, 50)) {
            p->kind = IF_BOTH;
            p->variable[2] = order[els_bm_below(d, i)];
        } else if (either && els_bm_chance(d, 50)) {
            p->kind = EITHER;
        }
        if (p->kind != EITHER) {
            p->negated[0] = p->kind == IF && els_bm_chance(d, percent_negated);
            p->negated[1] = els_bm_chance(d, 25);
        }
    }
    uint32_t facts = both || d->level >= 4 ? 2 : 1, stated[2];
    els_bm_draw(d, n, facts, stated);
    for (uint32_t i = 0; i < facts; i++) {
        ret->premises[ret->n_premises++] =
            (proposition){FACT, {stated[i], 0, 0}, {els_bm_chance(d, 35), false, false}};
        if (stated[i] == ret->asked)
            return false;
    }
    for (uint32_t i = 0; i < ret->n_premises; i++)
        models &= table(&ret->premises[i]);
    uint64_t asked = columns[ret->asked];
    ret->truth = !(models & ~asked) ? ELS_BM_YES : !(models & asked) ? ELS_BM_NO : ELS_BM_UNKNOWN;
    if (!models || ret->truth != wanted)
        return false;
    els_rng_shuffle(&d->rng, ret->premises, ret->n_premises, sizeof ret->premises[0]);
    return true;
}

/* Says the premises; texts[v] is {variable v holds, it does not}. */
static void say_argument(els_bm_draft *d, const argument *a, els_str texts[][2])
{
    static const char *const forms[4] = {
        "{^7}.",
        "<If {7}, then {8}.|If {7}, then {8}.|If {7}, {8}.>",
        "If {7} and {9}, then {8}.",
        "Either {7} or {8}, but not both.",
    };
    for (uint32_t i = 0; i < a->n_premises; i++) {
        const proposition *p = &a->premises[i];
        els_bm_set_str(d, 7, texts[p->variable[0]][p->negated[0]]);
        els_bm_set_str(d, 8, texts[p->variable[1]][p->negated[1]]);
        els_bm_set_str(d, 9, texts[p->variable[2]][p->negated[2]]);
        els_bm_say(d, forms[p->kind]);
    }
}

static const char *const qualities[] = {
    "tired",  "quiet", "happy", "kind",   "calm",  "brave", "hungry", "busy", "proud",
    "clever", "late",  "sick",  "polite", "lucky", "angry", "honest", "lazy", "shy",
};
enum { N_QUALITIES = sizeof qualities / sizeof qualities[0] };

static const struct {
    const char *subject, *predicate;
} conditions[] = {
    {"the lamp", "on"},     {"the door", "locked"}, {"the window", "open"}, {"the street", "wet"},
    {"the light", "red"},   {"the alarm", "loud"},  {"the engine", "hot"},  {"the tank", "full"},
    {"the shop", "closed"}, {"the bridge", "up"},   {"the fan", "off"},     {"the bell", "broken"},
    {"the oven", "warm"},   {"the gate", "shut"},
};
enum { N_CONDITIONS = sizeof conditions / sizeof conditions[0] };

static uint32_t variables(const els_bm_draft *d)
{
    return (uint32_t)els_bm_by_level(d, 2, 3, 4, 5, 6);
}

/* Texts of n variables about people (one person up to level 3, then two), with the question. */
static void name_people(els_bm_draft *d, uint32_t n, els_str texts[][2], els_str *questions)
{
    uint32_t names[2], drawn[MAX_VARIABLES];
    els_bm_draw(d, ELS_BM_NAMES, 2, names);
    els_bm_draw(d, N_QUALITIES, n, drawn);
    for (uint32_t v = 0; v < n; v++) {
        els_bm_set_str(d, 0, els_bm_name(names[d->level >= 4 ? els_bm_below(d, 2) : 0]));
        els_bm_set(d, 1, qualities[drawn[v]]);
        texts[v][0] = els_bm_text(d, "{0} is {1}");
        texts[v][1] = els_bm_text(d, "{0} is not {1}");
        questions[v] = els_bm_text(d, "Is {0} {1}?");
    }
}

static void name_things(els_bm_draft *d, uint32_t n, els_str texts[][2], els_str *questions)
{
    uint32_t drawn[MAX_VARIABLES];
    els_bm_draw(d, N_CONDITIONS, n, drawn);
    for (uint32_t v = 0; v < n; v++) {
        els_bm_set(d, 0, conditions[drawn[v]].subject);
        els_bm_set(d, 1, conditions[drawn[v]].predicate);
        texts[v][0] = els_bm_text(d, "{0} is {1}");
        texts[v][1] = els_bm_text(d, "{0} is not {1}");
        questions[v] = els_bm_text(d, "Is {0} {1}?");
    }
}

static bool ask_argument(els_bm_draft *d, bool people, bool both, bool either)
{
    argument a;
    els_str texts[MAX_VARIABLES][2], questions[MAX_VARIABLES];
    uint32_t n = variables(d) + ((both || either) && d->level == 1);
    if (!draw_argument(d, n, both, either, &a))
        return false;
    if (people)
        name_people(d, n, texts, questions);
    else
        name_things(d, n, texts, questions);
    say_argument(d, &a, texts);
    els_bm_set_str(d, 0, questions[a.asked]);
    els_bm_ask(d, "{0}");
    els_bm_answer_truth(d, a.truth);
    return true;
}

static bool make_if_person(els_bm_draft *d)
{
    return ask_argument(d, true, false, false);
}

static bool make_if_thing(els_bm_draft *d)
{
    return ask_argument(d, false, false, false);
}

static bool make_if_both(els_bm_draft *d)
{
    return ask_argument(d, true, true, false);
}

static bool make_either(els_bm_draft *d)
{
    return ask_argument(d, false, false, true);
}

/* General rules about people with qualities, applied to one of them. */
static bool make_people_rules(els_bm_draft *d)
{
    argument a;
    uint32_t n = variables(d), drawn[MAX_VARIABLES];
    if (!draw_argument(d, n, d->level >= 3, false, &a))
        return false;
    els_bm_draw(d, N_QUALITIES, n, drawn);
    els_bm_set_names(d, 0, 1);
    for (uint32_t i = 0; i < a.n_premises; i++) {
        const proposition *p = &a.premises[i];
        els_bm_set(d, 7, qualities[drawn[p->variable[0]]]);
        els_bm_set(d, 8, qualities[drawn[p->variable[1]]]);
        els_bm_set(d, 9, qualities[drawn[p->variable[2]]]);
        if (p->kind == FACT)
            els_bm_say(d, p->negated[0] ? "{0} is not {7}." : "{0} is {7}.");
        else if (p->kind == IF_BOTH)
            els_bm_say(d, p->negated[1] ? "Nobody who is {7} and {9} is {8}."
                                        : "Everyone who is {7} and {9} is {8}.");
        else if (p->negated[0])
            els_bm_say(d, p->negated[1] ? "Nobody who is not {7} is {8}."
                                        : "Everyone who is not {7} is {8}.");
        else
            els_bm_say(d, p->negated[1] ? "<No {7} people are {8}.|Nobody who is {7} is {8}.>"
                                        : "<All {7} people are {8}.|Everyone who is {7} is {8}.>");
    }
    els_bm_set(d, 7, qualities[drawn[a.asked]]);
    els_bm_ask(d, "Is {0} {7}?");
    els_bm_answer_truth(d, a.truth);
    return true;
}

/* The order decides the splits (els_plugin_split_of). It is chosen so that held-out templates are
 * new frames for words and operations that trained ones use too. */
static const els_bm_template templates[] = {
    {els_bm_make_kth_adjective, ELS_BM_IN_CONTEXT},
    {els_bm_make_compare, ELS_BM_IN_QUESTION},
    {els_bm_make_race_end, ELS_BM_IN_CONTEXT},
    {els_bm_make_race_kth, ELS_BM_IN_QUESTION},
    {els_bm_make_row_kth, ELS_BM_IN_CONTEXT},
    {els_bm_make_count_above, ELS_BM_IN_QUESTION},
    {els_bm_make_row_end, ELS_BM_IN_QUESTION},
    {els_bm_make_superlative, ELS_BM_IN_QUESTION},
    {els_bm_make_list_order, ELS_BM_IN_QUESTION},
    {make_knight, ELS_BM_IN_CONTEXT},
    {make_if_both, ELS_BM_IN_CONTEXT},
    {make_one_liar, ELS_BM_IN_QUESTION},
    {els_bm_make_race_pair, ELS_BM_IN_CONTEXT},
    {make_all_of_kind, ELS_BM_IN_QUESTION},
    {make_member, ELS_BM_IN_CONTEXT},
    {make_some_of_kind, ELS_BM_IN_CONTEXT},
    {make_if_person, ELS_BM_IN_QUESTION},
    {make_either, ELS_BM_IN_QUESTION},
    {make_people_rules, ELS_BM_IN_QUESTION},
    {make_if_thing, ELS_BM_IN_CONTEXT},
    {make_count_liars, ELS_BM_IN_CONTEXT},
};

const els_bm_family els_bm_logic = {"logic", templates, sizeof templates / sizeof templates[0],
                                    false};
