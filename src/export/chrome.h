/* Trace Event JSON in parts: of one run (export_chrome()) and of several (compare_chrome()).
 *
 *     chrome_begin(), chrome_run() for each with pid 1, 2 …, then what closes the array of events,
 *     and chrome_facts() for each in `otherData`. */
#ifndef BATON_EXPORT_CHROME_H
#define BATON_EXPORT_CHROME_H

#include "base/strbuf.h"
#include "export/export.h"

void chrome_begin(struct strbuf *out);
/* The events of a run, as process `pid` of that name. */
void chrome_run(const struct export_source *source, int pid, const char *name, struct strbuf *out);
/* An object: the model, the result, the settings, how many records were lost. */
void chrome_facts(const struct export_source *source, const char *name, struct strbuf *out);

#endif
