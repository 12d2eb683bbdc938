/* A task goes on: what all models have in common beside the interpreter. */
#ifndef BATON_EXPLORE_DRIVE_H
#define BATON_EXPLORE_DRIVE_H

#include "explore/stepper.h"

/* The task that goes on next may do so many local steps, with all waits that end at once. */
void drive_begin(struct stepper *stepper);
/* Goes on with the task, `past` the step that it stands before: to its next point (WANT_NOTHING),
 * or to what it wants. Where it cannot be explored, stepper->refused says so, and it is
 * WANT_QUIT. */
enum want drive_task(struct stepper *stepper, struct task *task, bool past);
/* It does the step that it stands before, which is a point. */
enum want drive_from_point(struct stepper *stepper, struct task *task);
/* The device's answer is there. */
void drive_answer(struct stepper *stepper, struct task *task);

#endif
