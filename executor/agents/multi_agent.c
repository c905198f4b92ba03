/* multi_agent — Wu et al. 2023, AutoGen, arXiv 2308.08155.
 *
 * Control flow: around one board, the producer posts the answer of its most promising move; the
 * tester checks what is posted (the tool's own check, the evaluator); the critic, where the tester
 * does not vouch for it, brings the strongest rival of another family and the weaker one is wiped
 * off; the turns end when what stands on the board passes the test.
 * Parameters: roles (1 producer, 2 with critic, 3 with tester), turns. */
#include "agent.h"

#define PASSES 0.6 /* trust at which the tester vouches for an answer */

typedef struct {
    const els_move *move; /* NULL: the board is empty */
    els_position position;
} post;

typedef struct {
    els_work *work;
    uint32_t field;
    els_move moves[ELS_MOVES_MAX];
    bool made[ELS_MOVES_MAX];
    uint32_t n;
    post board;
} table;

/* Makes the most promising move that is left, of a family other than `but`. */
static post argue(table *t, const els_family *but)
{
    for (uint32_t i = 0; i < t->n; i++) {
        const els_move *move = &t->moves[i];
        post made = {move, {0}};
        if (t->made[i] || move->family == but)
            continue;
        t->made[i] = true;
        els_work_make(t->work, t->field, move, els_work_usual(t->work, t->field, move));
        if (els_work_position(t->work, t->field, &move, 1, &made.position))
            return made;
    }
    return (post){NULL, {0}};
}

/* What stays on the board when both are read together. */
static post stronger(table *t, post a, post b)
{
    bool falls =
        b.move && els_work_prevails(t->work, t->field, b.move, &b.position, a.move, &a.position);
    return falls ? b : a;
}

static bool passes(const table *t)
{
    return t->board.position.check == 2 || t->board.position.confidence >= PASSES;
}

static void solve_field(els_work *work, uint32_t field)
{
    enum { PRODUCER = 1, CRITIC = 2, TESTER = 3 };
    uint32_t roles = (uint32_t)work->setting->value[0], turns = (uint32_t)work->setting->value[1];
    table t = {.work = work, .field = field};
    t.n = els_work_moves(work, field, t.moves);
    for (uint32_t turn = 0; turn < turns && els_work_left(work, field) > 0; turn++) {
        post produced = argue(&t, NULL);
        if (!produced.move)
            break;
        t.board = t.board.move ? stronger(&t, t.board, produced) : produced;
        if (roles < CRITIC || (roles >= TESTER && passes(&t)))
            break;
        t.board = stronger(&t, t.board, argue(&t, t.board.move->family));
        if (roles < TESTER || passes(&t))
            break;
    }
    if (t.board.move)
        els_work_settle_answer(work, field, t.board.position.answer);
    else
        els_work_settle_best(work, field);
}

static const els_setting settings[] = {
    {"default", {3, 4}},
    {"pair", {2, 2}},
};

const els_agent els_agent_multi_agent = {
    .name = "multi_agent",
    .source = "Wu et al. 2023, arXiv 2308.08155",
    .control_flow = "on a shared board a producer posts, a tester checks, a critic brings rivals; "
                    "what passes stands",
    .parameters = {"roles", "turns"},
    .settings = settings,
    .n_settings = sizeof settings / sizeof settings[0],
    .solve = solve_field,
};
