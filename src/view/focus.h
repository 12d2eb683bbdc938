/* The task that what is shown of one task is about. Private to the room. */
#ifndef BATON_VIEW_FOCUS_H
#define BATON_VIEW_FOCUS_H

#include "view/view.h"

/* The chosen one, else who holds control, else who had it last: in order of appearance, from 0, of
 * the first `count`. */
int focus_task(const struct view *view, int count);

#endif
