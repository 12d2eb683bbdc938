/* Several runs under one another on one time axis: models, variants or files. At the right their
 * totals, and at the end a few sentences on what made the difference, derived from the runs. */
#ifndef BATON_EXPORT_COMPARE_H
#define BATON_EXPORT_COMPARE_H

#include "base/strbuf.h"
#include "export/export.h"
#include "tell/difference.h"

struct compare_item {
    const char *label; /* the model, `workers 4 under gil`, a file; made safe to print */
    const struct trace *trace;
};

/* The picture and the sentences. `options` may be NULL. */
void compare_text(const struct compare_item *items, int count, const struct export_options *options,
                  struct strbuf *out);
/* {"baton": 1, "runs": [ … ]}: each run as the json export has it, with its label. */
void compare_json(const struct compare_item *items, int count, struct strbuf *out);
/* Trace Event JSON: a process a run (chrome.h). */
void compare_chrome(const struct compare_item *items, int count,
                    const struct export_options *options, struct strbuf *out);
/* Their numbers, and the sentences, as Markdown. */
void compare_md(const struct compare_item *items, int count, const struct export_options *options,
                struct strbuf *out);
/* The same as compare_text() as a picture, and as a page. */
void compare_svg(const struct compare_item *items, int count, const struct export_options *options,
                 struct strbuf *out);
void compare_html(const struct compare_item *items, int count, const struct export_options *options,
                  struct strbuf *out);

/* ---- for those that draw it ---- */

/* The runs with their timelines and statistics; labels stay borrowed. */
struct difference_run *compare_runs_new(const struct compare_item *items, int count);
void compare_runs_free(struct difference_run *runs, int count);
/* Their traces, in an array that the caller frees. */
const struct trace **compare_traces_new(const struct difference_run *runs, int count);
/* The page around a picture of several runs: what made the difference, the picture, the numbers,
 * the scenario. `options` completed; the runs may be none. `axis`: the one that all of them share
 * in the picture, or NULL. */
struct svg;
void compare_page(const struct difference_run *runs, int count,
                  const struct export_options *options, const struct strbuf *picture,
                  const struct svg *axis, struct strbuf *out);

#endif
