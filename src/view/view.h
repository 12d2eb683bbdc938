/* The player's screen: panes that draw what is known at the playhead into a grid.
 *
 * A pane is a row in the table of layout.h: its name and the function that draws it into a
 * rectangle. It reads the view and changes nothing; where the panes stand follows from the size of
 * the screen alone (layout.h), so that a resize there and back shows the same screen again. What
 * the keys do to a view is decided in `app`.
 *
 * While player_hides(), no pane may show anything of what is behind the playhead: not the timeline
 * right of it, not the axis' end, not totals, not output to come, not `expect` blocks, nor the
 * `ask` and `note` lines that were not reached. */
#ifndef BATON_VIEW_VIEW_H
#define BATON_VIEW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include "player/now.h"
#include "player/player.h"
#include "scenario/scenario.h"
#include "grid/grid.h"
#include "grid/rect.h"

enum view_axis {
    VIEW_TIME,
    VIEW_HANDOFFS, /* each hand-off the same width */
};

/* What stands over the panes, one at a time. */
enum view_overlay {
    VIEW_NOTHING,
    VIEW_HELP,
    VIEW_DETAILS, /* of the selected lane */
    VIEW_MENU,    /* models, locks: view.menu */
};

enum view_edge { VIEW_LANE_NONE = -1, VIEW_OBJECT_NONE = -1 };

/* A list to choose from. Texts are borrowed. */
struct view_menu {
    const char *title;
    const char *const *items; /* "coroutines   one thread, a stack for each" */
    int count;
    int chosen;  /* the row the cursor is on */
    int current; /* what holds now; -1 */
};

/* A row of the help screen: borrowed from the table of the keys. */
struct view_key {
    const char *keys;  /* "space" */
    const char *words; /* "play or pause" */
    const char *group; /* "playback": a heading, where it changes */
};

/* What is asked at the playhead and has an answer, or what is told of answers there. Borrowed. */
struct view_question {
    const char *text;           /* of an ask; NULL: none is open */
    const char *const *choices; /* numbered from 1 */
    int choice_count;           /* 0: a time or a number is typed */
    int marked;                 /* a choice, or -1 */
    const char *variable;       /* whose value is asked for: it is hidden; NULL */
    const char *const *told;    /* what is told here, a paragraph each */
    int told_count;
};

/* The program in Python. Borrowed. */
struct view_python_line {
    const char *text;
    size_t len;
    uint32_t number; /* of the scenario's line that it stands for; 0: none */
    bool is_comment; /* it says a note or a question, and nothing else */
};
struct view_python {
    const struct view_python_line *lines;
    int count;
    const char *problem; /* why there is none; NULL */
};

/* The timeline's window. Time: what the columns span is [from_ns, from_ns + columns * column_ns).
 * Hand-offs: hand-off number first_handoff (from 0) is at the left, each `handoff_columns` wide.
 * Both widths are those of a pane with `columns` columns of lanes: in another one they are
 * stretched, so that any size of the screen shows the same part of the run. */
struct view_window {
    enum view_axis axis;
    int columns;
    int64_t from_ns;
    double column_ns;
    double first_handoff;
    double handoff_columns;
};

struct view {
    /* what is shown; borrowed */
    const struct player *player;
    const struct scenario
        *scenario;              /* that the source of the story reads as; NULL if it does not */
    const char *model;          /* its name and settings, or "" */
    enum model_id model_id;     /* MODEL_COUNT: not known */
    const struct story *before; /* the run before this one, to be shown above it; NULL */
    const char *before_model;
    const struct view_question *question; /* NULL: nothing of it */
    int64_t clock_ns;                     /* of this frame */
    /* how */
    bool ascii; /* glyphs and frames in ASCII; the texts of scenarios stay what they are */
    enum grid_colours colours;
    bool large;                       /* for the last row of seats */
    bool machine;                     /* the picture of the machine, in place of the lanes */
    const struct view_python *python; /* that stands in their place; NULL: it does not */
    /* where: changed by view_… functions */
    struct view_window window;
    int lane;     /* selected: index in timeline->lanes, or VIEW_LANE_NONE */
    int top_lane; /* the first task that is shown, counted from 0 in order of appearance */
    int object;   /* the lock, semaphore or channel that every lane shows, or VIEW_OBJECT_NONE */
    int source_scroll; /* lines from where the holder's line would be followed to; 0: it is followed
                        */
    int output_scroll; /* lines back from the newest */
    /* above the panes */
    enum view_overlay overlay;
    int overlay_scroll;
    struct view_menu menu;
    const struct view_key *keys; /* ends with NULL keys */
    const char *errors;          /* of the file as it is now, in place of the source; NULL: none */
    const char *file;     /* what is wrong with it: "file deleted", "file not watched"; NULL */
    const char *message;  /* in the last line, until the next key; NULL */
    const char *prompt;   /* what is being typed there: ":goto 12"; NULL */
    size_t prompt_cursor; /* the byte of the prompt that the cursor is before */
    bool chooses;         /* the user is the scheduler … */
    bool returns;         /* … and waits for a condition may return by themselves */
    const char *goal;     /* what is to be found by a schedule: "counter == 1"; NULL: nothing is */
    const char *judged; /* what was expected of the run that is over, and whether it was so; NULL */
    bool leads_exercise, leads_on; /* at its end there is an exercise to do, a next lesson */
    const char *recording; /* what the run does meanwhile: "running 1.2 s", "reading 40%"; NULL */
};

/* Nothing selected, at the first zoom. `width` and `height`: the screen's. */
void view_init(struct view *view, const struct player *player, int columns, int rows);

/* Draws everything: clears the grid first. */
void view_draw(const struct view *view, struct grid *grid);

/* ---- the timeline's window; for a screen of that size ---- */

/* What the axis of time spans when it is fitted. With the curtain down it follows from the
 * playhead: see player_axis_ns(), and the `axis` line of the file. */
int64_t view_whole_ns(const struct view *view);
/* The first zoom: the whole, unless hand-offs then stand closer than two columns (the median of
 * the gaps that can be seen at all): then those get two columns. */
void view_first_zoom(struct view *view, int columns, int rows);
void view_fit(struct view *view, int columns, int rows);
/* About the playhead; `factor` > 1: closer. */
void view_zoom(struct view *view, double factor, int columns, int rows);
void view_pan(struct view *view, int by_columns, int columns, int rows);
/* The same about the moment at a column of the screen (the wheel). */
void view_zoom_at(struct view *view, double factor, int column, int columns, int rows);
void view_axis(struct view *view, enum view_axis axis, int columns, int rows);
/* Moves the window, if need be, so that the playhead is in it: after each move of the playhead. It
 * turns pages: the playhead stays within the middle. */
void view_follow(struct view *view, int columns, int rows);
/* The page that the playhead is on, counted from a window: a function of the two, so that a step
 * back shows again what was there before. */
void view_page(struct view *view, const struct view_window *anchor, int columns, int rows);
/* Moves top_lane, if need be, so that the selected lane is seen. */
void view_show_lane(struct view *view, int columns, int rows);

/* ---- the mouse ---- */

enum view_place {
    VIEW_PLACE_NONE,
    VIEW_PLACE_TIMELINE,
    VIEW_PLACE_OVERVIEW,
    VIEW_PLACE_SOURCE,
    VIEW_PLACE_OUTPUT,
    VIEW_PLACE_NOW,
    VIEW_PLACE_MACHINE,
    VIEW_PLACE_PYTHON,
    VIEW_PLACE_OVERLAY
};

struct view_hit {
    enum view_place place;
    int lane;     /* of the timeline, or VIEW_LANE_NONE */
    int64_t t_ns; /* TIMELINE, OVERVIEW; OUTPUT: when that line was said; else -1 */
    int row;      /* OVERLAY: of the menu; SOURCE: the line of the file; else of the pane */
};
struct view_hit view_hit(const struct view *view, int row, int column, int columns, int rows);

#endif
