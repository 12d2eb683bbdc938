/* Watches one file for changes. Editors write beside a file and rename over it, or cut it and write
 * it anew: so its folder is watched, and the change is told once the file has been left alone for a
 * moment, and is another one than before. Costs nothing while nothing happens. Belongs to the
 * loop's thread. */
#ifndef BATON_TERMINAL_WATCH_H
#define BATON_TERMINAL_WATCH_H

#include <uv.h>

struct watch;

typedef void watch_fn(void *arg, const char *path);

struct watch *watch_new(uv_loop_t *loop, watch_fn *changed, void *arg);
/* Watches this file instead of the one before; NULL: none. One that cannot be watched is not. */
void watch_set(struct watch *watch, const char *path);
/* The file as it is now is known: only later changes are told. */
void watch_forgive(struct watch *watch);
/* The loop has to turn once more to free the last of it. */
void watch_free(struct watch *watch);

#endif
