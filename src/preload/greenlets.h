/* Greenlets, of which gevent's hub is the loop: which switches to which, and where one stands that
 * does not run. */
#ifndef BATON_PRELOAD_GREENLETS_H
#define BATON_PRELOAD_GREENLETS_H

#include "preload/python.h"

/* greenlets(settrace): of the thread that executes it. */
PyObject *greenlets_hook(PyObject *self, PyObject *settrace);
/* spawned(greenlet): for gevent to call whenever it starts one. */
PyObject *greenlets_spawned(PyObject *self, PyObject *arguments);

#endif
