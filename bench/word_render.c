/* word_render.c — tells a template of word_templates.c: draws its numbers, people and words. */
#include "word_templates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = 6, CHOICES_MAX = 10, TRIES_MAX = 2000 };

static const struct {
    const char *name, *she, *her;
} people[] = {{"Ada", "she", "her"},   {"Bruno", "he", "his"},   {"Chloe", "she", "her"},
              {"Dmitri", "he", "his"}, {"Esther", "she", "her"}, {"Farid", "he", "his"},
              {"Greta", "she", "her"}, {"Hassan", "he", "his"},  {"Imke", "she", "her"},
              {"Jonas", "he", "his"},  {"Katja", "she", "her"},  {"Luis", "he", "his"}};
enum { PEOPLE = sizeof people / sizeof people[0] };

static const char *const small[] = {"zero",  "one",   "two",  "three", "four",   "five",  "six",
                                    "seven", "eight", "nine", "ten",   "eleven", "twelve"};

/* ---- the formula ---- */

typedef struct {
    const char *at;
    const double *values;
} formula;

static double sum(formula *f);

static double factor(formula *f)
{
    char c = *f->at;
    bool up = strncmp(f->at, "ceil(", 5) == 0, down = strncmp(f->at, "floor(", 6) == 0;
    if (c >= 'a' && c < 'a' + LETTERS && !up && !down) {
        f->at++;
        return f->values[c - 'a'];
    }
    if (c >= '0' && c <= '9')
        return strtod(f->at, (char **)&f->at);
    f->at += up ? 5 : down ? 6 : 1;
    double value = sum(f);
    f->at++;
    return up ? ceil(value) : down ? floor(value) : value;
}

static double product(formula *f)
{
    double value = factor(f);
    while (*f->at == '*' || *f->at == '/') {
        char op = *f->at++;
        double with = factor(f);
        value = op == '*' ? value * with : value / with;
    }
    return value;
}

static double sum(formula *f)
{
    double value = product(f);
    while (*f->at == '+' || *f->at == '-') {
        char op = *f->at++;
        double with = product(f);
        value = op == '+' ? value + with : value - with;
    }
    return value;
}

/* ---- the numbers ---- */

static void draw_numbers(const char *ranges, els_rng *rng, double *ret)
{
    while (*ranges) {
        char letter = ranges[0];
        char *end;
        long options[CHOICES_MAX], low, high, step = 1;
        uint32_t n = 0;
        low = high = options[n++] = strtol(ranges + 2, &end, 10);
        while (*end == ',' && n < CHOICES_MAX)
            options[n++] = strtol(end + 1, &end, 10);
        if (*end == '.')
            high = strtol(end + 2, &end, 10);
        if (*end == '/')
            step = strtol(end + 1, &end, 10);
        ret[letter - 'a'] =
            n > 1 ? (double)options[els_rng_below(rng, n)]
                  : (double)(low + step * els_rng_between(rng, 0, (high - low) / step));
        ranges = *end == ' ' ? end + 1 : end;
    }
}

static bool is_answer(double value, bool cents)
{
    double scaled = cents ? value * 100 : value;
    return isfinite(value) && value > 0 && fabs(scaled - round(scaled)) < 1e-9;
}

/* ---- the words ---- */

typedef struct {
    const double *values;
    els_rng *rng;
    uint32_t person[3];
    els_str chosen[CHOICES_MAX];
    els_buf out;
} teller;

static void tell_number(teller *t, double value, char before, char after)
{
    bool plain = before != '$' && after != '%';
    if (plain && value <= 12 && els_rng_chance(t->rng, 0.3)) {
        const char *word = small[(int)value];
        bool starts = t->out.len == 0 || (t->out.len > 1 && t->out.ptr[t->out.len - 2] == '.');
        els_buf_addc(&t->out, (char)(starts ? word[0] - 'a' + 'A' : word[0]));
        els_buf_add(&t->out, els_str_of(word + 1));
    } else if (value >= 1000 && els_rng_chance(t->rng, 0.5)) {
        els_buf_printf(&t->out, "%d,%03d", (int)value / 1000, (int)value % 1000);
    } else {
        els_buf_printf(&t->out, "%d", (int)value);
    }
}

static void tell_name(teller *t, els_str key)
{
    char c = key.ptr[0];
    uint32_t who = t->person[c == 'M' ? 1 : c == 'K' ? 2 : 0];
    const char *text = key.len == 1                  ? people[who].name
                       : key.ptr[key.len - 1] == 'r' ? people[who].her
                                                     : people[who].she;
    if (c == 'S')
        els_buf_addc(&t->out, (char)(text[0] - 'a' + 'A'));
    els_buf_add(&t->out, els_str_of(c == 'S' ? text + 1 : text));
}

static void tell(teller *t, els_str text);

static void tell_choice(teller *t, els_str inside)
{
    uint32_t number = 0, n = 0;
    els_str options[CHOICES_MAX], rest = inside, option;
    if (inside.len > 1 && inside.ptr[1] == ':') {
        number = (uint32_t)(inside.ptr[0] - '0');
        rest = els_str_sub(inside, 2, inside.len);
    }
    while (n < CHOICES_MAX && els_str_split(&rest, '|', &option))
        options[n++] = option;
    t->chosen[number] = options[els_rng_below(t->rng, n)];
    tell(t, t->chosen[number]);
}

static void tell(teller *t, els_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        size_t end = i + 1;
        if (c != '{' && c != '[') {
            els_buf_addc(&t->out, c);
            continue;
        }
        while (end < text.len && text.ptr[end] != (c == '{' ? '}' : ']'))
            end++;
        els_str inside = els_str_sub(text, i + 1, end);
        if (c == '[')
            tell_choice(t, inside);
        else if (inside.len == 1 && inside.ptr[0] >= 'a' && inside.ptr[0] < 'a' + LETTERS)
            tell_number(t, t->values[inside.ptr[0] - 'a'], i > 0 ? text.ptr[i - 1] : ' ',
                        end + 1 < text.len ? text.ptr[end + 1] : ' ');
        else if (inside.len == 1 && inside.ptr[0] >= '0' && inside.ptr[0] <= '9')
            tell(t, t->chosen[inside.ptr[0] - '0']);
        else
            tell_name(t, inside);
        i = end;
    }
}

els_word_problem els_word_problem_make(const els_word_template *template, els_rng *rng,
                                       els_arena *arena)
{
    double values[LETTERS] = {0}, answer = 0;
    for (uint32_t i = 0; i < TRIES_MAX; i++) {
        draw_numbers(template->ranges, rng, values);
        formula f = {template->formula, values};
        answer = sum(&f);
        if (is_answer(answer, template->cents))
            break;
    }
    teller t = {.values = values, .rng = rng};
    t.person[0] = els_rng_below(rng, PEOPLE);
    t.person[1] = (t.person[0] + 1 + els_rng_below(rng, PEOPLE - 1)) % PEOPLE;
    do
        t.person[2] = els_rng_below(rng, PEOPLE);
    while (t.person[2] == t.person[0] || t.person[2] == t.person[1]);
    tell(&t, els_str_of(template->text));
    els_word_problem problem = {els_arena_copy(arena, els_buf_str(&t.out)),
                                els_format_number(arena, answer)};
    els_buf_fini(&t.out);
    return problem;
}
