/* Callbacks are looked at as they lie in memory: an attribute of a function is asked of Python with
 * an event of `sys.audit()`, and one of an object of the user's may run his code. Where the
 * callback is one of asyncio's transports, the user's function is a method of its protocol, which
 * that calls if something has come. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/aio_callbacks.h"

#include <stddef.h>
#include <string.h>

#include "preload/frames.h"
#include "preload/preload.h"

enum { PARTIALS_MOST = 4, BUILTINS = 64, CODES = 1 << 14 };

static int code_at = -1, function_at = -1, self_at = -1; /* in a function, in a method */
static const PyObject *partial_type;
static struct {
    PyObject *call, *func, *module, *name, *protocol;
} names;

/* ---- what is called ---- */

static PyObject *word_at(const PyObject *object, int offset)
{
    return *(PyObject *const *)((const char *)object + offset);
}

PyObject *aio_callbacks_self(PyObject *callback)
{
    if (self_at < 0 || frames_type_of(callback) != python.method_type)
        return NULL;
    PyObject *self = word_at(callback, self_at);
    python.Py_IncRef(self);
    return self;
}

/* In C: known by its names, for the function of a method is made anew each time. */
static struct builtin {
    char module[48], name[48];
    uint32_t number;
} builtins[BUILTINS];

static uint32_t number_of(const char *module, const char *name)
{
    int i = 0;
    for (; i < BUILTINS && builtins[i].number; i++)
        if (strcmp(builtins[i].name, name) == 0 && strcmp(builtins[i].module, module) == 0)
            return builtins[i].number;
    if (i == BUILTINS || strlen(module) >= sizeof builtins[i].module ||
        strlen(name) >= sizeof builtins[i].name)
        return 0;
    strcpy(builtins[i].module, module);
    strcpy(builtins[i].name, name);
    builtins[i].number = frames_add_builtin(module, name);
    return builtins[i].number;
}

static uint32_t builtin_code(PyObject *function)
{
    PyObject *name = python_attribute(function, names.name);
    PyObject *module = python_attribute(function, names.module);
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    const char *from = module && module != python.none ? python.PyUnicode_AsUTF8(module) : NULL;
    uint32_t number = text ? number_of(from && strcmp(from, "builtins") != 0 ? from : "", text) : 0;
    python.PyErr_Clear();
    python_drop(name);
    python_drop(module);
    return number;
}

/* The function of Python that an object of that type is when it is called, or NULL. */
static PyObject *method_of_type(PyObject *type, PyObject *name)
{
    PyObject *found = python._PyType_Lookup ? python._PyType_Lookup(type, name) : NULL;
    return found && frames_type_of(found) == python.function_type ? found : NULL;
}

/* All borrowed. */
struct called {
    uint32_t code;
    bool users;
    PyObject *function; /* of Python; NULL: it is none */
    PyObject *self;     /* NULL: it is no method */
};

/* What is called in the end; the callback is borrowed. */
static struct called called_of(PyObject *callback)
{
    struct called called = {0};
    for (int i = 0; i < PARTIALS_MOST && frames_type_of(callback) == partial_type; i++) {
        PyObject *inner = python_attribute(callback, names.func);
        python_drop(inner); /* the partial has it */
        if (!inner)
            return called;
        callback = inner;
    }
    const void *type = frames_type_of(callback);
    PyObject *function = callback;
    if (type == python.method_type) {
        called.self = word_at(callback, self_at);
        function = word_at(callback, function_at);
    } else if (type == python.builtin_type) {
        called.code = builtin_code(callback);
        return called;
    } else if (type != python.function_type) {
        function = method_of_type((PyObject *)type, names.call);
    }
    if (!function || frames_type_of(function) != python.function_type)
        return called;
    called.function = function;
    called.code = frames_code(word_at(function, code_at), &called.users);
    return called;
}

/* ---- transports ---- */

/* The functions of a protocol that a callback of a transport calls. */
static const struct {
    const char *callback, *function, *at_end;
} calls[] = {
    {"_read_ready", "data_received", "eof_received"},
    {"_read_ready", "buffer_updated", "eof_received"},
    {"_read_ready", "datagram_received", NULL},
    {"_call_connection_lost", "connection_lost", NULL},
};
enum { CALLS = sizeof calls / sizeof *calls };
static PyObject *call_names[CALLS][2];

/* What each sleep and each run has; nothing of the user's is called in it. */
static const char *const untold[] = {"_set_result_unless_cancelled", "_run_until_complete_cb"};

/* What a code of a library is, by its number: index in `calls`, or one of these. */
enum { ROW_UNKNOWN, ROW_OTHER, ROW_UNTOLD, ROW_CALLS };
static uint8_t rows[CODES];

static uint8_t row_by_name(const char *name)
{
    for (int i = 0; i < CALLS; i++)
        if (strcmp(calls[i].callback, name) == 0)
            return (uint8_t)(ROW_CALLS + i);
    for (size_t i = 0; i < sizeof untold / sizeof *untold; i++)
        if (strcmp(untold[i], name) == 0)
            return ROW_UNTOLD;
    return ROW_OTHER;
}

static uint8_t row_of(uint32_t code, PyObject *function)
{
    if (code >= CODES)
        return ROW_OTHER;
    if (rows[code] == ROW_UNKNOWN) {
        PyObject *name = python_attribute(function, names.name);
        const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
        rows[code] = text ? row_by_name(text) : ROW_OTHER;
        python.PyErr_Clear();
        python_drop(name);
    }
    return rows[code];
}

static uint32_t users_code(PyObject *type, PyObject *name)
{
    PyObject *function = name ? method_of_type(type, name) : NULL;
    bool users = false;
    uint32_t code = function ? frames_code(word_at(function, code_at), &users) : 0;
    return users ? code : 0;
}

/* What its transport calls of the user's. */
static void look_behind(struct trace_event *event, const struct called *called, int row)
{
    PyObject *protocol = python.PyObject_GenericGetAttr(called->self, names.protocol);
    python.PyErr_Clear();
    if (!protocol)
        return;
    PyObject *type = (PyObject *)frames_type_of(protocol);
    for (int i = row; i < CALLS && strcmp(calls[i].callback, calls[row].callback) == 0; i++) {
        uint32_t function = users_code(type, call_names[i][0]);
        uint32_t at_end = users_code(type, call_names[i][1]);
        if (!function && !at_end)
            continue;
        bool receives = strcmp(calls[i].callback, "_read_ready") == 0;
        event->detail = receives ? RAW_CALLBACK_RECEIVES : RAW_CALLBACK_CALLS;
        event->value = receives ? (int64_t)((uint64_t)function << 32 | at_end) : function;
        break;
    }
    python_drop(protocol);
}

/* ---- what is told ---- */

bool aio_callbacks_begin(PyObject *callback)
{
    if (code_at < 0 || function_at < 0 || self_at < 0)
        return false;
    struct called called = called_of(callback);
    struct trace_event event = {.kind = RAW_CALLBACK, .arg = called.code};
    uint8_t row =
        called.function && !called.users ? row_of(called.code, called.function) : ROW_OTHER;
    if (row == ROW_UNTOLD)
        return false;
    if (row >= ROW_CALLS && called.self)
        look_behind(&event, &called, row - ROW_CALLS);
    preload_write(event);
    return true;
}

void aio_callbacks_end(void)
{
    preload_write((struct trace_event){.kind = RAW_CALLED_BACK});
}

PyObject *aio_callbacks_hook(PyObject *self, PyObject *arguments)
{
    static const struct {
        PyObject **to;
        const char *name;
    } words[] = {{&names.call, "__call__"},
                 {&names.func, "func"},
                 {&names.module, "__module__"},
                 {&names.name, "__name__"},
                 {&names.protocol, "_protocol"}};
    PyObject *function = python.PyTuple_GetItem(arguments, 0);
    PyObject *method = python.PyTuple_GetItem(arguments, 2);
    if (!gil.place)
        return python.PyBool_FromLong(0);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
    for (int i = 0; i < CALLS; i++) {
        call_names[i][0] = python.PyUnicode_InternFromString(calls[i].function);
        if (calls[i].at_end)
            call_names[i][1] = python.PyUnicode_InternFromString(calls[i].at_end);
    }
    partial_type = python.PyTuple_GetItem(arguments, 3);
    python.Py_IncRef((PyObject *)partial_type);
    code_at = frames_find(function, python.PyTuple_GetItem(arguments, 1));
    function_at = frames_find(method, function);
    self_at = function_at < 0 ? -1 : function_at + (int)sizeof(void *);
    return python.PyBool_FromLong(code_at >= 0 && self_at >= 0);
}
