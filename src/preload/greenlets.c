/* greenlet tells of a switch when it has been made: the frames of the thread are those of whom it
 * went to. Where the other stands its own frames say. The hub is no task: it is the loop. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/greenlets.h"

#include <string.h>

#include "base/clock.h"
#include "preload/failure.h"
#include "preload/frames.h"
#include "preload/numbers.h"
#include "preload/preload.h"

enum { NAME_BYTES = 128 };
enum { NUMBERS_FROM = 1 << 30 }; /* those below are of tasks of asyncio */

static struct {
    PyObject *parent, *dead, *frame, *name, *exception, *value, *seconds, *type_name, *locals, *run,
        *self, *thread_name;
} names;

static struct numbers greenlets;

static bool is_called(PyObject *greenlet, const char *wanted)
{
    PyObject *name = python_attribute((PyObject *)frames_type_of(greenlet), names.type_name);
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    bool is = text && strcmp(text, wanted) == 0;
    python.PyErr_Clear();
    python_drop(name);
    return is;
}

static void write_new(uint32_t number, bool here)
{
    struct gil_place place = {0};
    if (here && gil.place)
        gil.place(&place);
    preload_write((struct trace_event){
        .kind = RAW_TASK_NEW,
        .line = place.line,
        .arg = number,
        .value = (int64_t)((uint64_t)place.code << 32 | (here ? preload_me.task : 0)),
    });
}

/* Its number, if it is no hub. A new one was started here, or somewhere. */
static struct number *number_of(PyObject *greenlet, bool here)
{
    bool is_new = false;
    struct number *known = numbers_find(&greenlets, greenlet);
    if (!known && !is_called(greenlet, "Hub"))
        known = numbers_add(&greenlets, greenlet, &is_new);
    if (is_new)
        write_new(known->number, here);
    return known;
}

/* The name of the thread that a greenlet is for threading, which is patched: it runs the thread's
 * `_bootstrap`. One reference, or NULL. */
static PyObject *name_of_thread(PyObject *function, const char *runs)
{
    bool is = runs && strcmp(runs, "_bootstrap") == 0 &&
              frames_type_of(function) == (const void *)python.method_type;
    PyObject *thread = is ? python_attribute(function, names.self) : NULL;
    PyObject *name = thread ? python.PyObject_GenericGetAttr(thread, names.thread_name) : NULL;
    python.PyErr_Clear();
    python_drop(thread);
    return name;
}

/* `Greenlet-0 (fetch)`, a thread's, the first one of a thread, or the function of a plain one. */
static void write_name(PyObject *greenlet, uint32_t number)
{
    char text[NAME_BYTES] = "greenlet";
    PyObject *parent = python_attribute(greenlet, names.parent);
    PyObject *name = python_attribute(greenlet, names.name);
    PyObject *function = python_attribute(greenlet, names.run);
    PyObject *inner = python_attribute(function, names.type_name);
    const char *runs = inner ? python.PyUnicode_AsUTF8(inner) : NULL;
    PyObject *thread = function ? name_of_thread(function, runs) : NULL;
    if (thread)
        runs = NULL;
    const char *own = thread ? python.PyUnicode_AsUTF8(thread)
                      : name ? python.PyUnicode_AsUTF8(name)
                             : NULL;
    python.PyErr_Clear();
    size_t len = own ? strnlen(own, NAME_BYTES / 3) : 0, more = runs ? strnlen(runs, 64) : 0;
    if (parent == python.none || !parent) {
        len = 9;
        memcpy(text, "first one", 10);
    } else if (own && runs && len && more) {
        memcpy(text, own, len);
        memcpy(text + len, " (", 2);
        memcpy(text + len + 2, runs, more);
        text[len + 2 + more] = ')';
        len += more + 3;
    } else if (own && len) {
        memcpy(text, own, len);
    } else if (runs && more) {
        memcpy(text, runs, more);
        len = more;
    } else {
        len = strlen(text);
    }
    preload_write_text(
        (struct trace_event){.kind = RAW_TASK_STEP, .line = (uint32_t)preload_pid, .arg = number},
        text, len);
    PyObject *made[] = {thread, inner, function, name, parent};
    for (int i = 0; i < 5; i++)
        python_drop(made[i]);
}

static void begin_step(PyObject *greenlet, struct number *known)
{
    preload_me.task = known->number;
    if (!known->seen)
        write_name(greenlet, known->number);
    else
        preload_write((struct trace_event){.kind = RAW_TASK_STEP, .arg = known->number});
    known->seen = true;
}

/* ---- where one stops ---- */

/* How long it sleeps: gevent.sleep(seconds) has that among its variables. -1: it does not. */
static double sleep_of(PyObject *frame)
{
    PyObject *locals = python_attribute(frame, names.locals);
    PyObject *seconds = locals ? python.PyObject_GetItem(locals, names.seconds) : NULL;
    double found = seconds ? python.PyFloat_AsDouble(seconds) : -1;
    python.PyErr_Clear();
    python_drop(seconds);
    python_drop(locals);
    return found;
}

static void write_stop(PyObject *greenlet)
{
    struct gil_place place = {0};
    PyObject *frame = python_attribute(greenlet, names.frame), *sleeper = NULL;
    if (frame && frame != python.none)
        sleeper = frames_place_of(frame, "/gevent/hub.py", "sleep", &place);
    python_drop(frame);
    double seconds = sleeper ? sleep_of(sleeper) : -1;
    if (seconds > 0)
        preload_write((struct trace_event){.kind = RAW_TASK_TIMER,
                                           .value = clock_now_ns() + (int64_t)(seconds * 1e9)});
    preload_write((struct trace_event){
        .kind = RAW_TASK_STOP,
        .detail = seconds == 0 ? RAW_STOP_YIELD : RAW_STOP_SWITCH,
        .line = place.line,
        .arg = place.code,
        .value = (int64_t)((uint64_t)place.inner_code << 32 | place.inner_line),
    });
    python_drop(sleeper);
}

static void write_end(PyObject *greenlet, uint32_t number)
{
    PyObject *exception = python_attribute(greenlet, names.exception);
    PyObject *value = python_attribute(greenlet, names.value);
    bool failed = exception && exception != python.none;
    bool cancelled = value && is_called(value, "GreenletExit");
    failure_write((struct trace_event){.kind = RAW_TASK_END,
                                       .detail = cancelled ? TRACE_END_CANCELLED
                                                 : failed  ? TRACE_END_FAILED
                                                           : TRACE_END_OK,
                                       .arg = number},
                  exception);
    python_drop(value);
    python_drop(exception);
}

static void end_step(PyObject *greenlet, struct number *known)
{
    PyObject *dead = python_attribute(greenlet, names.dead);
    bool ended = dead && dead != python.false_object;
    python_drop(dead);
    if (preload_me.task != known->number) /* it has run since before anybody looked */
        begin_step(greenlet, known);
    preload_me.task = 0;
    if (ended) {
        write_end(greenlet, known->number);
        numbers_forget(&greenlets, greenlet);
    } else {
        write_stop(greenlet);
    }
}

/* ---- hooking ---- */

/* (event, (from, to)) */
static PyObject *switched(PyObject *self, PyObject *arguments)
{
    PyObject *pair =
        python.PyTuple_Size(arguments) > 1 ? python.PyTuple_GetItem(arguments, 1) : NULL;
    bool whole =
        pair && frames_type_of(pair) == python.tuple_type && python.PyTuple_Size(pair) == 2;
    PyObject *from = whole ? python.PyTuple_GetItem(pair, 0) : NULL;
    PyObject *to = whole ? python.PyTuple_GetItem(pair, 1) : NULL;
    struct number *known = from ? number_of(from, false) : NULL;
    python.PyErr_Clear();
    if (known)
        end_step(from, known);
    known = to ? number_of(to, false) : NULL;
    if (known)
        begin_step(to, known);
    python.Py_IncRef(python.none);
    return python.none;
}

PyObject *greenlets_spawned(PyObject *self, PyObject *greenlet)
{
    numbers_forget(&greenlets, greenlet); /* one that was never done was at that address */
    number_of(greenlet, true);
    python.PyErr_Clear();
    python.Py_IncRef(python.none);
    return python.none;
}

PyObject *greenlets_hook(PyObject *self, PyObject *settrace)
{
    static struct python_method method = {"switched", switched, PYTHON_VARARGS, NULL};
    static const struct {
        PyObject **to;
        const char *name;
    } words[] = {
        {&names.parent, "parent"},   {&names.dead, "dead"},           {&names.frame, "gr_frame"},
        {&names.name, "name"},       {&names.exception, "exception"}, {&names.value, "value"},
        {&names.seconds, "seconds"}, {&names.type_name, "__name__"},  {&names.locals, "f_locals"},
        {&names.run, "_run"},        {&names.self, "__self__"},       {&names.thread_name, "_name"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
    greenlets.count = NUMBERS_FROM;
    PyObject *function = python.PyCFunction_NewEx(&method, NULL, NULL);
    PyObject *before =
        function ? python.PyObject_CallFunctionObjArgs(settrace, function, NULL) : NULL;
    python.PyErr_Clear();
    python_drop(function);
    python_drop(before);
    return python.PyBool_FromLong(before != NULL);
}
