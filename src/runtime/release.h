/* Giving back a lock or a unit of a semaphore: by `release`, at the end of `with`, or on the way
 * out. */
#ifndef BATON_RUNTIME_RELEASE_H
#define BATON_RUNTIME_RELEASE_H

#include "runtime/task.h"

/* `index` is the object's in the program. */
void release_object(struct flow *flow, struct task *task, int32_t index);

#endif
