/* labels.c — the label learner alone on a labelled file: cross-validation inside it, for choosing
 * methods.
 *
 *   els-bench-labels [FOLDER|FILE] [rounds]
 *
 * FILE is JSON lines with question and answer (docs/own-data.md); of a FOLDER, or of the folder
 * that ELS_DATA names, banking77.train.jsonl. A tenth of the rows is held out by a hash, `rounds`
 * times another one; the learner gets 10, 25, 50 and 100 % of the others. Prints accuracy, expected
 * calibration error (10 bins), CPU seconds of a training and CPU microseconds per answer. */
#include "dataset.h"
#include "els_hash.h"
#include "labels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

typedef struct {
    double tasks, right, train_s, answer_s;
    double bin_n[10], bin_right[10], bin_sum[10];
} totals;

static double cpu_s(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec * 1e-6;
}

static void answer(const els_labels *labels, const els_sealed_task *sealed, totals *sum)
{
    static float probability[ELS_LABELS_MAX];
    const els_field_spec *field = &sealed->task.fields[0];
    uint32_t best = 0;
    double start = cpu_s();
    bool answered = els_labels_answer(labels, 1, sealed->task.question, sealed->task.context,
                                      field->choices, field->n_choices, probability);
    sum->answer_s += cpu_s() - start;
    sum->tasks++;
    if (!answered)
        return;
    for (uint32_t i = 1; i < field->n_choices; i++)
        best = probability[i] > probability[best] ? i : best;
    bool right = els_answer_matches(field->type, sealed->key[0], field->choices[best]);
    int bin = (int)(probability[best] * 10);
    bin = bin > 9 ? 9 : bin;
    sum->right += right;
    sum->bin_n[bin]++;
    sum->bin_right[bin] += right;
    sum->bin_sum[bin] += probability[best];
}

static void measure(const els_dataset *set, uint64_t round, uint32_t percent, totals *sum)
{
    els_labels *labels = els_labels_new(true);
    els_arena arena = {0};
    uint32_t n = els_dataset_rows(set);
    for (int part = 0; part < 2 && labels; part++) {
        for (uint32_t i = 0; i < n; i++) {
            els_sealed_task sealed;
            bool held = els_hash_pair(7, i) % 10 == round;
            if (held != (part == 1) || (!held && els_hash_pair(11 + round, i) % 100 >= percent))
                continue;
            els_arena_reset(&arena);
            if (els_dataset_row(set, i, &arena, &sealed) || sealed.task.fields[0].n_choices == 0)
                continue;
            if (part == 1)
                answer(labels, &sealed, sum);
            else
                els_labels_add(labels, 1, sealed.task.question, sealed.task.context, sealed.key[0],
                               true);
        }
        double start = cpu_s();
        els_labels_train(labels, true);
        sum->train_s += cpu_s() - start;
    }
    els_labels_free(&labels);
    els_arena_fini(&arena);
}

int main(int argc, char **argv)
{
    const char *given = argc > 1 ? argv[1] : getenv("ELS_DATA");
    uint64_t rounds = argc > 2 ? strtoull(argv[2], NULL, 10) : 3;
    char path[4096];
    struct stat about;
    els_dataset *set = NULL;
    els_buf why = {0};
    if (!given || stat(given, &about) != 0) {
        puts("skipped: no data; give a file or folder, or set ELS_DATA");
        return 0;
    }
    snprintf(path, sizeof path, "%s%s", given,
             S_ISDIR(about.st_mode) ? "/banking77.train.jsonl" : "");
    if (els_dataset_load(path, NULL, &set, &why)) {
        fprintf(stderr, "els-bench-labels: " ELS_STR_FMT "\n", ELS_STR_ARG(els_buf_str(&why)));
        els_buf_fini(&why);
        return 1;
    }
    static const uint32_t percents[] = {10, 25, 50, 100};
    for (size_t p = 0; p < sizeof percents / sizeof percents[0]; p++) {
        totals sum = {0};
        double ece = 0;
        for (uint64_t round = 0; round < rounds && round < 10; round++)
            measure(set, round, percents[p], &sum);
        for (int b = 0; b < 10; b++)
            ece += fabs(sum.bin_right[b] - sum.bin_sum[b]) / sum.tasks;
        printf("%3u %% of the rows: accuracy %.4f, calibration error %.3f, training %.2f CPU s, "
               "%.1f us per answer\n",
               percents[p], sum.right / sum.tasks, ece, sum.train_s / (double)rounds,
               1e6 * sum.answer_s / sum.tasks);
    }
    els_dataset_free(&set);
    els_buf_fini(&why);
    return 0;
}
