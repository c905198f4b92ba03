/* A new state is rolled out from executor to executor while the run goes on. */
#include "sequencer_sim.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(sequencer_rollout, .init = sim_set_up, .fini = sim_tear_down, .timeout = 20);

/* A rolling rollout of version 9, of which every iteration but the first has tasks. */
static void start_rolling(bool loads)
{
    els_sequencer_options options = sim_options();
    options.rollout = ELS_ROLLOUT_ROLLING;
    sim.candidate_version = 9;
    sim.stays_untrained = true;
    sim.loads = loads;
    sim_restart_broker(&options);
    sim_start_all();
}

static bool names_candidate(void)
{
    for (uint32_t i = 0; i < sim.n_grants; i++)
        if (sim.grants[i].version == 9)
            return true;
    return false;
}

Test(sequencer_rollout, a_rollout_goes_from_executor_to_executor_and_the_run_to_its_end)
{
    start_rolling(true);
    sim_live(500);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_OK, "%s", sim.last_text);
    cr_assert(names_candidate());
    cr_assert_eq(sim.n_orders, 2, "the version is loaded once by each");
    cr_assert_str_eq(sim.orders[0], "executor.1");
    cr_assert_str_eq(sim.orders[1], "executor.2");
}

Test(sequencer_rollout, tasks_of_a_version_wait_for_its_rollout_while_others_go_out)
{
    start_rolling(false);
    sim_live(600);
    cr_assert_eq(sim.commits, 1, "%s", sim.last_text);
    cr_assert_gt(sim.done_tasks, 0, "tasks of the live state go out");
    cr_assert_not(names_candidate());
    for (uint32_t i = 0; i < sim.n_orders; i++)
        cr_assert_str_eq(sim.orders[i], "executor.1", "never two at a time");
    sim_live(1500);
    cr_assert(names_candidate(), "nobody is waited for beyond the lease");
    sim_live(1000);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_OK);
}

Test(sequencer_rollout, an_executor_that_cannot_load_a_state_ends_the_run_before_others_have_it)
{
    sim.cannot_load = true;
    start_rolling(true);
    sim_live(500);
    cr_assert(sim.ended);
    cr_assert_eq(sim.exit_code, ELS_EXIT_FAILED);
    cr_assert_eq(sim.commits, 1);
    cr_assert_eq(sim.n_orders, 1);
    cr_assert_not_null(strstr(sim.last_text, "cannot load the learned state 9"), "%s",
                       sim.last_text);
}
