/* In what runs that are compared differ besides their times. Private to the room. */
#ifndef BATON_TELL_OUTCOME_H
#define BATON_TELL_OUTCOME_H

#include "tell/difference.h"

/* Appends a sentence on each of at most two shared variables that are not the same in the end. */
void outcome_say(struct tell *tell, const struct difference_run *runs, int count);

#endif
