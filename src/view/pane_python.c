/* The program in Python beside the scenario: the numbers are those of the scenario's lines, so
 * tasks have their places in both. */
#include "config.h"

#include <string.h>

#include "base/mem.h"
#include "view/panes.h"
#include "view/source.h"

static const char quotes[] = "\"\"\"";

static bool begins_string(const struct view_python_line *line)
{
    return line->len >= 3 && memcmp(line->text, quotes, 3) == 0;
}

static bool ends_string(const struct view_python_line *line)
{
    return line->len >= 3 && memcmp(line->text + line->len - 3, quotes, 3) == 0;
}

/* What it says of itself at its head: title and `about`, of `count` lines. */
static int head_lines(const struct view_python *python)
{
    int count = 0;
    if (!python->count || !begins_string(&python->lines[0]))
        return 0;
    if (python->lines[0].len > 3 && ends_string(&python->lines[0]))
        return 1;
    for (count = 1; count < python->count && !ends_string(&python->lines[count]);)
        count++;
    return count + (count < python->count);
}

static void line_add(struct source *source, const struct source_line *line)
{
    MEM_GROW(source->lines, source->count, source->room);
    source->lines[source->count++] = *line;
}

static uint8_t kind_in(const struct source *scenario, uint32_t number)
{
    for (int i = 0; i < scenario->count; i++)
        if (scenario->lines[i].number == number)
            return scenario->lines[i].kind;
    return SOURCE_SHOWN;
}

static bool is_there(const struct source *source, uint32_t number)
{
    for (int i = 0; i < source->count; i++)
        if (source->lines[i].number == number)
            return true;
    return false;
}

/* What is hidden in the scenario is hidden here. */
static void lines_read(const struct view *view, struct source *source)
{
    const struct view_python *python = view->python;
    struct source scenario = {0};
    int at = player_hides(view->player) ? head_lines(python) : 0;
    while (at < python->count && !python->lines[at].len)
        at++;
    source->python = true;
    source_read(view, &scenario);
    for (; at < python->count; at++) {
        const struct view_python_line *line = &python->lines[at];
        struct source_line read = {.text = line->text, .len = line->len, .number = line->number};
        read.again = line->number && is_there(source, line->number);
        if (line->is_comment)
            read.kind = kind_in(&scenario, line->number);
        line_add(source, &read);
    }
    source_release(&scenario);
}

/* The first line that stands for one of the scenario, at or above a line of it. */
static int line_near(const struct source *source, uint32_t number)
{
    int found = 0;
    uint32_t nearest = 0;
    for (int i = 0; i < source->count; i++)
        if (source->lines[i].number <= number && source->lines[i].number > nearest) {
            nearest = source->lines[i].number;
            found = i;
        }
    return found;
}

/* All of it, or all that stands for the scenario, stands still if it fits. */
static int top_of(const struct view *view, const struct source *source, int rows)
{
    int first = -1, last = 0, most = source->count - rows, top = 0;
    for (int i = 0; i < source->count; i++)
        if (source->lines[i].number) {
            first = first < 0 ? i : first;
            last = i;
        }
    if (most > 0 && last - first < rows && first >= 0)
        top = last >= rows ? last + 1 - rows : 0;
    else if (most > 0)
        top = source_page_top(line_near(source, source_focus(view)), rows);
    top = top < most ? top : most > 0 ? most : 0;
    top += view->source_scroll;
    return top < 0 || !source->count ? 0 : top < source->count ? top : source->count - 1;
}

void pane_python_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    struct source source = {0};
    if (!view->python)
        return;
    if (view->python->problem) {
        pane_text_draw(view, grid, rect, view->python->problem,
                       (struct grid_style){.ink = INK_FAINT});
        return;
    }
    lines_read(view, &source);
    source_draw(view, grid, rect, &source, top_of(view, &source, rect.rows));
    source_release(&source);
}
