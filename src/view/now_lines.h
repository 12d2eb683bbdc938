/* What stands below the tasks in the pane of the moment: who waits in front of the loop or of the
 * interpreter's lock, the chosen lock, the totals up to now. Private to the room. */
#ifndef BATON_VIEW_NOW_LINES_H
#define BATON_VIEW_NOW_LINES_H

#include "base/strbuf.h"
#include "grid/rect.h"
#include "view/view.h"

/* From the last row up. */
enum { NOW_LINE_TOTALS, NOW_LINE_WAITING, NOW_LINE_OBJECT, NOW_LINES };

/* Their texts, as far as there are rows for them; an empty one takes none. */
struct now_lines {
    struct strbuf text[NOW_LINES];
    int rows; /* that are left for tasks */
};

/* Made once a frame, for a queue is not for free. */
void now_lines_make(const struct view *view, struct rect rect, struct now_lines *made);
void now_lines_release(struct now_lines *made);

#endif
