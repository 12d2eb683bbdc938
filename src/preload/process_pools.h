/* Pools whose jobs are executed in other processes, or were made for that. */
#ifndef BATON_PRELOAD_PROCESS_POOLS_H
#define BATON_PRELOAD_PROCESS_POOLS_H

#include "preload/python.h"

/* processes(module, _WorkItem, ProcessPoolExecutor, _SafeQueue, its manager or None): once. */
PyObject *process_pools_hook(PyObject *self, PyObject *arguments);
/* workers(ApplyResult, MapResult): once. */
PyObject *process_pools_hook_workers(PyObject *self, PyObject *arguments);
/* taker(get), giver(put): what a worker of multiprocessing.pool takes jobs by, and gives results.
 */
PyObject *process_pools_taker(PyObject *self, PyObject *get);
PyObject *process_pools_giver(PyObject *self, PyObject *put);

#endif
