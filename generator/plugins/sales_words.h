/* sales_words.h — how the plugin sales_research puts a question into words.
 *
 * A grammar is a text in which [a|b] picks one of the parts (they nest) and $x stands for the
 * grammar in slot x. The same pools of synonyms serve all templates, so that the words that carry
 * the meaning come back in frames never seen before. */
#ifndef ELS_SALES_WORDS_H
#define ELS_SALES_WORDS_H

#include "sales_world.h"

typedef struct {
    const els_sales_world *world;
    els_arena *arena;
    els_rng rng;
    uint32_t difficulty;   /* 1..5 */
    uint32_t filtered;     /* bit set of the columns that els_sales_set_companies spoke of last */
    const char *slot[128]; /* grammars by ASCII letter; NULL is empty */
} els_sales_draft;

typedef struct {
    uint32_t column;
    char op;       /* '=', '>' or '<' */
    int32_t value; /* as in the world; TECH: number of the technology */
} els_sales_filter;

enum { ELS_SALES_MAX_FILTERS = 4 };

/* The grammar as text, NUL-terminated, from the draft's arena. */
const char *els_sales_say(els_sales_draft *draft, const char *grammar);

/* Noun of a column, such as "headcount" or "revenue in 2023" or "sector". */
const char *els_sales_noun(els_sales_draft *draft, uint32_t column);

/* Sets the slots that speak of a number column and a direction:
 *   n noun "turnover in 2023", M "highest turnover in 2023" or "most employees", J "highest",
 *   z + y "oldest" + "" or "largest" + " by headcount", v comparative of the same "older",
 *   x "a higher turnover in 2023" or "more employees", D "from highest to lowest" */
void els_sales_set_measure(els_sales_draft *draft, uint32_t column, bool is_max);

/* Sets the slots that speak of the companies a filter leaves: P plural "fintech firms based in
 * Asia", S the same in the singular, f the modifiers alone ("in the fintech industry based in
 * Asia"). n may be 0. */
void els_sales_set_companies(els_sales_draft *draft, const els_sales_filter *filters, uint32_t n);

/* One criterion as a line, such as "Minimum employees: 200". */
const char *els_sales_criterion(els_sales_draft *draft, const els_sales_filter *filter);

/* The frame as the question: politeness and side remarks by difficulty. `distractor` allows the
 * mention of a company that is not asked about. */
els_str els_sales_question(els_sales_draft *draft, const char *frame, bool distractor);

#endif
