/* benchmark_classification.c — family classification: things with features, sorted by labelled
 * examples or by stated rules. Examples are added until every hypothesis of the least sufficient
 * complexity that fits them gives the same answer. */
#include "benchmark.h"

#include <string.h>

enum { MAX_FEATURES = 5, MAX_ITEMS = 24, MAX_VALUES = 4, N_FEATURES = 9, NUMERIC = N_FEATURES };

static const struct {
    const char *name;
    const char *values[MAX_VALUES];
} features[N_FEATURES] = {
    {"color", {"red", "blue", "green", "yellow"}},
    {"size", {"small", "large", "tiny", "huge"}},
    {"texture", {"rough", "smooth", "soft", "sticky"}},
    {"shape", {"round", "square", "flat", "long"}},
    {"weight", {"heavy", "light", "weightless", "massive"}},
    {"pattern", {"striped", "spotted", "plain", "checked"}},
    {"age", {"old", "new", "ancient", "recent"}},
    {"taste", {"sweet", "sour", "bitter", "salty"}},
    {"temperature", {"hot", "cold", "warm", "cool"}},
};

typedef struct {
    int64_t value[MAX_FEATURES]; /* index of a value, or the number itself */
} item;

typedef enum {
    BY_ONE,    /* f0 = v0: label 0, else 1 */
    BY_VALUE,  /* label by the value of f0 */
    BY_BOTH,   /* f0 = v0 and f1 = v1: label 0, else 1 */
    BY_EITHER, /* f0 = v0 or f1 = v1: label 0, else 1 */
    EXCEPT,    /* f1 = v1: label 2; else f0 = v0: label 0, else 1 */
    THRESHOLD  /* f0 >= v0: label 0, else 1 */
} concept_kind;

typedef struct {
    concept_kind kind;
    uint32_t n_features, n_values, n_labels;
    uint32_t feature[MAX_FEATURES]; /* index into features, or NUMERIC */
    uint32_t place[2];              /* of f0 and f1 within `feature` */
    int64_t value[2];               /* v0 and v1 */
    els_str label[3], label_plural[3];
} concept;

static uint32_t label_of(const concept *c, const item *it)
{
    int64_t a = it->value[c->place[0]], b = it->value[c->place[1]];
    bool first = a == c->value[0], second = b == c->value[1];
    switch (c->kind) {
    case BY_ONE:
        return !first;
    case BY_VALUE:
        return (uint32_t)a;
    case BY_BOTH:
        return !(first && second);
    case BY_EITHER:
        return !(first || second);
    case EXCEPT:
        return second ? 2 : !first;
    default:
        return !(a >= c->value[0]);
    }
}

static item draw_item(els_bm_draft *d, const concept *c)
{
    item it = {{0}};
    for (uint32_t f = 0; f < c->n_features; f++)
        it.value[f] =
            c->feature[f] == NUMERIC ? els_bm_between(d, 1, 30) : els_bm_below(d, c->n_values);
    return it;
}

/* An item of the wanted label where one turns up soon, else any. */
static item draw_labelled(els_bm_draft *d, const concept *c, uint32_t label)
{
    item it = draw_item(d, c);
    for (int tries = 0; tries < 12 && label_of(c, &it) != label; tries++)
        it = draw_item(d, c);
    return it;
}

static concept draw_concept(els_bm_draft *d, concept_kind kind)
{
    concept c = {.kind = kind};
    uint32_t drawn[MAX_FEATURES], places[2], nouns[3];
    c.n_features = (uint32_t)els_bm_by_level(d, 2, 3, 3, 4, 5);
    c.n_values = kind == BY_VALUE ? 3 : (uint32_t)els_bm_by_level(d, 2, 2, 3, 3, 4);
    c.n_labels = kind == BY_VALUE || kind == EXCEPT ? 3 : 2;
    els_bm_draw(d, N_FEATURES, c.n_features, drawn);
    els_bm_draw(d, c.n_features, 2, places);
    for (uint32_t f = 0; f < c.n_features; f++)
        c.feature[f] = drawn[f];
    for (uint32_t i = 0; i < 2; i++) {
        c.place[i] = places[i];
        c.value[i] = els_bm_below(d, c.n_values);
    }
    if (kind == THRESHOLD) {
        c.feature[c.place[0]] = NUMERIC;
        c.value[0] = els_bm_between(d, 8, 22);
    }
    els_bm_draw(d, ELS_BM_MADE_UP, 3, nouns);
    for (uint32_t i = 0; i < 3; i++) {
        c.label[i] = els_str_of(els_bm_made_up[nouns[i]].one);
        c.label_plural[i] = els_str_of(els_bm_made_up[nouns[i]].many);
    }
    return c;
}

/* ---- uniqueness under the simplest hypothesis; sets of examples are masks ---- */

typedef struct {
    uint32_t holds; /* examples the test is true of */
    bool holds_query;
} feature_test;

enum { MAX_TESTS = MAX_FEATURES * MAX_VALUES + 2 * MAX_ITEMS };

typedef struct {
    const concept *c;
    item items[MAX_ITEMS], query;
    uint32_t count, labelled[3]; /* per label, the examples that have it */
    feature_test tests[MAX_TESTS];
    uint32_t n_tests;
} evidence;

static void make_tests(evidence *e)
{
    e->n_tests = 0;
    for (uint32_t f = 0; f < e->c->n_features; f++) {
        bool numeric = e->c->feature[f] == NUMERIC;
        uint32_t count = numeric ? 2 * e->count : e->c->n_values;
        for (uint32_t v = 0; v < count; v++) {
            /* A limit at a number seen and one just above it: both ends of what is open. */
            int64_t value = numeric ? e->items[v / 2].value[f] + v % 2 : v;
            feature_test t = {0, numeric ? e->query.value[f] >= value : e->query.value[f] == value};
            for (uint32_t i = 0; i < e->count; i++)
                t.holds |= (uint32_t)(numeric ? e->items[i].value[f] >= value
                                              : e->items[i].value[f] == value)
                           << i;
            e->tests[e->n_tests++] = t;
        }
    }
}

/* Label that all examples of the set share; 3 when they differ or there are none. */
static uint32_t pure_label(const evidence *e, uint32_t set)
{
    for (uint32_t label = 0; set && label < 3; label++)
        if (!(set & ~e->labelled[label]))
            return label;
    return 3;
}

/* Answers of the hypotheses of one test, and of the maps from one feature's values, that fit all
 * examples: a mask of labels. */
static uint32_t simple_answers(const evidence *e)
{
    uint32_t all = (1u << e->count) - 1, answers = 0;
    for (uint32_t t = 0; t < e->n_tests; t++) {
        uint32_t yes = pure_label(e, e->tests[t].holds),
                 no = pure_label(e, all & ~e->tests[t].holds);
        if (yes < 3 && no < 3)
            answers |= 1u << (e->tests[t].holds_query ? yes : no);
    }
    for (uint32_t f = 0, t = 0; f < e->c->n_features; f++) {
        uint32_t count = e->c->feature[f] == NUMERIC ? 2 * e->count : e->c->n_values, answer = 3;
        bool fits = e->c->feature[f] != NUMERIC;
        for (uint32_t v = 0; v < count; v++, t++) {
            uint32_t label = pure_label(e, e->tests[t].holds);
            fits = fits && (label < 3 || !e->tests[t].holds);
            if (e->tests[t].holds_query)
                answer = label;
        }
        if (fits && answer < 3)
            answers |= 1u << answer;
    }
    return answers;
}

/* The same for lists of two tests: if A then x, else if B then y, else z. */
static uint32_t list_answers(const evidence *e)
{
    uint32_t all = (1u << e->count) - 1, answers = 0;
    for (uint32_t i = 0; i < 2 * e->n_tests; i++) {
        const feature_test *a = &e->tests[i / 2];
        uint32_t in = i % 2 ? all & ~a->holds : a->holds, first = pure_label(e, in);
        if (first == 3)
            continue;
        bool query_in = a->holds_query != (i % 2 == 1);
        for (uint32_t j = 0; j < e->n_tests; j++) {
            const feature_test *b = &e->tests[j];
            uint32_t second = pure_label(e, all & ~in & b->holds);
            uint32_t third = pure_label(e, all & ~in & ~b->holds);
            if (second < 3 && third < 3)
                answers |= 1u << (query_in ? first : b->holds_query ? second : third);
        }
    }
    return answers;
}

static bool is_decided(evidence *e)
{
    uint32_t right = 1u << label_of(e->c, &e->query);
    make_tests(e);
    uint32_t simple = simple_answers(e);
    bool is_simple = e->c->kind == BY_ONE || e->c->kind == BY_VALUE || e->c->kind == THRESHOLD;
    if (is_simple)
        return simple == right;
    return simple == 0 && list_answers(e) == right;
}

static bool is_new(const evidence *e, const item *it)
{
    for (uint32_t i = 0; i < e->count; i++)
        if (memcmp(&e->items[i], it, sizeof *it) == 0)
            return false;
    return memcmp(&e->query, it, sizeof *it) != 0;
}

/* Draws the query and enough examples. */
static bool draw_evidence(els_bm_draft *d, const concept *c, evidence *e)
{
    uint32_t least = (uint32_t)els_bm_by_level(d, 3, 5, 6, 8, 10);
    *e = (evidence){.c = c};
    e->query = draw_labelled(d, c, els_bm_below(d, c->n_labels));
    for (uint32_t tries = 0; tries < 60 && e->count < MAX_ITEMS; tries++) {
        item it = draw_labelled(d, c, els_bm_below(d, c->n_labels));
        if (!is_new(e, &it))
            continue;
        e->labelled[label_of(c, &it)] |= 1u << e->count;
        e->items[e->count++] = it;
        bool all_seen = e->labelled[0] && e->labelled[1] && (c->n_labels < 3 || e->labelled[2]);
        if (e->count >= least && all_seen && is_decided(e))
            return true;
    }
    /* So few features have too few items for `least` examples: what there is may do. */
    return e->count >= 3 && e->labelled[0] && e->labelled[1] &&
           (c->n_labels < 3 || e->labelled[2]) && is_decided(e);
}

/* ---- wording ---- */

static void add_value(els_buf *out, const concept *c, const item *it, uint32_t f)
{
    if (c->feature[f] == NUMERIC)
        els_buf_printf(out, "%lld", (long long)it->value[f]);
    else
        els_buf_add(out, els_str_of(features[c->feature[f]].values[it->value[f]]));
}

/* Slot: "color: red; size: small". */
static void set_notation(els_bm_draft *d, unsigned slot, const concept *c, const item *it)
{
    els_buf text = {0};
    for (uint32_t f = 0; f < c->n_features; f++) {
        els_buf_printf(&text, "%s%s: ", f ? "; " : "",
                       c->feature[f] == NUMERIC ? "height" : features[c->feature[f]].name);
        add_value(&text, c, it, f);
    }
    els_bm_set_str(d, slot, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
}

/* Slot: "small red" (between NULL) or "small, red and rough". */
static void set_adjectives(els_bm_draft *d, unsigned slot, const concept *c, const item *it,
                           bool joined)
{
    els_buf text = {0};
    for (uint32_t f = 0; f < c->n_features; f++) {
        if (f)
            els_buf_add(&text, !joined                  ? ELS_STR(" ")
                               : f + 1 == c->n_features ? ELS_STR(" and ")
                                                        : ELS_STR(", "));
        add_value(&text, c, it, f);
        if (c->feature[f] == NUMERIC)
            els_buf_add(&text, ELS_STR(" cm high"));
    }
    els_bm_set_str(d, slot, els_arena_copy(d->arena, els_buf_str(&text)));
    els_buf_fini(&text);
}

static void answer_label(els_bm_draft *d, const concept *c, const item *query)
{
    els_bm_answer_enum(d, c->label, c->n_labels, c->label[label_of(c, query)]);
}

static const char *article(els_str noun)
{
    return noun.len && memchr("aeiou", noun.ptr[0], 5) ? "an" : "a";
}

/* ---- by examples ---- */

typedef enum { LINES, SENTENCES } notation;

static void say_examples(els_bm_draft *d, const evidence *e, notation as)
{
    if (els_bm_chance(d, 50) || as == SENTENCES)
        els_bm_say(d, as == LINES ? "<These things have been sorted.|Here are some labelled "
                                    "examples.|Each line describes one thing and its kind.>\n"
                                  : "<Here is what is known.|These things have been sorted.>");
    for (uint32_t i = 0; i < e->count; i++) {
        els_str label = e->c->label[label_of(e->c, &e->items[i])];
        els_bm_set_str(d, 1, label);
        els_bm_set(d, 2, article(label));
        if (as == LINES) {
            set_notation(d, 0, e->c, &e->items[i]);
            els_bm_say(d, "{0} -> {1}\n");
        } else {
            set_adjectives(d, 0, e->c, &e->items[i], false);
            els_bm_say(d, "The {0} one is {2} {1}.");
        }
    }
}

static bool ask_by_examples(els_bm_draft *d, concept_kind kind, notation as)
{
    evidence e;
    concept c = draw_concept(d, kind);
    if (!draw_evidence(d, &c, &e))
        return false;
    say_examples(d, &e, as);
    if (as == LINES) {
        set_notation(d, 0, &c, &e.query);
        els_bm_ask(d, "<What kind of thing is this: {0}?|Which label fits: {0}?|{0} -> ?|What is "
                      "this one? {0}>");
    } else {
        set_adjectives(d, 0, &c, &e.query, false);
        els_bm_ask(d, "<What is the {0} one?|What kind of thing is the {0} one?|Which label fits "
                      "the {0} one?>");
    }
    answer_label(d, &c, &e.query);
    return true;
}

static bool make_one_lines(els_bm_draft *d)
{
    return ask_by_examples(d, BY_ONE, LINES);
}

static bool make_value_lines(els_bm_draft *d)
{
    return ask_by_examples(d, BY_VALUE, LINES);
}

static concept_kind two_feature_kind(const els_bm_draft *d, concept_kind kind)
{
    return d->level == 1 ? BY_ONE : kind; /* two features of two values leave too few items */
}

static bool make_both_lines(els_bm_draft *d)
{
    return ask_by_examples(d, two_feature_kind(d, BY_BOTH), LINES);
}

static bool make_either_lines(els_bm_draft *d)
{
    return ask_by_examples(d, two_feature_kind(d, BY_EITHER), LINES);
}

static bool make_except_lines(els_bm_draft *d)
{
    return ask_by_examples(d, two_feature_kind(d, EXCEPT), LINES);
}

static bool make_threshold_lines(els_bm_draft *d)
{
    return ask_by_examples(d, THRESHOLD, LINES);
}

static bool make_one_sentences(els_bm_draft *d)
{
    return ask_by_examples(d, BY_ONE, SENTENCES);
}

static bool make_value_sentences(els_bm_draft *d)
{
    return ask_by_examples(d, BY_VALUE, SENTENCES);
}

static bool make_except_sentences(els_bm_draft *d)
{
    return ask_by_examples(d, two_feature_kind(d, EXCEPT), SENTENCES);
}

/* Examples labelled yes and no. */
static bool make_yes_no_lines(els_bm_draft *d)
{
    static const concept_kind kinds[] = {BY_ONE, BY_BOTH, BY_EITHER};
    evidence e;
    concept c = draw_concept(d, two_feature_kind(d, kinds[els_bm_below(d, 3)]));
    els_bm_set_str(d, 3, c.label[0]);
    els_bm_set(d, 4, article(c.label[0]));
    c.label[0] = ELS_STR("yes");
    c.label[1] = ELS_STR("no");
    if (!draw_evidence(d, &c, &e))
        return false;
    els_bm_say(d, "<Each line says whether the thing is {4} {3}.|Is it {4} {3}? Here are some "
                  "answers.>\n");
    for (uint32_t i = 0; i < e.count; i++) {
        set_notation(d, 0, &c, &e.items[i]);
        els_bm_set_str(d, 1, c.label[label_of(&c, &e.items[i])]);
        els_bm_say(d, "{0} -> {1}\n");
    }
    set_notation(d, 0, &c, &e.query);
    els_bm_ask(d, "<Is this one {4} {3}? {0}|Is this {4} {3}: {0}?>");
    answer_label(d, &c, &e.query);
    return true;
}

/* ---- by rules ---- */

static void set_rule_words(els_bm_draft *d, const concept *c)
{
    for (unsigned i = 0; i < 2; i++)
        if (c->feature[c->place[i]] != NUMERIC)
            els_bm_set(d, 3 + i, features[c->feature[c->place[i]]].values[c->value[i]]);
    for (unsigned i = 0; i < 3; i++)
        els_bm_set_str(d, 5 + i, c->label_plural[i]);
}

/* Draws a concept, says its rule ({3} and {4} the two values, {5}..{7} the labels' plurals). */
static concept say_rule(els_bm_draft *d, concept_kind kind, const char *pattern)
{
    concept c = draw_concept(d, kind);
    set_rule_words(d, &c);
    els_bm_say(d, pattern);
    return c;
}

static void ask_item(els_bm_draft *d, const concept *c)
{
    item query = draw_labelled(d, c, els_bm_below(d, c->n_labels));
    if (els_bm_chance(d, 50)) {
        set_adjectives(d, 0, c, &query, true);
        els_bm_ask(d, "<A thing is {0}. What is it?|A thing is {0}. What kind of thing is it?|What "
                      "kind of thing is {0}?>");
    } else {
        set_notation(d, 0, c, &query);
        els_bm_ask(d, "<What kind of thing is this: {0}?|Which label fits: {0}?|{0} -> ?>");
    }
    answer_label(d, c, &query);
}

static bool make_both_rule(els_bm_draft *d)
{
    concept c = say_rule(d, BY_BOTH,
                         "All {3} {4} <ones|things> are {5}. All <others|other ones|other things> "
                         "are {6}.");
    ask_item(d, &c);
    return true;
}

static bool make_except_rule(els_bm_draft *d)
{
    concept c =
        say_rule(d, EXCEPT,
                 "<All {4} <ones|things> are {7}. All other {3} <ones|things> are {5}. All "
                 "others are {6}.|All {3} <ones|things> are {5} and all <others|other ones> "
                 "are {6}, except the {4} ones, which are {7}.>");
    ask_item(d, &c);
    return true;
}

static bool make_otherwise_rule(els_bm_draft *d)
{
    concept c = draw_concept(d, EXCEPT);
    set_rule_words(d, &c);
    for (unsigned i = 0; i < 3; i++)
        els_bm_set_str(d, 5 + i, c.label[i]);
    els_bm_say(d, "If a thing is {4}, then it is a {7}. Otherwise, if it is {3}, then it is a {5}. "
                  "Otherwise it is a {6}.");
    ask_item(d, &c);
    return true;
}

static bool make_threshold_rule(els_bm_draft *d)
{
    concept c = draw_concept(d, THRESHOLD);
    set_rule_words(d, &c);
    els_bm_set_number(d, 8, c.value[0]);
    els_bm_say(d,
               "<Things that are at least {8} cm high are {5}. All others are {6}.|Things with a "
               "height of {8} or more are {5}. Things with a height below {8} are {6}.>");
    ask_item(d, &c);
    return true;
}

static bool make_value_rule(els_bm_draft *d)
{
    concept c = draw_concept(d, BY_VALUE);
    uint32_t order[3];
    els_bm_draw(d, 3, 3, order);
    for (uint32_t i = 0; i < 3; i++) {
        els_bm_set(d, 3, features[c.feature[c.place[0]]].values[order[i]]);
        els_bm_set_str(d, 5, c.label_plural[order[i]]);
        els_bm_say(d, "<All {3} ones|{^3} things|All {3} things> are {5}.");
    }
    ask_item(d, &c);
    return true;
}

static bool make_either_rule(els_bm_draft *d)
{
    concept c = say_rule(d, BY_EITHER,
                         "<All {3} <ones|things> and all {4} <ones|things> are {5}. All others are "
                         "{6}.|A thing that is {3} or {4} is one of the {5}. All others are {6}.>");
    ask_item(d, &c);
    return true;
}

/* Three or more lettered items, exactly one of which has the label asked for. */
static bool make_pick_item(els_bm_draft *d)
{
    static const els_str letters[] = {{"A", 1}, {"B", 1}, {"C", 1}, {"D", 1}, {"E", 1}};
    concept c = say_rule(d, EXCEPT,
                         "All {4} <ones|things> are {7}. All other {3} <ones|things> are {5}. All "
                         "others are {6}.");
    uint32_t n = (uint32_t)els_bm_by_level(d, 3, 3, 4, 4, 5), right = els_bm_below(d, n);
    uint32_t asked = els_bm_below(d, 3);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t label = i == right ? asked : (asked + 1 + els_bm_below(d, 2)) % 3;
        item it = draw_labelled(d, &c, label);
        if ((label_of(&c, &it) == asked) != (i == right))
            return false;
        set_adjectives(d, 0, &c, &it, true);
        els_bm_set_str(d, 1, letters[i]);
        els_bm_say(d, "Thing {1} is {0}.");
    }
    els_bm_set_str(d, 0, c.label[asked]);
    els_bm_ask(d, "Which thing is a {0}?");
    els_bm_answer_enum(d, letters, n, letters[right]);
    return true;
}

static bool make_yes_no_rule(els_bm_draft *d)
{
    concept c = draw_concept(d, els_bm_chance(d, 50) ? BY_BOTH : BY_EITHER);
    static const els_str words[2] = {{"yes", 3}, {"no", 2}};
    item query = draw_labelled(d, &c, els_bm_below(d, 2));
    set_rule_words(d, &c);
    els_bm_set_str(d, 5, c.label[0]);
    els_bm_set(d, 6, c.kind == BY_BOTH ? "and" : "or");
    els_bm_say(d, "<A {5} is {3} {6} {4}. Everything else is not a {5}.|A thing is a {5} if it is "
                  "{3} {6} {4}, and only then.>");
    set_adjectives(d, 0, &c, &query, true);
    els_bm_ask(d, "<A thing is {0}. Is it a {5}?|Is a thing that is {0} a {5}?>");
    els_bm_answer_enum(d, words, 2, words[label_of(&c, &query)]);
    return true;
}

/* The order decides the splits (els_plugin_split_of). It is chosen so that held-out templates are
 * new frames for words and operations that trained ones use too. */
static const els_bm_template templates[] = {
    {make_one_lines, ELS_BM_IN_CONTEXT},        {make_value_lines, ELS_BM_IN_CONTEXT},
    {make_threshold_lines, ELS_BM_IN_CONTEXT},  {make_either_lines, ELS_BM_IN_QUESTION},
    {make_except_lines, ELS_BM_IN_CONTEXT},     {make_both_lines, ELS_BM_IN_CONTEXT},
    {make_one_sentences, ELS_BM_IN_QUESTION},   {make_value_sentences, ELS_BM_IN_CONTEXT},
    {make_except_sentences, ELS_BM_IN_CONTEXT}, {make_yes_no_lines, ELS_BM_IN_CONTEXT},
    {make_both_rule, ELS_BM_IN_CONTEXT},        {make_except_rule, ELS_BM_IN_CONTEXT},
    {make_otherwise_rule, ELS_BM_IN_QUESTION},  {make_threshold_rule, ELS_BM_IN_CONTEXT},
    {make_value_rule, ELS_BM_IN_QUESTION},      {make_either_rule, ELS_BM_IN_CONTEXT},
    {make_pick_item, ELS_BM_IN_CONTEXT},        {make_yes_no_rule, ELS_BM_IN_QUESTION},
};

const els_bm_family els_bm_classification = {"classification", templates,
                                             sizeof templates / sizeof templates[0], false};
