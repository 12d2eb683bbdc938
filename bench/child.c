#include "config.h"

#include "child.h"

#include <errno.h>
#include <math.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/strbuf.h"

extern char **environ;

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

static const char *path(const char *folder, const char *name)
{
    static char paths[4][1024];
    static int next;
    char *to = paths[next++ % 4];
    snprintf(to, sizeof paths[0], "%s/%s", folder, name);
    return to;
}

const char *child_baton(void)
{
    return setting("BATON", "./baton");
}

const char *child_file(const char *name)
{
    return path(setting("BENCH_DIR", "bench"), name);
}

const char *child_own_file(const char *name)
{
    return path(setting("BENCH_TMP", "/tmp"), name);
}

/* ---- running ---- */

/* Spawned, not forked: a program begins its account of memory with that of the process it replaces.
 */
static int spawn(const char *const argv[], int out, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    int bad = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&actions);
    return bad;
}

static char *read_all(int fd)
{
    struct strbuf text = {0};
    char buffer[16 * 1024];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            strbuf_add(&text, buffer, (size_t)n);
    char *copy = strdup(strbuf_str(&text));
    strbuf_release(&text);
    return copy;
}

static int64_t timeval_ns(struct timeval time)
{
    return time.tv_sec * NS_PER_S + time.tv_usec * NS_PER_US;
}

static bool wait_for(pid_t pid, struct child *child)
{
    struct rusage usage;
    int status;
    pid_t waited;
    do
        waited = wait4(pid, &status, 0, &usage);
    while (waited < 0 && errno == EINTR);
    if (waited < 0)
        return false;
    child->cpu_ns = timeval_ns(usage.ru_utime) + timeval_ns(usage.ru_stime);
    child->peak_bytes = (int64_t)usage.ru_maxrss * 1024;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool child_run(const char *const argv[], struct child *child)
{
    int ends[2];
    pid_t pid;
    *child = (struct child){0};
    if (pipe(ends) < 0)
        return false;
    int64_t begin_ns = clock_now_ns();
    int bad = spawn(argv, ends[1], &pid);
    close(ends[1]);
    if (!bad)
        child->text = read_all(ends[0]);
    close(ends[0]);
    bool good = !bad && wait_for(pid, child);
    child->wall_ns = clock_now_ns() - begin_ns;
    if (!good)
        fprintf(stderr, "bench: %s %s %s: %s\n", argv[0], argv[1] ? argv[1] : "",
                argv[1] && argv[2] ? argv[2] : "", bad ? strerror(bad) : "it failed");
    return good;
}

void child_release(struct child *child)
{
    free(child->text);
    child->text = NULL;
}

bool child_baton_run(const char *scenario, const char *model, struct child *child)
{
    char name[256];
    snprintf(name, sizeof name, "scenarios/%s.baton", scenario);
    return child_run((const char *const[]){child_baton(), "run", child_file(name), "-m", model,
                                           "-f", "json", NULL},
                     child);
}

bool child_python(const char *program, const char *arg, struct child *child)
{
    char name[256];
    snprintf(name, sizeof name, "peers/%s.py", program);
    return child_run((const char *const[]){"python3", child_file(name), arg, NULL}, child);
}

bool child_has_python(void)
{
    return system("python3 -c 'import asyncio, multiprocessing' >/dev/null 2>&1") == 0;
}

/* ---- reading ---- */

double child_next_number(const char **from, const char *name)
{
    char field[64];
    snprintf(field, sizeof field, "\"%s\":", name);
    const char *at = *from ? strstr(*from, field) : NULL;
    if (!at)
        return NAN;
    char *end;
    double number = strtod(at + strlen(field), &end);
    *from = end;
    return number;
}

double child_number(const struct child *child, const char *name)
{
    const char *from = child->text;
    return child_next_number(&from, name);
}
