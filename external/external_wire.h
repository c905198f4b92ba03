/* external_wire.h — the lines between ELS and a plugin's process (docs/plugins.md). Pure.
 *
 * What a plugin writes is checked here against the limits of the wire, before anything uses it. */
#ifndef ELS_EXTERNAL_WIRE_H
#define ELS_EXTERNAL_WIRE_H

#include "plugin.h"

enum {
    ELS_EXTERNAL_FAMILIES = 64,
    ELS_EXTERNAL_TEMPLATES = 512, /* of a family */
    ELS_EXTERNAL_NAME_BYTES = 64, /* plugin, family, template: letters, digits, '_', '-', '.' */
    ELS_EXTERNAL_VERSION_BYTES = 32,
    ELS_EXTERNAL_DESCRIPTION_BYTES = 200,
};

typedef struct {
    els_str name;
    bool is_transfer; /* never trained on */
    els_str *templates;
    uint32_t n_templates; /* at least 1 */
} els_external_family;

typedef struct {
    els_str name, version, description; /* each ends in NUL */
    els_external_family *families;
    uint32_t n_families; /* at least 1 */
} els_external_about;

/* One task as a plugin is asked for it: neither the split nor the seed of the run. */
typedef struct {
    uint64_t id; /* echoed by the answer */
    els_str family, template_id;
    uint64_t world;      /* below 2^53; equal for all tasks of a run */
    uint64_t seed;       /* below 2^53; of this task */
    uint32_t difficulty; /* 1..5 */
} els_external_wanted;

/* True for a name within the limits above. */
bool els_external_is_name(els_str text);

/* The line that asks for a description; and the one that asks for a task. Appended without an end.
 */
void els_external_ask_describe(els_buf *out);
void els_external_ask_task(const els_external_wanted *wanted, els_buf *out);

/* Reads the answer to a description. Memory from `arena`. Errors: FORMAT, LIMIT with what is wrong
 * in `why`; *ret is then untouched. */
els_err els_external_read_about(els_str line, els_arena *arena, els_external_about *ret,
                                els_buf *why) ELS_MUST_CHECK;
/* Reads the answer to `wanted`: question, context, fields and key; family, template and difficulty
 * are those asked for. Errors as above; STATE when the plugin says itself that it cannot. */
els_err els_external_read_task(els_str line, const els_external_wanted *wanted, els_arena *arena,
                               els_sealed_task *ret, els_buf *why) ELS_MUST_CHECK;

#endif
