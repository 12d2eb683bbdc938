/* What is on its way to the screen: a run that is made into stories while it lasts, or a saved
 * trace that is read. One at a time.
 *
 * The run goes on in its processes (engine/run.h); stories of what its log holds are made in a
 * thread of libuv's pool, so that nothing blocks the loop, however long the log. Another story is
 * begun 33 ms after the last one, or later: making them never takes more than a third of the
 * time. The functions belong to the loop's thread. */
#ifndef BATON_TERMINAL_BACKGROUND_H
#define BATON_TERMINAL_BACKGROUND_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "player/story.h"
#include "app/app.h"

struct background;

struct background_calls {
    void *arg;
    void (*story)(void *arg, int number, struct story *story); /* given; the last one is not live */
    void (*failed)(void *arg, int number, const char *problem);
    void (*progress)(void *arg, int number, const char *what, int percent, int64_t elapsed_ns);
};

struct background *background_new(uv_loop_t *loop, const struct background_calls *calls);
/* What was on its way before is ended without a word. */
void background_run(struct background *background, const struct app_run *run);
/* `text`: what is in the trace, if it was read already; borrowed until the end. */
void background_open(struct background *background, int number, const char *path, const char *text,
                     size_t len);
void background_stop(struct background *background);
/* Ends all of it, waits for its thread (turning the loop), leaves no process behind. The
 * loop has to turn once more to free the last of it. */
void background_free(struct background *background);

#endif
