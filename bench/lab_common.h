/* lab_common.h — what benches of the learning loop in one process share: worlds of the plugins,
 * grading, learning. They do what the real processes do with the same functions, in the same
 * order. */
#ifndef ELS_LAB_COMMON_H
#define ELS_LAB_COMMON_H

#include "kb_index.h"
#include "orchestrator.h"
#include "plugin.h"
#include "replay.h"

enum { ELS_LAB_PLUGINS_MAX = 8 };
#define ELS_LAB_PLUGINS "customer_support,sales_research,benchmark"

/* Plugins that take turns, each with its knowledge base of one seed (NULL: it has none). */
typedef struct {
    const els_plugin *plugin[ELS_LAB_PLUGINS_MAX];
    els_kb_index *kb[ELS_LAB_PLUGINS_MAX];
    uint32_t n;
} els_lab_world;

/* Opens the plugins named in `names` (comma-separated). Errors: NOT_FOUND for an unknown name or
 * too many, else as els_kb_index_new; the world is then empty. */
els_err els_lab_open(els_lab_world *world, els_str names, uint64_t seed) ELS_MUST_CHECK;
void els_lab_close(els_lab_world *world);

/* Marks every candidate and says whether all fields were answered rightly; *ret_in_beam: whether
 * every field had a right candidate. */
bool els_lab_grade(const els_sealed_task *sealed, els_result *result, bool *ret_in_beam);

/* Learns from a graded training task, as the applier does. */
void els_lab_learn(els_replay *replay, els_mind *mind, const els_sealed_task *sealed,
                   const els_result *result, bool right, uint64_t seed, uint64_t iteration,
                   els_arena *scratch);

/* One training task of a run with batches of ELS_LAB_BATCH: number `index` of the world's tasks,
 * solved by `agent` (empty: by the router's choice), graded, learned. The arenas are scratch; they
 * are reset. False when the task cannot be made. */
enum { ELS_LAB_BATCH = 10 };
bool els_lab_step(const els_lab_world *world, els_mind *mind, els_replay *replay, uint64_t seed,
                  uint64_t index, els_str agent, els_arena *arena, els_arena *scratch);

/* User time of the child processes that have ended, in seconds. */
double els_lab_children_cpu_s(void);

#endif
