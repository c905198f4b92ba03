#include "watch_draw.h"
#include "cli.h"

#include <curses.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

enum { PLAIN, GREEN, YELLOW, RED, CYAN };

/* A part of the screen that is written line by line. */
typedef struct {
    int y, x, rows, cols;
    int line; /* next one, from the first that was written; may lie outside */
    int skip; /* lines to pass over: scrolled out */
} pane;

void els_watch_draw_begin(void)
{
    if (getenv("NO_COLOR") || !has_colors() || start_color() == ERR)
        return;
    use_default_colors();
    init_pair(GREEN, COLOR_GREEN, -1);
    init_pair(YELLOW, COLOR_YELLOW, -1);
    init_pair(RED, COLOR_RED, -1);
    init_pair(CYAN, COLOR_CYAN, -1);
}

/* Writes `text` at the place, cut to `cols` columns. Texts come from peers and users: what cannot
 * be printed, above all what would steer the terminal, becomes a question mark. */
static void put_text(int y, int x, int cols, attr_t attributes, short colour, const char *text)
{
    wchar_t wide[512];
    size_t n = 0;
    mbstate_t state = {0};
    while (*text && n + 1 < sizeof wide / sizeof wide[0]) {
        wchar_t c;
        size_t used = mbrtowc(&c, text, MB_CUR_MAX, &state);
        if (used == (size_t)-1 || used == (size_t)-2 || !iswprint((wint_t)c)) {
            c = L'?';
            used = used <= MB_CUR_MAX ? used : 1;
            state = (mbstate_t){0};
        }
        int width = wcwidth(c);
        if (width > cols)
            break;
        cols -= width > 0 ? width : 0;
        wide[n++] = c;
        text += used;
    }
    attr_set(attributes, colour, NULL);
    mvaddnwstr(y, x, wide, (int)n);
    attr_set(A_NORMAL, PLAIN, NULL);
}

__attribute__((format(printf, 4, 5))) static void put(pane *p, attr_t attributes, short colour,
                                                      const char *format, ...)
{
    char text[1024];
    va_list args;
    int line = p->line++ - p->skip;
    if (line < 0 || line >= p->rows)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    put_text(p->y + line, p->x, p->cols, attributes, colour, text);
}

/* Takes the first line of a pane for its title. */
static void put_title(pane *p, const char *title)
{
    if (p->rows < 2)
        return;
    mvhline(p->y, p->x, 0, p->cols);
    put_text(p->y, p->x + 1, p->cols - 2, A_BOLD, CYAN, title);
    p->y++;
    p->rows--;
}

static const char *string(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* A bar of ten characters for a share. */
static void make_bar(double value, char bar[11])
{
    for (int i = 0; i < 10; i++)
        bar[i] = value * 10 >= i + 0.5 ? '#' : '.';
    bar[10] = '\0';
}

/* ---- curve ---- */

static int row_of(double success, int rows)
{
    return rows - 1 - (int)(success * (rows - 1) + 0.5);
}

static void draw_points(const els_watch *w, const pane *p, uint64_t first, uint64_t last)
{
    for (size_t i = 0; i < w->n_points; i++) {
        const els_watch_point *at = &w->points[i];
        int x = p->x + (int)((double)(at->iteration - first) * (p->cols - 1) /
                             (double)(last > first ? last - first : 1));
        int low = row_of(at->low, p->rows), high = row_of(at->high, p->rows);
        attr_set(A_DIM, PLAIN, NULL);
        for (int y = high; y <= low; y++)
            mvaddch(p->y + y, x, ':');
        attr_set(A_BOLD, GREEN, NULL);
        mvaddch(p->y + row_of(at->success, p->rows), x, '*');
        attr_set(A_NORMAL, PLAIN, NULL);
    }
}

static void draw_curve(const els_watch *w, pane *p)
{
    enum { AXIS = 6 };
    put_title(p, " success on the probe, with its 95 % interval ");
    if (w->n_points == 0) {
        put(p, A_NORMAL, PLAIN, "nothing measured yet");
        return;
    }
    if (p->rows < 4 || p->cols < 2 * AXIS) {
        put(p, A_NORMAL, PLAIN, "%.1f %%", 100 * w->points[w->n_points - 1].success);
        return;
    }
    uint64_t first = w->points[0].iteration, last = w->points[w->n_points - 1].iteration;
    char label[32];
    if (last < w->at.iterations)
        last = w->at.iterations;
    pane plot = {.y = p->y, .x = p->x + AXIS, .rows = p->rows - 1, .cols = p->cols - AXIS};
    put_text(plot.y, p->x, AXIS, A_NORMAL, PLAIN, "100 %");
    if (plot.rows > 5)
        put_text(plot.y + row_of(0.5, plot.rows), p->x, AXIS, A_NORMAL, PLAIN, " 50 %");
    put_text(plot.y + plot.rows - 1, p->x, AXIS, A_NORMAL, PLAIN, "  0 %");
    snprintf(label, sizeof label, "%llu", (unsigned long long)first);
    put_text(p->y + p->rows - 1, plot.x, plot.cols, A_NORMAL, PLAIN, label);
    int len = snprintf(label, sizeof label, " iteration %llu", (unsigned long long)last);
    if (len < plot.cols)
        put_text(p->y + p->rows - 1, plot.x + plot.cols - len, len, A_NORMAL, PLAIN, label);
    draw_points(w, &plot, first, last);
}

/* ---- lists ---- */

static int by_share(const void *a, const void *b)
{
    double x = els_cli_number(*(json_t *const *)a, "share"),
           y = els_cli_number(*(json_t *const *)b, "share");
    return (x < y) - (x > y);
}

static void draw_agents(const els_watch *w, pane *p)
{
    enum { AGENTS = 64 };
    const json_t *agents = json_object_get(w->status, "agents"), *agent;
    const json_t *sorted[AGENTS];
    size_t i, n = 0;
    put_title(p, " agents: share, success, cost of one solved ");
    json_array_foreach(agents, i, agent)
    {
        if (n < AGENTS)
            sorted[n++] = agent;
    }
    qsort(sorted, n, sizeof sorted[0], by_share);
    for (i = 0; i < n; i++) {
        const json_t *outcomes = json_object_get(sorted[i], "outcomes");
        const json_t *cost = json_object_get(outcomes, "cost_per_solved");
        char text[32] = "none solved";
        if (json_is_number(cost))
            snprintf(text, sizeof text, "%.0f units", json_number_value(cost));
        put(p, A_NORMAL, PLAIN, "%-18s %3.0f %%  %3.0f %%  %s", string(sorted[i], "agent"),
            100 * els_cli_number(sorted[i], "share"),
            100 * els_cli_number(outcomes, "success_rate"), text);
    }
    if (n == 0)
        put(p, A_NORMAL, PLAIN, "none yet");
}

static void draw_goals(const els_watch *w, pane *p)
{
    static const char *const lists[] = {"goals", "advice"};
    const json_t *goal;
    size_t i, n = 0;
    char bar[11];
    put_title(p, " goals and advice ");
    for (size_t l = 0; l < 2; l++) {
        json_array_foreach(json_object_get(w->status, lists[l]), i, goal)
        {
            const char *status = string(goal, "status"), *metric = string(goal, "metric");
            bool is_share = strcmp(metric, "success") == 0;
            make_bar(els_cli_number(goal, "progress"), bar);
            put(p, A_NORMAL, strcmp(status, "failed") == 0 ? RED : PLAIN,
                "[%s] %-10s %-9s %s: %s to %.3g%s", bar, string(goal, "id"), status, metric,
                string(goal, "subject"), (is_share ? 100 : 1) * els_cli_number(goal, "target"),
                is_share ? " %" : "");
            n++;
        }
    }
    if (n == 0)
        put(p, A_NORMAL, PLAIN, "none");
}

static void draw_processes(const els_watch *w, pane *p)
{
    const json_t *system = json_object_get(w->status, "system"), *resource;
    static const char prefix[] = "process:";
    size_t i;
    char bar[11];
    put_title(p, " processes and the machine: what is in use ");
    json_array_foreach(json_object_get(system, "resources"), i, resource)
    {
        const char *name = string(resource, "name"), *state = string(resource, "state");
        if (strncmp(name, prefix, sizeof prefix - 1) == 0)
            name += sizeof prefix - 1;
        make_bar(els_cli_number(resource, "use"), bar);
        put(p, A_NORMAL, strcmp(state, "optimal") == 0 ? PLAIN : YELLOW,
            "[%s] %-10s %8.4g %-10s %s", bar, name, els_cli_number(resource, "value"),
            string(resource, "unit"), state);
    }
    if (i == 0)
        put(p, A_NORMAL, PLAIN, "nothing heard of them yet");
}

static void draw_events(const els_watch *w, pane *p)
{
    put_title(p, " newest events ");
    for (size_t i = w->n_events; i-- > 0;)
        put(p, A_NORMAL, PLAIN, "%5llu  %s", (unsigned long long)w->events[i].iteration,
            w->events[i].text);
}

static void draw_help(const els_watch *w, pane *p)
{
    (void)w;
    static const char *const lines[] = {
        "0 or a    everything",
        "1         the curve",
        "2         agents",
        "3         goals and advice",
        "4         processes and the machine",
        "5         events",
        "Tab       the next of these",
        "arrows, j and k, PgUp, PgDn  scroll where one pane fills the window",
        "p         pause, and go on: up to a thousand messages wait",
        "h or ?    this; again: back",
        "q         end; the run goes on",
        "",
        "Events and status come from the feed of the monitor, status once a second.",
        "Points from before it was opened come with the report of the run.",
    };
    put_title(p, " keys ");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        put(p, A_NORMAL, PLAIN, "%s", lines[i]);
}

/* ---- the whole ---- */

static void draw_header(const els_watch *w, const els_watch_look *look, pane *p)
{
    const els_feed_iteration *at = &w->at;
    /* One iteration more than the run has is the measurement after it. */
    uint64_t shown = at->iteration < at->iterations ? at->iteration : at->iterations;
    char multiplier[96] = "no multiplier yet";
    if (at->multiplier > 0)
        snprintf(multiplier, sizeof multiplier, "multiplier %.2f [%.2f, %.2f]", at->multiplier,
                 at->multiplier_low, at->multiplier_high);
    if (w->heard_ms < 0)
        put(p, A_BOLD, YELLOW, "els watch: waiting for the first message");
    else if (look->is_paused)
        put(p, A_REVERSE, PLAIN, "PAUSED: p goes on");
    else if (els_watch_is_stale(w, look->now_ms) && !w->is_over)
        put(p, A_REVERSE | A_BOLD, RED, "STALE: nothing heard for %lld s; what is shown is old",
            (long long)(look->now_ms - w->heard_ms) / 1000);
    else if (w->is_over)
        put(p, A_BOLD, GREEN, "run %llu is over", (unsigned long long)at->run);
    else if (!at->run)
        put(p, A_BOLD, GREEN, "a run is on; nothing is measured yet");
    else
        put(p, A_BOLD, GREEN, "run %llu is on", (unsigned long long)at->run);
    if (at->iterations)
        put(p, A_NORMAL, PLAIN,
            "iteration %llu/%llu  success %.0f %% [%.0f, %.0f]  %s  %.0f tasks/s  ETA %.0f s",
            (unsigned long long)shown, (unsigned long long)at->iterations, 100 * at->probe_success,
            100 * at->probe_low, 100 * at->probe_high, multiplier, at->tasks_per_second, at->eta_s);
}

typedef void (*draw_function)(const els_watch *w, pane *p);
static const draw_function draw[ELS_WATCH_VIEWS] = {
    [ELS_WATCH_ALL] = draw_curve,           [ELS_WATCH_CURVE] = draw_curve,
    [ELS_WATCH_AGENTS] = draw_agents,       [ELS_WATCH_GOALS] = draw_goals,
    [ELS_WATCH_PROCESSES] = draw_processes, [ELS_WATCH_EVENTS_VIEW] = draw_events,
    [ELS_WATCH_HELP] = draw_help,
};

/* The curve over two rows of two panes, in `rows` lines from `y` on. */
static void draw_all(const els_watch *w, int y, int rows, int cols)
{
    int top = rows * 2 / 5, middle = (rows - top) / 2, left = cols / 2;
    pane curve = {.y = y, .x = 0, .rows = top, .cols = cols};
    pane agents = {.y = y + top, .x = 0, .rows = middle, .cols = left - 1};
    pane goals = {.y = y + top, .x = left, .rows = middle, .cols = cols - left};
    pane processes = {.y = y + top + middle, .rows = rows - top - middle, .cols = left - 1};
    pane events = processes;
    events.x = left;
    events.cols = cols - left;
    draw_curve(w, &curve);
    draw_agents(w, &agents);
    draw_goals(w, &goals);
    draw_processes(w, &processes);
    draw_events(w, &events);
}

int els_watch_draw(const els_watch *watch, const els_watch_look *look)
{
    enum { ALL_ROWS = 20, ALL_COLS = 70, HEADER = 2 };
    int rows, cols, most = 0;
    getmaxyx(stdscr, rows, cols);
    erase();
    pane header = {.rows = rows < HEADER ? rows : HEADER, .cols = cols};
    draw_header(watch, look, &header);
    if (look->view == ELS_WATCH_ALL && rows >= ALL_ROWS && cols >= ALL_COLS) {
        draw_all(watch, HEADER, rows - HEADER - 1, cols);
    } else if (rows > HEADER + 1) {
        pane p = {.y = HEADER, .rows = rows - HEADER - 1, .cols = cols, .skip = look->scroll};
        draw[look->view](watch, &p);
        most = p.line - 1;
    }
    if (rows > HEADER)
        put_text(
            rows - 1, 0, cols, A_REVERSE, PLAIN,
            " q end  p pause  0 all  1 curve  2 agents  3 goals  4 processes  5 events  h help ");
    return most > 0 ? most : 0;
}
