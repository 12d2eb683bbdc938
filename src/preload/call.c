/* Calls that may wait: one event before, one after. Of what is read and written nothing is kept. */
#include "config.h" /* before any header of libc: the system's extensions */

#include <errno.h>

#include "preload/preload.h"
#include "preload/real.h"

static void write_call(unsigned call, int64_t about, int64_t ns, uint32_t site)
{
    preload_write((struct trace_event){.kind = RAW_CALL,
                                       .detail = (uint8_t)call,
                                       .line = site,
                                       .arg = (uint32_t)about,
                                       .value = ns});
}

static void write_back(unsigned call, int64_t result)
{
    preload_write((struct trace_event){
        .kind = RAW_BACK, .detail = (uint8_t)call, .value = result < 0 ? -errno : result});
}

#define CALL(result, name, about, ns, call)                                                        \
    do {                                                                                           \
        REAL_READY();                                                                              \
        if (!preload_on)                                                                           \
            return call;                                                                           \
        write_call(RAW_CALL_##name, about, ns, PRELOAD_HERE());                                    \
        result back = call;                                                                        \
        write_back(RAW_CALL_##name, (int64_t)back);                                                \
        return back;                                                                               \
    } while (0)

static int64_t ns_of(const struct timespec *time)
{
    return time ? time->tv_sec * INT64_C(1000000000) + time->tv_nsec : 0;
}

PRELOAD_EXPORT ssize_t read(int fd, void *to, size_t len)
{
    CALL(ssize_t, read, fd, 0, real.read(fd, to, len));
}

PRELOAD_EXPORT ssize_t write(int fd, const void *from, size_t len)
{
    CALL(ssize_t, write, fd, 0, real.write(fd, from, len));
}

PRELOAD_EXPORT ssize_t readv(int fd, const struct iovec *to, int count)
{
    CALL(ssize_t, readv, fd, 0, real.readv(fd, to, count));
}

PRELOAD_EXPORT ssize_t writev(int fd, const struct iovec *from, int count)
{
    CALL(ssize_t, writev, fd, 0, real.writev(fd, from, count));
}

PRELOAD_EXPORT ssize_t recv(int fd, void *to, size_t len, int flags)
{
    CALL(ssize_t, recv, fd, 0, real.recv(fd, to, len, flags));
}

PRELOAD_EXPORT ssize_t recvfrom(int fd, void *to, size_t len, int flags, struct sockaddr *from,
                                socklen_t *from_len)
{
    CALL(ssize_t, recvfrom, fd, 0, real.recvfrom(fd, to, len, flags, from, from_len));
}

PRELOAD_EXPORT ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    CALL(ssize_t, recvmsg, fd, 0, real.recvmsg(fd, message, flags));
}

PRELOAD_EXPORT ssize_t send(int fd, const void *from, size_t len, int flags)
{
    CALL(ssize_t, send, fd, 0, real.send(fd, from, len, flags));
}

PRELOAD_EXPORT ssize_t sendto(int fd, const void *from, size_t len, int flags,
                              const struct sockaddr *to, socklen_t to_len)
{
    CALL(ssize_t, sendto, fd, 0, real.sendto(fd, from, len, flags, to, to_len));
}

PRELOAD_EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    CALL(ssize_t, sendmsg, fd, 0, real.sendmsg(fd, message, flags));
}

PRELOAD_EXPORT int accept(int fd, struct sockaddr *from, socklen_t *len)
{
    CALL(int, accept, fd, 0, real.accept(fd, from, len));
}

PRELOAD_EXPORT int accept4(int fd, struct sockaddr *from, socklen_t *len, int flags)
{
    CALL(int, accept4, fd, 0, real.accept4(fd, from, len, flags));
}

PRELOAD_EXPORT int connect(int fd, const struct sockaddr *to, socklen_t len)
{
    CALL(int, connect, fd, 0, real.connect(fd, to, len));
}

PRELOAD_EXPORT int poll(struct pollfd *fds, nfds_t count, int ms)
{
    CALL(int, poll, count ? fds[0].fd : -1, ms *INT64_C(1000000), real.poll(fds, count, ms));
}

PRELOAD_EXPORT int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *most,
                         const sigset_t *mask)
{
    CALL(int, ppoll, count ? fds[0].fd : -1, most ? ns_of(most) : -1,
         real.ppoll(fds, count, most, mask));
}

PRELOAD_EXPORT int select(int count, fd_set *in, fd_set *out, fd_set *odd, struct timeval *most)
{
    CALL(int, select, count,
         most ? most->tv_sec *INT64_C(1000000000) + most->tv_usec *INT64_C(1000) : -1,
         real.select(count, in, out, odd, most));
}

PRELOAD_EXPORT int pselect(int count, fd_set *in, fd_set *out, fd_set *odd,
                           const struct timespec *most, const sigset_t *mask)
{
    CALL(int, pselect, count, most ? ns_of(most) : -1,
         real.pselect(count, in, out, odd, most, mask));
}

PRELOAD_EXPORT int epoll_wait(int fd, struct epoll_event *events, int most, int ms)
{
    CALL(int, epoll_wait, fd, ms *INT64_C(1000000), real.epoll_wait(fd, events, most, ms));
}

PRELOAD_EXPORT int epoll_pwait(int fd, struct epoll_event *events, int most, int ms,
                               const sigset_t *mask)
{
    CALL(int, epoll_pwait, fd, ms *INT64_C(1000000), real.epoll_pwait(fd, events, most, ms, mask));
}

PRELOAD_EXPORT int nanosleep(const struct timespec *time, struct timespec *left)
{
    CALL(int, nanosleep, 0, ns_of(time), real.nanosleep(time, left));
}

/* A time of the clock or a duration: of the latter alone is known here when it ends. */
PRELOAD_EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
                                   struct timespec *left)
{
    REAL_READY();
    if (!preload_on)
        return real.clock_nanosleep(clock, flags, time, left);
    bool until = flags & TIMER_ABSTIME;
    write_call(RAW_CALL_clock_nanosleep, until ? 1 + clock : 0, ns_of(time), PRELOAD_HERE());
    int status = real.clock_nanosleep(clock, flags, time, left);
    preload_write((struct trace_event){
        .kind = RAW_BACK, .detail = RAW_CALL_clock_nanosleep, .value = -status});
    return status;
}

PRELOAD_EXPORT int usleep(useconds_t us)
{
    CALL(int, usleep, 0, us *INT64_C(1000), real.usleep(us));
}

PRELOAD_EXPORT unsigned sleep(unsigned seconds)
{
    CALL(unsigned, sleep, 0, seconds *INT64_C(1000000000), real.sleep(seconds));
}

PRELOAD_EXPORT int fsync(int fd)
{
    CALL(int, fsync, fd, 0, real.fsync(fd));
}

PRELOAD_EXPORT int fdatasync(int fd)
{
    CALL(int, fdatasync, fd, 0, real.fdatasync(fd));
}

PRELOAD_EXPORT int flock(int fd, int operation)
{
    CALL(int, flock, fd, 0, real.flock(fd, operation));
}

/* ---- the end of processes ---- */

/* With what it ended is told, too. */
static void write_waited(unsigned call, pid_t pid, int status)
{
    preload_write((struct trace_event){.kind = RAW_BACK,
                                       .detail = (uint8_t)call,
                                       .arg = pid > 0 ? (uint32_t)status : 0,
                                       .value = pid < 0 ? -errno : pid});
}

PRELOAD_EXPORT pid_t waitpid(pid_t pid, int *status, int options)
{
    int own = 0;
    REAL_READY();
    if (!preload_on)
        return real.waitpid(pid, status, options);
    write_call(RAW_CALL_waitpid, pid, 0, PRELOAD_HERE());
    pid_t ended = real.waitpid(pid, &own, options);
    write_waited(RAW_CALL_waitpid, ended, own);
    if (status && ended > 0)
        *status = own;
    return ended;
}

PRELOAD_EXPORT pid_t wait4(pid_t pid, int *status, int options, struct rusage *usage)
{
    int own = 0;
    REAL_READY();
    if (!preload_on)
        return real.wait4(pid, status, options, usage);
    write_call(RAW_CALL_wait4, pid, 0, PRELOAD_HERE());
    pid_t ended = real.wait4(pid, &own, options, usage);
    write_waited(RAW_CALL_wait4, ended, own);
    if (status && ended > 0)
        *status = own;
    return ended;
}

PRELOAD_EXPORT int waitid(idtype_t type, id_t id, siginfo_t *info, int options)
{
    CALL(int, waitid, id, 0, real.waitid(type, id, info, options));
}
