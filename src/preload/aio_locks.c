/* A Lock has a flag, `_locked`, which is set where it is taken and where it is given back, and in
 * no other way: a descriptor in its place sees who does so, and keeps the value where it was.
 * Nothing is written as long as nobody waits. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/aio_locks.h"

#include <string.h>

#include "preload/frames.h"
#include "preload/numbers.h"
#include "preload/preload.h"

enum { DEPTH_MOST = 256 };

static const char flag_name[] = "_locked";
static struct {
    PyObject *dictionary, *awaits, *frame, *locals, *self, *name;
} names;

static struct numbers objects;

/* ---- who has a lock ---- */

/* One that nobody has ever waited for needs no number once it is free. */
static void follow(PyObject *lock, bool taken, bool begins)
{
    bool is_new;
    struct number *known = numbers_find(&objects, lock);
    if (known && (begins || (!taken && !known->seen))) {
        numbers_forget(&objects, lock);
        known = NULL;
    }
    if (taken && !known)
        known = numbers_add(&objects, lock, &is_new);
    if (known)
        known->owner = taken ? preload_me.task : 0;
}

static PyObject *get_flag(PyObject *lock, void *unused)
{
    PyObject *values = python.PyObject_GetAttr(lock, names.dictionary);
    PyObject *found = values ? python.PyDict_GetItemString(values, flag_name) : NULL;
    if (!found)
        found = python.false_object;
    python.Py_IncRef(found);
    python_drop(values);
    return found;
}

static int set_flag(PyObject *lock, PyObject *value, void *unused)
{
    PyObject *values = python.PyObject_GetAttr(lock, names.dictionary);
    if (!values)
        return -1;
    bool begins = !python.PyDict_GetItemString(values, flag_name);
    int status = value ? python.PyDict_SetItemString(values, flag_name, value)
                       : python.PyDict_DelItemString(values, flag_name);
    if (status == 0)
        follow(lock, value == python.true_object, begins);
    python_drop(values);
    return status;
}

/* ---- for what a task waits ---- */

/* The innermost coroutine of those that await one another. One reference. */
static PyObject *innermost(PyObject *coroutine)
{
    PyObject *next;
    python.Py_IncRef(coroutine);
    for (int depth = 0; depth < DEPTH_MOST; depth++) {
        next = python_attribute(coroutine, names.awaits);
        bool is = next && frames_type_of(next) == frames_type_of(coroutine);
        if (!is) {
            python_drop(next);
            break;
        }
        python_drop(coroutine);
        coroutine = next;
    }
    return coroutine;
}

static unsigned kind_of(PyObject *object)
{
    static const struct {
        const char *type;
        enum raw_awaited kind;
    } kinds[] = {
        {"Lock", RAW_AWAITS_LOCK},           {"Semaphore", RAW_AWAITS_SEMAPHORE},
        {"Condition", RAW_AWAITS_CONDITION}, {"BoundedSemaphore", RAW_AWAITS_SEMAPHORE},
        {"Event", RAW_AWAITS_EVENT},         {"Queue", RAW_AWAITS_QUEUE},
        {"LifoQueue", RAW_AWAITS_QUEUE},     {"PriorityQueue", RAW_AWAITS_QUEUE},
    };
    unsigned kind = RAW_AWAITS_TASK;
    PyObject *name = python_attribute((PyObject *)frames_type_of(object), names.name);
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    for (size_t i = 0; text && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, text) == 0)
            kind = kinds[i].kind;
    python.PyErr_Clear();
    python_drop(name);
    return kind;
}

void aio_locks_tell(PyObject *coroutine)
{
    bool is_new;
    PyObject *inner = names.self ? innermost(coroutine) : NULL;
    PyObject *frame = inner ? python_attribute(inner, names.frame) : NULL;
    bool stands = frame && frame != python.none;
    PyObject *locals = stands ? python_attribute(frame, names.locals) : NULL;
    PyObject *object = locals ? python.PyObject_GetItem(locals, names.self) : NULL;
    python.PyErr_Clear();
    unsigned kind = object ? kind_of(object) : RAW_AWAITS_TASK;
    struct number *known = kind == RAW_AWAITS_TASK ? NULL : numbers_add(&objects, object, &is_new);
    if (known) {
        known->seen = true;
        preload_write((struct trace_event){.kind = RAW_TASK_AWAITS,
                                           .detail = (uint8_t)kind,
                                           .arg = known->number,
                                           .value = known->owner});
    }
    PyObject *got[] = {object, locals, frame, inner};
    for (int i = 0; i < 4; i++)
        python_drop(got[i]);
}

PyObject *aio_locks_hook(PyObject *self, PyObject *lock)
{
    static struct python_member member = {flag_name, get_flag, set_flag, NULL, NULL};
    static const struct {
        PyObject **to;
        const char *name;
    } words[] = {
        {&names.dictionary, "__dict__"}, {&names.awaits, "cr_await"}, {&names.frame, "cr_frame"},
        {&names.locals, "f_locals"},     {&names.name, "__name__"},   {&names.self, "self"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
    PyObject *flag = python.PyDescr_NewGetSet(lock, &member);
    bool done = flag && python.PyObject_SetAttrString(lock, flag_name, flag) == 0;
    python.PyErr_Clear();
    python_drop(flag);
    return python.PyBool_FromLong(done);
}
