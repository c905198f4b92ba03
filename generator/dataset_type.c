/* What type the answers of a data set have, kind by kind. */
#include "dataset_store.h"

#include "els_date.h"

#include <math.h>
#include <stdlib.h>

enum {
    MAX_CHOICES = 1024,     /* of the wire */
    MAX_CHOICE_BYTES = 256, /* of the wire */
    MAX_NUMBER_LABELS = 32,
    ROWS_PER_NUMBER_LABEL = 5,
    ROWS_LOOKED_AT = 200,
    CHOICES_LOOKED_AT = 32,
    NUMBERS_BESIDE_WORDS = 4,
    MAX_USUAL = 128, /* usual answers beside others */
    USUAL_ROWS = 3
};

static int compare_answers(const void *left, const void *right)
{
    const els_str *a = left, *b = right;
    size_t n = a->len < b->len ? a->len : b->len;
    for (size_t i = 0; i < n; i++) {
        const unsigned char x = (unsigned char)els_lower(a->ptr[i]);
        const unsigned char y = (unsigned char)els_lower(b->ptr[i]);
        if (x != y)
            return x - y;
    }
    if (a->len != b->len)
        return a->len < b->len ? -1 : 1;
    return els_str_cmp(*a, *b);
}

/* Sorts the answers and moves one of each to the front; returns how many there are. */
static uint32_t distinct(els_str *answers, uint32_t n)
{
    uint32_t kept = 0;
    qsort(answers, n, sizeof *answers, compare_answers);
    for (uint32_t i = 0; i < n; i++)
        if (kept == 0 || !els_str_ieq(answers[kept - 1], answers[i]))
            answers[kept++] = answers[i];
    return kept;
}

typedef struct {
    bool numbers, whole, dates, short_enough;
    uint32_t n_numbers; /* how many of the answers are numbers */
} answer_shape;

static answer_shape shape_of(const els_str *answers, uint32_t n)
{
    answer_shape shape = {true, true, true, true, 0};
    for (uint32_t i = 0; i < n; i++) {
        double value;
        int64_t days;
        bool number = els_str_to_double(answers[i], &value);
        shape.numbers = shape.numbers && number;
        shape.n_numbers += number;
        shape.whole = shape.whole && number && value == floor(value);
        shape.dates = shape.dates && els_date_parse_iso(answers[i], &days);
        shape.short_enough = shape.short_enough && answers[i].len <= MAX_CHOICE_BYTES;
    }
    return shape;
}

static bool is_word_byte(char c)
{
    return els_is_letter_or_digit(c) || els_is_beyond_ascii(c);
}

/* The answer stands in the text as words of its own, case ignored. */
static bool stands_in(els_str text, els_str answer)
{
    for (size_t i = 0; answer.len > 0 && i + answer.len <= text.len; i++)
        if ((i == 0 || !is_word_byte(text.ptr[i - 1]) || !is_word_byte(answer.ptr[0])) &&
            els_lower(text.ptr[i]) == els_lower(answer.ptr[0]) &&
            els_str_ieq(els_str_sub(text, i, i + answer.len), answer) &&
            (i + answer.len == text.len || !is_word_byte(text.ptr[i + answer.len]) ||
             !is_word_byte(answer.ptr[answer.len - 1])))
            return true;
    return false;
}

static uint32_t choices_in(const els_dataset_entry *row, const els_str *choices, uint32_t n)
{
    uint32_t found = 0;
    for (uint32_t c = 0; c < n; c++)
        found += stands_in(row->context, choices[c]) || stands_in(row->question, choices[c]);
    return found;
}

/* Answers that are read off the text of their own row are no labels, however often one comes back:
 * of nine rows in ten the context holds the answer, and it does not list what may be answered. */
static bool is_read_off(const els_dataset *dataset, uint32_t kind, const els_str *choices,
                        uint32_t n_choices)
{
    const uint32_t looked_for = n_choices < CHOICES_LOOKED_AT ? n_choices : CHOICES_LOOKED_AT;
    uint64_t rows = 0, held = 0, listed = 0;
    for (uint32_t i = 0; i < dataset->n_rows && rows < ROWS_LOOKED_AT; i++) {
        const els_dataset_entry *row = &dataset->rows[i];
        if (row->kind != kind)
            continue;
        rows++;
        if (!stands_in(row->context, row->key))
            continue; /* mostly so with labels: nothing else of the row is looked at */
        held++;
        listed += choices_in(row, choices, looked_for);
    }
    return 10 * held >= 9 * rows && 10 * listed < 9 * held * looked_for;
}

/* Half of the rows ask how many or how much: their numbers are found out, not chosen. */
static bool asks_amounts(const els_dataset *dataset, uint32_t kind)
{
    uint64_t rows = 0, asking = 0;
    for (uint32_t i = 0; i < dataset->n_rows && rows < ROWS_LOOKED_AT; i++) {
        const els_dataset_entry *row = &dataset->rows[i];
        if (row->kind != kind)
            continue;
        rows++;
        asking += stands_in(row->question, ELS_STR("how many")) ||
                  stands_in(row->question, ELS_STR("how much"));
    }
    return 2 * asking >= rows;
}

/* Several numbers beside words answer questions of several sorts; they are no set of labels. */
static bool is_enum(const answer_shape *shape, uint32_t rows, uint32_t choices)
{
    if (choices < 2 || choices > MAX_CHOICES || !shape->short_enough)
        return false;
    if (!shape->numbers && shape->n_numbers >= NUMBERS_BESIDE_WORDS)
        return false;
    if (shape->numbers)
        return shape->whole && choices <= MAX_NUMBER_LABELS &&
               rows >= ROWS_PER_NUMBER_LABEL * choices;
    return rows >= 2 * choices;
}

static void decide(els_dataset *dataset, uint32_t k, els_str *answers, uint32_t n)
{
    els_dataset_kind *kind = &dataset->kinds[k];
    els_arena *arena = &dataset->arena;
    uint32_t n_choices = distinct(answers, n);
    answer_shape shape = shape_of(answers, n_choices);
    if (is_enum(&shape, n, n_choices) && !is_read_off(dataset, k, answers, n_choices) &&
        !(shape.numbers && asks_amounts(dataset, k))) {
        kind->field.type = ELS_STR("enum");
        kind->field.choices = ELS_ARENA_NEW(arena, els_str, n_choices);
        kind->field.n_choices = n_choices;
        for (uint32_t i = 0; i < n_choices; i++)
            kind->field.choices[i] = answers[i];
    } else if (shape.numbers) {
        kind->field.type = ELS_STR("number");
    } else {
        kind->field.type = shape.dates ? ELS_STR("date") : ELS_STR("text");
    }
}

/* How many rows have an answer, and of how many it stands in the context. */
typedef struct {
    els_str answer;
    uint32_t rows, read_off;
} answer_count;

static int by_answer(const void *left, const void *right)
{
    const answer_count *a = left, *b = right;
    return compare_answers(&a->answer, &b->answer);
}

static int by_rows(const void *left, const void *right)
{
    const answer_count *a = left, *b = right;
    if (a->rows != b->rows)
        return a->rows < b->rows ? 1 : -1;
    return by_answer(left, right);
}

static bool is_word_answer(els_str answer)
{
    double value;
    int64_t days;
    return answer.len > 0 && answer.len <= MAX_CHOICE_BYTES && !els_str_to_double(answer, &value) &&
           !els_date_parse_iso(answer, &days);
}

/* Answers in words that came back on several rows, which they could not be read off, commonest
 * first; returns how many. They are what a part of the rows asks for, beside others. */
static uint32_t usual_answers(const els_dataset *dataset, uint32_t k, els_arena *scratch,
                              answer_count **ret)
{
    answer_count *all = ELS_ARENA_NEW(scratch, answer_count, dataset->n_rows);
    uint32_t n = 0, kept = 0, usual = 0;
    for (uint32_t i = 0; i < dataset->n_rows; i++) {
        const els_dataset_entry *row = &dataset->rows[i];
        if (row->kind == k && !row->is_list && is_word_answer(row->key))
            all[n++] = (answer_count){row->key, 1, stands_in(row->context, row->key)};
    }
    qsort(all, n, sizeof *all, by_answer);
    for (uint32_t i = 0; i < n; i++) {
        if (kept > 0 && els_str_ieq(all[kept - 1].answer, all[i].answer)) {
            all[kept - 1].rows++;
            all[kept - 1].read_off += all[i].read_off;
        } else {
            all[kept++] = all[i];
        }
    }
    for (uint32_t i = 0; i < kept; i++)
        if (all[i].rows >= USUAL_ROWS && 10 * (uint64_t)all[i].read_off < 9 * (uint64_t)all[i].rows)
            all[usual++] = all[i];
    qsort(all, usual, sizeof *all, by_rows);
    *ret = all;
    return usual < MAX_USUAL ? usual : MAX_USUAL;
}

/* Rows without a kind may be of several sorts: of any text, they name the answers that are usual.
 */
static void name_usual_answers(els_dataset *dataset, uint32_t k, els_arena *scratch)
{
    els_field_spec *field = &dataset->kinds[k].field;
    answer_count *usual;
    if (!els_str_eq(dataset->kinds[k].name, ELS_STR("dataset")) ||
        !els_str_eq(field->type, ELS_STR("text")))
        return;
    uint32_t n = usual_answers(dataset, k, scratch, &usual);
    if (n < 2)
        return; /* nothing to choose from */
    els_str *choices = ELS_ARENA_NEW(&dataset->arena, els_str, n);
    for (uint32_t i = 0; i < n; i++)
        choices[i] = usual[i].answer;
    field->choices = choices;
    field->n_choices = n;
}

void els_dataset_decide_types(els_dataset *dataset)
{
    els_arena scratch = {0};
    els_str *answers = ELS_ARENA_NEW(&scratch, els_str, dataset->n_rows);
    for (uint32_t k = 0; k < dataset->n_kinds; k++) {
        uint32_t n = 0;
        uint32_t n_lists = 0;
        for (uint32_t i = 0; i < dataset->n_rows; i++)
            if (dataset->rows[i].kind == k) {
                answers[n++] = dataset->rows[i].key;
                n_lists += dataset->rows[i].is_list;
            }
        /* Lists beside other answers: questions of several sorts, of which any text is taken. */
        if (n_lists == 0)
            decide(dataset, k, answers, n);
        else
            dataset->kinds[k].field.type =
                UINT64_C(10) * n_lists >= UINT64_C(9) * n ? ELS_STR("list") : ELS_STR("text");
        name_usual_answers(dataset, k, &scratch);
    }
    els_arena_fini(&scratch);
}
