/* The table of four: blocking or not, synchronous or not. A run in each corner, on one time axis,
 * with its elapsed time and what happened in it. */
#ifndef BATON_EXPORT_TABLE_H
#define BATON_EXPORT_TABLE_H

#include "base/strbuf.h"
#include "export/export.h"
#include "paint/table.h"

/* Borrowed. */
struct table_run {
    const struct trace *trace; /* NULL: the corner is empty */
    const char *why;           /* it is: a clause; made safe to print */
};

/* A run for each corner, in the order of tell/corner.h. `options` may be NULL. In text, a corner
 * below another where there is no room beside it. */
void table_text(const struct table_run *runs, const struct export_options *options,
                struct strbuf *out);
void table_svg(const struct table_run *runs, const struct export_options *options,
               struct strbuf *out);
void table_html(const struct table_run *runs, const struct export_options *options,
                struct strbuf *out);

/* ---- for the two that draw it ---- */

struct table {
    struct paint_table picture;
    struct timeline *timelines[CORNERS]; /* NULL: the corner is empty */
    struct stats *stats[CORNERS];
    struct strbuf words[CORNERS];
    const char *title;
    const struct trace *traces[CORNERS]; /* those that there are */
    int trace_count;
    int64_t longest_ns; /* at least 1 */
};

void table_init(struct table *table, const struct table_run *runs);
void table_release(struct table *table);

#endif
