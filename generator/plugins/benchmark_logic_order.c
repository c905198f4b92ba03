/* benchmark_logic_order.c — orderings of the family logic: by adjectives, in races and in rows. */
#include "benchmark.h"

/* ---- orderings ---- */

enum { MAX_ORDER = 6 };

typedef struct {
    const char *above, *below; /* relation phrases between {7} and {8} */
    const char *top, *bottom;  /* questions for the two ends */
    const char *kth;           /* question for the place {6} counted from the top */
    const char *is_above;      /* question whether {7} is above {8} */
    const char *count_above;   /* question how many are above {7} */
    const char *list;          /* question for the whole order, top first */
} dimension;

#define ADJECTIVE(more, less, most, least)                                                         \
    {                                                                                              \
        "{7} is " more " than {8}.", "{7} is " less " than {8}.", "Who is the " most "?",          \
            "Who is the " least "?", "Who is the {6} " most "?", "Is {7} " more " than {8}?",      \
            "How many of them are " more " than {7}?",                                             \
            "List them from the " most " to the " least "."                                        \
    }

static const dimension adjectives[] = {
    ADJECTIVE("taller", "shorter", "tallest", "shortest"),
    ADJECTIVE("older", "younger", "oldest", "youngest"),
    ADJECTIVE("heavier", "lighter", "heaviest", "lightest"),
    ADJECTIVE("faster", "slower", "fastest", "slowest"),
    ADJECTIVE("richer", "poorer", "richest", "poorest"),
    ADJECTIVE("stronger", "weaker", "strongest", "weakest"),
};

#define RACE(verb, infinitive)                                                                     \
    {                                                                                              \
        "{7} " verb " before {8}.", "{7} " verb " after {8}.", "Who " verb " first?",              \
            "Who " verb " last?", "Who " verb " {6}?", "Did {7} " infinitive " before {8}?",       \
            "How many of them " verb " before {7}?", "List them from first to last."               \
    }

static const dimension races[] = {RACE("finished", "finish"), RACE("arrived", "arrive")};

#define ROW(verb, infinitive)                                                                      \
    {                                                                                              \
        "{7} " verb " to the left of {8}.", "{7} " verb " to the right of {8}.",                   \
            "Who " verb " <furthest to the left|at the far left>?",                                \
            "Who " verb " <furthest to the right|at the far right>?",                              \
            "Who " verb " {6} from the left?", "Does {7} " infinitive " to the left of {8}?",      \
            "How many of them " infinitive " to the left of {7}?", "List them from left to right." \
    }

static const dimension rows[] = {ROW("sits", "sit"), ROW("stands", "stand")};

static const dimension *draw_adjective(els_bm_draft *d)
{
    return &adjectives[els_bm_below(d, sizeof adjectives / sizeof adjectives[0])];
}

/* Says that `above` is above `below`, one way round or the other. */
static void say_pair(els_bm_draft *d, const dimension *on, els_str above, els_str below)
{
    bool opposite = els_bm_chance(d, 35);
    els_bm_set_str(d, 7, opposite ? below : above);
    els_bm_set_str(d, 8, opposite ? above : below);
    els_bm_say(d, opposite ? on->below : on->above);
}

/* Draws names, top first, and says enough pairs in random order to fix the whole order. */
static uint32_t say_order(els_bm_draft *d, const dimension *on, uint32_t n, els_str *ret_names)
{
    uint32_t drawn[MAX_ORDER], facts[MAX_ORDER + 2][2], n_facts = 0;
    els_bm_draw(d, ELS_BM_NAMES, n, drawn);
    for (uint32_t i = 0; i < n; i++)
        ret_names[i] = els_bm_name(drawn[i]);
    for (uint32_t i = 0; i + 1 < n; i++, n_facts++) {
        facts[n_facts][0] = i;
        facts[n_facts][1] = i + 1;
    }
    for (uint32_t extra = d->level == 5 ? 2 : d->level == 4; extra > 0; extra--, n_facts++) {
        uint32_t i = els_bm_below(d, n - 2);
        facts[n_facts][0] = i;
        facts[n_facts][1] = i + 2 + els_bm_below(d, n - i - 2);
    }
    els_rng_shuffle(&d->rng, facts, n_facts, sizeof facts[0]);
    if (els_bm_chance(d, 30))
        els_bm_say(d, "{facts}");
    for (uint32_t i = 0; i < n_facts; i++)
        say_pair(d, on, ret_names[facts[i][0]], ret_names[facts[i][1]]);
    return n;
}

static uint32_t order_size(const els_bm_draft *d)
{
    return (uint32_t)els_bm_by_level(d, 3, 4, 4, 5, 6);
}

static bool ask_end(els_bm_draft *d, const dimension *on)
{
    els_str names[MAX_ORDER];
    uint32_t n = say_order(d, on, order_size(d), names);
    bool top = els_bm_chance(d, 50);
    els_bm_ask(d, top ? on->top : on->bottom);
    els_bm_answer_name(d, names, n, top ? 0 : n - 1);
    return true;
}

static bool ask_kth(els_bm_draft *d, const dimension *on)
{
    els_str names[MAX_ORDER];
    uint32_t n = say_order(d, on, order_size(d), names);
    uint32_t k = 1 + els_bm_below(d, n - 2);
    els_bm_set(d, 6, els_bm_ordinals[k]);
    els_bm_ask(d, on->kth);
    els_bm_answer_name(d, names, n, k);
    return true;
}

bool els_bm_make_superlative(els_bm_draft *d)
{
    return ask_end(d, draw_adjective(d));
}

bool els_bm_make_kth_adjective(els_bm_draft *d)
{
    return ask_kth(d, draw_adjective(d));
}

bool els_bm_make_race_end(els_bm_draft *d)
{
    return ask_end(d, &races[els_bm_below(d, 2)]);
}

bool els_bm_make_race_kth(els_bm_draft *d)
{
    return ask_kth(d, &races[els_bm_below(d, 2)]);
}

bool els_bm_make_row_end(els_bm_draft *d)
{
    return ask_end(d, &rows[els_bm_below(d, 2)]);
}

bool els_bm_make_row_kth(els_bm_draft *d)
{
    return ask_kth(d, &rows[els_bm_below(d, 2)]);
}

bool els_bm_make_count_above(els_bm_draft *d)
{
    els_str names[MAX_ORDER];
    const dimension *on = els_bm_chance(d, 70) ? draw_adjective(d) : &races[els_bm_below(d, 2)];
    uint32_t k = els_bm_below(d, say_order(d, on, order_size(d), names));
    els_bm_set_str(d, 7, names[k]);
    els_bm_ask(d, on->count_above);
    els_bm_answer_number(d, k);
    return true;
}

bool els_bm_make_list_order(els_bm_draft *d)
{
    els_str names[MAX_ORDER];
    els_buf list = {0};
    const dimension *on = els_bm_chance(d, 60) ? draw_adjective(d) : &races[els_bm_below(d, 2)];
    uint32_t n = say_order(d, on, order_size(d), names);
    els_bm_ask(d, on->list);
    for (uint32_t i = 0; i < n; i++) {
        els_buf_add(&list, i ? ELS_STR(", ") : ELS_STR(""));
        els_buf_add(&list, names[i]);
    }
    els_bm_answer(d, "list", els_arena_copy(d->arena, els_buf_str(&list)));
    els_buf_fini(&list);
    return true;
}

static bool ask_pair(els_bm_draft *d, const dimension *on)
{
    uint32_t n = order_size(d), drawn[MAX_ORDER];
    uint32_t above[MAX_ORDER] = {0}, order[MAX_ORDER][2], pairs[MAX_ORDER * MAX_ORDER][2];
    uint32_t n_pairs = 0;
    els_bm_truth wanted = els_bm_wanted_truth(d);
    for (uint32_t i = 0; i + 1 < n; i++) {
        uint32_t j = els_bm_chance(d, 75) ? i + 1 : i + 1 + els_bm_below(d, n - i - 1);
        pairs[n_pairs][0] = i;
        pairs[n_pairs++][1] = j;
    }
    for (uint32_t i = n; i-- > 0;) /* above[i]: set of those provably below i */
        for (uint32_t p = 0; p < n_pairs; p++)
            if (pairs[p][0] == i)
                above[i] |= 1u << pairs[p][1] | above[pairs[p][1]];
    uint32_t n_open = 0, a, b;
    if (wanted == ELS_BM_UNKNOWN) {
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t j = i + 1; j < n && n_open < MAX_ORDER; j++)
                if (!(above[i] >> j & 1)) {
                    order[n_open][0] = i;
                    order[n_open++][1] = j;
                }
        if (n_open == 0)
            return false;
        uint32_t chosen = els_bm_below(d, n_open);
        bool flip = els_bm_chance(d, 50);
        a = order[chosen][flip];
        b = order[chosen][!flip];
    } else {
        a = els_bm_below(d, n);
        b = els_bm_below(d, n);
        if (!(above[wanted == ELS_BM_YES ? a : b] >> (wanted == ELS_BM_YES ? b : a) & 1))
            return false;
    }
    els_bm_draw(d, ELS_BM_NAMES, n, drawn);
    els_rng_shuffle(&d->rng, pairs, n_pairs, sizeof pairs[0]);
    for (uint32_t p = 0; p < n_pairs; p++)
        say_pair(d, on, els_bm_name(drawn[pairs[p][0]]), els_bm_name(drawn[pairs[p][1]]));
    els_bm_set_str(d, 7, els_bm_name(drawn[a]));
    els_bm_set_str(d, 8, els_bm_name(drawn[b]));
    els_bm_ask(d, on->is_above);
    els_bm_answer_truth(d, wanted);
    return true;
}

bool els_bm_make_compare(els_bm_draft *d)
{
    return ask_pair(d, draw_adjective(d));
}

bool els_bm_make_race_pair(els_bm_draft *d)
{
    return ask_pair(d, &races[els_bm_below(d, 2)]);
}
