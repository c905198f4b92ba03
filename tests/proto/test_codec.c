#include "codec.h"
#include "dump.h"
#include "random_message.h"
#include "scan.h"

#include <criterion/criterion.h>
#include <math.h>
#include <msgpack.h>

/* ---- help ---- */

static els_arena arena;
static els_buf frame, again, why;

static void fini(void)
{
    els_arena_fini(&arena);
    els_buf_fini(&frame);
    els_buf_fini(&again);
    els_buf_fini(&why);
}

TestSuite(codec, .fini = fini);

static int to_buf(void *data, const char *bytes, size_t len)
{
    els_buf_append(data, bytes, len);
    return 0;
}

/* [type, version, and the packer for the body. */
static msgpack_packer begin_frame(unsigned type, unsigned version)
{
    msgpack_packer packer;
    els_buf_clear(&frame);
    msgpack_packer_init(&packer, &frame, to_buf);
    msgpack_pack_array(&packer, 3);
    msgpack_pack_uint32(&packer, type);
    msgpack_pack_uint32(&packer, version);
    return packer;
}

static void put_text(msgpack_packer *packer, const char *text)
{
    msgpack_pack_str(packer, strlen(text));
    msgpack_pack_str_body(packer, text, strlen(text));
}

static els_err decode(els_msg_type *ret_type, const void **ret_message)
{
    els_buf_clear(&why);
    return els_decode(els_buf_str(&frame), &arena, ret_type, ret_message, &why);
}

static void expect_refused(els_err expected, const char *text)
{
    els_msg_type type = 0;
    const void *message = NULL;
    els_err err = decode(&type, &message);
    cr_expect_eq(err, expected, "%s: got \"%s\" (%s)", text, why.len ? why.ptr : "",
                 els_err_text(err));
    cr_expect_str_eq(why.len ? why.ptr : "", text);
    cr_expect_null(message, "output touched on failure");
}

static const void *expect_decoded(els_msg_type expected)
{
    els_msg_type type = 0;
    const void *message = NULL;
    els_err err = decode(&type, &message);
    cr_assert_eq(err, ELS_OK, "%s", why.len ? why.ptr : "");
    cr_assert_eq(type, expected);
    return message;
}

/* ---- round trips ---- */

Test(codec, gives_back_random_content_of_every_message)
{
    size_t n;
    const els_message_desc *const *descs = els_message_descs(&n);
    cr_assert_gt(n, 20);
    for (size_t i = 0; i < n; i++) {
        for (uint64_t turn = 0; turn < 40; turn++) {
            els_rng rng = els_rng_make(1, i, turn);
            els_arena_reset(&arena);
            els_buf_clear(&frame);
            els_buf_clear(&again);
            const void *message = random_message(&rng, &arena, descs[i]);
            cr_assert_eq(els_encode(descs[i]->type, message, &frame), ELS_OK);
            const void *decoded = expect_decoded(descs[i]->type);
            cr_assert_eq(els_encode(descs[i]->type, decoded, &again), ELS_OK);
            cr_assert(els_str_eq(els_buf_str(&frame), els_buf_str(&again)), "%s %u",
                      descs[i]->record->name, (unsigned)turn);
            els_buf before = {0}, after = {0};
            els_message_json(descs[i]->type, message, &before);
            els_message_json(descs[i]->type, decoded, &after);
            cr_assert_str_eq(before.ptr, after.ptr);
            els_buf_fini(&before);
            els_buf_fini(&after);
        }
    }
}

Test(codec, refuses_every_frame_cut_short)
{
    size_t n;
    const els_message_desc *const *descs = els_message_descs(&n);
    for (size_t i = 0; i < n; i++) {
        els_rng rng = els_rng_make(2, i, 0);
        els_buf_clear(&frame);
        const void *message = random_message(&rng, &arena, descs[i]);
        cr_assert_eq(els_encode(descs[i]->type, message, &frame), ELS_OK);
        for (size_t len = 0; len < frame.len; len++) {
            els_msg_type type;
            const void *decoded = NULL;
            /* a copy of exactly this length, so that a sanitizer sees a byte too much */
            char *copy = malloc(len ? len : 1);
            memcpy(copy, frame.ptr, len);
            cr_assert_eq(els_decode((els_str){copy, len}, &arena, &type, &decoded, NULL),
                         ELS_E_FORMAT, "%s of %zu bytes", descs[i]->record->name, len);
            free(copy);
        }
        els_arena_reset(&arena);
    }
}

Test(codec, survives_a_changed_byte_anywhere)
{
    size_t n;
    const els_message_desc *const *descs = els_message_descs(&n);
    for (size_t i = 0; i < n; i++) {
        els_rng rng = els_rng_make(3, i, 0);
        els_buf_clear(&frame);
        const void *message = random_message(&rng, &arena, descs[i]);
        cr_assert_eq(els_encode(descs[i]->type, message, &frame), ELS_OK);
        size_t step = frame.len / 400 + 1;
        for (size_t at = 0; at < frame.len; at += step) {
            char was = frame.ptr[at];
            frame.ptr[at] = (char)els_rng_below(&rng, 256);
            els_msg_type type;
            const void *decoded = NULL;
            if (els_decode(els_buf_str(&frame), &arena, &type, &decoded, NULL) == ELS_OK) {
                els_buf_clear(&again); /* what is accepted can be sent on */
                cr_assert_eq(els_encode(type, decoded, &again), ELS_OK);
            }
            frame.ptr[at] = was;
            els_arena_reset(&arena);
        }
    }
}

Test(codec, copies_deeply)
{
    size_t n;
    const els_message_desc *const *descs = els_message_descs(&n);
    for (size_t i = 0; i < n; i++) {
        els_rng rng = els_rng_make(4, i, 0);
        els_arena original = {0};
        els_buf_clear(&frame);
        els_buf_clear(&again);
        const void *message = random_message(&rng, &original, descs[i]);
        cr_assert_eq(els_encode(descs[i]->type, message, &frame), ELS_OK);
        const void *copy = els_message_copy(&arena, descs[i]->type, message);
        els_arena_fini(&original);
        cr_assert_eq(els_encode(descs[i]->type, copy, &again), ELS_OK);
        cr_assert(els_str_eq(els_buf_str(&frame), els_buf_str(&again)), "%s",
                  descs[i]->record->name);
    }
}

Test(codec, copies_a_nested_record_by_name)
{
    els_field_spec spec = {.name = ELS_STR("total"), .type = ELS_STR("number")};
    els_task task = {.index = 7, .question = ELS_STR("how much?"), .fields = &spec, .n_fields = 1};
    els_task *copy = els_record_copy(&arena, "task", &task);
    cr_assert_neq(copy->fields, task.fields);
    cr_assert(els_str_eq(copy->fields[0].name, ELS_STR("total")));
    cr_assert_str_eq(copy->question.ptr, "how much?");
    cr_assert_null(els_record_copy(&arena, "no such record", &task));
}

Test(codec, borrows_texts_from_the_frame)
{
    els_stop stop = {ELS_STR("enough")};
    cr_assert_eq(els_encode(ELS_MSG_stop, &stop, &frame), ELS_OK);
    const els_stop *decoded = expect_decoded(ELS_MSG_stop);
    cr_assert(decoded->reason.ptr > frame.ptr && decoded->reason.ptr < frame.ptr + frame.len);
}

/* ---- versions ---- */

Test(codec, fills_fields_an_older_peer_does_not_send_with_zero)
{
    msgpack_packer packer = begin_frame(ELS_MSG_commit, 1);
    msgpack_pack_array(&packer, 2);
    msgpack_pack_int(&packer, 5);
    msgpack_pack_int(&packer, 6);
    const els_commit *commit = expect_decoded(ELS_MSG_commit);
    cr_assert_eq(commit->run, 5);
    cr_assert_eq(commit->epoch, 6);
    cr_assert_eq(commit->iteration, 0);
    cr_assert_eq(commit->last, false);
}

Test(codec, skips_fields_a_newer_peer_added)
{
    msgpack_packer packer = begin_frame(ELS_MSG_stop, 9);
    msgpack_pack_array(&packer, 3);
    put_text(&packer, "why");
    msgpack_pack_map(&packer, 1);
    put_text(&packer, "key");
    msgpack_pack_array(&packer, 1);
    msgpack_pack_nil(&packer);
    msgpack_pack_double(&packer, 0.5);
    const els_stop *stop = expect_decoded(ELS_MSG_stop);
    cr_assert(els_str_eq(stop->reason, ELS_STR("why")));
}

Test(codec, skips_unknown_keys_and_takes_keys_in_any_order)
{
    msgpack_packer packer = begin_frame(ELS_MSG_feed_report, 2);
    msgpack_pack_map(&packer, 3);
    put_text(&packer, "run");
    msgpack_pack_int(&packer, 3);
    put_text(&packer, "added_later");
    msgpack_pack_array(&packer, 2);
    msgpack_pack_int(&packer, 1);
    msgpack_pack_map(&packer, 0);
    put_text(&packer, "epoch");
    msgpack_pack_int(&packer, 2);
    const els_feed_report *report = expect_decoded(ELS_MSG_feed_report);
    cr_assert_eq(report->run, 3);
    cr_assert_eq(report->epoch, 2);
    cr_assert_eq(report->sequence, 0);
}

Test(codec, refuses_a_version_older_than_it_understands)
{
    msgpack_packer packer = begin_frame(ELS_MSG_stop, 0);
    msgpack_pack_array(&packer, 0);
    expect_refused(ELS_E_VERSION, "stop: version 0 is older than 1");
}

Test(codec, negotiates_the_newest_version_in_common)
{
    cr_assert_eq(els_proto_negotiate(1, 1), 1);
    cr_assert_eq(els_proto_negotiate(1, 9), ELS_PROTO_VERSION);
    cr_assert_eq(els_proto_negotiate(ELS_PROTO_VERSION + 1, 9), 0);
    cr_assert_eq(els_proto_negotiate(0, 0), 0);
    cr_assert_eq(els_proto_negotiate(2, 1), 0);
}

/* ---- what is refused, and with which words ---- */

Test(codec, names_the_field_at_fault)
{
    els_field_spec spec = {.name = ELS_STR("x")};
    els_task tasks[4] = {0};
    static char text[16386];
    memset(text, 'x', sizeof text);
    for (int i = 0; i < 4; i++) {
        tasks[i].fields = &spec;
        tasks[i].n_fields = 1;
    }
    tasks[3].question = (els_str){text, 16385};
    els_task_chunk chunk = {.tasks = tasks, .n_tasks = 4};
    els_err err = els_encode_explain(ELS_MSG_task_chunk, &chunk, &frame, &why);
    cr_assert_eq(err, ELS_E_LIMIT);
    cr_assert_str_eq(why.ptr, "task_chunk.tasks[3].question: text longer than 16384 bytes");
    cr_assert_eq(frame.len, 0);
}

Test(codec, says_the_same_when_it_receives_as_when_it_sends)
{
    static char text[300];
    memset(text, 'x', sizeof text);
    msgpack_packer packer = begin_frame(ELS_MSG_stop, 1);
    msgpack_pack_array(&packer, 1);
    msgpack_pack_str(&packer, 257);
    msgpack_pack_str_body(&packer, text, 257);
    expect_refused(ELS_E_LIMIT, "stop.reason: text longer than 256 bytes");
}

Test(codec, refuses_wrong_types)
{
    msgpack_packer packer = begin_frame(ELS_MSG_stop, 1);
    msgpack_pack_array(&packer, 1);
    msgpack_pack_int(&packer, 1);
    expect_refused(ELS_E_FORMAT, "stop.reason: not a text");

    packer = begin_frame(ELS_MSG_commit, 1);
    msgpack_pack_array(&packer, 1);
    msgpack_pack_int(&packer, -1);
    expect_refused(ELS_E_FORMAT, "commit.run: not an unsigned number");

    packer = begin_frame(ELS_MSG_commit, 1);
    msgpack_pack_array(&packer, 4);
    for (int i = 0; i < 4; i++)
        msgpack_pack_int(&packer, 1);
    expect_refused(ELS_E_FORMAT, "commit.last: not a boolean");

    packer = begin_frame(ELS_MSG_commit, 1);
    msgpack_pack_map(&packer, 0);
    expect_refused(ELS_E_FORMAT, "commit: not a list of fields");

    packer = begin_frame(ELS_MSG_feed_report, 1);
    msgpack_pack_array(&packer, 0);
    expect_refused(ELS_E_FORMAT, "feed_report: not a map");

    packer = begin_frame(ELS_MSG_state, 1);
    msgpack_pack_array(&packer, 3);
    msgpack_pack_int(&packer, 1);
    msgpack_pack_int(&packer, 1);
    put_text(&packer, "text is not bytes");
    expect_refused(ELS_E_FORMAT, "state.bytes: not bytes");

    packer = begin_frame(ELS_MSG_kb, 1);
    msgpack_pack_array(&packer, 2);
    put_text(&packer, "kb");
    msgpack_pack_array(&packer, 1);
    msgpack_pack_nil(&packer);
    expect_refused(ELS_E_FORMAT, "kb.tables[0]: not a list of fields");
}

Test(codec, refuses_numbers_out_of_range)
{
    msgpack_packer packer = begin_frame(ELS_MSG_hello, 1);
    msgpack_pack_array(&packer, 3);
    put_text(&packer, "executor");
    put_text(&packer, "executor.1");
    msgpack_pack_uint64(&packer, UINT64_C(1) << 32);
    expect_refused(ELS_E_LIMIT, "hello.pid: above 4294967295");
}

Test(codec, refuses_doubles_that_are_not_finite)
{
    const double bad[] = {NAN, INFINITY, -INFINITY};
    for (int i = 0; i < 3; i++) {
        msgpack_packer packer = begin_frame(ELS_MSG_feed_iteration, 1);
        msgpack_pack_map(&packer, 1);
        put_text(&packer, "elapsed_s");
        msgpack_pack_double(&packer, bad[i]);
        expect_refused(ELS_E_FORMAT, "feed_iteration.elapsed_s: not finite");
        els_feed_iteration feed = {.elapsed_s = bad[i]};
        els_buf_clear(&again);
        cr_assert_eq(els_encode(ELS_MSG_feed_iteration, &feed, &again), ELS_E_FORMAT);
        cr_assert_eq(again.len, 0);
    }
}

Test(codec, takes_whole_numbers_and_floats_for_a_double)
{
    msgpack_packer packer = begin_frame(ELS_MSG_feed_iteration, 1);
    msgpack_pack_map(&packer, 3);
    put_text(&packer, "elapsed_s");
    msgpack_pack_int(&packer, 7);
    put_text(&packer, "eta_s");
    msgpack_pack_int(&packer, -300);
    put_text(&packer, "multiplier");
    msgpack_pack_float(&packer, 1.5f);
    const els_feed_iteration *feed = expect_decoded(ELS_MSG_feed_iteration);
    cr_assert_eq(feed->elapsed_s, 7);
    cr_assert_eq(feed->eta_s, -300);
    cr_assert_eq(feed->multiplier, 1.5);
}

Test(codec, takes_positive_numbers_in_a_signed_encoding)
{
    const unsigned char bytes[] = {0x93, ELS_MSG_commit, 1, 0x92, 0xd3, 0, 0, 0, 0, 0, 0, 1,
                                   0,    0xd0,           5};
    els_buf_append(&frame, bytes, sizeof bytes);
    const els_commit *commit = expect_decoded(ELS_MSG_commit);
    cr_assert_eq(commit->run, 256);
    cr_assert_eq(commit->epoch, 5);
}

Test(codec, refuses_a_key_given_twice)
{
    msgpack_packer packer = begin_frame(ELS_MSG_feed_report, 1);
    msgpack_pack_map(&packer, 2);
    for (int i = 0; i < 2; i++) {
        put_text(&packer, "run");
        msgpack_pack_int(&packer, 1);
    }
    expect_refused(ELS_E_FORMAT, "feed_report.run: given twice");
}

Test(codec, refuses_unknown_types_and_odd_heads)
{
    msgpack_packer packer = begin_frame(31, 1);
    msgpack_pack_array(&packer, 0);
    expect_refused(ELS_E_FORMAT, "frame: unknown message type");
    begin_frame(4000000000u, 1);
    els_buf_append(&frame, "\x90", 1);
    expect_refused(ELS_E_FORMAT, "frame: unknown message type");
    els_buf_clear(&frame);
    els_buf_append(&frame, "\x90", 1);
    expect_refused(ELS_E_FORMAT, "frame: not [type, version, body]");
}

Test(codec, refuses_packed_numbers_of_odd_length)
{
    els_candidate candidate = {0};
    uint32_t own[2] = {1, 2};
    candidate.own = own;
    candidate.n_own = 2;
    els_answer answer = {.beam = &candidate, .n_beam = 1};
    els_result result = {.answers = &answer, .n_answers = 1};
    els_result_chunk chunk = {.results = &result, .n_results = 1};
    cr_assert_eq(els_encode(ELS_MSG_result_chunk, &chunk, &frame), ELS_OK);
    char *packed = memmem(frame.ptr, frame.len, "\xc4\x08\1\0\0\0\2\0\0\0", 10);
    cr_assert_not_null(packed, "numbers are packed little-endian");
    /* one byte less in the bin is one value more in its record */
    char *head = memrchr(frame.ptr, 0x9a, (size_t)(packed - frame.ptr));
    cr_assert_not_null(head, "ten fields");
    packed[1] = 7;
    *head = (char)0x9b;
    expect_refused(ELS_E_FORMAT,
                   "result_chunk.results[0].answers[0].beam[0].own: not a multiple of 4 bytes");
}

Test(codec, refuses_to_send_a_null_with_a_length)
{
    els_stop stop = {{NULL, 3}};
    cr_assert_eq(els_encode_explain(ELS_MSG_stop, &stop, &frame, &why), ELS_E_FORMAT);
    cr_assert_str_eq(why.ptr, "stop.reason: NULL with a length");
    els_kb kb = {.n_tables = 1};
    els_buf_clear(&why);
    cr_assert_eq(els_encode_explain(ELS_MSG_kb, &kb, &frame, &why), ELS_E_FORMAT);
    cr_assert_str_eq(why.ptr, "kb.tables: NULL with a count");
}

Test(codec, keeps_what_the_buffer_held_before)
{
    els_stop stop = {ELS_STR("x")};
    els_buf_append(&frame, "abc", 3);
    cr_assert_eq(els_encode(ELS_MSG_stop, &stop, &frame), ELS_OK);
    cr_assert(els_str_starts(els_buf_str(&frame), ELS_STR("abc\x93\x06\x01\x91\xa1x")));
    stop.reason.ptr = NULL;
    size_t len = frame.len;
    cr_assert_eq(els_encode(ELS_MSG_stop, &stop, &frame), ELS_E_FORMAT);
    cr_assert_eq(frame.len, len);
}

Test(codec, never_sends_a_frame_over_the_limit)
{
    size_t part = (size_t)1 << 20;
    char *bytes = calloc(1, part);
    els_str *inputs = calloc(70, sizeof *inputs);
    for (int i = 0; i < 70; i++)
        inputs[i] = (els_str){bytes, part};
    els_restore restore = {.inputs = inputs, .n_inputs = 70};
    cr_assert_eq(els_encode(ELS_MSG_restore, &restore, &frame), ELS_E_LIMIT);
    restore.n_inputs = 60;
    cr_assert_eq(els_encode(ELS_MSG_restore, &restore, &frame), ELS_OK);
    free(inputs);
    free(bytes);
}

Test(codec, takes_no_memory_on_a_promise)
{
    /* 262144 cells promised in five bytes; then really there, but one byte each */
    msgpack_packer packer = begin_frame(ELS_MSG_analysis, 1);
    msgpack_pack_array(&packer, 5);
    msgpack_pack_int(&packer, 1);
    msgpack_pack_int(&packer, 1);
    msgpack_pack_array(&packer, 0);
    msgpack_pack_array(&packer, 262144);
    size_t before = arena.used_bytes;
    expect_refused(ELS_E_FORMAT, "frame: truncated or invalid at byte 7");
    cr_assert_eq(arena.used_bytes, before);
    for (int i = 0; i < 262144; i++)
        msgpack_pack_array(&packer, 0);
    msgpack_pack_array(&packer, 0);
    expect_refused(ELS_E_LIMIT, "analysis.records: more memory than the frame's length allows");
    cr_assert_lt(arena.used_bytes, 4096);
}

Test(codec, peeks_at_the_type_without_looking_further)
{
    els_msg_type type = 0;
    cr_assert_eq(els_peek_type((els_str){"\x93\x06\x01\xc1", 4}, &type), ELS_OK);
    cr_assert_eq(type, ELS_MSG_stop);
    cr_assert_eq(els_peek_type((els_str){"\x93\x06", 2}, &type), ELS_E_FORMAT);
    cr_assert_eq(els_peek_type((els_str){"\x93\x7f\x01", 3}, &type), ELS_E_FORMAT);
    cr_assert_eq(els_peek_type((els_str){NULL, 0}, &type), ELS_E_FORMAT);
}

Test(codec, knows_every_message_by_number_and_name)
{
    size_t n;
    const els_message_desc *const *descs = els_message_descs(&n);
    for (size_t i = 0; i < n; i++)
        cr_assert_eq(els_message_desc_of(descs[i]->type), descs[i]);
    cr_assert_null(els_message_desc_of(0));
    cr_assert_null(els_message_desc_of(31));
    cr_assert_null(els_message_desc_of(100000));
    cr_assert_str_eq(els_message_name(ELS_MSG_task_chunk), "task_chunk");
    cr_assert_str_eq(els_message_name(0), "unknown");
}
