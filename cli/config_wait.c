#include "config_wait.h"

#include "config_read.h"
#include "store.h"
#include "store_read.h"
#include "waiting.h"

#include <poll.h>
#include <string.h>

enum {
    PAUSE_MS = 100,
    UNHEARD = 2 /* whole iterations after which a command that was taken has left its trace */
};

static uint64_t count_of(const json_t *object, const char *key)
{
    return (uint64_t)json_integer_value(json_object_get(object, key));
}

static const json_t *newest(const json_t *file, const char *list)
{
    const json_t *entries = json_object_get(file, list);
    size_t n = json_array_size(entries);
    return n ? json_array_get(entries, n - 1) : NULL;
}

els_err els_config_wait_mark(const char *store, els_config_mark *ret, els_buf *error_text)
{
    json_t *file = NULL;
    els_err err = els_config_file_read(store, &file, error_text);
    if (err)
        return err;
    *ret = (els_config_mark){.run = count_of(file, "run"),
                             .change = count_of(newest(file, "changes"), "change"),
                             .refusal = count_of(newest(file, "refused"), "iteration")};
    json_decref(file);
    return ELS_OK;
}

/* The user's change of that value behind number `after`, the oldest; NULL: none yet. */
static json_t *find_change(const json_t *file, const els_config_asked *asked, uint64_t after)
{
    size_t i;
    json_t *change;
    json_array_foreach(json_object_get(file, "changes"), i, change)
    {
        if (count_of(change, "change") > after &&
            strcmp(els_cli_text(change, "parameter"), asked->parameter) == 0 &&
            strcmp(els_cli_text(change, "scope"), asked->scope) == 0 &&
            strncmp(els_cli_text(change, "by"), "user:", strlen("user:")) == 0)
            return change;
    }
    return NULL;
}

/* What has come of the change; -1: it is not decided yet. */
static int decided(const json_t *change, els_buf *error_text)
{
    const char *status = els_cli_text(change, "status");
    bool is_back = strcmp(status, "rolled back") == 0;
    if (strcmp(status, "kept") == 0 || strcmp(status, "set") == 0)
        return ELS_EXIT_OK;
    if (!is_back && strcmp(status, "rejected") != 0)
        return -1;
    els_buf_printf(error_text, "change %llu of %s was %s: %s",
                   (unsigned long long)count_of(change, "change"),
                   els_cli_text(change, "parameter"), status, els_cli_text(change, "result"));
    return is_back ? ELS_EXIT_ROLLED_BACK : ELS_EXIT_FAILED;
}

/* Of the store's run, by status.json; 0 before its first iteration. */
static uint64_t iteration_of(const char *store)
{
    json_t *status = NULL;
    els_buf unread = {0};
    els_err err = els_store_read_json(store, "status.json", &status, &unread);
    uint64_t iteration = err ? 0 : count_of(status, "iteration");
    json_decref(status);
    els_buf_fini(&unread);
    return iteration;
}

static bool is_waiting(const char *store, const char *id)
{
    size_t i;
    bool found = false;
    json_t *command, *list = els_waiting_json(store, ELS_STR("applier"));
    json_array_foreach(list, i, command) found |= strcmp(els_cli_text(command, "id"), id) == 0;
    json_decref(list);
    return found;
}

/* One look at the store; -1: go on waiting. *taken_at is the iteration in which the command was
 * found taken, 0 before. */
static int look(const els_config_asked *asked, uint64_t *taken_at, json_t **ret_change,
                els_buf *error_text)
{
    bool is_on = els_store_is_open(asked->store), is_taken = !is_waiting(asked->store, asked->id);
    uint64_t iteration = iteration_of(asked->store);
    json_t *file = NULL;
    if (els_config_file_read(asked->store, &file, error_text))
        return ELS_EXIT_FAILED;
    els_config_mark since =
        count_of(file, "run") == asked->mark.run ? asked->mark : (els_config_mark){0};
    json_t *change = is_taken ? find_change(file, asked, since.change) : NULL;
    const json_t *refusal = newest(file, "refused");
    int code = change ? decided(change, error_text) : -1;
    if (is_taken && *taken_at == 0)
        *taken_at = iteration + 1;
    if (code >= 0) {
        *ret_change = json_incref(change);
    } else if (is_taken && !change && count_of(refusal, "iteration") > since.refusal) {
        els_buf_printf(error_text, "refused: %s", els_cli_text(refusal, "text"));
        code = ELS_EXIT_FAILED;
    } else if (!is_on) {
        els_buf_printf(error_text, "%s (els config history --store %s)",
                       change
                           ? "the run has ended before the change was decided"
                           : "no run is on that could take the change: it waits for the next one",
                       asked->store);
        code = ELS_EXIT_TIMEOUT;
    } else if (is_taken && !change && iteration > *taken_at + UNHEARD) {
        code = ELS_EXIT_OK; /* it had that value */
    }
    json_decref(file);
    return code;
}

int els_config_wait(const els_config_asked *asked, json_t **ret_change, els_buf *error_text)
{
    uint64_t taken_at = 0;
    int code;
    *ret_change = NULL;
    while ((code = look(asked, &taken_at, ret_change, error_text)) < 0)
        poll(NULL, 0, PAUSE_MS);
    return code;
}
