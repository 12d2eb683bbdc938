/* How a program that is started by a recorded one is recorded, too. The two variables that do it
 * are not seen by any program: the library takes them out as it begins, and puts them into what is
 * handed to exec, as long as baton is there. */
#ifndef BATON_PRELOAD_ENVIRONMENT_H
#define BATON_PRELOAD_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>

/* BATON_RECORD=LOG:LIBRARY, both as /proc/PID/fd/N. */
#define ENVIRONMENT_RECORD "BATON_RECORD"

/* Takes both out of `environ`. The path of the log, or NULL if this program is not to be recorded.
 */
const char *environment_take(void);

/* What a new environment needs, in a buffer of the caller's: it may stand between fork and exec. */
struct environment_need {
    size_t entries; /* 0: it goes as it is */
    size_t bytes;
};
struct environment_need environment_need(char *const *old);
/* Puts it together in entries[need.entries] and bytes[need.bytes]. */
char *const *environment_make(char *const *old, char **entries, char *bytes);

#endif
