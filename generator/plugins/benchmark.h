/* benchmark.h — what the families of the plugin `benchmark` share: drafts of tasks, wordings drawn
 * from patterns, and pools of names and things. Internal to benchmark*.c. */
#ifndef ELS_BENCHMARK_H
#define ELS_BENCHMARK_H

#include "els_date.h"
#include "plugin.h"

enum {
    ELS_BM_SLOTS = 10,
    ELS_BM_CHOICES = 16,
    ELS_BM_NAMES = 48,
    ELS_BM_DRAW = 64,
    ELS_BM_FRAMES = 4
};

/* A task in the making. Premises and the question proper are written apart; where the premises end
 * up (context or question) is the template's choice. */
typedef struct {
    els_arena *arena;
    els_rng rng;
    uint32_t level;   /* 1..5 */
    uint32_t frame;   /* 0..ELS_BM_FRAMES-1: which of the written alternatives may be used */
    bool money_words; /* "12 dollars" instead of "$12" */
    els_str slot[ELS_BM_SLOTS]; /* what {0}..{9} stand for in patterns */
    els_buf premises, ask;
    const char *type; /* of the answer; static */
    els_str choices[ELS_BM_CHOICES];
    uint32_t n_choices;
    els_str key;
} els_bm_draft;

/* Fills premises, ask, type, choices and key. False: the drawn instance has no unique answer; the
 * caller clears the draft and calls again with the random stream further on. */
typedef bool (*els_bm_make)(els_bm_draft *draft);

typedef enum { ELS_BM_IN_QUESTION, ELS_BM_IN_CONTEXT } els_bm_place;

typedef struct {
    els_bm_make make;
    els_bm_place place; /* of the premises */
} els_bm_template;

typedef struct {
    const char *name;
    const els_bm_template *templates;
    uint32_t n_templates;
    bool is_transfer; /* all of it in ELS_SPLIT_TRANSFER, else split by template */
} els_bm_family;

extern const els_bm_family els_bm_math, els_bm_logic, els_bm_pattern, els_bm_classification,
    els_bm_reasoning, els_bm_schedule;

/* Makers that live beside the file of their family's table. */
bool els_bm_make_superlative(els_bm_draft *draft);
bool els_bm_make_kth_adjective(els_bm_draft *draft);
bool els_bm_make_race_end(els_bm_draft *draft);
bool els_bm_make_race_kth(els_bm_draft *draft);
bool els_bm_make_row_end(els_bm_draft *draft);
bool els_bm_make_row_kth(els_bm_draft *draft);
bool els_bm_make_count_above(els_bm_draft *draft);
bool els_bm_make_list_order(els_bm_draft *draft);
bool els_bm_make_compare(els_bm_draft *draft);
bool els_bm_make_race_pair(els_bm_draft *draft);
bool els_bm_make_sort(els_bm_draft *draft);
bool els_bm_make_reverse(els_bm_draft *draft);
bool els_bm_make_map(els_bm_draft *draft);
bool els_bm_make_parity(els_bm_draft *draft);
bool els_bm_make_threshold(els_bm_draft *draft);
bool els_bm_make_slice(els_bm_draft *draft);
bool els_bm_make_running(els_bm_draft *draft);
bool els_bm_make_distinct(els_bm_draft *draft);
bool els_bm_make_rotate(els_bm_draft *draft);
bool els_bm_make_reduce(els_bm_draft *draft);
bool els_bm_make_date_after(els_bm_draft *draft);
bool els_bm_make_date_before(els_bm_draft *draft);
bool els_bm_make_today(els_bm_draft *draft);
bool els_bm_make_weekday(els_bm_draft *draft);
bool els_bm_make_days_between(els_bm_draft *draft);
bool els_bm_make_weekday_later(els_bm_draft *draft);
bool els_bm_make_two_stages(els_bm_draft *draft);
bool els_bm_make_count_all(els_bm_draft *draft);
bool els_bm_make_count_kind(els_bm_draft *draft);
bool els_bm_make_count_together(els_bm_draft *draft);
bool els_bm_make_who_has_most(els_bm_draft *draft);

/* ---- random choices ---- */
uint32_t els_bm_below(els_bm_draft *draft, uint32_t bound);
/* Uniform in lo..hi. */
int64_t els_bm_between(els_bm_draft *draft, int64_t lo, int64_t hi);
/* True in `percent` of 100 cases. */
bool els_bm_chance(els_bm_draft *draft, uint32_t percent);
/* The value of the draft's level out of values for the levels 1..5. */
int64_t els_bm_by_level(const els_bm_draft *draft, int64_t one, int64_t two, int64_t three,
                        int64_t four, int64_t five);
/* Uniform number whose size grows with the level: from 2 up to 9, 20, 60, 250 or 1200. */
int64_t els_bm_sized(els_bm_draft *draft);
/* `count` different indices below `size` (at most ELS_BM_DRAW) in random order. */
void els_bm_draw(els_bm_draft *draft, uint32_t size, uint32_t count, uint32_t *ret);

/* ---- slots of patterns ---- */
void els_bm_set(els_bm_draft *draft, unsigned slot, const char *text);
void els_bm_set_str(els_bm_draft *draft, unsigned slot, els_str text);
void els_bm_set_number(els_bm_draft *draft, unsigned slot, int64_t value);
/* Digits, or now and then a word where the number is small. */
void els_bm_set_count(els_bm_draft *draft, unsigned slot, int64_t value);
void els_bm_set_money(els_bm_draft *draft, unsigned slot, int64_t dollars);
/* ISO or "March 5, 2024", drawn. */
void els_bm_set_date(els_bm_draft *draft, unsigned slot, int64_t days);
/* Different first names from slot `first` on. */
void els_bm_set_names(els_bm_draft *draft, unsigned first, uint32_t count);

/* ---- wording: {3} a slot, {^3} the slot with a capital, {name} a shared pool of synonyms,
 * <a|b|c> one of several, nested as needed ---- */
/* Appends one sentence or more to the premises. */
void els_bm_say(els_bm_draft *draft, const char *pattern);
/* The same to the question proper. */
void els_bm_ask(els_bm_draft *draft, const char *pattern);
/* Expands into memory of the arena. */
els_str els_bm_text(els_bm_draft *draft, const char *pattern);
/* Expands at the end of `out`, without any space in front. */
void els_bm_expand(els_bm_draft *draft, els_buf *out, const char *pattern);
/* Appends "a, b and c". */
void els_bm_join(els_buf *out, const els_str *parts, uint32_t count);
/* Appends "3, 5, 8"; the number at index `hidden` (count: none) is written as "?". */
void els_bm_add_numbers(els_buf *out, const int64_t *numbers, uint32_t count, uint32_t hidden);

/* ---- answers ---- */
void els_bm_answer_number(els_bm_draft *draft, double value);
void els_bm_answer(els_bm_draft *draft, const char *type, els_str key);
/* An enum; the choices are put in random order. */
void els_bm_answer_enum(els_bm_draft *draft, const els_str *choices, uint32_t count, els_str key);

/* One of the names: an entity, now and then an enum of them all. */
void els_bm_answer_name(els_bm_draft *draft, const els_str *names, uint32_t count, uint32_t right);

typedef enum { ELS_BM_NO, ELS_BM_YES, ELS_BM_UNKNOWN } els_bm_truth;
/* An enum of yes, no and unknown, with a word on what unknown means at the end of the question. */
void els_bm_answer_truth(els_bm_draft *draft, els_bm_truth truth);
/* One of the three, alike often. */
els_bm_truth els_bm_wanted_truth(els_bm_draft *draft);

/* ---- pools ---- */
typedef struct {
    const char *one, *many;
} els_bm_noun;
extern const char *const els_bm_female_names[ELS_BM_NAMES / 2];
extern const char *const els_bm_male_names[ELS_BM_NAMES / 2];
enum { ELS_BM_THINGS = 24, ELS_BM_MADE_UP = 24, ELS_BM_PLACES = 14 };
extern const els_bm_noun els_bm_things[ELS_BM_THINGS];   /* countable things a person can have */
extern const els_bm_noun els_bm_made_up[ELS_BM_MADE_UP]; /* nouns that mean nothing */
extern const char *const els_bm_places[ELS_BM_PLACES];   /* rooms and the like, "the" goes before */
extern const char *const els_bm_ordinals[12];            /* "first".. */

/* Name by index below ELS_BM_NAMES: the even ones female, the odd ones male. */
els_str els_bm_name(uint32_t index);
/* Plurals of `count` different things in slots `first` and on. */
void els_bm_set_things(els_bm_draft *draft, unsigned first, uint32_t count);

#endif
