#include "watch_terminal.h"

#include <curses.h>
#include <term.h>
#include <unistd.h>

bool els_watch_terminal_is_known(void)
{
    int why;
    if (setupterm(NULL, STDOUT_FILENO, &why) == ERR)
        return false;
    del_curterm(cur_term);
    return true;
}
