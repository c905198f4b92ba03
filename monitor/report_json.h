/* report_json.h — values of reports: what is no JSON becomes what readers can bear. */
#ifndef ELS_REPORT_JSON_H
#define ELS_REPORT_JSON_H

#include "els_str.h"

#include <jansson.h>
#include <math.h>

static inline json_t *text(els_str s)
{
    json_t *value = json_stringn(s.ptr ? s.ptr : "", s.len);
    return value ? value : json_string(""); /* not UTF-8 */
}

static inline json_t *real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static inline json_t *count(uint64_t value)
{
    return json_integer((json_int_t)value);
}

static inline void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

#endif
