/* The library that is put into programs: whether it is of this baton. */
#ifndef BATON_RECORD_LIBRARY_H
#define BATON_RECORD_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/strbuf.h"

/* False: it writes down what this baton does not read, or it is none; then a sentence is appended
 * to *problem. */
bool library_fits(const char *path, struct strbuf *problem);
/* What a library that fits writes is known by this number. */
uint64_t library_version(void);

#endif
