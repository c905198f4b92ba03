/* sales_templates.h — the templates of the plugin sales_research: a frame and an operation each. */
#ifndef ELS_SALES_TEMPLATES_H
#define ELS_SALES_TEMPLATES_H

#include "sales_words.h"

/* What is asked. The comment names the slots the operation fills besides those of its companies. */
typedef enum {
    ELS_SALES_ATTRIBUTE,        /* T of A */
    ELS_SALES_PLACE,            /* T of A, one of city, country, region */
    ELS_SALES_FIXED,            /* the template's column of A */
    ELS_SALES_TECH_LIST,        /* T of A, as a list */
    ELS_SALES_ROLE_HOLDER,      /* person with role R at A */
    ELS_SALES_EMPLOYER,         /* company of person H */
    ELS_SALES_JOINED,           /* year in which H joined A */
    ELS_SALES_COUNT,            /* how many P */
    ELS_SALES_COUNT_WHOSE,      /* how many P whose n is above or below w: W */
    ELS_SALES_LIST,             /* names of P, alphabetical */
    ELS_SALES_ONLY,             /* the one S */
    ELS_SALES_BEST,             /* S with the M; z S y; first of P by n, order D */
    ELS_SALES_KTH,              /* the same at place K of order D */
    ELS_SALES_WHICH_OF_TWO,     /* A or B, x, v, M */
    ELS_SALES_MORE_YES_NO,      /* does A have x than B, is A v than B */
    ELS_SALES_GAP,              /* difference in n between A and B, without sign */
    ELS_SALES_EXCEEDS,          /* the same, A being ahead */
    ELS_SALES_AVERAGE,          /* average n of P, d: rounding */
    ELS_SALES_SUM,              /* total n of P */
    ELS_SALES_EXTREME,          /* J n of P */
    ELS_SALES_CHANGE,           /* change of R's revenue from 1 to 2, signed */
    ELS_SALES_GREW_BY,          /* by how much it g ("grew" or "fell"), without sign */
    ELS_SALES_PERCENT,          /* percentage change, signed */
    ELS_SALES_GREW_PERCENT,     /* percentage, without sign */
    ELS_SALES_RATIO,            /* revenue in 2 over revenue in 1 */
    ELS_SALES_GREW_YES_NO,      /* did it g; G past; h comparative */
    ELS_SALES_RIVAL_ATTRIBUTE,  /* T of the competitor of A */
    ELS_SALES_RIVAL_ROLE,       /* R of the competitor of A */
    ELS_SALES_BEST_ATTRIBUTE,   /* T of the S with the M */
    ELS_SALES_BEST_ROLE,        /* R of the S with the M */
    ELS_SALES_PERSON_ATTRIBUTE, /* T of the company of H */
    ELS_SALES_QUALIFY,          /* whether A meets L (lines), I (in one line), P, S */
} els_sales_op;

typedef struct {
    els_sales_op op;
    uint32_t column;     /* of ELS_SALES_FIXED, else 0 */
    const char *frame;   /* grammar of the question */
    const char *context; /* grammar of the context, or NULL */
} els_sales_template;

typedef struct {
    const char *name;
    const els_sales_template *templates;
    uint32_t n_templates;
} els_sales_family;

/* The table of all families; constant. */
const els_sales_family *els_sales_families(uint32_t *ret_count);

#endif
