/* The table of four as text: blocking or not, synchronous or not, a run in each corner, all on one
 * time axis. In what `compare` prints and in the player the same. */
#ifndef BATON_PAINT_TABLE_H
#define BATON_PAINT_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "grid/grid.h"
#include "tell/corner.h"

/* All borrowed. */
struct paint_corner {
    const char *name;                /* of the model */
    const struct timeline *timeline; /* NULL: there is no run */
    const struct stats *stats;
    const char *words; /* what happened, or why there is none; made safe to print */
};

struct paint_table {
    struct paint_corner corners[CORNERS]; /* in the order of tell/corner.h */
    int chosen;                           /* the corner whose name is lit, or -1 */
    bool ascii;
};

/* From a row on, as wide as the grid, which is made higher: two cells beside one another where
 * there is room, and a legend below. Returns the row below. */
int paint_table(const struct paint_table *table, struct grid *grid, int row);
/* "polling", "async-blocking, deadlock". */
void paint_corner_name_add(const struct paint_corner *corner, struct strbuf *out);

#endif
