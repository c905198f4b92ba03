#include "plugin.h"

#include "els_hash.h"

#include <math.h>
#include <sodium.h>
#include <string.h>

extern const els_plugin els_plugin_customer_support;
extern const els_plugin els_plugin_sales_research;
extern const els_plugin els_plugin_benchmark;
extern const els_plugin els_plugin_noop;

static const els_plugin *const builtin[] = {
    &els_plugin_customer_support,
    &els_plugin_sales_research,
    &els_plugin_benchmark,
    &els_plugin_noop,
};

const els_plugin *const *els_plugin_all(size_t *ret_count)
{
    *ret_count = sizeof builtin / sizeof builtin[0];
    return builtin;
}

const els_plugin *els_plugin_find(els_str name)
{
    for (size_t i = 0; i < sizeof builtin / sizeof builtin[0]; i++)
        if (els_str_eq(els_str_of(builtin[i]->name), name))
            return builtin[i];
    return NULL;
}

static void digest_add(crypto_generichash_state *state, els_str part)
{
    uint64_t len = part.len; /* framed, so that parts cannot run into each other */
    crypto_generichash_update(state, (const unsigned char *)&len, sizeof len);
    crypto_generichash_update(state, (const unsigned char *)part.ptr, part.len);
}

static els_str task_id(const els_sealed_task *sealed, els_arena *arena)
{
    crypto_generichash_state state;
    unsigned char digest[16];
    char hex[2 * sizeof digest + 1];
    crypto_generichash_init(&state, NULL, 0, sizeof digest);
    digest_add(&state, sealed->task.kind);
    digest_add(&state, sealed->template_id);
    digest_add(&state, sealed->task.question);
    digest_add(&state, sealed->task.context);
    crypto_generichash_final(&state, digest, sizeof digest);
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    return els_arena_copy(arena, els_str_of(hex));
}

els_err els_plugin_make(const els_plugin *plugin, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret)
{
    els_sealed_task sealed = {0};
    if (request->split >= ELS_SPLIT_COUNT_ || request->difficulty > 5)
        return ELS_E_USAGE;
    els_err err = plugin->generate(plugin, request, arena, &sealed);
    if (err)
        return err;
    sealed.task.index = (uint32_t)request->index;
    if (sealed.task.kind.len == 0)
        sealed.task.kind = els_str_of(plugin->name);
    sealed.task.id = task_id(&sealed, arena);
    *ret = sealed;
    return ELS_OK;
}

uint32_t els_plugin_draw(const els_task_request *request, els_str family, uint32_t n, els_rng *rng)
{
    uint32_t drawn = els_rng_below(rng, n);
    if (!request->walks)
        return drawn;
    uint64_t round = els_hash_pair(els_hash_str(family), request->place / n);
    return els_rng_permuted((uint32_t)(request->place % n), n, els_hash_pair(request->seed, round));
}

static els_str strip_currency(els_str s)
{
    s = els_str_trim(s);
    if (s.len && s.ptr[0] == '$')
        return els_str_trim(els_str_sub(s, 1, s.len));
    return s;
}

static bool number_matches(els_str key, els_str answer)
{
    double k, a;
    if (!els_str_to_double(strip_currency(key), &k) ||
        !els_str_to_double(strip_currency(answer), &a))
        return false;
    double scale = fmax(fabs(k), fabs(a));
    return fabs(k - a) <= 1e-6 * fmax(scale, 1e-9);
}

static bool next_element(els_str *rest, els_str *ret)
{
    if (!rest->ptr)
        return false;
    size_t i = 0;
    while (i < rest->len && rest->ptr[i] != ',' && rest->ptr[i] != ';')
        i++;
    *ret = els_str_trim(els_str_sub(*rest, 0, i));
    *rest = i < rest->len ? els_str_sub(*rest, i + 1, rest->len) : (els_str){NULL, 0};
    return true;
}

static els_str strip_brackets(els_str s)
{
    s = els_str_trim(s);
    if (s.len >= 2 && s.ptr[0] == '[' && s.ptr[s.len - 1] == ']')
        s = els_str_trim(els_str_sub(s, 1, s.len - 1));
    return s;
}

static bool list_matches(els_str key, els_str answer)
{
    els_str k = strip_brackets(key), a = strip_brackets(answer), ke, ae;
    if (k.len == 0 || a.len == 0)
        return k.len == a.len;
    for (;;) {
        bool more_key = next_element(&k, &ke), more_answer = next_element(&a, &ae);
        if (more_key != more_answer)
            return false;
        if (!more_key)
            return true;
        if (!els_str_ieq(ke, ae) && !number_matches(ke, ae))
            return false;
    }
}

bool els_answer_matches(els_str type, els_str key, els_str answer)
{
    if (els_str_eq(type, ELS_STR("number")))
        return number_matches(key, answer);
    if (els_str_eq(type, ELS_STR("list")))
        return list_matches(key, answer);
    key = els_str_trim(key);
    answer = els_str_trim(answer);
    /* Any text may be a list. */
    return els_str_ieq(key, answer) ||
           ((els_str_contains(key, ELS_STR(";")) || els_str_starts(answer, ELS_STR("["))) &&
            !els_str_starts(key, ELS_STR("[")) && els_str_is(type, "text") &&
            list_matches(key, answer));
}

bool els_answer_grade_choices(const els_field_spec *field, els_str key, els_candidate *candidate)
{
    if (!els_str_eq(candidate->family, ELS_STR(ELS_LESSON_FAMILY)) ||
        !els_str_eq(candidate->shape, ELS_STR(ELS_LESSON_SHAPE)))
        return false;
    candidate->right = ELS_GRADE_WRONG;
    for (uint32_t i = 0; i < field->n_choices; i++)
        if (els_answer_matches(field->type, key, field->choices[i])) {
            candidate->answer = field->choices[i];
            candidate->right = ELS_GRADE_RIGHT;
            break;
        }
    return true;
}

void els_plugin_validate_fields(const els_plugin *self, const els_sealed_task *task,
                                const els_str *answers, bool *ret_right)
{
    (void)self;
    for (uint32_t i = 0; i < task->task.n_fields; i++)
        ret_right[i] = els_answer_matches(task->task.fields[i].type, task->key[i], answers[i]);
}

uint32_t els_plugin_split_of(uint32_t ordinal, uint32_t count, els_str family)
{
    if (count < 4)
        return ELS_SPLIT_TRAIN;
    /* A permutation of the family's templates seeded by its name, cut at 25 % and 40 %. */
    uint32_t rank = 0;
    uint64_t base = els_hash_str(family);
    uint64_t own = els_hash_pair(base, ordinal);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t other = els_hash_pair(base, i);
        rank += other < own || (other == own && i < ordinal);
    }
    uint32_t probe = (count + 2) / 4;
    uint32_t select = (count * 15 + 50) / 100;
    if (probe == 0)
        probe = 1;
    if (select == 0)
        select = 1;
    if (rank < probe)
        return ELS_SPLIT_PROBE;
    if (rank < probe + select)
        return ELS_SPLIT_SELECT;
    return ELS_SPLIT_TRAIN;
}
