#include "dataset_row.h"

#include <jansson.h>
#include <string.h>

/* Limits of the wire (messages.def): what is larger could never be sent. */
enum { MAX_QUESTION = 16384, MAX_CONTEXT = 65536, MAX_ANSWER = 2048, MAX_KIND = 64 };

static const struct {
    const char *name;
    uint8_t split;
} split_names[] = {
    {"train", ELS_SPLIT_TRAIN},       {"select", ELS_SPLIT_SELECT},
    {"probe", ELS_SPLIT_PROBE},       {"test", ELS_SPLIT_PROBE}, /* what most people call it */
    {"dev", ELS_SPLIT_SELECT},        {"valid", ELS_SPLIT_SELECT},
    {"validation", ELS_SPLIT_SELECT}, {"transfer", ELS_SPLIT_TRANSFER}};

static els_err explain_syntax(const json_error_t *error, els_buf *what)
{
    switch (json_error_code(error)) {
    case json_error_invalid_utf8:
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "the text is not valid UTF-8; convert the file to UTF-8");
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return els_buf_refuse(what, ELS_E_FORMAT, "a text holds a NUL character; remove it");
    case json_error_duplicate_key:
        return els_buf_refuse(what, ELS_E_FORMAT, "a field is given twice; keep one of them");
    case json_error_stack_overflow:
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "lists or objects are nested too deeply; write them as a string");
    case json_error_numeric_overflow:
        return els_buf_refuse(what, ELS_E_FORMAT, "a number is too large; write it as a string");
    default:
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "not a JSON object (column %d); write one object per line",
                              error->column);
    }
}

static els_err too_long(const char *name, size_t bytes, size_t max, els_buf *what)
{
    return els_buf_refuse(what, ELS_E_LIMIT,
                          "the field '%s' has %zu bytes; at most %zu are allowed", name, bytes,
                          max);
}

/* A string field within its limit. A missing or null field gives the empty view when optional. */
static els_err get_text(const json_t *object, const char *name, size_t max, bool required,
                        els_str *ret, els_buf *what)
{
    const json_t *value = json_object_get(object, name);
    *ret = (els_str){NULL, 0};
    if (!value || json_is_null(value))
        return required ? els_buf_refuse(what, ELS_E_FORMAT,
                                         "the field '%s' is missing; every row needs it", name)
                        : ELS_OK;
    if (!json_is_string(value))
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "the field '%s' is not a string; put it in quotes", name);
    els_str text = els_str_trim((els_str){json_string_value(value), json_string_length(value)});
    if (text.len > max)
        return too_long(name, text.len, max, what);
    if (required && text.len == 0)
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "the field '%s' is empty; fill it or remove the row", name);
    *ret = text;
    return ELS_OK;
}

/* Appends a scalar as an answer is written. False for null, objects and lists. */
static bool add_scalar(const json_t *value, els_buf *out)
{
    if (json_is_string(value)) {
        els_buf_add(out,
                    els_str_trim((els_str){json_string_value(value), json_string_length(value)}));
    } else if (json_is_integer(value)) {
        els_buf_printf(out, "%lld", (long long)json_integer_value(value));
    } else if (json_is_real(value)) {
        els_arena scratch = {0};
        els_buf_add(out, els_format_number(&scratch, json_real_value(value)));
        els_arena_fini(&scratch);
    } else if (json_is_boolean(value)) {
        els_buf_add(out, json_is_true(value) ? ELS_STR("true") : ELS_STR("false"));
    } else {
        return false;
    }
    return true;
}

static els_err get_answer(const json_t *object, const char *name, els_buf *out, bool *ret_is_list,
                          els_buf *what)
{
    const json_t *value = json_object_get(object, name);
    if (!value || json_is_null(value))
        return els_buf_refuse(what, ELS_E_FORMAT, "the field '%s' is missing; every row needs it",
                              name);
    *ret_is_list = json_is_array(value);
    if (json_is_array(value)) {
        if (json_array_size(value) == 0)
            els_buf_add(out, ELS_STR("[]"));
        for (size_t i = 0; i < json_array_size(value); i++) {
            if (i)
                els_buf_add(out, ELS_STR("; "));
            if (!add_scalar(json_array_get(value, i), out))
                return els_buf_refuse(
                    what, ELS_E_FORMAT,
                    "element %zu of '%s' is no string, number or boolean; use a flat list", i + 1,
                    name);
        }
    } else if (!add_scalar(value, out)) {
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "the field '%s' is an object; use a string, number, boolean or list",
                              name);
    }
    if (out->len == 0)
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "the field '%s' is empty; fill it or remove the row", name);
    if (out->len > MAX_ANSWER)
        return els_buf_refuse(what, ELS_E_LIMIT,
                              "the field '%s' has %zu bytes; at most %d are allowed", name,
                              out->len, MAX_ANSWER);
    return ELS_OK;
}

/* The context may be a record or a list too: it is read as it would be written. */
static els_err get_context(const json_t *object, const char *name, els_arena *arena, els_str *ret,
                           els_buf *what)
{
    const json_t *value = json_object_get(object, name);
    if (!json_is_object(value) && !json_is_array(value))
        return get_text(object, name, MAX_CONTEXT, false, ret, what);
    const size_t bytes = json_dumpb(value, NULL, 0, 0);
    if (bytes > MAX_CONTEXT)
        return too_long(name, bytes, MAX_CONTEXT, what);
    char *text = els_arena_alloc(arena, bytes + 1);
    if (json_dumpb(value, text, bytes, 0) != bytes)
        return ELS_E_NOMEM;
    *ret = (els_str){text, bytes};
    return ELS_OK;
}

/* An id may be a number too. */
static els_err get_id(const json_t *object, const char *name, els_buf *out, els_buf *what)
{
    const json_t *value = json_object_get(object, name);
    if (!value || json_is_null(value))
        return ELS_OK;
    if (!json_is_string(value) && !json_is_integer(value))
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "the field '%s' is no string or whole number; change it", name);
    add_scalar(value, out);
    if (out->len > ELS_DATASET_MAX_ID)
        return els_buf_refuse(what, ELS_E_LIMIT,
                              "the field '%s' has %zu bytes; at most %d are allowed", name,
                              out->len, ELS_DATASET_MAX_ID);
    return ELS_OK;
}

static els_err get_split(const json_t *object, const char *name, uint8_t *ret, els_buf *what)
{
    els_str text;
    els_err err = get_text(object, name, 64, false, &text, what);
    *ret = ELS_DATASET_NO_SPLIT;
    if (err || text.len == 0)
        return err;
    for (size_t i = 0; i < sizeof split_names / sizeof split_names[0]; i++)
        if (els_str_ieq(text, els_str_of(split_names[i].name)))
            *ret = split_names[i].split;
    if (*ret == ELS_DATASET_NO_SPLIT)
        return els_buf_refuse(what, ELS_E_FORMAT,
                              "'" ELS_STR_FMT
                              "' is no split; use train, select, probe, test or transfer",
                              ELS_STR_ARG(text));
    return ELS_OK;
}

static els_err parse_object(const json_t *object, const els_dataset_options *names,
                            els_arena *arena, els_dataset_fields *ret, els_buf *answer, els_buf *id,
                            els_buf *what)
{
    els_dataset_fields row = {0};
    els_err err = get_text(object, names->question_field, MAX_QUESTION, true, &row.question, what);
    if (!err)
        err = get_answer(object, names->answer_field, answer, &row.is_list, what);
    if (!err)
        err = get_context(object, names->context_field, arena, &row.context, what);
    if (!err)
        err = get_text(object, names->kind_field, MAX_KIND, false, &row.kind, what);
    if (!err)
        err = get_id(object, names->id_field, id, what);
    if (!err)
        err = get_split(object, names->split_field, &row.split, what);
    if (err)
        return err;
    row.question = els_arena_copy(arena, row.question);
    row.key = els_arena_copy(arena, els_buf_str(answer));
    if (row.context.len)
        row.context = els_arena_copy(arena, row.context);
    if (row.kind.len)
        row.kind = els_arena_copy(arena, row.kind);
    if (id->len)
        row.id = els_arena_copy(arena, els_buf_str(id));
    *ret = row;
    return ELS_OK;
}

els_err els_dataset_parse(els_str line, const els_dataset_options *names, els_arena *arena,
                          els_dataset_fields *ret, els_buf *what)
{
    json_error_t error;
    if (els_str_starts(line, ELS_STR("\xff\xfe")) || els_str_starts(line, ELS_STR("\xfe\xff")))
        return els_buf_refuse(what, ELS_E_FORMAT, "the text is UTF-16; convert the file to UTF-8");
    if (memchr(line.ptr, '\0', line.len))
        return els_buf_refuse(what, ELS_E_FORMAT, "the line holds a NUL byte; remove it");
    json_t *object = json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &error);
    if (!object)
        return explain_syntax(&error, what);
    els_buf answer = {0}, id = {0};
    els_err err =
        json_is_object(object)
            ? parse_object(object, names, arena, ret, &answer, &id, what)
            : els_buf_refuse(what, ELS_E_FORMAT, "not a JSON object; write one object per line");
    els_buf_fini(&answer);
    els_buf_fini(&id);
    json_decref(object);
    return err;
}
