/* options.h — command-line options from a table, for every program of ELS.
 *
 * "--name value", "--name=value", "-n value", flags without a value; "--" ends the options. The
 * values are written into a plain struct of the caller at the offsets the table gives. */
#ifndef ELS_OPTIONS_H
#define ELS_OPTIONS_H

#include "els_err.h"
#include "els_str.h"

#include <stdio.h>

typedef enum {
    ELS_OPTION_FLAG, /* bool; takes no value */
    ELS_OPTION_U64,  /* uint64_t, decimal, within min..max */
    ELS_OPTION_F64,  /* double, within min..max */
    ELS_OPTION_TEXT, /* const char *, NULL when not given and without default */
    ELS_OPTION_LIST /* els_option_list: parts between commas, blanks trimmed, empty parts refused */
} els_option_type;

typedef struct {
    els_str *items;
    size_t n;
} els_option_list;

typedef struct {
    const char *name; /* "batch-size", without dashes */
    char letter;      /* 'b' for -b; 0 for none */
    els_option_type type;
    const char *argument; /* "N", "DIR"; NULL for a flag */
    size_t offset;        /* of the value in the caller's struct */
    const char *fallback; /* default as text, NULL for zero, false, NULL or the empty list */
    double min, max;      /* range of a number; both 0: any */
    const char *choices;  /* TEXT: allowed values between commas; NULL: any */
    const char *help;     /* one phrase; NULL: not shown (for tests and experiments) */
} els_option;

#define ELS_OPTION(type_, name_, letter_, argument_, struct_, field_, fallback_, help_)            \
    {                                                                                              \
        .name = (name_), .letter = (letter_), .type = (type_), .argument = (argument_),            \
        .offset = offsetof(struct_, field_), .fallback = (fallback_), .help = (help_)              \
    }

/* A number (U64 or F64) within low_..high_; a text that is one of `choices_`. */
#define ELS_OPTION_RANGED(type_, name_, argument_, struct_, field_, fallback_, low_, high_, help_) \
    {                                                                                              \
        .name = (name_), .type = (type_), .argument = (argument_),                                 \
        .offset = offsetof(struct_, field_), .fallback = (fallback_), .min = (low_),               \
        .max = (high_), .help = (help_)                                                            \
    }
#define ELS_OPTION_CHOICE(name_, argument_, struct_, field_, fallback_, choices_, help_)           \
    {                                                                                              \
        .name = (name_), .type = ELS_OPTION_TEXT, .argument = (argument_),                         \
        .offset = offsetof(struct_, field_), .fallback = (fallback_), .choices = (choices_),       \
        .help = (help_)                                                                            \
    }

/* A table with the struct it fills. */
typedef struct {
    const els_option *options;
    size_t n;
    void *target;
} els_option_group;

/* Sets the defaults, then reads argv[1..argc-1] into the groups (earlier groups win a name that
 * stands in two). Words that are no options are collected in order into *ret_words (from `arena`);
 * NULL refuses them. Values borrow from argv and from the tables.
 * Errors: USAGE with one line in `error_text` (not NULL), naming the option; targets may then be
 * partly filled. A later occurrence of an option overrides an earlier one. */
ELS_MUST_CHECK els_err els_options_parse(const els_option_group *groups, size_t n_groups, int argc,
                                         char *const *argv, els_arena *arena,
                                         els_option_list *ret_words, els_buf *error_text);
/* Prints the options of the groups with argument, help and default, one per line, aligned. */
void els_options_print(const els_option_group *groups, size_t n_groups, FILE *file);

#endif
