/* The interactive program from the outside: one libuv loop that drives input, frames, the run, the
 * watched file, the editor and signals. The door of this room for cli. */
#ifndef BATON_TERMINAL_HOST_H
#define BATON_TERMINAL_HOST_H

#include <stdbool.h>

#include "scenario/model_name.h"
#include "app/app.h"
#include "grid/palette.h"

enum host_what { HOST_BROWSER, HOST_SCENARIO, HOST_TRACE, HOST_PROGRAM, HOST_COMPARE };

struct host_request {
    enum host_what what;
    const char *path;
    const char *text; /* what is there, for what can be read only once; NULL: the path is read */
    size_t len;
    const char *const *others; /* to compare: that the path is compared with */
    int other_count;
    int recorded; /* of a program: a descriptor of its recording, which is closed at the end */
    enum model_id model; /* MODEL_COUNT: the file's own */
    const char *const *sets;
    int set_count;
    int color;                    /* -1 automatic, 0 never, 1 always */
    enum palette_ground ground;   /* as it was asked for */
    struct app_settings settings; /* colours and narrow_glyphs are found out */
};

/* Runs until it is quit. 0, or an exit status of the program after a message on standard error: 2
 * for an error in the file, 3 if the machine refuses. After a signal that ends it, the terminal is
 * restored, the run ended, and the process ends of that signal. */
int host_run(const struct host_request *request);

#endif
