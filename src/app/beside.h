/* A file that is compared with the document: a saved run, a recording, or a scenario. */
#ifndef BATON_APP_BESIDE_H
#define BATON_APP_BESIDE_H

#include <stdbool.h>

#include "app/job.h"

/* What it is called there: its name, without `.trace` or `.baton`. Freed by the caller. */
char *beside_label(const char *path);
/* Begins to read it, or, a scenario, to run it under its first model. False, with a sentence
 * appended, if it cannot be read, or has an error. */
bool beside_begin(struct job *job, const struct job_owner *owner, void *self, const char *path,
                  struct strbuf *problem);

#endif
