/* A case as the lines of a customer record. */
#include "customer_support.h"

#include "els_date.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

typedef enum {
    LINE_TODAY,
    LINE_PLAN,
    LINE_CUSTOMER_SINCE,
    LINE_LOYALTY_PERIOD,
    LINE_PURCHASE_DATE,
    LINE_CONTRACT_END,
    LINE_INVOICE_AMOUNT,
    LINE_AGREED_AMOUNT,
    LINE_SHIPPING_DATE,
    LINE_DELIVERY_LIMIT,
    LINE_FAILED_LOGINS,
    LINE_SEATS_USED,
    LINE_OUTAGE_DURATION,
    LINE_OS_VERSION,
    LINE_OPEN_TICKETS,
    LINE_TICKET_LIMIT,
    LINE_VOTES,
    LINE_VOTE_THRESHOLD,
    /* of no use to any intent: */
    LINE_REGION,
    LINE_LANGUAGE,
    LINE_PAYMENT_METHOD,
    LINE_NEWSLETTER,
    LINE_STORAGE_USED,
    LINE_CONTACTS,
    LINE_ACCOUNT_MANAGER,
    LINE_REFERRAL,
    LINE_TIME_ZONE,
    LINE_COUNT
} line;

enum { INTENTS_SHOWN = 3 }; /* whose lines a record holds, the right one among them */

#define BIT(line) (UINT32_C(1) << (line))

static const uint32_t always_needed =
    BIT(LINE_TODAY) | BIT(LINE_PLAN) | BIT(LINE_CUSTOMER_SINCE) | BIT(LINE_LOYALTY_PERIOD);

static const uint32_t needed[SUPPORT_INTENTS] = {
    [SUPPORT_ACCOUNT_ACCESS] = BIT(LINE_FAILED_LOGINS),
    [SUPPORT_BILLING] = BIT(LINE_INVOICE_AMOUNT) | BIT(LINE_AGREED_AMOUNT),
    [SUPPORT_CANCELLATION] = BIT(LINE_CONTRACT_END),
    [SUPPORT_COMPATIBILITY] = BIT(LINE_OS_VERSION),
    [SUPPORT_COMPLAINT] = BIT(LINE_OPEN_TICKETS) | BIT(LINE_TICKET_LIMIT),
    [SUPPORT_FEATURE_REQUEST] = BIT(LINE_VOTES) | BIT(LINE_VOTE_THRESHOLD),
    [SUPPORT_OUTAGE] = BIT(LINE_OUTAGE_DURATION),
    [SUPPORT_REFUND] = BIT(LINE_PURCHASE_DATE),
    [SUPPORT_SEAT_CHANGE] = BIT(LINE_SEATS_USED),
    [SUPPORT_SHIPPING] = BIT(LINE_SHIPPING_DATE) | BIT(LINE_DELIVERY_LIMIT),
};

static els_str date_line(els_arena *arena, const char *key, int64_t days)
{
    int64_t year;
    unsigned month, day;
    els_date_from_days(days, &year, &month, &day);
    return els_arena_printf(arena, "%s: %04lld-%02u-%02u", key, (long long)year, month, day);
}

static els_str count_line(els_arena *arena, const char *key, int64_t count, const char *unit)
{
    return els_arena_printf(arena, "%s: %lld%s", key, (long long)count, unit);
}

static els_str word_line(els_arena *arena, const char *key, const char *const *words, uint32_t n,
                         els_rng *rng)
{
    return els_arena_printf(arena, "%s: %s", key, words[els_rng_below(rng, n)]);
}

static els_str noise_line(line which, els_rng *rng, els_arena *arena)
{
    static const char *const regions[] = {"Europe", "Asia", "Americas", "Africa", "Oceania"};
    static const char *const languages[] = {"English", "German", "French", "Spanish", "Polish"};
    static const char *const methods[] = {"credit card", "bank transfer", "direct debit"};
    static const char *const switches[] = {"subscribed", "unsubscribed"};
    static const char *const managers[] = {"A. Lindqvist", "M. Okafor", "J. Pereira", "S. Tanaka"};
    static const char *const referrals[] = {"web search", "trade fair", "newspaper", "partner"};
    static const char *const zones[] = {"UTC", "CET", "EST", "PST", "IST"};
    switch (which) {
    case LINE_REGION:
        return word_line(arena, "Region", regions, COUNT(regions), rng);
    case LINE_LANGUAGE:
        return word_line(arena, "Language", languages, COUNT(languages), rng);
    case LINE_PAYMENT_METHOD:
        return word_line(arena, "Payment method", methods, COUNT(methods), rng);
    case LINE_NEWSLETTER:
        return word_line(arena, "Newsletter", switches, COUNT(switches), rng);
    case LINE_STORAGE_USED:
        return count_line(arena, "Storage used", els_rng_between(rng, 1, 500), " GB");
    case LINE_CONTACTS:
        return count_line(arena, "Contacts", els_rng_between(rng, 1, 9), " people");
    case LINE_ACCOUNT_MANAGER:
        return word_line(arena, "Account manager", managers, COUNT(managers), rng);
    case LINE_REFERRAL:
        return word_line(arena, "Referral", referrals, COUNT(referrals), rng);
    default:
        return word_line(arena, "Time zone", zones, COUNT(zones), rng);
    }
}

static els_str case_line(const support_case *c, line which, els_rng *rng, els_arena *arena)
{
    switch (which) {
    case LINE_TODAY:
        return date_line(arena, "Today", c->today);
    case LINE_PLAN:
        return els_arena_printf(arena, "Plan: " ELS_STR_FMT,
                                ELS_STR_ARG(support_plan_name(c->plan)));
    case LINE_CUSTOMER_SINCE:
        return date_line(arena, "Customer since", c->customer_since);
    case LINE_LOYALTY_PERIOD:
        return count_line(arena, "Loyalty period", c->loyalty_period, " days");
    case LINE_PURCHASE_DATE:
        return date_line(arena, "Purchase date", c->purchase_date);
    case LINE_CONTRACT_END:
        return date_line(arena, "Contract end", c->contract_end);
    case LINE_INVOICE_AMOUNT:
        return count_line(arena, "Invoice amount", c->invoice_amount, " USD");
    case LINE_AGREED_AMOUNT:
        return count_line(arena, "Agreed amount", c->agreed_amount, " USD");
    case LINE_SHIPPING_DATE:
        return date_line(arena, "Shipping date", c->shipping_date);
    case LINE_DELIVERY_LIMIT:
        return count_line(arena, "Delivery limit", c->delivery_limit, " days");
    case LINE_FAILED_LOGINS:
        return count_line(arena, "Failed logins", c->failed_logins, " attempts");
    case LINE_SEATS_USED:
        return count_line(arena, "Seats used", c->seats_used, " seats");
    case LINE_OUTAGE_DURATION:
        return count_line(arena, "Outage duration", c->outage_duration, " minutes");
    case LINE_OS_VERSION:
        return count_line(arena, "OS version", c->os_version, "");
    case LINE_OPEN_TICKETS:
        return count_line(arena, "Open tickets", c->open_tickets, " tickets");
    case LINE_TICKET_LIMIT:
        return count_line(arena, "Ticket limit", c->ticket_limit, " tickets");
    case LINE_VOTES:
        return count_line(arena, "Votes", c->votes, " votes");
    case LINE_VOTE_THRESHOLD:
        return count_line(arena, "Vote threshold", c->vote_threshold, " votes");
    default:
        return noise_line(which, rng, arena);
    }
}

/* Adds the lines of `wanted` intents that are not among `lines` yet. */
static uint32_t add_other_intents(uint32_t lines, uint32_t wanted, els_rng *rng)
{
    while (wanted) {
        uint32_t group = needed[els_rng_below(rng, SUPPORT_INTENTS)];
        if (group == 0 || (lines & group))
            continue;
        lines |= group;
        wanted--;
    }
    return lines;
}

/* What the policy needs, what it would need for other intents, and lines of no use to any. Every
 * record holds the lines of the same number of intents, so that the record alone tells little of
 * what the customer wants: that has to be read. */
static uint32_t draw_lines(const support_case *c, uint32_t noise, els_rng *rng)
{
    uint32_t own = needed[c->intent];
    uint32_t lines = add_other_intents(always_needed | own, INTENTS_SHOWN - (own != 0), rng);
    while (noise) {
        uint32_t one = BIT(LINE_REGION + els_rng_below(rng, LINE_COUNT - LINE_REGION));
        if (lines & one)
            continue;
        lines |= one;
        noise--;
    }
    return lines;
}

els_str support_record_write(const support_case *c, uint32_t difficulty, els_str other_product,
                             els_rng *rng, els_arena *arena)
{
    uint32_t lines = draw_lines(c, difficulty + els_rng_below(rng, 3), rng);
    els_str texts[LINE_COUNT + 1];
    size_t n = 0, bytes = 0;
    for (line which = 0; which < LINE_COUNT; which++)
        if (lines & BIT(which))
            texts[n++] = case_line(c, which, rng, arena);
    if (other_product.len)
        texts[n++] =
            els_arena_printf(arena, "Other product: " ELS_STR_FMT, ELS_STR_ARG(other_product));
    els_rng_shuffle(rng, texts, n, sizeof texts[0]);
    for (size_t i = 0; i < n; i++)
        bytes += texts[i].len + 1;
    char *record = els_arena_alloc(arena, bytes);
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < texts[i].len; j++)
            record[len++] = texts[i].ptr[j];
        record[len++] = '\n';
    }
    return (els_str){record, len ? len - 1 : 0};
}
