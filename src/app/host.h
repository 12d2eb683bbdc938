/* What the application asks of its host: the loop of the terminal, or a test. Calls may come from
 * within any app_ function; the host answers later, from its loop (never from within the call). */
#ifndef BATON_APP_HOST_H
#define BATON_APP_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/model_name.h"

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
    /* A file's text: 0 and a buffer the app frees, or a negative errno. Of a saved trace it may be
     * no more than the beginning, which says that it is one. */
    int (*read)(void *arg, const char *path, char **text, size_t *len);
    /* Watches a file: app_changed() after each change, and when it has gone. NULL: none. */
    void (*watch)(void *arg, const char *path);
    /* NULL, or in a few words why changes of that file cannot be noticed. */
    const char *(*unwatched)(void *arg);
    /* Gives the terminal to the user's editor; app_changed() when it is back. NULL, or why not. */
    const char *(*edit)(void *arg, const char *path, int line);
    /* Gives the terminal to the user's program, which is recorded once more; app_recorded() when it
     * has ended. NULL, or why not. */
    const char *(*record)(void *arg, const char *path);
    /* Writes a file, whole or not at all: 0 or a negative errno. */
    int (*write)(void *arg, const char *path, const char *bytes, size_t len);
    /* The same; folders above it that are missing are made. */
    int (*save)(void *arg, const char *path, const char *bytes, size_t len);
    void (*mouse)(void *arg, bool on); /* it is on at the start */
    /* Colours for a light ground, or for a dark one; until then the host finds out what it is. */
    void (*light)(void *arg, bool light);
    void (*redraw)(void *arg); /* ctrl-l: send everything again */
    void (*suspend)(void *arg);
    void (*quit)(void *arg);
};

#endif
