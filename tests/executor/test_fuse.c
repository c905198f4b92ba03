#include "fuse.h"

#include <criterion/criterion.h>

Test(fuse, of_a_process_that_knows_little_is_long)
{
    els_fuse fuse = {0};
    cr_assert_eq(els_fuse_ms(&fuse, 1, 10000), ELS_FUSE_MAX_MS);
    for (int i = 1; i < ELS_FUSE_KNOWN; i++)
        els_fuse_note(&fuse, 100);
    cr_assert_eq(els_fuse_ms(&fuse, 1, 10000), ELS_FUSE_MAX_MS);
    els_fuse_note(&fuse, 100);
    cr_assert_eq(els_fuse_ms(&fuse, 1, 10000), ELS_FUSE_MIN_MS);
}

Test(fuse, follows_the_slowest_task_up_to_a_bound_and_never_beyond_the_limit)
{
    els_fuse fuse = {0};
    for (int i = 0; i < ELS_FUSE_KNOWN; i++)
        els_fuse_note(&fuse, i == 7 ? 9000 : 100);
    cr_assert_eq(els_fuse_ms(&fuse, 1, 10000), 180u);
    cr_assert_eq(els_fuse_ms(&fuse, ELS_FUSE_TRIES, 10000), 180u);
    cr_assert_eq(els_fuse_ms(&fuse, 1, 20), 20u);
    els_fuse_note(&fuse, 10000000);
    cr_assert_eq(els_fuse_ms(&fuse, 1, 10000), ELS_FUSE_MAX_MS);
}

Test(fuse, is_the_limit_in_later_tries_and_none_without_one)
{
    els_fuse fuse = {0};
    cr_assert_eq(els_fuse_ms(&fuse, ELS_FUSE_TRIES + 1, 10000), 10000u);
    cr_assert_eq(els_fuse_ms(&fuse, 1, 0), 0u);
}
