/* The application: screens (browser, player, compare), what the keys do, and what is drawn. It
 * knows no terminal, no process and no clock: those are its host's. So a test can be its host, with
 * a script of keys and a clock of its own.
 *
 *     host (loop.c, or a test)  ──  app_input(), app_story() …  ──▶  app  ──  draws into a grid
 *                               ◀──  struct app_host: start a run, edit, export, quit  ──
 *
 * All functions belong to one thread. Calls of the host's functions may come from within any app_
 * function; the host answers later, from its loop (never from within the call). */
#ifndef BATON_APP_APP_H
#define BATON_APP_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "player/story.h"
#include "scenario/model_name.h"
#include "screen/grid.h"
#include "app/input.h"

struct app;

/* A run that is wanted. Everything is borrowed during the call. */
struct app_run {
    int number;       /* names it in the answers */
    const char *name; /* of the file */
    const char *source;
    size_t len;
    enum model_id model;
    const char *const *sets; /* "line=value": see scenario_set() */
    int set_count;
};

struct app_host {
    void *arg;
    /* Begins a run, or the reading of a saved trace: app_story() follows (often: the newest part of
     * a run that lasts), then once with a story that is not live, or app_failed(). One at a time:
     * another one, or app_host.stop(), ends the run before without a word. */
    void (*start)(void *arg, const struct app_run *run);
    void (*open_trace)(void *arg, int number, const char *path);
    void (*stop)(void *arg);
    /* A file's text: 0 and a buffer the app frees, or a negative errno. */
    int (*read)(void *arg, const char *path, char **text, size_t *len);
    /* Watches a file: app_changed() after each change. NULL: none. */
    void (*watch)(void *arg, const char *path);
    /* Gives the terminal to the user's editor; app_changed() when it is back. */
    void (*edit)(void *arg, const char *path, int line);
    /* Writes a file, whole or not at all: 0 or a negative errno. */
    int (*write)(void *arg, const char *path, const char *bytes, size_t len);
    void (*mouse)(void *arg, bool on); /* it is on at the start */
    void (*redraw)(void *arg);         /* ctrl-l: send everything again */
    void (*suspend)(void *arg);
    void (*quit)(void *arg);
};

/* A scenario that can be chosen. Borrowed until app_free(). */
struct app_scenario {
    const char *path;
    bool installed;
};

struct app_settings {
    bool ascii;
    bool narrow_glyphs; /* block and box characters are two columns wide here: draw ASCII ones */
    enum grid_colours colours;
    bool still; /* no movement */
    bool large;
    bool follow; /* a run opens at its end, followed, without the curtain */
    const struct app_scenario *scenarios;
    size_t scenario_count;
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
/* Compares the models of the file. */
bool app_open_compare(struct app *app, const char *path, struct strbuf *problem);

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
void app_changed(struct app *app, const char *path, int64_t now_ns);

#endif
