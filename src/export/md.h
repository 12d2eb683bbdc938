/* Markdown of several runs: see md.c. */
#ifndef BATON_EXPORT_MD_H
#define BATON_EXPORT_MD_H

#include "export/export.h"
#include "tell/difference.h"

/* A table of the runs, whose traces are given, too; and what made the difference. */
void md_runs(const struct difference_run *runs, const struct trace *const *traces, int count,
             const struct export_options *options, struct strbuf *out);

#endif
