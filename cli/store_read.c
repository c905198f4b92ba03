#include "store_read.h"
#include "cli.h"

#include <errno.h>
#include <string.h>

els_err els_store_read_json(const char *store, const char *name, json_t **ret_json,
                            els_buf *error_text)
{
    els_buf path = {0}, text = {0};
    els_buf_printf(&path, "%s/%s", store, name);
    els_err err = els_cli_read_file(path.ptr, &text);
    int failure = err == ELS_E_IO ? errno : 0;
    json_t *json = err ? NULL : json_loadb(text.ptr, text.len, 0, NULL);
    if (!err && !json_is_object(json))
        err = ELS_E_CORRUPT;
    if (err == ELS_E_NOT_FOUND)
        els_buf_printf(error_text, "%s has no %s (start one with: els run --store %s)", store,
                       strcmp(name, "report.json") == 0 ? "report of a finished run" : "run yet",
                       store);
    else if (err)
        els_buf_printf(error_text, "%s cannot be read (%s); els doctor --store %s checks the store",
                       path.ptr, failure ? strerror(failure) : els_err_text(err), store);
    if (err)
        json_decref(json);
    else
        *ret_json = json;
    els_buf_fini(&path);
    els_buf_fini(&text);
    return err;
}
