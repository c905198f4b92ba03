/* Pictures of a forecast: with text characters, and as SVG. */
#include "forecast_print.h"

#include <math.h>
#include <string.h>

/* What a picture shows: the newest values, then the forecast, with one scale. */
typedef struct {
    const double *values;
    size_t n;
    const els_forecast_point *points;
    size_t horizon, behind; /* steps between values and forecast */
    double low, high;
} scene;

static scene scene_of(const els_forecasted *f, size_t values_max)
{
    const els_cli_series *series = f->series;
    size_t n = series->n < values_max ? series->n : values_max;
    scene s = {.values = series->values + series->n - n,
               .n = n,
               .points = f->points,
               .horizon = series->horizon,
               .behind = series->behind,
               .low = INFINITY,
               .high = -INFINITY};
    for (size_t t = 0; t < n; t++) {
        s.low = fmin(s.low, s.values[t]);
        s.high = fmax(s.high, s.values[t]);
    }
    for (size_t h = 0; h < s.horizon; h++) {
        s.low = fmin(s.low, s.points[h].low);
        s.high = fmax(s.high, s.points[h].high);
    }
    if (!(s.high > s.low)) { /* a flat line: in the middle */
        double room = fabs(s.low) > 0 ? fabs(s.low) / 2 : 1;
        s.low -= room;
        s.high += room;
    }
    return s;
}

static double share(const scene *s, double value)
{
    return (value - s->low) / (s->high - s->low);
}

void els_cli_forecast_draw(const els_forecasted *f, FILE *file)
{
    enum { ROWS = 15, COLUMNS = 64 };
    char grid[ROWS][COLUMNS + 1];
    size_t shown = f->series->horizon < COLUMNS / 2 ? COLUMNS - f->series->horizon : COLUMNS / 2;
    scene s = scene_of(f, shown);
    size_t steps = s.n + s.behind + s.horizon;
    memset(grid, ' ', sizeof grid);
    for (size_t r = 0; r < ROWS; r++)
        grid[r][COLUMNS] = '\0';
    for (size_t i = 0; i < steps; i++) {
        size_t column = steps <= COLUMNS ? i : i * COLUMNS / steps;
        double low = NAN, mean = NAN, high = NAN;
        if (i < s.n) {
            low = mean = high = s.values[i];
        } else if (i >= s.n + s.behind) {
            const els_forecast_point *p = &s.points[i - s.n - s.behind];
            low = p->low;
            mean = p->mean;
            high = p->high;
        } else {
            continue;
        }
        size_t bottom = (size_t)lround(share(&s, low) * (ROWS - 1));
        size_t middle = (size_t)lround(share(&s, mean) * (ROWS - 1));
        size_t top = (size_t)lround(share(&s, high) * (ROWS - 1));
        for (size_t y = bottom; y <= top; y++)
            if (i >= s.n && grid[ROWS - 1 - y][column] == ' ')
                grid[ROWS - 1 - y][column] = ':';
        grid[ROWS - 1 - middle][column] = i < s.n ? '*' : 'o';
    }
    for (size_t r = 0; r < ROWS; r++) {
        double value = s.high - (s.high - s.low) * (double)r / (ROWS - 1);
        size_t end = COLUMNS;
        while (end > 0 && grid[r][end - 1] == ' ')
            grid[r][--end] = '\0';
        if (r % 7 == 0)
            fprintf(file, "%11.5g |%s\n", value, grid[r]);
        else
            fprintf(file, "%11s |%s\n", "", grid[r]);
    }
    fprintf(file, "%11s   * values   o forecast   : 95 %% interval\n\n", "");
}

/* ---- SVG ---- */

enum { WIDTH = 720, HEIGHT = 240, LEFT = 70, TOP = 24, INNER_WIDTH = 635, INNER_HEIGHT = 190 };

static double x_of(const scene *s, size_t i)
{
    size_t steps = s->n + s->behind + s->horizon;
    return LEFT + INNER_WIDTH * ((double)i + 0.5) / (double)steps;
}

static double y_of(const scene *s, double value)
{
    return TOP + INNER_HEIGHT * (1 - share(s, value));
}

static void put_escaped(els_str text, FILE *file)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == '&' || c == '<' || c == '>')
            fputs(c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;", file);
        else if ((unsigned char)c >= ' ')
            fputc(c, file);
    }
}

static void panel(const els_forecasted *f, FILE *file)
{
    scene s = scene_of(f, 200);
    size_t first = s.n + s.behind;
    for (int i = 0; i <= 4; i++) {
        double value = s.low + (s.high - s.low) * i / 4, y = y_of(&s, value);
        fprintf(file,
                "<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#ddd'/>"
                "<text x='%d' y='%.1f' text-anchor='end'>%.5g</text>\n",
                LEFT, LEFT + INNER_WIDTH, y, y, LEFT - 6, y + 4, value);
    }
    fprintf(file, "<polygon fill='#c6dbef' points='");
    for (size_t h = 0; h < s.horizon; h++)
        fprintf(file, "%.1f,%.1f ", x_of(&s, first + h), y_of(&s, s.points[h].high));
    for (size_t h = s.horizon; h-- > 0;)
        fprintf(file, "%.1f,%.1f ", x_of(&s, first + h), y_of(&s, s.points[h].low));
    fprintf(file, "'/>\n<polyline fill='none' stroke='#333' points='");
    for (size_t t = 0; t < s.n; t++)
        fprintf(file, "%.1f,%.1f ", x_of(&s, t), y_of(&s, s.values[t]));
    fprintf(file, "'/>\n<polyline fill='none' stroke='#08519c' stroke-width='2' points='");
    for (size_t h = 0; h < s.horizon; h++)
        fprintf(file, "%.1f,%.1f ", x_of(&s, first + h), y_of(&s, s.points[h].mean));
    fprintf(file, "'/>\n<text x='%d' y='16'>", LEFT);
    put_escaped(f->series->id, file);
    fprintf(file, " &#8212; %s, 95 %% interval</text>\n",
            els_forecast_method_name(f->reasons.method));
}

void els_cli_forecast_svg(const els_forecasted *forecasts, size_t n, FILE *file)
{
    fprintf(file,
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %zu' font-size='12' "
            "font-family='sans-serif'>\n<rect width='100%%' height='100%%' fill='white'/>\n",
            WIDTH, HEIGHT * n);
    for (size_t i = 0; i < n; i++) {
        fprintf(file, "<g transform='translate(0,%zu)'>\n", HEIGHT * i);
        panel(&forecasts[i], file);
        fprintf(file, "</g>\n");
    }
    fprintf(file, "</svg>\n");
}
