/* How something ended, of which only that is told which the program's own code has no say in. */
#ifndef BATON_PRELOAD_FAILURE_H
#define BATON_PRELOAD_FAILURE_H

#include "preload/python.h"
#include "preload/raw.h"

/* Writes the event of an end. With a failure (none, and None: it has none) the name of its type is
 * its text, and nothing of what it says. No exception stays. */
void failure_write(struct trace_event event, PyObject *failure);

#endif
