/* lists.c — problems of list induction as rows for `els eval --data`.
 *
 *   els-bench-lists [half: a|b|all] [seed] [text]
 *
 * One row per shape of lists_shapes_*.c: ten examples, one open question. The shapes were put into
 * two halves by a coin (a hash of their name): `a` is for developing, `b` is for measuring at the
 * end. `text` writes lists as strings. */
#include "els_hash.h"
#include "els_rng.h"
#include "lists_shapes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXAMPLES = 10, TRIES = 400, STYLES = 5 };

typedef struct {
    long x[BENCH_LIST_ITEMS], y[BENCH_LIST_ITEMS];
    size_t n, m;
} example;

static const struct {
    const char *intro, *in, *out, *between, *open, *comma;
    bool brackets;
} styles[STYLES] = {
    {"Find the rule.\\n", "", " -> ", "\\n", " -> ?", ", ", true},
    {"", "Input: ", " Output: ", "\\n", " Output:", ", ", true},
    {"What comes out for the last one? ", "", " => ", "; ", " =>", ",", true},
    {"", "in: ", "\\nout: ", "\\n\\n", "\\nout: ?", " ", true},
    {"Examples:\\n", "", " -> ", "\\n", " ->", " ", false},
};

static bool same(const long *a, size_t n, const long *b, size_t m)
{
    return n == m && memcmp(a, b, n * sizeof *a) == 0;
}

static void draw_input(els_rng *rng, const bench_shape *s, long k, example *e)
{
    e->n = s->n_min + els_rng_below(rng, (uint32_t)(s->n_max - s->n_min + 1));
    for (size_t i = 0; i < e->n; i++) {
        e->x[i] = els_rng_between(rng, s->low, s->high);
        /* Repetitions and the constant turn up now and then, as in lists made by people. */
        if (i > 0 && els_rng_below(rng, 8) == 0) {
            e->x[i] = e->x[els_rng_below(rng, (uint32_t)i)];
        } else if (k >= s->low && k <= s->high && els_rng_below(rng, 12) == 0) {
            e->x[i] = k;
        }
    }
    e->m = s->apply(e->x, e->n, k, e->y);
}

/* Eleven different inputs whose images say something: no two rules are told apart by one answer. */
static bool draw_problem(els_rng *rng, const bench_shape *s, long k, example *all)
{
    uint32_t drawn = 0, varied = 0, empty = 0;
    for (uint32_t t = 0; t < TRIES && drawn <= EXAMPLES; t++) {
        example *e = &all[drawn];
        draw_input(rng, s, k, e);
        bool fresh = e->m > 0 || empty < 1;
        for (uint32_t i = 0; i < drawn; i++) {
            fresh = fresh && !same(e->x, e->n, all[i].x, all[i].n);
        }
        if (fresh) {
            empty += e->m == 0;
            varied += !same(e->x, e->n, e->y, e->m);
            drawn++;
        }
    }
    return drawn == EXAMPLES + 1 && varied >= 4 && all[EXAMPLES].m > 0;
}

static void print_list(const long *x, size_t n, const char *comma, bool brackets)
{
    printf("%s", brackets ? "[" : "");
    for (size_t i = 0; i < n; i++) {
        printf("%s%ld", i > 0 ? comma : "", x[i]);
    }
    printf("%s", brackets ? "]" : "");
}

static void print_row(const bench_shape *s, const example *all, uint32_t style, bool text)
{
    bool scalar = true;
    for (uint32_t i = 0; i <= EXAMPLES; i++) {
        scalar = scalar && all[i].m == 1;
    }
    const bool quoted = text && !scalar;
    printf("{\"id\": \"%s\", \"kind\": \"%s\", \"question\": \"%s", s->name,
           scalar ? "number" : "list", styles[style].intro);
    for (uint32_t i = 0; i <= EXAMPLES; i++) {
        printf("%s", styles[style].in);
        print_list(all[i].x, all[i].n, styles[style].comma, styles[style].brackets);
        if (i < EXAMPLES) {
            printf("%s", styles[style].out);
            print_list(all[i].y, all[i].m, styles[style].comma, styles[style].brackets && !scalar);
            printf("%s", styles[style].between);
        }
    }
    printf("%s\", \"answer\": %s", styles[style].open, quoted ? "\"" : "");
    print_list(all[EXAMPLES].y, all[EXAMPLES].m, ", ", !scalar);
    printf("%s}\n", quoted ? "\"" : "");
}

/* Draws the constant and the lists of a shape of the wanted half and prints them. */
static void print_shape(const bench_shape *shape, const char *half, uint64_t seed, bool text,
                        example *all)
{
    const uint64_t hash = els_hash_str(els_str_of(shape->name)), coin = hash >> 20 & 1;
    if (strcmp(half, "all") != 0 && (half[0] == 'a') != (coin == 0)) {
        return;
    }
    els_rng rng = els_rng_make(seed, hash, 0);
    const long k = els_rng_between(&rng, shape->k_low, shape->k_high);
    bool drawn = false;
    for (uint32_t t = 0; t < 50 && !drawn; t++) {
        drawn = draw_problem(&rng, shape, k, all);
    }
    if (drawn) {
        print_row(shape, all, els_rng_below(&rng, STYLES), text);
    } else {
        fprintf(stderr, "els-bench-lists: %s gives too little to see\n", shape->name);
    }
}

int main(int argc, char **argv)
{
    const char *half = argc > 1 ? argv[1] : "all";
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    const bool text = argc > 3 && strcmp(argv[3], "text") == 0;
    static example all[EXAMPLES + 1];
    const bench_shape *(*const parts[])(size_t *) = {bench_shapes_items, bench_shapes_whole};
    for (size_t part = 0; part < sizeof parts / sizeof *parts; part++) {
        size_t n = 0;
        const bench_shape *shapes = parts[part](&n);
        for (size_t i = 0; i < n; i++) {
            print_shape(&shapes[i], half, seed, text, all);
        }
    }
    return 0;
}
