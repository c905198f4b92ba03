#include "live.h"

#include <criterion/criterion.h>
#include <string.h>

static const els_feed_iteration at = {.iteration = 10,
                                      .iterations = 10,
                                      .probe_success = 0.71,
                                      .probe_low = 0.57,
                                      .probe_high = 0.82,
                                      .multiplier = 14.36,
                                      .multiplier_low = 5.38,
                                      .multiplier_high = 27.04,
                                      .tasks_per_second = 546,
                                      .eta_s = 3};

static void prints(size_t columns, const char *expected)
{
    els_buf line = {0};
    els_live_print(&at, columns, &line);
    cr_expect_str_eq(line.ptr, expected, "%zu columns: %s", columns, line.ptr);
    els_buf_fini(&line);
}

Test(live, leaves_out_what_has_no_room_on_the_terminal)
{
    prints(0, "iteration 10/10  success 71 % [57, 82]  multiplier 14.36 [5.38, 27.04]  546 tasks/s"
              "  ETA 3 s");
    prints(79, "iteration 10/10  success 71 % [57, 82]  multiplier 14.36 [5.38, 27.04]  ETA 3 s");
    prints(78, "iteration 10/10  success 71 %  multiplier 14.36  ETA 3 s");
    prints(15, "iteration 10/10");
}
