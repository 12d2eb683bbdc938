/* The lanes of a run under one time axis, on a page: what a text is about, and what a cast plays.
 */
#ifndef BATON_EXPORT_LANES_H
#define BATON_EXPORT_LANES_H

#include "export/export.h"
#include "export/page.h"
#include "paint/paint.h"

struct lanes {
    const struct export_source *source;
    struct page *page;
    struct paint paint;
    int label_width;
};

/* From the page's line on. Borrows all three. */
void lanes_begin(struct lanes *lanes, const struct export_source *source, struct page *page);
/* Paints them, as paint says (up to a moment, where it is clipped); `notes`: with what is said
 * beside the tasks. The page's line is the one below. */
void lanes_put(struct lanes *lanes, bool notes);
/* What was painted, in words. */
void lanes_legend_put(struct lanes *lanes);

#endif
