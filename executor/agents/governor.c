/* governor — Chen, Zaharia and Zou 2023, FrugalGPT, arXiv 2305.05176.
 *
 * Control flow: refuse what the policy disallows; estimate from the library's record what each
 * architecture of a cascade would achieve and begin with the cheapest that is worth trying; verify
 * its answer by the evaluator, stop when it suffices, else escalate; stop at the cap whatever
 * there is.
 * Parameters: accept (trust that stops), estimate (success below which an arm is skipped), cap
 * (work units for a field). */
#include "agent.h"
#include "policy.h"

typedef struct {
    const char *agent;
    els_setting setting;
    uint32_t moves; /* most promising ones its estimate rests on; 0: always worth trying */
} arm;

/* Cheapest first. */
static const arm cascade[] = {
    {"planning", {"one", {1, 1, 0}}, 1},
    {"react", {"few", {4, 0.7}}, 4},
    {"hierarchical", {"wide", {4, 2}}, 0},
};

/* Share of tasks like this one that the first moves have solved, by the library's record. */
static double estimate(els_work *work, uint32_t field, uint32_t n)
{
    uint32_t n_shapes;
    const els_shape_guess *shapes = els_session_shapes(els_work_open(work, field), &n_shapes);
    double success = 0;
    for (uint32_t i = 0; i < n && i < n_shapes; i++)
        success +=
            shapes[i].probability * (shapes[i].skill->right + 1.0) / (shapes[i].skill->tried + 2.0);
    return success;
}

static void refuse(els_work *work, uint32_t field, const char *rule)
{
    work->steps++;
    els_work_note(work, "refused:%s", rule);
    els_work_settle(work, field, NULL, 0);
}

static void solve_field(els_work *work, uint32_t field)
{
    double accept = work->setting->value[0], least = work->setting->value[1], trust = 0;
    uint32_t cap = (uint32_t)work->setting->value[2], budget = work->budget;
    const char *rule = els_policy_refusal(&work->view->reading);
    if (rule) {
        refuse(work, field, rule);
        return;
    }
    work->budget = cap < budget ? cap : budget;
    for (uint32_t i = 0; i < sizeof cascade / sizeof cascade[0]; i++) {
        if (cascade[i].moves && estimate(work, field, cascade[i].moves) < least)
            continue;
        els_work_delegate(work, field, els_agent_named(els_str_of(cascade[i].agent)),
                          &cascade[i].setting, els_work_left(work, field));
        bool found = els_work_best(work, field, &trust) != NULL;
        if ((found && trust >= accept) || els_work_left(work, field) == 0)
            break;
    }
    if (els_work_left(work, field) == 0 && trust < accept)
        els_work_note(work, "stopped:cap");
    work->budget = budget;
}

static const els_setting settings[] = {
    {"default", {0.6, 0.2, 240}},
    {"frugal", {0.4, 0.1, 96}},
};

const els_agent els_agent_governor = {
    .name = "governor",
    .source = "Chen, Zaharia and Zou 2023, arXiv 2305.05176",
    .control_flow = "refuse by the policy, estimate, take the cheapest arm, verify, escalate, stop "
                    "at the cap",
    .parameters = {"accept", "estimate", "cap"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
