/* react — Yao et al. 2022, ReAct, arXiv 2210.03629.
 *
 * Control flow: think which shape of program is most probable, act (run it), observe how far the
 * best answer is trusted; finish as soon as trust suffices, else take the next shape; when none is
 * left, act with everything.
 * Parameters: max_steps, finish (confidence that ends the loop). */
#include "agent.h"

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t max_steps = (uint32_t)work->setting->value[0];
    double finish = work->setting->value[1];
    els_session *session = els_work_open(work, field);
    uint32_t n_shapes;
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    for (uint32_t step = 0; step < max_steps; step++) {
        if (step < n_shapes)
            els_work_run_shape(work, field, shapes[step].skill);
        else
            els_work_search(work, field, finish);
        double confidence;
        const els_answer_group *best = els_work_best(work, field, &confidence);
        if (best && confidence >= finish) {
            els_work_settle(work, field, best, confidence);
            return;
        }
        if (step >= n_shapes || els_work_left(work, field) == 0)
            break;
    }
    els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {6, 0.85}},
    {"quick", {2, 0.5}},
};

const els_agent els_agent_react = {
    .name = "react",
    .source = "Yao et al. 2022, arXiv 2210.03629",
    .control_flow =
        "run the most probable shape, observe the trust in its answer, repeat until it suffices",
    .parameters = {"max_steps", "finish"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
