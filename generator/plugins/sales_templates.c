#include "sales_templates.h"

#define FAMILY(name, list)                                                                         \
    {                                                                                              \
        name, list, (uint32_t)(sizeof(list) / sizeof((list)[0]))                                   \
    }

/* The place of a template within its list decides its split (els_plugin_split_of). The lists are
 * ordered such that no operation is only asked on held-out templates. */

static const els_sales_template lookup[] = {
    {ELS_SALES_ATTRIBUTE, 0, "what is the $T of $A?", NULL},
    {ELS_SALES_ATTRIBUTE, 0, "[tell me|give me] the $T of $A.", NULL},
    {ELS_SALES_ATTRIBUTE, 0, "look up $A: which $T is on record?", NULL},
    {ELS_SALES_ATTRIBUTE, 0, "for $A, [I need|we need] the $T.", NULL},
    {ELS_SALES_ROLE_HOLDER, 0, "[name|find] the person who is $R at $A.", NULL},
    {ELS_SALES_EMPLOYER, 0, "[name|find] the [company|firm] where $H works.", NULL},
    {ELS_SALES_PLACE, 0, "in which $T is $A [based|headquartered]?", NULL},
    {ELS_SALES_PLACE, 0, "$A is [based|headquartered] in which $T?", NULL},
    {ELS_SALES_FIXED, ELS_SALES_EMPLOYEES, "how many [employees|staff] does $A have?", NULL},
    {ELS_SALES_FIXED, ELS_SALES_FOUNDED, "in which year was $A [founded|established]?", NULL},
    {ELS_SALES_ROLE_HOLDER, 0, "who is the $R of $A?", NULL},
    {ELS_SALES_ATTRIBUTE, 0, "$A: $T?", NULL},
    {ELS_SALES_EMPLOYER, 0, "which [company|firm] does $H work for?", NULL},
    {ELS_SALES_ATTRIBUTE, 0, "can you find out $A's $T?", NULL},
    {ELS_SALES_TECH_LIST, 0, "list the $T of $A.", NULL},
    {ELS_SALES_TECH_LIST, 0, "what does the $T of $A consist of?", NULL},
    {ELS_SALES_JOINED, 0, "in which year did $H join $A?", NULL},
};

static const els_sales_template filter[] = {
    {ELS_SALES_COUNT, 0, "how many $P are there?", NULL},
    {ELS_SALES_COUNT, 0, "count the $P.", NULL},
    {ELS_SALES_COUNT, 0, "what is the number of $P?", NULL},
    {ELS_SALES_COUNT, 0, "of all companies on record, how many are $f?", NULL},
    {ELS_SALES_COUNT, 0, "[give me|tell me] the number of $P.", NULL},
    {ELS_SALES_LIST, 0, "list the $P in alphabetical order.", NULL},
    {ELS_SALES_LIST, 0, "which are the $P? [Answer|Reply] with a list in alphabetical order.",
     NULL},
    {ELS_SALES_LIST, 0, "[name|list] all $P, sorted by name.", NULL},
    {ELS_SALES_LIST, 0, "I need a list of all $P, ordered by name.", NULL},
    {ELS_SALES_ONLY, 0, "which is the only $S?", NULL},
    {ELS_SALES_ONLY, 0, "there is only one $S: what is its name?", NULL},
    {ELS_SALES_ONLY, 0, "[name|find] the only $S.", NULL},
};

static const els_sales_template rank[] = {
    {ELS_SALES_BEST, 0, "which $S has the $M?", NULL},
    {ELS_SALES_BEST, 0, "[name|find] the $S with the $M.", NULL},
    {ELS_SALES_BEST, 0, "among $P, which one has the $M?", NULL},
    {ELS_SALES_BEST, 0, "what is the $z $S$y?", NULL},
    {ELS_SALES_BEST, 0, "of all $P, who has the $M?", NULL},
    {ELS_SALES_BEST, 0, "I am looking for the $z $S$y.", NULL},
    {ELS_SALES_BEST, 0, "sort the $P by $n $D: who comes first?", NULL},
    {ELS_SALES_KTH, 0, "which $S has the $K $J $n?", NULL},
    {ELS_SALES_KTH, 0, "[name|find] the $S with the $K $J $n.", NULL},
    {ELS_SALES_KTH, 0, "rank the $P by $n $D: who comes $K?", NULL},
    {ELS_SALES_KTH, 0, "among $P, which one has the $K $J $n?", NULL},
    {ELS_SALES_KTH, 0, "what is the $K $z $S$y?", NULL},
};

static const els_sales_template compare[] = {
    {ELS_SALES_WHICH_OF_TWO, 0, "which [company|firm] has $x, $A or $B?", NULL},
    {ELS_SALES_WHICH_OF_TWO, 0, "between $A and $B, which one has $x?", NULL},
    {ELS_SALES_WHICH_OF_TWO, 0, "who is $v$y, $A or $B?", NULL},
    {ELS_SALES_MORE_YES_NO, 0, "is it true that $A has $x than $B?", NULL},
    {ELS_SALES_WHICH_OF_TWO, 0, "of $A and $B, name the one with the $M.", NULL},
    {ELS_SALES_MORE_YES_NO, 0, "does $A have $x than $B?", NULL},
    {ELS_SALES_MORE_YES_NO, 0, "is $A $v than $B$y?", NULL},
    {ELS_SALES_MORE_YES_NO, 0, "compared with $B, does $A have $x?", NULL},
    {ELS_SALES_WHICH_OF_TWO, 0, "consider $A and $B. Which of the two has the $M?", NULL},
    {ELS_SALES_GAP, 0, "what is the difference in $n between $A and $B?", NULL},
    {ELS_SALES_GAP, 0, "compare $A with $B: how large is the difference in $n?", NULL},
    {ELS_SALES_EXCEEDS, 0, "by how much does $A exceed $B in $n?", NULL},
    {ELS_SALES_EXCEEDS, 0, "how far is $A ahead of $B in $n?", NULL},
};

static const els_sales_template aggregate[] = {
    {ELS_SALES_AVERAGE, 0, "what is the [average|mean] $n of $P$d?", NULL},
    {ELS_SALES_AVERAGE, 0, "[compute|calculate] the [average|mean] $n of all $P$d.", NULL},
    {ELS_SALES_AVERAGE, 0, "on average, what is the $n of $P$d?", NULL},
    {ELS_SALES_AVERAGE, 0, "taking all $P together, how high is the [average|mean] $n$d?", NULL},
    {ELS_SALES_SUM, 0, "what is the [total|combined] $n of $P?", NULL},
    {ELS_SALES_SUM, 0, "add up the $n of all $P.", NULL},
    {ELS_SALES_SUM, 0, "[compute|calculate] the [sum of the|total] $n of all $P.", NULL},
    {ELS_SALES_EXTREME, 0, "looking at all $P, what is the $J $n?", NULL},
    {ELS_SALES_EXTREME, 0, "what is the $J $n among $P?", NULL},
    {ELS_SALES_EXTREME, 0, "[tell me|give me] the $J $n of any $S.", NULL},
    {ELS_SALES_SUM, 0, "taking all $P together, how high is the [total|combined] $n?", NULL},
    {ELS_SALES_COUNT_WHOSE, 0, "how many $P have $n $W?", NULL},
    {ELS_SALES_COUNT_WHOSE, 0, "count the $P whose $n is $W.", NULL},
    {ELS_SALES_COUNT_WHOSE, 0, "for how many $P is the $n $W?", NULL},
};

#define REVENUE "[revenue|turnover|sales]"
#define ROUNDED ", rounded to two decimals"

static const els_sales_template trend[] = {
    {ELS_SALES_RATIO, 0,
     "what is the ratio of $A's " REVENUE " in $2 to its " REVENUE " in $1" ROUNDED "?", NULL},
    {ELS_SALES_GREW_BY, 0, "how much did $A's " REVENUE " $g between $1 and $2?", NULL},
    {ELS_SALES_CHANGE, 0, "what was the change in " REVENUE " of $A between $1 and $2?", NULL},
    {ELS_SALES_PERCENT, 0,
     "[compute|calculate] the percentage change of $A's " REVENUE " between $1 and $2" ROUNDED ".",
     NULL},
    {ELS_SALES_GREW_PERCENT, 0,
     "by what percentage did the " REVENUE " of $A $g between $1 and $2" ROUNDED "?", NULL},
    {ELS_SALES_GREW_BY, 0, "by how much did the " REVENUE " of $A $g from $1 to $2?", NULL},
    {ELS_SALES_GREW_PERCENT, 0,
     "how many percent did $A's " REVENUE " $g from $1 to $2" ROUNDED "?", NULL},
    {ELS_SALES_CHANGE, 0, "[compute|calculate] the change of $A's " REVENUE " from $1 to $2.",
     NULL},
    {ELS_SALES_GREW_YES_NO, 0, "did the " REVENUE " of $A $g between $1 and $2?", NULL},
    {ELS_SALES_GREW_YES_NO, 0, "was the " REVENUE " of $A $h in $2 than in $1?", NULL},
    {ELS_SALES_GREW_YES_NO, 0, "is it true that the " REVENUE " of $A $G from $1 to $2?", NULL},
    {ELS_SALES_GREW_YES_NO, 0, "from $1 to $2, did $A's " REVENUE " $g?", NULL},
    {ELS_SALES_RATIO, 0,
     "[compute|calculate] the ratio of the $2 " REVENUE " of $A to the $1 " REVENUE ROUNDED ".",
     NULL},
    {ELS_SALES_PERCENT, 0,
     "what was the percentage change in " REVENUE " of $A from $1 to $2" ROUNDED "?", NULL},
};

static const els_sales_template multi_hop[] = {
    {ELS_SALES_RIVAL_ATTRIBUTE, 0, "what is the $T of the [competitor|rival] of $A?", NULL},
    {ELS_SALES_RIVAL_ATTRIBUTE, 0, "[tell me|give me] the $T of $A's [competitor|rival].", NULL},
    {ELS_SALES_RIVAL_ATTRIBUTE, 0, "$A has a [competitor|rival]: what is its $T?", NULL},
    {ELS_SALES_RIVAL_ATTRIBUTE, 0, "for the [competitor|rival] of $A, [I need|we need] the $T.",
     NULL},
    {ELS_SALES_BEST_ATTRIBUTE, 0, "what is the $T of the $S with the $M?", NULL},
    {ELS_SALES_BEST_ATTRIBUTE, 0, "take the $z $S$y: what is its $T?", NULL},
    {ELS_SALES_BEST_ATTRIBUTE, 0, "find the $S with the $M and [tell me|give me] its $T.", NULL},
    {ELS_SALES_BEST_ROLE, 0, "who is the $R of the $S with the $M?", NULL},
    {ELS_SALES_BEST_ROLE, 0, "[name|find] the $R of the $z $S$y.", NULL},
    {ELS_SALES_RIVAL_ROLE, 0, "who is the $R of $A's [competitor|rival]?", NULL},
    {ELS_SALES_RIVAL_ROLE, 0, "[name|find] the person who is $R at the [competitor|rival] of $A.",
     NULL},
    {ELS_SALES_PERSON_ATTRIBUTE, 0, "what is the $T of the company where $H works?", NULL},
    {ELS_SALES_PERSON_ATTRIBUTE, 0, "$H works for a company: what is its $T?", NULL},
    {ELS_SALES_PERSON_ATTRIBUTE, 0, "for the [company|firm] of $H, [I need|we need] the $T.", NULL},
};

static const els_sales_template qualification[] = {
    {ELS_SALES_QUALIFY, 0, "does $A meet all [criteria|requirements]?", "$L"},
    {ELS_SALES_QUALIFY, 0, "is $A a qualified lead?", "Ideal customer\n$L"},
    {ELS_SALES_QUALIFY, 0, "check whether $A satisfies every [criterion|requirement].",
     "[Criteria|Requirements]\n$L"},
    {ELS_SALES_QUALIFY, 0, "does $A qualify?", "We only sell to $P."},
    {ELS_SALES_QUALIFY, 0, "should we contact $A?",
     "We contact companies that meet all of these [criteria|requirements].\n$L"},
    {ELS_SALES_QUALIFY, 0, "is $A a qualified lead?", "Leads must be $P."},
    {ELS_SALES_QUALIFY, 0, "does $A meet all of these [criteria|requirements]? $I.", NULL},
    {ELS_SALES_QUALIFY, 0, "is $A one of the $P?", NULL},
    {ELS_SALES_QUALIFY, 0, "is it true that $A is one of the $P?", NULL},
};

static const els_sales_family families[] = {
    FAMILY("lookup", lookup),       FAMILY("filter", filter),
    FAMILY("rank", rank),           FAMILY("compare", compare),
    FAMILY("aggregate", aggregate), FAMILY("trend", trend),
    FAMILY("multi_hop", multi_hop), FAMILY("qualification", qualification),
};

const els_sales_family *els_sales_families(uint32_t *ret_count)
{
    *ret_count = (uint32_t)(sizeof families / sizeof families[0]);
    return families;
}
