#include "config.h"

#include "export/export.h"

#include <stddef.h>
#include <string.h>

#include "trace/file.h"

enum { WIDTH_DEFAULT = 80, WIDTH_LEAST = 20, WIDTH_MOST = 1000 };

/* baton's own format: what `play` and `convert` read again. */
void export_own(const struct export_source *source, struct strbuf *out)
{
    trace_file_format(source->trace, out);
}

#define PUT(name, write, summary) {name, summary, write},
static const struct export_format formats[] = {EXPORT_FORMATS(PUT){NULL, NULL, NULL}};
#undef PUT

const struct export_format *export_formats(void)
{
    return formats;
}

const struct export_format *export_by_name(const char *name)
{
    for (int i = 0; formats[i].name; i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}

int export_width(int width)
{
    if (width <= 0)
        return WIDTH_DEFAULT;
    return width < WIDTH_LEAST ? WIDTH_LEAST : width > WIDTH_MOST ? WIDTH_MOST : width;
}

void export_trace(const struct export_format *format, const struct trace *trace,
                  const struct export_options *options, const struct export_report *report,
                  struct strbuf *out)
{
    struct timeline *timeline = timeline_new(trace);
    struct stats *stats = stats_new(timeline);
    struct export_source source = {
        .trace = trace, .timeline = timeline, .stats = stats, .report = report};
    if (options)
        source.options = *options;
    source.options.width = export_width(source.options.width);
    format->write(&source, out);
    stats_free(stats);
    timeline_free(timeline);
}
