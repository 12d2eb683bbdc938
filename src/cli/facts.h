/* A finished run: its trace, what is made of it, and the facts that expectations are checked
 * against. */
#ifndef BATON_CLI_FACTS_H
#define BATON_CLI_FACTS_H

#include "scenario/expect.h"
#include "trace/stats.h"
#include "trace/timeline.h"
#include "trace/trace.h"

struct facts {
    struct trace *trace;
    struct timeline *timeline;
    struct stats *stats;
    struct expect_facts expect; /* borrows from the others; elapsed_under_ns is all -1 */
};

/* Takes the trace. Release with facts_release(), which keeps nothing. */
void facts_take(struct facts *facts, struct trace *trace);
void facts_release(struct facts *facts);

#endif
