/* The loaders of modules are asked in C, around what was there: when a module has been executed, it
 * is whole. What is there already is looked for once. (A pending call would be a way, too, but not
 * while the interpreter ends: that would be the end of the program.) */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/hooks.h"

#include <stddef.h>
#include <string.h>

#include "preload/gil.h"

static struct hook {
    const char *module;
    const char *program;
    bool done;
} hooks[] = {
    {"threading",
     "def outer():\n"
     "    m = sys.modules['threading']\n"
     "    waits(m.Event, 'event', 'wait'); begins(m.Event)\n"
     "    waits(m.Barrier, 'barrier', 'wait'); begins(m.Barrier)\n"
     "    waits(m.Semaphore, 'semaphore', 'acquire'); begins(m.Semaphore)\n"
     "    waits(m.Condition, 'condition', 'wait', 'wait_for'); begins(m.Condition)\n"
     "    waits(m.Thread, 'start', 'start')\n"
     "outer()\n",
     false},
    {"queue",
     "def outer():\n"
     "    m = sys.modules['queue']\n"
     "    waits(m.Queue, 'queue', 'get', 'put', 'join'); begins(m.Queue)\n"
     "    takes(m.SimpleQueue)\n"
     "outer()\n",
     false},
    {"multiprocessing.synchronize",
     "def outer():\n"
     "    m = sys.modules['multiprocessing.synchronize']\n"
     "    waits(m.Event, 'event', 'wait')\n"
     "    waits(m.Condition, 'condition', 'wait', 'wait_for')\n"
     "    shares(m.SemLock, m.Lock, m.RLock)\n"
     "outer()\n",
     false},
    {"asyncio.base_events",
     "def outer():\n"
     "    m = sys.modules\n"
     "    hook(m['asyncio.events'].Handle, m['asyncio.base_events'].BaseEventLoop,"
     " m['asyncio.tasks'].Task)\n"
     "    gathers(m['asyncio.tasks']._GatheringFuture)\n"
     "    locks(m['asyncio.locks'].Lock)\n"
     "    callbacks(outer, outer.__code__, outer.__get__(sys), m['functools'].partial)\n"
     "outer()\n",
     false},
    {"asyncio.timeouts",
     "def outer():\n"
     "    limits(sys.modules['asyncio.timeouts'].Timeout)\n"
     "outer()\n",
     false},
    {"asyncio.taskgroups",
     "def outer():\n"
     "    groups(sys.modules['asyncio.taskgroups'].TaskGroup)\n"
     "outer()\n",
     false},
    {"asyncio.runners",
     "def outer():\n"
     "    m = sys.modules['asyncio.runners']\n"
     "    m._cancel_all_tasks = ender(m._cancel_all_tasks)\n"
     "outer()\n",
     false},
    {"concurrent.futures._base",
     "def outer():\n"
     "    futures(sys.modules['concurrent.futures._base'].Future)\n"
     "outer()\n",
     false},
    {"concurrent.futures.thread",
     "def outer():\n"
     "    m = sys.modules['concurrent.futures.thread']\n"
     "    pool(m._WorkItem, m.ThreadPoolExecutor)\n"
     "outer()\n",
     false},
    {"concurrent.futures.process",
     "def outer():\n"
     "    m = sys.modules['concurrent.futures.process']\n"
     "    processes(m, m._WorkItem, m.ProcessPoolExecutor, m._SafeQueue,"
     " getattr(m, '_ExecutorManagerThread', None))\n"
     "outer()\n",
     false},
    {"greenlet",
     "def outer():\n"
     "    greenlets(sys.modules['greenlet'].settrace)\n"
     "outer()\n",
     false},
    {"gevent.greenlet",
     "def outer():\n"
     "    m = sys.modules['gevent.greenlet']\n"
     "    m.Greenlet.add_spawn_callback(spawned)\n"
     "outer()\n",
     false},
    {"uvloop",
     "def outer():\n"
     "    m = sys.modules\n"
     "    uvloop(m['uvloop'].Loop, m['asyncio.tasks'].Task)\n"
     "outer()\n",
     false},
    {"multiprocessing.process",
     "def outer():\n"
     "    named(sys.modules['multiprocessing.process'].BaseProcess)\n"
     "outer()\n",
     false},
    {"multiprocessing.pool",
     "def outer():\n"
     "    m = sys.modules['multiprocessing.pool']\n"
     "    if not workers(m.ApplyResult, m.MapResult): return\n"
     "    real, Queue = m.worker, type(sys.implementation)\n"
     "    def worker(inqueue, outqueue, *arguments, **keywords):\n"
     "        i, o = Queue(get=taker(inqueue.get)), Queue(put=giver(outqueue.put))\n"
     "        if hasattr(inqueue, '_writer'):\n"
     "            i._writer, o._reader = inqueue._writer, outqueue._reader\n"
     "        return real(i, o, *arguments, **keywords)\n"
     "    worker.__module__, worker.__qualname__ = m.__name__, 'worker'\n"
     "    m.worker = worker\n"
     "outer()\n",
     false},
};
enum { HOOKS = sizeof hooks / sizeof *hooks };

static PyObject *name_of_name, *real_execute;

static void hook_into(struct hook *hook)
{
    hook->done = python_run(hook->program);
}

static void executed(PyObject *module)
{
    PyObject *name = python_attribute(module, name_of_name);
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    for (int i = 0; text && i < HOOKS; i++)
        if (!hooks[i].done && strcmp(hooks[i].module, text) == 0)
            hook_into(&hooks[i]);
    python.PyErr_Clear();
    python_drop(name);
}

static PyObject *execute_module(PyObject *loader, PyObject *arguments, PyObject *keywords)
{
    PyObject *result = python_call_again(real_execute, loader, arguments, keywords);
    if (result && python.PyTuple_Size(arguments) > 0)
        executed(python.PyTuple_GetItem(arguments, 0));
    return result;
}

PyObject *hooks_watch(PyObject *self, PyObject *loader)
{
    static struct python_method method = {"exec_module", (python_function *)(void *)execute_module,
                                          PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};
    PyObject *modules = python.PyImport_GetModuleDict();
    name_of_name = python.PyUnicode_InternFromString("__name__");
    bool done = gil.place && python_replace(loader, &method, &real_execute);
    for (int i = 0; i < HOOKS; i++)
        if (done && python.PyDict_GetItemString(modules, hooks[i].module))
            hook_into(&hooks[i]);
    return python.PyBool_FromLong(done);
}
