/* The file of a program: found as the system finds it, and looked at for what the library cannot be
 * put into. */
#ifndef BATON_RECORD_PROGRAM_H
#define BATON_RECORD_PROGRAM_H

#include "base/strbuf.h"

/* The path that execvp() would execute, which the caller frees; or NULL with errno. */
char *program_find(const char *name);
/* NULL if it can be recorded, else why not, as the rest of a sentence: "is linked statically: …".
 * Of a script it is asked of what interprets it. */
const char *program_refuses(const char *path);
/* What a command is called: the script of a Python as it was given, `python` without one, else the
 * name of the program. The caller frees it. */
char *program_title(char *const *command);

#endif
