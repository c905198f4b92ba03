/* tool_story_words.h — a story's words put in classes, and its quantities with unit, owner and sign. */
#ifndef ELS_TOOL_STORY_WORDS_H
#define ELS_TOOL_STORY_WORDS_H

#include "reading.h"

enum { ELS_STORY_QUANTITIES_MAX = 48 };

typedef enum {
    ELS_STORY_PLAIN,
    ELS_STORY_MORE_THAN,  /* "6 more than", "5 years older than" */
    ELS_STORY_FEWER_THAN,
    ELS_STORY_TIMES_AS,   /* "3 times as many", "half as many" */
    ELS_STORY_PERCENT,
    ELS_STORY_RATE        /* per something: "$8 each", "30 km per hour", "boxes of 8" */
} els_story_kind;

typedef struct {
    double value;
    uint64_t unit;      /* hash of the singular; ELS_STORY_MONEY; 0: none */
    uint64_t per;       /* of a rate: what it is per; 0: each of what was named before */
    els_story_kind kind;
    int sign;           /* +1 has or gets, -1 loses */
    bool is_state;      /* "has", "there are": not a change */
    uint64_t owner;     /* hash of the subject, 0 none */
    uint64_t other;     /* of "than Y", "as Y", "to Y", "from Y"; 0 none */
    uint32_t token, end, sentence;
} els_story_quantity;

typedef struct {
    const els_reading *reading;
    els_story_quantity q[ELS_STORY_QUANTITIES_MAX];
    uint32_t n;
    uint32_t asking; /* sentence that asks */
} els_story;

uint64_t els_story_money(void);
/* Hash of a noun or unit in the singular ("boxes", "box"; "m", "meters"). */
uint64_t els_story_stem(els_str word);
/* Has the sentence (UINT32_MAX: the whole text) one of these blank-separated words? */
bool els_story_says(const els_story *story, uint32_t sentence, const char *words);
/* Reads all quantities. False when there is no number or no question. */
bool els_story_read(const els_reading *reading, els_story *ret);
/* Name (hash) that stands at token i, 0 when none does. */
uint64_t els_story_name_at(const els_story *story, uint32_t i);

#endif
