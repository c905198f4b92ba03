/* goals.h — the book of goals: what is aimed at, by when, who wanted it, how far it is. Pure. */
#ifndef ELS_GOALS_H
#define ELS_GOALS_H

#include "goal_text.h"
#include "strata.h"

#define ELS_GOALS_MAX 48u                      /* of progress.goals' 64; advice takes the rest */
#define ELS_GOALS_LIVE_MAX (ELS_GOALS_MAX - 1) /* so that a refused one can always be shown */

typedef enum {
    ELS_GOAL_PERFORMANCE, /* from a forecast: a success that is within reach */
    ELS_GOAL_RESOURCE,    /* training tasks are not to be spent on what is mastered */
    ELS_GOAL_CAPACITY,    /* wall-clock, only advised on */
    ELS_GOAL_BOTTLENECK,  /* wall-clock, only advised on */
    ELS_GOAL_COST,        /* work units per solved task */
    ELS_GOAL_SERVICE,     /* a user's level of success */
    ELS_GOAL_ADAPTATION,  /* a pattern calls for it: plateau, regression, starved kind */
    ELS_GOAL_KINDS_
} els_goal_kind;

typedef enum {
    ELS_GOAL_ACTIVE,      /* set, nothing was done for it yet but the curriculum's weight */
    ELS_GOAL_IN_PROGRESS, /* an action was taken for it */
    ELS_GOAL_ACHIEVED,
    ELS_GOAL_FAILED,
    ELS_GOAL_CANCELLED,
    ELS_GOAL_STATUSES_
} els_goal_status;

typedef enum {
    ELS_MEASURE_SUCCESS,  /* of the subject's newest tasks */
    ELS_MEASURE_COST,     /* work units per solved task of the subject */
    ELS_MEASURE_TRAINING, /* tasks of the subject trained since the goal was set */
    ELS_MEASURE_WASTE,    /* share of the training tasks that went to what is mastered */
    ELS_MEASURE_TIME,     /* wall-clock */
    ELS_MEASURES_
} els_goal_measure;

typedef struct {
    uint32_t kind, status, measure; /* the enums above */
    char subject[129];              /* all, plugin or plugin/family; else what it is about */
    char by[65], reason[257], evidence[257], action[257];
    double target, start, current, priority;
    bool is_measured;          /* `start` and `current` are values */
    uint64_t number;           /* goal-<number> */
    uint64_t made_at, due_at;  /* iterations; made after that one */
    uint64_t trained_at_start; /* TRAINING: tasks of the subject trained before */
} els_goal_entry;

/* In order of their numbers. A zeroed one is empty. */
typedef struct {
    els_goal_entry list[ELS_GOALS_MAX];
    uint32_t n;
    uint64_t made; /* ever */
} els_goal_book;

/* Still wanted: active or in progress. */
bool els_goal_is_live(const els_goal_entry *goal);
bool els_goal_is_reached(const els_goal_entry *goal);

/* The live goal of that kind, measure and subject; NULL when there is none. */
els_goal_entry *els_goals_live(els_goal_book *book, els_goal_kind kind, els_goal_measure measure,
                               els_str subject);
/* Appends a goal as described (number and status are set here); the oldest that is over makes
 * room. NULL when ELS_GOALS_LIVE_MAX are live. */
els_goal_entry *els_goals_add(els_goal_book *book, const els_goal_entry *goal);
/* Appends a goal that was not taken, failed from the start, so that its reason can be read. */
void els_goals_refuse(els_goal_book *book, const els_goal_entry *goal);
/* By number; NULL when the book has it no more. */
els_goal_entry *els_goals_find(els_goal_book *book, uint64_t number);

/* The row that "all", "plugin" or "plugin/family" is measured by; NULL when nothing was graded. */
const els_stratum *els_goal_row(const els_strata *strata, els_str subject);
/* True when the subject covers this kind of task. */
bool els_goal_covers(els_str subject, els_str plugin, els_str family);

#define ELS_GOAL_TASKS_MIN 20u
/* Measures every live goal that is about strata, and then settles it: achieved when its target is
 * reached, on at least ELS_GOAL_TASKS_MIN tasks; failed when it is due, or the run is over. Goals
 * of other measures have had `current` set before. `waste` is the share of ELS_MEASURE_WASTE, below
 * 0 when unknown. */
void els_goals_review(els_goal_book *book, const els_strata *strata, double waste,
                      uint64_t iteration, bool is_last);

/* As in progress.goals; memory from `arena`. */
els_goal els_goal_describe(const els_goal_entry *goal, els_arena *arena);

void els_goal_visit(els_snapshot *snapshot, els_goal_entry *goal);
void els_goals_visit(els_snapshot *snapshot, els_goal_book *book);
/* Copies a text into a fixed array, cut where it is too long. */
void els_goaler_copy(char *to, size_t size, els_str text);

#endif
