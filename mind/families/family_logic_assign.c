/* family_logic_assign.c — programs over puzzles: "Anna, Ben and Carl own a cat, a dog and a fish.
 * Ben does not own the cat." "Dora sits to the left of Emil; the seats are 1, 2 and 3."
 *
 * The lists of the text give the people and the kinds of things. Each phrase of a clue either says
 * that they belong together, that they do not, or nothing; between two people it says how their
 * places in a row stand to each other. Which is a reading; words of place and time speak first. */
#include "els_date.h"
#include "family_relation.h"
#include "tool_logic_assign.h"

#include <string.h>

enum { CLUES_MAX = 48, LISTED_MAX = 8, SIDES_MAX = 4 };
enum { MEANS_WITH, MEANS_WITHOUT, MEANS_NOTHING };
enum { NO_ORDER = ELS_ASSIGN_RELATIONS };

typedef struct {
    uint64_t stems[LISTED_MAX];
    els_str words[LISTED_MAX];
    uint32_t n;
    bool in_a_row; /* numbers, weekdays or months in their order */
} listing;

typedef struct {
    uint32_t people;            /* by bits: one of them; 0: the clue ties things to each other */
    int32_t person, second;     /* of an order: whose places are compared; else second is -1 */
    uint32_t kind, things;      /* things by bits: one of them */
    uint32_t other_kind, other; /* without a person: the other thing, by number */
    els_pattern pattern;
} clue;

typedef struct {
    els_session *session;
    const els_field_spec *field;
    els_reader reader;
    listing kinds[ELS_ASSIGN_KINDS];
    uint32_t n_kinds;
    int32_t people[ELS_ASSIGN_PEOPLE]; /* entities */
    uint32_t n_people;
    clue clues[CLUES_MAX];
    uint32_t n_clues;
    const clue *phrases[ELS_PHRASES_MAX]; /* the first clue of each */
    uint32_t n_phrases;
    int32_t asked_person, asked_kind, asked_thing;
    int32_t row; /* the kind that stands in a row; -1: none */
    bool yes_no;
} asker;

static bool joins(const els_token *t)
{
    return els_str_eq(t->text, ELS_STR(",")) || els_token_is(t, "and") || els_token_is(t, "or") ||
           els_token_is(t, "a") || els_token_is(t, "an") || els_token_is(t, "the");
}

/* 1 to 7 for weekdays, 11 to 22 for months, 0 for other words. */
static int32_t calendar_place(els_str word)
{
    for (int32_t i = 0; i < 7; i++)
        if (els_str_ieq(word, els_str_of(els_weekday_names[i])))
            return 1 + i;
    for (int32_t i = 0; i < 12; i++)
        if (els_str_ieq(word, els_str_of(els_month_names[i])))
            return 11 + i;
    return 0;
}

/* Does another name stand before it in a list, or behind it? */
static bool is_in_list(const els_reader *r, const els_entity *entity)
{
    uint32_t before = entity->first, behind = entity->first;
    int32_t own = r->entity_at[entity->first];
    while (before > 0 && joins(&r->reading->tokens[before - 1]))
        before--;
    while (behind < r->reading->n_tokens && r->entity_at[behind] == own)
        behind++;
    uint32_t end = behind;
    while (behind < r->reading->n_tokens && joins(&r->reading->tokens[behind]))
        behind++;
    return (before > 0 && before < entity->first && r->entity_at[before - 1] >= 0) ||
           (behind > end && behind < r->reading->n_tokens && r->entity_at[behind] >= 0);
}

/* The people: names that the text speaks of more than once, or that are listed, at most eight. */
static void find_people(asker *a)
{
    const els_reader *r = &a->reader;
    for (uint32_t e = 0; e < r->n_entities && a->n_people < ELS_ASSIGN_PEOPLE; e++)
        if (r->entities[e].is_name && calendar_place(r->entities[e].name) == 0 &&
            (r->entities[e].count > 1 || is_in_list(r, &r->entities[e])))
            a->people[a->n_people++] = (int32_t)e;
}

/* What tells a thing of a list from others; 0 for tokens that are no thing. */
static uint64_t thing_key(const asker *a, uint32_t token)
{
    const els_token *t = &a->reader.reading->tokens[token];
    if (t->kind == ELS_TOKEN_NUMBER)
        return t->hash;
    if (t->kind != ELS_TOKEN_WORD || els_reader_is_function(t->lower) ||
        (t->capital && calendar_place(t->lower) == 0))
        return 0;
    return a->reader.stems[token];
}

static bool is_in_a_row(const listing *list)
{
    double last = 0;
    for (uint32_t i = 0; i < list->n; i++) {
        double place = calendar_place(list->words[i]);
        if ((place == 0 && !els_str_to_double(list->words[i], &place)) || place <= last)
            return false;
        last = place;
    }
    return true;
}

/* Lists of as many things as there are people. */
static void find_kinds(asker *a)
{
    const els_reading *reading = a->reader.reading;
    for (uint32_t i = 0; i < reading->n_tokens && a->n_kinds < ELS_ASSIGN_KINDS;) {
        listing list = {.n = 0};
        uint32_t at = i, commas = 0;
        while (at < reading->n_tokens && list.n < LISTED_MAX) {
            list.stems[list.n] = thing_key(a, at);
            if (list.stems[list.n] == 0)
                break;
            list.words[list.n++] = reading->tokens[at].lower;
            at++;
            uint32_t before = commas;
            while (at < reading->n_tokens && joins(&reading->tokens[at])) {
                commas += !els_token_is(&reading->tokens[at], "a") &&
                          !els_token_is(&reading->tokens[at], "an") &&
                          !els_token_is(&reading->tokens[at], "the");
                at++;
            }
            if (commas == before)
                break; /* an article alone joins nothing: "own a cat" */
        }
        if (list.n == a->n_people && commas + 1 >= list.n) {
            list.in_a_row = is_in_a_row(&list);
            if (list.in_a_row && a->row < 0)
                a->row = (int32_t)a->n_kinds;
            a->kinds[a->n_kinds++] = list;
        }
        i = at > i ? at : i + 1;
    }
}

static bool thing_at(const asker *a, uint32_t token, uint32_t *ret_kind, uint32_t *ret_thing)
{
    for (uint32_t k = 0; k < a->n_kinds; k++)
        for (uint32_t v = 0; v < a->kinds[k].n; v++)
            if (a->kinds[k].stems[v] == thing_key(a, token)) {
                *ret_kind = k;
                *ret_thing = v;
                return true;
            }
    return false;
}

static int32_t person_at(const asker *a, uint32_t token)
{
    for (uint32_t p = 0; p < a->n_people; p++)
        if (a->reader.entity_at[token] == a->people[p])
            return (int32_t)p;
    return -1;
}

/* The words of a clue but for people and things. */
static els_pattern clue_phrase(const asker *a, uint32_t first, uint32_t end)
{
    els_pattern p = {.x = -1, .y = -1, .first = first, .end = end};
    for (uint32_t i = first; i < end; i++) {
        const els_token *t = &a->reader.reading->tokens[i];
        uint32_t kind, thing;
        if (t->kind != ELS_TOKEN_WORD || person_at(a, i) >= 0 || thing_at(a, i, &kind, &thing))
            continue;
        if (els_reader_negates(t->lower))
            p.negated = !p.negated;
        else if (!els_reader_is_function(t->lower) && p.n_words < ELS_PATTERN_WORDS)
            p.words[p.n_words++] = a->reader.stems[i];
    }
    for (uint32_t i = 0; i < p.n_words; i++)
        p.phrase = els_hash_pair(p.phrase, p.words[i]);
    return p;
}

static void read_clue(asker *a, uint32_t first, uint32_t end)
{
    int32_t person = -1, second = -1;
    uint32_t n_people = 0, people = 0, n_sides = 0, kinds[SIDES_MAX], things[SIDES_MAX];
    for (uint32_t i = first; i < end; i++) {
        int32_t p = person_at(a, i);
        if (p >= 0 && !(people >> p & 1)) {
            second = n_people == 1 ? p : second;
            person = n_people == 0 ? p : person;
            people |= (uint32_t)1 << p;
            n_people++;
        }
        if (n_sides < SIDES_MAX && thing_at(a, i, &kinds[n_sides], &things[n_sides]))
            n_sides++;
    }
    if (n_people + n_sides < 2 || a->n_clues == CLUES_MAX)
        return;
    clue c = {.people = people, .person = person, .second = -1};
    c.pattern = clue_phrase(a, first, end);
    if (n_sides == 0) {
        if (n_people != 2 || a->row < 0)
            return;
        c.second = second;
        a->clues[a->n_clues++] = c;
        return;
    }
    c.kind = kinds[0];
    c.things = (uint32_t)1 << things[0];
    if (person < 0) {
        if (n_sides != 2 || kinds[0] == kinds[1])
            return;
        c.other_kind = kinds[1];
        c.other = things[1];
    } else {
        for (uint32_t i = 1; i < n_sides; i++)
            if (kinds[i] == c.kind)
                c.things |= (uint32_t)1 << things[i];
        if (n_people > 1 && (c.things & (c.things - 1)) != 0)
            return; /* who of them has which is not said */
    }
    a->clues[a->n_clues++] = c;
}

static void read_query(asker *a)
{
    a->asked_person = a->asked_kind = a->asked_thing = -1;
    for (uint32_t i = a->reader.query_first; i < a->reader.query_end; i++) {
        uint32_t kind, thing;
        if (person_at(a, i) >= 0)
            a->asked_person = person_at(a, i);
        if (thing_at(a, i, &kind, &thing)) {
            a->asked_kind = (int32_t)kind;
            a->asked_thing = (int32_t)thing;
        }
    }
}

static bool is_same_phrase(const clue *a, const clue *b)
{
    return a->pattern.phrase == b->pattern.phrase && (a->second < 0) == (b->second < 0);
}

static bool read_text(const els_session *session, asker *a)
{
    a->field = els_session_field(session);
    a->row = -1;
    els_reader_make(els_session_reading(session), NULL, ELS_READER_NAMES,
                    els_session_arena((els_session *)session), &a->reader);
    find_people(a);
    if (a->n_people < 2)
        return false;
    find_kinds(a);
    if (a->n_kinds == 0)
        return false;
    const els_reading *reading = a->reader.reading;
    for (uint32_t s = 0; s < reading->n_sentences; s++) {
        uint32_t start = reading->sentences[s].first, end = reading->sentences[s].end;
        if (a->reader.query_first >= start && a->reader.query_first < end)
            end = a->reader.query_first;
        for (uint32_t i = start; i < end; i++)
            if (reading->tokens[i].kind == ELS_TOKEN_SYMBOL ||
                els_token_is(&reading->tokens[i], "but")) {
                read_clue(a, start, i);
                start = i + 1;
            }
        if (start < end)
            read_clue(a, start, end);
    }
    for (uint32_t i = 0; i < a->n_clues; i++) {
        uint32_t k = 0;
        while (k < a->n_phrases && !is_same_phrase(a->phrases[k], &a->clues[i]))
            k++;
        if (k == a->n_phrases && k < ELS_PHRASES_MAX)
            a->phrases[a->n_phrases++] = &a->clues[i];
    }
    read_query(a);
    a->yes_no = els_field_is_truth(session);
    return a->n_clues >= 1 && (a->asked_person >= 0 || a->asked_thing >= 0) &&
           (!a->yes_no || (a->asked_person >= 0 && a->asked_thing >= 0));
}

static bool applies(const els_session *session)
{
    asker a = {0};
    return els_relation_fits(session) && !els_field_has_type(session, "number") &&
           read_text(session, &a);
}

static els_str answer_of(const asker *a, const els_assign *assign, uint32_t kind)
{
    int32_t p = a->asked_person;
    if (a->yes_no) {
        int32_t owner = els_assign_owner(assign, (uint32_t)a->asked_kind, (uint32_t)a->asked_thing);
        bool open = owner < 0 && assign->may[a->asked_kind][p] >> a->asked_thing & 1;
        return els_reader_truth_answer(a->field, open         ? ELS_TRUTH_UNKNOWN
                                                 : owner == p ? ELS_TRUTH_YES
                                                              : ELS_TRUTH_NO);
    }
    if (a->asked_thing >= 0 && p < 0 && kind == (uint32_t)a->asked_kind) {
        p = els_assign_owner(assign, kind, (uint32_t)a->asked_thing);
        return p < 0 ? (els_str){NULL, 0}
                     : els_reader_name_answer(a->field, a->reader.entities[a->people[p]].name);
    }
    if (p < 0)
        p = els_assign_owner(assign, (uint32_t)a->asked_kind, (uint32_t)a->asked_thing);
    if (p < 0 || __builtin_popcount(assign->may[kind][p]) != 1)
        return (els_str){NULL, 0};
    return els_reader_name_answer(a->field,
                                  a->kinds[kind].words[__builtin_ctz(assign->may[kind][p])]);
}

static void try_reading(asker *a, const els_choices *choices, const els_option *const *picked)
{
    els_assign assign;
    els_assign_link links[CLUES_MAX];
    els_assign_order orders[CLUES_MAX];
    uint32_t n_links = 0, n_orders = 0;
    els_assign_init(&assign, a->n_people, a->n_kinds);
    for (uint32_t i = 0; i < a->n_clues; i++) {
        const clue *c = &a->clues[i];
        uint32_t p = 0;
        while (p < a->n_phrases && !is_same_phrase(a->phrases[p], c))
            p++;
        if (p == a->n_phrases)
            continue;
        uint32_t means = picked[p]->value;
        if (c->second >= 0) {
            if (means != NO_ORDER)
                orders[n_orders++] =
                    (els_assign_order){(uint32_t)c->person, (uint32_t)c->second,
                                       (els_assign_relation)means, c->pattern.negated};
            continue;
        }
        if (means == MEANS_NOTHING)
            continue;
        bool without = (means == MEANS_WITHOUT) != c->pattern.negated;
        if (c->person < 0)
            links[n_links++] = (els_assign_link){c->kind, (uint32_t)__builtin_ctz(c->things),
                                                 c->other_kind, c->other, without};
        else if ((c->people & (c->people - 1)) != 0)
            els_assign_limit(&assign, c->kind, (uint32_t)__builtin_ctz(c->things),
                             without ? ~c->people : c->people);
        else
            els_assign_restrict(&assign, (uint32_t)c->person, c->kind,
                                without ? ~c->things : c->things);
    }
    uint32_t kind = picked[a->n_phrases]->value;
    if (!els_assign_settle(&assign, links, n_links) ||
        (n_orders > 0 && (!els_assign_arrange(&assign, (uint32_t)a->row, orders, n_orders) ||
                          !els_assign_settle(&assign, links, n_links))))
        return;
    els_str answer = answer_of(a, &assign, kind);
    if (answer.len == 0)
        return;
    const char *shape = a->yes_no                                               ? "assign.holds"
                        : a->asked_thing >= 0 && (int32_t)kind == a->asked_kind ? "assign.who"
                                                                                : "assign.what";
    if (!els_session_wants(a->session, els_str_of(shape)))
        return;
    char text[ELS_PHRASES_MAX + 1];
    for (uint32_t i = 0; i <= a->n_phrases; i++)
        text[i] = (char)('a' + picked[i]->value);
    els_str args = els_arena_copy(els_session_arena(a->session), (els_str){text, a->n_phrases + 1});
    els_relation_offer offer = {choices, picked, shape, args, answer, 2, 2};
    els_relation_hand_in(a->session, &offer);
}

/* What words of place and time say of two places in a row. */
static els_assign_relation order_said(const asker *a, const clue *c)
{
    static const char *const before[] = {"left", "before", "earlier", "ahead", "preceding", NULL};
    static const char *const after[] = {"after", "later", "behind", "following", NULL};
    static const char *const beside[] = {"next",      "beside",    "adjacent",
                                         "neighbour", "neighbor",  "neighbours",
                                         "neighbors", "alongside", NULL};
    static const char *const at_once[] = {"just", "directly", "immediately", "exactly", NULL};
    bool is_before = false, is_after = false, is_beside = false, is_at_once = false;
    for (uint32_t i = c->pattern.first; i < c->pattern.end; i++) {
        els_str word = a->reader.reading->tokens[i].lower;
        /* "to the right of", but "right before". */
        bool right = els_str_eq(word, ELS_STR("right"));
        bool of = i + 1 < c->pattern.end && els_token_is(&a->reader.reading->tokens[i + 1], "of");
        is_before = is_before || els_str_is_one_of(word, before);
        is_after = is_after || els_str_is_one_of(word, after) || (right && of);
        is_beside = is_beside || els_str_is_one_of(word, beside);
        is_at_once = is_at_once || els_str_is_one_of(word, at_once) || (right && !of);
    }
    if (is_beside || (is_before && is_after))
        return ELS_ASSIGN_NEXT;
    if (is_before)
        return is_at_once ? ELS_ASSIGN_JUST_BEFORE : ELS_ASSIGN_BEFORE;
    if (is_after)
        return is_at_once ? ELS_ASSIGN_JUST_AFTER : ELS_ASSIGN_AFTER;
    return ELS_ASSIGN_RELATIONS;
}

static void add_order(const asker *a, els_choice *choice, const clue *c)
{
    els_assign_relation said = order_said(a, c);
    for (uint32_t r = 0; r <= NO_ORDER; r++) {
        double prior = r == (uint32_t)said ? 0.5 : said == ELS_ASSIGN_RELATIONS ? -1.5 : -4;
        els_phrase_features(&c->pattern, "assign.order", r, els_choice_option(choice, r, prior));
    }
}

static void propose(els_session *session)
{
    asker a = {.session = session};
    if (!read_text(session, &a))
        return;
    els_choices *choices = els_choices_new(session);
    for (uint32_t i = 0; i < a.n_phrases; i++) {
        els_choice *choice = els_choices_add(choices);
        const clue *c = a.phrases[i];
        if (c->second >= 0) {
            add_order(&a, choice, c);
            continue;
        }
        static const double priors[] = {0.5, -0.5, -1.5};
        for (uint32_t means = MEANS_WITH; means <= MEANS_NOTHING; means++)
            els_phrase_features(&c->pattern, "assign.means", means,
                                els_choice_option(choice, means, priors[means]));
    }
    els_choice *kinds = els_choices_add(choices);
    for (uint32_t k = 0; k < a.n_kinds; k++) {
        bool same = a.asked_thing >= 0 && (int32_t)k == a.asked_kind;
        if (a.yes_no ? same : !(same && a.asked_person >= 0))
            els_choice_option(kinds, k, 0);
    }
    els_choices_rank(choices, els_hash_str(ELS_STR("assign")));
    const els_option *const *picked;
    while ((picked = els_choices_next(choices)) != NULL)
        try_reading(&a, choices, picked);
}

const els_family els_family_assign = {
    .name = "assign", .applies = applies, .propose = propose, .allowance = 60, .salience = 1.5};
