#include "wire.h"

static bool read_uint(els_wire *wire, unsigned bytes, els_token *ret_token)
{
    ret_token->kind = ELS_WIRE_UINT;
    return els_wire_big_endian(wire, bytes, &ret_token->value);
}

static bool read_int(els_wire *wire, unsigned bytes, els_token *ret_token)
{
    uint64_t value = 0;
    if (!els_wire_big_endian(wire, bytes, &value))
        return false;
    uint64_t sign = UINT64_C(1) << (8 * bytes - 1);
    ret_token->kind = value & sign ? ELS_WIRE_INT : ELS_WIRE_UINT;
    ret_token->value = (value ^ sign) - sign;
    return true;
}

static bool read_float(els_wire *wire, unsigned bytes, els_token *ret_token)
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

static bool read_sized(els_wire *wire, els_wire_kind kind, unsigned bytes, els_token *ret_token)
{
    uint64_t len = 0;
    if (!els_wire_big_endian(wire, bytes, &len))
        return false;
    if (kind == ELS_WIRE_ARRAY || kind == ELS_WIRE_MAP)
        return els_wire_list(wire, kind, len, ret_token);
    return els_wire_payload(wire, kind, kind == ELS_WIRE_EXT ? len + 1 : len, ret_token);
}

bool els_wire_next_long(els_wire *wire, uint8_t head, els_token *ret_token)
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
    case 0xc5:
    case 0xc6:
        return read_sized(wire, ELS_WIRE_BIN, 1u << (head - 0xc4), ret_token);
    case 0xc7:
    case 0xc8:
    case 0xc9:
        return read_sized(wire, ELS_WIRE_EXT, 1u << (head - 0xc7), ret_token);
    case 0xca:
    case 0xcb:
        return read_float(wire, head == 0xca ? 4 : 8, ret_token);
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
        return read_uint(wire, 1u << (head - 0xcc), ret_token);
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return read_int(wire, 1u << (head - 0xd0), ret_token);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8: /* fixext: one byte of type, then 1, 2, 4, 8 or 16 */
        return els_wire_payload(wire, ELS_WIRE_EXT, 1 + (1u << (head - 0xd4)), ret_token);
    case 0xd9:
    case 0xda:
    case 0xdb:
        return read_sized(wire, ELS_WIRE_STR, 1u << (head - 0xd9), ret_token);
    case 0xdc:
    case 0xdd:
        return read_sized(wire, ELS_WIRE_ARRAY, 2u << (head - 0xdc), ret_token);
    case 0xde:
    case 0xdf:
        return read_sized(wire, ELS_WIRE_MAP, 2u << (head - 0xde), ret_token);
    default: /* 0xc1, never used */
        return false;
    }
}
