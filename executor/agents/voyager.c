/* voyager — Wang et al. 2023, Voyager, arXiv 2305.16291.
 *
 * Control flow: retrieve verified skills from the library, execute the best of them, verify the
 * outcome by the tool's own check or the evaluator; after `retries` failures write a new program by
 * searching everything. What works is stored and verified when outcomes are learned.
 * Parameters: top_k, retries, trust. */
#include "agent.h"

enum { SKILLS_TRIED_MAX = 8 };

typedef struct {
    const els_skill *skill;
    double worth;
} retrieved;

/* Verified skills by probability x precision. */
static uint32_t retrieve(els_session *session, uint32_t top_k, retrieved *ret)
{
    uint32_t n_shapes, n = 0;
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    for (uint32_t i = 0; i < n_shapes; i++) {
        const els_skill *skill = shapes[i].skill;
        if (!els_skill_is_verified(skill))
            continue;
        double worth = shapes[i].probability * (skill->right + 1.0) / (skill->tried + 2.0);
        uint32_t at = n < top_k ? n++ : top_k;
        while (at > 0 && worth > ret[at - 1].worth) {
            if (at < top_k)
                ret[at] = ret[at - 1];
            at--;
        }
        if (at < top_k)
            ret[at] = (retrieved){skill, worth};
    }
    return n;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t top_k = (uint32_t)work->setting->value[0], retries = (uint32_t)work->setting->value[1];
    double trust = work->setting->value[2], confidence;
    els_session *session = els_work_open(work, field);
    retrieved skills[SKILLS_TRIED_MAX];
    uint32_t n = retrieve(session, top_k, skills);
    for (uint32_t i = 0; i < n && i < retries; i++) {
        els_work_run_shape(work, field, skills[i].skill);
        const els_answer_group *best = els_work_best(work, field, &confidence);
        bool verified = best && (els_session_pool(session)->items[best->best].check == 2 ||
                                 confidence >= trust);
        if (verified && confidence >= 0.5) {
            els_work_settle(work, field, best, confidence);
            return;
        }
    }
    els_work_search(work, field, trust);
    els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {4, 3, 0.7}},
    {"bold", {2, 2, 0.5}},
};

const els_agent els_agent_voyager = {
    .name = "voyager",
    .source = "Wang et al. 2023, arXiv 2305.16291",
    .control_flow =
        "retrieve verified skills, execute, verify; after retries write a new program by search",
    .parameters = {"top_k", "retries", "trust"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
