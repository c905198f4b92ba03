/* moves.c — what several control flows share: moves and how promising they are, what a part of the
 * evidence stands for, draws by lot, and handing a field over. */
#include "agent.h"

#include <math.h>

static void insert(els_move *moves, uint32_t *n, els_move fresh)
{
    uint32_t at = *n < ELS_MOVES_MAX ? (*n)++ : ELS_MOVES_MAX;
    while (at > 0 && fresh.prior > moves[at - 1].prior) {
        if (at < ELS_MOVES_MAX)
            moves[at] = moves[at - 1];
        at--;
    }
    if (at < ELS_MOVES_MAX)
        moves[at] = fresh;
}

uint32_t els_work_moves(els_work *work, uint32_t field, els_move ret[ELS_MOVES_MAX])
{
    els_session *session = els_work_open(work, field);
    uint32_t n_shapes, n_families, n = 0;
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    const els_newcomer *newcomers = els_session_newcomers(session, &n_families);
    /* Without shapes nothing is known of the families but their order. */
    double novelty = n_shapes ? els_session_novelty(session) : 0;
    double least = n_shapes ? els_work_config(work, ELS_CONFIG_work_novelty) : 1;
    double rest = fmax(0, least - novelty);
    for (uint32_t i = 0; i < n_shapes; i++) {
        const els_family *family = els_family_named(els_str_of(shapes[i].skill->family));
        insert(ret, &n,
               (els_move){shapes[i].skill, family, shapes[i].probability * (1 - novelty - rest)});
    }
    for (uint32_t i = 0; i < n_families; i++) {
        rest /= 2;
        insert(ret, &n,
               (els_move){NULL, newcomers[i].family, rest + (n_shapes ? newcomers[i].chance : 0)});
    }
    return n;
}

uint32_t els_work_usual(els_work *work, uint32_t field, const els_move *move)
{
    uint32_t allowance = (uint32_t)els_work_config(work, ELS_CONFIG_work_move) +
                         els_session_field(els_work_open(work, field))->n_choices;
    return move->family->allowance > allowance ? move->family->allowance : allowance;
}

uint32_t els_work_make(els_work *work, uint32_t field, const els_move *move, uint32_t allowance)
{
    els_session *session = els_work_open(work, field);
    if (allowance > els_work_left(work, field))
        allowance = els_work_left(work, field);
    work->steps++;
    uint32_t spent = 0;
    if (move->skill) {
        spent = els_work_hear(work, field, move->family, allowance);
        if (spent < allowance)
            spent += els_session_run_shape(session, move->skill, allowance - spent);
    } else {
        spent = els_session_run_family(session, move->family, allowance);
    }
    els_work_note(work, "%s:%s=%u", move->family->name, move->skill ? move->skill->shape : "*",
                  spent);
    return spent;
}

void els_work_try_on(els_work *work, uint32_t field, double trust)
{
    els_move moves[ELS_MOVES_MAX];
    uint32_t n = els_work_moves(work, field, moves);
    double confidence = 0;
    for (uint32_t i = 0; i < n && confidence < trust && els_work_left(work, field) > 0; i++) {
        els_work_make(work, field, &moves[i], els_work_usual(work, field, &moves[i]));
        els_work_best(work, field, &confidence);
    }
}

uint32_t els_work_draw(const double *weight, uint32_t n, els_rng *rng)
{
    double sum = 0;
    uint32_t last = 0;
    for (uint32_t i = 0; i < n; i++)
        sum += weight[i];
    double at = els_rng_unit(rng) * sum;
    for (uint32_t i = 0; i < n; i++) {
        if (weight[i] <= 0)
            continue;
        last = i;
        at -= weight[i];
        if (at < 0)
            break;
    }
    return last;
}

static bool is_of(const els_pooled *item, const els_move *move)
{
    return move->skill ? item->skill == move->skill->key
                       : els_str_eq(item->family, els_str_of(move->family->name));
}

/* What the moves found, as a pool of its own. */
static els_pool part_of(els_work *work, uint32_t field, const els_move *const *moves, uint32_t n)
{
    const els_pool *pool = els_session_pool(els_work_open(work, field));
    els_pool part = {.items = ELS_ARENA_NEW(work->view->arena, els_pooled, pool->n_items + 1)};
    for (uint32_t i = 0; i < pool->n_items; i++) {
        bool wanted = false;
        for (uint32_t m = 0; m < n && !wanted; m++)
            wanted = is_of(&pool->items[i], moves[m]);
        if (wanted)
            part.items[part.n_items++] = pool->items[i];
    }
    return part;
}

bool els_work_position(els_work *work, uint32_t field, const els_move *const *moves, uint32_t n,
                       els_position *ret)
{
    const els_view *view = work->view;
    els_session *session = els_work_open(work, field);
    els_pool part = part_of(work, field, moves, n);
    if (part.n_items == 0)
        return false;
    uint32_t n_groups, n_shapes;
    const els_answer_group *groups = els_pool_groups(&part, view->arena, &n_groups);
    const els_shape_guess *shapes = els_session_shapes(session, &n_shapes);
    els_field_key key = els_field_key_of(view->task, els_session_field(session));
    const els_pooled *best = &part.items[groups[0].best];
    *ret = (els_position){
        .answer = best->answer_hash,
        .confidence = els_pool_confidence(view->mind, &view->text, &key, &part, &groups[0], shapes,
                                          n_shapes, els_session_unproven(session, best->family)),
        .check = best->check};
    return true;
}

bool els_work_prevails(els_work *work, uint32_t field, const els_move *move_b,
                       const els_position *b, const els_move *move_a, const els_position *a)
{
    const els_move *both[2] = {move_a, move_b};
    double mass_a = 0, mass_b = 0;
    els_pool part = part_of(work, field, both, 2);
    uint32_t n;
    const els_answer_group *groups = els_pool_groups(&part, work->view->arena, &n);
    for (uint32_t g = 0; g < n; g++) {
        uint64_t answer = part.items[groups[g].best].answer_hash;
        mass_a += answer == a->answer ? groups[g].mass : 0;
        mass_b += answer == b->answer ? groups[g].mass : 0;
    }
    return b->confidence * mass_b > a->confidence * mass_a;
}

els_router_context els_work_context(const els_view *view)
{
    return (els_router_context){els_hash_str(view->task->kind),
                                els_hash_str(view->task->fields[0].type), view->task->n_fields};
}

void els_work_delegate(els_work *work, uint32_t field, const els_agent *agent,
                       const els_setting *setting, uint32_t allowance)
{
    const els_setting *own = work->setting;
    uint32_t budget = work->budget, left = els_work_left(work, field);
    if (allowance < left)
        work->budget = budget - left + allowance;
    work->setting = setting;
    els_work_note(work, "%s/%s:", agent->name, setting->name);
    agent->solve(work, field);
    work->setting = own;
    work->budget = budget;
}
