/* Giving back a lock or a unit of a semaphore: by `release`, at the end of `with`, or on the way
 * out. */
#ifndef BATON_RUNTIME_RELEASE_H
#define BATON_RUNTIME_RELEASE_H

#include "runtime/task.h"

/* Gives back what `with` took; `index` is the object's in the program. False: the lock is not the
 * task's any more, for it released it in the block; nothing is done. */
bool release_held(struct flow *flow, struct task *task, int32_t index);
/* The same, and a failure of the task if the lock is not its own. */
void release_or_fail(struct flow *flow, struct task *task, int32_t index);

#endif
