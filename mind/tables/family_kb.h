/* family_kb.h — parts of the family "kb" that its files share: typed queries over one table.
 *
 * family_kb.c          the family: its tables, and what is offered
 * family_kb_plan.c     which queries are tried, and in which order
 * family_kb_question.c one table as the question sees it
 * family_kb_filters.c  conditions on rows
 * family_kb_sets.c     sets of up to three of them
 * family_kb_criteria.c the condition that all stated criteria make together
 * family_kb_nested.c   conditions that ask another table for its greatest or least
 * family_kb_heard.c    what the question's words tell of the columns of all tables
 * family_kb_ops.c      the operators: what they take and are about
 * family_kb_eval.c     a query and its answer
 * family_kb_evidence.c how a query and the question's words account for each other
 * family_kb_parts.c    what operators have in common, and how a query is written */
#ifndef ELS_FAMILY_KB_H
#define ELS_FAMILY_KB_H

#include "family.h"
#include "kb_index.h"
#include "lexicon.h"

enum {
    KBQ_MAX_TABLES = 4,
    KBQ_VALUE_COLUMNS = 16,
    KBQ_MAX_FILTERS = 96,
    KBQ_TOP_FILTERS = 12, /* that are combined */
    KBQ_MAX_SETS = 20,
    KBQ_MAX_ENTITIES = 8,
    KBQ_MAX_OWN = 68,
    KBQ_MAX_WORDS = 24, /* that may name a column */
    KBQ_COLUMN_OWN = 6 + KBQ_MAX_WORDS,
    KBQ_MAX_PLANS = 320
};

/* What a column is used for. */
typedef enum { KBQ_VALUE, KBQ_PROJECT, KBQ_FILTER, KBQ_HOP, KBQ_ROLES } kbq_role;

/* Things in the question that a good query uses: spans that mention values, amounts and dates, and
 * names of columns. One bit each, the first 64 of each sort. */
typedef struct {
    uint64_t spans, amounts, names;
} kbq_used;

typedef struct {
    const char *sign; /* its part of the shape, such as "_>_" */
    uint64_t *rows;   /* bit set over the table's rows */
    kbq_used used;
    uint32_t *own;
    uint32_t n_own;
    uint64_t cross;      /* 0: none */
    uint32_t column;     /* that it is about; 0: none */
    bool is_choice;      /* among or without mentioned entities: says nothing about any of them */
    bool is_nested;      /* asks another table for its greatest or least: */
    bool is_most;        /* the greatest */
    bool is_known_one;   /* holds for one row whatever the tables hold */
    double prior, score; /* the score includes the prior */
    els_str args;
} kbq_filter;

/* A set that asks another table: wording tells of it, so it makes another shape of a program. */
typedef enum { KBQ_PLAIN, KBQ_OF_MOST, KBQ_OF_LEAST, KBQ_NESTINGS } kbq_nesting;

typedef struct {
    const kbq_filter *filters[3];
    uint32_t n_filters;
    uint64_t *rows;
    uint32_t count; /* rows in it */
    kbq_used used;
    double score; /* of its filters, the priors included */
    double prior;
    kbq_nesting nesting; /* of one of the filters */
    els_str shape;       /* " where(_=_,_>_)"; empty for all rows */
    uint32_t same_shape; /* first set with this shape */
} kbq_set;

typedef struct {
    uint32_t row;
    uint32_t ordinal; /* among the entities of the text; 16 and up: answer to an earlier field */
    bool in_context;
    kbq_used used;
    double score;
} kbq_entity;

/* What the question says that is no value and no column. */
typedef struct {
    int way;         /* the first direction: 1 more or up, -1 less or down, 0 none */
    int compared;    /* the first of two compared that is no bound: 1 more, -1 less, 0 none */
    int age;         /* 1 words of being old, -1 of being young, 0 none */
    bool is_eldest;  /* they speak of the oldest or youngest */
    bool is_time;    /* words of time away from amounts */
    uint32_t digits; /* decimals asked for; 0: not said */
    bool moves;      /* words of going up or down */
    bool changes;    /* words of change */
} kbq_wording;

/* How near the words that the question is after are to columns, 0 .. 1; of all tables. */
typedef struct {
    double **on; /* per table and column; column 0 stands for the table's entities */
    double most;
} kbq_focus;

/* What the question's words tell of all tables. */
typedef struct {
    uint64_t **keys;    /* per table and column: hash of the table's name and of the column's */
    uint64_t **bits;    /* the bit of its name in a kbq_used */
    double **overlap;   /* per table and column: share of the words of its name that it has */
    double *named;      /* per table: the same of its own name */
    uint64_t names;     /* columns that are named by all words of their names */
    uint64_t relations; /* of those that lead to rows of their own table: also by meaning */
    kbq_focus answer;   /* what it is after */
    kbq_focus rank;     /* what it ranks by; of entities it says nothing */
} kbq_heard;

typedef enum {
    KBQ_SOUGHT_UNKNOWN,
    KBQ_SOUGHT,
    KBQ_SOUGHT_PARTLY,
    KBQ_NOT_SOUGHT,
    KBQ_SOUGHTS
} kbq_sought;

/* One table as the question sees it. */
typedef struct {
    els_session *session;
    const els_reading *reading;
    const els_kb_index *kb;
    const els_kb_table *table;
    const kbq_heard *heard;
    els_arena *arena;
    uint32_t t;           /* table */
    uint32_t rows, words; /* rows, and 64-bit words of a set of them */
    uint64_t lot;         /* drawn per session: decides between equal scores */
    kbq_used asked;       /* all of the question's */
    uint64_t aside;       /* spans in sentences that neither ask nor are referred to */
    double *overlap;      /* per column: share of its name's words that the question or the field's
                             name has */
    double *related;      /* per column: how near a loose word is in meaning to its name, 0 .. 1 */
    double *scores[KBQ_ROLES];   /* per column */
    const uint64_t *keys, *bits; /* per column: of what was heard */
    uint8_t *telling; /* per two columns: how they are told of, once that was read (_wording.c) */
    uint64_t *named; /* per column: amounts that are part of its name, such as 2023 of sales_2023 */
    uint64_t names;  /* of any column */
    uint64_t sorts;  /* names of columns, of any table, that stand for this table's entities */
    kbq_wording wording;
    bool *is_time;  /* per column: its values are points in time */
    bool *is_other; /* per column: the question names one that differs by its number alone */
    uint64_t loose[KBQ_MAX_WORDS]; /* words of the question away from its amounts and mentions */
    uint32_t loose_token[KBQ_MAX_WORDS]; /* where they stand */
    uint32_t n_loose;
    kbq_entity entities[KBQ_MAX_ENTITIES];
    uint32_t n_entities, n_mentioned; /* the mentioned ones come first, then earlier answers */
    kbq_filter filters[KBQ_MAX_FILTERS];
    uint32_t n_filters;
    kbq_set sets[KBQ_MAX_SETS];
    uint32_t n_sets;
} kbq;

/* ---- what is asked (family_kb_question.c) ---- */

/* The tables that the text speaks of most, at most KBQ_MAX_TABLES. Returns how many. */
uint32_t kbq_choose_tables(const els_reading *reading, const kbq_heard *heard,
                           uint32_t tables[KBQ_MAX_TABLES]);
/* A table made ready, conditions and sets included; NULL when it has no rows or too many columns.
 * `lot` decides between equal scores. Memory of the session. */
kbq *kbq_new(els_session *session, uint32_t table, const kbq_heard *heard, uint64_t lot);
static inline void kbq_add_used(kbq_used *to, kbq_used more)
{
    to->spans |= more.spans;
    to->amounts |= more.amounts;
    to->names |= more.names;
}
/* What stands for the mention at a token, for a number, for a date. */
kbq_used kbq_used_span(const kbq *q, uint32_t first_token);
kbq_used kbq_used_number(const kbq *q, uint32_t number);
kbq_used kbq_used_date(const kbq *q, uint32_t date);
/* What stands for a column's name, if the question has all its words. */
kbq_used kbq_used_name(const kbq *q, els_str name);
kbq_used kbq_used_column(const kbq *q, uint32_t column); /* of the question's table */
/* Columns 1.. with the best scores in a role, best first; numbers and dates only if `numeric`. */
uint32_t kbq_best_columns(const kbq *q, kbq_role role, bool numeric, uint32_t most,
                          uint32_t columns[KBQ_VALUE_COLUMNS]);
/* Own features of a column in a role, and of an entity; prior of a column that is named. */
uint32_t kbq_column_own(const kbq *q, kbq_role role, uint32_t column, uint32_t own[KBQ_COLUMN_OWN]);
uint32_t kbq_entity_own(const kbq_entity *entity, uint32_t n_entities, uint32_t own[2]);
double kbq_overlap_prior(const kbq *q, uint32_t column);
/* Something below one thousandth, drawn by lot for thing number `i`. */
static inline double kbq_lot(const kbq *q, uint64_t i)
{
    return (double)(els_hash_pair(q->lot, i) >> 11) * 0x1p-53 * 1e-3;
}
uint64_t kbq_column_key(const kbq *q, uint32_t column);
bool kbq_is_in_mention(const els_reading *reading, uint32_t token);
uint64_t kbq_cross_key(const kbq *q, kbq_role role, uint32_t column);

/* The word was learned to speak of the column with this key. */
bool kbq_is_learned_name(const els_session *session, uint64_t key, uint64_t word);

/* ---- what the question's words tell of columns (family_kb_heard.c) ---- */

/* The bit of a column's name in a kbq_used. */
uint64_t kbq_name_bit(els_str name);

/* Memory of the session. */
kbq_heard *kbq_hear(els_session *session);
/* The token that asks ("which", "how", "name"); UINT32_MAX when there is none. */
uint32_t kbq_asking_token(const els_reading *reading);
/* Whether the column (0: an entity of the table) is what is told of, and what that is worth as a
 * prior in nats. */
kbq_sought kbq_focus_of(const kbq_focus *focus, uint32_t table, uint32_t column);
double kbq_focus_prior(kbq_sought sought);

/* ---- conditions ---- */
static inline void kbq_set_row(uint64_t *rows, uint32_t row)
{
    rows[row / 64] |= UINT64_C(1) << (row % 64);
}
static inline bool kbq_has_row(const uint64_t *rows, uint32_t row)
{
    return rows[row / 64] >> (row % 64) & 1;
}
/* A new filter with an empty set of rows; NULL when there are too many. Finish it with
 * kbq_filter_done. */
kbq_filter *kbq_filter_new(kbq *q, const char *sign);
void kbq_filter_own(kbq_filter *filter, uint32_t feature);
void kbq_filter_done(kbq *q, kbq_filter *filter);
/* All conditions that the text suggests. */
void kbq_make_filters(kbq *q);
void kbq_make_criteria(kbq *q);
/* The best sets of them; anew, when there are any. (family_kb_sets.c) */
void kbq_make_sets(kbq *q);
/* Conditions that name the greatest or least entity of another table, where the question speaks of
 * one; true when there are any. The sets are to be made anew then. (family_kb_nested.c) */
bool kbq_add_nested(kbq *q, const kbq *by);

/* ---- operators (family_kb_ops.c, family_kb_eval.c) ---- */
typedef enum { KBQ_TEXT, KBQ_NUMBER, KBQ_DATE, KBQ_LIST, KBQ_BOOL, KBQ_OF_COLUMN } kbq_result;

typedef enum {
    KBQ_OP_LOOKUP,
    KBQ_OP_COUNT,
    KBQ_OP_SUM,
    KBQ_OP_AVG,
    KBQ_OP_AVG2,
    KBQ_OP_MIN,
    KBQ_OP_MAX,
    KBQ_OP_ARGMAX,
    KBQ_OP_ARGMIN,
    KBQ_OP_KTH_MAX,
    KBQ_OP_KTH_MIN,
    KBQ_OP_LIST,
    KBQ_OP_LIST_SORTED,
    KBQ_OP_TOP,
    KBQ_OP_BOTTOM,
    KBQ_OP_ONLY,
    KBQ_OP_ANY,
    KBQ_OP_PROJECT_MAX,
    KBQ_OP_PROJECT_MIN,
    KBQ_OP_PROJECT_ONLY,
    KBQ_OP_HOP_MAX,
    KBQ_OP_HOP_MIN,
    KBQ_OP_VALUES,
    KBQ_OP_DISTINCT,
    KBQ_OP_MODE,
    KBQ_OP_SATISFIES,
    KBQ_OP_DIFFERENCE,
    KBQ_OP_DISTANCE,
    KBQ_OP_RATIO,
    KBQ_OP_MORE,
    KBQ_OP_LESS,
    KBQ_OP_SAME,
    KBQ_OP_CHANGE,
    KBQ_OP_GROWTH,
    KBQ_OP_GROWTH1,
    KBQ_OP_GROWTH2,
    KBQ_OP_RISING,
    KBQ_OP_FALLING,
    KBQ_OP_ABS_CHANGE,
    KBQ_OP_ABS_GROWTH1,
    KBQ_OP_ABS_GROWTH2,
    KBQ_OP_QUOTIENT,
    KBQ_OP_AVG0,
    KBQ_OP_AVG1,
    KBQ_OP_RATIO1,
    KBQ_OP_RATIO2,
    KBQ_OP_SHARE,
    KBQ_OP_SHARE0,
    KBQ_OP_SHARE1,
    KBQ_OP_SHARE2,
    KBQ_OP_SUM_SHARE,
    KBQ_OP_SUM_SHARE0,
    KBQ_OP_SUM_SHARE1,
    KBQ_OP_SUM_SHARE2,
    KBQ_OP_PART,
    KBQ_OP_PART0,
    KBQ_OP_PART1,
    KBQ_OP_PART2,
    KBQ_OP_OF_FIRST,
    KBQ_OP_OF_FIRST0,
    KBQ_OP_OF_FIRST1,
    KBQ_OP_OF_LAST,
    KBQ_OP_OF_LAST0,
    KBQ_OP_OF_LAST1,
    KBQ_OP_LIST_UP,
    KBQ_OP_LIST_DOWN,
    KBQ_OP_COUNT_
} kbq_op;

/* What operators have in common: what words say of one they say of its kin. */
typedef enum {
    KBQ_MOST = 1 << 0,
    KBQ_LEAST = 1 << 1,
    KBQ_ROUND1 = 1 << 2,
    KBQ_ROUND2 = 1 << 3,
    KBQ_ABS = 1 << 4,
    KBQ_GROWTH = 1 << 5,
    KBQ_GET = 1 << 6,
    KBQ_AVG = 1 << 7,
    KBQ_ARG = 1 << 8,
    KBQ_KTH = 1 << 9,
    KBQ_CHANGE = 1 << 10, /* words are not crossed with it */
    KBQ_ROUND0 = 1 << 11,
    KBQ_SHARE = 1 << 12,
    KBQ_OF_FIRST = 1 << 13, /* of what the condition that is told first holds for */
    KBQ_OF_LAST = 1 << 14
} kbq_trait; /* a set of them is a uint32_t */

typedef struct {
    const char *name; /* with its holes, such as "argmax(_)" */
    kbq_result result;
    bool set;         /* over a set of rows */
    bool value;       /* of a numeric column, or for lookups and the like of any column */
    bool numeric;     /* that column must hold numbers or dates */
    uint8_t entities; /* 0, 1 or 2 */
    bool project;     /* answers with another column */
    bool second;      /* compares with a second numeric column */
    bool k;           /* takes a count or rank */
    bool given;       /* only of tables that come with the question */
    double prior;
    uint32_t concepts; /* what it is about (lexicon.h) */
    uint32_t traits;
} kbq_op_info;

extern const kbq_op_info kbq_ops[KBQ_OP_COUNT_];

typedef struct {
    kbq_op op;
    uint32_t value, other; /* columns; `other`: projection, or second column */
    uint32_t hop;  /* column that leads to another table's entities, then `other` is there */
    uint32_t a, b; /* rows */
    uint32_t k;
    const kbq_set *set;
} kbq_query;

/* Keys of an operator and of its traits, to be crossed with the words. Returns how many. */
enum { KBQ_OP_CROSS = 4 };
uint32_t kbq_op_cross(kbq_op op, kbq_nesting nesting, uint64_t cross[KBQ_OP_CROSS]);
/* How what the operator is about meets what the question speaks of (`spoken`, lexicon.h): own
 * features, and a prior in nats. */
enum { KBQ_CONCEPT_OWN = 8 };
uint32_t kbq_concept_own(uint32_t spoken, kbq_op op, uint32_t own[KBQ_CONCEPT_OWN]);
double kbq_concept_prior(uint32_t spoken, kbq_op op);
/* What fills the holes of a query's shape. Memory of the session. */
els_str kbq_args_of(const kbq *q, const kbq_query *query);
/* What the question's first asking word wants: "who" a text, "how many" a number, "does" yes or no,
 * "what" anything else. */
typedef enum {
    KBQ_SORT_ANY,
    KBQ_SORT_VALUE,
    KBQ_SORT_TEXT,
    KBQ_SORT_NUMBER,
    KBQ_SORT_BOOL
} kbq_sort;
kbq_sort kbq_sort_asked(const els_reading *reading);
/* Nats for an answer of this kind, where a field takes all kinds. */
double kbq_sort_prior(kbq_sort asked, kbq_result result);

/* ---- evidence (family_kb_evidence.c) ---- */

/* Adds to *used what the query's columns take up of the question, its conditions and entities being
 * in it. False when the query takes one number for two things. */
bool kbq_take_up(const kbq *q, const kbq_query *query, kbq_used *used);
/* What is left unused, and what is used without a word for it; nats. `is_ordinal`: the question has
 * a word such as "third". */
double kbq_evidence_prior(const kbq *q, const kbq_query *query, kbq_used used, bool is_ordinal);
#define KBQ_EVIDENCE_MOST 2.5 /* no query has more of it */
/* All features of a query, and the keys that are crossed with the words. */
enum { KBQ_OFFER_OWN = 480, KBQ_OFFER_CROSS = 12 };
uint32_t kbq_offer_own(const kbq *q, const kbq_query *query, kbq_used used,
                       uint32_t own[KBQ_OFFER_OWN]);
uint32_t kbq_offer_cross(const kbq *q, const kbq_query *query, uint64_t cross[KBQ_OFFER_CROSS]);

/* ---- running ---- */

/* What kind of answer it would have; never KBQ_OF_COLUMN. */
kbq_result kbq_result_of(const kbq *q, const kbq_query *query);
/* Runs a query. False when it has no answer (no rows, a cell that is empty or no number, more than
 * one row where one is asked for). BOOL answers are "yes" and "no". */
bool kbq_evaluate(const kbq *q, const kbq_query *query, els_str *ret_answer);

/* ---- general English (family_kb_wording.c) ---- */

/* The mentioned entity is the one that the relation of a column of its table starts from: "the
 * rival of Acme", "Acme's main rival"; not so in "whose rival is Acme". */
bool kbq_is_possessor(const kbq *q, const els_mention *mention, uint32_t column);
/* How near the word of a token is in meaning to the nearest word of a column's name, 0 .. 1; its
 * class as a feature, and what it is worth as a prior, 0 .. 1. */
double kbq_word_related(const els_reading *reading, uint32_t token, uint32_t table,
                        uint32_t column);
uint32_t kbq_related_class(double related);
double kbq_related_prior(double related);
/* On which side of the amount at tokens first .. end-1 the nearest word of comparison is: 1 more,
 * -1 less, 0 there is none; *ret_with: the amount itself is meant as well ("at least"). */
int kbq_bound_said(const kbq *q, uint32_t first, uint32_t end, bool *ret_with);
/* How words of time meet a column: own feature, and a prior in nats. */
uint32_t kbq_time_own(const kbq *q, uint32_t role, uint32_t column, bool is_said);
double kbq_time_prior(const kbq *q, uint32_t column, bool is_said);
bool kbq_is_time_word(els_str word, bool of_bounds);
/* 1 for a word of being old, -1 of being young, else 0. */
int kbq_age_said(els_str word);
void kbq_read_wording(kbq *q);
/* What a column is to the words of age in the question: nothing, since when something is there, or
 * how old it is. */
typedef enum { KBQ_NO_AGE, KBQ_AGE_SINCE, KBQ_AGE_ITSELF, KBQ_AGE_SENSES } kbq_age_sense;
kbq_age_sense kbq_age_of(const kbq *q, uint32_t column);
/* Ideas that the question speaks of, as they are meant of an operator on a column: the oldest has
 * the greatest age and the least year of birth. */
uint32_t kbq_spoken(const kbq *q, kbq_op op, uint32_t column, kbq_nesting nesting);
/* A word of exception ("other than", "not") stands shortly before the token. */
bool kbq_is_excepted(const kbq *q, uint32_t first);
/* How the order of two columns in a query meets the one in the table and the one in which the
 * question tells of them: own features, and a prior in nats. */
enum { KBQ_ORDER_OWN = 4 };
uint32_t kbq_order_own(const kbq *q, kbq_op op, uint32_t column, uint32_t other,
                       uint32_t own[KBQ_ORDER_OWN]);
double kbq_order_prior(const kbq *q, kbq_op op, uint32_t column, uint32_t other);
/* How an operator's direction, decimals and sign meet the wording: own features, and a prior in
 * nats. */
enum { KBQ_WORDING_OWN = 3 };
uint32_t kbq_wording_own(const kbq *q, kbq_op op, uint32_t own[KBQ_WORDING_OWN]);
double kbq_wording_prior(const kbq *q, kbq_op op);

#endif
