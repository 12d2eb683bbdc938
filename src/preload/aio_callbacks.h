/* What a loop of asyncio runs that is no step of a task: a callback, with its function. */
#ifndef BATON_PRELOAD_AIO_CALLBACKS_H
#define BATON_PRELOAD_AIO_CALLBACKS_H

#include <stdbool.h>

#include "preload/python.h"

/* callbacks(function, its code, a method of it, functools.partial): how these lie. */
PyObject *aio_callbacks_hook(PyObject *self, PyObject *arguments);
/* One reference to whose method it is; NULL: it is none, or that is not known. */
PyObject *aio_callbacks_self(PyObject *callback);
/* True: it was told of, and so must its end be. */
bool aio_callbacks_begin(PyObject *callback);
void aio_callbacks_end(void);

#endif
