/* What inotify watches are files and folders, not paths. So the path is walked as the kernel walks
 * it, and each place on it is watched for what may lead elsewhere from now on:
 *
 *     the file                        is written
 *     the folder that it is in        another takes its name
 *     the folder of a link            so does another link
 *     every folder on the way         is renamed, or deleted
 *     the folder where the way ends   what is missing comes
 *
 * After whatever happens the path is walked anew. First it is watched, then looked at: so nothing
 * that happens between is lost. */
#include "config.h"

#include "terminal/watch.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/strbuf.h"

enum {
    QUIET_MS = 40,
    GONE_MS = 400,   /* some editors take so long between the old file and the new one */
    LINKS_MOST = 40, /* as the kernel has it */
    EVENT_BYTES = 4096,

    FILE_EVENTS = IN_MODIFY | IN_ATTRIB | IN_CLOSE_WRITE | IN_MOVE_SELF | IN_DELETE_SELF,
    NAME_EVENTS = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB,
    FOLDER_EVENTS = IN_MOVE_SELF | IN_DELETE_SELF,
};

/* What tells one version of a file from another. */
struct version {
    bool there;
    dev_t device;
    ino_t inode;
    off_t size;
    struct timespec changed, touched; /* its text; its text or its rights */
};

/* What is watched on the way: a name in a folder, or a file or folder itself. */
struct place {
    char *path, *name; /* name: NULL for itself */
    uint32_t events;
    int wd; /* negative: it could not be */
};

struct watch {
    uv_poll_t poll;
    uv_timer_t quiet;
    uv_loop_t *loop;
    int open; /* handles that are not closed */
    int fd;   /* of inotify; negative: there is none */
    watch_fn *changed;
    void *arg;
    char *path; /* as it was given; NULL: none */
    struct place *places;
    size_t count, room;
    const char *problem;
    struct version known;
    bool gone; /* it was not there; a moment later it may be */
};

/* ---- versions ---- */

static struct version version_of(const char *path)
{
    struct stat about;
    if (stat(path, &about) < 0)
        return (struct version){0};
    return (struct version){true,          about.st_dev,  about.st_ino,
                            about.st_size, about.st_mtim, about.st_ctim};
}

static bool same_time(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

static bool same_version(const struct version *a, const struct version *b)
{
    return a->there == b->there && a->device == b->device && a->inode == b->inode &&
           a->size == b->size && same_time(&a->changed, &b->changed) &&
           same_time(&a->touched, &b->touched);
}

/* ---- the way ---- */

/* `name`: in the folder `path`; NULL: `path` itself. */
static void add_place(struct watch *watch, const char *path, const char *name, uint32_t events)
{
    MEM_GROW(watch->places, watch->count, watch->room);
    watch->places[watch->count++] = (struct place){
        .path = mem_strdup(path),
        .name = name ? mem_strdup(name) : NULL,
        .events = events,
        .wd = -1,
    };
}

static void forget_places(struct watch *watch)
{
    for (size_t i = 0; i < watch->count; i++) {
        free(watch->places[i].path);
        free(watch->places[i].name);
    }
    watch->count = 0;
}

/* Takes the next name off what is left of the path; NULL at its end. The caller frees it. */
static char *next_name(struct strbuf *left)
{
    const char *text = strbuf_str(left);
    size_t from = strspn(text, "/"), len = strcspn(text + from, "/");
    char *name = len ? mem_strndup(text + from, len) : NULL;
    char *rest = mem_strdup(text + from + len);
    strbuf_clear(left);
    strbuf_adds(left, rest);
    free(rest);
    return name;
}

static void begin_at(struct strbuf *folder, const char *path)
{
    strbuf_clear(folder);
    strbuf_adds(folder, path[0] == '/' ? "/" : ".");
}

/* The way goes on where the link leads. False if that cannot be read. */
static bool follow(const char *link, struct strbuf *folder, struct strbuf *left)
{
    char target[PATH_MAX];
    ssize_t len = readlink(link, target, sizeof target - 1);
    if (len <= 0)
        return false;
    target[len] = '\0';
    if (target[0] == '/')
        begin_at(folder, target);
    char *rest = mem_strdup(strbuf_str(left));
    strbuf_clear(left);
    strbuf_addf(left, "%s/%s", target, rest);
    free(rest);
    return true;
}

/* One name of the way. False where it ends. */
static bool walk_name(struct watch *watch, const char *name, struct strbuf *folder,
                      struct strbuf *left, int *links)
{
    struct strbuf here = STRBUF_INIT;
    struct stat about;
    bool goes_on = true;
    strbuf_addf(&here, "%s/%s", strbuf_str(folder), name);
    bool there = lstat(strbuf_str(&here), &about) == 0;
    if (!there || !S_ISDIR(about.st_mode))
        add_place(watch, strbuf_str(folder), name, NAME_EVENTS);
    if (there && S_ISLNK(about.st_mode)) {
        goes_on = ++*links <= LINKS_MOST && follow(strbuf_str(&here), folder, left);
    } else if (there && S_ISDIR(about.st_mode)) {
        add_place(watch, strbuf_str(&here), NULL, FOLDER_EVENTS);
        strbuf_clear(folder);
        strbuf_adds(folder, strbuf_str(&here));
    } else {
        goes_on = false;
        if (there)
            add_place(watch, strbuf_str(&here), NULL, FILE_EVENTS);
    }
    strbuf_release(&here);
    return goes_on;
}

static void walk(struct watch *watch)
{
    struct strbuf folder = STRBUF_INIT, left = STRBUF_INIT;
    int links = 0;
    char *name;
    bool goes_on = true;
    begin_at(&folder, watch->path);
    strbuf_adds(&left, watch->path);
    while (goes_on && (name = next_name(&left))) {
        goes_on = walk_name(watch, name, &folder, &left, &links);
        free(name);
    }
    strbuf_release(&folder);
    strbuf_release(&left);
}

/* ---- watching it ---- */

static const char *words_for(int error)
{
    switch (error) {
    case EMFILE:
    case ENFILE:
    case ENOSPC:
        return "too much is watched on this machine (fs.inotify)";
    case ENOENT:
    case ENOTDIR:
        return NULL; /* it has just gone: that comes as an event of its folder */
    default:
        return "this machine refuses to watch it";
    }
}

static void on_event(uv_poll_t *poll, int status, int events);

static int begin_inotify(struct watch *watch)
{
    if (watch->fd >= 0)
        return 0;
    watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (watch->fd < 0)
        return errno;
    watch->open++;
    uv_poll_init(watch->loop, &watch->poll, watch->fd);
    watch->poll.data = watch;
    uv_poll_start(&watch->poll, UV_READABLE, on_event);
    return 0;
}

/* The last place of the way is what matters most, and is watched first: what may be watched has an
 * end. Without the others, some of what happens far from the file is not noticed. What may not be
 * read cannot be watched: then its folder tells. */
static void watch_places(struct watch *watch)
{
    int error = watch->count ? begin_inotify(watch) : 0;
    bool watched = !watch->count;
    for (size_t i = watch->count; i-- > 0 && watch->fd >= 0;) {
        struct place *place = &watch->places[i];
        place->wd = inotify_add_watch(watch->fd, place->path, place->events | IN_MASK_ADD);
        if (place->wd >= 0)
            watched = true;
        else if (i == watch->count - 1 && errno != EACCES)
            error = errno;
    }
    if (!watched && !error)
        error = EACCES;
    watch->problem = error ? words_for(error) : NULL;
}

static void unwatch_places(struct watch *watch)
{
    for (size_t i = 0; i < watch->count; i++)
        if (watch->places[i].wd >= 0)
            inotify_rm_watch(watch->fd, watch->places[i].wd);
}

static void walk_again(struct watch *watch)
{
    unwatch_places(watch);
    forget_places(watch);
    if (watch->path)
        walk(watch);
    watch_places(watch);
}

/* ---- events ---- */

static void on_quiet(uv_timer_t *timer)
{
    struct watch *watch = timer->data;
    walk_again(watch);
    struct version now = version_of(watch->path);
    if (same_version(&now, &watch->known)) {
        watch->gone = false;
        return;
    }
    if (!now.there && !watch->gone) {
        watch->gone = true;
        uv_timer_start(&watch->quiet, on_quiet, GONE_MS, 0);
        return;
    }
    watch->gone = false;
    watch->known = now;
    watch->changed(watch->arg, watch->path);
}

static bool concerns(const struct watch *watch, const struct inotify_event *event)
{
    if (event->mask & IN_Q_OVERFLOW)
        return true;
    for (size_t i = 0; i < watch->count && !(event->mask & IN_IGNORED); i++) {
        const struct place *place = &watch->places[i];
        if (place->wd == event->wd && (place->events & event->mask || event->mask & IN_UNMOUNT) &&
            (!place->name || (event->len && strcmp(place->name, event->name) == 0)))
            return true;
    }
    return false;
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct watch *watch = poll->data;
    _Alignas(struct inotify_event) char bytes[EVENT_BYTES];
    ssize_t got;
    bool concerned = false;
    while ((got = read(watch->fd, bytes, sizeof bytes)) > 0) {
        for (ssize_t at = 0; at < got;) {
            const struct inotify_event *event = (const struct inotify_event *)(bytes + at);
            concerned = concerned || concerns(watch, event);
            at += (ssize_t)(sizeof *event + event->len);
        }
    }
    if (concerned && watch->path)
        uv_timer_start(&watch->quiet, on_quiet, QUIET_MS, 0);
}

/* ---- from outside ---- */

struct watch *watch_new(uv_loop_t *loop, watch_fn *changed, void *arg)
{
    struct watch *watch = mem_alloc(sizeof *watch);
    watch->loop = loop;
    watch->changed = changed;
    watch->arg = arg;
    watch->open = 1;
    watch->fd = -1;
    uv_timer_init(loop, &watch->quiet);
    watch->quiet.data = watch;
    return watch;
}

void watch_set(struct watch *watch, const char *path)
{
    char *copy = path ? mem_strdup(path) : NULL; /* it may be our own */
    uv_timer_stop(&watch->quiet);
    free(watch->path);
    watch->path = copy;
    watch->gone = false;
    walk_again(watch);
    watch_forgive(watch);
}

void watch_forgive(struct watch *watch)
{
    if (watch->problem)
        walk_again(watch);
    if (watch->path)
        watch->known = version_of(watch->path);
}

bool watch_is_of(const struct watch *watch, const char *path)
{
    return watch->path && strcmp(watch->path, path) == 0;
}

const char *watch_problem(const struct watch *watch)
{
    return watch->problem;
}

static void on_closed(uv_handle_t *handle)
{
    struct watch *watch = handle->data;
    if (--watch->open > 0)
        return;
    if (watch->fd >= 0)
        close(watch->fd);
    free(watch);
}

void watch_free(struct watch *watch)
{
    forget_places(watch);
    free(watch->places);
    free(watch->path);
    watch->path = NULL;
    uv_close((uv_handle_t *)&watch->quiet, on_closed);
    if (watch->fd >= 0)
        uv_close((uv_handle_t *)&watch->poll, on_closed);
}
