/* What may be seen while the curtain is down, where panes would else ask the whole run: how long
 * the axis is, how wide the names are, what the run is called. All of it follows from the file,
 * which stands on the screen, and from what has happened up to the playhead. Private to the room.
 */
#ifndef BATON_VIEW_CURTAIN_H
#define BATON_VIEW_CURTAIN_H

#include "view/view.h"

/* The columns of the widest name that may have a lane, of the first and last ones: those of the
 * file's tasks, and of the lanes that are known; with the numbers of tasks, and the run before. */
int curtain_label_columns(const struct view *view, bool numbers);
/* How many control strips are known: a core's, once a task was on it. And the lane of the n-th. */
int curtain_strips(const struct view *view);
int curtain_strip(const struct view *view, int n);
/* True if a lane is known: its actor was there, or did something. */
bool curtain_knows(const struct view *view, const struct timeline_lane *lane);
/* True if it is asked what that variable, or that semaphore, will be. */
bool curtain_hides_value(const struct view *view, const char *name);
/* The file asks the class, and what it says of itself may be the answer: its title, its comments,
 * its `about`, what stands behind the texts of its questions. */
bool curtain_folds(const struct view *view);
/* What the run is called: its title; folded, the number or else the name of its file. Appended. */
void curtain_title_add(const struct view *view, struct strbuf *out);

#endif
