#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/asyncio.h"

#include <string.h>

#include "base/clock.h"
#include "preload/aio_callbacks.h"
#include "preload/aio_ends.h"
#include "preload/aio_locks.h"
#include "preload/failure.h"
#include "preload/frames.h"
#include "preload/numbers.h"
#include "preload/pools.h"
#include "preload/preload.h"

/* Names of attributes, interned. */
static struct {
    PyObject *callback, *self, *waiter, *state, *coroutine, *exception, *get_name, *name;
} names;

static PyObject *task_type, *real_run, *real_call_soon, *real_call_at, *real_forever;

static struct numbers tasks; /* of who has the lock */

/* ---- what is told ---- */

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
    struct number *known = numbers_add(&tasks, task, is_new);
    if (known && *is_new)
        write_new(known->number);
    return known ? known->number : 0;
}

/* `Task-2 (fetch)`: its name, and its coroutine's; what the user called it alone. */
static void write_first_step(PyObject *task, uint32_t number)
{
    char text[256];
    size_t len = 0;
    PyObject *method = python_attribute(task, names.get_name);
    PyObject *name = method ? python.PyObject_CallFunctionObjArgs(method, NULL) : NULL;
    PyObject *coroutine = python_attribute(task, names.coroutine);
    PyObject *function = python_attribute(coroutine, names.name);
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
        python_drop(made[i]);
}

static void begin_step(PyObject *task)
{
    bool is_new;
    uint32_t number = number_of(task, &is_new);
    preload_me.task = number;
    if (!number)
        return;
    struct number *known = numbers_find(&tasks, task);
    if (!known->seen)
        write_first_step(task, number);
    else
        preload_write((struct trace_event){.kind = RAW_TASK_STEP, .arg = number});
    known->seen = true;
}

static void write_end(PyObject *task, uint32_t number, char state)
{
    PyObject *exception = state == 'F' ? python_attribute(task, names.exception) : NULL;
    bool failed = exception && exception != python.none;
    if (failed)
        aio_ends_keep(task, number);
    failure_write((struct trace_event){.kind = RAW_TASK_END,
                                       .arg = number,
                                       .detail = state == 'C' ? TRACE_END_CANCELLED
                                                 : failed     ? TRACE_END_FAILED
                                                              : TRACE_END_OK},
                  exception);
    python_drop(exception);
}

static const void *gather_type; /* of the futures of gather(); NULL: not known */

PyObject *asyncio_hook_gather(PyObject *self, PyObject *type)
{
    python.Py_IncRef(type);
    gather_type = type;
    return python.PyBool_FromLong(1);
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
    PyObject *coroutine = python_attribute(task, names.coroutine);
    uint32_t awaited = 0;
    unsigned detail = RAW_STOP_YIELD;
    bool is_new;
    if (coroutine && gil.place)
        frames_suspended(coroutine, &place);
    if (waiter && frames_is_of_locks(place.inner_code))
        aio_locks_tell(coroutine);
    python_drop(coroutine);
    if (waiter) {
        bool gathers = gather_type && frames_type_of(waiter) == gather_type;
        detail = is_task(waiter) ? RAW_STOP_TASK : gathers ? RAW_STOP_GATHER : RAW_STOP_FUTURE;
        if (detail == RAW_STOP_TASK)
            awaited = number_of(waiter, &is_new);
    }
    uint32_t job = waiter && !awaited ? pools_job_behind(waiter) : 0;
    if (awaited || job)
        preload_write((struct trace_event){
            .kind = RAW_TASK_AWAITS, .detail = job != 0, .arg = awaited ? awaited : job});
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
    PyObject *waiter = python_attribute(task, names.waiter);
    PyObject *state = python_attribute(task, names.state);
    const char *text = state ? python.PyUnicode_AsUTF8(state) : NULL;
    uint32_t number = preload_me.task;
    bool waits = waiter && waiter != python.none;
    if (number && text && *text != 'P') {
        write_end(task, number, *text);
        numbers_forget(&tasks, task);
    } else if (number) {
        write_stop(task, waits ? waiter : NULL);
    }
    preload_me.task = 0;
    python_drop(state);
    python_drop(waiter);
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
    types[at].type = type;
    types[at].may_be = type == python.method_type || type == python.builtin_type ||
                       strncmp(frames_type_name(type), "Task", 4) == 0;
    return types[at].may_be;
}

/* One reference, or NULL. */
static PyObject *task_of(PyObject *callback)
{
    PyObject *self = NULL;
    if (callback && may_be_task(callback)) {
        self = aio_callbacks_self(callback);
        self = self ? self : python_attribute(callback, names.self);
    }
    if (self && is_task(self))
        return self;
    python_drop(self);
    return NULL;
}

/* ---- in place of the loop's methods ---- */

static PyObject *run_handle(PyObject *handle, PyObject *unused)
{
    PyObject *callback = python_attribute(handle, names.callback);
    PyObject *task = task_of(callback);
    bool told = callback && !task && aio_callbacks_begin(callback);
    python_drop(callback);
    if (task)
        begin_step(task);
    PyObject *result = python.PyObject_Vectorcall
                           ? python.PyObject_Vectorcall(real_run, &handle, 1, NULL)
                           : python.PyObject_CallFunctionObjArgs(real_run, handle, NULL);
    if (told)
        aio_callbacks_end();
    if (!task)
        return result;
    PyObject *kept[3];
    if (!result)
        python.PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    end_step(task);
    if (!result)
        python.PyErr_Restore(kept[0], kept[1], kept[2]);
    python_drop(task);
    return result;
}

/* The same as a tuple and a dictionary: there may be any number of them. */
static PyObject *call_many(PyObject *real, PyObject *self, PyObject *const *arguments,
                           ssize_t count, PyObject *names_of)
{
    ssize_t named = names_of ? python.PyTuple_Size(names_of) : 0;
    PyObject *all = python.PyTuple_New(count + 1), *keywords = named ? python.PyDict_New() : NULL;
    bool made = all && (keywords || !named);
    for (ssize_t i = 0; i <= count && made; i++) {
        PyObject *one = i ? arguments[i - 1] : self;
        python.Py_IncRef(one);
        python.PyTuple_SetItem(all, i, one);
    }
    for (ssize_t i = 0; i < named && made; i++)
        made = python.PyDict_SetItem(keywords, python.PyTuple_GetItem(names_of, i),
                                     arguments[count + i]) == 0;
    PyObject *result = made ? python.PyObject_Call(real, all, keywords) : NULL;
    python_drop(keywords);
    python_drop(all);
    return result;
}

/* The same arguments, behind the object; those with names stand behind the others. */
static PyObject *call_row(PyObject *real, PyObject *self, PyObject *const *arguments, ssize_t count,
                          PyObject *names_of)
{
    enum { MOST = 15 };
    PyObject *row[1 + MOST];
    ssize_t all = count + (names_of ? python.PyTuple_Size(names_of) : 0);
    if (all > MOST || !python.PyObject_Vectorcall)
        return call_many(real, self, arguments, count, names_of);
    row[0] = self;
    for (ssize_t i = 0; i < all; i++)
        row[i + 1] = arguments[i];
    return python.PyObject_Vectorcall(real, row, (size_t)count + 1, names_of);
}

static void write_ready_of(uint32_t number)
{
    struct trace_event event = {.kind = RAW_TASK_READY, .arg = number, .value = preload_me.task};
    if (!event.value) {
        event.detail = aio_within.how;
        event.value = aio_within.by;
    }
    preload_write(event);
}

static void write_ready(PyObject *callback)
{
    PyObject *task = task_of(callback);
    bool is_new = true;
    uint32_t number = task ? number_of(task, &is_new) : 0;
    if (number && !is_new)
        write_ready_of(number);
    python_drop(task);
}

static PyObject *call_soon(PyObject *loop, PyObject *const *arguments, ssize_t count,
                           PyObject *names_of)
{
    write_ready(count > 0 ? arguments[0] : NULL);
    return call_row(real_call_soon, loop, arguments, count, names_of);
}

/* A step in which a sleep begins. */
static void write_timer(PyObject *when)
{
    double seconds = when && preload_me.task ? python.PyFloat_AsDouble(when) : 0;
    if (seconds < 0)
        python.PyErr_Clear();
    if (seconds > 0)
        preload_write(
            (struct trace_event){.kind = RAW_TASK_TIMER, .value = (int64_t)(seconds * 1e9)});
}

static PyObject *call_at(PyObject *loop, PyObject *const *arguments, ssize_t count,
                         PyObject *names_of)
{
    write_timer(count > 0 ? arguments[0] : NULL);
    return call_row(real_call_at, loop, arguments, count, names_of);
}

static PyObject *go_on_forever(PyObject *real, PyObject *loop)
{
    PyObject *result = python.PyObject_CallFunctionObjArgs(real, loop, NULL);
    preload_write((struct trace_event){.kind = RAW_LOOP_OVER});
    return result;
}

static PyObject *run_forever(PyObject *loop, PyObject *unused)
{
    return go_on_forever(real_forever, loop);
}

/* ---- hooking ---- */

/* Without a tuple, and a dictionary, of each call. */
enum { IN_A_ROW = PYTHON_FASTCALL | PYTHON_KEYWORDS };
static struct python_method run_method = {"_run", run_handle, PYTHON_NOARGS, NULL};
static struct python_method soon_method = {"call_soon", (python_function *)(void *)call_soon,
                                           IN_A_ROW, NULL};
static struct python_method at_method = {"call_at", (python_function *)(void *)call_at, IN_A_ROW,
                                         NULL};
static struct python_method forever_method = {"run_forever", run_forever, PYTHON_NOARGS, NULL};

static void begin(PyObject *type)
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
    for (size_t i = 0; i < sizeof words / sizeof *words && !*words[i].to; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
    task_type = type;
    python.Py_IncRef(task_type);
}

PyObject *asyncio_hook(PyObject *self, PyObject *arguments)
{
    PyObject *handle = python.PyTuple_GetItem(arguments, 0);
    PyObject *loop = python.PyTuple_GetItem(arguments, 1);
    begin(python.PyTuple_GetItem(arguments, 2));
    bool done = python_replace(handle, &run_method, &real_run) &&
                python_replace(loop, &soon_method, &real_call_soon) &&
                python_replace(loop, &at_method, &real_call_at) &&
                python_replace(loop, &forever_method, &real_forever);
    return python.PyBool_FromLong(done);
}

/* ---- uvloop ---- */

static PyObject *real_uv_soon, *real_uv_later;

/* In place of the callback, which is a task's. */
static PyObject *run_callback(PyObject *callback, PyObject *arguments)
{
    PyObject *task = task_of(callback);
    if (task)
        begin_step(task);
    PyObject *result = python.PyObject_Call(callback, arguments, NULL);
    PyObject *kept[3];
    if (!task)
        return result;
    python.PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    end_step(task);
    python.PyErr_Restore(kept[0], kept[1], kept[2]);
    python_drop(task);
    return result;
}

/* The same arguments, with another callback. */
static PyObject *with_callback(PyObject *arguments, PyObject *callback)
{
    ssize_t count = python.PyTuple_Size(arguments);
    PyObject *all = python.PyTuple_New(count);
    for (ssize_t i = 0; all && i < count; i++) {
        PyObject *one = i ? python.PyTuple_GetItem(arguments, i) : callback;
        python.Py_IncRef(one);
        python.PyTuple_SetItem(all, i, one);
    }
    return all;
}

static PyObject *uv_call_soon(PyObject *loop, PyObject *arguments, PyObject *keywords)
{
    static struct python_method method = {"callback", run_callback, PYTHON_VARARGS, NULL};
    PyObject *callback =
        python.PyTuple_Size(arguments) > 0 ? python.PyTuple_GetItem(arguments, 0) : NULL;
    PyObject *task = task_of(callback), *all = NULL;
    bool is_new = true;
    uint32_t number = task ? number_of(task, &is_new) : 0;
    if (number && !is_new)
        write_ready_of(number);
    PyObject *around = number ? python.PyCFunction_NewEx(&method, callback, NULL) : NULL;
    if (around)
        all = with_callback(arguments, around);
    PyObject *result = python_call_again(real_uv_soon, loop, all ? all : arguments, keywords);
    python_drop(around);
    python_drop(all);
    python_drop(task);
    return result;
}

static PyObject *uv_call_later(PyObject *loop, PyObject *arguments, PyObject *keywords)
{
    PyObject *delay =
        python.PyTuple_Size(arguments) > 0 ? python.PyTuple_GetItem(arguments, 0) : NULL;
    double seconds = delay && preload_me.task ? python.PyFloat_AsDouble(delay) : 0;
    if (seconds < 0)
        python.PyErr_Clear();
    if (seconds > 0)
        preload_write((struct trace_event){.kind = RAW_TASK_TIMER,
                                           .detail = 1,
                                           .value = clock_now_ns() + (int64_t)(seconds * 1e9)});
    return python_call_again(real_uv_later, loop, arguments, keywords);
}

PyObject *asyncio_hook_uvloop(PyObject *self, PyObject *arguments)
{
    static struct python_method soon = {"call_soon", (python_function *)(void *)uv_call_soon,
                                        PYTHON_VARARGS | PYTHON_KEYWORDS, NULL},
                                later = {"call_later", (python_function *)(void *)uv_call_later,
                                         PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};
    PyObject *loop = python.PyTuple_GetItem(arguments, 0);
    begin(python.PyTuple_GetItem(arguments, 1));
    bool done =
        python_replace(loop, &soon, &real_uv_soon) && python_replace(loop, &later, &real_uv_later);
    return python.PyBool_FromLong(done);
}
