#include "external_wire.h"
#include "els_date.h"
#include "els_json.h"

#include <jansson.h>

/* Limits of the wire (messages.def): what is larger could never be sent. */
enum {
    MAX_QUESTION = 16384,
    MAX_CONTEXT = 65536,
    MAX_ANSWER = 2048,
    MAX_FIELDS = 16,
    MAX_CHOICES = 1024,
    MAX_CHOICE = 256
};

static const char *const type_names[] = {"text", "number", "enum", "entity", "date", "list"};

bool els_external_is_name(els_str text)
{
    if (text.len == 0 || text.len > ELS_EXTERNAL_NAME_BYTES)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!els_is_letter_or_digit(c) && c != '_' && c != '-' && c != '.')
            return false;
    }
    return true;
}

void els_external_ask_describe(els_buf *out)
{
    els_buf_add(out, ELS_STR("{\"op\":\"describe\"}"));
}

void els_external_ask_task(const els_external_wanted *wanted, els_buf *out)
{
    els_buf_printf(out,
                   "{\"op\":\"generate\",\"id\":%llu,\"family\":", (unsigned long long)wanted->id);
    els_json_text(wanted->family, out);
    els_buf_add(out, ELS_STR(",\"template\":"));
    els_json_text(wanted->template_id, out);
    els_buf_printf(out, ",\"world\":%llu,\"seed\":%llu,\"difficulty\":%u}",
                   (unsigned long long)wanted->world, (unsigned long long)wanted->seed,
                   wanted->difficulty);
}

static els_err read_object(els_str line, json_t **ret, els_buf *why)
{
    json_error_t error;
    json_t *object =
        line.len ? json_loadb(line.ptr, line.len, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!json_is_object(object)) {
        json_decref(object);
        return els_buf_refuse(why, ELS_E_FORMAT, "its answer is not a JSON object");
    }
    *ret = object;
    return ELS_OK;
}

/* A text member within its limit; one that is missing gives the empty view when optional. */
static els_err get_text(const json_t *object, const char *name, size_t max, bool is_needed,
                        els_arena *arena, els_str *ret, els_buf *why)
{
    const json_t *value = json_object_get(object, name);
    if (!value && !is_needed) {
        *ret = els_arena_copy(arena, (els_str){"", 0});
        return ELS_OK;
    }
    if (!json_is_string(value))
        return els_buf_refuse(why, ELS_E_FORMAT, "\"%s\" is missing or not a text", name);
    els_str text = {json_string_value(value), json_string_length(value)};
    if (text.len > max)
        return els_buf_refuse(why, ELS_E_LIMIT, "\"%s\" has %zu bytes, at most %zu are allowed",
                              name, text.len, max);
    if (is_needed && text.len == 0)
        return els_buf_refuse(why, ELS_E_FORMAT, "\"%s\" is empty", name);
    *ret = els_arena_copy(arena, text);
    return ELS_OK;
}

static els_err get_name(const json_t *value, const char *what, els_arena *arena, els_str *ret,
                        els_buf *why)
{
    els_str text = {json_string_value(value), json_string_length(value)};
    if (!els_external_is_name(text))
        return els_buf_refuse(why, ELS_E_FORMAT,
                              "a name of a %s is not 1 to %d letters, digits, '_', '-' or '.'",
                              what, ELS_EXTERNAL_NAME_BYTES);
    *ret = els_arena_copy(arena, text);
    return ELS_OK;
}

/* ---- description ---- */

static els_err read_family(const json_t *value, els_arena *arena, els_external_family *ret,
                           els_buf *why)
{
    const json_t *templates = json_object_get(value, "templates");
    const json_t *transfer = json_object_get(value, "transfer");
    size_t n = json_array_size(templates);
    if (n == 0 || n > ELS_EXTERNAL_TEMPLATES)
        return els_buf_refuse(why, ELS_E_LIMIT, "a family needs a list of 1 to %d \"templates\"",
                              ELS_EXTERNAL_TEMPLATES);
    if (transfer && !json_is_boolean(transfer))
        return els_buf_refuse(why, ELS_E_FORMAT, "\"transfer\" is neither true nor false");
    ret->is_transfer = json_is_true(transfer);
    ret->templates = ELS_ARENA_NEW(arena, els_str, n);
    els_err err = get_name(json_object_get(value, "name"), "family", arena, &ret->name, why);
    for (size_t i = 0; i < n && !err; i++) {
        err = get_name(json_array_get(templates, i), "template", arena, &ret->templates[i], why);
        for (size_t j = 0; j < i && !err; j++)
            if (els_str_eq(ret->templates[i], ret->templates[j]))
                err = els_buf_refuse(why, ELS_E_FORMAT, "template " ELS_STR_FMT " is named twice",
                                     ELS_STR_ARG(ret->templates[i]));
    }
    ret->n_templates = (uint32_t)n;
    return err;
}

static els_err read_about(const json_t *object, els_arena *arena, els_external_about *ret,
                          els_buf *why)
{
    const json_t *families = json_object_get(object, "families");
    size_t n = json_array_size(families);
    els_err err = get_name(json_object_get(object, "name"), "plugin", arena, &ret->name, why);
    if (!err)
        err = get_text(object, "version", ELS_EXTERNAL_VERSION_BYTES, true, arena, &ret->version,
                       why);
    if (!err && !els_external_is_name(ret->version))
        err = els_buf_refuse(why, ELS_E_FORMAT,
                             "\"version\" holds other than letters, digits, '_', '-', '.'");
    if (!err)
        err = get_text(object, "description", ELS_EXTERNAL_DESCRIPTION_BYTES, false, arena,
                       &ret->description, why);
    if (!err && (n == 0 || n > ELS_EXTERNAL_FAMILIES))
        err = els_buf_refuse(why, ELS_E_LIMIT, "it needs a list of 1 to %d \"families\"",
                             ELS_EXTERNAL_FAMILIES);
    if (err)
        return err;
    ret->families = ELS_ARENA_NEW(arena, els_external_family, n);
    ret->n_families = (uint32_t)n;
    for (size_t i = 0; i < n && !err; i++) {
        err = read_family(json_array_get(families, i), arena, &ret->families[i], why);
        for (size_t j = 0; j < i && !err; j++)
            if (els_str_eq(ret->families[i].name, ret->families[j].name))
                err = els_buf_refuse(why, ELS_E_FORMAT, "family " ELS_STR_FMT " is named twice",
                                     ELS_STR_ARG(ret->families[i].name));
    }
    return err;
}

els_err els_external_read_about(els_str line, els_arena *arena, els_external_about *ret,
                                els_buf *why)
{
    json_t *object;
    els_external_about about = {0};
    els_err err = read_object(line, &object, why);
    if (err)
        return err;
    err = read_about(object, arena, &about, why);
    json_decref(object);
    if (!err)
        *ret = about;
    return err;
}

/* ---- tasks ---- */

/* A key that could never be answered would make every agent wrong. */
static els_err check_key(const els_field_spec *field, els_str key, els_buf *why)
{
    int64_t days;
    if (els_str_eq(field->type, ELS_STR("number")) && !els_answer_matches(field->type, key, key))
        return els_buf_refuse(why, ELS_E_FORMAT, "an answer of type number is no number");
    if (els_str_eq(field->type, ELS_STR("date")) && !els_date_parse_iso(key, &days))
        return els_buf_refuse(why, ELS_E_FORMAT, "an answer of type date is not YYYY-MM-DD");
    if (!els_str_eq(field->type, ELS_STR("enum")))
        return ELS_OK;
    for (uint32_t i = 0; i < field->n_choices; i++)
        if (els_answer_matches(field->type, key, field->choices[i]))
            return ELS_OK;
    return els_buf_refuse(why, ELS_E_FORMAT, "an answer of type enum is none of its \"choices\"");
}

static els_err read_choices(const json_t *value, els_arena *arena, els_field_spec *ret,
                            els_buf *why)
{
    const json_t *choices = json_object_get(value, "choices");
    size_t n = json_array_size(choices);
    bool is_enum = els_str_eq(ret->type, ELS_STR("enum"));
    if (!choices && !is_enum)
        return ELS_OK;
    if (n == 0 || n > MAX_CHOICES || !is_enum)
        return els_buf_refuse(why, ELS_E_LIMIT,
                              "the type enum, and no other, has 1 to %d \"choices\"", MAX_CHOICES);
    ret->choices = ELS_ARENA_NEW(arena, els_str, n);
    ret->n_choices = (uint32_t)n;
    for (size_t i = 0; i < n; i++) {
        const json_t *choice = json_array_get(choices, i);
        els_str text = {json_string_value(choice), json_string_length(choice)};
        if (text.len == 0 || text.len > MAX_CHOICE)
            return els_buf_refuse(why, ELS_E_LIMIT,
                                  "one of the \"choices\" is not a text of 1 to %d bytes",
                                  MAX_CHOICE);
        ret->choices[i] = els_arena_copy(arena, text);
    }
    return ELS_OK;
}

/* `value`: a member of "fields", or the whole answer where it asks for one thing. */
static els_err read_field(const json_t *value, els_arena *arena, els_field_spec *ret,
                          els_str *ret_key, els_buf *why)
{
    els_err err = get_text(value, "type", 16, true, arena, &ret->type, why);
    bool is_known = false;
    for (size_t i = 0; i < sizeof type_names / sizeof type_names[0] && !err; i++)
        is_known = is_known || els_str_eq(ret->type, els_str_of(type_names[i]));
    if (!err && !is_known)
        err = els_buf_refuse(why, ELS_E_FORMAT,
                             "\"type\" is none of text, number, enum, entity, date and list");
    if (!err)
        err = get_text(value, "answer", MAX_ANSWER, true, arena, ret_key, why);
    if (!err)
        err = read_choices(value, arena, ret, why);
    return err ? err : check_key(ret, *ret_key, why);
}

static els_err read_fields(const json_t *object, els_arena *arena, els_sealed_task *ret,
                           els_buf *why)
{
    const json_t *fields = json_object_get(object, "fields");
    size_t n = fields ? json_array_size(fields) : 1;
    if (n == 0 || n > MAX_FIELDS)
        return els_buf_refuse(why, ELS_E_LIMIT, "\"fields\" is not a list of 1 to %d", MAX_FIELDS);
    ret->task.fields = ELS_ARENA_NEW(arena, els_field_spec, n);
    ret->task.n_fields = (uint32_t)n;
    ret->key = ELS_ARENA_NEW(arena, els_str, n);
    if (!fields)
        return read_field(object, arena, &ret->task.fields[0], &ret->key[0], why);
    els_err err = ELS_OK;
    for (size_t i = 0; i < n && !err; i++) {
        const json_t *field = json_array_get(fields, i);
        err = get_text(field, "name", 64, true, arena, &ret->task.fields[i].name, why);
        if (!err)
            err = read_field(field, arena, &ret->task.fields[i], &ret->key[i], why);
    }
    return err;
}

static els_err read_task(const json_t *object, const els_external_wanted *wanted, els_arena *arena,
                         els_sealed_task *ret, els_buf *why)
{
    const json_t *id = json_object_get(object, "id"), *error = json_object_get(object, "error");
    els_buf said = {0};
    if (error) {
        els_json_text(els_str_sub(els_str_of(json_string_value(error)), 0, 200), &said);
        els_err err = els_buf_refuse(why, ELS_E_STATE, "it says: " ELS_STR_FMT,
                                     ELS_STR_ARG(els_buf_str(&said)));
        els_buf_fini(&said);
        return err;
    }
    if (!json_is_integer(id) || (uint64_t)json_integer_value(id) != wanted->id)
        return els_buf_refuse(why, ELS_E_FORMAT, "its answer has not the \"id\" of the request");
    els_err err = get_text(object, "question", MAX_QUESTION, true, arena, &ret->task.question, why);
    if (!err)
        err = get_text(object, "context", MAX_CONTEXT, false, arena, &ret->task.context, why);
    return err ? err : read_fields(object, arena, ret, why);
}

els_err els_external_read_task(els_str line, const els_external_wanted *wanted, els_arena *arena,
                               els_sealed_task *ret, els_buf *why)
{
    json_t *object;
    els_err err = read_object(line, &object, why);
    if (err)
        return err;
    els_sealed_task task = {.difficulty = wanted->difficulty,
                            .family = els_arena_copy(arena, wanted->family),
                            .template_id = els_arena_copy(arena, wanted->template_id)};
    err = read_task(object, wanted, arena, &task, why);
    json_decref(object);
    if (!err)
        *ret = task;
    return err;
}
