/* family_kb_heard.c — what the question's words tell of the columns of all tables, read once.
 *
 * Which columns are named. What the question is after: the words behind "what is the", "which",
 * "name the" tell of the column that the answer comes from or of the sort of entity that is wanted.
 * What it ranks by: those behind a superlative, and behind "by", tell of the column that the
 * greatest is sought in. Words elsewhere tell of conditions. */
#include "family_kb.h"
#include "reader.h"

enum { WORDS = 3, REACH = 8 };

/* Focus of a column below this part of the best one's is none. */
#define KNOWN 0.25 /* below, the words behind the asking word are near to no column */
#define EQUAL 0.9
#define PARTLY 0.4
#define SORT 0.3   /* what a word that names a sort counts in a longer name */
#define HAVING 0.8 /* how near a value is to the entities that have it */
#define SOUGHT 0.9 /* nats that an answer from the column that is asked for is worth */

typedef struct {
    uint32_t token[WORDS];
    double weight[WORDS];
    uint32_t n;
    bool is_entity;  /* "which one" */
    uint64_t tables; /* of whose entities a value is told */
} told_words;

static bool begins_sentence(const els_reading *reading, uint32_t token)
{
    return token == reading->sentences[reading->tokens[token].sentence].first;
}

/* Has no object: "city and state of the ship", "its city and state?" name two things, and order
 * none. */
static bool is_noun(const els_reading *reading, uint32_t token)
{
    const els_token *next = &reading->tokens[token + 1];
    return token + 1 == reading->n_question_tokens || next->kind == ELS_TOKEN_SYMBOL ||
           els_token_is(next, "of") || els_reader_is_be(next->lower);
}

/* Behind "and", "then" or a comma in its sentence: what came before it was a step on the way ("find
 * the oldest ship and name its owner"). */
static bool is_next_step(const els_reading *reading, uint32_t token)
{
    if (begins_sentence(reading, token) || is_noun(reading, token))
        return false;
    const els_token *before = &reading->tokens[token - 1];
    return els_token_is(before, "and") || els_token_is(before, "then") ||
           els_token_is_symbol(before, ',');
}

/* Behind a colon, a preposition between them at most: the question itself ("the Heron has a
 * captain: in which year did he join?"). */
static bool is_behind_colon(const els_reading *reading, uint32_t token)
{
    enum { REACH_BACK = 2 };
    for (uint32_t i = 1; i <= REACH_BACK && i <= token; i++)
        if (els_token_is_symbol(&reading->tokens[token - i], ':'))
            return reading->tokens[token - i].sentence == reading->tokens[token].sentence;
    return false;
}

/* The token that asks: the first word of asking in the last sentence that has one, or a later one
 * that makes a step of what was before it. */
uint32_t kbq_asking_token(const els_reading *reading)
{
    static const char *const asking[] = {"what",  "which", "who", "whose", "whom",
                                         "where", "when",  "how", NULL};
    static const char *const orders[] = {"name",  "find",    "give",      "tell",      "show",
                                         "state", "compute", "calculate", "determine", "identify",
                                         "list",  "count",   NULL};
    uint32_t found = UINT32_MAX;
    for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
        const els_token *token = &reading->tokens[i];
        bool is_order = els_str_is_one_of(token->lower, orders);
        bool is_order_here = is_order && (begins_sentence(reading, i) || is_next_step(reading, i));
        bool is_word = els_str_is_one_of(token->lower, asking);
        bool is_new = found == UINT32_MAX || reading->tokens[found].sentence != token->sentence;
        if ((is_new && (is_word || is_order_here)) || (!is_new && is_order_here) ||
            (!is_new && is_word && is_behind_colon(reading, i)))
            found = i;
    }
    return found;
}

static bool is_passed(const els_token *token)
{
    static const char *const words[] = {"the", "a",  "an",  "its",  "his",  "her", "their",
                                        "me",  "us", "all", "many", "much", NULL};
    return token->kind != ELS_TOKEN_WORD || els_str_is_one_of(token->lower, words);
}

static bool is_verb(const els_token *token)
{
    static const char *const words[] = {"does", "do", "did", "has", "have", "had", NULL};
    return els_reader_is_be(token->lower) || els_str_is_one_of(token->lower, words);
}

/* What begins a part of its own. */
static bool is_end(const els_token *token)
{
    static const char *const words[] = {"in",   "at",    "for",   "with", "by",    "from", "to",
                                        "that", "which", "where", "who",  "whose", "on",   "under",
                                        "over", "among", "when",  "than", "as",    NULL};
    return els_str_is_one_of(token->lower, words);
}

/* "The treasurer of", "the crime book": a value that is no entity itself tells of those that have
 * it. Returns where it ends, `at` when there is none. */
static uint32_t take_value(const els_reading *reading, uint32_t at, told_words *list)
{
    uint32_t end = at;
    uint64_t tables = 0;
    for (uint32_t i = 0; i < reading->n_mentions; i++) {
        const els_mention *mention = &reading->mentions[i];
        if (mention->first != at || mention->in_context)
            continue;
        if (mention->column == 0)
            return at;
        end = mention->end > end ? mention->end : end;
        tables |= UINT64_C(1) << (mention->table % 64);
    }
    list->tables |= tables;
    return end;
}

/* The words behind a token up to what begins a part of its own, which an article does as well ("who
 * leads the club of"); behind "of" they count less. */
static void take_words(const els_reading *reading, uint32_t first, told_words *list)
{
    double weight = 1;
    for (uint32_t i = first; i < reading->n_question_tokens && i < first + REACH; i++) {
        const els_token *token = &reading->tokens[i];
        uint32_t end = take_value(reading, i, list);
        if (end > i) {
            i = end - 1;
            continue;
        }
        if (els_token_is(token, "of") && list->n > 0 && weight == 1) {
            weight = 0.5;
            continue;
        }
        bool ends =
            token->kind == ELS_TOKEN_SYMBOL || kbq_is_in_mention(reading, i) ||
            (els_token_is(token, "of") && list->tables) ||
            ((is_end(token) || is_verb(token)) && list->n > 0) ||
            (els_reader_is_article(token->lower) && list->n > 0 && !els_token_is(token - 1, "of"));
        if (ends || list->n == WORDS)
            return;
        if (is_passed(token) || is_end(token) || is_verb(token))
            continue;
        list->token[list->n] = i;
        list->weight[list->n++] = weight;
    }
}

static told_words answer_words(const els_reading *reading)
{
    told_words list = {.n = 0};
    uint32_t first = kbq_asking_token(reading);
    if (first == UINT32_MAX || first + 1 >= reading->n_question_tokens)
        return list;
    const els_token *asks = &reading->tokens[first], *next = asks + 1;
    list.is_entity = els_token_is(next, "one") || els_token_is(next, "ones");
    bool is_bare = is_verb(next) && !els_reader_is_be(next->lower) && !els_token_is(asks, "what") &&
                   !els_token_is(asks, "how");
    if (els_token_is(asks, "when")) { /* the asking word itself tells of time */
        list.token[0] = first;
        list.weight[0] = 1;
        list.n = 1;
    } else if (!list.is_entity && !is_bare) {
        take_words(reading, first + 1, &list);
    }
    return list;
}

/* What the greatest is sought in is no sort of entity: "the largest ship" leaves it open. */
static void keep_attributes(const els_reading *reading, told_words *list)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < list->n; i++)
        if (!els_kb_is_sort(reading->kb, reading->tokens[list->token[i]].lower)) {
            list->token[n] = list->token[i];
            list->weight[n++] = list->weight[i];
        }
    list->n = n;
}

/* A superlative, or a comparative that bounds no amount ("which is larger, A or B"). */
static bool is_ranking(const els_reading *reading, uint32_t token)
{
    enum { BEHIND = 4 };
    const els_token *at = &reading->tokens[token];
    uint32_t said = els_lexicon_of(at->lower, at[1].lower);
    if (kbq_age_said(at->lower) || (said & (ELS_CONCEPT_MAX | ELS_CONCEPT_MIN)))
        return true;
    bool compares = said & (ELS_CONCEPT_MORE | ELS_CONCEPT_LESS);
    for (uint32_t i = token + 1; compares && i < reading->n_question_tokens && i <= token + BEHIND;
         i++)
        compares = reading->tokens[i].kind != ELS_TOKEN_NUMBER;
    return compares;
}

static told_words rank_words(const els_reading *reading)
{
    told_words list = {.n = 0};
    uint32_t by = UINT32_MAX, most = UINT32_MAX;
    for (uint32_t i = 0; i + 1 < reading->n_question_tokens; i++) {
        const els_token *token = &reading->tokens[i];
        if (kbq_is_in_mention(reading, i))
            continue;
        if (most == UINT32_MAX && is_ranking(reading, i))
            most = i;
        if (els_token_is(token, "by") && most != UINT32_MAX)
            by = i + 1;
    }
    if (most == UINT32_MAX)
        return list;
    list.token[list.n] = most; /* "youngest", "cheapest" */
    list.weight[list.n++] = 1;
    if (by != UINT32_MAX)
        take_words(reading, by, &list);
    if (list.n < WORDS && !kbq_is_time_word(reading->tokens[most].lower, false))
        take_words(reading, most + 1, &list);
    keep_attributes(reading, &list);
    return list;
}

/* How much of a name the word is: one that only says of what sort the thing is, such as ship in
 * sister_ship of the table ships, is little of it. */
static double near_name(els_str token, els_str name, uint64_t sorts)
{
    els_str word, rest = name;
    double best = 0;
    for (; els_str_split(&rest, '_', &word); sorts >>= 1)
        if (word.len > 0 && els_kb_words_alike(word, token)) {
            double near = word.len < name.len && (sorts & 1) ? SORT : 1;
            best = near > best ? near : best;
        }
    return best;
}

static bool near_word(els_str word, els_str name)
{
    els_str other;
    while (els_str_split(&name, '_', &other))
        if (els_str_eq(word, other))
            return true;
    return false;
}

static double max_of(double a, double b)
{
    return a > b ? a : b;
}

/* How near a word is to a column, 0 .. 1; to column 0 also by the table's name. */
static double nearness(els_session *session, const kbq_heard *heard, uint32_t t, uint32_t c,
                       uint32_t token)
{
    const els_reading *reading = els_session_reading(session);
    const els_kb_table *table = &els_kb_index_kb(reading->kb)->tables[t];
    els_str word = reading->tokens[token].lower;
    double near = near_name(word, table->columns[c].name, els_kb_column_sorts(reading->kb, t, c));
    if (near < 1)
        near = max_of(near, kbq_related_prior(kbq_word_related(reading, token, t, c)));
    if (near < 1 && c == 0)
        near = max_of(near, near_name(word, table->name, 0));
    if (near < 1 && c > 0 && els_kb_column_is_time(reading->kb, t, c) &&
        kbq_is_time_word(word, false))
        near = 1;
    if (near < 1 && c > 0 && kbq_age_said(word) &&
        near_word(ELS_STR("age"), table->columns[c].name))
        near = 1;
    if (near < 1 && c > 0 && !els_kb_is_sort(reading->kb, word) &&
        kbq_is_learned_name(session, heard->keys[t][c], reading->tokens[token].hash))
        near = 1;
    return near;
}

static void find_focus(els_session *session, const kbq_heard *heard, const told_words *words,
                       bool entities, kbq_focus *ret)
{
    const els_kb *kb = els_kb_index_kb(els_session_reading(session)->kb);
    els_arena *arena = els_session_arena(session);
    ret->on = ELS_ARENA_NEW(arena, double *, kb->n_tables);
    for (uint32_t t = 0; t < kb->n_tables; t++) {
        ret->on[t] = ELS_ARENA_NEW(arena, double, kb->tables[t].n_columns + 1);
        ret->on[t][0] = words->is_entity ? 1 : words->tables >> (t % 64) & 1 ? HAVING : 0;
        for (uint32_t c = !entities; c < kb->tables[t].n_columns; c++) {
            for (uint32_t i = 0; i < words->n; i++)
                ret->on[t][c] =
                    max_of(ret->on[t][c],
                           words->weight[i] * nearness(session, heard, t, c, words->token[i]));
            ret->most = max_of(ret->most, ret->on[t][c]);
        }
    }
}

/* ---- names ---- */

uint64_t kbq_name_bit(els_str name)
{
    return UINT64_C(1) << (els_hash_str(name) % 64);
}

/* Share of the name's words that the question has; those that name a sort count little. */
static double name_overlap(const els_reading *reading, els_str name, uint64_t sorts)
{
    double words = 0, found = 0;
    els_str word, rest = name;
    for (; els_str_split(&rest, '_', &word); sorts >>= 1) {
        if (word.len == 0)
            continue;
        double weight = word.len < name.len && (sorts & 1) ? SORT : 1;
        words += weight;
        for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
            els_str token = reading->tokens[i].lower;
            if (token.ptr[0] == word.ptr[0] && els_kb_words_alike(word, token)) {
                found += weight;
                break;
            }
        }
    }
    return words > 0 ? found / words : 0;
}

/* Of a name without its numbers: those are told apart by themselves, and what a word says of
 * sales_2023 it says of sales_2024. */
static uint64_t hash_words(els_str name)
{
    uint64_t hash = 0;
    els_str word;
    while (els_str_split(&name, '_', &word))
        if (word.len > 0 && !els_is_digit(word.ptr[0]))
            hash = els_hash_pair(hash, els_hash_str(word));
    return hash;
}

/* A word of the question means what a word of the column's name does. */
static bool is_meant(const els_reading *reading, uint32_t table, uint32_t column)
{
    const double related = 0.5;
    for (uint32_t i = 0; i < reading->n_question_tokens; i++)
        if (!kbq_is_in_mention(reading, i) && kbq_word_related(reading, i, table, column) > related)
            return true;
    return false;
}

/* Columns that are named by all words of their names; and of those that lead from a row to others
 * of its table, such as a neighbour, the ones that a word near in meaning names: that way is meant
 * to be gone. */
static void find_names(const els_reading *reading, els_arena *arena, kbq_heard *heard)
{
    const els_kb *kb = els_kb_index_kb(reading->kb);
    heard->overlap = ELS_ARENA_NEW(arena, double *, kb->n_tables);
    heard->named = ELS_ARENA_NEW(arena, double, kb->n_tables);
    heard->keys = ELS_ARENA_NEW(arena, uint64_t *, kb->n_tables);
    heard->bits = ELS_ARENA_NEW(arena, uint64_t *, kb->n_tables);
    for (uint32_t t = 0; t < kb->n_tables; t++) {
        const els_kb_table *table = &kb->tables[t];
        heard->named[t] = name_overlap(reading, table->name, 0);
        heard->overlap[t] = ELS_ARENA_NEW(arena, double, table->n_columns);
        heard->keys[t] = ELS_ARENA_NEW(arena, uint64_t, table->n_columns);
        heard->bits[t] = ELS_ARENA_NEW(arena, uint64_t, table->n_columns);
        uint64_t key = els_hash_str(table->name);
        for (uint32_t c = 0; c < table->n_columns; c++) {
            uint64_t bit = kbq_name_bit(table->columns[c].name);
            heard->bits[t][c] = bit;
            heard->keys[t][c] = els_hash_pair(key, hash_words(table->columns[c].name));
            heard->overlap[t][c] = name_overlap(reading, table->columns[c].name,
                                                els_kb_column_sorts(reading->kb, t, c));
            bool is_named = c > 0 && heard->overlap[t][c] == 1;
            heard->names |= is_named ? bit : 0;
            if (els_kb_column_refers(reading->kb, t, c) == (int32_t)t &&
                (is_named || is_meant(reading, t, c)))
                heard->relations |= bit;
        }
    }
}

kbq_heard *kbq_hear(els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    els_arena *arena = els_session_arena(session);
    kbq_heard *heard = ELS_ARENA_NEW(arena, kbq_heard, 1);
    told_words answer = answer_words(reading), rank = rank_words(reading);
    find_names(reading, arena, heard);
    find_focus(session, heard, &answer, true, &heard->answer);
    find_focus(session, heard, &rank, false, &heard->rank);
    return heard;
}

/* ---- foci ---- */

kbq_sought kbq_focus_of(const kbq_focus *focus, uint32_t table, uint32_t column)
{
    if (focus->most < KNOWN)
        return KBQ_SOUGHT_UNKNOWN;
    double part = focus->on[table][column] / focus->most;
    return part >= EQUAL ? KBQ_SOUGHT : part >= PARTLY ? KBQ_SOUGHT_PARTLY : KBQ_NOT_SOUGHT;
}

double kbq_focus_prior(kbq_sought sought)
{
    return sought == KBQ_SOUGHT ? SOUGHT : sought == KBQ_NOT_SOUGHT ? -SOUGHT : 0;
}
