/* family_kb_criteria.c — the condition that all stated criteria make together.
 *
 * A fact such as "min_employees = 50" or "Industries: health, energy" whose key names a column is a
 * criterion. Which way a bound goes is a choice of the program: what the rest of the key ("min")
 * says about it is learned. */
#include "family_kb.h"

#include <math.h>
#include <string.h>

enum { MAX_CRITERIA = 10, BEAM = 6, DIRECTIONS = 3, MAX_PARTS = 16 };

typedef struct {
    const els_fact *fact;
    uint32_t column;
    uint64_t *rows[DIRECTIONS]; /* NULL: no such direction */
    uint32_t own[DIRECTIONS][6];
    uint32_t n_own[DIRECTIONS];
    double prior[DIRECTIONS];
    double score[DIRECTIONS];
} criterion;

typedef struct {
    uint8_t direction[MAX_CRITERIA];
    double score;
} assignment;

static const char *const signs[2][DIRECTIONS] = {{">=", "<=", "="}, {" in", " not in", ""}};

/* Column that the key names best; 0 when none is half named. */
static uint32_t column_of(const kbq *q, els_str key)
{
    uint32_t best = 0;
    double best_score = 0;
    for (uint32_t c = 1; c < q->table->n_columns; c++) {
        els_str name = q->table->columns[c].name;
        double named = els_kb_name_share(name, key);
        double score = named + 0.5 * els_kb_name_share(key, name);
        if (named >= 0.5 && score > best_score) {
            best = c;
            best_score = score;
        }
    }
    return best;
}

static void number_rows(const kbq *q, criterion *c)
{
    const double *numbers = els_kb_column_numbers(q->kb, q->t, c->column);
    double bound = c->fact->number;
    for (uint32_t d = 0; d < DIRECTIONS; d++) {
        c->rows[d] = ELS_ARENA_NEW(q->arena, uint64_t, q->words);
        for (uint32_t r = 0; r < q->rows; r++) {
            double x = numbers[r];
            if ((d == 0 && x >= bound) || (d == 1 && x <= bound) || (d == 2 && x == bound)) {
                kbq_set_row(c->rows[d], r);
            }
        }
    }
    c->prior[2] = -1;
}

static void text_rows(const kbq *q, criterion *c)
{
    uint64_t keys[MAX_PARTS];
    uint32_t n = 0;
    els_str rest = c->fact->value;
    keys[n++] = els_kb_value_key(rest);
    for (size_t start = 0, i = 0; i <= rest.len && n < MAX_PARTS; i++) {
        bool is_or = i + 4 <= rest.len && memcmp(rest.ptr + i, " or ", 4) == 0;
        bool is_and = i + 5 <= rest.len && memcmp(rest.ptr + i, " and ", 5) == 0;
        if (i == rest.len || rest.ptr[i] == ',' || rest.ptr[i] == '/' || rest.ptr[i] == '|' ||
            is_or || is_and) {
            uint64_t key = els_kb_value_key(els_str_sub(rest, start, i));
            if (key != 0) {
                keys[n++] = key;
            }
            start = i + (is_or ? 4 : is_and ? 5 : 1);
        }
    }
    c->rows[0] = ELS_ARENA_NEW(q->arena, uint64_t, q->words);
    c->rows[1] = ELS_ARENA_NEW(q->arena, uint64_t, q->words);
    for (uint32_t r = 0; r < q->rows; r++) {
        bool found = false;
        for (uint32_t k = 0; k < n && !found; k++) {
            found = els_kb_cell_has(q->kb, q->t, r, c->column, keys[k]);
        }
        kbq_set_row(c->rows[found ? 0 : 1], r);
    }
    c->prior[1] = -1;
}

/* The words of the key that do not name the column speak for a direction. */
static void add_features(const kbq *q, criterion *c)
{
    bool is_text = c->rows[2] == NULL;
    for (uint32_t d = 0; d < DIRECTIONS && c->rows[d]; d++) {
        uint32_t *own = c->own[d];
        uint64_t direction = els_hash_pair(is_text, d);
        uint32_t n = 0;
        own[n++] = els_feature("kb.direction", direction, kbq_column_key(q, c->column), 0);
        els_str key = c->fact->key;
        els_str word;
        bool bare = true;
        while (els_str_split(&key, '_', &word) && n < 5) {
            if (word.len > 0 && !els_kb_name_has(q->table->columns[c->column].name, word)) {
                own[n++] = els_feature("kb.direction_word", direction, els_hash_str(word), 0);
                bare = false;
            }
        }
        own[n++] = els_feature("kb.direction_bare", direction, bare, 0);
        c->n_own[d] = n;
        c->score[d] = c->prior[d] + els_session_score(q->session, own, n, NULL, 0);
    }
}

/* Stated as "key: value", not gathered from prose: those values are comparisons already. */
static bool is_stated(const els_fact *fact, els_str text)
{
    uintptr_t at = (uintptr_t)fact->value.ptr;
    uintptr_t start = (uintptr_t)text.ptr;
    return text.len > 0 && at >= start && at < start + text.len;
}

static uint32_t find_criteria(const kbq *q, criterion list[MAX_CRITERIA])
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < q->reading->n_facts && n < MAX_CRITERIA; i++) {
        const els_fact *fact = &q->reading->facts[i];
        if (fact->joined || (!is_stated(fact, q->reading->task->context) &&
                             !is_stated(fact, q->reading->task->question))) {
            continue;
        }
        uint32_t column = column_of(q, fact->key);
        els_kb_kind kind = els_kb_column_kind(q->kb, q->t, column);
        bool is_number = fact->type != ELS_FACT_TEXT;
        bool takes_number = kind == ELS_KB_NUMBER || kind == ELS_KB_DATE;
        if (column == 0 || is_number != takes_number ||
            (is_number && (fact->type == ELS_FACT_DATE) != (kind == ELS_KB_DATE))) {
            continue;
        }
        criterion *c = &list[n++];
        *c = (criterion){.fact = fact, .column = column};
        if (is_number) {
            number_rows(q, c);
        } else {
            text_rows(q, c);
        }
        add_features(q, c);
    }
    return n;
}

/* The best ways to direct the first criteria, grown one criterion at a time. */
static uint32_t direct(const criterion *list, uint32_t n, assignment beam[BEAM])
{
    uint32_t count = 1;
    beam[0] = (assignment){.score = 0};
    for (uint32_t i = 0; i < n; i++) {
        assignment next[BEAM];
        uint32_t n_next = 0;
        for (uint32_t b = 0; b < count; b++) {
            for (uint32_t d = 0; d < DIRECTIONS && list[i].rows[d]; d++) {
                assignment grown = beam[b];
                grown.direction[i] = (uint8_t)d;
                grown.score += list[i].score[d];
                uint32_t at = n_next < BEAM ? n_next++ : BEAM;
                while (at > 0 && grown.score > next[at - 1].score) {
                    if (at < BEAM) {
                        next[at] = next[at - 1];
                    }
                    at--;
                }
                if (at < BEAM) {
                    next[at] = grown;
                }
            }
        }
        memcpy(beam, next, sizeof *beam * n_next);
        count = n_next;
    }
    return count;
}

/* The question's values and amounts that a fact states are used by its criterion. */
static void add_stated(const kbq *q, const els_fact *fact, kbq_used *used)
{
    const els_reading *reading = q->reading;
    for (uint32_t i = 0; i < reading->n_numbers; i++) {
        if (!reading->numbers[i].in_context && fact->type == ELS_FACT_NUMBER &&
            reading->numbers[i].value == fact->number) {
            used->amounts |= kbq_used_number(q, i).amounts;
        }
    }
    for (uint32_t i = 0; i < reading->n_dates; i++) {
        if (!reading->dates[i].in_context && fact->type == ELS_FACT_DATE &&
            (double)reading->dates[i].days == fact->number) {
            used->amounts |= kbq_used_date(q, i).amounts;
        }
    }
    for (uint32_t i = 0; i < reading->n_mentions; i++) {
        const els_mention *mention = &reading->mentions[i];
        if (!mention->in_context &&
            els_str_contains(fact->value, reading->tokens[mention->first].text)) {
            used->spans |= kbq_used_span(q, mention->first).spans;
        }
    }
}

static void add_filter(kbq *q, const criterion *list, uint32_t n, const assignment *way)
{
    kbq_filter *filter = kbq_filter_new(q, "criteria");
    if (!filter) {
        return;
    }
    memset(filter->rows, 0xff, sizeof *filter->rows * q->words);
    filter->args = ELS_STR("criteria");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t d = way->direction[i];
        for (uint32_t w = 0; w < q->words; w++) {
            filter->rows[w] &= list[i].rows[d][w];
        }
        for (uint32_t k = 0; k < list[i].n_own[d]; k++) {
            kbq_filter_own(filter, list[i].own[d][k]);
        }
        filter->prior += list[i].prior[d];
        filter->args = els_arena_printf(
            q->arena, ELS_STR_FMT " " ELS_STR_FMT "%s", ELS_STR_ARG(filter->args),
            ELS_STR_ARG(q->table->columns[list[i].column].name), signs[list[i].rows[2] == NULL][d]);
    }
    kbq_filter_own(filter, els_feature("kb.criteria", n, 0, 0));
    filter->cross = els_hash_str(ELS_STR("kb.criteria"));
    for (uint32_t i = 0; i < n; i++) {
        add_stated(q, list[i].fact, &filter->used);
    }
    filter->prior += 0.5;
    kbq_filter_done(q, filter);
}

void kbq_make_criteria(kbq *q)
{
    criterion *list = ELS_ARENA_NEW(q->arena, criterion, MAX_CRITERIA);
    uint32_t n = find_criteria(q, list);
    if (n == 0) {
        return;
    }
    assignment beam[BEAM];
    uint32_t ways = direct(list, n, beam);
    for (uint32_t i = 0; i < ways; i++) {
        add_filter(q, list, n, &beam[i]);
    }
}
