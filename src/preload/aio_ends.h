/* Why the loop makes tasks ready that did not come to what they waited for. */
#ifndef BATON_PRELOAD_AIO_ENDS_H
#define BATON_PRELOAD_AIO_ENDS_H

#include <stdint.h>

#include "preload/python.h"

/* In what the loop of this thread is, outside of steps. */
struct aio_within {
    uint8_t how; /* enum raw_ready */
    uint32_t by; /* the task that failed */
};
extern _Thread_local struct aio_within aio_within
    __attribute__((tls_model("initial-exec"), visibility("hidden")));

/* A task failed that had that number. */
void aio_ends_keep(const PyObject *task, uint32_t number);

/* limits(Timeout), groups(TaskGroup): once. */
PyObject *aio_ends_hook_timeout(PyObject *self, PyObject *type);
PyObject *aio_ends_hook_group(PyObject *self, PyObject *type);
/* ender(function): once; in place of the one by which asyncio.run() cancels what is left. */
PyObject *aio_ends_of_run(PyObject *self, PyObject *function);

#endif
