/* desk.h — tasks that several architectures are made to do one after the other, kept open.
 *
 * The baseline has every architecture do the same tasks with the same untrained mind. Reading a
 * task and most of what is found out about it do not depend on who asks (mind/notes.h): what lies
 * open here is read once, with the notes of all who worked on it. A result is the same as with a
 * task opened afresh; only its time is not. */
#ifndef ELS_DESK_H
#define ELS_DESK_H

#include "orchestrator.h"

enum {
    ELS_DESK_TASKS = 64,        /* that lie open at a time; */
    ELS_DESK_BYTES = 24u << 20, /* fewer where they take more than this, the newest apart */
};

typedef struct els_desk els_desk;

els_desk *els_desk_new(void); /* NULL when out of memory */
void els_desk_free(els_desk **desk);

/* The task, opened for the mind, the knowledge base (may be NULL) and the salt, now or before; the
 * oldest make room. Borrows mind and knowledge base until els_desk_clear; the task is copied. Valid
 * until the next call. */
const els_open_task *els_desk_open(els_desk *desk, const els_mind *mind, const els_task *task,
                                   const els_kb_index *kb, uint64_t salt);
/* Closes all tasks: to be called before any mind or knowledge base that was lent changes. */
void els_desk_clear(els_desk *desk);

#endif
