/* family_measure.c — amounts in another measure: "5 kg in grams", "How many bytes are 2 MB?", "70
 * mm" where metres are wanted. Which measure is wanted is what the question names beside the
 * amount's own; where it names none, it is learned. */
#include "family_numeric.h"

#include <math.h>

enum { OWN = 3 };

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

/* The amount of the question, where that is all the numbers there are, and what it is counted in;
 * of several numbers more is to be made than another measure. NULL: none. */
static const els_number *amount(const els_reading *reading, const measure **ret_in)
{
    const els_number *number = reading->numbers;
    if (reading->n_numbers != 1 || number->in_context || number->end >= reading->n_question_tokens)
        return NULL;
    *ret_in = measure_of(&reading->tokens[number->end]);
    return *ret_in ? number : NULL;
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
    const measure *in = NULL;
    return (els_field_is(session, "number") || els_field_is(session, "text")) &&
           reading->task->kb.len == 0 && reading->task->n_fields == 1 &&
           reading->task->context.len == 0 && amount(reading, &in);
}

static void offer(els_session *session, double value, const measure *from, const measure *to,
                  bool is_named, bool any_named)
{
    els_arena *arena = els_session_arena(session);
    const els_str shape = els_arena_printf(arena, "in(%s)", to->names[0]);
    const uint64_t unit = els_hash_str(els_str_of(to->names[0]));
    if (!els_session_wants(session, shape) || !els_session_spend(session, 1))
        return;
    const uint32_t own[OWN] = {
        els_feature("measure.named", is_named, any_named, 0),
        els_feature("measure.to", unit, any_named, 0),
        els_feature("measure.from", els_hash_str(els_str_of(from->names[0])), unit, 0),
    };
    els_offer o = {.shape = shape,
                   .args = els_str_of(from->names[0]),
                   .answer = els_format_number(arena, value * (from->size / to->size)),
                   .prior = is_named    ? NAMED
                            : any_named ? -NAMED
                                        : -UNNAMED,
                   .own = own,
                   .n_own = OWN};
    els_session_offer(session, &o);
}

static void propose(els_session *session)
{
    const measure *in = NULL;
    const els_reading *reading = els_session_reading(session);
    const els_number *number = amount(reading, &in);
    const measure *to = named(reading, in);
    if (to)
        offer(session, number->value, in, to, true, true);
    for (size_t k = 0; k < MEASURES; k++)
        if (measures[k].kind == in->kind && &measures[k] != to)
            offer(session, number->value, in, &measures[k], false, to != NULL);
}

/* A measure more: nothing but the change is asked for. */
static double hint(const els_session *session, els_str shape)
{
    const measure *in = NULL;
    const els_reading *reading = els_session_reading(session);
    return shape.len == 0 && amount(reading, &in) && named(reading, in) ? ASKED : 0;
}

const els_family els_family_measure = {
    .name = "measure", .applies = applies, .propose = propose, .salience = 0.5, .hint = hint};
