/* decode.c — frames to messages. The scan has seen the whole frame first, so that here depth and
 * lengths are known to be sound; what is checked here is what the tables say. */
#include "codec.h"
#include "place.h"
#include "scan.h"
#include "wire.h"

#include <math.h>

typedef struct {
    els_wire wire;
    els_arena *arena;
    els_buf *error_text;
    size_t budget; /* bytes of arena the frame may still ask for */
    els_message_style style;
} decoder;

static els_err decode_record(decoder *d, const els_record_desc *record, const els_place *place,
                             char *ret);

/* Head of the next value. The scan has walked the frame, so there always is one. */
static inline els_token next(decoder *d)
{
    els_token token = {.kind = ELS_WIRE_NIL};
    (void)els_wire_next(&d->wire, &token);
    return token;
}

/* Passes over one value and all it contains. */
static void skip(decoder *d)
{
    for (uint64_t open = 1; open > 0; open--) {
        els_token token = next(d);
        if (token.kind == ELS_WIRE_ARRAY)
            open += token.value;
        else if (token.kind == ELS_WIRE_MAP)
            open += 2 * token.value;
    }
}

static els_err wrong_type(decoder *d, const els_place *place, const els_field_desc *field,
                          const char *wanted)
{
    return els_place_refuse(place, field, ELS_E_FORMAT, d->error_text, "not %s", wanted);
}

/* Memory for a list, charged to the frame: a record of one byte must not become a struct of
 * hundreds, many times over. */
static els_err allocate(decoder *d, const els_place *place, const els_field_desc *field,
                        size_t bytes, void **ret)
{
    if (bytes > d->budget)
        return els_place_refuse(place, field, ELS_E_LIMIT, d->error_text,
                                "more memory than the frame's length allows");
    d->budget -= bytes;
    *ret = els_arena_try_alloc(d->arena, bytes);
    return *ret ? ELS_OK : ELS_E_NOMEM;
}

static els_err decode_real(decoder *d, const els_field_desc *field, const els_place *place,
                           double *ret)
{
    els_token token = next(d);
    if (token.kind == ELS_WIRE_UINT)
        *ret = (double)token.value;
    else if (token.kind == ELS_WIRE_INT)
        *ret = (double)(int64_t)token.value;
    else if (token.kind != ELS_WIRE_FLOAT)
        return wrong_type(d, place, field, "a number");
    else if (!isfinite(token.real))
        return els_place_refuse(place, field, ELS_E_FORMAT, d->error_text, "not finite");
    else
        *ret = token.real;
    return ELS_OK;
}

static els_err decode_str(decoder *d, const els_field_desc *field, const els_place *place,
                          els_wire_kind kind, els_str *ret)
{
    els_token token = next(d);
    if (token.kind != kind)
        return wrong_type(d, place, field, kind == ELS_WIRE_STR ? "a text" : "bytes");
    if (token.value > field->max_bytes)
        return els_place_refuse(place, field, ELS_E_LIMIT, d->error_text, "%s longer than %u bytes",
                                kind == ELS_WIRE_STR ? "text" : "bytes", field->max_bytes);
    *ret = (els_str){token.bytes, (size_t)token.value};
    return ELS_OK;
}

/* Head of a list field; *ret_items stays NULL when it is empty. */
static els_err decode_list_head(decoder *d, const els_field_desc *field, const els_place *place,
                                size_t item_size, void **ret_items, uint32_t *ret_count)
{
    els_token token = next(d);
    if (token.kind != ELS_WIRE_ARRAY)
        return wrong_type(d, place, field, "a list");
    if (token.value > field->max_count)
        return els_place_refuse(place, field, ELS_E_LIMIT, d->error_text, "more than %u elements",
                                field->max_count);
    *ret_count = (uint32_t)token.value;
    return token.value ? allocate(d, place, field, (size_t)token.value * item_size, ret_items)
                       : ELS_OK;
}

static els_err decode_texts(decoder *d, const els_field_desc *field, const els_place *place,
                            els_str **ret_items, uint32_t *ret_count)
{
    void *items = NULL;
    els_err err = decode_list_head(d, field, place, sizeof(els_str), &items, ret_count);
    if (err)
        return err;
    *ret_items = items;
    for (uint32_t i = 0; i < *ret_count; i++) {
        err = decode_str(d, field, place, ELS_WIRE_STR, &(*ret_items)[i]);
        if (err)
            return err;
    }
    return ELS_OK;
}

static uint64_t little_endian(const char *bytes, unsigned n)
{
    uint64_t value = 0;
    for (unsigned i = n; i-- > 0;)
        value = value << 8 | (uint8_t)bytes[i];
    return value;
}

static els_err decode_numbers(decoder *d, const els_field_desc *field, const els_place *place,
                              unsigned item_size, void **ret_items, uint32_t *ret_count)
{
    els_token token = next(d);
    if (token.kind != ELS_WIRE_BIN)
        return wrong_type(d, place, field, "packed numbers");
    if (token.value % item_size)
        return els_place_refuse(place, field, ELS_E_FORMAT, d->error_text,
                                "not a multiple of %u bytes", item_size);
    uint64_t count = token.value / item_size;
    if (count > field->max_count)
        return els_place_refuse(place, field, ELS_E_LIMIT, d->error_text, "more than %u numbers",
                                field->max_count);
    *ret_count = (uint32_t)count;
    if (count == 0)
        return ELS_OK;
    els_err err = allocate(d, place, field, (size_t)token.value, ret_items);
    if (err)
        return err;
    if (item_size == 4) {
        uint32_t *items = *ret_items;
        for (size_t i = 0; i < count; i++)
            items[i] = (uint32_t)little_endian(token.bytes + 4 * i, 4);
    } else {
        uint64_t *items = *ret_items;
        for (size_t i = 0; i < count; i++)
            items[i] = little_endian(token.bytes + 8 * i, 8);
    }
    return ELS_OK;
}

static els_err decode_records(decoder *d, const els_field_desc *field, const els_place *place,
                              void **ret_items, uint32_t *ret_count)
{
    els_err err = decode_list_head(d, field, place, field->record->size, ret_items, ret_count);
    if (err)
        return err;
    els_place inside = {.up = place, .field = field};
    char *item = *ret_items;
    for (uint32_t i = 0; i < *ret_count; i++, item += field->record->size) {
        inside.index = i;
        err = decode_record(d, field->record, &inside, item);
        if (err)
            return err;
    }
    return ELS_OK;
}

static els_err decode_field(decoder *d, const els_field_desc *field, const els_place *place,
                            char *record)
{
    void *value = record + field->offset;
    uint32_t *count = (uint32_t *)(void *)(record + field->count_offset);
    els_token token;
    switch (field->kind) {
    case ELS_FIELD_U64:
    case ELS_FIELD_U32:
        token = next(d);
        if (token.kind != ELS_WIRE_UINT)
            return wrong_type(d, place, field, "an unsigned number");
        if (field->kind == ELS_FIELD_U64) {
            *(uint64_t *)value = token.value;
            return ELS_OK;
        }
        if (token.value > UINT32_MAX)
            return els_place_refuse(place, field, ELS_E_LIMIT, d->error_text, "above %u",
                                    UINT32_MAX);
        *(uint32_t *)value = (uint32_t)token.value;
        return ELS_OK;
    case ELS_FIELD_F64:
        return decode_real(d, field, place, value);
    case ELS_FIELD_BOOL:
        token = next(d);
        if (token.kind != ELS_WIRE_BOOL)
            return wrong_type(d, place, field, "a boolean");
        *(bool *)value = token.value != 0;
        return ELS_OK;
    case ELS_FIELD_TEXT:
        return decode_str(d, field, place, ELS_WIRE_STR, value);
    case ELS_FIELD_BYTES:
        return decode_str(d, field, place, ELS_WIRE_BIN, value);
    case ELS_FIELD_TEXTS:
        return decode_texts(d, field, place, value, count);
    case ELS_FIELD_U32S:
        return decode_numbers(d, field, place, 4, value, count);
    case ELS_FIELD_U64S:
        return decode_numbers(d, field, place, 8, value, count);
    case ELS_FIELD_LIST:
        return decode_records(d, field, place, value, count);
    }
    return ELS_E_FORMAT;
}

/* The field a map key names; `guess` is where it stands when keys come in order. */
static const els_field_desc *find_field(const els_record_desc *record, uint32_t guess, els_str key)
{
    for (uint32_t i = 0; i < record->n_fields; i++) {
        const els_field_desc *field = &record->fields[(guess + i) % record->n_fields];
        if (field->name_len == key.len && memcmp(field->name, key.ptr, key.len) == 0)
            return field;
    }
    return NULL;
}

static els_err decode_map(decoder *d, const els_record_desc *record, const els_place *place,
                          uint64_t pairs, char *ret)
{
    uint64_t seen = 0;
    uint32_t guess = 0;
    for (uint64_t i = 0; i < pairs; i++) {
        els_token key = next(d);
        if (key.kind != ELS_WIRE_STR)
            return els_place_refuse(place, NULL, ELS_E_FORMAT, d->error_text, "key is not a text");
        const els_field_desc *field =
            find_field(record, guess, (els_str){key.bytes, (size_t)key.value});
        if (!field) {
            skip(d);
            continue;
        }
        uint32_t position = (uint32_t)(field - record->fields);
        if (seen >> position & 1)
            return els_place_refuse(place, field, ELS_E_FORMAT, d->error_text, "given twice");
        seen |= UINT64_C(1) << position;
        guess = position + 1;
        els_err err = decode_field(d, field, place, ret);
        if (err)
            return err;
    }
    return ELS_OK;
}

static els_err decode_record(decoder *d, const els_record_desc *record, const els_place *place,
                             char *ret)
{
    els_token head = next(d);
    if (d->style == ELS_STYLE_MAP) {
        if (head.kind != ELS_WIRE_MAP)
            return wrong_type(d, place, NULL, "a map");
        return decode_map(d, record, place, head.value, ret);
    }
    if (head.kind != ELS_WIRE_ARRAY)
        return wrong_type(d, place, NULL, "a list of fields");
    uint64_t known = head.value < record->n_fields ? head.value : record->n_fields;
    for (uint64_t i = 0; i < known; i++) {
        els_err err = decode_field(d, &record->fields[i], place, ret);
        if (err)
            return err;
    }
    for (uint64_t i = known; i < head.value; i++)
        skip(d);
    return ELS_OK;
}

/* [type, version, ... of a frame; the body comes next. */
static els_err read_head(els_wire *wire, const els_message_desc **ret_desc, uint64_t *ret_version,
                         els_buf *error_text)
{
    els_token outer, type, version;
    const char *why = NULL;
    const els_message_desc *desc = NULL;
    if (!els_wire_next(wire, &outer) || outer.kind != ELS_WIRE_ARRAY || outer.value != 3)
        why = "not [type, version, body]";
    else if (!els_wire_next(wire, &type) || type.kind != ELS_WIRE_UINT)
        why = "type is not an unsigned number";
    else if (type.value > INT32_MAX || !(desc = els_message_desc_of((els_msg_type)type.value)))
        why = "unknown message type";
    else if (!els_wire_next(wire, &version) || version.kind != ELS_WIRE_UINT)
        why = "version is not an unsigned number";
    if (why) {
        if (error_text && els_buf_try_reserve(error_text, ELS_PLACE_TEXT_MAX))
            els_buf_printf(error_text, "frame: %s", why);
        return ELS_E_FORMAT;
    }
    *ret_desc = desc;
    *ret_version = version.value;
    return ELS_OK;
}

els_err els_peek_type(els_str frame, els_msg_type *ret_type)
{
    if (frame.len == 0)
        return ELS_E_FORMAT;
    els_wire wire = {(const uint8_t *)frame.ptr, (const uint8_t *)frame.ptr + frame.len};
    const els_message_desc *desc = NULL;
    uint64_t version = 0;
    els_err err = read_head(&wire, &desc, &version, NULL);
    if (!err)
        *ret_type = desc->type;
    return err;
}

els_err els_decode(els_str frame, els_arena *arena, els_msg_type *ret_type,
                   const void **ret_message, els_buf *error_text)
{
    els_err err = els_scan(frame, error_text);
    if (err)
        return err;
    decoder d = {
        .wire = {(const uint8_t *)frame.ptr, (const uint8_t *)frame.ptr + frame.len},
        .arena = arena,
        .error_text = error_text,
        .budget = 32 * frame.len + 4096,
    };
    const els_message_desc *desc = NULL;
    uint64_t version = 0;
    err = read_head(&d.wire, &desc, &version, error_text);
    if (err)
        return err;
    els_place place = {.record = desc->record};
    if (version < ELS_PROTO_MIN)
        return els_place_refuse(&place, NULL, ELS_E_VERSION, error_text,
                                "version %u is older than %d", (unsigned)version, ELS_PROTO_MIN);
    d.style = desc->style;
    char *message = els_arena_try_alloc(arena, desc->record->size);
    err = message ? decode_record(&d, desc->record, &place, message) : ELS_E_NOMEM;
    if (err)
        return err;
    *ret_type = desc->type;
    *ret_message = message;
    return ELS_OK;
}
