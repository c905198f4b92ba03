#include "schema.h"

#include <math.h>
#include <stdio.h>

static bool wrong(els_fault *fault, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static bool wrong(els_fault *fault, const char *name, const char *format, ...)
{
    va_list args;
    snprintf(fault->field, sizeof fault->field, "%s", name);
    els_buf_clear(&fault->detail);
    els_buf_printf(&fault->detail, "%s ", name);
    va_start(args, format);
    els_buf_vprintf(&fault->detail, format, args);
    va_end(args);
    return false;
}

static bool is_type(const char *type, const json_t *value)
{
    static const char *const names[] = {"object", "array",   "string", "integer",
                                        "number", "boolean", "null"};
    bool is[] = {json_is_object(value),  json_is_array(value),  json_is_string(value),
                 json_is_integer(value), json_is_number(value), json_is_boolean(value),
                 json_is_null(value)};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(type, names[i]) == 0)
            return is[i];
    return false;
}

static bool check_type(const json_t *schema, const json_t *value, const char *name,
                       els_fault *fault)
{
    const json_t *type = json_object_get(schema, "type"), *one;
    els_buf names = {0};
    bool ok = !type || (json_is_string(type) && is_type(json_string_value(type), value));
    size_t i;
    json_array_foreach(type, i, one)
    {
        ok = ok || is_type(json_string_value(one), value);
        els_buf_printf(&names, "%s%s", i ? " or " : "", json_string_value(one));
    }
    if (!ok)
        wrong(fault, name, "must be of type %s", names.len ? names.ptr : json_string_value(type));
    els_buf_fini(&names);
    return ok;
}

static bool check_enum(const json_t *schema, const json_t *value, const char *name,
                       els_fault *fault)
{
    const json_t *all = json_object_get(schema, "enum"), *one;
    els_buf names = {0};
    bool ok = !all;
    size_t i, n = json_array_size(all);
    json_array_foreach(all, i, one)
    {
        ok = ok || json_equal(one, value);
        els_buf_printf(&names, "%s%s",
                       i == 0      ? ""
                       : i + 1 < n ? ", "
                                   : " or ",
                       json_string_value(one));
    }
    if (!ok)
        wrong(fault, name, "must be %s", names.ptr);
    els_buf_fini(&names);
    return ok;
}

static bool check_number(const json_t *schema, const json_t *value, const char *name,
                         els_fault *fault)
{
    const json_t *low = json_object_get(schema, "minimum");
    const json_t *high = json_object_get(schema, "maximum");
    double x = json_number_value(value);
    if (!json_is_number(value) ||
        ((!low || x >= json_number_value(low)) && (!high || x <= json_number_value(high))))
        return true;
    if (low && high)
        return wrong(fault, name, "must be between %.16g and %.16g", json_number_value(low),
                     json_number_value(high));
    return wrong(fault, name, "must be at %s %.16g", low ? "least" : "most",
                 json_number_value(low ? low : high));
}

/* `minLength` and the like, of texts (in bytes of UTF-8: a text that passes is never too long for
 * the wire) and lists. */
static bool check_length(const json_t *schema, const json_t *value, const char *name,
                         els_fault *fault)
{
    bool is_list = json_is_array(value);
    size_t n = is_list ? json_array_size(value) : json_string_length(value);
    const json_t *least = json_object_get(schema, is_list ? "minItems" : "minLength");
    const json_t *most = json_object_get(schema, is_list ? "maxItems" : "maxLength");
    const char *unit = is_list ? "entries" : "bytes";
    if (!is_list && !json_is_string(value))
        return true;
    if (least && n < (size_t)json_integer_value(least))
        return wrong(fault, name, "must have at least %lld %s",
                     (long long)json_integer_value(least), unit);
    if (most && n > (size_t)json_integer_value(most))
        return wrong(fault, name, "must have at most %lld %s", (long long)json_integer_value(most),
                     unit);
    return true;
}

static bool check_items(const json_t *schema, const json_t *value, const char *name,
                        els_fault *fault)
{
    const json_t *items = json_object_get(schema, "items"), *one;
    size_t i;
    if (!items)
        return true;
    json_array_foreach(value, i, one)
    {
        char item[sizeof fault->field];
        snprintf(item, sizeof item, "%.100s[%zu]", name, i);
        if (!els_schema_check(items, one, item, fault))
            return false;
    }
    return true;
}

static bool check_members(const json_t *schema, const json_t *value, const char *name,
                          els_fault *fault)
{
    const json_t *properties = json_object_get(schema, "properties"), *one;
    const json_t *required = json_object_get(schema, "required");
    const char *key;
    json_t *member;
    size_t i;
    (void)name;
    json_object_foreach((json_t *)value, key, member) /* jansson iterates over what is const */
    {
        const json_t *own = json_object_get(properties, key);
        char shown[64];
        snprintf(shown, sizeof shown, "%s", key);
        if (!own && json_is_false(json_object_get(schema, "additionalProperties")))
            return wrong(fault, shown, "is not a field of this request");
        if (own && !els_schema_check(own, member, key, fault))
            return false;
    }
    json_array_foreach(required, i, one)
    {
        if (!json_object_get(value, json_string_value(one)))
            return wrong(fault, json_string_value(one), "is missing");
    }
    return true;
}

bool els_schema_check(const json_t *schema, const json_t *value, const char *name, els_fault *fault)
{
    return check_type(schema, value, name, fault) && check_enum(schema, value, name, fault) &&
           check_number(schema, value, name, fault) && check_length(schema, value, name, fault) &&
           check_items(schema, value, name, fault) && check_members(schema, value, name, fault);
}

els_err els_schema_is_known(const json_t *schema, const char *name, els_buf *why)
{
    static const char *const known[] = {"type",        "enum",
                                        "minimum",     "maximum",
                                        "minLength",   "maxLength",
                                        "minItems",    "maxItems",
                                        "items",       "required",
                                        "default",     "properties",
                                        "description", "additionalProperties"};
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)schema, key, member)
    {
        bool is_known = false;
        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            is_known = is_known || strcmp(key, known[i]) == 0;
        if (!is_known) {
            els_buf_printf(why, "%s: \"%s\" is not checked by this program", name, key);
            return ELS_E_FORMAT;
        }
    }
    json_object_foreach(json_object_get(schema, "properties"), key, member)
    {
        els_err err = els_schema_is_known(member, key, why);
        if (err)
            return err;
    }
    const json_t *items = json_object_get(schema, "items");
    return items ? els_schema_is_known(items, name, why) : ELS_OK;
}
