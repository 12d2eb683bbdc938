/* The inside of a capture. */
#ifndef BATON_RECORD_CAPTURE_PRIVATE_H
#define BATON_RECORD_CAPTURE_PRIVATE_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "record/capture.h"

enum { CAPTURE_SIGNALS = 4 };
extern const int capture_signals[CAPTURE_SIGNALS];

struct capture {
    pid_t program;
    int program_fd; /* a pidfd, or -1 */
    int library;    /* open as long as programs may want to load it */
    bool all;       /* nothing is folded */
    bool ended;
    int wait_status;
    int64_t cpu_ns; /* of it, and of those it waited for */
    int refused;    /* errno of its exec */
    struct trace_log *log;
    struct trace_writer writer;
    struct switches *switches;
    struct looker *looker;
    int64_t started_ns;
    char *path, **command;
    char *title; /* what the program is called: its script, or its file */
    struct sigaction dispositions[CAPTURE_SIGNALS]; /* of before; what the program gets */
};

/* What was written into the log, as a trace. */
struct trace *capture_convert(struct capture *capture);

#endif
