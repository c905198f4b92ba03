/* els watch — a run as it goes, on the whole terminal. */
#include "cli.h"
#include "watch_draw.h"
#include "watch_terminal.h"

#include <curses.h>
#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

typedef struct {
    els_feed_place place;
    uint64_t wait_s;
    bool until_report;
} watch_options;

static const els_option options[] = {
    ELS_FEED_PLACE_FIELDS(watch_options, place, "watch the run that is on in this store"),
    ELS_OPTION(ELS_OPTION_FLAG, "until-report", 0, NULL, watch_options, until_report, NULL,
               "end when the run has"),
    ELS_OPTION_RANGED(
        ELS_OPTION_U64, "wait", "SECONDS", watch_options, wait_s, "60", 0, 86400,
        "end with exit code 3 when nothing is heard for so long and the run is not over "
        "(0: stay)"),
};

typedef struct {
    watch_options options;
    els_subscription feed;
    els_watch *watch;
    els_watch_look look;
    els_watch_view before_help;
    SCREEN *screen;
    int signals;
    int most_scroll;
    int64_t begun_ms;
    int code; /* below 0: go on */
} session;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_messages(session *s)
{
    els_feed_message message;
    els_buf why = {0};
    while (els_subscription_receive(&s->feed, &message, &why))
        els_watch_take(s->watch, &message, s->look.now_ms);
    els_buf_fini(&why);
    if (s->options.until_report && s->watch->is_over)
        s->code = ELS_EXIT_OK;
}

static void set_view(session *s, els_watch_view view)
{
    s->look.view = view;
    s->look.scroll = 0;
}

static void scroll_by(session *s, int lines)
{
    int to = s->look.scroll + lines;
    s->look.scroll = to < 0 ? 0 : to > s->most_scroll ? s->most_scroll : to;
}

static void take_key(session *s, int key)
{
    switch (key) {
    case 'q':
        s->code = ELS_EXIT_OK;
        break;
    case 'p':
    case ' ':
        s->look.is_paused = !s->look.is_paused;
        break;
    case 'h':
    case '?':
        if (s->look.view == ELS_WATCH_HELP) {
            set_view(s, s->before_help);
        } else {
            s->before_help = s->look.view;
            set_view(s, ELS_WATCH_HELP);
        }
        break;
    case 'a':
        set_view(s, ELS_WATCH_ALL);
        break;
    case '\t':
        set_view(s, s->look.view < ELS_WATCH_EVENTS_VIEW ? s->look.view + 1 : ELS_WATCH_ALL);
        break;
    case KEY_UP:
    case 'k':
        scroll_by(s, -1);
        break;
    case KEY_DOWN:
    case 'j':
        scroll_by(s, 1);
        break;
    case KEY_PPAGE:
        scroll_by(s, -10);
        break;
    case KEY_NPAGE:
        scroll_by(s, 10);
        break;
    default:
        if (key >= '0' && key <= '5')
            set_view(s, (els_watch_view)(key - '0'));
    }
}

static void take_signals(session *s)
{
    struct signalfd_siginfo signal_info;
    struct winsize size;
    while (read(s->signals, &signal_info, sizeof signal_info) == (ssize_t)sizeof signal_info) {
        if (signal_info.ssi_signo != SIGWINCH)
            s->code = ELS_EXIT_INTERRUPTED;
        else if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col)
            resizeterm(size.ws_row, size.ws_col);
    }
}

/* Ends the session when nothing has been heard for too long. */
static void check_silence(session *s)
{
    int64_t since = s->watch->heard_ms < 0 ? s->begun_ms : s->watch->heard_ms;
    bool waits = s->options.wait_s && !s->watch->is_over && !s->look.is_paused;
    if (waits && s->look.now_ms - since >= (int64_t)s->options.wait_s * 1000)
        s->code = ELS_EXIT_UNREACHABLE;
}

/* While paused, messages wait in the socket, up to its high-water mark (1000). */
static void follow(session *s)
{
    enum { TICK_MS = 500 }; /* so that the age of what is shown goes on */
    while (s->code < 0) {
        s->look.now_ms = now_ms();
        if (!s->look.is_paused)
            take_messages(s);
        check_silence(s);
        s->most_scroll = els_watch_draw(s->watch, &s->look);
        scroll_by(s, 0);
        refresh();
        zmq_pollitem_t items[] = {{.fd = STDIN_FILENO, .events = ZMQ_POLLIN},
                                  {.fd = s->signals, .events = ZMQ_POLLIN},
                                  {.socket = s->feed.socket, .events = ZMQ_POLLIN}};
        if (s->code >= 0 || zmq_poll(items, s->look.is_paused ? 2 : 3, TICK_MS) < 0)
            continue; /* a signal that is not ours; the next turn looks again */
        if (items[1].revents)
            take_signals(s);
        int key = ERR;
        while (items[0].revents && (key = getch()) != ERR && s->code < 0)
            take_key(s, key);
        if (items[0].revents & ZMQ_POLLERR)
            s->code = ELS_EXIT_INTERRUPTED; /* the terminal is gone */
    }
}

static int open_terminal(session *s)
{
    setlocale(LC_ALL, "");
    s->screen = els_watch_terminal_is_known() ? newterm(NULL, stdout, stdin) : NULL;
    if (!s->screen) {
        els_cli_complain("watch: the terminal's type (TERM) is not known here; els tail prints the "
                         "feed as JSON lines");
        return ELS_EXIT_USAGE;
    }
    cbreak();
    noecho();
    nonl();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    set_escdelay(50);
    curs_set(0);
    els_watch_draw_begin();
    return -1;
}

static int open_signals(session *s)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGWINCH);
    sigprocmask(SIG_BLOCK, &set, NULL); /* before any thread of libzmq exists */
    s->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (s->signals >= 0)
        return -1;
    els_cli_complain("watch: signalfd: %s", strerror(errno));
    return ELS_EXIT_FAILED;
}

int els_cli_watch(int argc, char **argv)
{
    session s = {.signals = -1, .begun_ms = now_ms(), .watch = els_watch_new()};
    els_arena arena = {0};
    s.code = els_cli_parse("watch [options]", options, sizeof options / sizeof options[0],
                           &s.options, argc, argv, &arena, NULL);
    if (s.code < 0 && !s.watch)
        s.code = ELS_EXIT_FAILED;
    if (s.code < 0 && !(isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))) {
        els_cli_complain("watch: needs a terminal; els tail prints the feed as JSON lines");
        s.code = ELS_EXIT_USAGE;
    }
    if (s.code < 0)
        s.code = open_signals(&s);
    s.options.place.key_role = "cli";
    if (s.code < 0)
        s.code = els_subscription_open(&s.feed, "watch", &s.options.place);
    if (s.code < 0)
        s.code = open_terminal(&s);
    if (s.code < 0) {
        follow(&s);
        endwin();
        delscreen(s.screen);
        if (s.code == ELS_EXIT_UNREACHABLE)
            els_cli_complain("watch: nothing was heard for %llu s: is a run on there?",
                             (unsigned long long)s.options.wait_s);
    }
    els_subscription_close(&s.feed);
    if (s.signals >= 0)
        close(s.signals);
    els_watch_free(&s.watch);
    els_arena_fini(&arena);
    return s.code;
}
