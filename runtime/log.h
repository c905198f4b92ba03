/* log.h — one line per event on stderr: JSON, or plain text for people when stderr is a terminal.
 */
#ifndef ELS_LOG_H
#define ELS_LOG_H

#include "els_str.h"

typedef enum { ELS_LOG_DEBUG, ELS_LOG_INFO, ELS_LOG_WARN, ELS_LOG_ERROR } els_log_level;

/* A key with its value; the array of pairs ends in a NULL key. */
typedef struct {
    const char *key;
    enum { ELS_PAIR_TEXT, ELS_PAIR_U64, ELS_PAIR_F64 } kind;
    els_str text;
    uint64_t u64;
    double f64;
} els_log_pair;

#define ELS_PAIR(k, str) ((els_log_pair){.key = (k), .kind = ELS_PAIR_TEXT, .text = (str)})
#define ELS_PAIR_CSTR(k, c) ELS_PAIR((k), els_str_of(c))
#define ELS_PAIR_NUM(k, n) ((els_log_pair){.key = (k), .kind = ELS_PAIR_U64, .u64 = (n)})
#define ELS_PAIR_REAL(k, x) ((els_log_pair){.key = (k), .kind = ELS_PAIR_F64, .f64 = (x)})
#define ELS_PAIRS(...) ((const els_log_pair[]){__VA_ARGS__, {0}})

typedef struct {
    els_log_level level;  /* events below it are not written */
    const char *role;     /* borrowed */
    const char *instance; /* borrowed */
    int fd;               /* 2 */
    bool is_terminal;     /* plain text instead of JSON */
} els_log;

/* False when `name` is none of debug, info, warn, error. */
bool els_log_level_parse(els_str name, els_log_level *ret_level);
/* Writes one event with one write call: ts (RFC 3339, UTC, milliseconds), level, role, instance,
 * msg and the pairs (NULL for none). Text that is not UTF-8 is replaced, line ends are escaped. */
void els_log_write(const els_log *log, els_log_level level, const char *message,
                   const els_log_pair *pairs);
/* Formats the event as it would be written, without its time when `wall_ms` is negative. */
void els_log_format(const els_log *log, els_log_level level, const char *message,
                    const els_log_pair *pairs, int64_t wall_ms, els_buf *out);

#endif
