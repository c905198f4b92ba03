/* curriculum — automatic curriculum of Wang et al. 2023, Voyager, arXiv 2305.16291; Qi et al. 2024,
 * WebRL, arXiv 2411.02337.
 *
 * Control flow: of four levels of effort begin on the lowest whose success, by the library's
 * record, reaches the target (the edge of success); while the answer is not trusted that much,
 * promote by `step` levels; what came easily demotes the next field's beginning by one. Parameters:
 * target (success wanted, 0..1), step (levels; 0: stays where it began). */
#include "agent.h"

enum { LEVELS = 4, TOP = LEVELS - 1 };
static const uint32_t moves_at[LEVELS] = {1, 3, 8, 0}; /* moves of a level; the top searches all */

/* Share of tasks like this one that the first moves have solved, by the library's record. */
static double record_of(const els_move *moves, uint32_t n)
{
    double success = 0;
    for (uint32_t i = 0; i < n; i++)
        if (moves[i].skill)
            success +=
                moves[i].prior * (moves[i].skill->right + 1.0) / (moves[i].skill->tried + 2.0);
    return success;
}

static uint32_t edge_of_success(const els_move *moves, uint32_t n, double target)
{
    for (uint32_t level = 0; level < TOP; level++)
        if (record_of(moves, n < moves_at[level] ? n : moves_at[level]) >= target)
            return level;
    return TOP;
}

static void solve_field(els_work *work, uint32_t field)
{
    double target = work->setting->value[0], confidence;
    uint32_t step = (uint32_t)work->setting->value[1], made = 0;
    els_move moves[ELS_MOVES_MAX];
    uint32_t n = els_work_moves(work, field, moves);
    uint32_t level = edge_of_success(moves, n, target);
    if (work->carry > 0 && level > 0)
        level--; /* the field before came easily */
    uint32_t begin = level;
    for (;;) {
        els_work_note(work, "level%u", level);
        if (level == TOP)
            els_work_search(work, field, target);
        for (; made < moves_at[level] && made < n; made++)
            els_work_make(work, field, &moves[made], els_work_usual(work, field, &moves[made]));
        const els_answer_group *best = els_work_best(work, field, &confidence);
        if ((best && confidence >= target) || level == TOP || step == 0)
            break;
        level = level + step < TOP ? level + step : TOP;
    }
    work->carry = level == begin && confidence >= target;
    els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {0.6, 1}},
    {"steep", {0.8, 2}},
};

const els_agent els_agent_curriculum = {
    .name = "curriculum",
    .source = "Wang et al. 2023, arXiv 2305.16291; Qi et al. 2024, arXiv 2411.02337",
    .control_flow =
        "begin at the level of effort the record says suffices, promote while in doubt, "
        "demote after what was easy",
    .parameters = {"target", "step"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
