/* asking.h — what users ask of a run: checked, and put into the store's spool
 * (docs/decisions/0012). For `els config`, `els goals` and the gateway. */
#ifndef ELS_ASKING_H
#define ELS_ASKING_H

#include "els_err.h"
#include "els_str.h"

#include <jansson.h>

/* What of a request is wrong, with USAGE. */
typedef enum {
    ELS_ASKING_NOTHING,
    ELS_ASKING_PARAMETER,
    ELS_ASKING_SCOPE,
    ELS_ASKING_VALUE,
    ELS_ASKING_NOW,
    ELS_ASKING_CHANGE,
    ELS_ASKING_GOAL
} els_asking_fault;

typedef struct {
    const char *store;
    const char *who;  /* NULL: the user of this process */
    els_arena *arena; /* for what is returned */
    els_buf *why;     /* one line for what is wrong */
} els_asking;

typedef struct {
    els_str verb;      /* set, reset, pin, unpin, rollback, approve or reject */
    els_str parameter; /* set, reset, pin, unpin */
    els_str scope;     /* the same */
    els_str value;     /* set */
    els_str change;    /* rollback (empty: the last), approve, reject: its number */
    els_str because;   /* set */
    bool now;          /* set: at once */
    bool all;          /* reset: every value; approve, reject: every change that waits */
    uint64_t at;       /* not before this iteration */
} els_asking_config;

/* Asks for a change of the configuration; *ret_id is the command's. Errors: USAGE with *ret_fault;
 * those of els_spool_write. */
els_err els_asking_config_put(const els_asking *asking, const els_asking_config *change,
                              els_asking_fault *ret_fault, els_str *ret_id) ELS_MUST_CHECK;
/* The parameter and scope that are named: its number, and the scope in full. Errors: USAGE. */
els_err els_asking_config_place(const els_asking *asking, els_str parameter, els_str scope,
                                els_asking_fault *ret_fault, uint32_t *ret_parameter,
                                els_str *ret_scope) ELS_MUST_CHECK;

/* Asks for a goal; *ret_text is the goal in full. Errors as above. */
els_err els_asking_goal_add(const els_asking *asking, els_str text, els_asking_fault *ret_fault,
                            els_str *ret_text, els_str *ret_id) ELS_MUST_CHECK;
/* Asks that a goal of the run in status.json be given up. Errors: USAGE no live goal has that id;
 * those of els_store_read_json and els_spool_write. */
els_err els_asking_goal_cancel(const els_asking *asking, els_str id,
                               els_str *ret_id) ELS_MUST_CHECK;

/* A goal in status.json: of `live` ones only, or any, advice included. When there is none, `why`
 * gets one line that names those there are. Borrowed from `status`. */
const json_t *els_asking_find_goal(const json_t *status, els_str id, bool live, els_buf *why);

#endif
