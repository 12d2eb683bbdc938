/* The words beside lanes and runs: the same in the text, in compare and in the player. */
#ifndef BATON_PAINT_LABEL_H
#define BATON_PAINT_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "trace/stats.h"

/* "1 one"; a lane that is no task's: its name. */
void label_lane_add(const struct timeline_lane *lane, struct strbuf *out);
/* Columns of the widest of their labels; at least those of "control". */
int label_lanes_width(const struct timeline_lane *lanes, int count);
/* "… 284 more". */
void label_more_add(int64_t count, bool ascii, struct strbuf *out);

/* The totals beside a run, and their headings: elapsed, CPU (in the unit of the axis), threads. */
enum { LABEL_TOTALS = 3 };
const char *label_total_head(int n);
void label_total_add(const struct stats *stats, int64_t elapsed_ns, int64_t unit_ns, int n,
                     struct strbuf *out);

/* A run's label may stand on several lines: a setting each, its value alone if it is long, and the
 * model it ran under. The length
 * of the line that begins at `label`; the next one, "" at the end; the columns of the widest. */
size_t label_line(const char *label);
const char *label_next(const char *line);
int label_width(const char *label);

#endif
