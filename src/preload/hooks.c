/* A module is looked for once a file of its package is being executed: at each take of the
 * interpreter's lock. Of one between whose end and first use the lock may not be let go at all, the
 * pending call calls itself again until it is whole, once it is there: it imports next to nothing
 * itself. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/hooks.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "preload/gil.h"
#include "preload/python.h"

enum { TRIES_MOST = 100000 }; /* of one that never becomes whole */

static struct hook {
    const char *sign;         /* in the paths of files that are executed before it is there */
    const char *module, *has; /* it is whole when it has that */
    const char *program;
    bool at_once;
    bool saw, done;
} hooks[] = {
    {"/asyncio/", "asyncio.base_events", "BaseEventLoop",
     "def outer():\n"
     "    m = sys.modules\n"
     "    hook(m['asyncio.events'].Handle, m['asyncio.base_events'].BaseEventLoop,"
     " m['asyncio.tasks'].Task)\n"
     "outer()\n",
     false, false, false},
    {"/concurrent/futures/", "concurrent.futures.thread", "ThreadPoolExecutor",
     "def outer():\n"
     "    m = sys.modules['concurrent.futures.thread']\n"
     "    pool(m._WorkItem, m.ThreadPoolExecutor)\n"
     "outer()\n",
     true, false, false},
};
enum { HOOKS = sizeof hooks / sizeof *hooks };

static unsigned tries;
static bool asked_for;

void hooks_saw(const char *file)
{
    for (int i = 0; i < HOOKS; i++)
        if (!hooks[i].done && strstr(file, hooks[i].sign))
            hooks[i].saw = true;
}

/* True: it is being imported, and will be used at once. */
static bool look_for(struct hook *hook)
{
    PyObject *module = python.PyDict_GetItemString(python.PyImport_GetModuleDict(), hook->module);
    if (!module)
        return false;
    PyObject *found = python.PyObject_GetAttrString(module, hook->has);
    if (!found) {
        python.PyErr_Clear();
        return hook->at_once;
    }
    python_drop(found);
    hook->done = true;
    python_run(hook->program);
    return false;
}

static int look(void *unused)
{
    bool again = false;
    PyObject *kept[3];
    python.PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    for (int i = 0; i < HOOKS; i++)
        if (hooks[i].saw && !hooks[i].done)
            again |= look_for(&hooks[i]);
    python.PyErr_Restore(kept[0], kept[1], kept[2]);
    asked_for = again && ++tries < TRIES_MOST && python.Py_AddPendingCall(look, NULL) == 0;
    return 0;
}

static void taken(void)
{
    bool wanted = false;
    for (int i = 0; i < HOOKS; i++)
        wanted |= hooks[i].saw && !hooks[i].done;
    if (wanted && !asked_for)
        asked_for = python.Py_AddPendingCall(look, NULL) == 0;
}

void hooks_begin(void)
{
    for (int i = 0; i < HOOKS; i++) {
        bool saw = hooks[i].saw;
        hooks[i].saw = true;
        look(NULL);
        hooks[i].saw = saw;
    }
    gil.taken = taken;
}
