/* tool_list_ops.c — what each operation of the list language does. */
#include "tool_list_ops.h"

#include <stdlib.h>
#include <string.h>

typedef enum {
    SORT,
    SORT_DESC,
    REVERSE,
    DROP,
    TAKE,
    TAKE_LAST,
    DROP_LAST,
    EVEN_PLACES,
    ODD_PLACES,
    ROTATE_LEFT,
    ROTATE_RIGHT,
    UNIQUE,
    RUNNING_SUM,
    DIFFERENCES,
    SWAP_ENDS,
    ADD_INDEX,
    TIMES_INDEX,
    PREPEND,
    APPEND,
    TWICE_EACH,
    CONCAT_SELF,
    MIRROR,
    MAP_ADD,
    MAP_MUL,
    MAP_SQUARE,
    MAP_MOD,
    MAP_DIV,
    MAP_ABS,
    MAP_DIGITS,
    FROM_MAX,
    FILTER_EVEN,
    FILTER_ODD,
    FILTER_GT,
    FILTER_LT,
    FILTER_PRIME,
    FILTER_DIV,
    REMOVE,
    SUM,
    PRODUCT,
    MAX,
    MIN,
    LENGTH,
    MEAN,
    MEDIAN,
    RANGE,
    HEAD,
    LAST,
    NTH,
    COUNT,
    UPPER,
    LOWER,
    CAPITAL,
    SHIFT,
    NO_VOWELS,
    VOWELS,
    N_OPERATIONS
} op;

#define NUM ELS_LIST_FOR_NUMBERS
#define TXT ELS_LIST_FOR_TEXT
#define ANY ELS_LIST_FOR_BOTH

const els_list_operation els_list_operations[] = {
    [SORT] = {"sort", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [SORT_DESC] = {"sort_desc", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [REVERSE] = {"reverse", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [DROP] = {"drop(_)", ELS_LIST_POSITION, ANY, false, false},
    [TAKE] = {"take(_)", ELS_LIST_POSITION, ANY, false, false},
    [TAKE_LAST] = {"take_last(_)", ELS_LIST_POSITION, ANY, false, false},
    [DROP_LAST] = {"drop_last(_)", ELS_LIST_POSITION, ANY, false, false},
    [EVEN_PLACES] = {"places_1_3", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [ODD_PLACES] = {"places_2_4", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [ROTATE_LEFT] = {"rotate_left(_)", ELS_LIST_POSITION, ANY, false, false},
    [ROTATE_RIGHT] = {"rotate_right(_)", ELS_LIST_POSITION, ANY, false, false},
    [UNIQUE] = {"unique", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [RUNNING_SUM] = {"running_sum", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [DIFFERENCES] = {"differences", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [SWAP_ENDS] = {"swap_ends", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [ADD_INDEX] = {"add_index", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [TIMES_INDEX] = {"times_index", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [PREPEND] = {"prepend(_)", ELS_LIST_ITEM, ANY, false, false},
    [APPEND] = {"append(_)", ELS_LIST_ITEM, ANY, false, false},
    [TWICE_EACH] = {"twice_each", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [CONCAT_SELF] = {"concat_self", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [MIRROR] = {"mirror", ELS_LIST_NO_CONSTANT, ANY, false, false},
    [MAP_ADD] = {"add(_)", ELS_LIST_ADDEND, NUM, false, true},
    [MAP_MUL] = {"mul(_)", ELS_LIST_FACTOR, NUM, false, true},
    [MAP_SQUARE] = {"square", ELS_LIST_NO_CONSTANT, NUM, false, true},
    [MAP_MOD] = {"mod(_)", ELS_LIST_MODULUS, NUM, false, true},
    [MAP_DIV] = {"div(_)", ELS_LIST_MODULUS, NUM, false, true},
    [MAP_ABS] = {"abs", ELS_LIST_NO_CONSTANT, NUM, false, true},
    [MAP_DIGITS] = {"digit_sum", ELS_LIST_NO_CONSTANT, NUM, false, true},
    [FROM_MAX] = {"max_minus", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [FILTER_EVEN] = {"even", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [FILTER_ODD] = {"odd", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [FILTER_GT] = {"above(_)", ELS_LIST_BOUND, NUM, false, false},
    [FILTER_LT] = {"below(_)", ELS_LIST_BOUND, NUM, false, false},
    [FILTER_PRIME] = {"prime", ELS_LIST_NO_CONSTANT, NUM, false, false},
    [FILTER_DIV] = {"divisible(_)", ELS_LIST_MODULUS, NUM, false, false},
    [REMOVE] = {"remove(_)", ELS_LIST_ITEM, ANY, false, false},
    [SUM] = {"sum", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [PRODUCT] = {"product", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [MAX] = {"max", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [MIN] = {"min", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [LENGTH] = {"length", ELS_LIST_NO_CONSTANT, ANY, true, false},
    [MEAN] = {"mean", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [MEDIAN] = {"median", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [RANGE] = {"range", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [HEAD] = {"head", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [LAST] = {"last", ELS_LIST_NO_CONSTANT, NUM, true, false},
    [NTH] = {"nth(_)", ELS_LIST_POSITION, NUM, true, false},
    [COUNT] = {"count(_)", ELS_LIST_ITEM, ANY, true, false},
    [UPPER] = {"upper", ELS_LIST_NO_CONSTANT, TXT, false, false},
    [LOWER] = {"lower", ELS_LIST_NO_CONSTANT, TXT, false, false},
    [CAPITAL] = {"capital", ELS_LIST_NO_CONSTANT, TXT, false, false},
    [SHIFT] = {"shift(_)", ELS_LIST_ADDEND, TXT, false, false},
    [NO_VOWELS] = {"no_vowels", ELS_LIST_NO_CONSTANT, TXT, false, false},
    [VOWELS] = {"vowels", ELS_LIST_NO_CONSTANT, TXT, false, false},
};
const uint32_t els_list_n_operations = N_OPERATIONS;
_Static_assert(N_OPERATIONS <= 64, "sets of operations are one word");

static int rising(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static bool is_prime(int64_t value)
{
    if (value < 2 || value > 100000000)
        return false;
    for (int64_t d = 2; d * d <= value; d++)
        if (value % d == 0)
            return false;
    return true;
}

static bool is_in_range(int64_t value)
{
    return value <= 1000000000000 && value >= -1000000000000;
}

static int64_t floor_mod(int64_t a, int64_t m)
{
    return (a % m + m) % m;
}

static bool is_upper(int64_t c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(int64_t c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_vowel(int64_t c)
{
    return c > 0 && c < 128 && strchr("aeiouAEIOU", (int)c) != NULL;
}

static int64_t digit_sum(int64_t value)
{
    int64_t sum = 0;
    for (value = value < 0 ? -value : value; value > 0; value /= 10)
        sum += value % 10;
    return sum;
}

static bool keeps(op o, int64_t x, int64_t k)
{
    switch (o) {
    case FILTER_EVEN:
        return x % 2 == 0;
    case FILTER_ODD:
        return x % 2 != 0;
    case FILTER_GT:
        return x > k;
    case FILTER_LT:
        return x < k;
    case FILTER_PRIME:
        return is_prime(x);
    case FILTER_DIV:
        return x % k == 0;
    case REMOVE:
        return x != k;
    case NO_VOWELS:
        return !is_vowel(x);
    default: /* VOWELS */
        return is_vowel(x);
    }
}

static int64_t mapped(op o, int64_t x, int64_t k)
{
    switch (o) {
    case MAP_ADD:
        return x + k;
    case MAP_MUL:
        return x * k;
    case MAP_SQUARE:
        return x * x;
    case MAP_MOD:
        return floor_mod(x, k);
    case MAP_DIV:
        return (x - floor_mod(x, k)) / k;
    case MAP_ABS:
        return x < 0 ? -x : x;
    case MAP_DIGITS:
        return digit_sum(x);
    case UPPER:
        return is_lower(x) ? x - 'a' + 'A' : x;
    case LOWER:
        return is_upper(x) ? x - 'A' + 'a' : x;
    default: /* SHIFT: around the alphabet */
        return is_lower(x)   ? 'a' + floor_mod(x - 'a' + k, 26)
               : is_upper(x) ? 'A' + floor_mod(x - 'A' + k, 26)
                             : x;
    }
}

static bool slice(const els_list_value *in, uint32_t from, uint32_t to, int64_t *out,
                  uint32_t *ret_n)
{
    memcpy(out, in->items + from, (to - from) * sizeof *out);
    *ret_n = to - from;
    return true;
}

static bool reduce(op o, int64_t k, const els_list_value *in, int64_t *out)
{
    const int64_t *x = in->items;
    uint32_t n = in->n;
    int64_t sum = 0, product = 1, low = n ? x[0] : 0, high = low, count = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += x[i];
        if (o == PRODUCT &&
            (__builtin_mul_overflow(product, x[i], &product) || !is_in_range(product)))
            return false;
        low = x[i] < low ? x[i] : low;
        high = x[i] > high ? x[i] : high;
        count += x[i] == k;
    }
    switch (o) {
    case SUM:
        *out = sum;
        return true;
    case LENGTH:
        *out = n;
        return true;
    case COUNT:
        *out = count;
        return true;
    case PRODUCT:
        *out = product;
        return n > 0;
    case MAX:
        *out = high;
        return n > 0;
    case MIN:
        *out = low;
        return n > 0;
    case RANGE:
        *out = high - low;
        return n > 0;
    case HEAD:
        *out = n ? x[0] : 0;
        return n > 0;
    case LAST:
        *out = n ? x[n - 1] : 0;
        return n > 0;
    case NTH:
        *out = k <= n ? x[k - 1] : 0;
        return k <= n;
    case MEAN:
        *out = n ? sum / n : 0;
        return n > 0 && sum % n == 0;
    default: { /* MEDIAN */
        int64_t sorted[ELS_LIST_MAX_ITEMS];
        if (n % 2 == 0)
            return false;
        memcpy(sorted, x, n * sizeof *x);
        qsort(sorted, n, sizeof *sorted, rising);
        *out = sorted[n / 2];
        return true;
    }
    }
}

/* The same items in another order, or some of them, by their places. */
static bool rearrange(op o, int64_t k, const els_list_value *in, int64_t *out, uint32_t *ret_n)
{
    const int64_t *x = in->items;
    const uint32_t n = in->n;
    uint32_t count = 0;
    switch (o) {
    case DROP:
        return k <= n && slice(in, (uint32_t)k, n, out, ret_n);
    case TAKE:
        return k <= n && slice(in, 0, (uint32_t)k, out, ret_n);
    case TAKE_LAST:
        return k <= n && slice(in, n - (uint32_t)k, n, out, ret_n);
    case DROP_LAST:
        return k <= n && slice(in, 0, n - (uint32_t)k, out, ret_n);
    case EVEN_PLACES:
    case ODD_PLACES:
        for (uint32_t i = o == ODD_PLACES; i < n; i += 2)
            out[count++] = x[i];
        *ret_n = count;
        return true;
    case ROTATE_LEFT:
    case ROTATE_RIGHT:
        for (uint32_t i = 0; i < n; i++) {
            uint32_t shift = (uint32_t)k % n;
            out[i] = x[(i + (o == ROTATE_LEFT ? shift : n - shift)) % n];
        }
        return n > 0;
    case SWAP_ENDS:
        memcpy(out, x, n * sizeof *x);
        if (n > 0) {
            out[0] = x[n - 1];
            out[n - 1] = x[0];
        }
        return n > 0;
    default: /* SORT, SORT_DESC, REVERSE */
        memcpy(out, x, n * sizeof *x);
        if (o != REVERSE)
            qsort(out, n, sizeof *out, rising);
        for (uint32_t i = 0; o != SORT && i < n / 2; i++) {
            int64_t swap = out[i];
            out[i] = out[n - 1 - i];
            out[n - 1 - i] = swap;
        }
        return true;
    }
}

static bool lengthen(op o, int64_t k, const els_list_value *in, int64_t *out, uint32_t *ret_n)
{
    const int64_t *x = in->items;
    const uint32_t n = in->n;
    if (o == PREPEND || o == APPEND) {
        if (n == ELS_LIST_MAX_ITEMS)
            return false;
        memcpy(out + (o == PREPEND), x, n * sizeof *x);
        out[o == PREPEND ? 0 : n] = k;
        *ret_n = n + 1;
        return true;
    }
    if (2 * n > ELS_LIST_MAX_ITEMS)
        return false;
    for (uint32_t i = 0; i < 2 * n; i++)
        out[i] = o == TWICE_EACH    ? x[i / 2]
                 : i < n            ? x[i]
                 : o == CONCAT_SELF ? x[i - n]
                                    : x[2 * n - 1 - i];
    *ret_n = 2 * n;
    return true;
}

/* Each item with its place or with other items. */
static bool combine(op o, const els_list_value *in, int64_t *out, uint32_t *ret_n)
{
    const int64_t *x = in->items;
    const uint32_t n = in->n;
    switch (o) {
    case RUNNING_SUM:
        for (uint32_t i = 0; i < n; i++)
            out[i] = x[i] + (i ? out[i - 1] : 0);
        return n == 0 || is_in_range(out[n - 1]);
    case DIFFERENCES:
        for (uint32_t i = 0; i + 1 < n; i++)
            out[i] = x[i + 1] - x[i];
        *ret_n = n ? n - 1 : 0;
        return n > 0;
    case FROM_MAX: {
        int64_t high = n ? x[0] : 0;
        for (uint32_t i = 0; i < n; i++)
            high = x[i] > high ? x[i] : high;
        for (uint32_t i = 0; i < n; i++)
            out[i] = high - x[i];
        return n > 0;
    }
    case CAPITAL:
        for (uint32_t i = 0; i < n; i++)
            out[i] = mapped(i == 0 ? UPPER : LOWER, x[i], 0);
        return true;
    default: /* ADD_INDEX, TIMES_INDEX */
        for (uint32_t i = 0; i < n; i++) {
            out[i] = o == ADD_INDEX ? x[i] + i : x[i] * (int64_t)(i + 1);
            if (!is_in_range(out[i]))
                return false;
        }
        return true;
    }
}

static bool map(op o, int64_t k, const els_list_value *in, int64_t *out)
{
    const int64_t *x = in->items;
    if ((o == MAP_MOD || o == MAP_DIV) && k == 0)
        return false;
    for (uint32_t i = 0; i < in->n; i++) {
        if ((o == MAP_SQUARE || o == MAP_MUL) &&
            (x[i] > 1000000 || x[i] < -1000000 || k > 1000000 || k < -1000000))
            return false;
        out[i] = mapped(o, x[i], k);
        if (!is_in_range(out[i]))
            return false;
    }
    return true;
}

static void keep_first_ones(const els_list_value *in, int64_t *out, uint32_t *ret_n)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < in->n; i++) {
        bool seen = false;
        for (uint32_t j = 0; j < count; j++)
            seen = seen || out[j] == in->items[i];
        if (!seen)
            out[count++] = in->items[i];
    }
    *ret_n = count;
}

static bool filter(op o, int64_t k, const els_list_value *in, int64_t *out, uint32_t *ret_n)
{
    uint32_t count = 0;
    if (o == FILTER_DIV && k == 0)
        return false;
    for (uint32_t i = 0; i < in->n; i++)
        if (keeps(o, in->items[i], k))
            out[count++] = in->items[i];
    *ret_n = count;
    return true;
}

bool els_list_apply(uint32_t operation, int64_t k, const els_list_value *in, int64_t *out,
                    uint32_t *ret_n)
{
    const op o = (op)operation;
    if (operation >= N_OPERATIONS || (in->is_number && !els_list_operations[o].maps))
        return false;
    *ret_n = in->n;
    if (els_list_operations[o].gives_number) {
        *ret_n = 1;
        return reduce(o, k, in, out) && is_in_range(out[0]);
    }
    switch (o) {
    case PREPEND:
    case APPEND:
    case TWICE_EACH:
    case CONCAT_SELF:
    case MIRROR:
        return lengthen(o, k, in, out, ret_n);
    case RUNNING_SUM:
    case DIFFERENCES:
    case ADD_INDEX:
    case TIMES_INDEX:
    case FROM_MAX:
    case CAPITAL:
        return combine(o, in, out, ret_n);
    case MAP_ADD:
    case MAP_MUL:
    case MAP_SQUARE:
    case MAP_MOD:
    case MAP_DIV:
    case MAP_ABS:
    case MAP_DIGITS:
    case UPPER:
    case LOWER:
    case SHIFT:
        return map(o, k, in, out);
    case FILTER_EVEN:
    case FILTER_ODD:
    case FILTER_GT:
    case FILTER_LT:
    case FILTER_PRIME:
    case FILTER_DIV:
    case REMOVE:
    case NO_VOWELS:
    case VOWELS:
        return filter(o, k, in, out, ret_n);
    case UNIQUE:
        keep_first_ones(in, out, ret_n);
        return true;
    default:
        return rearrange(o, k, in, out, ret_n);
    }
}
