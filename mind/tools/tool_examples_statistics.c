/* tool_examples_statistics.c — labels where no clean rule fits: naive Bayes, nearest neighbours. */
#include "tool_examples.h"

#include <math.h>

uint32_t els_examples_bayes(const els_examples *d, const els_example_item *x, uint32_t without)
{
    double best = -INFINITY;
    uint32_t best_label = 0;
    for (uint32_t label = 0; label < d->n_labels; label++) {
        double count = 0, score;
        for (uint32_t i = 0; i < d->n_items; i++)
            count += i != without && d->items[i].label == label;
        score = log((count + 0.5) / (d->n_items + 0.5 * d->n_labels));
        for (uint32_t f = 0; f < d->n_keys; f++) {
            double sum = 0, squares = 0, equal = 0, all = 0, all_squares = 0;
            if (!x->values[f].hash)
                continue;
            bool numeric = d->is_numeric[f];
            for (uint32_t i = 0; i < d->n_items; i++) {
                const els_example_value *v = &d->items[i].values[f];
                if (i == without)
                    continue;
                all += v->number;
                all_squares += v->number * v->number;
                if (d->items[i].label != label)
                    continue;
                sum += v->number;
                squares += v->number * v->number;
                equal += v->hash == x->values[f].hash;
            }
            if (!numeric) {
                score += log((equal + 0.5) / (count + 1.5));
            } else if (count > 0) {
                double n = d->n_items, mean = sum / count;
                double wide = fmax(all_squares / n - all / n * (all / n), 1e-6);
                double variance = fmax(squares / count - mean * mean, 0) + 0.1 * wide;
                double distance = x->values[f].number - mean;
                score += -0.5 * log(variance) - distance * distance / (2 * variance);
            }
        }
        if (score > best) {
            best = score;
            best_label = label;
        }
    }
    return best_label;
}

static double distance_of(const els_examples *d, const double *ranges, const els_example_item *a,
                          const els_example_item *b)
{
    double sum = 0;
    for (uint32_t f = 0; f < d->n_keys; f++) {
        const els_example_value *x = &a->values[f], *y = &b->values[f];
        if (ranges[f] > 0)
            sum += fabs(x->number - y->number) / ranges[f];
        else
            sum += x->hash != y->hash;
    }
    return sum;
}

/* Spans of the numeric features, 0 for the others. */
static void read_ranges(const els_examples *d, double *ranges)
{
    for (uint32_t f = 0; f < d->n_keys; f++) {
        ranges[f] = 0;
        if (!d->is_numeric[f])
            continue;
        double low = d->query.values[f].number, high = low;
        for (uint32_t i = 0; i < d->n_items; i++) {
            low = fmin(low, d->items[i].values[f].number);
            high = fmax(high, d->items[i].values[f].number);
        }
        ranges[f] = high - low;
    }
}

uint32_t els_examples_nearest(const els_examples *d, const els_example_item *x, uint32_t k,
                              uint32_t without)
{
    double ranges[ELS_EXAMPLE_FEATURES_MAX];
    read_ranges(d, ranges);
    double votes[ELS_EXAMPLE_LABELS_MAX] = {0};
    bool used[ELS_EXAMPLES_MAX] = {false};
    for (uint32_t round = 0; round < k; round++) {
        uint32_t best = UINT32_MAX;
        double best_distance = INFINITY;
        for (uint32_t i = 0; i < d->n_items; i++) {
            double distance =
                i == without || used[i] ? INFINITY : distance_of(d, ranges, x, &d->items[i]);
            if (distance < best_distance) {
                best = i;
                best_distance = distance;
            }
        }
        if (best == UINT32_MAX)
            break;
        used[best] = true;
        votes[d->items[best].label] += 1 - 0.01 * round;
    }
    uint32_t label = 0;
    for (uint32_t i = 1; i < d->n_labels; i++)
        if (votes[i] > votes[label])
            label = i;
    return label;
}
