/* A program that becomes another, or starts one. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <alloca.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "preload/environment.h"
#include "preload/preload.h"
#include "preload/real.h"

extern char **environ;

/* `made`: the environment with what the library needs in it, on the stack of the function. */
#define MAKE_VARIABLES(old)                                                                        \
    char *const *made = (old);                                                                     \
    struct environment_need need =                                                                 \
        preload_on ? environment_need(made) : (struct environment_need){0};                        \
    if (need.entries) {                                                                            \
        char **entries = alloca(need.entries * sizeof *entries);                                   \
        char *bytes = alloca(need.bytes);                                                          \
        made = environment_make(made, entries, bytes);                                             \
    }

/* A child of vfork() has the memory of its parent, which must not say that it becomes another. */
static void write_exec(void)
{
    REAL_READY();
    if (preload_on && getpid() == preload_pid)
        preload_write((struct trace_event){.kind = RAW_EXEC, .arg = (uint32_t)preload_pid});
}

PRELOAD_EXPORT int execve(const char *path, char *const *arguments, char *const *variables)
{
    MAKE_VARIABLES(variables)
    write_exec();
    return real.execve(path, arguments, made);
}

PRELOAD_EXPORT int execv(const char *path, char *const *arguments)
{
    MAKE_VARIABLES(environ)
    write_exec();
    return real.execve(path, arguments, made);
}

PRELOAD_EXPORT int execvpe(const char *file, char *const *arguments, char *const *variables)
{
    MAKE_VARIABLES(variables)
    write_exec();
    return real.execvpe(file, arguments, made);
}

PRELOAD_EXPORT int execvp(const char *file, char *const *arguments)
{
    MAKE_VARIABLES(environ)
    write_exec();
    return real.execvpe(file, arguments, made);
}

PRELOAD_EXPORT int fexecve(int fd, char *const *arguments, char *const *variables)
{
    MAKE_VARIABLES(variables)
    write_exec();
    return real.fexecve(fd, arguments, made);
}

/* ---- with the arguments as parameters ---- */

/* How many there are, with the first and the NULL behind them. */
static size_t count_arguments(va_list list)
{
    size_t count = 2;
    while (va_arg(list, char *))
        count++;
    return count;
}

/* `arguments`: what follows `first`, up to the NULL; `list` then stands behind that. */
#define TAKE_ARGUMENTS(first, list)                                                                \
    va_list list, ahead;                                                                           \
    va_start(list, first);                                                                         \
    va_copy(ahead, list);                                                                          \
    size_t count = count_arguments(ahead);                                                         \
    va_end(ahead);                                                                                 \
    char **arguments = alloca(count * sizeof *arguments);                                          \
    arguments[0] = (char *)(first);                                                                \
    for (size_t i = 1; i < count; i++)                                                             \
    arguments[i] = va_arg(list, char *)

PRELOAD_EXPORT int execl(const char *path, const char *first, ...)
{
    TAKE_ARGUMENTS(first, list);
    va_end(list);
    return execve(path, arguments, environ);
}

PRELOAD_EXPORT int execlp(const char *file, const char *first, ...)
{
    TAKE_ARGUMENTS(first, list);
    va_end(list);
    return execvpe(file, arguments, environ);
}

PRELOAD_EXPORT int execle(const char *path, const char *first, ...)
{
    TAKE_ARGUMENTS(first, list);
    char *const *variables = va_arg(list, char *const *);
    va_end(list);
    return execve(path, arguments, variables);
}

/* ---- without a watch ---- */

/* libc starts a shell of its own there, with the environment as it is: nothing of that is seen. */
static void write_unwatched(void)
{
    static const char what[] = "program";
    REAL_READY();
    preload_write_text((struct trace_event){.kind = RAW_UNWATCHED, .value = 1}, what,
                       sizeof what - 1);
}

PRELOAD_EXPORT int system(const char *command)
{
    if (command)
        write_unwatched();
    return real.system(command);
}

PRELOAD_EXPORT FILE *popen(const char *command, const char *type)
{
    write_unwatched();
    return real.popen(command, type);
}

/* ---- in one ---- */

PRELOAD_EXPORT int posix_spawn(pid_t *pid, const char *path,
                               const posix_spawn_file_actions_t *actions,
                               const posix_spawnattr_t *attributes, char *const *arguments,
                               char *const *variables)
{
    REAL_READY();
    MAKE_VARIABLES(variables)
    return real.posix_spawn(pid, path, actions, attributes, arguments, made);
}

PRELOAD_EXPORT int posix_spawnp(pid_t *pid, const char *file,
                                const posix_spawn_file_actions_t *actions,
                                const posix_spawnattr_t *attributes, char *const *arguments,
                                char *const *variables)
{
    REAL_READY();
    MAKE_VARIABLES(variables)
    return real.posix_spawnp(pid, file, actions, attributes, arguments, made);
}
