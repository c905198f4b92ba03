/* generative_agents — Park et al. 2023, Generative Agents, arXiv 2304.03442.
 *
 * Control flow: score the stream of remembered cases by recency, importance (how well the program
 * that solved them has held) and relevance (likeness to the question); reflect: sum up what the
 * strongest memories say for each program; plan: run the programs in that order until one is
 * trusted, then whatever else is promising.
 * Parameters: recency, importance (weights; relevance weighs 1), decay (of recency per newer case,
 * 0..1), threshold (trust that ends the plan). */
#include "agent.h"

#include <math.h>

enum { STREAM_MAX = 64, STRONGEST = 12, PLAN_MAX = 6 };
#define RELEVANT 0.2 /* likeness below which a memory is about something else */

typedef struct {
    const els_skill *skill;
    double score;
} thought;

static double score_of(const els_setting *setting, const els_recalled *memory,
                       const els_skill *skill)
{
    double recency = pow(setting->value[2], memory->newer);
    double importance = (skill->right + 1.0) / (skill->tried + 2.0);
    return setting->value[0] * recency + setting->value[1] * importance + memory->similarity;
}

/* The strongest memories, strongest first; equals in the order recalled. */
static uint32_t retrieve(els_work *work, uint32_t field, thought ret[STRONGEST])
{
    els_session *session = els_work_open(work, field);
    els_recalled stream[STREAM_MAX];
    uint32_t n = els_session_recall(session, STREAM_MAX, stream), kept = 0;
    work->steps++;
    for (uint32_t i = 0; i < n && stream[i].similarity >= RELEVANT; i++) {
        const els_skill *skill = els_mind_skill(work->view->mind, stream[i].remembered->skill);
        if (!skill)
            continue;
        double score = score_of(work->setting, &stream[i], skill);
        uint32_t at = kept < STRONGEST ? kept++ : STRONGEST;
        while (at > 0 && score > ret[at - 1].score) {
            if (at < STRONGEST)
                ret[at] = ret[at - 1];
            at--;
        }
        if (at < STRONGEST)
            ret[at] = (thought){skill, score};
    }
    return kept;
}

/* What the memories together say for each program, in order of it. */
static uint32_t reflect(const thought *memories, uint32_t n, thought ret[STRONGEST])
{
    uint32_t n_thoughts = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t t = 0;
        while (t < n_thoughts && ret[t].skill != memories[i].skill)
            t++;
        if (t == n_thoughts)
            ret[n_thoughts++] = (thought){memories[i].skill, 0};
        ret[t].score += memories[i].score;
    }
    for (uint32_t i = 1; i < n_thoughts; i++) {
        thought moved = ret[i];
        uint32_t at = i;
        for (; at > 0 && moved.score > ret[at - 1].score; at--)
            ret[at] = ret[at - 1];
        ret[at] = moved;
    }
    return n_thoughts;
}

static void solve_field(els_work *work, uint32_t field)
{
    double threshold = work->setting->value[3];
    thought memories[STRONGEST], plan[STRONGEST];
    uint32_t n = reflect(memories, retrieve(work, field, memories), plan);
    for (uint32_t i = 0; i < n && i < PLAN_MAX; i++) {
        const els_family *family = els_family_named(els_str_of(plan[i].skill->family));
        const els_move move = {plan[i].skill, family, 0}, *made = &move;
        els_position position;
        els_work_make(work, field, made, els_work_usual(work, field, made));
        if (els_work_position(work, field, &made, 1, &position) &&
            position.confidence >= threshold) {
            els_work_settle_answer(work, field, position.answer);
            return;
        }
    }
    els_work_try_on(work, field, threshold);
    els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {1, 1, 0.9, 0.6}},
    {"recent", {2, 0.5, 0.7, 0.5}},
};

const els_agent els_agent_generative_agents = {
    .name = "generative_agents",
    .source = "Park et al. 2023, arXiv 2304.03442",
    .control_flow = "score memories by recency, importance and relevance, reflect on them, follow "
                    "the plan they make",
    .parameters = {"recency", "importance", "decay", "threshold"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
