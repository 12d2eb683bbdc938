/* What a task keeps while it waits: what the model costs. Private to the room. */
#ifndef BATON_VIEW_KEEPS_H
#define BATON_VIEW_KEEPS_H

#include "view/view.h"

/* "a callback and 2 variables", "its stack"; the short form "a callback". Nothing where the model
 * is not known. */
void keeps_add(const struct view *view, const struct timeline_lane *lane, bool brief,
               struct strbuf *out);

#endif
