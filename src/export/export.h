/* Exports: a finished run as text, data or a picture. One file per format, one row per format in
 * EXPORT_FORMATS.
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
    const struct palette *palette; /* for text, steps and compare; NULL: no colours. Borrowed */
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

/* The formats there are, a row each, in the order of --help: its name, the function that writes it,
 * which stands in the file of that name, and one line of words. */
#define EXPORT_FORMATS(ROW)                                                                        \
    ROW("text", export_text, "the timeline and a summary, for people")                             \
    ROW("steps", export_steps, "every hand-off with its reason, one a line")                       \
    ROW("json", export_json, "the summary, for programs")                                          \
    ROW("csv", export_csv, "one interval a line")                                                  \
    ROW("chrome", export_chrome, "Trace Event JSON, which ui.perfetto.dev opens")                  \
    ROW("svg", export_svg, "a picture of the timeline")                                            \
    ROW("html", export_html, "one page with all of this, for a browser")                           \
    ROW("md", export_md, "the summary as Markdown, for a wiki or a build's page")                  \
    ROW("cast", export_cast, "a playback for a terminal: asciinema plays it")                      \
    ROW("trace", export_own, "baton's own: play and convert read it")

typedef void export_writer(const struct export_source *source, struct strbuf *out);

#define EXPORT_DECLARE(name, write, summary) export_writer write;
EXPORT_FORMATS(EXPORT_DECLARE)
#undef EXPORT_DECLARE

struct export_format {
    const char *name;
    const char *summary; /* one line, for --help */
    export_writer *write;
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

#endif
