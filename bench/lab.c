/* lab.c — the learning loop in one process, without sockets: for developing mind and agents.
 *
 *   els-lab [iterations] [batch] [seed] [split] [plugin,...] [-v]
 *
 * Trains on the train split and reports on another one, by family: select, train, transfer, dev0 to
 * dev3 or new0 to new3. dev0 to dev3 hold out a quarter of the train split's templates, new0 to
 * new3 a quarter of its families, as the transfer family is held out: what is chosen by looking at
 * them has looked at neither select nor probe. It does what the real processes do with the same
 * functions, in the same order; the probe split is not offered here on purpose. */
#include "lab_common.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { FAMILIES_MAX = 64, FIELDS = 8, DEV_FOLDS = 4, NO_FOLD = DEV_FOLDS };

typedef struct {
    els_lab_world lab;
    uint64_t seed;
    uint32_t split;   /* that is evaluated */
    uint32_t fold;    /* of the train split, held out; NO_FOLD: none */
    bool by_families; /* whole families are held out, not templates */
} world;

typedef struct {
    char name[96];
    uint32_t tasks, right, in_beam, wrong_shape, first_right;
    uint64_t cost;
    uint32_t n_fields, field_right[FIELDS];
} tally;

typedef struct {
    tally list[FAMILIES_MAX];
    uint32_t n;
    uint64_t global; /* tasks made, those held out among them */
    double learning_s;
} training;

typedef enum { TOTAL, FAMILIES, BEAMS } detail; /* each shows what the one before does, and more */

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static tally *tally_for(tally *list, uint32_t *n, const char *plugin, els_str family)
{
    char name[96];
    snprintf(name, sizeof name, "%s/" ELS_STR_FMT, plugin, ELS_STR_ARG(family));
    for (uint32_t i = 0; i < *n; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    if (*n == FAMILIES_MAX)
        return &list[FAMILIES_MAX - 1];
    memcpy(list[*n].name, name, sizeof name);
    return &list[(*n)++];
}

static bool is_held_out(const world *w, const els_sealed_task *sealed)
{
    els_str unit = w->by_families ? sealed->family : sealed->template_id;
    return w->fold != NO_FOLD && (els_hash_str(unit) >> 20) % DEV_FOLDS == w->fold;
}

/* Whether a right candidate of the first field that was answered wrongly has the shape of the best
 * candidate: then the arguments were at fault. */
static bool has_right_of_shape(const els_result *result)
{
    for (uint32_t f = 0; f < result->n_answers; f++) {
        const els_answer *a = &result->answers[f];
        bool shape = a->n_beam == 0, right = shape;
        for (uint32_t i = 0; i < a->n_beam; i++) {
            const els_candidate *c = &a->beam[i];
            if (els_str_eq(c->answer, a->value))
                right = right || c->right == ELS_GRADE_RIGHT;
            if (c->right == ELS_GRADE_RIGHT && els_str_eq(c->family, a->beam[0].family) &&
                els_str_eq(c->shape, a->beam[0].shape))
                shape = true;
        }
        if (!right)
            return shape;
    }
    return true;
}

/* Whether the best candidates of the whole search would have been right. */
static bool is_first_right(const els_result *result)
{
    for (uint32_t f = 0; f < result->n_answers; f++)
        if (result->answers[f].n_beam == 0 || result->answers[f].beam[0].right != ELS_GRADE_RIGHT)
            return false;
    return true;
}

static void show(const els_sealed_task *sealed, const els_result *result, bool right, bool in_beam)
{
    printf("%s %s [" ELS_STR_FMT "] Q: " ELS_STR_FMT "\n", right ? "RIGHT" : "WRONG",
           in_beam ? "" : "(not found)", ELS_STR_ARG(sealed->template_id),
           ELS_STR_ARG(sealed->task.question));
    if (sealed->task.context.len)
        printf("   C: " ELS_STR_FMT "\n", ELS_STR_ARG(els_str_sub(sealed->task.context, 0, 1500)));
    for (uint32_t f = 0; f < result->n_answers; f++)
        printf("   " ELS_STR_FMT ": key=" ELS_STR_FMT " answer=" ELS_STR_FMT " (%.2f)\n",
               ELS_STR_ARG(sealed->task.fields[f].name), ELS_STR_ARG(sealed->key[f]),
               ELS_STR_ARG(result->answers[f].value), result->answers[f].confidence);
    for (uint32_t f = 0; f < result->n_answers; f++)
        for (uint32_t i = 0, k = 0; i < result->answers[f].n_beam && k < 12; i++) {
            const els_candidate *c = &result->answers[f].beam[i];
            if (i < 4 || c->right == ELS_GRADE_RIGHT) {
                printf("      %s %.2f (prior %.1f) " ELS_STR_FMT ":" ELS_STR_FMT " {" ELS_STR_FMT
                       "} = " ELS_STR_FMT "\n",
                       c->right == ELS_GRADE_RIGHT ? "+" : "-", c->score, c->prior,
                       ELS_STR_ARG(c->family), ELS_STR_ARG(c->shape), ELS_STR_ARG(c->args),
                       ELS_STR_ARG(els_str_sub(c->answer, 0, 80)));
                k++;
            }
        }
    printf("   " ELS_STR_FMT "/" ELS_STR_FMT " cost=%llu " ELS_STR_FMT "\n",
           ELS_STR_ARG(result->agent), ELS_STR_ARG(result->params),
           (unsigned long long)result->cost, ELS_STR_ARG(result->trace));
}

/* What is evaluated, and what is shown of it. */
typedef struct {
    uint32_t n; /* tasks */
    bool verbose;
    detail shown;
    els_str agent; /* the architecture that does them; empty: the one that is chosen */
    const char *title;
} evaluation;

/* Once more, for what a wide search would have found; the first answer's agent and cost stay. */
static void search_widely(const els_mind *mind, const els_sealed_task *sealed,
                          const els_kb_index *kb, els_orders orders, els_arena *arena,
                          els_result *result, bool *ret_in_beam)
{
    const els_result first = *result;
    orders.explore = true;
    els_orchestrator_solve(mind, &sealed->task, kb, &orders, arena, result);
    (void)els_lab_grade(sealed, result, ret_in_beam);
    result->agent = first.agent;
    result->params = first.params;
    result->trace = first.trace;
    result->cost = first.cost;
}

static void count(tally *t, const els_sealed_task *sealed, const els_result *result, bool right,
                  bool in_beam)
{
    t->tasks++;
    t->right += right;
    t->in_beam += in_beam;
    t->wrong_shape += !right && in_beam && !has_right_of_shape(result);
    t->first_right += is_first_right(result);
    t->cost += result->cost;
    t->n_fields = sealed->task.n_fields < FIELDS ? sealed->task.n_fields : FIELDS;
    for (uint32_t f = 0; f < t->n_fields; f++)
        t->field_right[f] += els_answer_matches(sealed->task.fields[f].type, sealed->key[f],
                                                result->answers[f].value);
}

static void print_family(const tally *t, detail shown)
{
    printf("   %-36s %3u/%3u %5.1f %%  cost %.1f ", t->name, t->right, t->tasks,
           100.0 * t->right / t->tasks, (double)t->cost / t->tasks);
    for (uint32_t f = 0; f < t->n_fields && t->n_fields > 1; f++)
        printf(" %3.0f", 100.0 * t->field_right[f] / t->tasks);
    if (shown == BEAMS)
        printf(" (not found %u, other shape %u, first %u)", t->tasks - t->in_beam, t->wrong_shape,
               t->first_right);
    printf("\n");
}

static void evaluate(const els_mind *mind, const world *w, const evaluation *what)
{
    tally list[FAMILIES_MAX] = {0};
    uint32_t n_list = 0, right_all = 0, tasks_all = 0;
    uint64_t cost_all = 0;
    double start = now_s();
    els_arena arena = {0};
    for (uint32_t i = 0; i < what->n; i++) {
        const uint32_t p = i % w->lab.n;
        const els_task_request request = {
            .seed = w->seed, .task_seed = 777, .index = i / w->lab.n, .split = w->split};
        els_sealed_task sealed;
        els_result result;
        els_arena_reset(&arena);
        if (els_plugin_make(w->lab.plugin[p], &request, &arena, &sealed))
            continue;
        if (w->fold != NO_FOLD && !is_held_out(w, &sealed))
            continue;
        const els_orders orders = {.salt = 1, .agent = what->agent};
        els_orchestrator_solve(mind, &sealed.task, w->lab.kb[p], &orders, &arena, &result);
        bool in_beam, right = els_lab_grade(&sealed, &result, &in_beam);
        if (what->shown == BEAMS)
            search_widely(mind, &sealed, w->lab.kb[p], orders, &arena, &result, &in_beam);
        count(tally_for(list, &n_list, w->lab.plugin[p]->name, sealed.family), &sealed, &result,
              right, in_beam);
        tasks_all++;
        right_all += right;
        cost_all += result.cost;
        if (what->verbose)
            show(&sealed, &result, right, in_beam);
    }
    printf("== %s: %u/%u right (%.1f %%), %.1f units per task, %.1f per solved, %.0f us per task\n",
           what->title, right_all, tasks_all, 100.0 * right_all / (tasks_all ? tasks_all : 1),
           (double)cost_all / (tasks_all ? tasks_all : 1),
           (double)cost_all / (right_all ? right_all : 1),
           1e6 * (now_s() - start) / (tasks_all ? tasks_all : 1));
    for (uint32_t i = 0; i < n_list && what->shown != TOTAL; i++)
        print_family(&list[i], what->shown);
    els_arena_fini(&arena);
}

/* Does and learns `batch` tasks; False when one cannot be. */
static bool train(els_mind *mind, els_replay *replay, const world *w, uint64_t iteration,
                  uint32_t batch, training *ret)
{
    els_arena arena = {0}, scratch = {0};
    bool is_made = true;
    for (uint32_t i = 0; i < batch && is_made; ret->global++) {
        const uint32_t p = (uint32_t)(ret->global % w->lab.n);
        const els_task_request request = {
            .seed = w->seed, .task_seed = 1000, .index = ret->global, .split = ELS_SPLIT_TRAIN};
        els_sealed_task sealed;
        els_result result;
        is_made = !els_plugin_make(w->lab.plugin[p], &request, &arena, &sealed);
        if (!is_made || is_held_out(w, &sealed))
            continue;
        i++;
        const els_orders orders = {.salt = iteration, .explore = true, .exploration = 0.5};
        els_orchestrator_solve(mind, &sealed.task, w->lab.kb[p], &orders, &arena, &result);
        bool in_beam, right = els_lab_grade(&sealed, &result, &in_beam);
        tally *t = tally_for(ret->list, &ret->n, w->lab.plugin[p]->name, sealed.family);
        t->tasks++;
        t->right += right;
        t->in_beam += in_beam;
        const double before = now_s();
        els_lab_learn(replay, mind, &sealed, &result, right, w->seed, iteration, &scratch);
        ret->learning_s += now_s() - before;
    }
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
    return is_made;
}

/* What is trained on and what is held out, as the word says. */
static void read_split(const char *word, world *w)
{
    w->fold = NO_FOLD;
    w->split = ELS_SPLIT_SELECT;
    if (strcmp(word, "transfer") == 0)
        w->split = ELS_SPLIT_TRANSFER;
    if (strcmp(word, "train") == 0)
        w->split = ELS_SPLIT_TRAIN;
    if (strncmp(word, "dev", 3) == 0 || strncmp(word, "new", 3) == 0) {
        w->split = ELS_SPLIT_TRAIN;
        w->fold = (uint32_t)atoi(word + 3) % DEV_FOLDS;
        w->by_families = word[0] == 'n';
    }
}

static bool is_shown_after(uint32_t iteration, uint32_t iterations)
{
    return iteration == 10 || iteration == 20 || iteration == 50 ||
           (iteration % 100 == 0 && iteration < iterations);
}

static void evaluate_at_end(const els_mind *mind, const world *w, bool verbose)
{
    const bool has_fold = w->fold != NO_FOLD;
    evaluate(mind, w,
             &(evaluation){.n = has_fold ? 1500 : 600,
                           .verbose = verbose,
                           .shown = has_fold ? BEAMS : FAMILIES,
                           .title = "trained"});
    uint32_t n_agents;
    const els_agent *const *agents = els_agents(&n_agents);
    for (uint32_t i = 0; i < n_agents && !has_fold; i++)
        evaluate(mind, w,
                 &(evaluation){.n = 600,
                               .shown = TOTAL,
                               .agent = els_str_of(agents[i]->name),
                               .title = agents[i]->name});
}

int main(int argc, char **argv)
{
    const uint32_t iterations = argc > 1 ? (uint32_t)atoi(argv[1]) : 100;
    const uint32_t batch = argc > 2 ? (uint32_t)atoi(argv[2]) : 10;
    const char *names = argc > 5 ? argv[5] : ELS_LAB_PLUGINS;
    world w = {.seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1};
    read_split(argc > 4 ? argv[4] : "select", &w);
    if (els_lab_open(&w.lab, els_str_of(names), w.seed)) {
        fprintf(stderr, "els-lab: %s: not all of these are plugins\n", names);
        return 2;
    }
    els_mind mind;
    els_replay *replay = els_replay_new();
    if (els_mind_init(&mind, true) || !replay)
        return 1;
    evaluation between = {
        .n = w.fold == NO_FOLD ? 300 : 1500, .shown = FAMILIES, .title = "untrained"};
    evaluate(&mind, &w, &between);
    training done = {.global = 0};
    const double start = now_s();
    for (uint32_t it = 1; it <= iterations; it++) {
        if (!train(&mind, replay, &w, it, batch, &done))
            return 1;
        char title[32];
        snprintf(title, sizeof title, "after %u", it);
        between.title = title;
        between.shown = w.fold == NO_FOLD ? TOTAL : FAMILIES;
        if (is_shown_after(it, iterations))
            evaluate(&mind, &w, &between);
    }
    printf("trained %u x %u in %.2f s (learning %.2f s); %u skills, %u cases, replay %zu KiB\n",
           iterations, batch, now_s() - start, done.learning_s, mind.n_skills, mind.n_cases,
           els_replay_bytes(replay) / 1024);
    for (uint32_t i = 0; i < done.n; i++)
        printf("   train %-30s %3u/%3u right, in beam %.1f %%\n", done.list[i].name,
               done.list[i].right, done.list[i].tasks,
               100.0 * done.list[i].in_beam / done.list[i].tasks);
    evaluate_at_end(&mind, &w, argc > 6);
    els_mind_fini(&mind);
    els_replay_free(&replay);
    return 0;
}
