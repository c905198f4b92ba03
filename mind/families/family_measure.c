/* family_measure.c — amounts in another measure: "5 kg in grams", "How many bytes are 2 MB?", "70
 * mm" where metres are wanted. Which measure is wanted is what the question names beside the
 * amount's own; where it names none, it is learned. */
#include "family_numeric.h"

#include <math.h>

enum { OWN_MAX = 4, AMOUNTS_MAX = 4 };

/* Nats. */
#define NAMED 4.0   /* the question names the measure */
#define UNNAMED 1.0 /* less for one that it does not name */
#define ASKED 2.0   /* to look here first where two measures of a kind are named */

typedef struct {
    const char *names[5];
    char kind; /* what it measures */
    double size;
} measure;

static const measure measures[] = {
    {{"mm", "millimetre", "millimeter"}, 'l', 0.001},
    {{"cm", "centimetre", "centimeter"}, 'l', 0.01},
    {{"m", "metre", "meter"}, 'l', 1},
    {{"km", "kilometre", "kilometer"}, 'l', 1000},
    {{"in", "inch", "inches"}, 'l', 0.0254},
    {{"ft", "foot", "feet"}, 'l', 0.3048},
    {{"yd", "yard"}, 'l', 0.9144},
    {{"mile", "mi"}, 'l', 1609.344},
    {{"mg", "milligram"}, 'w', 0.001},
    {{"g", "gram", "gramme"}, 'w', 1},
    {{"kg", "kilogram", "kilo", "kilogramme"}, 'w', 1000},
    {{"t", "tonne", "ton"}, 'w', 1e6},
    {{"oz", "ounce"}, 'w', 28.349523125},
    {{"lb", "lbs", "pound"}, 'w', 453.59237},
    {{"ml", "millilitre", "milliliter"}, 'v', 0.001},
    {{"cl", "centilitre", "centiliter"}, 'v', 0.01},
    {{"dl", "decilitre", "deciliter"}, 'v', 0.1},
    {{"l", "litre", "liter"}, 'v', 1},
    {{"ms", "millisecond"}, 't', 0.001},
    {{"s", "second", "sec"}, 't', 1},
    {{"min", "minute"}, 't', 60},
    {{"h", "hour", "hr"}, 't', 3600},
    {{"d", "day"}, 't', 86400},
    {{"week", "wk"}, 't', 604800},
    {{"b", "byte"}, 'b', 1},
    {{"kb", "kilobyte"}, 'b', 1e3},
    {{"mb", "megabyte"}, 'b', 1e6},
    {{"gb", "gigabyte"}, 'b', 1e9},
    {{"tb", "terabyte"}, 'b', 1e12},
    {{"kib", "kibibyte"}, 'b', 1024},
    {{"mib", "mebibyte"}, 'b', 1048576},
    {{"gib", "gibibyte"}, 'b', 1073741824},
    {{"cent"}, 'm', 0.01},
    {{"euro", "dollar"}, 'm', 1},
};
enum { MEASURES = sizeof measures / sizeof *measures };

/* The measure a word names, singular or plural; NULL for other words. */
static const measure *measure_of(const els_token *token)
{
    const els_str word = token->lower;
    if (token->kind != ELS_TOKEN_WORD)
        return NULL;
    for (size_t i = 0; i < MEASURES; i++)
        for (size_t k = 0; k < 5 && measures[i].names[k]; k++) {
            const els_str name = els_str_of(measures[i].names[k]);
            const bool plural = word.len == name.len + 1 && name.len > 2 && els_str_ends(word, "s");
            if (els_str_eq(word, name) || (plural && els_str_starts(word, name)))
                return &measures[i];
        }
    return NULL;
}

/* The amounts of the question that are counted in a measure. */
static uint32_t amounts(const els_reading *reading, const els_number **ret, const measure **ret_in)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < reading->n_numbers && n < AMOUNTS_MAX; i++) {
        const els_number *number = &reading->numbers[i];
        if (number->in_context || number->end >= reading->n_question_tokens)
            continue;
        ret_in[n] = measure_of(&reading->tokens[number->end]);
        ret[n] = number;
        n += ret_in[n] != NULL;
    }
    return n;
}

/* A measure of a kind that the question names without an amount; NULL where it names none. */
static const measure *named(const els_reading *reading, const measure *from)
{
    const measure *found = NULL;
    for (uint32_t i = 0; i < reading->n_question_tokens; i++) {
        const measure *m = measure_of(&reading->tokens[i]);
        const bool is_counted = i > 0 && reading->tokens[i - 1].kind == ELS_TOKEN_NUMBER;
        if (m && !is_counted && m->kind == from->kind && m != from)
            found = m;
    }
    return found;
}

static bool applies(const els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    const els_number *numbers[AMOUNTS_MAX];
    const measure *in[AMOUNTS_MAX];
    return (els_field_is(session, "number") || els_field_is(session, "text")) &&
           reading->task->kb.len == 0 && reading->task->n_fields == 1 &&
           reading->task->context.len == 0 && amounts(reading, numbers, in) > 0;
}

static void offer(els_session *session, double value, const measure *from, const measure *to,
                  uint32_t ordinal, bool is_named, bool any_named)
{
    els_arena *arena = els_session_arena(session);
    const els_str shape = els_arena_printf(arena, "in(%s)", to->names[0]);
    const uint64_t unit = els_hash_str(els_str_of(to->names[0]));
    if (!els_session_wants(session, shape) || !els_session_spend(session, 1))
        return;
    const uint32_t own[OWN_MAX] = {
        els_feature("measure.named", is_named, any_named, 0),
        els_feature("measure.to", unit, any_named, 0),
        els_feature("measure.from", els_hash_str(els_str_of(from->names[0])), unit, 0),
        els_feature("measure.ordinal", ordinal, 0, 0),
    };
    els_offer o = {.shape = shape,
                   .args = els_arena_printf(arena, "%u", ordinal),
                   .answer = els_format_number(arena, value * (from->size / to->size)),
                   .prior = is_named    ? NAMED
                            : any_named ? -NAMED
                                        : -UNNAMED,
                   .own = own,
                   .n_own = OWN_MAX};
    els_session_offer(session, &o);
}

static void propose(els_session *session)
{
    const els_reading *reading = els_session_reading(session);
    const els_number *numbers[AMOUNTS_MAX];
    const measure *in[AMOUNTS_MAX];
    const uint32_t n = amounts(reading, numbers, in);
    for (uint32_t i = 0; i < n; i++) {
        const measure *to = named(reading, in[i]);
        if (to)
            offer(session, numbers[i]->value, in[i], to, i, true, true);
        for (size_t k = 0; k < MEASURES; k++)
            if (measures[k].kind == in[i]->kind && &measures[k] != to)
                offer(session, numbers[i]->value, in[i], &measures[k], i, false, to != NULL);
    }
}

/* One amount and one measure more: nothing but the change is asked for. */
static double hint(const els_session *session, els_str shape)
{
    const els_reading *reading = els_session_reading(session);
    const els_number *numbers[AMOUNTS_MAX];
    const measure *in[AMOUNTS_MAX];
    return shape.len == 0 && reading->n_numbers == 1 && amounts(reading, numbers, in) == 1 &&
                   named(reading, in[0])
               ? ASKED
               : 0;
}

const els_family els_family_measure = {
    .name = "measure", .applies = applies, .propose = propose, .salience = 0.5, .hint = hint};
