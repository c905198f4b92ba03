/* What the sequencer does for the rollout of learned states. */
#include "sequencer_impl.h"

uint64_t els_seq_version_for(const els_sequencer *s, uint32_t arm)
{
    if (arm == ELS_ARM_LIVE || arm == ELS_ARM_TRIAL)
        return s->guidance.live_version;
    return arm == ELS_ARM_CANDIDATE ? s->guidance.candidate_version : 0;
}

uint64_t els_seq_blocked(const els_sequencer *s)
{
    uint64_t blocked = 0;
    for (uint32_t i = 0; i < s->plan.n_segments && i < 64; i++)
        if (!els_rollout_is_open(&s->rollout, els_seq_version_for(s, s->plan.segments[i].arm)))
            blocked |= UINT64_C(1) << i;
    return blocked;
}

static void say(els_sequencer *s, els_str text)
{
    els_seq_act(s, ELS_ACTION_ROLLOUT)->text = text;
}

static els_str list(els_sequencer *s, const uint64_t *versions, uint32_t n)
{
    els_buf text = {0};
    for (uint32_t i = 0; i < n; i++)
        els_buf_printf(&text, "%s%llu", i ? "," : "", (unsigned long long)versions[i]);
    els_str kept = els_arena_copy(&s->action_arena, els_buf_str(&text));
    els_buf_fini(&text);
    return kept;
}

static void tell(els_sequencer *s, const els_rollout_order *order)
{
    els_state_load *load = ELS_ARENA_NEW(&s->action_arena, els_state_load, 1);
    *load = (els_state_load){.version = order->version,
                             .verify = order->verify,
                             .keep = s->rollout.keep,
                             .n_keep = s->rollout.n_keep};
    els_str topic = els_arena_copy(&s->action_arena, order->instance);
    els_seq_publish(s, topic, ELS_MSG_state_load, load);
    els_str keep = list(s, s->rollout.keep, s->rollout.n_keep);
    say(s, els_arena_printf(&s->action_arena,
                            "state %llu: " ELS_STR_FMT
                            " is told to load%s it and keep [" ELS_STR_FMT "]; %u of %u hold it",
                            (unsigned long long)order->version, ELS_STR_ARG(topic),
                            order->verify ? " and verify" : "", ELS_STR_ARG(keep),
                            els_rollout_holders(&s->rollout, order->version),
                            els_rollout_members(&s->rollout)));
}

void els_seq_roll_out(els_sequencer *s, uint64_t now_us)
{
    els_rollout_order order;
    els_rollout_opening opening;
    if (s->phase != PHASE_PLANNING && s->phase != PHASE_RUNNING)
        return;
    els_rollout_see(&s->rollout, &s->leases);
    while (els_rollout_next(&s->rollout, now_us, &order))
        tell(s, &order);
    while (els_rollout_open_next(&s->rollout, now_us, &opening))
        say(s, els_arena_printf(&s->action_arena,
                                "state %llu is served%s; %u of %u hold it after %llu ms",
                                (unsigned long long)opening.version,
                                opening.gave_up && s->rollout.mode != ELS_ROLLOUT_ALL_AT_ONCE
                                    ? ", not waiting any longer"
                                    : "",
                                els_rollout_holders(&s->rollout, opening.version),
                                els_rollout_members(&s->rollout),
                                (unsigned long long)(opening.waited_us / 1000)));
}

void els_seq_on_state_loaded(els_sequencer *s, const els_state_loaded *loaded, uint64_t now_us)
{
    els_rollout_see(&s->rollout, &s->leases);
    if (s->phase == PHASE_FINISHED || !els_rollout_hear(&s->rollout, loaded, now_us))
        return;
    uint32_t holders = els_rollout_holders(&s->rollout, loaded->version);
    uint32_t members = els_rollout_members(&s->rollout);
    if (!loaded->ok) {
        els_seq_finish(s, ELS_EXIT_FAILED,
                       els_arena_printf(&s->action_arena,
                                        ELS_STR_FMT
                                        " cannot load the learned state %llu: its rollout stops "
                                        "with %u of %u executors, nothing was committed since",
                                        ELS_STR_ARG(loaded->instance),
                                        (unsigned long long)loaded->version, holders, members));
        return;
    }
    els_str held = list(s, loaded->held, loaded->n_held);
    say(s,
        els_arena_printf(&s->action_arena,
                         "state %llu: " ELS_STR_FMT " has %s it in %llu us and holds [" ELS_STR_FMT
                         "]; %u of %u hold it",
                         (unsigned long long)loaded->version, ELS_STR_ARG(loaded->instance),
                         loaded->digest.len ? "loaded and verified" : "loaded",
                         (unsigned long long)loaded->load_us, ELS_STR_ARG(held), holders, members));
}
