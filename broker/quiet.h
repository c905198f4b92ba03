/* quiet.h — quiet hours: when the configuration is left in peace. Pure: the time is handed in.
 *
 * Nothing that learns may look at a clock. So the broker says the beginning and the end of quiet
 * hours as commands to the applier, which are journalled like those of users: a run that is made
 * again or resumed has them at the same iterations. */
#ifndef ELS_QUIET_H
#define ELS_QUIET_H

#include "els_err.h"
#include "messages.h"

typedef struct {
    bool is_used;
    uint32_t from_minute, to_minute; /* of the local day; equal: never quiet */
    bool has_said, said;             /* what the applier was told last in this session */
} els_quiet;

/* Reads "22:00-06:00"; the empty text gives no quiet hours. Errors: FORMAT. */
els_err els_quiet_read(els_str text, els_quiet *ret) ELS_MUST_CHECK;
bool els_quiet_is_now(const els_quiet *quiet, uint32_t minute);
/* The command that is due at `minute` of the local day, `unix_s` naming it; false when there is
 * nothing new to say. Memory from `arena`. */
bool els_quiet_command(const els_quiet *quiet, uint32_t minute, uint64_t unix_s, els_arena *arena,
                       els_command *ret);
/* Commands were taken: remembers what was said by those of quiet hours among them. */
void els_quiet_taken(els_quiet *quiet, const els_command *commands, uint32_t n);

#endif
