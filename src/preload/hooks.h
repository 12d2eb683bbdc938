/* Modules that are watched from inside: what they have is replaced when they are there, which is
 * seldom at the beginning. */
#ifndef BATON_PRELOAD_HOOKS_H
#define BATON_PRELOAD_HOOKS_H

#include "preload/python.h"

/* watch(the type that loads modules from files): once. */
PyObject *hooks_watch(PyObject *self, PyObject *loader);

#endif
