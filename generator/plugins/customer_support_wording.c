/* Word pools of the frames, and the message around a frame: greeting, small talk, remarks that name
 * another product or another intent, thanks, hasty writing. */
#include "customer_support.h"

/* Sorted by name. Prefixes tell the intent whose frames share the pool. */
const els_wording_pool support_pools[] = {
    {"ac_account", "{my|the} {account|login}"},
    {"ac_blocked", "I {am|got|have been} locked out of|my {account|login} is {blocked|locked} "
                   "for|I have lost access to my account on"},
    {"ac_cannot", "{can not|cannot|can no longer} {log in to|sign in to|access|get into|open}"},
    {"ac_help", "reset my {password|login}|unlock my {account|login}|let me into my account "
                "again|send {me |}a {new password|reset link}"},
    {"ac_login", "{log in to|sign in to|log on to|get into}"},
    {"ac_mail", "the reset link {never arrives|does not come|has expired}|the login page {rejects "
                "me|says access denied}"},
    {"ac_refuses", "{rejects|refuses|does not accept|no longer accepts}"},
    {"ac_secret", "password|login|username|password or username"},
    {"ask", "could you|can you|would you|could you please|would you please|can somebody|could "
            "someone"},
    {"bi_compare", "the {agreed price|amount agreed|quoted price} was {lower|different}|I was "
                   "{quoted|promised} another {price|amount}|the {amount|sum|total} {differs|is "
                   "not what I expected}"},
    {"bi_item", "{charge|fee|amount}"},
    {"bi_paper", "{invoice|bill|latest invoice|last bill}"},
    {"bi_passive", "{I was|we were|my card was} {charged|billed|debited} {twice|too much|the wrong "
                   "amount|more than expected|an extra fee}"},
    {"bi_promise", "{we agreed on|I was quoted|the offer stated} {a different|another} "
                   "{price|amount|fee}"},
    {"bi_unclear", "{makes no sense|is unclear|is not explained|looks odd|I can not account for}"},
    {"bi_was",
     "{was I|were we|was my card} {charged|billed} {that much|twice|this amount|an extra fee}"},
    {"bi_when", "this month|last month|again|{yesterday|this week}"},
    {"bi_wrong", "{shows|has|lists} {the wrong amount|a wrong total|an unknown fee|a charge too "
                 "many}|{seems|looks|is} {wrong|too high}"},
    {"ca_cancel", "{cancel|cancel|terminate|end}"},
    {"ca_contract", "{subscription|contract}"},
    {"ca_renew", "{renew|renew|extend}"},
    {"ca_when",
     "{as soon as possible|at the end of the term|before it renews|at the end of the contract}"},
    {"ca_why", "we no longer need it|the {contract|subscription} is not {needed|used}|the project "
               "is over|we are switching to another provider"},
    {"co_a", "{a|this}"},
    {"co_compatible", "{compatible with|compatible with|supported on|made for}"},
    {"co_does", "{does|will|would|can}"},
    {"co_machine", "{laptop|tablet|computer}[ with {that|this} operating system]"},
    {"co_my", "{my|our|this}"},
    {"co_run", "{run on|work with|work on|support|install on}"},
    {"co_system", "{operating system|operating system version|system version}"},
    {"cp_about", "{about|with|because of} <cp_service>"},
    {"cp_angry", "{very|really} {disappointed|annoyed|unhappy|frustrated|upset}"},
    {"cp_bad", "{unacceptable|a disgrace|terrible|awful}"},
    {"cp_nobody", "{nobody|no one} {answers|called back|cares}|my {messages|mails} {are|were} "
                  "ignored|your staff was rude|I was ignored {again|by your staff}"},
    {"cp_service", "{the|your} {customer service|poor service|rude staff|slow replies}"},
    {"cp_verdict", "{such|this} {service|rude service} is <cp_bad>|I {want|demand} {to speak to a "
                   "manager|an apology|to complain to a manager}"},
    {"fe_add", "{add|build|include}"},
    {"fe_had", "{had|offered|supported|came with|included}"},
    {"fe_idea", "{here is a|I have a|this is just a} {suggestion|feature request|wish}"},
    {"fe_plan",
     "{is that feature|is this feature|is such a feature} {planned|on the roadmap|on your list}"},
    {"fe_thing", "{a dark mode|keyboard shortcuts|an offline mode|a calendar view|bulk export|a "
                 "search bar|an undo button}"},
    {"fe_wish", "{that|such a|this} feature would {help us|save us time|be useful}|{I hope|we "
                "hope} it makes the roadmap"},
    {"ou_down", "{is|has been} {down|offline|unreachable}|{went|has gone} {down|offline}"},
    {"ou_everyone", "{nobody here|none of us|no one in the office} {can work|can connect}|the "
                    "whole {company|office} is {offline|cut off}|all users are {offline|cut off}"},
    {"ou_nothing",
     "{the servers do|the service does} not respond|every {page|connection} {times out|fails}"},
    {"ou_noun", "{an outage|an outage of the service|a total outage|a server outage}"},
    {"ou_short", "{down|offline|unreachable}[ {again|for everyone}]"},
    {"ou_since", "since {this morning|noon|last night|an hour ago}|for {hours|some time "
                 "now|quite a while}|{right now|at the moment}"},
    {"pq_do", "{export my data|create a report|share a folder|set up a schedule|change the "
              "language|import a list|print a summary}"},
    {"pq_doc", "{manual|tutorial|documentation}"},
    {"pq_teach",
     "{can you|could you|would you} {show me how|explain how|tell me how|teach me how}"},
    {"pq_where", "where {is|do I find|can I find}"},
    {"rf_bought", "{bought|purchased|paid for}"},
    {"rf_money", "{a refund|a full refund|my money back|the money returned}"},
    {"rf_refund", "{refund|refund me for|return my money for|refund my purchase of}"},
    {"rf_when", "{recently|a while ago|some time ago|last month|not long ago|a few weeks ago}"},
    {"rf_why",
     "it {does not do what I need|is not what I expected|did not meet our needs|is not as "
     "advertised}|I {changed my mind|never used it|regret the purchase|bought it by "
     "mistake}"},
    {"se_add", "{add|add|get|assign}"},
    {"se_licence", "{licence|team licence|workspace|team account}"},
    {"se_more",
     "{more seats|additional seats|more licences|additional licences|additional users|more users}"},
    {"se_people", "{new colleagues|new team members|new users}"},
    {"se_why",
     "{our team|the department|the company} is {growing|getting bigger}|we {hired|took on} "
     "{new employees|new colleagues|more people}|all seats {are taken|seem to be in use}"},
    {"sh_courier", "{courier|carrier|delivery service}"},
    {"sh_late", "{has not arrived|never arrived|is late|got lost|was not delivered}"},
    {"sh_number", "{tracking number|tracking page}"},
    {"sh_parcel", "{parcel|package|delivery}"},
    {"sh_says", "{says it was delivered|knows nothing|left no note|can not find the parcel|says "
                "the package is late}"},
    {"sh_track", "{track|trace|locate}"},
    {"since", "{since yesterday|since this morning|for two days|all of a sudden|today|for a week}"},
    {"since_end", "{since yesterday|this morning|for two days|all of a sudden|today|last week}"},
    {"tr_breaks", "{crashes|freezes|stops working|fails}"},
    {"tr_error", "{error|the error|error message|the error message}"},
    {"tr_fix", "{fix|repair|solve}"},
    {"tr_tried",
     "I {restarted|reinstalled|updated} {everything|it}|I {tried a restart|cleared the cache}"},
    {"tr_when", "{when I start it|after the update|when I save a file|every few minutes|on "
                "startup|whenever I click a button}"},
};
const size_t support_pool_count = sizeof support_pools / sizeof support_pools[0];

static const char greetings[] =
    "hi,|hello,|hi there,|hello team,|good morning,|good afternoon,|good evening,|dear support "
    "team,|hey,|hey there,|greetings,|dear sir or madam,|hi support,|to whom it may concern,|dear "
    "all,";

/* Sentences that go with any frame of their intent: what such customers also say. */
static const char *const details[SUPPORT_INTENTS] = {
    [SUPPORT_ACCOUNT_ACCESS] =
        "my {password|login} is not accepted|I {requested|tried} a password reset "
        "{twice|already}|I need my account {today|for work}|the login page {rejects me|says access "
        "denied}|the reset link {never arrives|has expired}|without the password I am locked "
        "out|how can I get into my account again?",
    [SUPPORT_BILLING] =
        "the invoice amount is {wrong|not what we agreed}|I was charged {too much|twice}|the bill "
        "{lists|shows} a {fee|charge} {I do not know|that we never agreed to}|please check the "
        "{charge|amount|invoice}|the {price|amount} on the {bill|invoice} {differs|is too "
        "high}|why was I charged that amount?",
    [SUPPORT_CANCELLATION] =
        "we do not want to renew the {contract|subscription}|please confirm the cancellation|the "
        "{contract|subscription} should {end|stop}|I want to cancel before it renews|how much "
        "notice does the contract need?|we no longer need the {contract|subscription}",
    [SUPPORT_COMPATIBILITY] =
        "my operating system is {old|not the newest}|I want to know before I install it|is my "
        "{laptop|computer|tablet} supported?|which operating system version is required?|I will "
        "not install it if it is not compatible|the requirements do not mention my "
        "{laptop|computer|tablet}|does it run on {such a|my} {laptop|computer|tablet}?",
    [SUPPORT_COMPLAINT] =
        "I am {very|really} {disappointed|annoyed|upset}|your customer service {ignored me|was "
        "rude}|nobody {answers|cares|called back}|I want to complain to a manager|such service is "
        "unacceptable|I expect an apology from a manager",
    [SUPPORT_FEATURE_REQUEST] =
        "{that|such a} feature would {save us time|be useful}|please put the feature on your "
        "roadmap|is {that|such a} feature planned?|it is only a {suggestion|wish}, but {many|all} "
        "of us would {like|use} it|I hope you {add|build} the feature|a future version could "
        "{include|add} it",
    [SUPPORT_OUTAGE] =
        "the {servers do|service does} not respond|everything is {down|offline|unreachable}|nobody "
        "here can {work|connect}|when will {it|the service} be back online?|the outage "
        "{affects|stops} the whole {office|company}|we are offline {since this morning|for hours}",
    [SUPPORT_PRODUCT_QUESTION] =
        "I {searched|read} the {manual|tutorial} but did not find how|is there a "
        "{tutorial|manual}?|can you {explain|show me} the steps?|I am new to it and still "
        "learning|I do not know which {menu|setting|button} to use|a link to the {manual|tutorial} "
        "would help",
    [SUPPORT_REFUND] = "I want {my money back|a refund}|I would like to return it|the refund "
                       "should go to my card|I regret the purchase|I {bought|purchased} it by "
                       "mistake|please refund the purchase price|it does not do what I need",
    [SUPPORT_SEAT_CHANGE] =
        "we need {more|additional} {seats|licences|users}|our team {is growing|grows}|all seats "
        "are taken|new colleagues {start|join us} {soon|next week}|please add the "
        "{seats|users|licences}|every new {colleague|user} needs a {seat|licence}",
    [SUPPORT_SHIPPING] =
        "the {parcel|package|delivery} {has not arrived|never arrived|is late}|the tracking "
        "{page|number} shows nothing|the {courier|carrier} {left no note|knows nothing}|when will "
        "the {parcel|delivery} arrive?|it was shipped {last week|some days ago}|I am still waiting "
        "for the {parcel|package|delivery}",
    [SUPPORT_TROUBLESHOOTING] =
        "it {crashes|freezes|stops working} {every time|again and again}|I {restarted|reinstalled} "
        "it {twice|already}|the error {comes back|returns}|how do I fix the error?|after a restart "
        "it {crashes|freezes} again|the error message {stays|does not go away}",
};

static const char small_talk[] =
    "I hope you are {doing well|well|having a good day}|it has been a {busy|long|strange} "
    "{week|month|day} here|I am writing {from my phone|on the train|during lunch}, so excuse the "
    "brevity|we have been {customers|with you} for {years|a while}|I {read|went through} the help "
    "pages {first|already}|I am not {very technical|good with words}|English is not my first "
    "language|my "
    "{manager|boss|colleague} {asked me to write|told me to ask you}|{sorry|apologies} for the "
    "long "
    "message|I {could not|did not} find this on your {site|pages}|{a friend|my neighbour} "
    "recommended you|I {called|tried the hotline} {yesterday|earlier} but the line was busy|the "
    "weather is {awful|lovely} today|we {moved|changed} offices {last month|in "
    "spring}|{one|another} "
    "thing|I like {what you do|your newsletter}";

static const char closings[] =
    "thanks|thank you|thanks in advance|many thanks|cheers|best regards|kind regards|{looking "
    "forward to|hoping for} {your reply|an answer}|I appreciate {your help|any help}|thank you for "
    "{your time|your help}|please {let me know|get back to me|reply soon}|have a nice day|all the "
    "best|any help is welcome";

/* Remarks that say which product is not meant. */
static const char other_product[] =
    "this is not about @D|@D {works fine|is fine}[ for us]|we have no {problem|trouble|worries} "
    "with "
    "@D|my {colleague|brother|neighbour} {uses|has} @D, but this is not about that one|please do "
    "not "
    "{mix it up|confuse it} with @D|I also {own|use|have} @D, which is fine|with @D "
    "{everything|all} "
    "is fine|@D is not {concerned|meant|affected}|it is not @D that I mean|{I wrote|my question} "
    "about @D {last year|earlier}, but that is settled";

/* Remarks in the words of an intent that is not meant. */
static const char *const asides[SUPPORT_INTENTS] = {
    [SUPPORT_ACCOUNT_ACCESS] = "I {can log in|have my password}, that is not the point|my {account|"
                               "password} is fine",
    [SUPPORT_BILLING] =
        "the {invoice|bill} was {correct|fine}, by the way|I {paid|settled} the last "
        "{invoice|bill}",
    [SUPPORT_CANCELLATION] = "I do not want to {cancel|end} {anything|the subscription}|we just "
                             "{renewed|extended} our {contract|subscription}",
    [SUPPORT_COMPATIBILITY] =
        "my {laptop|computer|operating system} is up to date|we {have|got} new "
        "{laptops|computers}",
    [SUPPORT_COMPLAINT] = "your {service|staff} was {great|friendly} so far|I am not {angry|"
                          "annoyed|upset}",
    [SUPPORT_FEATURE_REQUEST] =
        "your {roadmap|last feature} looks good|the new {dark mode|feature} "
        "is great",
    [SUPPORT_OUTAGE] = "the {servers|service} {were|was} stable this time|the last {outage|"
                       "downtime} is {over|forgotten}",
    [SUPPORT_PRODUCT_QUESTION] =
        "the {manual|tutorial|documentation} was {helpful|good}|I know how "
        "to {use it|create a report}",
    [SUPPORT_REFUND] = "I do not {want|need} {a refund|my money back}|I am glad I {bought|"
                       "purchased} it",
    [SUPPORT_SEAT_CHANGE] = "we have {new colleagues|a growing team}|our {licence|team} is {small|"
                            "large}",
    [SUPPORT_SHIPPING] =
        "the {parcel|package|delivery} {came|arrived} in time|the {courier|carrier} "
        "was friendly",
    [SUPPORT_TROUBLESHOOTING] = "there was no {error|crash} {so far|this time}|it never "
                                "{crashes|freezes}",
};

/* How a message grows messier with difficulty, per cent but for the typing errors. */
typedef struct {
    uint8_t small_talk, aside, hasty, product_typo;
    uint8_t typos_per_mille;
} mess;

static const mess messes[] = {
    {20, 0, 5, 0, 0},    {30, 0, 8, 0, 8},    {40, 6, 12, 0, 15},
    {50, 12, 16, 1, 30}, {60, 20, 20, 2, 45},
};

static bool per_cent(els_rng *rng, uint32_t chance)
{
    return els_rng_below(rng, 100) < chance;
}

static void add_aside(els_wording *w, support_intent intent)
{
    uint32_t other = (uint32_t)intent + 1 + els_rng_below(w->rng, SUPPORT_INTENTS - 1);
    els_wording_add(w, els_str_of(asides[other % SUPPORT_INTENTS]));
}

els_str support_message_write(const support_message *m, els_rng *rng, els_arena *arena)
{
    const mess *level = &messes[m->difficulty - 1];
    els_str product = m->product;
    if (per_cent(rng, level->product_typo))
        product = els_wording_misspell(rng, arena, product);
    const els_wording_value values[] = {
        {"P", product}, {"D", m->other_product}, {"E", m->error_code}};
    els_wording w = els_wording_make(arena, rng, support_pools, support_pool_count, values,
                                     sizeof values / sizeof values[0]);
    bool other_first = per_cent(rng, 40), aside_first = per_cent(rng, 40);
    enum { DETAIL_NONE, DETAIL_BEFORE, DETAIL_AFTER } detail = DETAIL_NONE;
    if (per_cent(rng, 62))
        detail = per_cent(rng, 25) ? DETAIL_BEFORE : DETAIL_AFTER;
    bool has_aside = per_cent(rng, level->aside);

    if (per_cent(rng, 55))
        els_wording_add(&w, els_str_of(greetings));
    if (per_cent(rng, level->small_talk))
        els_wording_add(&w, els_str_of(small_talk));
    if (has_aside && aside_first)
        add_aside(&w, m->intent);
    if (m->other_product.len && other_first)
        els_wording_add(&w, els_str_of(other_product));
    if (detail == DETAIL_BEFORE)
        els_wording_add(&w, els_str_of(details[m->intent]));
    els_wording_add(&w, els_str_of(support_frames[m->intent][m->frame]));
    if (detail == DETAIL_AFTER)
        els_wording_add(&w, els_str_of(details[m->intent]));
    if (m->other_product.len && !other_first)
        els_wording_add(&w, els_str_of(other_product));
    if (has_aside && !aside_first)
        add_aside(&w, m->intent);
    if (per_cent(rng, level->small_talk / 2))
        els_wording_add(&w, els_str_of(small_talk));
    if (per_cent(rng, 55))
        els_wording_add(&w, els_str_of(closings));

    els_wording_capitalise(&w);
    if (per_cent(rng, level->hasty))
        els_wording_lower(&w);
    els_wording_disturb(&w, level->typos_per_mille);
    return els_wording_text(&w);
}
