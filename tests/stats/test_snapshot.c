#include "stats_snapshot.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

typedef struct {
    uint64_t wide;
    uint32_t narrow;
    double real;
    bool flag;
    els_str text;
    uint32_t n, list[4];
} state;

static void visit(els_snapshot *s, state *st)
{
    els_snapshot_u64(s, &st->wide);
    els_snapshot_u32(s, &st->narrow);
    els_snapshot_f64(s, &st->real);
    els_snapshot_bool(s, &st->flag);
    els_snapshot_text(s, &st->text);
    els_snapshot_count(s, &st->n, 4, 4);
    for (uint32_t i = 0; i < st->n; i++)
        els_snapshot_u32(s, &st->list[i]);
}

static els_buf written(void)
{
    els_buf buf = {0};
    els_snapshot s;
    state st = {UINT64_MAX - 1, 77, -0.0, true, ELS_STR("h\xc3\xa9llo"), 3, {1, 2, 3, 0}};
    els_snapshot_write(&s, &buf, 0x1234, 2);
    visit(&s, &st);
    els_snapshot_finish(&s);
    return buf;
}

static els_err reread(els_str bytes, state *ret, els_arena *arena)
{
    els_snapshot s;
    els_err err = els_snapshot_read(&s, bytes, 0x1234, 2, arena);
    if (err)
        return err;
    visit(&s, ret);
    return els_snapshot_close(&s);
}

Test(stats_snapshot, gives_back_every_bit)
{
    els_buf buf = written();
    els_arena arena = {0};
    state st = {0};
    cr_assert_eq(reread(els_buf_str(&buf), &st, &arena), ELS_OK);
    cr_assert_eq(st.wide, UINT64_MAX - 1);
    cr_assert_eq(st.narrow, 77u);
    cr_assert(st.real == 0 && signbit(st.real));
    cr_assert(st.flag);
    cr_assert(els_str_eq(st.text, ELS_STR("h\xc3\xa9llo")));
    cr_assert(st.n == 3 && st.list[2] == 3);
    els_arena_fini(&arena);
    els_buf_fini(&buf);
}

Test(stats_snapshot, refuses_every_prefix_and_every_flipped_bit)
{
    els_buf buf = written();
    els_arena arena = {0};
    state st = {0};
    for (size_t len = 0; len < buf.len; len++)
        cr_assert_neq(reread((els_str){buf.ptr, len}, &st, &arena), ELS_OK, "prefix %zu", len);
    for (size_t bit = 0; bit < buf.len * 8; bit++) {
        buf.ptr[bit / 8] = (char)(buf.ptr[bit / 8] ^ (1 << bit % 8));
        cr_assert_neq(reread(els_buf_str(&buf), &st, &arena), ELS_OK, "bit %zu", bit);
        buf.ptr[bit / 8] = (char)(buf.ptr[bit / 8] ^ (1 << bit % 8));
    }
    els_arena_fini(&arena);
    els_buf_fini(&buf);
}

Test(stats_snapshot, tells_another_version_from_damage)
{
    els_buf buf = {0};
    els_snapshot s;
    els_arena arena = {0};
    state st = {0};
    els_snapshot_write(&s, &buf, 0x1234, 3);
    visit(&s, &st);
    els_snapshot_finish(&s);
    cr_assert_eq(reread(els_buf_str(&buf), &st, &arena), ELS_E_VERSION);
    els_buf_fini(&buf);
    els_arena_fini(&arena);
}

Test(stats_snapshot, counts_are_limited_by_the_caller)
{
    els_buf buf = {0};
    els_snapshot s;
    els_arena arena = {0};
    uint32_t five = 5, n = 9;
    els_snapshot_write(&s, &buf, 1, 1);
    els_snapshot_count(&s, &five, 5, 4);
    for (uint32_t i = 0; i < five; i++)
        els_snapshot_u32(&s, &i);
    els_snapshot_finish(&s);
    cr_assert_eq(els_snapshot_read(&s, els_buf_str(&buf), 1, 1, &arena), ELS_OK);
    els_snapshot_count(&s, &n, 4, 4);
    cr_assert_eq(n, 0u);
    cr_assert_eq(els_snapshot_close(&s), ELS_E_LIMIT);
    els_buf_fini(&buf);
    els_arena_fini(&arena);
}
