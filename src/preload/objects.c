#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/objects.h"

#include <stdint.h>
#include <string.h>

#include "preload/frames.h"
#include "preload/preload.h"

/* ---- which functions wait ---- */

static unsigned inside_of(const char *word)
{
    static const char *const words[RAW_INSIDES] = {
        [RAW_IN_EVENT] = "event",         [RAW_IN_BARRIER] = "barrier",
        [RAW_IN_SEMAPHORE] = "semaphore", [RAW_IN_CONDITION] = "condition",
        [RAW_IN_QUEUE] = "queue",         [RAW_IN_START] = "start",
    };
    for (unsigned i = 0; word && i < RAW_INSIDES; i++)
        if (words[i] && strcmp(words[i], word) == 0)
            return i;
    return RAW_IN_NOTHING;
}

PyObject *objects_hook_waits(PyObject *self, PyObject *arguments)
{
    static PyObject *code_name;
    PyObject *type = python.PyTuple_GetItem(arguments, 0);
    unsigned inside = inside_of(python.PyUnicode_AsUTF8(python.PyTuple_GetItem(arguments, 1)));
    if (!code_name)
        code_name = python.PyUnicode_InternFromString("__code__");
    for (ssize_t i = 2; code_name && inside && i < python.PyTuple_Size(arguments); i++) {
        PyObject *method = python_attribute(type, python.PyTuple_GetItem(arguments, i));
        PyObject *code = method ? python_attribute(method, code_name) : NULL;
        if (code)
            frames_watch_code(code, inside);
        python_drop(code);
        python_drop(method);
    }
    return python.PyBool_FromLong(inside != RAW_IN_NOTHING);
}

/* ---- those that are made ---- */

static python_vectorcall *real_call;

static PyObject *begin(PyObject *function, PyObject *const *arguments, size_t count,
                       PyObject *names_of)
{
    size_t given = count & ~PYTHON_ARGUMENTS_OFFSET;
    if (given)
        frames_forget(arguments[0]);
    return real_call(function, arguments, count, names_of);
}

/* The method stays what it is, a function of Python, of which a program may ask the parameters:
 * only how it is called goes through here. */
PyObject *objects_hook_begins(PyObject *self, PyObject *type)
{
    PyObject *method = python.PyObject_GetAttrString(type, "__init__");
    python_vectorcall *const ours = begin;
    bool done = false;
    int at = -1;
    if (!method)
        python.PyErr_Clear();
    bool is_python = method && frames_type_of(method) == python.function_type;
    if (is_python && !real_call)
        real_call = python.PyVectorcall_Function ? python.PyVectorcall_Function(method)
                                                 : python.function_vectorcall;
    if (is_python && real_call)
        at = frames_find(method, (const void *)real_call);
    if (at > 0 && python.PyFunction_SetVectorcall) {
        python.PyFunction_SetVectorcall(method, ours);
        done = true;
    } else if (at > 0) {
        memcpy((char *)method + at, &ours, sizeof ours);
        done = true;
    }
    python_drop(method);
    return python.PyBool_FromLong(done);
}

/* ---- a queue written in C ---- */

/* Whatever its parameters are, they are no more than five words. */
typedef PyObject *take_function(PyObject *, void *, void *, void *, void *);
static take_function *real_take;

static PyObject *take(PyObject *queue, void *b, void *c, void *d, void *e)
{
    struct preload_thread *me = &preload_me;
    const void *queue_before = me->queue, *frame_before = me->queue_frame;
    me->queue = queue;
    me->queue_frame = frames_current();
    PyObject *item = real_take(queue, b, c, d, e);
    me->queue = queue_before;
    me->queue_frame = frame_before;
    return item;
}

/* A method of a type in C leads to what says which function it is: there another is put in its
 * place, as the type itself cannot be changed. Nothing is, if all is not as in the versions that
 * are known. */
PyObject *objects_hook_queue(PyObject *self, PyObject *type)
{
    enum { METHOD_AT = 5, FAST = PYTHON_FASTCALL | PYTHON_KEYWORDS, WITH_TYPE = 0x200 };
    static take_function *const ours = take;
    PyObject *method = python.PyObject_GetAttrString(type, "get");
    struct python_method *found = NULL, copy;
    char name[sizeof "get"];
    bool known =
        method &&
        frames_copy((void *const *)(const void *)method + METHOD_AT, &found, sizeof found) &&
        found && frames_copy(found, &copy, sizeof copy) && copy.name &&
        frames_copy(copy.name, name, sizeof name) && memcmp(name, "get", sizeof name) == 0 &&
        (copy.flags & ~WITH_TYPE) == FAST && copy.run;
    if (!method)
        python.PyErr_Clear();
    if (known) {
        *(void **)&real_take = (void *)copy.run;
        known = frames_copy(&ours, (void *)&found->run, sizeof ours);
    }
    python_drop(method);
    return python.PyBool_FromLong(known);
}

/* ---- semaphores of several processes ---- */

static PyObject *real_make_methods, *lock_types[2];
static PyObject *semaphore_name, *handle_name, *name_name;

static bool is_lock(PyObject *object)
{
    PyObject *type = (PyObject *)frames_type_of(object);
    return python.PyType_IsSubtype(type, lock_types[0]) ||
           python.PyType_IsSubtype(type, lock_types[1]);
}

/* With fork it has no name any more. */
static void write_shared(PyObject *object)
{
    PyObject *semaphore = python_attribute(object, semaphore_name);
    PyObject *handle = python_attribute(semaphore, handle_name);
    PyObject *name = python_attribute(semaphore, name_name);
    long address = handle ? python.PyLong_AsLong(handle) : 0;
    const char *text = name && name != python.none ? python.PyUnicode_AsUTF8(name) : "";
    python.PyErr_Clear();
    if (address && text)
        preload_write_text(
            (struct trace_event){.kind = RAW_SEM_SHARED,
                                 .detail = is_lock(object) ? RAW_SHARED_LOCK : RAW_SHARED_SEMAPHORE,
                                 .value = address},
            text, strlen(text));
    python_drop(name);
    python_drop(handle);
    python_drop(semaphore);
}

static PyObject *make_methods(PyObject *object, PyObject *unused)
{
    PyObject *result = python.PyObject_CallFunctionObjArgs(real_make_methods, object, NULL);
    if (result)
        write_shared(object);
    return result;
}

PyObject *objects_hook_shared(PyObject *self, PyObject *arguments)
{
    static struct python_method method = {"_make_methods", make_methods, PYTHON_NOARGS, NULL};
    semaphore_name = python.PyUnicode_InternFromString("_semlock");
    handle_name = python.PyUnicode_InternFromString("handle");
    name_name = python.PyUnicode_InternFromString("name");
    for (int i = 0; i < 2; i++) {
        lock_types[i] = python.PyTuple_GetItem(arguments, i + 1);
        python.Py_IncRef(lock_types[i]);
    }
    return python.PyBool_FromLong(
        python_replace(python.PyTuple_GetItem(arguments, 0), &method, &real_make_methods));
}
