/* quantities.h — the numbers of a told problem with what the text says of each: what it counts, per
 * what, and what the question asks for.
 *
 * Units are numbered within the problem: two words are one unit when their stems are equal. A
 * dimension is a vector of exponents over these units: "$5 an hour" is dollars to the 1 and hours
 * to the -1 (unit dependencies, Roy and Roth 2017). General English and measures only ("each",
 * "per", "60 minutes are an hour"); what follows from them for a formula is learned elsewhere. */
#ifndef ELS_QUANTITIES_H
#define ELS_QUANTITIES_H

#include "reading.h"

enum {
    ELS_QUANTITIES_MAX = 8,   /* numbers that formulas may be bound to */
    ELS_QUANTITIES_READ = 24, /* numbers that are read */
    ELS_UNITS_MAX = 24,
    ELS_NAMES_MAX = 4,
    ELS_AROUND_MAX = 6, /* words noted around a number */
    ELS_ASKED_MAX = 12  /* words noted of what is asked */
};

typedef struct {
    int8_t power[ELS_UNITS_MAX];
} els_dimension;

typedef enum {
    ELS_UNIT_NONE,
    ELS_UNIT_MONEY,
    ELS_UNIT_PERCENT,
    ELS_UNIT_TIME,
    ELS_UNIT_MEASURE, /* length, area, weight, volume */
    ELS_UNIT_TIMES,   /* "3 times" */
    ELS_UNIT_NOUN,
    ELS_UNIT_CLASSES
} els_unit_class;

/* What stands at the number; bits. */
enum {
    ELS_SAID_EACH = 1,  /* a rate: "each", "every", "per", "a day" */
    ELS_SAID_MORE = 2,  /* "more", "less", "fewer" or a comparative */
    ELS_SAID_THAN = 4,  /* "than" behind it */
    ELS_SAID_TIMES = 8, /* "times" behind it */
    ELS_SAID_WORD = 16, /* written as a word */
    ELS_SAID_OF = 32,   /* "boxes of" before it */
    ELS_SAID_ASKED = 64 /* what is asked for stands near it, though it counts something else */
};

/* Whom a number is told of, against whom the question names. */
typedef enum {
    ELS_OWNER_OPEN,  /* nobody is named, in the question or here */
    ELS_OWNER_ASKED, /* one who is asked for has it, gets it or parts with it */
    ELS_OWNER_GIVEN, /* it goes to, or comes from, one who is asked for */
    ELS_OWNER_OTHER,
    ELS_OWNERS
} els_owner;

typedef struct {
    double value;
    uint32_t first, end, sentence; /* tokens; its sentence */
    uint32_t unit, per;            /* units + 1; 0: none */
    uint32_t per_also;             /* "5 eggs a week" of each hen; 0: none */
    uint32_t pair;   /* number + 1 it is told beside, "4 girls for every 3 boys"; 0: none */
    uint64_t side;   /* stem of what it stands for in the pair; 0: not said */
    bool inherited;  /* its unit was said at another number */
    bool is_sampled; /* "3 of them": its unit is what one was told of before, "A machine makes ..."
                      */
    els_unit_class unit_class;
    unsigned said;                   /* ELS_SAID_* */
    uint64_t before, after;          /* stems next to it, 0: none */
    uint64_t around[ELS_AROUND_MAX]; /* stems of the clause */
    uint32_t n_around;
    uint64_t lead[2];  /* stems that lead to the first number of its sentence; 0: none */
    uint32_t concepts; /* ideas of quantity that its clause speaks of (lexicon.h) */
    els_dimension dimension;
    int flow; /* 1: whom the question is about has as many more after it, -1: less, 0: not said */
    els_owner owner;
    int told;         /* the flow for whom it is told of */
    uint64_t name;    /* of whom it is told, hashed; 0: nobody */
    uint32_t name_at; /* the name's token + 1 */
    uint64_t other;   /* who is named behind "to", "from", "than" or "as"; 0: nobody */
    bool counted;     /* it counts what is asked for, or a kind of that */
} els_quantity;

typedef struct {
    els_quantity
        items[ELS_QUANTITIES_READ]; /* the first ones, in order of mention; dates left out */
    uint32_t n_read, n;             /* those that are read; of them the first, for formulas */
    uint64_t unit[ELS_UNITS_MAX];   /* stems */
    els_unit_class unit_class[ELS_UNITS_MAX];
    uint32_t n_units;
    uint32_t asking;                     /* the sentence that asks */
    uint32_t asked, per;                 /* units + 1 that are asked for; 0: not said */
    unsigned asked_said;                 /* ELS_SAID_* in the question */
    uint64_t asked_words[ELS_ASKED_MAX]; /* stems of the question */
    uint32_t n_asked_words;
    uint32_t asked_concepts; /* ideas of quantity in the question */
    els_dimension asked_dimension;
    uint64_t names[ELS_NAMES_MAX]; /* of people that the question names */
    uint32_t n_names;
    bool asks_others; /* for those of whom something does not hold */
    bool asks_start;  /* how many there were before what is told happened */
    bool asks_kind;   /* for a kind of thing, or for things of any kind */
} els_quantities;

/* Reads the numbers of a task as those of a told problem. */
void els_quantities_read(const els_reading *reading, els_quantities *ret);
/* The unit (+ 1) that the word in lower case names in this problem; 0: none. */
uint32_t els_quantities_unit(const els_quantities *q, els_str lower);
/* How many of the second unit (+ 1) one of the first is; 0 when they do not measure the same. */
double els_quantities_factor(const els_quantities *q, uint32_t from, uint32_t to);
/* Second part of it (quantities_story.c): who has, gets and parts with what; what is counted. */
void els_quantities_story(const els_reading *reading, els_quantities *q);
/* Dimension of a constant that measures are converted with, such as 60 (minutes per hour), when the
 * problem speaks of both units; else no power at all. Returns 2 when both are spoken of, 1 for a
 * constant of measures whose units are not, 0 for another constant. */
uint32_t els_quantities_constant(const els_quantities *q, double constant, els_dimension *ret);

#endif
