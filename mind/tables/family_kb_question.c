/* family_kb_question.c — one table as the question sees it: what the question mentions of it, which
 * columns it names, which entities. */
#include "family_kb.h"

enum { MAX_COLUMNS = 64 };

/* ---- what is asked ---- */

bool kbq_is_in_mention(const els_reading *reading, uint32_t token)
{
    for (uint32_t i = 0; i < reading->n_mentions; i++) {
        if (token >= reading->mentions[i].first && token < reading->mentions[i].end) {
            return true;
        }
    }
    return false;
}

/* One bit per place in the text where values are mentioned. */
kbq_used kbq_used_span(const kbq *q, uint32_t first_token)
{
    uint32_t place = 0;
    uint32_t last = UINT32_MAX;
    for (uint32_t i = 0; i < q->reading->n_mentions; i++) {
        uint32_t first = q->reading->mentions[i].first;
        place += last != UINT32_MAX && first != last;
        last = first;
        if (first == first_token) {
            break;
        }
    }
    return (kbq_used){.spans = place < 64 ? UINT64_C(1) << place : 0};
}

/* "the two" are things told of; "two decimals" are how the answer is written. */
static bool is_no_amount(const els_reading *reading, const els_number *n)
{
    bool is_counted =
        n->is_word && n->first > 0 && els_token_is(&reading->tokens[n->first - 1], "the");
    return is_counted || (n->end < reading->n_tokens &&
                          els_str_starts(reading->tokens[n->end].lower, ELS_STR("decimal")));
}

/* Nothing for numbers that are part of a name or mean no amount ("one", "half"). */
kbq_used kbq_used_number(const kbq *q, uint32_t number)
{
    const els_number *n = &q->reading->numbers[number];
    if (number >= 48 || (n->is_word && n->value <= 1) || kbq_is_in_mention(q->reading, n->first) ||
        is_no_amount(q->reading, n)) {
        return (kbq_used){0};
    }
    return (kbq_used){.amounts = UINT64_C(1) << number};
}

kbq_used kbq_used_date(const kbq *q, uint32_t date)
{
    (void)q;
    return (kbq_used){.amounts = date < 16 ? UINT64_C(1) << (48 + date) : 0};
}

/* The sentence that asks says by itself what it asks about: it has a value of its own, and no word
 * that refers to a sentence before. What others mention is by the way then. */
static bool asks_for_itself(const kbq *q, uint32_t sentence)
{
    static const char *const back[] = {"it",    "its",   "they", "their", "them", "that", "this",
                                       "these", "those", "he",   "she",   "his",  "her",  "there"};
    const els_reading *reading = q->reading;
    const els_sentence *s = &reading->sentences[sentence];
    for (uint32_t i = s->first; i < s->end; i++)
        for (uint32_t k = 0; k < sizeof back / sizeof *back; k++)
            if (els_token_is(&reading->tokens[i], back[k]))
                return false;
    for (uint32_t i = 0; i < reading->n_mentions; i++)
        if (reading->mentions[i].first >= s->first && reading->mentions[i].first < s->end)
            return true;
    for (uint32_t i = 0; i < reading->n_numbers; i++)
        if (reading->numbers[i].first >= s->first && reading->numbers[i].first < s->end)
            return true;
    return false;
}

static void find_aside(kbq *q)
{
    const els_reading *reading = q->reading;
    uint32_t asks = kbq_asking_token(reading);
    if (asks == UINT32_MAX || !asks_for_itself(q, reading->tokens[asks].sentence))
        return;
    for (uint32_t i = 0; i < reading->n_mentions; i++) {
        const els_mention *mention = &reading->mentions[i];
        if (!mention->in_context &&
            reading->tokens[mention->first].sentence != reading->tokens[asks].sentence)
            q->aside |= kbq_used_span(q, mention->first).spans;
    }
}

static void find_asked(kbq *q)
{
    find_aside(q);
    const els_reading *reading = q->reading;
    for (uint32_t i = 0; i < reading->n_mentions; i++) {
        if (!reading->mentions[i].in_context) {
            kbq_add_used(&q->asked, kbq_used_span(q, reading->mentions[i].first));
        }
    }
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        if (!reading->numbers[i].in_context && !reading->numbers[i].is_word) {
            kbq_add_used(&q->asked, kbq_used_number(q, i));
        }
    }
    for (uint32_t i = 0; i < reading->n_dates; i++) {
        if (!reading->dates[i].in_context) {
            kbq_add_used(&q->asked, kbq_used_date(q, i));
        }
    }
}

kbq_used kbq_used_name(const kbq *q, els_str name)
{
    return (kbq_used){.names = kbq_name_bit(name) & q->asked.names};
}

kbq_used kbq_used_column(const kbq *q, uint32_t column)
{
    return (kbq_used){.names = q->bits[column] & q->asked.names};
}

/* ---- columns ---- */

uint64_t kbq_column_key(const kbq *q, uint32_t column)
{
    return q->keys[column];
}

uint64_t kbq_cross_key(const kbq *q, kbq_role role, uint32_t column)
{
    uint64_t name = els_hash_str(q->table->columns[column].name);
    return els_hash_pair(els_hash_pair(els_hash_str(ELS_STR("kb.col")), (uint64_t)role),
                         els_hash_pair(kbq_column_key(q, column), name));
}

double kbq_overlap_prior(const kbq *q, uint32_t column)
{
    double related = kbq_related_prior(q->related[column]);
    double named = 0.8 * (q->overlap[column] > related ? q->overlap[column] : related);
    double timely = kbq_time_prior(q, column, q->wording.is_time);
    return named > timely ? named : timely;
}

/* Words that may say which column is meant: not those around an amount, which say what it bounds.
 */
static void find_loose_words(kbq *q)
{
    enum { BEFORE = 4, BEHIND = 3 };
    const els_reading *reading = q->reading;
    for (uint32_t i = 0; i < reading->n_question_tokens && q->n_loose < KBQ_MAX_WORDS; i++) {
        bool is_loose = reading->tokens[i].kind == ELS_TOKEN_WORD && !kbq_is_in_mention(reading, i);
        for (uint32_t k = 0; k < reading->n_numbers && is_loose; k++) {
            const els_number *number = &reading->numbers[k];
            uint64_t bit = kbq_used_number(q, k).amounts;
            bool is_near = i + BEFORE >= number->first && i < number->end + BEHIND;
            is_loose = number->in_context || !bit || (bit & q->names) || !is_near;
        }
        for (uint32_t k = 0; k < q->n_loose && is_loose; k++) {
            is_loose = q->loose[k] != reading->tokens[i].hash;
        }
        if (is_loose) {
            q->loose_token[q->n_loose] = i;
            q->loose[q->n_loose++] = reading->tokens[i].hash;
        }
    }
}

uint32_t kbq_column_own(const kbq *q, kbq_role role, uint32_t column, uint32_t own[KBQ_COLUMN_OWN])
{
    els_str field = els_session_field(q->session)->name;
    own[0] = els_feature("kb.overlap", (uint64_t)role, (uint64_t)(4 * q->overlap[column]), 0);
    own[1] = els_feature("kb.kind", (uint64_t)role,
                         (uint64_t)els_kb_column_kind(q->kb, q->t, column), 0);
    own[2] =
        els_feature("kb.field", (uint64_t)role, els_hash_str(field), kbq_column_key(q, column));
    own[3] = els_feature("kb.named", (uint64_t)role, q->names != 0, q->named[column] != 0);
    own[4] = els_feature("kb.related", (uint64_t)role, kbq_related_class(q->related[column]), 0);
    own[5] = kbq_time_own(q, (uint32_t)role, column, q->wording.is_time);
    uint32_t n = 6;
    if (role == KBQ_VALUE || role == KBQ_PROJECT) {
        uint64_t key = kbq_column_key(q, column);
        for (uint32_t i = 0; i < q->n_loose; i++) {
            own[n++] = els_feature("kb.near", key, q->loose[i], 0);
        }
    }
    return n;
}

/* Numbers of the question that are part of the column's name. */
static uint64_t named_amounts(const kbq *q, els_str name)
{
    uint64_t amounts = 0;
    els_str word;
    while (els_str_split(&name, '_', &word)) {
        for (uint32_t i = 0; i < q->reading->n_numbers; i++) {
            const els_number *number = &q->reading->numbers[i];
            if (!number->in_context && els_str_eq(q->reading->tokens[number->first].lower, word)) {
                amounts |= kbq_used_number(q, i).amounts;
            }
        }
    }
    return amounts;
}

#define LEARNED_NAME 0.5 /* nats a word must say for a column to count as a name of it */

bool kbq_is_learned_name(const els_session *session, uint64_t key, uint64_t word)
{
    uint32_t near = els_feature("kb.near", key, word, 0);
    return els_session_score(session, &near, 1, NULL, 0) > LEARNED_NAME;
}

/* A column is named by all words of its name, or by words that were learned to speak of it. */
static void find_names(kbq *q)
{
    const els_kb *kb = els_kb_index_kb(q->kb);
    q->asked.names |= q->heard->names | q->heard->relations;
    for (uint32_t t = 0; t < kb->n_tables; t++)
        for (uint32_t c = 1; c < kb->tables[t].n_columns; c++)
            if (els_kb_column_sort(q->kb, t, c) == (int32_t)q->t)
                q->sorts |= q->heard->bits[t][c];
    for (uint32_t c = 1; c < q->table->n_columns; c++) {
        for (uint32_t i = 0; i < q->n_loose; i++) {
            if (kbq_is_learned_name(q->session, kbq_column_key(q, c), q->loose[i]))
                q->asked.names |= q->bits[c];
        }
    }
}

/* The question names a column that differs by its number alone, and not this one. */
static bool is_of_another(const kbq *q, uint32_t column)
{
    for (uint32_t c = 1; c < q->table->n_columns && !q->named[column]; c++)
        if (q->named[c] && q->keys[c] == q->keys[column])
            return true;
    return false;
}

static void score_columns(kbq *q)
{
    uint32_t n = q->table->n_columns;
    q->keys = q->heard->keys[q->t];
    q->bits = q->heard->bits[q->t];
    q->telling = ELS_ARENA_NEW(q->arena, uint8_t, (size_t)n * n);
    q->named = ELS_ARENA_NEW(q->arena, uint64_t, n);
    q->is_time = ELS_ARENA_NEW(q->arena, bool, n);
    q->is_other = ELS_ARENA_NEW(q->arena, bool, n);
    for (uint32_t c = 0; c < n; c++) {
        q->is_time[c] = els_kb_column_is_time(q->kb, q->t, c);
        q->named[c] = named_amounts(q, q->table->columns[c].name);
        q->names |= q->named[c];
    }
    find_loose_words(q);
    kbq_read_wording(q);
    find_names(q);
    q->overlap = ELS_ARENA_NEW(q->arena, double, n);
    q->related = ELS_ARENA_NEW(q->arena, double, n);
    for (uint32_t c = 0; c < n; c++) {
        els_str name = q->table->columns[c].name;
        double in_question = q->heard->overlap[q->t][c];
        double in_field = els_kb_name_share(name, els_session_field(q->session)->name);
        q->is_other[c] = is_of_another(q, c);
        q->overlap[c] = q->is_other[c] ? 0 : in_question > in_field ? in_question : in_field;
        for (uint32_t i = 0; i < q->n_loose && !q->is_other[c]; i++) {
            double related = kbq_word_related(q->reading, q->loose_token[i], q->t, c);
            q->related[c] = related > q->related[c] ? related : q->related[c];
        }
    }
    for (uint32_t role = 0; role < KBQ_ROLES; role++) {
        q->scores[role] = ELS_ARENA_NEW(q->arena, double, n);
        for (uint32_t c = 0; c < n; c++) {
            uint32_t own[KBQ_COLUMN_OWN];
            uint32_t n_own = kbq_column_own(q, (kbq_role)role, c, own);
            uint64_t cross = kbq_cross_key(q, (kbq_role)role, c);
            q->scores[role][c] = kbq_overlap_prior(q, c) +
                                 els_session_score(q->session, own, n_own, &cross, 1) +
                                 kbq_lot(q, UINT64_C(1000) + 64 * role + c);
        }
    }
}

/* Columns 1.. with the best scores, best first; numeric ones only if asked. */
uint32_t kbq_best_columns(const kbq *q, kbq_role role, bool numeric, uint32_t most,
                          uint32_t columns[KBQ_VALUE_COLUMNS])
{
    const double *scores = q->scores[role];
    uint32_t n = 0;
    for (uint32_t c = 1; c < q->table->n_columns; c++) {
        els_kb_kind kind = els_kb_column_kind(q->kb, q->t, c);
        if (numeric && kind != ELS_KB_NUMBER && kind != ELS_KB_DATE) {
            continue;
        }
        uint32_t at = n < most ? n++ : most;
        while (at > 0 && scores[c] > scores[columns[at - 1]]) {
            if (at < most) {
                columns[at] = columns[at - 1];
            }
            at--;
        }
        if (at < most) {
            columns[at] = c;
        }
    }
    return n;
}

/* ---- entities and ranks ---- */

uint32_t kbq_entity_own(const kbq_entity *entity, uint32_t n_entities, uint32_t own[2])
{
    own[0] = els_feature("kb.entity", entity->ordinal, entity->in_context, 0);
    own[1] = els_feature("kb.entities", n_entities, entity->ordinal, 0);
    return 2;
}

/* Answers to the fields before may name entities that the text does not. */
static void add_earlier_answers(kbq *q)
{
    uint32_t count;
    const els_str *previous = els_session_previous(q->session, &count);
    for (uint32_t i = 0; i < count && q->n_entities < KBQ_MAX_ENTITIES; i++) {
        uint32_t row;
        uint32_t at = 0;
        if (!els_kb_find_row(q->kb, q->t, els_kb_value_key(previous[i]), &row)) {
            continue;
        }
        while (at < q->n_entities && q->entities[at].row != row) {
            at++;
        }
        if (at == q->n_entities) {
            q->entities[q->n_entities++] = (kbq_entity){.row = row, .ordinal = 16 + i};
        }
    }
}

static void find_entities(kbq *q)
{
    for (uint32_t i = 0; i < q->reading->n_mentions; i++) {
        const els_mention *mention = &q->reading->mentions[i];
        if (mention->table != q->t || mention->column != 0) {
            continue;
        }
        uint32_t at = 0;
        while (at < q->n_entities && q->entities[at].row != mention->row) {
            at++;
        }
        if (at == KBQ_MAX_ENTITIES) {
            continue;
        }
        if (at == q->n_entities) {
            q->entities[q->n_entities++] =
                (kbq_entity){.row = mention->row, .ordinal = at, .in_context = mention->in_context};
        }
        kbq_add_used(&q->entities[at].used, kbq_used_span(q, mention->first));
    }
    q->n_mentioned = q->n_entities;
    add_earlier_answers(q);
    for (uint32_t i = 0; i < q->n_entities; i++) {
        uint32_t own[2];
        uint32_t n_own = kbq_entity_own(&q->entities[i], q->n_entities, own);
        q->entities[i].score = els_session_score(q->session, own, n_own, NULL, 0);
    }
}

/* ---- tables ---- */

/* Tables the text speaks of: by values, names of columns, or its own name. */
static double relevance(const els_reading *reading, const kbq_heard *heard, uint32_t table)
{
    double score = 2 * heard->named[table];
    for (uint32_t i = 0; i < reading->n_mentions; i++) {
        score += reading->mentions[i].table == table ? 1 : 0;
    }
    for (uint32_t c = 0; c < els_kb_index_kb(reading->kb)->tables[table].n_columns; c++) {
        score += 0.5 * heard->overlap[table][c];
    }
    return score;
}

uint32_t kbq_choose_tables(const els_reading *reading, const kbq_heard *heard,
                           uint32_t tables[KBQ_MAX_TABLES])
{
    uint32_t all = els_kb_index_kb(reading->kb)->n_tables;
    double scores[KBQ_MAX_TABLES];
    uint32_t n = 0;
    for (uint32_t t = 0; t < all; t++) {
        double score = relevance(reading, heard, t);
        uint32_t at = n < KBQ_MAX_TABLES ? n++ : KBQ_MAX_TABLES;
        while (at > 0 && score > scores[at - 1]) {
            if (at < KBQ_MAX_TABLES) {
                tables[at] = tables[at - 1];
                scores[at] = scores[at - 1];
            }
            at--;
        }
        if (at < KBQ_MAX_TABLES) {
            tables[at] = t;
            scores[at] = score;
        }
    }
    return n;
}

kbq *kbq_new(els_session *session, uint32_t table, const kbq_heard *heard, uint64_t lot)
{
    const els_reading *reading = els_session_reading(session);
    const els_kb_table *t = &els_kb_index_kb(reading->kb)->tables[table];
    uint32_t rows = els_kb_rows(reading->kb, table);
    if (rows == 0 || t->n_columns > MAX_COLUMNS) {
        return NULL;
    }
    kbq *q = ELS_ARENA_NEW(els_session_arena(session), kbq, 1);
    q->session = session;
    q->reading = reading;
    q->kb = reading->kb;
    q->table = t;
    q->heard = heard;
    q->arena = els_session_arena(session);
    q->t = table;
    q->rows = rows;
    q->words = (rows + 63) / 64;
    q->lot = lot;
    find_asked(q);
    score_columns(q);
    find_entities(q);
    kbq_make_filters(q);
    kbq_make_sets(q);
    return q;
}
