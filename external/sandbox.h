/* sandbox.h — what a plugin's process may do: compute, and speak over the three descriptors it has.
 *
 * Landlock (Linux 5.13) leaves it the files of its own folder and the system's programs and
 * libraries, for reading; seccomp leaves it the system calls that computing takes; resource limits
 * bound memory, files and processor time; a network namespace without interfaces is added where the
 * kernel allows it. Prepared by the parent, entered by the child between fork and exec. */
#ifndef ELS_SANDBOX_H
#define ELS_SANDBOX_H

#include "els_err.h"
#include "els_str.h"

#include <linux/filter.h>

typedef struct {
    const char *path;       /* absolute: the plugin's folder, or the program where it has none */
    uint64_t memory_bytes;  /* of its address space */
    bool may_have_threads;  /* threads; never processes */
    bool may_lack_landlock; /* go on where the kernel has no Landlock */
} els_sandbox_options;

/* A zeroed one may be given to els_sandbox_fini. */
typedef struct {
    els_sandbox_options options;
    struct sock_filter *filter;
    unsigned short n_filter;
    int landlock_fd; /* -1: the kernel has none */
    bool is_ready;
} els_sandbox;

/* Compiles the rules; `options->path` must outlive *ret. Errors: IO, with one line in `why`: the
 * path cannot be opened, or the kernel lacks Landlock and that was not allowed. */
els_err els_sandbox_prepare(const els_sandbox_options *options, els_sandbox *ret,
                            els_buf *why) ELS_MUST_CHECK;
void els_sandbox_fini(els_sandbox *sandbox);

/* Confines the calling process for ever; closes every descriptor above 2. Safe between fork and
 * exec of a process with threads. False with errno set when some part did not work. */
bool els_sandbox_enter(const els_sandbox *sandbox) ELS_MUST_CHECK;

#endif
