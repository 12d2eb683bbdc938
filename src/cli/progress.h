/* The sign of life on a terminal while a run lasts: one line on standard error, erased at the end.
 * Nothing where standard error is no terminal or cannot move its cursor. */
#ifndef BATON_CLI_PROGRESS_H
#define BATON_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *name, *model; /* borrowed */
    bool wanted, shown;
};

void progress_begin(struct progress *progress, const char *name, const char *model);
/* Draws it anew; the first time only once the run has lasted so long that one might wonder. */
void progress_show(struct progress *progress, int64_t elapsed_ns, uint64_t events, bool stopping);
void progress_end(struct progress *progress);

#endif
