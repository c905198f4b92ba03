/* The sentence frames: ten structures per intent, one template each. What an intent is told by sits
 * in the word pools, which the frames of an intent share, so that frames of the held-out splits are
 * new sentences made of known words. Their order decides their split: append, never reorder. */
#include "customer_support.h"

const char *const support_frames[SUPPORT_INTENTS][SUPPORT_FRAMES] = {
    [SUPPORT_ACCOUNT_ACCESS] =
        {
            "<since> I <ac_cannot> <ac_account> for @P",
            "@P <ac_refuses> my <ac_secret>, <ask> <ac_help>?",
            "<ask> <ac_help>? I <ac_cannot> <ac_account> of @P",
            "<ac_blocked> @P <since_end>, and <ac_mail>",
            "I {forgot|lost|misplaced} my <ac_secret> for @P[ and I <ac_cannot> <ac_account>]",
            ("how do I {get back into|regain access to|recover} <ac_account> for @P? <ac_blocked> "
             "it"),
            "whenever I {try to <ac_login>|enter my <ac_secret>}, @P <ac_refuses> it",
            "{my colleague|our new hire|a team mate} <ac_cannot> <ac_account> for @P, <ac_mail>",
            ("what {do I need|has to be done} to <ac_login> @P again? It <ac_refuses> my "
             "<ac_secret>"),
            "after {changing phones|my holiday|a new browser}, <ac_blocked> @P. <ask> <ac_help>?",
        },
    [SUPPORT_BILLING] =
        {
            "the <bi_paper> for @P <bi_wrong>",
            "why <bi_was> for @P? <bi_compare>",
            "<ask> check the <bi_paper> for @P? <bi_compare>",
            "I {was looking|looked} at my <bi_paper> and saw that <bi_passive> for @P",
            "<bi_passive> for @P <bi_when>, {while|although} <bi_promise>",
            ("{I do not understand|Please explain|I have a question about} the <bi_item> on my "
             "<bi_paper> for @P"),
            ("{there is a|I found a|we noticed a wrong} <bi_item> on our <bi_paper> from @P that "
             "<bi_unclear>"),
            "<bi_promise> for @P, but the <bi_paper> <bi_wrong>",
            ("your {accounting|finance department|accounts team} sent the <bi_paper> for @P: it "
             "<bi_wrong>, <ask> correct it?"),
            ("according to my {bank|card statement}, <bi_passive> for @P. The <bi_item> "
             "<bi_unclear>"),
        },
    [SUPPORT_CANCELLATION] =
        {
            ("I {want|would like|wish|have decided} to <ca_cancel> my <ca_contract> for @P[ "
             "because "
             "<ca_why>]"),
            "<ask> <ca_cancel> our <ca_contract> for @P <ca_when>?",
            "how {can|do} I <ca_cancel> @P? <ca_why>",
            "<ca_why>, so {please|kindly} <ca_cancel> the <ca_contract> of @P",
            ("{please treat this as|this is|consider this message} my notice: <ca_cancel> the "
             "<ca_contract> for @P <ca_when>"),
            ("we {will not|are not going to|do not intend to} <ca_renew> the <ca_contract> for "
             "@P[, "
             "<ca_why>]"),
            ("is it possible to <ca_cancel> the <ca_contract> for @P <ca_when>, {or am I too "
             "early|or is there a form}?"),
            ("{please confirm|let me know} that you <ca_cancel> @P <ca_when>. We do not want to "
             "<ca_renew> it"),
            "I no longer {wish|want} to <ca_renew> my <ca_contract>. It is about @P[ and <ca_why>]",
            ("@P: what are the steps to <ca_cancel>? I do not {plan|want} to <ca_renew> the "
             "<ca_contract>"),
        },
    [SUPPORT_COMPATIBILITY] =
        {
            "<co_does> @P <co_run> <co_my> <co_machine>?",
            "is @P <co_compatible> <co_my> <co_machine>?",
            "I {have|own|use} <co_a> <co_machine>, {will|would|can} @P <co_run> it?",
            "before I install @P: is it <co_compatible> <co_my> <co_machine>?",
            "which <co_system> {does @P need|is required by @P}? I {have|use} <co_a> <co_machine>",
            "I {wonder|would like to know} whether @P is <co_compatible> <co_my> <co_system>",
            "{my|our} <co_system> is {a bit older|not the newest}, <co_does> @P still <co_run> it?",
            ("what are the {minimum|system} requirements of @P? <co_my> <co_machine> {is a few "
             "years old|is not new}, so it may not be <co_compatible> it"),
            "we {are replacing|consider changing} our <co_system>. <co_does> @P <co_run> it?",
            ("{can I|is it fine to} install @P on <co_my> <co_machine>, or is it not "
             "<co_compatible> that <co_system>?"),
        },
    [SUPPORT_COMPLAINT] =
        {
            "I am <cp_angry> <cp_about> for @P",
            "<cp_nobody> about @P, I am <cp_angry>",
            "this is <cp_bad>: <cp_nobody> about @P",
            "how {often|many times} must I write about @P? <cp_nobody>, <cp_verdict>",
            "{I want to|I have to|let me} complain <cp_about> for @P. <cp_verdict>",
            "the {way|manner} I was treated over @P is <cp_bad>[ and I am <cp_angry>]",
            "<cp_verdict>. I {use|rely on} @P and I am <cp_angry> <cp_about>",
            "{please take this as|this is} a formal complaint regarding @P: <cp_nobody>",
            ("{I expected better|We deserve better}. What I {saw|got} with @P is <cp_bad>, and "
             "<cp_nobody>"),
            ("who is {responsible for|in charge of} <cp_service> for @P? I am <cp_angry>, "
             "<cp_verdict>"),
        },
    [SUPPORT_FEATURE_REQUEST] =
        {
            "it would be {great|nice|wonderful} if @P <fe_had> <fe_thing>",
            "<ask> <fe_add> <fe_thing> {in|for} @P? <fe_wish>",
            "I {miss|am missing} <fe_thing> in @P: <fe_plan>?",
            "<fe_idea> for @P: <fe_thing>",
            "@P is good, but it lacks <fe_thing>. <fe_wish>",
            "{many of us|my team mates and I} wish that @P <fe_had> <fe_thing>",
            "<fe_plan>? I {wish for|suggest} <fe_thing> in @P",
            "{have you considered|did you ever think about} <fe_thing> for @P? <fe_wish>",
            "the feature @P {needs most|should get} is <fe_thing>, so {please|kindly} <fe_add> it",
            ("I {would vote|vote} for <fe_thing>: {please|kindly} <fe_add> that feature for @P. "
             "<fe_wish>"),
        },
    [SUPPORT_OUTAGE] =
        {
            "@P <ou_down> <ou_since>",
            "is @P <ou_short>? <ou_nothing>",
            "<ou_nothing>, it seems that @P <ou_down>",
            ("{when will @P be|how long until @P is} back online? <ou_nothing>, it <ou_down> "
             "<ou_since>"),
            "<ou_everyone>: @P <ou_down>",
            "your {status page|website} says all is fine, but @P <ou_down> <ou_since>",
            "we {have had|see|are facing} <ou_noun> of @P <ou_since>, <ou_everyone>",
            "{what is going on|what happened}? @P is <ou_short>, <ou_nothing>",
            ("there {is|seems to be} <ou_noun> at your end: @P does not {answer|respond}. "
             "<ou_everyone>"),
            "{do you know about|are you aware of} <ou_noun>? <ou_everyone> and @P is <ou_short>",
        },
    [SUPPORT_PRODUCT_QUESTION] =
        {
            "how {do|can|would} I <pq_do> in @P?",
            "<pq_where> the <pq_doc> on how to <pq_do> with @P?",
            "I am {new to|just starting with|getting to know} @P, <pq_teach> to <pq_do>?",
            "what is the {best|easiest|right} way to <pq_do> in @P?",
            "<pq_teach> to <pq_do> using @P? I {did not find|searched for} the <pq_doc>",
            "{is there|do you have} a <pq_doc> for @P? I {want|try|would like} to <pq_do>",
            ("does @P {let me|allow me to|make it possible to} <pq_do>, and <pq_where> the "
             "<pq_doc>?"),
            "I {am trying|try} to learn @P[ by myself]. <pq_teach> to <pq_do>?",
            "a {short|quick} question about using @P: <pq_teach> to <pq_do>?",
            "<pq_where> the setting to <pq_do> in @P? The <pq_doc> {would help|is enough}",
        },
    [SUPPORT_REFUND] =
        {
            "I <rf_bought> @P <rf_when> and would like <rf_money>[ because <rf_why>]",
            "<ask> <rf_refund> @P? <rf_why>",
            "<rf_why>, so I {want|would like|am asking for} <rf_money> for @P",
            "how {do|can} I get <rf_money> for @P, which I <rf_bought> <rf_when>?",
            ("am I {entitled to|eligible for|allowed to have} <rf_money>? I <rf_bought> @P and "
             "<rf_why>"),
            "{I am not happy with|I do not want to keep} @P, <ask> <rf_refund> it?",
            "<rf_when> I <rf_bought> @P. <rf_why>. {Please|Kindly} <rf_refund> it",
            "@P was a {mistake|disappointment}, <rf_why>. I {request|demand|hope for} <rf_money>",
            ("{would it be possible|is there a way} to get <rf_money> for @P? I <rf_bought> it "
             "<rf_when>"),
            ("I {am sending back|want to return|have returned} @P since <rf_why>: when do I get "
             "<rf_money>?"),
        },
    [SUPPORT_SEAT_CHANGE] =
        {
            ("we {hired|welcome|are taking on} {new colleagues|new team members} and need "
             "<se_more> "
             "for @P"),
            "<ask> <se_add> <se_more> to our @P <se_licence>?",
            "how {can|do} I <se_add> <se_people> to @P? We need <se_more>",
            "{our team|the department} is growing, so we need <se_more> in @P for <se_people>",
            "I {want|would like} to <se_add> <se_more> for @P[, as we have <se_people>]",
            "{is there room for|can we have} <se_more> on our @P <se_licence>? <se_why>",
            "<se_why>: {please|kindly} <se_add> <se_more> for @P",
            "<se_people> {will join|joined} us, {can they|how do they} get <se_more> on @P?",
            "our <se_licence> of @P is {too small|nearly full}. <ask> <se_add> <se_more>?",
            "what does it take to <se_add> <se_people> on the @P <se_licence>? <se_why>",
        },
    [SUPPORT_SHIPPING] =
        {
            "my <sh_parcel> with @P <sh_late>",
            "where is @P? I ordered it <rf_when> and the <sh_parcel> <sh_late>",
            "<ask> <sh_track> the <sh_parcel> with @P?",
            "I am {still waiting|waiting} for the <sh_parcel> with @P, the <sh_courier> <sh_says>",
            "the <sh_courier> <sh_says>, but @P <sh_late>",
            "when will @P {be delivered|arrive|reach me}? The <sh_parcel> <sh_late>",
            "according to the <sh_number>, the <sh_parcel> with @P <sh_late>",
            ("{how do I|where can I} <sh_track> my <sh_parcel>? It is @P, and the <sh_courier> "
             "<sh_says>"),
            ("@P {should have been|was to be} delivered by now. The <sh_number> {shows|tells} "
             "nothing, <ask> <sh_track> it?"),
            "{has|did} @P {been dispatched|leave your warehouse}? My <sh_parcel> <sh_late>",
        },
    [SUPPORT_TROUBLESHOOTING] =
        {
            "@P <tr_breaks> <tr_when> with <tr_error> @E",
            "<tr_when>, @P <tr_breaks> and {shows|displays|reports} <tr_error> @E",
            "I {get|keep getting|see|receive} <tr_error> @E in @P <tr_when>",
            "what does <tr_error> @E {mean|stand for}? @P <tr_breaks> <tr_when>",
            "<ask> <tr_fix> @P? It <tr_breaks>: <tr_error> @E",
            "<tr_tried>, but @P still <tr_breaks>. The screen says @E",
            "how {can|do} I <tr_fix> <tr_error> @E? It {appears|comes up} in @P <tr_when>",
            "@E {pops up|appears} in @P all the time. <tr_tried>, and it <tr_breaks> again",
            ("{something is wrong|there is a fault} with @P: it <tr_breaks> <tr_when>, <tr_error> "
             "is @E"),
            ("{any idea|do you know} how to <tr_fix> @P? <tr_tried>, but it <tr_breaks> and "
             "<tr_error> @E {stays|returns}"),
        },
};
