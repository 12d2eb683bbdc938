/* Of runs that are compared, one of which at least is a recording. Private to the room. */
#ifndef BATON_TELL_LIKENESS_H
#define BATON_TELL_LIKENESS_H

#include "tell/difference.h"

/* Appends a few sentences on two of the runs; false, and nothing, if none is a recording. */
bool likeness_say(struct tell *tell, const struct difference_run *runs, int count);

#endif
