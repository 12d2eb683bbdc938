/* The keys, from the table the program runs on: groups below their headings, in as many columns as
 * there is width for. */
#include "config.h"

#include <string.h>

#include "base/utf8.h"
#include "view/panes.h"

enum { COLUMN_COLUMNS = 36, GAP_COLUMNS = 2 };

/* A line of the list: a heading, a key, or nothing between two groups. */
struct help_line {
    const char *heading;
    const struct view_key *key;
};

static bool begins_group(const struct view_key *keys, int i)
{
    return keys[i].group &&
           (i == 0 || !keys[i - 1].group || strcmp(keys[i].group, keys[i - 1].group) != 0);
}

/* The line of that number; false behind the end. */
static bool line_at(const struct view_key *keys, int number, struct help_line *line)
{
    *line = (struct help_line){0};
    for (int i = 0, at = 0; keys[i].keys; i++) {
        if (begins_group(keys, i)) {
            if (i > 0 && at++ == number)
                return true;
            line->heading = keys[i].group;
            if (at++ == number)
                return true;
            line->heading = NULL;
        }
        line->key = &keys[i];
        if (at++ == number)
            return true;
        line->key = NULL;
    }
    return false;
}

static int line_count(const struct view_key *keys)
{
    struct help_line line;
    int count = 0;
    while (line_at(keys, count, &line))
        count++;
    return count;
}

static int key_columns(const struct view_key *keys, int columns)
{
    int widest = 0;
    for (int i = 0; keys[i].keys; i++) {
        int width = utf8_columns(keys[i].keys);
        widest = width > widest ? width : widest;
    }
    return widest < columns / 2 ? widest : columns / 2;
}

static void draw_help_line(const struct view *view, struct grid *grid, struct rect rect, int keys,
                           const struct help_line *line)
{
    struct grid_style bold = {.ink = INK_TITLE},
                      heading = {.ink = INK_TITLE, .flags = GRID_UNDERLINE};
    if (line->heading)
        pane_put(view, grid, rect, 0, 0, line->heading, heading);
    if (!line->key)
        return;
    struct rect left = {rect.row, rect.column, 1, keys};
    pane_put(view, grid, left, 0, 0, line->key->keys, bold);
    pane_put(view, grid, rect, 0, keys + 2, line->key->words, (struct grid_style){0});
}

static int columns_in(struct rect rect)
{
    return rect.columns / COLUMN_COLUMNS > 1 ? rect.columns / COLUMN_COLUMNS : 1;
}

static int rows_of(const struct view *view, struct rect rect)
{
    int columns = columns_in(rect), high = (line_count(view->keys) + columns - 1) / columns;
    return high > rect.rows ? high : rect.rows;
}

int pane_help_most(const struct view *view, struct rect rect)
{
    return view->keys ? rows_of(view, rect) - rect.rows : 0;
}

void pane_help_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct help_line line;
    if (!view->keys)
        return;
    int columns = columns_in(rect), high = rows_of(view, rect);
    int each = rect.columns / columns, keys = key_columns(view->keys, each);
    int most = pane_help_most(view, rect), scroll = view->overlay_scroll;
    scroll = scroll < 0 ? 0 : scroll < most ? scroll : most;
    for (int column = 0; column < columns; column++)
        for (int row = 0; row < rect.rows; row++) {
            struct rect cell = {rect.row + row, rect.column + column * each, 1,
                                each - (columns > 1 ? GAP_COLUMNS : 0)};
            if (line_at(view->keys, column * high + row + scroll, &line))
                draw_help_line(view, grid, cell, keys, &line);
        }
}
