/* net_folder.h — the private folder in /tmp that the sockets of a run are in.
 *
 * Who makes one holds a lock on it. What a run that was killed left behind (it could not remove it)
 * is known by the lock that nobody holds, and goes when the next folder is made. */
#ifndef ELS_NET_FOLDER_H
#define ELS_NET_FOLDER_H

#include "els_err.h"

#include <stdbool.h>

enum { ELS_NET_FOLDER_PATH = 64 };

typedef struct {
    char path[ELS_NET_FOLDER_PATH]; /* empty: none */
    int fd;                         /* holds the lock */
} els_net_folder;

/* Removes abandoned folders of this user, then makes a new one. Errors: IO with errno. */
els_err els_net_folder_make(els_net_folder *ret_folder) ELS_MUST_CHECK;
/* Removes it and the sockets in it; what else is in it stays. Nothing on a zeroed one. */
void els_net_folder_remove(els_net_folder *folder);
/* Removes the folder at `path` if it is this user's, `min_age_s` seconds old and abandoned: no run
 * has it and no process a socket in it. True when it is gone. */
bool els_net_folder_remove_abandoned(const char *path, int min_age_s);

#endif
