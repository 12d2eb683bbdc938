/* A lane that is not kept: four bytes an interval instead of 32, for a lane of which most says
 * again what events say. That of a loop in a long run is one: it lets a task run from when that
 * says that it runs until it says that it does not, five million times. An interval is then an
 * event and a state; when it began is the event's time, the next one ends it, and who is let run is
 * who the event is about.
 *
 * What is looked at of such a lane is made in blocks, in a place that is kept for all of it and has
 * no memory before: so `items` of timeline.h stay where they are, once made. timeline_item() and
 * timeline_find() see to that; `items` itself has nothing where nobody has looked.
 *
 * Private to the makers of timelines and what looks at their intervals. Two threads must not look
 * at such a lane at once. */
#ifndef BATON_TRACE_THIN_H
#define BATON_TRACE_THIN_H

#include <stdbool.h>
#include <stdint.h>

#include "trace/trace.h"

struct thin;
struct timeline_lane;
struct timeline_interval;

/* The events that are told of are those of this trace, which must outlive it. */
struct thin *thin_new(const struct trace *trace);
void thin_free(struct thin *thin);
/* Appends it to the lane; its total is what came before. False: this one cannot be told so, and the
 * lane is from now on one that is kept. */
bool thin_append(struct timeline_lane *lane, const struct timeline_interval *interval);
/* Nothing more will come: what looks is let. */
void thin_seal(struct timeline_lane *lane);
/* Makes what was not made yet of [from, to), or of as much of that as there is. */
void thin_make(const struct timeline_lane *lane, uint32_t from, uint32_t to);
/* When the last interval ends. */
int64_t thin_end_ns(const struct thin *thin);
/* The event with which an interval begins: it is as old as that. */
uint32_t thin_event(const struct thin *thin, uint32_t index);

#endif
