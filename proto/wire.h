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

static inline bool els_wire_big_endian(els_wire *wire, unsigned bytes, uint64_t *ret_value)
{
    uint64_t value = 0;
    if (els_wire_left(wire) < bytes)
        return false;
    for (unsigned i = 0; i < bytes; i++)
        value = value << 8 | wire->at[i];
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

/* The rare heads, out of line of the hot path. */
bool els_wire_next_long(els_wire *wire, uint8_t head, els_token *ret_token);

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
