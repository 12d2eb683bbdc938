/* The timeline's pane: which of its rows shows what, which of its columns what time. Private to the
 * room; pure functions of a view and a rectangle. */
#ifndef BATON_VIEW_TIMELINE_PLAN_H
#define BATON_VIEW_TIMELINE_PLAN_H

#include "paint/paint.h"
#include "view/view.h"

enum timeline_row_kind {
    TIMELINE_BLANK,
    TIMELINE_AXIS,
    TIMELINE_RULE,
    TIMELINE_BEFORE, /* a control strip of the run before */
    TIMELINE_STRIP,
    TIMELINE_STRIPS, /* those that have no row */
    TIMELINE_TASK,
    TIMELINE_TASKS, /* those above or below */
    TIMELINE_OTHER, /* a loop, a thread of a callback, of the pool */
    TIMELINE_OTHERS,
    TIMELINE_DEVICE, /* `count` rows, of which this is the first; those below are BLANK */
    TIMELINE_LEGEND, /* the same */
};

struct timeline_row {
    enum timeline_row_kind kind;
    int lane;  /* index in timeline->lanes, of the first if it stands for many; or -1 */
    int count; /* how many lanes it stands for; rows of DEVICE and LEGEND */
};

enum { TIMELINE_ROWS_MOST = 256, TIMELINE_COLUMNS_MOST = 1000 };

struct timeline_plan {
    struct rect rect;
    int label, label_columns; /* of the names */
    int sign;                 /* the column of the sign of the selected lane, or -1 */
    int gutter;               /* the column in which the baton's mark moves */
    int left, columns;        /* of the lanes; columns 0: there is no room for any */
    int row_count;
    struct timeline_row rows[TIMELINE_ROWS_MOST];
    bool large;      /* what follows a row of the same lane is more of it */
    int task_rows;   /* rows for tasks, and for how many there are more */
    int tasks;       /* how many there are to be shown at all */
    int strips;      /* the same of control strips */
    int first, body; /* tasks that have a row of their own: the first of them, how many */
};

void timeline_plan_make(const struct view *view, struct rect rect, struct timeline_plan *plan);
/* Rows that it can do with, for what is known yet. */
int timeline_rows_wanted(const struct view *view);
/* The same for the large mode (timeline_large.c); plan->rect is set. And the rows that it leaves at
 * the bottom for the why: at the end all of it, as far as half of the screen goes; and with those
 * for output and values, and for the line of the one who holds control. */
void timeline_plan_large(const struct view *view, struct timeline_plan *plan);
int timeline_why_rows(const struct view *view, struct rect rect);
int timeline_words_rows(const struct view *view, struct rect rect);

/* ---- what may be shown, and rows of a plan (timeline_pane.c) ---- */

/* How many tasks may be shown: the first ones. */
int timeline_tasks_known(const struct view *view);
/* Rows that the requests up to a moment can do with: as many as were under way at once, and as many
 * for those that begin in the column in which others end. */
int timeline_device_rows(const struct timeline *timeline, int64_t until_ns);
/* The lane of the device if there is one to be shown, or -1. */
int timeline_device_known(const struct view *view);
/* Appends a row, if the pane has one left. */
void timeline_row_add(struct timeline_plan *plan, enum timeline_row_kind kind, int lane, int count);
/* The same for a block of rows (DEVICE, LEGEND). */
void timeline_block_add(struct timeline_plan *plan, enum timeline_row_kind kind, int lane,
                        int rows);
/* The row of an actor, counted from the top of the pane: its own, or the one that stands for it; of
 * nobody: the loop's, or that of the control strip `strip`. -1 if it has none. */
int timeline_row_of(const struct timeline_plan *plan, const struct timeline *timeline,
                    uint32_t actor, int strip);
/* The first row of a kind, or -1. */
int timeline_row_find(const struct timeline_plan *plan, enum timeline_row_kind kind);

/* Adds GRID_… flags to a cell. */
void timeline_flags_add(struct grid *grid, int row, int column, uint8_t flags);

/* ---- columns and times (timeline_scale.c) ---- */

enum { TIMELINE_HANDOFF_COLUMNS = 4 }; /* of a hand-off, at first */

/* What `columns` columns span. */
struct timeline_scale {
    int64_t from_ns, to_ns;
    bool even;                                /* columns are equal: edges are not filled in */
    int64_t edges[TIMELINE_COLUMNS_MOST + 1]; /* see struct paint */
};

/* The view's window as it is in a pane of so many columns. */
struct view_window timeline_window(const struct view *view, int columns);
void timeline_scale_make(const struct view *view, int columns, struct timeline_scale *scale);
/* Where a moment stands, in columns from the left; outside of the columns too. */
double timeline_place(const struct view *view, int columns, int64_t t_ns);
/* Its place on the axis of hand-offs. */
double timeline_handoff_place(const struct player *player, int64_t t_ns);
/* The moment at a column. */
int64_t timeline_time(const struct view *view, int columns, int column);

/* ---- what stands where (window.c, pane_overview.c) ---- */

/* The moment at a column of the screen, in the timeline's pane; -1 beside the lanes. And the lane
 * at a row of the screen, or VIEW_LANE_NONE. */
int64_t timeline_pane_time(const struct view *view, struct rect pane, int column);
int timeline_pane_lane(const struct view *view, struct rect pane, int row);
/* The moment at a column of the screen, in the pane of the overview; -1 beside its lane. */
int64_t timeline_overview_time(const struct view *view, struct rect pane, int column);

#endif
