/* Where a Python computes, seen from outside: a few hundred times a second baton reads the frames
 * of who has the interpreter's lock in the memory of its process, as a debugger does. The program
 * is not stopped, and does nothing for it but to store three words when it takes the lock.
 *
 * Looked at is only a turn that has lasted since the look before: so short ones cost nothing. What
 * was read while it changed is dropped. */
#ifndef BATON_RECORD_LOOK_H
#define BATON_RECORD_LOOK_H

#include <stdbool.h>

#include "trace/log.h"

enum { LOOK_MS = 5 };

struct looker;
/* At the processes that write into the log. */
struct looker *looker_new(struct trace_log *log);
void looker_free(struct looker *looker);
/* There is something to look at. */
bool looker_is_asked(const struct looker *looker);
/* Writes where they are; not more often than is of use. */
void looker_look(struct looker *looker, struct trace_writer *writer);
/* How many processes the machine did not let it look into. */
int looker_refused(const struct looker *looker);

#endif
