/* family_holdings.c — who has how many: what people have, get, part with, and have more of than
 * others is added up in the order told, and asked for.
 *
 * "Ann has 12 pens. Ben has 5 fewer pens than Ann and gives her 2." Verbs of getting and parting
 * are English (transfers.h); which program is asked for is learned, the ideas of quantity in the
 * question speaking first (lexicon.h). After the verb categories of Hosseini 2014. */
#include "family_numeric.h"
#include "lexicon.h"
#include "quantities.h"
#include "reader.h"

#include <math.h>

enum { PEOPLE_MAX = 8 };

typedef struct {
    uint64_t name;
    uint32_t at;    /* token + 1 of the name; 0: nobody is named */
    bool is_told;   /* what they have, and not only what they get and part with */
    double value;   /* now */
    double changes; /* what was told as got or parted with */
} holder;

typedef struct {
    const els_reading *reading;
    els_quantities q;
    holder people[PEOPLE_MAX];
    uint32_t n;
} ledger;

typedef enum { HAS, CHANGES, MORE, TIMES } event;

/* Numbers of the unit that is asked for; "3 times" as many counts with any. */
static bool concerns(const els_quantities *q, const els_quantity *s)
{
    return s->unit_class == ELS_UNIT_TIMES || s->unit == q->asked;
}

static bool has_word(const els_reading *reading, const els_quantity *s, const char *word)
{
    uint32_t end = reading->sentences[s->sentence].end;
    for (uint32_t i = s->end; i < end && i < s->end + 5; i++)
        if (els_str_eq(reading->tokens[i].lower, els_str_of(word)))
            return true;
    return false;
}

static event event_of(const els_reading *reading, const els_quantity *s)
{
    if (s->other && has_word(reading, s, "than"))
        return MORE;
    if (s->other && has_word(reading, s, "as"))
        return TIMES;
    return s->told ? CHANGES : HAS;
}

static holder *holder_of(ledger *l, uint64_t name, uint32_t at)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (l->people[i].name == name)
            return &l->people[i];
    if (l->n == PEOPLE_MAX)
        return NULL;
    l->people[l->n] = (holder){.name = name, .at = at};
    return &l->people[l->n++];
}

/* Who is only told to get things has had none. */
static bool is_known(const holder *who)
{
    return who->is_told || who->changes > 0;
}

static void change(holder *who, double by)
{
    if (!who)
        return;
    who->value += by;
    who->changes += by;
}

/* "Ben gave 12 to Ada, who had 7": what somebody had is what there was before. */
static bool is_past(const els_reading *reading, const els_quantity *s)
{
    for (uint32_t i = s->first; i-- > reading->sentences[s->sentence].first && i + 4 > s->first;)
        if (els_str_eq(reading->tokens[i].lower, ELS_STR("had")))
            return true;
    return false;
}

/* Enters one number. False when it compares with somebody of whom nothing is known yet. */
static bool enter(ledger *l, const els_quantity *s, holder *who)
{
    event what = event_of(l->reading, s);
    holder *other = s->other ? holder_of(l, s->other, 0) : NULL;
    bool less = s->concepts & ELS_CONCEPT_LESS;
    switch (what) {
    case HAS:
        if (!who->is_told && !is_past(l->reading, s))
            who->value = 0; /* told as it is now */
        who->value += s->value;
        who->is_told = true;
        return true;
    case CHANGES:
        change(who, s->told * s->value);
        change(other, -s->told * s->value);
        return true;
    default:
        if (!other || !is_known(other))
            return false;
        who->value =
            what == TIMES ? other->value * s->value : other->value + (less ? -s->value : s->value);
        who->is_told = true;
        return true;
    }
}

/* Reads who has what. False when the text tells of rates, or numbers are left that make no sense.
 */
static bool read_ledger(const els_session *session, ledger *l)
{
    const els_quantity *open[ELS_QUANTITIES_READ];
    holder *open_of[ELS_QUANTITIES_READ];
    uint32_t n_open = 0, n_told = 0;
    uint64_t name = 0;
    uint32_t name_at = 0;
    l->reading = els_session_reading(session);
    l->q = *els_session_quantities(session);
    /* "After giving 5 to Ben, Ann has 20": who is told of first may be named behind it. */
    for (uint32_t i = l->q.n_read; i-- > 0;)
        if (l->q.items[i].name) {
            name = l->q.items[i].name;
            name_at = l->q.items[i].name_at;
        }
    if (l->q.asks_kind || l->q.asked == 0)
        return false;
    for (uint32_t i = 0; i < l->q.n_read; i++) {
        const els_quantity *s = &l->q.items[i];
        if (s->per || s->unit_class == ELS_UNIT_PERCENT)
            return false;
        if (!concerns(&l->q, s) || s->sentence == l->q.asking)
            continue;
        if (s->name) { /* "she" is who was named last */
            name = s->name;
            name_at = s->name_at;
        }
        holder *who = holder_of(l, name, name_at);
        if (!who)
            return false;
        if (who->at == 0)
            who->at = name_at;
        n_told++;
        if (!enter(l, s, who)) {
            open[n_open] = s;
            open_of[n_open++] = who;
        }
        for (uint32_t k = 0; k < n_open;) /* what waited for somebody */
            if (enter(l, open[k], open_of[k])) {
                open[k] = open[--n_open];
                open_of[k] = open_of[n_open];
            } else {
                k++;
            }
    }
    return n_told > 1 && n_open == 0;
}

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    if (reading->n_numbers < 2 || reading->n_numbers > ELS_QUANTITIES_READ ||
        els_field_is(session, "date") || els_field_is(session, "list"))
        return false;
    ledger l = {.n = 0};
    return read_ledger(session, &l);
}

static void offer(els_session *session, const ledger *l, const char *shape, els_str answer,
                  double prior)
{
    els_str fitted = els_field_fit(session, answer);
    if (fitted.len == 0 || !els_session_wants(session, els_str_of(shape)) ||
        !els_session_spend(session, 1))
        return;
    uint64_t what = els_hash_str(els_str_of(shape));
    uint32_t own[2 + ELS_ASKED_MAX + ELS_CONCEPTS], n = 0;
    own[n++] = els_feature("holdings.names", what, l->q.n_names, l->n);
    own[n++] = els_feature("holdings.said", what, l->q.asked_said, l->q.asks_start);
    for (uint32_t i = 0; i < l->q.n_asked_words; i++)
        own[n++] = els_feature("holdings.word", what, l->q.asked_words[i], 0);
    for (uint32_t left = l->q.asked_concepts; left; left &= left - 1)
        own[n++] = els_feature("holdings.concept", what, left & -left, 0);
    els_offer program = {.shape = els_str_of(shape),
                         .args = ELS_STR("told"),
                         .answer = fitted,
                         .prior = prior,
                         .check = 1,
                         .own = own,
                         .n_own = n};
    els_session_offer(session, &program);
}

static const holder *asked_holder(const ledger *l, uint32_t i)
{
    for (uint32_t k = 0; k < l->n; k++)
        if (is_known(&l->people[k]) &&
            (l->q.n_names == 0 ? k == i : l->people[k].name == l->q.names[i]))
            return &l->people[k];
    return NULL;
}

/* "How many does each of them get?" */
static bool asks_share(const els_quantities *q)
{
    uint64_t each = els_reader_stem(ELS_STR("each"));
    for (uint32_t i = 0; i < q->n_asked_words; i++)
        if (q->asked_words[i] == each)
            return true;
    return q->asked_said & ELS_SAID_EACH;
}

static void offer_numbers(els_session *session, const ledger *l)
{
    els_arena *arena = els_session_arena(session);
    const els_quantities *q = &l->q;
    bool compares = q->asked_said & ELS_SAID_THAN || q->asked_concepts & ELS_CONCEPT_DIFFERENCE;
    bool sums = q->asked_concepts & ELS_CONCEPT_SUM || q->n_names != 1;
    uint32_t n = q->n_names ? q->n_names : l->n;
    double total = 0;
    bool all = n > 0;
    for (uint32_t i = 0; i < n; i++) {
        const holder *h = asked_holder(l, i);
        all = all && h;
        total += h ? h->value : 0;
    }
    if (asks_share(q)) /* what one of several gets is no sum of what is had */
        return;
    const holder *first = asked_holder(l, 0), *second = n == 2 ? asked_holder(l, 1) : NULL;
    if (first && n == 1) {
        double before = first->value - first->changes;
        offer(session, l, "holdings.of", els_format_number(arena, first->value),
              compares || q->asks_start ? -1 : 2);
        if (q->asks_start && before >= 0)
            offer(session, l, "holdings.start", els_format_number(arena, before), 1);
    }
    if (first && second)
        offer(session, l, "holdings.difference",
              els_format_number(arena, fabs(first->value - second->value)), compares ? 2 : -1);
    if (all && n > 1)
        offer(session, l, "holdings.total", els_format_number(arena, total),
              compares ? -1
              : sums   ? 1.5
                       : 0.5);
}

static void offer_people(els_session *session, const ledger *l)
{
    const holder *most = NULL, *least = NULL;
    bool tied_most = false, tied_least = false;
    uint32_t ideas = l->q.asked_concepts;
    bool more = ideas & (ELS_CONCEPT_MAX | ELS_CONCEPT_MORE);
    bool less = ideas & (ELS_CONCEPT_MIN | ELS_CONCEPT_LESS);
    for (uint32_t i = 0; i < l->n; i++) {
        const holder *h = &l->people[i];
        if (!is_known(h) || h->at == 0)
            continue;
        tied_most = most && (h->value == most->value || (tied_most && h->value < most->value));
        tied_least = least && (h->value == least->value || (tied_least && h->value > least->value));
        most = !most || h->value > most->value ? h : most;
        least = !least || h->value < least->value ? h : least;
    }
    if (most == least)
        return;
    if (most && !tied_most && (more || !less)) /* the other end was not asked for */
        offer(session, l, "holdings.most", l->reading->tokens[most->at - 1].text, more ? 2.5 : 0);
    if (least && !tied_least && (less || !more))
        offer(session, l, "holdings.least", l->reading->tokens[least->at - 1].text, less ? 2.5 : 0);
}

static bool asks_who(const ledger *l)
{
    const els_sentence *asking = &l->reading->sentences[l->q.asking];
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_str_eq(l->reading->tokens[i].lower, ELS_STR("who")) ||
            els_str_eq(l->reading->tokens[i].lower, ELS_STR("which")))
            return true;
    return false;
}

static void propose(els_session *session)
{
    ledger l = {.n = 0};
    if (!read_ledger(session, &l))
        return;
    if (!els_field_is(session, "enum") && !els_field_is(session, "entity"))
        offer_numbers(session, &l);
    if (!els_field_is(session, "number") && asks_who(&l))
        offer_people(session, &l);
}

const els_family els_family_holdings = {
    .name = "holdings", .applies = applies, .propose = propose, .salience = 1};
