#include "learn.h"
#include "library.h"
#include "usual.h"

#include <math.h>
#include <string.h>

enum { GUESSES_MAX = 32 };

static els_text_features text_of(const els_example *example, const els_answer *answer,
                                 els_arena *arena)
{
    els_text_features text = {.words = answer->words,
                              .n_words = answer->n_words,
                              .facts = answer->facts,
                              .n_facts = answer->n_facts};
    els_text_chars(example->task->question, arena, &text);
    return text;
}

/* The beam as a pool, scored by the mind as it is now. */
static els_pool pool_of(const els_mind *mind, const els_text_features *text,
                        const els_answer *answer, els_arena *arena)
{
    els_pool pool = {.items = ELS_ARENA_NEW(arena, els_pooled, answer->n_beam + 1)};
    for (uint32_t i = 0; i < answer->n_beam; i++) {
        const els_candidate *c = &answer->beam[i];
        double score = c->prior + els_model_own(&mind->model, c->own, c->n_own);
        for (uint32_t k = 0; k < c->n_cross; k++)
            score += els_model_cross(&mind->model, text, c->cross[k]);
        pool.items[pool.n_items++] = (els_pooled){
            .family = c->family,
            .shape = c->shape,
            .args = c->args,
            .answer = c->answer,
            .skill = els_skill_key(c->family, c->shape),
            .answer_hash = els_answer_hash(c->answer),
            .prior = c->prior,
            .score = score,
            .check = c->check,
            .own = c->own,
            .n_own = c->n_own,
            .cross = c->cross,
            .n_cross = c->n_cross,
            .order = i,
            .right = c->right,
        };
    }
    return pool;
}

/* Raises the marginal likelihood of the right programs: gradient q_i - p_i, with p the softmax over
 * the beam and q the same restricted to programs that were right. */
static void climb_likelihood(els_mind *mind, const els_text_features *text, const els_pool *pool,
                             els_arena *arena, double rate)
{
    double top = -INFINITY, top_right = -INFINITY, sum = 0, sum_right = 0;
    double *gradient = ELS_ARENA_NEW(arena, double, pool->n_items + 1);
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        top = item->score > top ? item->score : top;
        if (item->right == ELS_GRADE_RIGHT)
            top_right = item->score > top_right ? item->score : top_right;
    }
    if (top_right == -INFINITY)
        return;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        sum += exp(pool->items[i].score - top);
        if (pool->items[i].right == ELS_GRADE_RIGHT)
            sum_right += exp(pool->items[i].score - top_right);
    }
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        gradient[i] = -exp(item->score - top) / sum;
        if (item->right == ELS_GRADE_RIGHT)
            gradient[i] += exp(item->score - top_right) / sum_right;
    }
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        if (fabs(gradient[i]) < 1e-3)
            continue;
        els_model_step_own(&mind->model, item->own, item->n_own, gradient[i], rate);
        for (uint32_t k = 0; k < item->n_cross; k++)
            els_model_step_cross(&mind->model, text, item->cross[k], gradient[i], rate);
    }
}

/* Recognition learns which of all shapes of the library were right: gradient q - p, with q the
 * posterior of the right programs summed by shape. */
static void learn_recognition(els_mind *mind, const els_text_features *text,
                              const els_field_key *key, const els_pool *pool, els_arena *arena,
                              double rate)
{
    els_shape_guess *guesses = ELS_ARENA_NEW(arena, els_shape_guess, ELS_SKILLS_MAX);
    uint32_t n = els_shape_guesses(mind, text, key, NULL, arena, guesses, ELS_SKILLS_MAX);
    double top = -INFINITY, sum = 0;
    for (uint32_t i = 0; i < pool->n_items; i++)
        if (pool->items[i].right == ELS_GRADE_RIGHT && pool->items[i].score > top)
            top = pool->items[i].score;
    if (top == -INFINITY)
        return;
    for (uint32_t i = 0; i < pool->n_items; i++)
        if (pool->items[i].right == ELS_GRADE_RIGHT)
            sum += exp(pool->items[i].score - top);
    for (uint32_t g = 0; g < n; g++) {
        const els_skill *skill = guesses[g].skill;
        double wanted = 0;
        for (uint32_t i = 0; i < pool->n_items; i++)
            if (pool->items[i].right == ELS_GRADE_RIGHT && pool->items[i].skill == skill->key)
                wanted += exp(pool->items[i].score - top) / sum;
        double gradient = wanted - guesses[g].probability;
        if (fabs(gradient) >= 2e-3)
            els_shape_step(mind, text, key, els_str_of(skill->family), els_str_of(skill->shape),
                           gradient, rate);
    }
}

static void learn_group(els_mind *mind, const els_text_features *text, const els_field_key *key,
                        const els_pool *pool, const els_shape_guess *guesses, uint32_t n_guesses,
                        els_arena *arena, double rate)
{
    uint32_t n;
    const els_answer_group *groups = els_pool_groups(pool, arena, &n);
    if (n > 0)
        els_pool_learn_confidence(mind, text, key, pool, &groups[0], guesses, n_guesses,
                                  pool->items[groups[0].best].right == ELS_GRADE_RIGHT, rate);
}

/* What a short search finds, since families go by the score. */
static els_pool first_of(const els_pool *pool, els_arena *arena)
{
    enum { FIRST = 8 };
    els_pool first = {.items = ELS_ARENA_NEW(arena, els_pooled, FIRST + 1)};
    for (uint32_t i = 0; i < pool->n_items; i++) {
        uint32_t at = first.n_items < FIRST ? first.n_items++ : FIRST;
        while (at > 0 && pool->items[i].score > first.items[at - 1].score) {
            if (at < FIRST)
                first.items[at] = first.items[at - 1];
            at--;
        }
        if (at < FIRST)
            first.items[at] = pool->items[i];
    }
    return first;
}

/* The evaluator is asked about full beams, short searches and single shapes: it learns from all. */
static void learn_confidence(els_mind *mind, const els_text_features *text,
                             const els_field_key *key, const els_pool *pool, els_arena *arena,
                             double rate)
{
    els_shape_guess *guesses = ELS_ARENA_NEW(arena, els_shape_guess, GUESSES_MAX);
    uint32_t n = els_shape_guesses(mind, text, key, NULL, arena, guesses, GUESSES_MAX);
    learn_group(mind, text, key, pool, guesses, n, arena, rate);
    uint32_t tried = 0;
    for (uint32_t g = 0; g < n && tried < 2; g++) {
        els_pool part = {.items = ELS_ARENA_NEW(arena, els_pooled, pool->n_items + 1)};
        for (uint32_t i = 0; i < pool->n_items; i++)
            if (pool->items[i].skill == guesses[g].skill->key)
                part.items[part.n_items++] = pool->items[i];
        if (part.n_items == 0)
            continue;
        learn_group(mind, text, key, &part, guesses, n, arena, rate);
        tried++;
    }
    els_pool first = first_of(pool, arena);
    learn_group(mind, text, key, &first, guesses, n, arena, rate);
}

void els_learn_weights(els_mind *mind, const els_example *example, els_arena *scratch, double rate,
                       bool is_new)
{
    for (uint32_t f = 0; f < example->n_answers && f < example->task->n_fields; f++) {
        els_answer copy = example->answers[f], *answer = &copy;
        if (els_usual_is_named(&example->task->fields[f]))
            (void)els_usual_take(answer);
        if (answer->n_beam == 0)
            continue;
        els_text_features text = text_of(example, answer, scratch);
        els_field_key key = els_field_key_of(example->task, &example->task->fields[f]);
        els_pool pool = pool_of(mind, &text, answer, scratch);
        if (is_new)
            learn_confidence(mind, &text, &key, &pool, scratch, rate);
        climb_likelihood(mind, &text, &pool, scratch, rate);
        learn_recognition(mind, &text, &key, &pool, scratch, rate);
    }
}

/* ---- cases ---- */

/* Place of the case that makes room: the oldest of the kind that holds most of them. */
static uint32_t case_to_forget(const els_mind *mind)
{
    enum { KINDS = 64 }; /* counted; what is left over counts as few */
    uint64_t kind[KINDS];
    uint32_t oldest[KINDS], count[KINDS], n = 0, fullest = 0;
    for (uint32_t i = 0; i < mind->n_cases; i++) {
        uint32_t k = 0;
        while (k < n && kind[k] != mind->cases[i].kind)
            k++;
        if (k == KINDS)
            continue;
        if (k == n) {
            kind[n] = mind->cases[i].kind;
            oldest[n] = i;
            count[n++] = 0;
        }
        count[k]++;
    }
    for (uint32_t k = 1; k < n; k++)
        if (count[k] > count[fullest])
            fullest = k;
    return oldest[fullest];
}

static void remember_case(els_mind *mind, const els_text_features *text, const els_field_key *key,
                          const els_pool *pool)
{
    const els_pooled *best = NULL;
    for (uint32_t i = 0; i < pool->n_items; i++) {
        const els_pooled *item = &pool->items[i];
        if (item->right == ELS_GRADE_RIGHT && (!best || item->score > best->score) &&
            els_mind_skill(mind, item->skill)) /* what is not kept cannot be taken up again */
            best = item;
    }
    if (!best)
        return;
    if (mind->n_cases == ELS_CASES_MAX) {
        uint32_t at = case_to_forget(mind);
        memmove(&mind->cases[at], &mind->cases[at + 1],
                (ELS_CASES_MAX - at - 1) * sizeof *mind->cases);
        mind->n_cases--;
    }
    els_case *fresh = &mind->cases[mind->n_cases++];
    *fresh = (els_case){.kind = els_hash_pair(key->kind, key->field),
                        .skill = best->skill,
                        .args = els_hash_str(best->args)};
    fresh->n_words = els_case_signature(text, fresh->words);
}

/* Which candidate was right, as far as the beam shows; NULL when it does not. */
static const els_candidate *right_candidate(const els_answer *answer)
{
    for (uint32_t i = 0; i < answer->n_beam; i++)
        if (answer->beam[i].right == ELS_GRADE_RIGHT)
            return &answer->beam[i];
    return NULL;
}

/* The situation is the one the right answer to the first field makes, whatever the agent thought.
 */
static void learn_rules(els_mind *mind, const els_example *example, uint32_t field,
                        const els_text_features *text)
{
    const els_task *task = example->task;
    const els_candidate *right = right_candidate(&example->answers[field]);
    const els_candidate *first = right_candidate(&example->answers[0]);
    if (!right || task->fields[field].n_choices == 0 || els_usual_is_named(&task->fields[field]) ||
        text->n_facts == 0)
        return;
    uint64_t answer = els_answer_hash(right->answer);
    els_situations situations =
        els_situations_of(task, field, first ? &first->answer : &example->answers[0].value);
    els_rules_learn(&mind->rules, situations.alone, situations.alone, text->facts, text->n_facts,
                    answer);
    if (situations.given != 0)
        els_rules_learn(&mind->rules, situations.alone, situations.given, text->facts,
                        text->n_facts, answer);
}

/* Of several fields the first, where it has many choices, is the label learner's too: what it makes
 * of the text, and what the record tells, are reasons for a choice (family_label.c). */
static void learn_label(els_mind *mind, const els_example *example, els_arena *scratch)
{
    enum { FEW_CHOICES = 8 }; /* what orders few of them is not in the words alone */
    const els_task *task = example->task;
    const els_candidate *right = right_candidate(&example->answers[0]);
    if (!right || task->n_fields < 2 || task->fields[0].n_choices <= FEW_CHOICES)
        return;
    uint64_t key = els_labels_key(task->kind, task->fields[0].name);
    for (uint32_t i = 0; i < task->fields[0].n_choices; i++)
        els_labels_name(mind->labels, key, task->fields[0].choices[i]);
    els_labels_add(mind->labels, key, task->question, (els_str){NULL, 0}, right->answer, true);
    els_reading reading;
    uint64_t told[ELS_TOLD_FACTS_MAX];
    els_reading_make(task, NULL, scratch, &reading);
    els_told_learn(&mind->told, key, told, els_told_keys(&reading, told),
                   els_answer_hash(right->answer));
}

/* A rehearsal with a second look, beside the one without. */
static void learn_look(els_mind *mind, const els_router_context *context,
                       const els_rehearsal *rehearsal, const els_router_look *look,
                       const els_router_outcome *outcomes, uint32_t n)
{
    els_router_outcome both = {rehearsal->agent, rehearsal->params,
                               rehearsal->right == ELS_GRADE_RIGHT, rehearsal->cost};
    for (uint32_t i = 0; i < n; i++) {
        if (!els_str_eq(outcomes[i].agent, both.agent) ||
            !els_str_eq(outcomes[i].params, look->first))
            continue;
        els_router_learn_look(&mind->router, context, els_router_arm_of(look->agent, look->setting),
                              look->confidence, &outcomes[i], &both);
        return;
    }
}

/* What the architecture that answered was worth beside others that did the same task, and what
 * second looks were worth. */
static void learn_router(els_mind *mind, const els_router_context *context,
                         const els_example *example, const els_record *record, els_arena *arena)
{
    els_router_outcome *outcomes =
        ELS_ARENA_NEW(arena, els_router_outcome, example->n_rehearsals + 1);
    uint32_t n = 0;
    if (els_router_is_alone(record->params))
        outcomes[n++] = (els_router_outcome){record->agent, record->params,
                                             record->verdict == ELS_VERDICT_RIGHT, record->cost};
    els_router_look look;
    for (uint32_t i = 0; i < example->n_rehearsals; i++) {
        const els_rehearsal *other = &example->rehearsals[i];
        if (other->right != ELS_GRADE_NONE && els_router_is_alone(other->params))
            outcomes[n++] = (els_router_outcome){other->agent, other->params,
                                                 other->right == ELS_GRADE_RIGHT, other->cost};
    }
    if (n > 0)
        els_router_learn(&mind->router, context, outcomes, n);
    for (uint32_t i = 0; i < example->n_rehearsals; i++) {
        const els_rehearsal *other = &example->rehearsals[i];
        if (other->right != ELS_GRADE_NONE && els_router_look_read(other->params, &look))
            learn_look(mind, context, other, &look, outcomes, n);
    }
}

bool els_learn_lesson(els_mind *mind, const els_example *example)
{
    const els_task *task = example->task;
    bool any = false;
    for (uint32_t f = 0; f < example->n_answers && f < task->n_fields; f++) {
        const els_answer *answer = &example->answers[f];
        if (answer->n_beam != 1 || els_usual_is_named(&task->fields[f]) ||
            !els_str_eq(answer->beam[0].family, ELS_STR(ELS_LESSON_FAMILY)) ||
            !els_str_eq(answer->beam[0].shape, ELS_STR(ELS_LESSON_SHAPE)))
            continue;
        any = true;
        if (answer->beam[0].right == ELS_GRADE_RIGHT)
            els_labels_add(mind->labels, els_labels_key(task->kind, task->fields[f].name),
                           task->question, task->context, answer->beam[0].answer, true);
    }
    return any;
}

void els_learn_outcome(els_mind *mind, const els_example *example, const els_record *record,
                       uint64_t iteration, els_arena *scratch)
{
    const els_task *task = example->task;
    for (uint32_t f = 0; f < example->n_answers && f < task->n_fields; f++) {
        els_answer copy = example->answers[f], *answer = &copy;
        if (els_usual_is_named(&task->fields[f])) {
            const els_candidate *verdict = els_usual_take(answer);
            if (verdict)
                els_usual_learn(mind->labels, task, &task->fields[f], verdict);
        }
        if (answer->n_beam == 0)
            continue;
        els_text_features text = text_of(example, answer, scratch);
        els_field_key key = els_field_key_of(task, &task->fields[f]);
        els_pool pool = pool_of(mind, &text, answer, scratch);
        els_library_learn(mind, &pool, iteration, scratch);
        remember_case(mind, &text, &key, &pool);
        learn_rules(mind, example, f, &text);
        if (f == 0 && record->verdict != ELS_VERDICT_INFRASTRUCTURE) {
            els_router_context context = {key.kind, key.type, task->n_fields};
            learn_router(mind, &context, example, record, scratch);
        }
    }
    if (example->n_answers > 0)
        learn_label(mind, example, scratch);
    if (task->n_fields == 1 && record->verdict != ELS_VERDICT_INFRASTRUCTURE)
        els_labels_note_search(mind->labels, els_labels_key(task->kind, task->fields[0].name),
                               record->verdict == ELS_VERDICT_RIGHT);
    mind->examples++;
}
