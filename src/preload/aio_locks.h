/* Locks, semaphores, conditions, events and queues of asyncio: for which one a task waits, and
 * which task has a lock. */
#ifndef BATON_PRELOAD_AIO_LOCKS_H
#define BATON_PRELOAD_AIO_LOCKS_H

#include "preload/python.h"

/* locks(Lock): once. */
PyObject *aio_locks_hook(PyObject *self, PyObject *lock);
/* A coroutine that waits in one of them: tells in which, in front of its TASK_STOP. */
void aio_locks_tell(PyObject *coroutine);

#endif
