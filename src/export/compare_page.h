/* The page around a picture of several runs: what made the difference, the picture, the numbers,
 * the scenario. */
#ifndef BATON_EXPORT_COMPARE_PAGE_H
#define BATON_EXPORT_COMPARE_PAGE_H

#include "export/export.h"
#include "trace/difference.h"

/* `options` completed; the runs may be none. */
void compare_page(const struct difference_run *runs, int count,
                  const struct export_options *options, const struct strbuf *picture,
                  struct strbuf *out);

#endif
