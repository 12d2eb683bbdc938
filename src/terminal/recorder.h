/* A program of the user's own: recorded by another baton, `baton record`, in whose terminal it runs
 * while ours is lent to it. What comes of it is a trace in a file without a name, which is gone
 * when nobody has it open any more. */
#ifndef BATON_TERMINAL_RECORDER_H
#define BATON_TERMINAL_RECORDER_H

#include <stdbool.h>

#include "base/strbuf.h"

enum { RECORDER_WORDS = 10 };

/* Embedded. */
struct recorder {
    char *folder, *out; /* the trace comes here; NULL: none is on its way */
    char *path;         /* of the program, with a folder in front */
    const char *argv[RECORDER_WORDS];
};

/* Whether that file is a program that can be played: Python's, by its name, or one that can be
 * executed. */
bool recorder_takes(const char *path);

/* What is to be executed (recorder.argv, with /proc/self/exe) to record it; standard input is to be
 * /dev/null. False, with a sentence appended, if there is no place for the trace. */
bool recorder_begin(struct recorder *recorder, const char *path, struct strbuf *problem);
/* In the child, behind fork(): becomes the recorder, or ends with 127. */
void recorder_become(const struct recorder *recorder) __attribute__((noreturn));
/* It has ended: a descriptor of the trace, or -1 if there is none. */
int recorder_end(struct recorder *recorder);
/* All of this at once, before the terminal is ours. */
int recorder_run(const char *path, struct strbuf *problem);

#endif
