/* The application from the outside: a stack of screens (screen.h), an open document, a job, and a
 * line that is typed. It knows no terminal, no process and no clock: those are its host's. So a
 * test can be its host, with a script of keys and a clock of its own.
 *
 *     host (terminal, or a test)  ──  app_input(), app_story() …  ──▶  app  ──  draws into a grid
 *                             ◀──  struct app_host: start a run, edit, export, quit  ──
 *
 * All functions belong to one thread. Calls of the host's functions may come from within any app_
 * function; the host answers later, from its loop (never from within the call). */
#ifndef BATON_APP_APP_H
#define BATON_APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "app/catalog.h"
#include "app/host.h"
#include "app/input.h"
#include "base/strbuf.h"
#include "player/story.h"
#include "grid/grid.h"

struct app;
struct course; /* course/course.h */

/* What somebody says to the questions of a run, in the order in which they are asked: the first
 * answer to each, but where he had looked. The texts are freed by whoever has it. */
struct app_answers {
    char **items;
    int count; /* of questions */
};

struct app_settings {
    bool ascii;
    bool narrow_glyphs; /* block and box characters are two columns wide here: draw ASCII ones */
    enum grid_colours colours;
    bool still; /* no movement */
    bool large;
    bool follow; /* a run opens at its end, followed, without the curtain */
    /* Borrowed until app_free(). */
    const struct app_scenario *scenarios;
    size_t scenario_count;
    const char *docs;            /* the folder of the documentation, or NULL */
    struct app_answers *answers; /* to be filled in; NULL: nobody wants them */
    const struct course *course; /* NULL: there is none */
    /* Where a learner's copies are, and what stands there of how far he is; NULL: nothing says. */
    const char *learner_folder, *progress_path;
};

struct app *app_new(const struct app_host *host, const struct app_settings *settings, int columns,
                    int rows);
void app_free(struct app *app);

/* What to begin with; without any of them, the browser. `model`: MODEL_COUNT for the file's own.
 * False, with *problem (diagnostics with places, or a sentence; appended) if the file cannot be
 * read: nothing is shown yet then, and the caller may end. */
bool app_open_scenario(struct app *app, const char *path, enum model_id model,
                       const char *const *sets, int set_count, struct strbuf *problem);
void app_open_trace(struct app *app, const char *path);
/* A program of the user's, of which the host has a recording. */
void app_open_program(struct app *app, const char *path);
/* Compares the models of the file. */
bool app_open_compare(struct app *app, const char *path, struct strbuf *problem);
/* Compares the file, a saved trace or a scenario, with others. */
bool app_open_beside(struct app *app, const char *path, const char *const *others, int count,
                     struct strbuf *problem);

void app_input(struct app *app, const struct input *input, int64_t now_ns);
void app_resize(struct app *app, int columns, int rows);
/* Time passes. */
void app_tick(struct app *app, int64_t now_ns);
/* When something changes by itself (then call app_tick()); -1: not until somebody does something.
 */
int64_t app_next_ns(const struct app *app, int64_t now_ns);
/* True if what is seen has changed since the last app_draw(). */
bool app_is_stale(const struct app *app);
/* Draws into a grid of the size of the screen. */
void app_draw(struct app *app, struct grid *grid, int64_t now_ns);

/* ---- the host's answers ---- */

/* Takes the story. */
void app_story(struct app *app, int number, struct story *story, int64_t now_ns);
/* A sentence, or diagnostics. */
void app_failed(struct app *app, int number, const char *problem);
/* What goes on: "running", "reading the trace", percent or -1, and since when it lasts. */
void app_progress(struct app *app, int number, const char *what, int percent, int64_t elapsed_ns);
/* There is another recording of the program. */
void app_recorded(struct app *app, int64_t now_ns);
void app_changed(struct app *app, const char *path, int64_t now_ns);

#endif
