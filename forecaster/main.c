/* els-forecaster — progress in; progress with forecasts and a checkpoint out. */
#include "forecaster.h"
#include "stage_wire.h"

static els_err start(void *self, els_process *process)
{
    (void)process;
    els_stage_wire_start(self, &els_forecaster_stage, ELS_CHANNEL_GOALS);
    return ELS_OK;
}

int main(int argc, char **argv)
{
    static const els_process_desc desc = {
        .role = ELS_ROLE_FORECASTER,
        .summary = "forecasts how the run goes on",
        .self_size = sizeof(els_stage_wire),
        .start = start,
        .on_message = els_stage_wire_on_message,
        .fini = els_stage_wire_fini,
    };
    return els_process_main(&desc, argc, argv);
}
