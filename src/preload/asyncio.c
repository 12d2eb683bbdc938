#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/asyncio.h"

#include <string.h>

#include "preload/frames.h"
#include "preload/preload.h"

/* Names of attributes, interned. */
static struct {
    PyObject *callback, *self, *waiter, *state, *coroutine, *exception, *get_name, *name;
} names;

static PyObject *task_type, *real_run, *real_call_soon, *real_call_at;

/* ---- tasks have numbers ---- */

enum { TASKS = 1 << 16 };

static struct {
    const PyObject *task;
    uint32_t number;
    bool stepped;
} tasks[TASKS]; /* of who has the lock */
static uint32_t task_count, tasks_living;

static uint32_t place_of(const PyObject *task)
{
    return (uint32_t)(((uintptr_t)task >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 40) % TASKS;
}

/* Where it is, or where it would be. */
static uint32_t find(const PyObject *task)
{
    uint32_t at = place_of(task);
    while (tasks[at].task && tasks[at].task != task)
        at = (at + 1) % TASKS;
    return at;
}

/* Takes it out, and moves up those behind that would not be found any more. */
static void forget(const PyObject *task)
{
    uint32_t hole = find(task);
    if (!tasks[hole].task)
        return;
    tasks_living--;
    for (uint32_t at = (hole + 1) % TASKS; tasks[at].task; at = (at + 1) % TASKS) {
        uint32_t home = place_of(tasks[at].task);
        if ((at - home) % TASKS < (at - hole) % TASKS)
            continue;
        tasks[hole] = tasks[at];
        hole = at;
    }
    tasks[hole].task = NULL;
}

/* ---- what is told ---- */

static PyObject *attribute(PyObject *of, PyObject *name)
{
    PyObject *found = of ? python.PyObject_GetAttr(of, name) : NULL;
    if (!found)
        python.PyErr_Clear();
    return found;
}

static void drop(PyObject *object)
{
    if (object)
        python.Py_DecRef(object);
}

/* It is seen the first time: whoever runs now has made it. */
static void write_new(uint32_t number)
{
    struct gil_place place = {0};
    if (gil.place)
        gil.place(&place);
    preload_write((struct trace_event){
        .kind = RAW_TASK_NEW,
        .line = place.line,
        .arg = number,
        .value = (int64_t)((uint64_t)place.code << 32 | preload_me.task),
    });
}

/* The number of a task; 0: there are too many. */
static uint32_t number_of(const PyObject *task, bool *is_new)
{
    uint32_t at = find(task);
    *is_new = !tasks[at].task;
    if (!*is_new)
        return tasks[at].number;
    if (tasks_living >= TASKS / 2)
        return 0;
    tasks_living++;
    tasks[at].task = task;
    tasks[at].number = ++task_count;
    tasks[at].stepped = false;
    write_new(task_count);
    return task_count;
}

/* `Task-2 (fetch)`: its name, and its coroutine's; what the user called it alone. */
static void write_first_step(PyObject *task, uint32_t number)
{
    char text[256];
    size_t len = 0;
    PyObject *method = attribute(task, names.get_name);
    PyObject *name = method ? python.PyObject_CallFunctionObjArgs(method, NULL) : NULL;
    PyObject *coroutine = attribute(task, names.coroutine);
    PyObject *function = attribute(coroutine, names.name);
    const char *parts[] = {name ? python.PyUnicode_AsUTF8(name) : NULL, " (",
                           function ? python.PyUnicode_AsUTF8(function) : NULL, ")"};
    bool both = parts[0] && parts[2] && strncmp(parts[0], "Task-", 5) == 0;
    python.PyErr_Clear();
    for (int i = 0; i < (both ? 4 : 1); i++) {
        size_t part = parts[i] ? strlen(parts[i]) : 0;
        if (len + part > sizeof text)
            break;
        memcpy(text + len, parts[i] ? parts[i] : "", part);
        len += part;
    }
    preload_write_text(
        (struct trace_event){.kind = RAW_TASK_STEP, .line = (uint32_t)preload_pid, .arg = number},
        text, len);
    PyObject *made[] = {method, name, coroutine, function};
    for (int i = 0; i < 4; i++)
        drop(made[i]);
}

static void begin_step(PyObject *task)
{
    bool is_new;
    uint32_t number = number_of(task, &is_new);
    preload_me.task = number;
    if (!number)
        return;
    uint32_t at = find(task);
    if (!tasks[at].stepped)
        write_first_step(task, number);
    else
        preload_write((struct trace_event){.kind = RAW_TASK_STEP, .arg = number});
    tasks[at].stepped = true;
}

/* Nothing of the user's is asked: of a failure the name of its type is told. */
static void write_end(PyObject *task, uint32_t number, char state)
{
    PyObject *exception = state == 'F' ? attribute(task, names.exception) : NULL;
    PyObject *type = exception ? python.PyObject_Type(exception) : NULL;
    PyObject *name = type ? attribute(type, names.name) : NULL;
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    bool failed = text && strcmp(text, "NoneType") != 0;
    struct trace_event event = {
        .kind = RAW_TASK_END,
        .arg = number,
        .detail = state == 'C' ? TRACE_END_CANCELLED
                  : failed     ? TRACE_END_FAILED
                               : TRACE_END_OK,
    };
    if (failed)
        preload_write_text(event, text, strlen(text));
    else
        preload_write(event);
    drop(name);
    drop(type);
    drop(exception);
}

static bool is_task(PyObject *object)
{
    PyObject *type = (PyObject *)frames_type_of(object);
    return type == task_type || python.PyType_IsSubtype(type, task_type);
}

/* It waits: where, and for what. */
static void write_stop(PyObject *task, PyObject *waiter)
{
    struct gil_place place = {0};
    PyObject *coroutine = attribute(task, names.coroutine);
    uint32_t awaited = 0;
    unsigned detail = RAW_STOP_YIELD;
    bool is_new;
    if (coroutine && gil.place)
        frames_suspended(coroutine, &place);
    drop(coroutine);
    if (waiter) {
        detail = is_task(waiter) ? RAW_STOP_TASK : RAW_STOP_FUTURE;
        if (detail == RAW_STOP_TASK)
            awaited = number_of(waiter, &is_new);
    }
    if (awaited)
        preload_write((struct trace_event){.kind = RAW_TASK_AWAITS, .arg = awaited});
    preload_write((struct trace_event){
        .kind = RAW_TASK_STOP,
        .detail = (uint8_t)detail,
        .line = place.line,
        .arg = place.code,
        .value = (int64_t)((uint64_t)place.inner_code << 32 | place.inner_line),
    });
}

static void end_step(PyObject *task)
{
    PyObject *waiter = attribute(task, names.waiter);
    PyObject *state = attribute(task, names.state);
    const char *text = state ? python.PyUnicode_AsUTF8(state) : NULL;
    uint32_t number = preload_me.task;
    bool waits = waiter && waiter != python.none;
    if (number && text && *text != 'P') {
        write_end(task, number, *text);
        forget(task);
    } else if (number) {
        write_stop(task, waits ? waiter : NULL);
    }
    preload_me.task = 0;
    drop(state);
    drop(waiter);
}

/* ---- the task of a callback ---- */

/* The types of callbacks, and whether they may be those of a task: only these are asked whose they
 * are, for others may answer with what the user wrote. */
enum { TYPES = 32 };
static struct {
    const PyObject *type;
    bool may_be;
} types[TYPES];

static bool may_be_task(PyObject *callback)
{
    PyObject *type = (PyObject *)frames_type_of(callback);
    uint32_t at = (uint32_t)((uintptr_t)type >> 5) % TYPES;
    if (types[at].type == type)
        return types[at].may_be;
    PyObject *name = attribute(type, names.name);
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    types[at].type = type;
    types[at].may_be = type == python.method_type || type == python.builtin_type ||
                       (text && strncmp(text, "Task", 4) == 0);
    drop(name);
    return types[at].may_be;
}

/* One reference, or NULL. */
static PyObject *task_of(PyObject *callback)
{
    PyObject *self = callback && may_be_task(callback) ? attribute(callback, names.self) : NULL;
    if (self && is_task(self))
        return self;
    drop(self);
    return NULL;
}

/* ---- in place of the loop's methods ---- */

static PyObject *run_handle(PyObject *handle, PyObject *unused)
{
    PyObject *callback = attribute(handle, names.callback);
    PyObject *task = task_of(callback);
    drop(callback);
    if (task)
        begin_step(task);
    PyObject *result = python.PyObject_CallFunctionObjArgs(real_run, handle, NULL);
    if (!task)
        return result;
    PyObject *kept[3];
    if (!result)
        python.PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    end_step(task);
    if (!result)
        python.PyErr_Restore(kept[0], kept[1], kept[2]);
    drop(task);
    return result;
}

/* The same arguments, behind the object. */
static PyObject *call_again(PyObject *real, PyObject *self, PyObject *arguments, PyObject *keywords)
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
    drop(all);
    return result;
}

static PyObject *call_soon(PyObject *loop, PyObject *arguments, PyObject *keywords)
{
    PyObject *callback =
        python.PyTuple_Size(arguments) > 0 ? python.PyTuple_GetItem(arguments, 0) : NULL;
    PyObject *task = task_of(callback);
    bool is_new = true;
    uint32_t number = task ? number_of(task, &is_new) : 0;
    if (number && !is_new)
        preload_write(
            (struct trace_event){.kind = RAW_TASK_READY, .arg = number, .value = preload_me.task});
    drop(task);
    return call_again(real_call_soon, loop, arguments, keywords);
}

/* A step in which a sleep begins. */
static PyObject *call_at(PyObject *loop, PyObject *arguments, PyObject *keywords)
{
    PyObject *when =
        python.PyTuple_Size(arguments) > 0 ? python.PyTuple_GetItem(arguments, 0) : NULL;
    double seconds = when && preload_me.task ? python.PyFloat_AsDouble(when) : 0;
    if (seconds < 0)
        python.PyErr_Clear();
    if (seconds > 0)
        preload_write(
            (struct trace_event){.kind = RAW_TASK_TIMER, .value = (int64_t)(seconds * 1e9)});
    return call_again(real_call_at, loop, arguments, keywords);
}

/* ---- hooking ---- */

static struct python_method run_method = {"_run", run_handle, PYTHON_NOARGS, NULL};
static struct python_method soon_method = {"call_soon", (python_function *)(void *)call_soon,
                                           PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};
static struct python_method at_method = {"call_at", (python_function *)(void *)call_at,
                                         PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};

static bool replace(PyObject *type, struct python_method *method, PyObject **real)
{
    *real = python.PyObject_GetAttrString(type, method->name);
    PyObject *descriptor = *real ? python.PyDescr_NewMethod(type, method) : NULL;
    bool done = descriptor && python.PyObject_SetAttrString(type, method->name, descriptor) == 0;
    drop(descriptor);
    return done;
}

PyObject *asyncio_hook(PyObject *self, PyObject *arguments)
{
    static const struct {
        PyObject **to;
        const char *name;
    } words[] = {
        {&names.callback, "_callback"}, {&names.self, "__self__"},
        {&names.waiter, "_fut_waiter"}, {&names.state, "_state"},
        {&names.coroutine, "_coro"},    {&names.exception, "_exception"},
        {&names.get_name, "get_name"},  {&names.name, "__name__"},
    };
    PyObject *handle = python.PyTuple_GetItem(arguments, 0);
    PyObject *loop = python.PyTuple_GetItem(arguments, 1);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
    task_type = python.PyTuple_GetItem(arguments, 2);
    python.Py_IncRef(task_type);
    bool done = replace(handle, &run_method, &real_run) &&
                replace(loop, &soon_method, &real_call_soon) &&
                replace(loop, &at_method, &real_call_at);
    return python.PyBool_FromLong(done);
}
