/* The library is shown to Python: by a pending call, which works however it was started (-I, -S,
 * -E), and needs no file that it could find. What is run there is run once, in a namespace of its
 * own. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/python.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include "preload/aio_callbacks.h"
#include "preload/aio_ends.h"
#include "preload/aio_locks.h"
#include "preload/asyncio.h"
#include "preload/frames.h"
#include "preload/gil.h"
#include "preload/greenlets.h"
#include "preload/hooks.h"
#include "preload/objects.h"
#include "preload/pools.h"
#include "preload/preload.h"
#include "preload/process_names.h"
#include "preload/process_pools.h"

struct python python;

/* So that the number of a line is not that of arguments, or a flag. */
#define TEN_LINES    "\n\n\n\n\n\n\n\n\n\n"
#define LINES_BEFORE TEN_LINES TEN_LINES TEN_LINES TEN_LINES TEN_LINES TEN_LINES TEN_LINES TEN_LINES

/* `learn` is to be called by a function that is called by another: on one line with its number. */
static const char program[] = LINES_BEFORE
    "def outer():\n"
    "    def inner():\n"
    "        f = sys._getframe(); b = f.f_back; c = f.f_code\n"
    "        return learn(c, b.f_code, f, b, c.co_filename, c.co_name, f.f_lineno,"
    " type(c).__basicsize__, c.co_firstlineno, sys.hexversion,"
    " getattr(c, 'co_linetable', None) or c.co_lnotab, f.f_lasti)\n"
    "    known = inner()\n"
    "    v = sys.version_info\n"
    "    library('%s/%s/python%d.%d/' % (sys.base_prefix, getattr(sys, 'platlibdir', 'lib'), v[0], "
    "v[1]))\n"
    "    begin(sys.hexversion, known, getattr(sys, 'argv', [''])[:1] == ['-c'])\n"
    "    t = sys.modules.get('_thread')\n"
    "    m = sys.modules.get('threading')\n"
    "    for n in ('start_new_thread', 'start_joinable_thread'):\n"
    "        if t is None or not hasattr(t, n): continue\n"
    "        old = getattr(t, n)\n"
    "        new = starter(n, old)\n"
    "        setattr(t, n, new)\n"
    "        if n == 'start_new_thread' and getattr(t, 'start_new', None) is old:\n"
    "            t.start_new = new\n"
    "        if getattr(m, '_' + n, None) is old: setattr(m, '_' + n, new)\n"
    "    watch(sys.modules['_frozen_importlib_external']._LoaderBasics)\n"
    "outer()\n";

/* Borrowed. */
static PyObject *argument(PyObject *arguments, int index)
{
    return python.PyTuple_GetItem(arguments, index);
}

static PyObject *py_learn(PyObject *self, PyObject *arguments)
{
    struct frames_example example = {
        .code = argument(arguments, 0),
        .caller_code = argument(arguments, 1),
        .frame = argument(arguments, 2),
        .caller_frame = argument(arguments, 3),
        .file = argument(arguments, 4),
        .name = argument(arguments, 5),
        .line = (int)python.PyLong_AsLong(argument(arguments, 6)),
        .code_bytes = python.PyLong_AsLong(argument(arguments, 7)),
        .first_line = (int)python.PyLong_AsLong(argument(arguments, 8)),
        .version = (uint32_t)python.PyLong_AsLong(argument(arguments, 9)),
        .table = argument(arguments, 10),
        .instruction = (int)python.PyLong_AsLong(argument(arguments, 11)),
    };
    return python.PyBool_FromLong(frames_learn(&example));
}

static PyObject *py_library(PyObject *self, PyObject *folder)
{
    const char *text = python.PyUnicode_AsUTF8(folder);
    if (text)
        frames_add_library(text);
    return python.PyBool_FromLong(text != NULL);
}

static PyObject *name_of_name; /* "_name" */

static PyObject *py_begin(PyObject *self, PyObject *arguments)
{
    long version = python.PyLong_AsLong(argument(arguments, 0));
    bool known = python.PyLong_AsLong(argument(arguments, 1)) != 0;
    preload_write(
        (struct trace_event){.kind = RAW_PYTHON, .detail = known, .arg = (uint32_t)version});
    if (python.PyLong_AsLong(argument(arguments, 2)) != 0)
        frames_has_command();
    name_of_name = python.PyUnicode_InternFromString("_name");
    if (known) {
        gil.place = frames_place;
        frames_show();
    }
    return python.PyBool_FromLong(known);
}

/* ---- the names of threads ---- */

enum { STARTERS = 2 };

static struct starter {
    struct python_method method;
    PyObject *real;
} starters[STARTERS];
static int starter_count;

/* The name of the Thread whose method it is to run; it has one reference. Nothing of the user's
 * runs. */
static PyObject *thread_name(PyObject *function)
{
    PyObject *type = python.PyObject_Type(function);
    PyObject *thread = NULL, *name = NULL;
    if (type == python.method_type)
        thread = python.PyObject_GetAttrString(function, "__self__");
    if (thread)
        name = python.PyObject_GenericGetAttr(thread, name_of_name);
    python.PyErr_Clear();
    if (thread)
        python.Py_DecRef(thread);
    python.Py_DecRef(type);
    return name;
}

static PyObject *start_thread(const struct starter *starter, PyObject *arguments,
                              PyObject *keywords)
{
    struct preload_thread *me = &preload_me;
    PyObject *function =
        python.PyTuple_Size(arguments) > 0 ? python.PyTuple_GetItem(arguments, 0) : NULL;
    PyObject *name = function && name_of_name ? thread_name(function) : NULL;
    me->next_name = name ? python.PyUnicode_AsUTF8(name) : NULL;
    me->next_name_len = me->next_name ? strlen(me->next_name) : 0;
    if (!me->next_name)
        python.PyErr_Clear();
    PyObject *result = python.PyObject_Call(starter->real, arguments, keywords);
    me->next_name = NULL;
    if (name)
        python.Py_DecRef(name);
    return result;
}

static PyObject *start_thread_0(PyObject *self, PyObject *arguments, PyObject *keywords)
{
    return start_thread(&starters[0], arguments, keywords);
}

static PyObject *start_thread_1(PyObject *self, PyObject *arguments, PyObject *keywords)
{
    return start_thread(&starters[1], arguments, keywords);
}

/* starter(name, function): a function that does the same, and knows what the thread is called. */
static PyObject *py_starter(PyObject *self, PyObject *arguments)
{
    static python_function *const run[STARTERS] = {(python_function *)(void *)start_thread_0,
                                                   (python_function *)(void *)start_thread_1};
    PyObject *real = argument(arguments, 1);
    const char *name = python.PyUnicode_AsUTF8(argument(arguments, 0));
    if (starter_count >= STARTERS || !name) {
        python.Py_IncRef(real);
        return real;
    }
    struct starter *starter = &starters[starter_count];
    starter->method = (struct python_method){strdup(name), run[starter_count],
                                             PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};
    starter->real = real;
    starter_count++;
    python.Py_IncRef(real);
    return python.PyCFunction_NewEx(&starter->method, NULL, NULL);
}

/* ---- showing ---- */

static PyObject *py_hook(PyObject *self, PyObject *arguments)
{
    if (!gil.place) /* without frames there are no lines, and what is an object is not known */
        return python.PyBool_FromLong(0);
    return asyncio_hook(self, arguments);
}

static PyObject *py_pool(PyObject *self, PyObject *arguments)
{
    return gil.place ? pools_hook(self, arguments) : python.PyBool_FromLong(0);
}

static PyObject *py_futures(PyObject *self, PyObject *type)
{
    return gil.place ? pools_hook_futures(self, type) : python.PyBool_FromLong(0);
}

static PyObject *py_processes(PyObject *self, PyObject *arguments)
{
    return gil.place ? process_pools_hook(self, arguments) : python.PyBool_FromLong(0);
}

static PyObject *py_workers(PyObject *self, PyObject *arguments)
{
    return gil.place ? process_pools_hook_workers(self, arguments) : python.PyBool_FromLong(0);
}

static struct python_method methods[] = {
    {"learn", py_learn, PYTHON_VARARGS, NULL},
    {"library", py_library, PYTHON_ONE, NULL},
    {"begin", py_begin, PYTHON_VARARGS, NULL},
    {"starter", py_starter, PYTHON_VARARGS, NULL},
    {"hook", py_hook, PYTHON_VARARGS, NULL},
    {"pool", py_pool, PYTHON_VARARGS, NULL},
    {"futures", py_futures, PYTHON_ONE, NULL},
    {"processes", py_processes, PYTHON_VARARGS, NULL},
    {"workers", py_workers, PYTHON_VARARGS, NULL},
    {"taker", process_pools_taker, PYTHON_ONE, NULL},
    {"greenlets", greenlets_hook, PYTHON_ONE, NULL},
    {"spawned", greenlets_spawned, PYTHON_ONE, NULL},
    {"gathers", asyncio_hook_gather, PYTHON_ONE, NULL},
    {"locks", aio_locks_hook, PYTHON_ONE, NULL},
    {"uvloop", asyncio_hook_uvloop, PYTHON_VARARGS, NULL},
    {"limits", aio_ends_hook_timeout, PYTHON_ONE, NULL},
    {"groups", aio_ends_hook_group, PYTHON_ONE, NULL},
    {"ender", aio_ends_of_run, PYTHON_ONE, NULL},
    {"callbacks", aio_callbacks_hook, PYTHON_VARARGS, NULL},
    {"watch", hooks_watch, PYTHON_ONE, NULL},
    {"giver", process_pools_giver, PYTHON_ONE, NULL},
    {"named", process_names_hook, PYTHON_ONE, NULL},
    {"waits", objects_hook_waits, PYTHON_VARARGS, NULL},
    {"begins", objects_hook_begins, PYTHON_ONE, NULL},
    {"takes", objects_hook_queue, PYTHON_ONE, NULL},
    {"shares", objects_hook_shared, PYTHON_VARARGS, NULL},
    {NULL},
};

static PyObject *make_namespace(void)
{
    PyObject *names = python.PyDict_New();
    if (!names)
        return NULL;
    python.PyDict_SetItemString(names, "__builtins__", python.PyEval_GetBuiltins());
    PyObject *sys = python.PyDict_GetItemString(python.PyImport_GetModuleDict(), "sys");
    if (sys)
        python.PyDict_SetItemString(names, "sys", sys);
    for (struct python_method *method = methods; method->name; method++) {
        PyObject *function = python.PyCFunction_NewEx(method, NULL, NULL);
        if (!function)
            continue;
        python.PyDict_SetItemString(names, method->name, function);
        python.Py_DecRef(function);
    }
    return names;
}

bool python_run(const char *text)
{
    PyObject *kept[3];
    python.PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    PyObject *names = make_namespace();
    PyObject *code = names ? python.Py_CompileString(text, "<baton>", PYTHON_FILE_INPUT) : NULL;
    PyObject *result = code ? python.PyEval_EvalCode(code, names, names) : NULL;
    PyObject *made[] = {result, code, names};
    if (!result)
        python.PyErr_Clear();
    for (int i = 0; i < 3; i++)
        if (made[i])
            python.Py_DecRef(made[i]);
    python.PyErr_Restore(kept[0], kept[1], kept[2]);
    return result != NULL;
}

static int show(void *unused)
{
    static const char what[] = "Python's frames";
    if (!python_run(program))
        preload_write_text((struct trace_event){.kind = RAW_UNWATCHED, .value = 1}, what,
                           sizeof what - 1);
    return 0;
}

/* At each take of the lock, until it is ready. */
static void look(void)
{
    if (python.Py_IsInitialized() && python.Py_AddPendingCall(show, NULL) == 0)
        gil.taken = NULL;
}

void python_begin(void)
{
    bool whole = true;
#define F(result, name, parameters)                                                                \
    *(void **)&python.name = dlsym(RTLD_DEFAULT, #name);                                           \
    whole &= python.name != NULL;
    PYTHON_FUNCTIONS(F)
#undef F
    *(void **)&python.PyObject_Vectorcall = dlsym(RTLD_DEFAULT, "PyObject_Vectorcall");
    *(void **)&python.function_vectorcall = dlsym(RTLD_DEFAULT, "_PyFunction_Vectorcall");
    *(void **)&python.PyVectorcall_Function = dlsym(RTLD_DEFAULT, "PyVectorcall_Function");
    *(void **)&python.PyFunction_SetVectorcall = dlsym(RTLD_DEFAULT, "PyFunction_SetVectorcall");
    *(void **)&python._PyType_Lookup = dlsym(RTLD_DEFAULT, "_PyType_Lookup");
    python.method_type = dlsym(RTLD_DEFAULT, "PyMethod_Type");
    python.builtin_type = dlsym(RTLD_DEFAULT, "PyCFunction_Type");
    python.function_type = dlsym(RTLD_DEFAULT, "PyFunction_Type");
    python.type_type = dlsym(RTLD_DEFAULT, "PyType_Type");
    python.tuple_type = dlsym(RTLD_DEFAULT, "PyTuple_Type");
    python.none = dlsym(RTLD_DEFAULT, "_Py_NoneStruct");
    python.true_object = dlsym(RTLD_DEFAULT, "_Py_TrueStruct");
    python.false_object = dlsym(RTLD_DEFAULT, "_Py_FalseStruct");
    if (whole && python.method_type && python.builtin_type && python.function_type &&
        python.type_type && python.tuple_type && python.none && python.false_object &&
        python.true_object)
        gil.taken = look;
}
