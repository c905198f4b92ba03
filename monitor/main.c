/* els-monitor — progress in; progress with status and report, the feed, and a checkpoint out. */
#include "monitor.h"
#include "plugin.h"
#include "stage_wire.h"

typedef struct {
    els_stage_wire wire; /* first */
    els_monitor_context context;
    uint64_t plan_epoch, plan_iteration; /* when the newest plan came: the time since counts */
    int64_t plan_ms;
    /* what a snapshot says: the newest progress */
    els_feed_snapshot snapshot;
    els_buf status;
} self_t;

enum { SNAPSHOT_MS = 1000 };

/* Versions only: the monitor has no use for tasks. */
static const char *plugin_version(els_str name)
{
    const els_plugin *plugin = els_plugin_find(name);
    return plugin ? plugin->version : NULL;
}

static void before(void *context, els_process *process, const els_progress *in)
{
    self_t *self = context;
    if (in->n_plan != 1)
        return;
    self->context.elapsed_s = in->plan[0].started_s;
    if (self->plan_epoch == in->epoch && self->plan_iteration == in->iteration)
        self->context.elapsed_s += (double)(els_process_now_ms(process) - self->plan_ms) / 1000;
}

static void publish(els_process *process, const char *topic, els_msg_type type, const void *message)
{
    els_err err = els_process_publish(process, ELS_CHANNEL_FEED, els_str_of(topic), type, message);
    if (err)
        els_stage_log_error(process, "the feed was not sent", err, 0);
}

static void after(void *context, els_process *process, const els_progress *out)
{
    self_t *self = context;
    els_feed_iteration feed;
    els_monitor_feed(self->wire.stage.state, &feed);
    publish(process, "iteration", ELS_MSG_feed_iteration, &feed);
    els_buf_clear(&self->status);
    els_buf_add(&self->status, out->status_json);
    self->snapshot = (els_feed_snapshot){
        .epoch = feed.epoch,
        .sequence = feed.epoch == self->snapshot.epoch ? self->snapshot.sequence : 0,
        .run = feed.run,
        .iteration = feed.iteration,
        .iterations = feed.iterations,
        .iteration_sequence = feed.sequence,
        .has_report = out->report_json.len > 0};
    if (out->report_json.len) {
        els_feed_report report;
        els_monitor_feed_report(self->wire.stage.state, out->report_json, &report);
        publish(process, "report", ELS_MSG_feed_report, &report);
    }
}

static els_err start(void *context, els_process *process)
{
    self_t *self = context;
    (void)process;
    els_stage_wire_start(&self->wire, &els_monitor_stage, ELS_CHANNEL_INBOX);
    self->context.plugin_version = plugin_version;
    self->wire.stage.context = &self->context;
    self->wire.before = before;
    self->wire.after = after;
    return ELS_OK;
}

static void on_message(void *context, els_process *process, els_channel channel, els_msg_type type,
                       const void *message, els_str frame)
{
    self_t *self = context;
    if (type == ELS_MSG_plan) {
        const els_plan *plan = message;
        self->plan_epoch = plan->epoch;
        self->plan_iteration = plan->iteration;
        self->plan_ms = els_process_now_ms(process);
    }
    els_stage_wire_on_message(self, process, channel, type, message, frame);
}

/* Whoever joins late hears within a second where the run stands, and whoever listens that the feed
 * is alive. */
static int64_t on_tick(void *context, els_process *process, int64_t now_ms)
{
    self_t *self = context;
    self->snapshot.sequence++;
    self->snapshot.status_json = els_buf_str(&self->status);
    publish(process, "snapshot", ELS_MSG_feed_snapshot, &self->snapshot);
    return now_ms + SNAPSHOT_MS;
}

static void fini(void *context)
{
    self_t *self = context;
    els_buf_fini(&self->status);
    els_stage_wire_fini(self);
}

int main(int argc, char **argv)
{
    static const els_process_desc desc = {
        .role = ELS_ROLE_MONITOR,
        .summary = "measures the run and writes the report",
        .self_size = sizeof(self_t),
        .start = start,
        .on_message = on_message,
        .on_tick = on_tick,
        .fini = fini,
    };
    return els_process_main(&desc, argc, argv);
}
