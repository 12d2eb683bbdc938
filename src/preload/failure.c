#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/failure.h"

#include <string.h>

#include "preload/frames.h"
#include "preload/preload.h"

enum { NAME_BYTES = 128 };

static PyObject *type_name; /* interned */

void failure_write(struct trace_event event, PyObject *failure)
{
    bool failed = failure && failure != python.none;
    if (failed && !type_name)
        type_name = python.PyUnicode_InternFromString("__name__");
    PyObject *name =
        failed ? python_attribute((PyObject *)frames_type_of(failure), type_name) : NULL;
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    if (text)
        preload_write_text(event, text, strnlen(text, NAME_BYTES));
    else
        preload_write(event);
    python.PyErr_Clear();
    python_drop(name);
}
