#include "log.h"

#include "els_json.h"
#include "host.h"

#include <time.h>
#include <unistd.h>

static const char *const level_names[] = {
    [ELS_LOG_DEBUG] = "debug",
    [ELS_LOG_INFO] = "info",
    [ELS_LOG_WARN] = "warn",
    [ELS_LOG_ERROR] = "error",
};

bool els_log_level_parse(els_str name, els_log_level *ret_level)
{
    for (unsigned level = 0; level <= ELS_LOG_ERROR; level++) {
        if (els_str_eq(name, els_str_of(level_names[level]))) {
            *ret_level = (els_log_level)level;
            return true;
        }
    }
    return false;
}

static void add_time(int64_t wall_ms, els_buf *out)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    els_buf_printf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                   utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, (int)(wall_ms % 1000));
}

static void add_value(const els_log_pair *pair, els_buf *out)
{
    if (pair->kind == ELS_PAIR_TEXT)
        els_json_text(pair->text, out);
    else if (pair->kind == ELS_PAIR_U64)
        els_buf_printf(out, "%llu", (unsigned long long)pair->u64);
    else
        els_json_real(pair->f64, out);
}

/* For people: no quotes around the message, but no control characters of a stranger either. */
static void add_plain(els_str text, els_buf *out)
{
    size_t from = out->len;
    els_json_text(text, out);
    out->len--; /* the quotes */
    for (size_t i = from; i + 1 < out->len; i++)
        out->ptr[i] = out->ptr[i + 1];
    out->len--;
    out->ptr[out->len] = '\0';
}

void els_log_format(const els_log *log, els_log_level level, const char *message,
                    const els_log_pair *pairs, int64_t wall_ms, els_buf *out)
{
    if (log->is_terminal) {
        els_buf_printf(out, "els-%s: ", log->role);
        if (level == ELS_LOG_WARN)
            els_buf_printf(out, "warning: ");
        add_plain(els_str_of(message), out);
        for (; pairs && pairs->key; pairs++) {
            els_buf_printf(out, " %s=", pairs->key);
            add_value(pairs, out);
        }
        els_buf_addc(out, '\n');
        return;
    }
    els_buf_addc(out, '{');
    if (wall_ms >= 0) {
        els_buf_printf(out, "\"ts\":\"");
        add_time(wall_ms, out);
        els_buf_printf(out, "\",");
    }
    els_buf_printf(out, "\"level\":\"%s\",\"role\":", level_names[level]);
    els_json_text(els_str_of(log->role), out);
    els_buf_printf(out, ",\"instance\":");
    els_json_text(els_str_of(log->instance), out);
    els_buf_printf(out, ",\"msg\":");
    els_json_text(els_str_of(message), out);
    for (; pairs && pairs->key; pairs++) {
        els_buf_printf(out, ",\"%s\":", pairs->key);
        add_value(pairs, out);
    }
    els_buf_printf(out, "}\n");
}

void els_log_write(const els_log *log, els_log_level level, const char *message,
                   const els_log_pair *pairs)
{
    if (level < log->level)
        return;
    els_buf line = {0};
    els_log_format(log, level, message, pairs, els_host_wall_ms(), &line);
    ssize_t ignored = write(log->fd, line.ptr, line.len); /* a full disk must not stop a stage */
    (void)ignored;
    els_buf_fini(&line);
}
