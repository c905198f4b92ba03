/* benchmark_schedule.c — family schedule, the one that is only ever measured for transfer: plans
 * and bookings, made of the same kinds of operation as the other families. */
#include "benchmark.h"

static const char *const activities[] = {
    "rehearsal", "workshop", "inspection", "lecture", "briefing", "interview", "tour", "training",
};
static const char *const stages[] = {
    "painting", "tiling", "wiring", "plumbing", "cleaning", "roofing", "digging", "flooring",
};

static void set_activity(els_bm_draft *d, unsigned slot)
{
    els_bm_set(d, slot, activities[els_bm_below(d, 8)]);
}

static int64_t draw_start(els_bm_draft *d)
{
    return els_bm_between(d, els_date_to_days(2019, 1, 1), els_date_to_days(2028, 12, 31));
}

static bool make_program_length(els_bm_draft *d)
{
    uint32_t parts = (uint32_t)els_bm_by_level(d, 2, 2, 3, 4, 5), drawn[5];
    int64_t total = 0;
    els_bm_draw(d, 8, parts, drawn);
    for (uint32_t i = 0; i < parts; i++) {
        int64_t minutes = els_bm_between(d, 1, els_bm_by_level(d, 6, 12, 18, 24, 36)) * 5;
        total += minutes;
        els_bm_set(d, 0, activities[drawn[i]]);
        els_bm_set_number(d, 1, minutes);
        els_bm_say(d, "The {0} <lasts|takes> {1} minutes.");
    }
    els_bm_ask(d, "How many minutes does the <whole program|whole day|agenda> take?");
    els_bm_answer_number(d, (double)total);
    return true;
}

static bool make_end_date(els_bm_draft *d)
{
    int64_t start = draw_start(d),
            days = els_bm_between(d, 2, els_bm_by_level(d, 9, 30, 60, 150, 400));
    els_bm_set_date(d, 0, start);
    els_bm_set_number(d, 1, days);
    els_bm_set_str(d, 2, els_bm_text(d, "<lease|rental|contract|course>"));
    els_bm_say(d, "A {2} begins on {0} and ends {1} days after that.");
    if (d->level >= 4) {
        int64_t more = els_bm_between(d, 2, 60);
        els_bm_set_number(d, 1, more);
        els_bm_say(d, "It is then extended by {1} days.");
        days += more;
    }
    els_bm_ask(d, "<On which date|When> does the {2} end?");
    els_bm_answer(d, "date", els_date_format_iso(d->arena, start + days));
    return true;
}

static bool make_stay_cost(els_bm_draft *d)
{
    int64_t start = draw_start(d),
            nights = els_bm_between(d, 2, els_bm_by_level(d, 5, 9, 14, 30, 60));
    int64_t price = els_bm_between(d, 4, els_bm_by_level(d, 9, 15, 25, 40, 60)) * 5;
    els_bm_set_date(d, 0, start);
    els_bm_set_date(d, 1, start + nights);
    els_bm_set_money(d, 2, price);
    els_bm_say(d, "A guest arrives on {0} and leaves on {1}.");
    if (d->level == 1) {
        els_bm_ask(d, "How many nights does the guest stay?");
        els_bm_answer_number(d, (double)nights);
        return true;
    }
    els_bm_say(d, "A night costs {2}.");
    els_bm_ask(d, "How much does the stay cost?");
    els_bm_answer_number(d, (double)(nights * price));
    return true;
}

/* Draws a chain of stages in their order of execution and says the links. */
static uint32_t say_stages(els_bm_draft *d, els_str *ret_stages)
{
    uint32_t n = (uint32_t)els_bm_by_level(d, 3, 4, 4, 5, 6), drawn[6], links[5];
    els_bm_draw(d, 8, n, drawn);
    for (uint32_t i = 0; i < n; i++)
        ret_stages[i] = els_str_of(stages[drawn[i]]);
    els_bm_draw(d, n - 1, n - 1, links);
    for (uint32_t i = 0; i + 1 < n; i++) {
        els_bm_set_str(d, 0, ret_stages[links[i]]);
        els_bm_set_str(d, 1, ret_stages[links[i] + 1]);
        els_bm_say(d, "<{^0} comes before {1}.|{^0} comes before {1}.|{^1} comes after {0}.>");
    }
    return n;
}

static bool make_stage_end(els_bm_draft *d)
{
    els_str order[6];
    uint32_t n = say_stages(d, order);
    bool first = els_bm_chance(d, 50);
    els_bm_ask(d, first ? "Which <job|step> comes first?" : "Which <job|step> comes last?");
    els_bm_answer_enum(d, order, n, order[first ? 0 : n - 1]);
    return true;
}

static bool make_stage_kth(els_bm_draft *d)
{
    els_str order[6];
    uint32_t n = say_stages(d, order), k = 1 + els_bm_below(d, n - 2);
    els_bm_set(d, 0, els_bm_ordinals[k]);
    els_bm_ask(d, "Which <job|step> comes {0}?");
    els_bm_answer_enum(d, order, n, order[k]);
    return true;
}

static bool make_session_date(els_bm_draft *d)
{
    int64_t start = draw_start(d),
            every = els_bm_between(d, 2, els_bm_by_level(d, 5, 7, 10, 14, 30));
    int64_t k = els_bm_between(d, 2, els_bm_by_level(d, 3, 4, 6, 9, 12));
    set_activity(d, 0);
    els_bm_set_date(d, 1, start);
    els_bm_set_number(d, 2, every);
    els_bm_set(d, 3, els_bm_ordinals[k - 1]);
    els_bm_say(d, "The first {0} is on {1}. There is another {0} every {2} days.");
    els_bm_ask(d, "<On which date is|What is the date of> the {3} {0}?");
    els_bm_answer(d, "date", els_date_format_iso(d->arena, start + every * (k - 1)));
    return true;
}

static bool make_deadline_weekday(els_bm_draft *d)
{
    int64_t start = draw_start(d),
            days = els_bm_between(d, 2, els_bm_by_level(d, 7, 20, 50, 120, 400));
    els_str names[7];
    for (unsigned i = 0; i < 7; i++)
        names[i] = els_str_of(els_weekday_names[i]);
    els_bm_set_date(d, 0, start);
    els_bm_set_number(d, 1, days);
    els_bm_say(d, "A form arrives on {0}. It must be returned {1} days later.");
    els_bm_ask(d, "On which day of the week is the deadline?");
    els_bm_answer_enum(d, names, 7, names[els_date_weekday(start + days)]);
    return true;
}

static bool make_shift_hours(els_bm_draft *d)
{
    int64_t hours = els_bm_between(d, 3, 9), shifts = els_bm_between(d, 2, 6),
            total = hours * shifts;
    els_bm_set_names(d, 0, 1);
    els_bm_set_number(d, 1, hours);
    els_bm_set_number(d, 2, shifts);
    els_bm_say(d, "A shift lasts {1} hours. {0} is booked for {2} shifts per week.");
    if (d->level == 1) {
        els_bm_ask(d, "For how many hours per week is {0} booked?");
    } else {
        int64_t weeks = els_bm_between(d, 2, els_bm_by_level(d, 4, 6, 10, 20, 50));
        els_bm_set_number(d, 3, weeks);
        els_bm_say(d, "The plan covers {3} weeks.");
        total *= weeks;
        if (d->level >= 4) {
            int64_t off = els_bm_between(d, 1, 20);
            els_bm_set_number(d, 4, off);
            els_bm_say(d, "{4} hours are cancelled.");
            total -= off;
        }
        els_bm_ask(d, "For how many hours is {0} booked {total}?");
    }
    if (total <= 0)
        return false;
    els_bm_answer_number(d, (double)total);
    return true;
}

static bool make_crew_days(els_bm_draft *d)
{
    int64_t crew = els_bm_between(d, 2, 9), per_day = els_bm_between(d, 4, 9);
    int64_t days = els_bm_between(d, 2, els_bm_by_level(d, 5, 9, 15, 30, 90));
    els_bm_set_number(d, 0, crew * per_day * days);
    els_bm_set_number(d, 1, crew);
    els_bm_set_number(d, 2, per_day);
    if (d->level <= 2) {
        els_bm_set_number(d, 0, per_day * days);
        els_bm_say(d, "A project needs {0} hours of work. A crew does {2} hours per day.");
    } else {
        els_bm_say(d,
                   "A project needs {0} hours of work. The crew has {1} members. Each member does "
                   "{2} hours per day.");
    }
    els_bm_ask(d, "How many days does the project take?");
    els_bm_answer_number(d, (double)days);
    return true;
}

/* Whether one stage must wait for another, where the links may not decide it. */
static bool make_must_wait(els_bm_draft *d)
{
    uint32_t n = (uint32_t)els_bm_by_level(d, 3, 4, 4, 5, 6), drawn[6], below[6] = {0}, after[6];
    els_bm_truth wanted = els_bm_wanted_truth(d);
    for (uint32_t i = 0; i + 1 < n; i++)
        after[i] = els_bm_chance(d, 70) ? i + 1 : i + 1 + els_bm_below(d, n - i - 1);
    for (uint32_t i = n - 1; i-- > 0;) /* those provably after i */
        below[i] = 1u << after[i] | below[after[i]];
    uint32_t a = els_bm_below(d, n), b = els_bm_below(d, n);
    els_bm_truth truth = below[a] >> b & 1   ? ELS_BM_YES
                         : below[b] >> a & 1 ? ELS_BM_NO
                                             : ELS_BM_UNKNOWN;
    if (a == b || truth != wanted)
        return false;
    els_bm_draw(d, 8, n, drawn);
    for (uint32_t i = 0; i + 1 < n; i++) {
        els_bm_set(d, 0, stages[drawn[i]]);
        els_bm_set(d, 1, stages[drawn[after[i]]]);
        els_bm_say(d, "<{^0} comes before {1}.|{^1} comes after {0}.>");
    }
    els_bm_set(d, 0, stages[drawn[a]]);
    els_bm_set(d, 1, stages[drawn[b]]);
    els_bm_ask(d, "Does {0} come before {1}?");
    els_bm_answer_truth(d, truth);
    return true;
}

static const els_bm_template templates[] = {
    {make_program_length, ELS_BM_IN_CONTEXT},   {make_end_date, ELS_BM_IN_QUESTION},
    {make_stay_cost, ELS_BM_IN_QUESTION},       {make_stage_end, ELS_BM_IN_CONTEXT},
    {make_stage_kth, ELS_BM_IN_CONTEXT},        {make_session_date, ELS_BM_IN_QUESTION},
    {make_deadline_weekday, ELS_BM_IN_CONTEXT}, {make_shift_hours, ELS_BM_IN_CONTEXT},
    {make_crew_days, ELS_BM_IN_QUESTION},       {make_must_wait, ELS_BM_IN_CONTEXT},
};

const els_bm_family els_bm_schedule = {"schedule", templates,
                                       sizeof templates / sizeof templates[0], true};
