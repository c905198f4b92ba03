#include "externals.h"

els_err els_externals_open(const els_externals_options *options, els_externals *ret, els_buf *why)
{
    els_externals opened = {0};
    els_err err = ELS_OK;
    const els_external_options each = {
        .trust = {.keys_file = options->keys_file, .may_be_unsigned = options->allow_unsigned},
        .may_lack_landlock = options->allow_no_landlock,
        .answer_ms = options->answer_ms};
    if (options->paths.n > ELS_EXTERNALS_MAX) {
        els_buf_printf(why, "--plugin-exec takes at most %d plugins", ELS_EXTERNALS_MAX);
        return ELS_E_LIMIT;
    }
    for (size_t i = 0; i < options->paths.n && !err; i++) {
        els_arena arena = {0};
        els_external *external = NULL;
        err = els_external_open(els_arena_strdup(&arena, options->paths.items[i]), &each, &external,
                                why);
        els_arena_fini(&arena);
        if (err)
            break;
        const char *name = els_external_plugin(external)->name;
        if (els_externals_find(&opened, els_str_of(name))) {
            els_buf_printf(why, "two plugins of --plugin-exec are called %s", name);
            err = ELS_E_STATE;
        }
        opened.items[opened.n++] = external;
    }
    if (err)
        els_externals_close(&opened);
    else
        *ret = opened;
    return err;
}

void els_externals_close(els_externals *externals)
{
    for (uint32_t i = 0; i < externals->n; i++)
        els_external_close(&externals->items[i]);
    externals->n = 0;
}

const els_plugin *els_externals_chain(els_externals *externals, const els_plugin *last)
{
    for (uint32_t i = externals->n; i-- > 0;) {
        els_plugin *plugin = els_external_plugin(externals->items[i]);
        plugin->next = last;
        last = plugin;
    }
    return last;
}

const els_plugin *els_externals_find(const els_externals *externals, els_str name)
{
    for (uint32_t i = 0; i < externals->n; i++) {
        const els_plugin *plugin = els_external_plugin(externals->items[i]);
        if (els_str_eq(els_str_of(plugin->name), name))
            return plugin;
    }
    return NULL;
}

const char *els_externals_error(const els_externals *externals)
{
    for (uint32_t i = 0; i < externals->n; i++)
        if (els_external_error(externals->items[i]))
            return els_external_error(externals->items[i]);
    return NULL;
}

els_str els_externals_identity(const els_externals *externals, els_arena *arena)
{
    els_buf text = {0};
    for (uint32_t i = 0; i < externals->n; i++)
        els_buf_printf(&text, "%s" ELS_STR_FMT, i ? "," : "",
                       ELS_STR_ARG(els_external_identity(externals->items[i])));
    els_str kept = text.len ? els_arena_copy(arena, els_buf_str(&text)) : (els_str){"", 0};
    els_buf_fini(&text);
    return kept;
}
