/* asyncio: two methods of its loop, in C around those that were there, tell which task is made,
 * made ready and executed, and where it stopped; a third, when a sleep is due. */
#ifndef BATON_PRELOAD_ASYNCIO_H
#define BATON_PRELOAD_ASYNCIO_H

#include "preload/python.h"

/* hook(Handle, BaseEventLoop, Task): once. */
PyObject *asyncio_hook(PyObject *self, PyObject *arguments);
/* gathers(type of the futures of gather()). */
PyObject *asyncio_hook_gather(PyObject *self, PyObject *type);
/* uvloop(Loop, Task): once. Its handles are not asyncio's: what they call back is, around the step.
 */
PyObject *asyncio_hook_uvloop(PyObject *self, PyObject *arguments);

#endif
