/* planning — Xu et al. 2023, ReWOO, arXiv 2305.18323.
 *
 * Control flow: from the question alone write a plan (which shapes to run, for how much
 * probability), execute the whole plan without looking in between, then solve from all evidence;
 * replan with a search over everything when the evidence is not trusted. Parameters: plan_length,
 * cover (probability the plan must cover), trust (below it: replan). */
#include "agent.h"

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t plan_length = (uint32_t)work->setting->value[0], n_shapes, planned = 0;
    double cover = work->setting->value[1], trust = work->setting->value[2], covered = 0;
    els_session *session = els_work_open(work, field);
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    while (planned < n_shapes && planned < plan_length && covered < cover)
        covered += shapes[planned++].probability;
    for (uint32_t i = 0; i < planned; i++)
        els_work_run_shape(work, field, shapes[i].skill);
    double confidence;
    const els_answer_group *best = els_work_best(work, field, &confidence);
    if (!best || confidence < trust)
        els_work_search(work, field, trust);
    els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {4, 0.9, 0.5}},
    {"lean", {1, 0.5, 0.25}},
};

const els_agent els_agent_planning = {
    .name = "planning",
    .source = "Xu et al. 2023, arXiv 2305.18323",
    .control_flow =
        "plan shapes from the question alone, execute all, solve; replan when not trusted",
    .parameters = {"plan_length", "cover", "trust"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
