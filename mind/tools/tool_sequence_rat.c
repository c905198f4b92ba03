/* tool_sequence_rat.c — fractions of 128-bit integers. */
#include "tool_sequence_rat.h"

#include <math.h>

static els_i128 absolute(els_i128 a)
{
    return a < 0 ? -a : a;
}

static els_i128 gcd(els_i128 a, els_i128 b)
{
    a = absolute(a);
    b = absolute(b);
    while (b != 0) {
        if (a <= INT64_MAX && b <= INT64_MAX) { /* the hardware divides these */
            int64_t x = (int64_t)a, y = (int64_t)b;
            while (y != 0) {
                int64_t r = x % y;
                x = y;
                y = r;
            }
            return x;
        }
        els_i128 r = a % b;
        a = b;
        b = r;
    }
    return a;
}

/* Values stay below 2^120 so that negation and comparison never overflow. */
static bool is_in_range(els_i128 a)
{
    els_i128 limit = (els_i128)1 << 120;
    return a < limit && a > -limit;
}

bool els_rat_make(els_i128 num, els_i128 den, els_rat *ret)
{
    if (den == 0 || !is_in_range(num) || !is_in_range(den))
        return false;
    if (den < 0) {
        num = -num;
        den = -den;
    }
    if (den != 1) {
        els_i128 g = gcd(num, den);
        num /= g;
        den /= g;
    }
    *ret = (els_rat){num, den};
    return true;
}

static bool add_signed(els_rat a, els_rat b, int sign, els_rat *ret)
{
    els_i128 left, right, num, den;
    if (a.den == 1 && b.den == 1) {
        num = a.num + sign * b.num; /* both below 2^120 */
        return els_rat_make(num, 1, ret);
    }
    if (__builtin_mul_overflow(a.num, b.den, &left) ||
        __builtin_mul_overflow(b.num, a.den, &right) || !is_in_range(left) || !is_in_range(right) ||
        __builtin_mul_overflow(a.den, b.den, &den))
        return false;
    num = left + sign * right;
    return els_rat_make(num, den, ret);
}

bool els_rat_add(els_rat a, els_rat b, els_rat *ret)
{
    return add_signed(a, b, 1, ret);
}

bool els_rat_sub(els_rat a, els_rat b, els_rat *ret)
{
    return add_signed(a, b, -1, ret);
}

bool els_rat_mul(els_rat a, els_rat b, els_rat *ret)
{
    els_i128 num, den;
    if (__builtin_mul_overflow(a.num, b.num, &num) || __builtin_mul_overflow(a.den, b.den, &den))
        return false;
    return els_rat_make(num, den, ret);
}

bool els_rat_div(els_rat a, els_rat b, els_rat *ret)
{
    return b.num != 0 &&
           els_rat_mul(a, (els_rat){b.num < 0 ? -b.den : b.den, absolute(b.num)}, ret);
}

bool els_rat_root(els_rat a, unsigned k, els_rat *ret)
{
    if (a.den != 1 || (k == 2 && a.num < 0) || absolute(a.num) > ((els_i128)1 << 60))
        return false;
    double value = (double)(int64_t)a.num;
    int64_t root = (int64_t)llround(k == 2 ? sqrt(value) : cbrt(value));
    els_i128 power = 1;
    for (unsigned i = 0; i < k; i++)
        power *= root;
    if (power != a.num)
        return false;
    *ret = els_rat_of(root);
    return true;
}

double els_rat_bits(els_rat a)
{
    double bits = 1;
    if (a.num != 0)
        bits += 2 * log2((double)absolute(a.num) + 1) - 1;
    if (a.den != 1)
        bits += 2 * log2((double)a.den) + 1;
    return bits;
}

bool els_rat_parse(els_str s, els_rat *ret)
{
    els_i128 num = 0, den = 1, below = 0;
    size_t at = 0, digits = 0;
    bool negative = false, point = false;
    if (at < s.len && (s.ptr[at] == '-' || s.ptr[at] == '+'))
        negative = s.ptr[at++] == '-';
    for (; at < s.len; at++) {
        char c = s.ptr[at];
        if (els_is_digit(c)) {
            if (++digits > 30)
                return false;
            num = num * 10 + (c - '0');
            den *= point ? 10 : 1;
        } else if (c == '.' && !point && digits > 0) {
            point = true;
        } else if (c == '/' && !point && digits > 0 && at + 1 < s.len && s.len - at <= 19) {
            for (at++; at < s.len; at++) {
                if (s.ptr[at] < '0' || s.ptr[at] > '9')
                    return false;
                below = below * 10 + (s.ptr[at] - '0');
            }
            return els_rat_make(negative ? -num : num, below, ret);
        } else {
            return false;
        }
    }
    return digits > 0 && s.ptr[s.len - 1] != '.' && els_rat_make(negative ? -num : num, den, ret);
}

static size_t write_digits(char *out, els_i128 value)
{
    char reversed[48];
    size_t n = 0, len = 0;
    do {
        reversed[n++] = (char)('0' + (int)(value % 10));
        value /= 10;
    } while (value != 0);
    while (n > 0)
        out[len++] = reversed[--n];
    return len;
}

els_str els_rat_format(els_arena *arena, els_rat a)
{
    char text[160];
    size_t len = 0;
    els_i128 num = absolute(a.num), den = a.den, rest = den;
    while (rest % 2 == 0)
        rest /= 2;
    while (rest % 5 == 0)
        rest /= 5;
    if (a.num < 0)
        text[len++] = '-';
    if (rest == 1 && den <= 1000000) {
        len += write_digits(text + len, num / den);
        num %= den;
        if (num != 0)
            text[len++] = '.';
        while (num != 0) { /* ends: only twos and fives below */
            num *= 10;
            text[len++] = (char)('0' + (int)(num / den));
            num %= den;
        }
    } else {
        len += write_digits(text + len, num);
        text[len++] = '/';
        len += write_digits(text + len, den);
    }
    return els_arena_copy(arena, (els_str){text, len});
}
