/* family_relation_order.c — programs over comparisons: "Anna is older than Ben", "the red book is
 * to the left of the blue one", "Carl finished third".
 *
 * A reading gives each phrase a direction (does it put its first entity above or below the second?)
 * and the query a question about the order. Directions are learned by word: "oldest" shares its
 * stem with "older", so that a text teaches the words of another. A reading that contradicts itself
 * gives no program. */
#include "family_relation.h"
#include "lexicon.h"
#include "tool_logic_order.h"

#include <math.h>
#include <string.h>

/* Meanings of a phrase: kind * 2 + (1 when it puts the first entity above). */
enum { PHRASE_ABOVE, PHRASE_NEXT, PHRASE_BESIDE, PHRASE_AT, PHRASE_NOTHING };

enum { EARLY_LEAN = 4 };
#define CLOSE 1.0 /* nats that nothing stands between two, where a word says so */

typedef enum {
    ASK_EXTREME,
    ASK_KTH,
    ASK_MIDDLE,
    ASK_LIST,
    ASK_HOLDS,
    ASK_WHICH,
    ASK_NEXT,
    ASK_RANK,
    ASK_COUNT,
    ASK_KINDS_
} ask;

static const char *const ask_shapes[ASK_KINDS_] = {"order.extreme", "order.kth",   "order.middle",
                                                   "order.list",    "order.holds", "order.which",
                                                   "order.next",    "order.rank",  "order.count"};

typedef struct {
    els_session *session;
    const els_field_spec *field;
    els_reader reader;
    els_phrase phrases[ELS_PHRASES_MAX];
    uint32_t n_phrases;
    els_pattern query;
    int32_t thing_of[ELS_ENTITIES_MAX]; /* entity to thing of the order, -1 for others */
    int32_t entity_of[ELS_ORDER_THINGS];
    uint32_t n_things;
} asker;

static uint32_t binary_statements(const els_reader *reader)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < reader->n_patterns; i++)
        n += !reader->patterns[i].in_query && reader->patterns[i].y >= 0;
    return n;
}

static void read_text(const els_session *session, els_reader *ret)
{
    els_arena *arena = els_session_arena((els_session *)session);
    const els_reading *reading = els_session_reading(session);
    els_reader_make(reading, els_session_field(session), ELS_READER_NAMES, arena, ret);
    if (binary_statements(ret) < 2)
        els_reader_make(reading, els_session_field(session), ELS_READER_NAMES | ELS_READER_NOUNS,
                        arena, ret);
}

static bool applies(const els_session *session)
{
    if (!els_relation_fits(session))
        return false;
    els_reader reader;
    read_text(session, &reader);
    return binary_statements(&reader) >= 2;
}

/* Which end of a row of times a word speaks for: 1 for what comes early, -1 for what comes late. */
static int32_t time_of(els_str lower)
{
    static const char *const early[] = {"before", "earlier",  "ahead",   "sooner",
                                        "first",  "earliest", "soonest", NULL};
    static const char *const late[] = {"after", "later", "behind", "last", "latest", NULL};
    return els_str_is_one_of(lower, early) ? 1 : els_str_is_one_of(lower, late) ? -1 : 0;
}

static bool is_at(const els_reading *reading, uint32_t i, const char *const *words)
{
    return i < reading->n_tokens && els_str_is_one_of(reading->tokens[i].lower, words);
}

/* 1 for the left, -1 for the right, where the word is a side: "to the left of", "at the right end",
 * "from the left", "leftmost"; not so in "right next to" or "has left". */
static int32_t side_of(const els_reading *reading, uint32_t i)
{
    static const char *const left[] = {"left", "leftmost", "lefthand", "left-hand", NULL};
    static const char *const right[] = {"right", "rightmost", "righthand", "right-hand", NULL};
    static const char *const before[] = {"the", "far", "its", "his", "her", "their", NULL};
    static const char *const behind[] = {"of", "end", "side", "hand", "edge", "most", NULL};
    const int32_t side = is_at(reading, i, left) ? 1 : is_at(reading, i, right) ? -1 : 0;
    const bool is_long = reading->tokens[i].lower.len > sizeof "right" - 1;
    return is_long || (i > 0 && is_at(reading, i - 1, before)) || is_at(reading, i + 1, behind)
               ? side
               : 0;
}

static int32_t sides_of(const asker *a, const els_pattern *pattern)
{
    int32_t sides = 0;
    for (uint32_t i = pattern->first; i < pattern->end; i++)
        sides += side_of(a->reader.reading, i);
    return sides;
}

static bool says(const asker *a, const els_pattern *pattern, const char *const *words)
{
    for (uint32_t i = pattern->first; i < pattern->end; i++)
        if (is_at(a->reader.reading, i, words))
            return true;
    return false;
}

/* "At the left end", "leftmost": the first place, counted from there. */
static void place_ends(asker *a)
{
    static const char *const ends[] = {"end", "edge", "far", "leftmost", "rightmost", NULL};
    for (uint32_t i = 0; i < a->reader.n_patterns; i++) {
        els_pattern *pattern = &a->reader.patterns[i];
        if (!pattern->in_query && pattern->y < 0 && !pattern->ordinal && sides_of(a, pattern) &&
            says(a, pattern, ends))
            pattern->ordinal = 1;
    }
}

/* What is early or to the left is up, so that a list from first to last goes down. */
static double lean_of(const asker *a, const els_pattern *pattern)
{
    int32_t early = sides_of(a, pattern);
    if (early != 0)
        return early > 0 ? EARLY_LEAN : -EARLY_LEAN;
    for (uint32_t i = pattern->first; i < pattern->end && pattern->degree == 0; i++)
        early += time_of(a->reader.reading->tokens[i].lower);
    return early == 0 ? els_phrase_lean(pattern) : early > 0 ? EARLY_LEAN : -EARLY_LEAN;
}

/* Which way it goes, for what is learned: with what English says or against it, so that words which
 * stand beside "left" say nothing else beside "right"; up or down where English says nothing and
 * the lean only parts the two. */
static uint32_t turn_of(double lean, uint32_t up)
{
    const bool is_known = fabs(lean) > 1;
    return !is_known ? up : (lean > 0) == (up != 0) ? 3U : 2U;
}

static void phrase_option(const asker *a, els_choice *choice, const els_pattern *pattern,
                          uint32_t kind, uint32_t up, double prior)
{
    const double lean = lean_of(a, pattern), leans = lean * (up ? 0.15 : -0.15);
    bool directed = kind != PHRASE_NOTHING && kind != PHRASE_BESIDE;
    els_option *option = els_choice_option(choice, kind * 2 + up, prior + (directed ? leans : 0));
    els_phrase_features(pattern, "order.kind", kind, option);
    if (directed)
        els_phrase_features(pattern, "order.up", turn_of(lean, up), option);
}

static void add_phrase(const asker *a, els_choices *choices, const els_phrase *phrase)
{
    els_choice *choice = els_choices_add(choices);
    const els_pattern *sample = phrase->sample;
    if (phrase->is_unary) {
        for (uint32_t up = 0; up < 2; up++)
            phrase_option(a, choice, sample, PHRASE_AT, up, sample->ordinal ? 0 : -2);
        phrase_option(a, choice, sample, PHRASE_NOTHING, 0, sample->ordinal ? -1.5 : 0);
        return;
    }
    static const char *const close[] = {"directly", "immediately", "adjacent", NULL};
    const double next = says(a, sample, close) ? CLOSE : -CLOSE;
    for (uint32_t up = 0; up < 2; up++) {
        phrase_option(a, choice, sample, PHRASE_ABOVE, up, 0);
        if (sample->n_words > 1)
            phrase_option(a, choice, sample, PHRASE_NEXT, up, next);
    }
    phrase_option(a, choice, sample, PHRASE_BESIDE, 0, -1.5);
    phrase_option(a, choice, sample, PHRASE_NOTHING, 0, -2);
}

/* Nats that the words of the query say for what is asked: to list, for the middle, for one. */
static double said_for(const asker *a, ask kind)
{
    static const char *const halfway[] = {"middle", "between", "median", "halfway", NULL};
    bool lists = false, middle = false, one = false;
    for (uint32_t i = a->query.first; i < a->query.end; i++) {
        els_str word = a->reader.reading->tokens[i].lower;
        els_str next =
            i + 1 < a->query.end ? a->reader.reading->tokens[i + 1].lower : (els_str){NULL, 0};
        lists = lists || els_lexicon_of(word, next) & (ELS_CONCEPT_LIST | ELS_CONCEPT_SORTED);
        middle = middle || els_str_is_one_of(word, halfway);
        one = one || els_str_eq(word, ELS_STR("who")) || els_str_eq(word, ELS_STR("which"));
    }
    if (kind == ASK_LIST)
        return lists ? 3 : one ? -3 : 0;
    if (kind == ASK_MIDDLE)
        return middle ? 3 : -4;
    return lists && !one ? -3 : 0;
}

/* The end of a scale that the query names first. */
static int32_t first_degree(const asker *a)
{
    int32_t degree = 0;
    for (uint32_t i = a->query.first; i < a->query.end && degree == 0; i++)
        degree = els_reader_degree(a->reader.reading->tokens[i].lower);
    for (uint32_t i = a->query.first; i < a->query.end && degree == 0; i++)
        degree = time_of(a->reader.reading->tokens[i].lower);
    return degree;
}

static void ask_option(asker *a, els_choice *choice, ask kind, uint32_t up, double prior)
{
    els_str shape = els_str_of(ask_shapes[kind]);
    if (!els_session_wants(a->session, shape))
        return;
    const double lean = lean_of(a, &a->query);
    double leans = lean * (up ? 0.15 : -0.15);
    int32_t from = kind == ASK_LIST ? first_degree(a) : 0;
    if (from != 0) /* "from the tallest to the shortest" */
        leans = (from > 0) == (up != 0) ? 1 : -1;
    double known = els_session_shape_score(a->session, shape);
    els_option *option =
        els_choice_option(choice, kind * 2 + up, prior + leans + said_for(a, kind));
    option->known = known;
    els_phrase_features(&a->query, "order.up", turn_of(lean, up), option);
}

/* What may be asked, by the entities of the query and the type of the answer. */
static void add_query(asker *a, els_choices *choices)
{
    els_choice *choice = els_choices_add(choices);
    uint32_t named = a->query.y >= 0 ? 2 : a->query.x >= 0 ? 1 : 0;
    bool number = els_field_has_type(a->session, "number");
    bool truth = els_field_is_truth(a->session) ||
                 (a->field->n_choices == 0 && els_query_is_yes_no(&a->reader));
    for (uint32_t up = 0; up < 2; up++) {
        if (truth) {
            if (named == 2)
                ask_option(a, choice, ASK_HOLDS, up, 0);
            continue;
        }
        if (named >= 1 && (number || a->field->n_choices == 0)) {
            ask_option(a, choice, ASK_RANK, up, number ? 0 : -2);
            ask_option(a, choice, ASK_COUNT, up, number ? 0 : -2);
        }
        if (number)
            continue;
        if (named == 2)
            ask_option(a, choice, ASK_WHICH, up, 0);
        if (named == 1)
            ask_option(a, choice, ASK_NEXT, up, 0);
        if (a->query.ordinal)
            ask_option(a, choice, ASK_KTH, up, 0);
        if (a->n_things > 2 && a->n_things % 2 == 1 && up)
            ask_option(a, choice, ASK_MIDDLE, up, -1);
        if (a->field->n_choices == 0)
            ask_option(a, choice, ASK_LIST, up, els_field_has_type(a->session, "list") ? 1 : -2);
        ask_option(a, choice, ASK_EXTREME, up, named > 0 ? -1.5 : a->query.ordinal > 1 ? -1 : 0);
    }
}

/* Facts of a reading; false when none is left. Things are numbered in order of the text. */
static uint32_t read_facts(asker *a, const els_option *const *picked, els_order_fact *facts)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->reader.n_patterns; i++) {
        const els_pattern *pattern = &a->reader.patterns[i];
        int32_t p = pattern->in_query ? -1 : els_phrase_index(a->phrases, a->n_phrases, pattern);
        if (p < 0)
            continue;
        uint32_t kind = picked[p]->value / 2;
        bool up = picked[p]->value & 1;
        int32_t x = a->thing_of[pattern->x], y = pattern->y >= 0 ? a->thing_of[pattern->y] : x;
        if (kind == PHRASE_NOTHING || x < 0 || y < 0)
            continue;
        els_order_fact fact = {ELS_ORDER_ABOVE, (uint32_t)(up ? x : y), (uint32_t)(up ? y : x), 0,
                               pattern->negated};
        int32_t place = pattern->ordinal ? pattern->ordinal : 1;
        if (kind == PHRASE_NEXT)
            fact.kind = ELS_ORDER_NEXT;
        if (kind == PHRASE_BESIDE)
            fact.kind = ELS_ORDER_BESIDE;
        if (kind == PHRASE_AT) {
            fact.kind = ELS_ORDER_AT;
            fact.place = up ? place - 1 : -place;
        }
        facts[n++] = fact;
    }
    return n;
}

static els_str name_of(const asker *a, int32_t thing)
{
    if (thing < 0)
        return (els_str){NULL, 0};
    return els_reader_name_answer(a->field, a->reader.entities[a->entity_of[thing]].name);
}

static els_str list_answer(const asker *a, const els_order *order, bool up)
{
    els_arena *arena = els_session_arena(a->session);
    els_str text = {NULL, 0};
    for (uint32_t i = 0; i < order->n; i++) {
        els_str name = name_of(a, els_order_at(order, up ? i : order->n - 1 - i));
        if (name.len == 0)
            return name;
        text = text.len ? els_arena_printf(arena, ELS_STR_FMT ", " ELS_STR_FMT, ELS_STR_ARG(text),
                                           ELS_STR_ARG(name))
                        : name;
    }
    return text;
}

static els_str number_answer(const asker *a, int32_t value)
{
    return els_format_number(els_session_arena(a->session), value);
}

static els_str holds_answer(const asker *a, const els_order *order, uint32_t x, uint32_t y, bool up)
{
    const els_pattern *pattern = NULL;
    for (uint32_t i = 0; i < a->reader.n_patterns; i++)
        if (a->reader.patterns[i].in_query && a->reader.patterns[i].y >= 0)
            pattern = &a->reader.patterns[i];
    bool negated = pattern && pattern->negated;
    bool yes = order->below[up ? x : y] >> (up ? y : x) & 1;
    bool no = order->below[up ? y : x] >> (up ? x : y) & 1;
    els_truth truth = yes != negated && (yes || no) ? ELS_TRUTH_YES
                      : yes || no                   ? ELS_TRUTH_NO
                                                    : ELS_TRUTH_UNKNOWN;
    return els_reader_truth_answer(a->field, truth);
}

static els_str answer_of(const asker *a, const els_order *order, ask kind, bool up)
{
    int32_t n = (int32_t)order->n;
    int32_t x = a->query.x >= 0 ? a->thing_of[a->query.x] : -1;
    int32_t y = a->query.y >= 0 ? a->thing_of[a->query.y] : -1;
    int32_t k = a->query.ordinal ? a->query.ordinal : 1;
    int32_t place = x >= 0 ? els_order_place(order, (uint32_t)x) : -1;
    els_str none = {NULL, 0};
    switch (kind) {
    case ASK_EXTREME:
        return name_of(a, els_order_at(order, up ? 0 : order->n - 1));
    case ASK_KTH:
        return k <= n ? name_of(a, els_order_at(order, (uint32_t)(up ? k - 1 : n - k))) : none;
    case ASK_MIDDLE:
        return name_of(a, els_order_at(order, order->n / 2));
    case ASK_LIST:
        return list_answer(a, order, up);
    case ASK_HOLDS:
        if (x < 0 || y < 0) /* nothing is told of one of them */
            return a->query.x >= 0 && a->query.y >= 0
                       ? els_reader_truth_answer(a->field, ELS_TRUTH_UNKNOWN)
                       : none;
        return holds_answer(a, order, (uint32_t)x, (uint32_t)y, up);
    case ASK_WHICH:
        if (x < 0 || y < 0)
            return none;
        if (order->below[x] >> y & 1)
            return name_of(a, up ? x : y);
        return order->below[y] >> x & 1 ? name_of(a, up ? y : x) : none;
    case ASK_NEXT:
        place += place < 0 ? -1 : up ? -1 : 1;
        return place >= 0 && place < n ? name_of(a, els_order_at(order, (uint32_t)place)) : none;
    case ASK_RANK:
        return place >= 0 ? number_answer(a, up ? place + 1 : n - place) : none;
    case ASK_COUNT:
        return place >= 0 ? number_answer(a, up ? place : n - 1 - place) : none;
    default:
        return none;
    }
}

static void number_things(asker *a)
{
    for (uint32_t e = 0; e < ELS_ENTITIES_MAX; e++)
        a->thing_of[e] = -1;
    for (uint32_t i = 0; i < a->reader.n_patterns; i++) {
        const els_pattern *pattern = &a->reader.patterns[i];
        if (pattern->in_query || (pattern->y < 0 && !pattern->ordinal))
            continue;
        for (uint32_t side = 0; side < 2; side++) {
            int32_t e = side ? pattern->y : pattern->x;
            if (e < 0 || a->thing_of[e] >= 0 || a->n_things == ELS_ORDER_THINGS)
                continue;
            a->thing_of[e] = (int32_t)a->n_things;
            a->entity_of[a->n_things++] = e;
        }
    }
}

static els_str args_of(const asker *a, const els_option *const *picked, uint32_t n)
{
    char text[64];
    uint32_t len = 0;
    for (uint32_t i = 0; i < n && len + 4 < sizeof text; i++) {
        text[len++] = (char)('a' + picked[i]->value / 2);
        text[len++] = picked[i]->value & 1 ? '+' : '-';
    }
    return els_arena_copy(els_session_arena(a->session), (els_str){text, len});
}

static void try_reading(asker *a, const els_choices *choices, const els_option *const *picked)
{
    els_order_fact facts[ELS_PATTERNS_MAX];
    uint32_t n_facts = read_facts(a, picked, facts);
    const els_option *asked = picked[els_choices_count(choices) - 1];
    els_order order;
    if (n_facts == 0 || !els_order_close(a->n_things, facts, n_facts, &order))
        return;
    ask kind = (ask)(asked->value / 2);
    els_str answer = answer_of(a, &order, kind, asked->value & 1);
    if (answer.len == 0)
        return;
    bool complete = true;
    for (uint32_t i = 0; i < order.n; i++)
        complete = complete && els_order_place(&order, i) >= 0;
    els_relation_offer offer = {
        choices, picked,           ask_shapes[kind], args_of(a, picked, els_choices_count(choices)),
        answer,  complete ? 2 : 1, complete ? 2 : 1};
    els_relation_hand_in(a->session, &offer);
}

static void propose(els_session *session)
{
    asker a = {.session = session, .field = els_session_field(session)};
    read_text(session, &a.reader);
    place_ends(&a);
    number_things(&a);
    a.query = els_query_pattern(&a.reader);
    a.n_phrases = els_phrases_of(&a.reader, true, a.phrases);
    els_choices *choices = els_choices_new(session);
    for (uint32_t i = 0; i < a.n_phrases; i++)
        add_phrase(&a, choices, &a.phrases[i]);
    add_query(&a, choices);
    els_choices_rank(choices, els_hash_str(ELS_STR("order")));
    const els_option *const *picked;
    while ((picked = els_choices_next(choices)) != NULL)
        try_reading(&a, choices, picked);
}

const els_family els_family_order = {.name = "order", .applies = applies, .propose = propose};
