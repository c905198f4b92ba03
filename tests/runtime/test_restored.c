/* What a stage does with the copies of a restore. */
#include "restored.h"

#include <criterion/criterion.h>

static els_restore_use take(els_restored *restored, uint64_t asked, uint64_t run, uint64_t epoch)
{
    els_restore message = {.run = run, .epoch = epoch};
    return els_restored_take(restored, asked, &message);
}

Test(restored, the_first_copy_is_applied_and_a_second_only_answered)
{
    els_restored restored = {0};
    cr_assert_not(els_restored_is_now(&restored, 0, 0), "nothing counts before the first restore");
    cr_assert_eq(take(&restored, 0, 1, 1), ELS_RESTORE_APPLY);
    cr_assert_eq(take(&restored, 0, 1, 1), ELS_RESTORE_ANSWER);
    cr_assert(els_restored_is_now(&restored, 1, 1));
    cr_assert_not(els_restored_is_now(&restored, 1, 2));
    cr_assert_not(els_restored_is_now(&restored, 2, 1));
}

Test(restored, a_late_copy_of_an_older_epoch_is_ignored)
{
    els_restored restored = {0};
    cr_assert_eq(take(&restored, 0, 1, 3), ELS_RESTORE_APPLY);
    cr_assert_eq(take(&restored, 0, 1, 2), ELS_RESTORE_IGNORE);
    cr_assert_eq(take(&restored, 0, 1, 4), ELS_RESTORE_APPLY);
    cr_assert_eq(take(&restored, 0, 2, 1), ELS_RESTORE_APPLY, "a new run may count from one");
    cr_assert_eq(take(&restored, 0, 1, 9), ELS_RESTORE_IGNORE);
}

Test(restored, another_broker_may_use_the_same_numbers_again)
{
    els_restored restored = {0};
    cr_assert_eq(take(&restored, 0, 1, 3), ELS_RESTORE_APPLY);
    cr_assert_eq(take(&restored, 1, 1, 3), ELS_RESTORE_APPLY);
    cr_assert_eq(take(&restored, 1, 1, 3), ELS_RESTORE_ANSWER);
    cr_assert_eq(take(&restored, 2, 1, 1), ELS_RESTORE_APPLY);
}
