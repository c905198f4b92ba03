/* benchmark.c — the task plugin `benchmark`: small problems of arithmetic, logic, patterns,
 * classification and reasoning, and a family (schedule) that is never trained on. */
#include "benchmark.h"

#include "els_hash.h"

#include <string.h>

static const els_bm_family *const families[] = {
    &els_bm_math,           &els_bm_logic,     &els_bm_pattern,
    &els_bm_classification, &els_bm_reasoning, &els_bm_schedule,
};
enum { N_FAMILIES = sizeof families / sizeof families[0] };

/* A template is a problem in a frame: template t is problem t / FRAMES in frame t % FRAMES. Of the
 * frames of a problem one is probed, one selects, the others train; which is which is drawn by the
 * problem's name (docs/decisions: a held-out template is a known problem in an unknown frame, the
 * transfer family holds unknown problems). */
static uint32_t n_templates(const els_bm_family *family)
{
    return family->n_templates * ELS_BM_FRAMES;
}

static uint32_t split_of(const els_bm_family *family, uint32_t ordinal)
{
    if (family->is_transfer)
        return ELS_SPLIT_TRANSFER;
    uint64_t problem =
        els_hash_pair(els_hash_str(els_str_of(family->name)), ordinal / ELS_BM_FRAMES);
    uint32_t place = (ordinal + (uint32_t)(problem >> 8)) % ELS_BM_FRAMES;
    return place == 0 ? ELS_SPLIT_PROBE : place == 1 ? ELS_SPLIT_SELECT : ELS_SPLIT_TRAIN;
}

static uint32_t count_in_split(const els_bm_family *family, uint32_t split)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < n_templates(family); i++)
        count += split_of(family, i) == split;
    return count;
}

/* Draws a family of the split, then a template of it. False when there is none. */
static bool draw_template(els_rng *rng, const els_task_request *request,
                          const els_bm_family **ret_family, uint32_t *ret_ordinal)
{
    const els_bm_family *fitting[N_FAMILIES];
    uint32_t n_fitting = 0;
    for (size_t i = 0; i < N_FAMILIES; i++) {
        bool named =
            request->family.len == 0 || els_str_eq(request->family, els_str_of(families[i]->name));
        if (named && count_in_split(families[i], request->split) > 0)
            fitting[n_fitting++] = families[i];
    }
    if (n_fitting == 0)
        return false;
    const els_bm_family *family = fitting[els_rng_below(rng, n_fitting)];
    uint32_t place = els_plugin_draw(request, els_str_of(family->name),
                                     count_in_split(family, request->split), rng);
    for (uint32_t i = 0;; i++)
        if (split_of(family, i) == request->split && place-- == 0) {
            *ret_family = family;
            *ret_ordinal = i;
            return true;
        }
}

static void clear_draft(els_bm_draft *draft)
{
    els_buf_clear(&draft->premises);
    els_buf_clear(&draft->ask);
    draft->n_choices = 0;
}

static void finish_task(els_bm_draft *draft, els_bm_place place, els_sealed_task *ret)
{
    els_task *task = &ret->task;
    while (draft->premises.len && draft->premises.ptr[draft->premises.len - 1] == '\n')
        draft->premises.len--;
    bool lines = memchr(draft->premises.len ? draft->premises.ptr : "", '\n', draft->premises.len);
    if (place == ELS_BM_IN_CONTEXT && draft->premises.len) {
        task->context = els_arena_copy(draft->arena, els_buf_str(&draft->premises));
        task->question = els_arena_copy(draft->arena, els_buf_str(&draft->ask));
    } else {
        if (draft->premises.len)
            els_buf_addc(&draft->premises, lines ? '\n' : ' ');
        els_buf_add(&draft->premises, els_buf_str(&draft->ask));
        task->question = els_arena_copy(draft->arena, els_buf_str(&draft->premises));
    }
    task->fields = ELS_ARENA_NEW(draft->arena, els_field_spec, 1);
    task->n_fields = 1;
    task->fields[0].type = els_str_of(draft->type);
    task->fields[0].n_choices = draft->n_choices;
    if (draft->n_choices) {
        task->fields[0].choices = ELS_ARENA_NEW(draft->arena, els_str, draft->n_choices);
        for (uint32_t i = 0; i < draft->n_choices; i++)
            task->fields[0].choices[i] = draft->choices[i];
    }
    ret->key = ELS_ARENA_NEW(draft->arena, els_str, 1);
    ret->key[0] = draft->key;
    ret->difficulty = draft->level;
}

static els_err generate(const els_plugin *self, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret)
{
    const els_bm_family *family;
    uint32_t ordinal;
    if (request->split >= ELS_SPLIT_COUNT_ || request->difficulty > 5)
        return ELS_E_USAGE;
    els_bm_draft draft = {
        .arena = arena,
        .rng = els_rng_make(request->task_seed, request->index,
                            els_hash_pair(els_hash_str(els_str_of(self->name)), request->split)),
    };
    if (!draw_template(&draft.rng, request, &family, &ordinal))
        return ELS_E_NOT_FOUND;
    uint32_t drawn_level = 1 + els_rng_below(&draft.rng, 5);
    draft.level = request->difficulty ? request->difficulty : drawn_level;
    draft.money_words = els_bm_chance(&draft, 30);
    const els_bm_template *problem = &family->templates[ordinal / ELS_BM_FRAMES];
    draft.frame = ordinal % ELS_BM_FRAMES;
    while (!problem->make(&draft))
        clear_draft(&draft);
    *ret = (els_sealed_task){0};
    finish_task(&draft, problem->place, ret);
    ret->family = els_str_of(family->name);
    ret->template_id = els_arena_printf(arena, "%s.%s.%02u%c", self->name, family->name,
                                        ordinal / ELS_BM_FRAMES + 1, 'a' + (int)draft.frame);
    els_buf_fini(&draft.premises);
    els_buf_fini(&draft.ask);
    return ELS_OK;
}

static void statistics(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    (void)self;
    *ret = (els_plugin_statistics){
        .families = ELS_ARENA_NEW(arena, els_family_statistics, N_FAMILIES),
        .n_families = N_FAMILIES,
    };
    for (size_t i = 0; i < N_FAMILIES; i++) {
        ret->families[i].name = els_str_of(families[i]->name);
        for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++) {
            uint32_t count = count_in_split(families[i], split);
            ret->families[i].templates[split] = count;
            ret->templates[split] += count;
        }
    }
}

const els_plugin els_plugin_benchmark = {
    .name = "benchmark",
    .description = "Small problems of arithmetic, logic, patterns, classification and reasoning.",
    .version = "2",
    .generate = generate,
    .validate = els_plugin_validate_fields,
    .statistics = statistics,
};
