/* A job is made in one process and executed in another: what both know of it is its key, a number
 * that the module gives it. It begins when a worker has taken it out of its queue, and ends when
 * its result is about to be sent. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/process_pools.h"

#include <string.h>

#include "preload/failure.h"
#include "preload/frames.h"
#include "preload/pools.h"
#include "preload/preload.h"

enum { NAME_BYTES = 128, CHUNKS_MOST = 10000 };

static struct {
    PyObject *work_id, *queue_count, *exception, *exc, *pending, *job, *left, *function;
} names;

static void begin(void)
{
    static const struct {
        PyObject **to;
        const char *name;
    } words[] = {
        {&names.work_id, "work_id"},
        {&names.queue_count, "_queue_count"},
        {&names.exception, "exception"},
        {&names.exc, "exc"},
        {&names.pending, "pending_work_items"},
        {&names.job, "_job"},
        {&names.left, "_number_left"},
        {&names.function, "fn"},
    };
    pools_begin();
    for (size_t i = 0; i < sizeof words / sizeof *words && !*words[i].to; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
}

/* -1: it has none. */
static long number_in(PyObject *of, PyObject *name)
{
    PyObject *found = python_attribute(of, name);
    long number = found && found != python.none ? python.PyLong_AsLong(found) : -1;
    python.PyErr_Clear();
    python_drop(found);
    return number;
}

/* Its function is told here, too: of some pools it is known to nobody before. */
static void write_begun(enum raw_pool kind, int64_t key, PyObject *function)
{
    PyObject *name = function ? pools_name(function) : NULL;
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    preload_write_text((struct trace_event){.kind = RAW_JOB,
                                            .detail = RAW_JOB_BEGUN,
                                            .line = (uint32_t)preload_pid,
                                            .reason = (uint16_t)kind,
                                            .value = key},
                       text ? text : "job", text ? strnlen(text, NAME_BYTES) : 3);
    python.PyErr_Clear();
    python_drop(name);
}

static void write_ended(enum raw_pool kind, int64_t key, PyObject *failure)
{
    failure_write((struct trace_event){.kind = RAW_JOB,
                                       .detail = RAW_JOB_ENDED,
                                       .reason = (uint16_t)kind,
                                       .line = failure ? TRACE_END_FAILED : TRACE_END_OK,
                                       .value = key},
                  failure);
}

/* ---- concurrent.futures ---- */

static PyObject *real_init, *real_manage, *real_get, *real_send, *real_process;

static PyObject *init_job(PyObject *job, PyObject *arguments, PyObject *keywords)
{
    PyObject *result = python_call_again(real_init, job, arguments, keywords);
    if (result)
        pools_made(job, arguments);
    return result;
}

/* The pool looks whether it has its manager right behind that. */
static PyObject *manage(PyObject *pool, PyObject *arguments)
{
    uint32_t job = pools_take_made();
    long count = job ? number_in(pool, names.queue_count) : -1;
    if (count > 0)
        pools_queued(pool, RAW_POOL_PROCESSES, job, count - 1);
    PyObject *result = python_call_again(real_manage, pool, arguments, NULL);
    if (count > 0)
        preload_write((struct trace_event){.kind = RAW_JOB, .detail = RAW_JOB_QUEUED});
    return result;
}

static PyObject *get_call(PyObject *queue, PyObject *arguments, PyObject *keywords)
{
    PyObject *call = python_call_again(real_get, queue, arguments, keywords);
    long key = call && call != python.none ? number_in(call, names.work_id) : -1;
    PyObject *function = key >= 0 ? python_attribute(call, names.function) : NULL;
    if (key >= 0)
        write_begun(RAW_POOL_PROCESSES, key, function);
    python_drop(function);
    return call;
}

/* (queue, work_id, result=None, exception=None, …) */
static PyObject *send_result(PyObject *unused, PyObject *arguments, PyObject *keywords)
{
    PyObject *key =
        python.PyTuple_Size(arguments) > 1 ? python.PyTuple_GetItem(arguments, 1) : NULL;
    PyObject *wrapped = keywords ? python.PyDict_GetItemString(keywords, "exception") : NULL;
    PyObject *failure =
        wrapped && wrapped != python.none ? python_attribute(wrapped, names.exc) : NULL;
    long number = key ? python.PyLong_AsLong(key) : -1;
    python.PyErr_Clear();
    if (number >= 0)
        write_ended(RAW_POOL_PROCESSES, number, failure);
    python_drop(failure);
    return python.PyObject_Call(real_send, arguments, keywords);
}

/* The object of the job whose result that is; one reference, or NULL. */
static PyObject *job_of_result(PyObject *manager, PyObject *result)
{
    PyObject *key = python_attribute(result, names.work_id);
    PyObject *pending = key ? python_attribute(manager, names.pending) : NULL;
    PyObject *job = pending ? python.PyObject_GetItem(pending, key) : NULL;
    python.PyErr_Clear();
    python_drop(key);
    python_drop(pending);
    return job;
}

static void write_tells(uint32_t job)
{
    preload_write((struct trace_event){.kind = RAW_JOB, .detail = RAW_JOB_TELLS, .arg = job});
}

static PyObject *process_result(PyObject *manager, PyObject *arguments, PyObject *keywords)
{
    PyObject *job = python.PyTuple_Size(arguments) > 0
                        ? job_of_result(manager, python.PyTuple_GetItem(arguments, 0))
                        : NULL;
    uint32_t number = job ? pools_job(job) : 0;
    if (number)
        write_tells(number);
    PyObject *result = python_call_again(real_process, manager, arguments, keywords);
    if (number) {
        write_tells(0);
        pools_forget_job(job);
    }
    python_drop(job);
    return result;
}

enum { BOTH = PYTHON_VARARGS | PYTHON_KEYWORDS };

PyObject *process_pools_hook(PyObject *self, PyObject *arguments)
{
    static struct python_method
        init = {"__init__", (python_function *)(void *)init_job, BOTH, NULL},
        manage_method = {"_start_executor_manager_thread", manage, PYTHON_VARARGS, NULL},
        manage_old = {"_start_queue_management_thread", manage, PYTHON_VARARGS, NULL},
        get = {"get", (python_function *)(void *)get_call, BOTH, NULL},
        process = {"process_result_item", (python_function *)(void *)process_result, BOTH, NULL},
        send = {"_sendback_result", (python_function *)(void *)send_result, BOTH, NULL};
    PyObject *at[5];
    for (int i = 0; i < 5; i++)
        at[i] = python.PyTuple_GetItem(arguments, i);
    begin();
    bool done = python_replace(at[1], &init, &real_init) &&
                (python_replace(at[2], &manage_method, &real_manage) ||
                 python_replace(at[2], &manage_old, &real_manage)) &&
                python_replace(at[3], &get, &real_get);
    if (done && at[4] != python.none)
        python_replace(at[4], &process, &real_process);
    real_send = done ? python.PyObject_GetAttrString(at[0], send.name) : NULL;
    PyObject *function = real_send ? python.PyCFunction_NewEx(&send, NULL, NULL) : NULL;
    if (function)
        python.PyObject_SetAttrString(at[0], send.name, function);
    python.PyErr_Clear();
    python_drop(function);
    return python.PyBool_FromLong(done);
}

/* ---- multiprocessing ---- */

static PyObject *real_apply, *real_map;

/* A result stands for one job, or for one each chunk. */
static void add_jobs(PyObject *result, PyObject *arguments, long from, long count)
{
    PyObject *pool =
        python.PyTuple_Size(arguments) > 0 ? python.PyTuple_GetItem(arguments, 0) : NULL;
    long key = pool ? number_in(result, names.job) : -1;
    for (long i = from; key >= 0 && i < count && i < CHUNKS_MOST; i++)
        pools_queued(pool, RAW_POOL_MULTIPROCESSING, pools_add_job(result, NULL),
                     (int64_t)key << 32 | i);
}

static PyObject *init_apply(PyObject *result, PyObject *arguments, PyObject *keywords)
{
    PyObject *none = python_call_again(real_apply, result, arguments, keywords);
    if (none)
        add_jobs(result, arguments, 0, 1);
    return none;
}

static PyObject *init_map(PyObject *result, PyObject *arguments, PyObject *keywords)
{
    PyObject *none = python_call_again(real_map, result, arguments, keywords);
    if (none)
        add_jobs(result, arguments, 1, number_in(result, names.left));
    return none;
}

static int64_t key_of(PyObject *task)
{
    long job = python.PyLong_AsLong(python.PyTuple_GetItem(task, 0));
    long i = python.PyLong_AsLong(python.PyTuple_GetItem(task, 1));
    python.PyErr_Clear();
    return job < 0 ? -1 : (int64_t)job << 32 | (i < 0 ? 0 : i);
}

/* Of a map its arguments are ((function, chunk),). */
static PyObject *function_of(PyObject *task)
{
    PyObject *function = python.PyTuple_GetItem(task, 2), *at = python.PyTuple_GetItem(task, 3);
    PyObject *name = pools_name(function);
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    bool maps = text && (strcmp(text, "mapstar") == 0 || strcmp(text, "starmapstar") == 0);
    python.PyErr_Clear();
    python_drop(name);
    for (int i = 0; maps && i < 2; i++) {
        bool has = frames_type_of(at) == python.tuple_type && python.PyTuple_Size(at) > 0;
        at = has ? python.PyTuple_GetItem(at, 0) : NULL;
        maps = at != NULL;
    }
    return maps ? at : function;
}

static PyObject *take_task(PyObject *get, PyObject *arguments)
{
    PyObject *task = python.PyObject_Call(get, arguments, NULL);
    bool is = task && frames_type_of(task) == python.tuple_type && python.PyTuple_Size(task) == 5;
    int64_t key = is ? key_of(task) : -1;
    if (key >= 0)
        write_begun(RAW_POOL_MULTIPROCESSING, key, function_of(task));
    return task;
}

/* ((job, i, (True, result))), or (False, exception): which may be within another. */
static void write_result(PyObject *result)
{
    bool whole = frames_type_of(result) == python.tuple_type && python.PyTuple_Size(result) == 3;
    PyObject *came = whole ? python.PyTuple_GetItem(result, 2) : NULL;
    int64_t key = came ? key_of(result) : -1;
    if (key < 0 || frames_type_of(came) != python.tuple_type || python.PyTuple_Size(came) != 2)
        return;
    bool failed = python.PyTuple_GetItem(came, 0) == python.false_object;
    PyObject *failure = failed ? python.PyTuple_GetItem(came, 1) : NULL;
    PyObject *inside = failure ? python_attribute(failure, names.exc) : NULL;
    write_ended(RAW_POOL_MULTIPROCESSING, key, inside ? inside : failure);
    python_drop(inside);
}

static PyObject *give_result(PyObject *put, PyObject *arguments)
{
    if (python.PyTuple_Size(arguments) > 0)
        write_result(python.PyTuple_GetItem(arguments, 0));
    return python.PyObject_Call(put, arguments, NULL);
}

PyObject *process_pools_taker(PyObject *self, PyObject *get)
{
    static struct python_method take = {"get", take_task, PYTHON_VARARGS, NULL};
    return python.PyCFunction_NewEx(&take, get, NULL);
}

PyObject *process_pools_giver(PyObject *self, PyObject *put)
{
    static struct python_method give = {"put", give_result, PYTHON_VARARGS, NULL};
    return python.PyCFunction_NewEx(&give, put, NULL);
}

PyObject *process_pools_hook_workers(PyObject *self, PyObject *arguments)
{
    static struct python_method apply = {"__init__", (python_function *)(void *)init_apply, BOTH,
                                         NULL},
                                map = {"__init__", (python_function *)(void *)init_map, BOTH, NULL};
    begin();
    bool done = python_replace(python.PyTuple_GetItem(arguments, 1), &map, &real_map) &&
                python_replace(python.PyTuple_GetItem(arguments, 0), &apply, &real_apply);
    return python.PyBool_FromLong(done);
}
