/* forecast_read.h — the series in a user's file: a CSV of columns, or JSON lines. */
#ifndef ELS_CLI_FORECAST_READ_H
#define ELS_CLI_FORECAST_READ_H

#include "els_str.h"

typedef struct {
    els_str id;        /* of the line, the column's header, or made from its number */
    bool has_whole_id; /* the line's id is a whole number, not a text */
    uint32_t line;     /* where it begins, from 1 */
    double *values;    /* newest 1..ELS_FORECAST_WINDOW; finite, gaps inside have been filled */
    size_t n;
    size_t offset;    /* places of the file before the first of them */
    size_t total;     /* values in the file */
    size_t filled;    /* gaps inside */
    size_t behind;    /* missing behind the last value: forecasts begin after them */
    uint32_t period;  /* values per season, 1 for none */
    uint32_t horizon; /* 1..ELS_FORECAST_HORIZON_MAX */
} els_cli_series;

typedef struct {
    els_cli_series *items;
    size_t n;
} els_cli_series_list;

typedef struct {
    const char *path;
    const char *column; /* CSV: name or number from 1; NULL for all columns of numbers */
    uint32_t period;    /* for series that do not say; 0 not given */
    uint32_t horizon;   /* likewise */
    bool skip_bad;      /* leave out bad series instead of refusing the file */
} els_cli_read_options;

/* Reads the file (at most 64 MiB; "-" is stdin) into memory from `arena`. JSON lines when its first
 * character is "{", else CSV. Errors: NOT_FOUND, IO, FORMAT, LIMIT for what is wrong with the file,
 * USAGE for an option that is missing or does not fit it; `why` has one line for each. With
 * skip_bad, `why` names what was left out on success. */
els_err els_cli_read_series(const els_cli_read_options *options, els_arena *arena,
                            els_cli_series_list *ret_list, els_buf *why) ELS_MUST_CHECK;

#endif
