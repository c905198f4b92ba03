#include "dump.h"

#include "els_json.h"

static void json_record(const els_record_desc *record, const char *from, els_buf *out);

static void json_hex(els_str bytes, els_buf *out)
{
    static const char digits[] = "0123456789abcdef";
    els_buf_reserve(out, 2 * bytes.len + 2);
    els_buf_addc(out, '"');
    for (size_t i = 0; i < bytes.len; i++) {
        els_buf_addc(out, digits[(uint8_t)bytes.ptr[i] >> 4]);
        els_buf_addc(out, digits[(uint8_t)bytes.ptr[i] & 15]);
    }
    els_buf_addc(out, '"');
}

static void json_field(const els_field_desc *field, const char *from, els_buf *out)
{
    const void *value = from + field->offset;
    uint32_t count = els_field_count(field, from);
    switch (field->kind) {
    case ELS_FIELD_U64:
        els_buf_printf(out, "%llu", (unsigned long long)*(const uint64_t *)value);
        return;
    case ELS_FIELD_U32:
        els_buf_printf(out, "%u", *(const uint32_t *)value);
        return;
    case ELS_FIELD_F64:
        els_json_real(*(const double *)value, out);
        return;
    case ELS_FIELD_BOOL:
        els_buf_add(out, *(const bool *)value ? ELS_STR("true") : ELS_STR("false"));
        return;
    case ELS_FIELD_TEXT:
        els_json_text(*(const els_str *)value, out);
        return;
    case ELS_FIELD_BYTES:
        json_hex(*(const els_str *)value, out);
        return;
    default:
        break;
    }
    els_buf_addc(out, '[');
    for (uint32_t i = 0; i < count; i++) {
        if (i)
            els_buf_addc(out, ',');
        if (field->kind == ELS_FIELD_TEXTS)
            els_json_text((*(els_str *const *)value)[i], out);
        else if (field->kind == ELS_FIELD_U32S)
            els_buf_printf(out, "%u", (*(uint32_t *const *)value)[i]);
        else if (field->kind == ELS_FIELD_U64S)
            els_buf_printf(out, "%llu", (unsigned long long)(*(uint64_t *const *)value)[i]);
        else
            json_record(field->record,
                        *(const char *const *)value + (size_t)i * field->record->size, out);
    }
    els_buf_addc(out, ']');
}

static void json_record(const els_record_desc *record, const char *from, els_buf *out)
{
    els_buf_addc(out, '{');
    for (uint32_t i = 0; i < record->n_fields; i++) {
        els_buf_printf(out, "%s\"%s\":", i ? "," : "", record->fields[i].name);
        json_field(&record->fields[i], from, out);
    }
    els_buf_addc(out, '}');
}

void els_message_json(els_msg_type type, const void *message, els_buf *out)
{
    els_buf_printf(out, "{\"type\":\"%s\",\"body\":", els_message_name(type));
    json_record(els_message_desc_of(type)->record, message, out);
    els_buf_addc(out, '}');
}

/* ---- the tables ---- */

static const char *kind_name(els_field_kind kind)
{
    static const char *const names[] = {
        [ELS_FIELD_U64] = "u64",     [ELS_FIELD_U32] = "u32",   [ELS_FIELD_F64] = "f64",
        [ELS_FIELD_BOOL] = "bool",   [ELS_FIELD_TEXT] = "text", [ELS_FIELD_BYTES] = "bytes",
        [ELS_FIELD_TEXTS] = "texts", [ELS_FIELD_U32S] = "u32s", [ELS_FIELD_U64S] = "u64s",
        [ELS_FIELD_LIST] = "list",
    };
    return names[kind];
}

static const els_message_desc *message_of(const els_record_desc *record)
{
    size_t n;
    const els_message_desc *const *messages = els_message_descs(&n);
    for (size_t i = 0; i < n; i++) {
        if (messages[i]->record == record)
            return messages[i];
    }
    return NULL;
}

static void markdown_limit(const els_field_desc *field, els_buf *out)
{
    if (field->max_count)
        els_buf_printf(out, "%u", field->max_count);
    if (field->max_count && field->max_bytes)
        els_buf_printf(out, " × ");
    if (field->max_bytes)
        els_buf_printf(out, "%u B", field->max_bytes);
}

static void markdown_record(const els_record_desc *record, els_buf *out)
{
    const els_message_desc *message = message_of(record);
    els_buf_printf(out, "\n### %s%s\n\n", record->name, message ? "" : " (nested)");
    if (message)
        els_buf_printf(out, "Type %u, body a%s. ", (unsigned)message->type,
                       message->style == ELS_STYLE_MAP ? " map" : "n array");
    els_buf_printf(out,
                   "%c%s.\n\n| field | type | at most | unit | since | meaning |\n"
                   "|---|---|---|---|---|---|\n",
                   record->doc[0] >= 'a' && record->doc[0] <= 'z' ? record->doc[0] - 'a' + 'A'
                                                                  : record->doc[0],
                   record->doc + 1);
    for (uint32_t i = 0; i < record->n_fields; i++) {
        const els_field_desc *field = &record->fields[i];
        els_buf_printf(out, "| %s | ", field->name);
        if (field->record)
            els_buf_printf(out, "list of [%s](#%s%s)", field->record->name, field->record->name,
                           message_of(field->record) ? "" : "-nested");
        else
            els_buf_printf(out, "%s", kind_name(field->kind));
        els_buf_printf(out, " | ");
        markdown_limit(field, out);
        els_buf_printf(out, " | %s | %u | ", field->unit, field->since);
        for (const char *c = field->doc; *c; c++)
            els_buf_printf(out, *c == '|' || *c == '<' ? "\\%c" : "%c", *c);
        els_buf_printf(out, " |\n");
    }
}

static void json_table(const els_record_desc *record, els_buf *out)
{
    const els_message_desc *message = message_of(record);
    els_buf_printf(out, "{\"name\":\"%s\",", record->name);
    if (message)
        els_buf_printf(out, "\"type\":%u,\"style\":\"%s\",", (unsigned)message->type,
                       message->style == ELS_STYLE_MAP ? "map" : "array");
    els_buf_printf(out, "\"doc\":");
    els_json_text(els_str_of(record->doc), out);
    els_buf_printf(out, ",\"fields\":[");
    for (uint32_t i = 0; i < record->n_fields; i++) {
        const els_field_desc *field = &record->fields[i];
        els_buf_printf(out, "%s{\"name\":\"%s\",\"kind\":\"%s\",", i ? "," : "", field->name,
                       kind_name(field->kind));
        if (field->record)
            els_buf_printf(out, "\"of\":\"%s\",", field->record->name);
        if (field->max_count)
            els_buf_printf(out, "\"max_count\":%u,", field->max_count);
        if (field->max_bytes)
            els_buf_printf(out, "\"max_bytes\":%u,", field->max_bytes);
        els_buf_printf(out, "\"since\":%u,\"unit\":\"%s\",\"doc\":", field->since, field->unit);
        els_json_text(els_str_of(field->doc), out);
        els_buf_addc(out, '}');
    }
    els_buf_printf(out, "]}");
}

els_err els_proto_dump(FILE *file, els_dump_format format)
{
    els_buf out = {0};
    size_t n;
    const els_record_desc *const *records = els_record_descs(&n);
    if (format == ELS_DUMP_JSON)
        els_buf_printf(&out, "{\"version\":%d,\"oldest\":%d,\"max_frame_bytes\":%zu,\"records\":[",
                       ELS_PROTO_VERSION, ELS_PROTO_MIN, ELS_MAX_FRAME);
    for (size_t i = 0; i < n; i++) {
        const els_message_desc *message = message_of(records[i]);
        if (format == ELS_DUMP_FEED && (!message || message->style != ELS_STYLE_MAP))
            continue;
        if (format != ELS_DUMP_JSON) {
            markdown_record(records[i], &out);
        } else {
            if (i)
                els_buf_addc(&out, ',');
            json_table(records[i], &out);
        }
    }
    if (format == ELS_DUMP_JSON)
        els_buf_printf(&out, "]}\n");
    bool is_written = fwrite(out.ptr, 1, out.len, file) == out.len;
    els_buf_fini(&out);
    return is_written ? ELS_OK : ELS_E_IO;
}
