/* story_asked.c — what a told problem asks for. */
#include "lexicon.h"
#include "reader.h"
#include "story_steps.h"

bool els_story_asks_how_many(const els_story *story)
{
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first; i < asking->end; i++)
        if (els_token_is(&story->reading->tokens[i], "many") ||
            (i + 1 < asking->end && els_token_is(&story->reading->tokens[i], "number") &&
             els_token_is(&story->reading->tokens[i + 1], "of")))
            return true;
    return false;
}

static const struct {
    const char *word;
    uint32_t cue;
} asked_cues[] = {{"together", ELS_STORY_SUM},
                  {"altogether", ELS_STORY_SUM},
                  {"total", ELS_STORY_SUM},
                  {"both", ELS_STORY_SUM},
                  {"all", ELS_STORY_SUM},
                  {"sum", ELS_STORY_SUM},
                  {"combined", ELS_STORY_SUM},
                  {"left", ELS_STORY_LEFT},
                  {"remain", ELS_STORY_LEFT},
                  {"remains", ELS_STORY_LEFT},
                  {"remained", ELS_STORY_LEFT},
                  {"remaining", ELS_STORY_LEFT},
                  {"still", ELS_STORY_LEFT},
                  {"rest", ELS_STORY_LEFT},
                  {"over", ELS_STORY_LEFT},
                  {"leftover", ELS_STORY_LEFT},
                  {"change", ELS_STORY_LEFT | ELS_STORY_MONEY},
                  {"missing", ELS_STORY_LEFT},
                  {"free", ELS_STORY_LEFT | ELS_STORY_FREE},
                  {"empty", ELS_STORY_LEFT | ELS_STORY_FREE},
                  {"vacant", ELS_STORY_LEFT | ELS_STORY_FREE},
                  {"unoccupied", ELS_STORY_LEFT | ELS_STORY_FREE},
                  {"available", ELS_STORY_LEFT | ELS_STORY_FREE},
                  {"profit", ELS_STORY_LEFT},
                  {"stayed", ELS_STORY_LEFT},
                  {"stay", ELS_STORY_LEFT},
                  {"lack", ELS_STORY_LEFT},
                  {"short", ELS_STORY_LEFT},
                  {"back", ELS_STORY_LEFT},
                  {"need", ELS_STORY_NEEDED},
                  {"needs", ELS_STORY_NEEDED},
                  {"needed", ELS_STORY_NEEDED},
                  {"required", ELS_STORY_NEEDED},
                  {"necessary", ELS_STORY_NEEDED},
                  {"must", ELS_STORY_NEEDED},
                  {"can", ELS_STORY_FULL},
                  {"could", ELS_STORY_FULL},
                  {"full", ELS_STORY_FULL},
                  {"whole", ELS_STORY_FULL},
                  {"complete", ELS_STORY_FULL},
                  {"possible", ELS_STORY_FULL},
                  {"filled", ELS_STORY_FULL},
                  {"area", ELS_STORY_AREA},
                  {"surface", ELS_STORY_AREA},
                  {"volume", ELS_STORY_VOLUME},
                  {"cubic", ELS_STORY_VOLUME},
                  {"perimeter", ELS_STORY_AROUND},
                  {"around", ELS_STORY_AROUND},
                  {"fence", ELS_STORY_AROUND},
                  {"border", ELS_STORY_AROUND},
                  {"average", ELS_STORY_MEAN},
                  {"mean", ELS_STORY_MEAN},
                  {"percent", ELS_STORY_PERCENTAGE},
                  {"percentage", ELS_STORY_PERCENTAGE},
                  {"%", ELS_STORY_PERCENTAGE},
                  {"times", ELS_STORY_TIMES},
                  {"pay", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"pays", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"paid", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"cost", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"costs", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"price", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"earn", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"earns", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"earned", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"spend", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"spent", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"spends", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"money", ELS_STORY_MONEY},
                  {"profit", ELS_STORY_MONEY},
                  {"bill", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"rent", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"worth", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"fare", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"salary", ELS_STORY_MONEY},
                  {"catch", ELS_STORY_CHASE},
                  {"overtake", ELS_STORY_CHASE},
                  {"overtakes", ELS_STORY_CHASE},
                  {"save", ELS_STORY_MONEY},
                  {"saved", ELS_STORY_MONEY},
                  {"owe", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"wage", ELS_STORY_MONEY},
                  {"charge", ELS_STORY_MONEY | ELS_STORY_COST},
                  {"difference", ELS_STORY_THAN},
                  {"instead", ELS_STORY_THAN},
                  {"apart", ELS_STORY_SUM},
                  {"each", ELS_STORY_EACH},
                  {"per", ELS_STORY_EACH},
                  {"every", ELS_STORY_EACH},
                  {"one", ELS_STORY_EACH},
                  {"apiece", ELS_STORY_EACH},
                  {"speed", ELS_STORY_EACH},
                  {"fast", ELS_STORY_EACH},
                  {"until", ELS_STORY_LEFT},
                  {"fewer", ELS_STORY_MORE},
                  {"less", ELS_STORY_MORE},
                  {"more", ELS_STORY_MORE}};

static const struct {
    const char *word;
    uint32_t cue;
} told_cues[] = {{"share", ELS_STORY_SHARED},      {"shares", ELS_STORY_SHARED},
                 {"shared", ELS_STORY_SHARED},     {"divide", ELS_STORY_SHARED},
                 {"divides", ELS_STORY_SHARED},    {"divided", ELS_STORY_SHARED},
                 {"split", ELS_STORY_SHARED},      {"splits", ELS_STORY_SHARED},
                 {"equally", ELS_STORY_SHARED},    {"evenly", ELS_STORY_SHARED},
                 {"equal", ELS_STORY_SHARED},      {"same", ELS_STORY_SHARED},
                 {"rest", ELS_STORY_REMAINS},      {"others", ELS_STORY_REMAINS},
                 {"remaining", ELS_STORY_REMAINS}, {"remainder", ELS_STORY_REMAINS},
                 {"triangle", ELS_STORY_TRIANGLE}, {"triangular", ELS_STORY_TRIANGLE},
                 {"some", ELS_STORY_SOME},         {"already", ELS_STORY_SOME}};

static uint32_t first_of_class(const els_story *story, els_unit_class class)
{
    for (uint32_t i = 0; i < story->n; i++) {
        uint32_t unit = story->values[i].unit;
        if (unit && story->q->unit_class[unit - 1] == class)
            return unit;
    }
    for (uint32_t i = 0; i < story->n; i++)
        if (story->values[i].per && story->q->unit_class[story->values[i].per - 1] == class)
            return story->values[i].per;
    return 0;
}

/* "How long does it take": a time, whatever is long. */
static bool asks_duration(const els_story *story)
{
    static const char *const verbs[] = {"take",  "takes", "last", "lasts", "need",
                                        "needs", "stay",  "wait", "work",  NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool how_long = false;
    for (uint32_t i = asking->first; i + 1 < asking->end; i++) {
        how_long = how_long || (els_token_is(&t[i], "how") && els_token_is(&t[i + 1], "long"));
        if (how_long && els_str_is_one_of(t[i].lower, verbs))
            return true;
    }
    return false;
}

/* "How far", "how old", "what is the length": of what class it is. */
static void read_measure_asked(els_story *story)
{
    static const struct {
        const char *word;
        els_unit_class class;
    } measures[] = {
        {"far", ELS_UNIT_MEASURE},    {"tall", ELS_UNIT_MEASURE},     {"high", ELS_UNIT_MEASURE},
        {"wide", ELS_UNIT_MEASURE},   {"deep", ELS_UNIT_MEASURE},     {"heavy", ELS_UNIT_MEASURE},
        {"weigh", ELS_UNIT_MEASURE},  {"distance", ELS_UNIT_MEASURE}, {"weight", ELS_UNIT_MEASURE},
        {"length", ELS_UNIT_MEASURE}, {"height", ELS_UNIT_MEASURE},   {"width", ELS_UNIT_MEASURE},
        {"ages", ELS_UNIT_TIME},      {"age", ELS_UNIT_TIME},         {"old", ELS_UNIT_TIME},
        {"long", ELS_UNIT_TIME},      {"long", ELS_UNIT_MEASURE}};
    static const char *const strong[] = {"weigh", "weight",   "length", "height",
                                         "width", "distance", NULL};
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    const els_token *t = story->reading->tokens;
    for (uint32_t i = asking->first; i < asking->end; i++)
        for (size_t k = 0; k < sizeof measures / sizeof measures[0]; k++) {
            bool how = (i > asking->first && els_token_is(&t[i - 1], "how")) ||
                       els_str_is_one_of(t[i].lower, strong); /* whatever else is named */
            bool named = story->asked == story->q->asked && i > asking->first &&
                         class_of(story, story->asked) == measures[k].class; /* "in minutes" */
            uint32_t unit =
                els_token_is(&t[i], measures[k].word) && (how || !story->asked) && !named
                    ? first_of_class(story, measures[k].class)
                    : 0;
            story->asked = unit ? unit : story->asked;
        }
}

/* Where the question does not say it: what values are per, else what most of them count. */
static void guess_asked(els_story *story, bool many)
{
    const els_quantities *q = story->q;
    for (uint32_t i = 0; i < story->n && has(story, ELS_STORY_NEEDED) && many; i++) {
        const els_story_value *v =
            &story->values[i]; /* "Each boat holds 22. How many are needed?" */
        bool counted = false;
        for (uint32_t k = 0; k < story->n; k++)
            counted = counted || story->values[k].unit == v->per;
        if (v->per && !counted && v->said & ELS_SAID_EACH &&
            class_of(story, v->per) == ELS_UNIT_NOUN) {
            story->asked = v->per;
            story->is_guessed = true;
            return;
        }
    }
    uint32_t most = 0;
    for (uint32_t u = 1; u <= q->n_units; u++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < story->n; i++)
            n += story->values[i].unit == u && !story->values[i].is_loose;
        if (n > 0 && n >= most && u != q->per && q->unit_class[u - 1] == ELS_UNIT_NOUN) {
            most = n;
            story->asked = u;
        }
    }
    story->is_guessed = true;
    if (most == 1 && story->cues & ELS_STORY_MEAN)
        story->asked = 0;
}

/* The unit that is asked for: named, of a measure ("how far"), of money that is paid, or what most
 * numbers count. */
static void read_asked(els_story *story)
{
    const els_quantities *q = story->q;
    const els_sentence *asking = &story->reading->sentences[q->asking];
    const els_token *t = story->reading->tokens;
    bool many = els_story_asks_how_many(story), much = false;
    story->asked = q->asked == q->per && !many ? 0 : q->asked;
    for (uint32_t i = asking->first; i < asking->end; i++) {
        much = much || els_token_is(&story->reading->tokens[i], "much");
    }
    bool timed = false;
    for (uint32_t i = asking->first + 1; i < asking->end; i++)
        timed = timed || (story->asked && q->unit_class[story->asked - 1] == ELS_UNIT_TIME &&
                          (els_token_is(t + i - 1, "a") || els_token_is(t + i - 1, "one") ||
                           els_token_is(t + i - 1, "per")) &&
                          els_quantities_unit(q, t[i].lower) == story->asked);
    if (!many && timed)
        story->asked = 0; /* "What does it take in a week?" */
    if (!many && !story->asked && (much || timed))
        story->cues |= ELS_STORY_MONEY;
    if (!many && story->cues & (ELS_STORY_AROUND | ELS_STORY_AREA) &&
        first_of_class(story, ELS_UNIT_MEASURE))
        story->asked = first_of_class(story, ELS_UNIT_MEASURE);
    if (!many && !story->asked && has(story, ELS_STORY_SUM))
        story->cues |= ELS_STORY_MONEY; /* "What is the total?" */
    if (!many && story->cues & ELS_STORY_MONEY && first_of_class(story, ELS_UNIT_MONEY))
        story->asked = first_of_class(story, ELS_UNIT_MONEY);
    else
        story->cues &= ~(uint32_t)ELS_STORY_MONEY;
    if (!many)
        read_measure_asked(story);
    uint32_t time = asks_duration(story) ? first_of_class(story, ELS_UNIT_TIME) : 0;
    story->asked = time ? time : story->asked;
    if (!story->asked && !many && much)
        story->asked = first_of_class(story, ELS_UNIT_MEASURE); /* "how much rice" */
    if (!story->asked && q->n_units > 0)
        guess_asked(story, many);
}

/* "He pays with $100. How much change does he get?": the largest sum of money is what the others
 * are taken from. */
static void read_tender(els_story *story)
{
    const els_reading *reading = story->reading;
    const els_sentence *asking = &reading->sentences[story->q->asking];
    els_story_value *most = NULL;
    bool asks = false;
    for (uint32_t i = asking->first; i < asking->end; i++)
        asks = asks || els_token_is(&reading->tokens[i], "change") ||
               els_token_is(&reading->tokens[i], "back");
    for (uint32_t i = asking->first; i < asking->end; i++)
        for (uint32_t k = 0; els_token_is(&reading->tokens[i], "profit") && k < story->n; k++) {
            els_story_value *v = &story->values[k];
            bool money = v->unit && story->q->unit_class[v->unit - 1] == ELS_UNIT_MONEY;
            v->flow = money && v->flow == 0 ? -1 : v->flow; /* what it costs */
        }
    for (uint32_t i = 0; asks && i < story->n; i++) {
        els_story_value *v = &story->values[i];
        if (v->unit && story->q->unit_class[v->unit - 1] == ELS_UNIT_MONEY && v->per == 0 &&
            (!most || v->value > most->value))
            most = v;
    }
    if (most) {
        most->is_whole = true;
        most->flow = 0;
    }
}

static bool is_number_word(const els_story *story, uint32_t token)
{
    for (uint32_t i = 0; i < story->n; i++)
        if (story->values[i].first == token)
            return true;
    return false;
}

/* "A skateboard costs $107. How much is he short?": the price is what is to be reached. */
static void read_price(els_story *story)
{
    static const char *const costs[] = {"cost", "costs", "price", "priced", NULL};
    static const char *const wants[] = {"buy", "afford", "save", "until", "must", "enough", NULL};
    const els_reading *reading = story->reading;
    const els_sentence *asking = &reading->sentences[story->q->asking];
    bool lacks = false;
    for (uint32_t i = asking->first; i < asking->end; i++)
        lacks = lacks || els_token_is(&reading->tokens[i], "short") ||
                els_token_is(&reading->tokens[i], "lack") ||
                els_token_is(&reading->tokens[i], "missing") ||
                els_token_is(&reading->tokens[i], "need") ||
                (class_of(story, story->q->asked) == ELS_UNIT_TIME &&
                 els_str_is_one_of(reading->tokens[i].lower, wants));
    for (uint32_t k = 0; k < story->n && lacks; k++) {
        els_story_value *v = &story->values[k];
        bool money = class_of(story, v->unit) == ELS_UNIT_MONEY;
        for (uint32_t i = v->first; money && i-- > reading->sentences[v->sentence].first;)
            if (els_str_is_one_of(reading->tokens[i].lower, costs) && !v->per &&
                v->kind == ELS_STORY_AMOUNT) {
                v->is_whole = true;
                return;
            }
    }
}

/* "Together they have 36": the only number of such a sentence. */
static bool tells_sum(const els_story *story, uint32_t value)
{
    const els_story_value *v = &story->values[value];
    for (uint32_t i = 0; i < story->n; i++)
        if (i != value && story->values[i].sentence == v->sentence && !story->values[i].is_loose)
            return false;
    return v->sentence != story->q->asking && v->per == 0 && v->kind == ELS_STORY_AMOUNT &&
           els_story_tells_both(story, v->sentence);
}

/* A square, and what is told or asked per "square metre". */
static void read_squares(els_story *story)
{
    static const char *const one[] = {"per", "a", "one", "each", "every", "many", "the", NULL};
    static const char *const lengths[] = {"wide", "width", "long", "length",
                                          "side", "high",  "tall", NULL};
    const els_reading *reading = story->reading;
    const els_token *t = reading->tokens;
    const els_sentence *asking = &reading->sentences[story->q->asking];
    bool area = false, length = false;
    for (uint32_t i = 0; i + 1 < reading->n_tokens; i++) {
        if (!els_token_is(&t[i], "square") && !els_token_is(&t[i], "squares"))
            continue;
        uint32_t unit = els_quantities_unit(story->q, t[i + 1].lower);
        bool measure = class_of(story, unit) == ELS_UNIT_MEASURE;
        if (!measure)
            story->cues |= ELS_STORY_SQUARE;
        else if ((i > 0 && els_str_is_one_of(t[i - 1].lower, one)) || i >= asking->first)
            story->cues |= ELS_STORY_AREA;
    }
    for (uint32_t i = asking->first; i < asking->end; i++) {
        area = area || els_token_is(&t[i], "area") ||
               (els_token_is(&t[i], "square") && i + 1 < asking->end &&
                class_of(story, els_quantities_unit(story->q, t[i + 1].lower)) == ELS_UNIT_MEASURE);
        length = length || els_str_is_one_of(t[i].lower, lengths);
    }
    if (length && !area && !els_story_asks_how_many(story))
        story->cues &= ~(uint32_t)ELS_STORY_AREA;
    for (uint32_t i = 0; i < story->n && has(story, ELS_STORY_SQUARE); i++)
        if (class_of(story, story->values[i].unit) == ELS_UNIT_MEASURE)
            story->values[i].per = 0; /* "sides of 7 cm" */
}

/* "She bought more pens": how many is not told. */
static bool tells_unknown(const els_story *story)
{
    const els_token *t = story->reading->tokens;
    uint32_t end = story->reading->sentences[story->q->asking].first;
    for (uint32_t i = 1; i + 2 < story->reading->n_tokens && i < end; i++)
        if (els_token_is(&t[i], "more") && t[i - 1].kind == ELS_TOKEN_WORD &&
            !els_token_is(&t[i + 1], "than") && !els_token_is(&t[i + 2], "than") &&
            !is_number_word(story, i - 1))
            return true;
    return false;
}

/* What there was and what there is now, or was later, and nothing told of what happened between. */
static bool tells_before_and_after(const els_story *story)
{
    static const char *const later[] = {"now",   "after",      "afterwards", "later",    "today",
                                        "only",  "tonight",    "then",       "tomorrow", "end",
                                        "since", "eventually", NULL};
    static const char *const is[] = {"are", "were", "is",   "was",    "has",      "have",
                                     "had", "own",  "owns", "remain", "remained", NULL};
    const els_token *t = story->reading->tokens;
    const els_story_value *x = &story->values[0], *y = &story->values[1];
    if (story->n != 2 || !alike(x, y) || x->kind != ELS_STORY_AMOUNT ||
        y->kind != ELS_STORY_AMOUNT || x->flow || y->flow || y->sentence == story->q->asking ||
        (x->holder && y->holder && x->holder != y->holder) ||
        has(story, ELS_STORY_SUM | ELS_STORY_THAN))
        return false;
    bool marked = false, holds = false;
    uint32_t from =
        x->sentence == y->sentence ? x->first + 1 : story->reading->sentences[y->sentence].first;
    for (uint32_t i = from; i < y->first; i++) {
        marked |= els_str_is_one_of(t[i].lower, later);
        holds |= els_str_is_one_of(t[i].lower, is);
    }
    return marked && holds;
}

/* "How much higher is the house?" */
static bool asks_how_much_more(const els_story *story)
{
    static const char *const others[] = {"farther", "further", NULL};
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    for (uint32_t i = asking->first + 1; i + 2 < asking->end; i++) {
        bool many = els_token_is(&t[i], "many") && i + 3 < asking->end; /* "how many cm longer" */
        els_str next = t[i + 1 + many].lower;
        if ((many || els_token_is(&t[i], "much")) && els_token_is(&t[i - 1], "how") &&
            next.len > 4 && next.ptr[next.len - 1] == 'r' &&
            (els_reader_degree(next) || els_str_is_one_of(next, others)))
            return true;
    }
    return false;
}

/* "How many are from other countries?", where a part is told. */
static bool asks_other_part(const els_story *story)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool part = false, other = false;
    for (uint32_t i = 0; i < story->n; i++)
        part = part || story->values[i].kind == ELS_STORY_FRACTION ||
               story->values[i].kind == ELS_STORY_PERCENT;
    for (uint32_t i = asking->first + 1; i < asking->end && part; i++)
        other = other || els_token_is(&t[i], "others") ||
                (els_token_is(&t[i], "other") && !els_token_is(&t[i - 1], "each"));
    return other;
}

/* Where the question begins in its sentence: behind the last number that is told before "how" or
 * "what" ("If 3 boxes hold 24 pens each, how many ..."). */
static uint32_t asks_from(const els_story *story)
{
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    uint32_t from = asking->first;
    for (uint32_t i = asking->first + 1; i < asking->end; i++) {
        const els_token *t = &story->reading->tokens[i];
        if ((els_token_is(t, "how") || els_token_is(t, "what")) &&
            (els_token_is(t - 1, ",") || els_token_is(t - 1, ":")))
            from = i;
    }
    for (uint32_t i = asking->first; i < from; i++)
        if (is_number_word(story, i))
            return from;
    return asking->first;
}

static void read_cues(els_story *story)
{
    const els_reading *reading = story->reading;
    const els_quantities *q = story->q;
    const els_token *t = reading->tokens;
    const els_sentence *asking = &reading->sentences[q->asking];
    for (uint32_t i = 0; i < reading->n_tokens; i++)
        for (size_t k = 0; k < sizeof told_cues / sizeof told_cues[0]; k++)
            if (els_token_is(&t[i], told_cues[k].word))
                story->cues |= told_cues[k].cue;
    for (uint32_t i = asks_from(story); i < asking->end; i++)
        for (size_t k = 0; k < sizeof asked_cues / sizeof asked_cues[0]; k++)
            if (els_token_is(&t[i], asked_cues[k].word))
                story->cues |= asked_cues[k].cue;
    for (uint32_t i = asking->first; i + 1 < asking->end; i++)
        if (els_token_is(&t[i], "average") && els_token_is(&t[i + 1], "speed"))
            story->cues &= ~(uint32_t)ELS_STORY_MEAN;
    for (uint32_t i = asking->first; i + 1 < asking->end; i++)
        if (els_token_is(&t[i], "between") && els_token_is(&t[i + 1], "them"))
            story->cues |= ELS_STORY_SUM;
    read_squares(story);
    story->cues |= els_story_asks_jointly(story) ? ELS_STORY_JOINTLY : 0;
    els_story_ages(story);
    if (q->asked_said & ELS_SAID_THAN || asks_how_much_more(story))
        story->cues = (story->cues & ~(uint32_t)ELS_STORY_MORE) | ELS_STORY_THAN;
    if (story->cues & ELS_STORY_AROUND)
        story->cues &= ~(uint32_t)ELS_STORY_AREA;
    story->cues |= tells_unknown(story) || tells_before_and_after(story) ? ELS_STORY_SOME : 0;
    story->cues |= q->asks_start ? ELS_STORY_START : 0;
    story->cues |= q->asks_others || asks_other_part(story) ? ELS_STORY_OTHERS : 0;
}

/* "Cups of flour": where others are told of something else, they do not count. */
static void read_of(els_story *story)
{
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[story->q->asking];
    bool told_of = false;
    for (uint32_t i = asking->first; i + 2 < asking->end; i++)
        if (story->asked && els_token_is(&t[i + 1], "of") && t[i].kind == ELS_TOKEN_WORD &&
            els_quantities_unit(story->q, t[i].lower) == story->asked)
            story->asked_of = els_reader_stem(t[i + 2].lower);
    for (uint32_t i = 0; i < story->n; i++) {
        if (story->values[i].kind == ELS_STORY_RATIO)
            return; /* so much of one for so much of the other */
        told_of = told_of || (story->asked_of && story->values[i].of == story->asked_of);
    }
    for (uint32_t i = 0; i < story->n && told_of; i++)
        if (story->values[i].of && story->values[i].of != story->asked_of)
            story->values[i].is_loose = true;
}

/* Whether some number counts, or is per, what is asked for. */
static bool tells_asked(els_story *story)
{
    const els_quantities *q = story->q;
    for (uint32_t i = 0; i < story->n; i++)
        if (story->values[i].unit == story->asked || story->values[i].per == story->asked ||
            els_quantities_factor(q, story->values[i].unit, story->asked) > 0)
            return true;
    for (uint32_t i = 0; i < story->n && q->asked; i++)
        if ((story->values[i].sentence == q->asking || story->values[i].per == 0) &&
            story->values[i].said & ELS_SAID_EACH) {
            story->values[i].per = q->asked; /* "How many games at $14 each" */
            return true;
        }
    return false;
}

/* "in a year", "in one week". */
static void read_span(els_story *story)
{
    static const char *const one[] = {"a", "an", "one", "per", "the", "each", NULL};
    const els_quantities *q = story->q;
    const els_token *t = story->reading->tokens;
    const els_sentence *asking = &story->reading->sentences[q->asking];
    for (uint32_t i = asking->first; i + 1 < asking->end; i++)
        for (uint32_t u = 0; u < q->n_units && els_str_is_one_of(t[i].lower, one); u++)
            if (q->unit_class[u] == ELS_UNIT_TIME &&
                (els_reader_stem(t[i + 1].lower) == q->unit[u] || t[i + 1].hash == q->unit[u]))
                story->span = u + 1;
}

/* Some number counts a kind of what is asked for: cups, where things are. */
static bool tells_kinds(const els_quantities *q)
{
    for (uint32_t i = 0; i < q->n_read; i++)
        if (q->items[i].counted && q->items[i].unit != q->asked)
            return true;
    return false;
}

/* A plain amount of things that somebody has. */
static bool is_had(const els_story *story, const els_story_value *v)
{
    return v->kind == ELS_STORY_AMOUNT && v->holder && v->flow == 0 && !v->per && v->unit &&
           story->q->unit_class[v->unit - 1] == ELS_UNIT_NOUN && !(v->said & ELS_SAID_EACH);
}

/* "3 pears and 5 plums", where plums are asked for: some number of plums is told beside it. */
static bool has_asked_beside(const els_story *story, const els_story_value *v)
{
    for (uint32_t i = 0; i < story->n; i++) {
        const els_story_value *z = &story->values[i];
        if (z->unit == story->asked && z->sentence == v->sentence && z->holder == v->holder)
            return true;
    }
    return false;
}

/* What people have of something else stands for nothing, where the question asks for one thing that
 * all of them have, and nothing is compared or shared out. */
static void read_idle(els_story *story)
{
    if (!story->asked || story->is_guessed || story->q->per || story->q->asks_kind ||
        story->cues & (ELS_STORY_EACH | ELS_STORY_SHARED | ELS_STORY_FULL | ELS_STORY_NEEDED))
        return;
    for (uint32_t i = 0; i < story->n; i++) {
        const els_story_value *v = &story->values[i];
        if (!is_had(story, v) || !has_asked_beside(story, v))
            return;
    }
    for (uint32_t i = 0; i < story->n; i++)
        story->values[i].is_loose |= story->values[i].unit != story->asked;
}

void els_story_ask(els_story *story)
{
    read_cues(story);
    read_tender(story);
    read_price(story);
    read_asked(story);
    read_of(story);
    for (uint32_t i = 0; i < story->n; i++) {
        els_story_value *v = &story->values[i];
        story->parts = story->parts || v->flow < 0;
        v->is_whole = v->is_whole || tells_sum(story, i);
        v->is_loose = v->is_loose || (v->is_aside && v->unit != story->asked);
    }
    read_idle(story);
    story->is_general =
        !tells_asked(story) || story->asked == 0 || (story->q->asks_kind && tells_kinds(story->q));
    read_span(story);
}
