#include "sales_words.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

/* ---- grammar ---- */

static const char *matching_bracket(const char *at)
{
    int depth = 0;
    for (; *at; at++) {
        depth += (*at == '[') - (*at == ']');
        if (depth == 0)
            return at;
    }
    return at;
}

static void expand(els_sales_draft *draft, els_buf *out, const char *from, const char *end)
{
    while (from < end) {
        if (*from == '$' && from + 1 < end) {
            const char *grammar = draft->slot[(unsigned char)from[1] & 127];
            if (grammar)
                expand(draft, out, grammar, grammar + strlen(grammar));
            from += 2;
        } else if (*from == '[') {
            const char *close = matching_bracket(from);
            const char *starts[32];
            uint32_t n = 0;
            int depth = 0;
            starts[n++] = from + 1;
            for (const char *at = from + 1; at < close && n < COUNT(starts) - 1; at++) {
                depth += (*at == '[') - (*at == ']');
                if (*at == '|' && depth == 0)
                    starts[n++] = at + 1;
            }
            starts[n] = close + 1;
            uint32_t pick = els_rng_below(&draft->rng, n);
            expand(draft, out, starts[pick], starts[pick + 1] - 1);
            from = close + 1;
        } else {
            els_buf_addc(out, *from++);
        }
    }
}

const char *els_sales_say(els_sales_draft *draft, const char *grammar)
{
    els_buf out = {0};
    expand(draft, &out, grammar, grammar + strlen(grammar));
    const char *text = els_arena_strdup(draft->arena, els_buf_str(&out));
    els_buf_fini(&out);
    return text;
}

/* ---- columns ---- */

/* Words of a number column. $q is the year of a revenue, $w a threshold. */
typedef struct {
    const char *noun;           /* what is measured */
    const char *high, *low;     /* superlative adjectives of the noun */
    const char *higher, *lower; /* comparatives of the noun, with their article */
    const char *most, *least;   /* whole phrases beside high/low + noun; may be NULL */
    const char *more, *fewer;   /* the same for comparatives; may be NULL */
    const char *max_adjective, *min_adjective; /* of the company itself */
    const char *greater, *smaller;             /* of the company itself, comparative */
    const char *by;                            /* what follows the company for these */
    const char *above, *below;                 /* modifiers that filter by a threshold */
    const char *title;                         /* in a line of criteria */
} measure_words;

#define HIGH "[highest|largest|biggest]"
#define LOW "[lowest|smallest]"
#define HIGHER "a [higher|larger|bigger]"
#define LOWER "a [lower|smaller]"
#define OVER "[more than|over]"
#define UNDER "[less than|under]"

static const measure_words employees_words = {
    .noun = "[headcount|number of employees|workforce|staff size]",
    .high = HIGH,
    .low = LOW,
    .higher = HIGHER,
    .lower = LOWER,
    .most = "most [employees|staff]",
    .least = "fewest [employees|staff]",
    .more = "more [employees|staff]",
    .fewer = "fewer [employees|staff]",
    .max_adjective = "[largest|biggest]",
    .min_adjective = "smallest",
    .greater = "[larger|bigger]",
    .smaller = "smaller",
    .by = " by [headcount|number of employees|workforce|staff]",
    .above = "with [" OVER " $w [employees|staff]|a [headcount|workforce] [above|over] $w]",
    .below =
        "with [[fewer than|under] $w [employees|staff]|a [headcount|workforce] [below|under] $w]",
    .title = "[employees|headcount|staff]",
};
static const measure_words revenue_words = {
    .noun = "[[revenue|turnover|sales] in $q|$q [revenue|turnover|sales]]",
    .high = HIGH,
    .low = LOW,
    .higher = "[higher|larger|bigger]",
    .lower = "[lower|smaller]",
    .most = "most [revenue|sales] in $q",
    .least = "least [revenue|sales] in $q",
    .more = "more [revenue|sales] in $q",
    .fewer = "less [revenue|sales] in $q",
    .max_adjective = "[largest|biggest]",
    .min_adjective = "smallest",
    .greater = "[larger|bigger]",
    .smaller = "smaller",
    .by = " by [[revenue|turnover|sales] in $q|$q [revenue|turnover|sales]]",
    .above = "with [[revenue|turnover|sales] [above|over] $w million USD in $q|$q "
             "[revenue|turnover|sales] of " OVER " $w million USD]",
    .below = "with [[revenue|turnover|sales] [below|under] $w million USD in $q|$q "
             "[revenue|turnover|sales] of " UNDER " $w million USD]",
    .title = "[revenue|turnover] $q",
};
static const measure_words funding_words = {
    .noun = "[funding|raised capital|investment]",
    .high = HIGH,
    .low = LOW,
    .higher = "[higher|larger|bigger]",
    .lower = "[lower|smaller]",
    .most = "most [funding|raised capital|investment]",
    .least = "least [funding|raised capital|investment]",
    .more = "more [funding|raised capital|investment]",
    .fewer = "less [funding|raised capital|investment]",
    .max_adjective = "best funded",
    .min_adjective = "least funded",
    .greater = "better funded",
    .smaller = "less funded",
    .by = "",
    .above = "with [" OVER " $w million USD in [funding|investment]|[funding|investment] "
             "[above|over] $w million USD]",
    .below = "with [" UNDER " $w million USD in [funding|investment]|[funding|investment] "
             "[below|under] $w million USD]",
    .title = "[funding|investment]",
};
static const measure_words founded_words = {
    .noun = "[founding year|year of foundation]",
    .high = "[latest|most recent]",
    .low = "earliest",
    .higher = "a [later|more recent]",
    .lower = "an earlier",
    .max_adjective = "[newest|youngest]",
    .min_adjective = "oldest",
    .greater = "[newer|younger]",
    .smaller = "older",
    .by = "",
    .above = "[founded|established] after $w",
    .below = "[founded|established] before $w",
    .title = "founded",
};
static const measure_words price_words = {
    .noun = "[price|monthly fee|subscription cost]",
    .high = HIGH,
    .low = LOW,
    .higher = HIGHER,
    .lower = LOWER,
    .max_adjective = "most expensive",
    .min_adjective = "cheapest",
    .greater = "more expensive",
    .smaller = "cheaper",
    .by = "",
    .above = "with a [price|monthly fee|subscription cost] [above|over] $w USD",
    .below = "with a [price|monthly fee|subscription cost] [below|under] $w USD",
    .title = "[price|monthly fee]",
};

static const measure_words *words_of(uint32_t column)
{
    switch (column) {
    case ELS_SALES_EMPLOYEES:
        return &employees_words;
    case ELS_SALES_FUNDING:
        return &funding_words;
    case ELS_SALES_FOUNDED:
        return &founded_words;
    case ELS_SALES_PRICE:
        return &price_words;
    default:
        return &revenue_words;
    }
}

static void set_year(els_sales_draft *draft, uint32_t column)
{
    static const char *const years[] = {"2022", "2023", "2024"};
    if (column >= ELS_SALES_REVENUE_2022 && column <= ELS_SALES_REVENUE_2024)
        draft->slot['q'] = years[column - ELS_SALES_REVENUE_2022];
}

const char *els_sales_noun(els_sales_draft *draft, uint32_t column)
{
    switch (column) {
    case ELS_SALES_INDUSTRY:
        return els_sales_say(draft, "[industry|sector]");
    case ELS_SALES_REGION:
        return "region";
    case ELS_SALES_COUNTRY:
        return els_sales_say(draft, "[country|home country]");
    case ELS_SALES_CITY:
        return els_sales_say(draft, "[headquarters|city|headquarters city]");
    case ELS_SALES_PRICING:
        return els_sales_say(draft, "[pricing model|billing model]");
    case ELS_SALES_TECH:
        return els_sales_say(draft, "[tech stack|technology stack]");
    case ELS_SALES_COMPETITOR:
        return els_sales_say(draft, "[competitor|rival|main competitor]");
    case ELS_SALES_STAGE:
        return els_sales_say(draft, "[stage|company stage]");
    default:
        set_year(draft, column);
        return els_sales_say(draft, words_of(column)->noun);
    }
}

/* One of two ways to say it, where the second may be missing. */
static const char *either(els_sales_draft *draft, const char *adjective, const char *noun,
                          const char *phrase)
{
    const char *both =
        els_sales_say(draft, els_arena_printf(draft->arena, "%s %s", adjective, noun).ptr);
    return phrase && els_rng_below(&draft->rng, 2) ? els_sales_say(draft, phrase) : both;
}

void els_sales_set_measure(els_sales_draft *draft, uint32_t column, bool is_max)
{
    const measure_words *words = words_of(column);
    const char *noun = els_sales_noun(draft, column);
    draft->slot['n'] = noun;
    draft->slot['M'] =
        either(draft, is_max ? words->high : words->low, noun, is_max ? words->most : words->least);
    draft->slot['J'] = els_sales_say(draft, is_max ? words->high : words->low);
    draft->slot['z'] = els_sales_say(draft, is_max ? words->max_adjective : words->min_adjective);
    draft->slot['y'] = els_sales_say(draft, words->by);
    draft->slot['v'] = els_sales_say(draft, is_max ? words->greater : words->smaller);
    draft->slot['x'] = either(draft, is_max ? words->higher : words->lower, noun,
                              is_max ? words->more : words->fewer);
    draft->slot['D'] = column == ELS_SALES_FOUNDED
                           ? (is_max ? "from latest to earliest" : "from earliest to latest")
                           : (is_max ? "from [highest to lowest|largest to smallest]"
                                     : "from [lowest to highest|smallest to largest]");
}

/* ---- filters ---- */

static const char *modifier(els_sales_draft *draft, const els_sales_filter *filter)
{
    if (els_sales_is_number(filter->column)) {
        const measure_words *words = words_of(filter->column);
        set_year(draft, filter->column);
        draft->slot['w'] = els_sales_tenths(draft->arena, filter->value).ptr;
        return els_sales_say(draft, filter->op == '>' ? words->above : words->below);
    }
    draft->slot['w'] = els_sales_value_name(filter->column, filter->value);
    switch (filter->column) {
    case ELS_SALES_INDUSTRY:
        return els_sales_say(draft, "[in|from] the $w [industry|sector]");
    case ELS_SALES_CITY:
        return els_sales_say(draft, "[headquartered|based] in $w");
    case ELS_SALES_PRICING:
        return els_sales_say(draft, "with [a $w pricing model|$w pricing|$w billing]");
    case ELS_SALES_TECH:
        return els_sales_say(draft, "[using|running on|built with] $w");
    case ELS_SALES_STAGE:
        return els_sales_say(draft, "[at|in] the $w stage");
    default:
        return els_sales_say(draft, "[in|from|based in] $w");
    }
}

void els_sales_set_companies(els_sales_draft *draft, const els_sales_filter *filters, uint32_t n)
{
    els_buf head = {0}, tail = {0}, all = {0};
    draft->filtered = 0;
    for (uint32_t i = 0; i < n; i++) {
        draft->filtered |= UINT32_C(1) << filters[i].column;
        bool in_front = filters[i].column == ELS_SALES_INDUSTRY && els_rng_below(&draft->rng, 2);
        const char *words = modifier(draft, &filters[i]);
        const char *joint =
            all.len && draft->difficulty >= 3 && els_rng_below(&draft->rng, 2) ? " and " : " ";
        els_buf_printf(&all, "%s%s", all.len ? joint : "", words);
        if (in_front)
            els_buf_printf(&head, "%s ", els_sales_value_name(filters[i].column, filters[i].value));
        else
            els_buf_printf(&tail, "%s%s", tail.len ? joint : " ", words);
    }
    static const char *const plural[] = {"companies", "firms", "businesses", "vendors"};
    static const char *const singular[] = {"company", "firm", "business", "vendor"};
    uint32_t noun = els_rng_below(&draft->rng, draft->difficulty >= 2 ? 4 : 2);
    const char *front = head.ptr ? head.ptr : "", *back = tail.ptr ? tail.ptr : "";
    draft->slot['P'] = els_arena_printf(draft->arena, "%s%s%s", front, plural[noun], back).ptr;
    draft->slot['S'] = els_arena_printf(draft->arena, "%s%s%s", front, singular[noun], back).ptr;
    draft->slot['f'] = els_arena_strdup(draft->arena, els_buf_str(&all));
    els_buf_fini(&head);
    els_buf_fini(&tail);
    els_buf_fini(&all);
}

static const char *capitalised(els_arena *arena, const char *text)
{
    char *copy = els_arena_strdup(arena, els_str_of(text));
    if (copy[0] >= 'a' && copy[0] <= 'z')
        copy[0] = (char)(copy[0] - 'a' + 'A');
    return copy;
}

const char *els_sales_criterion(els_sales_draft *draft, const els_sales_filter *filter)
{
    if (!els_sales_is_number(filter->column)) {
        const char *noun =
            filter->column == ELS_SALES_TECH   ? els_sales_say(draft, "[tech stack|technology]")
            : filter->column == ELS_SALES_CITY ? "headquarters"
                                               : els_sales_noun(draft, filter->column);
        return els_arena_printf(draft->arena, "%s: %s", capitalised(draft->arena, noun),
                                els_sales_value_name(filter->column, filter->value))
            .ptr;
    }
    set_year(draft, filter->column);
    const char *title = els_sales_say(draft, words_of(filter->column)->title);
    bool over = filter->op == '>';
    els_str value = els_sales_tenths(draft->arena, filter->value);
    if (filter->column == ELS_SALES_FOUNDED)
        return els_arena_printf(draft->arena, "Founded %s: %s", over ? "after" : "before",
                                value.ptr)
            .ptr;
    return els_arena_printf(draft->arena, "%s %s: %s", over ? "Minimum" : "Maximum", title,
                            value.ptr)
        .ptr;
}

/* ---- the whole question ---- */

static const char *const greetings[] = {"Hello, a quick one. ", "Quick question. ",
                                        "I hope you can help me. ", "Hi there. "};
static const char *const remarks[] = {
    "We are preparing a board meeting. ",   "My manager asked me this morning. ",
    "The slides are due on Friday. ",       "I am cleaning up our notes. ",
    "This is for the weekly review. ",      "Our team keeps arguing about it. ",
    "I could not find it in my own files. "};
static const char *const thanks[] = {" Thanks!", " Thank you.", " Thanks a lot."};

els_str els_sales_question(els_sales_draft *draft, const char *frame, bool distractor)
{
    const char *body = capitalised(draft->arena, els_sales_say(draft, frame));
    double level = (double)(draft->difficulty - 1);
    els_rng *rng = &draft->rng;
    const char *greeting =
        els_rng_chance(rng, 0.15 * level) ? greetings[els_rng_below(rng, COUNT(greetings))] : "";
    const char *remark =
        els_rng_chance(rng, 0.25 * (level - 1)) ? remarks[els_rng_below(rng, COUNT(remarks))] : "";
    const char *end =
        els_rng_chance(rng, 0.15 * level) ? thanks[els_rng_below(rng, COUNT(thanks))] : "";
    if (distractor && draft->difficulty == 5 && els_rng_chance(rng, 0.4))
        remark = els_arena_printf(draft->arena, "Yesterday I talked to somebody from %s. ",
                                  draft->world->name[els_rng_below(rng, ELS_SALES_ROWS)])
                     .ptr;
    els_str question = els_arena_printf(draft->arena, "%s%s%s%s", greeting, remark, body, end);
    if (draft->difficulty >= 4 && els_rng_chance(rng, 0.15)) {
        char *text = els_arena_strdup(draft->arena, question);
        for (size_t i = 0; i < question.len; i++)
            text[i] = els_lower(text[i]);
        question.ptr = text;
    }
    return question;
}
