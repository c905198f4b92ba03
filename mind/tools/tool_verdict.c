/* tool_verdict.c — reading and applying stated rules. */
#include "tool_verdict.h"

#include <string.h>

static bool ends_with(els_str s, const char *tail)
{
    size_t n = strlen(tail);
    return s.len > n && memcmp(s.ptr + s.len - n, tail, n) == 0;
}

static els_str singular(els_arena *arena, els_str word)
{
    if (ends_with(word, "ies") && word.len > 4)
        return els_arena_printf(arena, ELS_STR_FMT "y",
                                ELS_STR_ARG(els_str_sub(word, 0, word.len - 3)));
    if (ends_with(word, "xes") || ends_with(word, "ches") || ends_with(word, "shes") ||
        ends_with(word, "sses"))
        return els_str_sub(word, 0, word.len - 2);
    return ends_with(word, "s") && !ends_with(word, "ss") ? els_str_sub(word, 0, word.len - 1)
                                                          : word;
}

/* ---- reading rules ---- */

/* Does a clause end before token i of a sentence that ends at `end`? */
static bool ends_clause(const els_token *t, uint32_t i, uint32_t end)
{
    static const char *const openers[] = {"and", "but",       "except", "unless", "if",   "while",
                                          "or",  "otherwise", "though", "unlike", "when", NULL};
    return i >= end || t[i].kind == ELS_TOKEN_SYMBOL || els_str_is_one_of(t[i].lower, openers);
}

/* The label that stands at token i ("are zibs", "is a zib", "is one of the zibs"), its length in
 * tokens; 0 when none does. */
static uint32_t label_at(const els_token *t, uint32_t i, uint32_t end, els_arena *arena,
                         els_verdict_rule *ret)
{
    static const char *const copulas[] = {"is", "are", "be", "called", "being", "as", NULL};
    static const char *const articles[] = {"a", "an", "called", "the", "either", NULL};
    uint32_t at = i + 1;
    bool has_article = false;
    if (!els_str_is_one_of(t[i].lower, copulas) || at >= end)
        return 0;
    ret->is_negative = els_token_is(&t[at], "not");
    at += ret->is_negative;
    if (at + 3 < end && els_token_is(&t[at], "one") && els_token_is(&t[at + 1], "of")) {
        at += 2;
        has_article = true;
    }
    if (at < end && els_str_is_one_of(t[at].lower, articles)) {
        has_article = true;
        at++;
    }
    if (at >= end || t[at].kind != ELS_TOKEN_WORD || !ends_clause(t, at + 1, end))
        return 0;
    bool is_plural = els_token_is(&t[i], "are") && ends_with(t[at].lower, "s");
    if (!is_plural && !has_article)
        return 0;
    ret->label =
        has_article && !ends_with(t[at].lower, "s") ? t[at].lower : singular(arena, t[at].lower);
    return at + 1 - i;
}

static bool opens_rule(const els_token *t, const els_sentence *sentence)
{
    static const char *const openers[] = {
        "all",      "every",      "each", "any", "things", "if",       "when", "otherwise",
        "anything", "everything", "only", "the", "those",  "whatever", "no",   NULL};
    static const char *const relatives[] = {"that", "which", "with", "if", "when", "whose", NULL};
    const els_token *first = &t[sentence->first];
    if (els_str_eq(t[sentence->end - 1].text, ELS_STR("?")))
        return false;
    if (els_str_is_one_of(first->lower, openers))
        return true;
    for (uint32_t i = sentence->first; i < sentence->end; i++)
        if (els_str_is_one_of(t[i].lower, relatives) || els_token_is(&t[i], "are"))
            return true;
    return false;
}

static void add_rule(els_verdict_rules *rules, els_verdict_rule rule)
{
    if (rules->n_rules < ELS_VERDICT_RULES_MAX)
        rules->rules[rules->n_rules++] = rule;
}

static bool opens_condition(const els_token *token)
{
    static const char *const words[] = {"if", "when", "whenever", "provided", NULL};
    return els_str_is_one_of(token->lower, words);
}

/* "... a zib if it is red, and a dax otherwise": reads conditions behind labels, from the token
 * behind the first label. Returns the token behind all that was read. */
static uint32_t read_behind(const els_token *t, uint32_t from, uint32_t end, els_arena *arena,
                            els_verdict_rules *rules, els_verdict_rule rule)
{
    static const char *const stops[] = {"otherwise", "else", "unless", "except", NULL};
    uint32_t at = from;
    for (;;) {
        bool otherwise = at < end && els_token_is(&t[at], "otherwise");
        if (at >= end || (!opens_condition(&t[at]) && !otherwise)) {
            if (at == from)
                add_rule(rules, rule);
            return at;
        }
        rule.also_first = rule.also_end = at + 1;
        while (!otherwise && rule.also_end < end && t[rule.also_end].kind != ELS_TOKEN_SYMBOL &&
               !els_str_is_one_of(t[rule.also_end].lower, stops)) {
            uint32_t i = rule.also_end + 1; /* "and kivs if": the next label, not a condition */
            bool is_next = els_token_is(&t[rule.also_end], "and") && i + 1 < end;
            if (is_next && (els_token_is(&t[i], "a") || els_token_is(&t[i], "an")))
                i++;
            if (is_next && i + 1 < end &&
                (opens_condition(&t[i + 1]) || els_token_is(&t[i + 1], "otherwise")))
                break;
            rule.also_end++;
        }
        add_rule(rules, rule);
        uint32_t i = rule.also_end;
        while (i < end && (t[i].kind == ELS_TOKEN_SYMBOL || els_token_is(&t[i], "and") ||
                           els_token_is(&t[i], "a") || els_token_is(&t[i], "an")))
            i++;
        if (otherwise || i + 1 >= end || t[i].kind != ELS_TOKEN_WORD ||
            (!opens_condition(&t[i + 1]) && !els_token_is(&t[i + 1], "otherwise")))
            return rule.also_end;
        rule.label = singular(arena, t[i].lower);
        at = i + 1;
    }
}

static void read_sentence(const els_reading *reading, uint32_t index, els_arena *arena,
                          els_verdict_rules *rules)
{
    static const char *const openers[] = {"a",    "an",  "all",   "any", "every",
                                          "each", "the", "those", NULL};
    const els_sentence *sentence = &reading->sentences[index];
    const els_token *t = reading->tokens;
    uint32_t from = sentence->first, end = sentence->end;
    bool is_exception = false;
    for (uint32_t i = sentence->first; i < end; i++) {
        els_verdict_rule rule = {.sentence = index};
        uint32_t taken = label_at(t, i, end, arena, &rule);
        is_exception = is_exception || els_token_is(&t[i], "except") ||
                       els_token_is(&t[i], "unless") ||
                       (els_token_is(&t[i], "but") && i + 1 < end &&
                        els_str_is_one_of(t[i + 1].lower, openers));
        if (taken == 0)
            continue;
        rule.first = from;
        rule.end = i;
        rule.is_exception = is_exception;
        is_exception = false;
        from = read_behind(t, i + taken, end, arena, rules, rule);
        i = from - 1;
    }
    if (is_exception) /* "unless they are heavy": then the rules after it decide */
        add_rule(rules, (els_verdict_rule){
                            .first = from, .end = end, .is_exception = true, .sentence = index});
}

bool els_verdict_read(const els_reading *reading, els_arena *arena, els_verdict_rules *ret)
{
    *ret = (els_verdict_rules){.n_rules = 0};
    for (uint32_t s = 0; s < reading->n_sentences; s++)
        if (opens_rule(reading->tokens, &reading->sentences[s]))
            read_sentence(reading, s, arena, ret);
    return ret->n_rules > 0;
}

/* ---- the item ---- */

static bool in_rules(const els_verdict_rules *rules, uint32_t sentence)
{
    for (uint32_t i = 0; i < rules->n_rules; i++)
        if (rules->rules[i].sentence == sentence)
            return true;
    return false;
}

/* Was the word said of the item, not behind a "not"? */
static bool item_has(const els_reading *reading, const els_verdict_rules *rules, uint64_t word)
{
    const els_token *t = reading->tokens;
    for (uint32_t i = 0; i < reading->n_tokens; i++)
        if (t[i].hash == word && !in_rules(rules, t[i].sentence))
            return i == 0 || !els_token_is(&t[i - 1], "not");
    return false;
}

/* Nouns of measures by the adjectives that stand with units: "7 cm high" has a height. */
static const char *measure_of(els_str word)
{
    static const char *const table[][2] = {
        {"high", "height"},  {"tall", "height"},    {"higher", "height"},  {"taller", "height"},
        {"long", "length"},  {"longer", "length"},  {"wide", "width"},     {"wider", "width"},
        {"heavy", "weight"}, {"heavier", "weight"}, {"weighs", "weight"},  {"weigh", "weight"},
        {"deep", "depth"},   {"old", "age"},        {"older", "age"},      {"hot", "temperature"},
        {"costs", "price"},  {"cost", "price"},     {"weighing", "weight"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (els_str_is(word, table[i][0]))
            return table[i][1];
    return NULL;
}

static bool is_same_measure(els_str a, els_str b)
{
    const char *of_a = measure_of(a), *of_b = measure_of(b);
    return els_str_eq(of_a ? els_str_of(of_a) : a, of_b ? els_str_of(of_b) : b);
}

/* The item's number that a condition (tokens first..end) speaks of: the one with a word of the
 * condition next to it, or the only one. */
static bool item_number(const els_reading *reading, const els_verdict_rules *rules, uint32_t first,
                        uint32_t end, double *ret)
{
    const els_token *t = reading->tokens;
    uint32_t found = 0;
    for (uint32_t n = 0; n < reading->n_numbers; n++) {
        const els_number *number = &reading->numbers[n];
        if (in_rules(rules, t[number->first].sentence) || (number->is_word && number->value == 1))
            continue;
        found++;
        *ret = number->value;
        uint32_t from = number->first > 3 ? number->first - 3 : 0,
                 to = number->end + 2 < reading->n_tokens ? number->end + 2 : reading->n_tokens;
        for (uint32_t i = from; i < to; i++)
            for (uint32_t k = first; k < end; k++)
                if (t[i].kind == ELS_TOKEN_WORD && t[k].kind == ELS_TOKEN_WORD &&
                    t[k].lower.len > 2 && is_same_measure(t[i].lower, t[k].lower))
                    return true;
    }
    return found == 1;
}

/* ---- conditions ---- */

static const els_number *number_at(const els_reading *reading, uint32_t token)
{
    for (uint32_t i = 0; i < reading->n_numbers; i++)
        if (reading->numbers[i].first == token)
            return &reading->numbers[i];
    return NULL;
}

static bool has_any(const els_token *t, uint32_t from, uint32_t to, const char *const *words)
{
    for (uint32_t i = from; i < to; i++)
        if (els_str_is_one_of(t[i].lower, words))
            return true;
    return false;
}

/* Words of comparisons. */
static const char *const ups[] = {"least",     "more",   "higher", "above",   "over",    "greater",
                                  "older",     "up",     "taller", "heavier", "exceeds", "longer",
                                  "exceeding", "larger", "bigger", NULL};
static const char *const downs[] = {"most",    "less",    "lower",   "below",   "under", "fewer",
                                    "younger", "shorter", "lighter", "smaller", NULL};
static const char *const strict[] = {"than",  "above",   "over",      "below",
                                     "under", "exceeds", "exceeding", NULL};

static const char *const refusals[] = {"not", "no", NULL};

/* Compares the item's number with the one at token `at` of the condition. */
static bool number_passes(const els_reading *reading, const els_verdict_rules *rules,
                          uint32_t first, uint32_t end, uint32_t at)
{
    const els_token *t = reading->tokens;
    const els_number *bound = number_at(reading, at);
    double value;
    if (!bound || !item_number(reading, rules, first, end, &value))
        return false;
    uint32_t from = at, to = at + 1;
    /* Words that speak of this number: back and forth to another number, an "and" or a "but". */
    while (from > first && from + 4 > at && !number_at(reading, from - 1) &&
           !els_token_is(&t[from - 1], "but") && !els_token_is(&t[from - 1], "and"))
        from--;
    while (to < end && to < at + 5 && !number_at(reading, to) && !els_token_is(&t[to], "but"))
        to++;
    /* "Between 5 and 10", "from 5 to 10". */
    if (at > first && (els_token_is(&t[at - 1], "between") || els_token_is(&t[at - 1], "from")))
        for (uint32_t i = at + 1; i < end && i < at + 5; i++)
            if (number_at(reading, i))
                return value >= bound->value;
    for (uint32_t i = at; i > first + 1 && i + 5 > at; i--)
        if (number_at(reading, i - 1) && i >= first + 2 &&
            (els_token_is(&t[i - 2], "between") || els_token_is(&t[i - 2], "from")))
            return value <= bound->value;
    if (at >= first + 2 && els_token_is(&t[at - 1], "to") && els_token_is(&t[at - 2], "up"))
        return value <= bound->value;
    /* The words just before say most: "below 9", "at least 9"; behind: "9 or more". */
    bool is_strict = has_any(t, from, at, strict);
    bool up = has_any(t, from, at, ups), down = has_any(t, from, at, downs);
    bool not_before = at > first && has_any(t, from, at, refusals);
    if (!up && !down) {
        up = has_any(t, at, to, ups);
        down = has_any(t, at, to, downs);
    }
    bool pass = up     ? (is_strict ? value > bound->value : value >= bound->value)
                : down ? (is_strict ? value < bound->value : value <= bound->value)
                       : value == bound->value;
    return pass != not_before;
}

/* What the condition is about, rather than a part of it: "boxes that ...", "every small dog". */
static bool is_head_noun(const els_reading *reading, uint32_t first, uint32_t end, uint32_t i)
{
    static const char *const relatives[] = {"that", "which", "who", "with", "whose", NULL};
    static const char *const singles[] = {"every", "each", "any", NULL};
    static const char *const conditions[] = {"if", "when", "unless", "or", NULL};
    const els_token *t = reading->tokens;
    static const char *const articles[] = {"a", "an", "the", "every", "each", "any", "this", NULL};
    static const char *const verbs[] = {"is", "has", "that", "which", "with", NULL};
    if (i > first && i + 1 < end && els_str_is_one_of(t[i - 1].lower, articles) &&
        els_str_is_one_of(t[i + 1].lower, verbs))
        return true;
    bool is_plural = ends_with(t[i].lower, "s") && !ends_with(t[i].lower, "ss");
    bool at_end = i + 1 == end;
    if (is_plural &&
        (at_end || els_str_is_one_of(t[i + 1].lower, relatives) || els_token_is(&t[i + 1], "and")))
        return true;
    bool has_relative = false, is_single = els_str_is_one_of(t[first].lower, singles);
    for (uint32_t k = first; k < end; k++)
        has_relative = has_relative || els_str_is_one_of(t[k].lower, relatives) ||
                       els_str_is_one_of(t[k].lower, conditions);
    return at_end && is_single && !has_relative;
}

/* Words about a number of the condition: no word of the item is asked for. */
static bool is_about_number(const els_reading *reading, uint32_t i)
{
    static const char *const measures[] = {"height", "length", "width",       "weight", "depth",
                                           "age",    "price",  "temperature", NULL};
    const els_token *t = &reading->tokens[i];
    return els_str_is_one_of(t->lower, ups) || els_str_is_one_of(t->lower, downs) ||
           els_str_is_one_of(t->lower, strict) || els_str_is_one_of(t->lower, measures) ||
           measure_of(t->lower) != NULL ||
           (i > 0 && t[-1].kind == ELS_TOKEN_NUMBER && t[-1].sentence == t->sentence);
}

static bool has_number(const els_reading *reading, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++)
        if (number_at(reading, i) && !els_token_is(&reading->tokens[i], "one"))
            return true;
    return false;
}

/* A condition is parts joined by "or", each of words joined by "and" (or side by side). "All red
 * ones and all soft ones" joins by "or" too. A condition without words that mean something holds:
 * "all others". */
static bool holds_for_item(const els_reading *reading, const els_verdict_rules *rules,
                           uint32_t first, uint32_t end)
{
    static const char *const fillers[] = {
        "all",  "every", "each", "any",       "thing",    "things",     "ones",      "one",
        "that", "which", "is",   "are",       "a",        "an",         "the",       "with",
        "of",   "if",    "then", "it",        "has",      "have",       "both",      "either",
        "and",  "other", "item", "others",    "items",    "object",     "objects",   "except",
        "for",  "those", "rest", "else",      "so",       "also",       "otherwise", "anything",
        "who",  "be",    "at",   "but",       "whose",    "everything", "when",      "in",
        "they", "only",  "them", "something", "whatever", "remaining",  "called",    "unless",
        NULL};
    static const char *const quantifiers[] = {"all", "every", "any", "each", NULL};
    static const char *const denials[] = {"not", "neither", "without", "non", NULL};
    const els_token *t = reading->tokens;
    bool holds = true, is_empty = true, is_denied = false,
         of_number = has_number(reading, first, end);
    bool all_empty = true;
    for (uint32_t i = first; i < end; i++) {
        const els_number *number = number_at(reading, i);
        if (number && !els_token_is(&t[i], "one")) {
            holds = holds && number_passes(reading, rules, first, end, i);
            is_empty = all_empty = false;
            continue;
        }
        bool at_or = els_token_is(&t[i], "or") && !(i > 0 && t[i - 1].kind == ELS_TOKEN_NUMBER);
        bool at_new = els_token_is(&t[i], "and") && i + 1 < end &&
                      els_str_is_one_of(t[i + 1].lower, quantifiers);
        if ((at_or || at_new) && !is_empty) {
            if (holds)
                return true;
            holds = is_empty = true;
            is_denied = false;
        } else if (els_str_is_one_of(t[i].lower, denials)) {
            is_denied = true;
        } else if (t[i].kind == ELS_TOKEN_WORD && !els_str_is_one_of(t[i].lower, fillers) &&
                   !at_or && !els_token_is(&t[i], "nor") && !is_head_noun(reading, first, end, i) &&
                   !(of_number && is_about_number(reading, i))) {
            holds = holds && item_has(reading, rules, t[i].hash) != is_denied;
            is_empty = all_empty = false;
        }
    }
    return all_empty || (holds && !is_empty);
}

static bool applies_to_item(const els_reading *reading, const els_verdict_rules *rules,
                            const els_verdict_rule *rule)
{
    return holds_for_item(reading, rules, rule->first, rule->end) &&
           holds_for_item(reading, rules, rule->also_first, rule->also_end);
}

/* First the rules of a sentence, then what the same sentence excepts; a sentence that is nothing
 * but an exception goes before all. */
const els_verdict_rule *els_verdict_decide(const els_reading *reading,
                                           const els_verdict_rules *rules)
{
    for (uint32_t r = 0; r < rules->n_rules; r++) {
        const els_verdict_rule *rule = &rules->rules[r];
        bool is_alone =
            rule->is_exception && (r == 0 || rules->rules[r - 1].sentence != rule->sentence);
        if (is_alone && rule->label.len > 0 && applies_to_item(reading, rules, rule))
            return rule;
    }
    for (uint32_t r = 0; r < rules->n_rules; r++) {
        const els_verdict_rule *rule = &rules->rules[r], *found = rule;
        if (rule->is_exception || rule->is_negative || !applies_to_item(reading, rules, rule))
            continue;
        for (uint32_t k = 0; k < rules->n_rules; k++)
            if (rules->rules[k].sentence == rule->sentence && rules->rules[k].is_exception &&
                applies_to_item(reading, rules, &rules->rules[k]))
                found = &rules->rules[k];
        if (found->label.len > 0)
            return found;
    }
    return NULL;
}
