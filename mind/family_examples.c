/* family_examples.c — decisions by labelled examples in the text itself:
 * "colour: red; size: 3 -> accept", one per line, and one item without a label.
 *
 * Simple learners in the order of their description length: one feature (Holte 1993), a conjunction
 * of two with a default, a decision list (Rivest 1987), naive Bayes, nearest neighbours. */
#include "family_numeric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_EXAMPLES = 64,
    MAX_FEATURES = 24,
    MAX_LABELS = 16,
    MAX_TESTS = 96,
    CONJUNCTIONS_PER_UNIT = 64
};

typedef struct {
    uint64_t hash; /* of the lower-cased value; 0: not given */
    double number;
    bool is_number;
} value;

typedef struct {
    value values[MAX_FEATURES];
    uint32_t label; /* index into the labels; of the query: unknown */
} item;

typedef struct {
    els_str keys[MAX_FEATURES]; /* as first written */
    uint32_t n_keys;
    els_str labels[MAX_LABELS];
    uint32_t n_labels;
    item examples[MAX_EXAMPLES];
    uint32_t n_examples;
    item query;
    uint32_t n_query;              /* features of the query; 0: none found */
    bool is_numeric[MAX_FEATURES]; /* a number in every example and in the query */
} data;

/* A test of one feature: equal to a value, or at most a bound; or the contrary. */
typedef struct {
    uint32_t feature;
    bool is_bound, is_negated;
    uint64_t hash;
    double bound;
} test;

/* ---- reading ---- */

static uint64_t lower_hash(els_str s)
{
    char text[128];
    size_t n = s.len < sizeof text ? s.len : sizeof text;
    for (size_t i = 0; i < n; i++)
        text[i] = s.ptr[i] >= 'A' && s.ptr[i] <= 'Z' ? (char)(s.ptr[i] - 'A' + 'a') : s.ptr[i];
    uint64_t hash = els_hash_bytes(0, text, n);
    return hash ? hash : 1;
}

static els_str clean(els_str s)
{
    s = els_str_trim(s);
    while (s.len > 0 && strchr(".?!\"'`", s.ptr[s.len - 1]))
        s = els_str_trim(els_str_sub(s, 0, s.len - 1));
    while (s.len > 0 && strchr("\"'`-*", s.ptr[0]))
        s = els_str_trim(els_str_sub(s, 1, s.len));
    return s;
}

/* Place of the first ':' or '=', SIZE_MAX when there is none. */
static size_t separator_of(els_str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] == ':' || (s.ptr[i] == '=' && !(i + 1 < s.len && s.ptr[i + 1] == '>')))
            return i;
    return SIZE_MAX;
}

static uint32_t key_index(data *d, els_str key, bool may_add)
{
    for (uint32_t i = 0; i < d->n_keys; i++)
        if (els_str_ieq(d->keys[i], key))
            return i;
    /* "What about an item with colour" ends in a known key. */
    for (uint32_t i = 0; i < d->n_keys; i++) {
        els_str known = d->keys[i];
        if (key.len > known.len && key.ptr[key.len - known.len - 1] == ' ' &&
            els_str_ieq(els_str_sub(key, key.len - known.len, key.len), known))
            return i;
    }
    if (!may_add || d->n_keys == MAX_FEATURES || key.len == 0 || key.len > 64)
        return MAX_FEATURES;
    d->keys[d->n_keys] = key;
    return d->n_keys++;
}

/* Reads "key: value; key: value" into the item; returns how many features it knows. */
static uint32_t read_features(data *d, els_str text, bool may_add, item *ret)
{
    char parting = els_str_contains(text, ELS_STR(";")) ? ';' : ',';
    uint32_t n = 0;
    els_str part;
    while (els_str_split(&text, parting, &part)) {
        size_t at = separator_of(part);
        if (at == SIZE_MAX)
            continue;
        els_str key = clean(els_str_sub(part, 0, at));
        els_str rest = els_str_sub(part, at + 1, part.len);
        size_t second = separator_of(rest); /* "Example 3: colour: red" */
        if (second != SIZE_MAX) {
            key = clean(els_str_sub(rest, 0, second));
            rest = els_str_sub(rest, second + 1, rest.len);
        }
        rest = clean(rest);
        uint32_t k = rest.len > 0 ? key_index(d, key, may_add) : MAX_FEATURES;
        if (k == MAX_FEATURES)
            continue;
        value *v = &ret->values[k];
        v->hash = lower_hash(rest);
        v->is_number = els_str_to_double(rest, &v->number);
        n++;
    }
    return n;
}

/* Cuts the label off a line. False when it has no place for one; an open label comes back empty. */
static bool cut_label(els_str line, els_str *ret_features, els_str *ret_label)
{
    static const char *const signs[] = {"->", "=>", "\xe2\x86\x92", " is an ", " is a "};
    static const char *const keys[] = {"label",  "class",  "category", "answer",
                                       "output", "result", "decision"};
    for (size_t k = 0; k < sizeof signs / sizeof signs[0]; k++) {
        els_str sign = els_str_of(signs[k]);
        for (size_t at = 0; at + sign.len <= line.len; at++)
            if (els_str_starts(els_str_sub(line, at, line.len), sign)) {
                *ret_features = els_str_sub(line, 0, at);
                *ret_label = clean(els_str_sub(line, at + sign.len, line.len));
                return true;
            }
    }
    for (size_t at = line.len; at-- > 0;) {
        if (line.ptr[at] != ';' && line.ptr[at] != ',')
            continue;
        els_str last = els_str_trim(els_str_sub(line, at + 1, line.len));
        size_t colon = separator_of(last);
        for (size_t k = 0; colon != SIZE_MAX && k < sizeof keys / sizeof keys[0]; k++)
            if (els_str_ieq(els_str_trim(els_str_sub(last, 0, colon)), els_str_of(keys[k]))) {
                *ret_features = els_str_sub(line, 0, at);
                *ret_label = clean(els_str_sub(last, colon + 1, last.len));
                return true;
            }
        return false;
    }
    return false;
}

static bool add_label(const els_session *session, data *d, els_str label, uint32_t *ret)
{
    els_str fitted = els_field_fit(session, label);
    if (fitted.len == 0 || fitted.len > 256)
        return false;
    for (*ret = 0; *ret < d->n_labels; (*ret)++)
        if (els_str_ieq(d->labels[*ret], fitted))
            return true;
    if (d->n_labels == MAX_LABELS)
        return false;
    d->labels[d->n_labels++] = fitted;
    return true;
}

/* Lines of the context, then of the question: labelled ones first, so that keys are known. */
static bool read_data(const els_session *session, data *d)
{
    const els_task *task = els_session_reading(session)->task;
    memset(d, 0, sizeof *d);
    for (int pass = 0; pass < 2; pass++)
        for (int part = 0; part < 2; part++) {
            els_str text = part == 0 ? task->context : task->question, line, features, label;
            while (els_str_split(&text, '\n', &line)) {
                bool has_place = cut_label(line, &features, &label);
                item *example = &d->examples[d->n_examples];
                if (pass == 0 && has_place && label.len > 0 && d->n_examples < MAX_EXAMPLES) {
                    memset(example, 0, sizeof *example);
                    d->n_examples += add_label(session, d, label, &example->label) &&
                                     read_features(d, features, true, example) > 0;
                } else if (pass == 1 && (!has_place || label.len == 0)) {
                    item query = {0};
                    uint32_t n = read_features(d, has_place ? features : line, false, &query);
                    if (n > 0 && n >= d->n_query) { /* the fullest one, of equals the last */
                        d->query = query;
                        d->n_query = n;
                    }
                }
            }
        }
    for (uint32_t f = 0; f < d->n_keys; f++) {
        d->is_numeric[f] = d->query.values[f].is_number;
        for (uint32_t i = 0; i < d->n_examples; i++)
            d->is_numeric[f] = d->is_numeric[f] && d->examples[i].values[f].is_number;
    }
    return d->n_examples >= 2 && d->n_labels >= 2 && d->n_query > 0;
}

static bool applies(const els_session *session)
{
    if (!els_field_is(session, "enum") && !els_field_is(session, "text"))
        return false;
    data d;
    return read_data(session, &d);
}

/* ---- offering ---- */

static void offer(els_session *session, const data *d, const char *shape, els_str args,
                  uint32_t label, double prior, bool is_consistent)
{
    uint64_t name = els_hash_str(els_str_of(shape));
    uint32_t own[] = {
        els_feature("examples.consistent", name, is_consistent, 0),
        els_feature("examples.count", name, d->n_examples < 12 ? d->n_examples / 3 : 4, 0),
        els_feature("examples.labels", name, d->n_labels, 0),
        els_feature("examples.keys", name, d->n_keys < 8 ? d->n_keys : 8, 0),
    };
    els_offer program = {
        /* Which hypothesis fits is decided by the examples, not by the question: one skill. */
        .shape = ELS_STR("induced"),
        .args = els_arena_printf(els_session_arena(session), "%s " ELS_STR_FMT, shape,
                                 ELS_STR_ARG(els_str_sub(args, 0, 400))),
        .answer = d->labels[label],
        .prior = is_consistent ? prior : prior - 1.5,
        .check = is_consistent ? 1 : 0,
        .own = own,
        .n_own = sizeof own / sizeof own[0],
    };
    els_session_offer(session, &program);
}

/* Wanted and paid for. */
static bool may_try(els_session *session, uint32_t units)
{
    return els_session_wants(session, ELS_STR("induced")) && els_session_spend(session, units);
}

/* ---- tests of one feature ---- */

static bool passes(const test *t, const item *x)
{
    const value *v = &x->values[t->feature];
    bool pass = t->is_bound ? v->is_number && v->number <= t->bound : v->hash == t->hash;
    return pass != t->is_negated;
}

static int rising(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void add_test(test *tests, uint32_t *n, test t)
{
    for (uint32_t i = 0; i < *n; i++)
        if (tests[i].feature == t.feature && tests[i].is_bound == t.is_bound &&
            tests[i].hash == t.hash && tests[i].bound == t.bound &&
            tests[i].is_negated == t.is_negated)
            return;
    if (*n < MAX_TESTS)
        tests[(*n)++] = t;
}

/* All tests the examples suggest: values seen, and bounds halfway between neighbouring numbers. */
static uint32_t make_tests(const data *d, test *tests)
{
    uint32_t n = 0;
    for (uint32_t f = 0; f < d->n_keys; f++) {
        double numbers[MAX_EXAMPLES];
        bool numeric = d->is_numeric[f];
        for (uint32_t i = 0; i < d->n_examples; i++) {
            const value *v = &d->examples[i].values[f];
            numbers[i] = v->number;
            for (int negated = 0; negated < 2 && !numeric && v->hash; negated++)
                add_test(tests, &n, (test){f, false, negated, v->hash, 0});
        }
        if (!numeric)
            continue;
        qsort(numbers, d->n_examples, sizeof *numbers, rising);
        for (uint32_t i = 0; i + 1 < d->n_examples; i++)
            for (int negated = 0; negated < 2 && numbers[i] < numbers[i + 1]; negated++)
                add_test(tests, &n, (test){f, true, negated, 0, (numbers[i] + numbers[i + 1]) / 2});
    }
    return n;
}

/* ---- learners ---- */

static uint32_t majority(const uint32_t *counts, uint32_t n)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < n; i++)
        if (counts[i] > counts[best])
            best = i;
    return best;
}

/* One feature: each value has its label; numbers are cut once. */
static void try_rule1(els_session *session, const data *d)
{
    for (uint32_t f = 0; f < d->n_keys; f++) {
        uint32_t counts[MAX_LABELS] = {0}, seen = 0, wrong = 0;
        if (!d->query.values[f].hash || d->is_numeric[f])
            continue;
        if (!may_try(session, 1))
            return;
        for (uint32_t i = 0; i < d->n_examples; i++)
            if (d->examples[i].values[f].hash == d->query.values[f].hash) {
                counts[d->examples[i].label]++;
                seen++;
            }
        if (seen == 0)
            continue;
        /* Consistent: no value of this feature, the query's or another, has two labels. */
        for (uint32_t i = 0; i < d->n_examples; i++)
            for (uint32_t k = 0; k < i; k++)
                wrong += d->examples[i].values[f].hash == d->examples[k].values[f].hash &&
                         d->examples[i].label != d->examples[k].label;
        uint32_t label = majority(counts, d->n_labels);
        offer(session, d, "rule1", d->keys[f], label,
              1.2 + (seen > 2 ? 0.3 : 0) - (counts[label] < seen ? 0.3 : 0), wrong == 0);
    }
}

/* Do the tests part the examples into one label and one other? */
static bool splits(const data *d, const test *a, const test *b, uint32_t *ret_yes, uint32_t *ret_no)
{
    uint32_t labels[2] = {UINT32_MAX, UINT32_MAX};
    for (uint32_t i = 0; i < d->n_examples; i++) {
        const item *x = &d->examples[i];
        bool side = passes(a, x) && (!b || passes(b, x));
        if (labels[side] == UINT32_MAX)
            labels[side] = x->label;
        else if (labels[side] != x->label)
            return false;
    }
    *ret_yes = labels[1];
    *ret_no = labels[0];
    return labels[0] != UINT32_MAX && labels[1] != UINT32_MAX && labels[0] != labels[1];
}

static els_str test_text(els_session *session, const data *d, const test *a, const test *b)
{
    els_arena *arena = els_session_arena(session);
    return els_arena_printf(arena, ELS_STR_FMT "%s%s" ELS_STR_FMT "%s",
                            ELS_STR_ARG(d->keys[a->feature]), a->is_negated ? " not" : "",
                            b ? " & " : "", ELS_STR_ARG(b ? d->keys[b->feature] : ELS_STR("")),
                            b && b->is_negated ? " not" : "");
}

static void try_cuts(els_session *session, const data *d, const test *tests, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        uint32_t yes, no;
        if (!tests[i].is_bound || tests[i].is_negated)
            continue;
        if (!may_try(session, 1))
            return;
        if (splits(d, &tests[i], NULL, &yes, &no))
            offer(session, d, "cut1", test_text(session, d, &tests[i], NULL),
                  passes(&tests[i], &d->query) ? yes : no, 1.3, true);
    }
}

static void try_rule2(els_session *session, const data *d, const test *tests, uint32_t n)
{
    uint32_t tried = 0, votes[MAX_LABELS] = {0}, first[MAX_LABELS] = {0}, found = 0;
    els_str args[MAX_LABELS] = {{NULL, 0}};
    if (!els_session_wants(session, ELS_STR("rule2")))
        return;
    bool is_over = false;
    for (uint32_t a = 0; a < n && !is_over; a++)
        for (uint32_t b = a + 1; b < n && !is_over; b++) {
            uint32_t yes, no;
            if (tests[a].feature == tests[b].feature)
                continue;
            is_over = tried++ % CONJUNCTIONS_PER_UNIT == 0 && !els_session_spend(session, 1);
            if (is_over || !splits(d, &tests[a], &tests[b], &yes, &no))
                continue;
            bool both = passes(&tests[a], &d->query) && passes(&tests[b], &d->query);
            uint32_t label = both ? yes : no;
            if (votes[label]++ == 0) {
                first[label] = found++;
                args[label] = test_text(session, d, &tests[a], &tests[b]);
            }
        }
    /* Many pairs may fit; those that agree stand behind one another. */
    uint32_t total = 0;
    for (uint32_t label = 0; label < d->n_labels; label++)
        total += votes[label];
    for (uint32_t label = 0; label < d->n_labels; label++)
        if (votes[label] > 0)
            offer(session, d, "rule2", args[label], label,
                  0.4 + 0.6 * votes[label] / total - 0.05 * first[label], true);
}

/* Greedy decision list: the test that settles most examples comes first. */
static void try_list(els_session *session, const data *d, const test *tests, uint32_t n)
{
    bool settled[MAX_EXAMPLES] = {false};
    uint32_t left = d->n_examples, length = 0, answer = UINT32_MAX;
    if (!may_try(session, 1))
        return;
    while (left > 0 && length < 16) {
        uint32_t best = 0, best_count = 0, best_label = 0;
        for (uint32_t t = 0; t < n; t++) {
            uint32_t count = 0, label = UINT32_MAX;
            bool pure = true;
            for (uint32_t i = 0; i < d->n_examples && pure; i++) {
                if (settled[i] || !passes(&tests[t], &d->examples[i]))
                    continue;
                pure = label == UINT32_MAX || label == d->examples[i].label;
                label = d->examples[i].label;
                count++;
            }
            if (pure && count > best_count) {
                best = t;
                best_count = count;
                best_label = label;
            }
        }
        if (best_count == 0)
            return; /* equal items with different labels */
        length++;
        for (uint32_t i = 0; i < d->n_examples; i++)
            if (!settled[i] && passes(&tests[best], &d->examples[i])) {
                settled[i] = true;
                left--;
            }
        if (answer == UINT32_MAX && passes(&tests[best], &d->query))
            answer = best_label;
    }
    if (answer != UINT32_MAX && left == 0)
        offer(session, d, "decision_list",
              els_arena_printf(els_session_arena(session), "%u", length), answer,
              1.0 - 0.2 * length, true);
}

/* Label with the highest naive-Bayes score for `x`, the example `without` left out. */
static uint32_t bayes(const data *d, const item *x, uint32_t without)
{
    double best = -INFINITY;
    uint32_t best_label = 0;
    for (uint32_t label = 0; label < d->n_labels; label++) {
        double count = 0, score;
        for (uint32_t i = 0; i < d->n_examples; i++)
            count += i != without && d->examples[i].label == label;
        score = log((count + 0.5) / (d->n_examples + 0.5 * d->n_labels));
        for (uint32_t f = 0; f < d->n_keys; f++) {
            double sum = 0, squares = 0, equal = 0, all = 0, all_squares = 0;
            if (!x->values[f].hash)
                continue;
            bool numeric = d->is_numeric[f];
            for (uint32_t i = 0; i < d->n_examples; i++) {
                const value *v = &d->examples[i].values[f];
                if (i == without)
                    continue;
                all += v->number;
                all_squares += v->number * v->number;
                if (d->examples[i].label != label)
                    continue;
                sum += v->number;
                squares += v->number * v->number;
                equal += v->hash == x->values[f].hash;
            }
            if (!numeric) {
                score += log((equal + 0.5) / (count + 1.5));
            } else if (count > 0) {
                double n = d->n_examples, mean = sum / count;
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

static double distance_of(const data *d, const double *ranges, const item *a, const item *b)
{
    double sum = 0;
    for (uint32_t f = 0; f < d->n_keys; f++) {
        const value *x = &a->values[f], *y = &b->values[f];
        if (ranges[f] > 0)
            sum += fabs(x->number - y->number) / ranges[f];
        else
            sum += x->hash != y->hash;
    }
    return sum;
}

/* Label of the k nearest examples, `without` left out; ties go to the nearer, then the earlier. */
static uint32_t nearest(const data *d, const double *ranges, const item *x, uint32_t k,
                        uint32_t without)
{
    double votes[MAX_LABELS] = {0};
    bool used[MAX_EXAMPLES] = {false};
    for (uint32_t round = 0; round < k; round++) {
        uint32_t best = UINT32_MAX;
        double best_distance = INFINITY;
        for (uint32_t i = 0; i < d->n_examples; i++) {
            double distance =
                i == without || used[i] ? INFINITY : distance_of(d, ranges, x, &d->examples[i]);
            if (distance < best_distance) {
                best = i;
                best_distance = distance;
            }
        }
        if (best == UINT32_MAX)
            break;
        used[best] = true;
        votes[d->examples[best].label] += 1 - 0.01 * round;
    }
    uint32_t label = 0;
    for (uint32_t i = 1; i < d->n_labels; i++)
        if (votes[i] > votes[label])
            label = i;
    return label;
}

static void try_statistics(els_session *session, const data *d)
{
    double ranges[MAX_FEATURES] = {0};
    for (uint32_t f = 0; f < d->n_keys; f++)
        if (d->is_numeric[f]) {
            double low = d->query.values[f].number, high = low;
            for (uint32_t i = 0; i < d->n_examples; i++) {
                low = fmin(low, d->examples[i].values[f].number);
                high = fmax(high, d->examples[i].values[f].number);
            }
            ranges[f] = high - low;
        }
    static const char *const shapes[] = {"naive_bayes", "nearest1", "nearest3"};
    for (uint32_t s = 0; s < 3; s++) {
        if ((s == 2 && d->n_examples < 5) || !may_try(session, 1 + d->n_examples / 16))
            continue;
        uint32_t right = 0, k = s == 2 ? 3 : 1;
        for (uint32_t i = 0; i < d->n_examples; i++) /* each judged by the others */
            right += (s == 0 ? bayes(d, &d->examples[i], i)
                             : nearest(d, ranges, &d->examples[i], k, i)) == d->examples[i].label;
        uint32_t label =
            s == 0 ? bayes(d, &d->query, UINT32_MAX) : nearest(d, ranges, &d->query, k, UINT32_MAX);
        double share = (double)right / d->n_examples;
        offer(session, d, shapes[s], (els_str){NULL, 0}, label,
              right == d->n_examples ? 0.8 : share + 0.5, right == d->n_examples);
    }
}

static void propose(els_session *session)
{
    els_arena *arena = els_session_arena(session);
    data *d = ELS_ARENA_NEW(arena, data, 1);
    test *tests = ELS_ARENA_NEW(arena, test, MAX_TESTS);
    if (!read_data(session, d))
        return;
    uint32_t n = make_tests(d, tests);
    try_rule1(session, d);
    try_cuts(session, d, tests, n);
    try_list(session, d, tests, n);
    try_statistics(session, d);
    try_rule2(session, d, tests, n);
}

const els_family els_family_examples = {
    .name = "examples", .applies = applies, .propose = propose, .salience = 2};
