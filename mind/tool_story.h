/* tool_story.h — arithmetic stories told in plain English: who has, gets and loses how many, prices
 * and rates, shares, percents, rectangles, averages, comparisons, and sums in words.
 *
 * A reader of verbs and units after Hosseini 2014 (verb categories) and Roy and Roth 2017 (units
 * decide operations); it knows English and arithmetic, no source of problems. Pure. */
#ifndef ELS_TOOL_STORY_H
#define ELS_TOOL_STORY_H

#include "reading.h"

typedef struct {
    double value;
    const char *how;   /* name of the plot that was read: "changes", "rates", ... */
    els_str name;      /* who, where the question asks for a person; else empty */
    bool uses_all;     /* every number of the text went into the answer */
} els_story_answer;

enum { ELS_STORY_ANSWERS_MAX = 8 };

/* Answers by all plots that fit, the most specific first. Returns how many. */
uint32_t els_story_solve(const els_reading *reading, els_story_answer ret[ELS_STORY_ANSWERS_MAX]);

#endif
