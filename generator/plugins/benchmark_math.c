/* benchmark_math.c — family math: expressions, and word problems in one to four steps. */
#include "benchmark.h"

/* ---- expressions ---- */

typedef struct {
    int64_t value;
    int precedence; /* 1 sum, 2 product, 3 number */
    els_str text;
} expression;

static expression number_expression(els_bm_draft *d, int64_t value)
{
    return (expression){value, 3, els_arena_printf(d->arena, "%lld", (long long)value)};
}

/* a op b with the parentheses it needs; "/" only where b divides a. */
static expression combine(els_bm_draft *d, expression a, char op, expression b, const char *symbol)
{
    int precedence = op == '+' || op == '-' ? 1 : 2;
    bool wrap_a = a.precedence < precedence;
    bool wrap_b =
        b.precedence < precedence || (b.precedence == precedence && (op == '-' || op == '/'));
    int64_t value = op == '+'   ? a.value + b.value
                    : op == '-' ? a.value - b.value
                    : op == '*' ? a.value * b.value
                                : a.value / b.value;
    return (expression){value, precedence,
                        els_arena_printf(d->arena, "%s" ELS_STR_FMT "%s %s %s" ELS_STR_FMT "%s",
                                         wrap_a ? "(" : "", ELS_STR_ARG(a.text), wrap_a ? ")" : "",
                                         symbol, wrap_b ? "(" : "", ELS_STR_ARG(b.text),
                                         wrap_b ? ")" : "")};
}

static expression random_expression(els_bm_draft *d, int operators)
{
    if (operators == 0)
        return number_expression(d, els_bm_sized(d));
    int left = (int)els_bm_below(d, (uint32_t)operators);
    expression a = random_expression(d, left);
    expression b = random_expression(d, operators - 1 - left);
    char op = "+-**/"[els_bm_below(d, 5)];
    if (op == '/' && (b.value == 0 || a.value % b.value != 0))
        op = '-';
    if (op == '*' && (a.value > 20000 || a.value < -20000 || b.value > 20000 || b.value < -20000))
        op = '+';
    const char symbol[2] = {op, 0};
    return combine(d, a, op, b, symbol);
}

static bool make_expression(els_bm_draft *d)
{
    expression e = random_expression(d, (int)els_bm_by_level(d, 1, 2, 2, 3, 4));
    els_bm_set_str(d, 0, e.text);
    els_bm_ask(d, "<What is {0}?|How much is {0}?|What is the value of {0}?|{compute} {0}.|"
                  "{compute} the value of {0}.>");
    els_bm_answer_number(d, (double)e.value);
    return true;
}

static bool make_spoken_expression(els_bm_draft *d)
{
    expression a = number_expression(d, els_bm_sized(d)), b = number_expression(d, els_bm_sized(d));
    expression c = number_expression(d, els_bm_sized(d));
    uint32_t kind = els_bm_below(d, 4);
    if (kind == 3)
        a = number_expression(d, a.value * b.value);
    expression e = kind == 0   ? combine(d, a, '+', b, "plus")
                   : kind == 1 ? combine(d, a, '-', b, "minus")
                   : kind == 2 ? combine(d, a, '*', b, "times")
                               : combine(d, a, '/', b, "divided by");
    if (d->level >= 3)
        e = els_bm_chance(d, 50) ? combine(d, e, '+', c, "plus") : combine(d, e, '-', c, "minus");
    if (d->level >= 5)
        e = combine(d, e, '+',
                    combine(d, number_expression(d, els_bm_sized(d)), '*',
                            number_expression(d, els_bm_between(d, 2, 12)), "times"),
                    "plus");
    els_bm_set_str(d, 0, e.text);
    els_bm_ask(d, "<What is {0}?|How much is {0}?|{compute} {0}.>");
    els_bm_answer_number(d, (double)e.value);
    return true;
}

static bool make_chain(els_bm_draft *d)
{
    int64_t value = els_bm_sized(d);
    els_bm_set_count(d, 0, value);
    els_bm_say(d, "<Start with {0}.|Take the number {0}.|Begin with {0}.>");
    int64_t steps = els_bm_by_level(d, 1, 2, 3, 4, 5);
    for (int64_t i = 0; i < steps; i++) {
        int64_t by = els_bm_sized(d);
        uint32_t kind = els_bm_below(d, 3);
        if (kind == 2)
            by = els_bm_between(d, 2, 9);
        els_bm_set_count(d, 0, by);
        value = kind == 0 ? value + by : kind == 1 ? value - by : value * by;
        els_bm_say(d, kind == 0   ? "<Add {0}.|Then add {0}.>"
                      : kind == 1 ? "<Subtract {0}.|Then subtract {0}.>"
                                  : "<Multiply by {0}.|Then multiply the result by {0}.>");
    }
    els_bm_ask(d, "<What is the result?|Which number do you get?|What do you get in the end?>");
    els_bm_answer_number(d, (double)value);
    return true;
}

static bool make_percent(els_bm_draft *d)
{
    static const int64_t easy[] = {10, 20, 25, 50, 75};
    int64_t percent = d->level <= 2 ? easy[els_bm_below(d, 5)] : els_bm_between(d, 1, 19) * 5;
    int64_t base = els_bm_sized(d) * els_bm_by_level(d, 20, 20, 20, 4, 1);
    els_bm_set_number(d, 0, percent);
    els_bm_set_number(d, 1, base);
    double value = (double)(percent * base) / 100.0;
    if (d->level >= 4) {
        int64_t more = els_bm_sized(d);
        els_bm_set_number(d, 2, more);
        els_bm_ask(d, "What is {0}<%| percent> of {1}, <plus|increased by> {2}?");
        value += (double)more;
    } else {
        els_bm_ask(d, "<What is|How much is> {0}<%| percent> of {1}?");
    }
    els_bm_answer_number(d, value);
    return true;
}

/* ---- shopping ---- */

/* "{3} pens at $2 each and ..." for `kinds` kinds, slots 7..9 are overwritten; returns the cost. */
static int64_t say_basket(els_bm_draft *d, uint32_t kinds)
{
    uint32_t drawn[4];
    int64_t cost = 0;
    els_bm_draw(d, ELS_BM_THINGS, kinds, drawn);
    const char *form = els_bm_chance(d, 50) ? " at {9} each" : " for {9} each";
    for (uint32_t i = 0; i < kinds; i++) {
        int64_t count = els_bm_between(d, 2, els_bm_by_level(d, 6, 9, 12, 25, 60));
        int64_t price = els_bm_between(d, 2, els_bm_by_level(d, 9, 12, 20, 40, 90));
        cost += count * price;
        els_bm_set_count(d, 7, count);
        els_bm_set(d, 8, els_bm_things[drawn[i]].many);
        els_bm_set_money(d, 9, price);
        if (i > 0)
            els_buf_add(&d->premises, i + 1 == kinds ? ELS_STR(" and ") : ELS_STR(", "));
        els_bm_expand(d, &d->premises, "{7} {8}");
        els_bm_expand(d, &d->premises, form);
    }
    return cost;
}

static bool make_shopping_total(els_bm_draft *d)
{
    els_bm_set_names(d, 0, 1);
    els_bm_say(d, "{0} {buys} ");
    int64_t cost = say_basket(d, (uint32_t)els_bm_by_level(d, 1, 2, 2, 3, 3));
    els_buf_addc(&d->premises, '.');
    if (d->level == 5) {
        int64_t fee = els_bm_between(d, 3, 20);
        els_bm_set_money(d, 1, fee);
        els_bm_say(d, "<Delivery|Wrapping> costs another {1}.");
        cost += fee;
    }
    els_bm_ask(d, "How much does {0} {pay} {total}?");
    els_bm_answer_number(d, (double)cost);
    return true;
}

static bool make_shopping_change(els_bm_draft *d)
{
    els_bm_set_names(d, 0, 1);
    els_bm_say(d, "{0} {buys} ");
    int64_t cost = say_basket(d, (uint32_t)els_bm_by_level(d, 1, 1, 2, 2, 3));
    int64_t note = (cost / 10 + els_bm_between(d, 1, 3)) * 10;
    els_bm_set_money(d, 1, note);
    els_bm_expand(d, &d->premises,
                  "<. {0} pays with {1}.| and pays with {1}.|. {0} hands over {1}.>");
    els_bm_ask(d, "How much <change|money> does {0} get back?");
    els_bm_answer_number(d, (double)(note - cost));
    return true;
}

static bool make_unit_price(els_bm_draft *d)
{
    int64_t price = els_bm_between(d, 2, els_bm_by_level(d, 9, 12, 20, 40, 90));
    int64_t bought = els_bm_between(d, 2, 9), wanted = els_bm_between(d, 2, 15);
    if (wanted == bought)
        wanted++;
    uint32_t thing = els_bm_below(d, ELS_BM_THINGS);
    els_bm_set(d, 0, els_bm_things[thing].many);
    els_bm_set(d, 1, els_bm_things[thing].one);
    els_bm_set_count(d, 2, bought);
    els_bm_set_money(d, 3, price * bought);
    els_bm_set_count(d, 4, wanted);
    els_bm_say(d, "{^2} {0} cost {3} {total}.");
    if (d->level <= 2) {
        els_bm_ask(d, "<How much does one {1} cost?|What is the price of one {1}?>");
        els_bm_answer_number(d, (double)price);
    } else if (d->level <= 4) {
        els_bm_ask(d, "<How much do {4} {0} cost?|What is the price of {4} {0}?>");
        els_bm_answer_number(d, (double)(price * wanted));
    } else {
        int64_t budget = price * wanted;
        els_bm_set_money(d, 4, budget);
        els_bm_ask(d, "How many {0} can be bought for {4}?");
        els_bm_answer_number(d, (double)wanted);
    }
    return true;
}

static bool make_price_change(els_bm_draft *d)
{
    int64_t percent = els_bm_between(d, 1, 9) * (d->level <= 2 ? 10 : 5);
    int64_t price = els_bm_between(d, 2, els_bm_by_level(d, 9, 15, 30, 60, 99)) * 20;
    bool up = els_bm_chance(d, 40);
    els_bm_set(d, 0,
               ((const char *[]){"coat", "lamp", "chair", "bicycle", "phone",
                                 "table"})[els_bm_below(d, 6)]);
    els_bm_set_money(d, 1, price);
    els_bm_set_number(d, 2, percent);
    els_bm_say(d, "A {0} costs {1}.");
    els_bm_say(d, up ? "The price is {raised} by {2}<%| percent>."
                     : "The price is {reduced} by {2}<%| percent>.");
    double value = (double)(price * (up ? 100 + percent : 100 - percent)) / 100.0;
    if (d->level <= 3) {
        els_bm_ask(d, "<What is the price {now}?|How much does the {0} cost {now}?>");
    } else {
        int64_t count = els_bm_between(d, 2, 9);
        els_bm_set_number(d, 3, count);
        els_bm_ask(d, "How much do {3} of them cost {now}?");
        value *= (double)count;
    }
    els_bm_answer_number(d, value);
    return true;
}

/* ---- having ---- */

static bool make_gain_and_loss(els_bm_draft *d)
{
    els_bm_set_names(d, 0, 1);
    els_bm_set_things(d, 1, 1);
    int64_t has = els_bm_sized(d) + 5;
    els_bm_set_count(d, 2, has);
    els_bm_say(d, "{0} has {2} {1}.");
    int64_t steps = els_bm_by_level(d, 1, 2, 2, 3, 4);
    for (int64_t i = 0; i < steps; i++) {
        bool gains = has < 3 || els_bm_chance(d, 50);
        int64_t by = gains ? els_bm_sized(d) : els_bm_between(d, 1, has - 1);
        els_bm_set_count(d, 3, by);
        els_bm_say(d, gains ? "<{0}|Then {0}> {gains} {3} {more} {1}."
                            : "<{0}|Then {0}> {loses} {3} {1}.");
        has += gains ? by : -by;
    }
    els_bm_ask(d, "How many {1} does {0} have {now}?");
    els_bm_answer_number(d, (double)has);
    return true;
}

static bool make_equal_shares(els_bm_draft *d)
{
    int64_t each = els_bm_sized(d), among = els_bm_between(d, 2, 12), total = each * among;
    els_bm_set_names(d, 0, 1);
    els_bm_set_things(d, 1, 1);
    els_bm_set_count(d, 3, among);
    els_bm_set_str(d, 4, els_bm_text(d, "{children}"));
    if (d->level >= 4) {
        int64_t first = els_bm_between(d, 1, total - 1);
        els_bm_set_count(d, 2, first);
        els_bm_say(d, "{0} has {2} {1}.");
        els_bm_set_count(d, 2, total - first);
        els_bm_say(d, "{0} {gains} {2} {more} {1}.");
        els_bm_say(d, "{0} {shares} all the {1} equally among {3} {4}.");
    } else if (d->level == 3) {
        int64_t kept = els_bm_between(d, 2, 20);
        els_bm_set_count(d, 2, total + kept);
        els_bm_set_count(d, 5, kept);
        els_bm_say(d,
                   "{0} has {2} {1}. {0} keeps {5} and {shares} the rest equally among {3} {4}.");
    } else {
        els_bm_set_count(d, 2, total);
        els_bm_say(d, "{0} {shares} {2} {1} equally among {3} {4}.");
    }
    els_bm_ask(d, "How many {1} does each <of them |person |>get?");
    els_bm_answer_number(d, (double)each);
    return true;
}

static bool make_left_over(els_bm_draft *d)
{
    int64_t per = els_bm_between(d, 3, 12), rest = els_bm_between(d, 1, per - 1);
    int64_t total = els_bm_sized(d) * per + rest;
    els_bm_set_things(d, 0, 1);
    els_bm_set_number(d, 1, total);
    els_bm_set_count(d, 2, per);
    if (d->level >= 4) {
        int64_t first = els_bm_between(d, 1, total - 1);
        els_bm_set_number(d, 1, first);
        els_bm_set_number(d, 3, total - first);
        els_bm_say(d, "There are {1} {0} <on the table|in one shop> and {3} {0} <on the shelf|in "
                      "another shop>. "
                      "All of them are <packed|put> into {boxes} of {2}.");
    } else {
        els_bm_say(d, "{1} {0} are <packed|put> into {boxes} of {2}.");
    }
    els_bm_ask(d, "How many {0} {leftover}?");
    els_bm_answer_number(d, (double)rest);
    return true;
}

static bool make_boxes(els_bm_draft *d)
{
    int64_t per = els_bm_between(d, 3, 12), rest = els_bm_between(d, 1, per - 1);
    int64_t full = els_bm_sized(d);
    bool needed = d->level >= 3 && els_bm_chance(d, 50);
    if (d->level <= 2)
        rest = 0;
    els_bm_set_things(d, 0, 1);
    els_bm_set_number(d, 1, full * per + rest);
    els_bm_set_count(d, 2, per);
    els_bm_set_str(d, 3, els_bm_text(d, "<box|bag|crate|basket>"));
    els_bm_say(d, "There are {1} {0}. Each {3} holds {2} {0}.");
    if (needed)
        els_bm_ask(d, "How many {boxes} are needed to <pack|hold> all the {0}?");
    else
        els_bm_ask(d, "How many full {boxes} can be <packed|filled>?");
    els_bm_answer_number(d, (double)(full + (needed && rest)));
    return true;
}

static bool make_groups(els_bm_draft *d)
{
    int64_t groups = els_bm_between(d, 2, els_bm_by_level(d, 6, 9, 12, 20, 40));
    int64_t per = els_bm_sized(d), total = groups * per;
    els_bm_set_things(d, 0, 1);
    els_bm_set_count(d, 1, groups);
    els_bm_set_count(d, 2, per);
    els_bm_set_str(d, 3, els_bm_text(d, "{boxes}"));
    els_bm_say(d, "<There are {1} {3} with {2} {0} in each.|Each of {1} {3} holds {2} {0}.>");
    if (d->level >= 2) {
        int64_t loose = els_bm_sized(d);
        els_bm_set_count(d, 4, loose);
        els_bm_say(d, "There are {4} {more} {0} on the table.");
        total += loose;
    }
    if (d->level >= 4) {
        int64_t broken = els_bm_between(d, 1, per);
        els_bm_set_count(d, 5, broken);
        els_bm_say(d, "{^5} {0} are <broken|taken away>.");
        total -= broken;
        els_bm_ask(d, "How many {0} are {left}?");
    } else {
        els_bm_ask(d, "How many {0} are there {total}?");
    }
    els_bm_answer_number(d, (double)total);
    return true;
}

/* ---- comparing ---- */

static bool make_more_than(els_bm_draft *d)
{
    int64_t base = els_bm_sized(d) + 3, gap = els_bm_between(d, 1, base - 1);
    bool more = els_bm_chance(d, 50);
    int64_t other = more ? base + gap : base - gap;
    els_bm_set_names(d, 0, 3);
    els_bm_set_things(d, 3, 1);
    els_bm_set_count(d, 4, base);
    els_bm_set_count(d, 5, gap);
    els_bm_say(d, "{0} has {4} {3}.");
    els_bm_say(d, more ? "{1} has {5} more {3} than {0}." : "{1} has {5} fewer {3} than {0}.");
    if (d->level <= 2) {
        els_bm_ask(d, "How many {3} does {1} have?");
        els_bm_answer_number(d, (double)other);
        return true;
    }
    int64_t total = base + other;
    if (d->level >= 4) {
        int64_t third = els_bm_sized(d);
        els_bm_set_count(d, 6, third);
        els_bm_say(d, "{2} has {6} more {3} than {1}.");
        total += other + third;
        els_bm_ask(d, "How many {3} do the three have {together}?");
    } else {
        els_bm_ask(d, "How many {3} do {0} and {1} have {together}?");
    }
    els_bm_answer_number(d, (double)total);
    return true;
}

static bool make_times_as_many(els_bm_draft *d)
{
    int64_t base = els_bm_sized(d), factor = els_bm_between(d, 2, 6), other = base * factor;
    els_bm_set_names(d, 0, 2);
    els_bm_set_things(d, 2, 1);
    els_bm_set_count(d, 3, base);
    els_bm_set_count(d, 4, factor);
    els_bm_say(d, "{0} has {3} {2}. {1} has {4} times as many {2} as {0}.");
    if (d->level <= 2) {
        els_bm_ask(d, "How many {2} does {1} have?");
        els_bm_answer_number(d, (double)other);
    } else if (d->level == 3) {
        els_bm_ask(d, "How many {2} do {0} and {1} have {together}?");
        els_bm_answer_number(d, (double)(base + other));
    } else {
        int64_t lost = els_bm_between(d, 1, other - 1);
        els_bm_set_count(d, 5, lost);
        els_bm_say(d, "{1} {loses} {5} {2}.");
        els_bm_ask(d, d->level == 4 ? "How many {2} does {1} have {now}?"
                                    : "How many {2} do {0} and {1} have {together} {now}?");
        els_bm_answer_number(d, (double)(other - lost + (d->level == 4 ? 0 : base)));
    }
    return true;
}

static bool make_difference(els_bm_draft *d)
{
    int64_t small = els_bm_sized(d), large = small + els_bm_sized(d);
    els_bm_set_names(d, 0, 2);
    els_bm_set_things(d, 2, 1);
    els_bm_set_count(d, 3, large);
    els_bm_set_count(d, 4, small);
    els_bm_say(d, "<{0} has {3} {2}. {1} has {4} {2}.|{1} has {4} {2}. {0} has {3} {2}.>");
    if (d->level >= 3) {
        int64_t gain = els_bm_sized(d);
        els_bm_set_count(d, 5, gain);
        els_bm_say(d, "Then {0} {gains} {5} {more} {2}.");
        large += gain;
    }
    els_bm_ask(
        d,
        "<How many more {2} does {0} have than {1}?|How many fewer {2} does {1} have than {0}?>");
    els_bm_answer_number(d, (double)(large - small));
    return true;
}

/* ---- rates ---- */

static bool make_distance(els_bm_draft *d)
{
    uint32_t legs = d->level >= 3 ? 2 : 1;
    int64_t distance = 0;
    els_bm_set_str(d, 0, els_bm_text(d, "{vehicle}"));
    for (uint32_t i = 0; i < legs; i++) {
        int64_t speed = els_bm_between(d, 2, els_bm_by_level(d, 9, 12, 18, 24, 30)) * 5;
        int64_t hours = els_bm_between(d, 2, els_bm_by_level(d, 5, 8, 8, 12, 15));
        distance += speed * hours;
        els_bm_set_number(d, 1, speed);
        els_bm_set_count(d, 2, hours);
        els_bm_say(
            d, i == 0 ? "A {0} {travels} at {1} <km per hour|kilometers per hour> for {2} hours."
                      : "Then the {0} {travels} at {1} km per hour for {2} hours.");
    }
    if (d->level == 5) {
        int64_t more = els_bm_between(d, 5, 90);
        els_bm_set_number(d, 1, more);
        els_bm_say(d, "Then it {travels} {1} km <more|further>.");
        distance += more;
    }
    els_bm_ask(d, "How <far does the {0} travel|many km does the {0} travel> {total}?");
    els_bm_answer_number(d, (double)distance);
    return true;
}

static bool make_speed_or_time(els_bm_draft *d)
{
    int64_t speed = els_bm_between(d, 2, els_bm_by_level(d, 9, 12, 18, 24, 30)) * 5;
    int64_t hours = els_bm_between(d, 2, els_bm_by_level(d, 5, 8, 8, 12, 15));
    int64_t distance = speed * hours;
    bool ask_speed = els_bm_chance(d, 50);
    els_bm_set_str(d, 0, els_bm_text(d, "{vehicle}"));
    els_bm_set_count(d, 2, hours);
    els_bm_set_number(d, 3, speed);
    if (d->level >= 4) {
        int64_t first = els_bm_between(d, 1, distance - 1);
        els_bm_set_number(d, 1, first);
        els_bm_set_number(d, 4, distance - first);
        els_bm_say(d, "A {0} {travels} {1} km and then {4} km <more|further>.");
    } else {
        els_bm_set_number(d, 1, distance);
        els_bm_say(d, "A {0} {travels} {1} km.");
    }
    if (ask_speed) {
        els_bm_say(d, "<It takes {2} hours|The trip takes {2} hours> {total}.");
        els_bm_ask(d, "<What is its speed in km per hour?|How many km per hour is that?>");
    } else {
        els_bm_say(d, "Its speed is {3} km per hour.");
        els_bm_ask(d, "<How many hours does the trip take?|How many hours does it take?>");
    }
    els_bm_answer_number(d, (double)(ask_speed ? speed : hours));
    return true;
}

static bool make_production(els_bm_draft *d)
{
    int64_t rate = els_bm_sized(d), time = els_bm_between(d, 2, 12), made = rate * time;
    els_bm_set_things(d, 0, 1);
    els_bm_set_count(d, 1, rate);
    els_bm_set_count(d, 2, time);
    els_bm_set_str(d, 3, els_bm_text(d, "<hour|day|week>"));
    els_bm_say(d, "A <machine|worker|factory> <makes|produces|packs> {1} {0} per {3}.");
    if (d->level >= 3) {
        int64_t machines = els_bm_between(d, 2, 9);
        els_bm_set_count(d, 4, machines);
        els_bm_say(d, "There are {4} of them.");
        made *= machines;
    }
    if (d->level == 5) {
        int64_t bad = els_bm_between(d, 1, rate);
        els_bm_set_count(d, 5, bad);
        els_bm_say(d, "{^5} {0} are broken.");
        made -= bad;
        els_bm_ask(d, "How many good {0} are made in {2} {3}s?");
    } else {
        els_bm_ask(d, "How many {0} are made in {2} {3}s?");
    }
    els_bm_answer_number(d, (double)made);
    return true;
}

static bool make_wages(els_bm_draft *d)
{
    int64_t rate = els_bm_between(d, 8, els_bm_by_level(d, 12, 20, 30, 50, 90));
    int64_t hours = els_bm_between(d, 2, 9), pay = rate * hours;
    els_bm_set_names(d, 0, 1);
    els_bm_set_money(d, 1, rate);
    els_bm_set_count(d, 2, hours);
    els_bm_say(d, "{0} earns {1} per hour.");
    if (d->level <= 2) {
        els_bm_say(d, "{0} works {2} hours.");
    } else {
        int64_t days = els_bm_between(d, 2, 12);
        els_bm_set_count(d, 3, days);
        els_bm_say(d, "{0} works {2} hours <per day|a day|each day> for {3} days.");
        pay *= days;
    }
    if (d->level >= 4) {
        int64_t spent = els_bm_between(d, 1, pay / 2);
        els_bm_set_money(d, 4, spent);
        els_bm_say(d, "{0} spends {4}.");
        pay -= spent;
        els_bm_ask(d, "How much money does {0} have {left}?");
    } else {
        els_bm_ask(d, "How much does {0} earn {total}?");
    }
    els_bm_answer_number(d, (double)pay);
    return true;
}

/* ---- parts and wholes ---- */

static bool make_average(els_bm_draft *d)
{
    uint32_t n = (uint32_t)els_bm_by_level(d, 2, 3, 3, 4, 5);
    int64_t values[5], sum = 0;
    els_str parts[5];
    for (uint32_t i = 0; i < n; i++)
        sum += values[i] = els_bm_sized(d);
    int64_t lift = (int64_t)n - sum % (int64_t)n;
    values[n - 1] += lift;
    sum += lift;
    for (uint32_t i = 0; i < n; i++)
        parts[i] = els_arena_printf(d->arena, "%lld", (long long)values[i]);
    els_bm_set_names(d, 0, 1);
    els_bm_say(d, "<{0} scores|{0} gets|In a game {0} makes> ");
    els_bm_join(&d->premises, parts, n);
    els_buf_add(&d->premises, ELS_STR(" points."));
    els_bm_ask(d, "What is <the average|the mean|{0}'s average> <score|number of points>?");
    els_bm_answer_number(d, (double)(sum / (int64_t)n));
    return true;
}

static bool make_percent_of_group(els_bm_draft *d)
{
    int64_t percent = els_bm_between(d, 1, 9) * (d->level <= 2 ? 10 : 5);
    int64_t group = els_bm_between(d, 1, els_bm_by_level(d, 5, 9, 15, 40, 90)) * 20;
    int64_t part = percent * group / 100;
    bool rest = d->level >= 3 && els_bm_chance(d, 60);
    els_bm_set_number(d, 0, group);
    els_bm_set_number(d, 1, percent);
    els_bm_set_str(d, 2, els_bm_text(d, "<children|people|students>"));
    els_bm_set_str(d, 3, els_bm_text(d, "<have a dog|play tennis|like tea|speak French>"));
    els_bm_say(d, "There are {0} {2} in a <club|school|village>. {1}<%| percent> of them {3}.");
    els_bm_ask(d, rest ? "How many of them do not {3}?" : "How many of them {3}?");
    els_bm_answer_number(d, (double)(rest ? group - part : part));
    return true;
}

static bool make_rectangle(els_bm_draft *d)
{
    int64_t length = els_bm_sized(d) + 2, width = els_bm_between(d, 2, length);
    bool area = els_bm_chance(d, 50);
    els_bm_set_str(d, 0, els_bm_text(d, "<garden|field|floor|park|yard>"));
    els_bm_set_number(d, 1, length);
    els_bm_set_number(d, 2, width);
    els_bm_say(d, "A rectangular {0} is {1} <m|meters> long and {2} <m|meters> wide.");
    int64_t value = area ? length * width : 2 * (length + width);
    if (d->level >= 4) {
        int64_t price = els_bm_between(d, 2, 20);
        els_bm_set_money(d, 3, price);
        els_bm_ask(
            d, area ? "One square meter costs {3}. How much does the whole area of the {0} cost?"
                    : "One meter of fence costs {3}. How much does a fence around the {0} cost?");
        value *= price;
    } else {
        els_bm_ask(d, area ? "What is <its area|the area of the {0}> in square meters?"
                           : "What is <its perimeter|the perimeter of the {0}> in meters?");
    }
    els_bm_answer_number(d, (double)value);
    return true;
}

/* The order decides the splits (els_plugin_split_of). It is chosen so that held-out templates are
 * new frames for words and operations that trained ones use too. */
static const els_bm_template templates[] = {
    {make_expression, ELS_BM_IN_QUESTION},     {make_groups, ELS_BM_IN_QUESTION},
    {make_boxes, ELS_BM_IN_CONTEXT},           {make_spoken_expression, ELS_BM_IN_QUESTION},
    {make_shopping_total, ELS_BM_IN_QUESTION}, {make_shopping_change, ELS_BM_IN_QUESTION},
    {make_unit_price, ELS_BM_IN_QUESTION},     {make_production, ELS_BM_IN_QUESTION},
    {make_gain_and_loss, ELS_BM_IN_QUESTION},  {make_percent_of_group, ELS_BM_IN_QUESTION},
    {make_difference, ELS_BM_IN_QUESTION},     {make_chain, ELS_BM_IN_QUESTION},
    {make_percent, ELS_BM_IN_QUESTION},        {make_more_than, ELS_BM_IN_QUESTION},
    {make_times_as_many, ELS_BM_IN_CONTEXT},   {make_equal_shares, ELS_BM_IN_QUESTION},
    {make_left_over, ELS_BM_IN_QUESTION},      {make_speed_or_time, ELS_BM_IN_CONTEXT},
    {make_distance, ELS_BM_IN_QUESTION},       {make_wages, ELS_BM_IN_CONTEXT},
    {make_average, ELS_BM_IN_QUESTION},        {make_price_change, ELS_BM_IN_CONTEXT},
    {make_rectangle, ELS_BM_IN_QUESTION},
};

const els_bm_family els_bm_math = {"math", templates, sizeof templates / sizeof templates[0],
                                   false};
