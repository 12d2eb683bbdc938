#include "config.h"

#include "app/help.h"

#include "base/mem.h"
#include "view/panes.h"

#include <stdlib.h>

struct view_key *help_rows(const struct key_set *keys, const struct command_set *commands,
                           bool ascii)
{
    int count = keys_help(keys, ascii, NULL);
    int all = count + (commands ? commands_help(commands, NULL) : 0);
    struct view_key *rows = mem_alloc((size_t)(all + 1) * sizeof *rows);
    keys_help(keys, ascii, rows);
    if (commands)
        commands_help(commands, rows + count);
    rows[all] = (struct view_key){0};
    return rows;
}

/* ---- keys of whatever stands over a screen ---- */

bool help_key_closes(uint32_t key)
{
    return key == INPUT_ESC || key == 'q';
}

bool help_key_opens(uint32_t key)
{
    return key == INPUT_ENTER || key == '?' || key == INPUT_F1;
}

bool help_key_scrolls(uint32_t key, bool letters, int rows, int *by)
{
    int page = rows > 6 ? rows - 6 : 1;
    *by = 0;
    if (key == INPUT_UP || (letters && key == 'k'))
        *by = -1;
    else if (key == INPUT_DOWN || (letters && key == 'j'))
        *by = 1;
    else if (key == INPUT_PAGE_UP)
        *by = -page;
    else if (key == INPUT_PAGE_DOWN || (letters && key == ' '))
        *by = page;
    else if (letters && key == INPUT_HOME)
        *by = -INT16_MAX;
    return *by != 0;
}

/* ---- in the place of a screen ---- */

static struct rect place(int columns, int rows)
{
    return (struct rect){0, 1, rows, columns > 2 ? columns - 2 : 1};
}

static void scroll(struct help *help, int by, int columns, int rows)
{
    struct view view = {.keys = help->rows};
    int most = pane_help_most(&view, place(columns, rows)), to = help->scroll + by;
    help->scroll = to < 0 ? 0 : to > most ? most : to;
}

void help_open(struct help *help, struct view_key *rows)
{
    help_close(help);
    help->rows = rows;
}

void help_close(struct help *help)
{
    free(help->rows);
    *help = (struct help){0};
}

bool help_key(struct help *help, uint32_t key, int columns, int rows)
{
    int by;
    if (!help_key_closes(key) && help_key_scrolls(key, true, rows, &by)) {
        scroll(help, by, columns, rows);
        return true;
    }
    help_close(help);
    return help_key_closes(key) || help_key_opens(key);
}

bool help_mouse(struct help *help, const struct input *input, int columns, int rows)
{
    int wheel = input_wheel(input);
    if (wheel)
        scroll(help, wheel * 3, columns, rows);
    else if (input->mouse == INPUT_PRESS)
        help_close(help);
    else
        return false;
    return true;
}

void help_draw(const struct help *help, bool ascii, struct grid *grid)
{
    struct view view = {.keys = help->rows, .overlay_scroll = help->scroll, .ascii = ascii};
    grid_clear(grid);
    pane_help_draw(&view, grid, place(grid->columns, grid->rows));
}
