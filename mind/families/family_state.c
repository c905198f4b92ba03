/* family_state.c — programs over stories: who goes where, takes what and gives it to whom.
 *
 * Sentences are read in order as events with two or three actors; a reading says for each phrase
 * what kind of event it tells of. Phrases that English has one meaning for (state_words.h) are one,
 * and that meaning goes first; what others do is learned. */
#include "family_relation.h"
#include "lexicon.h"
#include "state_words.h"

#include <string.h>

enum { ACTORS = 3, LIST_MAX = 8 };

/* Nats: against what English does not say, and for a reading that is all English. */
#define UNSAID (-3.0)
#define UNDERSTOOD 6.0
/* Nats: to look there first. */
#define LOOK_FIRST 2.0

extern const els_family els_family_state;

typedef struct {
    uint32_t actors[ACTORS];
    uint32_t n;
    bool is_either;      /* the last two actors are alternatives: "in the hall or the garden" */
    els_event_kind said; /* by English, ELS_EVENT_KINDS_: nothing */
    int32_t time;        /* that it is told of, 0: none */
    els_pattern pattern; /* phrase and words; those of the same known meaning have one phrase */
} event;

typedef enum {
    ASK_ROOT,
    ASK_HOLDER,
    ASK_HELD,
    ASK_BEFORE,
    ASK_GIVER,
    ASK_COUNT,
    ASK_WITHIN,
    ASK_LIST,
    ASK_KINDS_
} ask;
static const char *const ask_shapes[ASK_KINDS_] = {"state.root",   "state.holder", "state.held",
                                                   "state.before", "state.giver",  "state.count",
                                                   "state.within", "state.list"};

typedef struct {
    els_session *session;
    const els_field_spec *field;
    els_reader reader;
    event *events;
    uint32_t n_events;
    const event *phrases[ELS_PHRASES_MAX];
    uint32_t n_phrases;
    els_pattern query;
    bool tells;         /* a story, and somebody or something of it is asked about */
    ask said;           /* what the question asks for; ASK_KINDS_ where its words do not say */
    bool is_understood; /* English says what every phrase and the question mean */
} asker;

/* ---- events of the text ---- */

typedef struct {
    asker *a;
    uint32_t pending[LIST_MAX]; /* subjects joined to the next one: "Mary and ..." */
    uint32_t n_pending;
    int32_t subject, object; /* of the last event: what "she" and "it" stand for */
    bool first_piece;
    int32_t time; /* of the sentence */
} teller;

static void keep_event(teller *t, const event *e)
{
    if (t->a->n_events < ELS_STATE_EVENTS && e->n >= 2)
        t->a->events[t->a->n_events++] = *e;
}

/* What is known of the event, and its phrase. */
static void read_phrase(const els_reader *r, uint32_t first, uint32_t end, event *e)
{
    els_reader_phrase(r, first, end, &e->pattern);
    e->said =
        e->is_either ? ELS_EVENT_EITHER : els_state_words_event(r, first, end, e->actors, e->n);
    if (e->said != ELS_EVENT_KINDS_) {
        e->pattern.n_words = 0;
        e->pattern.phrase = els_hash_pair(els_hash_str(ELS_STR("state.said")), e->said);
    }
    e->pattern.phrase = els_hash_pair(e->pattern.phrase, e->n + (e->is_either ? ACTORS : 0));
}

static bool is_pronoun(els_str lower)
{
    return els_str_eq(lower, ELS_STR("it")) || els_str_eq(lower, ELS_STR("them"));
}

/* What "it" stands for behind the event: its first actor that is no person, but not where a person
 * goes. */
static int32_t it_after(const teller *t, const event *e)
{
    const els_entity *entities = t->a->reader.entities;
    if (e->said == ELS_EVENT_IN && entities[e->actors[0]].is_name)
        return t->object;
    for (uint32_t i = 0; i < e->n; i++)
        if (!entities[e->actors[i]].is_name)
            return (int32_t)e->actors[i];
    return e->n > 1 ? (int32_t)e->actors[1] : t->object;
}

/* What stands in a stretch beside its actors: words that mean something, such before the first
 * actor, an "or" behind the second. */
typedef struct {
    bool words, words_before, is_or;
} remains;

/* Who and what the stretch names, in order. */
static remains read_actors(const teller *t, uint32_t first, uint32_t end, event *e)
{
    const els_reader *r = &t->a->reader;
    remains ret = {false, false, false};
    for (uint32_t i = first; i < end; i++) {
        const els_token *token = &r->reading->tokens[i];
        int32_t actor = r->entity_at[i];
        if (els_state_words_is_time(r, i))
            continue;
        if (actor < 0 && is_pronoun(token->lower) && ret.words)
            actor = t->object;
        if (actor < 0) {
            ret.words |= token->kind == ELS_TOKEN_WORD && !els_reader_is_function(token->lower);
            ret.is_or |= e->n >= 2 && els_str_eq(token->lower, ELS_STR("or"));
            continue;
        }
        if (e->n == 0)
            ret.words_before = ret.words;
        if (e->n == 1 && els_state_words_leaves(r, first, i))
            continue;
        if (e->n < ACTORS && (e->n == 0 || e->actors[e->n - 1] != (uint32_t)actor))
            e->actors[e->n++] = (uint32_t)actor;
    }
    return ret;
}

/* A stretch without a comma or "and" in it. */
static void read_piece(teller *t, uint32_t first, uint32_t end)
{
    const els_reader *r = &t->a->reader;
    event e = {.n = 0};
    const remains beside = read_actors(t, first, end, &e);
    if (e.n == 0)
        return;
    if (!beside.words && e.n == 1 && t->first_piece && t->n_pending < LIST_MAX &&
        end < r->reading->n_tokens && r->reading->tokens[end].kind == ELS_TOKEN_WORD) {
        t->pending[t->n_pending++] = e.actors[0];
        return;
    }
    if (!beside.words && e.n == 1 && !t->first_piece && t->a->n_events > 0) {
        event again = t->a->events[t->a->n_events - 1]; /* "..., the key and the hat" */
        again.actors[again.n - 1] = e.actors[0];
        keep_event(t, &again);
        return;
    }
    bool elliptic = t->subject >= 0 && beside.words_before &&
                    (!r->entities[e.actors[0]].is_name || !t->first_piece);
    /* "She went to the garden": nothing before the verb but a pronoun. */
    if (elliptic && e.n < ACTORS && e.actors[0] != (uint32_t)t->subject) {
        memmove(e.actors + 1, e.actors, e.n * sizeof *e.actors);
        e.actors[0] = (uint32_t)t->subject;
        e.n++;
    }
    if (t->n_pending == 1 && els_state_words_exchange(r, first, end)) { /* "Ann and Ben swap" */
        e.actors[1] = e.actors[0];
        e.actors[0] = t->pending[0];
        e.n = 2;
        t->n_pending = 0;
    }
    e.is_either = beside.is_or && e.n == ACTORS;
    e.time = t->time;
    read_phrase(r, first, end, &e);
    t->subject = (int32_t)e.actors[0];
    t->object = it_after(t, &e);
    keep_event(t, &e);
    for (uint32_t i = 0; i < t->n_pending; i++) {
        event same = e;
        same.actors[0] = t->pending[i];
        keep_event(t, &same);
    }
    t->n_pending = 0;
    t->first_piece = false;
}

static bool separates(const els_token *token)
{
    static const char *const list[] = {"and",   "then",   "but",   "while",
                                       "where", "before", "after", NULL};
    if (token->kind == ELS_TOKEN_SYMBOL)
        return strchr(",;:", token->text.ptr[0]) != NULL;
    return els_str_is_one_of(token->lower, list);
}

static void read_story(asker *a, bool in_context)
{
    const els_reading *reading = a->reader.reading;
    teller t = {.a = a, .subject = -1, .object = -1};
    for (uint32_t s = 0; s < reading->n_sentences; s++) {
        els_sentence sentence = reading->sentences[s];
        if (sentence.in_context != in_context)
            continue;
        uint32_t end = sentence.end == a->reader.query_end ? a->reader.query_first : sentence.end;
        t.first_piece = true;
        t.n_pending = 0;
        t.time = els_state_words_time(&a->reader, sentence.first, end);
        uint32_t start = sentence.first;
        for (uint32_t i = sentence.first; i < end; i++)
            if (separates(&reading->tokens[i])) {
                read_piece(&t, start, i);
                start = i + 1;
            }
        if (start < end)
            read_piece(&t, start, end);
    }
}

/* Where each event says when it was, they come in that order and not in the one of the telling. */
static void order_by_time(asker *a)
{
    for (uint32_t i = 0; i < a->n_events; i++)
        if (a->events[i].time == 0)
            return;
    for (uint32_t i = 1; i < a->n_events; i++) {
        const event moved = a->events[i];
        uint32_t at = i;
        for (; at > 0 && a->events[at - 1].time > moved.time; at--)
            a->events[at] = a->events[at - 1];
        a->events[at] = moved;
    }
}

/* Some event has the thing. */
static bool is_told(const asker *a, uint32_t thing)
{
    for (uint32_t i = 0; i < a->n_events; i++)
        for (uint32_t k = 0; k < a->events[i].n; k++)
            if (a->events[i].actors[k] == thing)
                return true;
    return false;
}

static void read_text(asker *a)
{
    els_session *session = a->session;
    els_arena *arena = els_session_arena(session);
    a->field = els_session_field(session);
    els_reader_make(els_session_reading(session), a->field, ELS_READER_NAMES | ELS_READER_NOUNS,
                    arena, &a->reader);
    a->events = ELS_ARENA_NEW(arena, event, ELS_STATE_EVENTS);
    read_story(a, true);
    read_story(a, false);
    order_by_time(a);
    a->query = els_query_pattern(&a->reader);
    if (a->query.y >= 0 && !is_told(a, (uint32_t)a->query.y)) /* "in the end" */
        a->query.y = -1;
    for (uint32_t i = 0; i < a->n_events && a->n_phrases < ELS_PHRASES_MAX; i++) {
        uint32_t k = 0;
        while (k < a->n_phrases && a->phrases[k]->pattern.phrase != a->events[i].pattern.phrase)
            k++;
        if (k == a->n_phrases)
            a->phrases[a->n_phrases++] = &a->events[i];
    }
    const bool is_known = a->n_events == 1 && a->events[0].said != ELS_EVENT_KINDS_;
    a->tells = (a->n_events >= 2 || is_known) && a->query.x >= 0;
}

/* ---- what is asked ---- */

/* A number is wanted: by its type, or because all choices are numbers. */
static bool is_numeric(const asker *a)
{
    bool all = a->field->n_choices > 0;
    for (uint32_t i = 0; i < a->field->n_choices && all; i++)
        all = a->field->choices[i].len > 0 && a->field->choices[i].ptr[0] >= '0' &&
              a->field->choices[i].ptr[0] <= '9';
    return all || els_field_has_type(a->session, "number");
}

static bool asks_truth(const asker *a)
{
    return els_field_is_truth(a->session) ||
           (a->field->n_choices == 0 && els_query_is_yes_no(&a->reader));
}

static bool takes_any(const asker *a)
{
    return a->field->n_choices == 0 && els_field_has_type(a->session, "text");
}

static ask asked_by_words(const asker *a)
{
    if (asks_truth(a))
        return ASK_WITHIN;
    if (is_numeric(a) ||
        (takes_any(a) && els_session_reading(a->session)->concepts & ELS_CONCEPT_COUNT))
        return ASK_COUNT;
    if (els_field_has_type(a->session, "list"))
        return ASK_LIST;
    switch (els_state_words_asks(&a->reader, a->query.x)) {
    case ELS_STATE_ASKS_PLACE:
        return a->query.y < 0 ? ASK_ROOT : ASK_BEFORE;
    case ELS_STATE_ASKS_HOLDER:
        return ASK_HOLDER;
    case ELS_STATE_ASKS_HELD:
        return ASK_HELD;
    case ELS_STATE_ASKS_GIVER:
        return ASK_GIVER;
    default:
        return ASK_KINDS_;
    }
}

static bool is_understood(const asker *a)
{
    bool all = a->said != ASK_KINDS_;
    for (uint32_t i = 0; i < a->n_phrases; i++)
        all &= a->phrases[i]->said != ELS_EVENT_KINDS_;
    return all;
}

/* The text as a story: read once for all sessions on the field. */
static const asker *story_of(const els_session *session)
{
    void **kept = els_session_kept(session, &els_family_state);
    if (!*kept) {
        els_session *reads = (els_session *)session; /* for its memory */
        asker *a = ELS_ARENA_NEW(els_session_arena(reads), asker, 1);
        a->session = reads;
        read_text(a);
        a->said = a->tells ? asked_by_words(a) : ASK_KINDS_;
        a->is_understood = is_understood(a);
        *kept = a;
    }
    return *kept;
}

static bool applies(const els_session *session)
{
    return els_relation_fits(session) && story_of(session)->tells;
}

/* ---- readings ---- */

static double unsaid(const event *e, uint32_t kind)
{
    return e->said == ELS_EVENT_KINDS_ || e->said == kind ? 0 : UNSAID;
}

static void add_phrase(els_choices *choices, const event *e)
{
    els_choice *choice = els_choices_add(choices);
    if (e->is_either) {
        els_choice_option(choice, ELS_EVENT_EITHER, 0);
        return;
    }
    uint32_t from = e->n == 2 ? ELS_EVENT_IN : ELS_EVENT_PASS;
    uint32_t to = e->n == 2 ? ELS_EVENT_SWAP : ELS_EVENT_CARRY;
    for (uint32_t kind = from; kind <= to; kind++) {
        els_option *option = els_choice_option(choice, kind, unsaid(e, kind));
        els_phrase_features(&e->pattern, "state.event", kind, option);
    }
    if (e->n == 3) { /* "took the ball from the box" */
        els_option *option = els_choice_option(choice, ELS_EVENT_GET, unsaid(e, ELS_EVENT_GET));
        els_phrase_features(&e->pattern, "state.event", ELS_EVENT_GET, option);
    }
    els_option *nothing =
        els_choice_option(choice, ELS_EVENT_NOTHING, -1.5 + unsaid(e, ELS_EVENT_NOTHING));
    els_phrase_features(&e->pattern, "state.event", ELS_EVENT_NOTHING, nothing);
}

static void add_query(const asker *a, els_choices *choices)
{
    els_choice *choice = els_choices_add(choices);
    bool number = is_numeric(a), list = els_field_has_type(a->session, "list");
    bool truth = asks_truth(a);
    ask said = a->said;
    number = number || (takes_any(a) && said == ASK_COUNT);
    bool many = takes_any(a) && a->query.y < 0 && (said == ASK_HELD || said == ASK_KINDS_);
    for (uint32_t kind = 0; kind < ASK_KINDS_; kind++) {
        bool fits = truth              ? kind == ASK_WITHIN && a->query.y >= 0
                    : number           ? kind == ASK_COUNT
                    : list             ? kind == ASK_LIST
                    : kind == ASK_LIST ? many
                    : kind == ASK_GIVER
                        ? said == ASK_GIVER
                        : kind < ASK_COUNT && (kind == ASK_BEFORE) == (a->query.y >= 0);
        els_str shape = els_str_of(ask_shapes[kind]);
        if (!fits || !els_session_wants(a->session, shape))
            continue;
        bool is_said = said == ASK_KINDS_ || said == (ask)kind || (kind == ASK_LIST && many);
        els_option *option = els_choice_option(choice, kind, is_said ? 0 : UNSAID);
        option->known = els_session_shape_score(a->session, shape);
        els_phrase_features(&a->query, "state.ask", kind, option);
    }
}

static els_str name_of(const asker *a, int32_t thing)
{
    if (thing < 0)
        return (els_str){NULL, 0};
    return els_reader_name_answer(a->field, a->reader.entities[thing].name);
}

/* What a thing holds, in the order in which it came there; "[]" where a list is asked for and it
 * holds nothing. */
static els_str list_of(const asker *a, const els_scene *state, uint32_t holder)
{
    els_arena *arena = els_session_arena(a->session);
    els_str text = {NULL, 0};
    for (uint32_t now = 0; now <= state->n_events; now++)
        for (uint32_t i = 0; i < state->n; i++) {
            if (state->holder[i] != (int32_t)holder || state->since[i] != now)
                continue;
            const els_str name = name_of(a, (int32_t)i);
            text = text.len ? els_arena_printf(arena, ELS_STR_FMT ", " ELS_STR_FMT,
                                               ELS_STR_ARG(text), ELS_STR_ARG(name))
                            : name;
        }
    return text.len == 0 && els_field_has_type(a->session, "list") ? ELS_STR("[]") : text;
}

/* What became of the asked thing on the way: where it was before it came to the second thing of the
 * query, and who gave it away last. */
typedef struct {
    int32_t before, giver;
} way;

static els_str answer_of(const asker *a, const els_scene *state, ask kind, way went)
{
    uint32_t x = (uint32_t)a->query.x, held = 0;
    int32_t only = -1;
    for (uint32_t i = 0; i < state->n; i++)
        if (state->holder[i] == (int32_t)x) {
            held++;
            only = (int32_t)i;
        }
    switch (kind) {
    case ASK_ROOT:
        return name_of(a, els_scene_root(state, x));
    case ASK_HOLDER:
        return name_of(a, state->holder[x]);
    case ASK_HELD:
        return name_of(a, held == 1 ? only : -1);
    case ASK_BEFORE:
        return name_of(a, went.before);
    case ASK_GIVER:
        return name_of(a, went.giver);
    case ASK_COUNT:
        return els_reader_name_answer(a->field,
                                      els_format_number(els_session_arena(a->session), held));
    case ASK_LIST:
        return list_of(a, state, x);
    case ASK_WITHIN: {
        const int32_t *either = state->either[x];
        if (either[0] >= 0 && (either[0] == a->query.y || either[1] == a->query.y))
            return els_reader_truth_answer(a->field, ELS_TRUTH_UNKNOWN);
        bool within = els_scene_is_within(state, x, (uint32_t)a->query.y) ||
                      els_scene_is_within(state, (uint32_t)a->query.y, x);
        return els_reader_truth_answer(a->field,
                                       within != a->query.negated ? ELS_TRUTH_YES : ELS_TRUTH_NO);
    }
    default:
        return (els_str){NULL, 0};
    }
}

/* Where people are named, one who has something is a person. */
static bool fits_asking(const asker *a, uint32_t asked, els_str answer)
{
    els_state_asks asks = els_state_words_asks(&a->reader, a->query.x);
    bool person = els_is_upper(answer.ptr[0]), named = false;
    for (uint32_t i = 0; i < a->reader.n_entities; i++)
        named |= a->reader.entities[i].is_name;
    return !named || asked == ASK_COUNT || asked == ASK_WITHIN || asked == ASK_LIST ||
           asks != ELS_STATE_ASKS_HOLDER || person;
}

static void try_reading(const asker *a, const els_choices *choices, const els_option *const *picked)
{
    els_scene state;
    els_scene_init(&state, a->reader.n_entities);
    int32_t last = -1;
    way went = {-1, -1};
    for (uint32_t i = 0; i < a->n_events; i++) {
        const event *e = &a->events[i];
        uint32_t p = 0;
        while (p < a->n_phrases && a->phrases[p]->pattern.phrase != e->pattern.phrase)
            p++;
        if (p == a->n_phrases)
            continue;
        els_event applied = {(els_event_kind)picked[p]->value, e->actors[0], e->actors[1],
                             e->n > 2 ? e->actors[2] : e->actors[1], e->pattern.negated};
        if (!els_scene_apply(&state, &applied))
            return;
        int32_t root = els_scene_root(&state, (uint32_t)a->query.x);
        if (root != last && root == a->query.y)
            went.before = last;
        last = root;
        const uint32_t given = applied.kind == ELS_EVENT_PASS ? applied.b : applied.c;
        if ((applied.kind == ELS_EVENT_PASS || applied.kind == ELS_EVENT_HAND) &&
            given == (uint32_t)a->query.x)
            went.giver = (int32_t)applied.a;
    }
    const els_option *asked = picked[a->n_phrases];
    els_str answer = answer_of(a, &state, (ask)asked->value, went);
    if (answer.len == 0 || !fits_asking(a, asked->value, answer))
        return;
    char text[ELS_CHOICES_MAX];
    uint32_t n = els_choices_count(choices);
    for (uint32_t i = 0; i < n; i++)
        text[i] = (char)('a' + picked[i]->value);
    els_relation_offer offer = {choices,
                                picked,
                                ask_shapes[asked->value],
                                els_arena_copy(els_session_arena(a->session), (els_str){text, n}),
                                answer,
                                1 + (a->is_understood ? UNDERSTOOD : 0),
                                1};
    els_relation_hand_in(a->session, &offer);
}

static void propose(els_session *session)
{
    asker a = *story_of(session);
    a.session = session; /* another one may have read */
    if (!a.tells)
        return;
    els_choices *choices = els_choices_new(session);
    for (uint32_t i = 0; i < a.n_phrases; i++)
        add_phrase(choices, a.phrases[i]);
    add_query(&a, choices);
    els_choices_rank(choices, els_hash_str(ELS_STR("state")));
    const els_option *const *picked;
    while ((picked = els_choices_next(choices)) != NULL)
        try_reading(&a, choices, picked);
}

/* A story that English has all the words for, and the shape that the question asks for. */
static double hint(const els_session *session, els_str shape)
{
    if (!els_session_applies((els_session *)session, &els_family_state))
        return 0;
    const asker *a = story_of(session);
    if (!a->is_understood)
        return 0;
    return shape.len == 0 || els_str_eq(shape, els_str_of(ask_shapes[a->said])) ? LOOK_FIRST : 0;
}

const els_family els_family_state = {
    .name = "state", .applies = applies, .propose = propose, .hint = hint};
