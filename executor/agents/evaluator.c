/* evaluator — Madaan et al. 2023, Self-Refine, arXiv 2303.17651; Cobbe et al. 2021, verifiers,
 * arXiv 2110.14168.
 *
 * Control flow: generate candidates family by family, score every distinct answer with the
 * evaluator, select the most trusted; refine with another, wider round while it stays below the
 * threshold.
 * Parameters: n (work units of the first round), threshold, rounds. */
#include "agent.h"

static const els_answer_group *select_trusted(els_session *session, double *ret_confidence)
{
    enum { SCORED_MAX = 8 };
    uint32_t n, winner = 0;
    const els_answer_group *groups = els_session_groups(session, &n);
    double most = 0;
    *ret_confidence = 0;
    for (uint32_t g = 0; g < n && g < SCORED_MAX; g++) {
        /* The model's own weight counts too: an evaluator alone likes well-known shapes too much.
         */
        double confidence = els_session_confidence(session, &groups[g]);
        if (confidence * groups[g].mass > most) {
            most = confidence * groups[g].mass;
            *ret_confidence = confidence;
            winner = g;
        }
    }
    return n ? &groups[winner] : NULL;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t allowance = (uint32_t)work->setting->value[0];
    double threshold = work->setting->value[1], confidence = 0;
    uint32_t rounds = (uint32_t)work->setting->value[2], n_families;
    els_session *session = els_work_open(work, field);
    const els_family *const *families = els_session_families(session, &n_families);
    for (uint32_t round = 0; round < rounds; round++) {
        for (uint32_t i = 0; i < n_families; i++)
            els_work_run_family(work, field, families[i], allowance);
        if (select_trusted(session, &confidence) && confidence >= threshold)
            break;
        allowance *= 4;
    }
    els_work_settle(work, field, select_trusted(session, &confidence), confidence);
}

static const els_setting settings[] = {
    {"default", {16, 0.3, 2}},
    {"patient", {32, 0.6, 2}},
};

const els_agent els_agent_evaluator = {
    .name = "evaluator",
    .source = "Madaan et al. 2023, arXiv 2303.17651; Cobbe et al. 2021, arXiv 2110.14168",
    .control_flow =
        "generate family by family, score every answer, select the most trusted, refine",
    .parameters = {"n", "threshold", "rounds"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
