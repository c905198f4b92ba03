/* feed_file.h — STORE/feed: where the feed of a run is, left there by `els run` while it lives.
 *
 * It holds the file locked (fcntl, F_WRLCK), and the kernel knows who holds a lock: so a run can be
 * ended by who did not start it, and no number of a process is trusted that another may have by
 * now. */
#ifndef ELS_FEED_FILE_H
#define ELS_FEED_FILE_H

#include "els_err.h"

/* Writes the address of the feed; the descriptor to hold, -1 when it cannot be written. */
int els_feed_file_leave(const char *store, const char *endpoint);
/* Removes it; *fd is -1 then. Nothing when it is -1. */
void els_feed_file_remove(const char *store, int *fd);

/* Asks the `els run` that has left it to end, as Ctrl-C does (SIGTERM). Does not wait for that.
 * Errors: NOT_FOUND no process that can be seen from here holds the file; IO that process may not
 * be signalled by this user. */
els_err els_feed_file_stop(const char *store) ELS_MUST_CHECK;

#endif
