/* encode.c — messages to frames, and deep copies of messages. */
#include "codec.h"
#include "place.h"

#include <math.h>
#include <string.h>

typedef struct {
    els_buf *out;
    size_t start; /* where the frame begins in `out` */
    els_buf *error_text;
    els_message_style style;
    bool is_out_of_memory; /* some bytes are missing from `out` */
} encoder;

/* msgpack-c's packer, writing into an els_buf with its copies of a few bytes inlined. */
static inline int append(encoder *e, const void *bytes, size_t len)
{
    els_buf *out = e->out;
    if (out->cap - out->len <= len && !els_buf_try_reserve(out, len)) {
        e->is_out_of_memory = true;
        return -1;
    }
    memcpy(out->ptr + out->len, bytes, len);
    out->len += len;
    return 0;
}
#define msgpack_pack_inline_func(name) static inline int pack##name
#define msgpack_pack_inline_func_cint(name) static inline int pack##name
#define msgpack_pack_user encoder *
#define msgpack_pack_append_buffer(user, bytes, len) return append((user), (bytes), (len))
#include <msgpack/pack_define.h>
#include <msgpack/timestamp.h>
#include <msgpack/pack_template.h>

static els_err check_count(encoder *e, const els_field_desc *field, const els_place *place,
                           const void *items, uint32_t count)
{
    if (count > field->max_count)
        return els_place_refuse(place, field, ELS_E_LIMIT, e->error_text, "more than %u elements",
                                field->max_count);
    if (count && !items)
        return els_place_refuse(place, field, ELS_E_FORMAT, e->error_text, "NULL with a count");
    /* Seen per list, so that no buffer far beyond a frame is built only to be thrown away. */
    if (e->out->len - e->start > ELS_MAX_FRAME)
        return els_place_refuse(place, field, ELS_E_LIMIT, e->error_text,
                                "frame longer than %zu bytes", ELS_MAX_FRAME);
    return ELS_OK;
}

static els_err encode_str(encoder *e, const els_field_desc *field, const els_place *place,
                          els_str str)
{
    bool is_text = field->kind != ELS_FIELD_BYTES;
    if (str.len > field->max_bytes)
        return els_place_refuse(place, field, ELS_E_LIMIT, e->error_text, "%s longer than %u bytes",
                                is_text ? "text" : "bytes", field->max_bytes);
    if (str.len && !str.ptr)
        return els_place_refuse(place, field, ELS_E_FORMAT, e->error_text, "NULL with a length");
    if (is_text)
        pack_str(e, str.len);
    else
        pack_bin(e, str.len);
    if (str.len)
        append(e, str.ptr, str.len);
    return ELS_OK;
}

static void put_little_endian(encoder *e, uint64_t value, unsigned n)
{
    char bytes[8];
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (char)(uint8_t)(value >> 8 * i);
    append(e, bytes, n);
}

static els_err encode_texts(encoder *e, const els_field_desc *field, const els_place *place,
                            const els_str *texts, uint32_t count)
{
    els_err err = check_count(e, field, place, texts, count);
    if (!err)
        pack_array(e, count);
    for (uint32_t i = 0; i < count && !err; i++)
        err = encode_str(e, field, place, texts[i]);
    return err;
}

/* Numbers of `width` bytes, 4 or 8. */
static els_err encode_numbers(encoder *e, const els_field_desc *field, const els_place *place,
                              const void *numbers, uint32_t count, unsigned width)
{
    els_err err = check_count(e, field, place, numbers, count);
    if (err)
        return err;
    pack_bin(e, (size_t)count * width);
    for (uint32_t i = 0; i < count; i++)
        put_little_endian(
            e, width == 4 ? ((const uint32_t *)numbers)[i] : ((const uint64_t *)numbers)[i], width);
    return ELS_OK;
}

static els_err encode_record(encoder *e, const els_record_desc *record, const els_place *place,
                             const char *from);

static els_err encode_list(encoder *e, const els_field_desc *field, const els_place *place,
                           const char *item, uint32_t count)
{
    els_place inside = {.up = place, .field = field};
    els_err err = check_count(e, field, place, item, count);
    if (!err)
        pack_array(e, count);
    for (; inside.index < count && !err; inside.index++, item += field->record->size)
        err = encode_record(e, field->record, &inside, item);
    return err;
}

/* `value` is the field's place in its record, `count` its number of elements. */
static els_err encode_field(encoder *e, const els_field_desc *field, const els_place *place,
                            const void *value, uint32_t count)
{
    switch (field->kind) {
    case ELS_FIELD_U64:
        pack_uint64(e, *(const uint64_t *)value);
        return ELS_OK;
    case ELS_FIELD_U32:
        pack_uint32(e, *(const uint32_t *)value);
        return ELS_OK;
    case ELS_FIELD_F64:
        if (!isfinite(*(const double *)value))
            return els_place_refuse(place, field, ELS_E_FORMAT, e->error_text, "not finite");
        pack_double(e, *(const double *)value);
        return ELS_OK;
    case ELS_FIELD_BOOL:
        if (*(const bool *)value)
            pack_true(e);
        else
            pack_false(e);
        return ELS_OK;
    case ELS_FIELD_TEXT:
    case ELS_FIELD_BYTES:
        return encode_str(e, field, place, *(const els_str *)value);
    case ELS_FIELD_TEXTS:
        return encode_texts(e, field, place, *(els_str *const *)value, count);
    case ELS_FIELD_U32S:
        return encode_numbers(e, field, place, *(uint32_t *const *)value, count, 4);
    case ELS_FIELD_U64S:
        return encode_numbers(e, field, place, *(uint64_t *const *)value, count, 8);
    case ELS_FIELD_LIST:
        return encode_list(e, field, place, *(const char *const *)value, count);
    }
    return ELS_OK;
}

static els_err encode_record(encoder *e, const els_record_desc *record, const els_place *place,
                             const char *from)
{
    els_err err = ELS_OK;
    if (e->style == ELS_STYLE_MAP)
        pack_map(e, record->n_fields);
    else
        pack_array(e, record->n_fields);
    for (uint32_t i = 0; i < record->n_fields && !err; i++) {
        const els_field_desc *field = &record->fields[i];
        if (e->style == ELS_STYLE_MAP) {
            pack_str(e, field->name_len);
            pack_str_body(e, field->name, field->name_len);
        }
        err = encode_field(e, field, place, from + field->offset, els_field_count(field, from));
    }
    return err;
}

els_err els_encode_explain(els_msg_type type, const void *message, els_buf *out,
                           els_buf *error_text)
{
    const els_message_desc *desc = els_message_desc_of(type);
    if (!desc) {
        if (error_text && els_buf_try_reserve(error_text, ELS_PLACE_TEXT_MAX))
            els_buf_printf(error_text, "no message type %u", (unsigned)type);
        return ELS_E_USAGE;
    }
    encoder e = {.out = out, .start = out->len, .error_text = error_text, .style = desc->style};
    els_place place = {.record = desc->record};
    pack_array(&e, 3);
    pack_uint32(&e, (uint32_t)desc->type);
    pack_uint32(&e, ELS_PROTO_VERSION);
    els_err err = encode_record(&e, desc->record, &place, message);
    if (!err && out->len - e.start > ELS_MAX_FRAME)
        err = els_place_refuse(&place, NULL, ELS_E_LIMIT, error_text, "frame longer than %zu bytes",
                               ELS_MAX_FRAME);
    if (!err && e.is_out_of_memory)
        err = ELS_E_NOMEM;
    if (err)
        out->len = e.start;
    if (out->ptr)
        out->ptr[out->len] = '\0';
    return err;
}

els_err els_encode(els_msg_type type, const void *message, els_buf *out)
{
    return els_encode_explain(type, message, out, NULL);
}

/* ---- deep copies ---- */

/* `to` holds the plain bytes of the original; gives it memory of its own. */
static void own_fields(els_arena *arena, const els_record_desc *record, char *to)
{
    for (uint32_t i = 0; i < record->n_fields; i++) {
        const els_field_desc *field = &record->fields[i];
        void *value = to + field->offset;
        uint32_t count = els_field_count(field, to);
        size_t item_size = 0;
        switch (field->kind) {
        case ELS_FIELD_U64:
        case ELS_FIELD_U32:
        case ELS_FIELD_F64:
        case ELS_FIELD_BOOL:
            continue;
        case ELS_FIELD_TEXT:
        case ELS_FIELD_BYTES:
            *(els_str *)value = els_arena_copy(arena, *(const els_str *)value);
            continue;
        case ELS_FIELD_TEXTS:
            item_size = sizeof(els_str);
            break;
        case ELS_FIELD_U32S:
            item_size = sizeof(uint32_t);
            break;
        case ELS_FIELD_U64S:
            item_size = sizeof(uint64_t);
            break;
        case ELS_FIELD_LIST:
            item_size = field->record->size;
            break;
        }
        if (count == 0) {
            *(void **)value = NULL;
            continue;
        }
        char *items = els_arena_alloc(arena, count * item_size);
        memcpy(items, *(void **)value, count * item_size);
        *(void **)value = items;
        for (uint32_t j = 0; j < count; j++) {
            if (field->kind == ELS_FIELD_TEXTS)
                ((els_str *)(void *)items)[j] =
                    els_arena_copy(arena, ((els_str *)(void *)items)[j]);
            else if (field->kind == ELS_FIELD_LIST)
                own_fields(arena, field->record, items + j * item_size);
        }
    }
}

static void *copy_record(els_arena *arena, const els_record_desc *record, const void *from)
{
    char *to = els_arena_alloc(arena, record->size);
    memcpy(to, from, record->size);
    own_fields(arena, record, to);
    return to;
}

void *els_message_copy(els_arena *arena, els_msg_type type, const void *message)
{
    const els_message_desc *desc = els_message_desc_of(type);
    return desc ? copy_record(arena, desc->record, message) : NULL;
}

void *els_record_copy(els_arena *arena, const char *record_name, const void *record)
{
    size_t n;
    const els_record_desc *const *records = els_record_descs(&n);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(records[i]->name, record_name) == 0)
            return copy_record(arena, records[i], record);
    }
    return NULL;
}
