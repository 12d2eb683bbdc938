/* How far a long piece of work is: the loading of a trace, the making of a timeline.
 *
 * Who wants to know gives a function. It is called now and then, in the thread that called for the
 * work, with percents that never fall; the last call is 100 unless the work was given up. It
 * returns false to have the work given up: nothing is made then, and NULL returned. */
#ifndef BATON_TRACE_PROGRESS_H
#define BATON_TRACE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

typedef bool trace_progress_fn(void *arg, int percent);

/* ---- for those who do the work ---- */

struct trace_progress {
    trace_progress_fn *tell; /* NULL: nobody wants to know */
    void *arg;
    int from, to; /* percents of the pass that is under way */
    int told;
    bool stopped;
};

/* How many steps may pass between two looks: about a millisecond of work. */
enum { TRACE_PROGRESS_STEPS = 32768 };

void trace_progress_begin(struct trace_progress *progress, trace_progress_fn *tell, void *arg);
/* The next pass ends at `to` percent. */
void trace_progress_pass(struct trace_progress *progress, int to);
/* So much of the pass is done. False: to be given up. */
bool trace_progress_tell(struct trace_progress *progress, uint64_t done, uint64_t whole);
/* All is done. False: it was given up before. */
bool trace_progress_end(struct trace_progress *progress);

#endif
