/* A data set and how it is to be read, as one text. */
#include "dataset.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *name; /* in the object */
    size_t offset;    /* of a const char * in els_dataset_options */
} field_name;

static const field_name field_names[] = {
    {"question", offsetof(els_dataset_options, question_field)},
    {"answer", offsetof(els_dataset_options, answer_field)},
    {"context", offsetof(els_dataset_options, context_field)},
    {"kind", offsetof(els_dataset_options, kind_field)},
    {"id", offsetof(els_dataset_options, id_field)},
    {"split", offsetof(els_dataset_options, split_field)},
};
enum { FIELD_NAMES = sizeof field_names / sizeof field_names[0] };

static const char **name_at(els_dataset_options *options, size_t i)
{
    return (const char **)(void *)((char *)options + field_names[i].offset);
}

els_str els_dataset_spec(const char *path, const els_dataset_options *options, els_arena *arena)
{
    els_dataset_options copy = *options;
    bool is_plain = copy.hold_out == 0;
    for (size_t i = 0; i < FIELD_NAMES; i++)
        is_plain = is_plain && !*name_at(&copy, i);
    if (is_plain)
        return els_arena_copy(arena, els_str_of(path));
    json_t *object = json_pack("{s:s}", "path", path);
    if (!object)
        return (els_str){"", 0};
    for (size_t i = 0; i < FIELD_NAMES; i++)
        if (*name_at(&copy, i))
            if (json_object_set_new(object, field_names[i].name, json_string(*name_at(&copy, i)))) {
                json_decref(object);
                return (els_str){"", 0};
            }
    if (copy.hold_out > 0)
        json_object_set_new(object, "hold_out", json_real(copy.hold_out));
    char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17));
    els_str kept = els_arena_copy(arena, els_str_of(text));
    free(text);
    json_decref(object);
    return kept;
}

/* The object that `spec` is, or would be if its path were not all of it; NULL when it is none. */
static json_t *object_of(const char *spec)
{
    return spec[0] == '{' ? json_loads(spec, JSON_REJECT_DUPLICATES, NULL)
                          : json_pack("{s:s}", "path", spec);
}

els_str els_dataset_pin(els_str spec, els_str version, size_t max, els_arena *arena)
{
    const char *plain = els_arena_strdup(arena, spec);
    json_t *object = object_of(plain);
    char *text = NULL;
    if (object &&
        json_object_set_new(object, "version", json_stringn(version.ptr, version.len)) == 0)
        text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(17));
    els_str pinned = text ? els_arena_copy(arena, els_str_of(text)) : spec;
    free(text);
    json_decref(object);
    return pinned.len <= max ? pinned : spec;
}

els_err els_dataset_load_pinned(const char *spec, els_dataset **ret, els_buf *error_text)
{
    els_dataset *dataset;
    els_err err = els_dataset_load_spec(spec, true, &dataset, error_text);
    if (err)
        return err;
    json_t *object = object_of(spec);
    const char *version = json_string_value(json_object_get(object, "version"));
    if (version && strcmp(version, els_dataset_plugin(dataset)->version) != 0) {
        els_buf_clear(error_text);
        els_buf_printf(error_text,
                       "%s: the file has changed since the run began; put it back as it was and "
                       "the same command goes on, or begin a new run with --fresh",
                       json_string_value(json_object_get(object, "path")));
        err = ELS_E_STATE;
        els_dataset_free(&dataset);
    } else {
        *ret = dataset;
    }
    json_decref(object);
    return err;
}

els_err els_dataset_load_spec(const char *spec, bool skip_bad, els_dataset **ret,
                              els_buf *error_text)
{
    els_dataset_options options = {.skip_bad = skip_bad};
    if (spec[0] != '{')
        return els_dataset_load(spec, &options, ret, error_text);
    json_t *object = json_loads(spec, JSON_REJECT_DUPLICATES, NULL);
    const char *path = json_string_value(json_object_get(object, "path"));
    options.hold_out = json_number_value(json_object_get(object, "hold_out"));
    for (size_t i = 0; i < FIELD_NAMES; i++)
        *name_at(&options, i) = json_string_value(json_object_get(object, field_names[i].name));
    els_err err = ELS_E_FORMAT;
    if (path && options.hold_out >= 0 && options.hold_out < 1)
        err = els_dataset_load(path, &options, ret, error_text);
    else
        els_buf_printf(error_text, "%.200s: this does not say how to read a data set; give a path",
                       spec);
    json_decref(object);
    return err;
}
