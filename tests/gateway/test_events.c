#include "events.h"

#include <criterion/criterion.h>
#include <stdio.h>

static els_events events;
static els_buf out;

static void set_up(void)
{
    els_events_init(&events, 0xabc);
}

static void tear_down(void)
{
    els_events_fini(&events);
    els_buf_fini(&out);
}

TestSuite(events, .init = set_up, .fini = tear_down);

static void add(unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        els_events_add(&events, "iteration", ELS_STR("{\"a\":1}"));
}

/* The next event for who comes with this id; 0: the client must begin anew. */
static uint64_t resumed(const char *id)
{
    uint64_t next;
    bool ok = els_events_resume(&events, els_str_of(id), &next);
    cr_assert(ok || next == events.next);
    return ok ? next : 0;
}

Test(events, are_numbered_lines_as_the_wire_has_them)
{
    uint64_t next = 1;
    add(1);
    cr_assert(els_events_read(&events, &next, 4096, &out));
    cr_expect_str_eq(out.ptr, "id: 0000000000000abc-1\nevent: iteration\ndata: {\"a\":1}\n\n");
    cr_expect_eq(next, 2);
}

Test(events, go_on_behind_the_last_one_that_the_client_has)
{
    add(3);
    cr_expect_eq(resumed("0000000000000abc-1"), 2);
    cr_expect_eq(resumed("0000000000000abc-3"), 4);
    uint64_t next = 2;
    cr_assert(els_events_read(&events, &next, 4096, &out));
    cr_expect_not_null(strstr(out.ptr, "abc-2\n"));
    cr_expect_not_null(strstr(out.ptr, "abc-3\n"));
    cr_expect_null(strstr(out.ptr, "abc-1\n"));
}

Test(events, of_another_life_or_no_number_begin_anew)
{
    static const char *const bad[] = {"",
                                      "2",
                                      "0000000000000abd-2",
                                      "0000000000000abc-",
                                      "0000000000000abc-x",
                                      "0000000000000abc2",
                                      "0000000000000abc-4", /* not yet */
                                      "0000000000000abc-99999999999999999999999"};
    add(3);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_expect_eq(resumed(bad[i]), 0, "%s", bad[i]);
}

Test(events, who_has_none_may_begin_with_the_oldest)
{
    cr_expect_eq(resumed("0"), 1, "before the first");
    add(3);
    cr_expect_eq(resumed("0"), 1);
    add(ELS_EVENTS_KEPT + 7);
    cr_expect_eq(resumed("0"), 11);
}

Test(events, that_are_gone_are_said_to_be)
{
    char id[40];
    uint64_t next = 1;
    add(ELS_EVENTS_KEPT + 10);
    cr_expect_eq(resumed("0000000000000abc-9"), 0);
    cr_expect_eq(resumed("0000000000000abc-10"), 11);
    snprintf(id, sizeof id, "0000000000000abc-%d", ELS_EVENTS_KEPT + 10);
    cr_expect_eq(resumed(id), ELS_EVENTS_KEPT + 11);
    cr_expect_not(els_events_read(&events, &next, 4096, &out));
    cr_expect_eq(next, events.next);
    cr_expect_eq(out.len, 0);
}

Test(events, are_read_in_pieces)
{
    uint64_t next = 1;
    size_t reads = 0;
    add(10);
    while (next < events.next) {
        size_t before = out.len;
        cr_assert(els_events_read(&events, &next, 150, &out));
        cr_expect_leq(out.len - before, 150);
        reads++;
    }
    cr_expect_gt(reads, 1);
    next = 1;
    els_buf_clear(&out);
    cr_assert(els_events_read(&events, &next, 1, &out)); /* one at least */
    cr_expect_eq(next, 2);
}
