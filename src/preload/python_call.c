/* What is done with Python in more than one place. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/python.h"

#include <stddef.h>

PyObject *python_attribute(PyObject *of, PyObject *name)
{
    PyObject *found = of ? python.PyObject_GetAttr(of, name) : NULL;
    if (!found)
        python.PyErr_Clear();
    return found;
}

PyObject *python_call_again(PyObject *real, PyObject *self, PyObject *arguments, PyObject *keywords)
{
    ssize_t count = python.PyTuple_Size(arguments);
    PyObject *all = python.PyTuple_New(count + 1);
    if (!all)
        return NULL;
    python.Py_IncRef(self);
    python.PyTuple_SetItem(all, 0, self);
    for (ssize_t i = 0; i < count; i++) {
        PyObject *one = python.PyTuple_GetItem(arguments, i);
        python.Py_IncRef(one);
        python.PyTuple_SetItem(all, i + 1, one);
    }
    PyObject *result = python.PyObject_Call(real, all, keywords);
    python_drop(all);
    return result;
}

bool python_replace(PyObject *type, struct python_method *method, PyObject **real)
{
    *real = python.PyObject_GetAttrString(type, method->name);
    PyObject *descriptor = *real ? python.PyDescr_NewMethod(type, method) : NULL;
    bool done = descriptor && python.PyObject_SetAttrString(type, method->name, descriptor) == 0;
    if (!done)
        python.PyErr_Clear();
    python_drop(descriptor);
    return done;
}
