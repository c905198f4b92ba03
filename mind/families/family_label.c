/* family_label.c — one program per choice of an enum field: it answers with that choice.
 *
 * What speaks for a choice is learned: the question's words and characters, what follows from the
 * stated facts (predicates.h, by way of keys crossed with facts), and the answers to earlier
 * fields. */
#include "family.h"
#include "kb_index.h"
#include "labels.h"
#include "model.h"
#include "session.h"

#include <math.h>

enum {
    MAX_CHOICES = 1024,
    TEXT_WORK = 2,    /* units, as where the label learner answers alone */
    FEW_CHOICES = 8,  /* looked at all or none: what orders many says little of them */
    OFFERED_MAX = 24, /* of many choices; what tells hundreds apart is the label learner's matter */
    MAX_OWN = 24,
    CHOICE_WORDS = 32,
    WORD_BYTES = 64
};

typedef struct {
    const els_field_spec *field;
    const els_reading *reading;
    uint64_t previous[16]; /* hashes of name and answer of the fields before */
    uint32_t n_previous;
} labeller;

typedef struct {
    uint32_t choice;
    uint32_t rank; /* drawn: the order of equal scores */
    double score;
} ranked;

static bool applies(const els_session *session)
{
    const els_field_spec *field = els_session_field(session);
    return els_str_eq(field->type, ELS_STR("enum")) && field->n_choices > 0;
}

/* The field itself when it has a name, else the whole task's answer. */
static uint64_t choice_key(const labeller *l, els_str choice)
{
    return els_hash_pair(els_hash_str(l->field->name), els_hash_str(choice));
}

/* Share of the choice's words that the question (or the context) uses. */
static double overlap(const labeller *l, els_str choice, bool in_context)
{
    els_kb_piece pieces[CHOICE_WORDS];
    uint32_t n = els_kb_pieces(choice, pieces, CHOICE_WORDS);
    uint32_t from = in_context ? l->reading->n_question_tokens : 0;
    uint32_t to = in_context ? l->reading->n_tokens : l->reading->n_question_tokens;
    uint32_t found = 0;
    for (uint32_t i = 0; i < n; i++) {
        char bytes[WORD_BYTES];
        els_str lower =
            els_str_lower(els_str_sub(choice, pieces[i].start, pieces[i].end), bytes, sizeof bytes);
        for (uint32_t t = from; t < to; t++) {
            els_str word = l->reading->tokens[t].lower;
            if (word.len > 0 && word.ptr[0] == lower.ptr[0] && els_kb_words_alike(word, lower)) {
                found++;
                break;
            }
        }
    }
    return n ? (double)found / n : 0;
}

static uint32_t own_features(const labeller *l, uint64_t key, double in_question, double in_context,
                             uint32_t own[MAX_OWN])
{
    uint32_t n = 0;
    own[n++] = els_feature("label.choice", key, 0, 0);
    own[n++] = els_feature("label.question", (uint64_t)(in_question * 4), 0, 0);
    own[n++] = els_feature("label.context", (uint64_t)(in_context * 4), 0, 0);
    for (uint32_t i = 0; i < l->n_previous; i++) {
        own[n++] = els_feature("label.previous", key, l->previous[i], 0);
    }
    return n;
}

static void read_previous(labeller *l, const els_session *session)
{
    uint32_t count;
    const els_str *previous = els_session_previous(session, &count);
    for (uint32_t i = 0; i < count && i < 16 && i < l->reading->task->n_fields; i++) {
        l->previous[l->n_previous++] = els_hash_pair(els_hash_str(l->reading->task->fields[i].name),
                                                     els_hash_str(previous[i]));
    }
}

static bool goes_before(const ranked *a, const ranked *b)
{
    return a->score > b->score || (a->score == b->score && a->rank < b->rank);
}

/* Best first; heap sort needs no memory and its order is total. */
static void sort_best_first(ranked *list, uint32_t n)
{
    for (uint32_t end = n, start = n / 2; end > 1;) {
        if (start > 0) {
            start--;
        } else {
            end--;
            ranked swap = list[0];
            list[0] = list[end];
            list[end] = swap;
        }
        uint32_t root = start;
        for (uint32_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
            if (child + 1 < end && goes_before(&list[child], &list[child + 1])) {
                child++;
            }
            if (!goes_before(&list[root], &list[child])) {
                break;
            }
            ranked swap = list[root];
            list[root] = list[child];
            list[child] = swap;
            root = child;
        }
    }
}

/* What is looked at with each choice: words and characters of the question; the facts; and the
 * facts given the first field's answer, since rules hang on what was found out first. */
static uint32_t rich_keys(const labeller *l, uint64_t key, uint64_t rich[3])
{
    rich[0] = key | ELS_CROSS_CHARS;
    rich[0] &= ~ELS_CROSS_FACTS;
    rich[1] = els_cross_words(key) | ELS_CROSS_FACTS;
    if (l->n_previous == 0) {
        return 2;
    }
    rich[2] = els_cross_words(els_hash_pair(key, l->previous[0])) | ELS_CROSS_FACTS;
    return 3;
}

/* Reasons that other learners have for a choice, as parts of its prior: the logarithm of how many
 * times likelier than by chance they make it. An opinion is no veto. From few texts the label
 * learner knows more than the weights beside it: it counts double (docs/decisions/0045). */
#define TEXT_PART 2.0
#define VOTES_PART 3.0
#define CHANCE_LEAST 0.1

static double gain_of(double probability, uint32_t n_choices)
{
    return log(fmax(probability * n_choices, CHANCE_LEAST));
}

/* Bayes' rule: the text's probabilities, times what the keys of the record make each likelier. */
static void hear_record(els_session *session, const labeller *l, uint64_t key, uint32_t n,
                        float *probability)
{
    uint64_t told[ELS_TOLD_FACTS_MAX];
    uint32_t n_told = els_told_keys(l->reading, told);
    uint64_t *labels = ELS_ARENA_NEW(els_session_arena(session), uint64_t, n);
    double *weight = ELS_ARENA_NEW(els_session_arena(session), double, n), sum = 0;
    for (uint32_t i = 0; i < n; i++)
        labels[i] = els_answer_hash(l->field->choices[i]);
    if (n_told == 0 || !els_told_weigh(&els_session_view(session)->mind->told, key, told, n_told,
                                       labels, n, weight))
        return; /* no record is not a record that lacks everything */
    for (uint32_t i = 0; i < n; i++) {
        weight[i] = exp(weight[i]) * (double)probability[i];
        sum += weight[i];
    }
    for (uint32_t i = 0; i < n && sum > 0; i++)
        probability[i] = (float)(weight[i] / sum);
}

/* Adds what the label learner makes of the text, for the first field: later ones hang on it. */
static void add_text(els_session *session, const labeller *l, uint32_t n, double *gain)
{
    const els_task *task = els_session_view(session)->task;
    const els_labels *labels = els_session_view(session)->mind->labels;
    uint64_t key = els_labels_key(task->kind, l->field->name);
    els_labels_about about;
    if (task->n_fields == 1 || els_session_field_index(session) != 0 ||
        !els_labels_look(labels, key, &about) || !els_session_spend(session, TEXT_WORK))
        return;
    float *learned = ELS_ARENA_NEW(els_session_arena(session), float, n);
    if (!els_labels_answer(labels, key, task->question, (els_str){NULL, 0}, l->field->choices, n,
                           learned))
        return;
    hear_record(session, l, key, n, learned);
    for (uint32_t i = 0; i < n; i++)
        gain[i] += TEXT_PART * gain_of((double)learned[i], n);
}

/* Adds the votes for each choice, given the first field's answer; of the first field itself where
 * one question may tell its choices apart. */
static void add_votes(els_session *session, const labeller *l, uint32_t n, double *gain)
{
    const els_view *view = els_session_view(session);
    if (l->n_previous == 0 && (n > FEW_CHOICES || view->text.n_facts == 0))
        return;
    els_situations at = els_situations_of(view->task, els_session_field_index(session),
                                          els_session_previous(session, &(uint32_t){0}));
    double *voted = ELS_ARENA_NEW(els_session_arena(session), double, n);
    uint64_t *answers = ELS_ARENA_NEW(els_session_arena(session), uint64_t, n);
    for (uint32_t i = 0; i < n; i++)
        answers[i] = els_answer_hash(l->field->choices[i]);
    if (!els_rules_poll(&view->mind->rules, at.alone, at.given, view->text.facts,
                        view->text.n_facts, answers, n, voted))
        return;
    for (uint32_t i = 0; i < n; i++)
        gain[i] += VOTES_PART * gain_of(voted[i], n);
}

static void offer_choice(els_session *session, const labeller *l, els_str choice, uint64_t key,
                         double gain)
{
    uint32_t own[MAX_OWN];
    uint64_t rich[3];
    double in_question = overlap(l, choice, false);
    uint32_t n_own = own_features(l, key, in_question, overlap(l, choice, true), own);
    els_offer offer = {.shape = ELS_STR("label"),
                       .args = choice,
                       .answer = choice,
                       .prior = 0.5 * in_question + gain,
                       .own = own,
                       .n_own = n_own,
                       .cross = &key,
                       .n_cross = l->field->n_choices > FEW_CHOICES ? 1 : 0,
                       .rich = rich,
                       .n_rich = rich_keys(l, key, rich)};
    els_session_offer(session, &offer);
}

static void propose(els_session *session)
{
    labeller l = {.field = els_session_field(session), .reading = els_session_reading(session)};
    if (!els_session_wants(session, ELS_STR("label"))) {
        return;
    }
    read_previous(&l, session);
    uint32_t n = l.field->n_choices < MAX_CHOICES ? l.field->n_choices : MAX_CHOICES;
    double *gain = ELS_ARENA_NEW(els_session_arena(session), double, n);
    add_text(session, &l, n, gain);
    add_votes(session, &l, n, gain);
    ranked *order = ELS_ARENA_NEW(els_session_arena(session), ranked, n);
    els_rng rng = els_session_rng(session, els_hash_str(ELS_STR("label")));
    for (uint32_t i = 0; i < n; i++) {
        uint64_t key = choice_key(&l, l.field->choices[i]);
        order[i] = (ranked){i, els_rng_u32(&rng), 0};
        if (n > FEW_CHOICES) {
            uint32_t own[MAX_OWN];
            uint32_t n_own = own_features(&l, key, 0, 0, own);
            order[i].score = els_session_score(session, own, n_own, &key, 1) +
                             overlap(&l, l.field->choices[i], false) / 2 + gain[i];
        }
    }
    sort_best_first(order, n);
    if (n <= FEW_CHOICES && !els_session_spend(session, n)) {
        return;
    }
    for (uint32_t i = 0; i < n && i < OFFERED_MAX; i++) {
        els_str choice = l.field->choices[order[i].choice];
        if (choice.len == 0) {
            continue;
        }
        if (n > FEW_CHOICES && !els_session_spend(session, 1)) {
            return;
        }
        offer_choice(session, &l, choice, choice_key(&l, choice), gain[order[i].choice]);
    }
}

const els_family els_family_label = {.name = "label", .applies = applies, .propose = propose};
