#include "eval_tally.h"
#include "cli.h"
#include "stats_basic.h"

#include <math.h>
#include <stdio.h>

static void count_kind(els_eval_tally *tally, const els_eval_outcome *outcome)
{
    const uint32_t most = sizeof tally->kind / sizeof tally->kind[0];
    uint32_t k = 0;
    while (k < tally->n_kinds && !els_str_eq(tally->kind_name[k], outcome->kind))
        k++;
    if (k == most)
        return;
    if (k == tally->n_kinds)
        tally->kind_name[tally->n_kinds++] = outcome->kind;
    tally->kind[k].tasks++;
    tally->kind[k].right += outcome->is_right;
}

void els_eval_tally_add(els_eval_tally *tally, const els_eval_outcome *outcome)
{
    tally->tasks++;
    tally->right += outcome->is_right;
    tally->cost += outcome->cost;
    tally->latency_ms += outcome->latency_ms;
    count_kind(tally, outcome);
    if (outcome->is_abstained) {
        tally->abstained++;
        return;
    }
    double p = fmin(1, fmax(0, outcome->confidence)), miss = p - (outcome->is_right ? 1 : 0);
    int bin = (int)(p * ELS_EVAL_BINS);
    bin = bin < ELS_EVAL_BINS ? bin : ELS_EVAL_BINS - 1;
    tally->brier += miss * miss;
    tally->bin_tasks[bin]++;
    tally->bin_right[bin] += outcome->is_right;
    tally->bin_confidence[bin] += p;
}

/* Expected calibration error: mean distance of confidence and success over the bins, weighted by
 * their answers (Naeini, Cooper and Hauskrecht 2015). */
static double calibration_error(const els_eval_tally *tally)
{
    double sum = 0, answered = (double)(tally->tasks - tally->abstained);
    for (int b = 0; b < ELS_EVAL_BINS; b++)
        sum += fabs(tally->bin_confidence[b] - (double)tally->bin_right[b]);
    return answered > 0 ? sum / answered : 0;
}

static double brier(const els_eval_tally *tally)
{
    double answered = (double)(tally->tasks - tally->abstained);
    return answered > 0 ? tally->brier / answered : 0;
}

static json_t *confidence_json(const els_eval_tally *tally)
{
    json_t *bins = json_array();
    for (int b = 0; b < ELS_EVAL_BINS; b++) {
        double n = (double)tally->bin_tasks[b];
        json_array_append_new(
            bins,
            json_pack("{s:f, s:f, s:I, s:f, s:f}", "low", (double)b / ELS_EVAL_BINS, "high",
                      (double)(b + 1) / ELS_EVAL_BINS, "tasks", (json_int_t)tally->bin_tasks[b],
                      "confidence", n > 0 ? tally->bin_confidence[b] / n : 0, "success_rate",
                      n > 0 ? (double)tally->bin_right[b] / n : 0));
    }
    return json_pack("{s:f, s:f, s:o}", "ece", calibration_error(tally), "brier", brier(tally),
                     "bins", bins);
}

static json_t *kinds_json(const els_eval_tally *tally)
{
    json_t *kinds = json_object();
    for (uint32_t k = 0; k < tally->n_kinds; k++) {
        json_t *kind = json_pack("{s:I, s:I, s:f}", "tasks", (json_int_t)tally->kind[k].tasks,
                                 "correct", (json_int_t)tally->kind[k].right, "success_rate",
                                 (double)tally->kind[k].right / (double)tally->kind[k].tasks);
        json_object_setn_new(kinds, tally->kind_name[k].ptr, tally->kind_name[k].len, kind);
    }
    return kinds;
}

json_t *els_eval_tally_json(const els_eval_tally *tally)
{
    double n = (double)tally->tasks;
    els_interval ci = els_stats_wilson((double)tally->right, n, ELS_STATS_Z95);
    return json_pack("{s:I, s:I, s:I, s:f, s:[f,f], s:o, s:f, s:f, s:f, s:o}", "tasks",
                     (json_int_t)tally->tasks, "correct", (json_int_t)tally->right, "abstained",
                     (json_int_t)tally->abstained, "success_rate", (double)tally->right / n,
                     "success_rate_ci", ci.low, ci.high, "by_kind", kinds_json(tally), "avg_cost",
                     (double)tally->cost / n, "latency_ms", tally->latency_ms / n, "cpu_ms",
                     tally->cpu_ms / n, "confidence", confidence_json(tally));
}

void els_eval_tally_print(const els_eval_tally *tally)
{
    double n = (double)tally->tasks;
    els_interval ci = els_stats_wilson((double)tally->right, n, ELS_STATS_Z95);
    printf("%llu of %llu right: %.1f %% [%.1f, %.1f], %.1f work units and %.3f ms per task\n",
           (unsigned long long)tally->right, (unsigned long long)tally->tasks,
           100 * (double)tally->right / n, 100 * ci.low, 100 * ci.high, (double)tally->cost / n,
           tally->latency_ms / n);
    if (tally->abstained == tally->tasks)
        printf("all abstained\n");
    else if (tally->abstained)
        printf("%llu abstained; %.1f %% of the others are right\n",
               (unsigned long long)tally->abstained,
               100 * (double)tally->right / (n - (double)tally->abstained));
    for (uint32_t k = 0; k < tally->n_kinds && tally->n_kinds > 1; k++) {
        printf("  ");
        els_cli_print_text(tally->kind_name[k]);
        printf(": %llu of %llu right\n", (unsigned long long)tally->kind[k].right,
               (unsigned long long)tally->kind[k].tasks);
    }
    printf("confidence: calibration error %.3f, Brier score %.3f\n", calibration_error(tally),
           brier(tally));
}
