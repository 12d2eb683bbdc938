/* What the machine refuses, in words: what it was, the machine's error, and what bounds it, so that
 * who reads it knows what to do.
 *
 *     another process: Resource temporarily unavailable ('ulimit -u' or the container bounds them)
 *
 * And how much there is, where a limit says so before it is tried. */
#ifndef BATON_BASE_REFUSAL_H
#define BATON_BASE_REFUSAL_H

#include <stddef.h>

enum { REFUSAL_BYTES = 192 };

/* `what` NULL: only why; `error` is an errno, 0: not known. Cut to the room there is, which
 * REFUSAL_BYTES are enough for. */
void refusal_words(char *out, size_t room, const char *what, int error);

/* How many bytes of address space the process may use, of how many bytes a file may be, and the
 * first thread's stack; more than any machine has where nothing bounds it. */
size_t refusal_most_memory(void);
size_t refusal_most_file(void);
size_t refusal_most_stack(void);

#endif
