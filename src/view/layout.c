#include "config.h"

#include "view/layout.h"

#include "base/utf8.h"
#include "view/panes.h"
#include "view/timeline_plan.h"
#include "view/view.h"

enum {
    BESIDE_COLUMNS = 72, /* from here on the source stands beside the timeline */
    PAIR_COLUMNS = 60,   /* … and output beside now */
    MARGIN_COLUMNS = 60, /* … and the text keeps a column from the edges */
    SOURCE_MOST = 60,
    SOURCE_NARROW = 36,  /* so many columns it gets before others get more */
    OVERVIEW_ROWS = 8,   /* a timeline that high has a row for the whole below it */
    STACKED_SOURCE = 32, /* narrow screens: so many rows, and the source stands below */
    STACKED_OUTPUT = 26,
    STACKED_ROWS = 5,
    FRAMED_ROWS = 7,
    MACHINE_COLUMNS = 40, /* below the lanes the machine has that many rows, or these, or these */
    MACHINE_LEAST = 5,
    MACHINE_SOME = 7,
    MACHINE_MOST = 9,
    MACHINE_BESIDE = 60, /* it keeps the source beside it where it has so many columns then */
    END_ROWS = 2,        /* more rows that the why gets at the end, for the whole conclusion */
    CHOICE_ROWS = 6,     /* … and for whose the move may be, which is what is looked at then */
    BELOW_ROWS = 14,     /* so many rows, and there is an output and a now */
};

static int at_most(int a, int b)
{
    return a < b ? a : b;
}

static int at_least(int a, int b)
{
    return a > b ? a : b;
}

/* Cuts rows off the end of a rectangle, with one for the line above them. */
static struct rect take_below(struct rect *body, int rows, bool framed)
{
    struct rect taken = *body;
    body->rows -= rows + (framed ? 1 : 0);
    taken.row += taken.rows - rows;
    taken.rows = rows;
    return taken;
}

/* Parts a rectangle at a column, with one for the line between, and `gap` to keep from it. */
static void part(struct rect whole, int column, int gap, struct rect *left, struct rect *right)
{
    *left = *right = whole;
    left->columns = at_least(column - whole.column, 0);
    right->column = column + 1 + gap;
    right->columns = at_least(whole.column + whole.columns - right->column, 0);
}

static int why_rows(int columns, int rows)
{
    if (rows < 4)
        return rows;
    if (rows < FRAMED_ROWS)
        return 2;
    if (columns < PAIR_COLUMNS)
        return rows < 10 ? 2 : 4;
    return rows < 20 ? 2 : rows < 36 ? 3 : 4;
}

static int below_rows(int rows)
{
    return rows < BELOW_ROWS ? 0 : at_most(at_least((rows + 3) / 5, 3), 10);
}

static void place_below(struct rect *body, int rows, int column, struct layout *layout)
{
    int below = below_rows(rows);
    bool pair = body->columns >= PAIR_COLUMNS - 2;
    if (below == 0)
        return;
    if (!pair)
        below = at_most(below, STACKED_ROWS);
    if (!pair && rows >= STACKED_OUTPUT)
        layout->panes[LAYOUT_OUTPUT] = take_below(body, below, true);
    layout->panes[LAYOUT_NOW] = take_below(body, below, true);
    if (pair)
        part(layout->panes[LAYOUT_NOW], column, 1, &layout->panes[LAYOUT_OUTPUT],
             &layout->panes[LAYOUT_NOW]);
}

/* The question stands in place of the why; what is told of answers above it, as far as there is
 * room for both. */
static void place_why(const struct view *view, struct rect *body, int why, struct layout *layout)
{
    int wanted = view->question ? pane_question_rows(view, body->columns) : 0;
    int most = at_least(why, body->rows / 2);
    bool asks = wanted && view->question->text;
    if (asks)
        why = at_least(why, at_most(wanted, most));
    else if (view->player && layout->framed)
        why = at_least(why, at_most(pane_why_end_rows(view, body->columns) - wanted,
                                    at_most(why + (view->chooses ? CHOICE_ROWS : END_ROWS), most)));
    struct rect rect = take_below(body, why, layout->framed && body->rows > why);
    layout->panes[asks ? LAYOUT_QUESTION : LAYOUT_WHY] = rect;
    if (!wanted || asks)
        return;
    most = body->rows / 2 - layout->framed;
    if (most < 1)
        layout->panes[LAYOUT_WHY] = (struct rect){0};
    layout->panes[LAYOUT_QUESTION] =
        most < 1 ? rect : take_below(body, at_most(wanted, most), layout->framed);
}

/* What the lanes that are known yet leave. */
static int machine_rows(const struct view *view, struct rect rect)
{
    int left = view->player ? rect.rows - timeline_rows_wanted(view) - 2 : 0;
    if (rect.columns < MACHINE_COLUMNS || left < MACHINE_LEAST)
        return 0;
    return left >= MACHINE_MOST   ? MACHINE_MOST
           : left >= MACHINE_SOME ? MACHINE_SOME
                                  : MACHINE_LEAST;
}

static void place_timeline(const struct view *view, struct rect rect, struct layout *layout)
{
    bool lanes = !view->machine && !view->python;
    int machine = lanes ? machine_rows(view, rect) : 0;
    if (machine)
        layout->panes[LAYOUT_MACHINE] = take_below(&rect, machine, true);
    if (rect.rows >= OVERVIEW_ROWS)
        layout->panes[LAYOUT_OVERVIEW] = take_below(&rect, 1, false);
    layout->panes[LAYOUT_TIMELINE] = rect;
    if (lanes)
        return;
    layout->panes[view->python ? LAYOUT_PYTHON : LAYOUT_MACHINE] = rect;
    layout->panes[LAYOUT_TIMELINE].rows = 0; /* its columns hold for when it is back */
}

/* Lines of a scenario are 30 columns long, most of them: narrow screens give them a larger share.
 */
static int source_columns(int columns)
{
    int most = at_least(columns * 3 / 8, at_most(columns * 39 / 100, SOURCE_NARROW));
    return at_most(most, SOURCE_MOST);
}

static void place_body(const struct view *view, struct rect body, int columns,
                       struct layout *layout)
{
    int rows = body.rows, why = why_rows(columns, rows);
    int column = columns < BESIDE_COLUMNS ? columns / 2 : source_columns(columns);
    layout->framed = rows >= FRAMED_ROWS;
    if (columns >= MARGIN_COLUMNS) {
        body.column = 1;
        body.columns -= 2;
    }
    place_below(&body, rows, column, layout);
    place_why(view, &body, why, layout);
    if (columns < BESIDE_COLUMNS && rows >= STACKED_SOURCE)
        layout->panes[LAYOUT_SOURCE] = take_below(&body, rows / 4, true);
    bool beside = !view->machine || view->python || columns - column >= MACHINE_BESIDE;
    if (columns >= BESIDE_COLUMNS && body.rows > 0 && beside)
        part(body, column, 0, &layout->panes[LAYOUT_SOURCE], &body);
    if (body.rows > 0)
        place_timeline(view, body, layout);
}

/* ---- what stands over them ---- */

static int menu_columns(const struct view_menu *menu)
{
    int widest = menu->title ? utf8_columns(menu->title) : 0;
    for (int i = 0; i < menu->count; i++)
        widest = at_least(widest, utf8_columns(menu->items[i]) + 4);
    return widest + 2;
}

/* Inside of its frame; on a screen that is too small for one it takes the whole body. */
static struct rect overlay_of(const struct view *view, struct rect body)
{
    int columns = at_most(body.columns - 6, 110), rows = body.rows - 2;
    if (body.columns < 24 || body.rows < 6)
        return body;
    if (view->overlay == VIEW_MENU) {
        columns = at_most(columns, menu_columns(&view->menu));
        rows = at_most(rows, at_least(view->menu.count, 1));
    }
    return (struct rect){.row = body.row + (body.rows - rows) / 2,
                         .column = body.column + (body.columns - columns) / 2,
                         .rows = rows,
                         .columns = columns};
}

void layout_make(const struct view *view, int columns, int rows, struct layout *layout)
{
    *layout = (struct layout){0};
    if (columns < 1 || rows < 1)
        return;
    struct rect body = {0, 0, rows, columns};
    if (rows >= 2) {
        layout->panes[LAYOUT_STATUS] = (struct rect){0, 0, 1, columns};
        body.row++;
        body.rows--;
    }
    if (rows >= 4)
        layout->panes[LAYOUT_KEYS] = take_below(&body, 1, false);
    if (view->large)
        layout->panes[LAYOUT_TIMELINE] = body;
    else
        place_body(view, body, columns, layout);
    layout->overlay = overlay_of(view, body);
}
