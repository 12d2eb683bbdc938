/* What multiprocessing calls the processes that it starts. */
#ifndef BATON_PRELOAD_PROCESS_NAMES_H
#define BATON_PRELOAD_PROCESS_NAMES_H

#include "preload/python.h"

/* named(BaseProcess): once. */
PyObject *process_names_hook(PyObject *self, PyObject *type);

#endif
