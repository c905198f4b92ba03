/* codec.h — messages to frames and back, driven by the tables made from messages.def.
 *
 * A frame is one msgpack array [type: uint, version: uint, body]. The body is the array of the
 * fields in order (style ARRAY) or a map from field names to values (style MAP); nested records
 * follow the style of their message. docs/protocol.md is the specification for strangers.
 *
 * Depends on base and msgpack; knows no socket and no clock. */
#ifndef ELS_CODEC_H
#define ELS_CODEC_H

#include "els_err.h"
#include "els_str.h"
#include "messages.h"

#define ELS_PROTO_VERSION 1 /* the version this program speaks */
#define ELS_PROTO_MIN 1     /* the oldest it still understands */
/* Largest frame in bytes: one payload of 64 MiB and room for the fields around it. Enforced by the
 * encoder, by the scan, and as MAXMSGSIZE of every socket. */
#define ELS_MAX_FRAME (((size_t)64 << 20) + ((size_t)1 << 20))

typedef enum {
    ELS_FIELD_U64,   /* uint64_t */
    ELS_FIELD_U32,   /* uint32_t */
    ELS_FIELD_F64,   /* double, finite */
    ELS_FIELD_BOOL,  /* bool */
    ELS_FIELD_TEXT,  /* els_str, msgpack str */
    ELS_FIELD_BYTES, /* els_str, msgpack bin */
    ELS_FIELD_TEXTS, /* els_str * and uint32_t count, msgpack array of str */
    ELS_FIELD_U32S,  /* uint32_t * and count, msgpack bin of little-endian numbers */
    ELS_FIELD_U64S,  /* uint64_t * and count, the same with 8 bytes each */
    ELS_FIELD_LIST   /* pointer to records and count, msgpack array */
} els_field_kind;

typedef enum { ELS_STYLE_ARRAY, ELS_STYLE_MAP } els_message_style;

typedef struct els_record_desc els_record_desc;

typedef struct {
    const char *name;
    const char *unit; /* "" when it has none */
    const char *doc;
    const els_record_desc *record; /* LIST: what its elements are; NULL otherwise */
    uint32_t name_len;
    uint32_t offset;       /* of the value, or of the pointer to the elements */
    uint32_t count_offset; /* of the element count (TEXTS, U32S, U64S, LIST) */
    uint32_t max_count;    /* elements (TEXTS, U32S, U64S, LIST) */
    uint32_t max_bytes;    /* of a text, of bytes, or of each text of TEXTS */
    uint32_t since;        /* protocol version that introduced it */
    els_field_kind kind;
} els_field_desc;

/* Elements a list field of `record` has; 0 for a field that is no list. */
static inline uint32_t els_field_count(const els_field_desc *field, const void *record)
{
    return field->max_count
               ? *(const uint32_t *)(const void *)((const char *)record + field->count_offset)
               : 0;
}

struct els_record_desc {
    const char *name;
    const char *doc;
    const els_field_desc *fields;
    uint32_t n_fields;
    uint32_t size; /* sizeof the struct */
};

typedef struct {
    els_msg_type type;
    els_message_style style;
    const els_record_desc *record;
} els_message_desc;

/* Description of a message type, or NULL when there is no such type. */
const els_message_desc *els_message_desc_of(els_msg_type type);
/* All messages in the order of messages.def; *ret_n is their number. */
const els_message_desc *const *els_message_descs(size_t *ret_n);
/* All records, nested ones and messages' bodies, in the order of messages.def. */
const els_record_desc *const *els_record_descs(size_t *ret_n);
/* Name of a message type ("task_chunk"), or "unknown". */
const char *els_message_name(els_msg_type type);

/* Version that a peer speaking peer_min..peer_max and this program share; 0 when there is none. */
uint32_t els_proto_negotiate(uint32_t peer_min, uint32_t peer_max);

/* Appends the frame of `message` (a pointer to the struct of `type`) to `out`.
 * Equal messages give equal bytes. On failure `out` is as before and, unless `error_text` is NULL,
 * one line on which field is at fault is appended to it. els_encode is the same without the text.
 * Errors: USAGE no such type; FORMAT a double is not finite, or a NULL pointer has a length; LIMIT
 * a text, list or the whole frame is over its limit; NOMEM. Never blocks. */
ELS_MUST_CHECK els_err els_encode(els_msg_type type, const void *message, els_buf *out);
ELS_MUST_CHECK els_err els_encode_explain(els_msg_type type, const void *message, els_buf *out,
                                          els_buf *error_text);

/* Decodes a frame that may come from anybody.
 * Texts and bytes borrow from `frame`, which must outlive the message; the message, its lists and
 * its packed numbers come from `arena` (which may hold leftovers of a failed decode until its next
 * reset). Fields the sender did not send are zero, fields it sent in excess are skipped.
 * On failure outputs are untouched and, unless `error_text` is NULL, one line such as
 * "task_chunk.tasks[3].question: text longer than 16384 bytes" is appended to it.
 * Errors: FORMAT wrong bytes or types, unknown type; LIMIT over a limit; VERSION older than
 * ELS_PROTO_MIN; NOMEM (there is no line then). Memory taken is at most 32 times the frame's length plus a page. */
ELS_MUST_CHECK els_err els_decode(els_str frame, els_arena *arena, els_msg_type *ret_type,
                                  const void **ret_message, els_buf *error_text);

/* Type of a frame by its first bytes alone; says nothing about the rest of it.
 * Errors: FORMAT not the head of a frame, or a type this program does not know. */
ELS_MUST_CHECK els_err els_peek_type(els_str frame, els_msg_type *ret_type);

/* Deep copy into `arena` of a message that was decoded or built in memory: nothing in the copy
 * borrows from the original. `type` must exist. Texts of the copy end in NUL. */
void *els_message_copy(els_arena *arena, els_msg_type type, const void *message);
/* The same for a nested record, such as els_record_copy(arena, "task", &task). The name must be one
 * of messages.def; NULL otherwise. */
void *els_record_copy(els_arena *arena, const char *record_name, const void *record);

#endif
