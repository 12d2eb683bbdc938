/* However it is started (fork, spawn, forkserver), a process of multiprocessing begins with the
 * same method of its Process, in the new process. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/process_names.h"

#include <string.h>

#include "preload/preload.h"

enum { NAME_BYTES = 128 };

static PyObject *real_bootstrap, *name_of_name; /* "_name" */

/* At most so many bytes, and no half of a letter. */
static size_t length_of(const char *text)
{
    size_t len = strnlen(text, NAME_BYTES);
    bool cut = len == NAME_BYTES;
    while (cut && len && ((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    return len;
}

/* Nothing of the user's runs. */
static void write_name(PyObject *process)
{
    PyObject *name = python.PyObject_GenericGetAttr(process, name_of_name);
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    python.PyErr_Clear();
    if (text && *text)
        preload_write_text((struct trace_event){.kind = RAW_NAMED, .arg = (uint32_t)preload_pid},
                           text, length_of(text));
    python_drop(name);
}

static PyObject *bootstrap(PyObject *process, PyObject *arguments, PyObject *keywords)
{
    write_name(process);
    return python_call_again(real_bootstrap, process, arguments, keywords);
}

PyObject *process_names_hook(PyObject *self, PyObject *type)
{
    static struct python_method method = {"_bootstrap", (python_function *)(void *)bootstrap,
                                          PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};
    name_of_name = python.PyUnicode_InternFromString("_name");
    return python.PyBool_FromLong(name_of_name && python_replace(type, &method, &real_bootstrap));
}
