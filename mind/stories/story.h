/* story.h — a told problem as values that steps make new values of, until one answers the question.
 *
 * A value is a number of the text or made of others: how many, of what, per what, whose. Two values
 * meet in a step that has a meaning ("this many each for that many", "that many more than he",
 * "part of it", "taken from it"), judged by what the text says of both and of the question, never
 * by the words of a whole problem. After the verb categories of Hosseini 2014, the equation trees
 * of Koncel-Kedziorski 2015 and the unit dependencies of Roy and Roth 2017. Pure; general English
 * and measures only. */
#ifndef ELS_STORY_H
#define ELS_STORY_H

#include "quantities.h"

enum {
    ELS_STORY_VALUES = 7,    /* numbers of a problem */
    ELS_STORY_FEATURES = 48, /* of a step, at most */
    ELS_STORY_TEXT = 120     /* bytes of a formula, with its end */
};

typedef enum {
    ELS_STORY_AMOUNT,
    ELS_STORY_COMPARE,  /* "5 more than" */
    ELS_STORY_MULTIPLE, /* "3 times as many as", "twice" */
    ELS_STORY_FRACTION, /* "half of", "two thirds of" */
    ELS_STORY_PERCENT,
    ELS_STORY_CLOCK, /* a time of day, in minutes */
    ELS_STORY_RATIO, /* one number of a pair: "4 girls for every 3 boys" */
    ELS_STORY_YEAR   /* "in 1867" */
} els_story_kind;

typedef struct {
    double value;
    uint32_t unit, per; /* units of the problem + 1; 0: not known, none */
    uint32_t per_also;  /* "5 eggs a week" of each hen */
    uint64_t than;      /* stem of what it is compared with; 0: not said */
    int compared; /* 1: the question asks for the one it is told of, -1: for the other, 0: open */
    uint32_t likened; /* unit + 1 of what is "twice as many"; 0: not said */
    uint64_t side;    /* stem of what the number of a pair stands for */
    els_story_kind kind;
    int sign; /* of a comparison */
    int flow; /* as in quantities.h */
    bool is_more, is_inherited;
    bool is_part;    /* "12 of them" */
    bool is_whole;   /* what parts are taken from: "of its 491", what is paid with, a goal */
    uint64_t of;     /* stem of what it is so much of: "cups of flour"; 0: not said */
    bool is_aside;   /* "years old", "years ago" */
    bool is_area;    /* "63 square cm" */
    bool is_other;   /* told of another state than is asked for: "20% are absent" */
    bool is_off;     /* "$18 off", or told as a part of another */
    bool is_then;    /* somebody's age at the time that is asked about */
    bool is_free;    /* "the first 2 hours": what is told next does not count these */
    bool is_further; /* counts from the second one on */
    bool is_ratio;   /* a fraction made of a pair */
    bool is_work;    /* so many hands for so long */
    bool is_foreign; /* of no kind that is asked for: "how many fruits" */
    bool is_loose;   /* "the two", "that one": stands for nothing that is counted */
    unsigned said;
    uint32_t concepts;
    uint64_t holder, other;   /* whose; with whom it is compared. 0: nobody */
    uint32_t sentence, first; /* where it is told; a made one where its first number is */
    uint32_t uses;            /* bits: numbers it is made of */
    uint32_t steps;           /* it is made by */
    uint32_t sums;            /* of them, those that add */
    double weight;            /* how many the rates were multiplied by; 0: not only by such */
    uint32_t weighs;          /* their unit */
    uint32_t last;            /* els_story_step that made it, ELS_STORY_STEPS: none */
    char text[ELS_STORY_TEXT];
} els_story_value;

/* What the text asks and tells of; bits. */
enum {
    ELS_STORY_SUM = 1,
    ELS_STORY_THAN = 2, /* asks for a difference */
    ELS_STORY_MORE = 4, /* asks how many more, without "than" */
    ELS_STORY_LEFT = 8, /* asks for what is left, free, missing, given back */
    ELS_STORY_START = 16,
    ELS_STORY_EACH = 32, /* asks for what one has */
    ELS_STORY_OTHERS = 64,
    ELS_STORY_MEAN = 128,
    ELS_STORY_NEEDED = 256,
    ELS_STORY_FULL = 512, /* asks how many can be made, filled, bought */
    ELS_STORY_AREA = 1024,
    ELS_STORY_AROUND = 2048,
    ELS_STORY_PERCENTAGE = 4096,
    ELS_STORY_SHARED = 8192,    /* somebody shares or divides */
    ELS_STORY_SOME = 16384,     /* "some" stands for a number that is not told */
    ELS_STORY_TIMES = 32768,    /* asks how many times */
    ELS_STORY_MONEY = 65536,    /* asks for money without naming it */
    ELS_STORY_COST = 131072,    /* asks what is paid or earned for things */
    ELS_STORY_REMAINS = 262144, /* the text speaks of "the rest" */
    ELS_STORY_SQUARE = 524288,  /* it speaks of a square, the shape */
    ELS_STORY_FREE = 1048576,   /* asks what is free, empty */
    ELS_STORY_VOLUME = 2097152,
    ELS_STORY_TRIANGLE = 4194304, /* the text speaks of a triangle */
    ELS_STORY_CHASE = 16777216,   /* asks when one reaches another */
    ELS_STORY_JOINTLY = 8388608   /* asks what several do together in one time */
};

typedef enum {
    ELS_STORY_ADD,
    ELS_STORY_TAKE,      /* the later from the earlier */
    ELS_STORY_TAKE_FROM, /* the earlier from the later */
    ELS_STORY_MULTIPLY,
    ELS_STORY_DIVIDE, /* the earlier by the later */
    ELS_STORY_DIVIDE_BY,
    ELS_STORY_REMAINDER, /* of the earlier by the later */
    ELS_STORY_LIKEN,     /* the one who is compared, from whom he is compared with */
    ELS_STORY_LIKEN_BACK,
    ELS_STORY_PART,
    ELS_STORY_REST,
    ELS_STORY_RAISE,
    ELS_STORY_UNDO_PART, /* the whole of the part */
    ELS_STORY_UNDO_REST, /* the whole of what is left without the part */
    ELS_STORY_LARGER,    /* of two whose sum and difference are told */
    ELS_STORY_SMALLER,
    ELS_STORY_PERCENT_OF, /* the earlier of the later */
    ELS_STORY_PERCENT_BY,
    ELS_STORY_PERCENT_CHANGE, /* by how many percent the later differs */
    ELS_STORY_FRAME,          /* twice the sum: the way around */
    ELS_STORY_SPAN,           /* between two times of day */
    ELS_STORY_PAIR,           /* the two numbers of a ratio */
    ELS_STORY_JOIN,           /* two times for one piece of work: the time of both together */
    ELS_STORY_STEPS
} els_story_step;

/* What is known of a step, or of an end, before anything is learned, and the features that are
 * learned about. */
typedef struct {
    double prior; /* nats */
    uint32_t own[ELS_STORY_FEATURES], n_own;
} els_story_judged;

typedef struct {
    const els_reading *reading;
    const els_quantities *q;
    els_story_value values[ELS_STORY_VALUES];
    uint32_t n;
    uint32_t cues;
    uint32_t asked;    /* unit that is asked for, + 1; 0: not known */
    bool is_guessed;   /* the question does not name it */
    bool parts;        /* somebody parts with something */
    uint64_t asked_of; /* stem of what it is asked of */
    uint32_t persons;  /* bits: units that are people */
    uint32_t anybody;  /* bits: the unit "people" */
    bool is_general;   /* what is asked for is the unit of no number */
    uint32_t span;     /* unit of time that is asked about ("in a year"), + 1; 0: none */
} els_story;

/* Reads a problem. False when it has no numbers or too many, or none of them counts anything, or
 * nothing is asked. `reading` and `q` must outlive `ret`. */
bool els_story_read(const els_reading *reading, const els_quantities *q, els_story *ret);

/* Second part of it (story_asked.c): what is asked for, and what that says of the values. */
void els_story_ask(els_story *story);
/* Third part of it (story_told.c): averages, what counts from the second one on, states. */
void els_story_tell(els_story *story);
/* Fourth (story_span.c): years as points of time; ages at another time. */
void els_story_years(els_story *story);
void els_story_ages(els_story *story);
/* "How many ...?" */
bool els_story_asks_how_many(const els_story *story);

/* What the two values (x told before y) make by the step. False, and nothing written, when the step
 * is none for them. */
bool els_story_make(const els_story *story, els_story_step step, const els_story_value *x,
                    const els_story_value *y, els_story_value *ret, els_story_judged *ret_judged);
/* Whether the step leaves the values it compares with. */
bool els_story_keeps(els_story_step step);

/* How a value may end as the answer. */
typedef enum {
    ELS_STORY_AS_IS,
    ELS_STORY_UP,       /* rounded up */
    ELS_STORY_DOWN,     /* rounded down */
    ELS_STORY_CONVERT,  /* to the unit that is asked for */
    ELS_STORY_SHARE,    /* of a sum, by how many were added: the mean */
    ELS_STORY_SIDES,    /* of a square's side, the way around */
    ELS_STORY_SQUARED,  /* its area */
    ELS_STORY_SIDE,     /* of the way around, a square's side */
    ELS_STORY_HALF,     /* of base and height, a triangle */
    ELS_STORY_WEIGHTED, /* of amounts at a rate each, by how many they are: the weighted mean */
    ELS_STORY_ENDS
} els_story_end;

/* The value as the answer. False, and nothing written, when it cannot end so. `rest`: the values of
 * the state beside it. */
bool els_story_finish(const els_story *story, els_story_end end, const els_story_value *v,
                      const els_story_value *const *rest, uint32_t n_rest, double *ret_value,
                      els_story_judged *ret_judged);

#endif
