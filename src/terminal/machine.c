#include "config.h"

#include "terminal/machine.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/memory_file.h"
#include "base/refusal.h"

enum {
    THREADS = 4, /* of libuv's pool, in which stories are made */
    THREAD_BYTES = 8 << 20,
    DESCRIPTORS = 12,        /* of the loop, the screen, the messages; and of a file that is read */
    FILE_BYTES = 1 << 20,    /* a frame of a large screen, in memory */
    STACK_BYTES = 256 << 10, /* ncurses reads descriptions of terminals there */
};

/* Each of these: 0, or the errno with which something is refused; NO_ERRNO: it has none. */
enum { NO_ERRNO = -1 };

static int try_screen(void)
{
    int pair[2];
    int fd = memory_file_open("baton trial");
    int bad = fd < 0 || fcntl(fd, F_GETFL) < 0 || lseek(fd, 0, SEEK_CUR) < 0 ? errno : 0;
    if (fd >= 0)
        close(fd);
    if (bad || pipe2(pair, O_CLOEXEC) < 0)
        return bad ? bad : errno;
    bad = write(pair[1], "", 0) < 0 || poll(NULL, 0, 0) < 0 ? errno : 0;
    close(pair[0]);
    close(pair[1]);
    return bad;
}

static int try_descriptors(void)
{
    int fds[DESCRIPTORS], count = 0, bad = 0;
    while (!bad && count < DESCRIPTORS) {
        fds[count] = eventfd(0, EFD_CLOEXEC);
        bad = fds[count] < 0 ? errno : 0;
        count += !bad;
    }
    while (count)
        close(fds[--count]);
    return bad;
}

/* Not tried: a signal would tell. */
static int try_file(void)
{
    return refusal_most_file() < FILE_BYTES ? EFBIG : 0;
}

static int try_stack(void)
{
    return refusal_most_stack() < STACK_BYTES ? NO_ERRNO : 0;
}

static int watch_once(int epoll, int fd)
{
    struct epoll_event event = {.events = EPOLLIN};
    bool waits = epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0 &&
                 epoll_wait(epoll, &event, 1, 0) >= 0 &&
                 epoll_pwait(epoll, &event, 1, 0, NULL) >= 0;
    return waits ? 0 : errno;
}

static int try_loop(void)
{
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    int fd = epoll < 0 ? -1 : eventfd(0, EFD_CLOEXEC);
    int bad = fd < 0 ? errno : watch_once(epoll, fd);
    if (epoll >= 0)
        close(epoll);
    if (fd >= 0)
        close(fd);
    return bad;
}

static void *be_thread(void *arg)
{
    pthread_mutex_t *gate = arg; /* all are there at once */
    pthread_mutex_lock(gate);
    pthread_mutex_unlock(gate);
    return NULL;
}

static int try_threads(void)
{
    pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    pthread_t threads[THREADS];
    pthread_attr_t attr;
    int count = 0, bad = pthread_attr_init(&attr);
    if (bad)
        return bad;
    pthread_mutex_lock(&gate);
    bad = pthread_attr_setstacksize(&attr, THREAD_BYTES);
    while (!bad && count < THREADS) {
        bad = pthread_create(&threads[count], &attr, be_thread, &gate);
        count += !bad;
    }
    pthread_mutex_unlock(&gate);
    while (count)
        pthread_join(threads[--count], NULL);
    pthread_attr_destroy(&attr);
    return bad;
}

static int try_signals(void)
{
    sigset_t now;
    return pthread_sigmask(SIG_BLOCK, NULL, &now);
}

static const struct {
    int (*attempt)(void);
    const char *what;
} attempts[] = {
    {try_stack, "a stack of 256 KiB ('ulimit -s' bounds it)"},
    {try_screen, "a descriptor for a screen (a file in memory, a pipe)"},
    {try_loop, "an event loop (epoll, eventfd)"},
    {try_descriptors, "twelve descriptors"},
    {try_file, "a file of 1 MiB in memory, for the screen"},
    {try_signals, "a mask of signals"},
    {try_threads, "four threads with 8 MiB of stack"},
};

const char *machine_refuses(void)
{
    static const char opening[] = "the machine refused ";
    static char words[sizeof opening + REFUSAL_BYTES];
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        int bad = attempts[i].attempt();
        if (!bad)
            continue;
        memcpy(words, opening, sizeof opening);
        refusal_words(words + strlen(opening), REFUSAL_BYTES, attempts[i].what, bad > 0 ? bad : 0);
        return words;
    }
    return NULL;
}
