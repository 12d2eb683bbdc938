/* How a run ended: the result, who took CPU time away, the final values.
 *
 * The result is the first of these that there is: what the engine saw (a limit, a crash, a signal),
 * what the board says (a deadlock, a bound), a task that crashed or whose failure nobody took over;
 * else all is well. It is written when all workers have ended, for only then is known what they
 * have used. */
#include "config.h"

#include "engine/engine.h"

#include "base/clock.h"
#include "flow/director.h"
#include "scenario/points.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

/* All have ended, but the schedule has moves left. */
static bool is_left_over(struct engine *engine)
{
    int64_t move;
    uint32_t lane = director_left(&engine->worker, &move);
    if (!lane)
        return false;
    engine->ending = TRACE_ENDING_SCHEDULE;
    engine->ending_value = move << 32;
    engine->ending_reason = TRACE_BY_END;
    uint32_t limit = lane > POINTS_LIMIT_LANE ? lane - POINTS_LIMIT_LANE : 0;
    if (engine->worker.times_are_moves && limit && limit <= engine->worker.board->tasks_used) {
        engine->ending_reason = TRACE_BY_TIMED_OUT;
        engine->ending_value |= limit;
    }
    snprintf(engine->ending_text, sizeof engine->ending_text, "%u", lane);
    return true;
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
        engine->ending = board->ending;
        engine->ending_value = board->ending_value;
        engine->ending_line = board->ending_line;
        engine->ending_reason = board->ending_reason;
        if (board->ending == TRACE_ENDING_SCHEDULE)
            snprintf(engine->ending_text, sizeof engine->ending_text, "%u", board->ending_who);
        if (board->ending == TRACE_ENDING_ALIVE)
            snprintf(engine->ending_text, sizeof engine->ending_text, "%s", board->unit);
        if (board->ending == TRACE_ENDING_ASSERT) {
            snprintf(engine->ending_text, sizeof engine->ending_text, "%s", board->assertion);
            return TRACE_RESULT_FAILED;
        }
        if (board->ending == TRACE_ENDING_REFUSED)
            snprintf(engine->ending_text, sizeof engine->ending_text, "%s", board->refused);
        return TRACE_RESULT_STOPPED;
    case BOARD_STOP:
        engine->ending = board->refused[0] ? TRACE_ENDING_REFUSED : TRACE_ENDING_UNREACHABLE;
        snprintf(engine->ending_text, sizeof engine->ending_text, "%s", board->refused);
        return TRACE_RESULT_STOPPED;
    default:
        if (is_left_over(engine))
            return TRACE_RESULT_STOPPED;
        engine->ending_value = board_first_failed(board);
        return engine->ending_value ? TRACE_RESULT_FAILED : TRACE_RESULT_OK;
    }
}

/* ---- what others took ---- */

static int64_t usage_ns(int who)
{
    struct rusage usage;
    getrusage(who, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * NS_PER_S +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * NS_PER_US;
}

/* CPU time of the engine and of all its children. Of one that lives only the first thread counts:
 * it is asked before the others begin, and after they have ended. */
static int64_t own_cpu_ns(const struct engine *engine)
{
    int64_t sum_ns = usage_ns(RUSAGE_SELF) + usage_ns(RUSAGE_CHILDREN);
    for (const struct engine_child *child = engine->children; child; child = child->next)
        sum_ns += lost_usage_of(child->pid).cpu_ns;
    return sum_ns + lost_usage_of(engine->device_pid).cpu_ns;
}

static struct lost_cores cores_used(const struct engine *engine)
{
    cpu_set_t cores;
    engine_task_cores(engine->program->settings.cores, &cores);
    return lost_cores_used(&cores);
}

void engine_lost_begin(struct engine *engine)
{
    engine->own_cpu_begin_ns = own_cpu_ns(engine);
    engine->cores_begin = cores_used(engine);
    engine->engine_delay_begin_ns = lost_usage_of(engine->pid).delay_ns;
    engine->device_delay_begin_ns = lost_usage_of(engine->device_pid).delay_ns;
}

/* The others count for themselves when they end. */
void engine_lost_end(struct engine *engine)
{
    int64_t delay_ns = lost_usage_of(engine->pid).delay_ns - engine->engine_delay_begin_ns;
    if (engine->device_pid > 0)
        delay_ns += lost_usage_of(engine->device_pid).delay_ns - engine->device_delay_begin_ns;
    atomic_fetch_add(&engine->worker.board->delay_ns, delay_ns);
}

static void write_lost(struct engine *engine)
{
    struct lost_cores end = cores_used(engine);
    int64_t own_ns = own_cpu_ns(engine) - engine->own_cpu_begin_ns;
    int64_t delay_ns = atomic_load(&engine->worker.board->delay_ns);
    int64_t lost_ns = lost_sum(delay_ns, own_ns, &engine->cores_begin, &end);
    trace_write(&engine->flow.writer, (struct trace_event){.kind = TRACE_DELAY, .value = lost_ns});
}

static void write_run_end(const struct engine *engine, struct trace_writer *writer, int result)
{
    trace_write_text(writer,
                     (struct trace_event){.kind = TRACE_RUN_END,
                                          .time_ns = engine->over_ns,
                                          .detail = (uint8_t)result,
                                          .reason = engine->ending_reason,
                                          .line = engine->ending_line,
                                          .arg = engine->ending,
                                          .value = engine->ending_value},
                     engine->ending_text, strlen(engine->ending_text));
}

/* What variables and semaphores hold: of a worker, where each has its own. */
static void write_values(const struct engine *engine, struct trace_writer *writer, uint32_t worker)
{
    const struct board *board = engine->worker.board;
    uint32_t who = worker ? TRACE_LOOP + worker : TRACE_NOBODY;
    size_t shared = (size_t)worker * board->shared_each;
    size_t objects = (size_t)worker * board->objects_each;
    for (uint32_t i = 0; i < board->shared_each; i++)
        trace_write(writer, (struct trace_event){.kind = TRACE_SHARED_FINAL,
                                                 .who = who,
                                                 .arg = i,
                                                 .value = board->shared[shared + i]});
    for (uint32_t i = 0; i < board->objects_each; i++)
        if (engine->program->objects[i].kind == OBJECT_SEMAPHORE)
            trace_write(writer, (struct trace_event){.kind = TRACE_SHARED_FINAL,
                                                     .detail = 1,
                                                     .who = who,
                                                     .arg = i,
                                                     .value = board->objects[objects + i].free});
}

void engine_write_end(struct engine *engine)
{
    struct trace_writer *writer = &engine->flow.writer;
    int result = result_of(engine);
    for (uint32_t worker = 0; worker < engine->worker.board->workers; worker++)
        write_values(engine, writer, worker);
    write_lost(engine);
    write_run_end(engine, writer, result);
}

void engine_write_refusal(struct engine *engine, struct trace_log *log)
{
    struct trace_writer writer;
    trace_writer_init(&writer, log);
    write_run_end(engine, &writer, engine->result);
}
