#include "artifact.h"

#include <stdlib.h>

/* The first bytes of every format there will be: a text transfer that turns line ends around, or
 * one that strips the high bit, does not leave them whole. */
static const char MAGIC[8] = "ELSAR\x9a\r\n";
enum { PREAMBLE = 24 /* magic, format, length of the header, length of the file */ };

static void put_number(els_buf *out, uint64_t number, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        els_buf_addc(out, (char)(unsigned char)(number >> (8 * i)));
}

static uint64_t get_number(const char *from, size_t bytes)
{
    uint64_t number = 0;
    for (size_t i = 0; i < bytes; i++)
        number |= (uint64_t)(unsigned char)from[i] << (8 * i);
    return number;
}

/* One form of every value: no white space, members in the order of their names' bytes. */
static char *canonical(const json_t *value)
{
    return json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
}

static json_t *text_json(els_str text)
{
    return json_stringn(text.ptr ? text.ptr : "", text.len);
}

static json_t *describe(const els_artifact_blob *blob)
{
    char digest[ELS_DIGEST_HEX];
    els_digest_hex(blob->bytes.ptr, blob->bytes.len, digest);
    return json_pack("{s:o, s:o, s:I, s:s}", "kind", text_json(blob->kind), "name",
                     text_json(blob->name), "bytes", (json_int_t)blob->bytes.len, "digest", digest);
}

els_err els_artifact_write(const json_t *facts, const els_artifact_blob *blobs, uint32_t n_blobs,
                           els_buf *out, char ret_id[ELS_DIGEST_HEX])
{
    if (n_blobs > ELS_ARTIFACT_BLOBS_MAX)
        return ELS_E_LIMIT;
    json_t *header = json_copy((json_t *)facts); /* shallow; only read */
    json_t *list = json_array();
    size_t size = PREAMBLE + ELS_DIGEST_BYTES;
    for (uint32_t i = 0; i < n_blobs; i++) {
        json_array_append_new(list, describe(&blobs[i]));
        size += blobs[i].bytes.len;
    }
    json_object_set_new(header, "blobs", list);
    char *text = canonical(header);
    size_t header_len = text ? strlen(text) : 0;
    size += header_len;
    json_decref(header);
    els_err err = !text ? ELS_E_FORMAT
                  : header_len > ELS_ARTIFACT_HEADER_MAX || size > ELS_ARTIFACT_FILE_MAX
                      ? ELS_E_LIMIT
                      : ELS_OK;
    if (!err) {
        size_t start = out->len;
        uint8_t digest[ELS_DIGEST_BYTES];
        els_buf_reserve(out, size);
        els_buf_append(out, MAGIC, sizeof MAGIC);
        put_number(out, ELS_ARTIFACT_FORMAT, 4);
        put_number(out, header_len, 4);
        put_number(out, size, 8);
        els_buf_append(out, text, header_len);
        for (uint32_t i = 0; i < n_blobs; i++)
            els_buf_add(out, blobs[i].bytes);
        els_digest(out->ptr + start, out->len - start, digest);
        els_digest_text(digest, ret_id);
        els_buf_append(out, digest, sizeof digest);
    }
    free(text);
    return err;
}

/* ---- reading ---- */

static els_err refuse(els_buf *why, els_err err, const char *text)
{
    els_buf_printf(why, "%s", text);
    return err;
}

/* What every format promises: the preamble's magic and length, and the digest at the end. Damage is
 * told from a newer format by it. */
static els_err check_whole(els_str file, char ret_id[ELS_DIGEST_HEX], els_buf *why)
{
    size_t shared = file.len < sizeof MAGIC ? file.len : sizeof MAGIC;
    if (file.len == 0)
        return refuse(why, ELS_E_CORRUPT, "it is empty");
    if (memcmp(file.ptr, MAGIC, shared) != 0)
        return refuse(why, ELS_E_FORMAT,
                      "it is no artifact of ELS, or its first bytes are damaged");
    if (file.len < PREAMBLE + ELS_DIGEST_BYTES) {
        els_buf_printf(why, "it is cut off after %zu bytes", file.len);
        return ELS_E_CORRUPT;
    }
    uint64_t size = get_number(file.ptr + 16, 8);
    if (size != file.len) {
        els_buf_printf(why, "it is cut off or damaged: it has %zu bytes and says it has %llu",
                       file.len, (unsigned long long)size);
        return ELS_E_CORRUPT;
    }
    uint8_t digest[ELS_DIGEST_BYTES];
    size_t body = file.len - ELS_DIGEST_BYTES;
    els_digest(file.ptr, body, digest);
    if (memcmp(digest, file.ptr + body, sizeof digest) != 0)
        return refuse(why, ELS_E_CORRUPT, "it is damaged: its digest does not match");
    els_digest_text(digest, ret_id);
    return ELS_OK;
}

static els_str member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return (els_str){json_string_value(value), json_string_length(value)};
}

/* Cuts the blobs off `*rest` as the header lists them. */
static els_err cut_blobs(const json_t *list, els_str *rest, els_arena *arena, els_artifact *ret)
{
    size_t n = json_array_size(list), i;
    const json_t *entry;
    if (!json_is_array(list) || n > ELS_ARTIFACT_BLOBS_MAX)
        return ELS_E_FORMAT;
    ret->blobs = ELS_ARENA_NEW(arena, els_artifact_blob, n + 1);
    json_array_foreach(list, i, entry)
    {
        const json_t *bytes = json_object_get(entry, "bytes");
        json_int_t len = json_integer_value(bytes);
        els_str kind = member(entry, "kind"), name = member(entry, "name");
        char digest[ELS_DIGEST_HEX];
        if (json_object_size(entry) != 4 || !kind.ptr || !name.ptr || !json_is_integer(bytes) ||
            len < 0 || (uint64_t)len > rest->len)
            return ELS_E_FORMAT;
        els_str blob = els_str_sub(*rest, 0, (size_t)len);
        els_digest_hex(blob.ptr, blob.len, digest);
        if (!els_str_eq(member(entry, "digest"), els_str_of(digest)))
            return ELS_E_FORMAT;
        *rest = (els_str){rest->ptr + blob.len, rest->len - blob.len};
        ret->blobs[ret->n_blobs++] = (els_artifact_blob){.kind = els_arena_copy(arena, kind),
                                                         .name = els_arena_copy(arena, name),
                                                         .bytes = blob};
    }
    return rest->len ? ELS_E_FORMAT : ELS_OK;
}

static els_err read_header(els_str text, els_str rest, els_arena *arena, els_artifact *ret)
{
    json_t *header = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    char *again = header ? canonical(header) : NULL;
    els_err err = json_is_object(header) && again && els_str_eq(els_str_of(again), text)
                      ? ELS_OK
                      : ELS_E_FORMAT;
    if (!err)
        err = cut_blobs(json_object_get(header, "blobs"), &rest, arena, ret);
    free(again);
    if (!err) {
        json_object_del(header, "blobs");
        again = canonical(header);
        ret->header = els_arena_copy(arena, els_str_of(again));
        free(again);
    }
    json_decref(header);
    return err;
}

els_err els_artifact_read(els_str file, els_arena *arena, els_artifact *ret, els_buf *why)
{
    els_artifact found = {0};
    if (file.len > ELS_ARTIFACT_FILE_MAX)
        return refuse(why, ELS_E_LIMIT, "it is larger than an artifact may be");
    els_err err = check_whole(file, found.id, why);
    if (err)
        return err;
    uint64_t format = get_number(file.ptr + 8, 4), header_len = get_number(file.ptr + 12, 4);
    if (format > ELS_ARTIFACT_FORMAT) {
        els_buf_printf(why,
                       "a newer version of ELS wrote it (its format is %llu, this program knows "
                       "%d): update ELS",
                       (unsigned long long)format, ELS_ARTIFACT_FORMAT);
        return ELS_E_VERSION;
    }
    size_t body = file.len - PREAMBLE - ELS_DIGEST_BYTES;
    if (format != ELS_ARTIFACT_FORMAT || header_len > body || header_len > ELS_ARTIFACT_HEADER_MAX)
        err = ELS_E_FORMAT;
    els_str text = els_str_sub(file, PREAMBLE, PREAMBLE + (size_t)header_len);
    els_str rest = els_str_sub(file, PREAMBLE + (size_t)header_len, PREAMBLE + body);
    if (!err)
        err = read_header(text, rest, arena, &found);
    if (err)
        return refuse(why, err, "its header is not what this version of ELS writes");
    *ret = found;
    return ELS_OK;
}

json_t *els_artifact_header(const els_artifact *artifact)
{
    return json_loadb(artifact->header.ptr, artifact->header.len, 0, NULL);
}

const els_artifact_blob *els_artifact_find(const els_artifact *artifact, els_str kind)
{
    for (uint32_t i = 0; i < artifact->n_blobs; i++)
        if (els_str_eq(artifact->blobs[i].kind, kind))
            return &artifact->blobs[i];
    return NULL;
}
