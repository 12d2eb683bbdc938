/* How a run ended. A deadlock is told by its cycle, an edge a clause; a crash by whom it took with
 * it, for the others stood in the same memory; a failure by the first who failed, how many others
 * did, and who went on to the end. Of several crashes it is not known which was the end. Where
 * there is no more to say than the result, the engine may have said why. */
#include "config.h"

#include <string.h>

#include "tell/lock.h"
#include "trace/recording.h"
#include "trace/survey.h"

enum { NAMED = 3 };

/* ---- deadlock ---- */

static bool is_task(uint32_t actor)
{
    return actor >= 1 && actor < TRACE_FIRST_OTHER;
}

/* Who waits for a unit of a semaphore, and `with` blocks are known to hold some. */
static bool units_say(struct tell *tell, const struct trace_event *edge, size_t event)
{
    struct lock_units units;
    const struct timeline *timeline = tell->timeline;
    if (edge->value < 0 || is_task(edge->arg) ||
        !lock_units(timeline, (uint32_t)edge->value, edge->who, event, &units))
        return false;
    bool one = units.names.count == 1 && !units.names.more;
    struct tell_args args = {.who = edge->who,
                             .other = units.names.who[0],
                             .object = (uint32_t)edge->value,
                             .number = units.units,
                             .names = &units.names,
                             .t_ns = edge->time_ns - trace_origin(timeline->trace)};
    enum sentence id = TELL_EDGE_UNITS;
    if (units.crashed)
        id = one ? TELL_EDGE_UNIT_CRASHED : TELL_EDGE_UNITS_CRASHED;
    else if (one && units.units > 1)
        id = TELL_EDGE_UNITS_OF_ONE;
    else if (one)
        id = args.other == edge->who ? TELL_EDGE_UNIT_ITSELF : TELL_EDGE_UNIT;
    tell_say(tell, id, &args);
    return true;
}

static void edge_say(struct tell *tell, const struct trace_event *edge, size_t event)
{
    if (!edge->detail && units_say(tell, edge, event))
        return;
    static const struct lock_rows rows = {TELL_EDGE_HELD, TELL_EDGE_HELD_ENDED,
                                          TELL_EDGE_HELD_CRASHED};
    bool held = is_task(edge->arg), itself = edge->arg == edge->who;
    struct tell_args args = {.who = edge->who, .other = edge->arg};
    if (trace_is_recording(tell->timeline->trace)) {
        args.at = edge->line;
        args.in = trace_in_call_of(tell->timeline->trace, event);
    }
    args.t_ns = edge->time_ns - trace_origin(tell->timeline->trace);
    enum sentence id = !held    ? TELL_EDGE_WAITS
                       : itself ? TELL_EDGE_HELD_ITSELF
                                : lock_row_at(tell->timeline, &rows, edge->arg, args.t_ns);
    args.object = edge->value < 0 ? 0 : (uint32_t)edge->value;
    if (edge->detail)
        id = TELL_EDGE_LEFT;
    else if (edge->value == TRACE_EDGE_WORKER)
        id = held ? TELL_EDGE_WORKER_HAS : TELL_EDGE_WORKER;
    else if (edge->value == TRACE_EDGE_POOL)
        id = held ? TELL_EDGE_POOL_HAS : TELL_EDGE_POOL;
    else if (edge->value < 0)
        id = TELL_EDGE_AWAITS;
    tell_say(tell, id, &args);
}

/* In the words of the trace, where there are no edges. */
static void sentence_say(struct tell *tell, size_t event)
{
    struct tell_args args = {0};
    args.text = trace_text(tell->timeline->trace, event, &args.len);
    if (args.text)
        tell_say(tell, TELL_ENDED_IN_WORDS, &args);
}

/* It has done no step since: it has waited, or looked in vain. */
static bool waits_since(const struct timeline_lane *lane, int64_t t_ns)
{
    uint32_t i = lane->count;
    while (i > 0 && (lane->items[i - 1].state != TRACE_RUNNING ||
                     timeline_was_stopped(lane->items[i - 1].reason)))
        i--;
    return !lane->ended && (i == 0 || lane->items[i - 1].from_ns <= t_ns);
}

/* A task, or a callback of it: where those have no lanes of their own, it is not known. */
static bool one_waits_since(const struct timeline *timeline, uint32_t who, int64_t t_ns)
{
    const struct timeline_lane *lane = timeline_lane_of(timeline, who);
    if (!lane || lane->ended)
        return !lane;
    if (timeline->has_callbacks || waits_since(lane, t_ns))
        return true;
    for (int i = 0; i < timeline->lane_count; i++) {
        const struct timeline_lane *other = &timeline->lanes[i];
        if (other->kind == LANE_HELPER && other->owner == who && waits_since(other, t_ns))
            return true;
    }
    return false;
}

/* The edges from `from` on, up to the DEADLOCK behind them, which is left in *behind: all of the
 * circle have waited since, so it still stands. A task of somebody's group may have failed, say,
 * and that ended his wait. */
static bool stands(const struct timeline *timeline, const struct survey *survey, size_t from,
                   size_t *behind)
{
    int64_t origin_ns = trace_origin(timeline->trace);
    bool all = true;
    size_t i = from;
    for (; i < survey->cycle_count; i++) {
        const struct trace_event *event = trace_at(timeline->trace, survey->cycles[i]);
        if (event->kind == TRACE_DEADLOCK)
            break;
        all = all &&
              (event->detail || one_waits_since(timeline, event->who, event->time_ns - origin_ns));
    }
    *behind = i + 1;
    return all;
}

/* Says the edges from `from` on. */
static void circle_say(struct tell *tell, const struct survey *survey, size_t from)
{
    const struct trace *trace = tell->timeline->trace;
    for (size_t i = from; i < survey->cycle_count; i++) {
        const struct trace_event *event = trace_at(trace, survey->cycles[i]);
        if (event->kind == TRACE_DEADLOCK)
            break;
        if (i == from)
            tell_join(tell, TELL_DEADLOCK);
        tell_join(tell, i > from ? TELL_JOIN_NEXT : TELL_JOIN_BECAUSE);
        edge_say(tell, event, survey->cycles[i]);
    }
    tell_join(tell, TELL_JOIN_END);
}

/* Of several circles that were found in turn, the last that stands. */
bool tell_deadlock(struct tell *tell)
{
    const struct trace *trace = tell->timeline->trace;
    const struct survey *survey = trace_survey(trace);
    size_t last = survey->cycle_count, behind;
    for (size_t i = 0; i < survey->cycle_count; i = behind)
        if (stands(tell->timeline, survey, i, &behind))
            last = i;
    if (last == survey->cycle_count)
        return false;
    if (trace_at(trace, survey->cycles[last])->kind == TRACE_DEADLOCK)
        sentence_say(tell, survey->cycles[last]);
    else
        circle_say(tell, survey, last);
    return true;
}

/* ---- why ---- */

static const enum sentence endings[TRACE_ENDING_COUNT] = {
    [TRACE_ENDING_NONE] = TELL_ENDED_IN_WORDS,
    [TRACE_ENDING_LIMIT] = TELL_ENDED_BY_LIMIT,
    [TRACE_ENDING_OUTSIDE] = TELL_ENDED_BY_OUTSIDE,
    [TRACE_ENDING_LOG_FULL] = TELL_ENDED_BY_LOG,
    [TRACE_ENDING_VIEWER] = TELL_ENDED_BY_VIEWER,
    [TRACE_ENDING_DEVICE] = TELL_ENDED_BY_DEVICE,
    [TRACE_ENDING_UNREACHABLE] = TELL_ENDED_UNREACHABLE,
    [TRACE_ENDING_CRASH] = TELL_ENDED_BY_CRASH,
    [TRACE_ENDING_LAST_WORKER] = TELL_ENDED_BY_LAST_WORKER,
    [TRACE_ENDING_SIGNAL] = TELL_ENDED_BY_SIGNAL,
    [TRACE_ENDING_ENGINE_SIGNAL] = TELL_ENDED_ENGINE_SIGNAL,
    [TRACE_ENDING_ENGINE_STATUS] = TELL_ENDED_ENGINE_STATUS,
    [TRACE_ENDING_NO_PROCESS] = TELL_ENDED_NO_PROCESS,
    [TRACE_ENDING_NO_SOCKET] = TELL_ENDED_NO_SOCKET,
    [TRACE_ENDING_NO_THREAD] = TELL_ENDED_NO_THREAD,
    [TRACE_ENDING_NO_STACK] = TELL_ENDED_NO_STACK,
    [TRACE_ENDING_AT_ONCE] = TELL_ENDED_AT_ONCE,
    [TRACE_ENDING_ALIVE] = TELL_ENDED_BY_BOUND,
    [TRACE_ENDING_TASKS] = TELL_ENDED_BY_TASKS,
    [TRACE_ENDING_GROUPS] = TELL_ENDED_BY_GROUPS,
    [TRACE_ENDING_OUTPUT] = TELL_ENDED_BY_OUTPUT,
    [TRACE_ENDING_REFUSED] = TELL_ENDED_REFUSED,
    [TRACE_ENDING_ASSERT] = TELL_ENDED_BY_ASSERT,
    [TRACE_ENDING_EXIT] = TELL_ENDED_EXIT,
    [TRACE_ENDING_SCHEDULE] = TELL_MISFIT_WAITS,
    [TRACE_ENDING_STANDS] = TELL_ENDED_STANDS,
};

/* Why the schedule does not fit. */
static enum sentence misfit_of(const struct stats *stats)
{
    switch (stats->ending_reason) {
    case TRACE_BY_NONE:
        return TELL_MISFIT_NOBODY;
    case TRACE_BY_END:
        return TELL_MISFIT_ENDED;
    case TRACE_BY_LOCK:
    case TRACE_BY_SEMAPHORE:
    case TRACE_BY_CONDITION:
        return TELL_MISFIT_OBJECT;
    case TRACE_BY_SEND:
        return TELL_MISFIT_SEND;
    case TRACE_BY_RECV:
        return TELL_MISFIT_RECV;
    case TRACE_BY_AWAIT:
        return TELL_MISFIT_AWAIT;
    case TRACE_BY_TIMED_OUT:
        return TELL_MISFIT_LIMIT;
    default:
        return TELL_MISFIT_WAITS;
    }
}

static bool misfit_say(struct tell *tell, enum sentence id, const struct stats *stats)
{
    uint32_t about = (uint32_t)stats->ending_value;
    struct tell_args args = {.ending = misfit_of(stats),
                             .other = about,
                             .object = about,
                             .at = stats->ending_line,
                             .number = stats->ending_value >> 32,
                             .text = stats->ending_text,
                             .len = strlen(stats->ending_text)};
    tell_say(tell, id, &args);
    return true;
}

/* The task with whose crash the last worker was gone, or NULL. */
static const struct timeline_lane *last_served(const struct tell *tell, const struct stats *stats)
{
    bool named = stats->ending == TRACE_ENDING_LAST_WORKER && stats->ending_value > 0 &&
                 is_task((uint32_t)stats->ending_value);
    return named ? timeline_lane_of(tell->timeline, (uint32_t)stats->ending_value) : NULL;
}

static enum sentence clause_of(const struct stats *stats, bool last_known)
{
    if (last_known)
        return TELL_ENDED_BY_LAST_WORKER_WITH;
    if (stats->ending == TRACE_ENDING_EXIT && stats->ending_text[0])
        return TELL_ENDED_BY_SIGNAL;
    if (stats->ending == TRACE_ENDING_LOG_FULL && stats->ending_value > 0)
        return TELL_ENDED_BY_LOG_CUT;
    return endings[stats->ending];
}

static bool why_say(struct tell *tell, enum sentence id, const struct stats *stats)
{
    if (stats->ending == TRACE_ENDING_SCHEDULE)
        return misfit_say(tell, id, stats);
    const struct timeline_lane *last = last_served(tell, stats);
    bool asserted = stats->ending == TRACE_ENDING_ASSERT;
    struct tell_args args = {.ending = clause_of(stats, last != NULL),
                             .who = last       ? last->actor
                                    : asserted ? (uint32_t)stats->ending_value
                                               : 0,
                             .at = last ? last->last_line : 0,
                             .for_ns = stats->ending_value,
                             .number = stats->ending_value,
                             .text = stats->ending_text,
                             .len = strlen(stats->ending_text)};
    if (stats->ending == TRACE_ENDING_NONE && !args.len)
        return false;
    if (stats->ending == TRACE_ENDING_EXIT && !args.number)
        return false; /* as any good program does */
    tell_say(tell, id, &args);
    return true;
}

/* ---- tasks with one result ---- */

static bool is_task_so(const struct stats *stats, int task, const char *result, bool ended)
{
    return (stats->tasks[task].end_ns >= 0) == ended &&
           strcmp(stats->tasks[task].result, result) == 0;
}

static int count_so(const struct stats *stats, const char *result, bool ended, int *first)
{
    int count = 0;
    for (int i = stats->task_count - 1; i >= 0; i--) {
        if (!is_task_so(stats, i, result, ended))
            continue;
        *first = i;
        count++;
    }
    return count;
}

/* For "one, two, three and 4 more". */
static struct tell_names names_so(const struct stats *stats, const char *result, bool ended)
{
    struct tell_names names = {0};
    for (int i = 0; i < stats->task_count; i++)
        if (is_task_so(stats, i, result, ended))
            tell_names_add(&names, NAMED, stats->tasks[i].task, 0);
    return names;
}

static struct tell_args args_of(const struct stats *stats, int task)
{
    const struct timeline *timeline = stats->timeline;
    return (struct tell_args){.who = stats->tasks[task].task,
                              .at = timeline->lanes[timeline->first_task + task].last_line};
}

/* ---- crashes and failures ---- */

static bool crash_say(struct tell *tell, const struct stats *stats)
{
    int first, other, lost = count_so(stats, "crashed", false, &other);
    if (count_so(stats, "crashed", true, &first) != 1)
        return false;
    struct tell_args crash = args_of(stats, first);
    tell_say(tell, TELL_CRASHED_WITH_ALL, &crash);
    if (lost) {
        struct tell_names names = names_so(stats, "crashed", false);
        tell_join(tell, TELL_JOIN_BECAUSE);
        SAY(tell, NEVER_ENDED, .names = &names);
    }
    tell_join(tell, TELL_JOIN_END);
    return true;
}

/* What queued for a worker never began. */
static bool last_worker_say(struct tell *tell, const struct stats *stats)
{
    int other;
    why_say(tell, TELL_SAYS_WHY, stats);
    if (count_so(stats, "unfinished", false, &other)) {
        struct tell_names names = names_so(stats, "unfinished", false);
        tell_join(tell, TELL_JOIN_BECAUSE);
        SAY(tell, NEVER_ENDED, .names = &names);
    }
    tell_join(tell, TELL_JOIN_END);
    return true;
}

static void failure_say(struct tell *tell, const struct stats *stats, int task, bool crashed)
{
    const struct stats_task *one = &stats->tasks[task];
    struct tell_args args = args_of(stats, task);
    args.text = one->failure ? one->failure : "";
    args.len = strlen(args.text);
    /* That of a crash is "crashed (SIGSEGV)". */
    bool with = args.len && strncmp(args.text, one->result, strlen(one->result)) != 0;
    if (crashed)
        tell_say(tell, with ? TELL_CRASHED_AT_WITH : TELL_CRASHED_AT, &args);
    else
        tell_say(tell, with ? TELL_FAILED_AT_WITH : TELL_FAILED_AT, &args);
}

/* Whose failure it was that nobody took over; in traces of before, that is not said. */
static int blamed(const struct stats *stats)
{
    for (int i = 0; i < stats->task_count && stats->ending == TRACE_ENDING_NONE; i++)
        if (stats->ending_value == stats->tasks[i].task && stats->tasks[i].end_ns >= 0)
            return i;
    return -1;
}

/* One of them is told of, with the place; the others are counted. */
static bool failed_say(struct tell *tell, const struct stats *stats)
{
    int first = stats->task_count, crash = stats->task_count, other;
    int crashed = count_so(stats, "crashed", true, &crash);
    int failed = count_so(stats, "failed", true, &first);
    int well = count_so(stats, "ok", true, &other), others = crashed + failed - 1;
    if (others < 0)
        return false;
    int blame = blamed(stats);
    if (blame < 0)
        blame = crash < first ? crash : first;
    failure_say(tell, stats, blame, is_task_so(stats, blame, "crashed", true));
    if (others) {
        tell_join(tell, TELL_JOIN_NEXT);
        tell_say(tell, others > 1 ? TELL_FAILED_OTHERS : TELL_FAILED_OTHERS_ONE,
                 &(struct tell_args){.n = others});
    }
    if (well) {
        struct tell_names names = names_so(stats, "ok", true);
        tell_join(tell, TELL_JOIN_NEXT);
        SAY(tell, WENT_ON, .names = &names);
    }
    tell_join(tell, TELL_JOIN_END);
    return true;
}

bool tell_livelock(struct tell *tell, const struct stats *stats)
{
    const struct livelock *livelock = stats->livelock;
    struct tell_names names = {0};
    if (!livelock)
        return false;
    for (int i = 0; i < livelock->count; i++)
        tell_names_add(&names, NAMED, livelock->tasks[i], 0);
    SAY(tell, LIVELOCK, .names = &names, .n = livelock->times, .for_ns = livelock->for_ns,
        .t_ns = livelock->since_ns);
    tell_join(tell, TELL_JOIN_END);
    return true;
}

/* Whoever failed before: that was not the end. */
static bool assert_say(struct tell *tell, const struct stats *stats)
{
    if (stats->ending != TRACE_ENDING_ASSERT || !why_say(tell, TELL_SAYS_WHY_SO, stats))
        return false;
    if (tell->out->text[tell->out->len - 1] != '.')
        tell_join(tell, TELL_JOIN_END);
    return true;
}

bool tell_end(struct tell *tell, const struct stats *stats)
{
    if (assert_say(tell, stats) || tell_deadlock(tell) || tell_livelock(tell, stats))
        return true;
    if (stats->result == TRACE_RESULT_CRASH && stats->ending == TRACE_ENDING_LAST_WORKER)
        return last_worker_say(tell, stats);
    if (stats->result == TRACE_RESULT_CRASH)
        return crash_say(tell, stats);
    return stats->result == TRACE_RESULT_FAILED && failed_say(tell, stats);
}

/* ---- with the result ---- */

bool tell_ending(struct tell *tell, const struct stats *stats)
{
    return why_say(tell, TELL_SAYS_WHY_SO, stats);
}

void tell_why_ended(struct tell *tell, const struct stats *stats)
{
    if (tell_end(tell, stats) || !why_say(tell, TELL_SAYS_WHY, stats))
        return;
    if (tell->out->text[tell->out->len - 1] != '.')
        tell_join(tell, TELL_JOIN_END);
}

void tell_the_end(struct tell *tell, const struct stats *stats)
{
    SAY(tell, THE_END_IS, .result = stats->result);
}

void tell_last_step(struct tell *tell, const struct stats *stats)
{
    if (stats->result == TRACE_RESULT_DEADLOCK)
        tell_join(tell, TELL_THE_END); /* what follows begins with the word */
    else
        tell_the_end(tell, stats);
    tell_join(tell, TELL_JOIN_END);
    size_t end = tell->out->len;
    tell_join(tell, TELL_JOIN_SENTENCE);
    size_t begin = tell->out->len;
    if (!tell_end(tell, stats))
        tell_ending(tell, stats);
    if (tell->out->len == begin) { /* there was no more to say */
        tell->out->len = end;
        tell->out->text[end] = '\0';
    }
}

void tell_ended(struct tell *tell, const struct stats *stats)
{
    if (tell_end(tell, stats))
        return;
    if (stats->result == TRACE_RESULT_OK) {
        if (!stats->ended)
            return;
        SAY(tell, RUN_ENDED, .for_ns = stats->elapsed_ns);
        tell_join(tell, TELL_JOIN_END);
    } else if (stats->result == TRACE_RESULT_STOPPED) {
        tell_join(tell, TELL_RUN_STOPPED);
        tell_join(tell, TELL_JOIN_END);
    } else {
        SAY(tell, RUN_RESULT, .result = stats->result);
        if (stats->ending != TRACE_ENDING_NONE || *stats->ending_text) {
            tell_join(tell, TELL_JOIN_BECAUSE);
            tell_ending(tell, stats);
        }
    }
}
