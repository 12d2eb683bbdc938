/* baton's own trace format: text, versioned, with the scenario inside. docs/trace-format.md
 * describes it.
 *
 * What is written can be read again to the same trace, event by event. A reader takes nothing on
 * trust: whatever the bytes, it returns a trace or says what is wrong in which line. Memory is in
 * proportion to the text. */
#ifndef BATON_TRACE_FILE_H
#define BATON_TRACE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/strbuf.h"
#include "trace/trace.h"

/* True if the text begins as a trace does, whatever its version. */
bool trace_file_is(const char *text, size_t len);
/* The finished trace (the caller frees it), or NULL with `line 12: …` appended to problem. */
struct trace *trace_file_parse(const char *text, size_t len, struct strbuf *problem);
/* The same with progress (may be NULL). If it was given up: NULL, and nothing is appended. */
struct trace *trace_file_parse_with(const char *text, size_t len, trace_progress_fn *progress,
                                    void *arg, struct strbuf *problem);
/* Reads what is open already and can be read only once: a trace, or whatever else it is, of which
 * more than `other_most` bytes are too much. 0 and a text that the caller frees, or a negative
 * errno. */
int trace_file_fetch(int fd, size_t other_most, char **text, size_t *len);
/* The same of a file, or of standard input for "-". A file is mapped, not held in memory; it must
 * not be cut shorter meanwhile. What the system says is appended to problem, too: `No such file or
 * directory`. */
struct trace *trace_file_read(const char *path, trace_progress_fn *progress, void *arg,
                              struct strbuf *problem);
void trace_file_format(const struct trace *trace, struct strbuf *out);

#endif
