/* plugin.h — the interface behind which task plugins live. Pure: no socket, no clock, no file.
 *
 * A plugin is a deterministic source of tasks. Every task is a pure function of the request, so a
 * lost one can always be made again and the analyzer can make the sealed key itself.
 * Linked by the generator and the analyzer only, never by an executor. */
#ifndef ELS_PLUGIN_H
#define ELS_PLUGIN_H

#include "els_err.h"
#include "els_rng.h"
#include "messages.h"

/* A task with its sealed half. */
typedef struct {
    els_task task;       /* what executors may see; `index` and `id` are set by els_plugin_make */
    els_str template_id; /* sealed: the cluster and the unit of the split */
    els_str family;      /* sealed: kind of task within the plugin, such as "refund" or "math" */
    els_str *key;        /* sealed: right answer per field of task.fields */
    uint32_t difficulty; /* 1..5 */
} els_sealed_task;

typedef struct {
    uint64_t seed;       /* seed of the run: also decides the plugin's world */
    uint64_t task_seed;  /* seed of the segment: equal values give equal tasks */
    uint64_t index;      /* position in the segment */
    uint32_t difficulty; /* 1..5, 0: the plugin draws it */
    uint32_t split;      /* ELS_SPLIT_* */
    els_str family;      /* restrict to this family; empty: any. Unknown or absent from the split:
                            NOT_FOUND */
    bool walks;          /* the template is the one at `place`, not drawn; family is then set */
    uint64_t place;      /* how many tasks of the family were made before */
} els_task_request;

typedef struct {
    els_str name;                         /* family */
    uint32_t templates[ELS_SPLIT_COUNT_]; /* templates per split */
} els_family_statistics;

typedef struct {
    uint32_t templates[ELS_SPLIT_COUNT_];
    els_family_statistics *families;
    uint32_t n_families;
} els_plugin_statistics;

typedef struct els_plugin els_plugin;
struct els_plugin {
    const char *name;
    const char *description; /* one sentence */
    const char *version;     /* changes whenever equal requests give other tasks */
    void *data;              /* the plugin's own, NULL for the built-in ones */
    const els_plugin *next;  /* in a chain of plugins that are not built in; NULL behind the last */

    /* Fills *ret (memory from `arena`). Errors: NOT_FOUND when the split has no template for the
     * request, USAGE on a request out of range. Templates are drawn uniformly over the families of
     * the split, then over the family's templates by els_plugin_draw. */
    els_err (*generate)(const els_plugin *self, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret);
    /* Sets ret_right[i] for each of the n answers (n = task.n_fields). Never fails. */
    void (*validate)(const els_plugin *self, const els_sealed_task *task, const els_str *answers,
                     bool *ret_right);
    /* Counts templates; memory from `arena`. */
    void (*statistics)(const els_plugin *self, els_arena *arena, els_plugin_statistics *ret);
    /* The knowledge base of the world that `seed` makes (name = plugin name), or NULL when the
     * plugin has none. Memory from `arena`. */
    void (*knowledge)(const els_plugin *self, uint64_t seed, els_arena *arena, els_kb *ret);
};

/* Built-in plugins by name, NULL when unknown; and the table of all of them. */
const els_plugin *els_plugin_find(els_str name);
const els_plugin *const *els_plugin_all(size_t *ret_count);

/* generate() and then sets task.index, task.kind (plugin name) and task.id (hex of the first 16
 * bytes of the digest of the public task's content and the template). */
els_err els_plugin_make(const els_plugin *plugin, const els_task_request *request, els_arena *arena,
                        els_sealed_task *ret) ELS_MUST_CHECK;

/* Which of the `n` (at least 1) templates that the family has in the split a task is made from:
 * drawn from `rng`, or, when the request walks, the one at its place in an order that the run's
 * seed makes anew for every round through them. */
uint32_t els_plugin_draw(const els_task_request *request, els_str family, uint32_t n, els_rng *rng);

/* Equality of one answer with its key by the field's type: number (relative 1e-6, commas and a
 * leading currency sign ignored), date (ISO), list (same elements in the same order, split at ','
 * or ';'), others: case and white space at the ends ignored. Shared by all plugins' validate. */
bool els_answer_matches(els_str type, els_str key, els_str answer);
/* Of a candidate that stands for every choice of the field (ELS_LESSON_FAMILY), only the verdict
 * that says which is right is kept: it becomes that choice, or is wrong when none is. False, and
 * nothing done, when the candidate is another. */
bool els_answer_grade_choices(const els_field_spec *field, els_str key, els_candidate *candidate);

/* The usual validate: els_answer_matches on every field. */
void els_plugin_validate_fields(const els_plugin *self, const els_sealed_task *task,
                                const els_str *answers, bool *ret_right);

/* The split of a template, decided once and for all by a hash of its id: ~60 % train, ~15 % select,
 * ~25 % probe within its family. `ordinal` is its place among the `count` templates of the family:
 * every family with at least 4 templates has each of the three. */
uint32_t els_plugin_split_of(uint32_t ordinal, uint32_t count, els_str family);

#endif
