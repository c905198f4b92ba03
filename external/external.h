/* external.h — a task plugin that is a process of its own, behind the interface of plugin.h.
 *
 * ELS gives every template its split and draws the template, so the plugin is not told which tasks
 * are measured. That equal requests give equal bytes is tried at the start, by two processes and in
 * two orders, and now and then later. Not pure: it starts processes and waits for their answers, at
 * most twice the time allowed per request. Linked by who links plugins, never by an executor. */
#ifndef ELS_EXTERNAL_H
#define ELS_EXTERNAL_H

#include "manifest.h"
#include "plugin.h"

typedef struct {
    els_manifest_trust trust;
    bool may_lack_landlock;
    uint64_t answer_ms; /* of one answer, above 0 */
} els_external_options;

typedef struct els_external els_external;

/* Loads what is at `path`, starts it confined, asks what it is and checks that it is deterministic.
 * On failure *ret is untouched and `why` is one line that names the path. Errors: those of
 * els_manifest_load and els_sandbox_prepare; FORMAT and LIMIT what it answers; STATE a name that is
 * taken, or not deterministic; TIMEOUT, IO. */
els_err els_external_open(const char *path, const els_external_options *options, els_external **ret,
                          els_buf *why) ELS_MUST_CHECK;
/* Ends the process; safe on NULL. */
void els_external_close(els_external **external);

/* Lives as long as the external. Its generate() fails with IO once the process has failed twice in
 * a row or has answered nonsense, and from then on; els_external_error says why. */
els_plugin *els_external_plugin(els_external *external);
/* One line, or NULL while all is well. */
const char *els_external_error(const els_external *external);
/* "name@version#digest": what a run is made of, for its parameters. */
els_str els_external_identity(const els_external *external);

#endif
