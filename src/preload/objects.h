/* What threads wait for by means of a lock that each has for itself, or that is nobody's: events,
 * barriers, semaphores, conditions and queues of Python's own modules. Who waits says it by the
 * function that it executes (frames.h); here it is said which functions those are. */
#ifndef BATON_PRELOAD_OBJECTS_H
#define BATON_PRELOAD_OBJECTS_H

#include "preload/python.h"

/* waits(type, "event", "wait", …): who executes one of these methods waits for its object. */
PyObject *objects_hook_waits(PyObject *self, PyObject *arguments);
/* begins(type): one that is made is another than what lay there before. */
PyObject *objects_hook_begins(PyObject *self, PyObject *type);
/* takes(type): of a queue that is written in C there is no frame that waits. */
PyObject *objects_hook_queue(PyObject *self, PyObject *type);
/* shares(type, type of locks, type of locks): a semaphore that several processes have. */
PyObject *objects_hook_shared(PyObject *self, PyObject *arguments);

#endif
