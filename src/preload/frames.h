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

#include <stddef.h>

#include "preload/gil.h"
#include "preload/python.h"
#include "preload/raw_frames.h"

struct frames_example {
    PyObject *code, *caller_code; /* of the function that runs, and of who called it */
    PyObject *frame, *caller_frame;
    PyObject *file, *name; /* of the code */
    PyObject *table;       /* of its lines */
    int line, first_line;  /* where it is, and where its code begins: no small number */
    long code_bytes;       /* of a code object, without its instructions */
    int instruction;       /* where it is in that, in bytes, or a little before */
    uint32_t version;      /* as in sys.hexversion */
};

/* False: they are not as in any version that is known. */
bool frames_learn(const struct frames_example *example);
/* Files below it are not the user's. Kept for good. */
void frames_add_library(const char *folder);
/* The program is the text behind `-c`. */
void frames_has_command(void);
/* From now on baton may look in from outside, if enough is known for that. All of the above was
 * called that will be. */
void frames_show(void);
/* The type of an object, as it lies in memory; the frames must have been learnt. */
const void *frames_type_of(const PyObject *object);
/* The name of a type, without its module; asking Python for it may run code of the user's. */
const char *frames_type_name(const PyObject *type);
/* Where this thread is; all zero if that cannot be told. It has the lock. */
void frames_place(struct gil_place *place);
/* The same of a frame that does not run, an object. One reference to that of its frames, down to
 * the user's, which executes a function of that name in such a file; NULL: none does. */
PyObject *frames_place_of(PyObject *frame, const char *file, const char *function,
                          struct gil_place *place);
/* Where a coroutine stands that waits, down to the innermost one that it awaits. It has not ended.
 */
void frames_suspended(PyObject *coroutine, struct gil_place *place);
/* Whoever executes that code waits, if it waits, for its first local, of that kind (enum
 * raw_inside). Keeps the code for good. */
void frames_watch_code(PyObject *code, unsigned inside);
/* An object is made where another one lay that was waited for. */
void frames_forget(const void *object);
/* The number of a code; 0: it cannot be told. */
uint32_t frames_code(const PyObject *code, bool *users);
/* A number for what has no code: a function in C of that module, which may be "". */
uint32_t frames_add_builtin(const char *module, const char *name);
/* The frame that this thread executes, or NULL; only to be compared with another. */
const void *frames_current(void);
/* Where a word of an object leads to that address, in bytes from its beginning, or -1. */
int frames_find(const PyObject *object, const void *address);
/* Copies memory by the kernel. False: it is not there, or may not be read, or written. */
bool frames_copy(const void *from, void *to, size_t len);
/* That code is of asyncio's locks or queues: by its number, or itself. */
bool frames_is_of_locks(uint32_t code);
bool frames_is_lock_code(const PyObject *code);

#endif
