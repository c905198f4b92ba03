/* predicates.c — see predicates.h. */
#include "predicates.h"
#include "kb_index.h"
#include "model.h"
#include "rules.h"

#include <math.h>
#include <string.h>

enum { SHORT_TEXT_BYTES = 40, UNIT_BYTES = 32, MAX_CONSIDERED = 96 };

typedef struct {
    const els_reading *reading;
    uint64_t *keys;  /* per fact: of key and how often the key came before */
    uint64_t *units; /* per fact: of the canonical unit, 0 for none */
    double *amounts; /* per fact: number in the canonical unit */
    uint32_t n_facts;
    els_predicate *list;
    uint32_t count;
} maker;

/* Canonical unit and the factor to it: weeks are days, "$" is USD, plurals are singular. */
static uint64_t canonical_unit(els_str unit, double *ret_factor)
{
    static const struct {
        const char *word, *unit;
        double factor;
    } same[] = {{"week", "day", 7},     {"$", "usd", 1},       {"dollar", "usd", 1},
                {"percent", "%", 1},    {"euro", "eur", 1},    {"person", "people", 1},
                {"business", "day", 1}, {"calendar", "day", 1}};
    char bytes[UNIT_BYTES];
    char buffer[UNIT_BYTES];
    *ret_factor = 1;
    if (unit.len == 0) {
        return 0;
    }
    els_str stem = els_kb_stem(els_str_lower(unit, bytes, sizeof bytes), buffer, sizeof buffer);
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
        if (els_str_eq(stem, els_str_of(same[i].word))) {
            *ret_factor = same[i].factor;
            return els_hash_str(els_str_of(same[i].unit));
        }
    }
    return els_hash_str(stem);
}

static uint64_t day_unit(void)
{
    return els_hash_str(ELS_STR("day"));
}

static const els_fact *fact(const maker *m, uint32_t i)
{
    return &m->reading->facts[i];
}

/* Keys such as "seats" and "max_seats" have a word in common. */
static bool keys_share_word(els_str a, els_str b)
{
    els_str word_a;
    while (els_str_split(&a, '_', &word_a)) {
        els_str rest = b;
        els_str word_b;
        while (els_str_split(&rest, '_', &word_b)) {
            if (word_a.len >= 3 && word_b.len >= 3 && els_kb_words_alike(word_a, word_b)) {
                return true;
            }
        }
    }
    return false;
}

/* The day a record speaks from. */
static bool is_now(els_str key)
{
    static const char *const words[] = {"today", "now", "current", NULL};
    els_str word, rest = key;
    while (els_str_split(&rest, '_', &word))
        if (els_str_is_one_of(word, words))
            return true;
    return els_str_is(key, "date");
}

static els_rule_form form_of(const maker *m, els_predicate_op op, uint32_t a, uint32_t b,
                             uint32_t c)
{
    const els_fact *of_a = fact(m, a), *of_b = fact(m, b);
    bool joined = of_a->joined || of_b->joined;
    switch (op) {
    case ELS_PREDICATE_LE:
    case ELS_PREDICATE_LT:
        if (of_a->type == ELS_FACT_DATE)
            return ELS_FORM_DATES;
        if (of_a->joined && of_b->joined)
            return ELS_FORM_KNOWN;
        if (keys_share_word(of_a->key, of_b->key))
            return joined ? ELS_FORM_NAMESAKES_JOINED : ELS_FORM_NAMESAKES;
        return joined ? ELS_FORM_AMOUNTS_JOINED : ELS_FORM_AMOUNTS;
    case ELS_PREDICATE_DAYS_LE:
    case ELS_PREDICATE_DAYS_LT:
        if (!is_now(of_a->key) && !is_now(of_b->key))
            return ELS_FORM_DAYS_BETWEEN;
        return fact(m, c)->joined ? ELS_FORM_DAYS_JOINED : ELS_FORM_DAYS;
    case ELS_PREDICATE_POSITIVE:
        return ELS_FORM_SIGN;
    case ELS_PREDICATE_SAME:
        return ELS_FORM_SAME;
    case ELS_PREDICATE_VALUE:
        return of_a->joined ? ELS_FORM_VALUE_JOINED : ELS_FORM_VALUE;
    case ELS_PREDICATE_SIZE:
        return ELS_FORM_SIZE;
    }
    return ELS_FORM_OTHER;
}

/* Takes a predicate in: operation, facts, text and whether it holds are given, `key` tells its
 * facts and text in all tasks. */
static void add(maker *m, uint64_t key, els_predicate p)
{
    if (m->count == ELS_PREDICATES_MAX)
        return;
    p.id = els_rule_formed(els_hash_pair((uint64_t)p.op, key), form_of(m, p.op, p.a, p.b, p.c));
    m->list[m->count++] = p;
}

/* The order of facts in a text must not change a predicate's name: smaller key first. */
static void order_by_key(const maker *m, uint32_t *a, uint32_t *b)
{
    int order = els_str_cmp(fact(m, *a)->key, fact(m, *b)->key);
    if (order > 0) {
        uint32_t swap = *a;
        *a = *b;
        *b = swap;
    }
}

static void compare(maker *m, uint32_t a, uint32_t b)
{
    order_by_key(m, &a, &b);
    uint64_t key = els_hash_pair(m->keys[a], m->keys[b]);
    const double x = m->amounts[a], y = m->amounts[b];
    add(m, key, (els_predicate){.op = ELS_PREDICATE_LE, .a = a, .b = b, .holds = x <= y});
    add(m, key, (els_predicate){.op = ELS_PREDICATE_LT, .a = a, .b = b, .holds = x < y});
}

static void compare_days(maker *m)
{
    for (uint32_t i = 0; i < m->n_facts; i++) {
        for (uint32_t j = i + 1; j < m->n_facts; j++) {
            if (fact(m, i)->type != ELS_FACT_DATE || fact(m, j)->type != ELS_FACT_DATE ||
                (fact(m, i)->joined && fact(m, j)->joined)) {
                continue;
            }
            uint32_t a = i;
            uint32_t b = j;
            order_by_key(m, &a, &b);
            double days = fabs(m->amounts[a] - m->amounts[b]);
            for (uint32_t c = 0; c < m->n_facts; c++) {
                if (fact(m, c)->type != ELS_FACT_NUMBER || m->units[c] != day_unit()) {
                    continue;
                }
                uint64_t key = els_hash_pair(els_hash_pair(m->keys[a], m->keys[b]), m->keys[c]);
                els_predicate p = {.op = ELS_PREDICATE_DAYS_LE, .a = a, .b = b, .c = c};
                p.holds = days <= m->amounts[c];
                add(m, key, p);
                p.op = ELS_PREDICATE_DAYS_LT;
                p.holds = days < m->amounts[c];
                add(m, key, p);
            }
        }
    }
}

static void compare_dates(maker *m)
{
    for (uint32_t i = 0; i < m->n_facts; i++) {
        for (uint32_t j = i + 1; j < m->n_facts; j++) {
            if (fact(m, i)->type == ELS_FACT_DATE && fact(m, j)->type == ELS_FACT_DATE) {
                compare(m, i, j);
            }
        }
    }
}

/* `joined` pairs are known before the text is read: they come last. */
static void compare_numbers(maker *m, bool joined)
{
    for (uint32_t i = 0; i < m->n_facts && m->count < ELS_PREDICATES_MAX; i++) {
        for (uint32_t j = i + 1; j < m->n_facts; j++) {
            const els_fact *a = fact(m, i);
            const els_fact *b = fact(m, j);
            if (a->type != ELS_FACT_NUMBER || b->type != ELS_FACT_NUMBER ||
                (a->joined && b->joined) != joined) {
                continue;
            }
            bool same_unit = m->units[i] != 0 && m->units[i] == m->units[j];
            bool one_bare = m->units[i] == 0 || m->units[j] == 0;
            if (same_unit || (!joined && one_bare && keys_share_word(a->key, b->key))) {
                compare(m, i, j);
            }
        }
    }
}

static bool is_short_text(els_str text)
{
    return text.len > 0 && text.len <= SHORT_TEXT_BYTES;
}

static uint64_t hash_lower(els_str text)
{
    char bytes[SHORT_TEXT_BYTES];
    els_str lower = els_str_lower(text, bytes, sizeof bytes);
    return els_hash_bytes(0, lower.ptr, lower.len);
}

static void list_values(maker *m, bool joined)
{
    for (uint32_t i = 0; i < m->n_facts; i++) {
        if (fact(m, i)->type != ELS_FACT_TEXT || fact(m, i)->joined != joined) {
            continue;
        }
        els_str rest = fact(m, i)->value;
        els_str part;
        while (els_str_split(&rest, ';', &part)) {
            part = els_str_trim(part);
            if (is_short_text(part)) {
                uint64_t key = els_hash_pair(m->keys[i], hash_lower(part));
                add(m, key,
                    (els_predicate){
                        .op = ELS_PREDICATE_VALUE, .a = i, .text = part, .holds = true});
            }
        }
    }
}

static bool has_part(els_str list, els_str value)
{
    els_str part;
    while (els_str_split(&list, ';', &part)) {
        els_str inner;
        while (els_str_split(&part, ',', &inner)) {
            if (els_str_ieq(els_str_trim(inner), value)) {
                return true;
            }
        }
    }
    return false;
}

static void compare_texts(maker *m)
{
    for (uint32_t i = 0; i < m->n_facts; i++) {
        for (uint32_t j = 0; j < m->n_facts; j++) {
            const els_fact *a = fact(m, i);
            const els_fact *b = fact(m, j);
            if (a->type != ELS_FACT_TEXT || b->type != ELS_FACT_TEXT || a->joined || i == j ||
                !is_short_text(a->value) || !(b->joined || keys_share_word(a->key, b->key))) {
                continue;
            }
            bool same = els_str_ieq(a->value, b->value) || has_part(b->value, a->value);
            uint64_t key = els_hash_pair(m->keys[i], m->keys[j]);
            add(m, key, (els_predicate){.op = ELS_PREDICATE_SAME, .a = i, .b = j, .holds = same});
        }
    }
}

static void list_sizes(maker *m)
{
    for (uint32_t i = 0; i < m->n_facts; i++) {
        if (fact(m, i)->type != ELS_FACT_NUMBER) {
            continue;
        }
        add(m, m->keys[i],
            (els_predicate){.op = ELS_PREDICATE_POSITIVE, .a = i, .holds = m->amounts[i] > 0});
        if (m->amounts[i] >= 1) {
            int power = ilogb(m->amounts[i]);
            add(m, els_hash_pair(m->keys[i], (uint64_t)power),
                (els_predicate){.op = ELS_PREDICATE_SIZE, .a = i, .holds = true});
        }
    }
}

uint32_t els_predicates_of(const els_reading *reading, els_arena *arena,
                           els_predicate ret[ELS_PREDICATES_MAX])
{
    uint32_t n = reading->n_facts < MAX_CONSIDERED ? reading->n_facts : MAX_CONSIDERED;
    maker m = {.reading = reading,
               .keys = ELS_ARENA_NEW(arena, uint64_t, n),
               .units = ELS_ARENA_NEW(arena, uint64_t, n),
               .amounts = ELS_ARENA_NEW(arena, double, n),
               .n_facts = n,
               .list = ret};
    for (uint32_t i = 0; i < n; i++) {
        const els_fact *f = &reading->facts[i];
        uint64_t again = 0;
        for (uint32_t j = 0; j < i; j++) {
            again += reading->facts[j].key_hash == f->key_hash;
        }
        double factor;
        m.keys[i] = els_hash_pair(f->key_hash, again);
        m.units[i] = canonical_unit(f->unit, &factor);
        m.amounts[i] = f->number * factor;
    }
    list_values(&m, false);
    compare_days(&m);
    compare_numbers(&m, false);
    compare_dates(&m);
    compare_texts(&m);
    list_values(&m, true);
    list_sizes(&m);
    compare_numbers(&m, true);
    return m.count;
}

els_str els_predicate_name(els_arena *arena, const els_reading *reading,
                           const els_predicate *predicate)
{
    els_str a = reading->facts[predicate->a].key;
    els_str b = reading->facts[predicate->b].key;
    els_str c = reading->facts[predicate->c].key;
    switch (predicate->op) {
    case ELS_PREDICATE_LE:
    case ELS_PREDICATE_LT:
        return els_arena_printf(arena, ELS_STR_FMT "%s" ELS_STR_FMT, ELS_STR_ARG(a),
                                predicate->op == ELS_PREDICATE_LE ? "<=" : "<", ELS_STR_ARG(b));
    case ELS_PREDICATE_DAYS_LE:
    case ELS_PREDICATE_DAYS_LT:
        return els_arena_printf(
            arena, "days(" ELS_STR_FMT "-" ELS_STR_FMT ")%s" ELS_STR_FMT, ELS_STR_ARG(a),
            ELS_STR_ARG(b), predicate->op == ELS_PREDICATE_DAYS_LE ? "<=" : "<", ELS_STR_ARG(c));
    case ELS_PREDICATE_POSITIVE:
        return els_arena_printf(arena, ELS_STR_FMT ">0", ELS_STR_ARG(a));
    case ELS_PREDICATE_SAME:
        return els_arena_printf(arena, ELS_STR_FMT "==" ELS_STR_FMT, ELS_STR_ARG(a),
                                ELS_STR_ARG(b));
    case ELS_PREDICATE_VALUE:
        return els_arena_printf(arena, ELS_STR_FMT "=" ELS_STR_FMT, ELS_STR_ARG(a),
                                ELS_STR_ARG(predicate->text));
    case ELS_PREDICATE_SIZE:
        return els_arena_printf(arena, ELS_STR_FMT "~2^%d", ELS_STR_ARG(a),
                                ilogb(reading->facts[predicate->a].number));
    }
    return (els_str){NULL, 0};
}

void els_text_facts(const els_reading *reading, els_arena *arena, els_text_features *ret)
{
    els_predicate *list = ELS_ARENA_NEW(arena, els_predicate, ELS_PREDICATES_MAX);
    uint32_t n = els_predicates_of(reading, arena, list);
    uint64_t *facts = ELS_ARENA_NEW(arena, uint64_t, n);
    for (uint32_t i = 0; i < n; i++) {
        facts[i] = els_rule_fact(list[i].id, list[i].holds);
    }
    ret->facts = facts;
    ret->n_facts = n;
}
