/* config.h — what can be tuned (config.def), and a configuration: the values that differ from the
 * defaults, with their scopes. Pure. Shared by those who answer, those who learn and those who
 * decide. */
#ifndef ELS_CONFIG_H
#define ELS_CONFIG_H

#include "els_err.h"
#include "messages.h"

typedef enum {
#define ELS_CONFIG(id, name, type, unit, low, high, fallback, scopes, risk, acts, doc)             \
    ELS_CONFIG_##id,
#define ELS_CONFIG_AGENT(id, agent, slot, parameter, type, low, high, fallback, risk, doc)         \
    ELS_CONFIG_##id,
#include "config.def"
#undef ELS_CONFIG
#undef ELS_CONFIG_AGENT
    ELS_CONFIG_COUNT_
} els_config_id;

typedef enum { ELS_CONFIG_INT, ELS_CONFIG_REAL, ELS_CONFIG_CHOICE } els_config_type;
typedef enum { ELS_CONFIG_ANY, ELS_CONFIG_KIND, ELS_CONFIG_GLOBAL } els_config_scopes;
typedef enum { ELS_CONFIG_LOW, ELS_CONFIG_MEDIUM, ELS_CONFIG_HIGH } els_config_risk;
typedef enum { ELS_CONFIG_ANSWER, ELS_CONFIG_LEARN, ELS_CONFIG_CONTROL } els_config_acts;

typedef struct {
    const char *name;
    const char *unit;  /* of a choice: its names between commas */
    const char *doc;   /* one phrase */
    const char *agent; /* architecture it is a parameter of; NULL: none */
    uint32_t slot;     /* with `agent`: which of its parameters */
    els_config_type type;
    els_config_scopes scopes;
    els_config_risk risk;
    els_config_acts acts;
    double low, high, fallback;
} els_config_desc;

/* Description of a parameter; NULL out of range. */
const els_config_desc *els_config_desc_of(uint32_t id);
/* Number of the parameter of that name; ELS_CONFIG_COUNT_ when there is none. */
uint32_t els_config_named(els_str name);
/* "low", "answer", "any" and so on. */
const char *els_config_risk_name(els_config_risk risk);
const char *els_config_acts_name(els_config_acts acts);
const char *els_config_scopes_name(els_config_scopes scopes);

/* A value that the parameter may have: within its bounds, whole where it counts. */
bool els_config_is_allowed(uint32_t id, double value);
/* Reads a value of the parameter: a number, or the name of a choice.
 * Errors: FORMAT not such a value, LIMIT out of its bounds; one line goes to `why` (not NULL). */
els_err els_config_read(uint32_t id, els_str text, double *ret_value, els_buf *why) ELS_MUST_CHECK;
/* The value as people read it; memory from `arena`. */
els_str els_config_show(uint32_t id, double value, els_arena *arena);

/* A neighbour of the value: counts double or halve; chances and shares go half of the way to 1 or
 * 0. A negative value, which stands for no number, stays. */
double els_config_neighbour(double value, bool is_up);

/* ---- scopes ---- */
enum { ELS_CONFIG_SCOPE_BYTES = 72 };
/* Brings a scope to its one form: "global" (also for the empty text), "agent:<name>" or
 * "kind:<plugin>". Errors: FORMAT no such form, USAGE the parameter has no such scope; one line
 * goes to `why`. */
els_err els_config_scope(uint32_t id, els_str text, char ret[ELS_CONFIG_SCOPE_BYTES],
                         els_buf *why) ELS_MUST_CHECK;

/* ---- a configuration ---- */
enum { ELS_CONFIG_ENTRIES_MAX = 64 };

typedef struct {
    uint32_t parameter;
    char scope[ELS_CONFIG_SCOPE_BYTES];
    double value;
} els_config_entry;

/* Entries in order of parameter, then scope. A zeroed one has the defaults. */
typedef struct {
    els_config_entry entries[ELS_CONFIG_ENTRIES_MAX];
    uint32_t n;
} els_config;

/* The value for a task of `kind` answered by `agent` (both may be empty): that of the kind, else of
 * the architecture, else the global one, else the default. `config` may be NULL. */
double els_config_get(const els_config *config, els_config_id id, els_str agent, els_str kind);
/* Its default. */
double els_config_default(els_config_id id);
/* As els_config_get, as a count. */
uint32_t els_config_count(const els_config *config, els_config_id id, els_str agent, els_str kind);
/* Whether this very scope has a value; it goes to *ret_value. */
bool els_config_has(const els_config *config, uint32_t id, const char *scope, double *ret_value);
/* Gives a scope a value, or takes it away. False: no room. */
bool els_config_set(els_config *config, uint32_t id, const char *scope, double value);
void els_config_unset(els_config *config, uint32_t id, const char *scope);

/* As it travels; memory from `arena`. */
els_config_value *els_config_pack(const els_config *config, els_arena *arena, uint32_t *ret_count);
/* Applies values that came by message on top of a configuration; what is unknown, out of bounds or
 * out of room is left out. */
void els_config_lay(els_config *config, const els_config_value *values, uint32_t n);

/* ---- trials ---- */
/* Whether the task takes part in a trial: a hash of its id decides, so that executor and applier
 * need not tell each other. `share` 0..1. */
bool els_config_is_on_trial(uint64_t key, els_str task_id, double share);

/* The reference of docs/configuration.md. */
void els_config_reference(els_buf *out);

#endif
