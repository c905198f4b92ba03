/* fault_disk.h — a disk in memory for SQLite that can fail, lose power, tear writes and be damaged.
 *
 * While it is open it is SQLite's default file system: a store that is opened then has its journal
 * on it. What was written but not synced may be lost, whole or in part, when the power goes. One
 * per process. For tests. */
#ifndef ELS_FAULT_DISK_H
#define ELS_FAULT_DISK_H

#include "els_str.h"

void fault_disk_open(void);
void fault_disk_close(void); /* forgets all files */
void fault_disk_clear(void); /* the same, and goes on */

/* Content of a file as a program reads it; empty when there is none. Lent until the next write. */
els_str fault_disk_file(const char *path);
/* Replaces a file, durably; no bytes at NULL: removes it. */
void fault_disk_put(const char *path, els_str bytes);

typedef enum { FAULT_NONE, FAULT_FULL, FAULT_IO } fault_kind;
/* The operation after `after` more ones (writes, syncs, truncations) fails, and with `stays` all
 * later ones too. FAULT_NONE ends it. */
void fault_disk_fail(fault_kind kind, uint64_t after, bool stays);
uint64_t fault_disk_operations(void); /* so far */

/* The program that uses the disk ends here: whatever it still does to it has no effect until
 * fault_disk_start. Unsynced writes stay (kill -9). */
void fault_disk_stop(void);
/* The same with a power cut: each unsynced write is lost, torn or kept, as `seed` says. */
void fault_disk_power_cut(uint64_t seed);
void fault_disk_start(void);

#endif
