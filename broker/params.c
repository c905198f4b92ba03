#include "params.h"
#include "quiet.h"

#include <math.h>
#include <string.h>

/* Kept equal to executor/agents.c by tests/process: the broker does not link the agents. */
static const char *const agent_names[] = {
    "react",       "chain_of_thought", "tree_of_thought",
    "planning",    "reflection",       "evaluator",
    "debate",      "memory",           "curriculum",
    "voyager",     "toolformer",       "swarm",
    "multi_agent", "hierarchical",     "generative_agents",
    "auto_loop",   "meta_evolver",     "governor",
};

const char *const *els_agent_names(uint32_t *ret_count)
{
    *ret_count = (uint32_t)(sizeof agent_names / sizeof agent_names[0]);
    return agent_names;
}

els_run_params els_params_default(void)
{
    return (els_run_params){
        .iterations = 50,
        .batch_size = 10,
        .seed = 1,
        .learning = true,
        .probe_tasks = 240,
        .probe_prefix = 48,
        .transfer_tasks = 60,
        .select_tasks = 8,
        .check_tasks = 60,
        .exploration = 0.3,
    };
}

void els_params_settle(els_run_params *params)
{
    if (params->probe_every == 0) {
        uint64_t every = params->iterations / 25;
        params->probe_every = every < 1 ? 1 : every > UINT32_MAX ? UINT32_MAX : (uint32_t)every;
    }
    if (params->probe_prefix > params->probe_tasks)
        params->probe_prefix = params->probe_tasks;
}

typedef struct {
    const char *name; /* of the option and of the stored line */
    size_t offset;    /* of a uint32_t in els_run_params */
    uint32_t low, high;
} number_rule;

#define RULE(text, field, lo, hi)                                                                  \
    {                                                                                              \
        text, offsetof(els_run_params, field), lo, hi                                              \
    }
static const number_rule number_rules[] = {
    RULE("batch-size", batch_size, 1, 65536),
    RULE("probe-tasks", probe_tasks, 1, 8192),
    RULE("probe-prefix", probe_prefix, 1, 8192),
    RULE("probe-every", probe_every, 1, UINT32_MAX),
    RULE("transfer-tasks", transfer_tasks, 1, 8192),
    RULE("select-tasks", select_tasks, 1, 8192),
    RULE("check-tasks", check_tasks, 1, 8192),
    RULE("lesson-tasks", lesson_tasks, 0, 65536),
    RULE("refit-tasks", refit_tasks, 0, 65536),
    RULE("splits", splits, 1, (1u << ELS_SPLIT_COUNT_) - 1),
};
#define NUMBER_RULES (sizeof number_rules / sizeof number_rules[0])

static uint32_t *number_at(els_run_params *params, const number_rule *rule)
{
    return (uint32_t *)(void *)((char *)params + rule->offset);
}

static bool name_is_plain(els_str name)
{
    if (name.len == 0 || name.len > 64)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (!els_is_letter_or_digit(c) && c != '_' && c != '-' && c != '.')
            return false;
    }
    return true;
}

static bool text_is_one_line(els_str text, size_t max)
{
    if (text.len > max)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 0x20 || text.ptr[i] == 0x7f)
            return false;
    return true;
}

static bool agent_is_known(els_str name)
{
    for (size_t i = 0; i < sizeof agent_names / sizeof agent_names[0]; i++)
        if (els_str_eq(els_str_of(agent_names[i]), name))
            return true;
    return false;
}

static els_err refuse(els_str *ret_message, els_str text)
{
    *ret_message = text;
    return ELS_E_USAGE;
}

static els_err check_names(const char *option, const els_str *names, uint32_t n, els_arena *arena,
                           els_str *ret_message)
{
    if (n > ELS_RUN_NAMES_MAX)
        return refuse(ret_message, els_arena_printf(arena, "--%s takes at most %u names", option,
                                                    ELS_RUN_NAMES_MAX));
    for (uint32_t i = 0; i < n; i++) {
        if (!name_is_plain(names[i]))
            return refuse(ret_message,
                          els_arena_printf(arena, "--%s: \"" ELS_STR_FMT "\" is no name", option,
                                           ELS_STR_ARG(els_str_sub(names[i], 0, 80))));
        for (uint32_t j = 0; j < i; j++) {
            if (els_str_eq(names[i], names[j]))
                return refuse(ret_message,
                              els_arena_printf(arena, "--%s names " ELS_STR_FMT " twice", option,
                                               ELS_STR_ARG(names[i])));
        }
    }
    return ELS_OK;
}

els_err els_params_check(const els_run_params *params, els_arena *arena, els_str *ret_message)
{
    els_run_params copy = *params;
    if (params->iterations < 1 || params->iterations > 100000)
        return refuse(ret_message, els_arena_printf(arena, "--iterations must be 1 to 100000"));
    if (!(params->exploration >= 0 && params->exploration <= 1))
        return refuse(ret_message, els_arena_printf(arena, "--exploration must be 0 to 1"));
    if (params->n_plugins == 0)
        return refuse(ret_message, els_arena_printf(arena, "--plugins needs at least one name"));
    els_err err = check_names("plugins", params->plugins, params->n_plugins, arena, ret_message);
    if (!err)
        err = check_names("agents", params->agents, params->n_agents, arena, ret_message);
    if (err)
        return err;
    for (uint32_t i = 0; i < params->n_agents; i++) {
        if (!agent_is_known(params->agents[i]))
            return refuse(ret_message,
                          els_arena_printf(arena,
                                           "--agents: there is no architecture " ELS_STR_FMT
                                           " (`els agents list` shows them)",
                                           ELS_STR_ARG(params->agents[i])));
    }
    if (!text_is_one_line(params->data, 4096) || !text_is_one_line(params->data_digest, 128))
        return refuse(
            ret_message,
            els_arena_printf(
                arena, "--data: the path is longer than 4096 bytes or holds control characters"));
    if (!text_is_one_line(params->externals, 4096))
        return refuse(ret_message,
                      els_arena_printf(arena, "--plugin-exec: names and versions are too long"));
    if (!text_is_one_line(params->from, 64) || !text_is_one_line(params->from_learned, 65536))
        return refuse(ret_message,
                      els_arena_printf(arena, "--from: the artifact's header is too long"));
    if (!(params->splits & 1u << ELS_SPLIT_TRAIN))
        return refuse(ret_message,
                      els_arena_printf(arena,
                                       "--plugins: none of them has training tasks (of a data set, "
                                       "rows with several different questions are needed)"));
    els_quiet quiet;
    if (els_quiet_read(params->quiet_hours, &quiet))
        return refuse(ret_message,
                      els_arena_printf(arena, "--quiet-hours must be like 22:00-06:00"));
    for (size_t i = 0; i < NUMBER_RULES; i++) {
        const number_rule *rule = &number_rules[i];
        uint32_t value = *number_at(&copy, rule);
        if (value < rule->low || value > rule->high)
            return refuse(ret_message, els_arena_printf(arena, "--%s must be %u to %u", rule->name,
                                                        rule->low, rule->high));
    }
    return ELS_OK;
}

static void add_names(els_buf *text, const char *name, const els_str *names, uint32_t n)
{
    els_buf_printf(text, "%s=", name);
    for (uint32_t i = 0; i < n; i++)
        els_buf_printf(text, "%s" ELS_STR_FMT, i ? "," : "", ELS_STR_ARG(names[i]));
    els_buf_addc(text, '\n');
}

els_str els_params_format(const els_run_params *params, els_arena *arena)
{
    els_run_params copy = *params;
    els_buf text = {0};
    els_buf_printf(&text, "iterations=%llu\n", (unsigned long long)params->iterations);
    els_buf_printf(&text, "seed=%llu\n", (unsigned long long)params->seed);
    els_buf_printf(&text, "learning=%d\n", params->learning);
    add_names(&text, "plugins", params->plugins, params->n_plugins);
    add_names(&text, "agents", params->agents, params->n_agents);
    els_buf_printf(&text, "data=" ELS_STR_FMT "\n", ELS_STR_ARG(params->data));
    els_buf_printf(&text, "data-digest=" ELS_STR_FMT "\n", ELS_STR_ARG(params->data_digest));
    els_buf_printf(&text, "exploration=%.17g\n", params->exploration);
    for (size_t i = 0; i < NUMBER_RULES; i++)
        els_buf_printf(&text, "%s=%u\n", number_rules[i].name, *number_at(&copy, &number_rules[i]));
    if (params->externals.len) /* most runs do not have it, and their text is as it always was */
        els_buf_printf(&text, "externals=" ELS_STR_FMT "\n", ELS_STR_ARG(params->externals));
    if (params->from.len) /* most runs do not have it, and their text is as it always was */
        els_buf_printf(&text, "from=" ELS_STR_FMT "\nfrom-learned=" ELS_STR_FMT "\n",
                       ELS_STR_ARG(params->from), ELS_STR_ARG(params->from_learned));
    if (params->quiet_hours.len) /* most runs do not have it, and their text is as it always was */
        els_buf_printf(&text, "quiet-hours=" ELS_STR_FMT "\n", ELS_STR_ARG(params->quiet_hours));
    els_str kept = els_arena_copy(arena, els_buf_str(&text));
    els_buf_fini(&text);
    return kept;
}

static els_err parse_names(els_str value, els_str *names, uint32_t *ret_n)
{
    uint32_t n = 0;
    els_str part, rest = value;
    if (value.len == 0) {
        *ret_n = 0;
        return ELS_OK;
    }
    while (els_str_split(&rest, ',', &part)) {
        if (n == ELS_RUN_NAMES_MAX)
            return ELS_E_FORMAT;
        names[n++] = part;
    }
    *ret_n = n;
    return ELS_OK;
}

static els_err parse_line(els_run_params *params, els_str name, els_str value)
{
    uint64_t number;
    if (els_str_eq(name, ELS_STR("plugins")))
        return parse_names(value, params->plugins, &params->n_plugins);
    if (els_str_eq(name, ELS_STR("agents")))
        return parse_names(value, params->agents, &params->n_agents);
    if (els_str_eq(name, ELS_STR("data"))) {
        params->data = value;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("externals"))) {
        params->externals = value;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("from"))) {
        params->from = value;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("from-learned"))) {
        params->from_learned = value;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("data-digest"))) {
        params->data_digest = value;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("quiet-hours"))) {
        params->quiet_hours = value;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("exploration")))
        return els_str_to_double(value, &params->exploration) ? ELS_OK : ELS_E_FORMAT;
    if (!els_str_to_u64(value, &number))
        return ELS_E_FORMAT;
    if (els_str_eq(name, ELS_STR("iterations"))) {
        params->iterations = number;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("seed"))) {
        params->seed = number;
        return ELS_OK;
    }
    if (els_str_eq(name, ELS_STR("learning"))) {
        params->learning = number != 0;
        return ELS_OK;
    }
    for (size_t i = 0; i < NUMBER_RULES; i++) {
        if (!els_str_eq(name, els_str_of(number_rules[i].name)))
            continue;
        if (number > UINT32_MAX)
            return ELS_E_FORMAT;
        *number_at(params, &number_rules[i]) = (uint32_t)number;
        return ELS_OK;
    }
    return ELS_E_FORMAT;
}

els_err els_params_parse(els_str text, els_arena *arena, els_run_params *ret)
{
    els_run_params params = {0};
    els_str rest = els_arena_copy(arena, text), line;
    while (els_str_split(&rest, '\n', &line)) {
        if (line.len == 0)
            continue;
        els_str value = line, name;
        if (!els_str_split(&value, '=', &name) || !value.ptr)
            return ELS_E_FORMAT;
        els_err err = parse_line(&params, name, value);
        if (err)
            return err;
    }
    *ret = params;
    return ELS_OK;
}

els_str els_params_difference(els_str there, els_str here, els_arena *arena)
{
    els_buf text = {0};
    els_str rest_a = there, rest_b = here, a, b;
    unsigned found = 0;
    for (;;) {
        bool has_a = els_str_split(&rest_a, '\n', &a), has_b = els_str_split(&rest_b, '\n', &b);
        if (!has_a && !has_b)
            break;
        els_str value_a = has_a ? a : (els_str){"", 0}, value_b = has_b ? b : (els_str){"", 0};
        els_str name_a, name_b;
        if (els_str_eq(value_a, value_b) || found == 3)
            continue;
        els_str_split(&value_a, '=', &name_a);
        els_str_split(&value_b, '=', &name_b);
        els_buf_printf(
            &text, "%s" ELS_STR_FMT " is \"" ELS_STR_FMT "\" there and \"" ELS_STR_FMT "\" here",
            found ? ", " : "", ELS_STR_ARG(name_a.len ? name_a : name_b),
            ELS_STR_ARG(els_str_sub(value_a, 0, 200)), ELS_STR_ARG(els_str_sub(value_b, 0, 200)));
        found++;
    }
    els_str kept = text.len ? els_arena_copy(arena, els_buf_str(&text)) : (els_str){"", 0};
    els_buf_fini(&text);
    return kept;
}
