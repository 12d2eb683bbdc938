/* The timeline and a summary, for people: the lanes of the run under one time axis, what was said,
 * the numbers. */
#include "config.h"

#include "export/export.h"

#include "export/lanes.h"
#include "export/page.h"
#include "export/summary.h"

void export_text(const struct export_source *source, struct strbuf *out)
{
    struct page page;
    struct lanes lanes;
    page_init(&page, source->options.width, source->options.ascii);
    summary_title(&page, source->stats);
    page_down(&page, 1);
    lanes_begin(&lanes, source, &page);
    lanes_put(&lanes, true);
    lanes_legend_put(&lanes);
    page_down(&page, 1);
    summary_output(&page, source->stats);
    summary_numbers(&page, source);
    summary_tasks(&page, source->stats);
    summary_end(&page, source);
    page_end(&page, source->options.palette, out);
}
