/* How exact the statements are: the CPU time of `compute`, as the kernel accounts it to the whole
 * program, and how late answers to `io` come and are noticed, next to how late this machine wakes
 * anybody. */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench.h"
#include "child.h"

enum { ROUNDS = 5, REQUESTS = 40, IO_ROUNDS = 3, IO_NS = 5000000 };

/* ---- compute ---- */

enum { ALL_COMPUTING_NS = 300000000 };

/* Each of their scenarios computes as long in all, and asleep.baton sleeps as long. */
static const int computing_ms[] = {1, 10, 100};

static double cpu_ns(const char *scenario)
{
    struct child child;
    double ns = child_baton_run(scenario, "coroutines", &child) ? (double)child.cpu_ns : NAN;
    child_release(&child);
    return ns;
}

/* The program's CPU time with the computing less that of as long a run asleep. */
static void measure_compute(int ms)
{
    double off_ns[ROUNDS], due_ns = ms * 1e6;
    char what[BENCH_TEXT], reached[BENCH_TEXT], to_reach[BENCH_TEXT], time[BENCH_TEXT];
    char scenario[64];
    snprintf(scenario, sizeof scenario, "compute_%dms", ms);
    for (int i = 0; i < ROUNDS; i++) {
        double with_ns = cpu_ns(scenario);
        off_ns[i] = (with_ns - cpu_ns("asleep") - ALL_COMPUTING_NS) * due_ns / ALL_COMPUTING_NS;
    }
    double median_ns = bench_median_of(off_ns, ROUNDS);
    double most_ns = fmax(due_ns / 100, 50e3);
    snprintf(what, sizeof what, "CPU time of compute %dms, off by", ms);
    snprintf(reached, sizeof reached, "%s = %.2f%%", bench_time(time, median_ns),
             100 * median_ns / due_ns);
    snprintf(to_reach, sizeof to_reach, "at most %s", bench_time(time, most_ns));
    bench_row(what, reached, to_reach, "user + system, less as long a run asleep",
              fabs(median_ns) <= most_ns);
}

/* ---- io ---- */

static const char *const io_models[] = {"blocking", "async-blocking", "callbacks", "coroutines",
                                        "gil",      "threads",        "processes"};

struct lateness {
    double answered_ns[IO_ROUNDS * REQUESTS], noticed_ns[IO_ROUNDS * REQUESTS];
    int count;
};

static void take_requests(struct lateness *late, const char *model)
{
    struct child child;
    const char *from = child_baton_run("requests", model, &child) ? child.text : NULL;
    for (int i = 0; i < REQUESTS; i++) {
        double asked_ns = child_next_number(&from, "asked_ns");
        double answered_ns = child_next_number(&from, "answered_ns");
        double noticed_ns = child_next_number(&from, "noticed_ns");
        if (isnan(noticed_ns))
            break;
        late->answered_ns[late->count] = answered_ns - asked_ns - IO_NS;
        late->noticed_ns[late->count++] = noticed_ns - answered_ns;
    }
    child_release(&child);
}

/* How late a sleep until a given moment ends here. */
static double sleep_late_ns(void)
{
    int64_t due_ns = clock_now_ns() + IO_NS;
    struct timespec due = {due_ns / NS_PER_S, due_ns % NS_PER_S};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
    return (double)(clock_now_ns() - due_ns);
}

/* How long a byte takes here to a process that waits for it: half of there and back. */
static double wake_ns(int fd)
{
    char byte = 0;
    usleep(IO_NS / 1000);
    int64_t begin_ns = clock_now_ns();
    if (write(fd, &byte, 1) != 1 || read(fd, &byte, 1) != 1)
        return NAN;
    return (double)(clock_now_ns() - begin_ns) / 2;
}

static void echo(int fd)
{
    char byte;
    while (read(fd, &byte, 1) == 1 && write(fd, &byte, 1) == 1)
        ;
    _exit(0);
}

static void measure_machine(struct lateness *machine)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        echo(ends[1]);
    }
    close(ends[1]);
    for (int i = 0; pid > 0 && i < REQUESTS; i++) {
        machine->answered_ns[i] = sleep_late_ns();
        machine->noticed_ns[i] = wake_ns(ends[0]);
        machine->count++;
    }
    close(ends[0]);
    if (pid > 0)
        waitpid(pid, NULL, 0);
}

static void print_io(const char *model, struct lateness *late, const char *machine)
{
    char what[BENCH_TEXT], reached[3 * BENCH_TEXT], answered[BENCH_TEXT], noticed[BENCH_TEXT];
    double answered_ns = bench_median_of(late->answered_ns, late->count);
    double noticed_ns = bench_median_of(late->noticed_ns, late->count);
    snprintf(what, sizeof what, "io 5ms under %s", model);
    snprintf(reached, sizeof reached, "answered %s late, noticed after %s",
             bench_time(answered, answered_ns), bench_time(noticed, noticed_ns));
    bench_row(what, reached, "at most 0.20 ms each", machine,
              late->count && answered_ns <= 200e3 && noticed_ns <= 200e3);
}

static void measure_io(void)
{
    static struct lateness late[sizeof io_models / sizeof io_models[0]], machine;
    char sleep[BENCH_TEXT], wake[BENCH_TEXT], words[3 * BENCH_TEXT];
    size_t models = sizeof io_models / sizeof io_models[0];
    for (int round = 0; round < IO_ROUNDS; round++)
        for (size_t i = 0; i < models; i++)
            take_requests(&late[i], io_models[i]);
    measure_machine(&machine);
    snprintf(words, sizeof words, "a sleep ends %s late, a process wakes in %s",
             bench_time(sleep, bench_median_of(machine.answered_ns, machine.count)),
             bench_time(wake, bench_median_of(machine.noticed_ns, machine.count)));
    for (size_t i = 0; i < models; i++)
        print_io(io_models[i], &late[i], i == 0 ? words : "the same");
}

int main(void)
{
    for (size_t i = 0; i < sizeof computing_ms / sizeof computing_ms[0]; i++)
        measure_compute(computing_ms[i]);
    fflush(stdout); /* before a child inherits what is not written yet */
    measure_io();
    return 0;
}
