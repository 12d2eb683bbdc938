/* baton's own format: what `play` and `convert` read again. */
#include "export/export.h"

#include "trace/file.h"

void export_own(const struct export_source *source, struct strbuf *out)
{
    trace_file_format(source->trace, out);
}
