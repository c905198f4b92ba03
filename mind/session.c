#include "session_impl.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { POOL_MAX = 1024, POOL_FIRST = 64, SHAPES_MAX = 32 };

enum { INDEX_SLOTS = 4096, SHAPE_SCORE = 31 /* apart from the keys of crosses */ };
/* Measured in docs/decisions/0015. */
enum { HEARING_UNITS = 100, HOPELESS_IN_A_ROW = 3 };
static const double HOPELESS_NATS = 3;
/* What is added to the priors of a kind of which little was learned. docs/decisions/0056. */
#define MORE_PRIOR 1.0

void els_view_open(els_view *view, const els_mind *mind, const els_task *task,
                   const els_kb_index *kb, uint64_t salt, els_arena *arena)
{
    *view = (els_view){.mind = mind, .task = task, .salt = salt, .arena = arena, .words_share = 1};
    view->task_key = els_hash_str(task->id);
    els_reading_make(task, kb, arena, &view->reading);
    els_text_words(&view->reading, arena, &view->text);
    els_text_chars(task->question, arena, &view->text);
    els_text_facts(&view->reading, arena, &view->text);
    view->notebook = ELS_ARENA_NEW(arena, els_notebook, 1);
    view->notebook->arena = arena;
}

els_session *els_session_open(const els_view *view, uint32_t field, const els_str *previous)
{
    els_session *session = ELS_ARENA_NEW(view->arena, els_session, 1);
    session->view = view;
    session->field = field;
    session->notes = els_notes_on(view->notebook, field, previous);
    session->spec = &view->task->fields[field];
    session->key = els_field_key_of(view->task, session->spec);
    if (els_usual_is_named(session->spec)) {
        if (!session->notes->usual)
            session->notes->usual = els_usual_think(view->mind->labels, view->task, session->spec,
                                                    view->notebook->arena);
        session->spec = &session->notes->usual->seen;
    }
    session->index = ELS_ARENA_NEW(view->arena, uint32_t, INDEX_SLOTS);
    return session;
}

/* ---- services for families ---- */

const els_quantities *els_session_quantities(const els_session *session)
{
    els_notebook *book = session->view->notebook;
    if (!book->quantities) {
        els_quantities *read = ELS_ARENA_NEW(book->arena, els_quantities, 1);
        els_quantities_read(&session->view->reading, read);
        book->quantities = read;
    }
    return book->quantities;
}

const els_reading *els_session_reading(const els_session *session)
{
    return &session->view->reading;
}

const els_field_spec *els_session_field(const els_session *session)
{
    return session->spec;
}

const els_str *els_session_previous(const els_session *session, uint32_t *ret_count)
{
    *ret_count = session->field;
    return session->notes->previous;
}

const els_usual_opinion *els_session_usual(const els_session *session)
{
    return session->notes->usual;
}

els_arena *els_session_arena(els_session *session)
{
    return session->view->notebook->arena;
}

els_rng els_session_rng(const els_session *session, uint64_t purpose)
{
    return els_rng_make(session->view->salt, session->view->task_key,
                        els_hash_pair(purpose, session->field));
}

/* ---- yes and no in other words ---- */

#define OTHER_WORDS ":true"
#define LESS_USUAL 1.0 /* nats */

enum { SHAPE_BYTES = 127 };

/* Where a field takes any text, whether its yes is "yes" or "true" is for the data to say. */
static bool takes_other_words(const els_session *session)
{
    const els_field_spec *field = els_session_field(session);
    return field->n_choices == 0 && els_str_is(field->type, "text");
}

/* The shape of a program for yes or no whose answers are "true" and "false"; empty when too long.
 */
static els_str other_words(els_str shape, char bytes[SHAPE_BYTES])
{
    const size_t more = sizeof OTHER_WORDS - 1;
    if (shape.len + more > SHAPE_BYTES)
        return (els_str){NULL, 0};
    memcpy(bytes, shape.ptr, shape.len);
    memcpy(bytes + shape.len, OTHER_WORDS, more);
    return (els_str){bytes, shape.len + more};
}

static bool is_wanted(const els_session *session, els_str shape)
{
    return session->wanted_skill == 0 ||
           els_skill_key(session->running, shape) == session->wanted_skill;
}

bool els_session_wants(const els_session *session, els_str shape)
{
    char bytes[SHAPE_BYTES];
    return is_wanted(session, shape) ||
           (takes_other_words(session) && is_wanted(session, other_words(shape, bytes)));
}

static double cross_score(const els_session *session, uint64_t key)
{
    els_noted_score *noted = els_notebook_score(session->view->notebook, key);
    if (!noted->used || noted->key != key)
        *noted = (els_noted_score){
            key, els_model_cross(&session->view->mind->model, &session->view->text, key), true};
    return noted->value;
}

double els_session_score(const els_session *session, const uint32_t *own, uint32_t n_own,
                         const uint64_t *cross, uint32_t n_cross)
{
    double score = n_own ? els_model_own(&session->view->mind->model, own, n_own) : 0;
    for (uint32_t i = 0; i < n_cross; i++)
        score += cross_score(session, els_cross_words(cross[i])); /* families' keys are plain */
    return score;
}

double els_session_shape_score(const els_session *session, els_str shape)
{
    const els_view *view = session->view;
    uint64_t key = els_hash_pair(els_hash_pair(SHAPE_SCORE, session->field),
                                 els_skill_key(session->running, shape));
    els_noted_score *noted = els_notebook_score(view->notebook, key);
    if (!noted->used || noted->key != key)
        *noted = (els_noted_score){
            key, els_shape_score(view->mind, &view->text, &session->key, session->running, shape),
            true};
    return noted->value;
}

/* Families offer their programs best first. Once several in a row have stood no chance against the
 * best one found, those behind them will not either: a call that was given little ends there, one
 * that is to search widely does not. Before anything is learned scores are priors, and lie closer
 * together than that. */
static bool pay(els_session *session, uint32_t units)
{
    if (units > session->allowance ||
        (session->is_hearing && session->hopeless >= HOPELESS_IN_A_ROW)) {
        session->allowance = 0;
        session->has_ended = true;
        return false;
    }
    session->allowance -= units;
    session->spent += units;
    return true;
}

/* The family at work has come to a deed. False: the deed was taken already. What is new is noted.
 */
static bool is_new_deed(els_session *session, els_deed deed)
{
    els_account *account = session->account;
    if (session->has_ended) {
        if (deed.offer)
            els_late_offers_add(session->late, deed, els_session_arena(session));
        return true;
    }
    assert(session->at <= account->n_deeds);
    if (session->at == account->n_deeds)
        els_account_add(account, deed, els_session_arena(session));
    return session->at++ >= session->told;
}

bool els_session_spend(els_session *session, uint32_t units)
{
    if (!is_new_deed(session, (els_deed){.units = units}))
        return true;
    if (pay(session, units))
        return true;
    if (session->family->offers_late && !session->late)
        session->late =
            els_account_new_late(session->account, session->at - 1, els_session_arena(session));
    return false;
}

/* Makes room for one more candidate; the arena keeps what was outgrown until the task is done. */
static void grow_pool(els_session *session)
{
    els_pool *pool = &session->pool;
    if (pool->n_items < pool->cap_items)
        return;
    uint32_t cap = pool->cap_items ? pool->cap_items * 2 : POOL_FIRST;
    els_pooled *items = ELS_ARENA_NEW(session->view->arena, els_pooled, cap);
    uint64_t *keys = ELS_ARENA_NEW(session->view->arena, uint64_t, cap);
    if (pool->n_items) {
        memcpy(items, pool->items, pool->n_items * sizeof *items);
        memcpy(keys, session->program_keys, pool->n_items * sizeof *keys);
    }
    pool->items = items;
    pool->cap_items = cap;
    session->program_keys = keys;
}

/* False when the program is in the pool already; else its place in the index is taken. */
static bool take_program(els_session *session, uint64_t program)
{
    uint32_t slot = (uint32_t)program % INDEX_SLOTS;
    while (session->index[slot] != 0) {
        if (session->program_keys[session->index[slot] - 1] == program)
            return false;
        slot = (slot + 1) % INDEX_SLOTS;
    }
    session->index[slot] = session->pool.n_items + 1;
    session->program_keys[session->pool.n_items] = program;
    return true;
}

/* Takes a program into the pool, unless it is there or there is no room. */
static void admit(els_session *session, const els_deed *deed)
{
    if (session->pool.n_items == POOL_MAX)
        return;
    grow_pool(session);
    if (!take_program(session, deed->program))
        return;
    double score = deed->offer->score;
    session->hopeless =
        session->pool.n_items && score < session->top - HOPELESS_NATS ? session->hopeless + 1 : 0;
    if (session->pool.n_items == 0 || score > session->top)
        session->top = score;
    els_pooled *item = &session->pool.items[session->pool.n_items];
    *item = *deed->offer;
    item->order = session->pool.n_items++;
}

enum { OWN_MAX = 500, CROSS_MAX = 12, RICH_MAX = 5 };

static bool fits(const els_offer *offer)
{
    return offer->shape.len <= SHAPE_BYTES && offer->args.len <= 512 && offer->n_own <= OWN_MAX &&
           offer->n_cross <= CROSS_MAX && offer->n_rich <= RICH_MAX;
}

/* Keys crossed with more than words are not held back. */
static double share_of(const els_session *session, uint64_t key)
{
    return key == els_cross_words(key) ? session->view->words_share : 1;
}

/* All features of a program, its own and those that every program has, with their score. */
static double weigh(els_session *session, const els_offer *offer, uint32_t *own, uint32_t *ret_own,
                    uint64_t *cross, uint32_t *ret_cross)
{
    uint64_t skill = els_skill_key(session->running, offer->shape);
    uint32_t n_own = els_core_own(&session->key, session->running, skill, own);
    own[n_own++] = els_feature("core.check", els_hash_str(session->running), offer->check, 0);
    for (uint32_t i = 0; i < offer->n_own; i++)
        own[n_own++] = offer->own[i];
    uint32_t n_cross = els_core_cross(session->running, offer->shape, cross);
    for (uint32_t i = 0; i < offer->n_cross; i++)
        cross[n_cross++] = els_cross_words(offer->cross[i]);
    for (uint32_t i = 0; i < offer->n_rich; i++)
        cross[n_cross++] = offer->rich[i];
    const els_mind *mind = session->view->mind;
    const double fresh = els_session_freshness(session);
    double learned = els_model_own(&mind->model, own, n_own);
    for (uint32_t i = 0; i < n_cross; i++)
        learned += cross_score(session, cross[i]) * share_of(session, cross[i]);
    if (learned < 0) {
        const els_skill *known = els_mind_skill(mind, skill);
        learned = els_learned_believed(learned, known ? known->right : 0, session->novelty);
    }
    *ret_own = n_own;
    *ret_cross = n_cross;
    return (offer->prior + session->family->salience) * (1 + MORE_PRIOR * fresh) + learned;
}

double els_session_rate(els_session *session, const els_offer *offer)
{
    uint32_t own[OWN_MAX + ELS_CORE_OWN + 1], n_own, n_cross;
    uint64_t cross[CROSS_MAX + RICH_MAX + ELS_CORE_CROSS];
    return fits(offer) ? weigh(session, offer, own, &n_own, cross, &n_cross) : -INFINITY;
}

/* The offer as it goes into pools. */
static els_deed deed_of(els_session *session, const els_offer *offer)
{
    els_arena *arena = els_session_arena(session);
    uint64_t skill = els_skill_key(session->running, offer->shape);
    uint32_t *own = ELS_ARENA_NEW(arena, uint32_t, offer->n_own + ELS_CORE_OWN + 1);
    uint64_t *cross =
        ELS_ARENA_NEW(arena, uint64_t, offer->n_cross + offer->n_rich + ELS_CORE_CROSS);
    uint32_t n_own, n_cross;
    double score = weigh(session, offer, own, &n_own, cross, &n_cross);
    els_pooled *item = ELS_ARENA_NEW(arena, els_pooled, 1);
    *item = (els_pooled){
        .family = session->running,
        .shape = els_arena_copy(arena, offer->shape),
        .args = els_arena_copy(arena, offer->args),
        .answer = els_arena_copy(arena, offer->answer),
        .skill = skill,
        .answer_hash = els_answer_hash(offer->answer),
        .prior = offer->prior + session->family->salience,
        .score = score,
        .check = offer->check,
        .own = own,
        .n_own = n_own,
        .cross = cross,
        .n_cross = n_cross,
    };
    return (els_deed){item, els_hash_pair(skill, els_hash_str(offer->args)), 0};
}

static void hand_in(els_session *session, const els_offer *offer)
{
    if (offer->answer.len == 0 || offer->answer.len > 2048 || !fits(offer))
        return;
    if (session->has_ended ? !session->family->offers_late : session->at < session->told) {
        session->at += !session->has_ended;
        return;
    }
    els_deed deed = deed_of(session, offer);
    if (is_new_deed(session, deed))
        admit(session, &deed);
}

/* The same program in other words; that they are the other ones is a feature of all families. */
static void hand_in_other_words(els_session *session, const els_offer *offer)
{
    char bytes[SHAPE_BYTES];
    uint32_t own[OWN_MAX];
    els_offer other = *offer;
    other.shape = other_words(offer->shape, bytes);
    if (offer->n_own + 2 > OWN_MAX || other.shape.len == 0 || !is_wanted(session, other.shape))
        return;
    if (offer->n_own > 0)
        memcpy(own, offer->own, offer->n_own * sizeof *own);
    own[other.n_own++] = els_feature("session.other_words", 0, 0, 0);
    own[other.n_own++] = els_feature("session.other_words", session->key.kind, 0, 0);
    other.own = own;
    other.answer = els_str_is(offer->answer, "yes") ? ELS_STR("true") : ELS_STR("false");
    other.prior -= LESS_USUAL;
    hand_in(session, &other);
}

void els_session_offer(els_session *session, const els_offer *offer)
{
    const bool has_twin = (els_str_is(offer->answer, "yes") || els_str_is(offer->answer, "no")) &&
                          takes_other_words(session);
    if (!has_twin || is_wanted(session, offer->shape))
        hand_in(session, offer);
    if (has_twin)
        hand_in_other_words(session, offer);
}

/* ---- services for agents ---- */

void **els_session_kept(const els_session *session, const els_family *family)
{
    return &session->notes->kept[els_family_number(family)];
}

static uint64_t family_bit(const els_family *family)
{
    return UINT64_C(1) << els_family_number(family);
}

bool els_session_applies(els_session *session, const els_family *family)
{
    uint64_t bit = family_bit(family);
    els_notes *notes = session->notes;
    if (!(notes->asked_mask & bit)) {
        notes->asked_mask |= bit;
        notes->applies_mask |= family->applies(session) ? bit : 0;
    }
    return notes->applies_mask & bit;
}

const els_shape_guess *els_session_shapes(els_session *session, uint32_t *ret_count)
{
    els_notes *notes = session->notes;
    if (!notes->shapes) {
        els_arena *arena = els_session_arena(session);
        els_shape_guess *shapes = ELS_ARENA_NEW(arena, els_shape_guess, SHAPES_MAX);
        notes->n_shapes = els_shape_guesses(session->view->mind, &session->view->text,
                                            &session->key, session, arena, shapes, SHAPES_MAX);
        notes->shapes = shapes;
    }
    *ret_count = notes->n_shapes;
    return notes->shapes;
}

/* Does what the account tells. True when that was the whole run. */
static bool retell(els_session *session)
{
    const els_account *account = session->account;
    for (; session->told < account->n_deeds; session->told++) {
        const els_deed *deed = &account->deeds[session->told];
        if (deed->offer) {
            admit(session, deed);
        } else if (!pay(session, deed->units)) {
            const els_late_offers *late = els_account_late(account, session->told);
            for (uint32_t i = 0; late && i < late->n_deeds; i++)
                admit(session, &late->deeds[i]);
            return late || !session->family->offers_late;
        }
    }
    return account->is_whole;
}

/* The family itself is asked only for what no account tells: from its beginning, since it keeps no
 * place, but what was told is neither paid nor taken twice. A case of the same kind may recall one
 * that does not apply here: it has nothing to read, and is not asked. */
static uint32_t run(els_session *session, const els_family *family, uint64_t skill,
                    uint32_t allowance)
{
    uint64_t before = session->spent;
    if (!els_session_applies(session, family))
        return 0;
    session->novelty = els_session_novelty(session); /* asks other families: before this one runs */
    session->family = family;
    session->running = els_str_of(family->name);
    session->number = els_family_number(family);
    session->wanted_skill = skill;
    session->allowance = allowance;
    session->is_hearing = allowance <= HEARING_UNITS;
    session->hopeless = 0;
    session->account =
        els_notes_account(session->view->notebook, session->notes, session->number, skill);
    session->told = session->at = 0;
    session->late = NULL;
    session->has_ended = false;
    if (!retell(session)) {
        session->has_ended = false;
        family->propose(session);
        session->account->is_whole = session->account->is_whole || !session->has_ended;
    }
    session->wanted_skill = 0;
    return (uint32_t)(session->spent - before);
}

uint32_t els_session_run_shape(els_session *session, const els_skill *skill, uint32_t allowance)
{
    const els_family *family = els_family_named(els_str_of(skill->family));
    return family ? run(session, family, skill->key, allowance) : 0;
}

bool els_session_has_heard(const els_session *session, const els_family *family)
{
    return session->heard_mask & family_bit(family);
}

static uint32_t run_whole(els_session *session, const els_family *family, uint32_t allowance)
{
    uint32_t *longest = &session->heard_units[els_family_number(family)];
    session->heard_mask |= family_bit(family);
    *longest = allowance > *longest ? allowance : *longest;
    return run(session, family, 0, allowance);
}

uint32_t els_session_run_family(els_session *session, const els_family *family, uint32_t allowance)
{
    if (family && els_session_has_heard(session, family) &&
        allowance <= session->heard_units[els_family_number(family)])
        return 0; /* it would offer the same programs in the same order, and no more of them */
    if (family)
        return run_whole(session, family, allowance);
    uint32_t n, spent = 0;
    const els_family *const *families = els_session_families(session, &n);
    for (uint32_t i = 0; i < n && spent < allowance; i++) {
        /* What is left goes in equal shares, half as much again to the more promising. */
        uint32_t share = (allowance - spent) / (n - i);
        share = i + 1 < n ? share + share / 2 : allowance - spent;
        if (share > allowance - spent)
            share = allowance - spent;
        spent += run_whole(session, families[i], share);
    }
    return spent;
}

uint64_t els_session_spent(const els_session *session)
{
    return session->spent;
}

const els_view *els_session_view(const els_session *session)
{
    return session->view;
}

uint32_t els_session_field_index(const els_session *session)
{
    return session->field;
}
