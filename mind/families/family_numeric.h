/* family_numeric.h — what the families over numbers, sequences, lists and dates ask of a field. */
#ifndef ELS_FAMILY_NUMERIC_H
#define ELS_FAMILY_NUMERIC_H

#include "family.h"

static inline bool els_field_is(const els_session *session, const char *type)
{
    return els_str_eq(els_session_field(session)->type, els_str_of(type));
}

/* The answer as the field would have it: for an enum the choice that equals it (ASCII case
 * ignored), empty when there is none; other types take it as it is. */
static inline els_str els_field_fit(const els_session *session, els_str answer)
{
    const els_field_spec *field = els_session_field(session);
    if (!els_field_is(session, "enum"))
        return answer;
    for (uint32_t i = 0; i < field->n_choices; i++)
        if (els_str_ieq(field->choices[i], answer))
            return field->choices[i];
    return (els_str){NULL, 0};
}

#endif
