/* The device: a process that serves requests, and plays the outside world (arrivals).
 *
 * Every task that asks has a socket of its own to the device (a SOCK_SEQPACKET pair, one end
 * sent over the control socket with SCM_RIGHTS); a request is one message, an answer another.
 * The device answers within 0.2 ms of when it is due (timer slack 1 ns): the time it takes counts
 * from when the task asked, so that the way to the device, and the core that it must get first,
 * do not come on top. With `device N` it serves N at once and the others queue in order of
 * arrival; there the time counts from when the device takes the request. A cancelled request is
 * answered at once with `cancelled`. It logs TAKEN and ANSWERED (stamped before the answer is
 * written). The requests of a client whose socket is closed are dropped, and logged as cancelled.
 * TASK_NEW of an arrival is written by who takes it from the pipe.
 *
 * Messages that make no sense are ignored: a wrong size, id 0, the id of a request that is under
 * way, a negative duration.
 *
 * Client functions return 0 or a negative errno. Sockets are close-on-exec. Thread safe:
 * messages are atomic. */
#ifndef BATON_DEVICE_DEVICE_H
#define BATON_DEVICE_DEVICE_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/log.h"

struct device_request {
    uint32_t id; /* unique in the run, from 1 */
    uint32_t task;
    int64_t duration_ns;
    int64_t asked_ns; /* when it was asked; 0, or what is still to come: when it is taken */
};

struct device_answer {
    uint32_t id;
    uint32_t cancelled; /* 1 if it was cancelled */
    int64_t number;     /* which of the answers that were not cancelled it is, from 1; else 0 */
    int64_t at_ns;      /* when it was given, absolute */
};

/* An arrival that the device will announce: `count` of them, the first `first_ns` after the
 * start, then `every_ns` apart. */
struct device_arrival {
    int32_t declaration; /* index of the task in the program */
    int64_t count;
    int64_t first_ns, every_ns;
};

/* What is written (16 bytes, atomically) to the arrivals pipe, in order of time. */
struct device_arrived {
    uint32_t declaration;
    uint32_t number; /* which of the declaration's copies, from 1 */
    int64_t time_ns; /* when it arrived, absolute */
};

struct device_config {
    struct trace_log *log;
    int control;     /* the device's end of the control socket */
    int arrivals_fd; /* write end of the arrivals pipe (O_NONBLOCK; a backlog is kept), or -1 */
    int64_t at_once; /* 0: all */
    const struct device_arrival *arrivals;
    int arrival_count;
};

/* The device process's main function: runs until its control socket is closed by all, then
 * returns. It starts counting arrivals when it is told to go. Called in a forked child that has
 * set its parent-death signal and closed its copy of the engine's end of the control socket. 0,
 * or a negative errno where the machine refused something that it needs. */
int device_serve(const struct device_config *config);

/* ---- clients ---- */

/* A control pair: [0] for the engine and its children, [1] for the device. */
int device_control_pair(int fds[2]);
/* Tells the device when the run started (absolute ns): arrivals are counted from there. */
int device_go(int control, int64_t origin_ns);
/* A new socket to the device; *fd is its client end, blocking. */
int device_connect(int control, int *fd);
int device_ask(int fd, const struct device_request *request);
/* Reads an answer: blocks if the socket does; -EAGAIN if it is non-blocking and nothing is
 * there; -EPIPE if the device is gone. */
int device_read(int fd, struct device_answer *answer);
/* Asks that the request be answered at once, as cancelled. From any process of the run. */
int device_cancel(int control, uint32_t request);

#endif
