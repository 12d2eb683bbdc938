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
    PyObject *dictionary, *awaits, *code, *frame, *locals, *self, *name;
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
        {"Barrier", RAW_AWAITS_BARRIER},
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

/* What a coroutine of asyncio's locks and queues works on. One reference; NULL: it is none of
 * those. The locals of others are not asked for: that writes into what `locals()` has returned to
 * them. */
static PyObject *object_of(PyObject *coroutine, unsigned *kind)
{
    PyObject *code = python_attribute(coroutine, names.code);
    bool of_locks = code && frames_is_lock_code(code);
    PyObject *frame = of_locks ? python_attribute(coroutine, names.frame) : NULL;
    bool stands = frame && frame != python.none;
    PyObject *locals = stands ? python_attribute(frame, names.locals) : NULL;
    PyObject *object = locals ? python.PyObject_GetItem(locals, names.self) : NULL;
    python.PyErr_Clear();
    *kind = object ? kind_of(object) : RAW_AWAITS_TASK;
    python_drop(locals);
    python_drop(frame);
    python_drop(code);
    if (*kind != RAW_AWAITS_TASK)
        return object;
    python_drop(object);
    return NULL;
}

/* Of coroutines that await one another, the innermost knows for which lock it waits; an event or a
 * condition may be part of something: a queue, a barrier, which the one outside works on. */
static bool is_part(unsigned kind)
{
    return kind == RAW_AWAITS_EVENT || kind == RAW_AWAITS_CONDITION;
}

void aio_locks_tell(PyObject *coroutine)
{
    bool is_new;
    unsigned kind = RAW_AWAITS_TASK, found_kind;
    PyObject *object = NULL;
    if (!names.self)
        return;
    python.Py_IncRef(coroutine);
    for (int depth = 0; coroutine && depth < DEPTH_MOST; depth++) {
        PyObject *next = python_attribute(coroutine, names.awaits);
        PyObject *found = object_of(coroutine, &found_kind);
        bool is = next && frames_type_of(next) == frames_type_of(coroutine);
        if (!found || !object || !is_part(found_kind)) {
            python_drop(object);
            object = found;
            kind = found_kind;
        } else {
            python_drop(found);
        }
        python_drop(coroutine);
        coroutine = is ? next : NULL;
        if (!is)
            python_drop(next);
    }
    python_drop(coroutine);
    struct number *known = object ? numbers_add(&objects, object, &is_new) : NULL;
    if (known) {
        known->seen = true;
        preload_write((struct trace_event){.kind = RAW_TASK_AWAITS,
                                           .detail = (uint8_t)kind,
                                           .arg = known->number,
                                           .value = known->owner});
    }
    python_drop(object);
}

PyObject *aio_locks_hook(PyObject *self, PyObject *lock)
{
    static struct python_member member = {flag_name, get_flag, set_flag, NULL, NULL};
    static const struct {
        PyObject **to;
        const char *name;
    } words[] = {
        {&names.dictionary, "__dict__"}, {&names.awaits, "cr_await"}, {&names.code, "cr_code"},
        {&names.frame, "cr_frame"},      {&names.locals, "f_locals"}, {&names.name, "__name__"},
        {&names.self, "self"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
    PyObject *flag = python.PyDescr_NewGetSet(lock, &member);
    bool done = flag && python.PyObject_SetAttrString(lock, flag_name, flag) == 0;
    python.PyErr_Clear();
    python_drop(flag);
    return python.PyBool_FromLong(done);
}
