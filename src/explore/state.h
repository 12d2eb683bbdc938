/* Copies of a stepper's state, to go back to. */
#ifndef BATON_EXPLORE_STATE_H
#define BATON_EXPLORE_STATE_H

#include "explore/stepper.h"

/* Zero it to begin; it can be saved to again and again. */
struct state_copy {
    char *bytes;
    size_t len, room;
};

void state_save(const struct stepper *stepper, struct state_copy *copy);
void state_restore(struct stepper *stepper, const struct state_copy *copy);
void state_release(struct state_copy *copy);

#endif
