/* What was said up to the playhead, the newest at the bottom. Where a name leaves no room for what
 * its task says, the task's number stands there instead. */
#include "config.h"

#include <stdio.h>

#include "base/utf8.h"
#include "tell/words.h"
#include "trace/recording.h"
#include "view/panes.h"

enum { TIME_COLUMNS = 8, NAME_MOST = 14 };

int pane_output_first(const struct view *view, int rows, int *count)
{
    int said = stats_said_until(view->player->story->stats, view->player->t_ns);
    int shown = said < rows ? said : rows, most = said - shown;
    int back = view->output_scroll < 0      ? 0
               : view->output_scroll < most ? view->output_scroll
                                            : most;
    *count = shown;
    return most - back;
}

static int name_columns(const struct stats *stats, int first, int count, int columns)
{
    int widest = 0, most = columns / 3 < NAME_MOST ? columns / 3 : NAME_MOST;
    for (int i = first; i < first + count; i++) {
        int name = utf8_columns(stats->said[i].task);
        widest = name > widest ? name : widest;
    }
    return widest < most ? widest : most;
}

/* Whether all that is shown fits behind names of that width. */
static bool fits(const struct stats *stats, int first, int count, int names, int columns)
{
    for (int i = first; i < first + count; i++) {
        const char *text = stats->said[i].text;
        if (TIME_COLUMNS + names + 2 + utf8_columns(text) > columns)
            return false;
    }
    return true;
}

/* The widest number of a task, where its name has to make room for what it says. */
static int number_columns(const struct stats *stats, int first, int count)
{
    int widest = 1;
    for (int i = first; i < first + count; i++) {
        int digits = snprintf(NULL, 0, "%u", (unsigned)stats->said[i].who);
        widest = digits > widest ? digits : widest;
    }
    return widest;
}

static void draw_said(const struct view *view, struct grid *grid, struct rect rect, int names,
                      bool numbers, const struct stats_said *said)
{
    struct strbuf time = STRBUF_INIT, number = STRBUF_INIT;
    struct rect left = {rect.row, rect.column, 1, TIME_COLUMNS};
    words_time(&time, said->t_ns);
    pane_put_right(view, grid, left, 0, strbuf_str(&time), (struct grid_style){.ink = INK_FAINT});
    strbuf_addf(&number, "%*u", names, (unsigned)said->who);
    struct rect name = {rect.row, rect.column, 1, TIME_COLUMNS + 1 + names};
    name.columns = name.columns < rect.columns ? name.columns : rect.columns;
    pane_put(view, grid, name, 0, TIME_COLUMNS + 1, numbers ? strbuf_str(&number) : said->task,
             pane_actor_style(said->who));
    pane_put(view, grid, rect, 0, TIME_COLUMNS + names + 2, said->text, (struct grid_style){0});
    strbuf_release(&time);
    strbuf_release(&number);
}

void pane_output_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct stats *stats = view->player->story->stats;
    int count, first = pane_output_first(view, rect.rows, &count);
    int names = name_columns(stats, first, count, rect.columns);
    bool numbers = !fits(stats, first, count, names, rect.columns);
    names = numbers ? number_columns(stats, first, count) : names;
    for (int i = 0; i < count; i++)
        draw_said(view, grid, (struct rect){rect.row + i, rect.column, 1, rect.columns}, names,
                  numbers, &stats->said[first + i]);
    bool recording = trace_is_recording(view->player->story->trace);
    if (count == 0) /* what a program prints is its own */
        pane_put(view, grid, rect, 0, 0, recording ? "not recorded" : "nothing said yet",
                 (struct grid_style){.ink = INK_FAINT});
}
