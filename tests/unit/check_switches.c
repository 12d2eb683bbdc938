#include "config.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/sanitizer.h"
#include "check_main.h"
#include "measure/switches.h"
#include "trace/log.h"

enum { NAPS = 5, PASSES = 60000, MOST = 400000, MOST_TIDS = 16 };

/* What the watched process tells the test, in shared memory. */
struct told {
    uint32_t self, thread, forked;
    int64_t begin_ns, end_ns;
    _Atomic bool done;
};

struct record {
    int64_t time_ns;
    uint32_t tid;
    uint16_t core;
    uint8_t kind, detail;
};

enum { AN_END = 0x70, ENDS = 8 }; /* a kind that no event has */

struct records {
    struct record *items;
    int count;
    struct trace_event ends[ENDS];
    int end_count;
    int64_t lost;
};

static uint32_t my_tid(void)
{
    return (uint32_t)syscall(SYS_gettid);
}

static void nap(void)
{
    for (int i = 0; i < NAPS; i++)
        nanosleep(&(struct timespec){.tv_nsec = NS_PER_MS}, NULL);
}

static void *nap_in_thread(void *arg)
{
    struct told *told = arg;
    told->thread = my_tid();
    nap();
    return NULL;
}

/* A process, a thread of it and a process forked by it, each of which sleeps a few times. */
static void nap_everywhere(struct told *told)
{
    pthread_t thread;
    told->self = my_tid();
    told->begin_ns = clock_now_ns();
    pid_t forked = fork();
    if (forked == 0) {
        nap();
        _exit(0);
    }
    told->forked = (uint32_t)forked;
    if (pthread_create(&thread, NULL, nap_in_thread, told) != 0)
        _exit(1);
    nap();
    pthread_join(thread, NULL);
    waitpid(forked, NULL, 0);
    told->end_ns = clock_now_ns();
}

/* More switches than the rings hold. */
static void pass_back_and_forth(struct told *told)
{
    int ping[2], pong[2];
    char byte = 0;
    if (pipe(ping) != 0 || pipe(pong) != 0)
        _exit(1);
    pid_t forked = fork();
    int *from = forked ? pong : ping, *to = forked ? ping : pong;
    for (int i = 0; i < PASSES; i++) {
        if (forked && write(to[1], &byte, 1) != 1)
            _exit(1);
        if (read(from[0], &byte, 1) != 1)
            _exit(1);
        if (!forked && write(to[1], &byte, 1) != 1)
            _exit(1);
    }
    if (!forked)
        _exit(0);
    waitpid(forked, NULL, 0);
}

static void take(void *arg, const struct trace_event *event, const char *text, size_t len)
{
    struct records *records = arg;
    if (event->kind == TRACE_LOST) {
        ck_assert_int_gt(event->value, 0);
        ck_assert_uint_gt(len, 0);
        records->lost += event->value;
        return;
    }
    if (event->kind == AN_END) {
        ck_assert_int_lt(records->end_count, ENDS);
        records->ends[records->end_count++] = *event;
        return;
    }
    ck_assert(event->kind == TRACE_SCHED_IN || event->kind == TRACE_SCHED_OUT);
    ck_assert_int_lt(records->count, MOST);
    records->items[records->count++] = (struct record){
        event->time_ns, event->arg, trace_event_core(event), event->kind, event->detail};
}

static int by_time(const void *a, const void *b)
{
    const struct record *left = a, *right = b;
    return (left->time_ns > right->time_ns) - (left->time_ns < right->time_ns);
}

static void collect(struct trace_log *log, struct records *records)
{
    struct trace_cursor cursor = {0};
    records->items = calloc(MOST, sizeof *records->items);
    trace_log_read(log, &cursor, take, records);
    trace_cursor_release(&cursor);
    qsort(records->items, (size_t)records->count, sizeof *records->items, by_time);
}

/* A few switches on each core: before Linux 6.0 losses are told only with the next record there. */
static void nap_on_each_core(void)
{
    long cores = sysconf(_SC_NPROCESSORS_CONF);
    for (long core = 0; core < cores && core < CPU_SETSIZE; core++) {
        cpu_set_t one;
        CPU_ZERO(&one);
        CPU_SET((int)core, &one);
        if (sched_setaffinity(0, sizeof one, &one) == 0)
            nap();
    }
}

static void be_watched(int start, void (*work)(struct told *told), struct told *told)
{
    char byte;
    if (read(start, &byte, 1) != 1)
        _exit(0); /* it could not be watched */
    work(told);
    told->done = true;
    if (read(start, &byte, 1) == 1)
        nap_on_each_core();
    _exit(0);
}

/* Runs `work` in a process that is watched from before its start, and collects what the kernel
 * recorded. False if it refuses. */
static bool watch(void (*work)(struct told *told), struct told *told, struct records *records,
                  bool drain_meanwhile)
{
    int start[2];
    struct trace_writer writer;
    struct trace_log *log = trace_log_create(MOST);
    ck_assert_int_eq(pipe(start), 0);
    trace_writer_init(&writer, log);
    pid_t pid = fork();
    if (pid == 0) {
        close(start[1]);
        be_watched(start[0], work, told);
    }
    close(start[0]);
    struct switches *switches = switches_open(pid, AN_END);
    if (switches) {
        ck_assert_int_eq(write(start[1], "x", 1), 1);
        while (!told->done) {
            if (drain_meanwhile)
                switches_drain(switches, &writer);
            poll(NULL, 0, 1);
        }
        switches_drain(switches, &writer);
        ck_assert_int_eq(write(start[1], "x", 1), 1);
    } else {
        printf("not tested: the kernel keeps no record for us (errno %d)\n", errno);
    }
    close(start[1]);
    ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
    if (switches) {
        switches_drain(switches, &writer);
        collect(log, records);
    }
    switches_close(switches);
    trace_log_close(log);
    return switches != NULL;
}

static struct told *shared_told(void)
{
    void *memory =
        mmap(NULL, sizeof(struct told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(memory, MAP_FAILED);
    return memory;
}

/* Of one thread: on and off in turn. Returns how often it left its core of its own will. */
static int check_thread(const struct records *records, uint32_t tid)
{
    int last = -1, sleeps = 0;
    for (int i = 0; i < records->count; i++) {
        const struct record *record = &records->items[i];
        if (record->tid != tid)
            continue;
        ck_assert_int_ne(record->kind, last);
        last = record->kind;
        sleeps += record->kind == TRACE_SCHED_OUT && !record->detail;
    }
    return sleeps;
}

static int count_tids(const struct records *records)
{
    uint32_t tids[MOST_TIDS];
    int count = 0;
    for (int i = 0; i < records->count; i++) {
        int known = 0;
        while (known < count && tids[known] != records->items[i].tid)
            known++;
        if (known < count)
            continue;
        ck_assert_int_lt(count, MOST_TIDS);
        tids[count++] = records->items[i].tid;
    }
    return count;
}

START_TEST(threads_and_children_are_seen_and_nobody_else)
{
    struct told *told = shared_told();
    struct records records = {0};
    if (!watch(nap_everywhere, told, &records, true))
        return;
    ck_assert_int_eq(records.lost, 0);
    ck_assert_int_ge(count_tids(&records), 3);
    if (!BATON_TSAN) /* which has threads of its own */
        ck_assert_int_eq(count_tids(&records), 3);
    ck_assert_int_ge(check_thread(&records, told->self), NAPS);
    ck_assert_int_ge(check_thread(&records, told->thread), NAPS);
    ck_assert_int_ge(check_thread(&records, told->forked), NAPS);
    long cores = sysconf(_SC_NPROCESSORS_CONF);
    int between = 0;
    for (int i = 0; i < records.count; i++) {
        const struct record *record = &records.items[i];
        ck_assert_int_lt(record->core, cores);
        between += record->time_ns > told->begin_ns && record->time_ns < told->end_ns;
    }
    ck_assert_int_ge(between, 3 * 2 * NAPS - 2); /* the clock is ours */
    free(records.items);
}
END_TEST

static int count_ends(const struct records *records, uint32_t tid, uint32_t pid,
                      const struct told *told)
{
    int count = 0;
    for (int i = 0; i < records->end_count; i++) {
        const struct trace_event *end = &records->ends[i];
        if (end->arg != tid)
            continue;
        count++;
        ck_assert_int_eq(end->value, pid);
        ck_assert_int_gt(end->time_ns, told->begin_ns);
        ck_assert(tid != told->forked || end->time_ns < told->end_ns); /* it was waited for */
    }
    return count;
}

START_TEST(the_end_of_each_is_told_once)
{
    struct told *told = shared_told();
    struct records records = {0};
    if (!watch(nap_everywhere, told, &records, true))
        return;
    ck_assert_int_eq(count_ends(&records, told->self, told->self, told), 1);
    ck_assert_int_eq(count_ends(&records, told->thread, told->self, told), 1);
    ck_assert_int_eq(count_ends(&records, told->forked, told->forked, told), 1);
    if (!BATON_TSAN)
        ck_assert_int_eq(records.end_count, 3);
    free(records.items);
}
END_TEST

START_TEST(no_core_holds_two_at_once)
{
    struct told *told = shared_told();
    struct records records = {0};
    if (!watch(nap_everywhere, told, &records, true))
        return;
    uint32_t holder[1024] = {0};
    for (int i = 0; i < records.count; i++) {
        const struct record *record = &records.items[i];
        uint32_t *on = &holder[record->core % 1024];
        if (record->kind == TRACE_SCHED_IN)
            *on = record->tid;
        else if (*on)
            ck_assert_uint_eq(*on, record->tid);
    }
    free(records.items);
}
END_TEST

START_TEST(what_did_not_fit_is_told)
{
    struct told *told = shared_told();
    struct records records = {0};
    if (!watch(pass_back_and_forth, told, &records, false))
        return;
    ck_assert_int_gt(records.lost, 0);
    ck_assert_int_gt(records.count, 100);
    free(records.items);
}
END_TEST

START_TEST(the_environment_may_refuse_it)
{
    setenv("BATON_SWITCHES", "clock", 1);
    errno = 0;
    ck_assert_ptr_null(switches_open(getpid(), 0));
    ck_assert_int_eq(errno, ENOTSUP);
    unsetenv("BATON_SWITCHES");
    ck_assert_ptr_null(switches_open(0x7ffffffe, 0));
    ck_assert_int_ne(errno, ENOTSUP);
}
END_TEST

static Suite *switches_suite(void)
{
    Suite *suite = suite_create("switches");
    TCase *tests = tcase_create("record");
    tcase_add_test(tests, threads_and_children_are_seen_and_nobody_else);
    tcase_add_test(tests, the_end_of_each_is_told_once);
    tcase_add_test(tests, no_core_holds_two_at_once);
    tcase_add_test(tests, what_did_not_fit_is_told);
    tcase_add_test(tests, the_environment_may_refuse_it);
    suite_add_tcase(suite, tests);
    return suite;
}

CHECK_MAIN(switches_suite)
