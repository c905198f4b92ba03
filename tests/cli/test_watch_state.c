/* What els watch knows of a run, from messages alone. */
#include "watch_state.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static els_watch *watch;

static void begin(void)
{
    watch = els_watch_new();
}

static void end(void)
{
    els_watch_free(&watch);
}

TestSuite(watch_state, .init = begin, .fini = end);

static void iterate(uint64_t epoch, uint64_t run, uint64_t iteration, double success)
{
    els_feed_iteration body = {.epoch = epoch,
                               .run = run,
                               .iteration = iteration,
                               .iterations = 50,
                               .probe_success = success,
                               .probe_low = success - 0.1,
                               .probe_high = success + 0.1};
    els_feed_message message = {.type = ELS_MSG_feed_iteration, .body = &body, .epoch = epoch};
    els_watch_take(watch, &message, 1000);
}

static void snapshot(uint64_t run, const char *status)
{
    els_feed_snapshot body = {.run = run,
                              .epoch = 1,
                              .iteration = 7,
                              .iterations = 50,
                              .status_json = els_str_of(status)};
    els_feed_message message = {.type = ELS_MSG_feed_snapshot, .body = &body};
    els_watch_take(watch, &message, 1000);
}

static const char *newest_event(void)
{
    return watch->n_events ? watch->events[watch->n_events - 1].text : "";
}

Test(watch_state, an_iteration_made_again_replaces_the_one_before)
{
    iterate(1, 1, 1, 0.2);
    iterate(1, 1, 2, 0.3);
    iterate(2, 1, 2, 0.4);
    cr_assert_eq(watch->n_points, 2u);
    cr_assert_float_eq(watch->points[1].success, 0.4, 1e-9);
    cr_assert_not_null(strstr(watch->events[watch->n_events - 2].text, "epoch 2: iteration 2"));
}

Test(watch_state, another_run_begins_an_empty_curve)
{
    iterate(1, 1, 1, 0.2);
    iterate(1, 1, 2, 0.3);
    iterate(1, 2, 1, 0.4);
    cr_assert_eq(watch->n_points, 1u);
    cr_assert_eq(watch->at.run, 2u);
}

Test(watch_state, keeps_the_newest_points_and_events_of_a_long_run)
{
    for (uint64_t i = 1; i <= ELS_WATCH_POINTS + 10; i++)
        iterate(1, 1, i, 0.5);
    cr_assert_eq(watch->n_points, (size_t)ELS_WATCH_POINTS);
    cr_assert_eq(watch->points[0].iteration, 11u);
    cr_assert_eq(watch->points[ELS_WATCH_POINTS - 1].iteration, ELS_WATCH_POINTS + 10u);
    cr_assert_eq(watch->n_events, (size_t)ELS_WATCH_EVENTS);
}

Test(watch_state, numbers_of_a_peer_are_brought_into_their_range)
{
    iterate(1, 1, 1, NAN);
    iterate(1, 1, 2, 1e300);
    iterate(1, 1, 3, -INFINITY);
    for (size_t i = 0; i < 3; i++) {
        cr_assert(watch->points[i].success >= 0 && watch->points[i].success <= 1);
        cr_assert(watch->points[i].low >= 0 && watch->points[i].high <= 1);
    }
}

Test(watch_state, who_joins_late_begins_with_the_status)
{
    snapshot(
        1, "{\"tasks_executed\": 1e300, \"probe_success\": 0.5, \"probe_success_ci\": [0.4, 0.6], "
           "\"multiplier\": 2.5, \"multiplier_ci\": [2, 3]}");
    cr_assert_eq(watch->at.iteration, 7u);
    cr_assert_eq(watch->n_points, 1u);
    cr_assert_float_eq(watch->points[0].high, 0.6, 1e-9);
    cr_assert_float_eq(watch->at.multiplier_low, 2, 1e-9);
}

Test(watch_state, tells_of_goals_and_decisions_that_changed)
{
    snapshot(1,
             "{\"goals\": [{\"id\": \"goal-1\", \"status\": \"active\", \"subject\": \"sums\"}]}");
    snapshot(
        1, "{\"goals\": [{\"id\": \"goal-1\", \"status\": \"achieved\", \"subject\": \"sums\"}]}");
    cr_assert_str_eq(newest_event(), "goal-1 achieved: sums");
    size_t n = watch->n_events;
    snapshot(
        1, "{\"goals\": [{\"id\": \"goal-1\", \"status\": \"achieved\", \"subject\": \"sums\"}]}");
    cr_assert_eq(watch->n_events, n);
    snapshot(1, "{\"decisions\": {\"config\": {\"promoted\": 3}}}");
    cr_assert_str_eq(newest_event(), "a configuration was promoted (3 by now)");
}

Test(watch_state, a_status_that_is_no_json_is_said_and_the_old_one_kept)
{
    snapshot(1, "{\"goals\": []}");
    const json_t *kept = watch->status;
    snapshot(1, "{\"goals\": [");
    cr_assert_eq(watch->status, kept);
    cr_assert_str_eq(newest_event(), "a snapshot without a status");
}

Test(watch_state, the_report_brings_the_whole_curve)
{
    iterate(1, 1, 5, 0.2);
    els_feed_report body = {
        .run = 1,
        .report_json =
            ELS_STR("{\"learning_curve\": [{\"iteration\": 0, \"success\": 0.1, \"low\": "
                    "0, \"high\": 0.2}, {\"iteration\": 51, \"success\": 0.9}]}")};
    els_feed_message message = {.type = ELS_MSG_feed_report, .body = &body};
    els_watch_take(watch, &message, 1000);
    cr_assert(watch->is_over);
    cr_assert_eq(watch->n_points, 2u);
    cr_assert_eq(watch->points[1].iteration, 51u);
}

Test(watch_state, is_stale_after_three_seconds_of_silence_only)
{
    cr_assert_not(els_watch_is_stale(watch, 100000));
    iterate(1, 1, 1, 0.5);
    cr_assert_not(els_watch_is_stale(watch, 1000 + ELS_WATCH_STALE_MS - 1));
    cr_assert(els_watch_is_stale(watch, 1000 + ELS_WATCH_STALE_MS));
}

Test(watch_state, says_what_was_missed_and_what_cannot_be_read)
{
    els_watch_take(watch, &(els_feed_message){.missed = 3}, 1000);
    cr_assert_str_eq(watch->events[0].text, "3 messages were missed");
    cr_assert_str_eq(watch->events[1].text, "a message that cannot be read");
}
