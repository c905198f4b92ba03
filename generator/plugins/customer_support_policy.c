/* The facts of a case, and the policy over them. Each intent is decided by one comparison or one
 * category, each priority by the group of the intent and one more. */
#include "customer_support.h"

#include "els_date.h"

const char *const support_intent_names[SUPPORT_INTENTS] = {
    "account_access", "billing",         "cancellation", "compatibility",
    "complaint",      "feature_request", "outage",       "product_question",
    "refund",         "seat_change",     "shipping",     "troubleshooting",
};

const char *const support_action_names[SUPPORT_ACTIONS] = {
    "add_seats",        "advise_update", "approve_refund",        "ask_notice",   "book_call",
    "deny_refund",      "escalate",      "explain_charge",        "log_request",  "offer_credit",
    "offer_upgrade",    "reset_access",  "schedule_cancellation", "send_apology", "send_guide",
    "send_replacement", "send_status",   "verify_identity",
};

const char *const support_priority_names[SUPPORT_PRIORITIES] = {"high", "low", "normal", "urgent"};

/* ---- the policy ---- */

support_action support_decide_action(const support_case *c)
{
    switch (c->intent) {
    case SUPPORT_ACCOUNT_ACCESS:
        return c->failed_logins >= c->plan->login_limit ? SUPPORT_VERIFY_IDENTITY
                                                        : SUPPORT_RESET_ACCESS;
    case SUPPORT_BILLING:
        return c->invoice_amount > c->agreed_amount ? SUPPORT_OFFER_CREDIT : SUPPORT_EXPLAIN_CHARGE;
    case SUPPORT_CANCELLATION:
        return c->contract_end - c->today >= c->plan->notice_period ? SUPPORT_SCHEDULE_CANCELLATION
                                                                    : SUPPORT_ASK_NOTICE;
    case SUPPORT_COMPATIBILITY:
        return c->os_version >= c->product->min_os_version ? SUPPORT_SEND_GUIDE
                                                           : SUPPORT_ADVISE_UPDATE;
    case SUPPORT_COMPLAINT:
        return c->open_tickets > c->ticket_limit ? SUPPORT_ESCALATE : SUPPORT_SEND_APOLOGY;
    case SUPPORT_FEATURE_REQUEST:
        return c->votes >= c->vote_threshold ? SUPPORT_ESCALATE : SUPPORT_LOG_REQUEST;
    case SUPPORT_OUTAGE:
        return c->outage_duration > c->plan->outage_allowance ? SUPPORT_OFFER_CREDIT
                                                              : SUPPORT_SEND_STATUS;
    case SUPPORT_PRODUCT_QUESTION:
        return c->plan->is_personal ? SUPPORT_BOOK_CALL : SUPPORT_SEND_GUIDE;
    case SUPPORT_REFUND:
        return c->today - c->purchase_date <= c->plan->refund_window ? SUPPORT_APPROVE_REFUND
                                                                     : SUPPORT_DENY_REFUND;
    case SUPPORT_SEAT_CHANGE:
        return c->seats_used >= c->plan->seat_limit ? SUPPORT_OFFER_UPGRADE : SUPPORT_ADD_SEATS;
    case SUPPORT_SHIPPING:
        return c->today - c->shipping_date > c->delivery_limit ? SUPPORT_SEND_REPLACEMENT
                                                               : SUPPORT_SEND_STATUS;
    case SUPPORT_TROUBLESHOOTING:
    default:
        return c->error->needs_engineer ? SUPPORT_ESCALATE : SUPPORT_SEND_GUIDE;
    }
}

support_priority support_decide_priority(const support_case *c)
{
    switch (c->intent) {
    case SUPPORT_ACCOUNT_ACCESS: /* the customer is stopped: premium ones cannot wait at all */
    case SUPPORT_COMPLAINT:
    case SUPPORT_OUTAGE:
    case SUPPORT_TROUBLESHOOTING:
        return c->plan->is_premium ? SUPPORT_URGENT : SUPPORT_HIGH;
    case SUPPORT_BILLING: /* money: loyal customers go first */
    case SUPPORT_CANCELLATION:
    case SUPPORT_REFUND:
    case SUPPORT_SHIPPING:
        return c->today - c->customer_since >= c->loyalty_period ? SUPPORT_HIGH : SUPPORT_NORMAL;
    default: /* questions and wishes */
        return c->plan->is_premium ? SUPPORT_NORMAL : SUPPORT_LOW;
    }
}

/* ---- the facts ---- */

/* A count on a random side of `limit`. How far from it shrinks with difficulty: 40..70 % of the
 * limit at 1, 5..20 % at 5; from 4 on a few lie exactly on it. */
static int64_t beside(els_rng *rng, int64_t limit, uint32_t difficulty)
{
    static const struct {
        uint8_t least, most, exact; /* per cent */
    } distances[] = {{40, 70, 0}, {30, 60, 0}, {20, 45, 0}, {10, 30, 2}, {5, 20, 3}};
    uint32_t level = difficulty - 1;
    bool is_over = els_rng_below(rng, 2);
    if (els_rng_below(rng, 100) < distances[level].exact)
        return limit;
    int64_t per_cent = els_rng_between(rng, distances[level].least, distances[level].most);
    int64_t distance = (limit * per_cent + 50) / 100;
    if (distance < 1)
        distance = 1;
    return is_over ? limit + distance : limit - distance;
}

void support_case_draw(const support_world *world, support_intent intent, uint32_t difficulty,
                       els_rng *rng, support_case *ret)
{
    static const int64_t loyalties[] = {365, 540, 730, 1095};
    static const int64_t deliveries[] = {5, 7, 10, 14};
    static const int64_t thresholds[] = {50, 80, 100, 150, 200};
    support_case c = {.intent = intent};
    c.plan = &world->plans[els_rng_below(rng, SUPPORT_PLANS)];
    c.product = &world->products[els_rng_below(rng, SUPPORT_PRODUCTS)];
    c.error = &world->errors[els_rng_below(rng, SUPPORT_ERRORS)];
    c.today = els_date_to_days(2025, 1, 1) + els_rng_below(rng, 365);
    c.loyalty_period = loyalties[els_rng_below(rng, 4)];
    c.customer_since = c.today - beside(rng, c.loyalty_period, difficulty);
    c.purchase_date = c.today - beside(rng, c.plan->refund_window, difficulty);
    c.contract_end = c.today + beside(rng, c.plan->notice_period, difficulty);
    c.delivery_limit = deliveries[els_rng_below(rng, 4)];
    c.shipping_date = c.today - beside(rng, c.delivery_limit, difficulty);
    c.agreed_amount = 10 * els_rng_between(rng, 3, 60);
    /* A charge is too high or just as agreed: nobody is charged too little. */
    int64_t other_amount = beside(rng, c.agreed_amount, difficulty);
    c.invoice_amount = other_amount > c.agreed_amount ? other_amount : c.agreed_amount;
    c.failed_logins = beside(rng, c.plan->login_limit, difficulty);
    c.seats_used = beside(rng, c.plan->seat_limit, difficulty);
    c.outage_duration = beside(rng, c.plan->outage_allowance, difficulty);
    c.os_version = beside(rng, c.product->min_os_version, difficulty);
    c.ticket_limit = els_rng_between(rng, 2, 6);
    c.open_tickets = beside(rng, c.ticket_limit, difficulty);
    c.vote_threshold = thresholds[els_rng_below(rng, 5)];
    c.votes = beside(rng, c.vote_threshold, difficulty);
    *ret = c;
}
