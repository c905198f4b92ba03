/* tool_story.c — the plots of arithmetic stories, the most specific first. */
#include "tool_story.h"
#include "tool_story_words.h"

#include <math.h>
#include <string.h>

enum { HOLDINGS_MAX = 48, RATE_DEPTH = 4, ROUNDS = 5 };

typedef els_story_quantity quantity;

typedef struct {
    els_story story;
    bool used[ELS_STORY_QUANTITIES_MAX];
    uint64_t unit, per; /* that the question asks for; 0 none */
} plot;

/* ---- the question ---- */

static bool asks(const plot *p, const char *words)
{
    return els_story_says(&p->story, p->story.asking, words);
}

static bool tells(const plot *p, const char *words)
{
    return els_story_says(&p->story, UINT32_MAX, words);
}

static bool in_question(const plot *p, const quantity *q)
{
    return q->sentence == p->story.asking;
}

/* "How many eggs", "how much", "what is the price", "in km per hour". */
static void read_asked(plot *p)
{
    const els_reading *r = p->story.reading;
    const els_sentence *s = &r->sentences[p->story.asking];
    for (uint32_t i = s->first; i + 1 < s->end; i++) {
        const els_token *t = &r->tokens[i];
        bool many = els_str_eq(t->lower, ELS_STR("many"));
        bool number = els_str_eq(t->lower, ELS_STR("number")) &&
                      els_str_eq(t[1].lower, ELS_STR("of"));
        if ((many || number) && p->unit == 0) {
            uint32_t at = i + (number ? 2 : 1);
            while (at + 1 < s->end && (els_str_eq(r->tokens[at].lower, ELS_STR("more")) ||
                                       els_str_eq(r->tokens[at].lower, ELS_STR("fewer")) ||
                                       els_str_eq(r->tokens[at].lower, ELS_STR("of")) ||
                                       els_str_eq(r->tokens[at].lower, ELS_STR("the"))))
                at++;
            p->unit = els_story_stem(r->tokens[at].lower);
        }
        if (els_str_eq(t->lower, ELS_STR("per")) && i > s->first) {
            p->unit = els_story_stem(t[-1].lower);
            p->per = els_story_stem(t[1].lower);
        }
    }
    if (p->unit == 0 && (asks(p, "money price cost costs pay paid pays spend earn earns dollars") ||
                         (asks(p, "much") && tells(p, "$ dollars dollar euros"))))
        p->unit = els_story_money();
    if (p->unit == 0 && asks(p, "far"))
        p->unit = els_hash_str(ELS_STR("kilometer"));
}

static bool all_used(const plot *p)
{
    for (uint32_t i = 0; i < p->story.n; i++)
        if (!p->used[i])
            return false;
    return true;
}

static void use_all(plot *p)
{
    for (uint32_t i = 0; i < p->story.n; i++)
        p->used[i] = true;
}

/* ---- sums in words ---- */

/* "Start with 8. Subtract 3. Multiply by 2." */
static bool solve_steps(plot *p, double *ret)
{
    const els_reading *r = p->story.reading;
    if (!tells(p, "start begin take think starting pick choose") ||
        !tells(p, "add subtract multiply divide double halve plus minus"))
        return false;
    char op = '+';
    double value = 0;
    uint32_t n = 0, next = 0;
    for (int part = 0; part < 2; part++)
        for (uint32_t i = 0; i < r->n_tokens; i++) {
            if (r->tokens[i].in_context == (part == 1) || r->tokens[i].kind == ELS_TOKEN_SYMBOL)
                continue;
            els_str w = r->tokens[i].lower;
            op = els_str_eq(w, ELS_STR("add")) || els_str_eq(w, ELS_STR("plus"))         ? '+'
                 : els_str_starts(w, ELS_STR("subtract")) || els_str_eq(w, ELS_STR("minus")) ||
                         els_str_eq(w, ELS_STR("away"))                                   ? '-'
                 : els_str_starts(w, ELS_STR("multipl")) || els_str_eq(w, ELS_STR("times")) ? '*'
                 : els_str_starts(w, ELS_STR("divide"))                                     ? '/'
                                                                                            : op;
            if (els_str_eq(w, ELS_STR("double")) && n > 0)
                value *= 2;
            if (els_str_eq(w, ELS_STR("halve")) && n > 0)
                value /= 2;
            for (next = 0; next < p->story.n; next++) {
                const quantity *q = &p->story.q[next];
                if (q->token != i)
                    continue;
                p->used[next] = true;
                if (n > 0 && (els_str_eq(w, ELS_STR("double")) || els_str_eq(w, ELS_STR("half"))))
                    break;
                if (n++ == 0)
                    value = q->value;
                else if (op == '/' && q->value == 0)
                    return false;
                else
                    value = op == '+'   ? value + q->value
                            : op == '-' ? value - q->value
                            : op == '*' ? value * q->value
                                        : value / q->value;
            }
        }
    *ret = value;
    return n >= 2;
}

/* "The sum of 4 and 5", "the product of", "the difference between". */
static bool solve_named(plot *p, double *ret)
{
    const quantity *q = p->story.q;
    if (p->story.n < 2)
        return false;
    double value = q[0].value;
    char op = asks(p, "sum") ? '+' : asks(p, "product") ? '*' : asks(p, "difference") ? '-'
              : asks(p, "quotient") ? '/' : asks(p, "remainder") ? '%' : ' ';
    if (op == ' ' || ((op == '-' || op == '/' || op == '%') && p->story.n != 2))
        return false;
    for (uint32_t i = 1; i < p->story.n; i++) {
        if ((op == '/' || op == '%') && q[i].value == 0)
            return false;
        value = op == '+'   ? value + q[i].value
                : op == '*' ? value * q[i].value
                : op == '-' ? fabs(value - q[i].value)
                : op == '/' ? value / q[i].value
                            : fmod(value, q[i].value);
    }
    use_all(p);
    *ret = value;
    return true;
}

static bool solve_average(plot *p, double *ret)
{
    double sum = 0;
    if (!asks(p, "average mean"))
        return false;
    for (uint32_t i = 0; i < p->story.n; i++)
        sum += p->story.q[i].value;
    use_all(p);
    *ret = sum / p->story.n;
    return true;
}

/* ---- figures ---- */

static bool solve_rectangle(plot *p, double *ret)
{
    double sides[2], times = 1;
    uint32_t n = 0;
    bool square = tells(p, "square") && tells(p, "side sides") && !tells(p, "long wide");
    if (!square && !(tells(p, "long length") && tells(p, "wide width")) &&
        !tells(p, "rectangle rectangular"))
        return false;
    for (uint32_t i = 0; i < p->story.n; i++) {
        const quantity *q = &p->story.q[i];
        p->used[i] = true;
        if (q->value == 1 && i + 1 < p->story.n && q->sentence == p->story.q[i + 1].sentence &&
            p->story.q[i + 1].unit == els_story_money())
            continue; /* "one meter of fence costs 4 dollars" */
        if (n < (square ? 1u : 2u))
            sides[n++] = q->value;
        else
            times *= q->value;
    }
    if (n == 0 || (!square && n < 2))
        return false;
    if (square)
        sides[1] = sides[0];
    bool around = tells(p, "perimeter fence around border edge edges frame");
    bool inside = tells(p, "area cover covers tile tiles carpet surface paint seed");
    if (!around && !inside)
        return false;
    *ret = times * (around ? 2 * (sides[0] + sides[1]) : sides[0] * sides[1]);
    return true;
}

/* ---- percents ---- */

static bool solve_percent(plot *p, double *ret)
{
    double base = 0, times = 1;
    bool has_base = false, any = false;
    for (uint32_t i = 0; i < p->story.n; i++) {
        const quantity *q = &p->story.q[i];
        if (q->kind == ELS_STORY_PERCENT) {
            any = true;
        } else if (in_question(p, q) && has_base) {
            times *= q->value;
            p->used[i] = true;
        } else if (!has_base) {
            base = q->value;
            has_base = true;
            p->used[i] = true;
        }
    }
    if (!any || !has_base)
        return false;
    for (uint32_t i = 0; i < p->story.n; i++) {
        const quantity *q = &p->story.q[i];
        if (q->kind != ELS_STORY_PERCENT)
            continue;
        double share = q->value / 100;
        p->used[i] = true;
        bool up = els_story_says(&p->story, q->sentence,
                                 "raised increased increases rises rose raise grows grew higher up "
                                 "tax tip interest gains added plus");
        bool down = els_story_says(&p->story, q->sentence,
                                   "reduced decreased decreases falls fell discount off lower lowered "
                                   "cheaper cut drops dropped sale less loses down");
        if (asks(p, "left remain remains remaining not") && !up)
            down = true;
        base *= up ? 1 + share : down ? 1 - share : share;
    }
    *ret = base * times;
    return true;
}

/* ---- shares and packs ---- */

/* Words that stand before the number within three tokens. */
static bool has_before(const plot *p, const quantity *q, const char *words)
{
    els_str list = els_str_of(words), word;
    uint32_t first = p->story.reading->sentences[q->sentence].first;
    while (els_str_split(&list, ' ', &word))
        for (uint32_t k = 1; k <= 3 && q->token >= first + k; k++)
            if (els_str_eq(p->story.reading->tokens[q->token - k].lower, word))
                return true;
    return false;
}

static bool solve_shares(plot *p, double *ret)
{
    double total = 0, among = 0;
    if (!tells(p, "equally evenly share shares splits split divides divided packed put pack fit "
                  "arranged grouped"))
        return false;
    for (uint32_t i = 0; i < p->story.n; i++) {
        const quantity *q = &p->story.q[i];
        bool is_divisor = has_before(p, q, "among between into") || q->kind == ELS_STORY_RATE ||
                          (has_before(p, q, "of") && i > 0);
        p->used[i] = true;
        if (is_divisor && among == 0)
            among = q->value;
        else
            total += q->sign < 0 && !has_before(p, q, "shares splits divides share split divide "
                                                      "shared packs") ? -q->value
                     : has_before(p, q, "keeps keep kept") ? -q->value
                                                           : q->value;
    }
    if (among == 0 || total < 0)
        return false;
    double whole = floor(total / among + 1e-9);
    if (asks(p, "left over remain remains remaining leftover"))
        *ret = total - whole * among;
    else if (asks(p, "need needed needs required"))
        *ret = ceil(total / among - 1e-9);
    else if (asks(p, "full filled complete"))
        *ret = whole;
    else
        *ret = total / among;
    return true;
}

/* ---- rates ---- */

/* "12 eggs for $2 each": a price that is each of what was counted before becomes an amount. */
static void settle_each(plot *p)
{
    els_story *s = &p->story;
    for (uint32_t i = 1; i < s->n; i++) {
        quantity *q = &s->q[i], *count = &s->q[i - 1];
        if (q->kind != ELS_STORY_RATE || (q->per != 0 && q->per != count->unit) ||
            count->sentence != q->sentence || count->kind != ELS_STORY_PLAIN ||
            count->unit == q->unit)
            continue;
        q->value *= count->value;
        q->kind = ELS_STORY_PLAIN;
        p->used[i - 1] = true;
        count->unit = q->unit != p->unit ? count->unit : 0;
        q->sign = count->sign;
    }
}

/* "3 coins cost $18 in total" is a price per coin. */
static void settle_prices(plot *p)
{
    els_story *s = &p->story;
    for (uint32_t i = 1; i < s->n; i++) {
        quantity *q = &s->q[i], *count = &s->q[i - 1];
        if (q->sentence != count->sentence || q->kind != ELS_STORY_PLAIN || in_question(p, q) ||
            count->kind != ELS_STORY_PLAIN || count->unit == q->unit || count->value == 0 ||
            !els_story_says(s, q->sentence, "cost costs weigh weighs need needs take takes make "
                                            "makes produce produces fill fills use uses"))
            continue;
        if (count->unit == 0 || p->per != 0 || els_story_says(s, q->sentence, "has travels drives"))
            continue;
        q->value /= count->value;
        q->kind = ELS_STORY_RATE;
        q->per = count->unit;
        count->unit = 0;
        p->used[i - 1] = true;
    }
}

/* How many of one unit make another of the same measure; 0 for different measures. */
static double unit_factor(uint64_t from, uint64_t to)
{
    static const struct {
        const char *unit, *measure;
        double size;
    } units[] = {{"second", "t", 1},         {"minute", "t", 60},      {"hour", "t", 3600},
                 {"day", "t", 86400},        {"week", "t", 604800},    {"millimeter", "l", 1},
                 {"centimeter", "l", 10},    {"meter", "l", 1000},     {"kilometer", "l", 1000000},
                 {"gram", "w", 1},           {"kilogram", "w", 1000},  {"ton", "w", 1000000},
                 {"milliliter", "v", 1},     {"liter", "v", 1000},     {"cent", "c", 1},
                 {"month", "m", 1},          {"year", "m", 12},        {"piece", "p", 1},
                 {"dozen", "p", 12}};
    double a = 0, b = 0;
    char of_a = 0, of_b = 0;
    for (size_t i = 0; from != to && i < sizeof units / sizeof units[0]; i++) {
        uint64_t hash = els_hash_str(els_str_of(units[i].unit));
        if (hash == from) {
            a = units[i].size;
            of_a = units[i].measure[0];
        }
        if (hash == to) {
            b = units[i].size;
            of_b = units[i].measure[0];
        }
    }
    return from == to ? 1 : of_a != 0 && of_a == of_b ? a / b : 0;
}

/* Sum of what is counted in the unit, and of rates by what they are per. */
static bool amount_of(plot *p, uint64_t unit, uint32_t depth, double *ret)
{
    double sum = 0;
    bool any = false, is_left = asks(p, "left change remain remains still");
    if (depth == 0 || unit == 0)
        return false;
    for (uint32_t i = 0; i < p->story.n; i++) {
        quantity *q = &p->story.q[i];
        double factor = unit_factor(q->unit, unit), by;
        if (p->used[i] || factor == 0)
            continue;
        p->used[i] = true;
        if (q->kind == ELS_STORY_RATE) {
            if (!amount_of(p, q->per, depth - 1, &by)) {
                p->used[i] = false;
                continue;
            }
            factor *= by;
        } else if (q->kind != ELS_STORY_PLAIN) {
            p->used[i] = false;
            continue;
        }
        bool is_cost = unit == els_story_money() && is_left && !q->is_state && any &&
                       els_story_says(&p->story, q->sentence, "buys bought buy gets orders");
        sum += factor * q->value * (is_cost ? -1 : q->sign);
        any = true;
    }
    *ret = sum;
    return any;
}

static bool solve_rates(plot *p, double *ret)
{
    double top, bottom;
    bool has_rate = p->per != 0;
    for (uint32_t i = 0; i < p->story.n; i++) {
        double factor = unit_factor(p->story.q[i].unit, p->unit);
        has_rate = has_rate || p->story.q[i].kind == ELS_STORY_RATE ||
                   (factor != 0 && factor != 1); /* or a unit to be converted */
    }
    settle_prices(p);
    for (uint32_t i = 0; i < p->story.n; i++)
        has_rate = has_rate || p->story.q[i].kind == ELS_STORY_RATE;
    if (!has_rate || p->unit == 0)
        return false;
    settle_each(p);
    if (p->per != 0) {
        if (!amount_of(p, p->unit, RATE_DEPTH, &top) ||
            !amount_of(p, p->per, RATE_DEPTH, &bottom) || bottom == 0)
            return false;
        *ret = top / bottom;
        return true;
    }
    /* Asked for what a rate is per: divide by the rate. */
    for (uint32_t i = 0; i < p->story.n; i++) {
        const quantity *q = &p->story.q[i];
        double rate = q->value, factor = unit_factor(q->per, p->unit);
        if (q->kind != ELS_STORY_RATE || factor == 0 || rate == 0)
            continue;
        p->used[i] = true;
        if (!amount_of(p, q->unit, RATE_DEPTH, &top))
            return false;
        *ret = fabs(top) / rate * factor;
        if (asks(p, "need needed needs") && *ret != floor(*ret))
            *ret = ceil(*ret - 1e-9);
        return true;
    }
    if (!amount_of(p, p->unit, RATE_DEPTH, ret))
        return false;
    *ret = *ret < 0 ? -*ret : *ret;
    return true;
}

/* ---- holdings ---- */

typedef struct {
    uint64_t owner, unit;
    double value;
} holding;

typedef struct {
    holding of[HOLDINGS_MAX];
    uint32_t n;
} holdings;

static holding *find_holding(holdings *h, uint64_t owner, uint64_t unit)
{
    for (uint32_t i = 0; i < h->n; i++)
        if (h->of[i].owner == owner && h->of[i].unit == unit)
            return &h->of[i];
    return NULL;
}

static holding *need_holding(holdings *h, uint64_t owner, uint64_t unit)
{
    holding *found = find_holding(h, owner, unit);
    if (found || h->n == HOLDINGS_MAX)
        return found;
    h->of[h->n] = (holding){owner, unit, 0};
    return &h->of[h->n++];
}

/* Tells the story's changes in order. Comparisons with what is not known yet wait for a later
 * round; then what is compared with is found from what is compared. False when one stays open. */
static bool tell_holdings(plot *p, holdings *h)
{
    h->n = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        uint64_t waiting[ELS_STORY_QUANTITIES_MAX];
        uint32_t n_waiting = 0;
        for (uint32_t i = 0; i < p->story.n; i++) {
            const quantity *q = &p->story.q[i];
            bool waits = false;
            for (uint32_t k = 0; k < n_waiting && round + 2 < ROUNDS; k++)
                waits = waits || waiting[k] == q->owner; /* what comes later builds on this */
            if (waits || p->used[i] || in_question(p, q) || q->kind == ELS_STORY_RATE ||
                q->kind == ELS_STORY_PERCENT)
                continue;
            if (q->kind == ELS_STORY_PLAIN) {
                holding *own = need_holding(h, q->owner, q->unit);
                if (!own)
                    return false;
                own->value += q->sign * q->value;
                if (q->other != 0 && q->other != q->owner && !q->is_state) {
                    holding *other = need_holding(h, q->other, q->unit);
                    if (!other)
                        return false;
                    other->value -= q->sign * q->value;
                }
                p->used[i] = true;
                continue;
            }
            holding *base = find_holding(h, q->other, q->unit);
            holding *own = find_holding(h, q->owner, q->unit);
            bool back = !base && own && round > 0;
            if (!base && !back) {
                waiting[n_waiting++] = q->owner;
                continue;
            }
            if (back) {
                holding *other = need_holding(h, q->other, q->unit);
                if (!other || (q->kind == ELS_STORY_TIMES_AS && q->value == 0))
                    return false;
                other->value = q->kind == ELS_STORY_MORE_THAN    ? own->value - q->value
                               : q->kind == ELS_STORY_FEWER_THAN ? own->value + q->value
                                                                 : own->value / q->value;
            } else {
                double from = base->value;
                own = need_holding(h, q->owner, q->unit);
                if (!own)
                    return false;
                own->value = q->kind == ELS_STORY_MORE_THAN    ? from + q->value
                             : q->kind == ELS_STORY_FEWER_THAN ? from - q->value
                                                               : from * q->value;
            }
            p->used[i] = true;
        }
    }
    return h->n > 0;
}

/* Is the unit one of what the question asks for: the same, or of the kind it names by a sentence
 * such as "apples and pears are fruit"? */
static bool is_asked_unit(const plot *p, uint64_t unit)
{
    const els_reading *r = p->story.reading;
    const els_sentence *ask = &r->sentences[p->story.asking];
    if (unit == p->unit)
        return true;
    for (uint32_t s = 0; s < r->n_sentences; s++) {
        const els_sentence *kinds = &r->sentences[s];
        uint32_t are = kinds->first;
        while (are < kinds->end && !els_str_eq(r->tokens[are].lower, ELS_STR("are")))
            are++;
        if (s == p->story.asking || are + 1 >= kinds->end || kinds->end < kinds->first + 4)
            continue;
        uint64_t kind = els_story_stem(r->tokens[kinds->end - 2].lower);
        bool is_named = false, is_member = false;
        for (uint32_t i = ask->first; i < ask->end; i++)
            is_named = is_named || els_story_stem(r->tokens[i].lower) == kind;
        for (uint32_t i = kinds->first; i < are; i++)
            is_member = is_member || els_story_stem(r->tokens[i].lower) == unit;
        if (is_named && is_member)
            return true;
    }
    return false;
}

static bool is_asked_owner(const plot *p, uint64_t owner, bool *ret_any)
{
    const els_sentence *ask = &p->story.reading->sentences[p->story.asking];
    bool found = false;
    *ret_any = false;
    for (uint32_t i = ask->first; i < ask->end; i++) {
        uint64_t name = els_story_name_at(&p->story, i);
        *ret_any = *ret_any || name != 0;
        found = found || (name != 0 && name == owner);
    }
    return found;
}

static bool solve_holdings(plot *p, double *ret)
{
    holdings h;
    double sum = 0, values[2] = {0, 0};
    uint32_t n = 0;
    if (!tell_holdings(p, &h))
        return false;
    bool is_difference = asks(p, "than") && asks(p, "more fewer less older taller");
    for (uint32_t i = 0; i < h.n; i++) {
        bool names, asked = is_asked_owner(p, h.of[i].owner, &names);
        if ((p->unit != 0 && !is_asked_unit(p, h.of[i].unit)) || (names && !asked))
            continue;
        sum += h.of[i].value;
        if (n < 2)
            values[n] = h.of[i].value;
        n++;
    }
    if (n == 0 || (is_difference && n != 2))
        return false;
    *ret = is_difference ? fabs(values[0] - values[1]) : sum;
    return true;
}

/* "Who has the most coins?" */
static bool solve_who(plot *p, els_str *ret_name)
{
    holdings h;
    const els_reading *r = p->story.reading;
    const els_sentence *ask = &r->sentences[p->story.asking];
    bool most = asks(p, "most more largest oldest highest"),
         fewest = asks(p, "fewest least smallest fewer youngest lowest");
    uint64_t unit = 0;
    if (!asks(p, "who") || most == fewest || !tell_holdings(p, &h))
        return false;
    const holding *best = NULL;
    bool tie = false;
    for (uint32_t i = ask->first; i < ask->end && unit == 0; i++)
        for (uint32_t k = 0; k < h.n; k++)
            if (els_story_stem(r->tokens[i].lower) == h.of[k].unit)
                unit = h.of[k].unit;
    for (uint32_t k = 0; k < h.n; k++) {
        const holding *one = &h.of[k];
        if ((unit != 0 && one->unit != unit) || one->owner == 0)
            continue;
        if (!best || (most ? one->value > best->value : one->value < best->value)) {
            best = one;
            tie = false;
        } else if (one->value == best->value) {
            tie = true;
        }
    }
    if (!best || tie)
        return false;
    for (uint32_t i = 0; i < r->n_tokens; i++)
        if (els_story_name_at(&p->story, i) == best->owner) {
            *ret_name = r->tokens[i].text;
            return true;
        }
    return false;
}

/* ---- plots in order ---- */

uint32_t els_story_solve(const els_reading *reading, els_story_answer ret[ELS_STORY_ANSWERS_MAX])
{
    static const struct {
        const char *how;
        bool (*solve)(plot *, double *);
    } plots[] = {{"steps", solve_steps},         {"named", solve_named},
                 {"average", solve_average},     {"rectangle", solve_rectangle},
                 {"percent", solve_percent},     {"shares", solve_shares},
                 {"rates", solve_rates},         {"holdings", solve_holdings}};
    plot start;
    uint32_t n = 0;
    memset(&start, 0, sizeof start);
    if (!els_story_read(reading, &start.story))
        return 0;
    read_asked(&start);
    els_str name = {NULL, 0};
    plot who = start;
    if (solve_who(&who, &name))
        ret[n++] = (els_story_answer){.how = "who", .name = name, .uses_all = all_used(&who)};
    for (size_t i = 0; i < sizeof plots / sizeof plots[0] && n < ELS_STORY_ANSWERS_MAX; i++) {
        plot p = start;
        double value;
        if (plots[i].solve(&p, &value) && isfinite(value))
            ret[n++] = (els_story_answer){
                .value = value, .how = plots[i].how, .uses_all = all_used(&p)};
    }
    return n;
}
