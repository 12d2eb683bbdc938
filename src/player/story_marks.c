/* The moments at which playback stops, or to which one jumps. Most of them are events. That one is
 * late follows from when its wait was over, as in trace/stats.c, and from when it was woken; that
 * one holds or keeps the loop from the strip and from who was ready meanwhile. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "player/story_index.h"
#include "trace/times.h"
#include "trace/traits.h"

/* What a task waits for, as far as lateness goes. */
struct wait {
    uint32_t request;  /* 0: none */
    int64_t due_ns;    /* of a sleep, or -1 */
    int64_t woken_ns;  /* or -1 */
    uint16_t woken_by; /* the reason of that */
    bool runs;         /* it does not wait: who is woken is its callback */
    bool queued;       /* a job, since due_ns */
};

struct marker {
    struct story *story;
    size_t room;
    struct wait *waits; /* by number of the task */
    bool lateness;      /* is something that the model has */
};

static struct story_mark *mark_add(struct marker *m, enum story_mark_kind kind, size_t index)
{
    struct story *story = m->story;
    const struct trace_event *event = trace_at(story->trace, index);
    int64_t t = event->time_ns - trace_origin(story->trace);
    MEM_GROW(story->marks, story->mark_count, m->room);
    struct story_mark *mark = &story->marks[story->mark_count++];
    *mark = (struct story_mark){.t_ns = t < 0 ? 0 : t,
                                .event = (uint32_t)index,
                                .who = event->who,
                                .line = event->line,
                                .kind = (uint8_t)kind};
    mark->since_ns = mark->until_ns = mark->t_ns;
    return mark;
}

/* ---- late ---- */

static bool is_task(const struct marker *m, uint32_t who)
{
    return who >= 1 && who <= (uint32_t)trace_task_count(m->story->trace);
}

static int64_t answered_at(const struct marker *m, uint32_t who, uint32_t id)
{
    const struct timeline_request *request = timeline_request_of(m->story->timeline, id);
    return request && request->who == who && !request->cancelled ? request->answered_ns : -1;
}

/* A callback's answer, unless its task was told of that before: then it only waited for its turn.
 */
static int64_t untold_at(const struct marker *m, uint32_t task, uint32_t id, int64_t t)
{
    const struct timeline_request *request = timeline_request_of(m->story->timeline, id);
    bool told = request && request->noticed_ns >= 0 && request->noticed_ns < t;
    return told ? -1 : answered_at(m, task, id);
}

static void late_note(struct marker *m, size_t index, int64_t since_ns, int64_t t)
{
    if (since_ns >= 0 && t - since_ns >= STORY_LATE_NS)
        mark_add(m, STORY_LATE, index)->since_ns = since_ns;
}

/* Whether a task that was woken so may be told so: else that is for its callback. */
static bool may_tell(uint16_t woken_by, uint16_t reason)
{
    if (timeline_was_cut((uint8_t)reason))
        return true;
    switch (woken_by) {
    case TRACE_BY_CANCELLED:
    case TRACE_BY_TIMED_OUT:
        return false;
    case TRACE_BY_GOT_OBJECT:
    case TRACE_BY_OFFLOADED:
    case TRACE_BY_CALLED_BACK:
        return reason == woken_by;
    case TRACE_BY_WOKEN: /* a call that held the thread came back before: its block has its turn */
        return reason != TRACE_BY_ANSWER;
    default:
        return true;
    }
}

/* Whether it is a callback that goes on, on the lane of its task, which waits for an answer or for
 * the clock, or whose wait was cut short, of which it was not told yet. */
static bool is_of_callback(const struct wait *wait, const struct trace_event *event)
{
    uint16_t reason = event->reason;
    bool clock = wait->due_ns >= 0;
    if (reason == TRACE_BY_ANSWER && wait->request && event->arg == wait->request)
        return false; /* whatever else it was woken for */
    if (wait->woken_ns >= 0 && !may_tell(wait->woken_by, reason))
        return true;
    if (!wait->request && !clock)
        return false;
    switch (reason) {
    case TRACE_BY_OFFLOADED:
    case TRACE_BY_GOT_OBJECT:
    case TRACE_BY_WOKEN:
    case TRACE_BY_RETURNED:
        return true;
    case TRACE_BY_TIMER:
        return !clock;
    case TRACE_BY_ANSWER:
        return clock || event->arg != wait->request;
    case TRACE_BY_TURN:
        return clock;
    default:
        return reason == TRACE_BY_NONE && wait->runs;
    }
}

/* Whatever it waited for is over: it has control. */
static void late_settle(struct marker *m, const struct trace_event *event, size_t index, int64_t t)
{
    struct wait *wait = &m->waits[event->who];
    int64_t since = wait->request ? answered_at(m, event->who, wait->request) : wait->due_ns;
    if (event->reason == TRACE_BY_TIMED_OUT && event->value && (wait->request || since >= 0))
        since = event->value - trace_origin(m->story->trace);
    late_note(m, index, since >= 0 ? since : wait->woken_ns, t);
    *wait = (struct wait){.due_ns = -1, .woken_ns = -1, .runs = true};
}

static void on_state(struct marker *m, const struct trace_event *event, size_t index, int64_t t)
{
    struct wait *wait = &m->waits[event->who];
    if (event->reason == TRACE_BY_IO || event->reason == TRACE_BY_LOOKING ||
        event->reason == TRACE_BY_MEANWHILE)
        *wait = (struct wait){.request = event->arg, .due_ns = -1, .woken_ns = -1};
    else if (event->reason == TRACE_BY_SLEEP && event->value > 0)
        *wait =
            (struct wait){.due_ns = event->value - trace_origin(m->story->trace), .woken_ns = -1};
    else if (event->reason == TRACE_BY_QUEUED)
        *wait = (struct wait){.due_ns = t, .woken_ns = -1, .queued = true};
    else if (event->detail != TRACE_RUNNING && event->detail != TRACE_READY)
        wait->woken_ns = -1;
    bool of_callback = is_of_callback(wait, event);
    wait->runs = event->detail == TRACE_RUNNING;
    if (event->detail != TRACE_RUNNING || event->reason == TRACE_BY_MEANWHILE)
        return;
    if (event->reason != TRACE_BY_CALLBACK) {
        if (!of_callback)
            late_settle(m, event, index, t);
        return;
    }
    late_note(m, index, untold_at(m, event->who, event->arg, t), t);
    if (wait->request == event->arg) /* it was looked for on its task's lane, and is told now */
        *wait = (struct wait){.due_ns = -1, .woken_ns = -1, .runs = true};
}

static void on_wake(struct marker *m, const struct trace_event *event, int64_t t)
{
    struct wait *wait = &m->waits[event->who];
    if (wait->woken_ns < 0 && !wait->runs)
        *wait = (struct wait){.request = wait->request,
                              .due_ns = wait->due_ns,
                              .woken_ns = t,
                              .woken_by = event->reason};
}

/* On a thread of its own. */
static void callback_follow(struct marker *m, const struct trace_event *event, size_t index,
                            int64_t t)
{
    uint32_t owner = timeline_owner(m->story->timeline, event->who);
    if (owner != event->who && event->detail == TRACE_RUNNING && event->reason == TRACE_BY_CALLBACK)
        late_note(m, index, untold_at(m, owner, event->arg, t), t);
}

static void late_follow(struct marker *m, const struct trace_event *event, size_t index)
{
    int64_t t = event->time_ns - trace_origin(m->story->trace);
    if (m->lateness && event->kind == TRACE_STATE)
        callback_follow(m, event, index, t);
    if (!m->lateness || !is_task(m, event->who))
        return;
    if (event->kind == TRACE_STATE)
        on_state(m, event, index, t);
    else if (event->kind == TRACE_WAKE)
        on_wake(m, event, t);
    else if (m->waits[event->who].queued)
        late_settle(m, event, index, t);
}

/* ---- events ---- */

static void mark_event(struct marker *m, const struct trace_event *event, size_t index)
{
    switch (event->kind) {
    case TRACE_SAY:
        mark_add(m, STORY_SAY, index);
        break;
    case TRACE_NOTE:
        mark_add(m, STORY_NOTE, index);
        break;
    case TRACE_ASK:
        mark_add(m, STORY_ASK, index);
        break;
    case TRACE_TASK_END:
        if (event->detail == TRACE_END_FAILED || event->detail == TRACE_END_CRASHED)
            mark_add(m, STORY_FAILURE, index);
        break;
    case TRACE_FAILURE_HANDLED:
        mark_add(m, STORY_FAILURE, index);
        break;
    case TRACE_STATE:
    case TRACE_WAKE:
    case TRACE_TASK_BEGIN:
        late_follow(m, event, index);
        break;
    default:
        break;
    }
}

/* False: it was given up. */
static bool events_walk(struct marker *m, struct trace_progress *progress)
{
    const struct trace *trace = m->story->trace;
    size_t count = trace_count(trace);
    for (size_t i = 0; i < count; i++) {
        const struct trace_event *event = trace_at(trace, i);
        if (i % TRACE_PROGRESS_STEPS == 0 && !trace_progress_tell(progress, i, count))
            return false;
        mark_event(m, event, i);
        if (event->kind == TRACE_RUN_END)
            break;
    }
    return true;
}

/* ---- who holds or keeps control ---- */

/* A long time of one holder, all of it inside calls or all of it computing. */
struct stretch {
    int64_t from_ns, to_ns;
    int64_t next_ns;    /* when the next one had control, if that is soon after */
    int64_t longest_ns; /* of its intervals, which has the line */
    uint32_t holder, line, event;
    bool blocked;
    bool pointed; /* somebody else could have run */
};

struct stretches {
    struct stretch *items;
    size_t count, room;
    uint32_t *next; /* the first one from here on that is not pointed out yet; shortened */
};

static struct stretch stretch_of(const struct timeline_interval *item)
{
    return (struct stretch){.from_ns = item->from_ns,
                            .to_ns = item->to_ns,
                            .next_ns = item->to_ns,
                            .longest_ns = item->to_ns - item->from_ns,
                            .holder = item->object,
                            .line = item->line,
                            .event = item->event,
                            .blocked = item->state == TRACE_BLOCKED};
}

static bool can_go_on(const struct stretch *open, const struct timeline_interval *item)
{
    return open->holder && item->object == open->holder &&
           item->state == (open->blocked ? TRACE_BLOCKED : TRACE_RUNNING);
}

static void stretch_go_on(struct stretch *open, const struct timeline_interval *item)
{
    int64_t ns = item->to_ns - item->from_ns;
    open->to_ns = open->next_ns = item->to_ns;
    if (ns <= open->longest_ns)
        return;
    open->longest_ns = ns;
    open->line = item->line;
}

/* How far the holder had control in the interval; of a short one it is as good as its end. */
static int64_t held_to(const struct timeline *timeline, const struct timeline_interval *item)
{
    bool short_one = item->to_ns - item->from_ns < STORY_LATE_NS;
    return short_one ? item->to_ns : timeline_held_until(timeline, item);
}

static void stretch_end(struct stretches *stretches, struct stretch *open)
{
    if (open->holder && open->to_ns - open->from_ns >= STORY_HELD_NS) {
        MEM_GROW(stretches->items, stretches->count, stretches->room);
        stretches->items[stretches->count++] = *open;
    }
    *open = (struct stretch){0};
}

static void stretches_collect(struct stretches *stretches, const struct timeline *timeline)
{
    const struct timeline_lane *strip = &timeline->lanes[0];
    struct stretch open = {0};
    for (uint32_t i = 0; i < strip->count; i++) {
        struct timeline_interval item = strip->items[i];
        item.to_ns = held_to(timeline, &item);
        if (can_go_on(&open, &item)) {
            stretch_go_on(&open, &item);
        } else {
            stretch_end(stretches, &open);
            if (item.state == TRACE_BLOCKED || item.state == TRACE_RUNNING)
                open = stretch_of(&item);
        }
        int64_t next_ns = strip->items[i].to_ns;
        if (item.to_ns == next_ns)
            continue;
        open.next_ns = next_ns - item.to_ns < STORY_LATE_NS ? next_ns : item.to_ns;
        stretch_end(stretches, &open);
    }
    stretch_end(stretches, &open);
}

static size_t next_quiet(struct stretches *stretches, size_t at)
{
    while (stretches->next[at] != at) {
        stretches->next[at] = stretches->next[stretches->next[at]];
        at = stretches->next[at];
    }
    return at;
}

static size_t first_over_after(const struct stretches *stretches, int64_t t_ns)
{
    return TIMES_UNTIL_OF(stretches->items, to_ns, stretches->count, t_ns);
}

/* A task was ready from a to b. Each stretch is pointed out once, so that all calls together cost
 * about as much as there are calls and stretches. */
static void ready_note(struct stretches *stretches, uint32_t who, int64_t a, int64_t b)
{
    size_t at = next_quiet(stretches, first_over_after(stretches, a));
    while (at < stretches->count && stretches->items[at].from_ns < b) {
        struct stretch *stretch = &stretches->items[at];
        int64_t from = stretch->from_ns > a ? stretch->from_ns : a;
        int64_t to = stretch->to_ns < b ? stretch->to_ns : b;
        if (stretch->holder != who && to - from >= (stretch->blocked ? 1 : STORY_LATE_NS)) {
            stretch->pointed = true;
            stretches->next[at] = (uint32_t)at + 1;
        }
        at = next_quiet(stretches, at + 1);
    }
}

/* Ready, and not because its own thread was off the CPU. */
static bool could_run(const struct timeline_interval *item)
{
    return item->state == TRACE_READY && item->reason != TRACE_BY_PREEMPTED &&
           item->reason != TRACE_BY_OFF_CPU;
}

static void lanes_walk(const struct timeline *timeline, struct stretches *stretches)
{
    for (int i = 0; i < timeline->task_count; i++) {
        const struct timeline_lane *lane = &timeline->lanes[timeline->first_task + i];
        for (uint32_t k = 0; k < lane->count; k++) {
            int64_t from = lane->items[k].from_ns;
            if (!could_run(&lane->items[k]))
                continue;
            while (k + 1 < lane->count && could_run(&lane->items[k + 1]))
                k++;
            ready_note(stretches, lane->actor, from, lane->items[k].to_ns);
        }
    }
}

static struct story_mark mark_of(const struct stretch *stretch)
{
    return (struct story_mark){.t_ns = stretch->next_ns,
                               .until_ns = stretch->to_ns,
                               .since_ns = stretch->from_ns,
                               .event = stretch->event,
                               .who = stretch->holder,
                               .line = stretch->line,
                               .kind = stretch->blocked ? STORY_HOLDS : STORY_KEEPS};
}

/* Both are in order of time. From the back, in place. */
static void marks_merge(struct marker *m, const struct stretches *stretches)
{
    struct story *story = m->story;
    size_t pointed = 0, from = story->mark_count;
    for (size_t i = 0; i < stretches->count; i++)
        pointed += stretches->items[i].pointed;
    story->marks = mem_realloc(story->marks, (from + pointed + 1) * sizeof *story->marks);
    size_t at = story->mark_count = from + pointed;
    for (size_t i = stretches->count; i-- > 0;) {
        const struct stretch *stretch = &stretches->items[i];
        if (!stretch->pointed)
            continue;
        while (from > 0 && story->marks[from - 1].t_ns > stretch->next_ns)
            story->marks[--at] = story->marks[--from];
        story->marks[--at] = mark_of(stretch);
    }
}

static void stretches_mark(struct marker *m)
{
    const struct story *story = m->story;
    struct stretches stretches = {0};
    stretches_collect(&stretches, story->timeline);
    stretches.next = mem_realloc(NULL, (stretches.count + 2) * sizeof *stretches.next);
    /* Where one has ended before the next begins, all compute one after the other by design; there
     * it is the waits that cost. */
    bool in_turn = trace_has_trait(story->trace, TRAIT_IN_TURN);
    for (size_t i = 0; i < stretches.count + 2; i++) {
        bool quiet = i < stretches.count && in_turn && !stretches.items[i].blocked;
        stretches.next[i] = (uint32_t)(quiet ? i + 1 : i);
    }
    lanes_walk(story->timeline, &stretches);
    marks_merge(m, &stretches);
    free(stretches.items);
    free(stretches.next);
}

/* A loop or a single thread serves all tasks on strip 0. */
static bool has_one_strip(const struct story *story)
{
    const struct timeline *timeline = story->timeline;
    int loops = 0;
    for (int i = timeline->first_task + timeline->task_count; i < timeline->lane_count; i++)
        loops += timeline->lanes[i].kind == LANE_LOOP;
    return timeline->single_thread && timeline->strip_count == 1 && loops <= 1;
}

bool story_marks_make(struct story *story, struct trace_progress *progress)
{
    const struct timeline *timeline = story->timeline;
    struct marker m = {.story = story, .lateness = timeline->single_thread || timeline->has_gil};
    size_t tasks = (size_t)trace_task_count(story->trace) + 1;
    m.waits = mem_alloc(tasks * sizeof *m.waits);
    for (size_t i = 0; i < tasks; i++)
        m.waits[i] = (struct wait){.due_ns = -1, .woken_ns = -1, .runs = true};
    bool done = events_walk(&m, progress);
    free(m.waits);
    if (done && has_one_strip(story))
        stretches_mark(&m);
    return done && trace_progress_tell(progress, 1, 1);
}
