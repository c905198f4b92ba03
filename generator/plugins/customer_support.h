/* customer_support.h — what the files of the task plugin customer_support share.
 *
 * world.c      plans, products and error codes that a seed makes, and their knowledge base
 * policy.c     the facts of a customer's case and the one policy that decides it
 * record.c     the facts as the "Key: value" lines of a task's context
 * templates.c  the sentence frames, one per template
 * wording.c    word pools and the composition of a message around a frame
 * (all prefixed customer_support_); customer_support.c is the plugin itself. */
#ifndef ELS_CUSTOMER_SUPPORT_H
#define ELS_CUSTOMER_SUPPORT_H

#include "plugin.h"
#include "wording.h"

/* In the alphabetical order of their names: the order of the choices says nothing. */
typedef enum {
    SUPPORT_ACCOUNT_ACCESS,
    SUPPORT_BILLING,
    SUPPORT_CANCELLATION,
    SUPPORT_COMPATIBILITY,
    SUPPORT_COMPLAINT,
    SUPPORT_FEATURE_REQUEST,
    SUPPORT_OUTAGE,
    SUPPORT_PRODUCT_QUESTION,
    SUPPORT_REFUND,
    SUPPORT_SEAT_CHANGE,
    SUPPORT_SHIPPING,
    SUPPORT_TROUBLESHOOTING,
    SUPPORT_INTENTS
} support_intent;

typedef enum {
    SUPPORT_ADD_SEATS,
    SUPPORT_ADVISE_UPDATE,
    SUPPORT_APPROVE_REFUND,
    SUPPORT_ASK_NOTICE,
    SUPPORT_BOOK_CALL,
    SUPPORT_DENY_REFUND,
    SUPPORT_ESCALATE,
    SUPPORT_EXPLAIN_CHARGE,
    SUPPORT_LOG_REQUEST,
    SUPPORT_OFFER_CREDIT,
    SUPPORT_OFFER_UPGRADE,
    SUPPORT_RESET_ACCESS,
    SUPPORT_SCHEDULE_CANCELLATION,
    SUPPORT_SEND_APOLOGY,
    SUPPORT_SEND_GUIDE,
    SUPPORT_SEND_REPLACEMENT,
    SUPPORT_SEND_STATUS,
    SUPPORT_VERIFY_IDENTITY,
    SUPPORT_ACTIONS
} support_action;

typedef enum {
    SUPPORT_HIGH,
    SUPPORT_LOW,
    SUPPORT_NORMAL,
    SUPPORT_URGENT,
    SUPPORT_PRIORITIES
} support_priority;

extern const char *const support_intent_names[SUPPORT_INTENTS];
extern const char *const support_action_names[SUPPORT_ACTIONS];
extern const char *const support_priority_names[SUPPORT_PRIORITIES];

/* ---- world ---- */

enum { SUPPORT_PLANS = 6, SUPPORT_PRODUCTS = 36, SUPPORT_ERRORS = 20 };

typedef struct {
    uint8_t name;             /* index into the plan names */
    bool is_premium;          /* column tier: premium, else core */
    bool is_personal;         /* column support_level: personal, else standard */
    int64_t refund_window;    /* days */
    int64_t notice_period;    /* days */
    int64_t seat_limit;       /* seats */
    int64_t login_limit;      /* attempts */
    int64_t outage_allowance; /* minutes */
} support_plan;

typedef struct {
    uint8_t name, suffix; /* indices into the product names and second words; 0 is no second word */
    uint8_t category;
    uint8_t platforms;      /* bit set */
    int64_t price;          /* USD */
    int64_t warranty;       /* months */
    int64_t min_os_version; /* a plain number */
} support_product;

typedef struct {
    int64_t code; /* written E<code> */
    uint8_t component;
    bool needs_engineer; /* column fix: engineer, else guide */
} support_error;

typedef struct {
    support_plan plans[SUPPORT_PLANS];
    support_product products[SUPPORT_PRODUCTS];
    support_error errors[SUPPORT_ERRORS];
} support_world;

/* Pure function of the seed; no allocation. */
void support_world_make(uint64_t seed, support_world *ret);
els_str support_plan_name(const support_plan *plan);
/* "Name" or "Name Second"; memory from `arena`. */
els_str support_product_name(const support_product *product, els_arena *arena);
els_str support_error_name(const support_error *error, els_arena *arena);
/* The tables plans, products and errors; memory from `arena`. */
void support_world_knowledge(const support_world *world, els_arena *arena, els_kb *ret);

/* ---- policy ---- */

/* Everything that may be known of a customer. All facts have a value in every case; which of them
 * the record shows is another matter. Dates are days since 1970-01-01. */
typedef struct {
    support_intent intent;
    const support_plan *plan;
    const support_product *product;
    const support_error *error;
    int64_t today, customer_since, purchase_date, contract_end, shipping_date;
    int64_t loyalty_period, delivery_limit; /* days */
    int64_t invoice_amount, agreed_amount;  /* USD */
    int64_t failed_logins;                  /* attempts */
    int64_t seats_used;                     /* seats */
    int64_t outage_duration;                /* minutes */
    int64_t os_version;
    int64_t open_tickets, ticket_limit; /* tickets */
    int64_t votes, vote_threshold;      /* votes */
} support_case;

/* Draws the facts of a case of `intent`: the deciding comparisons go either way with equal chance,
 * and lie closer to their limits as `difficulty` (1..5) rises. */
void support_case_draw(const support_world *world, support_intent intent, uint32_t difficulty,
                       els_rng *rng, support_case *ret);

/* The policy, the only place where it is written. */
support_action support_decide_action(const support_case *c);
support_priority support_decide_priority(const support_case *c);

/* The case as lines "Key: value" in shuffled order: what the intent's policy needs, what other
 * intents would need, and one to seven lines of no use (more as `difficulty` rises).
 * `other_product` is named in a line of its own unless empty. Memory from `arena`. */
els_str support_record_write(const support_case *c, uint32_t difficulty, els_str other_product,
                             els_rng *rng, els_arena *arena);

/* ---- messages ---- */

enum { SUPPORT_FRAMES = 10 }; /* templates per intent */

extern const char *const support_frames[SUPPORT_INTENTS][SUPPORT_FRAMES];
extern const els_wording_pool support_pools[];
extern const size_t support_pool_count;

typedef struct {
    support_intent intent;
    uint32_t frame; /* 0 .. SUPPORT_FRAMES-1 */
    uint32_t difficulty;
    els_str product;
    els_str other_product; /* mentioned as not meant; empty: none */
    els_str error_code;
} support_message;

/* The customer's message; memory from `arena`. */
els_str support_message_write(const support_message *m, els_rng *rng, els_arena *arena);

#endif
