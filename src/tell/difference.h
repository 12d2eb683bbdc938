/* What made the difference between runs of a scenario, in a few sentences. Derived from what the
 * runs recorded: the text of compare and the compare view say the same. */
#ifndef BATON_TELL_DIFFERENCE_H
#define BATON_TELL_DIFFERENCE_H

#include "tell/tell.h"

/* A run that is compared. All borrowed. */
struct difference_run {
    const char *label; /* the model, or a variant; made safe to print */
    const struct timeline *timeline;
    const struct stats *stats;
};

/* One to three sentences; nothing if there is nothing to say. Costs what the tasks of the runs are
 * in number, however long they took; with a recording among them a thirtysecond of what its
 * intervals of control are. */
void tell_difference(struct tell *tell, const struct difference_run *runs, int count);

#endif
