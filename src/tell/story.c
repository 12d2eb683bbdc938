/* A story's marks: who was told late, and who had control meanwhile; who held or kept the thread
 * while others could have run; who failed.
 *
 *     two was told 51.9 ms late: its answer came at 400.1 ms, and one kept the loop until 452.0 ms.
 *                                what was over               who was in the way
 *
 *     one held the loop for 500.0 ms inside a call: two could have run from 400.1 ms on.
 *                                                   who was ready first */
#include "config.h"

#include <string.h>

#include "tell/channel.h"
#include "tell/holders.h"
#include "tell/say.h"
#include "tell/where.h"
#include "tell/why.h"
#include "trace/recording.h"

enum {
    LOOK_BACK = 64,    /* intervals, for when another was ready */
    TASKS_MOST = 4096, /* that are asked */
};

/* The interval of a lane at t; behind the end of a lane that did not end, its last. Or NULL. */
static const struct timeline_interval *standing_at(const struct timeline_lane *lane, int64_t t_ns)
{
    const struct timeline_interval *item = timeline_at(lane, t_ns);
    if (!item && lane && lane->count && !lane->ended && t_ns >= lane->end_ns)
        item = &lane->items[lane->count - 1];
    return item;
}

/* ---- late ---- */

/* What was over where that brings control; TELL_NONE: it is none that says so. */
static enum sentence over_by(uint16_t reason)
{
    switch (reason) {
    case TRACE_BY_ANSWER:
    case TRACE_BY_ANSWERED:
    case TRACE_BY_CALLBACK:
        return TELL_WAS_ANSWER;
    case TRACE_BY_TIMER:
    case TRACE_BY_SLEPT:
        return TELL_WAS_SLEEP;
    case TRACE_BY_GOT_OBJECT:
        return TELL_WAS_OBJECT;
    case TRACE_BY_OFFLOADED:
        return TELL_WAS_OFFLOADED;
    case TRACE_BY_WOKEN:
    case TRACE_BY_LAPSED:
    case TRACE_BY_CALLED_BACK:
        return TELL_WAS_WAIT;
    case TRACE_BY_CANCELLED:
        return TELL_WAS_CANCELLED;
    case TRACE_BY_TIMED_OUT:
        return TELL_WAS_TIMED_OUT;
    case TRACE_BY_SHUT:
        return TELL_WAS_SHUT;
    case TRACE_BY_BACK:
        return TELL_WAS_CALL;
    default:
        return TELL_NONE;
    }
}

/* The event of that moment that woke it, or its answer; NULL: there is none. */
static const struct trace_event *woken_at(const struct timeline *timeline,
                                          const struct tell_stretch *stretch)
{
    const struct trace *trace = timeline->trace;
    int64_t at_ns = trace_origin(trace) + stretch->since_ns;
    for (size_t i = trace_count_until(trace, stretch->since_ns); i-- > 0;) {
        const struct trace_event *event = trace_at(trace, i);
        if (event->time_ns != at_ns)
            break;
        if (event->kind == TRACE_WAKE && event->who == stretch->who)
            return event;
        const struct timeline_request *request =
            event->kind == TRACE_ANSWERED ? timeline_request_of(timeline, event->arg) : NULL;
        if (request && request->who == stretch->who && !request->cancelled)
            return event;
    }
    return NULL;
}

/* For what it was woken then, or that its answer came then; or TRACE_BY_NONE. */
static uint16_t woken_for(const struct timeline *timeline, const struct tell_stretch *stretch)
{
    const struct trace_event *event = woken_at(timeline, stretch);
    if (!event)
        return TRACE_BY_NONE;
    return event->kind == TRACE_WAKE ? event->reason : TRACE_BY_ANSWERED;
}

/* The object that was ready for it then. */
static uint32_t what_was_ready(const struct timeline *timeline, const struct tell_stretch *stretch)
{
    const struct trace_event *event = woken_at(timeline, stretch);
    if (event && event->kind == TRACE_WAKE)
        return (uint32_t)event->value;
    return trace_at(timeline->trace, stretch->event)->arg;
}

/* By what it was ready for then; where it only wanted a turn, or looked, by what it was told at
 * last. A callback is ready beside its task: its answer it is. */
static enum sentence what_was_over(const struct tell *tell, const struct tell_stretch *stretch)
{
    const struct timeline_interval *item =
        standing_at(timeline_lane_of(tell->timeline, stretch->who), stretch->since_ns);
    const struct trace *trace = tell->timeline->trace;
    const struct trace_event *event = trace_at(trace, stretch->event);
    uint16_t told = event->reason;
    /* What came before its time was over came in vain; but its block may have come back later. */
    bool out_of_time =
        told == TRACE_BY_TIMED_OUT && event->value - trace_origin(trace) == stretch->since_ns;
    bool said = told == TRACE_BY_CALLBACK || told == TRACE_BY_TIMER || told == TRACE_BY_ANSWER;
    bool ready = item && item->state == TRACE_READY && !said && !out_of_time;
    enum sentence id = ready ? over_by(item->reason) : TELL_NONE;
    if (!id && !out_of_time && (told == TRACE_BY_CANCELLED || told == TRACE_BY_TIMED_OUT))
        id = over_by(woken_for(tell->timeline, stretch)); /* its block came back, cut or not */
    if (!id)
        id = over_by(told);
    /* Who waited for its callbacks had been cancelled before, and waited until they were done. */
    const struct timeline_interval *wait =
        standing_at(timeline_lane_of(tell->timeline, stretch->who), stretch->since_ns - 1);
    if (id == TELL_WAS_CANCELLED && wait && wait->reason == TRACE_BY_CALLBACKS)
        id = TELL_WAS_WAIT;
    if (id == TELL_WAS_TIMED_OUT && !out_of_time && event->value)
        id = TELL_WAS_WAIT;
    if (id == TELL_WAS_OBJECT)
        return channel_row(tell->timeline, id, what_was_ready(tell->timeline, stretch));
    return id ? id : TELL_WAS_ANSWER;
}

/* Whether the call itself came back late: that kept nobody waiting but who called. */
static bool is_in_call(const struct timeline *timeline, uint32_t who, int64_t t_ns)
{
    const struct timeline_interval *item = standing_at(timeline_strip_of(timeline, who), t_ns);
    const struct timeline_interval *own = standing_at(timeline_lane_of(timeline, who), t_ns);
    return item && item->state == TRACE_BLOCKED && own && own->state == TRACE_READY;
}

/* Who kept itself waiting: one that looks only between two pieces of its own work, or one that left
 * a callback behind and went on. */
static void itself_say(struct tell *tell, const struct tell_stretch *stretch)
{
    const struct timeline *timeline = tell->timeline;
    const struct timeline_interval *item =
        standing_at(timeline_strip_of(timeline, stretch->who), stretch->since_ns);
    int64_t middle_ns = stretch->since_ns + (stretch->t_ns - stretch->since_ns) / 2;
    if (!item || item->object != stretch->who ||
        timeline_held_until(timeline, item) <= stretch->since_ns ||
        is_in_call(timeline, stretch->who, stretch->since_ns) ||
        is_in_call(timeline, stretch->who, middle_ns))
        return;
    struct tell_args args = {.who = stretch->who, .t_ns = stretch->since_ns};
    where_add(&args, where_held(timeline, item, timeline_held_until(timeline, item)));
    tell_join(tell, TELL_JOIN_AND_SO);
    tell_say(tell, TELL_BUSY_ITSELF, &args);
}

static void one_say(struct tell *tell, const struct tell_stretch *stretch,
                    const struct holder *holder)
{
    const struct timeline_interval *before = holder->item;
    static const enum sentence rows[2][2] = {{TELL_KEPT_THREAD_UNTIL, TELL_KEPT_LOOP_UNTIL},
                                             {TELL_HELD_THREAD_UNTIL, TELL_HELD_LOOP_UNTIL}};
    const struct timeline *timeline = tell->timeline;
    enum sentence id = rows[before->state == TRACE_BLOCKED][holders_of_loop(timeline)];
    const struct timeline_lane *strip = timeline_strip_of(timeline, stretch->who);
    struct tell_args args = {.who = stretch->who,
                             .other = holders_actor(timeline, before, holder->until_ns),
                             .t_ns = holder->until_ns,
                             .t2_ns = stretch->t_ns};
    where_add(&args, where_held(timeline, before, holder->until_ns));
    tell_join(tell, TELL_JOIN_AND_SO);
    tell_say(tell, timeline->has_gil && !strip->of_loop ? TELL_HAD_GIL_UNTIL : id, &args);
}

static void several_say(struct tell *tell, const struct tell_stretch *stretch,
                        const struct holders *holders)
{
    struct tell_names names = holders_names(tell->timeline, holders);
    enum sentence id = tell->timeline->has_gil           ? TELL_THEY_HAD_LOCK
                       : holders_of_loop(tell->timeline) ? TELL_THEY_HAD_LOOP
                                                         : TELL_THEY_HAD_THREAD;
    tell_join(tell, TELL_JOIN_AND_THEN);
    tell_say(tell, id,
             &(struct tell_args){.who = stretch->who, .names = &names, .t_ns = stretch->t_ns});
}

static void way_say(struct tell *tell, const struct tell_stretch *stretch)
{
    struct holders holders =
        holders_between(tell->timeline, timeline_strip_of(tell->timeline, stretch->who),
                        stretch->who, stretch->since_ns, stretch->t_ns);
    int64_t ns = stretch->t_ns - stretch->since_ns;
    if (!holders.count)
        itself_say(tell, stretch);
    else if (holders_several(&holders))
        several_say(tell, stretch, &holders);
    else if ((holders.all || !holders.longest || holders.rows[0].ns * 2 >= ns) &&
             (stretch->t_ns - holders.rows[0].until_ns) * 2 < ns)
        one_say(tell, stretch, &holders.rows[0]); /* who was done long before was not in the way */
}

/* A job was ready as soon as it was in the queue of its pool: who had its worker before? */
static void queued_say(struct tell *tell, const struct tell_stretch *stretch)
{
    const struct timeline *timeline = tell->timeline;
    const struct timeline_interval *queued =
        standing_at(timeline_lane_of(timeline, stretch->who), stretch->since_ns);
    const struct timeline_lane *before = late_served_before(timeline, stretch->who, stretch->event);
    struct tell_args args = {.who = stretch->who, .t_ns = stretch->since_ns};
    bool is = queued && queued->reason == TRACE_BY_QUEUED;
    if (is)
        args.object = queued->object;
    tell_say(tell, is ? TELL_WAS_QUEUED : TELL_WAS_WAIT, &args);
    if (!before || !before->ended || before->end_ns <= stretch->since_ns ||
        before->end_ns > stretch->t_ns)
        return;
    tell_join(tell, TELL_JOIN_AND_SO);
    SAY(tell, WORKER_BUSY, .who = stretch->who, .other = before->actor, .t_ns = before->end_ns);
}

void tell_was_late(struct tell *tell, const struct tell_stretch *stretch)
{
    struct tell_args over = {.who = stretch->who, .t_ns = stretch->since_ns};
    bool begins = trace_at(tell->timeline->trace, stretch->event)->kind == TRACE_TASK_BEGIN;
    SAY(tell, WAS_TOLD_LATE, .who = stretch->who, .t_ns = stretch->t_ns,
        .for_ns = stretch->t_ns - stretch->since_ns);
    tell_join(tell, TELL_JOIN_BECAUSE);
    if (begins)
        queued_say(tell, stretch);
    else
        tell_say(tell, what_was_over(tell, stretch), &over);
    if (!begins && timeline_strip_of(tell->timeline, stretch->who))
        way_say(tell, stretch);
    tell_join(tell, TELL_JOIN_END);
}

/* The event with which it ran again then. */
static uint32_t told_at(const struct trace *trace, uint32_t who, int64_t t_ns)
{
    size_t at = trace_count_until(trace, t_ns);
    for (int looked = 0; at-- > 0 && looked < LOOK_BACK; looked++) {
        const struct trace_event *event = trace_at(trace, at);
        bool runs = event->kind == TRACE_STATE && event->detail == TRACE_RUNNING;
        if (event->who == who && (runs || event->kind == TRACE_TASK_BEGIN))
            return (uint32_t)at;
    }
    return 0;
}

bool tell_worst_late(struct tell *tell, const struct stats *stats)
{
    const struct stats_task *worst = NULL;
    for (int i = 0; i < stats->task_count; i++)
        if (!worst || stats->tasks[i].late_ns > worst->late_ns)
            worst = &stats->tasks[i];
    if (!worst || !stats_is_late(stats, worst->late_ns))
        return false;
    struct tell_stretch stretch = {.since_ns = worst->late_at_ns - worst->late_ns,
                                   .t_ns = worst->late_at_ns,
                                   .who = worst->task};
    stretch.event = told_at(tell->timeline->trace, worst->task, worst->late_at_ns);
    tell_was_late(tell, &stretch);
    return true;
}

/* ---- holds, keeps ---- */

/* When within the time this lane was ready first, or -1. */
static int64_t ready_within(const struct timeline_lane *lane, const struct tell_stretch *stretch)
{
    int64_t since_ns = stretch->since_ns;
    if (lane->start_ns >= stretch->t_ns || lane->end_ns <= since_ns)
        return -1;
    long at = timeline_find(lane, lane->start_ns > since_ns ? lane->start_ns : since_ns);
    for (int looked = 0; at >= 0 && at < (long)lane->count && looked < LOOK_BACK; at++, looked++) {
        const struct timeline_interval *item = &lane->items[at];
        if (item->from_ns >= stretch->t_ns)
            return -1;
        if (item->state == TRACE_READY)
            return item->from_ns > since_ns ? item->from_ns : since_ns;
    }
    return -1;
}

/* Who else was ready within the time. */
struct others {
    uint32_t first, second; /* those that were ready first */
    int64_t first_ns, second_ns;
    int count;
};

static struct others others_of(const struct timeline *timeline, const struct tell_stretch *stretch)
{
    struct others others = {.first_ns = INT64_MAX, .second_ns = INT64_MAX};
    for (int i = 0; i < timeline->task_count && i < TASKS_MOST; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        int64_t since = lane->actor == stretch->who ? -1 : ready_within(lane, stretch);
        if (since < 0)
            continue;
        others.count++;
        if (since < others.first_ns) {
            others.second = others.first;
            others.second_ns = others.first_ns;
            others.first = lane->actor;
            others.first_ns = since;
        } else if (since < others.second_ns) {
            others.second = lane->actor;
            others.second_ns = since;
        }
    }
    return others;
}

static void others_say(struct tell *tell, const struct tell_stretch *stretch)
{
    static const enum sentence rows[] = {TELL_OTHERS_COULD, TELL_COULD_ONE, TELL_COULD_TWO,
                                         TELL_COULD_SOME};
    struct others others = others_of(tell->timeline, stretch);
    struct tell_args args = {.who = others.first,
                             .other = others.second,
                             .n = others.count - 1,
                             .t_ns = others.first_ns};
    tell_say(tell, rows[others.count < 3 ? others.count : 3], &args);
}

/* Of a recorded program the stretch is of one turn. */
static void held_where(struct tell_args *args, const struct timeline *timeline,
                       const struct tell_stretch *stretch)
{
    const struct timeline_interval *item =
        timeline_at(timeline_strip_of(timeline, stretch->who), stretch->since_ns);
    args->at = stretch->line;
    if (trace_is_recording(timeline->trace) && item && item->object == stretch->who)
        where_add(args, where_held(timeline, item, stretch->t_ns));
}

void tell_was_held(struct tell *tell, const struct tell_stretch *stretch, bool in_call)
{
    static const enum sentence rows[2][2] = {{TELL_KEPT_THREAD, TELL_KEPT_LOOP},
                                             {TELL_HELD_THREAD, TELL_HELD_LOOP}};
    struct tell_args args = {.who = where_callback(tell->timeline, stretch->who, stretch->t_ns - 1)
                                        ? TELL_A_CALLBACK
                                        : stretch->who,
                             .for_ns = stretch->t_ns - stretch->since_ns,
                             .t_ns = stretch->t_ns};
    held_where(&args, tell->timeline, stretch);
    tell_say(tell, rows[in_call][holders_of_loop(tell->timeline)], &args);
    tell_join(tell, TELL_JOIN_BECAUSE);
    others_say(tell, stretch);
    tell_join(tell, TELL_JOIN_END);
}

/* ---- what was said, what failed ---- */

void tell_said(struct tell *tell, uint32_t who, const char *text)
{
    SAY(tell, SAYS, .who = who, .text = text, .len = strlen(text));
}

/* How it ended, without and with a text. Of no other end it is known why. */
static const enum sentence *failure_rows(enum trace_end end)
{
    static const enum sentence rows[][2] = {
        [TRACE_END_OK] = {TELL_ENDED, TELL_FAILED_AS},
        [TRACE_END_FAILED] = {TELL_ENDED_FAILED, TELL_FAILED_WITH},
        [TRACE_END_CANCELLED] = {TELL_ENDED_CANCELLED, TELL_CANCELLED_WITH},
        [TRACE_END_CRASHED] = {TELL_ENDED_CRASHED, TELL_CRASHED_WITH},
    };
    return rows[end <= TRACE_END_CRASHED ? end : TRACE_END_OK];
}

/* `how`: with what the text begins that says by itself how it was. */
static void failure_say(struct tell *tell, const struct tell_args *args, const char *how,
                        const enum sentence rows[2])
{
    size_t len = strlen(how);
    bool with = args->text && args->len;
    bool says = with && args->len >= len && strncmp(args->text, how, len) == 0;
    tell_say(tell, says ? TELL_FAILED_AS : rows[with], args);
}

void tell_failure(struct tell *tell, uint32_t index)
{
    static const enum sentence handled[2] = {TELL_HANDLED, TELL_HANDLED_WITH};
    const struct trace_event *event = trace_at(tell->timeline->trace, index);
    struct tell_args args = {.who = event->who};
    args.text = trace_text(tell->timeline->trace, index, &args.len);
    if (event->kind == TRACE_TASK_END)
        failure_say(tell, &args, trace_end_name(event->detail), failure_rows(event->detail));
    else
        failure_say(tell, &args, "handled a failure", handled);
}

void tell_task_failed(struct tell *tell, const struct stats_task *task)
{
    const struct timeline_lane *lane = timeline_lane_of(tell->timeline, task->task);
    struct tell_args args = {.who = task->task, .text = task->failure};
    if (!task->failure)
        return;
    args.len = strlen(task->failure);
    failure_say(tell, &args, task->result, failure_rows(lane ? lane->end : TRACE_END_OK));
}
