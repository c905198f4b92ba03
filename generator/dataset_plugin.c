/* The plugin "dataset": rows of a loaded data set as tasks. */
#include "dataset_store.h"

#include "els_hash.h"
#include "els_truth.h"

static void fill_task(const els_dataset *dataset, uint32_t i, uint32_t difficulty, els_arena *arena,
                      els_sealed_task *ret)
{
    const els_dataset_entry *row = &dataset->rows[i];
    const els_dataset_kind *kind = &dataset->kinds[row->kind];
    els_str *key = ELS_ARENA_NEW(arena, els_str, 1);
    els_field_spec *field = ELS_ARENA_NEW(arena, els_field_spec, 1);
    *key = row->key;
    *field = kind->field;
    uint64_t content = els_hash_pair(row->text_hash, els_hash_str(row->key));
    *ret = (els_sealed_task){
        .task = {.kind = kind->name,
                 .question = row->question,
                 .context = row->context,
                 .fields = field,
                 .n_fields = 1},
        .template_id =
            row->id.len ? els_arena_printf(arena, "dataset." ELS_STR_FMT, ELS_STR_ARG(row->id))
                        : els_arena_printf(arena, "dataset#%016llx", (unsigned long long)content),
        .family = kind->name,
        .key = key,
        .difficulty = difficulty ? difficulty : 1,
    };
}

/* Rows of a split, or of one kind in it, as a stretch of `order`. */
static uint32_t stretch(const els_dataset *dataset, uint32_t split, els_str family,
                        uint32_t *ret_first)
{
    const uint32_t *first = &dataset->first[split * dataset->n_kinds];
    if (family.len == 0) {
        *ret_first = first[0];
        return first[dataset->n_kinds] - first[0];
    }
    for (uint32_t k = 0; k < dataset->n_kinds; k++)
        if (els_str_eq(dataset->kinds[k].name, family)) {
            *ret_first = first[k];
            return first[k + 1] - first[k];
        }
    return 0;
}

static bool is_enum(const els_field_spec *field)
{
    return els_str_eq(field->type, ELS_STR("enum"));
}

uint32_t els_dataset_split_rows(const els_dataset *dataset, uint32_t split, uint32_t *ret_labelled)
{
    *ret_labelled = 0;
    if (split >= ELS_SPLIT_COUNT_)
        return 0;
    const uint32_t *first = &dataset->first[split * dataset->n_kinds];
    for (uint32_t k = 0; k < dataset->n_kinds; k++)
        if (is_enum(&dataset->kinds[k].field))
            *ret_labelled += first[k + 1] - first[k];
    return first[dataset->n_kinds] - first[0];
}

uint32_t els_dataset_fewest_choices(const els_dataset *dataset)
{
    uint32_t fewest = 0;
    for (uint32_t k = 0; k < dataset->n_kinds; k++) {
        uint32_t n = dataset->kinds[k].field.n_choices;
        if (is_enum(&dataset->kinds[k].field) && (fewest == 0 || n < fewest))
            fewest = n;
    }
    return fewest;
}

/* A choice for or against; "neutral" alone may be a mood. */
static bool has_verdicts(const els_field_spec *field)
{
    for (uint32_t i = 0; i < field->n_choices; i++) {
        const els_truth truth = els_truth_of(field->choices[i]);
        if (truth == ELS_TRUTH_YES || truth == ELS_TRUTH_NO)
            return true;
    }
    return false;
}

bool els_dataset_may_reason(const els_dataset *dataset)
{
    enum { LOOKED_AT = 1000, SELDOM = 20 }; /* one mail in so many ends in a question */
    uint32_t n = dataset->n_rows < LOOKED_AT ? dataset->n_rows : LOOKED_AT, asking = 0;
    for (uint32_t k = 0; k < dataset->n_kinds; k++)
        if (is_enum(&dataset->kinds[k].field) && has_verdicts(&dataset->kinds[k].field))
            return true;
    for (uint32_t i = 0; i < n; i++) {
        els_str text = els_str_trim(dataset->rows[i].question);
        asking +=
            dataset->rows[i].context.len > 0 || (text.len > 0 && text.ptr[text.len - 1] == '?');
    }
    return asking * SELDOM > n;
}

static els_err generate(const els_plugin *self, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret)
{
    const els_dataset *dataset = self->data;
    uint32_t first = 0;
    if (request->split >= ELS_SPLIT_COUNT_ || request->difficulty > 5)
        return ELS_E_USAGE;
    uint32_t n = stretch(dataset, request->split, request->family, &first);
    if (n == 0)
        return ELS_E_NOT_FOUND;
    uint64_t at = request->walks ? request->place : request->index;
    uint64_t key = els_hash_pair(
        els_hash_pair(request->walks ? request->seed : request->task_seed, at / n), request->split);
    uint32_t place = els_rng_permuted((uint32_t)(at % n), n, key);
    fill_task(dataset, dataset->order[first + place], request->difficulty, arena, ret);
    return ELS_OK;
}

static void statistics(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret)
{
    const els_dataset *dataset = self->data;
    *ret = (els_plugin_statistics){
        .families = ELS_ARENA_NEW(arena, els_family_statistics, dataset->n_kinds),
        .n_families = dataset->n_kinds};
    for (uint32_t k = 0; k < dataset->n_kinds; k++) {
        ret->families[k].name = dataset->kinds[k].name;
        for (uint32_t split = 0; split < ELS_SPLIT_COUNT_; split++) {
            uint32_t at = split * dataset->n_kinds + k;
            uint32_t n = dataset->first[at + 1] - dataset->first[at];
            ret->families[k].templates[split] = n;
            ret->templates[split] += n;
        }
    }
}

void els_dataset_fill_plugin(els_dataset *dataset)
{
    dataset->plugin = (els_plugin){
        .name = "dataset",
        .description = "The user's own questions and answers, from a JSON-lines file.",
        .version = dataset->version,
        .data = dataset,
        .generate = generate,
        .validate = els_plugin_validate_fields,
        .statistics = statistics,
        .knowledge = NULL,
    };
}

const els_plugin *els_dataset_plugin(const els_dataset *dataset)
{
    return &dataset->plugin;
}

/* The row whose number is the request's index. */
static els_err generate_row(const els_plugin *self, const els_task_request *request,
                            els_arena *arena, els_sealed_task *ret)
{
    fill_task(self->data, (uint32_t)request->index, 0, arena, ret);
    return ELS_OK;
}

els_err els_dataset_row(const els_dataset *dataset, uint32_t i, els_arena *arena,
                        els_sealed_task *ret)
{
    if (i >= dataset->n_rows)
        return ELS_E_NOT_FOUND;
    els_plugin by_row = dataset->plugin;
    by_row.generate = generate_row;
    els_task_request request = {.index = i};
    return els_plugin_make(&by_row, &request, arena, ret);
}
