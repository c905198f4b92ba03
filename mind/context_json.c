/* context_json.c — see context_json.h. */
#include "context_json.h"

#include <string.h>

enum { DEPTH_MAX = 16 };

typedef struct {
    els_str text;
    size_t at;
    els_arena *arena;
} parser;

static void skip_blank(parser *p)
{
    while (p->at < p->text.len && strchr(" \t\r\n", p->text.ptr[p->at]) && p->text.ptr[p->at])
        p->at++;
}

static bool take(parser *p, char c)
{
    skip_blank(p);
    if (p->at >= p->text.len || p->text.ptr[p->at] != c)
        return false;
    p->at++;
    return true;
}

static int hex_of(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The code point of "\uXXXX", its four digits at `at`; -1 when they are none. */
static int32_t code_at(const parser *p, size_t at)
{
    int32_t code = 0;
    for (size_t i = at; i < at + 4; i++) {
        const int digit = i < p->text.len ? hex_of(p->text.ptr[i]) : -1;
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

static void add_utf8(els_buf *out, uint32_t code)
{
    if (code < 0x80) {
        els_buf_addc(out, (char)code);
        return;
    }
    const unsigned more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    els_buf_addc(out, (char)(lead[more] | (code >> (6 * more))));
    for (unsigned i = more; i-- > 0;)
        els_buf_addc(out, (char)(0x80 | ((code >> (6 * i)) & 0x3f)));
}

/* The escape behind a backslash; false when it is none. */
static bool take_escape(parser *p, els_buf *out)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/  \n  ";
    const char c = p->at < p->text.len ? p->text.ptr[p->at++] : '\0';
    const char *found = c ? strchr(from, c) : NULL;
    if (found) {
        els_buf_addc(out, to[found - from]);
        return true;
    }
    int32_t code = c == 'u' ? code_at(p, p->at) : -1;
    if (code < 0)
        return false;
    p->at += 4;
    if (code >= 0xd800 && code < 0xdc00 && p->at + 6 <= p->text.len && p->text.ptr[p->at] == '\\' &&
        p->text.ptr[p->at + 1] == 'u') {
        const int32_t low = code_at(p, p->at + 2);
        if (low >= 0xdc00 && low < 0xe000) {
            p->at += 6;
            code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        }
    }
    add_utf8(out, code >= 0xd800 && code < 0xe000 ? 0xfffd : (uint32_t)code);
    return true;
}

static bool take_text(parser *p, els_str *ret)
{
    if (!take(p, '"'))
        return false;
    els_buf out = {0};
    bool fine = true;
    while (fine && p->at < p->text.len && p->text.ptr[p->at] != '"') {
        const char c = p->text.ptr[p->at++];
        if (c == '\\')
            fine = take_escape(p, &out);
        else
            els_buf_addc(&out, c);
    }
    fine = fine && p->at < p->text.len;
    p->at++;
    if (fine)
        *ret = els_arena_copy(p->arena, els_buf_str(&out));
    els_buf_fini(&out);
    return fine;
}

static els_json *value_at(parser *p, unsigned depth);

/* Members up to the closing sign; of an object with their keys. */
static bool take_members(parser *p, els_json *into, char close, unsigned depth)
{
    els_json **end = &into->first;
    if (take(p, close))
        return true;
    do {
        els_str key = {NULL, 0};
        if (into->kind == ELS_JSON_OBJECT && !(take_text(p, &key) && take(p, ':')))
            return false;
        els_json *member = value_at(p, depth + 1);
        if (!member)
            return false;
        member->key = key;
        *end = member;
        end = &member->next;
        into->n++;
    } while (take(p, ','));
    return take(p, close);
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("+-.E", c) != NULL;
}

static els_json *value_at(parser *p, unsigned depth)
{
    els_json *value = ELS_ARENA_NEW(p->arena, els_json, 1);
    if (depth > DEPTH_MAX)
        return NULL;
    if (take(p, '{')) {
        value->kind = ELS_JSON_OBJECT;
        return take_members(p, value, '}', depth) ? value : NULL;
    }
    if (take(p, '[')) {
        value->kind = ELS_JSON_ARRAY;
        return take_members(p, value, ']', depth) ? value : NULL;
    }
    if (p->at < p->text.len && p->text.ptr[p->at] == '"') {
        value->kind = ELS_JSON_TEXT;
        return take_text(p, &value->text) ? value : NULL;
    }
    const size_t from = p->at;
    while (p->at < p->text.len && p->text.ptr[p->at] && is_plain(p->text.ptr[p->at]))
        p->at++;
    value->kind = ELS_JSON_OTHER;
    value->text = els_str_sub(p->text, from, p->at);
    double number;
    const bool is_word = els_str_is(value->text, "true") || els_str_is(value->text, "false") ||
                         els_str_is(value->text, "null");
    return is_word || els_str_to_double(value->text, &number) ? value : NULL;
}

els_json *els_json_read(els_str *text, els_arena *arena)
{
    parser p = {*text, 0, arena};
    els_json *value = value_at(&p, 0);
    if (!value)
        return NULL;
    skip_blank(&p);
    *text = els_str_sub(*text, p.at, text->len);
    return value;
}
