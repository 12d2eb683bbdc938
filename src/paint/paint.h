/* Lanes of a timeline painted into a grid: one row a lane, one column a stretch of time. Used by
 * text and compare.
 *
 * A column shows the state that took most of its time; running that took less shows as eighths of a
 * block, so that nothing that ran is invisible; `+` stands where no state took most. Costs columns
 * x log n a lane. */
#ifndef BATON_PAINT_PAINT_H
#define BATON_PAINT_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "screen/glyph.h"
#include "screen/grid.h"
#include "trace/timeline.h"

/* What `waits for a lock` can mean. */
enum paint_object { PAINT_LOCK = 1, PAINT_SEMAPHORE = 2, PAINT_CHANNEL = 4, PAINT_OBJECTS = 7 };

struct paint {
    struct grid *grid;
    const struct timeline *timeline;
    int64_t from_ns, to_ns; /* what the columns span */
    int column, columns;    /* of the grid */
    bool ascii;
    uint64_t seen;    /* bit 1 << glyph: what was painted, for the legend */
    unsigned objects; /* enum paint_object: what tasks waited for, for the legend */
};

/* The time at the left edge of a column (0 … columns), and the column of a time (within the
 * columns). */
int64_t paint_time(const struct paint *paint, int column);
int paint_column(const struct paint *paint, int64_t t_ns);
/* One character, noted for the legend. */
void paint_glyph(struct paint *paint, int row, int column, enum glyph glyph);

/* A task, a loop, a thread of the pool. */
void paint_lane(struct paint *paint, int row, const struct timeline_lane *lane);
/* Many lanes as one: the state that most of them are in. */
void paint_lanes(struct paint *paint, int row, const struct timeline_lane *lanes, int count);
/* Who holds control: tasks by their number. */
void paint_strip(struct paint *paint, int row, const struct timeline_lane *strip);
/* The device: a bar a request, `1├─────┤`, in as many rows as overlap, at most `rows`. Makes the
 * grid higher. Returns the rows used; *hidden counts requests that found no room. */
int paint_requests(struct paint *paint, int row, int rows, int *hidden);
/* Over the first `lanes` tasks, painted from `row` on: the moments that matter under gil, if they
 * are few. */
void paint_marks(struct paint *paint, int row, int lanes);
/* Such a moment: of the how-manieth task, when. */
struct paint_moment {
    int64_t t_ns;
    int task; /* in order of appearance, from 0 */
    enum glyph glyph;
};

/* False if the event is none. */
bool paint_moment_of(const struct timeline *timeline, const struct trace_event *event,
                     struct paint_moment *moment);
/* How many there are; counts no further than most + 1. */
size_t paint_moments_count(const struct trace *trace, size_t most);
/* The numbers of the time axis, and below them its rule. Returns the unit: "us", "ms" or "s". */
const char *paint_axis(struct paint *paint, int row);
/* What is to be seen above `row`, in words: as many rows as it takes. Returns them. */
int paint_legend(const struct paint *paint, int row, int column, int columns);
/* What a lane waited for, as bits of enum paint_object; and what a legend says of a glyph where
 * that is what tasks waited for: NULL if it is in no legend. */
unsigned paint_objects(const struct timeline_lane *lane);
const char *paint_words(enum glyph glyph, unsigned objects);

#endif
