/* A job is an object of the module (a _WorkItem): it is seen when it is made, and when it is run.
 * The pool looks at its threads right after it has put the job into its queue, in the same thread.
 * What the user calls stays as it is. */
#include "config.h" /* before any header of libc: the system's extensions */

#include "preload/pools.h"

#include <string.h>

#include "preload/failure.h"
#include "preload/frames.h"
#include "preload/numbers.h"
#include "preload/preload.h"

enum { POOLS = 64, NAME_BYTES = 128, INSIDE_MOST = 4 };

static struct {
    PyObject *future, *state, *exception, *prefix, *workers, *processes, *name, *func, *args,
        *callbacks, *closure, *contents;
} names;

static struct numbers jobs, futures; /* a future has the number of its job */
static PyObject *real_init, *real_run, *real_look, *real_cancel;

/* The last that this thread has made, and not yet put into a queue. */
static _Thread_local uint32_t made __attribute__((tls_model("initial-exec")));

/* ---- jobs ---- */

static const void *type_of(PyObject *object)
{
    return frames_type_of(object);
}

/* What a map() of a pool of processes hands over: its first argument is the user's function. */
static bool is_chunk(PyObject *function)
{
    bool plain = function && type_of(function) == python.function_type;
    PyObject *name = plain ? python_attribute(function, names.name) : NULL;
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    bool is = text && strcmp(text, "_process_chunk") == 0;
    python.PyErr_Clear();
    python_drop(name);
    return is;
}

/* What is executed behind functools.partial, and behind Context.run of asyncio.to_thread(). */
static PyObject *inside_of(PyObject *function)
{
    PyObject *inside = NULL, *arguments = NULL;
    PyObject *found = python_attribute(function, names.func);
    if (found && (type_of(found) == python.builtin_type || is_chunk(found)))
        arguments = python_attribute(function, names.args);
    if (arguments && type_of(arguments) == python.tuple_type && python.PyTuple_Size(arguments) > 0)
        inside = python.PyTuple_GetItem(arguments, 0);
    if (inside) {
        python.Py_IncRef(inside);
        python_drop(found);
        found = inside;
    }
    python_drop(arguments);
    return found;
}

/* Its name; of what may answer with what the user wrote, that of its type. One reference. */
PyObject *pools_name(PyObject *function)
{
    PyObject *at = function, *name = NULL;
    python.Py_IncRef(at);
    for (int depth = 0; at && depth < INSIDE_MOST && !name; depth++) {
        PyObject *type = (PyObject *)type_of(at), *inside = NULL;
        bool plain = type == python.function_type || type == python.method_type ||
                     type == python.builtin_type || type == python.type_type;
        name = python_attribute(plain ? at : type, names.name);
        const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
        if (text && !plain && strcmp(text, "partial") == 0)
            inside = inside_of(at);
        if (!text)
            python.PyErr_Clear();
        if (!text || inside) {
            python_drop(name);
            name = NULL;
        }
        python_drop(at);
        at = inside;
    }
    python_drop(at);
    return name;
}

static void write_new(uint32_t number, PyObject *function)
{
    struct gil_place place = {0};
    PyObject *name = function ? pools_name(function) : NULL;
    const char *text = name ? python.PyUnicode_AsUTF8(name) : NULL;
    if (gil.place)
        gil.place(&place);
    if (!text)
        text = "job";
    preload_write_text(
        (struct trace_event){
            .kind = RAW_JOB,
            .detail = RAW_JOB_NEW,
            .line = place.line,
            .arg = number,
            .value = (int64_t)((uint64_t)place.code << 32 | preload_me.task),
        },
        text, strnlen(text, NAME_BYTES));
    python_drop(name);
}

uint32_t pools_add_job(PyObject *job, PyObject *function)
{
    bool is_new;
    numbers_forget(&jobs, job); /* one that was never run was at that address */
    struct number *number = numbers_add(&jobs, job, &is_new);
    if (number)
        write_new(number->number, function);
    return number ? number->number : 0;
}

uint32_t pools_job(PyObject *job)
{
    struct number *known = numbers_find(&jobs, job);
    return known ? known->number : 0;
}

void pools_forget_job(PyObject *job)
{
    PyObject *future = python_attribute(job, names.future);
    numbers_forget(&jobs, job);
    numbers_forget(&futures, future);
    python_drop(future);
}

/* (future, function, …), or from 3.14 on (future, (function, …)). */
void pools_made(PyObject *job, PyObject *arguments)
{
    bool is_new;
    PyObject *function =
        python.PyTuple_Size(arguments) > 1 ? python.PyTuple_GetItem(arguments, 1) : NULL;
    if (function && type_of(function) == python.tuple_type)
        function = python.PyTuple_Size(function) > 0 ? python.PyTuple_GetItem(function, 0) : NULL;
    made = pools_add_job(job, function);
    PyObject *key = made ? python.PyTuple_GetItem(arguments, 0) : NULL;
    struct number *future = key ? numbers_add(&futures, key, &is_new) : NULL;
    if (future)
        future->number = made;
}

static PyObject *init_job(PyObject *job, PyObject *arguments, PyObject *keywords)
{
    PyObject *result = python_call_again(real_init, job, arguments, keywords);
    if (result)
        pools_made(job, arguments);
    return result;
}

static void write_end(PyObject *job, uint32_t number)
{
    PyObject *future = python_attribute(job, names.future);
    PyObject *state = python_attribute(future, names.state);
    PyObject *exception = python_attribute(future, names.exception);
    bool failed = exception && exception != python.none;
    const char *words = state ? python.PyUnicode_AsUTF8(state) : NULL;
    bool cancelled = words && strncmp(words, "CANCELLED", 9) == 0;
    failure_write((struct trace_event){.kind = RAW_JOB,
                                       .detail = RAW_JOB_ENDED,
                                       .line = failed      ? TRACE_END_FAILED
                                               : cancelled ? TRACE_END_CANCELLED
                                                           : TRACE_END_OK,
                                       .arg = number},
                  exception);
    python_drop(exception);
    python_drop(state);
    python_drop(future);
}

static PyObject *run_job(PyObject *job, PyObject *arguments, PyObject *keywords)
{
    uint32_t number = pools_job(job);
    if (number)
        preload_write(
            (struct trace_event){.kind = RAW_JOB, .detail = RAW_JOB_BEGUN, .arg = number});
    PyObject *result = python_call_again(real_run, job, arguments, keywords);
    PyObject *kept[3];
    if (!number)
        return result;
    python.PyErr_Fetch(&kept[0], &kept[1], &kept[2]);
    write_end(job, number);
    pools_forget_job(job);
    python.PyErr_Restore(kept[0], kept[1], kept[2]);
    return result;
}

/* One that is still in a queue ends there, and nobody may ever take it out. */
static PyObject *cancel(PyObject *future, PyObject *unused)
{
    PyObject *result = python.PyObject_CallFunctionObjArgs(real_cancel, future, NULL);
    struct number *known = result == python.true_object ? numbers_find(&futures, future) : NULL;
    if (!known)
        return result;
    preload_write((struct trace_event){.kind = RAW_JOB,
                                       .detail = RAW_JOB_ENDED,
                                       .line = TRACE_END_CANCELLED,
                                       .arg = known->number});
    numbers_forget(&futures, future);
    return result;
}

/* What is around such a future calls back a function that has it among its cells. */
uint32_t pools_job_behind(PyObject *future)
{
    uint32_t number = 0;
    PyObject *callbacks = futures.living ? python_attribute(future, names.callbacks) : NULL;
    PyObject *first = callbacks ? python.PySequence_GetItem(callbacks, 0) : NULL;
    PyObject *function = first ? python.PySequence_GetItem(first, 0) : NULL;
    bool plain = function && type_of(function) == python.function_type;
    PyObject *cells = plain ? python_attribute(function, names.closure) : NULL;
    bool has = cells && type_of(cells) == python.tuple_type;
    python.PyErr_Clear();
    for (ssize_t i = 0; has && i < python.PyTuple_Size(cells) && !number; i++) {
        PyObject *inside = python_attribute(python.PyTuple_GetItem(cells, i), names.contents);
        struct number *found = inside ? numbers_find(&futures, inside) : NULL;
        number = found ? found->number : 0;
        python_drop(inside);
    }
    PyObject *got[] = {cells, function, first, callbacks};
    for (int i = 0; i < 4; i++)
        python_drop(got[i]);
    return number;
}

/* ---- pools ---- */

/* One that is gone may leave its place to another, which then has another name. */
static struct pool {
    const PyObject *pool;
    char name[NAME_BYTES];
} pools[POOLS];

/* What the user called it, or its type. One reference. */
static PyObject *name_of_pool(PyObject *pool)
{
    PyObject *prefix = python_attribute(pool, names.prefix);
    return prefix ? prefix : python_attribute((PyObject *)type_of(pool), names.name);
}

static void write_pool(PyObject *pool, uint32_t number, enum raw_pool kind, const char *name)
{
    PyObject *workers = python_attribute(pool, names.workers);
    if (!workers)
        workers = python_attribute(pool, names.processes);
    long most = workers && workers != python.none ? python.PyLong_AsLong(workers) : 0;
    python.PyErr_Clear();
    preload_write_text((struct trace_event){.kind = RAW_JOB,
                                            .detail = RAW_JOB_POOL,
                                            .line = (uint32_t)preload_pid,
                                            .reason = (uint16_t)kind,
                                            .arg = number,
                                            .value = most},
                       name, strlen(name));
    python_drop(workers);
}

static uint32_t number_of(PyObject *pool, enum raw_pool kind)
{
    PyObject *words = name_of_pool(pool);
    const char *name = words ? python.PyUnicode_AsUTF8(words) : NULL;
    size_t len = name ? strnlen(name, NAME_BYTES - 1) : 0;
    uint32_t number = 0;
    for (uint32_t i = 0; i < POOLS && len && !number; i++) {
        struct pool *at = &pools[i];
        bool known = at->pool == pool && strncmp(at->name, name, len) == 0 && !at->name[len];
        if (at->pool && !known)
            continue;
        number = i + 1;
        if (known)
            continue;
        at->pool = pool;
        memcpy(at->name, name, len);
        write_pool(pool, number, kind, at->name);
    }
    python.PyErr_Clear();
    python_drop(words);
    return number;
}

void pools_queued(PyObject *pool, enum raw_pool kind, uint32_t job, int64_t key)
{
    if (job)
        preload_write((struct trace_event){.kind = RAW_JOB,
                                           .detail = RAW_JOB_QUEUED,
                                           .line = (uint32_t)preload_pid,
                                           .reason = (uint16_t)number_of(pool, kind),
                                           .arg = job,
                                           .value = key});
}

uint32_t pools_take_made(void)
{
    uint32_t job = made;
    made = 0;
    return job;
}

/* It has put into its queue what was made last. */
static PyObject *look_at_threads(PyObject *pool, PyObject *arguments)
{
    pools_queued(pool, RAW_POOL_THREADS, pools_take_made(), 0);
    return python_call_again(real_look, pool, arguments, NULL);
}

/* ---- hooking ---- */

static struct python_method init_method = {"__init__", (python_function *)(void *)init_job,
                                           PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};
static struct python_method run_method = {"run", (python_function *)(void *)run_job,
                                          PYTHON_VARARGS | PYTHON_KEYWORDS, NULL};
static struct python_method look_method = {"_adjust_thread_count", look_at_threads, PYTHON_VARARGS,
                                           NULL};

/* Before any of the hooks. */
void pools_begin(void)
{
    static const struct {
        PyObject **to;
        const char *name;
    } words[] = {
        {&names.future, "future"},
        {&names.state, "_state"},
        {&names.exception, "_exception"},
        {&names.prefix, "_thread_name_prefix"},
        {&names.workers, "_max_workers"},
        {&names.processes, "_processes"},
        {&names.name, "__name__"},
        {&names.func, "func"},
        {&names.args, "args"},
        {&names.callbacks, "_callbacks"},
        {&names.closure, "__closure__"},
        {&names.contents, "cell_contents"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words && !*words[i].to; i++)
        *words[i].to = python.PyUnicode_InternFromString(words[i].name);
}

PyObject *pools_hook_futures(PyObject *self, PyObject *type)
{
    static struct python_method method = {"cancel", cancel, PYTHON_NOARGS, NULL};
    return python.PyBool_FromLong(python_replace(type, &method, &real_cancel));
}

PyObject *pools_hook(PyObject *self, PyObject *arguments)
{
    PyObject *item = python.PyTuple_GetItem(arguments, 0);
    PyObject *pool = python.PyTuple_GetItem(arguments, 1);
    pools_begin();
    bool done = python_replace(item, &init_method, &real_init) &&
                python_replace(item, &run_method, &real_run) &&
                python_replace(pool, &look_method, &real_look);
    return python.PyBool_FromLong(done);
}
