/* The functions of libc that the library stands before: each under its name in `real`. They are
 * looked up once, when the library begins, or at the first call if one comes before that. */
#ifndef BATON_PRELOAD_REAL_H
#define BATON_PRELOAD_REAL_H

#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Result, name, parameters. Those of conditions have had another form once, and both are there. */
#define REAL_CONDITIONS(F)                                                                         \
    F(int, pthread_cond_wait, (pthread_cond_t *, pthread_mutex_t *))                               \
    F(int, pthread_cond_timedwait, (pthread_cond_t *, pthread_mutex_t *, const struct timespec *)) \
    F(int, pthread_cond_signal, (pthread_cond_t *))                                                \
    F(int, pthread_cond_broadcast, (pthread_cond_t *))

#define REAL_FUNCTIONS(F)                                                                          \
    F(int, pthread_cond_clockwait,                                                                 \
      (pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *))                   \
    F(int, pthread_mutex_trylock, (pthread_mutex_t *))                                             \
    F(int, pthread_mutex_timedlock, (pthread_mutex_t *, const struct timespec *))                  \
    F(int, pthread_mutex_clocklock, (pthread_mutex_t *, clockid_t, const struct timespec *))       \
    F(int, pthread_mutex_unlock, (pthread_mutex_t *))                                              \
    F(int, pthread_rwlock_rdlock, (pthread_rwlock_t *))                                            \
    F(int, pthread_rwlock_wrlock, (pthread_rwlock_t *))                                            \
    F(int, pthread_rwlock_tryrdlock, (pthread_rwlock_t *))                                         \
    F(int, pthread_rwlock_trywrlock, (pthread_rwlock_t *))                                         \
    F(int, pthread_rwlock_unlock, (pthread_rwlock_t *))                                            \
    F(int, pthread_barrier_wait, (pthread_barrier_t *))                                            \
    F(int, pthread_create, (pthread_t *, const pthread_attr_t *, void *(*)(void *), void *))       \
    F(int, pthread_join, (pthread_t, void **))                                                     \
    F(int, sem_wait, (sem_t *))                                                                    \
    F(int, sem_trywait, (sem_t *))                                                                 \
    F(int, sem_timedwait, (sem_t *, const struct timespec *))                                      \
    F(int, sem_clockwait, (sem_t *, clockid_t, const struct timespec *))                           \
    F(int, sem_post, (sem_t *))                                                                    \
    F(ssize_t, read, (int, void *, size_t))                                                        \
    F(ssize_t, write, (int, const void *, size_t))                                                 \
    F(ssize_t, readv, (int, const struct iovec *, int))                                            \
    F(ssize_t, writev, (int, const struct iovec *, int))                                           \
    F(ssize_t, recv, (int, void *, size_t, int))                                                   \
    F(ssize_t, recvfrom, (int, void *, size_t, int, struct sockaddr *, socklen_t *))               \
    F(ssize_t, recvmsg, (int, struct msghdr *, int))                                               \
    F(ssize_t, send, (int, const void *, size_t, int))                                             \
    F(ssize_t, sendto, (int, const void *, size_t, int, const struct sockaddr *, socklen_t))       \
    F(ssize_t, sendmsg, (int, const struct msghdr *, int))                                         \
    F(int, accept, (int, struct sockaddr *, socklen_t *))                                          \
    F(int, accept4, (int, struct sockaddr *, socklen_t *, int))                                    \
    F(int, connect, (int, const struct sockaddr *, socklen_t))                                     \
    F(int, poll, (struct pollfd *, nfds_t, int))                                                   \
    F(int, ppoll, (struct pollfd *, nfds_t, const struct timespec *, const sigset_t *))            \
    F(int, select, (int, fd_set *, fd_set *, fd_set *, struct timeval *))                          \
    F(int, pselect,                                                                                \
      (int, fd_set *, fd_set *, fd_set *, const struct timespec *, const sigset_t *))              \
    F(int, epoll_wait, (int, struct epoll_event *, int, int))                                      \
    F(int, epoll_pwait, (int, struct epoll_event *, int, int, const sigset_t *))                   \
    F(int, nanosleep, (const struct timespec *, struct timespec *))                                \
    F(int, clock_nanosleep, (clockid_t, int, const struct timespec *, struct timespec *))          \
    F(int, usleep, (useconds_t))                                                                   \
    F(unsigned, sleep, (unsigned))                                                                 \
    F(int, fsync, (int))                                                                           \
    F(int, fdatasync, (int))                                                                       \
    F(int, flock, (int, int))                                                                      \
    F(pid_t, waitpid, (pid_t, int *, int))                                                         \
    F(pid_t, wait4, (pid_t, int *, int, struct rusage *))                                          \
    F(int, waitid, (idtype_t, id_t, siginfo_t *, int))                                             \
    F(int, system, (const char *))                                                                 \
    F(FILE *, popen, (const char *, const char *))                                                 \
    F(void, _exit, (int))                                                                          \
    F(int, execve, (const char *, char *const *, char *const *))                                   \
    F(int, execvpe, (const char *, char *const *, char *const *))                                  \
    F(int, fexecve, (int, char *const *, char *const *))                                           \
    F(int, posix_spawn,                                                                            \
      (pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,       \
       char *const *, char *const *))                                                              \
    F(int, posix_spawnp,                                                                           \
      (pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,       \
       char *const *, char *const *))                                                              \
    F(int, pthread_mutex_lock, (pthread_mutex_t *))

struct real {
#define F(result, name, parameters) result(*name) parameters;
    REAL_CONDITIONS(F) REAL_FUNCTIONS(F)
#undef F
};

extern struct real real;

void real_find(void);

/* pthread_mutex_lock is the last to be found. */
#define REAL_READY() ((void)(__builtin_expect(!real.pthread_mutex_lock, 0) ? real_find() : (void)0))

#endif
