/* actions.h — what the goaler can change for a goal, and what it has learned about whether that
 * helps. Pure.
 *
 * One action is on trial at a time. It is judged after ELS_ACTION_TERM iterations: what its goal
 * measures has to have come further than it would have by itself. That is taken to be 0.7 of its
 * pace before (learning slows down) and never less than standing still. Success has to be better
 * than expected by a standard error, cost by 5 %: most trials are short, and what only seems to
 * help would pile up. An action that did not help is taken back; one that helped stays.
 *
 * Which one is tried is drawn by Thompson sampling (1933; Chapelle and Li 2011) over the actions
 * that can change something, and over waiting: doing nothing for a term is judged like the others,
 * so that the record says how often things seem to help by themselves. Every action has a
 * Beta(1 + helped, 2 + not helped) per metric, waiting a Beta(2 + helped, 1 + not helped); the
 * random numbers are a function of (seed of the run, iteration). Actions that do not help are so
 * tried less and less.
 */
#ifndef ELS_ACTIONS_H
#define ELS_ACTIONS_H

#include "curriculum.h"

enum { ELS_ACTION_TERM = 8, ELS_ACTION_TASKS_MIN = 8, ELS_ACTIONS_KEPT = 24 };

/* The numbers are saved: append only. */
typedef enum {
    ELS_ACTION_SHARPEN, /* practice closer to where the errors are */
    ELS_ACTION_SOFTEN,  /* practice more evenly */
    ELS_ACTION_FOCUS,   /* more practice of the goals' own kinds */
    ELS_ACTION_EXPLORE_MORE,
    ELS_ACTION_EXPLORE_LESS,
    ELS_ACTION_EASIER,  /* training tasks of low difficulty */
    ELS_ACTION_HARDER,  /* training tasks of high difficulty */
    ELS_ACTION_PROPOSE, /* a change of a work budget or another parameter, to the applier */
    ELS_ACTION_WAIT,    /* nothing: what comes by itself, for comparison */
    ELS_ACTION_KINDS_
} els_action_kind;

typedef enum {
    ELS_TRIAL_ON,
    ELS_TRIAL_HELPED,
    ELS_TRIAL_NO_HELP,
    ELS_TRIAL_NOT_MEASURED, /* too few tasks of the subject to say anything */
    ELS_TRIAL_VERDICTS_
} els_trial_verdict;

/* Everything that an action may change, with its bounds in actions.c. */
typedef struct {
    els_curriculum_knobs curriculum;
    double exploration;  /* share, ELS_GOALER_EXPLORATION_MIN.._MAX */
    uint32_t difficulty; /* 0 drawn, else 1..5 */
    uint32_t proposed;   /* bit i: proposal i of the table in actions.c was made */
} els_knobs;

typedef struct {
    uint64_t number, goal; /* of the action; of the goal it serves */
    uint32_t kind, measure, verdict;
    char subject[129], change[129];
    uint64_t made_at, judged_at;
    double before, expected, after;
    double pace;         /* gain per task of the subject before the action */
    uint64_t tasks_then; /* of the subject, graded when it was made */
    els_knobs undo;
} els_trial;

typedef struct {
    uint32_t tried, helped;
} els_action_tally;

/* A zeroed one has tried nothing. */
typedef struct {
    els_trial list[ELS_ACTIONS_KEPT]; /* newest last */
    uint32_t n;
    uint64_t made;
    els_action_tally tally[ELS_METRIC_COUNT_][ELS_ACTION_KINDS_];
} els_actions;

/* Judges the action on trial when its term is over, and takes it back in `knobs` when it did not
 * help. Returns it then, NULL when nothing was judged. */
const els_trial *els_actions_judge(els_actions *actions, const els_strata *strata,
                                   uint64_t iteration, els_knobs *knobs);
/* Chooses and does an action for `goal`, unless one is on trial or nothing can be measured for it.
 * Returns it, NULL when nothing was done. */
const els_trial *els_actions_try(els_actions *actions, const els_goal_entry *goal,
                                 const els_strata *strata, uint64_t seed, uint64_t iteration,
                                 els_knobs *knobs);

/* As in progress.goal_actions and .action_records; memory from `arena`. */
void els_actions_report(const els_actions *actions, els_arena *arena, els_progress *out);
void els_actions_visit(els_snapshot *snapshot, els_actions *actions);
void els_knobs_visit(els_snapshot *snapshot, els_knobs *knobs);

#endif
