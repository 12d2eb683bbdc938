/* Time that is kept (`--time due`): a wait lasts as long as the file says, computing takes no time.
 * So time passes only when nobody can go on, or all who could only look again and again; and then
 * to the end of the wait that is over first. */
#ifndef BATON_EXPLORE_DUE_H
#define BATON_EXPLORE_DUE_H

#include "explore/stepper.h"

/* The task's wait of so many ns has begun. */
void due_wait(struct stepper *stepper, uint32_t id, int64_t ns);
/* When the first of the waits is over; -1: there is none. */
int64_t due_first(const struct stepper *stepper);
/* Its wait would be over now, or is the first to be. */
bool due_is_now(const struct stepper *stepper, uint32_t id);
bool due_is_first(const struct stepper *stepper, uint32_t id);

#endif
