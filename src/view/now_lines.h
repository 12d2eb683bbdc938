/* What stands below the tasks in the pane of the moment: who waits in front of the loop or of the
 * interpreter's lock, the chosen lock, the values of variables, the totals up to now. Private to
 * the room. */
#ifndef BATON_VIEW_NOW_LINES_H
#define BATON_VIEW_NOW_LINES_H

#include "base/strbuf.h"
#include "grid/rect.h"
#include "view/view.h"

/* From the last row up. */
enum {
    NOW_LINE_TOTALS,
    NOW_LINE_WAITING,
    NOW_LINE_OBJECT,
    NOW_LINE_VALUES,
    NOW_LINE_OWN,
    NOW_LINES
};

/* A piece of a text that has just changed: with the last hand-off or behind it; newest: with the
 * last event. */
enum { NOW_LIGHTS_MOST = 32 };
struct now_light {
    size_t from, to;
    bool newest;
};

/* Their texts, as far as there are rows for them; an empty one takes none. */
struct now_lines {
    struct strbuf text[NOW_LINES];
    struct now_light lights[NOW_LINES][NOW_LIGHTS_MOST];
    int light_count[NOW_LINES];
    int rows; /* that are left for tasks */
};

/* Shared variables, semaphores and channels; and the variables of the task in focus: as many as
 * have room, those that have changed last before the others (now_values.c). */
void now_values_add(const struct view *view, int columns, struct now_lines *made);
void now_own_add(const struct view *view, int columns, struct now_lines *made);

/* Made once a frame, for a queue is not for free. */
void now_lines_make(const struct view *view, struct rect rect, struct now_lines *made);
void now_lines_release(struct now_lines *made);

#endif
