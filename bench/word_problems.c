/* word_problems.c — word problems learned from answers alone, in one process, without sockets.
 *
 *   els-bench-words [stories|wordings|all] [folds] [passes] [seed] [pairs] [-v]
 *       trains on two thirds of the templates, measures on the others, once per fold
 *   els-bench-words second|third-a|third-b [folds] [passes] [seed] [pairs] [-v]
 *       trains on all of them, measures on the second half (word_templates_second.c) or on a half
 *       of the third set (word_templates_third.c); every fold draws pairs and problems of its own.
 *       Which problems went wrong is said only of third-a.
 *   els-bench-words write PREFIX [seed]
 *       PREFIX.train.jsonl and PREFIX.test.jsonl of all templates, for els run and els eval
 *
 * It does what the real processes do with the same functions, in the same order. */
#include "learn.h"
#include "orchestrator.h"
#include "plugin.h"
#include "replay.h"
#include "word_templates.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TEMPLATES_MAX = 256, TEST_EACH = 5, THIRDS = 3 };

typedef struct {
    const els_word_template *of[TEMPLATES_MAX];
    uint32_t n;
} template_list;

typedef struct {
    uint32_t first, end;            /* of els_word_templates */
    const els_word_template *other; /* measured on these; NULL for those of the held-out third */
    uint32_t n_other;
    bool blind; /* which problems went wrong is not said */
    uint32_t folds, passes, pairs;
    uint64_t seed;
    bool verbose;
} word_plan;

/* Stories have a plain name; wordings of one problem are numbered behind a point. */
static bool is_wording(const els_word_template *template)
{
    return strchr(template->name, '.') != NULL;
}

static word_plan plan_of(const char *which)
{
    uint32_t stories = 0;
    while (stories < els_word_n_templates && !is_wording(&els_word_templates[stories]))
        stories++;
    word_plan plan = {.first = strcmp(which, "wordings") == 0 ? stories : 0,
                      .end = strcmp(which, "stories") == 0 ? stories : els_word_n_templates,
                      .blind = true};
    if (strcmp(which, "second") == 0) {
        plan.other = els_word_templates_second;
        plan.n_other = els_word_n_templates_second;
    } else if (strcmp(which, "third-b") == 0) {
        plan.other = els_word_templates_third_b;
        plan.n_other = els_word_n_templates_third_b;
    } else {
        plan.blind = false;
    }
    if (strcmp(which, "third-a") == 0) {
        plan.other = els_word_templates_third_a;
        plan.n_other = els_word_n_templates_third_a;
    }
    return plan;
}

/* The templates in an order drawn by seed and round; every third is held out in its turn. */
static void split(const word_plan *plan, uint32_t fold, template_list *train, template_list *test)
{
    uint32_t order[TEMPLATES_MAX], n = plan->end - plan->first;
    els_rng rng = els_rng_make(plan->seed, 1, fold / THIRDS);
    for (uint32_t i = 0; i < n; i++)
        order[i] = plan->first + i;
    els_rng_shuffle(&rng, order, n, sizeof *order);
    train->n = test->n = 0;
    for (uint32_t i = 0; i < n; i++) {
        template_list *list = !plan->other && i % THIRDS == fold % THIRDS ? test : train;
        list->of[list->n++] = &els_word_templates[order[i]];
    }
    for (uint32_t i = 0; i < plan->n_other; i++)
        test->of[test->n++] = &plan->other[i];
}

static els_word_problem draw(const template_list *list, uint64_t seed, uint32_t purpose, uint32_t i,
                             els_arena *arena)
{
    els_rng rng = els_rng_make(seed, purpose, i);
    return els_word_problem_make(list->of[i % list->n], &rng, arena);
}

static double cpu_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* ---- learning and measuring ---- */

static els_task task_of(const els_word_problem *problem, els_field_spec *field, uint32_t index,
                        els_arena *arena)
{
    *field = (els_field_spec){.type = ELS_STR("number")};
    return (els_task){.index = index,
                      .id = els_arena_printf(arena, "w%u", index),
                      .kind = ELS_STR("dataset"),
                      .question = problem->question,
                      .fields = field,
                      .n_fields = 1};
}

static bool grade(const els_word_problem *problem, els_answer *answer, bool *ret_in_beam)
{
    els_str type = ELS_STR("number");
    *ret_in_beam = false;
    for (uint32_t i = 0; i < answer->n_beam; i++) {
        bool right = els_answer_matches(type, problem->answer, answer->beam[i].answer);
        answer->beam[i].right = right ? ELS_GRADE_RIGHT : ELS_GRADE_WRONG;
        *ret_in_beam = *ret_in_beam || right;
    }
    return els_answer_matches(type, problem->answer, answer->value);
}

/* One pass over the training pairs, in an order of its own. */
static void train(const word_plan *plan, const template_list *templates, uint32_t fold,
                  uint32_t pass, els_mind *mind, els_replay *replay)
{
    els_arena arena = {0}, scratch = {0};
    uint32_t rights = 0, beams = 0, *order = calloc(plan->pairs, sizeof *order);
    els_rng rng = els_rng_make(plan->seed, 99, fold * 100 + pass);
    if (!order)
        return;
    for (uint32_t i = 0; i < plan->pairs; i++)
        order[i] = i;
    els_rng_shuffle(&rng, order, plan->pairs, sizeof *order);
    for (uint32_t i = 0; i < plan->pairs; i++) {
        els_arena_reset(&arena);
        els_word_problem problem = draw(templates, plan->seed, 2 + fold, order[i], &arena);
        els_field_spec field;
        els_task task = task_of(&problem, &field, order[i], &arena);
        uint32_t done = pass * plan->pairs + i;
        els_orders orders = {.salt = done, .explore = true, .exploration = 0.5};
        els_result result;
        bool in_beam;
        els_orchestrator_solve(mind, &task, NULL, &orders, &arena, &result);
        bool right = grade(&problem, &result.answers[0], &in_beam);
        rights += right;
        beams += in_beam;
        els_example example = {
            .task = &task, .n_task = 1, .answers = result.answers, .n_answers = 1};
        els_record record = {.agent = result.agent,
                             .params = result.params,
                             .cost = result.cost,
                             .verdict = right ? ELS_VERDICT_RIGHT : ELS_VERDICT_WRONG};
        els_replay_learn(replay, mind, &example, &record, plan->seed, done / 10 + 1, &scratch);
    }
    printf("  pass %u: %.1f %% right before they were learned, %.1f %% in the beam\n", pass + 1,
           100.0 * rights / plan->pairs, 100.0 * beams / plan->pairs);
    free(order);
    els_arena_fini(&arena);
    els_arena_fini(&scratch);
}

static double measure(const word_plan *plan, const template_list *templates, uint32_t fold,
                      const els_mind *mind, uint64_t *ret_cost)
{
    els_arena arena = {0};
    uint32_t rights = 0, n = templates->n * TEST_EACH, by_template[TEMPLATES_MAX] = {0};
    *ret_cost = 0;
    for (uint32_t i = 0; i < n; i++) {
        els_arena_reset(&arena);
        els_word_problem problem = draw(templates, plan->seed, 1000 + fold, i, &arena);
        els_field_spec field;
        els_task task = task_of(&problem, &field, i, &arena);
        els_orders orders = {.salt = 1};
        els_result result;
        bool in_beam;
        els_orchestrator_solve(mind, &task, NULL, &orders, &arena, &result);
        bool right = grade(&problem, &result.answers[0], &in_beam);
        rights += right;
        by_template[i % templates->n] += right;
        *ret_cost += result.cost;
        if (plan->verbose && !right)
            printf("  %s %s: " ELS_STR_FMT " " ELS_STR_FMT ", not " ELS_STR_FMT " (" ELS_STR_FMT
                   ")\n",
                   in_beam ? "beam" : "lost", templates->of[i % templates->n]->name,
                   ELS_STR_ARG(problem.question), ELS_STR_ARG(problem.answer),
                   ELS_STR_ARG(result.answers[0].value), ELS_STR_ARG(result.agent));
    }
    for (uint32_t i = 0; plan->verbose && i < templates->n; i++)
        printf("  %u/%u %-12s %s\n", by_template[i], (unsigned)TEST_EACH, templates->of[i]->name,
               templates->of[i]->formula);
    els_arena_fini(&arena);
    return (double)rights / n;
}

static int run_fold(const word_plan *plan, uint32_t fold, double *ret_untrained, double *ret_rate)
{
    template_list train_set, test_set;
    els_mind mind;
    els_replay *replay = els_replay_new();
    uint64_t cost;
    split(plan, fold, &train_set, &test_set);
    if (!replay || els_mind_init(&mind, true))
        return 1;
    *ret_untrained = measure(plan, &test_set, fold, &mind, &cost);
    double start = cpu_s();
    for (uint32_t pass = 0; pass < plan->passes; pass++)
        train(plan, &train_set, fold, pass, &mind, replay);
    double trained_s = cpu_s() - start;
    *ret_rate = measure(plan, &test_set, fold, &mind, &cost);
    printf("fold %u: %u templates held out, untrained %.1f %%, trained %.1f %%, %.1f units each, "
           "training took %.1f s\n",
           fold, test_set.n, 100 * *ret_untrained, 100 * *ret_rate,
           (double)cost / (test_set.n * TEST_EACH), trained_s);
    els_mind_fini(&mind);
    els_replay_free(&replay);
    return 0;
}

/* ---- files ---- */

static int write_file(const char *prefix, const char *name, const template_list *templates,
                      uint64_t seed, uint32_t purpose, uint32_t n)
{
    els_arena arena = {0};
    els_str path = els_arena_printf(&arena, "%s.%s.jsonl", prefix, name);
    FILE *file = fopen(path.ptr, "w");
    if (!file) {
        fprintf(stderr, "%s: cannot be written\n", path.ptr);
        els_arena_fini(&arena);
        return 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        els_word_problem problem = draw(templates, seed, purpose, i, &arena);
        json_t *row =
            json_pack("{s:s%,s:s%,s:s}", "question", problem.question.ptr, problem.question.len,
                      "answer", problem.answer.ptr, problem.answer.len, "template",
                      templates->of[i % templates->n]->name);
        json_dumpf(row, file, JSON_COMPACT);
        fputc('\n', file);
        json_decref(row);
    }
    els_arena_fini(&arena);
    return fclose(file) != 0;
}

static int write_files(const char *prefix, uint64_t seed)
{
    word_plan plan = plan_of("all");
    template_list train_set, test_set;
    plan.seed = seed;
    split(&plan, 0, &train_set, &test_set);
    return write_file(prefix, "train", &train_set, seed, 2, 300) |
           write_file(prefix, "test", &test_set, seed, 1000, test_set.n * TEST_EACH);
}

int main(int argc, char **argv)
{
    if (argc > 2 && strcmp(argv[1], "write") == 0)
        return write_files(argv[2], argc > 3 ? strtoull(argv[3], NULL, 10) : 1);
    word_plan plan = plan_of(argc > 1 ? argv[1] : "all");
    plan.folds = argc > 2 ? (uint32_t)atoi(argv[2]) : 6;
    plan.passes = argc > 3 ? (uint32_t)atoi(argv[3]) : 2;
    plan.seed = argc > 4 ? strtoull(argv[4], NULL, 10) : 1;
    plan.pairs = argc > 5 ? (uint32_t)atoi(argv[5]) : 300;
    plan.verbose = argc > 6 && !plan.blind;
    double before = 0, sum = 0, squares = 0, untrained, rate;
    for (uint32_t fold = 0; fold < plan.folds; fold++) {
        if (run_fold(&plan, fold, &untrained, &rate))
            return 1;
        before += untrained;
        sum += rate;
        squares += rate * rate;
    }
    double mean = sum / plan.folds;
    printf("untrained %.1f %%, trained %.1f %%, standard deviation between folds %.1f\n",
           100 * before / plan.folds, 100 * mean,
           100 * sqrt(fmax(0, squares / plan.folds - mean * mean)));
    return 0;
}
