/* The scenario's lines as they may be seen now, and which of them stand in the pane. Private to the
 * room. */
#ifndef BATON_VIEW_SOURCE_H
#define BATON_VIEW_SOURCE_H

#include "scenario/fold.h"
#include "view/view.h"

enum source_kind {
    SOURCE_SHOWN = FOLD_SHOWN,
    SOURCE_NOTE = FOLD_NOTE, /* was not reached: its text is hidden */
    SOURCE_ASK = FOLD_ASK,
    SOURCE_TITLE = FOLD_TITLE,
    SOURCE_ABOUT = FOLD_ABOUT,
    SOURCE_COMMENT = FOLD_COMMENT,
    SOURCE_CHOICE = FOLD_CHOICE,
    SOURCE_EXPECT = FOLD_EXPECT,
};

struct source_line {
    const char *text; /* borrowed from the trace */
    size_t len;
    uint32_t number;
    uint8_t kind; /* enum source_kind */
    bool again;   /* stands for the same line as one above it: tasks are marked there */
    bool cut; /* what stands behind `len` is hidden: a comment, what follows a question's text */
};

struct source {
    struct source_line *lines;
    int count, room;
    bool python;   /* its lines are Python's; with the numbers of the scenario's or 0, where it is
                      one */
    bool foreign;  /* they are in another language */
    uint32_t file; /* of a recorded program: the one at which the holder of control is */
};

/* Zero it to begin. */
void source_read(const struct view *view, struct source *source);
void source_release(struct source *source);
/* A line as it may be seen, without what it is indented by. False: there is nothing to be seen. */
bool source_words(const struct view *view, uint32_t number, struct strbuf *out);
/* Of a recorded program: the name of the file at which the holder of control is. */
void source_file(const struct view *view, struct strbuf *out);
/* How many lines ask the class. */
int source_asks(const struct view *view);
/* The line at the top of a pane of so many rows. It follows who holds control (or held it last) by
 * pages, so that it moves seldom; a whole program, or all its tasks, stand still if they fit. */
int source_top(const struct view *view, const struct source *source, int rows);
/* The line that it follows, and the page of so many rows on which a line (from 0) stands. */
uint32_t source_focus(const struct view *view);
int source_page_top(int line, int rows);
/* Draws lines from `top` on, with the places of tasks (pane_source.c). */
void source_draw(const struct view *view, struct grid *grid, struct rect rect,
                 const struct source *source, int top);
/* The line of the file at which an actor stands at the playhead; 0: none. */
uint32_t source_line_of(const struct view *view, uint32_t actor);

#endif
