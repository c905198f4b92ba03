/* memory — Zhou et al. 2025, Memento, and case-based reasoning (Aamodt and Plaza 1994).
 *
 * Control flow: retrieve the k most similar solved cases, run the programs that solved them on this
 * task, let the cases vote for their answers by similarity; without a case above the floor, try the
 * most promising moves.
 * What was solved is written to the case memory when the outcome is learned.
 * Parameters: k, floor (least similarity). */
#include "agent.h"

enum { RECALL_MAX = 16 };
#define TRUST 0.5 /* that ends the search without a case */
/* Nats that having been right on the very same question says for arguments: a difference of
 * numbers or names can make others right. */
#define SAME_ARGS 1.5

/* The candidate the case speaks for: of its shape the one that the model prefers, where that its
 * arguments were right before counts for them. */
static const els_pooled *voice_of(const els_pool *pool, const els_recalled *recalled)
{
    const els_case *remembered = recalled->remembered;
    const els_pooled *best = NULL;
    double most = 0;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        if (item->skill != remembered->skill)
            continue;
        bool same = els_hash_str(item->args) == remembered->args;
        double says = item->score + (same ? SAME_ARGS * recalled->similarity : 0);
        if (!best || says > most) {
            best = item;
            most = says;
        }
    }
    return best;
}

static void solve_field(els_work *work, uint32_t field)
{
    uint32_t k = (uint32_t)work->setting->value[0];
    double floor = work->setting->value[1];
    els_session *session = els_work_open(work, field);
    const els_mind *mind = els_session_view(session)->mind;
    els_recalled recalled[RECALL_MAX];
    uint32_t n = els_session_recall(session, k, recalled), used = 0;
    work->steps++;
    while (used < n && recalled[used].similarity >= floor) {
        const els_skill *skill = els_mind_skill(mind, recalled[used].remembered->skill);
        bool again = false;
        for (uint32_t i = 0; i < used; i++)
            again = again || recalled[i].remembered->skill == recalled[used].remembered->skill;
        if (skill && !again)
            els_work_run_shape(work, field, skill);
        used++;
    }
    const els_pool *pool = els_session_pool(session);
    uint32_t n_groups, winner = 0;
    const els_answer_group *groups = els_session_groups(session, &n_groups);
    double most = 0;
    for (uint32_t g = 0; g < n_groups; g++) {
        double votes = groups[g].mass; /* the model has a voice too */
        for (uint32_t i = 0; i < used; i++) {
            const els_pooled *voice = voice_of(pool, &recalled[i]);
            if (voice && voice->answer_hash == pool->items[groups[g].best].answer_hash)
                votes += recalled[i].similarity / used;
        }
        if (votes > most) {
            most = votes;
            winner = g;
        }
    }
    if (n_groups == 0) {
        els_work_try_on(work, field, TRUST);
        els_work_settle_best(work, field);
        return;
    }
    els_work_settle(work, field, &groups[winner], els_session_confidence(session, &groups[winner]));
}

static const els_setting settings[] = {
    {"default", {5, 0.3}},
    {"strict", {3, 0.6}},
};

const els_agent els_agent_memory = {
    .name = "memory",
    .source = "Aamodt and Plaza 1994; Zhou et al. 2025",
    .control_flow =
        "retrieve similar solved cases, run their programs, vote by similarity; else go by promise",
    .parameters = {"k", "floor"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
