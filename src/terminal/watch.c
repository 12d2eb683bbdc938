#include "config.h"

#include "terminal/watch.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"

enum { QUIET_MS = 40, HANDLES = 2 };

/* What tells one version of a file from another. */
struct version {
    bool there;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed;
};

struct watch {
    uv_fs_event_t folder;
    uv_timer_t quiet;
    int open; /* handles that are not closed */
    watch_fn *changed;
    void *arg;
    char *path; /* as it was given */
    char *name; /* of the file itself, in its folder, links followed */
    struct version known;
};

static struct version version_of(const char *path)
{
    struct stat about;
    if (stat(path, &about) < 0)
        return (struct version){0};
    return (struct version){true, about.st_dev, about.st_ino, about.st_size, about.st_mtim};
}

static bool same_version(const struct version *a, const struct version *b)
{
    return a->there == b->there && a->device == b->device && a->inode == b->inode &&
           a->size == b->size && a->changed.tv_sec == b->changed.tv_sec &&
           a->changed.tv_nsec == b->changed.tv_nsec;
}

static void on_quiet(uv_timer_t *timer)
{
    struct watch *watch = timer->data;
    struct version now = version_of(watch->path);
    if (!now.there || same_version(&now, &watch->known))
        return;
    watch->known = now;
    watch->changed(watch->arg, watch->path);
}

static void on_event(uv_fs_event_t *folder, const char *name, int events, int status)
{
    struct watch *watch = folder->data;
    if (status < 0 || (name && strcmp(name, watch->name) != 0))
        return;
    uv_timer_start(&watch->quiet, on_quiet, QUIET_MS, 0);
}

struct watch *watch_new(uv_loop_t *loop, watch_fn *changed, void *arg)
{
    struct watch *watch = mem_alloc(sizeof *watch);
    watch->changed = changed;
    watch->arg = arg;
    watch->open = HANDLES;
    uv_fs_event_init(loop, &watch->folder);
    uv_timer_init(loop, &watch->quiet);
    watch->folder.data = watch->quiet.data = watch;
    return watch;
}

static void stop(struct watch *watch)
{
    uv_fs_event_stop(&watch->folder);
    uv_timer_stop(&watch->quiet);
    free(watch->path);
    free(watch->name);
    watch->path = watch->name = NULL;
}

void watch_set(struct watch *watch, const char *path)
{
    char *copy = path ? mem_strdup(path) : NULL; /* it may be our own */
    stop(watch);
    watch->path = copy;
    if (!path)
        return;
    char *real = realpath(watch->path, NULL);
    char *slash = real ? strrchr(real, '/') : NULL;
    if (slash) {
        watch->name = mem_strdup(slash + 1);
        slash[slash == real ? 1 : 0] = '\0';
        uv_fs_event_start(&watch->folder, on_event, real, 0);
        watch_forgive(watch);
    }
    free(real);
}

void watch_forgive(struct watch *watch)
{
    if (watch->path)
        watch->known = version_of(watch->path);
}

static void on_closed(uv_handle_t *handle)
{
    struct watch *watch = handle->data;
    if (--watch->open == 0)
        free(watch);
}

void watch_free(struct watch *watch)
{
    stop(watch);
    uv_close((uv_handle_t *)&watch->folder, on_closed);
    uv_close((uv_handle_t *)&watch->quiet, on_closed);
}
