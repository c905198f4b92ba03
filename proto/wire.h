/* wire.h — reads one msgpack value head at a time from untrusted bytes. Internal to proto/.
 *
 * Every read is checked against the bytes left; nothing is allocated. Used by the scan, which walks
 * a whole frame, and by the decoder, which follows the tables. */
#ifndef ELS_WIRE_H
#define ELS_WIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef enum {
    ELS_WIRE_NIL,
    ELS_WIRE_BOOL,  /* value 0 or 1 */
    ELS_WIRE_UINT,  /* value; also non-negative numbers in a signed encoding */
    ELS_WIRE_INT,   /* negative; value holds the two's complement */
    ELS_WIRE_FLOAT, /* real */
    ELS_WIRE_STR,   /* bytes, value is their length */
    ELS_WIRE_BIN,   /* the same */
    ELS_WIRE_EXT,   /* the same */
    ELS_WIRE_ARRAY, /* value elements follow */
    ELS_WIRE_MAP    /* value pairs follow */
} els_wire_kind;

typedef struct {
    const uint8_t *at;
    const uint8_t *end;
} els_wire;

typedef struct {
    els_wire_kind kind;
    uint64_t value;
    double real;
    const char *bytes;
} els_token;

static inline size_t els_wire_left(const els_wire *wire)
{
    return (size_t)(wire->end - wire->at);
}

/* Reads a big-endian number of 1, 2, 4 or 8 bytes; with a constant width this is one load. */
static inline bool els_wire_big_endian(els_wire *wire, unsigned bytes, uint64_t *ret_value)
{
    if (els_wire_left(wire) < bytes)
        return false;
    const uint8_t *at = wire->at;
    uint64_t value = 0;
    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | at[i];
    wire->at += bytes;
    *ret_value = value;
    return true;
}

static inline bool els_wire_payload(els_wire *wire, els_wire_kind kind, uint64_t len,
                                    els_token *ret_token)
{
    if (els_wire_left(wire) < len)
        return false;
    ret_token->kind = kind;
    ret_token->value = len;
    ret_token->bytes = (const char *)wire->at;
    wire->at += len;
    return true;
}

/* A list head promises at least one byte per element, two per pair. */
static inline bool els_wire_list(els_wire *wire, els_wire_kind kind, uint64_t count,
                                 els_token *ret_token)
{
    if (els_wire_left(wire) < (kind == ELS_WIRE_MAP ? 2 * count : count))
        return false;
    ret_token->kind = kind;
    ret_token->value = count;
    return true;
}

static inline bool els_wire_uint(els_wire *wire, unsigned bytes, els_token *ret_token)
{
    ret_token->kind = ELS_WIRE_UINT;
    return els_wire_big_endian(wire, bytes, &ret_token->value);
}

static inline bool els_wire_int(els_wire *wire, unsigned bytes, els_token *ret_token)
{
    uint64_t value = 0;
    if (!els_wire_big_endian(wire, bytes, &value))
        return false;
    uint64_t sign = UINT64_C(1) << (8 * bytes - 1);
    ret_token->kind = value & sign ? ELS_WIRE_INT : ELS_WIRE_UINT;
    ret_token->value = (value ^ sign) - sign;
    return true;
}

static inline bool els_wire_float(els_wire *wire, unsigned bytes, els_token *ret_token)
{
    uint64_t value = 0;
    if (!els_wire_big_endian(wire, bytes, &value))
        return false;
    ret_token->kind = ELS_WIRE_FLOAT;
    if (bytes == 4) {
        uint32_t narrow = (uint32_t)value;
        float real;
        memcpy(&real, &narrow, sizeof real);
        ret_token->real = (double)real;
    } else {
        memcpy(&ret_token->real, &value, sizeof value);
    }
    return true;
}

static inline bool els_wire_sized(els_wire *wire, els_wire_kind kind, unsigned bytes,
                                  els_token *ret_token)
{
    uint64_t len = 0;
    if (!els_wire_big_endian(wire, bytes, &len))
        return false;
    if (kind == ELS_WIRE_ARRAY || kind == ELS_WIRE_MAP)
        return els_wire_list(wire, kind, len, ret_token);
    return els_wire_payload(wire, kind, kind == ELS_WIRE_EXT ? len + 1 : len, ret_token);
}

static inline bool els_wire_next_long(els_wire *wire, uint8_t head, els_token *ret_token)
{
    if (head >= 0xe0) { /* negative fixint */
        ret_token->kind = ELS_WIRE_INT;
        ret_token->value = (uint64_t)(int64_t)(int8_t)head;
        return true;
    }
    switch (head) {
    case 0xc0:
        ret_token->kind = ELS_WIRE_NIL;
        return true;
    case 0xc2:
    case 0xc3:
        ret_token->kind = ELS_WIRE_BOOL;
        ret_token->value = head & 1;
        return true;
    case 0xc4:
        return els_wire_sized(wire, ELS_WIRE_BIN, 1, ret_token);
    case 0xc5:
        return els_wire_sized(wire, ELS_WIRE_BIN, 2, ret_token);
    case 0xc6:
        return els_wire_sized(wire, ELS_WIRE_BIN, 4, ret_token);
    case 0xc7:
        return els_wire_sized(wire, ELS_WIRE_EXT, 1, ret_token);
    case 0xc8:
        return els_wire_sized(wire, ELS_WIRE_EXT, 2, ret_token);
    case 0xc9:
        return els_wire_sized(wire, ELS_WIRE_EXT, 4, ret_token);
    case 0xca:
        return els_wire_float(wire, 4, ret_token);
    case 0xcb:
        return els_wire_float(wire, 8, ret_token);
    case 0xcc:
        return els_wire_uint(wire, 1, ret_token);
    case 0xcd:
        return els_wire_uint(wire, 2, ret_token);
    case 0xce:
        return els_wire_uint(wire, 4, ret_token);
    case 0xcf:
        return els_wire_uint(wire, 8, ret_token);
    case 0xd0:
        return els_wire_int(wire, 1, ret_token);
    case 0xd1:
        return els_wire_int(wire, 2, ret_token);
    case 0xd2:
        return els_wire_int(wire, 4, ret_token);
    case 0xd3:
        return els_wire_int(wire, 8, ret_token);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8: /* fixext: one byte of type, then 1, 2, 4, 8 or 16 */
        return els_wire_payload(wire, ELS_WIRE_EXT, 1 + (1u << (head - 0xd4)), ret_token);
    case 0xd9:
        return els_wire_sized(wire, ELS_WIRE_STR, 1, ret_token);
    case 0xda:
        return els_wire_sized(wire, ELS_WIRE_STR, 2, ret_token);
    case 0xdb:
        return els_wire_sized(wire, ELS_WIRE_STR, 4, ret_token);
    case 0xdc:
        return els_wire_sized(wire, ELS_WIRE_ARRAY, 2, ret_token);
    case 0xdd:
        return els_wire_sized(wire, ELS_WIRE_ARRAY, 4, ret_token);
    case 0xde:
        return els_wire_sized(wire, ELS_WIRE_MAP, 2, ret_token);
    case 0xdf:
        return els_wire_sized(wire, ELS_WIRE_MAP, 4, ret_token);
    default: /* 0xc1, never used */
        return false;
    }
}

/* Reads the next head, and the bytes of a str, bin or ext. False on truncated or invalid bytes; a
 * list whose count exceeds the bytes left is truncated. The position is then unspecified. */
static inline bool els_wire_next(els_wire *wire, els_token *ret_token)
{
    if (wire->at == wire->end)
        return false;
    uint8_t head = *wire->at++;
    if (head < 0x80) {
        ret_token->kind = ELS_WIRE_UINT;
        ret_token->value = head;
        return true;
    }
    if (head < 0x90)
        return els_wire_list(wire, ELS_WIRE_MAP, head & 0x0f, ret_token);
    if (head < 0xa0)
        return els_wire_list(wire, ELS_WIRE_ARRAY, head & 0x0f, ret_token);
    if (head < 0xc0)
        return els_wire_payload(wire, ELS_WIRE_STR, head & 0x1f, ret_token);
    return els_wire_next_long(wire, head, ret_token);
}

#endif
