/* watch_draw.h — the screen of `els watch`: draws what is known of a run with ncurses.
 *
 * Needs a started screen and a locale; draws onto stdscr and does not refresh it. */
#ifndef ELS_WATCH_DRAW_H
#define ELS_WATCH_DRAW_H

#include "watch_state.h"

typedef enum {
    ELS_WATCH_ALL, /* every pane, where the window is large enough; else the curve */
    ELS_WATCH_CURVE,
    ELS_WATCH_AGENTS,
    ELS_WATCH_GOALS,
    ELS_WATCH_PROCESSES,
    ELS_WATCH_EVENTS_VIEW,
    ELS_WATCH_HELP,
    ELS_WATCH_VIEWS
} els_watch_view;

typedef struct {
    els_watch_view view;
    int scroll; /* lines of the pane to pass over; only where one pane fills the window */
    bool is_paused;
    int64_t now_ms; /* monotonic, as in els_watch_take */
} els_watch_look;

/* Sets up the colours, if the terminal has some and the environment does not say NO_COLOR. */
void els_watch_draw_begin(void);

/* Draws everything, in any size of window. Returns the largest scroll that leaves a line to see. */
int els_watch_draw(const els_watch *watch, const els_watch_look *look);

#endif
