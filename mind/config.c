#include "config.h"
#include "els_hash.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const els_config_desc table[] = {
#define ELS_CONFIG(id_, name_, type_, unit_, low_, high_, fallback_, scopes_, risk_, acts_, doc_)  \
    {.name = (name_),                                                                              \
     .unit = (unit_),                                                                              \
     .doc = (doc_),                                                                                \
     .type = ELS_CONFIG_##type_,                                                                   \
     .scopes = ELS_CONFIG_##scopes_,                                                               \
     .risk = ELS_CONFIG_##risk_,                                                                   \
     .acts = ELS_CONFIG_##acts_,                                                                   \
     .low = (low_),                                                                                \
     .high = (high_),                                                                              \
     .fallback = (fallback_)},
#define ELS_CONFIG_AGENT(id_, agent_, slot_, parameter_, type_, low_, high_, fallback_, risk_,     \
                         doc_)                                                                     \
    {.name = agent_ "." parameter_,                                                                \
     .unit = "",                                                                                   \
     .doc = (doc_),                                                                                \
     .agent = (agent_),                                                                            \
     .slot = (slot_),                                                                              \
     .type = ELS_CONFIG_##type_,                                                                   \
     .scopes = ELS_CONFIG_KIND,                                                                    \
     .risk = ELS_CONFIG_##risk_,                                                                   \
     .acts = ELS_CONFIG_ANSWER,                                                                    \
     .low = (low_),                                                                                \
     .high = (high_),                                                                              \
     .fallback = (fallback_)},
#include "config.def"
#undef ELS_CONFIG
#undef ELS_CONFIG_AGENT
};

const els_config_desc *els_config_desc_of(uint32_t id)
{
    return id < ELS_CONFIG_COUNT_ ? &table[id] : NULL;
}

uint32_t els_config_named(els_str name)
{
    uint32_t id = 0;
    while (id < ELS_CONFIG_COUNT_ && !els_str_eq(els_str_of(table[id].name), name))
        id++;
    return id;
}

const char *els_config_risk_name(els_config_risk risk)
{
    static const char *const names[] = {"low", "medium", "high"};
    return names[risk];
}

const char *els_config_acts_name(els_config_acts acts)
{
    static const char *const names[] = {"answering", "learning", "the configuration"};
    return names[acts];
}

const char *els_config_scopes_name(els_config_scopes scopes)
{
    static const char *const names[] = {"global, agent, kind", "global, kind", "global"};
    return names[scopes];
}

/* ---- values ---- */

static bool choice_at(const els_config_desc *desc, uint32_t wanted, els_str *ret)
{
    els_str rest = els_str_of(desc->unit);
    for (uint32_t i = 0; els_str_split(&rest, ',', ret); i++)
        if (i == wanted)
            return true;
    return false;
}

bool els_config_is_allowed(uint32_t id, double value)
{
    const els_config_desc *desc = &table[id];
    return isfinite(value) && value >= desc->low && value <= desc->high &&
           (desc->type == ELS_CONFIG_REAL || value == floor(value));
}

double els_config_neighbour(double value, bool is_up)
{
    if (value < 0)
        return value;
    if (value <= 1 && value != floor(value))
        return is_up ? (1 + value) / 2 : value / 2;
    return is_up ? value * 2 : fmax(1, floor(value / 2));
}

els_err els_config_read(uint32_t id, els_str text, double *ret_value, els_buf *why)
{
    const els_config_desc *desc = &table[id];
    double value;
    els_str name;
    if (desc->type == ELS_CONFIG_CHOICE) {
        for (uint32_t i = 0; choice_at(desc, i, &name); i++)
            if (els_str_eq(name, text)) {
                *ret_value = i;
                return ELS_OK;
            }
        els_buf_printf(why, "%s is one of %s", desc->name, desc->unit);
        return ELS_E_FORMAT;
    }
    if (!els_str_to_double(text, &value) ||
        (desc->type == ELS_CONFIG_INT && value != floor(value))) {
        els_buf_printf(why, "%s takes a %s", desc->name,
                       desc->type == ELS_CONFIG_INT ? "whole number" : "number");
        return ELS_E_FORMAT;
    }
    if (!els_config_is_allowed(id, value)) {
        els_buf_printf(why, "%s is between %g and %g", desc->name, desc->low, desc->high);
        return ELS_E_LIMIT;
    }
    *ret_value = value;
    return ELS_OK;
}

els_str els_config_show(uint32_t id, double value, els_arena *arena)
{
    els_str name;
    if (table[id].type == ELS_CONFIG_CHOICE && value >= 0 &&
        choice_at(&table[id], (uint32_t)value, &name))
        return els_arena_copy(arena, name);
    return els_format_number(arena, value);
}

/* ---- scopes ---- */

els_err els_config_scope(uint32_t id, els_str text, char ret[ELS_CONFIG_SCOPE_BYTES], els_buf *why)
{
    const els_config_desc *desc = &table[id];
    bool is_agent = els_str_starts(text, ELS_STR("agent:"));
    bool is_kind = els_str_starts(text, ELS_STR("kind:"));
    size_t colon = is_agent ? 6 : 5;
    if (text.len == 0)
        text = ELS_STR("global");
    bool is_global = els_str_eq(text, ELS_STR("global"));
    if ((!is_agent && !is_kind && !is_global) ||
        (!is_global && (text.len == colon || text.len >= ELS_CONFIG_SCOPE_BYTES))) {
        els_buf_printf(why, "a scope is global, agent:NAME or kind:NAME");
        return ELS_E_FORMAT;
    }
    if ((is_agent && desc->scopes != ELS_CONFIG_ANY) ||
        (is_kind && desc->scopes == ELS_CONFIG_GLOBAL)) {
        els_buf_printf(why, "the scopes of %s are: %s", desc->name,
                       els_config_scopes_name(desc->scopes));
        return ELS_E_USAGE;
    }
    memcpy(ret, text.ptr, text.len);
    ret[text.len] = '\0';
    return ELS_OK;
}

/* ---- a configuration ---- */

/* Where the entry is, or where it would be. */
static uint32_t place_of(const els_config *config, uint32_t id, const char *scope, bool *ret_is)
{
    uint32_t i = 0;
    int order = 1;
    for (; i < config->n; i++) {
        const els_config_entry *entry = &config->entries[i];
        order = entry->parameter == id ? strcmp(entry->scope, scope)
                                       : (entry->parameter > id) - (entry->parameter < id);
        if (order >= 0)
            break;
    }
    *ret_is = i < config->n && order == 0;
    return i;
}

bool els_config_has(const els_config *config, uint32_t id, const char *scope, double *ret_value)
{
    bool is;
    uint32_t at = place_of(config, id, scope, &is);
    if (is)
        *ret_value = config->entries[at].value;
    return is;
}

bool els_config_set(els_config *config, uint32_t id, const char *scope, double value)
{
    bool is;
    uint32_t at = place_of(config, id, scope, &is);
    if (!is) {
        if (config->n == ELS_CONFIG_ENTRIES_MAX)
            return false;
        memmove(&config->entries[at + 1], &config->entries[at],
                (config->n - at) * sizeof config->entries[0]);
        config->n++;
        config->entries[at] = (els_config_entry){.parameter = id};
        snprintf(config->entries[at].scope, ELS_CONFIG_SCOPE_BYTES, "%s", scope);
    }
    config->entries[at].value = value;
    return true;
}

void els_config_unset(els_config *config, uint32_t id, const char *scope)
{
    bool is;
    uint32_t at = place_of(config, id, scope, &is);
    if (!is)
        return;
    config->n--;
    memmove(&config->entries[at], &config->entries[at + 1],
            (config->n - at) * sizeof config->entries[0]);
}

static bool is_scope(const char *scope, const char *prefix, els_str name)
{
    size_t len = strlen(prefix);
    return name.len && strncmp(scope, prefix, len) == 0 &&
           els_str_eq(els_str_of(scope + len), name);
}

double els_config_get(const els_config *config, els_config_id id, els_str agent, els_str kind)
{
    double value = table[id].fallback;
    int rank = 0; /* how narrow the scope of `value` is */
    for (uint32_t i = 0; config && i < config->n; i++) {
        const els_config_entry *entry = &config->entries[i];
        if (entry->parameter != id)
            continue;
        int own = strcmp(entry->scope, "global") == 0       ? 1
                  : is_scope(entry->scope, "agent:", agent) ? 2
                  : is_scope(entry->scope, "kind:", kind)   ? 3
                                                            : 0;
        if (own > rank) {
            rank = own;
            value = entry->value;
        }
    }
    return value;
}

double els_config_default(els_config_id id)
{
    return table[id].fallback;
}

uint32_t els_config_count(const els_config *config, els_config_id id, els_str agent, els_str kind)
{
    return (uint32_t)els_config_get(config, id, agent, kind);
}

els_config_value *els_config_pack(const els_config *config, els_arena *arena, uint32_t *ret_count)
{
    els_config_value *values = ELS_ARENA_NEW(arena, els_config_value, config->n);
    for (uint32_t i = 0; i < config->n; i++)
        values[i] = (els_config_value){
            .parameter = els_str_of(table[config->entries[i].parameter].name),
            .scope = els_arena_copy(arena, els_str_of(config->entries[i].scope)),
            .value = config->entries[i].value,
            .is_set = true,
        };
    *ret_count = config->n;
    return values;
}

void els_config_lay(els_config *config, const els_config_value *values, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        char scope[ELS_CONFIG_SCOPE_BYTES];
        els_buf why = {0};
        uint32_t id = els_config_named(values[i].parameter);
        if (id < ELS_CONFIG_COUNT_ && !els_config_scope(id, values[i].scope, scope, &why)) {
            if (!values[i].is_set)
                els_config_unset(config, id, scope);
            else if (els_config_is_allowed(id, values[i].value))
                (void)els_config_set(config, id, scope, values[i].value);
        }
        els_buf_fini(&why);
    }
}

bool els_config_is_on_trial(uint64_t key, els_str task_id, double share)
{
    return (double)(els_hash_pair(key, els_hash_str(task_id)) >> 11) * 0x1.0p-53 < share;
}

/* ---- reference ---- */

void els_config_reference(els_buf *out)
{
    els_arena arena = {0};
    els_buf_printf(out, "| parameter | default | bounds | unit | scopes | risk | acts on | meaning "
                        "|\n|---|---|---|---|---|---|---|---|\n");
    for (uint32_t id = 0; id < ELS_CONFIG_COUNT_; id++) {
        const els_config_desc *desc = &table[id];
        bool is_choice = desc->type == ELS_CONFIG_CHOICE;
        els_buf_printf(out, "| `%s` | " ELS_STR_FMT " | ", desc->name,
                       ELS_STR_ARG(els_config_show(id, desc->fallback, &arena)));
        if (is_choice)
            els_buf_printf(out, "%s | ", desc->unit);
        else
            els_buf_printf(out, "%g to %g%s | ", desc->low, desc->high,
                           desc->type == ELS_CONFIG_INT ? ", whole" : "");
        els_buf_printf(out, "%s | %s | %s | %s | %s |\n", is_choice ? "" : desc->unit,
                       els_config_scopes_name(desc->scopes), els_config_risk_name(desc->risk),
                       els_config_acts_name(desc->acts), desc->doc);
    }
    els_arena_fini(&arena);
}
