/* Pools of concurrent.futures and of multiprocessing: which job is handed over to which pool, and
 * who executes it when. */
#ifndef BATON_PRELOAD_POOLS_H
#define BATON_PRELOAD_POOLS_H

#include <stdint.h>

#include "preload/python.h"
#include "preload/raw.h"

/* pool(_WorkItem, ThreadPoolExecutor): once. */
PyObject *pools_hook(PyObject *self, PyObject *arguments);
/* futures(Future): once. */
PyObject *pools_hook_futures(PyObject *self, PyObject *type);
/* The job that a future of asyncio stands for, which is not done; 0: none. */
uint32_t pools_job_behind(PyObject *future);

/* ---- what pools of any kind share ---- */

void pools_begin(void);
/* The number of a new job, which is the object `job`; 0: there are too many. */
uint32_t pools_add_job(PyObject *job, PyObject *function);
/* The object, a _WorkItem, was made by those arguments in this thread. */
void pools_made(PyObject *job, PyObject *arguments);
/* The number of the one that was made last. */
uint32_t pools_take_made(void);
/* It is in the queue of a pool. */
void pools_queued(PyObject *pool, enum raw_pool kind, uint32_t job, int64_t key);
/* Its number, or 0. */
uint32_t pools_job(PyObject *job);
void pools_forget_job(PyObject *job);
/* What a function is called that is to be executed. One reference, or NULL. */
PyObject *pools_name(PyObject *function);

#endif
