/* Watches one file for changes, by its path: in place, replaced, deleted and back again; behind
 * symbolic links, and with folders on the way that are renamed, remade, or come later. A change is
 * told once the file has been left alone for a moment, and is another one than before. Costs
 * nothing while nothing happens. Belongs to the loop's thread. */
#ifndef BATON_TERMINAL_WATCH_H
#define BATON_TERMINAL_WATCH_H

#include <stdbool.h>
#include <uv.h>

struct watch;

/* The file at the path is another now, or there is none any more. */
typedef void watch_fn(void *arg, const char *path);

struct watch *watch_new(uv_loop_t *loop, watch_fn *changed, void *arg);
/* Watches this file instead of the one before; NULL: none. */
void watch_set(struct watch *watch, const char *path);
/* The file as it is now is known: only later changes are told. Where it could not be watched, that
 * is tried again. */
void watch_forgive(struct watch *watch);
bool watch_is_of(const struct watch *watch, const char *path);
/* NULL, or in a few words (static) why changes are not noticed. */
const char *watch_problem(const struct watch *watch);
/* The loop has to turn once more to free the last of it. */
void watch_free(struct watch *watch);

#endif
