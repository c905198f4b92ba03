/* watch_terminal.h — whether the terminal is one that ncurses knows. */
#ifndef ELS_WATCH_TERMINAL_H
#define ELS_WATCH_TERMINAL_H

#include <stdbool.h>

/* Asked before newterm, which loses memory when it fails. Apart from everything else because term.h
 * defines many short names. */
bool els_watch_terminal_is_known(void);

#endif
