/* story_number.h — one number of a told problem as a value: an amount, a part, a multiple or a
 * comparison, of what and per what. */
#ifndef ELS_STORY_NUMBER_H
#define ELS_STORY_NUMBER_H

#include "story.h"

/* The value that the number is; those told before it are in the story already. It has neither text
 * nor place among the values yet. */
els_story_value els_story_number(const els_story *story, const els_quantity *s);
/* "third", "quarters": of how many parts; 0 when the word names no part. */
double els_story_part_named(els_str word);
/* The sentence says that several get or hold as many each. */
bool els_story_shares_alike(const els_story *story, uint32_t sentence);
/* "each of 7 buses", "each of his 7 hens": the number counts what each stands for. */
bool els_story_is_each_of(const els_story *story, const els_story_value *v);

#endif
