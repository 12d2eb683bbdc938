/* How a run ended: the result, who took CPU time away, the final values. */
#include "config.h"

#include "runtime/engine.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static bool has_failed(const struct board *board)
{
    for (uint32_t id = 1; id <= board->tasks_used; id++) {
        const struct board_task *task = &board->tasks[id];
        if (task->status != BOARD_ENDED || task->generator)
            continue;
        if (task->end == TRACE_END_CRASHED)
            return true;
        if (task->end == TRACE_END_FAILED && !task->passed_on)
            return true;
    }
    return false;
}

static int result_of(struct engine *engine)
{
    const struct board *board = engine->worker.board;
    if (engine->result >= 0)
        return engine->result;
    switch ((enum board_over)board->over) {
    case BOARD_DEADLOCK:
        return TRACE_RESULT_DEADLOCK;
    case BOARD_BOUND:
        snprintf(engine->why, sizeof engine->why, "%s", board->bound);
        return TRACE_RESULT_STOPPED;
    case BOARD_STOP:
        snprintf(engine->why, sizeof engine->why, "the device or the engine could not be reached");
        return TRACE_RESULT_STOPPED;
    default:
        return has_failed(board) ? TRACE_RESULT_FAILED : TRACE_RESULT_OK;
    }
}

/* CPU time that others than this run used, system-wide, since the machine started: /proc/stat
 * counts in ticks. */
int64_t engine_machine_cpu_ns(void)
{
    FILE *file = fopen("/proc/stat", "re");
    long long user = 0, nice = 0, system = 0, idle, iowait, irq = 0, softirq = 0, steal = 0;
    if (!file)
        return 0;
    if (fscanf(file, "cpu %lld %lld %lld %lld %lld %lld %lld %lld", &user, &nice, &system, &idle,
               &iowait, &irq, &softirq, &steal) != 8)
        user = nice = system = irq = softirq = steal = 0;
    fclose(file);
    long long ticks = user + nice + system + irq + softirq + steal;
    return ticks * (NS_PER_S / sysconf(_SC_CLK_TCK));
}

static int64_t usage_ns(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * NS_PER_S +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * NS_PER_US;
}

/* What others took away: the run's threads were runnable and not on a CPU, and somebody else was.
 */
static void write_delay(struct engine *engine)
{
    int64_t own_ns = usage_ns(RUSAGE_SELF) + usage_ns(RUSAGE_CHILDREN);
    int64_t others_ns = engine_machine_cpu_ns() - engine->others_cpu_ns - own_ns;
    int64_t delay_ns = atomic_load(&engine->worker.board->delay_ns);
    delay_ns = delay_ns < others_ns ? delay_ns : others_ns;
    trace_write(&engine->flow.writer,
                (struct trace_event){.kind = TRACE_DELAY, .value = delay_ns > 0 ? delay_ns : 0});
}

void engine_write_end(struct engine *engine)
{
    struct board *board = engine->worker.board;
    struct trace_writer *writer = &engine->flow.writer;
    int result = result_of(engine);
    for (uint32_t i = 0; i < board->shared_each; i++)
        trace_write(writer, (struct trace_event){
                                .kind = TRACE_SHARED_FINAL, .arg = i, .value = board->shared[i]});
    write_delay(engine);
    trace_write_text(writer,
                     (struct trace_event){.kind = TRACE_RUN_END,
                                          .time_ns = engine->over_ns,
                                          .detail = (uint8_t)result},
                     engine->why, strlen(engine->why));
}
