/* Lanes of a timeline painted into a grid: one row a lane, one column a stretch of time. Used by
 * text and compare, and by the player.
 *
 * A column shows the state that took most of its time; running that took less shows as eighths of a
 * block, so that nothing that ran is invisible; `+` stands where no state took most. Costs columns
 * x log n a lane, whatever the length of the trace; paint_lanes() alone costs time in proportion to
 * the intervals of its lanes. */
#ifndef BATON_PAINT_PAINT_H
#define BATON_PAINT_PAINT_H

#include <stdbool.h>
#include <stdint.h>

#include "grid/glyph.h"
#include "grid/grid.h"
#include "trace/timeline.h"

/* What `waits for a lock` can mean. */
enum paint_object {
    PAINT_LOCK = 1,
    PAINT_SEMAPHORE = 2,
    PAINT_CHANNEL = 4,
    PAINT_CONDITION = 8, /* or a barrier */
    PAINT_OBJECTS = 15
};

struct paint {
    struct grid *grid;
    const struct timeline *timeline;
    int64_t from_ns, to_ns; /* what the columns span */
    int column, columns;    /* of the grid */
    /* Where not all columns span the same: the times of their edges, `columns` + 1 of them, none
     * less than the one before, from from_ns to to_ns. Or NULL. */
    const int64_t *edges;
    bool clipped; /* nothing that is at until_ns or later is painted */
    int64_t until_ns;
    bool ascii;
    bool labels;      /* requests have theirs in their bars, where there is room */
    uint64_t seen;    /* bit 1 << glyph: what was painted, for the legend */
    unsigned objects; /* enum paint_object: what tasks waited for, for the legend */
};

/* The time at the left edge of a column (0 … columns), and the column of a time (within the
 * columns). */
int64_t paint_time(const struct paint *paint, int column);
int paint_column(const struct paint *paint, int64_t t_ns);
/* What of a column is painted: false if nothing is. Never empty: a column without a width of its
 * own shows the moment it stands for. */
bool paint_span(const struct paint *paint, int column, int64_t *from_ns, int64_t *to_ns);
/* One character, noted for the legend. */
void paint_glyph(struct paint *paint, int row, int column, enum glyph glyph);

/* A task, a loop, a thread of the pool. */
void paint_lane(struct paint *paint, int row, const struct timeline_lane *lane);
/* Many lanes as one: the state that most of them are in. */
void paint_lanes(struct paint *paint, int row, const struct timeline_lane *lanes, int count);
/* The same in bounded time: of many lanes it takes some, evenly spread. */
void paint_lanes_sampled(struct paint *paint, int row, const struct timeline_lane *lanes,
                         int count);
/* Who holds control: tasks by their number. */
void paint_strip(struct paint *paint, int row, const struct timeline_lane *strip);
/* The device: a bar a request, `1├─────┤`, in as many rows as overlap, at most `rows`. Makes the
 * grid higher. Returns the rows used; *hidden counts requests that found no room. */
int paint_requests(struct paint *paint, int row, int rows, int *hidden);
/* Over `lanes` tasks from the one with the index `first` on, painted from `row` on, `step` rows
 * each: the moments that matter under gil, in those blocks of so many columns in which they are
 * few. */
void paint_marks(struct paint *paint, int row, int step, int first, int lanes, int block);
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
/* The same in a row each, the rule in none if `rule` is -1. */
const char *paint_axis_at(struct paint *paint, int numbers, int rule);
/* What is to be seen above `row`, in words: as many rows as it takes. Returns them. */
int paint_legend(const struct paint *paint, int row, int column, int columns);
/* What a lane waited for, as bits of enum paint_object; and what a legend says of a glyph where
 * that is what tasks waited for: NULL if it is in no legend. */
unsigned paint_objects(const struct timeline_lane *lane);
const char *paint_words(enum glyph glyph, unsigned objects);
/* What is to be seen from row `top` on above `row`, in at most `rows`: in fewer words if it has to.
 * In the last of them so many columns are taken. Returns the rows used, and in *end where the last
 * of these ends. */
int paint_legend_within(const struct paint *paint, int top, int row, int rows, int column,
                        int columns, int taken, int *end);

#endif
