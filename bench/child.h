/* Programs that are run to be measured: what they print, and what the kernel says they used. */
#ifndef BATON_BENCH_CHILD_H
#define BATON_BENCH_CHILD_H

#include <stdbool.h>
#include <stdint.h>

struct child {
    char *text; /* what it printed; freed by child_release() */
    int64_t wall_ns;
    int64_t cpu_ns;     /* user and system, of it and of all it waited for */
    int64_t peak_bytes; /* the most memory resident at once, of the largest of them */
};

/* Runs argv[0] (searched in PATH) to its end. False, with a message on stderr, if it could not be
 * run or its exit status was not 0; the child is to be released all the same. */
bool child_run(const char *const argv[], struct child *child);
void child_release(struct child *child);

/* `baton run` of a scenario of bench/scenarios under a model, as json; the same promises. */
bool child_baton_run(const char *scenario, const char *model, struct child *child);
/* A program of bench/peers in Python, with an argument or NULL; the same promises. */
bool child_python(const char *program, const char *arg, struct child *child);
/* Whether there is a python3 to compare with. */
bool child_has_python(void);

/* The first number after `"name":` in the text; or the next after *from, which is moved behind it.
 * NAN if there is none. */
double child_number(const struct child *child, const char *name);
double child_next_number(const char **from, const char *name);

/* The program that is measured, and a file of bench/ or of the place for files of our own. The text
 * stands until the next call but three. */
const char *child_baton(void);
const char *child_file(const char *name);
const char *child_own_file(const char *name);

#endif
