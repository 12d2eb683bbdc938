/* What a line of the scenario does, for the places behind a name. */
#ifndef BATON_TELL_PLACE_H
#define BATON_TELL_PLACE_H

#include <stddef.h>
#include <stdint.h>

#include "trace/trace.h"

/* Its first word, or the one behind `=`; NULL if that is none that does something. Borrowed from
 * the trace; not NUL-terminated. Costs a look at the lines before it. */
const char *place_statement(const struct trace *trace, uint32_t line, size_t *len);

#endif
