/* Sockets to the device: each task that asks has one of its own, from its first request to its end
 * (task_free() closes it). Several of its requests can be out on it, one within the `meanwhile`
 * block of the other; a `then` block has the one that its request was asked on. */
#ifndef BATON_INTERP_CONNECTION_H
#define BATON_INTERP_CONNECTION_H

#include "interp/task.h"

struct device_request;
/* Asks the device, by the socket *fd, which is opened first if it is -1. False: it cannot be, and
 * the run is over. Thread safe. */
bool connection_ask(struct worker *worker, int *fd, const struct device_request *request);
/* Whether a read on it blocks its thread, or says EAGAIN. */
void connection_set_blocking(int fd, bool blocking);
/* Blocks the calling thread in read(2) until the task's answer is there. */
void connection_read(struct flow *flow, struct task *task, int fd);
/* Reads the answer if it is there: false if it is not (EAGAIN). */
bool connection_try(struct flow *flow, struct task *task);

#endif
