/* A question that has an answer: its text on light ground, and below it the choices, numbered. And
 * what is told of answers, when the run has come to it, and at its end. The application knows what
 * is asked and what is right; here it is drawn. */
#include "config.h"

#include "base/utf8.h"
#include "view/flow.h"
#include "view/panes.h"

enum { GAP = 3, INSET_FROM = 24 };

/* How the choices lie: in columns of the same width where they are short, else one a row. */
struct choices {
    int width, across, rows;
};

static int inset_of(int columns)
{
    return columns > INSET_FROM;
}

static int choice_columns(const char *text)
{
    return utf8_columns(text) + 3; /* "[1 " … "]" without the space */
}

static struct choices choices_lay(const struct view_question *question, int columns)
{
    struct choices choices = {.width = 1, .across = 1};
    for (int i = 0; i < question->choice_count; i++) {
        int width = choice_columns(question->choices[i]);
        choices.width = width > choices.width ? width : choices.width;
    }
    choices.across = (columns + GAP) / (choices.width + GAP);
    if (choices.across < 1)
        choices.across = 1;
    choices.rows = (question->choice_count + choices.across - 1) / choices.across;
    return choices;
}

int pane_question_rows(const struct view *view, int columns)
{
    const struct view_question *question = view->question;
    int inner = columns - 2 * inset_of(columns), rows = 0;
    if (inner < 1)
        return 1;
    if (question->text)
        rows = flow_rows(question->text, inner) +
               (question->choice_count ? choices_lay(question, inner).rows : 1);
    for (int i = 0; i < question->told_count; i++)
        rows += flow_rows(question->told[i], columns);
    return rows;
}

/* On light ground, to be read from the last row of seats. */
static struct rect draw_text(const struct view *view, struct grid *grid, struct rect rect,
                             int below)
{
    struct grid_style light = {.ink = INK_TITLE, .flags = GRID_REVERSE};
    int inset = inset_of(rect.columns), room = rect.rows - below < 1 ? 1 : rect.rows - below;
    struct rect ground = rect;
    int rows = flow_rows(view->question->text, rect.columns - 2 * inset);
    ground.rows = rows < room ? rows : room;
    flow_fill(grid, ground, light);
    struct rect text = ground;
    text.column += inset;
    text.columns -= 2 * inset;
    pane_text_draw(view, grid, text, view->question->text, light);
    grid_park(grid, text.row, text.column);
    return pane_below(rect, ground.rows);
}

/* The marked one stands in brackets: colour says nothing alone. */
static void draw_choice(const struct view *view, struct grid *grid, struct rect rect, int number)
{
    const struct view_question *question = view->question;
    bool marked = question->marked == number;
    struct grid_style plain = {.ink = INK_PLAIN}, lit = {.ink = INK_TITLE};
    struct strbuf digit = STRBUF_INIT;
    if (marked)
        lit.flags = plain.flags = GRID_REVERSE;
    strbuf_addf(&digit, "%c%d ", marked ? '[' : ' ', number + 1);
    int at = pane_put(view, grid, rect, 0, 0, strbuf_str(&digit), lit);
    at = pane_put(view, grid, rect, 0, at, question->choices[number], plain);
    if (marked)
        pane_put(view, grid, rect, 0, at, "]", lit);
    strbuf_release(&digit);
}

/* In a small pane the rows about the marked one are seen. */
static void draw_choices(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct view_question *question = view->question;
    struct choices choices = choices_lay(question, rect.columns);
    int top = question->marked / choices.across - rect.rows + 1;
    top = question->marked < 0 || top < 0 ? 0 : top;
    for (int i = top * choices.across; i < question->choice_count; i++) {
        int row = i / choices.across - top, column = i % choices.across * (choices.width + GAP);
        struct rect place = {rect.row + row, rect.column + column, 1, rect.columns - column};
        if (row >= rect.rows)
            break;
        if (place.columns > choices.width)
            place.columns = choices.width;
        draw_choice(view, grid, place, i);
    }
}

static void draw_ask(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct view_question *question = view->question;
    int inset = inset_of(rect.columns), inner = rect.columns - 2 * inset;
    int wanted = question->choice_count ? choices_lay(question, inner < 1 ? 1 : inner).rows : 1;
    int below = wanted < rect.rows - 1 ? wanted : rect.rows - 1;
    rect = draw_text(view, grid, rect, below);
    rect.column += inset;
    rect.columns -= 2 * inset;
    if (rect.rows < 1 || rect.columns < 1)
        return;
    if (question->choice_count)
        draw_choices(view, grid, rect);
    else
        pane_put(view, grid, rect, 0, 0, "type it: a digit opens the field",
                 (struct grid_style){.ink = INK_FAINT});
}

void pane_question_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    const struct view_question *question = view->question;
    if (!question)
        return;
    if (question->text)
        draw_ask(view, grid, rect);
    for (int i = 0; !question->text && i < question->told_count && rect.rows > 0; i++)
        rect = pane_below(rect, pane_text_draw(view, grid, rect, question->told[i],
                                               (struct grid_style){.ink = INK_TITLE}));
}
