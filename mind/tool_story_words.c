/* tool_story_words.c — reading quantities. */
#include "tool_story_words.h"

#include <string.h>

static bool in_list(els_str word, const char *words)
{
    els_str list = els_str_of(words), part;
    while (els_str_split(&list, ' ', &part))
        if (els_str_eq(part, word))
            return true;
    return false;
}

uint64_t els_story_money(void)
{
    return els_hash_str(ELS_STR("$"));
}

uint64_t els_story_stem(els_str word)
{
    static const char *const same[][2] = {
        {"m", "meter"},    {"metre", "meter"},    {"km", "kilometer"}, {"kilometre", "kilometer"},
        {"cm", "centimeter"}, {"kg", "kilogram"}, {"hr", "hour"},      {"h", "hour"},
        {"min", "minute"}, {"people", "person"},  {"child", "child"},  {"children", "child"},
        {"men", "man"},    {"women", "woman"},    {"feet", "foot"},    {"mice", "mouse"},
        {"euro", "$"},     {"dollar", "$"},       {"usd", "$"},        {"pound", "$"},
        {"money", "$"},    {"loaves", "loaf"},    {"shelves", "shelf"}, {"knives", "knife"},
        {"leaves", "leaf"}, {"geese", "goose"},   {"daily", "day"},    {"hourly", "hour"}};
    char text[64];
    size_t n = word.len < sizeof text ? word.len : sizeof text;
    memcpy(text, word.ptr, n);
    els_str s = {text, n};
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
            if (els_str_eq(s, els_str_of(same[i][0])))
                return els_hash_str(els_str_of(same[i][1]));
        if (pass > 0)
            break;
        if (s.len > 4 && memcmp(text + s.len - 3, "ies", 3) == 0) {
            s.len -= 2;
            text[s.len - 1] = 'y';
        } else if (s.len > 4 && memcmp(text + s.len - 2, "es", 2) == 0 &&
                   (text[s.len - 3] == 'x' || text[s.len - 3] == 'h' ||
                    (text[s.len - 3] == 's' && text[s.len - 4] == 's'))) {
            s.len -= 2;
        } else if (s.len > 2 && text[s.len - 1] == 's' && text[s.len - 2] != 's') {
            s.len -= 1;
        }
    }
    return els_hash_str(s);
}

bool els_story_says(const els_story *story, uint32_t sentence, const char *words)
{
    const els_reading *r = story->reading;
    for (uint32_t i = 0; i < r->n_tokens; i++)
        if ((sentence == UINT32_MAX || r->tokens[i].sentence == sentence) &&
            in_list(r->tokens[i].lower, words))
            return true;
    return false;
}

uint64_t els_story_name_at(const els_story *story, uint32_t i)
{
    static const char *const common =
        "the a an how what which who when where then if there after before in on at each every all "
        "his her their its it he she they and but so start begin take think multiply add subtract "
        "divide compute calculate find one two three four five six seven eight nine ten eleven "
        "twelve most some work out today yesterday of for from to with together finally next later "
        "first now give answer half twice is are was were does do did can altogether delivery";
    const els_token *t = &story->reading->tokens[i];
    if (!t->capital || t->kind != ELS_TOKEN_WORD || in_list(t->lower, common))
        return 0;
    els_str name = t->lower;
    if (name.len > 2 && memcmp(name.ptr + name.len - 2, "'s", 2) == 0)
        name.len -= 2;
    return els_hash_str(name);
}

/* ---- verbs ---- */

static const char *const gains =
    "buys bought buy gets got get receives received receive finds found find collects collected "
    "collect wins won win picks picked pick gathers gathered gather bakes baked bake makes made make "
    "adds added add gains gained earns earned earn catches caught catch borrows borrowed orders "
    "ordered order saves saved join joins joined enter enters entered arrive arrives arrived come "
    "comes came board boards boarded grow grows grew rises rose takes took plants planted produces "
    "draws drew inherits discovers";
static const char *const losses =
    "sells sold sell loses lost lose gives gave give uses used use eats ate eat spends spent spend "
    "drops dropped breaks broke donates donated throws threw removes removed lends lent pays paid pay "
    "sends sent burns burned drinks drank leave leaves left fall falls fell destroys exit exits "
    "exited hands handed passes passed returns returned steals stole subtracts melts melted discards "
    "discarded die dies died shares wastes wasted consumes mails trades withdraws away";
static const char *const states = "has had have owns owned own there holds contains keeps is are was "
                                  "were owes starts begins";

typedef struct {
    int sign;
    bool is_state;
} verb_class;

/* The last verb before the token within the sentence; a has when there is none. */
static verb_class verb_before(const els_reading *r, uint32_t token, uint32_t first)
{
    for (uint32_t i = token; i-- > first;) {
        els_str word = r->tokens[i].lower;
        if (in_list(word, gains)) /* "get off", "take out" */
            return (verb_class){in_list(r->tokens[i + 1].lower, "off out away rid") ? -1 : 1, false};
        if (in_list(word, losses))
            return (verb_class){-1, false};
        if (in_list(word, states))
            return (verb_class){1, true};
    }
    return (verb_class){1, true};
}

/* "20 books are sold", "7 people get off": the verb behind, up to the next number. */
static verb_class verb_behind(const els_reading *r, uint32_t from, uint32_t end, verb_class before)
{
    static const char *const lost = "sold lost eaten used broken taken removed given stolen thrown "
                                    "bad rotten missing leave left off gone away die died spent";
    for (uint32_t i = from; i < end && r->tokens[i].kind != ELS_TOKEN_NUMBER; i++) {
        if (in_list(r->tokens[i].lower, lost))
            return (verb_class){-1, false};
        if (in_list(r->tokens[i].lower, "join arrive enter come board added on"))
            return (verb_class){1, false};
    }
    return before;
}

/* ---- quantities ---- */

static els_str word_at(const els_reading *r, uint32_t i, uint32_t end)
{
    return i < end ? r->tokens[i].lower : ELS_STR("");
}

/* The unit behind the number, adjectives of quantity passed over; `ret_end`: behind the unit. */
static uint64_t unit_after(const els_story *story, const els_number *number, uint32_t end,
                           uint32_t *ret_end)
{
    const els_reading *r = story->reading;
    uint32_t i = number->end;
    *ret_end = i;
    if (number->first > 0 && els_str_eq(r->tokens[number->first - 1].text, ELS_STR("$")))
        return els_story_money();
    while (i < end && (in_list(r->tokens[i].lower, "more further extra other additional new of "
                                                   "fewer less another the his her red blue green "
                                                   "big small") ||
                       els_str_eq(r->tokens[i].text, ELS_STR("-"))))
        i++;
    if (i >= end || r->tokens[i].kind != ELS_TOKEN_WORD)
        return 0;
    if (in_list(r->tokens[i].lower, "and or in at for from to each per with is are than times as on "
                                    "plus minus divided multiplied by percent a an then into apart"))
        return 0;
    *ret_end = i + 1;
    return els_story_stem(r->tokens[i].lower);
}

static void read_kind(const els_story *story, uint32_t end, els_story_quantity *q)
{
    const els_reading *r = story->reading;
    uint32_t at = q->end;
    els_str next = word_at(r, at, end), last = q->token > 0 ? r->tokens[q->token - 1].lower
                                                            : ELS_STR("");
    els_str behind = word_at(r, q->token + 1, end);
    if (els_str_eq(r->tokens[q->token].lower, ELS_STR("half")) &&
        els_str_eq(behind, ELS_STR("of"))) {
        q->kind = ELS_STORY_PERCENT;
        q->value = 50;
        q->unit = 0;
        return;
    }
    if (els_str_eq(behind, ELS_STR("%")) || els_str_eq(behind, ELS_STR("percent"))) {
        q->kind = ELS_STORY_PERCENT;
        q->unit = 0;
        return;
    }
    if (els_str_eq(behind, ELS_STR("times")) || els_str_eq(behind, ELS_STR("as")) ||
        (els_str_eq(next, ELS_STR("times")))) {
        bool as = false;
        for (uint32_t i = q->token; i < end && i < q->token + 4; i++)
            as = as || in_list(r->tokens[i].lower, "as more older");
        if (as)
            q->kind = ELS_STORY_TIMES_AS;
        for (uint32_t i = q->token; i < end; i++)
            if (in_list(r->tokens[i].lower, "many much old"))
                q->unit = els_str_eq(r->tokens[i].lower, ELS_STR("old"))
                              ? els_hash_str(ELS_STR("year"))
                              : els_story_stem(word_at(r, i + 1, end));
        return;
    }
    for (uint32_t i = q->token + 1; i < end && i < q->token + 6; i++) {
        if (r->tokens[i].kind == ELS_TOKEN_NUMBER)
            break;
        if (els_str_eq(r->tokens[i].lower, ELS_STR("than"))) {
            bool less = false;
            for (uint32_t k = q->token + 1; k < i; k++)
                less = less || in_list(r->tokens[k].lower, "fewer less younger shorter smaller cheaper");
            q->kind = less ? ELS_STORY_FEWER_THAN : ELS_STORY_MORE_THAN;
            return;
        }
    }
    /* Rates: "$8 each", "30 km per hour", "6 hours a day", "boxes of 8", "each box holds 8". */
    uint32_t first = r->sentences[q->sentence].first;
    if (in_list(next, "each apiece")) {
        bool names = at + 1 < end && r->tokens[at + 1].kind == ELS_TOKEN_WORD &&
                     in_list(r->tokens[at + 1].lower, "day week hour month minute year");
        q->kind = ELS_STORY_RATE;
        q->per = names ? els_story_stem(r->tokens[at + 1].lower) : 0;
    } else if ((in_list(next, "per a an every") && at + 1 < end &&
                r->tokens[at + 1].kind == ELS_TOKEN_WORD) ) {
        q->kind = ELS_STORY_RATE;
        q->per = els_story_stem(r->tokens[at + 1].lower);
    } else if (in_list(next, "in on at to for") && at + 2 < end &&
               in_list(r->tokens[at + 1].lower, "each every") &&
               r->tokens[at + 2].kind == ELS_TOKEN_WORD) {
        q->kind = ELS_STORY_RATE;
        q->per = els_story_stem(r->tokens[at + 2].lower);
    } else if (els_str_eq(last, ELS_STR("of")) && q->token >= first + 3 && q->unit != 0 &&
               r->tokens[q->token - 2].kind == ELS_TOKEN_WORD &&
               r->tokens[q->token - 3].kind == ELS_TOKEN_NUMBER) {
        q->kind = ELS_STORY_RATE; /* "4 packs of 6 pencils" */
        q->per = els_story_stem(r->tokens[q->token - 2].lower);
    } else if (q->token >= first + 3 && in_list(r->tokens[first].lower, "a an one") &&
               in_list(last, "holds contains carries seats fits") && q->token == first + 3) {
        q->kind = ELS_STORY_RATE;
        q->per = els_story_stem(r->tokens[first + 1].lower);
    } else if (els_str_eq(last, ELS_STR("of")) && q->token >= first + 2 && q->unit == 0 &&
               r->tokens[q->token - 2].kind == ELS_TOKEN_WORD) {
        q->kind = ELS_STORY_RATE; /* of what is known from elsewhere */
        q->per = els_story_stem(r->tokens[q->token - 2].lower);
    } else {
        for (uint32_t i = first; i + 1 < q->token && r->tokens[i].kind != ELS_TOKEN_NUMBER; i++)
            if (r->tokens[i + 1].kind == ELS_TOKEN_WORD && in_list(r->tokens[i].lower, "each every")) {
                q->kind = ELS_STORY_RATE;
                q->per = els_story_stem(r->tokens[i + 1].lower);
                break;
            }
        if (q->kind == ELS_STORY_PLAIN && q->token > first &&
            els_str_eq(r->tokens[first].lower, ELS_STR("one")) && q->unit == els_story_money()) {
            q->kind = ELS_STORY_RATE;
            q->per = els_story_stem(r->tokens[first + 1].lower);
        }
    }
}

static bool in_date(const els_reading *r, uint32_t token)
{
    for (uint32_t i = 0; i < r->n_dates; i++)
        if (token >= r->dates[i].first && token < r->dates[i].end)
            return true;
    return false;
}

/* "The three of them", "in one shop": words that count nothing of the story. */
static bool is_no_quantity(const els_story *story, const els_number *number)
{
    const els_reading *r = story->reading;
    if (!number->is_word || number->first == 0)
        return false;
    els_str last = r->tokens[number->first - 1].lower;
    return number->value == 1 ? in_list(last, "in on at the this that which no any every each")
                              : r->tokens[number->first].sentence == story->asking &&
                                    in_list(last, "the all these those");
}

/* The question's last sentence that ends in '?' (or asks without it: the last). */
static uint32_t find_asking(const els_reading *r)
{
    uint32_t found = 0;
    for (uint32_t s = 0; s < r->n_sentences; s++)
        if (!r->sentences[s].in_context && r->sentences[s].end > r->sentences[s].first &&
            (els_str_eq(r->tokens[r->sentences[s].end - 1].text, ELS_STR("?")) || found == 0))
            found = s;
    return found;
}

bool els_story_read(const els_reading *reading, els_story *ret)
{
    uint64_t subject = 0, last_unit = 0;
    uint32_t order[256], n_order = 0;
    memset(ret, 0, sizeof *ret);
    ret->reading = reading;
    if (reading->n_numbers == 0 || reading->n_sentences == 0 || reading->n_numbers > 40)
        return false;
    ret->asking = find_asking(reading);
    /* The context is told before the question. */
    for (int part = 0; part < 2; part++)
        for (uint32_t i = 0; i < reading->n_numbers; i++)
            if (reading->numbers[i].in_context == (part == 0))
                order[n_order++] = i;
    for (uint32_t o = 0; o < n_order && ret->n < ELS_STORY_QUANTITIES_MAX; o++) {
        const els_number *number = &reading->numbers[order[o]];
        uint32_t sentence = reading->tokens[number->first].sentence;
        uint32_t first = reading->sentences[sentence].first, end = reading->sentences[sentence].end;
        if (in_date(reading, number->first) || is_no_quantity(ret, number))
            continue;
        els_story_quantity *q = &ret->q[ret->n++];
        *q = (els_story_quantity){.value = number->value, .token = number->first,
                                  .sentence = sentence};
        q->unit = unit_after(ret, number, end, &q->end);
        for (uint32_t i = first; i < number->first; i++) {
            uint64_t name = els_story_name_at(ret, i);
            if (name != 0) {
                subject = name;
                break;
            }
        }
        q->owner = subject;
        for (uint32_t i = number->end; i < end; i++) {
            if (reading->tokens[i].kind == ELS_TOKEN_NUMBER)
                break;
            if (els_story_name_at(ret, i) != 0) {
                q->other = els_story_name_at(ret, i);
                break;
            }
        }
        if (q->other == 0 && els_story_says(ret, sentence, "gives gave hands passes sends to from"))
            for (uint32_t i = first; i < number->first; i++)
                if (els_story_name_at(ret, i) != 0 && els_story_name_at(ret, i) != subject)
                    q->other = els_story_name_at(ret, i);
        verb_class verb = verb_before(reading, number->first, first);
        if (verb.is_state || in_list(word_at(reading, q->end, end), "get gets got are were"))
            verb = verb_behind(reading, q->end, end, verb);
        q->sign = verb.sign;
        q->is_state = verb.is_state;
        read_kind(ret, end, q);
        if (q->unit == 0 && q->kind == ELS_STORY_PLAIN)
            q->unit = last_unit; /* "and 12 more" */
        if (q->unit != 0)
            last_unit = q->unit;
    }
    return ret->n > 0;
}
