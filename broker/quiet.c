#include "quiet.h"

static bool read_minute(els_str text, uint32_t *ret)
{
    els_str rest = text, hours;
    uint64_t h, m;
    if (text.len != 5 || !els_str_split(&rest, ':', &hours) || !els_str_to_u64(hours, &h) ||
        !rest.ptr || !els_str_to_u64(rest, &m) || h > 23 || m > 59)
        return false;
    *ret = (uint32_t)(h * 60 + m);
    return true;
}

els_err els_quiet_read(els_str text, els_quiet *ret)
{
    els_str to = text, from;
    els_quiet quiet = {.is_used = text.len > 0};
    if (text.len && (!els_str_split(&to, '-', &from) || !to.ptr ||
                     !read_minute(from, &quiet.from_minute) || !read_minute(to, &quiet.to_minute)))
        return ELS_E_FORMAT;
    *ret = quiet;
    return ELS_OK;
}

bool els_quiet_is_now(const els_quiet *quiet, uint32_t minute)
{
    if (!quiet->is_used)
        return false;
    if (quiet->from_minute <= quiet->to_minute)
        return minute >= quiet->from_minute && minute < quiet->to_minute;
    return minute >= quiet->from_minute || minute < quiet->to_minute; /* over midnight */
}

bool els_quiet_command(const els_quiet *quiet, uint32_t minute, uint64_t unix_s, els_arena *arena,
                       els_command *ret)
{
    bool is_now = els_quiet_is_now(quiet, minute);
    if (!quiet->is_used || (quiet->has_said && quiet->said == is_now))
        return false;
    els_str *arg = ELS_ARENA_NEW(arena, els_str, 1);
    *arg = is_now ? ELS_STR("on") : ELS_STR("off");
    *ret = (els_command){
        .id = els_arena_printf(arena, "quiet-%llu", (unsigned long long)unix_s),
        .target = ELS_STR("applier"),
        .verb = ELS_STR("quiet"),
        .args = arg,
        .n_args = 1,
        .who = ELS_STR("broker"),
        .made_at_s = unix_s,
    };
    return true;
}

void els_quiet_taken(els_quiet *quiet, const els_command *commands, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!els_str_eq(commands[i].verb, ELS_STR("quiet")) || commands[i].n_args != 1)
            continue;
        quiet->has_said = true;
        quiet->said = els_str_eq(commands[i].args[0], ELS_STR("on"));
    }
}
