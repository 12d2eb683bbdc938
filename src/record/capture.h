/* A program of the user's, recorded: started with the library in it, watched, and made a trace of.
 *
 * It is no child that is kept: it has its own environment, its own output, its own end. If baton is
 * killed it runs on, unrecorded. One capture belongs to one thread at a time. */
#ifndef BATON_RECORD_CAPTURE_H
#define BATON_RECORD_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "trace/log.h"
#include "trace/trace.h"

enum {
    CAPTURE_REFUSED = 3,       /* the machine has not what is needed, or it cannot be recorded */
    CAPTURE_NOT_STARTED = 126, /* as shells have it: it cannot be executed … */
    CAPTURE_NOT_FOUND = 127,   /* … or is not there */
};

struct capture_request {
    char *const *command; /* ends with NULL */
    const char *library;  /* the path of libbaton-record.so */
    bool no_input;        /* its standard input is /dev/null */
    bool all;             /* the trace begins with the program, and nothing in it is folded */
};

struct capture;

/* Starts it. NULL: a sentence is appended to *problem, and *status is what to end with. */
struct capture *capture_start(const struct capture_request *request, struct strbuf *problem,
                              int *status);
struct trace_log *capture_log(struct capture *capture);
int64_t capture_elapsed_ns(const struct capture *capture);
/* Waits up to timeout_ms (0: only looks); drains the kernel's record. True while it runs. */
bool capture_watch(struct capture *capture, int timeout_ms);
/* Sends it a signal. */
void capture_signal(const struct capture *capture, int number);
/* What the program is called: its script as it was given, its file; `python` without one. */
const char *capture_title(const struct capture *capture);
/* After the end: its status as shells have it, 128 + n for a signal. */
int capture_status(const struct capture *capture);
/* Of what has ended, or is left to itself: stops capture, and makes the trace. Frees it. */
struct trace *capture_finish(struct capture *capture);

#endif
