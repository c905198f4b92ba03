#include "stage_wire.h"

void els_stage_wire_start(els_stage_wire *wire, const els_stage_desc *desc, els_channel next)
{
    els_stage_init(&wire->stage, desc);
    wire->next = next;
}

void els_stage_wire_fini(void *self)
{
    els_stage_wire *wire = self;
    els_stage_fini(&wire->stage);
    els_arena_fini(&wire->arena);
}

void els_stage_log_error(els_process *process, const char *what, els_err err, uint64_t iteration)
{
    els_log_write(
        els_process_log(process),
        err == ELS_E_STALE || err == ELS_E_STATE ? ELS_LOG_DEBUG : ELS_LOG_ERROR, what,
        ELS_PAIRS(ELS_PAIR_CSTR("error", els_err_text(err)), ELS_PAIR_NUM("iteration", iteration)));
}

static els_str role(els_process *process)
{
    return els_str_of(els_role_name(els_process_role(process)));
}

void els_stage_send_checkpoint(els_process *process, uint64_t epoch, uint64_t iteration,
                               els_str bytes)
{
    els_checkpoint checkpoint = {.role = role(process),
                                 .epoch = epoch,
                                 .iteration = iteration,
                                 .whole = true,
                                 .bytes = bytes};
    els_err err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_checkpoint, &checkpoint);
    if (err)
        els_stage_log_error(process, "a checkpoint was not sent", err, iteration);
}

void els_stage_send_step(els_process *process, els_str name, uint64_t epoch, uint64_t iteration)
{
    els_step step = {.role = role(process), .name = name, .epoch = epoch, .iteration = iteration};
    els_err err = els_process_send(process, ELS_CHANNEL_INBOX, ELS_MSG_step, &step);
    if (err)
        els_stage_log_error(process, "a step was not sent", err, iteration);
}

static void on_progress(void *self, els_process *process, const els_progress *in)
{
    els_stage_wire *wire = self;
    els_progress out;
    els_buf bytes = {0};
    if (in->n_plan != 1 || !els_restored_is_now(&wire->restored, in->plan[0].run, in->epoch)) {
        els_stage_log_error(process, "a progress message does not count", ELS_E_STALE,
                            in->iteration);
        return;
    }
    if (wire->before)
        wire->before(self, process, in);
    els_err err = els_stage_feed(&wire->stage, in, &wire->arena, &out);
    if (err) {
        els_stage_log_error(process, "a progress message was not applied", err, in->iteration);
        return;
    }
    /* The checkpoint first: whoever has the progress may rely on it being on its way. */
    els_stage_save(&wire->stage, &bytes);
    els_stage_send_checkpoint(process, in->epoch, in->iteration, els_buf_str(&bytes));
    els_buf_fini(&bytes);
    err = els_process_send(process, wire->next, ELS_MSG_progress, &out);
    if (err)
        els_stage_log_error(process, "a progress message was not sent on", err, in->iteration);
    if (wire->after)
        wire->after(self, process, &out);
}

static void on_restore(els_stage_wire *wire, els_process *process, const els_restore *restore)
{
    if (!els_str_eq(restore->role, role(process)))
        return;
    els_restore_use use = els_restored_take(&wire->restored, els_process_asked(process), restore);
    if (use == ELS_RESTORE_IGNORE)
        return;
    if (use == ELS_RESTORE_ANSWER) {
        els_stage_send_step(process, ELS_STR("restored"), restore->epoch, restore->iteration);
        return;
    }
    els_err err = els_stage_restore(&wire->stage, restore->snapshot);
    for (uint32_t i = 0; !err && i < restore->n_inputs; i++) {
        els_arena arena = {0};
        els_msg_type type;
        const void *message;
        els_progress unsent;
        err = els_decode(restore->inputs[i], &arena, &type, &message, NULL);
        if (!err && type == ELS_MSG_progress)
            err = els_stage_feed(&wire->stage, message, &arena, &unsent);
        els_arena_fini(&arena);
        (void)els_process_breathe(process);
    }
    if (els_demand_memory(err)) {
        els_process_fail(process, ELS_EXIT_FAILED, "the state of iteration %llu: %s",
                         (unsigned long long)restore->iteration, els_err_text(err));
        return;
    }
    els_stage_send_step(process, ELS_STR("restored"), restore->epoch, restore->iteration);
}

void els_stage_wire_on_message(void *self, els_process *process, els_channel channel,
                               els_msg_type type, const void *message, els_str frame)
{
    els_stage_wire *wire = self;
    (void)channel;
    (void)frame;
    if (type == ELS_MSG_progress)
        on_progress(self, process, message);
    else if (type == ELS_MSG_restore)
        on_restore(wire, process, message);
    else if (type == ELS_MSG_plan) {
        const els_plan *plan = message;
        els_process_set_work(process, plan->epoch, plan->iteration, UINT32_MAX, 0);
    }
    els_arena_reset(&wire->arena);
}
