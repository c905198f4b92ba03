/* messages.c — the tables that describe every record and message, made from messages.def. */
#include "codec.h"

/* Field tables. A record's nested records stand above it in messages.def, so one pass is enough. */
#define ELS_STRUCT(name, text)                                                                     \
    static const char doc_##name[] = text;                                                         \
    static const els_field_desc fields_##name[] = {
#define ELS_STRUCT_END(name)                                                                       \
    }                                                                                              \
    ;                                                                                              \
    _Static_assert(sizeof fields_##name / sizeof *fields_##name <= 64, "a bit per field");         \
    static const els_record_desc record_##name = {#name, doc_##name, fields_##name,                \
                                                  sizeof fields_##name / sizeof *fields_##name,    \
                                                  sizeof(els_##name)};
#define ELS_MESSAGE(name, id, style, text) ELS_STRUCT(name, text)
#define ELS_MESSAGE_END(name) ELS_STRUCT_END(name)
#define FIELD(s, f, kind_, since_, unit_, doc_)                                                    \
    .name = #f, .name_len = sizeof #f - 1, .offset = offsetof(els_##s, f), .kind = (kind_),        \
    .since = (since_), .unit = (unit_), .doc = (doc_)
#define COUNTED(s, f, max_) .count_offset = offsetof(els_##s, n_##f), .max_count = (max_)
#define ELS_U64(s, f, since, unit, doc) {FIELD(s, f, ELS_FIELD_U64, since, unit, doc)},
#define ELS_U32(s, f, since, unit, doc) {FIELD(s, f, ELS_FIELD_U32, since, unit, doc)},
#define ELS_F64(s, f, since, unit, doc) {FIELD(s, f, ELS_FIELD_F64, since, unit, doc)},
#define ELS_BOOL(s, f, since, unit, doc) {FIELD(s, f, ELS_FIELD_BOOL, since, unit, doc)},
#define ELS_TEXT(s, f, max, since, doc)                                                            \
    {FIELD(s, f, ELS_FIELD_TEXT, since, "", doc), .max_bytes = (max)},
#define ELS_BYTES(s, f, max, since, doc)                                                           \
    {FIELD(s, f, ELS_FIELD_BYTES, since, "", doc), .max_bytes = (max)},
#define ELS_TEXTS(s, f, max_count, max, since, doc)                                                \
    {FIELD(s, f, ELS_FIELD_TEXTS, since, "", doc), COUNTED(s, f, max_count), .max_bytes = (max)},
#define ELS_U32S(s, f, max_count, since, doc)                                                      \
    {FIELD(s, f, ELS_FIELD_U32S, since, "", doc), COUNTED(s, f, max_count)},
#define ELS_U64S(s, f, max_count, since, doc)                                                      \
    {FIELD(s, f, ELS_FIELD_U64S, since, "", doc), COUNTED(s, f, max_count)},
#define ELS_LIST(s, type, f, max_count, since, doc)                                                \
    {FIELD(s, f, ELS_FIELD_LIST, since, "", doc), COUNTED(s, f, max_count),                        \
     .record = &record_##type},
#include "messages.def"
#include "messages_undef.h"
#undef FIELD
#undef COUNTED

/* The remaining passes only look at names. */
#define ELS_STRUCT_END(name)
#define ELS_MESSAGE_END(name)
#define ELS_U64(s, f, since, unit, doc)
#define ELS_U32(s, f, since, unit, doc)
#define ELS_F64(s, f, since, unit, doc)
#define ELS_BOOL(s, f, since, unit, doc)
#define ELS_TEXT(s, f, max, since, doc)
#define ELS_BYTES(s, f, max, since, doc)
#define ELS_TEXTS(s, f, max_count, max, since, doc)
#define ELS_U32S(s, f, max_count, since, doc)
#define ELS_U64S(s, f, max_count, since, doc)
#define ELS_LIST(s, type, f, max_count, since, doc)
#define ELS_STRUCT(name, doc)
#define ELS_MESSAGE(name, id, style, doc)                                                          \
    static const els_message_desc message_##name = {ELS_MSG_##name, ELS_STYLE_##style,             \
                                                    &record_##name};
#include "messages.def"
#undef ELS_MESSAGE

#define ELS_MESSAGE(name, id, style, doc) &message_##name,
static const els_message_desc *const messages[] = {
#include "messages.def"
};
#undef ELS_MESSAGE

#define ELS_MESSAGE(name, id, style, doc) [(id)] = &message_##name,
static const els_message_desc *const by_type[] = {
#include "messages.def"
};
#undef ELS_MESSAGE
#undef ELS_STRUCT

#define ELS_STRUCT(name, doc) &record_##name,
#define ELS_MESSAGE(name, id, style, doc) &record_##name,
static const els_record_desc *const records[] = {
#include "messages.def"
};
#include "messages_undef.h"

const els_message_desc *els_message_desc_of(els_msg_type type)
{
    return (size_t)type < sizeof by_type / sizeof *by_type ? by_type[type] : NULL;
}

const els_message_desc *const *els_message_descs(size_t *ret_n)
{
    *ret_n = sizeof messages / sizeof *messages;
    return messages;
}

const els_record_desc *const *els_record_descs(size_t *ret_n)
{
    *ret_n = sizeof records / sizeof *records;
    return records;
}

const char *els_message_name(els_msg_type type)
{
    const els_message_desc *desc = els_message_desc_of(type);
    return desc ? desc->record->name : "unknown";
}

uint32_t els_proto_negotiate(uint32_t peer_min, uint32_t peer_max)
{
    uint32_t best = peer_max < ELS_PROTO_VERSION ? peer_max : ELS_PROTO_VERSION;
    return best >= peer_min && best >= ELS_PROTO_MIN ? best : 0;
}
