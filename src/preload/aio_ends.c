/* By what the loop ends waits of its tasks, other than by what they wait for: a time limit, the
 * failure of another of a group, the end of asyncio.run(). Each is a function of asyncio's that is
 * called outside of steps; what is made ready in it is told with that. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/aio_ends.h"

#include <stddef.h>

#include "preload/raw.h"

_Thread_local struct aio_within aio_within __attribute__((tls_model("initial-exec")));

/* Those who failed last: their group asks of them when they have no number any more. */
enum { FAILED = 32 };
static struct {
    const PyObject *task;
    uint32_t number;
} failures[FAILED];
static unsigned failed_count;

void aio_ends_keep(const PyObject *task, uint32_t number)
{
    failures[failed_count % FAILED].task = task;
    failures[failed_count % FAILED].number = number;
    failed_count++;
}

/* Its number, or 0. */
static uint32_t take_failed(const PyObject *task)
{
    for (unsigned i = 0; i < FAILED; i++) {
        if (failures[i].task != task)
            continue;
        failures[i].task = NULL;
        return failures[i].number;
    }
    return 0;
}

static PyObject *real_timeout, *real_done, *real_cancel_all;

static PyObject *on_timeout(PyObject *timeout, PyObject *unused)
{
    aio_within.how = RAW_READY_TIMEOUT;
    PyObject *result = python.PyObject_CallFunctionObjArgs(real_timeout, timeout, NULL);
    aio_within.how = RAW_READY_PLAIN;
    return result;
}

static PyObject *on_task_done(PyObject *group, PyObject *task)
{
    aio_within.by = take_failed(task);
    aio_within.how = aio_within.by ? RAW_READY_GROUP : RAW_READY_PLAIN;
    PyObject *result = python.PyObject_CallFunctionObjArgs(real_done, group, task, NULL);
    aio_within.how = RAW_READY_PLAIN;
    aio_within.by = 0;
    return result;
}

static PyObject *cancel_all(PyObject *unused, PyObject *arguments)
{
    aio_within.how = RAW_READY_RUN_ENDS;
    PyObject *result = python.PyObject_Call(real_cancel_all, arguments, NULL);
    aio_within.how = RAW_READY_PLAIN;
    return result;
}

PyObject *aio_ends_hook_timeout(PyObject *self, PyObject *type)
{
    static struct python_method method = {"_on_timeout", on_timeout, PYTHON_NOARGS, NULL};
    return python.PyBool_FromLong(python_replace(type, &method, &real_timeout));
}

PyObject *aio_ends_hook_group(PyObject *self, PyObject *type)
{
    static struct python_method method = {"_on_task_done", on_task_done, PYTHON_ONE, NULL};
    return python.PyBool_FromLong(python_replace(type, &method, &real_done));
}

PyObject *aio_ends_of_run(PyObject *self, PyObject *function)
{
    static struct python_method method = {"_cancel_all_tasks", cancel_all, PYTHON_VARARGS, NULL};
    python.Py_IncRef(function);
    real_cancel_all = function;
    return python.PyCFunction_NewEx(&method, NULL, NULL);
}
