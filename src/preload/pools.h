/* Pools of concurrent.futures: which job is handed over to which pool, and who executes it when. */
#ifndef BATON_PRELOAD_POOLS_H
#define BATON_PRELOAD_POOLS_H

#include <stdint.h>

#include "preload/python.h"

/* pool(_WorkItem, ThreadPoolExecutor): once. */
PyObject *pools_hook(PyObject *self, PyObject *arguments);
/* The job that a future of asyncio stands for, which is not done; 0: none. */
uint32_t pools_job_behind(PyObject *future);

#endif
