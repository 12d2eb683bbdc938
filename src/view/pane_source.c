/* The file: each task's place marked on its line, the line of who holds control lit. While the file
 * has errors, these, in its place. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "view/flow.h"
#include "view/panes.h"
#include "view/source.h"
#include "view/syntax.h"

enum {
    TASKS_MOST = 512, /* that are looked for */
    TAB = 4,
    WIDE_COLUMNS = 36, /* a pane that wide has room for more numbers in front of a line */
};

/* Where an actor stands. */
struct place {
    uint32_t line, actor;
};

struct places {
    struct place *tasks; /* in order of their numbers */
    int task_count;
    struct place *holders;
    int holder_count;
};

static void places_find(const struct view *view, struct places *places)
{
    const struct story *story = view->player->story;
    const struct timeline *timeline = story->timeline;
    int tasks = timeline->task_count < TASKS_MOST ? timeline->task_count : TASKS_MOST;
    places->tasks = mem_alloc(((size_t)tasks + 1) * sizeof *places->tasks);
    places->holders = mem_alloc(((size_t)timeline->strip_count + 1) * sizeof *places->holders);
    for (int i = 0; i < tasks; i++) {
        struct now_lane now = now_lane(story, timeline->first_task + i, view->player->t_ns);
        if (now.begun && !now.ended && now.line)
            places->tasks[places->task_count++] = (struct place){now.line, now.lane->actor};
    }
    for (int i = 0; i < timeline->strip_count; i++) {
        uint32_t holder = now_holder(story, i, view->player->t_ns);
        uint32_t line = holder == TRACE_NOBODY ? 0 : source_line_of(view, holder);
        if (line)
            places->holders[places->holder_count++] = (struct place){line, holder};
    }
}

static void places_release(struct places *places)
{
    free(places->tasks);
    free(places->holders);
}

static const struct place *place_at(const struct place *places, int count, uint32_t line)
{
    for (int i = 0; i < count; i++)
        if (places[i].line == line)
            return &places[i];
    return NULL;
}

/* ---- a line ---- */

/* The columns of a line: marks, number, text. */
struct ruler {
    int marks, number, text;
};

/* In its file. */
static uint32_t number_of(const struct source_line *line)
{
    return trace_line_number(line->number);
}

static struct ruler ruler_of(const struct source *source, int columns)
{
    struct ruler ruler = {.marks = columns < WIDE_COLUMNS ? 3 : 5, .number = 1};
    uint32_t most = 0;
    for (int i = 0; i < source->count; i++)
        most = number_of(&source->lines[i]) > most ? number_of(&source->lines[i]) : most;
    for (; most >= 10; most /= 10)
        ruler.number++;
    ruler.text = ruler.marks + 1 + ruler.number + 1;
    return ruler;
}

/* "1,2", "12…" if there are more than fit. */
static void marks_add(const struct view *view, const struct places *places, uint32_t line,
                      size_t room, struct strbuf *out)
{
    for (int i = 0; i < places->task_count; i++) {
        char number[16];
        if (places->tasks[i].line != line)
            continue;
        snprintf(number, sizeof number, "%s%u", out->len ? "," : "",
                 (unsigned)places->tasks[i].actor);
        bool more = place_at(&places->tasks[i + 1], places->task_count - i - 1, line);
        if (out->len + strlen(number) + (more ? 1 : 0) > room) {
            strbuf_adds(out, view->ascii ? "~" : "…");
            return;
        }
        strbuf_adds(out, number);
    }
}

static void draw_marks(const struct view *view, struct grid *grid, struct rect rect,
                       const struct places *places, const struct ruler *ruler, uint32_t line,
                       struct grid_style style)
{
    struct strbuf text = STRBUF_INIT;
    const struct place *first = place_at(places->tasks, places->task_count, line);
    if (!first)
        return;
    if (!style.flags)
        style = pane_actor_style(first->actor);
    marks_add(view, places, line, (size_t)ruler->marks, &text);
    int columns = (int)utf8_width(strbuf_str(&text), text.len);
    pane_put(view, grid, rect, 0, ruler->marks - columns, strbuf_str(&text), style);
    pane_put(view, grid, rect, 0, ruler->marks, view->ascii ? ">" : "\u25B8", style);
    strbuf_release(&text);
}

/* Tabs go on to the next multiple of four. */
static void tabs_expand(const char *text, size_t len, struct strbuf *out)
{
    for (size_t i = 0; i < len; i++) {
        if (text[i] == '\t')
            strbuf_addn(out, ' ', TAB - out->len % TAB);
        else
            strbuf_addch(out, text[i]);
    }
}

static void draw_runs(const struct view *view, struct grid *grid, struct rect rect, int column,
                      const struct strbuf *text, const uint8_t *inks)
{
    for (size_t at = 0, end; at < text->len; at = end) {
        for (end = at + 1; end < text->len && inks[end] == inks[at];)
            end++;
        if (column >= rect.columns) {
            grid_put(grid, rect.row, rect.column + rect.columns - 1, view->ascii ? "~" : "…",
                     view->ascii ? 1 : strlen("…"), 1, view->ascii,
                     (struct grid_style){.ink = INK_FAINT});
            return;
        }
        column +=
            grid_put(grid, rect.row, rect.column + column, text->text + at, end - at,
                     rect.columns - column, view->ascii, (struct grid_style){.ink = inks[at]});
    }
}

static void draw_text(const struct view *view, struct grid *grid, struct rect rect, int column,
                      const struct source_line *line, const struct source *source,
                      struct grid_style lit)
{
    struct strbuf text = STRBUF_INIT;
    tabs_expand(line->text, line->len, &text);
    if (line->cut)
        strbuf_adds(&text, view->ascii ? " ..." : " …");
    if (lit.flags) {
        pane_put(view, grid, rect, 0, column, strbuf_str(&text), lit);
    } else {
        uint8_t *inks = mem_alloc(text.len + 1);
        if (source->foreign)
            memset(inks, INK_PLAIN, text.len + 1);
        else if (source->python)
            syntax_python_inks(strbuf_str(&text), text.len, inks);
        else
            syntax_inks(strbuf_str(&text), text.len, inks);
        draw_runs(view, grid, rect, column, &text, inks);
        free(inks);
    }
    strbuf_release(&text);
}

/* Only the word of it, where it stands. */
static void draw_hidden(const struct view *view, struct grid *grid, struct rect rect, int column,
                        const struct source_line *line, struct grid_style style)
{
    static const char *const words[] = {
        [SOURCE_NOTE] = "note",    [SOURCE_ASK] = "ask",   [SOURCE_TITLE] = "scenario",
        [SOURCE_ABOUT] = "about",  [SOURCE_COMMENT] = "#", [SOURCE_CHOICE] = "",
        [SOURCE_EXPECT] = "expect"};
    size_t indent = 0;
    while (indent < line->len && line->text[indent] == ' ')
        indent++;
    column = pane_put(view, grid, rect, 0, column + (int)indent, words[line->kind], style);
    pane_put(view, grid, rect, 0, column, view->ascii ? " ..." : " …", style);
}

static void draw_line(const struct view *view, struct grid *grid, struct rect rect,
                      const struct places *places, const struct ruler *ruler,
                      const struct source_line *line, const struct source *source)
{
    const struct place *holder = place_at(places->holders, places->holder_count, line->number);
    struct grid_style lit = {0}, faint = {.ink = INK_FAINT};
    char number[16];
    if (holder) {
        lit = pane_actor_style(holder->actor);
        lit.flags = GRID_REVERSE;
        flow_fill(grid, rect, lit);
    }
    snprintf(number, sizeof number, "%*u", ruler->number % (int)sizeof number,
             (unsigned)number_of(line));
    if (!line->again)
        draw_marks(view, grid, rect, places, ruler, line->number, lit);
    if (line->kind != SOURCE_EXPECT && line->number)
        pane_put(view, grid, rect, 0, ruler->marks + 1, number, lit.flags ? lit : faint);
    if (line->kind == SOURCE_SHOWN)
        draw_text(view, grid, rect, ruler->text, line, source, lit);
    else
        draw_hidden(view, grid, rect, ruler->text, line, lit.flags ? lit : faint);
}

void source_draw(const struct view *view, struct grid *grid, struct rect rect,
                 const struct source *source, int top)
{
    struct places places = {0};
    struct ruler ruler = ruler_of(source, rect.columns);
    places_find(view, &places);
    for (int row = 0; row < rect.rows && top + row < source->count; row++) {
        struct rect line = {rect.row + row, rect.column, 1, rect.columns};
        draw_line(view, grid, line, &places, &ruler, &source->lines[top + row], source);
    }
    places_release(&places);
}

static void draw_source(const struct view *view, struct grid *grid, struct rect rect)
{
    struct source source = {0};
    source_read(view, &source);
    source_draw(view, grid, rect, &source, source_top(view, &source, rect.rows));
    if (!source.count)
        pane_put(view, grid, rect, 0, 0, "no source", (struct grid_style){.ink = INK_FAINT});
    source_release(&source);
}

/* ---- errors ---- */

/* Lines that show a place keep their shape, so that the caret stays below it; others wrap. */
static struct rect error_line_draw(const struct view *view, struct grid *grid, struct rect rect,
                                   const char *line, size_t len)
{
    struct strbuf text = STRBUF_INIT;
    int rows = 1;
    strbuf_add(&text, line, len);
    if (len && line[0] != ' ')
        rows = pane_text_draw(view, grid, rect, strbuf_str(&text),
                              (struct grid_style){.ink = INK_TITLE});
    else
        pane_put(view, grid, rect, 0, 0, strbuf_str(&text), (struct grid_style){0});
    strbuf_release(&text);
    return pane_below(rect, rows);
}

static void draw_errors(const struct view *view, struct grid *grid, struct rect rect)
{
    struct grid_style bad = {.ink = INK_FAILED, .flags = GRID_REVERSE};
    struct rect head = {rect.row, rect.column, 1, rect.columns};
    flow_fill(grid, head, bad);
    pane_put(view, grid, head, 0, 1, "the file has errors", bad);
    if (rect.rows > 2) {
        rect.rows--;
        pane_put(view, grid, (struct rect){rect.row + rect.rows, rect.column, 1, rect.columns}, 0,
                 0, "last good run still shown", (struct grid_style){.ink = INK_FAINT});
    }
    rect = pane_below(rect, 1);
    for (const char *at = view->errors; *at && rect.rows > 0;) {
        size_t len = strcspn(at, "\n");
        rect = error_line_draw(view, grid, rect, at, len);
        at += len + (at[len] ? 1 : 0);
    }
}

void pane_source_draw(const struct view *view, struct grid *grid, struct rect rect)
{
    if (view->errors)
        draw_errors(view, grid, rect);
    else
        draw_source(view, grid, rect);
}
