/* What a task keeps while it waits: what the model costs. Private to the room. */
#ifndef BATON_VIEW_KEEPS_H
#define BATON_VIEW_KEEPS_H

#include "tell/tell.h"
#include "view/view.h"

/* Fills in what the lane of `standing` keeps, if it waits. Nothing where the model is not known. */
void keeps_find(const struct view *view, struct tell_standing *standing);

#endif
