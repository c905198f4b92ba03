/* What the commands of users, and the proposals of stages, do to the configuration. */
#include "tuning.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void els_tuning_say(const els_tuning_out *out, const els_change *change, const char *verdict)
{
    if (*out->n >= out->max)
        return;
    double half = change->pairs ? sqrt(2 * log(2 / 0.05) / (double)change->pairs) : 2;
    els_str text = els_arena_printf(out->arena, "change %llu by %s (%s): %s: %s",
                                    (unsigned long long)change->number, change->by,
                                    change->evidence, verdict, change->result);
    els_str subject = els_change_subject(change, out->arena);
    out->list[(*out->n)++] = (els_decision){
        .kind = ELS_STR("config"),
        .subject = els_str_sub(subject, 0, 128),
        .verdict = els_str_of(verdict),
        .effect = change->effect,
        .low = fmax(-1, change->effect - half),
        .high = fmin(1, change->effect + half),
        .e_value = change->e_value,
        .tasks = (uint32_t)change->pairs,
        .text = els_str_sub(text, 0, 256),
    };
}

static els_str arg(const els_command *command, uint32_t i)
{
    return i < command->n_args ? command->args[i] : (els_str){NULL, 0};
}

static void copy_text(char *to, size_t size, els_str from)
{
    snprintf(to, size, ELS_STR_FMT, ELS_STR_ARG(els_str_sub(from, 0, size - 1)));
}

/* Remembered for `els config history`, and said once in the decisions. */
static void refuse(els_tuning *tuning, const els_command *command, const els_tuning_out *out,
                   const char *why)
{
    if (tuning->n_refusals == ELS_REFUSALS_MAX) {
        tuning->n_refusals--;
        memmove(&tuning->refusals[0], &tuning->refusals[1],
                tuning->n_refusals * sizeof tuning->refusals[0]);
    }
    els_refusal *refusal = &tuning->refusals[tuning->n_refusals++];
    els_str text = els_arena_printf(
        out->arena, ELS_STR_FMT " " ELS_STR_FMT " by " ELS_STR_FMT ": %s",
        ELS_STR_ARG(command->verb), ELS_STR_ARG(els_str_sub(arg(command, 0), 0, 64)),
        ELS_STR_ARG(command->who), why);
    *refusal = (els_refusal){.iteration = out->iteration};
    copy_text(refusal->text, sizeof refusal->text, text);
    tuning->moves++;
    if (*out->n < out->max)
        out->list[(*out->n)++] = (els_decision){
            .kind = ELS_STR("config"),
            .subject = els_arena_copy(out->arena, els_str_sub(arg(command, 0), 0, 128)),
            .verdict = ELS_STR("refused"),
            .low = -1,
            .high = 1,
            .text = els_str_sub(text, 0, 256)};
}

/* ---- what a command is about ---- */

typedef struct {
    uint32_t id;
    const els_config_desc *desc;
    char scope[ELS_CONFIG_SCOPE_BYTES];
} place;

static bool find_place(els_tuning *tuning, const els_command *command, const els_tuning_out *out,
                       place *ret)
{
    els_buf why = {0};
    ret->id = els_config_named(arg(command, 0));
    ret->desc = els_config_desc_of(ret->id);
    bool good = ret->desc != NULL;
    if (!good)
        els_buf_printf(&why, "there is no such parameter");
    else
        good = els_config_scope(ret->id, arg(command, 1), ret->scope, &why) == ELS_OK;
    if (!good)
        refuse(tuning, command, out, why.ptr);
    els_buf_fini(&why);
    return good;
}

static bool is_pinned(const els_tuning *tuning, const place *at)
{
    double unused;
    return els_config_has(&tuning->pinned, at->id, at->scope, &unused);
}

static els_change *new_change(els_tuning *tuning, const els_command *command,
                              const els_tuning_out *out, const place *at, els_str evidence)
{
    els_change *change = els_tuning_new_change(tuning, at->id, at->scope);
    if (!change) {
        refuse(tuning, command, out, "too many changes are open");
        return NULL;
    }
    change->made_at = change->decided_at = out->iteration;
    copy_text(change->by, sizeof change->by, command->who);
    copy_text(change->evidence, sizeof change->evidence, evidence);
    tuning->moves++;
    return change;
}

/* ---- proposals ---- */

/* The same was asked for already, and is open or was turned down. */
static bool is_known(const els_tuning *tuning, const place *at, double value)
{
    for (uint32_t i = 0; i < tuning->n_changes; i++) {
        const els_change *c = &tuning->changes[i];
        if (c->parameter == at->id && strcmp(c->scope, at->scope) == 0 && c->has_to &&
            c->target == value && c->status != ELS_CHANGE_KEPT && c->status != ELS_CHANGE_SET)
            return true;
    }
    return false;
}

static uint32_t queued(const els_tuning *tuning)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < tuning->n_changes; i++)
        n += tuning->changes[i].status == ELS_CHANGE_QUEUED;
    return n;
}

/* Into the queue. A stage that says again what was turned down is not heard again; a user is. */
static void propose(els_tuning *tuning, const els_command *command, const els_tuning_out *out,
                    els_str evidence)
{
    place at;
    els_buf why = {0};
    double value = 0, now = 0;
    bool is_user = els_str_starts(command->who, ELS_STR("user:"));
    if (!find_place(tuning, command, out, &at))
        return;
    bool has_now = els_config_has(&tuning->live, at.id, at.scope, &now);
    if (els_config_read(at.id, arg(command, 2), &value, &why))
        refuse(tuning, command, out, why.ptr);
    else if (at.desc->acts != ELS_CONFIG_ANSWER)
        refuse(tuning, command, out, "it cannot be compared on the same tasks: set it with --now");
    else if (is_pinned(tuning, &at))
        refuse(tuning, command, out, "it is pinned");
    else if (value == (has_now ? now : at.desc->fallback) && strcmp(at.scope, "global") == 0)
        refuse(tuning, command, out, "that is its value already");
    else if (queued(tuning) >= ELS_CHANGES_QUEUED_MAX)
        refuse(tuning, command, out, "too many changes wait for their trial");
    else if (is_user || !is_known(tuning, &at, value)) {
        els_change *change = new_change(tuning, command, out, &at, evidence);
        if (change) {
            change->has_to = true;
            change->to = change->target = value;
            els_tuning_say(out, change, "queued");
        }
    }
    els_buf_fini(&why);
}

/* ---- what takes effect at once ---- */

static void put(els_tuning *tuning, const els_command *command, const els_tuning_out *out,
                const place *at, bool has_to, double to, els_str why)
{
    double old = 0;
    bool had = els_config_has(&tuning->live, at->id, at->scope, &old);
    if (had == has_to && (!has_to || old == to))
        return; /* it is so already */
    if (has_to && !had && tuning->live.n == ELS_CONFIG_ENTRIES_MAX) {
        refuse(tuning, command, out, "too many values differ from the defaults");
        return;
    }
    els_change *change = new_change(tuning, command, out, at, why);
    if (!change)
        return;
    change->has_to = has_to;
    change->to = change->target = to;
    snprintf(change->result, sizeof change->result, "set at once");
    els_tuning_say(out, change, "set");
    els_tuning_enforce(tuning, change,
                       has_to && at->desc->acts == ELS_CONFIG_ANSWER && !is_pinned(tuning, at));
}

static void set(els_tuning *tuning, const els_command *command, const els_tuning_out *out)
{
    place at;
    els_buf why = {0};
    double value;
    els_str evidence = arg(command, 4).len ? arg(command, 4) : ELS_STR("a user's word");
    if (!els_str_eq(arg(command, 3), ELS_STR("now"))) {
        propose(tuning, command, out, evidence);
        return;
    }
    if (!find_place(tuning, command, out, &at))
        return;
    if (els_config_read(at.id, arg(command, 2), &value, &why))
        refuse(tuning, command, out, why.ptr);
    else
        put(tuning, command, out, &at, true, value, evidence);
    els_buf_fini(&why);
}

static void reset(els_tuning *tuning, const els_command *command, const els_tuning_out *out)
{
    place at;
    if (!els_str_eq(arg(command, 0), ELS_STR("all"))) {
        if (find_place(tuning, command, out, &at))
            put(tuning, command, out, &at, false, 0, ELS_STR("a user's word"));
        return;
    }
    while (tuning->live.n) {
        uint32_t before = tuning->live.n;
        at.id = tuning->live.entries[0].parameter;
        at.desc = els_config_desc_of(at.id);
        memcpy(at.scope, tuning->live.entries[0].scope, sizeof at.scope);
        put(tuning, command, out, &at, false, 0, ELS_STR("a user's word"));
        if (tuning->live.n == before)
            return; /* no room for the change: it was refused */
    }
}

static void pin(els_tuning *tuning, const els_command *command, const els_tuning_out *out,
                bool is_on)
{
    place at;
    if (!find_place(tuning, command, out, &at))
        return;
    tuning->moves++;
    if (!is_on) {
        els_config_unset(&tuning->pinned, at.id, at.scope);
        return;
    }
    if (!els_config_set(&tuning->pinned, at.id, at.scope, 1)) {
        refuse(tuning, command, out, "too many values are pinned");
        return;
    }
    /* What would move it is over: a watched change stays, everything else was never in force. */
    for (uint32_t i = 0; i < tuning->n_changes; i++) {
        els_change *change = &tuning->changes[i];
        if (change->parameter != at.id || strcmp(change->scope, at.scope) != 0)
            continue;
        if (change->status == ELS_CHANGE_WATCH)
            els_tuning_close(tuning, change, change->was_tested ? ELS_CHANGE_KEPT : ELS_CHANGE_SET,
                             "pinned", out->iteration);
        else if (change->status < ELS_CHANGE_WATCH)
            els_tuning_close(tuning, change, ELS_CHANGE_REJECTED, "pinned", out->iteration);
    }
}

/* ---- decisions about changes ---- */

static bool is_in_force(const els_change *change)
{
    return change->status == ELS_CHANGE_WATCH || change->status == ELS_CHANGE_KEPT ||
           change->status == ELS_CHANGE_SET;
}

/* The newest change in force of the same value; older ones lie under it. */
static els_change *newest_in_force(els_tuning *tuning, const els_change *like)
{
    for (uint32_t i = tuning->n_changes; i-- > 0;) {
        els_change *c = &tuning->changes[i];
        if (is_in_force(c) &&
            (!like || (c->parameter == like->parameter && strcmp(c->scope, like->scope) == 0)))
            return c;
    }
    return NULL;
}

static void roll_back(els_tuning *tuning, const els_command *command, const els_tuning_out *out)
{
    uint64_t number = 0;
    bool is_last = els_str_eq(arg(command, 0), ELS_STR("last"));
    (void)els_str_to_u64(arg(command, 0), &number);
    els_change *change =
        is_last ? newest_in_force(tuning, NULL) : els_tuning_change(tuning, number);
    if (!change || !is_in_force(change)) {
        refuse(tuning, command, out, "there is no such change in force");
        return;
    }
    if (newest_in_force(tuning, change) != change) {
        refuse(tuning, command, out, "a later change of the same value is in force");
        return;
    }
    els_tuning_undo(tuning, change);
    els_tuning_close(tuning, change, ELS_CHANGE_ROLLED_BACK, "by a user", out->iteration);
    els_tuning_say(out, change, "rolled_back");
}

static void settle_waiting(els_tuning *tuning, els_change *change, bool is_approved,
                           const els_tuning_out *out)
{
    if (!is_approved) {
        els_tuning_close(tuning, change, ELS_CHANGE_REJECTED, "by a user", out->iteration);
        els_tuning_say(out, change, "rejected");
        return;
    }
    change->has_from =
        els_config_has(&tuning->live, change->parameter, change->scope, &change->from);
    change->was_tested = true;
    change->decided_at = out->iteration;
    tuning->promotions++;
    els_tuning_say(out, change, "promoted");
    els_tuning_enforce(tuning, change, true);
}

static void settle(els_tuning *tuning, const els_command *command, const els_tuning_out *out,
                   bool is_approved)
{
    uint64_t number = 0;
    uint32_t found = 0;
    bool is_all = els_str_eq(arg(command, 0), ELS_STR("all"));
    (void)els_str_to_u64(arg(command, 0), &number);
    for (uint32_t i = 0; i < tuning->n_changes; i++) {
        els_change *change = &tuning->changes[i];
        bool is_wanted = is_all || change->number == number;
        if (!is_wanted || change->status != ELS_CHANGE_WAITING)
            continue;
        found++;
        settle_waiting(tuning, change, is_approved, out);
    }
    els_change *open = is_all ? NULL : els_tuning_change(tuning, number);
    if (!is_approved && open && open->status < ELS_CHANGE_WAITING) {
        els_tuning_close(tuning, open, ELS_CHANGE_REJECTED, "by a user", out->iteration);
        els_tuning_say(out, open, "rejected");
    } else if (found == 0) {
        refuse(tuning, command, out, "no such change waits for approval");
    }
}

void els_tuning_obey(els_tuning *tuning, const els_command *command, const els_tuning_out *out)
{
    els_str verb = command->verb;
    if (els_str_eq(verb, ELS_STR("propose"))) {
        propose(tuning, command, out, arg(command, 3));
    } else if (els_str_eq(verb, ELS_STR("set"))) {
        set(tuning, command, out);
    } else if (els_str_eq(verb, ELS_STR("reset"))) {
        reset(tuning, command, out);
    } else if (els_str_eq(verb, ELS_STR("pin"))) {
        pin(tuning, command, out, true);
    } else if (els_str_eq(verb, ELS_STR("unpin"))) {
        pin(tuning, command, out, false);
    } else if (els_str_eq(verb, ELS_STR("rollback"))) {
        roll_back(tuning, command, out);
    } else if (els_str_eq(verb, ELS_STR("approve"))) {
        settle(tuning, command, out, true);
    } else if (els_str_eq(verb, ELS_STR("reject"))) {
        settle(tuning, command, out, false);
    } else if (els_str_eq(verb, ELS_STR("quiet"))) {
        tuning->is_quiet = els_str_eq(arg(command, 0), ELS_STR("on"));
    } else {
        refuse(tuning, command, out, "the applier knows no such command");
    }
}
