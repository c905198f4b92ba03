/* Every allocation of the codec fails once. Linked with --wrap for malloc and realloc. */
#include "codec.h"
#include "random_message.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>

static uint64_t allocations, failing = UINT64_MAX;

void *__real_malloc(size_t bytes);
void *__real_realloc(void *old, size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);

void *__wrap_malloc(size_t bytes)
{
    return allocations++ == failing ? NULL : __real_malloc(bytes);
}

void *__wrap_realloc(void *old, size_t bytes)
{
    return allocations++ == failing ? NULL : __real_realloc(old, bytes);
}

static els_buf whole;

static void fini(void)
{
    els_buf_fini(&whole);
}

TestSuite(no_memory, .fini = fini);

/* A message of every type with random content; its frame is in `whole`. */
static const void *make(const els_message_desc *desc, els_arena *arena)
{
    els_rng rng = els_rng_make(7, (uint64_t)desc->type, 0);
    const void *message = random_message(&rng, arena, desc);
    els_buf_clear(&whole);
    cr_assert_eq(els_encode(desc->type, message, &whole), ELS_OK);
    return message;
}

static void encode_each(els_msg_type type, const void *message, uint64_t *ret_failures)
{
    for (uint64_t at = 0;; at++) {
        els_buf out = {0};
        els_buf_add(&out, ELS_STR("before"));
        allocations = 0;
        failing = at;
        els_err err = els_encode(type, message, &out);
        failing = UINT64_MAX;
        if (!err) {
            cr_assert_eq(out.len, 6 + whole.len);
            els_buf_fini(&out);
            return;
        }
        cr_assert_eq(err, ELS_E_NOMEM);
        cr_assert(els_str_eq(els_buf_str(&out), ELS_STR("before")), "the output is touched");
        els_buf_fini(&out);
        ++*ret_failures;
    }
}

static void decode_each(els_msg_type wanted, els_str frame, els_err expected,
                        uint64_t *ret_failures)
{
    for (uint64_t at = 0;; at++) {
        els_arena arena = {0};
        els_buf why = {0};
        els_msg_type type = (els_msg_type)0;
        const void *message = NULL;
        allocations = 0;
        failing = at;
        els_err err = els_decode(frame, &arena, &type, &message, &why);
        failing = UINT64_MAX;
        bool is_past = allocations <= at;
        if (is_past || err != ELS_E_NOMEM)
            cr_assert_eq(err, expected);
        cr_assert_eq(type, err ? (els_msg_type)0 : wanted);
        cr_assert_eq(message != NULL, err == ELS_OK);
        els_arena_fini(&arena);
        els_buf_fini(&why);
        if (is_past)
            return;
        ++*ret_failures;
    }
}

Test(no_memory, each_allocation_of_the_codec_fails_and_is_an_error)
{
    size_t n;
    uint64_t encoded = 0, decoded = 0, refused = 0;
    const els_message_desc *const *all = els_message_descs(&n);
    for (size_t i = 0; i < n; i++) {
        els_arena arena = {0};
        const void *message = make(all[i], &arena);
        encode_each(all[i]->type, message, &encoded);
        decode_each(all[i]->type, els_buf_str(&whole), ELS_OK, &decoded);
        els_arena_fini(&arena);
        /* Cut, so that there is a reason to be written down. */
        decode_each(all[i]->type, els_str_sub(els_buf_str(&whole), 0, whole.len - 1), ELS_E_FORMAT,
                    &refused);
    }
    cr_assert(encoded >= n && decoded >= n && refused >= n, "%zu messages: %llu, %llu, %llu", n,
              (unsigned long long)encoded, (unsigned long long)decoded,
              (unsigned long long)refused);
    printf("codec: %llu allocations failed while encoding, %llu while decoding, %llu while "
           "refusing\n",
           (unsigned long long)encoded, (unsigned long long)decoded, (unsigned long long)refused);
}
