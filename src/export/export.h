/* Exports: a finished run as text, data or a picture. One file per format, one row per format in
 * the table of export.c.
 *
 * What every format is made from (timelines, statistics) is made once and handed to it. Exporters
 * append to a string and cannot fail. Terminal text is data: control characters of scenarios and
 * traces never reach the output of `text`, `steps` and `compare`. */
#ifndef BATON_EXPORT_EXPORT_H
#define BATON_EXPORT_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"
#include "grid/grid.h"
#include "trace/stats.h"
#include "trace/timeline.h"
#include "trace/trace.h"

struct export_options {
    int width; /* columns for text and compare; 0: 80. At least 20 */
    bool ascii;
    enum grid_colours colours; /* for text, steps and compare */
};

/* What became of the expectations, in a form that knows nothing of scenarios. Borrowed. */
enum export_verdict { EXPORT_OK, EXPORT_FAILED, EXPORT_BUSY, EXPORT_NOT_CHECKED };

struct export_expectation {
    uint32_t line;
    const char *text;
    const char *actual;
    enum export_verdict verdict;
};

struct export_report {
    const struct export_expectation *items;
    int count;
};

/* What an exporter gets. */
struct export_source {
    const struct trace *trace;
    const struct timeline *timeline;
    const struct stats *stats;
    const struct export_report *report; /* NULL: not checked */
    struct export_options options;      /* completed: width is set */
};

struct export_format {
    const char *name;
    const char *summary; /* one line, for --help */
    void (*write)(const struct export_source *source, struct strbuf *out);
};

/* The formats, in the order of --help; ends with a NULL name. */
const struct export_format *export_formats(void);
/* NULL if there is none of that name. */
const struct export_format *export_by_name(const char *name);
/* Makes timelines and statistics, and appends the trace in the format. `options` and `report` may
 * be NULL. */
void export_trace(const struct export_format *format, const struct trace *trace,
                  const struct export_options *options, const struct export_report *report,
                  struct strbuf *out);

/* The width that an option means: the default for 0, and within bounds. */
int export_width(int width);

/* ---- the exporters, for the table ---- */

void export_text(const struct export_source *source, struct strbuf *out);
void export_steps(const struct export_source *source, struct strbuf *out);
void export_json(const struct export_source *source, struct strbuf *out);
void export_csv(const struct export_source *source, struct strbuf *out);
void export_svg(const struct export_source *source, struct strbuf *out);
void export_html(const struct export_source *source, struct strbuf *out);
void export_chrome(const struct export_source *source, struct strbuf *out);

#endif
