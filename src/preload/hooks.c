/* Modules are looked for when the interpreter's lock is taken and there are more of them than
 * before. Of one between whose end and first use the lock may not be let go at all, the pending
 * call calls itself again until it is whole, once it is there: it imports next to nothing itself.
 */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/hooks.h"

#include <stdbool.h>
#include <stddef.h>

#include "preload/gil.h"
#include "preload/python.h"

enum { TRIES_MOST = 100000 }; /* of one that never becomes whole */

static struct hook {
    const char *module, *has; /* it is whole when it has that */
    const char *program;
    bool at_once;
    bool done;
} hooks[] = {
    {"asyncio.base_events", "BaseEventLoop",
     "def outer():\n"
     "    m = sys.modules\n"
     "    hook(m['asyncio.events'].Handle, m['asyncio.base_events'].BaseEventLoop,"
     " m['asyncio.tasks'].Task)\n"
     "outer()\n",
     false, false},
    {"concurrent.futures.thread", "ThreadPoolExecutor",
     "def outer():\n"
     "    m = sys.modules['concurrent.futures.thread']\n"
     "    pool(m._WorkItem, m.ThreadPoolExecutor)\n"
     "outer()\n",
     true, false},
    {"concurrent.futures.process", "ProcessPoolExecutor",
     "def outer():\n"
     "    m = sys.modules['concurrent.futures.process']\n"
     "    processes(m, m._WorkItem, m.ProcessPoolExecutor, m._SafeQueue,"
     " getattr(m, '_ExecutorManagerThread', None))\n"
     "outer()\n",
     false, false},
    {"multiprocessing.pool", "ThreadPool",
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
     true, false},
};
enum { HOOKS = sizeof hooks / sizeof *hooks };

static PyObject *modules; /* sys.modules */
static ssize_t count;     /* how many there were when they were looked at */
static unsigned tries;
static bool asked_for, importing;

/* True: it is being imported. */
static bool look_for(struct hook *hook)
{
    PyObject *module = python.PyDict_GetItemString(modules, hook->module);
    if (!module)
        return false;
    PyObject *found = python.PyObject_GetAttrString(module, hook->has);
    if (!found) {
        python.PyErr_Clear();
        return true;
    }
    python_drop(found);
    hook->done = true;
    python_run(hook->program);
    return false;
}

/* The end of an interpreter is no time for it. */
static int look(void *unused)
{
    bool again = false;
    PyObject *kept[3];
    asked_for = importing = false;
    if (!python.Py_IsInitialized())
        return 0;
    python.PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    count = python.PyDict_Size(modules);
    for (int i = 0; i < HOOKS; i++) {
        bool not_whole = !hooks[i].done && look_for(&hooks[i]);
        importing |= not_whole;
        again |= not_whole && hooks[i].at_once;
    }
    python.PyErr_Restore(kept[0], kept[1], kept[2]);
    asked_for = again && ++tries < TRIES_MOST && python.Py_AddPendingCall(look, NULL) == 0;
    return 0;
}

static void taken(void)
{
    if (!asked_for && (importing || python.PyDict_Size(modules) != count))
        asked_for = python.Py_AddPendingCall(look, NULL) == 0;
}

void hooks_begin(void)
{
    modules = python.PyImport_GetModuleDict();
    if (!modules)
        return;
    python.Py_IncRef(modules);
    look(NULL);
    gil.taken = taken;
}
