/* config_read.h — what `els config` knows of a store: STORE/config.json. */
#ifndef ELS_CONFIG_READ_H
#define ELS_CONFIG_READ_H

#include "cli.h"
#include "config.h"

/* Reads it; a store without one has the defaults and no history (*ret_json is then an empty object,
 * never NULL). The caller releases it. Errors, with one line in `error_text`: NOT_FOUND there is no
 * store; CORRUPT; IO. */
els_err els_config_file_read(const char *store, json_t **ret_json,
                             els_buf *error_text) ELS_MUST_CHECK;
/* Text of a value as the file has it: a number, a name, or "default" for null; from `arena`. */
els_str els_config_file_text(const json_t *value, els_arena *arena);

/* What the subcommands print, on stdout. */
void els_config_print_list(const json_t *file, bool with_all, els_arena *arena);
void els_config_print_history(const json_t *file, els_arena *arena);
/* The same as JSON; the caller releases it. */
json_t *els_config_list_json(const json_t *file, bool with_all, els_arena *arena);
/* Adds to each parameter of such a list `open`, its changes that have not ended yet, and `waiting`,
 * those of the commands in `waiting` (waiting.h) that name it or all. */
void els_config_add_open(json_t *list, const json_t *file, const json_t *waiting);

#endif
