#include "rollout.h"

#include <stdio.h>

#define TELL_AGAIN_US 250000u

static const char *const names[ELS_ROLLOUT_COUNT_] = {"all_at_once", "rolling", "canary",
                                                      "blue_green"};

els_rollout_mode els_rollout_parse(els_str name)
{
    int mode = 0;
    while (mode < ELS_ROLLOUT_COUNT_ && !els_str_eq(name, els_str_of(names[mode])))
        mode++;
    return (els_rollout_mode)mode;
}

const char *els_rollout_name(els_rollout_mode mode)
{
    return mode < ELS_ROLLOUT_COUNT_ ? names[mode] : "unknown";
}

void els_rollout_init(els_rollout *rollout, els_rollout_mode mode, uint64_t patience_us)
{
    *rollout = (els_rollout){.mode = mode, .patience_us = patience_us};
}

void els_rollout_want(els_rollout *rollout, uint64_t live, uint64_t candidate, uint64_t rollback,
                      uint64_t now_us)
{
    els_rollout_wanted before[ELS_ROLLOUT_WANTED];
    uint64_t versions[ELS_ROLLOUT_WANTED] = {live, candidate == live ? 0 : candidate};
    memcpy(before, rollout->wanted, sizeof before);
    for (int i = 0; i < ELS_ROLLOUT_WANTED; i++) {
        rollout->wanted[i] =
            (els_rollout_wanted){.version = versions[i], .began_us = now_us, .advanced_us = now_us};
        for (int k = 0; k < ELS_ROLLOUT_WANTED; k++)
            if (versions[i] && before[k].version == versions[i])
                rollout->wanted[i] = before[k]; /* a candidate that is live now */
    }
    rollout->n_keep = 0;
    if (live)
        rollout->keep[rollout->n_keep++] = live;
    if (rollout->mode == ELS_ROLLOUT_BLUE_GREEN && rollback && rollback != live)
        rollout->keep[rollout->n_keep++] = rollback;
}

void els_rollout_see(els_rollout *rollout, const els_leases *leases)
{
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++) {
        const els_executor_slot *slot = &leases->executors[i];
        els_rollout_member *member = &rollout->members[i];
        bool is_there = slot->used && slot->start_id != 0;
        if (is_there && member->used && member->start_id == slot->start_id &&
            strcmp(member->instance, slot->instance) == 0)
            continue;
        *member = (els_rollout_member){.used = is_there, .start_id = slot->start_id};
        if (is_there)
            snprintf(member->instance, sizeof member->instance, "%s", slot->instance);
    }
}

static bool holds(const els_rollout_member *member, uint64_t version)
{
    for (uint32_t i = 0; i < member->n_held; i++)
        if (member->held[i] == version)
            return true;
    return false;
}

bool els_rollout_hear(els_rollout *rollout, const els_state_loaded *loaded, uint64_t now_us)
{
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++) {
        els_rollout_member *member = &rollout->members[i];
        if (!member->used || !els_str_eq(els_str_of(member->instance), loaded->instance))
            continue;
        member->n_held = 0;
        for (uint32_t k = 0; k < loaded->n_held && k < ELS_ROLLOUT_HELD; k++)
            member->held[member->n_held++] = loaded->held[k];
        for (int k = 0; k < ELS_ROLLOUT_WANTED; k++)
            if (rollout->wanted[k].version == loaded->version)
                rollout->wanted[k].advanced_us = now_us;
        return true;
    }
    return false;
}

uint32_t els_rollout_members(const els_rollout *rollout)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++)
        n += rollout->members[i].used;
    return n;
}

uint32_t els_rollout_holders(const els_rollout *rollout, uint64_t version)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++)
        n += rollout->members[i].used && holds(&rollout->members[i], version);
    return n;
}

/* The executors that lack wanted[at], one after the other: the one in hand first. */
static els_rollout_member *next_lacking(els_rollout *rollout, int at, uint64_t now_us, bool one)
{
    uint64_t version = rollout->wanted[at].version;
    els_rollout_member *fresh = NULL;
    for (uint32_t i = 0; i < ELS_EXECUTORS_MAX; i++) {
        els_rollout_member *member = &rollout->members[i];
        if (!member->used || holds(member, version))
            continue;
        if (member->told[at] != version) {
            fresh = fresh ? fresh : member;
            continue;
        }
        if (now_us - member->told_us[at] >= TELL_AGAIN_US)
            return member;
        if (one)
            return NULL; /* it is loading */
    }
    return fresh;
}

bool els_rollout_next(els_rollout *rollout, uint64_t now_us, els_rollout_order *ret_order)
{
    if (rollout->mode == ELS_ROLLOUT_ALL_AT_ONCE)
        return false;
    uint32_t members = els_rollout_members(rollout);
    for (int i = 0; i < ELS_ROLLOUT_WANTED; i++) {
        uint64_t version = rollout->wanted[i].version;
        uint32_t holders = version ? els_rollout_holders(rollout, version) : members;
        if (holders == members)
            continue;
        bool is_canary = rollout->mode == ELS_ROLLOUT_CANARY && holders == 0;
        bool one = is_canary || rollout->mode == ELS_ROLLOUT_ROLLING;
        els_rollout_member *member = next_lacking(rollout, i, now_us, one);
        if (member) {
            member->told[i] = version;
            member->told_us[i] = now_us;
            *ret_order = (els_rollout_order){els_str_of(member->instance), version, is_canary};
            return true;
        }
        if (rollout->mode == ELS_ROLLOUT_ROLLING)
            return false; /* never two at a time, of whatever version */
    }
    return false;
}

bool els_rollout_open_next(els_rollout *rollout, uint64_t now_us, els_rollout_opening *ret)
{
    uint32_t members = els_rollout_members(rollout);
    for (int i = 0; i < ELS_ROLLOUT_WANTED; i++) {
        els_rollout_wanted *wanted = &rollout->wanted[i];
        if (wanted->version == 0 || wanted->is_open || members == 0)
            continue;
        bool all = els_rollout_holders(rollout, wanted->version) == members;
        bool late = now_us - wanted->advanced_us > rollout->patience_us;
        if (!all && !late && rollout->mode != ELS_ROLLOUT_ALL_AT_ONCE)
            continue;
        wanted->is_open = true;
        *ret = (els_rollout_opening){wanted->version, now_us - wanted->began_us, !all};
        return true;
    }
    return false;
}

bool els_rollout_is_open(const els_rollout *rollout, uint64_t version)
{
    for (int i = 0; i < ELS_ROLLOUT_WANTED; i++)
        if (version && rollout->wanted[i].version == version)
            return rollout->wanted[i].is_open || rollout->mode == ELS_ROLLOUT_ALL_AT_ONCE;
    return true;
}
