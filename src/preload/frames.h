/* Where a thread is in Python, read out of its frames as they lie in memory, in the moment before
 * it lets the interpreter's lock go. It calls nothing that could run Python.
 *
 *     3.8 … 3.10   thread state → frame object → its code, the one before it
 *     3.11, 3.12   thread state → a struct on the C stack → frame → its code, the one before it
 *     3.13         thread state → frame → its code, the one before it
 *
 * The offsets are learnt at the start, by looking for what sys._getframe() says, and are used only
 * if all that is found by them is what it says. */
#ifndef BATON_PRELOAD_FRAMES_H
#define BATON_PRELOAD_FRAMES_H

#include "preload/gil.h"
#include "preload/python.h"

struct frames_example {
    PyObject *code, *caller_code; /* of the function that runs, and of who called it */
    PyObject *frame, *caller_frame;
    PyObject *file, *name; /* of the code */
    int line;
    long code_bytes; /* of a code object, without its instructions */
};

/* False: they are not as in any version that is known. */
bool frames_learn(const struct frames_example *example);
/* Files below it are not the user's. Kept for good. */
void frames_add_library(const char *folder);
/* Where this thread is; all zero if that cannot be told. It has the lock. */
void frames_place(struct gil_place *place);
/* The number of a code, which is written once; 0: none. */
uint32_t frames_code(PyObject *code, bool *is_users);

#endif
