#include "artifact_start.h"

#include "plugin.h"

/* `source` is "plugin@version", as in the header. */
static els_err check_source(const els_run_params *params, els_str source, els_buf *why)
{
    els_str version = source, plugin;
    els_str_split(&version, '@', &plugin);
    bool is_used = false;
    for (uint32_t i = 0; i < params->n_plugins; i++)
        is_used = is_used || els_str_eq(params->plugins[i], plugin);
    if (!is_used)
        return ELS_OK;
    if (els_str_eq(plugin, ELS_STR("dataset"))) {
        els_buf_printf(why, "it has learned from a data file; with --data its rows could be "
                            "measured after they were learned");
        return ELS_E_STATE;
    }
    const els_plugin *known = els_plugin_find(plugin);
    if (!known || els_str_eq(version, els_str_of(known->version)))
        return ELS_OK;
    els_buf_printf(why,
                   "it has learned from version " ELS_STR_FMT " of plugin " ELS_STR_FMT
                   ", whose tasks are split otherwise than those of version %s here",
                   ELS_STR_ARG(els_str_sub(version, 0, 80)),
                   ELS_STR_ARG(els_str_sub(plugin, 0, 64)), known->version);
    return ELS_E_STATE;
}

els_err els_artifact_start(const els_artifact *artifact, els_run_params *params, els_arena *arena,
                           els_buf *why)
{
    if (!els_artifact_find(artifact, ELS_STR(ELS_ARTIFACT_STATE))) {
        els_buf_printf(why, "it holds no learned state");
        return ELS_E_FORMAT;
    }
    json_t *header = els_artifact_header(artifact), *source;
    els_buf learned = {0};
    els_err err = ELS_OK;
    size_t i;
    json_array_foreach(json_object_get(header, "learned_from"), i, source)
    {
        els_str text = els_str_of(json_string_value(source));
        if (!err)
            err = check_source(params, text, why);
        els_buf_printf(&learned, "%s" ELS_STR_FMT, i ? "," : "", ELS_STR_ARG(text));
    }
    json_decref(header);
    if (!err) {
        params->from = els_arena_copy(arena, els_str_of(artifact->id));
        params->from_learned = els_arena_copy(arena, els_buf_str(&learned));
    }
    els_buf_fini(&learned);
    return err;
}
