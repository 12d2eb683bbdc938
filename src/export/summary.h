/* The parts of a summary, written on a page. Each ends at the beginning of a line. */
#ifndef BATON_EXPORT_SUMMARY_H
#define BATON_EXPORT_SUMMARY_H

#include "export/export.h"
#include "export/page.h"

/* Title, model, result, settings. */
void summary_title(struct page *page, const struct stats *stats);
/* What all the runs were set to; nothing if they have nothing in common. */
void summary_settings(struct page *page, const struct trace *const *traces, int count);
/* What was said, when, by whom. */
void summary_output(struct page *page, const struct stats *stats);
/* Elapsed, CPU, hand-offs … and how the states of the CPU are known. Memory where there are many
 * tasks or an expectation on it. */
void summary_numbers(struct page *page, const struct export_source *source);
/* The share of each state, by task. */
void summary_tasks(struct page *page, const struct stats *stats);
/* How it ended, if not well, and what became of the expectations. */
void summary_end(struct page *page, const struct export_source *source);

#endif
