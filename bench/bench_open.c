/* Opening a run of ten million events, from a trace file and from a log, and recordings of
 * programs: how long it takes until it can be shown (trace, timeline, statistics, hand-offs), and
 * how much memory it needs at most, next to the 32 bytes an event that the log needs.
 *
 * Each is opened in a process of its own, for the kernel tells only the peak of a whole process. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "bench.h"
#include "child.h"
#include "trace/handoff.h"
#include "trace/file.h"
#include "trace/stats.h"
#include "trace/timeline.h"

enum { ROUNDS = 5, TASKS = 100, LOG_EVENTS = 10 * 1000 * 1000 };

static const double most_ns = 2e9, most_times = 3;

/* ---- in the process that opens ---- */

/* Takes the trace; begun_ns: when its loading began. */
static int report(struct trace *trace, int64_t begun_ns)
{
    if (!trace)
        return 1;
    int64_t loaded_ns = clock_now_ns();
    struct timeline *timeline = timeline_new(trace);
    int64_t lanes_ns = clock_now_ns();
    struct stats *stats = stats_new(timeline);
    size_t handoffs;
    struct handoff *list = handoffs_list(timeline, &handoffs);
    int64_t end_ns = clock_now_ns();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("\"events\": %zu, \"handoffs\": %zu, \"tasks\": %d, \"all\": %lld, \"load\": %lld, "
           "\"lanes\": %lld, \"rest\": %lld, \"peak\": %lld\n",
           trace_count(trace), handoffs, stats->task_count, (long long)(end_ns - begun_ns),
           (long long)(loaded_ns - begun_ns), (long long)(lanes_ns - loaded_ns),
           (long long)(end_ns - lanes_ns), (long long)usage.ru_maxrss * 1024);
    free(list);
    stats_free(stats);
    timeline_free(timeline);
    trace_free(trace);
    return 0;
}

static int open_file(const char *path)
{
    struct strbuf problem = STRBUF_INIT;
    int64_t begun_ns = clock_now_ns();
    return report(trace_file_read(path, NULL, NULL, &problem), begun_ns);
}

/* Tasks that take turns; the threads they are in write a page each in turn. */
static void log_write(struct trace_log *log, int writers)
{
    enum { LEAST = 10000 };
    struct trace_writer *all = calloc((size_t)writers, sizeof *all);
    struct trace_event event = {.who = TRACE_ENGINE, .time_ns = LEAST};
    for (int i = 0; i < writers; i++)
        trace_writer_init(&all[i], log);
    event.kind = TRACE_META;
    const char *model = writers > 1 ? "model=threads" : "model=coroutines";
    trace_write_text(&all[0], event, model, strlen(model));
    event.kind = TRACE_RUN_BEGIN;
    trace_write(&all[0], event);
    event.kind = TRACE_TASK_NEW;
    event.detail = TRACE_BY_STARTING;
    for (event.who = 1; event.who <= TASKS; event.who++)
        trace_write_text(&all[0], event, "one", 3);
    for (int i = 0; i < LOG_EVENTS - TASKS - 2; i++) {
        int turn = i / 2;
        event = (struct trace_event){.kind = TRACE_STATE, .time_ns = LEAST + i * 45LL, .line = 7};
        event.who = 1 + (uint32_t)(turn % TASKS);
        event.detail = i % 2 ? TRACE_READY : TRACE_RUNNING;
        event.reason = i % 2 ? TRACE_BY_YIELD : TRACE_BY_TURN;
        trace_write(&all[turn % writers], event);
    }
    free(all);
}

/* The run is another process, as it is in baton: its memory is not the viewer's. */
static int open_log(int writers)
{
    struct trace_log *log = trace_log_create(LOG_EVENTS * 2);
    int status = 1;
    pid_t pid = log ? fork() : -1;
    if (pid == 0) {
        log_write(log, writers);
        _exit(0);
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        return 1;
    int64_t begun_ns = clock_now_ns();
    status = report(trace_from_log(log, "events.baton", "", 0), begun_ns);
    trace_log_close(log);
    return status;
}

/* ---- in the process that measures ---- */

struct opening {
    const char *what, *how, *from;
    double all_ns[ROUNDS], load_ns[ROUNDS], lanes_ns[ROUNDS], rest_ns[ROUNDS], peak_bytes[ROUNDS];
    double events;
};

static bool measure(struct opening *opening, int round)
{
    struct child child;
    const char *const argv[] = {"/proc/self/exe", opening->how, opening->from, NULL};
    bool good = child_run(argv, &child);
    opening->events = good ? child_number(&child, "events") : 0;
    opening->all_ns[round] = good ? child_number(&child, "all") : 0;
    opening->load_ns[round] = good ? child_number(&child, "load") : 0;
    opening->lanes_ns[round] = good ? child_number(&child, "lanes") : 0;
    opening->rest_ns[round] = good ? child_number(&child, "rest") : 0;
    opening->peak_bytes[round] = good ? child_number(&child, "peak") : 0;
    child_release(&child);
    return good;
}

static void print(struct opening *opening)
{
    char what[BENCH_TEXT], reached[BENCH_TEXT], parts[2 * BENCH_TEXT];
    char load[BENCH_TEXT], lanes[BENCH_TEXT], rest[BENCH_TEXT];
    double all_ns = bench_median_of(opening->all_ns, ROUNDS);
    double log_bytes = opening->events * sizeof(struct trace_event);
    double times = bench_median_of(opening->peak_bytes, ROUNDS) / log_bytes;
    snprintf(what, sizeof what, "opening %.0f events, %s", opening->events, opening->what);
    snprintf(parts, sizeof parts, "%.40s loading, %.40s lanes, %.40s the rest",
             bench_time(load, bench_median_of(opening->load_ns, ROUNDS)),
             bench_time(lanes, bench_median_of(opening->lanes_ns, ROUNDS)),
             bench_time(rest, bench_median_of(opening->rest_ns, ROUNDS)));
    bench_row(what, bench_time(reached, all_ns), "under 2 s", parts, all_ns < most_ns);
    snprintf(reached, sizeof reached, "%.2f times the log", times);
    snprintf(parts, sizeof parts, "the log: %.0f MiB", log_bytes / 1048576);
    bench_row("its memory at most", reached, "at most 3 times", parts, times <= most_times);
}

static void measure_opening(struct opening *opening)
{
    bool good = true;
    for (int i = 0; i < ROUNDS && good; i++)
        good = measure(opening, i);
    if (good)
        print(opening);
    else
        bench_row(opening->what, "could not be opened", "to be opened", "-", false);
}

static bool record(const char *scenario, const char *trace)
{
    struct child child;
    bool good = child_run((const char *const[]){child_baton(), "run", child_file(scenario), "-f",
                                                "trace", "-o", trace, NULL},
                          &child);
    child_release(&child);
    return good;
}

/* A program in Python, recorded: it opens as a scenario's run does. */
static void measure_recording(const char *program, const char *what, const char *trace)
{
    struct opening opening = {.what = what, .how = "file", .from = trace};
    struct child child;
    char *path = strdup(child_file("peers/recorded_long.py")); /* it stands for a while only */
    bool good = child_run((const char *const[]){child_baton(), "record", "-o", trace, "--",
                                                "python3", path, program, NULL},
                          &child);
    child_release(&child);
    free(path);
    if (!good)
        opening.from = "none";
    measure_opening(&opening);
    remove(trace);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "file") == 0)
        return open_file(argv[2]);
    if (argc == 3 && strcmp(argv[1], "log") == 0)
        return open_log(atoi(argv[2]));
    char trace[1024];
    snprintf(trace, sizeof trace, "%s", child_own_file("events_10000000"));
    struct opening file = {.what = "from a file", .how = "file", .from = trace};
    struct opening log = {.what = "from the log", .how = "log", .from = "1"};
    struct opening mixed = {.what = "from the log of 4 threads", .how = "log", .from = "4"};
    if (!record("scenarios/events_10000000.baton", trace))
        file.from = "none";
    measure_opening(&file);
    remove(trace);
    if (child_has_python()) {
        measure_recording("tasks", "a recording with 1,000 tasks", trace);
        measure_recording("threads", "a recording with 200 threads", trace);
    } else {
        bench_remark("opening recordings", "not measured", "there is no python3");
    }
    measure_opening(&log);
    measure_opening(&mixed);
    return 0;
}
