/* Recording an event, next to the reading of the clock that is in it: by one thread, and by two at
 * once. Pages are allocated ahead between the batches, as the process that watches a run does; the
 * last row is without that. */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "bench.h"
#include "trace/log.h"

enum { BATCH = 10000, MOST_THREADS = 2 };

struct meter {
    struct trace_log *log;
    pthread_barrier_t *barrier; /* all threads read clocks together, then record together */
    bool fill_ahead;
    struct bench_pair pairs[BENCH_PAIRS];
};

static double read_clocks(void)
{
    struct timespec time;
    int64_t begin_ns = clock_now_ns();
    for (int i = 0; i < BATCH; i++) {
        clock_gettime(CLOCK_MONOTONIC, &time);
        __asm__ volatile("" ::"r"(time.tv_nsec)); /* its value is used */
    }
    return (double)(clock_now_ns() - begin_ns) / BATCH;
}

static double record_events(struct trace_writer *writer)
{
    int64_t begin_ns = clock_now_ns();
    for (uint32_t i = 0; i < BATCH; i++) {
        trace_write(writer, (struct trace_event){.kind = TRACE_STATE,
                                                 .who = 1,
                                                 .detail = TRACE_RUNNING,
                                                 .reason = TRACE_BY_TURN,
                                                 .line = i});
    }
    return (double)(clock_now_ns() - begin_ns) / BATCH;
}

static void *measure(void *arg)
{
    struct meter *meter = arg;
    struct trace_writer writer;
    trace_writer_init(&writer, meter->log);
    for (int i = 0; i < BENCH_PAIRS; i++) {
        int chosen = pthread_barrier_wait(meter->barrier);
        if (chosen == PTHREAD_BARRIER_SERIAL_THREAD && meter->fill_ahead)
            trace_log_fill_ahead(meter->log);
        pthread_barrier_wait(meter->barrier);
        meter->pairs[i].theirs_ns = read_clocks();
        pthread_barrier_wait(meter->barrier);
        meter->pairs[i].ours_ns = record_events(&writer);
    }
    return NULL;
}

/* The median over the pairs of all threads. */
static struct bench_pair measure_threads(int count, bool fill_ahead)
{
    static struct meter meters[MOST_THREADS];
    static struct bench_pair all[MOST_THREADS * BENCH_PAIRS];
    pthread_t threads[MOST_THREADS];
    pthread_barrier_t barrier;
    struct trace_log *log = trace_log_create((uint64_t)BATCH * BENCH_PAIRS * 3);
    if (!log) {
        perror("bench_record: no log");
        exit(3);
    }
    pthread_barrier_init(&barrier, NULL, (unsigned)count);
    for (int i = 0; i < count; i++) {
        meters[i] = (struct meter){.log = log, .barrier = &barrier, .fill_ahead = fill_ahead};
        errno = pthread_create(&threads[i], NULL, measure, &meters[i]);
        if (errno) {
            perror("bench_record: no thread");
            exit(3);
        }
    }
    for (int i = 0; i < count; i++) {
        pthread_join(threads[i], NULL);
        memcpy(all + i * BENCH_PAIRS, meters[i].pairs, sizeof meters[i].pairs);
    }
    pthread_barrier_destroy(&barrier);
    if (trace_log_lost(log)) {
        fprintf(stderr, "bench_record: the log was full\n");
        exit(3);
    }
    trace_log_close(log);
    return bench_median(all, count * BENCH_PAIRS);
}

static void print(const char *what, struct bench_pair pair, double most)
{
    char reached[64], to_reach[64], compared[64];
    double ratio = pair.ours_ns / pair.theirs_ns;
    snprintf(reached, sizeof reached, "%.1f ns = %.2f x", pair.ours_ns, ratio);
    snprintf(to_reach, sizeof to_reach, "at most %.1f x", most);
    snprintf(compared, sizeof compared, "clock_gettime alone: %.1f ns", pair.theirs_ns);
    if (most > 0)
        bench_row(what, reached, to_reach, compared, ratio <= most);
    else
        bench_remark(what, reached, compared);
}

int main(void)
{
    print("record an event, one thread", measure_threads(1, true), 1.5);
    print("record an event, two threads at once", measure_threads(2, true), 1.7);
    print("the same, one thread, new pages", measure_threads(1, false), 0);
    return 0;
}
