/* What a run was set to, as --set had it: named in every format, for a run with other settings is
 * another run. */
#ifndef BATON_EXPORT_SETTINGS_H
#define BATON_EXPORT_SETTINGS_H

#include "base/strbuf.h"
#include "trace/trace.h"

/* Appends `workers=4, switch interval=1ms`; nothing if nothing was set. */
void settings_add(const struct trace *trace, struct strbuf *out);
/* The same of what all runs have in common. */
void settings_add_common(const struct trace *const *traces, int count, struct strbuf *out);
/* Appends them as an array of JSON. */
void settings_add_json(const struct trace *trace, struct strbuf *out);

#endif
