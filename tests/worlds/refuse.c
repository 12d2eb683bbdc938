/* Runs a command in a smaller world: with system calls that the kernel refuses it, and looks that
 * nothing of it is left behind.
 *
 *     refuse [-t SECONDS] [CALL[=ERROR] …] -- COMMAND [ARGUMENT …]
 *     refuse -l          lists the calls it knows
 *
 * CALL is a name of the table below, ERROR one of EPERM (if none is given), ENOSYS, ENOMEM, EAGAIN,
 * EMFILE, EINVAL. `execve` is refused from the command's own first call on.
 *
 * The exit status is the command's; 128 and more: a signal ended it; 124: it took longer than
 * SECONDS (20), and was killed; 125: processes were left behind, and killed; 126: wrong usage; 77:
 * there are no such filters here. */
#include "config.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 64, EXIT_SLOW = 124, EXIT_LEFT = 125, EXIT_USAGE = 126, EXIT_SKIP = 77 };

struct named {
    const char *name;
    int number;
};

/* What `strace -f -c` shows of tests/worlds/all.baton under all models and in the player, and what
 * takes the place of some where they are not; and what sandboxes like to refuse. */
/* clang-format off */
static const struct named calls[] = {
#define CALL(name) {#name, SYS_##name},
#ifdef SYS_access
    CALL(access)
#endif
#ifdef SYS_arch_prctl
    CALL(arch_prctl)
#endif
    CALL(brk)
#ifdef SYS_clock_gettime
    CALL(clock_gettime)
#endif
#ifdef SYS_clock_nanosleep
    CALL(clock_nanosleep)
#endif
    CALL(clone)
#ifdef SYS_clone3
    CALL(clone3)
#endif
    CALL(close)
#ifdef SYS_dup2
    CALL(dup2)
#endif
    CALL(dup3)
    CALL(epoll_create1)
    CALL(epoll_ctl)
    CALL(epoll_pwait)
#ifdef SYS_epoll_wait
    CALL(epoll_wait)
#endif
    CALL(eventfd2)
    CALL(execve)
#ifdef SYS_faccessat2
    CALL(faccessat2)
#endif
    CALL(fcntl)
#ifdef SYS_fcntl64
    CALL(fcntl64)
#endif
#ifdef SYS_fork
    CALL(fork)
#endif
#ifdef SYS_ftruncate
    CALL(ftruncate)
#endif
    CALL(futex)
    CALL(getcwd)
    CALL(getdents64)
#ifdef SYS_getpgrp
    CALL(getpgrp)
#endif
    CALL(getpid)
    CALL(getppid)
#ifdef SYS_getrandom
    CALL(getrandom)
#endif
    CALL(getrusage)
    CALL(gettid)
    CALL(inotify_add_watch)
    CALL(inotify_init1)
#ifdef SYS_io_uring_setup
    CALL(io_uring_setup)
#endif
    CALL(ioctl)
    CALL(kill)
#ifdef SYS_lseek
    CALL(lseek)
#endif
    CALL(madvise)
#ifdef SYS_memfd_create
    CALL(memfd_create)
#endif
#ifdef SYS_mmap
    CALL(mmap)
#endif
#ifdef SYS_mmap2
    CALL(mmap2)
#endif
    CALL(mprotect)
    CALL(mremap)
    CALL(munmap)
#ifdef SYS_newfstatat
    CALL(newfstatat)
#endif
#ifdef SYS_open
    CALL(open)
#endif
    CALL(openat)
#ifdef SYS_perf_event_open
    CALL(perf_event_open)
#endif
#ifdef SYS_pidfd_open
    CALL(pidfd_open)
#endif
    CALL(pipe2)
#ifdef SYS_poll
    CALL(poll)
#endif
#ifdef SYS_ppoll
    CALL(ppoll)
#endif
    CALL(prctl)
#ifdef SYS_pread64
    CALL(pread64)
#endif
#ifdef SYS_prlimit64
    CALL(prlimit64)
#endif
#ifdef SYS_process_vm_readv
    CALL(process_vm_readv)
#endif
    CALL(read)
#ifdef SYS_readlink
    CALL(readlink)
#endif
    CALL(readlinkat)
#ifdef SYS_recvfrom
    CALL(recvfrom)
#endif
#ifdef SYS_recvmsg
    CALL(recvmsg)
#endif
#ifdef SYS_rseq
    CALL(rseq)
#endif
    CALL(rt_sigaction)
    CALL(rt_sigprocmask)
    CALL(sched_getaffinity)
    CALL(sched_setaffinity)
    CALL(sched_yield)
#ifdef SYS_sendmsg
    CALL(sendmsg)
#endif
#ifdef SYS_sendto
    CALL(sendto)
#endif
    CALL(set_robust_list)
    CALL(set_tid_address)
    CALL(setpgid)
    CALL(sigaltstack)
    CALL(signalfd4)
#ifdef SYS_socketpair
    CALL(socketpair)
#endif
#ifdef SYS_statx
    CALL(statx)
#endif
#ifdef SYS_timer_create
    CALL(timer_create)
#endif
#ifdef SYS_timerfd_create
    CALL(timerfd_create)
#endif
#ifdef SYS_timerfd_settime
    CALL(timerfd_settime)
#endif
#ifdef SYS_userfaultfd
    CALL(userfaultfd)
#endif
#ifdef SYS_wait4
    CALL(wait4)
#endif
    CALL(waitid)
    CALL(write)
#undef CALL
};
/* clang-format on */
enum { CALLS = sizeof calls / sizeof *calls };

static const struct named errors[] = {
    {"EPERM", EPERM},   {"ENOSYS", ENOSYS}, {"ENOMEM", ENOMEM},
    {"EAGAIN", EAGAIN}, {"EMFILE", EMFILE}, {"EINVAL", EINVAL},
};
enum { ERRORS = sizeof errors / sizeof *errors };

static int number_of(const struct named *table, int count, const char *name, size_t len)
{
    for (int i = 0; i < count; i++)
        if (strlen(table[i].name) == len && strncmp(table[i].name, name, len) == 0)
            return table[i].number;
    fprintf(stderr, "refuse: '%.*s' is not in my table\n", (int)len, name);
    exit(EXIT_USAGE);
}

/* ---- the filter ---- */

struct refused {
    int call, error;
};

static struct refused refused_of(const char *word)
{
    const char *equals = strchr(word, '=');
    size_t len = equals ? (size_t)(equals - word) : strlen(word);
    int error = equals ? number_of(errors, ERRORS, equals + 1, strlen(equals + 1)) : EPERM;
    return (struct refused){number_of(calls, CALLS, word, len), error};
}

static struct sock_filter load(size_t offset)
{
    return (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset);
}

static struct sock_filter give(uint32_t answer)
{
    return (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, answer);
}

/* Goes on with the next one if they are equal, and else behind `skip` more. */
static struct sock_filter unless(uint32_t value, uint8_t skip)
{
    return (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skip);
}

/* The lower half of the first argument, wherever it lies. */
static size_t first_argument(void)
{
    const uint16_t one = 1;
    bool little = *(const uint8_t *)&one;
    return offsetof(struct seccomp_data, args) + (little ? 0 : 4);
}

/* All that is refused, but the one execve of `path`, which is known by where it lies. */
static int install(const struct refused *refused, int count, const char *path)
{
    struct sock_filter filter[2 + MOST * 4];
    int n = 0;
    for (int i = 0; i < count; i++) {
        bool first_allowed = refused[i].call == SYS_execve;
        filter[n++] = load(offsetof(struct seccomp_data, nr));
        filter[n++] = unless((uint32_t)refused[i].call, first_allowed ? 3 : 1);
        if (first_allowed) {
            filter[n++] = load(first_argument());
            filter[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                                       (uint32_t)(uintptr_t)path, 1, 0);
        }
        filter[n++] = give(SECCOMP_RET_ERRNO | (uint32_t)refused[i].error);
    }
    filter[n++] = give(SECCOMP_RET_ALLOW);
    struct sock_fprog program = {(unsigned short)n, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        return -1;
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

/* ---- the command ---- */

static void become(const struct refused *refused, int count, char **command)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s", command[0]);
    if (count && install(refused, count, path) < 0)
        _exit(EXIT_SKIP);
    execvp(path, command);
    _exit(EXIT_USAGE);
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){0, 5 * 1000 * 1000}, NULL);
}

/* Waits for `pid` (-1: any) until then; what waitpid says. */
static pid_t wait_until(pid_t pid, double until, int *status)
{
    pid_t got;
    while ((got = waitpid(pid, status, WNOHANG)) == 0 && now() < until)
        pause_briefly();
    return got;
}

/* The processes that were left become ours (we are the subreaper), and are killed one by one. */
static int kill_left(void)
{
    int count = 0;
    double until = now() + 1;
    pid_t pid;
    while ((pid = wait_until(-1, until, NULL)) > 0)
        ;
    if (pid < 0)
        return 0;
    char path[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    for (;;) {
        FILE *file = fopen(path, "re");
        int child, killed = 0;
        while (file && fscanf(file, "%d", &child) == 1) {
            killed++;
            kill(child, SIGKILL);
        }
        if (file)
            fclose(file);
        count += killed;
        while (waitpid(-1, NULL, killed ? 0 : WNOHANG) > 0)
            ;
        if (!killed)
            return count;
    }
}

int main(int argc, char **argv)
{
    struct refused refused[MOST];
    int count = 0, status = 0, at = 1;
    double seconds = 20;
    if (argc == 2 && strcmp(argv[1], "-l") == 0) {
        for (int i = 0; i < CALLS; i++)
            puts(calls[i].name);
        return 0;
    }
    if (at + 1 < argc && strcmp(argv[at], "-t") == 0) {
        seconds = atof(argv[at + 1]);
        at += 2;
    }
    for (; at < argc && strcmp(argv[at], "--") != 0; at++) {
        if (count == MOST)
            return EXIT_USAGE;
        refused[count++] = refused_of(argv[at]);
    }
    if (at + 1 >= argc)
        return EXIT_USAGE;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t pid = fork();
    if (pid == 0)
        become(refused, count, argv + at + 1);
    if (pid < 0)
        return EXIT_USAGE;
    bool slow = wait_until(pid, now() + seconds, &status) == 0;
    if (slow) {
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
    }
    int left = kill_left();
    if (left && !slow)
        fprintf(stderr, "refuse: %d processes were left behind\n", left);
    if (slow)
        return EXIT_SLOW;
    if (left)
        return EXIT_LEFT;
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
