/* What the files that draw the timeline's pane share. Private to them. */
#ifndef BATON_VIEW_TIMELINE_PANE_H
#define BATON_VIEW_TIMELINE_PANE_H

#include "view/timeline_plan.h"

struct timeline_pane {
    const struct view *view;
    const struct story *story;
    const struct timeline *timeline;
    struct grid *grid;
    struct timeline_plan plan;
    struct timeline_scale scale;
    struct paint paint;
    bool hides;
    int64_t t_ns;
    int playhead; /* its column, -1 if it stands left of all, `columns` if right of them */
    bool pointed; /* something is marked as late, or as keeping others waiting */
};

/* Reads the view; the plan must be made. */
void timeline_pane_begin(struct timeline_pane *pane, const struct view *view, struct grid *grid);
/* The row of the grid. */
int timeline_pane_row(const struct timeline_pane *pane, int row);

/* The names of the lanes, the axis, and what each row shows (timeline_lanes.c). */
void timeline_row_draw(struct timeline_pane *pane, int row);
void timeline_legend_draw(struct timeline_pane *pane, int row);
/* How a lane stands to the chosen object; notices that came late, and who kept others waiting
 * (timeline_marks.c). */
void timeline_object_draw(struct timeline_pane *pane, int row, const struct timeline_lane *lane);
void timeline_marks_draw(struct timeline_pane *pane);
/* The baton's mark, at rest or on its way (timeline_move.c). */
void timeline_move_draw(struct timeline_pane *pane);

enum timeline_light { LIGHT_NONE, LIGHT_GIVES, LIGHT_TAKES, LIGHT_HOLDS };
/* Whose label is lit, and how. */
enum timeline_light timeline_light_of(const struct timeline_pane *pane, uint32_t actor);

/* Signs in UTF-8 and in ASCII. */
enum timeline_sign {
    SIGN_BATON,
    SIGN_GAVE,
    SIGN_WAY,
    SIGN_CHOSEN,
    SIGN_LINE,
    SIGN_HEAD,
    SIGN_CURTAIN,
    SIGN_LATE,
    SIGN_HELD,
    SIGN_WANTED,
    SIGN_WAITS,
    SIGN_NOT,
};
void timeline_sign_put(const struct timeline_pane *pane, int row, int column,
                       enum timeline_sign sign, struct grid_style style);

#endif
