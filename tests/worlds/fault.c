/* Preloaded (LD_PRELOAD): makes one call of a function fail, the N-th that the processes of a run
 * make together.
 *
 *     FAULT=calloc:17 FAULT_COUNT=FILE LD_PRELOAD=fault.so COMMAND
 *
 * FILE holds how often it was called, in 8 bytes; it is there before, and zero. The functions of
 * POSIX threads return their error and leave errno alone: here errno is 0 then, so that who looks
 * there finds nothing. */
#include "config.h"

#undef _FILE_OFFSET_BITS /* a function has the name here that it has in the library */
#undef _TIME_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

static const char *wanted; /* the function … */
static size_t wanted_len;
static uint64_t number; /* … and which call of it */
static _Atomic uint64_t *count;

__attribute__((constructor)) static void begin(void)
{
    const char *fault = getenv("FAULT"), *path = getenv("FAULT_COUNT");
    const char *colon = fault ? strchr(fault, ':') : NULL;
    int fd = path && colon ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void *(*map)(void *, size_t, int, int, int, off_t) = dlsym(RTLD_NEXT, "mmap");
    void *memory = map(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (memory == MAP_FAILED)
        return;
    number = strtoull(colon + 1, NULL, 10);
    wanted_len = (size_t)(colon - fault);
    wanted = fault;
    count = memory;
}

static bool fails(const char *name)
{
    if (!count || strncmp(wanted, name, wanted_len) != 0 || name[wanted_len])
        return false;
    return atomic_fetch_add(count, 1) + 1 == number;
}

/* FUNCTION(type, name, (declared arguments), (arguments), what it is to say) */
#define FUNCTION(type, name, declared, given, failure)                                             \
    type name declared                                                                             \
    {                                                                                              \
        static type(*real) declared;                                                               \
        if (!real)                                                                                 \
            real = (type(*) declared)dlsym(RTLD_NEXT, #name);                                      \
        if (fails(#name))                                                                          \
            return failure;                                                                        \
        return real given;                                                                         \
    }

#define THREADS(name, declared, given)    FUNCTION(int, name, declared, given, (errno = 0, EAGAIN))
#define DESCRIPTOR(name, declared, given) FUNCTION(int, name, declared, given, (errno = EMFILE, -1))

THREADS(pthread_mutex_init, (pthread_mutex_t * mutex, const pthread_mutexattr_t *attr),
        (mutex, attr))
THREADS(pthread_cond_init, (pthread_cond_t * cond, const pthread_condattr_t *attr), (cond, attr))
THREADS(pthread_create,
        (pthread_t * thread, const pthread_attr_t *attr, void *(*begin)(void *), void *arg),
        (thread, attr, begin, arg))
THREADS(pthread_attr_init, (pthread_attr_t * attr), (attr))
THREADS(pthread_mutexattr_init, (pthread_mutexattr_t * attr), (attr))
THREADS(pthread_condattr_init, (pthread_condattr_t * attr), (attr))
FUNCTION(int, sem_init, (sem_t * sem, int shared, unsigned value), (sem, shared, value),
         (errno = ENOSPC, -1))
FUNCTION(pid_t, fork, (void), (), (errno = EAGAIN, -1))
FUNCTION(void *, mmap, (void *at, size_t len, int protection, int flags, int fd, off_t offset),
         (at, len, protection, flags, fd, offset), (errno = ENOMEM, MAP_FAILED))
FUNCTION(int, mprotect, (void *at, size_t len, int protection), (at, len, protection),
         (errno = ENOMEM, -1))
FUNCTION(int, ftruncate, (int fd, off_t len), (fd, len), (errno = ENOSPC, -1))
DESCRIPTOR(socketpair, (int domain, int type, int protocol, int fds[2]),
           (domain, type, protocol, fds))
DESCRIPTOR(pipe2, (int fds[2], int flags), (fds, flags))
DESCRIPTOR(eventfd, (unsigned value, int flags), (value, flags))
DESCRIPTOR(epoll_create1, (int flags), (flags))
DESCRIPTOR(epoll_ctl, (int epoll, int operation, int fd, struct epoll_event *event),
           (epoll, operation, fd, event))
DESCRIPTOR(timerfd_create, (int clock, int flags), (clock, flags))
DESCRIPTOR(signalfd, (int fd, const sigset_t *mask, int flags), (fd, mask, flags))
DESCRIPTOR(memfd_create, (const char *name, unsigned flags), (name, flags))
FUNCTION(ssize_t, sendmsg, (int fd, const struct msghdr *message, int flags), (fd, message, flags),
         (errno = ENOBUFS, -1))

/* Memory is asked for before dlsym() can be: by the names that glibc has for its own. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t items, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
    return fails("malloc") ? (errno = ENOMEM, NULL) : __libc_malloc(size);
}

void *calloc(size_t items, size_t size)
{
    return fails("calloc") ? (errno = ENOMEM, NULL) : __libc_calloc(items, size);
}

void *realloc(void *old, size_t size)
{
    return fails("realloc") ? (errno = ENOMEM, NULL) : __libc_realloc(old, size);
}
