/* Store buffers: what `memory relaxed` can bring about. A task's write waits in a buffer of its
 * own, where only it sees it, until it becomes visible, in order, at any later moment: that is a
 * move of its own, of the lane STEPPER_SEEN + the task. Whatever else synchronizes (a lock, an
 * atomic, a start, an end) waits for the buffer first. */
#ifndef BATON_EXPLORE_BUFFERS_H
#define BATON_EXPLORE_BUFFERS_H

#include "explore/stepper.h"

/* Does the access for which the task stands at a point, by `go_on`, through its buffer. */
typedef void buffers_go_on_fn(struct stepper *stepper, struct task *task);
void buffers_access(struct stepper *stepper, struct task *task, buffers_go_on_fn *go_on);
/* There is room for another write, if the step is one. */
bool buffers_have_room(const struct stepper *stepper, struct task *task);
/* The oldest write is seen by all from here. */
void buffers_show_one(struct stepper *stepper, uint32_t id);
/* All are. */
void buffers_show_all(struct stepper *stepper, uint32_t id);

#endif
