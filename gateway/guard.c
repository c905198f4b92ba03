#include "guard.h"

#include <sodium.h>

enum { TOKEN_MIN = 16, TOKEN_MAX = 512 };

els_err els_guard_set_token(els_guard *guard, els_str text, els_buf *why)
{
    els_str line, rest = text;
    if (!els_str_split(&rest, '\n', &line))
        line = text;
    line = els_str_trim(line);
    if (line.len < TOKEN_MIN || line.len > TOKEN_MAX) {
        els_buf_printf(why, "a token has %d to %d characters, this has %zu", TOKEN_MIN, TOKEN_MAX,
                       line.len);
        return ELS_E_FORMAT;
    }
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] <= ' ' || line.ptr[i] > '~') {
            els_buf_printf(why, "a token has visible ASCII characters only");
            return ELS_E_FORMAT;
        }
    }
    els_digest(line.ptr, line.len, guard->token);
    guard->has_token = true;
    return ELS_OK;
}

/* The name without the port; NULL when what is behind the name is no port. */
static els_str without_port(els_str host)
{
    static const els_str none = {NULL, 0};
    size_t end = 0;
    if (host.len && host.ptr[0] == '[') {
        while (end < host.len && host.ptr[end] != ']')
            end++;
        if (end++ == host.len)
            return none;
    } else {
        while (end < host.len && host.ptr[end] != ':')
            end++;
    }
    uint64_t port;
    if (end < host.len &&
        (host.ptr[end] != ':' || !els_str_to_u64(els_str_sub(host, end + 1, host.len), &port) ||
         port == 0 || port > 65535))
        return none;
    return els_str_sub(host, 0, end);
}

/* An IPv4 address in four decimal numbers, or anything in brackets. */
static bool is_number(els_str name)
{
    els_str part;
    int parts = 0;
    uint64_t n;
    if (name.len > 2 && name.ptr[0] == '[')
        return true;
    while (els_str_split(&name, '.', &part)) {
        if (part.len > 3 || !els_str_to_u64(part, &n) || n > 255)
            return false;
        parts++;
    }
    return parts == 4;
}

bool els_guard_host(const els_guard *guard, els_str host)
{
    els_str name = without_port(host);
    if (name.len == 0)
        return false;
    bool ok = els_str_ieq(name, ELS_STR("localhost")) || is_number(name);
    for (size_t i = 0; i < guard->n_hosts && !ok; i++)
        ok = els_str_ieq(name, guard->hosts[i]);
    return ok;
}

bool els_guard_origin(els_str origin, els_str host)
{
    static const els_str schemes[] = {{"http://", 7}, {"https://", 8}};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++)
        if (els_str_starts(origin, schemes[i]))
            return els_str_ieq(els_str_sub(origin, schemes[i].len, origin.len), host);
    return false;
}

bool els_guard_token(const els_guard *guard, els_str authorization)
{
    uint8_t digest[ELS_DIGEST_BYTES];
    els_str scheme = els_str_sub(authorization, 0, strlen("Bearer "));
    els_str token = els_str_trim(els_str_sub(authorization, scheme.len, authorization.len));
    els_digest(token.ptr ? token.ptr : "", token.len, digest);
    bool is_equal = sodium_memcmp(digest, guard->token, sizeof digest) == 0;
    return els_str_ieq(scheme, ELS_STR("Bearer ")) && is_equal;
}

bool els_guard_is_name(els_str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!els_is_letter_or_digit(c) && (c == '\0' || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return name.len > 0;
}

els_head_verdict els_guard_head(const els_head *head, uint64_t most, const char **ret_why)
{
    uint64_t length = 0;
    *ret_why = "";
    if (head->odd_names) {
        *ret_why = "a header has a name that is none";
        return ELS_HEAD_BAD;
    }
    if (head->hosts != 1) {
        *ret_why = "a request has one Host";
        return ELS_HEAD_BAD;
    }
    if (head->lengths > 1 || (head->lengths && head->encodings)) {
        *ret_why = "a request has one Content-Length, and no Transfer-Encoding beside it";
        return ELS_HEAD_BAD;
    }
    if (head->encodings) {
        *ret_why = "send the body with a Content-Length";
        return ELS_HEAD_CHUNKED;
    }
    if (head->lengths && !els_str_to_u64(head->length, &length)) {
        *ret_why = "Content-Length is a number";
        return ELS_HEAD_BAD;
    }
    return length > most ? ELS_HEAD_TOO_LARGE : ELS_HEAD_OK;
}
