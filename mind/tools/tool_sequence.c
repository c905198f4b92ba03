/* tool_sequence.c — the search over models: plain ones first, then the same under transforms. */
#include "tool_sequence_known.h"
#include "tool_sequence_residue.h"

#include <stdio.h>
#include <string.h>

typedef els_sequence_fit_result fit_result;

typedef struct {
    els_arena *arena;
    const els_sequence_host *host;
    els_sequence_model models[ELS_SEQUENCE_MAX_MODELS];
    uint32_t n_models;
    fit_result *scratch;
} search;

typedef bool (*fitter)(const els_sequence_query *query, fit_result *ret);

static double raw_bits_of(const els_sequence_query *query)
{
    double bits = 0;
    for (uint32_t i = 0; i < query->n; i++)
        if ((int32_t)i != query->gap)
            bits += els_rat_bits(query->terms[i]);
    return bits;
}

static bool all_integers(const els_rat *terms, uint32_t n, int32_t gap)
{
    for (uint32_t i = 0; i < n; i++)
        if ((int32_t)i != gap && terms[i].den != 1)
            return false;
    return true;
}

static bool is_allowed(const els_sequence_host *host, const char *name)
{
    return !host || !host->allows || host->allows(host->context, els_str_of(name));
}

/* ---- models that are not linear ---- */

static bool finish(const els_sequence_query *query, fit_result *ret, uint32_t parameters,
                   double bits)
{
    uint32_t known = query->n - (query->gap >= 0 ? 1 : 0);
    if (ret->n_all <= query->n || known < parameters + 1)
        return false;
    ret->left = known - parameters;
    ret->bits = bits;
    return true;
}

/* The shortest cycle. */
static bool fit_cycle(const els_sequence_query *query, fit_result *ret)
{
    for (uint32_t period = 1; period + 1 < query->n; period++) {
        bool ok = true, known[ELS_SEQUENCE_MAX_TERMS] = {false};
        double bits = 4;
        for (uint32_t i = 0; i < query->n && ok; i++) {
            els_rat *first = &ret->all[i % period];
            if ((int32_t)i == query->gap)
                continue;
            ok = !known[i % period] || els_rat_eq(*first, query->terms[i]);
            *first = query->terms[i];
            known[i % period] = true;
        }
        for (uint32_t i = 0; i < period && ok; i++) {
            ok = known[i];
            bits += ok ? els_rat_bits(ret->all[i]) : 0;
        }
        if (!ok)
            continue;
        for (uint32_t i = period; i < query->n + query->n_next; i++)
            ret->all[i] = ret->all[i % period];
        ret->n_all = query->n + query->n_next;
        snprintf(ret->detail, sizeof ret->detail, "%u", period);
        return finish(query, ret, period, bits);
    }
    return false;
}

/* Consecutive primes (or, with `composite`, consecutive composite numbers) from the first term on.
 */
static bool fit_run(const els_sequence_query *query, fit_result *ret, bool composite)
{
    els_rat first = query->terms[0];
    if (query->gap == 0 || first.den != 1 || first.num < 2 || first.num > 100000)
        return false;
    int64_t value = (int64_t)first.num;
    for (uint32_t i = 0; i < query->n + query->n_next; i++) {
        while (value < 2 || els_sequence_is_prime(value) == composite)
            value++;
        ret->all[i] = els_rat_of(value++);
        if (i < query->n && (int32_t)i != query->gap && !els_rat_eq(ret->all[i], query->terms[i]))
            return false;
    }
    ret->n_all = query->n + query->n_next;
    snprintf(ret->detail, sizeof ret->detail, "%d", (int)first.num);
    return finish(query, ret, 1, 6 + els_rat_bits(first));
}

static bool fit_primes(const els_sequence_query *query, fit_result *ret)
{
    return fit_run(query, ret, false);
}

static bool fit_composites(const els_sequence_query *query, fit_result *ret)
{
    return fit_run(query, ret, true);
}

/* Reads the digits of a term aloud: 21 is "one 2, one 1", 1211. */
static bool say(els_rat value, els_rat *ret)
{
    char digits[40];
    size_t n = 0;
    els_i128 said = 0;
    if (value.den != 1 || value.num <= 0)
        return false;
    for (els_i128 rest = value.num; rest > 0; rest /= 10)
        digits[n++] = (char)(rest % 10);
    for (size_t i = n; i > 0;) {
        size_t run = 1;
        while (run < i && run < 9 && digits[i - 1 - run] == digits[i - 1])
            run++;
        if (said > ((els_i128)1 << 110))
            return false;
        said = said * 100 + (els_i128)run * 10 + digits[i - 1];
        i -= run;
    }
    return els_rat_make(said, 1, ret);
}

static bool fit_look_and_say(const els_sequence_query *query, fit_result *ret)
{
    if (query->gap == 0)
        return false;
    ret->all[0] = query->terms[0];
    ret->n_all = 1;
    while (ret->n_all < query->n + query->n_next) {
        uint32_t i = ret->n_all;
        if (!say(ret->all[i - 1], &ret->all[i]))
            break;
        if (i < query->n && (int32_t)i != query->gap && !els_rat_eq(ret->all[i], query->terms[i]))
            return false;
        ret->n_all++;
    }
    ret->detail[0] = '\0';
    return finish(query, ret, 1, 12 + els_rat_bits(query->terms[0]));
}

static const struct {
    const char *name;
    fitter fit;
    bool is_core;
} special_models[] = {
    {"cycle", fit_cycle, true},
    {"primes", fit_primes, true},
    {"composites", fit_composites, false},
    {"look_and_say", fit_look_and_say, false},
    {"modular", els_sequence_modular, false},
    {"precursive1", els_sequence_precursive1, false},
    {"function", els_sequence_function, true},
    {"property", els_sequence_property, false},
    {"precursive2", els_sequence_precursive2, false},
    {"modular2", els_sequence_modular2, false},
    {"by_remainder", els_sequence_by_remainder, false},
};

/* ---- keeping models ---- */

/* Same predictions: the shorter description stands for both. */
static bool same_prediction(const els_sequence_model *model, const fit_result *fit,
                            const els_sequence_query *query)
{
    if (query->gap >= 0 && !els_rat_eq(model->gap, fit->all[query->gap]))
        return false;
    uint32_t n = fit->n_all - query->n;
    n = n < model->n_next ? n : model->n_next;
    for (uint32_t i = 0; i < n; i++)
        if (!els_rat_eq(model->next[i], fit->all[query->n + i]))
            return false;
    return true;
}

static void keep(search *s, const els_sequence_query *query, const char *name,
                 const fit_result *fit)
{
    uint32_t at = s->n_models;
    /* Whole numbers are seldom continued by fractions. */
    bool breaks =
        all_integers(query->terms, query->n, query->gap) &&
        (fit->all[query->n].den != 1 || (query->gap >= 0 && fit->all[query->gap].den != 1));
    double bits = fit->bits + (breaks ? 6 : 0);
    for (uint32_t i = 0; i < s->n_models; i++)
        if (same_prediction(&s->models[i], fit, query)) {
            if (s->models[i].bits <= bits)
                return;
            at = i;
        }
    if (at == ELS_SEQUENCE_MAX_MODELS) {
        at--; /* sorted below, so the last is the longest */
        if (s->models[at].bits <= bits)
            return;
    }
    uint32_t n_next = fit->n_all - query->n;
    els_rat *next = ELS_ARENA_NEW(s->arena, els_rat, n_next);
    memcpy(next, fit->all + query->n, n_next * sizeof(els_rat));
    s->models[at] = (els_sequence_model){
        .name = els_arena_copy(s->arena, els_str_of(name)),
        .detail = els_arena_copy(s->arena, els_str_of(fit->detail)),
        .bits = bits,
        .raw_bits = raw_bits_of(query),
        .left = fit->left,
        .gap = query->gap >= 0 ? fit->all[query->gap] : els_rat_of(0),
        .next = next,
        .n_next = n_next,
    };
    if (at == s->n_models)
        s->n_models++;
    for (; at > 0 && s->models[at - 1].bits > s->models[at].bits; at--) {
        els_sequence_model swap = s->models[at];
        s->models[at] = s->models[at - 1];
        s->models[at - 1] = swap;
    }
}

/* Some model has `left` terms left over and is shorter than `share` of the terms as they are. */
static bool is_convincing(const search *s, uint32_t left, double share)
{
    for (uint32_t i = 0; i < s->n_models; i++)
        if (s->models[i].left >= left && s->models[i].bits < share * s->models[i].raw_bits)
            return true;
    return false;
}

/* ---- plain models, of the sequence itself or of a transformed one ---- */

/* Best plain model of `query`; `prefix` names the transform. False when there is none. */
static bool fit_core(const els_sequence_host *host, const char *prefix,
                     const els_sequence_query *query, fit_result *scratch, fit_result *ret,
                     const char **ret_name)
{
    bool found = false;
    uint32_t n_special = sizeof special_models / sizeof special_models[0];
    for (uint32_t i = 0; i < els_sequence_n_bases + n_special; i++) {
        bool linear = i < els_sequence_n_bases;
        uint32_t k = linear ? i : i - els_sequence_n_bases;
        const char *base = linear ? els_sequence_bases[k].name : special_models[k].name;
        char name[64];
        if (linear ? !els_sequence_bases[k].is_core : !special_models[k].is_core)
            continue;
        snprintf(name, sizeof name, "%s(%s)", prefix, base);
        if (!is_allowed(host, name))
            continue;
        if (!(linear ? els_sequence_linear(&els_sequence_bases[k], query, scratch)
                     : special_models[k].fit(query, scratch)))
            continue;
        if (!found || scratch->bits < ret->bits) {
            *ret = *scratch;
            *ret_name = base;
            found = true;
        }
        if (found && ret->left >= 2 && ret->bits < 0.7 * raw_bits_of(query))
            break;
    }
    return found;
}

static void try_plain(search *s, const els_sequence_query *query)
{
    uint32_t n_special = sizeof special_models / sizeof special_models[0];
    for (uint32_t i = 0; i < els_sequence_n_bases; i++) {
        if (is_allowed(s->host, els_sequence_bases[i].name) &&
            els_sequence_linear(&els_sequence_bases[i], query, s->scratch)) {
            s->scratch->bits += 0.5 * i; /* the table goes from common to rare */
            keep(s, query, els_sequence_bases[i].name, s->scratch);
            if (is_convincing(s, 3, 0.9) || is_convincing(s, 2, 0.7))
                return;
        }
    }
    for (uint32_t i = 0; i < n_special; i++)
        if (is_allowed(s->host, special_models[i].name) && special_models[i].fit(query, s->scratch))
            keep(s, query, special_models[i].name, s->scratch);
}

/* ---- transforms ---- */

typedef enum { BY_DIFFERENCE, BY_RATIO, BY_SIGN, BY_ROOT2, BY_ROOT3, BY_INDEX, N_TRANSFORMS } how;
static const char *const transform_names[N_TRANSFORMS] = {"diff",   "ratio", "alternate",
                                                          "square", "cube",  "times_index"};

static bool transform(how t, const els_sequence_query *query, els_rat *out, uint32_t *ret_n)
{
    uint32_t n = query->n, m = t == BY_DIFFERENCE || t == BY_RATIO ? n - 1 : n;
    for (uint32_t i = 0; i < m; i++) {
        const els_rat *a = &query->terms[i];
        bool ok = false;
        switch (t) {
        case BY_DIFFERENCE:
            ok = els_rat_sub(a[1], a[0], &out[i]);
            break;
        case BY_RATIO:
            ok = a[1].num != 0 && els_rat_div(a[1], a[0], &out[i]);
            break;
        case BY_SIGN: /* the signs must alternate, whichever comes first */
            ok = a->num != 0 && (a->num < 0) == ((query->terms[0].num < 0) == (i % 2 == 0)) &&
                 els_rat_mul(*a, els_rat_of(i % 2 == 0 ? 1 : -1), &out[i]);
            break;
        case BY_ROOT2:
            ok = els_rat_root(*a, 2, &out[i]);
            break;
        case BY_ROOT3:
            ok = els_rat_root(*a, 3, &out[i]);
            break;
        case BY_INDEX:
            ok = els_rat_div(*a, els_rat_of((int64_t)i + 1), &out[i]);
            break;
        case N_TRANSFORMS:
            break;
        }
        if (!ok)
            return false;
    }
    *ret_n = m;
    return true;
}

/* Term number i of the sequence from the continued transformed terms. */
static bool transform_back(how t, const fit_result *inner, uint32_t i, els_rat before, els_rat *ret)
{
    switch (t) {
    case BY_DIFFERENCE:
        return els_rat_add(before, inner->all[i - 1], ret);
    case BY_RATIO:
        return els_rat_mul(before, inner->all[i - 1], ret);
    case BY_SIGN:
        return els_rat_mul(inner->all[i], els_rat_of(i % 2 == 0 ? 1 : -1), ret);
    case BY_ROOT2:
        return els_rat_mul(inner->all[i], inner->all[i], ret);
    case BY_ROOT3:
        return els_rat_mul(inner->all[i], inner->all[i], ret) &&
               els_rat_mul(*ret, inner->all[i], ret);
    case BY_INDEX:
        return els_rat_mul(inner->all[i], els_rat_of((int64_t)i + 1), ret);
    case N_TRANSFORMS:
        break;
    }
    return false;
}

static void try_transform(search *s, how t, const els_sequence_query *query, fit_result *inner)
{
    els_rat terms[ELS_SEQUENCE_MAX_TERMS];
    els_sequence_query changed = {terms, 0, ELS_SEQUENCE_NO_GAP, query->n_next};
    const char *base = NULL;
    if (!transform(t, query, terms, &changed.n) ||
        !fit_core(s->host, transform_names[t], &changed, s->scratch, inner, &base))
        return;
    fit_result *out = s->scratch;
    memcpy(out->all, query->terms, query->n * sizeof(els_rat));
    out->n_all = query->n;
    uint32_t shift = query->n - changed.n;
    for (uint32_t i = query->n; i < query->n + query->n_next && i - shift < inner->n_all; i++) {
        if (!transform_back(t, inner, i, out->all[i - 1], &out->all[i]))
            break;
        out->n_all++;
    }
    if (out->n_all == query->n)
        return;
    char name[64];
    snprintf(name, sizeof name, "%s(%s)", transform_names[t], base);
    memcpy(out->detail, inner->detail, sizeof out->detail);
    out->left = inner->left;
    out->bits = inner->bits + 4 + (shift ? els_rat_bits(query->terms[0]) : 0);
    keep(s, query, name, out);
}

static void try_interleave(search *s, uint32_t parts, const els_sequence_query *query,
                           fit_result *inner)
{
    fit_result *out = ELS_ARENA_NEW(s->arena, fit_result, 1);
    char prefix[16];
    size_t at = 0;
    double bits = 4;
    uint32_t left = 0, n_all = query->n + query->n_next;
    snprintf(prefix, sizeof prefix, "interleave%u", parts);
    for (uint32_t part = 0; part < parts; part++) {
        els_rat terms[ELS_SEQUENCE_MAX_TERMS];
        els_sequence_query each = {terms, 0, ELS_SEQUENCE_NO_GAP, query->n_next / parts + 1};
        const char *base = NULL;
        for (uint32_t i = part; i < query->n; i += parts) {
            if ((int32_t)i == query->gap)
                each.gap = (int32_t)each.n;
            terms[each.n++] = query->terms[i];
        }
        if (each.n < 3 || !fit_core(s->host, prefix, &each, s->scratch, inner, &base))
            return;
        for (uint32_t i = 0; i < inner->n_all && part + i * parts < n_all; i++)
            out->all[part + i * parts] = inner->all[i];
        if (part + inner->n_all * parts < n_all)
            n_all = part + inner->n_all * parts;
        left += inner->left;
        bits += inner->bits;
        if (at < 150)
            at += (size_t)snprintf(out->detail + at, 50, "%s%.14s %.32s", part ? "; " : "", base,
                                   inner->detail);
    }
    if (n_all <= query->n)
        return;
    out->n_all = n_all;
    out->left = left;
    out->bits = bits;
    keep(s, query, prefix, out);
}

uint32_t els_sequence_fit(els_arena *arena, const els_sequence_query *query,
                          const els_sequence_host *host, els_sequence_model *models, uint32_t max)
{
    if (query->n < 3 || query->n > ELS_SEQUENCE_MAX_TERMS || query->n_next < 1 ||
        query->n_next > ELS_SEQUENCE_MAX_NEXT || query->gap >= (int32_t)query->n)
        return 0;
    search s = {.arena = arena, .host = host};
    s.scratch = ELS_ARENA_NEW(arena, fit_result, 1);
    try_plain(&s, query);
    if (!is_convincing(&s, 2, 0.9)) {
        fit_result *inner = ELS_ARENA_NEW(arena, fit_result, 1);
        if (query->gap < 0)
            for (how t = BY_DIFFERENCE; t < N_TRANSFORMS; t++)
                try_transform(&s, t, query, inner);
        try_interleave(&s, 2, query, inner);
        try_interleave(&s, 3, query, inner);
        try_interleave(&s, 4, query, inner);
    }
    uint32_t n = s.n_models < max ? s.n_models : max;
    memcpy(models, s.models, n * sizeof *models);
    return n;
}
