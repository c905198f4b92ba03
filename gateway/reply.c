/* reply.c — answers of requests, and how they become HTTP. */
#include "http_impl.h"
#include "streams.h"

#include <stdlib.h>

/* Scripts, styles, pictures and connections of this gateway only; nobody frames the page. */
static const char POLICY[] = "default-src 'none'; script-src 'self'; style-src 'self'; "
                             "img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
                             "form-action 'none'; frame-ancestors 'none'";

els_str els_request_header(const els_request *request, const char *name)
{
    return els_str_of(MHD_lookup_connection_value(request->connection, MHD_HEADER_KIND, name));
}

const char *els_request_text(const json_t *object, const char *name, const char *fallback)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : fallback;
}

int64_t els_request_number(const json_t *object, const char *name, int64_t fallback)
{
    const json_t *value = json_object_get(object, name);
    return json_is_integer(value) ? (int64_t)json_integer_value(value) : fallback;
}

void els_reply_json(els_request *request, unsigned status, json_t *json)
{
    if (!request->reply.status) {
        char *text = json ? json_dumps(json, JSON_COMPACT | JSON_REAL_PRECISION(10)) : NULL;
        if (text) {
            request->reply.status = status;
            request->reply.type = "application/json";
            els_buf_add(&request->reply.body, els_str_of(text));
            els_buf_addc(&request->reply.body, '\n');
        } else {
            els_reply_problem(request, ELS_PROBLEM_INTERNAL, NULL, "the answer is not JSON");
        }
        free(text);
        if (request->is_waiting)
            els_http_wake(request);
    }
    json_decref(json);
}

void els_reply_problem(els_request *request, els_problem problem, const char *field,
                       const char *format, ...)
{
    els_buf detail = {0};
    va_list args;
    if (request->reply.status)
        return;
    va_start(args, format);
    els_buf_vprintf(&detail, format, args);
    va_end(args);
    request->reply.status = els_problem_status(problem);
    request->reply.type = "application/problem+json";
    if (problem == ELS_PROBLEM_TOO_MANY || request->reply.status == 503)
        request->reply.retry_after_s = 1;
    els_problem_write(problem, field, els_buf_str(&detail), &request->reply.body);
    els_buf_fini(&detail);
    if (request->is_waiting)
        els_http_wake(request);
}

/* ---- as HTTP ---- */

static void add_common(struct MHD_Response *response)
{
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
}

enum MHD_Result els_http_queue(els_request *request)
{
    els_reply *reply = &request->reply;
    char seconds[16];
    /* The bytes become the response's. */
    char *bytes = reply->body.ptr;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(reply->body.len, bytes ? bytes : "",
                                        bytes ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    reply->body = (els_buf){0};
    add_common(response);
    if (reply->type)
        MHD_add_response_header(response, "Content-Type", reply->type);
    if (reply->etag[0])
        MHD_add_response_header(response, "ETag", reply->etag);
    if (reply->is_page)
        MHD_add_response_header(response, "Content-Security-Policy", POLICY);
    MHD_add_response_header(response, "Cache-Control", reply->etag[0] ? "no-cache" : "no-store");
    if (reply->allow[0])
        MHD_add_response_header(response, "Allow", reply->allow);
    if (reply->status == 401)
        MHD_add_response_header(response, "WWW-Authenticate", "Bearer");
    if (reply->is_replayed)
        MHD_add_response_header(response, "Idempotency-Replayed", "true");
    if (reply->retry_after_s) {
        snprintf(seconds, sizeof seconds, "%u", reply->retry_after_s);
        MHD_add_response_header(response, "Retry-After", seconds);
    }
    if (reply->must_close)
        MHD_add_response_header(response, "Connection", "close");
    enum MHD_Result result = MHD_queue_response(request->connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static ssize_t read_stream(void *context, uint64_t position, char *bytes, size_t most)
{
    (void)position;
    ssize_t n = els_stream_read(context, bytes, most);
    return n < 0 ? MHD_CONTENT_READER_END_OF_STREAM : n;
}

enum MHD_Result els_http_queue_stream(els_request *request)
{
    enum { BLOCK = 8192 };
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK, read_stream, request, NULL);
    if (!response)
        return MHD_NO;
    add_common(response);
    MHD_add_response_header(response, "Content-Type", "text/event-stream");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    MHD_add_response_header(response, "X-Accel-Buffering", "no");
    enum MHD_Result result = MHD_queue_response(request->connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}
