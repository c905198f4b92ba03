#include "asked.h"
#include "cli.h"
#include "els_hash.h"
#include "store.h"

#include <stdlib.h>

enum { KEPT = 200 };
static const char FILE_NAME[] = "asked.json";

/* The list in the store's folder; empty when there is none or it cannot be read. */
static json_t *load(const char *dir)
{
    els_buf path = {0}, text = {0};
    els_buf_printf(&path, "%s/%s", dir, FILE_NAME);
    json_t *list = NULL;
    if (els_cli_read_file(path.ptr, &text) == ELS_OK)
        list = json_loadb(text.ptr, text.len, 0, NULL);
    els_buf_fini(&path);
    els_buf_fini(&text);
    if (json_is_array(list))
        return list;
    json_decref(list);
    return json_array();
}

static json_t *text_json(els_str text)
{
    return json_stringn_nocheck(text.ptr ? text.ptr : "", text.len);
}

static bool has_id(const json_t *entry, els_str id)
{
    const char *own = json_string_value(json_object_get(entry, "id"));
    return own && els_str_eq(els_str_of(own), id);
}

static json_t *entry_of(const els_asked *asked, const char *id)
{
    json_t *choices = json_array();
    for (uint32_t i = 0; i < asked->n_choices; i++)
        json_array_append_new(choices, text_json(asked->choices[i]));
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "id", id, "kind",
                     text_json(asked->kind), "type", text_json(asked->type), "question",
                     text_json(asked->question), "context", text_json(asked->context), "answer",
                     text_json(asked->answer), "choices", choices);
}

els_err els_asked_keep(const char *dir, const els_asked *asked, char ret_id[ELS_ASKED_ID],
                       els_buf *error_text)
{
    els_store *store = NULL;
    els_err err = els_store_open(dir, false, &store, error_text);
    if (err)
        return err;
    uint64_t hash =
        els_hash_pair(els_hash_str(asked->kind),
                      els_hash_pair(els_hash_str(asked->question), els_hash_str(asked->context)));
    char id[ELS_ASKED_ID];
    snprintf(id, sizeof id, "%08x", (unsigned)(hash >> 32));
    json_t *list = load(dir);
    for (size_t i = json_array_size(list); i-- > 0;)
        if (has_id(json_array_get(list, i), els_str_of(id)))
            json_array_remove(list, i);
    while (json_array_size(list) >= KEPT)
        json_array_remove(list, 0);
    json_array_append_new(list, entry_of(asked, id));
    char *text = json_dumps(list, JSON_INDENT(1));
    err = text ? els_store_write_file(store, FILE_NAME, els_str_of(text)) : ELS_E_FORMAT;
    if (err)
        els_buf_printf(error_text, "the question cannot be kept in %s: %s", dir, els_err_text(err));
    else
        snprintf(ret_id, ELS_ASKED_ID, "%s", id);
    free(text);
    json_decref(list);
    els_store_close(&store);
    return err;
}

static els_str member(const json_t *entry, const char *name, els_arena *arena)
{
    const json_t *value = json_object_get(entry, name);
    els_str text = {json_string_value(value), json_string_length(value)};
    return text.ptr ? els_arena_copy(arena, text) : (els_str){"", 0};
}

els_err els_asked_find(const char *dir, els_str id, els_arena *arena, els_asked *ret)
{
    json_t *list = load(dir);
    const json_t *found = NULL, *entry;
    size_t i;
    json_array_foreach(list, i, entry)
    {
        if (has_id(entry, id))
            found = entry;
    }
    if (found) {
        const json_t *choices = json_object_get(found, "choices");
        uint32_t n = (uint32_t)json_array_size(choices);
        *ret = (els_asked){.id = member(found, "id", arena),
                           .kind = member(found, "kind", arena),
                           .type = member(found, "type", arena),
                           .question = member(found, "question", arena),
                           .context = member(found, "context", arena),
                           .answer = member(found, "answer", arena),
                           .choices = ELS_ARENA_NEW(arena, els_str, n + 1)};
        for (uint32_t k = 0; k < n; k++) {
            const char *choice = json_string_value(json_array_get(choices, k));
            if (choice)
                ret->choices[ret->n_choices++] = els_arena_copy(arena, els_str_of(choice));
        }
    }
    json_decref(list);
    return found ? ELS_OK : ELS_E_NOT_FOUND;
}
